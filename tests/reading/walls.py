"""Consent pages and paywalls as the vendors' products build them, in words of our own.

The structure (ids, classes, forms, data) is what the products put into every customer's page; each
is written once, and its words once for each language. Nothing here is a publisher's text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What walls say in one language, and how a story begins in it."""

    privacy: str
    partners: str
    purposes: str
    change: str
    accept: str
    reject: str
    settings: str
    pay: str
    offer: str
    subscriber: str
    title: str
    lead: str
    body: str


WORDS = {
    "en": Words(
        privacy="Your privacy matters to us",
        partners="We and 312 partners of ours keep cookies on your device and read what is in them.",
        purposes="They serve personalised advertising, the measuring of content and research.",
        change="You can withdraw your consent later, at the foot of every page.",
        accept="Accept all",
        reject="Reject all",
        settings="Manage settings",
        pay="Or read without tracking: with a subscription for 2.99 a month.",
        offer="Subscribe to continue reading this story",
        subscriber="Already a subscriber? Sign in",
        title="Harbour town plans a second ferry",
        lead="The council of the harbour town decided on Monday to order a second ferry for the bay.",
        body="It is to sail from spring and carry sixty cars, the mayor said after the meeting, which "
        "lasted until midnight because two members asked for a vote by name.",
    ),
    "fr": Words(
        privacy="Le respect de votre vie privée",
        partners="Avec nos 312 partenaires, nous utilisons des cookies et des traceurs sur ce site.",
        purposes="Ils servent à des publicités personnalisées et à la mesure d’audience.",
        change="Vous pouvez retirer votre consentement à tout moment au bas de chaque page.",
        accept="Tout accepter",
        reject="Continuer sans accepter",
        settings="Paramétrer mes choix",
        pay="Ou abonnez-vous pour 2,99 euros par mois et lisez sans publicité.",
        offer="La suite de cet article est réservée aux abonnés",
        subscriber="Déjà abonné ? Se connecter",
        title="La ville portuaire veut un second bac",
        lead="Le conseil de la ville portuaire a décidé lundi de commander un second bac pour la baie.",
        body="Il naviguera dès le printemps et portera soixante voitures, a dit la maire après une "
        "séance qui a duré jusqu’à minuit, deux élus ayant demandé un vote nominal.",
    ),
    "de": Words(
        privacy="Ihre Privatsphäre ist uns wichtig",
        partners="Wir und unsere 312 Partner setzen Cookies und lesen Angaben auf Ihrem Gerät aus.",
        purposes="Das dient personalisierter Werbung, der Messung von Inhalten und der Forschung.",
        change="Ihre Einwilligung können Sie jederzeit am Ende jeder Seite widerrufen.",
        accept="Alle akzeptieren",
        reject="Alle ablehnen",
        settings="Einstellungen verwalten",
        pay="Oder lesen Sie ohne Werbung und Tracking: im Abo für 2,99 Euro im Monat.",
        offer="Jetzt Abo abschließen und weiterlesen",
        subscriber="Sie haben schon ein Abo? Anmelden",
        title="Hafenstadt plant eine zweite Fähre",
        lead="Der Rat der Hafenstadt hat am Montag beschlossen, eine zweite Fähre zu bestellen.",
        body="Sie soll ab dem Frühjahr fahren und sechzig Autos tragen, sagte die Bürgermeisterin "
        "nach der Sitzung, die bis Mitternacht dauerte, weil namentlich abgestimmt wurde.",
    ),
    "es": Words(
        privacy="Su privacidad nos importa",
        partners="Nosotros y nuestros 312 socios utilizamos cookies para guardar datos en su equipo.",
        purposes="Sirven para publicidad personalizada y para medir el contenido.",
        change="Puede retirar su consentimiento cuando quiera al pie de cada página.",
        accept="Aceptar y continuar",
        reject="Rechazar todo",
        settings="Configurar las cookies",
        pay="O lea sin anuncios con una suscripción de 2,99 euros al mes.",
        offer="Suscríbase para seguir leyendo",
        subscriber="¿Ya es suscriptor? Inicie sesión",
        title="La ciudad portuaria quiere otro transbordador",
        lead="El concejo de la ciudad portuaria decidió el lunes encargar otro transbordador.",
        body="Navegará desde la primavera y llevará sesenta coches, dijo la alcaldesa después de la "
        "sesión, que duró hasta medianoche porque dos miembros pidieron votación nominal.",
    ),
    "it": Words(
        privacy="La tua privacy è importante",
        partners="Noi e i nostri 312 partner usiamo cookie e leggiamo dati sul tuo dispositivo.",
        purposes="Servono per pubblicità personalizzata e per misurare i contenuti.",
        change="Il tuo consenso può essere ritirato in ogni momento in fondo alla pagina.",
        accept="Accetta tutti",
        reject="Continua senza accettare",
        settings="Gestisci le opzioni",
        pay="Oppure leggi senza pubblicità con un abbonamento da 2,99 euro al mese.",
        offer="Abbonati per continuare a leggere",
        subscriber="Sei già abbonato? Accedi",
        title="La città portuale vuole un secondo traghetto",
        lead="Il consiglio della città portuale ha deciso lunedì di ordinare un secondo traghetto.",
        body="Navigherà dalla primavera e porterà sessanta auto, ha detto la sindaca dopo la seduta, "
        "durata fino a mezzanotte perché due membri hanno chiesto il voto per appello.",
    ),
    "pt": Words(
        privacy="A sua privacidade importa",
        partners="Nós e os nossos 312 parceiros utilizamos cookies para guardar dados no aparelho.",
        purposes="Servem para publicidade personalizada e para medir o conteúdo.",
        change="O seu consentimento pode ser retirado a qualquer momento no fim da página.",
        accept="Aceitar tudo",
        reject="Rejeitar tudo",
        settings="Gerir opções",
        pay="Ou leia sem anúncios com uma assinatura de 2,99 euros por mês.",
        offer="Assine para continuar a ler",
        subscriber="Já é assinante? Entrar",
        title="Cidade portuária quer segundo barco",
        lead="A câmara da cidade portuária decidiu na segunda-feira encomendar um segundo barco.",
        body="Vai navegar a partir da primavera e levar sessenta carros, disse a presidente depois da "
        "sessão, que durou até à meia-noite porque dois membros pediram votação nominal.",
    ),
    "pl": Words(
        privacy="Twoja prywatność jest dla nas ważna",
        partners="My i nasi 312 zaufani partnerzy: używamy plików cookie na twoim urządzeniu.",
        purposes="Służą do spersonalizowanych reklam i do pomiaru treści.",
        change="Twoją zgodę możesz wycofać w każdej chwili na dole strony.",
        accept="Zaakceptuj wszystkie",
        reject="Odrzuć wszystkie",
        settings="Ustawienia plików cookie",
        pay="Albo czytaj bez reklam za 12,99 zł miesięcznie.",
        offer="Wykup dostęp, aby czytać dalej",
        subscriber="Masz już prenumeratę? Zaloguj się",
        title="Miasto portowe chce drugiego promu",
        lead="Rada miasta portowego postanowiła w poniedziałek zamówić drugi prom przez zatokę.",
        body="Ma pływać od wiosny i zabierać sześćdziesiąt samochodów, powiedziała burmistrzyni po "
        "posiedzeniu, które trwało do północy, bo dwoje radnych chciało głosowania imiennego.",
    ),
    "ru": Words(
        privacy="Ваша конфиденциальность важна для нас",
        partners="Мы и наши партнёры, их 312, используем файлы cookie на вашем устройстве.",
        purposes="Они нужны для персонализированной рекламы и измерения материалов.",
        change="Ваше согласие можно отозвать в любое время внизу страницы.",
        accept="Принять все",
        reject="Отклонить все",
        settings="Настроить файлы cookie",
        pay="Или читайте без рекламы по подписке за 199 рублей в месяц.",
        offer="Оформите подписку, чтобы читать дальше",
        subscriber="Уже есть подписка? Войти",
        title="Портовый город хочет второй паром",
        lead="Совет портового города в понедельник решил заказать второй паром через залив.",
        body="Он начнёт ходить весной и будет брать шестьдесят машин, сказала мэр после заседания, "
        "которое длилось до полуночи, потому что двое депутатов просили поимённого голосования.",
    ),
    "tr": Words(
        privacy="Gizliliğiniz bizim için önemli",
        partners="Biz ve 312 iş ortağımız cihazınızda çerezleri kullanıyoruz.",
        purposes="Bunlar kişiselleştirilmiş reklam ve içerik ölçümü içindir.",
        change="Açık rıza her sayfanın altında geri alınabilir.",
        accept="Tümünü kabul et",
        reject="Tümünü reddet",
        settings="Çerez ayarları",
        pay="Ya da ayda 49 liraya abone olun, reklamsız okuyun.",
        offer="Okumaya devam etmek için abone olun",
        subscriber="Zaten abone misiniz? Giriş yapın",
        title="Liman kenti ikinci feribotu istiyor",
        lead="Liman kentinin meclisi pazartesi günü körfez için ikinci bir feribot almaya karar verdi.",
        body="Belediye başkanı gece yarısına dek süren oturumdan sonra feribotun ilkbaharda sefere "
        "başlayacağını ve altmış araba taşıyacağını söyledi; iki üye ad okunarak oy istemişti.",
    ),
    "ar": Words(
        privacy="خصوصيتك تهمنا",
        partners="نحن وشركاؤنا البالغ عددهم 312 نستخدم ملفات تعريف الارتباط على جهازك.",
        purposes="وهي لعرض إعلانات مخصصة وقياس المحتوى.",
        change="يمكنك سحب موافقتك في أي وقت أسفل كل صفحة.",
        accept="قبول الكل",
        reject="رفض الكل",
        settings="إعدادات الخصوصية",
        pay="أو اقرأ بلا إعلانات باشتراك شهري.",
        offer="اشترك لمتابعة القراءة",
        subscriber="مشترك بالفعل؟ تسجيل الدخول",
        title="مدينة الميناء تريد عبارة ثانية",
        lead="قرر مجلس مدينة الميناء يوم الاثنين طلب عبارة ثانية لعبور الخليج بعد نقاش طويل.",
        body="وستبدأ العبارة رحلاتها في الربيع وتحمل ستين سيارة، كما قالت رئيسة البلدية بعد الجلسة "
        "التي استمرت حتى منتصف الليل لأن عضوين طلبا التصويت بالاسم.",
    ),
    "fa": Words(
        privacy="حریم خصوصی شما برای ما مهم است",
        partners="ما و ۳۱۲ شریک ما از کوکی‌ها در دستگاه شما استفاده می‌کنیم.",
        purposes="برای تبلیغات شخصی‌سازی شده و سنجش محتوا.",
        change="رضایت شما در هر زمان در پایین صفحه پس گرفتنی است.",
        accept="پذیرش همه",
        reject="رد همه",
        settings="تنظیمات کوکی",
        pay="یا با اشتراک ماهانه بدون تبلیغ بخوانید.",
        offer="برای ادامه خواندن مشترک شوید",
        subscriber="مشترک هستید؟ وارد شوید",
        title="شهر بندری کشتی دوم می‌خواهد",
        lead="شورای شهر بندری روز دوشنبه تصمیم گرفت کشتی مسافری دومی برای خلیج سفارش دهد.",
        body="شهردار پس از نشستی که تا نیمه‌شب ادامه یافت گفت این کشتی از بهار به راه می‌افتد و شصت "
        "خودرو می‌برد؛ دو عضو شورا رأی‌گیری با نام خواسته بودند.",
    ),
    "zh": Words(
        privacy="我们重视您的隐私",
        partners="我们和312家合作伙伴使用 cookie，并读取您设备上的信息。",
        purposes="用于个性化广告和内容评估。",
        change="您的同意可随时在页面底部撤回。",
        accept="接受所有",
        reject="拒绝所有",
        settings="隐私设置",
        pay="或者每月付费订阅，无广告阅读。",
        offer="订阅后继续阅读全文",
        subscriber="已经订阅？登录",
        title="港口城市计划增加一艘渡轮",
        lead="港口城市的议会星期一决定再订购一艘横渡海湾的渡轮，讨论持续了很长时间。",
        body="市长会后表示，渡轮将从春季开始航行，可载六十辆汽车。会议一直开到午夜，因为两名议员要求记名"
        "投票，而且预算也需要再次审查，居民们则希望票价不会上涨。",
    ),
}  # fmt: skip

