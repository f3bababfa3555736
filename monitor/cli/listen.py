"""`news-monitor listen`: print alerts as they come, for people or as lines of JSON.

A subscriber like any other: it needs the daemon's configuration, to know where Redis is, but not
the daemon. What comes from outside reaches the terminal escaped.
"""

from __future__ import annotations

import errno
import re
import sys
from collections.abc import AsyncGenerator, Callable, Mapping
from datetime import datetime, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

import typer

from monitor.cli.completion import channels as channels_known
from monitor.cli.options import ConfigFile, configuration
from monitor.cli.times import read_moment

if TYPE_CHECKING:
    from monitor.client import ReceivedAlert, ReceivedHealth
    from monitor.config.load import Config

T = TypeVar("T")

_SEQ: Final = re.compile(r"[0-9]{1,18}", re.ASCII)
_MOST_TERMS: Final = 12  # that are shown
_MOST_CHANNELS: Final = 20


def register(app: typer.Typer) -> None:
    """Add the command `listen`."""
    app.command(name="listen")(listen)


_Channels = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="CHANNEL", help="All channels where none is named.", autocompletion=channels_known
    ),
]
_SinceSeq = Annotated[
    str | None,
    typer.Option(
        metavar="SEQ|TIME",
        help="Begin after this number, or at this time: 2026-03-01T12:00, or 30m, 2h, 7d ago.",
    ),
]
_AsJsonLines = Annotated[bool, typer.Option("--json", help="Write each alert as a line of JSON.")]
_Health = Annotated[
    bool, typer.Option("--health", help="Instead of alerts, what the daemon says of itself.")
]
_Count = Annotated[int | None, typer.Option(metavar="N", min=1, help="End after this many alerts.")]


def listen(
    channels: _Channels = None,
    *,
    since: _SinceSeq = None,
    as_json: _AsJsonLines = False,
    health: _Health = False,
    config: ConfigFile = None,
    count: _Count = None,
) -> None:
    """Print alerts as they come, until Ctrl-C.

    Without --since only what comes from now on; with it, what stands in Redis first. While Redis
    is away it waits, says so on stderr, and misses nothing.

    Example: news-monitor listen syria-talks --since 2h --json
    """
    if health and channels:
        raise typer.BadParameter("has no channels; leave them out", param_hint="--health")
    settings = configuration(config)
    begin = _begin(since, settings)
    if health:
        show = _as_json if as_json else partial(tell_health, timezone=settings.timezone)
        _print_all(_health_events(settings, begin), show, count)
        return
    alerts = _alerts(channels or [], settings, begin)
    _note_unknown(channels or [], settings)
    show_alert = _as_json if as_json else partial(tell, timezone=settings.timezone)
    _print_all(alerts, show_alert, count)


def _begin(since: str | None, settings: Config) -> int | datetime | None:
    from datetime import UTC

    try:
        return read_since(since, now=datetime.now(UTC), timezone=settings.timezone)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--since") from None


def read_since(text: str | None, *, now: datetime, timezone: tzinfo) -> int | datetime | None:
    """Read what `--since` says: a seq, a time, or how long ago.

    now: Aware. timezone: Of a time that names none.

    Raises ValueError with words that finish the sentence "--since ...".
    """
    if text is None:
        return None
    text = text.strip()
    if _SEQ.fullmatch(text):
        return int(text)
    time = read_moment(text, now=now, timezone=timezone)
    if time is None:
        from monitor.rules.printable import escape_line

        raise ValueError(
            "should be a number such as 412, a time such as 2026-03-01T12:00, or how long ago, "
            f"such as 30m, 2h or 7d (got {escape_line(text[:100])})"
        )
    return time


def _note_unknown(channels: list[str], settings: Config) -> None:
    from monitor.rules.printable import escape_line

    known = sorted({watchlist.channel for watchlist in settings.watchlists})
    for channel in dict.fromkeys(channels):
        if channel not in known:
            shown = ", ".join(known[:_MOST_CHANNELS]) + (" ..." if known[_MOST_CHANNELS:] else "")
            typer.echo(
                f"note: no watchlist has the channel {escape_line(channel)}, listening to it all "
                f"the same; the channels are {shown or 'none'}",
                err=True,
            )


def _as_json(received: ReceivedAlert | ReceivedHealth) -> str:
    import json

    from monitor.cli.lines import json_line

    return json_line(json.loads(received.event))


