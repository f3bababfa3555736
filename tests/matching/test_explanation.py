"""Why a watchlist finds an article, and what is missing where it does not."""

from __future__ import annotations

import pytest

from monitor.matching.compiled import compile_watchlists
from monitor.matching.explanation import Explanation, Standing, explain
from monitor.model import Article, ChannelName, Verdict, WatchlistId
from monitor.watchlist import Seed, Term, Watchlist

FERRIES = (
    "(ferry OR ferries OR bac* OR паром* OR عبارة) AND "
    '(strike OR grève OR забастовк* OR إضراب OR "work to rule") AND NOT (film OR кино)'
)


def watchlist(query: str | None = None, name: str = "w", **keys) -> Watchlist:
    """Return a watchlist that says no more than a test needs."""
    return Watchlist(
        id=WatchlistId(name), title=name, channel=ChannelName(name), query=query, **keys
    )


def told(query: str | None, title: str, text: str = "", *, language=None, **keys) -> Explanation:
    """Explain one article to one watchlist."""
    article = Article(id="1", title=title, text=text, language=language)
    return explain(article, [watchlist(query, **keys)])[0]


def standings(found: Explanation) -> list[Standing]:
    """Return how the query's clauses stand."""
    return [clause.standing for clause in found.clauses]


@pytest.mark.parametrize(
    ("title", "text", "found"),
    [
        ("Ferry crews begin a strike", "No boat left the quay.", [("ferry",), ("strike",)]),
        ("Les bacs sont à quai", "La grève dure depuis lundi.", [("bac*",), ("grève",)]),
        ("Паромы стоят", "Забастовка началась утром.", [("паром*",), ("забастовк*",)]),
        ("العبارة لا تبحر", "بدأ الإضراب صباح اليوم.", [("عبارة",), ("إضراب",)]),
    ],
)
def test_each_part_of_a_query_is_told_with_its_words(title, text, found):
    """In any language: what stands near the top, and the words that are there, as written."""
    explained = told(FERRIES, title, text)

    assert standings(explained) == [Standing.NEAR_THE_TOP, Standing.NEAR_THE_TOP, Standing.ABSENT]
    assert [clause.found for clause in explained.clauses] == [*found, ()]
    assert (explained.score, explained.query_holds) == (0.8, True)


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Ferry film", "A strike.", [Standing.NEAR_THE_TOP, Standing.NEAR_THE_TOP, Standing.IN_THE_WAY]),
        ("A ferry sinks", "", [Standing.NEAR_THE_TOP, Standing.MISSING, Standing.ABSENT]),
        ("A ferry", "x " * 250 + "strike", [Standing.NEAR_THE_TOP, Standing.FURTHER_DOWN, Standing.ABSENT]),
        ("Weather", "", [Standing.MISSING, Standing.MISSING, Standing.ABSENT]),
    ],
)  # fmt: skip
def test_what_keeps_a_query_from_holding_is_told_apart(title, text, expected):
    """A missing part, a NOT of which something stands there, a word too far down."""
    assert standings(told(FERRIES, title, text)) == expected


def test_a_part_is_written_as_the_query_writes_it():
    """Quotation marks stay, spaces fold, and of many words the first ones stand for all."""
    query = f'"work  to\n rule" (a OR b{"".join(f" OR c{n}" for n in range(40))}) NOT (x AND y)'
    found = told(query, "Weather")

    assert [clause.written for clause in found.clauses] == [
        '"work to rule"',
        "(a OR b OR c0 OR c1 OR c2 OR c3 OR …)",
        "NOT (x AND y)",
    ]
    assert [clause.words for clause in found.clauses] == [1, 42, 2]


def test_nested_parts_are_followed_to_what_is_missing():
    """Of alternatives those are opened of which something was found; of an AND all parts."""
    found = told("(ferry AND (port OR quay)) OR (bus depot) OR tram", "The ferry waits")
    [whole] = found.clauses
    [ferry] = whole.parts

    assert (whole.standing, ferry.found) == (Standing.MISSING, ("ferry",))
    assert [(part.written, part.standing) for part in ferry.parts] == [
        ("ferry", Standing.NEAR_THE_TOP),
        ("(port OR quay)", Standing.MISSING),
    ]


def test_a_query_of_one_word_is_one_part():
    """With nothing to join."""
    [clause] = told("ferry", "Weather").clauses

    assert (clause.written, clause.standing, clause.words) == ("ferry", Standing.MISSING, 1)


def test_words_are_shown_though_the_query_fails():
    """Also what is in the way, so that a reader sees it in its sentence."""
    found = told(FERRIES, "A film of a ferry")

    assert [(span.start, span.term) for span in found.spans] == [(2, "film"), (12, "ferry")]


def test_bars_are_told_apart_from_what_was_found():
    """The score without them says what they cost."""
    found = told(
        "ferry", "Ferry in a film", exclude=(Term(text="film"),), languages=frozenset({"fr"}),
        language="en",
    )  # fmt: skip

    assert [part.name for part in found.parts] == ["query"]
    assert [part.name for part in found.bars] == ["language", "exclude"]
    assert (found.score, found.score_without_bars, found.verdict) == (0, 0.8, Verdict.NONE)
    assert {span.term for span in found.spans} == {"ferry", "film"}


def test_bars_are_told_where_nothing_was_found():
    """The matcher is silent there; a reader would go on looking for the words."""
    found = told("ferry", "A film", exclude=(Term(text="film"),))

    assert [part.name for part in found.bars] == ["exclude"]
    assert not found.is_silent


def test_terms_that_are_not_there_are_named():
    """A term that stands under another name is there."""
    terms = (Term(text="Suez", aliases=(("ar", ("السويس",)),)), Term(text="Panama"))
    found = told(None, "قناة السويس", terms=terms)

    assert found.missing_terms == ("Panama",)
    assert (found.clauses, found.query_holds) == ((), False)


def test_a_near_miss_is_one():
    """The verdict is the matcher's."""
    found = told(FERRIES, "A ferry", "x " * 250 + "strike", threshold=0.7)

    assert (found.verdict, found.score, found.query_holds) == (Verdict.NEAR_MISS, 0.65, True)


def test_a_seed_that_was_not_fetched_finds_nothing():
    """There is nothing to tell, and it is said to be silent."""
    url = "http://a.example/strike"
    seed = Seed(title="", text="", language=None, origin=url, url=url)
    found = told(None, "Ferry strike", seeds=(seed,))

    assert (found.score, found.parts, found.clauses, found.is_silent) == (0, (), (), True)


def test_a_disabled_watchlist_is_explained_as_if_it_were_not():
    """One tries it before one turns it on."""
    assert told("ferry", "Ferry", enabled=False).verdict is Verdict.ALERT


def test_the_best_comes_first_and_scores_are_the_matchers():
    """Several watchlists share one look at the article, and none changes another's score."""
    watchlists = [
        watchlist("tram", "nothing"),
        watchlist("ferry AND quay", "further"),
        watchlist("film", "barred", exclude=(Term(text="ferry"),)),
        watchlist("ferry", "best", terms=(Term(text="film"),)),
    ]
    article = Article(id="1", title="Ferry film", text="x " * 250 + "quay")
    found = explain(article, watchlists)
    scores = {match.watchlist_id: match.score for match in compile_watchlists(watchlists).match(article)}  # fmt: skip

    assert [each.watchlist.id for each in found] == ["best", "further", "barred", "nothing"]
    assert [each.score for each in found] == [scores.get(each.watchlist.id, 0) for each in found]
