"""Seeds as a scorer: when they count, and what the match says."""

from __future__ import annotations

import subprocess
import sys

from monitor.matching.compiled import compile_watchlists
from monitor.model import Article, ChannelName, Match, Verdict, WatchlistId
from monitor.watchlist import Seed, Watchlist

STORY = Seed(
    title="Zorbelin and Kastrovia sign a truce in Velmora",
    text="The mediator Ludek Branforth said that 3750 prisoners would be exchanged.",
    language="en",
    origin="inline",
)
UNFETCHED = Seed(
    title="", text="", language=None, origin="http://a.example/", url="http://a.example/"
)


def watchlist(*listed: Seed, query: str | None = None) -> Watchlist:
    """Build a watchlist."""
    return Watchlist(
        id=WatchlistId("w"), title="w", channel=ChannelName("w"), seeds=listed, query=query
    )


def match(about: Watchlist, title: str) -> Match | None:
    """Match one title."""
    found = compile_watchlists([about]).match(Article(id="a", title=title, language="en"))
    return found[0] if found else None


def test_a_story_like_the_seed_alerts():
    """The reason names the seed and what was alike."""
    found = match(watchlist(UNFETCHED, STORY), "Truce between Zorbelin and Kastrovia in Velmora")

    assert found is not None
    assert found.verdict is Verdict.ALERT
    assert "“Zorbelin and Kastrovia sign a truce in Velmora”" in found.parts[0].why
    assert "names +" in found.parts[0].why


def test_beside_a_query_seeds_find_what_it_misses():
    """A story that the query misses is found all the same, if it is like the seed."""
    found = match(
        watchlist(STORY, query="bakery"), "Truce between Zorbelin and Kastrovia in Velmora"
    )

    assert found is not None
    assert [part.name for part in found.parts] == ["seeds", "words"]


def test_a_watchlist_of_unfetched_seeds_finds_nothing():
    """There is nothing to be like."""
    assert match(watchlist(UNFETCHED), "Truce between Zorbelin and Kastrovia") is None


def test_without_seeds_nothing_of_likeness_is_imported():
    """Workers whose watchlists have only queries start as fast and stay as small as before."""
    code = "import sys, monitor.matching.compiled; print('wordfreq' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout == "False\n"
