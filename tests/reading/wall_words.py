"""What consent pages and paywalls say, in twelve languages and words of our own."""

from __future__ import annotations

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
