"""The command line: parse, call one function, print. The only place that exits.

Each noun has its module with a `register(app)`; they import what they need when they run, so
`--help` stays fast. Expected errors become one clear line on stderr and an exit code: 0 done,
1 failed, 2 wrong usage or configuration. A traceback means a bug.
"""

from __future__ import annotations

import importlib
import io
import os
import re
import sys
from typing import Annotated, Any

import typer

from monitor import __version__
from monitor.errors import ConfigError, MonitorError

COMMANDS = (
    "init",
    "run",
    "demo",
    "check",
    "listen",
    "extract",
    "score",
    "explain",
    "feeds",
    "status",
    "reload",
    "config",
    "articles",
    "watchlists",
    "hosts",
    "db",
)

_SAYS_NOTHING = frozenset({"error", "permanent", "transient"})  # the classes' own reasons
# What Typer raises for a wrong command line; it has no public name for it.
_UsageError: type[Exception] = typer.BadParameter.__bases__[0]

# How Typer and pydantic word a wrong value, and how we do.
_INVALID: re.Pattern[str] = re.compile(r"Invalid value(?: for '?(?P<what>.+?)'?)?: (?P<why>.+)")
_REWORDED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(theirs), ours)
    for theirs, ours in (
        (r"Input should be a valid integer\b.*", "should be a whole number"),
        (r"Input should be a (?:valid|finite) number\b.*", "should be a number"),
        (r"Input should be greater than or equal to ", "should be at least "),
        (r"Input should be less than or equal to ", "should be at most "),
        (r"Value error, (.*) is not one of (.*)", r"should be one of \2 (got \1)"),
        (r"(?:Value error, |Input )", ""),
    )
)

app = typer.Typer(
    name="news-monitor",
    help="Watch news feeds and alert on the stories that belong to a watchlist.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"news-monitor {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", is_eager=True, callback=_print_version
        ),
    ] = False,
) -> None:
    """Watch news feeds and alert on the stories that belong to a watchlist."""


for _name in COMMANDS:
    importlib.import_module(f"monitor.cli.{_name}").register(app)


def main() -> None:
    """Run the command line and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a title may not fit the terminal
    try:
        # `python -m monitor` is the same program, and says so.
        sys.exit(app(prog_name="news-monitor", standalone_mode=False) or 0)
    except _UsageError as error:
        _tell_usage(error)
        sys.exit(2)
    except ConfigError as error:
        typer.echo(_printable(str(error)), err=True)
        sys.exit(2)
    except MonitorError as error:
        typer.echo(_printable(f"news-monitor: {_with_reason(error)}"), err=True)
        sys.exit(1)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain again while it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:  # a disk that is full, a file that went while it was read
        place = f"{error.filename}: " if error.filename else ""
        typer.echo(_printable(f"news-monitor: {place}{error.strerror or error}"), err=True)
        sys.exit(1)


def _tell_usage(error: Any) -> None:
    """Tell what is wrong with a command line on one line; a command without any gets its help."""
    command = error.ctx.command_path if error.ctx else "news-monitor"
    message = " ".join(error.format_message().split())
    if error.ctx and message == " ".join(error.ctx.get_help().split()):
        typer.echo(error.ctx.get_help(), err=True)
        return
    said = _reworded(message.rstrip("."))
    typer.echo(_printable(f"{command}: {said}; see {command} --help"), err=True)


def _reworded(message: str) -> str:
    """Say in the words of the configuration's mistakes what is wrong with a value."""
    found = _INVALID.fullmatch(message)
    if found is None:
        return message
    why = found["why"]
    for theirs, ours in _REWORDED:
        if theirs.match(why):
            why = theirs.sub(ours, why, count=1)
            break
    return f"{found['what']}: {why}" if found["what"] else why


def _with_reason(error: MonitorError) -> str:
    """Return the message with the word under which docs/troubleshooting.md explains it."""
    return str(error) if error.reason in _SAYS_NOTHING else f"{error} ({error.reason})"


def _printable(message: str) -> str:
    """Escape what a terminal would act on; an error may quote what came from outside."""
    from monitor.rules.printable import escape_line

    return "\n".join(map(escape_line, message.split("\n")))
