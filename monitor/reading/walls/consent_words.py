"""The words of consent pages, and of those that offer a subscription instead of consent.

Phrases in such a page's own voice ("we and our partners"), because news tells of cookie law too.
For text that `folding.fold` has folded.
"""

from __future__ import annotations

from monitor.reading.walls.folding import any_of

CONSENT_TITLES = any_of(
    r"before you continue\b.*|(?:we value )?your privacy(?: choices| matters)?",
    r"cookie (?:consent|settings|notice)|privacy (?:settings|notice|wall)|consent",
    r"bevor sie (?:zu|fort)\w*\b.*|einwilligung|datenschutzeinstellungen",
    r"avant (?:d'accéder|de continuer)\b.*|(?:gestion|choix) des cookies",
    r"antes de (?:continuar|ir)\b.*|prima di continuare\b.*|voordat je verdergaat\b.*",
    r"zanim przejdziesz\b.*|прежде чем перейти\b.*|.{0,40}devam etmeden önce",
)
# Each of these is one thing that a consent page says; it says several, and little else.
CONSENT_PHRASES = (
    # we use cookies
    any_of(
        r"\b(?:we|(?:this|our) (?:web ?)?sites?)(?: and apps)? (?:will |also )*use cookies",
        r"\bsites? uses? cookies|will not use cookies",
        r"we use cookies|\bcookies and (?:data|similar)",
        r"store and/or access information on (?:a|your) device|access information on a device",
        r"wir (?:verwenden|nutzen|setzen).{0,30}cookies|nous utilisons.{0,30}cookies",
        r"(?:usamos|utilizamos|usiamo|utilizziamo).{0,20}cookies?",
        r"wij? gebruiken.{0,20}cookies|używamy plików cookie",
        r"vi (?:använder|bruger|bruker).{0,20}cookie",
        r"использу\w+ (?:файлы )?(?:cookie|куки)|використовуємо (?:файли )?(?:cookie|кукі)",
        r"çerezler\w* kullan|çerez (?:politika|ayar|tercih)",
        r"(?:نستخدم|يستخدم).{0,30}ملفات تعريف الارتباط",
        r"از کوکی.{0,20}استفاده|使用.{0,6}cookie|cookieを使用|쿠키를 사용",
    ),
    # we and our partners
    any_of(
        r"\b(?:we|us|our)\b.{0,20}(?:and|with) (?:our |\d+ )(?:[\w-]+ ){0,3}partners",
        r"transparency (?:&|and) consent framework|\biab vendors?\b",
        r"wir und unsere.{0,30}partner|nous et nos.{0,20}partenaires",
        r"avec nos (?:\d+ )?partenaires",
        r"(?:nos|ses|\d+) partenaires (?:utilis|stock|dépos|trait|souhait)\w+",
        r"nuestros (?:\d+ )?socios|nossos (?:\d+ )?parceiros",
        r"noi e i nostri|nostri (?:\d+ )?partner",
        r"(?:wij?|we) en onze.{0,20}partners|my i nasi.{0,30}partnerzy",
        r"vi (?:och|og) v\wre?.{0,20}partner",
        r"мы и наши партнеры|ми та наші партнери|iş ortaklarımız",
        r"نحن وشركا|我们(?:和|及|与).{0,6}合作伙伴",
    ),
    # accept or reject all
    any_of(
        r"accept (?:all|cookies|and (?:close|continue))\b|(?:reject|decline|refuse) all\b",
        r"continue without (?:accepting|agreeing)|alle (?:cookies )?(?:akzeptieren|ablehnen)",
        r"(?:akzeptieren|einwilligen|zustimmen) (?:und|&) weiter",
        r"(?:tout|tous) (?:accepter|refuser)",
        r"accepter et (?:continuer|fermer)|continuer sans accepter|accepter les cookies",
        r"aceptar (?:y continuar|tod[oa]s?|cookies)|rechazar (?:tod[oa]s?|y pagar|y suscri)",
        r"aceitar (?:tudo|todos|e continuar)|rejeitar (?:tudo|todos)",
        r"accetta (?:tutt|e continua|i cook)",
        r"rifiuta (?:tutt|e abbonati)|continua senza accettare|alle?s? (?:cookies )?accepteren",
        r"zaakceptuj wszystk|odrzuć wszystk|przejdź do serwisu",
        r"(?:acceptera|accepter|godta) alle?a?\b",
        r"принять все|отклонить все|принять и (?:продолжить|закрыть)|прийняти все|відхилити все",
        r"tümünü (?:kabul et|reddet)|kabul et ve devam|(?:قبول|رفض) (?:الكل|الجميع)|پذیرش همه",
        r"(?:接受|拒绝|拒絕)(?:所有|全部)|全部(?:接受|拒绝)",
        r"すべて(?:に?同意|を?拒否|を?許可)|모두 (?:수락|동의|거부)",
    ),
    # your privacy, your consent
    any_of(
        r"we (?:value|care about|respect) your privacy|your privacy is (?:important|our)",
        r"(?:withdraw|give|revoke|change) (?:or \w+ )?your (?:consent|choices)|\byour consent\b",
        r"(?:ihre|deine) (?:einwilligung|zustimmung|privatsphäre)",
        r"jederzeit (?:widerruf|mit wirkung)",
        r"votre (?:vie privée|consentement)",
        r"(?:retirer|modifier) (?:votre|vos) (?:consentement|choix)",
        r"(?:tu|su|seu|tuo|suo) (?:consentimiento|consentimento|consenso)|la tua privacy",
        r"(?:tu|su|sua) privaci(?:dad|dade)|(?:uw|jouw|je) (?:toestemming|privacy)",
        r"twoj\w+ (?:zgod|prywatnoś)|ваше(?:го|й|му)? (?:согласи|конфиденциальност)|açık rıza",
        r"kişisel veriler|(?:موافقتك|خصوصيتك)|(?:حریم خصوصی|رضایت) شما|您的(?:隐私|同意)",
    ),
    # settings and choices
    any_of(
        r"manage (?:privacy |cookie |my )?(?:options|settings|preferences|choices|cookies)",
        r"(?:privacy|cookie) (?:(?:and|&) cookie )?(?:settings|preferences|dashboard|policy)",
        r"customi[sz]e (?:your|my) choices|datenschutz-?einstellungen|cookie-einstellungen",
        r"paramétr\w+ (?:les |des |mes |vos )?(?:cookies|choix)|vos (?:choix|préférences)",
        r"configurar (?:las |los )?cookies",
        r"gerir (?:as )?(?:opções|preferências)|gestisci (?:le )?opzioni",
        r"настро\w+ (?:cookie|конфиденциальност|файл)|çerez ayarları|إعدادات (?:الخصوصية|ملفات)",
    ),
    # what for
    any_of(
        r"personali[sz]ed (?:ads|advertis\w+|content)",
        r"(?:advertising|ads) and (?:content|tracking)",
        r"legitimate interests?|(?:strictly necessary|non-essential|functional) cookies",
        r"personalisierte (?:werbung|anzeigen|inhalte)|berechtigte[sn]? interesse",
        r"mit werbung und tracking|werbe- und analyse",
        r"intérêt légitime|cookies (?:et|ou) (?:d'autres|autres)",
        r"(?:publicités?|annonces|contenus?) personnalisée?s?",
        r"s'abonner .{0,60}sans (?:publicité|cookie)",
        r"(?:publicidade?|anuncios|contenido|conteúdo|annunci|pubblicità) personali[sz]\w+",
        r"interés legítimo|legittimo interesse",
        r"interesse legítimo|gepersonaliseerde (?:advert|inhoud)",
        r"spersonalizowan\w+ (?:reklam|treś)|персонализированн\w+ (?:реклам|контент)",
        r"kişiselleştirilmiş (?:reklam|içerik)|إعلانات مخصصة|个性化(?:广告|内容)",
    ),
)
