"""Bytes to text: what is declared where, and what happens where it is wrong."""

from __future__ import annotations

import pytest

from monitor.reading.charset import decode_page

RUSSIAN = "Министр заявил, что переговоры продолжатся в четверг и стороны готовы подписать бумагу."
FRENCH = "La délégation a déclaré qu’elle était prête à négocier dès l’été, malgré les réticences."
TURKISH = "Dışişleri bakanı görüşmelerin süreceğini açıkladı; güçlükler henüz çözülmüş değil."
JAPANESE = "外務大臣は、協議は木曜日に再開され、代表団は停戦合意に署名する意向だと述べた。"
KOREAN = "외무장관은 회담이 목요일에 계속될 것이며 대표단이 휴전 협정에 서명할 것이라고 말했다."
CHINESE = "外交部长表示，会谈将于星期四继续进行，各代表团打算签署停火协议。"
ARABIC = "قال وزير الخارجية إن المحادثات ستستمر يوم الخميس وإن الوفود ستوقع اتفاقا"
GREEK = "Ο υπουργός δήλωσε ότι οι συνομιλίες θα συνεχιστούν την Πέμπτη."
ALL = [
    (RUSSIAN, "windows-1251"),
    (RUSSIAN, "koi8-r"),
    (RUSSIAN, "iso-8859-5"),
    (FRENCH, "windows-1252"),
    (TURKISH, "windows-1254"),
    (JAPANESE, "shift_jis"),
    (JAPANESE, "euc-jp"),
    (JAPANESE, "iso-2022-jp"),
    (KOREAN, "euc-kr"),
    (CHINESE, "gb2312"),
    (ARABIC, "windows-1256"),
    (GREEK, "windows-1253"),
    (RUSSIAN, "utf-8"),
]


def markup(text: str, *, head: str = "") -> str:
    """Return a page around a text."""
    return f"<html><head>{head}</head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(("text", "encoding"), ALL)
def test_the_header_says_the_encoding(text, encoding):
    """In any case and with or without quotes."""
    body = markup(text).encode(encoding)

    assert text in decode_page(body, content_type=f'text/html; Charset="{encoding.upper()}"')


@pytest.mark.parametrize(("text", "encoding"), ALL)
@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="{}">',
        "<meta http-equiv='Content-Type' content='text/html; charset={}'>",
        "<script>var a = 1</script>" * 100 + "<meta charset={}>",
    ],
    ids=["short", "long", "late"],
)
def test_the_page_says_the_encoding(text, encoding, head):
    """Where the header says nothing, also if it comes after some scripts."""
    body = markup(text, head=head.format(encoding)).encode(encoding)

    assert text in decode_page(body, content_type="text/html")


@pytest.mark.parametrize(
    ("text", "encoding"), [each for each in ALL if each[1] not in {"windows-1254", "iso-2022-jp"}]
)
def test_nobody_says_the_encoding(text, encoding):
    """Then it is guessed, from the words alone; two that cannot be told apart are left out."""
    body = (markup(text * 3) + "<div class='a'></div>" * 500).encode(encoding)

    assert text in decode_page(body, content_type=None)


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1251", "gb2312", "base64", "nonsense"])
def test_utf_8_is_known_by_itself(declared):
    """Whatever else is declared: hardly any other text happens to be valid UTF-8."""
    body = markup(RUSSIAN, head=f"<meta charset={declared}>").encode()

    assert RUSSIAN in decode_page(body, content_type=f"text/html; charset={declared}")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_wins(encoding):
    """And is no part of the text."""
    body = markup(FRENCH).encode(encoding)

    assert decode_page(body, content_type="text/html; charset=koi8-r") == markup(FRENCH)


def test_utf_16_without_a_mark_is_known_by_its_first_tag():
    """As some Windows tools write it."""
    body = markup(FRENCH).encode("utf-16-le")

    assert decode_page(body, content_type=None) == markup(FRENCH)


def test_latin_1_means_what_browsers_read_it_as():
    """Pages called iso-8859-1 use the quotes and dashes of windows-1252."""
    body = markup("L’été – déjà").encode("windows-1252")

    assert "L’été – déjà" in decode_page(body, content_type="text/html; charset=iso-8859-1")


def test_a_declaration_that_does_not_fit_the_bytes_is_passed_over():
    """The page's own word is tried after the header's, and a guess after both."""
    body = markup(RUSSIAN, head="<meta charset=windows-1251>").encode("windows-1251")

    assert RUSSIAN in decode_page(body, content_type="text/html; charset=utf-8")


@pytest.mark.parametrize(
    "tail", ["é".encode()[:1], b"\xff\xfe \x80"], ids=["cut character", "stray bytes"]
)
def test_a_few_broken_bytes_do_not_change_the_encoding(tail):
    """They are replaced; the rest is still UTF-8."""
    found = decode_page(markup(FRENCH).encode() + tail, content_type=None)

    assert found.startswith(markup(FRENCH))


