"""Meaning in the daemon: asked for where a decision hangs on it, and missed without harm."""

from __future__ import annotations

from tests.daemon import Process
from tests.line.pages import item

SEED = {
    "title": "Le gouvernement et les rebelles signent une trêve de six mois",
    "text": "Après des semaines de négociations, les deux camps cessent le feu dans tout le pays.",
    "language": "fr",
}
TRUCE = item(
    "Ceasefire: government and rebels agree to stop fighting for half a year", None, guid="1"
)
BREAD = item("The price of bread rises again in the capital's bakeries", None, guid="2")
ACCEPTED = [
    {"title": f"{who} and rebels sign a truce", "language": "en"}
    for who in ("Army", "Ministers", "The government", "Generals", "Officials", "Tribes")
]
REJECTED = [
    {"title": f"{what} opens in the capital", "language": "en", "accepted": False}
    for what in ("A bakery", "A museum", "The theatre season", "A stadium", "A school", "A market")
]


async def run_once(main) -> str:
    """Run once through, and return the log."""
    process = Process(main, "--once")
    code = await process.wait()
    assert code == 0, process.log
    return process.log


async def test_a_seed_finds_a_story_in_another_language(site, setup):
    """No word is shared: only meaning can tell, in the process that encodes."""
    site.feed("/a", [TRUCE, BREAD])
    feeds = [{"id": "a", "url": site.url("/a"), "language": "en"}]
    main = setup(feeds, watchlists=[{"id": "truce", "seeds": [SEED], "threshold": 0.2}]).write()
    log = await run_once(main)

    assert "entries: 2 ended; alerts: 1" in log


async def test_without_its_encoder_the_daemon_goes_by_words(site, setup):
    """One warning says why, and every entry ends."""
    site.feed("/a", [TRUCE, BREAD])
    feeds = [{"id": "a", "url": site.url("/a"), "language": "en"}]
    watchlists = [{"id": "truce", "seeds": [SEED], "threshold": 0.2}]
    main = setup(feeds, watchlists=watchlists, keys={"runtime": {"encoder": "e5"}}).write()
    log = await run_once(main)

    assert log.count('"event": "no_meaning"') == 1
    assert "entries: 2 ended; alerts: 0" in log


async def test_a_watchlist_learns_at_the_start(site, setup):
    """Twelve examples are enough, and nobody has to ask."""
    site.feed("/a", [TRUCE, BREAD])
    feeds = [{"id": "a", "url": site.url("/a"), "language": "en"}]
    watchlists = [{"id": "truce", "examples": [*ACCEPTED, *REJECTED], "threshold": 0.3}]
    main = setup(feeds, watchlists=watchlists).write()
    log = await run_once(main)

    assert '"event": "learned"' in log
    assert "entries: 2 ended; alerts: 1" in log
