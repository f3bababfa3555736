"""Seeds by address: fetched once by the daemon or by a command, and told where they do not come."""

from __future__ import annotations

import json
import signal
from dataclasses import replace

import pytest

from monitor.config.load import load_config
from tests.daemon import Process
from tests.line.commands import command
from tests.line.pages import page

TITLE = "Talks begin by the lake"
WALL = "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"


def seeds_of(line):
    """Return the seeds of the first watchlist as the configuration gives them."""
    return load_config(line.folder / "monitor.yaml").watchlists[0].seeds


def by_address(*urls, **keys):
    """Build a watchlist of seeds by address."""
    return {"id": "talks", "seeds": [{"url": url} for url in urls], **keys}


@pytest.fixture
def line(site, setup):
    """Give a setup with a feed and a watchlist of one seed by address."""
    site.feed("/feed", [])
    site.page("/story", page(TITLE))
    watchlist = by_address(site.url("/story"))
    return setup([{"id": "a", "url": site.url("/feed")}], watchlists=[watchlist])


async def test_a_run_fetches_a_seed_once(site, line):
    """Cleaned as a story's page is, and kept for all later runs."""
    for _ in range(2):
        await line.run_once()

    [seed] = seeds_of(line)
    assert seed.title == TITLE
    assert seed.text.startswith("The delegations met")
    assert "Contact" not in seed.text
    assert seed.language == "en"
    assert [each.path for each in site.requests].count("/story") == 1


async def test_a_page_that_does_not_come_is_told_once_and_tried_at_the_next_start(site, line):
    """One line of the log; the watchlist works without it."""
    site.answer("/gone", status=404)
    site.page("/wall", WALL)
    urls = [site.url(path) for path in ("/gone", "/wall", "/story")]
    main = replace(line, watchlists=[by_address(*urls, terms=["talks"])]).write()
    process = Process(main, "--once")
    code = await process.wait()
    missing = {each["url"]: each for each in process.logged("seed_missing")}

    assert code == 0
    assert set(missing) == set(urls[:2])
    assert missing[urls[0]]["reason"] == "http_404"
    assert missing[urls[0]]["watchlists"] == ["talks"]
    assert [each["url"] for each in process.logged("seed_fetched")] == [urls[2]]

    site.page("/gone", page("Back again"))
    await Process(main, "--once").wait()

    assert [bool(seed.text) for seed in seeds_of(line)] == [True, False, True]


async def test_a_running_daemon_takes_seeds_up_at_start_and_reload(site, line):
    """It reads its configuration again by itself, once they are there."""
    site.page("/second", page("A second round"))
    daemon = Process(line.write())
    try:
        await daemon.wait_until_logged("config_reloaded")
        first = daemon.logged("config_reloaded", watchlists_changed=["talks"])
        both = by_address(site.url("/story"), site.url("/second"), site.url("/nothing"))
        replace(line, watchlists=[both]).write()
        daemon.send(signal.SIGHUP)
        await daemon.wait_until_logged("seed_missing")
    finally:
        await daemon.stop()
    paths = [each.path for each in site.requests]

    assert first
    assert [seed.title for seed in seeds_of(line)] == [TITLE, "A second round", ""]
    assert [paths.count(path) for path in ("/story", "/second", "/nothing")] == [1, 1, 1]


async def test_a_disabled_watchlists_seeds_are_not_asked_for(site, line):
    """Nobody needs them."""
    disabled = by_address(site.url("/story"), enabled=False)
    await replace(line, watchlists=[disabled]).run_once()

    assert "/story" not in [each.path for each in site.requests]


async def test_the_command_fetches_what_is_missing(site, line):
    """A line for each, exit code 1 where one did not come; again only on demand."""
    urls = site.url("/story"), site.url("/gone")
    site.answer("/gone", status=404)
    replace(line, watchlists=[by_address(*urls)]).write()
    code, out, err = await command(line, "watchlists", "fetch-seeds")
    again = await command(line, "watchlist", "fetch-seeds", "--again", "--json")
    rows = json.loads(again[1])

    assert code == 1
    assert out.startswith(f"{urls[0]}: {TITLE} (")
    assert "404" in err.splitlines()[0]
    assert "(a seed of talks)" in err
    assert [row["reason"] for row in rows] == [None, "http_404"]
    assert [each.path for each in site.requests].count("/story") == 2


async def test_the_command_says_where_there_is_nothing_to_do(line):
    """No seed by address, or all kept."""
    line.write()
    await command(line, "watchlists", "fetch-seeds")
    kept = await command(line, "watchlists", "fetch-seeds")
    replace(line, watchlists=[{"id": "w", "terms": ["talks"]}]).write()
    none = await command(line, "watchlists", "fetch-seeds")

    assert kept == (0, "", "1 kept already; --again fetches them anew\n")
    assert none == (0, "", "no watchlist has a seed by address\n")
