"""An entry's page: asked for at its host, read in a worker, followed to where the story is.

A value out: the line decides what comes of it. It knows which hosts are away, so that a dead one
costs a few timeouts, and it asks twice where a worker died.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from monitor import tasks
from monitor.errors import MonitorError, TransientError, WorkerError
from monitor.outages import Outages
from monitor.recurrence import Recurrence
from monitor.rules.articles import host_of, is_better, is_wall, is_web
from monitor.rules.identity import canonical_url

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from monitor.journal import Journal
    from monitor.model import ExtractedPage
    from monitor.ports import Fetch, HostMemory, Now, Offload, Response

P = ParamSpec("P")
T = TypeVar("T")

MOST_STEPS: Final = 2  # from a page to the one that it leads to


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What came of asking for an entry's page; nothing at all if it was not wanted.

    extracted: Beside an error it is the wall that came with its status.
    final_url: Where it came from, after redirects.
    """

    extracted: ExtractedPage | None = None
    final_url: str | None = None
    error: MonitorError | None = None


class Pages:
    """Fetch pages and read them."""

    def __init__(
        self, *, fetch: Fetch, offload: Offload, memory: HostMemory, journal: Journal, now: Now
    ) -> None:
        self._fetch = fetch
        self._offload = offload
        self._journal = journal
        self._now = now
        self._outages = Outages()
        self._recurrence = Recurrence(memory)

    async def read(self, url: str, *, title: str = "") -> Page:
        """Return what the page says, or the one that it leads to.

        Every expected error is a result.

        title: Of the entry that it is read for; a wall is known by standing for several.
        """
        read = partial(self._read, title=title)
        return await follow_onward(await read(url), url=url, read=read)

    async def _read(self, url: str, *, title: str) -> Page:
        try:
            answer = await self._get(url)
        except MonitorError as error:
            return await self._refused(error)
        # Outside of any try: what the store refuses is no trouble of the page.
        recurring = await self._recurrence.keys(answer.url)
        past = await self._recurrence.past(answer.url, asked=title)
        try:
            extracted = await run_twice(
                self._offload,
                tasks.read_page,
                answer.body,
                content_type=answer.headers.get("content-type"),
                url=answer.url,
                recurring=recurring,
                status=answer.status,
                past=past,
            )
        except MonitorError as error:
            return Page(final_url=answer.url, error=error)
        self._journal.page_read(extracted.quality)
        await self._recurrence.learn(extracted, url=answer.url, at=self._now(), asked=title)
        return Page(extracted=extracted, final_url=answer.url)

    async def _refused(self, error: MonitorError) -> Page:
        refusal = error.refusal
        wall = await read_refusal(error, offload=self._offload)
        if refusal is None or wall is None:
            return Page(error=error)
        self._journal.page_read(wall.quality)
        await self._recurrence.learn(wall, url=refusal.url, at=self._now())
        return Page(extracted=wall, final_url=refusal.url, error=error)

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


async def read_refusal(error: MonitorError, *, offload: Offload) -> ExtractedPage | None:
    """Return the wall that came with a status; None if none came, or none that is known.

    It is taken off the error, which may be kept for long. Whatever else came with such a status
    is not believed, be it a story.
    """
    refusal, error.refusal = error.refusal, None
    if refusal is None:
        return None
    try:
        page = await offload.run(
            tasks.read_page,
            refusal.body,
            content_type=refusal.content_type,
            url=refusal.url,
            status=refusal.status,
        )
    except MonitorError:
        return None
    return replace(page, onward_url=None) if is_wall(page) else None


async def follow_onward(first: Page, *, url: str, read: Callable[[str], Awaitable[Page]]) -> Page:
    """Return the page that another leads to (AMP, meta refresh), if it is the better one.

    At most two steps, and never to a page that was read on the way: a page may lead in a circle.

    url: That was asked for; `first` may have come from elsewhere.
    read: Asks for a page and reads it.
    """
    best = page = first
    seen = {canonical_url(url)}
    for _ in range(MOST_STEPS):
        if page.final_url is not None:
            seen.add(canonical_url(page.final_url))
        onward = None if page.extracted is None else page.extracted.onward_url
        if onward is None or not is_web(onward) or canonical_url(onward) in seen:
            break
        seen.add(canonical_url(onward))
        page = await read(onward)
        if page.extracted is None or best.extracted is None:
            break
        if is_better(page.extracted, than=best.extracted):
            best = page
    return best


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
