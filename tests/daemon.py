"""The real daemon for tests: a configuration in a folder of its own, run here or as a process.

`Setup` writes the files; `run_once` runs everything in this process and loop; `Process` starts
`python -m monitor run` and knows which processes belong to it.
"""

from __future__ import annotations

import asyncio
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from monitor import app
from monitor.cli.state import reading
from monitor.config.load import ConfigReader, load_config
from monitor.config.settings import Config
from monitor.report import feed_rows, summary
from monitor.store.feeds import feed_states

TALKS = {"id": "talks", "terms": ["talks"]}


@dataclass(slots=True, kw_only=True)
class Setup:
    """A configuration in `folder`, written as JSON, which is YAML too.

    redis_url: None for an embedded server on `port`.
    keys: Top-level keys that replace the ones here.
    """

    folder: Path
    feeds: Sequence[Mapping[str, Any]]
    watchlists: Sequence[Mapping[str, Any]] = field(default_factory=lambda: [TALKS])
    redis_url: str | None = None
    prefix: str = "monitor:"
    port: int = 6399
    fetch: Mapping[str, Any] = field(default_factory=dict)
    keys: Mapping[str, Any] = field(default_factory=dict)

    def write(self) -> Path:
        """Write the files; return the main one."""
        self.folder.mkdir(exist_ok=True)
        main = {
            "redis": {"url": self.redis_url, "prefix": self.prefix, "port": self.port},
            "fetch": {
                "allow_networks": ["127.0.0.0/8"],
                "min_poll_s": 1,
                "page_pause_s": 0,
                **self.fetch,
            },
            "status": None,
            "watchlists": "watchlists.yaml",
            "feeds": list(self.feeds),
            **self.keys,
        }
        (self.folder / "watchlists.yaml").write_text(json.dumps(list(self.watchlists)))
        path = self.folder / "monitor.yaml"
        path.write_text(json.dumps(main))
        return path

    def config(self) -> Config:
        """Write and load."""
        return load_config(self.write())

    async def run_once(self) -> None:
        """Run the whole daemon in this process, once through."""
        reader = ConfigReader(self.write())
        await app.Daemon(reader.read(), reader=reader, once=True).run()

    def feed_rows(self) -> dict[str, dict[str, Any]]:
        """Return what `feeds status --json` says, by feed id."""
        config = load_config(self.folder / "monitor.yaml")
        with reading(config) as connection:
            states = {} if connection is None else feed_states(connection)
        return {row["id"]: row for row in feed_rows(config.feeds, states)}

    def summary(self) -> dict[str, Any]:
        """Return what `status --json` says of the state of record."""
        config = load_config(self.folder / "monitor.yaml")
        with reading(config) as connection:
            assert connection is not None
            return summary(connection, config.feeds, None)

    def rows(self, statement: str) -> list[dict[str, Any]]:
        """Return what an SQL query finds in the state of record."""
        config = load_config(self.folder / "monitor.yaml")
        with reading(config) as connection:
            assert connection is not None
            return [dict(row) for row in connection.exec_driver_sql(statement).mappings()]


async def events(redis: Redis, *, prefix: str, channel: str = "talks") -> list[dict[str, Any]]:
    """Return all alerts in a channel's stream, in order."""
    entries = await redis.xrange(f"{prefix}alerts:{channel}")
    return [json.loads(fields[b"event"]) for _id, fields in entries]


async def wait_for_events(
    redis: Redis, count: int, *, prefix: str, channel: str = "talks", limit_s: float = 20
) -> list[dict[str, Any]]:
    """Wait until a channel's stream holds `count` alerts; return them."""
    async with asyncio.timeout(limit_s):
        while True:
            with suppress(RedisError):
                found = await events(redis, prefix=prefix, channel=channel)
                if len(found) >= count:
                    return found
            await asyncio.sleep(0.02)


class Process:
    """`python -m monitor run` as a process of its own; `log` is all it wrote so far."""

    def __init__(self, main_file: Path, *arguments: str) -> None:
        self._log = main_file.parent / f"daemon-{time.monotonic_ns()}.log"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "monitor", "run", "-c", str(main_file), *arguments],
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.pid = self._process.pid

    @property
    def log(self) -> str:
        """Give everything it wrote so far."""
        return self._log.read_text("utf-8", "replace")

    def logged(self, event: str, **keys: Any) -> list[dict[str, Any]]:
        """Return the log's lines for events of this name that have these keys."""
        wanted = {"event": event, **keys}.items()
        lines = [json.loads(line) for line in self.log.splitlines(True) if _is_event(line)]
        return [
            line for line in lines if wanted <= {key: line.get(key) for key, _ in wanted}.items()
        ]

    async def wait_until_logged(self, event: str, *, limit_s: float = 20, **keys: Any) -> None:
        """Wait until an event with these keys is logged; raise if it ends before, or too late."""
        async with asyncio.timeout(limit_s):
            while not self.logged(event, **keys):
                if self._process.poll() is not None and not self.logged(event, **keys):
                    raise AssertionError(f"ended with {self._process.returncode}: {self.log}")
                await asyncio.sleep(0.01)

    def family(self) -> list[int]:
        """Return the ids of all processes below this one."""
        found, waiting = [], [self.pid]
        while waiting:
            children = _children(waiting.pop())
            found += children
            waiting += children
        return found

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if it still runs."""
        if self._process.poll() is None:
            self._process.send_signal(number)

    async def wait(self, *, limit_s: float = 30) -> int:
        """Wait for its end and return the exit code (negative for a signal)."""
        return await asyncio.to_thread(self._process.wait, limit_s)

    async def stop(self) -> int:
        """Ask it to stop and wait."""
        self.send(signal.SIGTERM)
        return await self.wait()


def _is_event(line: str) -> bool:
    """Say whether a line is whole and one of the log's; an error's last words are not."""
    return line.startswith("{") and line.endswith("}\n")


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                found += map(int, (task / "children").read_text().split())
    return found


def still_running(pids: Sequence[int], *, within_s: float) -> list[int]:
    """Wait for these processes to end; return those that did not."""
    until = time.monotonic() + within_s
    left = []
    for pid in pids:
        try:
            fd = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        ended = select.select([fd], [], [], max(until - time.monotonic(), 0))[0]
        os.close(fd)
        if not ended:
            left.append(pid)
    return left
