"""The words of walls: what challenge, block and consent pages say, in the languages of the feeds.

All patterns are for text that `quality` has folded: lower case, straight quotes, single spaces.
They are phrases in a wall's own voice ("verify you are human", "we and our partners"), because
news tells of captchas, blocked sites and cookie law too, but does not speak to the reader so.
Kept apart from the rules, so that a phrase is added without reading them.
"""

from __future__ import annotations

import re


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases))


# In the markup of challenge pages alone; what vendors put into ordinary pages as well is below.
CHALLENGE_MARKERS = re.compile(
    r"""
      _cf_chl_opt | cf-browser-verification | jschl[_-]answer | cf\.challenge\.js | cf-captcha-
    | id="challenge-form" | class="cf-error-details | Incapsula[ ]incident[ ]ID
    | _Incapsula_Resource\?[^"'>]{0,300}incident_id
    | (?:geo|ct)\.captcha-delivery\.com | px-captcha | _pxAppId[^;]{0,60};[^<]{0,200}_pxBlock
    | distil_r_captcha | distilIdentificationBlock | DistilCaptchaForm
    | sucuri_cloudproxy_js | Sucuri[ ]WebSite[ ]Firewall
    | /\.well-known/ddos-guard/ | ddos-guard/js-challenge
    | AwsWafIntegration | awsWafCookieDomainList | window\.gokuProps
    | KPSDK\.start | ips\.js\?[^"'>]{0,200}KP_UIDz | sec-if-cpt-container | /_sec/cp_challenge
    | bobcmn | TSPD_101 | shieldsquare[^"'>]{0,40}captcha | validate\.perfdrive\.com
    """,
    re.IGNORECASE | re.VERBOSE,
)
# On ordinary pages of the vendors' customers too: a wall only where nothing else is shown.
VENDOR_MARKERS = re.compile(
    r"_Incapsula_Resource|/cdn-cgi/challenge-platform/"
    r"|document\.cookie[^<]{0,400}location\.reload",
    re.IGNORECASE,
)

