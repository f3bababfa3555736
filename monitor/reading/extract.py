"""A page's bytes to what it says: every stage of the reading, from top to bottom.

    bytes ─> charset ─> parse ─> metadata ─> host rule ─> trafilatura's answer ─> choice of blocks
                        once                               ─> chrome rules ─> quality ─> language

It runs in a worker process that can be killed, since some pages of a few hundred kilobytes keep a
parser busy for minutes. It fetches nothing, and remembers nothing: a page's text does not depend
on the pages before it, save for what the caller tells of its host.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from monitor.errors import ConfigError, UnreadableError
from monitor.model import ExtractedPage, Quality, Removed
from monitor.reading.charset import decode_page
from monitor.reading.chrome import clean
from monitor.reading.chrome.draft import Draft, Line
from monitor.reading.chrome.recurring import draft_keys, recurring_lines
from monitor.reading.consent import drop_consent
from monitor.reading.hosts import rule_for
from monitor.reading.language import language_of, page_language
from monitor.reading.metadata import page_metadata
from monitor.reading.parse import drop_scripts, parse_page
from monitor.reading.plain import UNSHOWN, fold_space, plain_line, shown_text
from monitor.reading.quality import judge
from monitor.reading.shape import refuse_other_kinds
from monitor.reading.story.alignment import taken
from monitor.reading.story.blocks import blocks_of, lines_of
from monitor.reading.story.choice import best_of, choose
from monitor.reading.story.opinions import opinions
from monitor.reading.story.others import without_other_stories
from monitor.rules.articles import NO_STORY, host_of
from monitor.rules.host_past import text_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from monitor.reading.hosts.rule import HostRule
    from monitor.reading.metadata import PageMetadata
    from monitor.reading.story.blocks import Block
    from monitor.rules.host_past import HostPast

TITLE_CHARS = 500
_FOUND_SHARE = 0.4  # of the answer in the page's blocks, else they are not what it read
_OWN_SHARE = 0.1  # ... outside of other stories, else they are not others
_TEXT_CHARS = 500_000  # a novel; what is longer is no story
_NAME_CHARS = 200


def extract_page(
    body: bytes,
    *,
    content_type: str | None,
    url: str | None,
    recurring: frozenset[int] = frozenset(),
    status: int | None = None,
    past: HostPast | None = None,
    feed_language: str | None = None,
) -> ExtractedPage:
    """Read a page.

    content_type: The header as it came; its charset is heeded where the bytes agree.
    url: Where it came from, after redirects; None if unknown.
    recurring: Keys of lines that stand on other pages of its host (`rules.recurring`).
    status: What it was answered with; None if unknown.
    past: What is known of its host's other pages; None for nothing.
    feed_language: Primary tag of its feed's language; None if none is declared.

    A wall's text is never returned. Raises UnreadableError with reason `empty` (nothing at all),
    `not_html` or `unparsable`.
    """
    refuse_other_kinds(body, content_type=content_type)
    source = decode_page(body, content_type=content_type)
    try:
        # dateutil warns of time zones that it does not know; nobody would read that.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(
                source,
                url=url,
                recurring=recurring,
                status=status,
                past=past,
                feed_language=feed_language,
            )
    except (MemoryError, UnreadableError, ConfigError):
        raise
    except Exception as error:
        raise UnreadableError(
            f"the page's parser gave up: {type(error).__name__}", reason="unparsable"
        ) from error


@dataclass(frozen=True, slots=True)
class _Text:
    """A page's story in lines, and what was left out of it or put into it."""

    lines: Sequence[Line]
    changes: tuple[Removed, ...] = ()


def _read(
    source: str,
    *,
    url: str | None,
    recurring: frozenset[int],
    status: int | None,
    past: HostPast | None,
    feed_language: str | None,
) -> ExtractedPage:
    root = parse_page(source)
    about = page_metadata(root, url=url)
    drop_scripts(root)
    page = _page_of(about)
    rule = rule_for(host_of(url))
    if rule is not None:
        page = _as_ruled(page, root, rule)
        rule.prune(root)
    drop_consent(root)
    text = _ruled_text(root, rule) if rule is not None else None
    if text is None:
        text = _chosen_text(root, url, about)
    said = "\n".join((page.title, *(line.text for line in text.lines)))
    language = language_of(said, declared=page_language(root), feed=feed_language)
    draft = Draft(title=page.title, lines=text.lines, language=language, author=page.author)
    draft, removed = clean(draft)
    keys = draft_keys(draft)  # of all that is left, so that what is learned does not eat itself
    said_here = text_key("\n".join(line.text for line in draft.lines))
    draft, known = clean(draft, rules=[("recurring", partial(recurring_lines, keys=recurring))])
    story = fold_space("\n".join(line.text for line in draft.lines))[:_TEXT_CHARS]
    verdict = judge(
        root,
        title=page.title,
        text=story,
        source=source,
        url=url,
        status=status,
        past=past,
        is_dated=page.published_at is not None,
        text_key=said_here,
    )
    if verdict.quality is Quality.EMPTY and _shows_nothing(page, root):
        raise UnreadableError("the page shows nothing", reason="empty")
    return replace(
        page,
        text="" if verdict.quality in NO_STORY else story,
        language=language,
        quality=verdict.quality,
        quality_reason=verdict.reason,
        quality_confidence=round(verdict.confidence, 2),
        text_key=said_here,
        removed=text.changes + removed + known,
        lines=keys,
    )


