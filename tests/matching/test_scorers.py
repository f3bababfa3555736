"""The table of scorers: what a line in it may count on, whoever else stands there."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from importlib import resources

import pytest

from monitor.matching import score
from monitor.matching.compiled import compile_watchlists
from monitor.matching.query import phrase_of
from monitor.matching.rule import Finding, Rule
from monitor.matching.scorers import SCORERS, Scorer
from monitor.matching.sightings import Sightings
from monitor.matching.vocabulary import Vocabulary
from monitor.matching.worker import install
from monitor.model import Article, ChannelName, Part, WatchlistId
from monitor.watchlist import Term, Watchlist


def watchlist(name: str = "w", *, terms: Sequence[str] = (), query: str | None = None) -> Watchlist:
    """Build a watchlist."""
    return Watchlist(
        id=WatchlistId(name),
        title=name,
        channel=ChannelName(name),
        query=query,
        terms=tuple(Term(text=term) for term in terms),
    )


def article(text: str) -> Article:
    """Build an article."""
    return Article(id="a", title="", text=text)


@dataclass(frozen=True)
class OwnRule:
    """A rule that says what it was told of, as a test wants it."""

    wakes_on: Collection[int] | None
    answer: Callable[[Sightings, Sequence[int]], Finding | None]

    def find(self, seen: Sightings, hits: Sequence[int]) -> Finding | None:
        """Answer."""
        return self.answer(seen, hits)


def add_scorer(
    monkeypatch: pytest.MonkeyPatch, compile_rule: Callable[[Watchlist, Vocabulary], Rule | None]
) -> None:
    """Put a scorer at the end of the table."""
    table = (*SCORERS, Scorer("own", compile_rule, lambda _: [0.3]))
    monkeypatch.setattr("monitor.matching.compiled.SCORERS", table)


def own_part(why: str = "") -> Part:
    """Build what the added scorer adds."""
    return Part(name="own", value=0.3, why=why)


def test_every_scorer_of_the_room_is_in_the_table():
    """A file that is not in the table would never be asked."""
    names = {file.name for file in resources.files("monitor.matching.scorers").iterdir()}
    built = {name.removesuffix(".py") for name in names if name.endswith(".py")}

    assert {scorer.name for scorer in SCORERS} == built - {"__init__"}


def test_parts_stand_in_the_order_of_the_table_and_are_combined(monkeypatch):
    """A further scorer's part comes last and counts like the others."""
    add_scorer(monkeypatch, lambda *_: OwnRule(None, lambda *_: Finding([own_part()])))
    [found] = compile_watchlists([watchlist(terms=["talks"], query="talks")]).match(
        article("talks")
    )

    assert [part.name for part in found.parts] == ["query", "term", "own"]
    assert found.score == score.combine([0.8, 0.65, 0.3])


def test_a_rule_that_wakes_on_phrases_is_told_of_those_that_were_found(monkeypatch):
    """It is asked about no other article, and the places of what it shows are in the match."""

    def compile_rule(_: Watchlist, vocabulary: Vocabulary) -> Rule:
        wanted = {vocabulary.number(phrase_of(word)): word for word in ("peace", "talks", "war")}

        def answer(_: Sightings, hits: Sequence[int]) -> Finding:
            words = sorted(wanted[hit] for hit in hits)
            return Finding([own_part(" ".join(words))], [(hit, wanted[hit]) for hit in hits])

        return OwnRule(wanted, answer)

    add_scorer(monkeypatch, compile_rule)
    matcher = compile_watchlists([watchlist()])
    [found] = matcher.match(article("Talks of peace"))

    assert [part.why for part in found.parts] == ["peace talks"]
    assert [(span.start, span.term) for span in found.spans] == [(0, "talks"), (9, "peace")]
    assert matcher.match(article("nothing of it")) == ()


def test_a_rule_that_always_wakes_is_asked_about_every_article(monkeypatch):
    """In the watchlists' order among those that were woken, and it may find nothing."""

    def compile_rule(watchlist: Watchlist, _: Vocabulary) -> Rule | None:
        def answer(seen: Sightings, hits: Sequence[int]) -> Finding | None:
            assert list(hits) == []
            return Finding([own_part()]) if len(seen.text.words) > 2 else None

        return OwnRule(None, answer) if watchlist.id != "b" else None

    add_scorer(monkeypatch, compile_rule)
    matcher = compile_watchlists([watchlist("a"), watchlist("b", terms=["one"]), watchlist("c")])

    assert [match.watchlist_id for match in matcher.match(article("one two three"))] == [*"abc"]
    assert [match.watchlist_id for match in matcher.match(article("one two"))] == ["b"]


def test_what_all_watchlists_share_of_an_article_is_worked_out_once(monkeypatch):
    """However many watchlists ask, and again for the next article."""
    worked_out = []

    def words(seen: Sightings) -> int:
        worked_out.append(seen.article.text)
        return len(seen.text.words)

    def answer(seen: Sightings, _: Sequence[int]) -> Finding:
        return Finding([own_part(f"{seen.once(words)} words")])

    add_scorer(monkeypatch, lambda *_: OwnRule(None, answer))
    matcher = compile_watchlists([watchlist(str(number)) for number in range(9)])
    told = [
        part.why for text in ("a b", "c") for m in matcher.match(article(text)) for part in m.parts
    ]

    assert worked_out == ["a b", "c"]
    assert told == ["2 words"] * 9 + ["1 words"] * 9


def test_no_article_gets_more_than_the_table_says_is_possible():
    """Whatever a watchlist asks for: what an operator is told of a threshold holds."""
    rng = random.Random(1)
    words = ["peace", "talks", "war", "geneva"]
    for _ in range(300):
        one = watchlist(
            terms=rng.sample(words, rng.randrange(4)),
            query=rng.choice([None, "peace", "war talks"]),
        )
        about = Article(id="a", title=" ".join(words), text=" ".join(words))
        most = score.combine(value for scorer in SCORERS for value in scorer.most(one))

        assert (
            max([match.score for match in compile_watchlists([one]).match(about)], default=0)
            == most
        )


def test_installing_leaves_the_garbage_collector_as_it_was():
    """It rests only while watchlists are compiled, even where that fails."""
    broken = watchlist(query="a AND")
    for turn, is_on in ((gc.enable, True), (gc.disable, False)):
        turn()
        try:
            install((watchlist(),))
            with pytest.raises(Exception, match="ends here"):
                install((broken,))

            assert gc.isenabled() is is_on
        finally:
            gc.enable()