@pytest.mark.parametrize("body", [b"", b"\xff", b"\xff\xfe", bytes(range(256)), b"\x80" * 70])
def test_any_bytes_become_some_text(body):
    """Nothing is raised, whatever comes."""
    assert isinstance(decode_page(body, content_type="text/html; charset=utf-16"), str)


# One statement of our own in each language, about as long as a paragraph.
PARAGRAPHS = {
    "ru": "Министр иностранных дел заявил в четверг, что переговоры продолжатся на следующей неделе, хотя стороны пока не договорились о порядке вывода войск. По его словам, наблюдатели уже прибыли в город.",
    "uk": "Міністр закордонних справ заявив у четвер, що перемовини триватимуть наступного тижня, хоча сторони поки не домовилися про порядок виведення військ. За його словами, спостерігачі вже прибули до міста.",
    "bg": "Министърът на външните работи заяви в четвъртък, че преговорите ще продължат следващата седмица, въпреки че страните още не са се договорили за изтеглянето на войските.",
    "sr": "Министар спољних послова изјавио је у четвртак да ће се преговори наставити следеће недеље, иако се стране још нису договориле о повлачењу трупа из пограничне области.",
    "ar": "قال وزير الخارجية يوم الخميس إن المحادثات ستستمر الأسبوع المقبل رغم أن الطرفين لم يتفقا بعد على طريقة انسحاب القوات من المنطقة الحدودية، وأضاف أن المراقبين وصلوا إلى المدينة.",
    "fa": "وزير امور خارجه روز پنجشنبه گفت که گفتگوها هفته آينده ادامه خواهد يافت، هرچند دو طرف هنوز درباره چگونگي خروج نيروها به توافق نرسيده اند.",
    "zh": "外交部长星期四表示，会谈将于下周继续进行，尽管双方尚未就撤军方式达成一致。他说，观察员已经抵达该市，记者不得进入会场。",
    "zht": "外交部長星期四表示，會談將於下週繼續進行，儘管雙方尚未就撤軍方式達成一致。他說，觀察員已經抵達該市，記者不得進入會場。",
    "ja": "外務大臣は木曜日、撤退の方法についてまだ合意していないものの、協議は来週も続くと述べた。監視員はすでに市内に到着したという。",
    "ko": "외무장관은 목요일 양측이 아직 철군 방식에 합의하지 못했지만 회담은 다음 주에도 계속될 것이라고 말했다. 감시단은 이미 도시에 도착했다고 덧붙였다.",
    "tr": "Dışişleri bakanı perşembe günü yaptığı açıklamada, tarafların askerlerin çekilmesi konusunda henüz anlaşamamasına rağmen görüşmelerin gelecek hafta süreceğini söyledi. Gözlemcilerin şehre ulaştığını da ekledi.",
    "pl": "Minister spraw zagranicznych oświadczył w czwartek, że rozmowy będą kontynuowane w przyszłym tygodniu, choć strony nie uzgodniły jeszcze sposobu wycofania wojsk. Dodał, że obserwatorzy już dotarli do miasta.",
    "cs": "Ministr zahraničí ve čtvrtek prohlásil, že jednání budou příští týden pokračovat, ačkoli se strany dosud nedohodly na způsobu stažení vojsk. Dodal, že pozorovatelé již do města dorazili.",
    "hu": "A külügyminiszter csütörtökön közölte, hogy a tárgyalások a jövő héten folytatódnak, noha a felek még nem állapodtak meg a csapatok kivonásának módjáról. Hozzátette, hogy a megfigyelők már megérkeztek a városba, és őrzik az épületet.",
    "hr": "Ministar vanjskih poslova izjavio je u četvrtak da će se pregovori nastaviti idući tjedan, iako se strane još nisu dogovorile o načinu povlačenja vojske. Dodao je da su promatrači već stigli u grad.",
    "ro": "Ministrul de externe a declarat joi că negocierile vor continua săptămâna viitoare, deşi părţile nu s-au înţeles încă asupra retragerii trupelor. Observatorii au ajuns deja în oraş.",
    "fr": "La délégation a déclaré jeudi qu’elle était prête à reprendre les pourparlers dès l’été, bien que les deux côtés ne soient pas encore d’accord sur le retrait des troupes. Des observateurs sont déjà arrivés.",
    "de": "Der Außenminister erklärte am Donnerstag, die Gespräche würden nächste Woche fortgeführt, obwohl sich beide Seiten über den Rückzug der Truppen noch nicht geeinigt hätten. Beobachter seien schon da.",
    "es": "El ministro de Exteriores señaló el jueves que las conversaciones seguirán la próxima semana, aunque las partes aún no se han puesto de acuerdo sobre cómo retirar las tropas. Añadió que ya están en la región.",
    "pt": "O ministro dos Negócios Estrangeiros afirmou na quinta-feira que as negociações vão continuar na próxima semana, embora as partes ainda não tenham chegado a acordo. Os observadores já estão na região.",
    "da": "Udenrigsministeren sagde torsdag, at forhandlingerne fortsætter i næste uge, selv om parterne endnu ikke er blevet enige om, hvordan tropperne trækkes ud. Observatørerne er allerede nået frem til byen på øen.",
    "el": "Ο υπουργός Εξωτερικών δήλωσε την Πέμπτη ότι οι συνομιλίες θα συνεχιστούν την επόμενη εβδομάδα, αν και οι πλευρές δεν έχουν συμφωνήσει ακόμη για την αποχώρηση των στρατευμάτων.",
    "he": "שר החוץ אמר ביום חמישי כי השיחות יימשכו בשבוע הבא, אף שהצדדים טרם הסכימו על דרך נסיגת הכוחות. לדבריו, המשקיפים כבר הגיעו לעיר.",
    "th": "รัฐมนตรีต่างประเทศกล่าวเมื่อวันพฤหัสบดีว่า การเจรจาจะดำเนินต่อไปในสัปดาห์หน้า แม้ว่าทั้งสองฝ่ายยังไม่ตกลงกันเรื่องการถอนทหาร",
    "lt": "Užsienio reikalų ministras ketvirtadienį pareiškė, kad derybos tęsis kitą savaitę, nors šalys dar nesusitarė dėl kariuomenės išvedimo būdo. Stebėtojai jau atvyko į miestą.",
    "et": "Välisminister ütles neljapäeval, et läbirääkimised jätkuvad järgmisel nädalal, kuigi pooled pole vägede väljaviimise viisis veel kokku leppinud. Vaatlejad on juba linna jõudnud.",
}  # fmt: skip
WRITTEN_IN = {
    "ru": "cp1251 koi8-r iso-8859-5 cp866",
    "uk": "cp1251 koi8-u",
    "bg": "cp1251",
    "sr": "cp1251",
    "ar": "cp1256 iso-8859-6",
    "fa": "cp1256",
    "zh": "gbk gb18030",
    "zht": "big5",
    "ja": "shift_jis euc-jp",
    "ko": "euc-kr",
    "tr": "cp1254 iso-8859-9",
    "pl": "cp1250 iso-8859-2",
    "cs": "cp1250 iso-8859-2",
    "hu": "cp1250 iso-8859-2",
    "hr": "cp1250 iso-8859-2",
    "ro": "cp1250 iso-8859-2",
    "fr": "cp1252 iso-8859-15",
    "de": "cp1252 iso-8859-1",
    "es": "cp1252",
    "pt": "cp1252",
    "da": "cp1252",
    "el": "cp1253 iso-8859-7",
    "he": "cp1255",
    "th": "cp874",
    "lt": "cp1257",
    "et": "cp1257",
}
UNDECLARED = [(tag, encoding) for tag, all_of in WRITTEN_IN.items() for encoding in all_of.split()]