def _page_of(about: PageMetadata) -> ExtractedPage:
    return ExtractedPage(
        title=about.title[:TITLE_CHARS],
        text="",
        author=about.author,
        published_at=about.published_at,
        modified_at=about.modified_at,
        is_day_only=about.is_day_only,
        canonical_url=about.canonical_url,
        outlet=about.outlet,
        section=about.section,
        image_url=about.image_url,
        onward_url=about.onward_url,
    )


def _as_ruled(page: ExtractedPage, root: HtmlElement, rule: HostRule) -> ExtractedPage:
    """Return a page with what its publisher's rule finds in place of what was guessed."""
    title = _line_of(rule.chosen("title", root)[:1], limit=TITLE_CHARS)
    author = _line_of(rule.chosen("author", root), limit=_NAME_CHARS)
    published = rule.published(root)
    return replace(
        page,
        title=title or page.title,
        author=author or page.author,
        published_at=published.at if published else page.published_at,
        is_day_only=published.is_day_only if published else page.is_day_only,
    )


def _shows_nothing(page: ExtractedPage, root: HtmlElement) -> bool:
    return not page.title and page.onward_url is None and not shown_of(root)


def _line_of(elements: list[HtmlElement], *, limit: int) -> str:
    lines = (element.get("content") or shown_of(element) for element in elements)
    return plain_line(", ".join(filter(None, lines)), limit=limit)


def shown_of(root: HtmlElement) -> str:
    """Return all that an element shows, in lines."""
    return fold_space(shown_text(root, unread=UNSHOWN))


def _chosen_text(root: HtmlElement, url: str | None, about: PageMetadata) -> _Text:
    """Return what of the page is the story: trafilatura's answer, judged block by block.

    Where there are two answers, the one of which the better text is to be expected.
    """
    blocks = blocks_of(root)
    addresses = (url, about.canonical_url)
    own = without_other_stories(root, blocks, title=about.title, addresses=addresses)
    answers = opinions(root, url, blocks)
    found = [each for answer in answers if (each := _found(answer, own, blocks)) is not None]
    if answers[-1] and not found:
        return _Text(tuple(Line(text=line) for line in answers[-1]))
    description = about.description or ""
    tried = found or [(own, [False] * len(own))]
    choices = [
        choose(each, took, title=about.title, description=description) for each, took in tried
    ]
    best = best_of(choices)
    (chosen, _), choice = tried[best], choices[best]
    changes = [
        Removed(rule="block", text=chosen[i].text, why=why, is_added=is_added)
        for whys, is_added in ((choice.dropped, False), (choice.added, True))
        for i, why in whys.items()
    ]
    return _Text(_lines([chosen[i] for i in choice.story]), tuple(changes))


def _found(
    answer: Sequence[str], own: Sequence[Block], blocks: Sequence[Block]
) -> tuple[Sequence[Block], Sequence[bool]] | None:
    """Find an answer in a page's blocks, outside of other stories if it is there; None if nowhere.

    A body within <noscript> is such a case.
    """
    if not answer:
        return None
    if len(own) < len(blocks):
        took = taken(answer, own)
        if _share(own, took, of=answer) >= _OWN_SHARE:
            return own, took
    took = taken(answer, blocks)
    return (blocks, took) if _share(blocks, took, of=answer) >= _FOUND_SHARE else None


def _share(blocks: Sequence[Block], took: Sequence[bool], *, of: Sequence[str]) -> float:
    """Return how much of an answer stands in the blocks."""
    found = sum(len(block.text) for block, is_taken in zip(blocks, took, strict=True) if is_taken)
    return found / max(sum(map(len, of)), 1)


def _ruled_text(root: HtmlElement, rule: HostRule) -> _Text | None:
    """Return the lead and the body that a rule finds; None if it finds no body."""
    article = rule.article(root)
    body = _lines(blocks_of(article)) if article is not None else ()
    if not body:
        return None
    lead = [line for element in rule.lead(root) for line in _lines(blocks_of(element))]
    said = " ".join(" ".join(line.text.split()) for line in body).casefold()
    new = [line for line in lead if " ".join(line.text.split()).casefold() not in said]
    return _Text((*new, *body))


def _lines(blocks: Iterable[Block]) -> tuple[Line, ...]:
    lines = []
    for cells in lines_of(blocks):
        text = " ".join(cell.text for cell in cells)
        linked = sum(cell.linked for cell in cells) / max(len(text), 1)
        lines.append(Line(text=text, linked=min(linked, 1.0), tag=cells[0].element.tag))
    return tuple(lines)
