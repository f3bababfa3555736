"""A page's bytes to text, whatever it says its encoding is.

In this order: a byte order mark; UTF-8 where the bytes cannot be anything else; what the header
says; what the page says of itself; a guess. What is said is heeded only if the bytes agree, since
servers and templates are often wrong about pages they did not make.
"""

from __future__ import annotations

import codecs
import re
from itertools import islice

from trafilatura.utils import detect_encoding

from monitor.reading.latin import latin_encoding
from monitor.reading.marks import marked_encoding

# A browser reads these names as the larger encoding (WHATWG Encoding 4.2), and so do we: the
# smaller ones lack characters that pages under their names really use.
_MEANT = {
    "ascii": "cp1252", "us-ascii": "cp1252", "latin1": "cp1252", "latin-1": "cp1252",
    "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "x-cp1252": "cp1252",
    "iso-8859-9": "cp1254", "latin5": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gb-2312-80": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "big5": "big5hkscs", "x-x-big5": "big5hkscs",
    "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932",
    "euc-kr": "cp949", "ks-c-5601-1987": "cp949", "ksc5601": "cp949",
    "x-cp1251": "cp1251", "win-1251": "cp1251", "windows1251": "cp1251",
    # A page that could say so in ASCII is not in one of these.
    "utf8": "utf-8", "unicode": "utf-8", "utf-7": "utf-8",
    "utf-16": "utf-8", "utf-16le": "utf-8", "utf-16-le": "utf-8", "utf-16be": "utf-8",
    "utf-16-be": "utf-8", "utf-32": "utf-8", "utf-32-le": "utf-8", "utf-32-be": "utf-8",
}  # fmt: skip
_NO_PAGE_ENCODING = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"}
)
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_META = re.compile(
    rb"<meta\s[^>]{0,500}?charset\s*=\s*[\"']?([\w.:-]{2,40})"
    rb"|<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(rb"<html\s[^>]{0,500}?lang\s*=\s*[\"']?([a-z]{2})\b", re.IGNORECASE)
_META_WITHIN = 16_384  # bytes; browsers look at 1 kB, but pages that put scripts first exist
_FOREIGN_WORD = re.compile(rb"[^\x00- <>\x80-\xff]{0,20}[\x80-\xff][^\x00- <>]*")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_SAMPLE_WORDS = 600
_SAMPLE_BYTES = 20_000
_LEAST_SAMPLE = 60  # bytes; the detector sees Chinese in less
# Of a text in UTF-8 that was cut or joined carelessly, this share of its other characters may be
# broken; a text in another encoding breaks in most places.
_BROKEN_SHARE = 0.25


def decode_page(body: bytes, *, content_type: str | None) -> str:
    """Return a page's text; what no encoding explains becomes U+FFFD.

    content_type: The header as it came; None if there was none.
    """
    if marked := marked_encoding(body):
        return body.decode(marked, "replace").removeprefix("\ufeff")
    if not body.isascii() and (text := _as_utf8(body)) is not None:
        return text
    for declared in (_of_header(content_type), _of_page(body)):
        if declared and (said := _as(declared, body)) is not None:
            return said
    return body.decode() if body.isascii() else _guessed(body)


def _as_utf8(body: bytes) -> str | None:
    # Not final: a character that the end of the body cuts in two is no fault of the encoding.
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(body)
    broken = text.count("\ufffd")
    foreign = sum(map(len, _NOT_ASCII.findall(text))) if broken else 0
    return text if broken <= foreign * _BROKEN_SHARE else None


def _as(encoding: str, body: bytes) -> str | None:
    try:
        return body.decode(encoding)
    except (LookupError, UnicodeError, ValueError):
        return None


def _of_header(content_type: str | None) -> str | None:
    found = _HEADER.search(content_type or "")
    return _meant(found[1]) if found else None


def _of_page(body: bytes) -> str | None:
    found = _META.search(body, 0, _META_WITHIN)
    return _meant((found[1] or found[2]).decode("ascii")) if found else None


def _meant(label: str) -> str | None:
    name = label.lower().replace("_", "-")
    name = _MEANT.get(name, name)
    try:
        # Only what turns bytes into text: Python also knows codecs such as base64 and punycode.
        is_text = codecs.lookup(name)._is_text_encoding  # noqa: SLF001 - there is no public name
        # The declaration itself was found as ASCII: the page is not in EBCDIC.
        is_ascii = is_text and b"<p>".decode(name) == "<p>"
    except (LookupError, ValueError):
        return None
    return name if is_ascii and name not in _NO_PAGE_ENCODING else None


def _guessed(body: bytes) -> str:
    # Markup is ASCII in every language; only the words that are not tell the encoding.
    words = islice(_FOREIGN_WORD.finditer(body), _SAMPLE_WORDS)
    sample = b" ".join(word[0] for word in words)[:_SAMPLE_BYTES]
    language = _LANGUAGE.search(body, 0, _META_WITHIN)
    said = language[1].decode("ascii").lower() if language else None
    if encoding := latin_encoding(sample, language=said):
        return body.decode(encoding, "replace")
    if len(sample) >= _LEAST_SAMPLE:
        for guess in detect_encoding(sample):
            encoding = _meant(guess)
            # The detector offers UTF-16 for anything short; one that has it has a mark as well.
            if encoding and encoding != "utf-8" and (text := _as(encoding, body)) is not None:
                return text
    return body.decode("cp1252", "replace")