Wall = Callable[[Words], str]


def _text(words: Words) -> str:
    return f"<p>{words.partners}</p><p>{words.purposes}</p><p>{words.change}</p>"


def _buttons(words: Words, *, accept: str, reject: str, settings: str) -> str:
    return (
        f"<button {settings}>{words.settings}</button><button {reject}>{words.reject}</button>"
        f"<button {accept}>{words.accept}</button>"
    )


def _shell(title: str, body: str, *, head: str = "") -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


def _onetrust(words: Words) -> str:
    buttons = _buttons(
        words,
        accept='id="onetrust-accept-btn-handler"',
        reject='id="onetrust-reject-all-handler"',
        settings='id="onetrust-pc-btn-handler"',
    )
    return _shell(
        "news.example",
        '<div id="root"></div><div id="onetrust-consent-sdk"><div class="onetrust-pc-dark-filter">'
        '</div><div id="onetrust-banner-sdk" class="otCenterRounded" role="dialog"><div '
        f'id="onetrust-policy"><h2 id="onetrust-policy-title">{words.privacy}</h2>'
        f'<div id="onetrust-policy-text">{_text(words)}</div></div>'
        f'<div id="onetrust-button-group">{buttons}</div></div></div>',
        head='<script src="https://cdn.cookielaw.org/scripttemplates/otSDKStub.js"></script>',
    )