def tell(alert: ReceivedAlert, *, timezone: tzinfo) -> str:
    """Return the alert as a few lines for people, safe for a terminal."""
    from monitor.rules.printable import escape_line

    when = f"{alert.created_at.astimezone(timezone):%Y-%m-%d %H:%M:%S %Z}"
    terms = ", ".join(alert.terms[:_MOST_TERMS]) + (" ..." if alert.terms[_MOST_TERMS:] else "")
    lines = [
        f"{when}  {alert.channel} #{alert.seq}  score {alert.score:.2f}",
        f"  {alert.title or '(no title)'}",
        "  " + " | ".join(filter(None, (alert.outlet, alert.language, alert.url))),
        f"  terms: {terms}" if terms else "",
        f"  why: {alert.why}" if alert.why else "",
    ]
    return "\n".join(escape_line(line) for line in lines if line.strip())


def tell_health(event: ReceivedHealth, *, timezone: tzinfo) -> str:
    """Return a health event as a line for people, with one more for each line of its lists."""
    from monitor.rules.printable import escape_line

    when = f"{event.at.astimezone(timezone):%Y-%m-%d %H:%M:%S %Z}"
    lines = [f"{when}  {event.kind}  {event.message or event.subject}"]
    details = event.data.get("details")
    for name, value in details.items() if isinstance(details, Mapping) else ():
        lines += [f"  {name}: {each}" for each in value] if isinstance(value, list) else []
    return "\n".join(escape_line(line) for line in lines)


def _alerts(
    channels: list[str], settings: Config, since: int | datetime | None
) -> AsyncGenerator[ReceivedAlert, None]:
    from monitor.client import subscribe

    try:
        return subscribe(*channels, **_where(settings), since=since)
    except ValueError as error:  # a channel that no key can hold, a number beyond all streams
        raise typer.BadParameter(str(error)) from None


def _health_events(
    settings: Config, since: int | datetime | None
) -> AsyncGenerator[ReceivedHealth, None]:
    from monitor.client import subscribe_health

    if isinstance(since, int):
        raise typer.BadParameter(
            "with --health should be a time or how long ago: health events have no numbers",
            param_hint="--since",
        )
    return subscribe_health(**_where(settings), since=since)


def _where(settings: Config) -> dict[str, Any]:
    from monitor.parts import redis_url

    return {
        "url": redis_url(settings.redis),
        "prefix": settings.redis.prefix,
        "on_trouble": _trouble_teller(settings),
        "on_recovery": partial(typer.echo, err=True),
    }


def _trouble_teller(settings: Config) -> Callable[[str], None]:
    """Return what tells of trouble on stderr, at first with what the user may have forgotten."""
    # The embedded server runs only where the daemon does.
    hint = "" if settings.redis.url else "; is the daemon running? (news-monitor run)"

    def tell_trouble(text: str) -> None:
        nonlocal hint
        typer.echo(text + hint, err=True)
        hint = ""

    return tell_trouble


def _print_all(
    events: AsyncGenerator[T, None], show: Callable[[T], str], count: int | None
) -> None:
    import asyncio

    if asyncio.run(_print_each(events, show, count)):
        raise BrokenPipeError(errno.EPIPE, "whoever read our output has gone")


async def _print_each(
    events: AsyncGenerator[T, None], show: Callable[[T], str], count: int | None
) -> bool:
    """Print what comes until there were `count`, a signal comes, or nobody reads them any more.

    Returns whether the last of these ended it.
    """
    import asyncio
    import signal
    from contextlib import aclosing, suppress
    from itertools import repeat

    loop, printing, is_unread = asyncio.get_running_loop(), asyncio.current_task(), False
    pipe = _output_pipe()

    def stop() -> None:
        if printing is not None:
            printing.cancel()

    def stop_unread(pipe: int) -> None:
        nonlocal is_unread
        is_unread = True
        loop.remove_reader(pipe)
        stop()

    loop.add_signal_handler(signal.SIGTERM, stop)
    if pipe is not None:
        # Else `listen | head` would end only with the alert after the last one that was wanted.
        loop.add_reader(pipe, stop_unread, pipe)
    with suppress(asyncio.CancelledError):
        async with aclosing(events):
            for _ in repeat(None) if count is None else repeat(None, count):
                typer.echo(show(await anext(events)))
    return is_unread


def _output_pipe() -> int | None:
    """Return stdout's number if it is a pipe's end for writing, which "reads" when it breaks."""
    import fcntl
    import os
    import stat

    try:
        fd = sys.stdout.fileno()
    except (OSError, ValueError):  # replaced by something that is no file
        return None
    is_write_end = fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_ACCMODE == os.O_WRONLY
    return fd if stat.S_ISFIFO(os.fstat(fd).st_mode) and is_write_end else None
