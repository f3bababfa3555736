"""What can be seen of a block that may tell whether it is the story: numbers, one row a block.

Of its text only its form counts, not its words, so that what was learned holds in every language.
Most of what tells is around it: what its box is called, what stands beside it, and how much of
what trafilatura took stands in the same place (`places`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from monitor.reading.chrome.short_lines import chrome_reason
from monitor.reading.story import characters, places
from monitor.reading.story.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from monitor.reading.story.blocks import Block

_END = re.compile(r"[.!?…。！？؟।»\"”')]\s*$")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_SHORT = 120  # characters; a longer line of chrome has more to it than its words
_UNDER_HEADING = 8  # blocks
_QUOTES = "«\"“‘'„—–-"
_MEASURED = 400  # characters of a block whose form is looked at
_MANY_WORDS = 6  # fewer recur by chance
_FORM = (
    "words", "linked", "stressed", "ends_sentence", "starts_small", "ends_colon", "colon", "quote",
    "ellipsis", "chars_per_word", "of_title", "of_description", "same_text",
)  # fmt: skip
_CHROME = ("says_chrome", "under_chrome_heading")
_PAGE = ("page_taken_words", "page_taken_share", "page_blocks")
NAMES: tuple[str, ...] = (
    "taken", *_FORM, *characters.NAMES, *_CHROME, *places.NAMES, *_PAGE
)  # fmt: skip


def describe(
    blocks: Sequence[Block], taken: Sequence[bool], *, title: str, description: str
) -> NDArray[np.float32]:
    """Return a row for each block, a column for each of NAMES.

    taken: Whether trafilatura took the block.
    title, description: What the page says of itself.
    """
    if not blocks:
        return np.zeros((0, len(NAMES)), dtype=np.float32)
    said = [words_of(block.text) for block in blocks]
    words = np.array([len(each) for each in said], dtype=float)
    links = np.array([min(b.linked / max(len(b.text), 1), 1.0) for b in blocks])
    counts = places.Counts(words, np.array(taken, dtype=float), words * links)
    form = _forms(blocks, said, title=title, description=description)
    where = places.place(blocks, counts, title=title)
    total = max(float((words * counts.took).sum()), 1.0)
    page = np.array([math.log1p(total), counts.took.mean(), math.log1p(len(blocks))])
    whole = np.tile(page, (len(blocks), 1))
    return np.hstack([counts.took[:, None], form, where, whole]).astype(np.float32)


def _forms(
    blocks: Sequence[Block], said: Sequence[Sequence[str]], *, title: str, description: str
) -> NDArray[np.float64]:
    known = set(words_of(title))
    told = " ".join(words_of(description))
    times = Counter(block.text for block in blocks)
    forms = [
        _form(block, words, title=known, description=told, times=times[block.text])
        for block, words in zip(blocks, said, strict=True)
    ]
    seen = characters.count([block.text[:_MEASURED] for block in blocks])
    return np.hstack([np.array(forms, dtype=float), seen, _chrome(blocks)])


def _chrome(blocks: Sequence[Block]) -> NDArray[np.float64]:
    """Tell which blocks speak as chrome does, and which stand under a heading that does."""
    says = [len(block.text) <= _SHORT and chrome_reason(block.text) is not None for block in blocks]
    under = []
    since = _UNDER_HEADING + 1
    for block, is_chrome in zip(blocks, says, strict=True):
        is_heading = block.element.tag in _HEADINGS or block.stressed > len(block.text) * 0.8
        under.append(0 if since > _UNDER_HEADING else 1)
        since = (0 if is_chrome else _UNDER_HEADING + 1) if is_heading else since + 1
    return np.array([says, under], dtype=float).T


def _form(
    block: Block, words: Sequence[str], *, title: set[str], description: str, times: int
) -> tuple[float, ...]:
    text = block.text
    size = max(len(text), 1)
    own = words if size <= _MEASURED else words_of(text[:_MEASURED])
    distinct = set(own)
    said = " ".join(own)
    return (
        math.log1p(len(words)),
        min(block.linked / size, 1.0),
        min(block.stressed / size, 1.0),
        bool(_END.search(text[-4:])),
        text[:1].islower(),
        text.endswith(":"),
        ":" in text[:25],
        text[:1] in _QUOTES,
        text.endswith(("…", "...")),
        size / max(len(words), 1),
        len(distinct & title) / max(len(distinct), 1),
        bool(description)
        and len(words) >= _MANY_WORDS
        and (said in description or description in said),
        min(times, 10),
    )
