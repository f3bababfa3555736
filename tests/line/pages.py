"""Pages and items for the line's tests: own-written, with the chrome that real pages have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.site import Item

BODY = (
    "The delegations met in the morning and went on until late in the evening.",
    "Nobody would say afterwards how far apart the two sides still were on the second point.",
    "A further meeting is planned for the coming week in the same building by the lake.",
)


def page(title: str, *body: str, language: str = "en") -> str:
    """Return a story page as news sites build them."""
    paragraphs = "".join(f"<p>{text}</p>" for text in body or BODY)
    return f"""<!doctype html><html lang="{language}"><head><title>{title} - Loopback News</title>
    </head><body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
    <article><h1>{title}</h1>{paragraphs}</article>
    <footer>Contact, terms, privacy</footer></body></html>"""


def item(
    title: str,
    link: str | None,
    *,
    guid: str | None = None,
    age: timedelta = timedelta(minutes=5),
    description: str | None = None,
) -> Item:
    """Return a feed item that was published a little while ago."""
    return Item(
        title=title,
        link=link,
        guid=guid,
        published=datetime.now(UTC) - age,
        description=description,
    )
