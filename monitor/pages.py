"""An entry's page: asked for at its host, read in a worker, followed to where the story is.

A value out: the line decides what comes of it. It knows which hosts are away, so that a dead one
costs a few timeouts, and it asks twice where a worker died.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from monitor import tasks
from monitor.errors import MonitorError, PermanentError, TransientError, WorkerError
from monitor.model import Quality
from monitor.outages import Outages
from monitor.recurrence import Recurrence
from monitor.rules.articles import (
    host_of,
    is_better,
    is_usable,
    is_wall,
    is_whole,
    leads_to,
)
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

    extracted: Beside an error it is the wall that came with its status, or the beginning of a
        story whose whole could not be had.
    final_url: Where it came from, after redirects.
    missed: Why the page that this one leads to could not be had; None where nothing is missing.
    """

    extracted: ExtractedPage | None = None
    final_url: str | None = None
    error: MonitorError | None = None
    missed: MonitorError | None = None


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

    async def read(self, url: str, *, title: str = "", language: str | None = None) -> Page:
        """Return what the page says, or the one that it leads to.

        Every expected error is a result.

        title: Of the entry that it is read for; a wall is known by standing for several.
        language: Of the feed, as it or the configuration declares; None if neither does.
        """
        read = partial(self._read, title=title, language=language)
        return await follow_onward(await read(url), url=url, read=read)

    async def _read(self, url: str, *, title: str, language: str | None) -> Page:
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
                feed_language=language,
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


async def page_at(url: str, *, fetch: Fetch, offload: Offload) -> Page:
    """Return the page at an address, or the one it leads to, for itself and not for an entry.

    Where the whole story may come later, what is there of it stands. Raises MonitorErrors where
    nothing of it comes or can be read.
    """

    async def read(address: str) -> Page:
        try:
            answer = await fetch.get_page(address)
            page = await offload.run(
                tasks.read_page,
                answer.body,
                content_type=answer.headers.get("content-type"),
                url=answer.url,
                status=answer.status,
            )
        except MonitorError as error:
            return Page(error=error, extracted=await read_refusal(error, offload=offload))
        return Page(extracted=page, final_url=answer.url)

    found = await follow_onward(await read(url), url=url, read=read)
    if found.error is not None and not is_usable(found.extracted):
        raise _explained(found)
    return found


def _explained(page: Page) -> MonitorError:
    """Return why a page did not come, with what came in its place."""
    error, wall = page.error, page.extracted
    if error is None or (wall is None and page.missed is None):
        return error or PermanentError("the page did not come")
    way = "" if page.missed is None else "the page only leads to another: "
    kind = "" if wall is None else wall.quality.value.replace("_", " ")
    with_wall = "" if wall is None else f", with a {kind}: {wall.quality_reason}"
    return PermanentError(f"{way}{error}{with_wall}", reason=error.reason)


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
    """Return the page that another leads to (`rules.articles.leads_to`), if it is the better one.

    At most two steps, one of them by a canonical link, and never to a page that was read on the
    way: a page may lead in a circle.

    url: That was asked for; `first` may have come from elsewhere.
    read: Asks for a page and reads it.
    """
    best = page = first
    seen = {canonical_url(url)}
    by_canonical = True
    for _ in range(MOST_STEPS):
        if page.extracted is None or page.error is not None:
            break
        at = page.final_url or url
        seen.add(canonical_url(at))
        onward = leads_to(page.extracted, at=at, by_canonical=by_canonical)
        if onward is None or canonical_url(onward) in seen:
            break
        seen.add(canonical_url(onward))
        by_canonical = by_canonical and page.extracted.onward_url is not None
        page = await read(onward)
        best = _taken(best, page)
    return best


def _taken(hand: Page, further: Page) -> Page:
    """Return which page to go by: the one at hand, or the one that it leads to.

    A whole story at hand needs no other page. Else trouble that may pass is the outcome, so that
    the story is asked for again; the beginning of one is kept beside it, but not the few words of
    a page that only leads on. Trouble that stays leaves what is at hand, if anything is.
    """
    mine, error = hand.extracted, further.error
    if mine is None:
        return further
    if error is None:
        return further if _is_preferred(further.extracted, than=mine) else hand
    if is_whole(mine) or is_wall(mine):
        return replace(hand, missed=error)
    is_kept = is_usable(mine)
    only_leads = mine.onward_url is not None
    if isinstance(error, TransientError) and (not is_kept or _says_nothing(mine)):
        return replace(further, missed=error)
    if isinstance(error, TransientError):
        return replace(hand, error=error, missed=error)
    return replace(hand if is_kept or not only_leads else further, missed=error)


def _is_preferred(page: ExtractedPage | None, *, than: ExtractedPage) -> bool:
    """Say whether a page that came goes before one at hand; a wall tells more than no story."""
    if page is None:
        return False
    is_told = is_wall(page) and not is_wall(than) and not is_usable(than)
    return is_told or is_better(page, than=than)


def _says_nothing(page: ExtractedPage) -> bool:
    """Say whether a page has some words to bridge the way to another, and no more."""
    return page.onward_url is not None and page.quality is Quality.STUB


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
