"""The title that stands in the text again, alone or as the caption of its picture.

Pages print the headline over the text, under the picture ("<title> © Name Source: Agency") and in
their head with the site's name. The article carries its title already.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.reading.chrome.draft import Draft
from monitor.reading.chrome.folding import COLON, words_of
from monitor.reading.chrome.short_lines import chrome_reason

_LEAST_WORDS = 3  # a title of one or two words may be a crosshead or an answer
_MOST_CREDIT_WORDS = 14
_MOST_SITE_WORDS = 5
_LONGEST = 500  # characters; a line longer than any title and its credit


def title_lines(draft: Draft) -> Mapping[int, str]:
    """Return the lines that are the title, the title and a credit, or the title cut short."""
    title = [word for word in words_of(draft.title) if word != COLON]
    if len(title) < _LEAST_WORDS:
        return {}
    found = {}
    for index, line in enumerate(draft.lines):
        if len(line.text) <= _LONGEST and (reason := _reason(line.text, title)):
            found[index] = reason
    return found


def _reason(text: str, title: list[str]) -> str | None:
    words = [word for word in words_of(text) if word != COLON]
    if len(words) < _LEAST_WORDS:
        return None
    if words == title:
        return "the title again"
    if len(words) > len(title):
        is_title = words[: len(title)] == title and len(words) - len(title) <= _MOST_CREDIT_WORDS
        return "the title and a credit" if is_title and chrome_reason(text) else None
    if title[: len(words)] != words:
        return None
    if text.rstrip().endswith(("…", "...")):
        return "the title cut short"
    is_site = len(title) - len(words) <= _MOST_SITE_WORDS and len(words) > _MOST_SITE_WORDS
    return "the title without the site's name" if is_site else None
