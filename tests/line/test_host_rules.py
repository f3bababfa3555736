"""The user's host rules reach the workers: at the start, and in a daemon that runs."""

from __future__ import annotations

import signal

from tests.daemon import Process, wait_for_events
from tests.line.pages import item

SECRET = "An accord was signed by both sides in the hall by the lake this morning."
BEFORE = "The weather of the week stays mild with some rain in the evening hours, says the office."
PEACE = {"id": "peace", "terms": ["accord"]}
RULE = "hosts: 127.0.0.1\nbody: div.real\n"


def page() -> str:
    """Return a page of which only a rule knows where the story stands."""
    told = "".join(f"<p>{BEFORE}</p>" for _ in range(4))
    return (
        f"<html lang='en'><head><title>A day</title></head><body><article><h1>A day</h1>{told}"
        f"</article><footer><div class='real'><p>{SECRET}</p></div></footer></body></html>"
    )


def write_rule(line, text: str = RULE) -> None:
    """Write the user's rule."""
    folder = line.folder / "hosts"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "own.yaml").write_text(text)


async def test_a_page_is_read_by_the_users_rule(site, setup, redis, prefix):
    """What it says is matched."""
    site.page("/a", page())
    site.feed("/feed", [item("A day", site.url("/a"), guid="1")])
    line = setup([{"id": "news", "url": site.url("/feed")}], watchlists=[PEACE])
    write_rule(line)
    await line.run_once()
    [event] = await wait_for_events(redis, 1, prefix=prefix, channel="peace")

    assert event["data"]["watchlist"]["id"] == "peace"


async def test_a_running_daemon_takes_up_a_rule_and_keeps_it_over_a_mistake(
    site, setup, redis, prefix
):
    """A broken file changes nothing; the rule that runs goes on."""
    site.page("/a", page())
    site.feed("/feed", [item("A quiet day", None, guid="1")])
    line = setup(
        [{"id": "news", "url": site.url("/feed"), "poll_every_s": 1}],
        watchlists=[PEACE],
    )
    daemon = Process(line.write())
    try:
        await site.wait_until_asked("/feed", limit_s=20)
        write_rule(line)
        daemon.send(signal.SIGHUP)
        await daemon.wait_until_logged("config_reloaded", limit_s=20)
        write_rule(line, "hosts: 127.0.0.1\nbody: '*'\n")
        daemon.send(signal.SIGHUP)
        await daemon.wait_until_logged("config_rejected", limit_s=20)
        site.add_item("/feed", item("A day", site.url("/a"), guid="2"))
        events = await wait_for_events(redis, 1, prefix=prefix, channel="peace")
    finally:
        await daemon.stop()

    assert daemon.logged("config_reloaded", host_rules_added=["127.0.0.1"])
    assert len(events) == 1
