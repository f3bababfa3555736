"""Other stories on a story's page: the next one that loads below it, posts of an archive, teasers.

Publishers put each story into an `<article>` (WHATWG HTML 4.3.2) that begins with its headline. A
block in one that does not hold this page's headline, though the story stands elsewhere, is of
another story. The entries of a live page are articles, too; together they are the page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from monitor.reading.story.words import words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from lxml.html import HtmlElement

    from monitor.reading.story.blocks import Block

_HEADINGS = ("h1", "h2", "h3")
_ALIKE = 0.6  # of the title's words in a heading
_LEAST_WORDS = 3  # of a headline
_STORY_CHARS = 400  # in paragraphs; less is not the page's story
_MOST_ARTICLES = 200
_MOST_HEADINGS = 300
_MOST_PIECES, _MOST_CHARS = 40, 1_000  # of a heading's text
_LEAST_ENTRIES = 3  # side by side; fewer are no live page
_ENTRY_CHARS = 100  # in an entry's paragraphs; a teaser has hardly more
# The last part of a story's own path has more than one word, or a number; a section's has not.
_SLUG = re.compile(r"[^/]*(?:\d|-)[^/]*/?\Z")


def without_other_stories(
    root: HtmlElement, blocks: Sequence[Block], *, title: str, addresses: Iterable[str | None] = ()
) -> list[Block]:
    """Return the blocks that stand in no other story's article.

    title: The page's, without its site's name; where no heading says the same, all blocks stay.
    addresses: The page's own, None for one that is unknown; a heading may lead to a place on it.
    """
    articles = list(islice(root.iter("article"), _MOST_ARTICLES))
    headline = _headline(root, title) if articles else None
    if headline is None:
        return list(blocks)
    own = {each for each in headline.iterancestors() if each.tag == "article"}
    main = next(headline.iterancestors("article"), None)
    here = _Here(addresses)
    headings = {
        article: heading
        for article in articles
        if article not in own and (heading := _heading_of(article, title)) is not None
    }
    others = {article for article, heading in headings.items() if here.leads_elsewhere(heading)}
    if main is not None:
        # Where all articles stand below the headline, or inside of its own, they may be its parts.
        apart = [each for each in headings.keys() - others if main not in each.iterancestors()]
        others |= set(apart) - _entries(apart, headings, headline, here)
    if not others or not _is_story(root, main, others):
        return list(blocks)
    return [block for block in blocks if not _stands_in(block.element, others)]


class _Here:
    """A page's own addresses, to know by what leads to another."""

    def __init__(self, addresses: Iterable[str | None]) -> None:
        self._own = [address for address in addresses if address]

    def leads_elsewhere(self, heading: HtmlElement) -> bool:
        """Say whether a heading is a link to another page, or part of one."""
        links = (*heading.iter("a"), *heading.iterancestors("a"))
        return any(self.is_elsewhere(link.get("href", "#")) for link in links)

    def is_elsewhere(self, href: str) -> bool:
        """Say whether a link leads to a page as a whole, and not to a place on this one.

        `?entry=7`, `#entry-7` and `<this page>/entry-7` are how live pages address their entries.
        """
        if not href or href.startswith("#"):
            return False
        return not any(_is_place_on(own, href) for own in self._own)


def _is_place_on(own: str, href: str) -> bool:
    try:
        there, here = urlsplit(urljoin(own, href)), urlsplit(own)
    except ValueError:  # an IPv6 address that is none
        return False
    path = here.path.rstrip("/")
    if there.netloc.removeprefix("www.") != here.netloc.removeprefix("www.") or not path:
        return False
    if there.path.rstrip("/") != path:
        return there.path.startswith(f"{path}/") and bool(_SLUG.search(path))
    # `news?id=8` is another page than `news?id=7`; what leads to just this page is its teaser.
    known, asked = (set(filter(None, each.query.split("&"))) for each in (here, there))
    return known < asked or (known == asked and bool(there.fragment))


def _entries(
    articles: Iterable[HtmlElement],
    headings: dict[HtmlElement, HtmlElement],
    headline: HtmlElement,
    here: _Here,
) -> set[HtmlElement]:
    """Return which articles are entries of a live page: several side by side, with some prose.

    Their headings are of a lower rank than the page's headline; the next story's is its equal.
    """
    beside: dict[HtmlElement | None, set[HtmlElement]] = defaultdict(set)
    for article in articles:
        if headings[article].tag > headline.tag and _is_entry(article, here):
            beside[article.getparent()].add(article)
    return {each for group in beside.values() if len(group) >= _LEAST_ENTRIES for each in group}


def _is_entry(article: HtmlElement, here: _Here) -> bool:
    """Say whether an article has prose, and no picture or empty link that leads to more of it."""
    if sum(len("".join(each.itertext()).strip()) for each in article.iter("p")) < _ENTRY_CHARS:
        return False
    links = (each for each in article.iter("a") if not "".join(each.itertext()).strip())
    return not any(here.is_elsewhere(each.get("href", "#")) for each in links)


def _headline(root: HtmlElement, title: str) -> HtmlElement | None:
    words = set(words_of(title))
    if len(words) < _LEAST_WORDS:
        return None
    best, most = None, _ALIKE
    for heading in islice(root.iter(*_HEADINGS), _MOST_HEADINGS):
        text = "".join(islice(heading.itertext(), _MOST_PIECES))[:_MOST_CHARS]
        said = set(words_of(text))
        share = len(said & words) / max(len(said | words), 1)
        if share > most:
            best, most = heading, share
    return best


def _heading_of(article: HtmlElement, title: str) -> HtmlElement | None:
    """Return the headline that an article begins with; None if it has none, or the page's own."""
    for element in article.iter("p", *_HEADINGS):
        text = "".join(element.itertext()).strip()
        if not text:
            continue
        is_headline = element.tag != "p" and len(words_of(text)) >= _LEAST_WORDS and text != title
        return element if is_headline else None
    return None


def _is_story(root: HtmlElement, main: HtmlElement | None, others: Collection[HtmlElement]) -> bool:
    """Say whether what stays has the paragraphs of a story, and more than any other has."""
    left = sum(
        len("".join(each.itertext()))
        for each in (root if main is None else main).iter("p")
        if not _stands_in(each, others)
    )
    if main is not None:
        return left >= _STORY_CHARS
    longest = max(len("".join("".join(p.itertext()) for p in each.iter("p"))) for each in others)
    return left >= max(_STORY_CHARS, longest)


def _stands_in(element: HtmlElement, boxes: Collection[HtmlElement]) -> bool:
    return element in boxes or any(each in boxes for each in element.iterancestors("article"))
