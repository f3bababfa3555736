"""Story pages of one made-up site, alike in their markup and each with a text of its own."""

from __future__ import annotations

from monitor.reading.given import PageBytes

SITE = "https://www.gazette.example"
_PLACES = ("harbour", "airport", "old market", "river bridge", "north station", "city library")
_PEOPLE = ("mayor", "harbour master", "union", "chamber of trade", "district court", "museum")
_ASIDE = "More from us: the weather of the week, the table of the tides and all the concerts."


def paragraphs(number: int) -> list[str]:
    """Return the paragraphs of a story."""
    place, person = _PLACES[number % 6], _PEOPLE[number % 6]
    other = _PEOPLE[(number + 2) % 6]
    return [
        (
            f"Work at the {place} began again on day {number + 3} of the month after the {person} had "
            "signed an agreement with the companies that run it, witnesses told this newspaper."
        ),
        (
            f"The {other} had asked for {number + 11} changes to the plan, of which the {person} took up "
            "about half before the council voted on it late in the evening."
        ),
        (
            f"Nobody expects that the {place} will be open to the public before the end of spring, and "
            f"some in the {other} say that it will take until the autumn of next year."
        ),
    ]


def lead(number: int) -> str:
    """Return what stands before a story's text."""
    return (
        f"After {number + 4} weeks of talks the gates of the {_PLACES[number % 6]} are open again."
    )


def story(
    number: int, *, url: str | None = None, body: str = "story-text", more: str = ""
) -> PageBytes:
    """Build a page.

    url: None for the page's own, which it declares.
    body: Class of the element around the text.
    more: HTML at the end of that element.
    """
    address = f"{SITE}/news/{number}"
    title = f"The {_PLACES[number % 6]} opens again on day {number + 3}"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(number))
    links = "".join(f'<li><a href="/{n}">Story {n} of the day</a></li>' for n in range(6))
    html = (
        f'<!DOCTYPE html><html lang="en"><head><title>{title} | Gazette</title>'
        f'<link rel="canonical" href="{address}"><meta property="og:title" content="{title}">'
        f'<meta name="description" content="{lead(number)}">'
        f'<meta property="article:published_time" content="2024-05-0{number + 1}T10:00:00+02:00">'
        f'</head><body class="js"><nav class="top"><ul>{links}</ul></nav>'
        '<main class="css-1x2y3z"><article id="post-4711">'
        f'<h1 class="headline kXfYZp">{title}</h1><p class="standfirst">{lead(number)}</p>'
        f'<time class="published" datetime="2024-05-0{number + 1}T10:00:00+02:00">today</time>'
        f'<div class="{body} css-9z8y7x" id="c{number}5678">{text}'
        f'<div class="related-stories"><p><a href="/more">{_ASIDE}</a></p></div>{more}</div></article>'
        "</main>"
        f'<aside class="latest"><ul>{links}</ul></aside><footer>All rights reserved</footer>'
        "</body></html>"
    )
    return PageBytes(body=html.encode(), url=address if url is None else url or None)
