"""From a watchlist and judged stories to its model: every text is worked out as an article is.

To the watchlist's own examples come stories of everyday news, written for this purpose and the same
for all, as rejected ones of little weight: else a model would know only what tells its few examples
apart, and nothing of the rest of the world.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Final

from monitor.matching.compiled import Encoding, compile_watchlists
from monitor.matching.learned.evidence import SEEDS, evidence_of, meaning_row
from monitor.matching.learned.model import LearnedModel, dump_model
from monitor.matching.learned.training import (
    FEWEST_EXAMPLES,
    Judged,
    basis_of,
    can_learn,
    learn,
)
from monitor.matching.likeness.encoding import encoder_in_use
from monitor.matching.likeness.judgement import Comparison, Sketch
from monitor.matching.likeness.words import words_in
from monitor.model import Article, Part
from monitor.watchlist import Example, Watchlist

_EVERYDAY_WEIGHT: Final = 0.3
_LONGEST_TOLD: Final = 6_000  # characters


def taught(watchlists: Iterable[Watchlist]) -> list[Watchlist]:
    """Return the watchlists, each that has no model and examples enough with one.

    Raises ConfigError where the encoder's model cannot be loaded.
    """
    return [
        replace(each, model=dump_model(teach(each)))
        if each.model is None and each.enabled and is_teachable(each)
        else each
        for each in watchlists
    ]


def is_teachable(watchlist: Watchlist) -> bool:
    """Say whether a watchlist has examples enough to learn from."""
    return can_learn([each.is_accepted for each in watchlist.examples])


def teach(watchlist: Watchlist) -> LearnedModel:
    """Learn a watchlist's model from its examples, with this process's encoder.

    Raises ValueError, worded for people, where there are too few, and ConfigError where the
    encoder's model cannot be loaded.
    """
    return Lesson(watchlist).model()


class Lesson:
    """A watchlist's examples, worked out, and those that it may learn from beside them.

    also: Further examples, each with how much it counts beside one of the watchlist's own; nothing
        is told of them but single names.
    judged: All of them, the watchlist's own first, everyday news last.

    Raises ValueError, worded for people, where there are too few, and ConfigError where the
    encoder's model cannot be loaded.
    """

    def __init__(self, watchlist: Watchlist, also: Sequence[tuple[Example, float]] = ()) -> None:
        listed = [*watchlist.examples, *(each for each, _ in also)]
        if not can_learn([each.is_accepted for each in listed]):
            raise ValueError(
                f"should have {FEWEST_EXAMPLES} examples at least, accepted and rejected ones"
            )
        pupil = _Pupil(watchlist)
        self.judged = [pupil.judged(each) for each in watchlist.examples]
        self.judged += [pupil.judged(each, weight=weight) for each, weight in also]
        self.judged += [pupil.judged(each, weight=_EVERYDAY_WEIGHT) for each in everyday()]
        self._written = pupil.written
        self._basis = basis(watchlist)
        accepted = sum(each.is_accepted for each in listed)
        self._counted = (accepted, len(listed) - accepted)

    def model(self, without: Collection[int] = ()) -> LearnedModel:
        """Learn.

        without: Places in `judged` of what is held out.
        """
        encoder = encoder_in_use()
        return learn(
            [each for at, each in enumerate(self.judged) if at not in without],
            basis=self._basis,
            encoder=encoder.name if encoder else None,
            told=self._written,
            counted=self._counted,
        )


def basis(watchlist: Watchlist) -> str:
    """Hash what a watchlist's model hangs on."""
    texts = [(each.title, each.text, each.is_accepted) for each in watchlist.examples]
    return basis_of(texts, query=watchlist.query)


@cache
def everyday() -> tuple[Example, ...]:
    """Return the stories of everyday news that stand for the rest of the world."""
    file = resources.files("monitor.matching.learned") / "everyday.jsonl"
    return tuple(
        Example(
            title=told["title"],
            text=told["text"],
            language=told["language"],
            is_accepted=False,
            origin="everyday",
        )
        for told in map(json.loads, file.read_text("utf-8").splitlines())
    )


class _Pupil:
    """A watchlist as it stood before it learned, to work examples out with.

    written: Names by their skeletons as the examples write them.
    """

    def __init__(self, watchlist: Watchlist) -> None:
        before = replace(
            watchlist,
            enabled=True,
            model=None,
            examples=(),
            seeds=(),
            exclude=(),
            languages=frozenset(),
        )
        self._matcher = compile_watchlists([before])
        self._seeds = [Sketch((each.title, each.text, each.language)) for each in watchlist.seeds]
        self._own = set(watchlist.examples)
        self.written: dict[str, str] = {}

    def judged(self, example: Example, *, weight: float = 1.0) -> Judged:
        sketch = Sketch((example.title, example.text, example.language))
        language = sketch.portrait.language
        article = Article(id="", title=example.title, text=example.text, language=language or None)
        matches = self._matcher.match(article, encoding=Encoding.ALWAYS)
        parts = list(matches[0].parts) if matches else []
        if self._seeds:
            likeness = Comparison(sketch, self._seeds).by_words().score
            parts.append(Part(name=SEEDS, value=likeness, why=""))
        for text in (example.title, example.text):
            for word in words_in(text[:_LONGEST_TOLD], language):
                if word.skeleton:
                    self.written.setdefault(word.skeleton, word.written)
        is_meant = sketch.can_mean and sketch.is_known and sketch.meaning is not None
        return Judged(
            title=example.title,
            known=evidence_of(parts, sketch.portrait, has_seeds=bool(self._seeds)),
            row=meaning_row(sketch.meaning) if is_meant and sketch.meaning else None,
            is_accepted=example.is_accepted,
            weight=weight,
            is_own=example in self._own,
        )
