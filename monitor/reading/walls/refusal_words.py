"""What refusals say beside their own phrases: each of these alone may stand in a story.

Several together, in a short text on a page that has nothing of a story, are a refusal: something is
blocked, on somebody's order, and the reader is spoken to. For text that `folding.fold` has folded.
"""

from __future__ import annotations

from monitor.reading.walls.folding import any_of, near

# Something is shut, whoever says so and of whatever.
SHUT = any_of(
    near(
        r"\b(?:web ?)?sites?\b|\b(?:web ?)?pages?\b|\burls?\b|\bdomains?\b|\bresources?\b"
        r"|\bcontent\b|\baccess\b|\brequest\b|\baddress\b|\bservices?\b|\bconnection\b|\bapplication\b",
        r"\b(?:blocked|restricted|denied|forbidden|prohibited|disabled|banned|blacklisted"
        r"|unavailable|refused|rejected|suspended|filtered|locked|seized|illegal|unauthori[sz]ed)\b"
        r"|\bnot (?:\w+ )?(?:available|accessible|allowed|permitted)\b|can(?:no|')t be accessed"
        r"|violat(?:e|ing)|\bblacklist|only available|block page|age[- ]restrict|over[- ](?:18|the age)",
    ),
    near(
        r"\bsites?\b|\bpages?\b|\bdomaines?\b|ressource|contenu|acces\b|accès|requête|demande",
        r"bloqu|restreint|refus|interdit|indisponible|n'est pas (?:disponible|accessible|autoris)",
    ),
    near(
        r"\bseiten?\b|website|webseite|zugang|zugriff|inhalt|domain|anfrage|adresse",
        r"gesperrt|blockiert|verweigert|verboten|nicht (?:verfügbar|erlaubt|gestattet|erreichbar)"
        r"|eingeschränkt",
    ),
    near(
        r"sitio|página|pagina|acceso|contenido|dominio|solicitud|recurso",
        r"bloquead|restringid|denegad|prohibid|inaccesible|no (?:está|se encuentra) (?:disponible"
        r"|permitid)",
    ),
    near(
        r"\bsito\b|pagina|accesso|contenuto|dominio|richiest[ao]|risorsa",
        r"bloccat|limitat|negat|interdett|oscurat|sequestr|inibit|non (?:è )?(?:disponibile"
        r"|consentit|accessibile|raggiungibile|permess)",
    ),
    near(
        r"\bsites?\b|sítio|página|acesso|conteúdo|domínio|pedido|recurso",
        r"bloquead|restrit|negad|proibid|indisponíve|não (?:está|se encontra) disponíve",
    ),
    near(
        r"\bstron|witryn|serwis|dostęp|zasob|treś|domen",
        r"zablokowan|ograniczon|zabronion|odmow|niedostępn|nie jest dostępn",
    ),
    near(
        r"сайт|страниц|доступ|ресурс|контент|домен|ссылк|запрос|адрес",
        r"заблокирован|ограничен|запрещен|закрыт|недоступ|блокировк|отказано|приостановлен|запрет",
    ),
    near(r"сайт|сторінк|доступ|ресурс|домен", r"заблок|обмежен|заборонен|закрит|недоступн"),
    near(r"сайт|страниц|достъп|ресурс", r"блокиран|ограничен|забранен|отказан"),
    near(
        r"\bsite|sayfa|erişim|içerik|alan adı|bağlantı|isteğ",
        r"engellen|reddedil|yasak|kısıtlan|kapatıl|kullanılamıyor|izin verilm",
    ),
    near(
        r"الموقع|الصفحه|الوصول|المحتوی|الرابط|النطاق|الطلب|موقع",
        r"محظور|حظر|محجوب|حجب|مرفوض|رفض|ممنوع|غیر (?:متاح|متوفر|مسموح)|مقید",
    ),
    near(r"سایت|صفحه|دسترسی|محتوا|تارنما", r"مسدود|فیلتر|محدود|ممنوع|غیر ?مجاز|امکان پذیر ن"),
    near(
        r"网站|網站|网页|網頁|页面|頁面|访问|訪問|存取|内容|域名|请求",
        r"被?(?:屏蔽|封锁|封鎖|阻止|阻擋|拒绝|拒絕|限制|禁止|拦截)|无法(?:访问|打开)|無法(?:存取|瀏覽)"
        r"|不可用|不當",
    ),
    near(
        r"\bsites?\b|pagina|toegang|inhoud|website",
        r"geblokkeerd|geweigerd|verboden|beperkt|illegaal|niet (?:beschikbaar|toegestaan|toegankelijk)",
    ),
    near(
        r"\bsitus|website|halaman|akses|laman|konten|alamat|domain",
        r"di ?blok|terlarang|larang|ditutup|tidak (?:dapat|bisa|boleh) di ?akses|dibatasi|negatif",
    ),
    near(
        r"hjemmeside|\bsiden?\b|webbplats|nettsted|adgang|tilgang|åtkomst|webside",
        r"blokeret|blockera|blokkert|spærret|sperret|nektet|nekad|nægtet|ulovlig|ingen",
    ),
    near(r"เว็บไซต์|เข้าถึง|ข้อมูล", r"ระงับ|ปิดกั้น|ไม่สามารถ|บล็อก"),
    near(r"サイト|ページ|アクセス|コンテンツ", r"ブロック|制限|拒否|禁止|遮断|できません|ご利用いただけません"),
    near(r"사이트|페이지|접속|접근|콘텐츠", r"차단|제한|거부|금지|불가"),
    near(r"stránk|přístup|prístup|\bsídl", r"blokov|zablok|zamiet|zamít|odepř|odmiet|zamedzen"),
    near(r"oldal|hozzáférés|tartalom", r"letilt|blokkol|megtagad|korlátoz|tiltott"),
    near(r"\bsite|pagin|acces", r"blocat|restric[țt]ionat|interzis|refuzat"),
    near(r"σελίδα|ιστότοπ|πρόσβαση|περιεχόμενο", r"αποκλεισ|απαγορ|περιορισ|μη διαθέσιμ"),
    near(r"stranic|sajt|pristup", r"blokiran|zabranjen|ograničen|odbijen|nije dostup"),
)
# On whose order.
ORDERED = any_of(
    r"court order|order of the (?:high )?court|judicial|\bruling of|in accordance with|pursuant to",
    r"national laws?\b|\bregulations?\b|company policy|(?:access|use|security|browsing) policy",
    r"ministry of|telecommunications?\b|regulat\w+ authorit|network (?:operator|administrator)",
    r"your (?:administrator|organi[sz]ation|isp\b|internet (?:service )?provider)|gdpr|data protection",
    r"(?:judicial|legal|licen[sc]ing|copyright) (?:order|reasons|restrictions)|due to (?:our )?(?:rights|licen)",
    r"décision (?:de justice|judiciaire)|tribunal|raisons légales|règlement (?:général|européen)",
    r"einstweilige|gericht(?:s|lich)|anordnung|rechtlichen gründen|datenschutz-?grundverordnung|dsgvo",
    r"orden judicial|resolución judicial|razones legales|políticas? de seguridad|ordem judicial",
    r"autorità giudiziaria|provvedimento|polizia|guardia di finanza|entidade judiciária|decisão judicial",
    r"po(?:stanowieni|stępowani)|wyrok|nakaz|przepis\w+ prawa|ustaw",
    r"решению суда|законодательств|федеральн\w+ закон|149-фз|реестр|роскомнадзор|судебн|прокуратур",
    r"органов государственной|запрещ\w+ (?:для|к) распространени|указ\w* президента|рішення",
    r"законодателств|съд\b|комиси",
    r"mahkeme|sayılı|kararı|uyarınca|5651|btk\b|hakimliği|بامر|قضائی|القانون|قوانین|هیئه تنظیم|دستور",
    r"法律|法规|法規|监管|法院|当局|規制|裁判所|법원|방송통신|법률",
    r"peraturan|undang-undang|kominfo|kementerian|trustpositif|surat edaran|pemerintah",
    r"retsplejeloven|fogedforbud|rechtbank|wetgeving|belgische|กระทรวง|ศาล",
)
# The reader is spoken to, as stories never do.
SPOKEN_TO = any_of(
    r"\byou (?:are|were|have) (?:trying|attempt|request|try)|you(?:'ve| have)? (?:tried|requested|attempted|asked)",
    r"\byour (?:ip\b|ip address|browser|network|connection|account|device|region|country|location|request)",
    r"dear (?:user|customer|subscriber|visitor|reader|valued|\w+ customer)|if you (?:think|believe|feel) (?:that )?(?:this|you|the)",
    r"please (?:contact|try|visit|consult|verify|enable|click|check|wait|note)|contact (?:us|your|the (?:site|web|network))",
    r"\bsorry\b|apologi[sz]e|our apologies|for your (?:safety|protection)|inconvenience",
    r"vous (?:essayez|tentez|avez (?:tenté|demandé|été))|veuillez|cher (?:client|visiteur|abonné)|désolé",
    r"\bsie (?:versuchen|haben versucht|möchten|wurden)|bitte (?:wenden|kontaktieren)|entschuldig|leider",
    r"(?:usted|estás|está) (?:intent|trat)|lo sentimos|disculpe|estimad[oa]|póngase en contacto",
    r"gentile (?:utente|cliente)|siamo spiacenti|ci scusiamo|si prega|contattare|avviso",
    r"lamentamos|desculpe|pedimos desculpa|caro (?:cliente|utilizador|usuário)|entre em contato",
    r"przepraszamy|prosimy o|szanown|spróbuj|próbujesz|drogi użytkownik",
    r"уважаем\w+ (?:абонент|пользовател|клиент|посетител)|приносим (?:свои )?извинения|извините|просим",
    r"если вы (?:считаете|полагаете)|обратитесь|запрашиваем|вашего|вибачте|шановн|зверніться",
    r"търсеният от вас|уважаеми",
    r"sayın (?:abone|kullanıcı|müşteri|ziyaret)|lütfen|üzgünüz|özür|talep ettiğiniz|erişmek istediğiniz",
    r"عزیزی|نعتذر|عذرا|یرجی|الرجاء|تحاول|کاربر گرامی|متاسفانه|لطفا|با عرض پوزش|درخواست شما",
    r"抱歉|对不起|對不起|尊敬的|亲爱的用户|您(?:访问|的|所|疑似|正在|没有)|请联系|請聯絡|お客様|申し訳|恐れ入ります",
    r"죄송|고객님|귀하|요청하신",
    r"helaas|beste (?:bezoeker|klant)|u (?:probeert|tracht|bent)|neem contact",
    r"\bmaaf\b|pelanggan|\banda\b|silakan|silahkan|mohon|hubungi|terima kasih",
    r"kære (?:besøgende|kunde)|beklager|tyvärr|du var på vej|kontakt(?:a|e)? |ขออภัย|กรุณา",
    r"kedves|elnézést|omlouváme|prepáč|litujeme|ne pare rău|συγγνώμη|λυπούμαστε",
)
# Who filters, and what a filter tells of its doing.
FILTERED = any_of(
    r"net ?sweeper|forti(?:guard|gate|net)|websense|forcepoint|blue ?coat|cacheflow|sonicwall|watchguard",
    r"\bkerio|umbrella|open ?dns|pi-hole|barracuda|palo ?alto|zscaler|sophos|smoothwall|lightspeed",
    r"securly|untangle|\biboss|check ?point|contentkeeper|cyberoam|juniper|olfeo|safety ?net|adguard",
    r"trend ?micro|mcafee|kaspersky|skydns|safedns|cleanbrowsing|blue shield|gateprotect|comodo",
    r"(?:content|web|url|dns) ?-?filter|parental control|content (?:lock|control)|safe ?web|kids ?safe",
    r"age[- ]restrict|over[- ]?18|18 or over|adult content|internet[- ](?:sehat|positif|baik)|block(?:ed)? page",
    r"\bcategory ?:|\bpolicy ?[:=]|\breason ?:|\bblocked by\b|restriction list|usercheck",
    r"(?:ray|incident|request|event|support|reference|case) ?(?:id|number|#)|\breference ?#|\byour ip\b",
    r"pornogra|perjudian|\bjudi\b|phis?hing|malware|prohibited material|gambling|хазарт|азартн|goksite",
    r"\bhttp (?:status )?4(?:03|51)\b|\berror (?:code )?(?:10(?:05|06|09|10|15|20)|15|16|403|451)\b|код ошибки",
    r"blocklist|nap\.rkn|eais\.rkn|лиценз\w+ |оператор\w* связи|telekomünikasyon|erişim sağlayıcı",
)
# Only for some countries or kinds of customer.
ELSEWHERE = any_of(
    r"only available (?:in|to|for)|(?:outside|outside of) (?:of )?(?:the )?(?:u\.?s|united|eu\b|europ|canada|uk\b|austral|your)",
    r"(?:in|from|for) your (?:country|region|location|area|territory|state)|european (?:union|economic area|countries|visitors|users)",
    r"doesn't (?:do business|operate|ship)|(?:visitors|users|readers|customers|patients) (?:in|from|who are|located)",
    r"geo-?(?:block|restrict|location)|votre (?:pays|région|territoire)|hors de|ihrem (?:land|standort)|ihrer region",
    r"(?:su|tu) (?:país|región|ubicación)|(?:tuo|suo) paese|(?:seu|teu) país|sua região|twoim (?:kraju|regionie)",
    r"(?:вашей|вашем) (?:стране|регионе|территории)|вашій країні|(?:ülke|bölge|konum)\w*niz|(?:بلدک|منطقتک|دولتک)",
    r"(?:کشور|منطقه) شما|您(?:所在|的)?(?:的)?(?:国家|地区|地區)|お住まいの|(?:uw|jouw) (?:land|regio)|negara anda|국가|지역에서",
)
