"""The words of those who guard a site: challenges, blocks, countries and providers shut out.

Phrases in a wall's own voice ("verify you are human"), because news tells of captchas and blocked
sites too, but does not speak to the reader so. For text that `folding.fold` has folded; the looser
words of refusals, which need company, are in `refusal_words`.
"""

from __future__ import annotations

import re

from monitor.reading.walls.folding import any_of

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

BOT_TITLES = any_of(
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
    any_of(
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
    any_of(
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
    any_of(
        r"(?:enable|allow|requires?) (?:javascript|js) and (?:cookies|disable any ad blocker)",
        r"turn javascript on and reload|please enable cookies|enable cookies (?:and|on your)",
        r"activez javascript et les cookies|aktivieren sie javascript und cookies",
        r"habilit[ae] javascript y (?:las )?cookies|abilita javascript e i cookie",
        r"(?:включите|разрешите) javascript и (?:файлы )?cookie",
    ),
    # the marks of those who guard
    any_of(
        r"incapsula incident id|request unsuccessful\. incapsula|cloudflare ray id|\bray id: ?\w",
        r"\breference (?:id|#) ?:? ?[\w.-]{8}|(?:performance|security) (?:&|and) security by",
        r"(?:ddos protection|protected) by (?:ddos-guard|stackpath|cloudflare|blazingfast)",
        r"using a security service to protect itself",
    ),
    # you are blocked
    any_of(
        r"you don't have permission to access|not authori[sz]ed to access this page",
        r"(?:your ip(?: address)?|you) ha(?:s|ve) been (?:temporarily )?(?:blocked|banned)",
        r"has banned (?:your|the country or region your) ip|your access to .{0,80} blocked",
        r"access to this page has been denied|(?:your|the) request has been blocked",
        r"vous n'(?:êtes pas autorisé|avez pas (?:la permission|l'autorisation))",
        r"ihre anfrage wurde blockiert|su solicitud ha sido bloqueada",
        r"ليس لديك (?:إذن|صلاحية) للوصول",
    ),
    # what you asked for is blocked
    any_of(
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
    any_of(
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
