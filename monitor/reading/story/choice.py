"""The choice: which blocks are the story, and what is told of those that are not after all.

trafilatura's answer is where it begins; the forest judges every block near it. Where hardly
anything of the answer would be left, the answer stands: then it is the judgement that is in doubt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from monitor.reading.story.features import describe
from monitor.reading.story.forest import the_forest
from monitor.reading.story.reasons import reasons_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from monitor.reading.story.blocks import Block

_STORY = 0.5
_ADDED = 0.6  # where trafilatura left it out, so that what is put in is the surer
# A block at the story's head is wanted more than others: what is not known of a lead is missed.
_HEAD = 0.45
# What follows the headline at once is a lead more often than it looks like one.
_LEAD = 0.38
_LEAD_CHARS = 75
_NEAR = 15  # blocks before and after what was taken; a story that lies farther was not seen
_HEADLINE_NEAR = 45  # blocks before what was taken: pictures, bylines, buttons, a list of contents
# A story this short is no find where the answer was several times as long.
_LITTLE = 200  # characters
_SURVIVES = 0.33
_MOST_BLOCKS = 3_000
_WHOLE = 400  # characters; what is shorter is worth less the shorter it is


@dataclass(frozen=True, slots=True)
class Expected:
    """What the blocks' probabilities let expect of a choice, in characters.

    chosen, right: How long it is, and how much of that is the story.
    story: How long the story is, as far as the blocks near this answer go.
    """

    chosen: float = 0.0
    right: float = 0.0
    story: float = 0.0


@dataclass(frozen=True, slots=True)
class Choice:
    """Which blocks are the story, in order, and why others of the answer are not.

    added: Blocks of the story that the answer lacked.
    dropped: Blocks of the answer that are not the story.
    Both with what was seen, for people.
    """

    story: tuple[int, ...]
    added: dict[int, str]
    dropped: dict[int, str]
    expected: Expected


def best_of(choices: Sequence[Choice]) -> int:
    """Return which choice is expected to be the best, by its place among them.

    That is F1 in characters, with the longest story that any of them lets expect as what there is
    to find, and less where next to nothing was chosen.
    """
    story = max(choice.expected.story for choice in choices)

    def worth(at: int) -> float:
        own = choices[at].expected
        expected = 2 * own.right / max(own.chosen + story, 1.0)
        return expected * min(own.chosen / _WHOLE, 1.0)

    return max(range(len(choices)), key=worth)


def near_taken(blocks: Sequence[Block], taken: Sequence[bool]) -> tuple[int, int]:
    """Return the half-open range of blocks to judge: what was taken and what is near it.

    From the headline on, if one stands not far before: the lead follows it.
    """
    where = [index for index, is_taken in enumerate(taken) if is_taken]
    if not where:
        return 0, min(len(taken), _MOST_BLOCKS)
    first = max(where[0] - _NEAR, 0)
    headline = _headline(blocks[: where[0]], within=_HEADLINE_NEAR)
    if headline is not None:
        first = min(first, headline)
    return first, min(where[-1] + _NEAR + 1, len(taken), first + _MOST_BLOCKS)


def choose(
    blocks: Sequence[Block], taken: Sequence[bool], *, title: str, description: str
) -> Choice:
    """Choose the blocks that are the story.

    taken: Whether each block stands in trafilatura's answer.
    title, description: What the page says of itself; may be empty.
    """
    first, last = near_taken(blocks, taken)
    near, took = blocks[first:last], taken[first:last]
    if not near:
        return Choice((), {}, {}, Expected())
    rows = describe(near, took, title=title, description=description)
    likely = the_forest().probabilities(rows)
    is_story = _decided(near, likely, np.array(took))
    if _is_lost(near, took, is_story):
        expected = _expected(near, likely, np.array(took))
        return Choice(tuple(i for i, each in enumerate(taken) if each), {}, {}, expected)
    changed = np.flatnonzero(is_story != np.array(took))
    whys = reasons_of(rows[changed], likely[changed])
    why = dict(zip((changed + first).tolist(), whys, strict=True))
    return Choice(
        story=tuple(int(i) + first for i in np.flatnonzero(is_story)),
        added={i: text for i, text in why.items() if not taken[i]},
        dropped={i: text for i, text in why.items() if taken[i]},
        expected=_expected(near, likely, is_story),
    )


def _expected(
    blocks: Sequence[Block], likely: NDArray[np.float64], is_story: NDArray[np.bool_]
) -> Expected:
    sizes = np.array([len(block.text) for block in blocks], dtype=np.float64)
    story = sizes * likely
    return Expected(
        chosen=float(sizes[is_story].sum()),
        right=float(story[is_story].sum()),
        story=float(story.sum()),
    )


def _decided(
    blocks: Sequence[Block], likely: NDArray[np.float64], took: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    sure = np.flatnonzero(likely >= _STORY)
    head = int(sure[0]) if len(sure) else 0
    bars = np.where(took, _STORY, _ADDED)
    bars[: head + 1] = _HEAD
    headline = _headline(blocks[:head], within=head)
    if headline is not None and len(blocks[headline + 1].text) >= _LEAD_CHARS:
        bars[headline + 1] = _LEAD
    return likely >= bars


def _headline(blocks: Sequence[Block], *, within: int) -> int | None:
    """Return which of the last blocks is the last headline; None if none is."""
    last = range(len(blocks) - 1, max(len(blocks) - within, 0) - 1, -1)
    return next((index for index in last if blocks[index].element.tag == "h1"), None)


def _is_lost(blocks: Sequence[Block], took: Sequence[bool], is_story: NDArray[np.bool_]) -> bool:
    """Say whether next to nothing is left of an answer that was long enough for a story."""
    answer = sum(len(b.text) for b, t in zip(blocks, took, strict=True) if t)
    left = sum(len(b.text) for b, s in zip(blocks, is_story, strict=True) if s)
    return left < _LITTLE and left < answer * _SURVIVES
