"""A document that may be a page or plain text: which it is, and what of it is the story.

For whoever has a file and does not know which; the line reads pages only.
"""

from __future__ import annotations

from monitor.errors import UnreadableError
from monitor.model import ExtractedPage
from monitor.reading.charset import decode_page
from monitor.reading.cleaned import clean_text
from monitor.reading.extract import extract_page
from monitor.reading.shape import has_tags, refuse_other_kinds


def read_document(
    body: bytes, *, content_type: str | None, url: str | None, is_text: bool = False
) -> ExtractedPage:
    """Read a page, or clean a text that somebody else took out of one.

    is_text: Whether it is a text whatever it looks like; else one without tags is.

    Raises as `reading.extract.extract_page`.
    """
    if not is_text:
        refuse_other_kinds(body, content_type=content_type)
        if has_tags(body):
            return extract_page(body, content_type=content_type, url=url)
    text = decode_page(body, content_type=content_type)
    if not text.strip():
        raise UnreadableError("the text is empty", reason="empty")
    return clean_text(text)
