"""`news-monitor config`: what can be configured, what an editor should know of it, and what holds.

The reference and the schemas come from the models alone; only `show` reads a configuration.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.completion import config_keys
from monitor.cli.lines import json_line
from monitor.cli.options import AsJson, ConfigFile
from monitor.cli.tables import print_table

if TYPE_CHECKING:
    from monitor.config.provenance import Setting
    from monitor.watchlist import Watchlist

_MOST_SHOWN = 80  # characters of a value in the table; --json has it whole


class FileKind(StrEnum):
    """Name a kind of configuration file."""

    MAIN = "main"
    WATCHLIST = "watchlist"
    HOST_RULE = "host-rule"


Kind = Annotated[FileKind, typer.Argument(help="Which kind of file.")]


def register(app: typer.Typer) -> None:
    """Add the commands `config show`, `config reference` and `config schema`."""
    config = typer.Typer(
        help="The configuration: what holds, what there is, and schemas for editors.\n\n"
        "Example: news-monitor config show redis",
        no_args_is_help=True,
    )
    config.command("show")(show)
    config.command("reference")(reference)
    config.command("schema")(schema)
    app.add_typer(config, name="config")


Keys = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[KEY]...",
        help="Only these, such as redis, fetch.timeout_s or feeds[].language.",
        autocompletion=config_keys,
    ),
]


def show(keys: Keys = None, config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Print every value that holds and where it comes from; what may be secret is masked.

    Example: news-monitor config show redis fetch.timeout_s
    """
    from monitor.config.load import ConfigReader, find_config
    from monitor.config.provenance import settings_of, with_feeds_counted

    path = find_config(config)
    reader = ConfigReader(path)
    watchlists = reader.read().watchlists
    if reader.main is None or reader.main.keys is None:
        raise RuntimeError("a configuration without problems has its keys")
    settings = settings_of(reader.main.document, reader.main.keys)
    if keys:
        settings = _selected(settings, keys)
        watchlists = watchlists if "watchlists" in keys else ()
    elif not as_json:
        settings = with_feeds_counted(reader.main.document, settings)
    if as_json:
        typer.echo(json_line(_as_json(settings, watchlists)))
        return
    _print(settings, watchlists)


def _selected(settings: Sequence[Setting], keys: Sequence[str]) -> list[Setting]:
    from monitor.cli.guessing import did_you_mean
    from monitor.config.provenance import known_keys, selected

    found: list[Setting] = []
    for key in keys:
        under = selected(settings, key)
        if not under:
            hint = did_you_mean(key, known_keys(settings))
            raise typer.BadParameter(f"no such key: {key}{hint}")
        found += [each for each in under if each not in found]
    return found


def _as_json(settings: Sequence[Setting], watchlists: Sequence[Watchlist]) -> dict[str, Any]:
    return {
        "settings": [
            {
                "name": each.name,
                "value": each.value,
                "source": asdict(each.source)
                | {"path": None if each.source.path is None else str(each.source.path)},
            }
            for each in settings
        ],
        "watchlists": [
            {"id": each.id, "channel": each.channel, "enabled": each.enabled, "place": each.origin}
            for each in watchlists
        ],
    }


def _print(settings: Sequence[Setting], watchlists: Sequence[Watchlist]) -> None:
    from monitor.config.problems import printable

    print_table(
        ("key", "value", "from"),
        [
            (each.name, printable(_written(each.value), limit=_MOST_SHOWN), each.source)
            for each in settings
        ],
    )
    if watchlists:
        typer.echo()
        print_table(
            ("watchlist", "channel", "enabled", "from"),
            [
                (each.id, each.channel, "yes" if each.enabled else "no", each.origin)
                for each in watchlists
            ],
        )


def _written(value: Any) -> str:
    """Return a value as a user would write it."""
    return value if isinstance(value, str) else json_line(value)


Page = Annotated[
    Path | None,
    typer.Option(
        "--write",
        metavar="PAGE",
        exists=True,
        dir_okay=False,
        readable=False,  # is not looked at here: that is no wrong usage but a failure
        help="Write the tables of every kind between the marks of a Markdown page instead.",
    ),
]


def reference(file: Kind = FileKind.MAIN, write: Page = None) -> None:
    """Print every key of a kind of file as a Markdown table: type, default, range, meaning.

    Example: news-monitor config reference watchlist
    """
    from monitor.config.reference import FILES, has_tables, refresh, table
    from monitor.errors import PermanentError, UnreadableError

    if write is None:
        typer.echo(table(FILES[file.value]), nl=False)
        return
    try:
        page = write.read_text("utf-8")
        if not has_tables(page):
            raise UnreadableError(f"{write}: has no marks for tables to stand between")
        write.write_text(refresh(page), "utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{write}: not UTF-8 at byte {error.start + 1}") from None
    except OSError as error:
        raise PermanentError(f"{write}: cannot be rewritten: {error.strerror}") from error


def schema(file: Kind = FileKind.MAIN) -> None:
    """Print the JSON Schema (2020-12) of a kind of file, for editors and other checkers.

    Example: news-monitor config schema main > monitor.schema.json
    """
    from monitor.config.schema import schema_text

    typer.echo(schema_text(file.value), nl=False)