def _didomi(words: Words) -> str:
    buttons = _buttons(
        words,
        accept='id="didomi-notice-agree-button"',
        reject='class="didomi-continue-without-agreeing"',
        settings='id="didomi-notice-learn-more-button"',
    )
    return _shell(
        words.privacy,
        '<div id="didomi-host" class="didomi-host"><div class="didomi-popup-backdrop"><div '
        f'id="didomi-popup" class="didomi-popup-notice"><span>{words.privacy}</span>'
        f'<div class="didomi-popup-notice-text">{_text(words)}</div>'
        f'<div class="didomi-buttons">{buttons}</div></div></div></div>',
        head='<script src="https://sdk.privacy-center.org/0/loader.js"></script>',
    )


def _sourcepoint(words: Words) -> str:
    buttons = _buttons(
        words,
        accept='class="sp_choice_type_11"',
        reject='class="sp_choice_type_13"',
        settings='class="sp_choice_type_12"',
    )
    return _shell(
        "news.example",
        '<div id="notice" class="message type-modal"><div class="message-container">'
        f'<p class="message-component">{words.privacy}</p>{_text(words)}'
        f'<div class="message-row">{buttons}</div></div></div>',
        head="<script>window._sp_ = {config: {accountId: 1, baseEndpoint: "
        "'https://cdn.privacy-mgmt.com'}};</script>",
    )


