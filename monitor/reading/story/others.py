"""Other stories on a story's page: the next one that loads below it, posts of an archive, teasers.

Publishers put each story into an `<article>` (WHATWG HTML 4.3.2) that begins with its headline. A
block in one that does not hold this page's headline, though the story stands elsewhere, is of
another story.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from monitor.reading.story.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from monitor.reading.story.blocks import Block

_HEADINGS = ("h1", "h2", "h3")
_ALIKE = 0.6  # of the title's words in a heading
_LEAST_WORDS = 3  # of a headline
_STORY_CHARS = 400  # in paragraphs; less is not the page's story
_MOST_ARTICLES = 200
_MOST_HEADINGS = 300
_MOST_PIECES, _MOST_CHARS = 40, 1_000  # of a heading's text


def without_other_stories(root: HtmlElement, blocks: Sequence[Block], *, title: str) -> list[Block]:
    """Return the blocks that stand in no other story's article.

    title: The page's, without its site's name; where no heading says the same, all blocks stay.
    """
    articles = list(islice(root.iter("article"), _MOST_ARTICLES))
    headline = _headline(root, title) if articles else None
    if headline is None:
        return list(blocks)
    own = {each for each in headline.iterancestors() if each.tag == "article"}
    main = next(headline.iterancestors("article"), None)
    others = [
        article
        for article in articles
        if article not in own
        and _has_headline(article, title, is_part=main is None or main in article.iterancestors())
    ]
    if not others or not _is_story(root, main, others):
        return list(blocks)
    foreign = set(others)
    return [block for block in blocks if not _stands_in(block.element, foreign)]


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


def _has_headline(article: HtmlElement, title: str, *, is_part: bool) -> bool:
    """Say whether an article begins with a headline of its own.

    is_part: Whether it may be a part of this page's story, since it stands inside of it, or all
        articles stand below the page's headline, as the entries of a live page do. Then only a
        headline that leads elsewhere makes it another, since parts have headings, too.
    """
    for element in article.iter("p", *_HEADINGS):
        text = "".join(element.itertext()).strip()
        if not text:
            continue
        if element.tag == "p" or len(words_of(text)) < _LEAST_WORDS:
            return False
        return text != title and (_leads_elsewhere(element) or not is_part)
    return False


def _leads_elsewhere(heading: HtmlElement) -> bool:
    links = (*heading.iter("a"), *heading.iterancestors("a"))
    return any(not link.get("href", "#").startswith("#") for link in links)


def _is_story(root: HtmlElement, main: HtmlElement | None, others: Sequence[HtmlElement]) -> bool:
    """Say whether what stays has the paragraphs of a story, and more than any other has."""
    foreign = set(others)
    left = sum(
        len("".join(each.itertext()))
        for each in (root if main is None else main).iter("p")
        if not _stands_in(each, foreign)
    )
    if main is not None:
        return left >= _STORY_CHARS
    longest = max(len("".join("".join(p.itertext()) for p in each.iter("p"))) for each in others)
    return left >= max(_STORY_CHARS, longest)


def _stands_in(element: HtmlElement, boxes: set[HtmlElement]) -> bool:
    return element in boxes or any(each in boxes for each in element.iterancestors("article"))
