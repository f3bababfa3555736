"""`news-monitor demo`: the main job on a small news site of our own, without the internet.

It only parses, prints and exits; what happens is in `monitor.demo.show`, what is said in
`monitor.demo.telling`.
"""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence
    from datetime import timedelta

    from monitor.client import ReceivedAlert
    from monitor.demo.show import Showing
    from monitor.demo.stories import Newsrooms

_EXPLANATION = """\
{pages} pages of {outlets} invented newsrooms, in {languages} languages, are served on loopback
addresses; one feed is dead, and one story is published while we watch. The real daemon follows
them for talks on Syria. Here is what a subscriber receives from its Redis:
"""


def register(app: typer.Typer) -> None:
    """Add the command `demo`."""
    app.command(name="demo")(demo)


def demo(
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the folder with configuration, state and log.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write one JSON object at the end, and nothing else.")
    ] = False,
    within: Annotated[
        float,
        typer.Option(
            "--within", metavar="SECONDS", min=1, max=600, help="Give up after this long."
        ),
    ] = 60.0,
) -> None:
    """Show the main job on a small recorded news site, without the internet.

    Exit code 0 only if exactly the expected alerts came, each once.

    Example: news-monitor demo --keep
    """
    import shutil
    import tempfile
    from datetime import timedelta

    from monitor.demo.stories import load_newsrooms

    folder = Path(tempfile.mkdtemp(prefix="news-monitor-demo-"))
    newsrooms = load_newsrooms()
    printed = _Json() if as_json else _Text()
    try:
        printed.begin(newsrooms)
        showing = asyncio.run(
            _show(newsrooms, folder, on_alert=printed.alert, within=timedelta(seconds=within))
        )
        printed.end(newsrooms, showing, kept=folder if keep else None)
    except asyncio.CancelledError:
        raise typer.Exit(128 + signal.SIGTERM) from None
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
    if not showing.is_pass:
        raise typer.Exit(1)


async def _show(
    newsrooms: Newsrooms,
    folder: Path,
    *,
    on_alert: Callable[[ReceivedAlert], None],
    within: timedelta,
) -> Showing:
    from monitor.demo.show import show

    task = asyncio.current_task()
    if task is not None:
        # As Ctrl-C, which asyncio.run turns into a cancellation: the daemon is ended on the way.
        for number in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    return await show(
        newsrooms, folder=folder, subscribe=_subscribe, on_alert=on_alert, within=within
    )


def _subscribe(redis_url: str) -> AsyncGenerator[ReceivedAlert, None]:
    from monitor.client import subscribe
    from monitor.demo.stories import CHANNEL

    # From the first alert on; a server that is not up yet is no trouble worth a word.
    return subscribe(CHANNEL, url=redis_url, since=0, on_trouble=lambda _: None)


class _Text:
    """Says what happens, for people, as it happens."""

    def begin(self, newsrooms: Newsrooms) -> None:
        typer.echo(
            _EXPLANATION.format(
                pages=len(newsrooms.stories),
                outlets=len(newsrooms.outlets),
                languages=len({outlet.language for outlet in newsrooms.outlets}),
            )
        )

    def alert(self, received: ReceivedAlert) -> None:
        from monitor.demo.telling import alert_lines, alert_summary

        self._say([*alert_lines(alert_summary(received.data)), ""])

    def end(self, newsrooms: Newsrooms, showing: Showing, *, kept: Path | None) -> None:
        from monitor.demo.telling import end_lines, rows, table_lines
        from monitor.rules.printable import escape_line

        self._say([*table_lines(rows(newsrooms, showing)), "", *end_lines(showing)])
        if kept is not None:
            self._say([f"kept: {escape_line(str(kept))}"])

    def _say(self, lines: Sequence[str]) -> None:
        typer.echo("\n".join(lines))


class _Json:
    """Says everything at the end, for programs."""

    def __init__(self) -> None:
        self._alerts: list[dict[str, Any]] = []

    def begin(self, newsrooms: Newsrooms) -> None:
        """Say nothing yet."""

    def alert(self, received: ReceivedAlert) -> None:
        from monitor.demo.telling import alert_summary

        self._alerts.append(alert_summary(received.data))

    def end(self, newsrooms: Newsrooms, showing: Showing, *, kept: Path | None) -> None:
        import json
        from dataclasses import asdict

        from monitor.demo.telling import rows

        told = {
            "passed": showing.is_pass,
            "trouble": showing.trouble,
            "complaints": showing.verdict.complaints(),
            "unread": showing.unread,
            "alerts": self._alerts,
            "stories": [asdict(row) for row in rows(newsrooms, showing)],
            "took_s": round(showing.took.total_seconds(), 3),
            "folder": str(kept) if kept is not None else None,
            "log_tail": () if showing.is_pass else showing.log_tail,
        }
        typer.echo(json.dumps(told))
