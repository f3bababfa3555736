"""How a document's first bytes give its encoding away (WHATWG Encoding 6, XML 1.0 appendix F)."""

from __future__ import annotations

import codecs

# The longer mark first: UTF-32's begins like UTF-16's. The last ones are `<` and what may follow.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0?\0", "utf-16-le"),
    (b"<\0!\0", "utf-16-le"),
    (b"<\0h\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
    (b"\0<\0!", "utf-16-be"),
    (b"\0<\0h", "utf-16-be"),
    (b"Lo\xa7\x94", "cp037"),  # `<?xml` in EBCDIC
)


def marked_encoding(body: bytes) -> str | None:
    """Return the encoding that a document's first bytes show; None if they show none."""
    return next((encoding for mark, encoding in _MARKS if body.startswith(mark)), None)


def decode_head(body: bytes, *, limit: int) -> str:
    """Return the first `limit` bytes as text, good enough to search for tags."""
    head = body[:limit]
    return head.decode(marked_encoding(head) or "latin-1", "replace")
