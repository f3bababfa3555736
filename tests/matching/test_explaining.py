"""Why a watchlist finds an article, and what is missing where it does not."""

from __future__ import annotations

import pytest

from monitor.matching.explaining import Explanation, explain
from monitor.model import Article, ChannelName, Term, Verdict, Watchlist, WatchlistId


def told(query: str | None, title: str, text: str = "", **keys) -> Explanation:
    """Explain an article to a watchlist."""
    language = keys.pop("language", None)
    watchlist = Watchlist(
        id=WatchlistId("w"), title="w", channel=ChannelName("w"), query=query, **keys
    )
    return explain(watchlist, Article(id="1", title=title, text=text, language=language))


def test_an_alert_misses_nothing():
    """Its score and parts are the matcher's own."""
    found = told("Syria AND talks", "Talks on Syria", threshold=0.7)

    assert (found.score, found.verdict, found.missing) == (0.8, Verdict.ALERT, ())
    assert [span.term for span in found.spans] == ["talks", "Syria"]


@pytest.mark.parametrize(
    ("query", "title", "missing"),
    [
        ("Syria AND talks", "Syria", "group 2 of the query wants “talks”, which is not there"),
        (
            "Syria AND (talks OR truce)",
            "Syria",
            "group 2 of the query wants one of its 2 words, such as “talks”, “truce”",
        ),
        (
            "Syria AND (a OR b OR c OR d OR e OR f OR g)",
            "Syria",
            "group 2 of the query wants one of its 7 words, such as “a”, “b”, “c”, “d”, “e”, “f”, …",
        ),
        ("Syria AND NOT cycling", "Syria cycling", "group 2 of the query does not want “cycling”"),
        (
            "Syria AND ((talks AND Geneva) OR truce)",
            "Syria talks",
            "group 2 of the query does not hold with “talks” alone",
        ),
        ("truce", "Syria", "the query wants “truce”, which is not there"),
    ],
)
def test_the_group_that_does_not_hold_is_named(query, title, missing):
    """Each part between two ANDs is a group."""
    found = told(query, title)

    assert found.missing == (missing,)
    assert (found.score, found.verdict) == (0.0, Verdict.NONE)


def test_words_are_shown_where_the_query_fails_too():
    """A reader sees what was found before what was not."""
    found = told("Syria AND truce", "Nothing new in Syria")

    assert [(span.start, span.end, span.term) for span in found.spans] == [(15, 20, "Syria")]


def test_what_stands_too_far_down_is_told():
    """A near miss says which group needs the rest of the article, and how much is missing."""
    found = told("Syria AND talks", "Syria", "x " * 250 + "talks", threshold=0.7)

    assert found.verdict is Verdict.NEAR_MISS
    assert found.missing == (
        "group 2 of the query holds only with what stands after the first 400 characters",
        "the score is 0.05 below the threshold of 0.7",
    )


def test_terms_that_are_not_there_are_counted():
    """Without a query they are all there is."""
    terms = (Term(text="Suez"), Term(text="Panama"))

    assert told(None, "Syria", terms=terms).missing == ("none of its 2 terms is there",)
    assert told(None, "Syria", terms=terms[:1]).missing == ("its term is not there",)


def test_what_bars_an_article_stands_among_its_parts():
    """An excluded term and another language bring the score to 0 and say so."""
    found = told(
        "Syria", "Syria cycling", exclude=(Term(text="cycling"),), languages=frozenset({"en"}),
        language="fr",
    )  # fmt: skip

    assert found.match is not None
    assert [part.name for part in found.match.parts] == ["query", "language", "exclude"]
    assert found.score == 0


def test_a_watchlist_of_seeds_alone_finds_nothing():
    """And says why."""
    assert told(None, "Syria").missing == (
        "the watchlist has neither a query nor terms: it finds nothing",
    )


def test_a_disabled_watchlist_is_explained_as_if_it_were_not():
    """One tries it before one turns it on."""
    assert told("Syria", "Syria", enabled=False).verdict is Verdict.ALERT
