"""The bounded, closable queue between two stages."""

from __future__ import annotations

import asyncio

import pytest

from monitor.channel import Channel, ChannelClosedError


async def settle() -> None:
    """Let every task go as far as it can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def collect(channel: Channel, into: list) -> None:
    """Receive until the channel ends."""
    async with asyncio.timeout(5):
        async for value in channel:
            into.append(value)  # noqa: PERF401 - what was received shows at once


async def test_values_come_in_order():
    """One sender, one receiver, first in first out."""
    channel, got = Channel(2), []
    async with asyncio.TaskGroup() as group:
        group.create_task(collect(channel, got))
        for value in range(10):
            await channel.send(value)
        await channel.close()

    assert got == list(range(10))


async def test_a_full_channel_holds_its_sender_back():
    """A sender waits for room, and goes on when there is some."""
    channel = Channel(2)
    await channel.send(1)
    await channel.send(2)
    third = asyncio.create_task(channel.send(3))
    await settle()
    had_room, was_waiting = channel.has_room(), not third.done()
    first = await anext(aiter(channel))
    await third

    assert (had_room, was_waiting) == (False, True)
    assert (first, len(channel)) == (1, 2)


async def test_closing_drains():
    """What is inside a closed channel is still received; then every receiver ends."""
    channel = Channel(9)
    for value in range(6):
        await channel.send(value)
    await channel.close()
    one, two = [], []
    await asyncio.gather(collect(channel, one), collect(channel, two))

    assert sorted(one + two) == list(range(6))


async def test_closing_wakes_who_waits():
    """Receivers of an empty channel end, and senders of a full one are told."""
    empty, full = Channel(1), Channel(1)
    await full.send(1)
    receiver = asyncio.create_task(collect(empty, []))
    sender = asyncio.create_task(full.send(2))
    await settle()
    await empty.close()
    await full.close()
    await receiver

    with pytest.raises(ChannelClosedError):
        await sender
    assert not full.has_room()
    assert len(full) == 1


async def test_a_closed_channel_takes_nothing():
    """Sending after the end raises, also where there would be room; closing again is nothing."""
    channel = Channel(9)
    await channel.close()
    await channel.close()

    with pytest.raises(ChannelClosedError):
        await channel.send(1)
    assert len(channel) == 0


async def test_each_value_goes_to_one_receiver():
    """Several senders and receivers share the work without loss or double."""
    channel, got = Channel(3), []

    async def send(start: int) -> None:
        for value in range(start, start + 100):
            await channel.send(value)

    receivers = [asyncio.create_task(collect(channel, got)) for _ in range(4)]
    await asyncio.gather(*(send(start) for start in (0, 100, 200)))
    await channel.close()
    await asyncio.gather(*receivers)

    assert sorted(got) == list(range(300))


async def test_a_cancelled_receiver_loses_nothing():
    """What a receiver had not taken yet goes to the next one."""
    channel, got = Channel(1), []
    receiver = asyncio.create_task(collect(channel, []))
    await settle()
    receiver.cancel()
    await channel.send(1)
    await channel.close()
    await collect(channel, got)

    assert got == [1]


async def test_a_cancelled_sender_leaves_nothing():
    """A value whose sender gave up is not in the channel."""
    channel, got = Channel(1), []
    await channel.send(1)
    sender = asyncio.create_task(channel.send(2))
    await settle()
    sender.cancel()
    await channel.close()
    await collect(channel, got)

    assert got == [1]
