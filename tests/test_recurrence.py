"""What was learned of hosts, while the program runs and after it was started again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.model import ExtractedPage, Quality
from monitor.recurrence import Recurrence
from monitor.rules.recurring import MOST_PAGES, line_key
from monitor.store import SqlStore

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MENU = "Print this page"


def story(number: int, *lines: str, quality: Quality = Quality.STORY) -> ExtractedPage:
    """Return the page of a story of this number, which says nothing that another says."""
    word = f"{chr(97 + number % 26)}{chr(97 + number // 26)}"
    own = f"The {word} delegation left the {word} palace without a word to the waiting press."
    return ExtractedPage(
        title=f"Title {word}",
        text="",
        quality=quality,
        lines=tuple(map(line_key, (own, *lines))),
    )


async def learn(recurrence, pages, *, host: str = "example.org", first: int = 0) -> None:
    """Learn from pages of one host, one a second."""
    for number, page in enumerate(pages, start=first):
        at = NOW + timedelta(seconds=number)
        await recurrence.learn(page, url=f"https://{host}/{number}", at=at)


async def keys(recurrence, host: str = "example.org") -> frozenset[int]:
    """Return what recurs on a host for a page that was never seen."""
    return await recurrence.keys(f"https://{host}/new")


async def test_it_learns_from_page_to_page():
    """And knows nothing of other hosts; `www.` is the same host."""
    recurrence = Recurrence()
    await learn(recurrence, [story(number, MENU) for number in range(3)])

    assert await keys(recurrence) == {line_key(MENU)}
    assert await keys(recurrence, "www.example.org") == {line_key(MENU)}
    assert await keys(recurrence, "other.example") == frozenset()


@pytest.mark.parametrize("quality", [Quality.STUB, Quality.LIVE_BLOG, Quality.VIDEO])
async def test_short_stories_teach_too(quality):
    """On some hosts there are no others."""
    recurrence = Recurrence()
    await learn(recurrence, [story(number, MENU, quality=quality) for number in range(3)])

    assert await keys(recurrence) == {line_key(MENU)}


@pytest.mark.parametrize("quality", [Quality.BOT_WALL, Quality.CONSENT_PAGE, Quality.PAYWALL])
async def test_walls_teach_nothing(quality):
    """What a wall says stands on every page that it hides, and is for others to judge."""
    recurrence = Recurrence()
    await learn(recurrence, [story(number, MENU, quality=quality) for number in range(3)])

    assert await keys(recurrence) == frozenset()


async def test_it_is_known_after_a_new_start(tmp_path):
    """What was learned is in the store."""
    async with SqlStore(tmp_path / "db") as store:
        await learn(Recurrence(store), [story(number, MENU) for number in range(3)])
        again = Recurrence(store)

        assert await keys(again) == {line_key(MENU)}


async def test_the_store_keeps_no_more_than_memory(tmp_path):
    """Pages that gave way are deleted, copies as well as the oldest."""
    async with SqlStore(tmp_path / "db") as store:
        recurrence = Recurrence(store)
        await learn(recurrence, [story(number) for number in range(MOST_PAGES + 3)])
        await learn(recurrence, [story(MOST_PAGES)], first=500)
        kept = await store.host_pages("example.org")

        assert len(kept) == MOST_PAGES
        assert kept == await Recurrence(store)._pages("example.org")
        assert kept == await recurrence._pages("example.org")


async def test_memory_is_bounded_and_the_store_is_asked_again(tmp_path):
    """Of many hosts, those that were read last are at hand."""
    async with SqlStore(tmp_path / "db") as store:
        recurrence = Recurrence(store, most_bytes=3_000)
        for number in range(20):
            pages = [story(n, MENU) for n in range(3)]
            await learn(recurrence, pages, host=f"host{number}.example")

        assert recurrence._bytes <= 3_000
        assert len(recurrence._hosts) < 20
        assert await keys(recurrence, "host0.example") == {line_key(MENU)}


async def test_hosts_of_which_nothing_is_known_are_bounded_too(tmp_path):
    """A feed may link to a new host in each of its entries."""
    async with SqlStore(tmp_path / "db") as store:
        recurrence = Recurrence(store, most_bytes=3_000)
        for number in range(100):
            await keys(recurrence, f"host{number}.example")

        assert len(recurrence._hosts) <= 12
