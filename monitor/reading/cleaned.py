"""Plain text that somebody else extracted from a page, to what of it is the story.

There is no markup to go by: the title is found among the first lines, text that was wrapped at a
column is joined to paragraphs, and then the lines pass the same rules as those of pages. What is
not plainly chrome stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from monitor.model import ExtractedPage, Quality, Removed
from monitor.reading.chrome import clean
from monitor.reading.chrome.consent_block import consent_blocks
from monitor.reading.chrome.draft import Draft, Line
from monitor.reading.chrome.folding import words_of
from monitor.reading.chrome.margins import is_sentence
from monitor.reading.chrome.short_lines import chrome_reason
from monitor.reading.language import language_of
from monitor.reading.plain import fold_space
from monitor.reading.wrapped import joined_paragraphs

_MOST_TITLE_CHARS = 300
_MOST_TITLE_WORDS = 30
_MOST_BEFORE_TITLE = 60  # lines, and those of a banner
_MENU_WORDS = 2
_BEFORE = "stands before the title"
_HEADING = re.compile(r"^#{1,6}\s+|\s+#+\s*$")


def clean_text(text: str, *, title: str = "", language: str | None = None) -> ExtractedPage:
    """Return the article that a text is, and what was taken out of it.

    text: With or without its title in the first lines; at most a few megabytes.
    title: Where it is known; else it is looked for, and "" if the text shows none.
    language: Primary tag (BCP 47) that is declared for the text; None if nobody says.
    """
    language = language_of(text, declared=language)
    lines = joined_paragraphs(text)
    removed: tuple[Removed, ...] = ()
    if not title:
        title, lines, removed = _take_title(lines, language=language)
    draft = Draft(title=title, lines=tuple(Line(text=line) for line in lines), language=language)
    draft, more = clean(draft)
    story = "\n".join(line.text for line in draft.lines)
    return ExtractedPage(
        title=title,
        text=story,
        language=language,
        quality=Quality.STORY if story else Quality.EMPTY,
        quality_reason="" if story else "nothing but a title" if title else "no text",
        removed=removed + more,
    )


def _take_title(
    lines: list[str], *, language: str | None
) -> tuple[str, list[str], tuple[Removed, ...]]:
    """Return the title, the lines after it, and the chrome before it.

    The title is the first line that is no chrome, if it is short and no sentence, or if the text
    says it again.
    """
    draft = Draft(title="", lines=tuple(Line(text=line) for line in lines), language=language)
    banner = consent_blocks(draft)
    head = lines[: _MOST_BEFORE_TITLE + len(banner)]
    chrome = {
        i: banner.get(i) or why
        for i, line in enumerate(head)
        if (why := chrome_reason(line, language=language)) or i in banner
    }
    found = _title_at(lines, len(head), chrome)
    if found is None:
        return "", lines, ()
    removed = tuple(
        Removed(rule="before_title", text=line, why=chrome.get(i) or _BEFORE)
        for i, line in enumerate(lines[:found])
    )
    return _heading(lines[found]), lines[found + 1 :], removed


def _title_at(lines: list[str], most: int, chrome: Mapping[int, str | None]) -> int | None:
    """Return where the title stands: words of a menu give way to a longer line before the story."""
    shortest = None
    for index, line in enumerate(lines[:most]):
        if index in chrome:
            continue
        if not _is_title(_heading(line), lines[index + 1 :]):
            break
        if len(words_of(line)) > _MENU_WORDS:
            return index
        shortest = index if shortest is None else shortest
    return shortest


def _heading(line: str) -> str:
    return fold_space(_HEADING.sub("", line))


def _is_title(line: str, rest: list[str]) -> bool:
    if not rest or len(line) > _MOST_TITLE_CHARS:
        return False
    if not is_sentence(line) and len(line.split()) <= _MOST_TITLE_WORDS:
        return True
    words = words_of(line)
    return any(words_of(other[:_MOST_TITLE_CHARS])[: len(words)] == words for other in rest)
