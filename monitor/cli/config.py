"""`news-monitor config`: what can be configured, what an editor should know of it, and what holds.

The reference and the schemas come from the models alone; only `show` reads a configuration.
"""

from __future__ import annotations

import json
from enum import Enum
from typing import Annotated

import typer

from monitor.cli.lines import json_line
from monitor.cli.options import AsJson, ConfigFile
from monitor.cli.tables import print_table


class FileKind(str, Enum):
    """Name a kind of configuration file."""

    MAIN = "main"
    WATCHLIST = "watchlist"


Kind = Annotated[FileKind, typer.Argument(help="Which kind of file.")]


def register(app: typer.Typer) -> None:
    """Add the commands `config show`, `config reference` and `config schema`."""
    config = typer.Typer(
        help="The configuration: what holds, what there is, and schemas for editors.",
        no_args_is_help=True,
    )
    config.command("reference")(reference)
    config.command("schema")(schema)
    app.add_typer(config, name="config")


def reference(file: Kind = FileKind.MAIN) -> None:
    """Print every key of a kind of file as a Markdown table: type, default, range, meaning.

    Example: news-monitor config reference watchlist
    """
    from monitor.config.reference import FILES, table

    typer.echo(table(FILES[file.value]), nl=False)


def schema(file: Kind = FileKind.MAIN) -> None:
    """Print the JSON Schema (2020-12) of a kind of file, for editors and other checkers.

    Example: news-monitor config schema main > monitor.schema.json
    """
    from monitor.config.schema import schema_text

    typer.echo(schema_text(file.value), nl=False)
