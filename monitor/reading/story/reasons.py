"""What a decision of the forest came from, in words for people.

What counted is known exactly (`Forest.pulls`); here it is told, the strongest first. Features
that say much the same of a block share their words, and count together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from monitor.reading.story.features import NAMES
from monitor.reading.story.forest import the_forest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_MOST = 2
_HALF = 0.5
_LONG = 3.0  # log1p of twenty words
_NO_HEADLINE = "the page has no headline of its own"
# What is said of a value, with a limit between the words: those before it hold up to the limit.
_Said = tuple[str | float, ...]
_SAID: dict[str, _Said] = {
    "taken": ("trafilatura left it out", _HALF, "trafilatura took it"),
    "words": ("it is short", _LONG, "it is long"),
    "linked": ("little of it is links", _HALF, "most of it is links"),
    "stressed": ("little of it is bold", _HALF, "most of it is bold"),
    "ends_sentence": ("it does not end as sentences do", _HALF, "it ends as sentences do"),
    "starts_small": ("it does not begin in small letters", _HALF, "it begins in small letters"),
    "ends_colon": ("it does not end in a colon", _HALF, "it ends in a colon"),
    "colon": ("it does not begin with a name and a colon", _HALF, "it begins as lists of facts do"),
    "quote": ("it does not begin with a quotation", _HALF, "it begins with a quotation"),
    "ellipsis": ("it does not end in dots", _HALF, "it ends in dots"),
    "of_title": ("it says little of what the title says", _HALF, "it says what the title says"),
    "of_description": ("the page's description is another", _HALF, "the description has it, too"),
    "same_text": ("it stands on the page once", 1.5, "it stands on the page several times"),
    "says_chrome": ("it does not speak as prompts do", _HALF, "it speaks as prompts do"),
    "under_chrome_heading": (
        "it stands under no heading of teasers", _HALF, "it stands under a heading of teasers",
    ),
    "depth": ("few boxes are around it", 12, "many boxes are around it"),
    "levels_below_main": (
        "it stands right in the main box", 1.5, "it stands in a box apart from the main text",
    ),
    "within_main": ("it stands outside of the main box", _HALF, "it stands in the main box"),
    "in_half": ("it stands outside of the main box", _HALF, "it stands in the main box"),
    "after_first": (
        "it stands before the text", -_HALF, "it stands where the text begins", 3.5,
        "it stands well after the text's beginning",
    ),
    "before_last": (
        "it stands after the text", -_HALF, "it stands where the text ends", 3.5,
        "it stands well before the text's end",
    ),
    "outside": (
        "it stands after the text", -_HALF, "it stands within the text", _HALF,
        "it stands before the text",
    ),
    "position": ("it stands high on the page", _HALF, "it stands low on the page"),
    "after_h1": (
        _NO_HEADLINE, -98, "it stands before the headline", -_HALF, "it stands after the headline",
    ),
    "common_with_h1": (
        _NO_HEADLINE, -_HALF, "it stands far from the headline", 6, "it stands near the headline",
    ),
    "levels_below_h1": (
        _NO_HEADLINE, -_HALF, "it stands near the headline", 2.5, "it stands far from the headline",
    ),
    "within_article": ("it stands in no article", _HALF, "it stands in an article"),
    "main_article": ("it stands outside of the main article", _HALF, "it is in the main article"),
    "article_order": (
        "it stands before the main article", -_HALF, "it is in the main article", _HALF,
        "it stands after the main article",
    ),
    "first_article": ("it is not in the first article", _HALF, "it is in the first article"),
    "article_share": (
        "little of the text is in its article", _HALF, "most of the text is in its article",
    ),
    "nested_article": (
        "its article is in no other", _HALF, "its article is within another",
    ),
    "article_body": ("it is not marked as body", _HALF, "it is marked as body"),
    "is_hidden": ("it is not hidden", _HALF, "it is hidden"),
    "window_taken": (
        "little of what is around it was taken", _HALF, "most of what is around it was taken",
    ),
    "nearer_other_h1": ("no other headline is nearer", _HALF, "another headline is nearer"),
    "in_h1_article": (
        "it is not in the headline's article", _HALF, "it is in the headline's article",
    ),
    "alike_words": ("what looks like it is short", 15, "what looks like it is long"),
    "page_taken_words": ("the whole text is short", 5.5, "the whole text is long"),
    "page_taken_share": ("little of the page was taken", _HALF, "most of the page was taken"),
    "page_blocks": ("the page is short", 4.5, "the page is long"),
}  # fmt: skip
_OTHERS = {
    "box_": "what else is in its box",
    "outer_": "what is in the box around its own",
    "alike_": "what looks like it",
    "branch_": "what is in its part of the page",
}
_OF_OTHERS: dict[str, _Said] = {
    "taken": (
        "nothing else is there to compare it with",
        -_HALF,
        "{} was left out",
        _HALF,
        "{} was taken",
    ),
    "share": ("{} is little of the text", _HALF, "{} is most of the text"),
    "linked": ("{} holds few links", _HALF, "{} is mostly links"),
    "blocks": ("{} is little", 3.5, "{} is much"),
}
_BESIDE = {"-": "before", "+": "after"}
_OF_BESIDE: dict[str, _Said] = {
    "taken": (
        "hardly anything stands {} it", -_HALF, "what stands {} it was left out", _HALF,
        "what stands {} it was taken",
    ),
    "linked": (
        "hardly anything stands {} it", -_HALF, "few links stand {} it", _HALF,
        "links stand {} it",
    ),
    "words": (
        "hardly anything stands {} it", -_HALF, "what stands {} it is short", _LONG,
        "what stands {} it is long",
    ),
    "same_box": (
        "hardly anything stands {} it", -_HALF, "what stands {} it is in another box", _HALF,
        "what stands {} it is in its box",
    ),
}  # fmt: skip
_OF_NAMES: dict[str, _Said] = {
    "is_": ("it is not <{}>", _HALF, "it is <{}>"),
    "in_": ("it stands in no <{}>", _HALF, "it stands in <{}>"),
    "named_": ("no box around it is called “{}”", _HALF, "a box around it is called “{}”"),
}
_FORM: _Said = ("its letters and signs speak for that",)


def reasons_of(rows: NDArray[np.float32], likely: NDArray[np.float64]) -> list[str]:
    """Say of each block how likely it is the story, and what spoke most for or against that.

    rows: As `features.describe` gives them.
    likely: What the forest made of them, 0..1.
    """
    if not len(rows):
        return []
    told = _told()
    words = told.words_of(rows)
    pulls = the_forest().pulls(rows) * np.where(likely >= _HALF, 1, -1)[:, None]
    places = words + np.arange(len(rows))[:, None] * len(told.words)
    sums = np.bincount(places.ravel(), pulls.ravel(), minlength=len(rows) * len(told.words))
    sums = sums.reshape(len(rows), len(told.words))
    most = np.argsort(-sums, axis=1, kind="stable")[:, :_MOST]
    spoke = np.take_along_axis(sums, most, axis=1) > 0
    return [
        _sentence(share, [told.words[at] for at, is_for in zip(*pair, strict=True) if is_for])
        for share, *pair in zip(likely.tolist(), most.tolist(), spoke.tolist(), strict=True)
    ]


def _sentence(likely: float, seen: Sequence[str]) -> str:
    told = f"{likely:.0%} likely the story"
    return f"{told}: {', and '.join(seen)}" if seen else told


@dataclass(frozen=True, slots=True)
class _Told:
    """All words that there are, and of each feature which of them hold from which value on.

    limits: Two for each feature, infinite where there are fewer.
    at: Three places in `words` for each feature.
    """

    words: tuple[str, ...]
    limits: NDArray[np.float32]
    at: NDArray[np.intp]

    def words_of(self, rows: NDArray[np.float32]) -> NDArray[np.intp]:
        """Return which words tell each value of each row, by their place."""
        step = (rows[:, :, None] > self.limits).sum(axis=2)
        found: NDArray[np.intp] = self.at[np.arange(rows.shape[1]), step]
        return found


@cache
def _told() -> _Told:
    said = [_said(name) for name in NAMES]
    words = tuple(dict.fromkeys(text for each in said for text in each[::2]))
    limits = np.full((len(said), 2), np.inf, dtype=np.float32)
    at = np.zeros((len(said), 3), dtype=np.intp)
    for row, each in enumerate(said):
        between = each[1::2]
        limits[row, : len(between)] = between
        places = [words.index(text) for text in each[::2]]
        at[row, : len(places)] = places
    return _Told(tuple(map(str, words)), limits, at)


def _said(name: str) -> _Said:
    return next(_ways_to_say(name), _FORM)


def _ways_to_say(name: str) -> Iterator[_Said]:
    if name in _SAID:
        yield _SAID[name]
    seen, sign, _ = name[:-2], name[-2:-1], name[-1:]
    if sign in _BESIDE:
        yield _filled(_OF_BESIDE[seen], _BESIDE[sign])
    for start, others in _OTHERS.items():
        if name.startswith(start):
            yield _filled(_OF_OTHERS[name.removeprefix(start)], others)
    for start, said in _OF_NAMES.items():
        if name.startswith(start):
            yield _filled(said, name.removeprefix(start))


def _filled(said: _Said, word: str) -> _Said:
    return tuple(each.format(word) if isinstance(each, str) else each for each in said)
