"""A story's page for the tests of the choice, with what stands around and in the story."""

from __future__ import annotations

from monitor.reading.parse import parse_page
from monitor.reading.story.blocks import Block, blocks_of

SENTENCES = (
    "The delegations met again on Tuesday and spoke for three hours behind closed doors.",
    "A spokesman said that both sides had brought drafts, which the hosts would compare.",
    "Nobody wanted to name a date for the signing, though two were mentioned in the corridors.",
    "The mediators are to report to the council next week, and to the public after that.",
)
LEAD = "Talks on the border went on for a second day, and a first paper was put on the table."
TITLE = "Delegations meet for a second day"


def blocks(html: str) -> list[Block]:
    """Cut a page."""
    return blocks_of(parse_page(html))


def story(*, before: str = "", inside: str = "", after: str = "") -> str:
    """Build a page with a story of four paragraphs, and what stands around and in it."""
    first, second, *rest = (f"<p>{sentence} {sentence[::-1]}</p>" for sentence in SENTENCES)
    body = "".join((first, second, inside, *rest))
    return (
        f"<html lang=en><head><title>{TITLE}</title></head><body>{before}"
        f"<article><h1>{TITLE}</h1><div class='article-body'>{body}</div></article>{after}</body></html>"
    )
