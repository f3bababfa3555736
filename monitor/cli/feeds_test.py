"""`news-monitor feeds test`: what following an address would be like, before it is configured."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from monitor.cli.options import AsJson, ConfigFile
from monitor.errors import MonitorError, TransientError, UnreadableError, WorkerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.config.settings import FetchSettings
    from monitor.reading.given import HostRuleSpec
    from monitor.sources.survey import Survey
    from monitor.trial import Trial

_DEADLINE: Final = timedelta(seconds=30)  # of parsing one document
_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_TOLD_SERVER: Final = ("etag", "last-modified", "cache-control", "expires", "retry-after")
_REVALIDATES: Final = {
    "not_modified": "304 when asked again",
    "same": "the whole document when asked again",
    "changed": "another document when asked again",
    "failed": "an error when asked again",
}


def register(feeds: typer.Typer) -> None:
    """Add the command `feeds test`."""
    feeds.command("test", no_args_is_help=True)(report)


def report(
    url: Annotated[str, typer.Argument(metavar="URL", help="A feed, or a page that has feeds.")],
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Try an address as a feed, and tell what following it would be like.

    Asks for it as the daemon would, once more to see whether the server answers 304, and for the
    newest entry's page. Of an HTML page it lists the feeds. Needs no configuration. Exit code 0
    only if the address is a feed itself. With --json a failure is JSON too: {error, reason}.

    Example: news-monitor feeds test https://news.un.org/feed/subscribe/en/news/all/rss.xml
    """
    from monitor.cli.fetching import page_settings
    from monitor.cli.lines import json_line
    from monitor.rules.printable import escape_line

    settings, rules = page_settings(config)
    try:
        trial = try_address(url, settings, host_rules=rules)
    except MonitorError as error:
        if not as_json:
            raise
        typer.echo(json_line({"error": str(error), "reason": error.reason}))
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json_line(trial_fields(trial)))
    else:
        for line in trial_lines(trial, now=datetime.now(UTC)):
            typer.echo(escape_line(line))
    if trial.survey is None:
        raise typer.Exit(1)


def try_address(
    url: str,
    settings: FetchSettings,
    *,
    with_page: bool = True,
    host_rules: tuple[HostRuleSpec, ...] = (),
) -> Trial:
    """Try one address; see `trial.Trier.try_feed`. Raises MonitorErrors worded for people.

    An address without a scheme is taken for https.
    """
    from monitor.cli.lines import Waiting

    whole = url if "://" in url else f"https://{url}"
    with Waiting("asking the server"):
        try:
            return asyncio.run(_try(whole, settings, with_page=with_page, host_rules=host_rules))
        except TransientError as error:
            if error.retry_after:
                waited = f"{error}; it asks to wait {_span(error.retry_after)}"
                raise TransientError(waited, reason=error.reason) from error
            raise
        except WorkerError as error:
            raise UnreadableError(f"{whole}: {error}", reason=error.reason) from error


async def _try(
    url: str, settings: FetchSettings, *, with_page: bool, host_rules: tuple[HostRuleSpec, ...]
) -> Trial:
    from monitor.cli.fetching import page_workers
    from monitor.parts import fetch_of
    from monitor.trial import Trier

    loop = asyncio.get_running_loop()
    workers = page_workers(host_rules, deadline=_DEADLINE)
    async with workers as pool, fetch_of(settings) as fetch:
        trier = Trier(
            fetch=fetch,
            offload=pool,
            now=lambda: datetime.now(UTC),
            clock=loop.time,
            min_poll=settings.min_poll,
        )
        return await trier.try_feed(url, with_page=with_page)


def trial_lines(trial: Trial, *, now: datetime) -> Iterator[str]:
    """Tell people what was found; to be escaped."""
    if trial.survey is None:
        yield from _page_lines(trial)
        return
    survey, answer = trial.survey, trial.answer
    yield f"{trial.asked}: {survey.version}"
    yield _named("title", survey.title or "-")
    yield _named("language", survey.language or "-")
    yield from _entry_lines(survey, now=now)
    yield _named("polled", _polled(trial))
    yield _named("server", _server(trial))
    size = f"{answer.bytes:,} bytes in {answer.took.total_seconds():.2f} s"
    yield _named("answer", size + (f" from {answer.url}" if answer.url != trial.asked else ""))
    if trial.page is not None and trial.page.quality:
        page = f"{trial.page.quality.replace('_', ' ')}, {trial.page.characters:,} characters"
        yield _named("page", page + (f", {trial.page.language}" if trial.page.language else ""))
    yield from (f"  warning: {warning}" for warning in trial.warnings)


