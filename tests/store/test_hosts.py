"""What is kept of hosts' pages."""

from __future__ import annotations

from datetime import timedelta

from monitor.ports import SeenPage
from monitor.store.hosts import forget_pages
from tests.store.records import NOW

HOST = "example.org"


def page(number: int, *, packed: bytes = b"12345678") -> SeenPage:
    """Return what is kept of the page of this number."""
    return SeenPage(page=number, title=2**62 - 1, packed=packed)


async def keep(store, *numbers: int, host: str = HOST, without=(), after=timedelta()) -> None:
    """Keep pages, one a second."""
    for at, number in enumerate(numbers):
        seen_at = NOW + after + timedelta(seconds=at)
        await store.keep_page(host, page(number), without=without, at=seen_at)


async def numbers(store, host: str = HOST) -> list[int]:
    """Return which pages of a host are kept."""
    return [kept.page for kept in await store.host_pages(host)]


async def test_pages_come_back_as_they_were_oldest_first(store):
    """Each host's alone."""
    await keep(store, 3, 1, 2**62 - 1)
    await keep(store, 7, host="other.example")

    assert await store.host_pages(HOST) == (page(3), page(1), page(2**62 - 1))
    assert await store.host_pages("nobody.example") == ()


async def test_a_page_that_is_seen_again_is_the_newest(store):
    """It stands once, with what was seen last."""
    await keep(store, 1, 2)
    await store.keep_page(HOST, page(1, packed=b""), without=(), at=NOW + timedelta(minutes=1))

    assert await store.host_pages(HOST) == (page(2), page(1, packed=b""))


async def test_what_gave_way_is_gone(store):
    """Of this host, and of no other."""
    await keep(store, 1, 2)
    await keep(store, 1, host="other.example")
    await keep(store, 3, without=(1, 99), after=timedelta(minutes=1))

    assert await numbers(store) == [2, 3]
    assert await numbers(store, "other.example") == [1]


async def test_old_pages_are_forgotten_with_all_that_is_old(store):
    """By the retention that the user has set."""
    await keep(store, 1, 2)
    await store.forget(before=NOW + timedelta(seconds=1))

    assert await numbers(store) == [2]


async def test_too_many_hosts_give_way_by_their_last_page(store):
    """The table is bounded whatever a feed links to."""
    await keep(store, 1, host="old.example")
    await keep(store, 1, host="busy.example")
    await keep(store, 1, host="new.example", after=timedelta(minutes=1))
    await keep(store, 2, host="busy.example", after=timedelta(minutes=2))
    await store._writer.write(
        lambda connection: forget_pages(connection, NOW - timedelta(days=1), most_hosts=2)
    )

    assert await numbers(store, "old.example") == []
    assert await numbers(store, "new.example") == [1]
    assert await numbers(store, "busy.example") == [1, 2]
