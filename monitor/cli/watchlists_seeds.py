"""`news-monitor watchlists fetch-seeds`: what the daemon does with seeds by address, without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from monitor.cli.options import AsJson, ConfigFile, configuration

if TYPE_CHECKING:
    from monitor.config.settings import Config
    from monitor.seeding import Sown


def fetch_seeds(
    again: Annotated[
        bool, typer.Option("--again", help="Fetch those anew, too, that are kept already.")
    ] = False,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Fetch the pages that watchlists name as seeds, and keep what they say in the state folder.

    The daemon does so by itself; this is for check, lint and explain without one. A running daemon
    takes the texts up at its next reload. Exit code 1 where a page did not come or is no story.

    Example: news-monitor watchlists fetch-seeds
    """
    import asyncio

    from monitor.cli.lines import Waiting, json_line
    from monitor.config.fetched_seeds import wanted_urls
    from monitor.parts import make_state_folder

    settings = configuration(config)
    seeds = (seed for each in settings.watchlists for seed in each.seeds)
    every = list(dict.fromkeys(seed.url for seed in seeds if seed.url))
    urls = every if again else wanted_urls(settings.watchlists)
    sown: list[Sown] = []
    if urls:
        make_state_folder(settings.state_dir)
        with Waiting(f"asking for {len(urls)} pages"):
            sown = asyncio.run(_fetch(urls, settings))
    if as_json:
        typer.echo(json_line([_data(each) for each in sown]))
    else:
        _print(sown, kept=len(every) - len(urls))
    if any(each.error for each in sown):
        raise typer.Exit(1)


async def _fetch(urls: Sequence[str], settings: Config) -> list[Sown]:
    from datetime import UTC, datetime

    from monitor.cli.fetching import page_workers
    from monitor.parts import fetch_of
    from monitor.seeding import sow

    async with fetch_of(settings.fetch) as fetch, page_workers(settings.host_rules) as pool:
        return await sow(
            urls,
            settings.watchlists,
            settings.state_dir,
            fetch=fetch,
            offload=pool,
            now=lambda: datetime.now(UTC),
        )


def _print(sown: Sequence[Sown], *, kept: int) -> None:
    from monitor.rules.printable import escape_line

    for each in sown:
        if each.seed is not None:
            said = f"{each.url}: {each.seed.title} ({len(each.seed.text):,} characters)"
            typer.echo(escape_line(said))
        else:
            error = str(each.error).removeprefix(f"{each.url}: ")
            named = ", ".join(each.watchlists)
            typer.echo(escape_line(f"{each.url}: {error} (a seed of {named})"), err=True)
    if kept:
        typer.echo(f"{kept} kept already; --again fetches them anew", err=True)
    elif not sown:
        typer.echo("no watchlist has a seed by address", err=True)


def _data(sown: Sown) -> dict[str, Any]:
    error, seed = sown.error, sown.seed
    return {
        "url": sown.url,
        "watchlists": list(sown.watchlists),
        "title": seed.title if seed else None,
        "language": seed.language if seed else None,
        "characters": len(seed.text) if seed else None,
        "reason": error.reason if error else None,
        "error": str(error) if error else None,
    }
