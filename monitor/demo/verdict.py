"""Hold what came against what was expected: the demo's pass or fail.

Pure. Each expected story is told exactly once, as expected, and nothing else is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from monitor.demo.stories import Expectation, Story
from monitor.model import Quality, TextSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What a received alert says, as far as it is judged.

    story_id: The story it is about, a copy counting as its original; None if it is none of ours.
    text_source, quality: As the alert says, verbatim.
    """

    seq: int
    story_id: str | None
    text_source: str
    quality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is wrong with what came; nothing is the only pass.

    missing: Ids of stories that nobody was alerted to.
    extra: Seqs of alerts that nobody should have got.
    repeated: Ids of stories that were told more than once.
    otherwise: Sentences on alerts that say something else than expected.
    """

    missing: tuple[str, ...] = ()
    extra: tuple[int, ...] = ()
    repeated: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()

    @property
    def is_pass(self) -> bool:
        """Say whether exactly what was expected came."""
        return not (self.missing or self.extra or self.repeated or self.otherwise)

    def complaints(self) -> list[str]:
        """Return a clause for each thing that is wrong."""
        return [
            *([f"no alert came for {', '.join(self.missing)}"] if self.missing else ()),
            *(f"alert {seq} should not have come" for seq in self.extra),
            *(f"{story} was told more than once" for story in self.repeated),
            *self.otherwise,
        ]


def expectations(stories: Sequence[Story]) -> dict[str, Expectation]:
    """Return what is expected, by story id."""
    return {story.id: story.expect for story in stories if story.expect is not None}


def compare(expected: Mapping[str, Expectation], came: Sequence[Came]) -> Verdict:
    """Judge the alerts that came, in the order in which they came."""
    times = Counter(one.story_id for one in came if one.story_id in expected)
    return Verdict(
        missing=tuple(story for story in expected if not times[story]),
        extra=tuple(one.seq for one in came if one.story_id not in expected),
        repeated=tuple(story for story in expected if times[story] > 1),
        otherwise=tuple(
            difference
            for one in came
            if one.story_id is not None and one.story_id in expected
            for difference in _differences(expected[one.story_id], one)
        ),
    )


def is_complete(expected: Mapping[str, Expectation], came: Sequence[Came]) -> bool:
    """Say whether nothing more has to come."""
    return expected.keys() <= {one.story_id for one in came}


def _differences(expected: Expectation, one: Came) -> list[str]:
    pairs: tuple[tuple[str, TextSource | Quality, str], ...] = (
        ("text_source", expected.text_source, one.text_source),
        ("quality", expected.quality, one.quality),
    )
    return [
        f"alert {one.seq} says {name} {got or 'nothing'} instead of {wanted}"
        for name, wanted, got in pairs
        if got != wanted
    ]