def _entry_lines(survey: Survey, *, now: datetime) -> Iterator[str]:
    titles = survey.entries - survey.full_texts - survey.summaries
    kinds = {"full text": survey.full_texts, "summary": survey.summaries, "title only": titles}
    texts = ", ".join(f"{count} {name}" for name, count in kinds.items() if count)
    yield _named("entries", f"{survey.entries}" + (f": {texts}" if texts else ""))
    if survey.newest is not None and survey.oldest is not None:
        yield _named("newest", f"{_minute(survey.newest)}, {_ago(survey.newest, now)}")
        yield _named("oldest", f"{_minute(survey.oldest)}, {_ago(survey.oldest, now)}")
    yield _named("links", f"{survey.linked}, to {survey.pages} pages")
    for shown in survey.newest_entries:
        yield f"    {_minute(shown.published_at) if shown.published_at else '-':18}{shown.title}"
        if shown.url:
            yield f"    {'':18}{shown.url}"


def _polled(trial: Trial) -> str:
    pace = trial.survey.pace if trial.survey else None
    told = f"every {_span(trial.wait or trial.interval or timedelta())}"
    if trial.wait != trial.interval:
        told += ", as its server asks"
    return told + (f"; an entry comes every {_span(pace)}" if pace else "; its pace is not known")


def _server(trial: Trial) -> str:
    headers = trial.answer.headers
    told = [name for name in ("ETag", "Last-Modified") if name.lower() in headers]
    if trial.revalidates:
        told.append(_REVALIDATES[trial.revalidates])
    told += [
        f"{name} {headers[name.lower()]}"
        for name in ("Cache-Control", "Retry-After")
        if name.lower() in headers
    ]
    return ", ".join(told) or "no validators"


def _page_lines(trial: Trial) -> Iterator[str]:
    if not trial.feeds:
        from monitor.trial import USUAL_PLACES

        yield f"{trial.asked}: an HTML page that declares no feed"
        yield f"  nothing in the usual places either: {', '.join(USUAL_PLACES)}"
        return
    count = "1 feed" if len(trial.feeds) == 1 else f"{len(trial.feeds)} feeds"
    told = f"declares {count}" if trial.is_declared else f"declares none; in usual places: {count}"
    yield f"{trial.asked}: an HTML page, which {told}"
    for feed in trial.feeds:
        kind = feed.kind if feed.is_readable else f"{feed.kind}, which is not read yet"
        yield f"  {feed.url}"
        yield f"    {kind}{f': {feed.title}' if feed.title else ''}"


def trial_fields(trial: Trial) -> dict[str, Any]:
    """Return what was found as JSON has it; durations in seconds."""
    answer, survey = trial.answer, trial.survey
    return {
        "url": trial.asked,
        "kind": "page" if survey is None else "feed",
        "final_url": answer.url,
        "moved_to": answer.moved_to,
        "bytes": answer.bytes,
        "took_s": round(answer.took.total_seconds(), 3),
        "headers": {name: answer.headers.get(name) for name in _TOLD_SERVER},
        "revalidates": trial.revalidates,
        "interval_s": _seconds(trial.interval),
        "poll_every_s": _seconds(trial.wait),
        "feed": None if survey is None else _survey_fields(survey),
        "page": None if trial.page is None else _plain(trial.page),
        "feeds": [
            {**_plain(each), "is_readable": each.is_readable, "is_declared": trial.is_declared}
            for each in trial.feeds
        ],
        "warnings": list(trial.warnings),
    }


def _survey_fields(survey: Survey) -> dict[str, Any]:
    fields = _plain(survey)
    fields.pop("pace")
    return {
        **fields,
        "pace_s": _seconds(survey.pace),
        "newest": _iso(survey.newest),
        "oldest": _iso(survey.oldest),
        "newest_entries": [
            {**_plain(shown), "published_at": _iso(shown.published_at)}
            for shown in survey.newest_entries
        ],
    }


def _plain(value: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(value)


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else round(span.total_seconds())


def _iso(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def _minute(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M}"


def _ago(time: datetime, now: datetime) -> str:
    return f"{_span(now - time)} ago" if time <= now else f"in {_span(time - now)}"


def _span(span: timedelta) -> str:
    """Say how long, to two digits: `40 s`, `12 min`, `5 h`, `3 days`."""
    for unit, name in ((_DAY, "days"), (_HOUR, "h"), (_MINUTE, "min")):
        if span >= 2 * unit:
            return f"{span / unit:.0f} {name}"
    return f"{span.total_seconds():.0f} s"


def _named(name: str, value: str) -> str:
    return f"  {name:10}{value}"
