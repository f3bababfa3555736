"""`news-monitor feeds import` and `feeds export`: OPML, the lists of feeds of feed readers."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from monitor.cli.options import AsJson, ConfigFile, configuration
from monitor.errors import MonitorError, PermanentError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.config.feed_entries import KnownFeeds
    from monitor.sources.opml import Outline, OutlineList

_DEADLINE: Final = timedelta(seconds=30)
MAX_BYTES: Final = 20_000_000
_MOST_SKIPPED = 20  # told one by one; --json has them all


def register(feeds: typer.Typer) -> None:
    """Add the commands `feeds import` and `feeds export`."""
    feeds.command("import", no_args_is_help=True)(import_opml)
    feeds.command("export")(export_opml)


@dataclass(slots=True)
class Sorted:
    """What becomes of a list's feeds.

    entries: To be added.
    known, repeated: Addresses that are configured already, and that the list has twice.
    skipped: Address and reason of what cannot be a feed of ours.
    """

    entries: list[dict[str, Any]] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)


def import_opml(
    file: Annotated[str, typer.Argument(metavar="FILE", help="An OPML file; - is stdin.")],
    tags: Annotated[
        list[str] | None, typer.Option("--tag", metavar="TAG", help="For all; may be repeated.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would come.")] = False,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Add all feeds of an OPML list that are not configured yet; folders become tags.

    The feeds are not asked; `feeds status` tells how they do once the daemon polled them.

    Example: news-monitor feeds import subscriptions.opml --tag imported --dry-run
    """
    from monitor.cli.feeds_edit import append_feeds
    from monitor.cli.files import read_file
    from monitor.cli.lines import Progress
    from monitor.config.feed_entries import KnownFeeds
    from monitor.config.load import find_config, load_config

    path = find_config(config)
    known = KnownFeeds(load_config(path).feeds)
    with Progress("lists"):
        listed = asyncio.run(_read(file, read_file(file, max_bytes=MAX_BYTES)))
        found = sort_outlines(listed.outlines, known, tags=tags or [])
    if found.entries and not dry_run:
        append_feeds(path, found.entries)
    if as_json:
        _print_json(path, listed, found, is_written=bool(found.entries) and not dry_run)
        return
    _print(path, listed, found, dry_run=dry_run)


def sort_outlines(outlines: tuple[Outline, ...], known: KnownFeeds, *, tags: list[str]) -> Sorted:
    """Say which of a list's feeds are new, and how each would stand in the configuration.

    known: Grows by the new ones.
    """
    from monitor.config.feed_entries import entry_problems, feed_entry
    from monitor.rules.naming import propose_id

    found = Sorted()
    new: set[str] = set()
    for outline in outlines:
        own_id = outline.id if outline.id and outline.id not in known.ids else None
        entry = feed_entry(
            feed_id=own_id or propose_id(outline.title, outline.url, taken=known.ids),
            url=outline.url,
            language=outline.language,
            outlet=outline.title,
            tags=(*outline.tags, *tags),
            poll_every_s=outline.poll_every,
            pages=outline.pages,
        )
        if problems := entry_problems(entry):
            found.skipped.append((outline.url, "; ".join(problems)))
        elif (taken := known.id_of(outline.url)) is not None:
            (found.repeated if taken in new else found.known).append(outline.url)
        else:
            found.entries.append(entry)
            known.add(entry)
            new.add(entry["id"])
    return found


def export_opml(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Else standard output.")
    ] = None,
    by_tag: Annotated[
        bool, typer.Option("--by-tag", help="A folder for each feed's first tag.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE if it is there.")] = False,
    config: ConfigFile = None,
) -> None:
    """Write the configured feeds as OPML 2.0, which feed readers import.

    Example: news-monitor feeds export subscriptions.opml --by-tag
    """
    from monitor.cli.files import refuse_place
    from monitor.rules.printable import escape_line
    from monitor.sources.opml import write_opml

    feeds = configuration(config).feeds
    written = write_opml(feeds, by_tag=by_tag, now=datetime.now(UTC))
    if file is None or str(file) == "-":
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
        return
    refuse_place(file)
    try:
        with file.open("wb" if force else "xb") as handle:
            handle.write(written)
    except FileExistsError as error:
        raise PermanentError(f"{file}: is there already; --force replaces it") from error
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or error
        raise PermanentError(f"{file}: cannot be written: {told}") from error
    typer.echo(escape_line(f"{file}: {len(feeds)} feeds"))


async def _read(file: str, body: bytes) -> OutlineList:
    from monitor import tasks
    from monitor.adapters.workers import WorkerPool

    async with WorkerPool(workers=1, deadline=_DEADLINE) as pool:
        try:
            return await pool.run(tasks.read_opml, body)
        except MonitorError as error:
            raise UnreadableError(f"{file}: {error}", reason=error.reason) from error


def _print(path: Path, listed: OutlineList, found: Sorted, *, dry_run: bool) -> None:
    from monitor.cli.tables import print_table
    from monitor.rules.printable import escape_line

    if found.entries:
        print_table(
            ("id", "language", "outlet", "tags", "url"),
            [
                (
                    each["id"],
                    each.get("language"),
                    each.get("outlet"),
                    ", ".join(each.get("tags", ())) or None,
                    each["url"],
                )
                for each in found.entries
            ],
        )
    for line in _summary(path, listed, found, dry_run=dry_run):
        typer.echo(escape_line(line))


def _summary(path: Path, listed: OutlineList, found: Sorted, *, dry_run: bool) -> Iterator[str]:
    done = "would be added" if dry_run else "added"
    yield (
        f"{path}: {len(found.entries)} {done}, {len(found.known)} there already, "
        f"{len(found.repeated)} twice in the list, {len(found.skipped)} skipped"
    )
    for url, why in found.skipped[:_MOST_SKIPPED]:
        yield f"  skipped {url[:200]}: {why}"
    if len(found.skipped) > _MOST_SKIPPED:
        yield f"  and {len(found.skipped) - _MOST_SKIPPED} more"
    yield from (f"  warning: {each}" for each in _warnings(listed))


def _warnings(listed: OutlineList) -> list[str]:
    told = []
    if listed.is_broken:
        told.append("the list's XML is broken: feeds after the break may be missing")
    if listed.is_cut:
        told.append(f"the list is longer than is read: {len(listed.outlines)} feeds were")
    if listed.nameless:
        told.append(f"no tag could be made of: {', '.join(listed.nameless)}")
    return told


def _print_json(path: Path, listed: OutlineList, found: Sorted, *, is_written: bool) -> None:
    from monitor.cli.lines import json_line

    told = {
        "path": str(path),
        "is_written": is_written,
        "added": found.entries,
        "known": found.known,
        "repeated": found.repeated,
        "skipped": [{"url": url, "reason": why} for url, why in found.skipped],
        "warnings": _warnings(listed),
    }
    typer.echo(json_line(told))