BOT_TITLES = _any(
    r"just a moment|attention required|one more step|are you (?:a )?(?:ro)?bot",
    r"are you (?:a )?human|pardon (?:our|the) interruption|security check(?:point)?",
    r"human verification|bot (?:verification|detection)|client challenge|captcha",
    r"(?:please )?verify (?:that )?you are (?:a )?human|checking your browser\b.*",
    r"ddos[- ]guard|ddos protection\b.*|please wait|access (?:is )?denied",
    r"(?:error )?403\W*(?:forbidden)?|forbidden|you have been blocked",
    r"(?:sorry, )?you have been blocked|request (?:blocked|rejected|unsuccessful)",
    r"(?:website|site|page|domain|content) (?:is )?(?:blocked|restricted)",
    r"451\W*(?:unavailable (?:due to|for) legal reasons)?|un instant|encore une étape",
    r"accès (?:refusé|interdit|bloqué)|vérification de sécurité|nur einen moment",
    r"einen moment(?: bitte)?|ein letzter schritt|zugriff (?:verweigert|gesperrt)",
    r"sicherheitsüberprüfung|(?:web)?seite gesperrt|website gesperrt|un momento|un paso más",
    r"acceso (?:denegado|restringido|bloqueado)|ancora un passo\b.*",
    r"accesso (?:negato|bloccato|non consentito)|um momento|mais uma etapa",
    r"acesso (?:negado|bloqueado)|jeszcze jeden krok|odmowa dostępu|один момент",
    r"еще один шаг|проверка (?:браузера|безопасности)",
    r"доступ (?:к ресурсу |к сайту )?(?:ограничен|запрещен|заблокирован|закрыт)",
    r"доступ (?:обмежено|заборонено)|bir dakika|son bir adım daha",
    r"erişim (?:engellendi|reddedildi)|لحظة|خطوة واحدة إضافية|تم (?:رفض|حظر) الوصول|یک لحظه",
    r"دسترسی (?:غیرمجاز|ممنوع)|请稍候|访问被拒绝|しばらくお待ちください|잠시만 기다리십시오",
)
# Each of these is one thing that a challenge or block page says; a page that says two is one.
BOT_PHRASES = (
    # prove that you are human
    _any(
        r"verify(?:ing)? (?:that )?you(?:'re| are) (?:not a (?:ro)?bot|(?:a )?human)",
        r"prov(?:e|ing|es) (?:that )?you(?:'re| are) (?:not a robot|(?:a )?human)",
        r"you're not a robot|(?:made|make) us think (?:that )?you (?:are|were) a bot",
        r"(?:complete|pass(?:ing)?) (?:the|a|this) (?:security check|captcha)",
        r"completing the captcha",
        r"vérifi\w+ que vous (?:êtes (?:un )?(?:être )?humain|n'êtes pas un robot)",
        r"(?:contrôle|enquête|vérification) de sécurité pour continuer",
        r"(?:überprüf\w+|bestätigen sie), (?:ob|dass) sie (?:ein mensch|kein roboter)",
        r"sicherheitskontrolle aus, um fortzufahren",
        r"(?:verific|confirm)\w+ que (?:usted |eres |es |é |você é )?(?:um? )?(?:ser )?human",
        r"no eres un robot|não é um robô|non (?:sei|è) un robot|che l'utente sia umano",
        r"(?:control|verificación) de seguridad para continuar",
        r"controllo di sicurezza per continuare",
        r"verificação de segurança para continuar|controleer of u een mens bent",
        r"kontrolę bezpieczeństwa, by kontynuować|potwierdź, że jesteś człowiekiem",
        r"(?:проверка|подтвердите|убедиться),? что вы (?:не робот|человек|не бот)",
        r"завершите проверку безопасности|підтвердіть, що ви (?:не робот|людина)",
        r"(?:insan|robot) ol(?:duğunuz|madığınız)\w* (?:doğrula|kanıtla)",
        r"güvenlik kontrolünü tamamla|فحص الأمان للمتابعة",
        r"(?:التحقق من|تأكيد) (?:أنك|أنّك) (?:إنسان|لست روبوت)",
        r"تأیید کنید که (?:ربات نیستید|انسان هستید)",
        r"验证您是真人|確認您是真人|完成安全(?:验证|驗證|检查)|人間であることを確認",
        r"사람인지 확인|로봇이 아닙니다",
    ),
    # your browser and your connection are being checked
    _any(
        r"checking (?:if the site connection is secure|your browser before)",
        r"needs to review the security of your connection|verifying your browser",
        r"you are using automation tools|behaviou?r of the browser has caught our attention",
        r"something about your browser",
        r"unusual (?:traffic|activity) from your (?:computer|network)",
        r"anti-virus scan on your device|(?:due to|because of) heavy traffic, please wait",
        r"your browser will redirect to your requested content",
        r"doit vérifier la sécurité de votre connexion|sicherheit ihrer verbindung überprüfen",
        r"(?:revisar|verificar) la seguridad de (?:su|tu) conexión",
        r"verificare la sicurezza della connessione|a segurança da sua conexão",
        r"проверить безопасность вашего подключения|запросы, поступившие с вашего ip",
        r"bağlantınızın güvenliğini|مراجعة أمان اتصالك",
    ),
    # switch on what a robot lacks
    _any(
        r"(?:enable|allow|requires?) (?:javascript|js) and (?:cookies|disable any ad blocker)",
        r"turn javascript on and reload|please enable cookies|enable cookies (?:and|on your)",
        r"activez javascript et les cookies|aktivieren sie javascript und cookies",
        r"habilit[ae] javascript y (?:las )?cookies|abilita javascript e i cookie",
        r"(?:включите|разрешите) javascript и (?:файлы )?cookie",
    ),
    # the marks of those who guard
    _any(
        r"incapsula incident id|request unsuccessful\. incapsula|cloudflare ray id|\bray id: ?\w",
        r"\breference (?:id|#) ?:? ?[\w.-]{8}|(?:performance|security) (?:&|and) security by",
        r"(?:ddos protection|protected) by (?:ddos-guard|stackpath|cloudflare|blazingfast)",
        r"using a security service to protect itself",
    ),
    # you are blocked
    _any(
        r"you don't have permission to access|not authori[sz]ed to access this page",
        r"(?:your ip(?: address)?|you) ha(?:s|ve) been (?:temporarily )?(?:blocked|banned)",
        r"has banned (?:your|the country or region your) ip|your access to .{0,80} blocked",
        r"access to this page has been denied|(?:your|the) request has been blocked",
        r"vous n'(?:êtes pas autorisé|avez pas (?:la permission|l'autorisation))",
        r"ihre anfrage wurde blockiert|su solicitud ha sido bloqueada",
        r"ليس لديك (?:إذن|صلاحية) للوصول",
    ),
    # what you asked for is blocked
    _any(
        r"(?:you are|you're|you) (?:trying|tried) to (?:access|visit|reach).{0,90}"
        r"(?:blocked|restricted|prohibited|unavailable|not accessible)",
        r"(?:this|the requested) (?:web ?)?(?:site|page|resource|url|domain) (?:is|has been) "
        r"(?:blocked|restricted)",
        r"access to (?:this|the requested) (?:web ?)?(?:site|page|resource|url).{0,60} "
        r"(?:blocked|restricted|denied|disabled)",
        r"zugang zu dieser (?:web)?(?:site|seite) gesperrt|l'accesso al sito richiesto",
        r"(?:запрашиваем\w+|данн\w+|эт[аоу]\w*) (?:вами )?(?:интернет-)?"
        r"(?:ресурс|страниц|сайт|информационному)\w*.{0,60}(?:ограничен|запрещен|заблокирован|закрыт)",
        r"уважаемый (?:абонент|пользователь|посетитель)|(?:даний|цей) ресурс заблоковано",
        r"kararıyla erişime engellenmiştir|uyarınca .{0,90} erişime engellenmiştir",
        r"(?:situs|akses|halaman) (?:ini|yang).{0,60} (?:di ?blokir|tidak dapat di\w+)",
    ),
    # not in your country
    _any(
        r"(?:not |un)available in your (?:country|region|location|area)",
        r"(?:not |un)available in most european countries",
        r"(?:unavailable|not available) (?:to|for) (?:\w+ )?(?:visitors|users|readers) (?:in|from)",
        r"n'est pas (?:disponible|accessible) dans votre (?:pays|région)",
        r"in ihrem (?:land|gebiet) nicht verfügbar",
        r"niet beschikbaar in (?:uw|jouw) (?:land|regio)",
        r"no (?:está|se encuentra) disponible en (?:su|tu) (?:país|región)",
        r"non è disponibile nel (?:tuo|suo) paese",
        r"não está disponível (?:no seu país|na sua região)",
        r"недоступ\w+ в (?:вашем регионе|вашей стране)",
        r"(?:ülkenizde|bölgenizde) (?:kullanılamıyor|mevcut değil)",
        r"غير متا(?:ح|حة) في (?:بلدك|منطقتك)",
        r"在您所在的(?:国家|地区).{0,6}(?:不可用|无法)|お住まいの(?:国|地域)では",
    ),
)

CONSENT_TITLES = _any(
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
    _any(
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
    _any(
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
    _any(
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
    _any(
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
    _any(
        r"manage (?:privacy |cookie |my )?(?:options|settings|preferences|choices|cookies)",
        r"(?:privacy|cookie) (?:(?:and|&) cookie )?(?:settings|preferences|dashboard|policy)",
        r"customi[sz]e (?:your|my) choices|datenschutz-?einstellungen|cookie-einstellungen",
        r"paramétr\w+ (?:les |des |mes |vos )?(?:cookies|choix)|vos (?:choix|préférences)",
        r"configurar (?:las |los )?cookies",
        r"gerir (?:as )?(?:opções|preferências)|gestisci (?:le )?opzioni",
        r"настро\w+ (?:cookie|конфиденциальност|файл)|çerez ayarları|إعدادات (?:الخصوصية|ملفات)",
    ),
    # what for
    _any(
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
