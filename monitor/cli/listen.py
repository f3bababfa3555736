"""`news-monitor listen`: print alerts as they come, for people or as lines of JSON.

A subscriber like any other: it needs the daemon's configuration, to know where Redis is, but not
the daemon. What comes from outside reaches the terminal escaped.
"""

from __future__ import annotations

import errno
import re
import sys
from collections.abc import AsyncGenerator, Callable
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Annotated, Final

import typer

from monitor.cli.options import ConfigFile

if TYPE_CHECKING:
    from monitor.client import ReceivedAlert
    from monitor.config.load import Config

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_AGO: Final = re.compile(r"([0-9]{1,9})([smhdw])", re.ASCII)
_SEQ: Final = re.compile(r"[0-9]{1,18}", re.ASCII)
_MOST_TERMS: Final = 12  # that are shown
_MOST_CHANNELS: Final = 20


def register(app: typer.Typer) -> None:
    """Add the command `listen`."""
    app.command(name="listen")(listen)


def listen(
    channels: Annotated[
        list[str] | None,
        typer.Argument(metavar="CHANNEL", help="All channels where none is named."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="SEQ|TIME",
            help="Begin after this number, or at this time: 2026-03-01T12:00, or 30m, 2h, 7d ago.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write each alert as a line of JSON.")
    ] = False,
    config: ConfigFile = None,
    count: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="End after this many alerts.")
    ] = None,
) -> None:
    """Print alerts as they come, until Ctrl-C.

    Without --since only what comes from now on; with it, what stands in Redis first. While Redis
    is away it waits, and misses nothing.

    Example: news-monitor listen syria-talks --since 2h --json
    """
    from datetime import UTC

    from monitor.config.load import find_config, load_config

    settings = load_config(find_config(config))
    try:
        begin = read_since(since, now=datetime.now(UTC), timezone=settings.timezone)
    except ValueError as error:
        typer.echo(f"--since {error}", err=True)
        raise typer.Exit(2) from None
    _note_unknown(channels or [], settings)
    show = _as_json if as_json else _for_people(settings.timezone)
    _run(channels or [], settings, begin, show, count)


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
    try:
        if ago := _AGO.fullmatch(text):
            return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        time = datetime.fromisoformat(text)
        time = time if time.tzinfo else time.replace(tzinfo=timezone)
        return time.astimezone(now.tzinfo)
    except (ValueError, OverflowError):
        from monitor.rules.printable import escape_line

        raise ValueError(
            "should be a number such as 412, a time such as 2026-03-01T12:00, or how long ago, "
            f"such as 30m, 2h or 7d (got {escape_line(text[:100])})"
        ) from None


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


def _as_json(alert: ReceivedAlert) -> str:
    import json

    from monitor.cli.lines import json_line

    return json_line(json.loads(alert.event))


def _for_people(timezone: tzinfo) -> Callable[[ReceivedAlert], str]:
    return lambda alert: tell(alert, timezone=timezone)


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


def _run(
    channels: list[str],
    settings: Config,
    since: int | datetime | None,
    show: Callable[[ReceivedAlert], str],
    count: int | None,
) -> None:
    import asyncio

    from monitor.client import subscribe
    from monitor.parts import redis_url

    try:
        alerts = subscribe(
            *channels,
            url=redis_url(settings.redis),
            prefix=settings.redis.prefix,
            since=since,
            on_trouble=lambda text: typer.echo(text, err=True),
        )
    except ValueError as error:  # a channel that no key can hold
        typer.echo(f"listen: {error}", err=True)
        raise typer.Exit(2) from None
    if asyncio.run(_print_alerts(alerts, show, count)):
        raise BrokenPipeError(errno.EPIPE, "whoever read our output has gone")


async def _print_alerts(
    alerts: AsyncGenerator[ReceivedAlert, None],
    show: Callable[[ReceivedAlert], str],
    count: int | None,
) -> bool:
    """Print alerts until there were `count`, a signal comes, or nobody reads them any more.

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
        async with aclosing(alerts):
            for _ in repeat(None) if count is None else repeat(None, count):
                typer.echo(show(await anext(alerts)))
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