def _usercentrics(words: Words) -> str:
    buttons = _buttons(
        words,
        accept='data-testid="uc-accept-all-button"',
        reject='data-testid="uc-deny-all-button"',
        settings='data-testid="uc-more-button"',
    )
    return _shell(
        "news.example",
        f'<div id="usercentrics-root" data-created-at="1"><div role="dialog"><h1>{words.privacy}</h1>'
        f"{_text(words)}{buttons}</div></div>",
        head='<script id="usercentrics-cmp" data-settings-id="x"></script>',
    )


def _quantcast(words: Words) -> str:
    buttons = _buttons(words, accept='mode="primary"', reject='mode="secondary"', settings="")
    return _shell(
        words.title,
        '<div class="qc-cmp2-container" id="qc-cmp2-container"><div class="qc-cmp2-main"><div '
        f'id="qc-cmp2-ui"><div class="qc-cmp2-publisher-logo-container"><h2>{words.privacy}</h2></div>'
        f'<div class="qc-cmp2-consent-info">{_text(words)}</div>'
        f'<div class="qc-cmp2-summary-buttons">{buttons}</div></div></div></div>',
        head='<script src="https://cmp.quantcast.com/choice/x/news.example/choice.js"></script>',
    )


def _cookiebot(words: Words) -> str:
    buttons = _buttons(
        words,
        accept='id="CybotCookiebotDialogBodyLevelButtonLevelOptinAllowAll"',
        reject='id="CybotCookiebotDialogBodyButtonDecline"',
        settings='id="CybotCookiebotDialogBodyLevelButtonCustomize"',
    )
    return _shell(
        "news.example",
        '<div id="CybotCookiebotDialog" role="dialog"><div id="CybotCookiebotDialogBody">'
        f'<h2 id="CybotCookiebotDialogBodyContentTitle">{words.privacy}</h2>'
        f'<div id="CybotCookiebotDialogBodyContentText">{_text(words)}</div>{buttons}</div></div>',
        head='<script id="Cookiebot" src="https://consent.cookiebot.com/uc.js"></script>',
    )


def _trustarc(words: Words) -> str:
    buttons = _buttons(
        words,
        accept='id="truste-consent-button"',
        reject='id="truste-consent-required"',
        settings='id="truste-show-consent"',
    )
    return _shell(
        words.privacy,
        '<div id="truste-consent-track"><div id="truste-consent-content">'
        f'<div id="truste-consent-text">{_text(words)}</div>'
        f'<div id="truste-consent-buttons">{buttons}</div></div></div>',
        head='<script src="https://consent.trustarc.com/notice?domain=news.example"></script>',
    )