@pytest.mark.parametrize(("language", "encoding"), UNDECLARED)
@pytest.mark.parametrize("times", [1, 6], ids=["a paragraph", "a story"])
def test_a_story_tells_the_encoding_that_nobody_declares(language, encoding, times):
    """In every language of the feeds, and every encoding that was ever usual for it."""
    body = (markup(PARAGRAPHS[language] * times) + "<div class='a'></div>" * 200).encode(
        encoding, "xmlcharrefreplace"
    )

    assert decode_page(body, content_type="text/html") == body.decode(encoding)


@pytest.mark.parametrize(("language", "encoding"), UNDECLARED)
def test_a_server_that_says_utf_8_of_everything_is_passed_over(language, encoding):
    """The page's own word is heeded then, and the text itself where there is none."""
    text = PARAGRAPHS[language]
    body = markup(text, head=f"<meta charset={encoding}>").encode(encoding, "xmlcharrefreplace")
    bare = markup(text).encode(encoding, "xmlcharrefreplace")

    assert decode_page(body, content_type="text/html; charset=utf-8") == body.decode(encoding)
    assert decode_page(bare, content_type="text/html; charset=utf-8") == bare.decode(encoding)


@pytest.mark.parametrize(("language", "encoding"), UNDECLARED)
def test_a_template_that_says_utf_8_of_everything_is_passed_over(language, encoding):
    """The header is right where a server recodes what it serves."""
    body = markup(PARAGRAPHS[language], head="<meta charset=utf-8>").encode(
        encoding, "xmlcharrefreplace"
    )

    assert decode_page(body, content_type=f"text/html; charset={encoding}") == body.decode(encoding)


def test_the_pages_language_helps_to_tell_its_encoding():
    """A headline has too few letters above ASCII to tell Croatian from Danish."""
    body = '<html lang="hr"><h1>Pregovori u četvrtak</h1>'.encode("cp1250")

    assert "četvrtak" in decode_page(body, content_type=None)


def test_a_page_in_ascii_is_in_no_mainframes_encoding():
    """Whatever the header says: everything is some text in EBCDIC."""
    assert decode_page(markup("Talks").encode(), content_type="a/b; charset=cp037") == markup(
        "Talks"
    )


def test_a_text_that_was_encoded_twice_stays_as_it_is():
    """A browser shows it the same; mending it would break text about encodings."""
    text = "dÃ©jÃ\xa0"

    assert text in decode_page(markup(text).encode(), content_type=None)
