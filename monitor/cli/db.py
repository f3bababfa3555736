"""`news-monitor db`: look after the database: check it, copy it, give space back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from monitor.cli.options import AsJson, ConfigFile, configuration

if TYPE_CHECKING:
    from datetime import tzinfo

    from monitor.config.settings import Config
    from monitor.store.checkup import Checkup

_MEGABYTE: Final = 1_000_000


def register(app: typer.Typer) -> None:
    """Add the commands `db check`, `db backup` and `db vacuum`."""
    db = typer.Typer(
        help="The database: check it, copy it, make it smaller.\n\nExample: news-monitor db check",
        no_args_is_help=True,
    )
    db.command("check")(check)
    db.command("backup", no_args_is_help=True)(backup)
    db.command("vacuum")(vacuum)
    app.add_typer(db, name="db")


def check(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Look whether the database is sound, and how large it is; the daemon may run.

    Exit code 1 if something is wrong with it.

    Example: news-monitor db check
    """
    from monitor.cli.lines import Progress, json_line
    from monitor.cli.state import reading
    from monitor.store.checkup import check_up

    settings, path = _database(config)
    with Progress("of it looked at", is_quiet=True), reading(settings, any_version=True) as record:
        if record is None:
            raise _none_yet(path)
        found = check_up(record, path)
    if as_json:
        typer.echo(json_line(_row(found, path)))
    else:
        _print_checkup(found, path, settings.timezone)
    if found.faults:
        raise typer.Exit(1)


def _row(found: Checkup, path: Path) -> dict[str, Any]:
    from dataclasses import asdict

    from monitor.rules.times import rfc3339

    return {
        "path": str(path),
        "sound": not found.faults,
        **asdict(found),
        "oldest": rfc3339(found.oldest),
        "newest": rfc3339(found.newest),
    }


def _print_checkup(found: Checkup, path: Path, timezone: tzinfo) -> None:
    from monitor.cli.tables import print_table
    from monitor.cli.times import show_time
    from monitor.rules.printable import escape_line

    typer.echo(f"{escape_line(str(path))}: " + ("NOT sound" if found.faults else "sound"))
    for fault in found.faults:
        typer.echo(f"  {escape_line(fault)}")
    typer.echo(f"schema    {found.schema}")
    typer.echo(
        f"size      {_megabytes(found.size)}, {_megabytes(found.free)} of it free; "
        f"log {_megabytes(found.log_size)}"
    )
    typer.echo(
        f"entries   {found.pending} pending; the others ended between "
        f"{show_time(found.oldest, timezone) or '-'} and {show_time(found.newest, timezone) or '-'}"
    )
    typer.echo(f"alerts    {found.unsent} not sent yet")
    for gap in found.gaps:
        typer.echo(
            f"note      channel {escape_line(gap.channel)} has no numbers {gap.first} to {gap.last}"
        )
    if found.tables:
        typer.echo()
        print_table(
            ("table", "rows", "size"),
            [
                (each.name, each.rows, None if each.size is None else _megabytes(each.size))
                for each in found.tables
            ],
        )


def backup(
    target: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="Where the copy goes; beside a name, not a folder."),
    ],
    force: Annotated[bool, typer.Option("--force", help="Replace a file of that name.")] = False,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Copy the database as it is now to FILE, and check the copy; the daemon may run.

    To restore it: stop the daemon, put the copy in the place of `monitor.sqlite3` in state_dir,
    remove `monitor.sqlite3-wal` and `-shm` beside it, start the daemon.

    Example: news-monitor db backup backups/monitor-2026-03-01.sqlite3
    """
    from monitor.cli.files import refuse_place
    from monitor.cli.lines import Progress, json_line
    from monitor.rules.printable import escape_line
    from monitor.store.backup import back_up

    refuse_place(target)
    _settings, path = _database(config)
    with Progress("pages copied", is_quiet=True) as progress:
        done = 0

        def tell(copied: int, total: int) -> None:
            nonlocal done
            progress.expect(total)
            progress.advance(copied - done)
            done = copied

        size = back_up(path, target.absolute(), replace=force, progress=tell)
    if as_json:
        typer.echo(json_line({"path": str(target.absolute()), "bytes": size}))
    else:
        typer.echo(escape_line(f"{target}: {_megabytes(size)}, checked"))


def vacuum(config: ConfigFile = None, as_json: AsJson = False) -> None:
    """Make the database as small as what it holds; only while the daemon is stopped.

    Space that forgetting left free is used again in any case, so this is worth its while only
    after much was forgotten at once, or retention_days was lowered. Needs twice the database's
    size on the disk for a while.

    Example: news-monitor db vacuum
    """
    from monitor.adapters.folderlock import FolderLock
    from monitor.cli.lines import Progress, json_line
    from monitor.cli.state import reading
    from monitor.config.settings import LOCK
    from monitor.errors import AlreadyRunningError
    from monitor.store.backup import vacuum as write_anew

    settings, path = _database(config)
    lock = FolderLock(settings.state_dir / LOCK)
    try:
        lock.acquire()
    except AlreadyRunningError as error:
        raise AlreadyRunningError(f"{error}; stop it first: it could not write meanwhile") from None
    try:
        with reading(settings, any_version=True):
            pass  # a database of ours, or a refusal
        with Progress("of it written anew", is_quiet=True):
            before, after = write_anew(path)
    finally:
        lock.release()
    if as_json:
        typer.echo(json_line({"path": str(path), "bytes_before": before, "bytes": after}))
        return
    saved = f"{_megabytes(before - after)} given back" if after < before else "nothing to give back"
    typer.echo(f"{_megabytes(before)} before, {_megabytes(after)} now: {saved}")


def _database(config: ConfigFile) -> tuple[Config, Path]:
    """Return where the database is; raise PermanentError if there is none."""
    from monitor.cli.state import is_there
    from monitor.config.settings import DATABASE

    settings = configuration(config)
    path = settings.state_dir / DATABASE
    if not is_there(path):
        raise _none_yet(path)
    return settings, path


def _none_yet(path: Path) -> Exception:
    from monitor.errors import PermanentError

    return PermanentError(f"there is no {path} yet; the daemon makes it (news-monitor run)")


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.1f} MB"
