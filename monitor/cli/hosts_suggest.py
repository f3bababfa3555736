"""`news-monitor hosts suggest`: a rule for a host, proposed from pages of it."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from monitor.cli.fetching import is_address, is_web, page_bytes, page_settings, page_workers
from monitor.cli.lines import Progress, Waiting
from monitor.cli.options import ConfigFile
from monitor.errors import PermanentError

if TYPE_CHECKING:
    from monitor.config.settings import FetchSettings
    from monitor.reading.given import HostRuleSpec, PageBytes
    from monitor.reading.hosts.findings import Suggestion

_WITHIN: Final = timedelta(seconds=30)  # for each page
_SCHEMA: Final = "schema/host-rule.schema.json"  # beside the main file, as `init` puts it

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="URL|FILE...", help="Three or more story pages of one host, at most 20."
    ),
]


def register(hosts: typer.Typer) -> None:
    """Add the command `hosts suggest`."""
    hosts.command("suggest", no_args_is_help=True)(suggest)


def suggest(
    sources: Sources,
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", help="Where FILEs came from that do not say so."),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Save it in the folder that host_rules names.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="With --write, replace the file.")] = False,
    config: ConfigFile = None,
) -> None:
    """Propose a host rule from story pages of one host: what they have in common.

    Prints it as YAML, each selector with the number of pages that it was seen on. Give stories of
    different kinds and days; `hosts test` then shows what the rule does on others.

    Example: news-monitor hosts suggest story1.html story2.html story3.html --write
    """
    from monitor.reading.hosts.written import rule_text

    settings, rules = page_settings(config)
    _refuse_odd(sources, url)
    folder = _folder(config) if write else None
    suggestion = asyncio.run(_suggest(sources, url, settings))
    has_schema = folder is not None and (folder.parent / _SCHEMA).is_file()
    text = rule_text(suggestion, pages=sources, schema=f"../{_SCHEMA}" if has_schema else None)
    if folder is None:
        typer.echo(text, nl=False)
        return
    file = _save(folder, suggestion.host, text, force=force, rules=rules, config=config)
    typer.echo(f"wrote {file}")


def _refuse_odd(sources: list[str], url: str | None) -> None:
    from monitor.reading.hosts.findings import FEWEST_PAGES, MOST_PAGES

    if url is not None and not is_address(url):
        raise typer.BadParameter(
            f"should be an http or https address (got {url[:100]})", param_hint="--url"
        )
    count = len(set(sources))
    if not FEWEST_PAGES <= count <= MOST_PAGES:
        raise typer.BadParameter(
            f"name {FEWEST_PAGES} to {MOST_PAGES} different pages of one host (got {count})"
        )


def _folder(config: Path | None) -> Path:
    """Return the folder for the user's rules; raise ConfigError where the key names a file."""
    from monitor.config.load import find_config, read_main
    from monitor.errors import ConfigError

    path = find_config(config)
    folder = read_main(path).folder_of("host_rules")
    if folder is None:
        raise ConfigError(f"{path}: host_rules names no folder")
    if folder.is_file():
        raise ConfigError(f"{folder}: is a file; leave --write out and add the rule there")
    return folder


def _save(
    folder: Path,
    host: str,
    text: str,
    *,
    force: bool,
    rules: tuple[HostRuleSpec, ...],
    config: Path | None,
) -> Path:
    from monitor.config.newfiles import write_all

    file = folder / f"{host}.yaml"
    other = next((spec.origin for spec in rules if host in spec.hosts), "")
    if other and not other.startswith(f"{file}:"):
        raise PermanentError(f"{host} has a rule already, at {other}; change it there")
    write_all(folder, {file.name: text}, force=force, check=lambda: _check(config))
    return file


def _check(config: Path | None) -> None:
    from monitor.config.load import find_config, load_config

    load_config(find_config(config))


async def _suggest(sources: list[str], url: str | None, settings: FetchSettings) -> Suggestion:
    from monitor.tasks import suggest_host_rule

    pages: list[PageBytes] = []
    with Progress("pages", total=len(sources), is_quiet=True) as progress:
        for source in dict.fromkeys(sources):
            told = None if is_web(source) else url
            pages.append(await page_bytes(source, url=told, settings=settings))
            progress.advance()
    with Waiting("comparing the pages"):
        async with page_workers((), deadline=_WITHIN * len(pages)) as pool:
            return await pool.run(suggest_host_rule, tuple(pages))
