"""How much a subscriber takes from a server at once."""

from __future__ import annotations

from datetime import timedelta

from monitor.client.streams import Streams


async def test_a_read_is_bounded_over_all_channels(redis, prefix, valkey_url):
    """However long the streams are, one read takes as many entries as it may."""
    names = [f"channel-{number}" for number in range(4)]
    pipeline = redis.pipeline(transaction=False)
    for name in names:
        for seq in range(1, 31):
            pipeline.xadd(f"{prefix}alerts:{name}", {"event": "{}"}, id=f"{seq}-0")
    await pipeline.execute()
    streams = Streams(valkey_url, prefix=prefix)
    begin = dict.fromkeys(names, (0, 0))
    some = await streams.read(begin, most=20, block=timedelta(seconds=1))
    fewest = await streams.read(begin, most=1, block=timedelta(seconds=1))
    await streams.close()

    assert {name: len(entries) for name, entries in some.items()} == dict.fromkeys(names, 5)
    assert {name: len(entries) for name, entries in fewest.items()} == dict.fromkeys(names, 1)


async def test_a_read_ends_when_nothing_comes(prefix, valkey_url):
    """No wait is for ever, not even one of no time at all."""
    streams = Streams(valkey_url, prefix=prefix)
    nothing = await streams.read({"talks": (0, 0)}, most=1, block=timedelta(0))
    await streams.close()

    assert nothing == {}
