"""Where words were found, each in its sentence: for people who ask why an article was found.

Works on the text as the article carries it; what is shown is escaped for a terminal.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from monitor.model import Span

_AROUND: Final = 100  # characters of a long sentence before its first and after its last find
_MOST_BETWEEN: Final = 200  # and between two finds
_CUT: Final = "…"

# A sentence ends at its mark with what closes quotes and brackets after it, and at a line's end;
# Chinese and Japanese put no space after the mark.
_SENTENCE_END: Final = re.compile(r"[.!?؟…](?:[\"'”’»)\]]*)\s+|[。！？](?:[」』”）]*)|\n+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A sentence in which something was found.

    field: `title` or `text`.
    text: The sentence, without line ends; long ones are cut around what was found.
    marks: What was found, half-open places in `text`, ascending, never overlapping.
    """

    field: str
    text: str
    marks: tuple[tuple[int, int], ...]


def excerpts(title: str, text: str, spans: Iterable[Span], *, most: int) -> list[Excerpt]:
    """Return the sentences of these spans, title first, each once, at most `most`.

    Spans that do not lie in the text are passed over.
    """
    by_field: dict[str, list[tuple[int, int]]] = {"title": [], "text": []}
    for span in spans:
        by_field[span.field].append((span.start, span.end))
    found: list[Excerpt] = []
    for field, whole in (("title", title), ("text", text)):
        places = [place for place in _joined(by_field[field]) if place[1] <= len(whole)]
        found += _sentences(field, whole, places)
    return found[:most]


def mark(excerpt: Excerpt, *, marks: tuple[str, str] = ("[", "]")) -> str:
    """Return the sentence for a terminal, what was found between two marks."""
    begin, end = marks
    return "".join(f"{begin}{text}{end}" if is_found else text for text, is_found in cut(excerpt))


def cut(excerpt: Excerpt) -> list[tuple[str, bool]]:
    """Cut the sentence into pieces, safe for a terminal, each with whether it was found."""
    from monitor.rules.printable import escape_line

    pieces, done = [], 0
    for start, end in excerpt.marks:
        pieces += [(excerpt.text[done:start], False), (excerpt.text[start:end], True)]
        done = end
    pieces.append((excerpt.text[done:], False))
    return [(escape_line(text), is_found) for text, is_found in pieces if text]


def _joined(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _sentences(field: str, whole: str, places: list[tuple[int, int]]) -> list[Excerpt]:
    if not places:
        return []
    begins = [0, *(found.end() for found in _SENTENCE_END.finditer(whole))]
    by_sentence: dict[int, list[tuple[int, int]]] = {}
    for place in places:
        by_sentence.setdefault(bisect_right(begins, place[0]) - 1, []).append(place)
    ends = [*begins[1:], len(whole)]
    return [
        _excerpt(field, whole, begins[number], max(ends[number], inside[-1][1]), inside)
        for number, inside in by_sentence.items()
    ]


def _excerpt(
    field: str, whole: str, begin: int, end: int, places: list[tuple[int, int]]
) -> Excerpt:
    """Cut one sentence out, keeping its beginning, end and middle parts short."""
    first = _word_begin(whole, max(begin, places[0][0] - _AROUND), begin)
    text = _CUT if first > begin else ""
    marks, done = [], first
    for place in places:
        if place[0] - done > _MOST_BETWEEN:
            half = _MOST_BETWEEN // 2
            text += f"{whole[done : done + half]} {_CUT} "
            done = place[0] - half
        text += whole[done : place[0]]
        marks.append((len(text), len(text) + place[1] - place[0]))
        text += whole[place[0] : place[1]]
        done = place[1]
    last = _word_end(whole, min(end, done + _AROUND), end)
    text += whole[done:last].rstrip() + (_CUT if last < end else "")
    return Excerpt(field=field, text=text.translate(_LINE_ENDS), marks=tuple(marks))


_LINE_ENDS: Final = str.maketrans("\n\r\t", "   ")  # one for one, so that marks stay true


def _word_begin(whole: str, at: int, begin: int) -> int:
    """Move a cut to the next space, if one is near; a sentence's own begin stays."""
    if at == begin:
        return at
    space = whole.find(" ", at, at + 20)
    return at if space < 0 else space + 1


def _word_end(whole: str, at: int, end: int) -> int:
    if at == end:
        return at
    space = whole.rfind(" ", at - 20, at)
    return at if space < 0 else space
