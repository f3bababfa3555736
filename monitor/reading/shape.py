"""What is no page: PDF, pictures, JSON, feeds, plain binary, nothing.

A look at the bytes before any parser. Servers lie about types in both directions, so the header
only decides where the bytes show neither markup nor anything else.
"""

from __future__ import annotations

import re

from monitor.errors import UnreadableError
from monitor.reading.marks import decode_head

_HEAD_BYTES = 65_536
_BLANK = " \t\r\n\f\v\0\ufeff"
_MAGIC = (
    b"%PDF-", b"%!PS", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF",  b"II*\0", b"MM\0*",
    b"\0\0\1\0", b"PK\3\4", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!",
    b"\x28\xb5\x2f\xfd", b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"\x7fELF",
    b"wOFF", b"wOF2", b"SQLite format 3", b"\xd0\xcf\x11\xe0", b"{\\rtf",
)  # fmt: skip
_MOVIE = re.compile(rb"....ftyp", re.DOTALL)
_JSON = re.compile(r"[\[{]\s*(?:[\"\[{\]}\d-]|true\b|false\b|null\b)")
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|script|div|p|h[1-6]|table|article|main|section"
    r"|span|a|br|img|center|font|ul|frameset|noscript|b|i|pre)[\s/>]",
    re.IGNORECASE,
)
_OTHER_XML = re.compile(
    r"<(?:[a-z]\w*:)?(?:rss|feed|rdf|svg|urlset|sitemapindex|opml|error|manifest)[\s>]",
    re.IGNORECASE,
)
_PAGE_TYPE = re.compile(r"\s*(?:text/html|application/xhtml\+xml|$)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_CONTROL_SHARE = 0.02


def refuse_other_kinds(body: bytes, *, content_type: str | None) -> None:
    """Raise UnreadableError with reason `empty` or `not_html` for what cannot be a page.

    content_type: The header as it came; None if there was none.
    """
    head = decode_head(body, limit=_HEAD_BYTES)
    text = head.lstrip(_BLANK)
    if not text:
        if len(body) > _HEAD_BYTES and body[_HEAD_BYTES:].strip(b" \t\r\n\f\v\0"):
            return  # something comes, if late
        raise UnreadableError("the page is empty", reason="empty")
    if body.startswith(_MAGIC) or _MOVIE.match(body):
        raise UnreadableError("a file came instead of a page", reason="not_html")
    if _JSON.match(text) and not text.rstrip().endswith(">"):
        raise UnreadableError("JSON came instead of a page", reason="not_html")
    start = _HTML.search(text)
    other = _OTHER_XML.search(text, 0, 2_000)
    if other and (start is None or other.start() < start.start()):
        raise UnreadableError("XML came instead of a page", reason="not_html")
    if start is None and not (_PAGE_TYPE.match(content_type or "") and _is_text(head)):
        raise UnreadableError("what came is not a page", reason="not_html")


def has_tags(body: bytes) -> bool:
    """Say whether a document begins with tags of HTML somewhere; plain text has none."""
    return _HTML.search(decode_head(body, limit=_HEAD_BYTES)) is not None


def _is_text(head: str) -> bool:
    return len(_CONTROL.findall(head)) <= len(head) * _CONTROL_SHARE
