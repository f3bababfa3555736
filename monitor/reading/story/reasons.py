"""What a decision of the forest came from, in words for people."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from monitor.reading.story.features import NAMES
from monitor.reading.story.forest import the_forest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOST = 2
_SAID = {
    "taken": "trafilatura's answer",
    "linked": "how much of it is links",
    "words": "its length",
    "stressed": "its bold print",
    "ends_sentence": "how it ends",
    "ends_colon": "how it ends",
    "ellipsis": "how it ends",
    "same_text": "that it stands on the page several times",
    "of_title": "that it repeats the title",
    "of_description": "the page's description",
    "is_hidden": "that it is hidden",
    "article_body": "what the page marks as the article's body",
    "window_taken": "what stands around it",
    "position": "its place on the page",
    "after_first": "its place in the text",
    "before_last": "its place in the text",
    "outside": "its place in the text",
    "depth": "its place on the page",
}
_BY_START = (
    ("named_", "a box named as {}"),
    ("in_", "that it stands in <{}>"),
    ("is_", "that it is <{}>"),
)
_BY_PART = (
    ("article", "which article of the page it is in"),
    ("main", "its distance from the main text"),
    ("half", "its distance from the main text"),
    ("h1", "its distance from the headline"),
    ("box", "what else stands in its box"),
    ("outer", "what else stands in its box"),
    ("alike", "what else looks like it"),
    ("taken", "what stands beside it"),
    ("linked", "the links beside it"),
    ("same_box", "what stands beside it"),
    ("words", "what stands beside it"),
    ("page", "the page as a whole"),
)


def reason_of(row: NDArray[np.float32], likely: float) -> str:
    """Say what counted most for or against a block, and how likely it is the story.

    row: As `features.describe` gives it.
    likely: What the forest made of it, 0..1.
    """
    sign = 1 if likely >= 0.5 else -1  # noqa: PLR2004 - the half
    pulls: dict[str, float] = {}
    seen = row.tolist()
    for name, pull in the_forest().pulls(seen).items():
        words = _words(name, bool(seen[NAMES.index(name)]))
        pulls[words] = pulls.get(words, 0.0) + sign * pull
    most = sorted(pulls, key=lambda words: -pulls[words])[:_MOST]
    return f"{likely:.0%} likely the story, by {' and '.join(most)}"


@cache
def _words(name: str, value: bool) -> str:
    if name in _SAID:
        return _SAID[name]
    for start, words in _BY_START:
        if name.startswith(start):
            told = words.format(name.removeprefix(start))
            return told if value else f"not {told}"
    for part, words in _BY_PART:
        if part in name:
            return words
    return "its form"