def _google(words: Words) -> str:
    form = '<form action="https://consent.google.com/save" method="POST"><input type="hidden" name="gl">'
    return _shell(
        words.privacy,
        f'<div role="main"><h1>{words.privacy}</h1>{_text(words)}<ul><li>{words.purposes}</li></ul>'
        f"{form}<button>{words.reject}</button></form>{form}<button>{words.accept}</button></form>"
        f'<a href="https://policies.google.com/privacy">{words.settings}</a></div>',
    )


def _yahoo(words: Words) -> str:
    return _shell(
        "Yahoo",
        '<div id="consent-page"><div class="con-wizard"><form method="post" class="consent-form" '
        'action="/v2/collectConsent?sessionId=3_cc-session"><input type="hidden" name="csrfToken">'
        f"<h2>{words.privacy}</h2>{_text(words)}"
        f'<button name="agree" value="agree" class="btn primary accept-all">{words.accept}</button>'
        f'<button name="reject" value="reject" class="btn reject-all">{words.reject}</button>'
        f"<a>{words.settings}</a></form></div></div>",
    )


def _pay_or_consent(words: Words) -> str:
    return _shell(
        f"{words.title} - news.example",
        '<header><a href="/">news.example</a></header><main class="pur-wall"><div class="offer '
        f'consent"><h2>{words.privacy}</h2>{_text(words)}<button class="js-accept">{words.accept}'
        f'</button></div><div class="offer pur"><p>{words.pay}</p><a href="/pur">{words.subscriber}'
        f"</a></div><small>{words.settings}</small></main>",
        head='<meta property="og:type" content="article">',
    )


CONSENT: dict[str, Wall] = {
    "onetrust": _onetrust,
    "didomi": _didomi,
    "sourcepoint": _sourcepoint,
    "usercentrics": _usercentrics,
    "quantcast": _quantcast,
    "cookiebot": _cookiebot,
    "trustarc": _trustarc,
    "google": _google,
    "yahoo": _yahoo,
    "pay-or-consent": _pay_or_consent,
}


def _stub(words: Words, wall: str, *, head: str = "", cut: str = "article-body") -> str:
    return _shell(
        f"{words.title} - news.example",
        f'<nav><a href="/">news.example</a></nav><article><h1>{words.title}</h1><div class="{cut}">'
        f"<p>{words.lead}</p><p>{words.body}</p></div>{wall}</article><footer>news.example</footer>",
        head=f'<meta property="og:type" content="article">{head}',
    )


def _offer(words: Words) -> str:
    return f"<h3>{words.offer}</h3><p>{words.pay}</p><a href='/login'>{words.subscriber}</a>"


def _piano(words: Words) -> str:
    return _stub(
        words,
        '<div class="tp-container-inner"><div class="piano-paywall"><div id="piano-inline">'
        f"{_offer(words)}</div></div></div>",
        head="<script>tp = window.tp || []; tp.push(['setAid', 'x']);</script>",
    )


def _poool(words: Words) -> str:
    return _stub(
        words,
        f'<div id="poool-widget"><div class="p3-paywall">{_offer(words)}</div></div>',
        head='<script src="https://assets.poool.fr/access.min.js"></script>',
        cut="article-body poool-content",
    )


def _zephr(words: Words) -> str:
    return _stub(words, f'<div class="zephr-paywall zephr-modal"><div>{_offer(words)}</div></div>')


def _metered(words: Words) -> str:
    return _stub(
        words,
        f'<div class="leaky_paywall_message_wrap"><div id="leaky_paywall_message">{_offer(words)}'
        "</div></div>",
    )


def _declared(words: Words) -> str:
    data = (
        '{"@context": "https://schema.org", "@type": "NewsArticle", "isAccessibleForFree": false, '
        '"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": false, '
        '"cssSelector": ".paid"}}'
    )
    return _stub(words, "", head=f'<script type="application/ld+json">{data}</script>')


def _written(words: Words) -> str:
    return _stub(words, f"<p>{words.offer}.</p>")


PAYWALLS: dict[str, Wall] = {
    "piano": _piano,
    "poool": _poool,
    "zephr": _zephr,
    "metered": _metered,
    "declared": _declared,
    "written": _written,
}


def consent_page(vendor: str, language: str) -> bytes:
    """Return a vendor's consent page in UTF-8."""
    return CONSENT[vendor](WORDS[language]).encode()


def paywalled(vendor: str, language: str) -> bytes:
    """Return the beginning of a story behind a vendor's paywall, in UTF-8."""
    return PAYWALLS[vendor](WORDS[language]).encode()
