"""A configuration and a state of record for commands that look back."""

from __future__ import annotations

import asyncio
import io
import json
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config

from monitor.cli import program
from monitor.model import Article, FeedId, Outcome
from monitor.store import SqlStore
from monitor.store.engine import open_engine
from monitor.store.migrate import MIGRATIONS
from tests.store.records import alert, article, decision, end, entry, state

NOW = datetime.now(UTC).replace(microsecond=0)


@dataclass(slots=True, kw_only=True)
class Ended:
    """One entry and how it ended; see `tests.store.records` for what is not said.

    ago: How long before now.
    """

    number: int
    ago: timedelta = timedelta(hours=1)
    outcome: Outcome = Outcome.BELOW_THRESHOLD
    decisions: Sequence = ()
    feed: str = "wire"
    article: Article | None = None


@dataclass(slots=True)
class Place:
    """A folder with a configuration; its state folder is `folder / "state"`."""

    folder: Path

    def __post_init__(self) -> None:
        """Write a configuration with two watchlists and two feeds."""
        (self.folder / "watchlists.yaml").write_text(
            "- {id: talks, query: 'geneva AND talks', terms: [{term: envoy,"
            " aliases: {fr: [émissaire]}}], channel: news}\n"
            "- {id: other, query: storm, enabled: false}\n"
        )
        feeds = [{"id": name, "url": f"https://{name}.example"} for name in ("wire", "paper")]
        self.main.write_text(
            json.dumps(
                {
                    "state_dir": "state",
                    "timezone": "Europe/Berlin",
                    "watchlists": "watchlists.yaml",
                    "feeds": feeds,
                }
            )
        )

    @property
    def main(self) -> Path:
        """Say where the main file is."""
        return self.folder / "monitor.yaml"

    @property
    def database(self) -> Path:
        """Say where the database is, or will be."""
        return self.folder / "state" / "monitor.sqlite3"

    def record(self, *ended: Ended) -> None:
        """Write entries as the daemon does, on a new database or an old one."""
        self.database.parent.mkdir(mode=0o700, exist_ok=True)
        asyncio.run(self._record(ended))

    async def _record(self, ended: Sequence[Ended]) -> None:
        async with SqlStore(self.database) as store:
            for one in ended:
                at, feed = NOW - one.ago, FeedId(one.feed)
                await store.save_poll(
                    state(feed), [entry(one.number, feed=feed, first_seen_at=at)], listed_keys=[]
                )
                is_alert = one.outcome is Outcome.ALERTED
                told = [alert(f"story-{one.number}", at=at)] if is_alert else []
                await store.finish(
                    end(
                        one.number,
                        feed=feed,
                        outcome=one.outcome,
                        article=one.article or article(one.number),
                        decisions=one.decisions or ([decision()] if is_alert else []),
                        alerts=told,
                        ended_at=at,
                    )
                )

    def execute(self, *statements: str) -> None:
        """Do to the database what no program of ours does."""
        with closing(sqlite3.connect(self.database)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    def downgrade(self, to: str) -> None:
        """Take the database back to an earlier version's schema."""
        engine = open_engine(self.database)
        with engine.begin() as connection:
            config = alembic.config.Config()
            config.set_main_option("script_location", str(MIGRATIONS))
            config.attributes["connection"] = connection
            alembic.command.downgrade(config, to)
        engine.dispose()

    def run(self, *arguments: str) -> Said:
        """Run the whole program with these arguments on this configuration, in this process."""
        out, err = io.StringIO(), io.StringIO()
        given = sys.argv
        sys.argv = ["news-monitor", *arguments, "--config", str(self.main)]
        try:
            with redirect_stdout(out), redirect_stderr(err):
                program.main()
        except SystemExit as ended:
            return Said(int(ended.code or 0), out.getvalue(), err.getvalue())
        finally:
            sys.argv = given
        raise AssertionError("the program did not exit")


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Read the output as JSON."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        """Give the lines of the output."""
        return self.out.splitlines()
