"""An entry's page: asked for at its host, read in a worker.

A value out, nothing stored: the line decides what comes of it. It knows which hosts are away, so
that a dead one costs a few timeouts, and it asks twice where a worker died.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from monitor import tasks
from monitor.errors import MonitorError, TransientError, WorkerError
from monitor.outages import Outages
from monitor.rules.articles import host_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitor.journal import Journal
    from monitor.model import ExtractedPage
    from monitor.ports import Fetch, Now, Offload, Response

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What came of asking for an entry's page; nothing at all if it was not wanted.

    final_url: Where it came from, after redirects.
    """

    extracted: ExtractedPage | None = None
    final_url: str | None = None
    error: MonitorError | None = None


class Pages:
    """Fetch pages and read them."""

    def __init__(self, *, fetch: Fetch, offload: Offload, journal: Journal, now: Now) -> None:
        self._fetch = fetch
        self._offload = offload
        self._journal = journal
        self._now = now
        self._outages = Outages()

    async def read(self, url: str) -> Page:
        """Return what the page says; every expected error is a result."""
        final_url: str | None = None
        try:
            answer = await self._get(url)
            final_url = answer.url
            extracted = await run_twice(
                self._offload,
                tasks.read_page,
                answer.body,
                content_type=answer.headers.get("content-type"),
                url=answer.url,
            )
        except MonitorError as error:
            return Page(final_url=final_url, error=error)
        return Page(extracted=extracted, final_url=final_url)

    async def _get(self, url: str) -> Response:
        host = host_of(url)
        outage = self._outages.outage(host, now=self._now())
        if outage is not None:
            self._journal.page_not_asked()
            raise outage
        failure: MonitorError | None = None
        try:
            return await self._fetch.get_page(url)
        except MonitorError as error:
            failure = error
            raise
        finally:
            now = self._now()
            self._outages.note(host, failure, now=now)
            is_away = self._outages.outage(host, now=now) is not None
            self._journal.page_asked(host, failure, is_away=is_away)


async def run_twice(
    offload: Offload, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
) -> T:
    """Run a task in a worker, and once more if its process died.

    A process may die of what has nothing to do with its task. Where it dies twice, a
    TransientError is raised, so that the entry comes back later.
    """
    try:
        return await offload.run(function, *args, **kwargs)
    except WorkerError as error:
        if error.reason != "died":
            raise
    try:
        return await offload.run(function, *args, **kwargs)
    except WorkerError as error:
        if error.reason != "died":
            raise
        raise TransientError(str(error), reason="died") from error
