"""Try an address as a feed: a few polite requests, and what they say about following it.

The same fetching and parsing as the daemon's, so that what works here works there. Nothing is
stored, and nothing is decided but what is worth a word.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from monitor import tasks
from monitor.errors import MonitorError, UnreadableError
from monitor.model import Feed, FeedId, FeedState
from monitor.rules import polling
from monitor.rules.articles import NO_STORY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence

    from monitor.ports import Fetch, Now, Offload, Response
    from monitor.sources.discover import DeclaredFeed
    from monitor.sources.survey import Survey

# Where publishing systems put a site's feed; tried only where a page declares none.
USUAL_PLACES: Final = ("/feed", "/rss", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml")
_STALE: Final = timedelta(days=30)
_LARGE_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAnswer:
    """What the server answered, and how.

    url: Where it came from after redirects.
    moved_to: Where permanent redirects alone led; None if there were none.
    bytes: Decoded.
    took: From the question to the last byte.
    headers: Lower-case names.
    """

    url: str
    moved_to: str | None
    bytes: int
    took: timedelta
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPage:
    """The page of the newest entry: what the program would read there.

    quality: As `extract` says; None where the page did not come or cannot be read, which `trouble`
        tells.
    """

    url: str
    quality: str | None = None
    characters: int = 0
    language: str | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What trying an address found: a feed (`survey`), or a page with the feeds it leads to.

    asked: The address as it was given.
    revalidates: What a second, conditional request brought: `not_modified`, `same`, `changed`, or
        `failed`; None where the server gave no validators to ask with.
    interval: What the daemon would choose by the dates alone; `wait` with what the server asks.
    feeds: Of a page; `is_declared` says whether it names them, or they stood in the usual places.
    """

    asked: str
    answer: FirstAnswer
    survey: Survey | None = None
    revalidates: str | None = None
    interval: timedelta | None = None
    wait: timedelta | None = None
    page: FirstPage | None = None
    feeds: Sequence[DeclaredFeed] = ()
    is_declared: bool = True
    warnings: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trier:
    """Try addresses.

    min_poll: No feed is polled more often.
    clock: Seconds that only grow, to time an answer with.
    """

    fetch: Fetch
    offload: Offload
    now: Now
    clock: Callable[[], float]
    min_poll: timedelta

    async def try_feed(self, url: str, *, with_page: bool = True) -> Trial:
        """Ask for `url` and say what it is; at most three requests, or seven for a page.

        with_page: Also ask for the page of the newest entry.

        Raises MonitorErrors where it does not come, or is neither a feed nor a page.
        """
        response, answer = await self._ask(url)
        try:
            survey = await self._survey(response)
        except UnreadableError as error:
            feeds = await self._declared(response)
            if feeds is None:
                raise UnreadableError(f"{url}: {error}", reason=error.reason) from error
            return await self._of_page(url, answer, feeds)
        revalidates = await self._revalidate(response)
        newest = next((shown.url for shown in survey.newest_entries if shown.url), None)
        page = await self._page(newest, survey.language) if with_page and newest else None
        own = self._interval(survey, answer)
        trial = Trial(
            asked=url,
            answer=answer,
            survey=survey,
            revalidates=revalidates,
            interval=own,
            wait=max(own, polling.asked_wait(answer.headers) or own),
            page=page,
        )
        return replace(trial, warnings=tuple(surprises(trial, now=self.now())))

    async def _ask(self, url: str) -> tuple[Response, FirstAnswer]:
        begun = self.clock()
        response = await self.fetch.get_feed(url)
        return response, FirstAnswer(
            url=response.url,
            moved_to=response.moved_to,
            bytes=len(response.body),
            took=timedelta(seconds=self.clock() - begun),
            headers=dict(response.headers),
        )

    async def _survey(self, response: Response) -> Survey:
        return await self.offload.run(
            tasks.survey_feed,
            response.body,
            content_type=response.headers.get("content-type"),
            url=response.url,
            now=self.now(),
        )

    async def _declared(self, response: Response) -> Sequence[DeclaredFeed] | None:
        return await self.offload.run(
            tasks.declared_feeds,
            response.body,
            content_type=response.headers.get("content-type"),
            url=response.url,
        )

    async def _of_page(
        self, url: str, answer: FirstAnswer, declared: Sequence[DeclaredFeed]
    ) -> Trial:
        feeds = declared or [each async for each in self._in_usual_places(answer.url)]
        return Trial(asked=url, answer=answer, feeds=tuple(feeds), is_declared=bool(declared))

    async def _in_usual_places(self, url: str) -> AsyncIterator[DeclaredFeed]:
        from monitor.sources.discover import DeclaredFeed

        seen = set()
        for place in USUAL_PLACES:
            try:
                response = await self.fetch.get_feed(urljoin(url, place))
                if response.url in seen:
                    continue
                seen.add(response.url)
                survey = await self._survey(response)
            except MonitorError:
                continue
            yield DeclaredFeed(url=response.url, title=survey.title or "", kind=survey.version)

    async def _revalidate(self, response: Response) -> str | None:
        etag = response.headers.get("etag")
        modified = response.headers.get("last-modified")
        if not etag and not modified:
            return None
        try:
            again = await self.fetch.get_feed(response.url, etag=etag, last_modified=modified)
        except MonitorError:
            return "failed"
        if again.status == HTTPStatus.NOT_MODIFIED:
            return "not_modified"
        return "same" if again.body == response.body else "changed"

    async def _page(self, url: str, language: str | None) -> FirstPage:
        try:
            response = await self.fetch.get_page(url)
            page = await self.offload.run(
                tasks.read_page,
                response.body,
                content_type=response.headers.get("content-type"),
                url=response.url,
                status=response.status,
                feed_language=language,
            )
        except MonitorError as error:
            return FirstPage(url=url, trouble=error.reason)
        return FirstPage(
            url=url,
            quality=page.quality.value,
            characters=len(page.text),
            language=page.language,
        )

    def _interval(self, survey: Survey, answer: FirstAnswer) -> timedelta:
        nobody = FeedId("")
        return polling.interval(
            Feed(id=nobody, url=answer.url),
            FeedState(feed_id=nobody, mean_gap=survey.pace),
            policy=polling.PollPolicy(min_poll=self.min_poll),
        )


