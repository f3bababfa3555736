"""What worker processes are asked to do.

The line names these functions and workers run them. Each imports its parser when it runs, so that
the daemon itself never loads feedparser, lxml or trafilatura: 60 MB and half a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.model import Article, ExtractedPage, FeedId, Match
    from monitor.reading.given import HostRuleSpec, PageBytes
    from monitor.reading.hosts.findings import RuleTrial, Suggestion
    from monitor.rules.host_past import HostPast
    from monitor.sources.discover import DeclaredFeed
    from monitor.sources.entries import ReadDocument
    from monitor.sources.opml import OutlineList
    from monitor.sources.survey import Survey
    from monitor.watchlist import Watchlist


def install(
    watchlists: tuple[Watchlist, ...],
    host_rules: tuple[HostRuleSpec, ...],
    encoder: str | None = None,
) -> None:
    """Prepare a new worker to match and to read pages; called once in each.

    encoder: Name of the one that another worker has; None where there is none.
    """
    from monitor.matching.worker import install as install_watchlists

    if encoder is not None:
        from monitor.adapters.encoder import languages_of
        from monitor.matching.likeness.encoding import Elsewhere, use_encoder

        use_encoder(Elsewhere(encoder, languages_of(encoder)))
    install_watchlists(watchlists)
    install_host_rules(host_rules)


def install_encoder(watchlists: tuple[Watchlist, ...], encoder: str | None) -> None:
    """Prepare the worker that encodes, to match with a look at meaning; called once in it."""
    from monitor.adapters.encoder import encoder as encoder_named
    from monitor.matching.likeness.encoding import use_encoder
    from monitor.matching.worker import install as install_watchlists

    use_encoder(encoder_named(encoder) if encoder else None)
    install_watchlists(watchlists)


def install_host_rules(host_rules: tuple[HostRuleSpec, ...]) -> None:
    """Prepare a new worker to read pages by the user's host rules, and our own."""
    from monitor.reading.hosts import install as install_rules

    install_rules(host_rules)


def read_feed(
    body: bytes,
    *,
    content_type: str | None,
    url: str,
    feed_id: FeedId,
    is_baseline: bool,
    now: datetime,
) -> ReadDocument:
    """Parse a feed document; see `sources.entries.read_document`."""
    from monitor.sources.entries import read_document

    return read_document(
        body,
        content_type=content_type,
        url=url,
        feed_id=feed_id,
        is_baseline=is_baseline,
        now=now,
    )


def read_page(
    body: bytes,
    *,
    content_type: str | None,
    url: str | None,
    recurring: frozenset[int] = frozenset(),
    status: int | None = None,
    past: HostPast | None = None,
    feed_language: str | None = None,
) -> ExtractedPage:
    """Take the article out of a page; see `reading.extract.extract_page`."""
    from monitor.reading.extract import extract_page

    return extract_page(
        body,
        content_type=content_type,
        url=url,
        recurring=recurring,
        status=status,
        past=past,
        feed_language=feed_language,
    )


def read_document(
    body: bytes, *, content_type: str | None, url: str | None, is_text: bool = False
) -> ExtractedPage:
    """Take the article out of a page or a plain text; see `reading.document.read_document`."""
    from monitor.reading.document import read_document

    return read_document(body, content_type=content_type, url=url, is_text=is_text)


def clean_text(text: str, *, title: str = "") -> ExtractedPage:
    """Take the article out of a text; see `reading.cleaned.clean_text`."""
    from monitor.reading.cleaned import clean_text

    return clean_text(text, title=title)


def try_host_rule(source: PageBytes) -> RuleTrial:
    """Read a page with and without its host's rule; see `reading.hosts.trial.try_rule`."""
    from monitor.reading.hosts.trial import try_rule

    return try_rule(source)


def suggest_host_rule(sources: tuple[PageBytes, ...]) -> Suggestion:
    """Propose a rule from pages of one host; see `reading.hosts.suggest.suggest_rule`."""
    from monitor.reading.hosts.suggest import suggest_rule

    return suggest_rule(sources)


def match(article: Article) -> tuple[Match, ...] | None:
    """Match an article; None where that hangs on meaning; see `matching.worker.match_article`."""
    from monitor.matching.worker import match_article

    return match_article(article)


def match_by_words(article: Article) -> tuple[Match, ...]:
    """Match an article without a look at its meaning; see `matching.worker.match_by_words`."""
    from monitor.matching.worker import match_by_words

    return match_by_words(article)


def teach(watchlists: tuple[Watchlist, ...], encoder: str) -> tuple[Watchlist, ...]:
    """Learn from the examples of watchlists; see `matching.learned.lesson.taught`."""
    from monitor.adapters.encoder import encoder as encoder_named
    from monitor.matching.learned.lesson import taught
    from monitor.matching.likeness.encoding import use_encoder

    use_encoder(encoder_named(encoder))
    return tuple(taught(watchlists))


def survey_feed(body: bytes, *, content_type: str | None, url: str, now: datetime) -> Survey:
    """Say what a feed document is like; see `sources.survey.survey_feed`."""
    from monitor.sources.survey import survey_feed

    return survey_feed(body, content_type=content_type, url=url, now=now)


def declared_feeds(
    body: bytes, *, content_type: str | None, url: str
) -> tuple[DeclaredFeed, ...] | None:
    """Return the feeds that a page declares; None where the body is no page.

    See `sources.discover.declared_feeds`.
    """
    from monitor.sources.discover import declared_feeds, is_page

    if not is_page(body):
        return None
    return declared_feeds(body, content_type=content_type, url=url)


def read_opml(body: bytes) -> OutlineList:
    """Read a list of feeds; see `sources.opml.read_opml`."""
    from monitor.sources.opml import read_opml

    return read_opml(body)
