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