def surprises(trial: Trial, *, now: datetime) -> Iterator[str]:
    """Say, one line each, what a feed that works would still surprise with."""
    if trial.survey is None:
        return
    yield from _of_address(trial)
    yield from _of_dates(trial.survey, now=now)
    yield from _of_entries(trial.survey)
    yield from _of_server(trial)
    if trial.page is not None and trial.page.trouble:
        yield f"the newest entry's page cannot be read: {trial.page.trouble}"
    elif trial.page is not None and trial.page.quality in NO_STORY:
        kind = str(trial.page.quality).replace("_", " ")
        yield f"the newest entry's page brings no story ({kind}): the feed's own text is matched"


def _of_address(trial: Trial) -> Iterator[str]:
    if trial.answer.moved_to:
        yield f"moved for good to {trial.answer.moved_to}: use that address"
    if trial.answer.url.startswith("http:"):
        yield "http without TLS: anyone on the way can read and change it"
    if trial.survey and trial.survey.charset_trouble:
        yield f"encoding: {trial.survey.charset_trouble}"


def _of_dates(survey: Survey, *, now: datetime) -> Iterator[str]:
    if not survey.entries:
        yield "no entries now: nothing can be said of them"
        return
    if not survey.dated:
        yield "no dates: an entry counts as published when it is first seen"
        return
    if survey.dated < survey.entries:
        yield f"{survey.entries - survey.dated} of {survey.entries} entries have no date"
    if survey.future:
        yield f"{survey.future} of {survey.entries} entries are dated in the future"
    if survey.newest and survey.newest < now - _STALE:
        yield f"quiet: the newest entry is {(now - survey.newest).days} days old"
    if survey.pace is None and survey.newest == survey.oldest and survey.dated > 1:
        yield "all entries bear one date: its pace cannot be told"


def _of_entries(survey: Survey) -> Iterator[str]:
    if not survey.entries:
        return
    if not survey.linked:
        yield "no links: there are no pages to read, and an alert leads nowhere"
    elif survey.linked < survey.entries:
        yield f"{survey.entries - survey.linked} of {survey.entries} entries have no link"
    elif survey.pages == 1 and survey.entries > 1:
        yield "all entries link to one page"
    if survey.titled < survey.entries:
        yield f"{survey.entries - survey.titled} of {survey.entries} entries have no title"
    if not survey.full_texts and not survey.summaries:
        yield "titles only: without its pages, little can be matched"
    if survey.repeated:
        yield f"{survey.repeated} entries repeat another's id: only one of each is kept"
    if survey.language is None:
        yield "declares no language: its pages may; else give one when you add it"


def _of_server(trial: Trial) -> Iterator[str]:
    if trial.revalidates is None:
        yield "no ETag or Last-Modified: every poll brings the whole document"
    elif trial.revalidates == "same":
        yield "the server ignores its own validators: every poll brings the whole document"
    elif trial.revalidates == "failed":
        yield "a second, conditional request failed"
    if trial.revalidates != "not_modified" and trial.answer.bytes >= _LARGE_BYTES:
        yield f"{trial.answer.bytes / 1e6:.1f} MB at every poll"
