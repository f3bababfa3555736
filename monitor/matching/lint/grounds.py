"""Seeds and examples that teach little, and a model that is older than its examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from monitor.matching.lint.findings import Finding, note, warning
from monitor.matching.tokens import words_of
from monitor.watchlist import Example, Seed, Watchlist

_SHORT: Final = 100  # characters
_NEARLY: Final = 0.8  # of all words of both
_MOST_COMPARED: Final = 200  # seeds; each with each
_COMPARED_WORDS: Final = 1_000
_KINDS: Final = ("accepted", "rejected")
_MOST_TOLD: Final = 60  # characters of a title
_FEW: Final = 10  # examples, from which a watchlist learns


def unfit_seeds(watchlist: Watchlist, watched: Iterable[str]) -> Iterator[Finding]:
    """Give the seeds that say little, say what another one says, or speak of what nobody reads."""
    languages = frozenset(watched)
    for at, seed in enumerate(watchlist.seeds):
        keys = ("seeds", at)
        whole = f"{seed.title}\n{seed.text}".strip()
        if not any(map(str.isalnum, whole)):
            yield _without_text(seed, at)
        elif len(whole) < _SHORT:
            text = f"the seed is short ({len(whole)} of {_SHORT} characters) and tells little"
            yield note("seed", text, keys)
        if seed.language and languages and seed.language not in languages:
            text = f"the seed is in {seed.language}, which is not among the watched languages"
            yield note("seed", text, keys)
    yield from _alike(watchlist.seeds[:_MOST_COMPARED])


def _without_text(seed: Seed, at: int) -> Finding:
    if seed.url:
        text = "the seed was not fetched yet and has no text: news-monitor watchlists fetch-seeds"
    else:
        text = "the seed has no letter or digit, and counts for nothing"
    return warning("seed", text, ("seeds", at))


def _alike(seeds: Sequence[Seed]) -> Iterator[Finding]:
    words = [frozenset(words_of(f"{s.title} {s.text}")[:_COMPARED_WORDS]) for s in seeds]
    for at, own in enumerate(words):
        for before, other in enumerate(words[:at]):
            if own and len(own & other) >= _NEARLY * len(own | other):
                text = f"the seed says nearly what seed {before + 1} says"
                yield note("seed", text, ("seeds", at))
                break


def unfit_examples(watchlist: Watchlist) -> Iterator[Finding]:
    """Give what keeps a watchlist from learning from its examples."""
    examples = watchlist.examples
    if examples and watchlist.model is None and len(examples) < _FEW:
        text = f"{len(examples)} examples teach nothing yet: {_FEW} are needed, of both kinds"
        yield note("example", text, ("examples",))
    if len(examples) >= _FEW and len({each.is_accepted for each in examples}) == 1:
        kind, other = _KINDS if examples[0].is_accepted else reversed(_KINDS)
        text = f"all examples are {kind}: without {other} ones nothing is learned from them"
        yield warning("example", text, ("examples",))
    yield from _contradictions(examples)
    if examples and watchlist.model is not None and not _is_of_today(watchlist, watchlist.model):
        text = "the model was learned from other examples or another query: train it again"
        yield warning("model", text, ("model",))


def _contradictions(examples: Sequence[Example]) -> Iterator[Finding]:
    """Give the stories that were judged twice."""
    first: dict[tuple[tuple[str, ...], ...], int] = {}
    for at, each in enumerate(examples):
        before = first.setdefault((words_of(each.title), words_of(each.text)), at)
        if before == at:
            continue
        title = (each.title or each.text)[:_MOST_TOLD]
        where = f"{_named(examples, before)} and {_named(examples, at)}"
        if examples[before].is_accepted is not each.is_accepted:
            text = f"“{title}” is accepted and rejected ({where})"
            yield warning("example", text, ("examples",))
        else:
            yield note("example", f"“{title}” is there twice ({where})", ("examples",))


def _named(examples: Sequence[Example], at: int) -> str:
    origin = examples[at].origin
    return f"example {at + 1}" if origin == "inline" else origin


def _is_of_today(watchlist: Watchlist, model: str) -> bool:
    # What learns takes a quarter of a second to import.
    from monitor.matching.learned.lesson import basis
    from monitor.matching.learned.model import parse_model

    return parse_model(model).basis == basis(watchlist)
