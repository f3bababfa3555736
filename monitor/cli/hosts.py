"""`news-monitor hosts`: rules for reading publishers' pages: which there are, and what one does.

Pages are read in worker processes, as the daemon reads them. What proposes a rule is in
`hosts_suggest`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from monitor.cli import hosts_suggest
from monitor.cli.fetching import is_address, is_web, page_bytes, page_settings, page_workers
from monitor.cli.lines import Waiting, json_line
from monitor.cli.options import AsJson, ConfigFile
from monitor.cli.tables import print_table
from monitor.rules.printable import escape_line

if TYPE_CHECKING:
    from monitor.config.settings import FetchSettings
    from monitor.model import ExtractedPage
    from monitor.reading.given import HostRuleSpec
    from monitor.reading.hosts.findings import RuleTrial

_MOST_LINES: Final = 10  # of what a rule changes; --json has all

PageUrl = Annotated[str | None, typer.Option("--url", metavar="URL", help="Where FILE came from.")]


def register(app: typer.Typer) -> None:
    """Add the commands `hosts list`, `hosts test` and `hosts suggest`."""
    hosts = typer.Typer(
        help="Rules for reading publishers' pages: which there are, what they do, new ones.\n\n"
        "Example: news-monitor hosts test https://example.org/story",
        no_args_is_help=True,
    )
    hosts.command("list")(list_rules)
    hosts.command("test", no_args_is_help=True)(try_out)
    hosts_suggest.register(hosts)
    app.add_typer(hosts, name="hosts")


def list_rules(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """List the rules by host: where each stands, and what it says. Yours come before ours.

    Example: news-monitor hosts list
    """
    rows = list(_rows(page_settings(config)[1]))
    if as_json:
        for row in rows:
            typer.echo(json_line(row))
        return
    print_table(
        ("host", "from", "keys"),
        [(row["host"], row["origin"], " ".join(row["keys"])) for row in rows],
    )


def _rows(users: tuple[HostRuleSpec, ...]) -> Iterator[dict[str, Any]]:
    from monitor.reading.hosts import shipped_rules

    own = {host for spec in users for host in spec.hosts}
    for is_users, specs in ((True, users), (False, shipped_rules())):
        for spec in specs:
            keys = [key for key, _ in spec.selectors] + (["zone"] if spec.zone else [])
            for host in spec.hosts:
                if is_users or host not in own:
                    origin = spec.origin if is_users else f"built in ({spec.origin})"
                    yield {"host": host, "origin": origin, "keys": keys}


def try_out(
    source: Annotated[str, typer.Argument(metavar="URL|FILE", help="A page; - is stdin.")],
    url: PageUrl = None,
    rule: Annotated[
        Path | None,
        typer.Option("--rule", metavar="FILE", help="Try the rules in this file before others."),
    ] = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Show what a host's rule finds on a page, and what it changes of what is read.

    A FILE is of the host that --url names, else of the one that the page itself declares. Exit
    code 1 if there is no rule for the host.

    Example: news-monitor hosts test https://example.org/story --rule draft.yaml
    """
    from monitor.config.host_rules import load_host_rules

    if url is not None and (is_web(source) or not is_address(url)):
        told = "goes with a FILE" if is_web(source) else "should be an http or https address"
        raise typer.BadParameter(f"{told} (got {url[:100]})", param_hint="--url")
    settings, rules = page_settings(config)
    if rule is not None:
        drafted = load_host_rules(rule)
        hosts = {host for spec in drafted for host in spec.hosts}
        rules = (*drafted, *(spec for spec in rules if hosts.isdisjoint(spec.hosts)))
    with Waiting("reading the page"):
        trial = asyncio.run(_try(source, url, settings, rules))
    if as_json:
        typer.echo(json_line(_fields(trial)))
        return
    for line in _lines(trial):
        typer.echo(escape_line(line))


async def _try(
    source: str, url: str | None, settings: FetchSettings, rules: tuple[HostRuleSpec, ...]
) -> RuleTrial:
    from monitor.tasks import try_host_rule

    page = await page_bytes(source, url=url, settings=settings)
    async with page_workers(rules) as pool:
        return await pool.run(try_host_rule, page)


def _lines(trial: RuleTrial) -> Iterator[str]:
    yield f"{trial.url}"
    yield f"rule for {trial.host}: {trial.origin}"
    for each in trial.findings:
        found = (
            f"{each.elements} found, {each.characters} characters" if each.elements else "nothing"
        )
        yield f"  {each.key + ':':9}{found}" + (f": {each.text}" if each.text else "")
    for name in ("title", "author", "published_at", "quality"):
        before, after = (_shown(page, name) for page in (trial.plain, trial.ruled))
        yield f"{name.replace('_', ' ') + ':':14}" + (
            after if before == after else f"{after} (without the rule: {before})"
        )
    gone, come = _differences(trial)
    kept = len(trial.ruled.text.split("\n")) - len(come) if trial.ruled.text else 0
    yield f"text:         {kept} lines as without the rule, {len(come)} more, {len(gone)} fewer"
    for mark, lines in (("+", come), ("-", gone)):
        for line in lines[:_MOST_LINES]:
            yield f"  {mark} {line}"
        if len(lines) > _MOST_LINES:
            yield f"  {mark} and {len(lines) - _MOST_LINES} more lines"


def _shown(page: ExtractedPage, name: str) -> str:
    value = getattr(page, name)
    return "-" if value in (None, "") else str(value)


def _differences(trial: RuleTrial) -> tuple[list[str], list[str]]:
    """Return the lines that the rule takes away, and those that it brings."""
    plain, ruled = (page.text.split("\n") for page in (trial.plain, trial.ruled))
    gone = [line for line in plain if line and line not in set(ruled)]
    return gone, [line for line in ruled if line and line not in set(plain)]


def _fields(trial: RuleTrial) -> dict[str, Any]:
    from dataclasses import asdict

    def told(page: ExtractedPage) -> dict[str, Any]:
        return {
            "title": page.title,
            "text": page.text,
            "author": page.author,
            "published_at": page.published_at.isoformat() if page.published_at else None,
            "quality": page.quality.value,
        }

    return {
        "url": trial.url,
        "host": trial.host,
        "rule": trial.origin,
        "findings": [asdict(each) for each in trial.findings],
        "with_rule": told(trial.ruled),
        "without_rule": told(trial.plain),
    }
