"""Who wrote a story: names only, as far as the page tells them.

A byline holds more than names: "By", roles, agencies' addresses, the site's own name. All that
is taken off; what is left is a name or nothing. Better none than a wrong one.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from monitor.reading.linked_data import kinds_of, text_of
from monitor.reading.months import MONTHS
from monitor.reading.plain import plain_line, squeezed
from monitor.reading.shown_dates import is_of_others

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from monitor.reading.linked_data import LinkedData
    from monitor.reading.meta_tags import MetaTags
    from monitor.reading.titles import SiteNames

_META: Final = (
    "author", "article:author", "article:author_name", "parsely-author", "sailthru.author",
    "authors", "byl", "byline", "dc.creator", "dcterms.creator", "dc:creator", "cxenseparse:author",
    "cse_author", "citation_author", "og:article:author", "mediator_author", "creator",
    "shareaholic:article_author_name", "rnews:author",
)  # fmt: skip
_CLASSES: Final = " or ".join(
    f"contains(@class, '{part}')" for part in ("author", "byline", "autor", "auteur")
)
_LINKS: Final = " or ".join(
    f"contains(@href, '{part}')"
    for part in ("/author", "/autor", "/auteur", "/staff/", "/journalist", "/by/")
)
# The order in which they are believed.
_MARKED: Final = (
    "//*[@itemprop='author' or @rel='author' or @property='schema:author']",
    f"//*[{_CLASSES}]",
    f"//a[{_LINKS}]",
)
# Some words for "by" also begin names (De Niro): they go only where two words follow.
_BY: Final = re.compile(
    r"^(?:(?:view all posts |written |posted |reported |story |words |article |analysis |review "
    r"|opinion |exclusive )?by|(?:von|de|di|da|af|av)(?=\s+\S+\s+\S)|par|por|door|przez|från"
    r"|autor(?:in|es|a)?|auteurs?|author|автор[ы]?|текст|text|texte|yazan|haber|بقلم|کاتب|نویسنده"
    r"|作者|記者|记者|责任编辑|责编|文|取材|publié par|propos recueillis par)(?:\s*[:：,]\s*|\s+)",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(
    r"\s*(?:[;|/•·\n、，]|,(?!\s*(?:jr|sr|md|phd|ph\.d)\b)"
    r"|\s(?:and|und|et|y|e|en|og|och|и|та|و|ve|i|&|\+)\s)\s*",
    re.IGNORECASE,
)
_NO_NAME: Final = re.compile(
    r"https?://|www\.|@\w|\.(?:com|org|net|de|fr|uk|ru|html?|php)\b|\d{3,}|[<>{}\[\]#=:：©]"
    r"|copyright|источник|quelle|source|\bemail\b|\bby$"
    r"|\b(?:ltd|llc|inc|gmbh|kg|ooo|ооо|s\.a|s\.r\.l|s\.p\.a|co)\.?$"
    r"|^(?:admin(?:istrator)?|staff|editors?|editorial(?: (?:board|team|staff))?|redaktion"
    r"|redazione|redacción|redação|la rédaction|rédaction|redakcja|редакция|редакція|newsroom"
    r"|news ?desk|web ?desk|online|guest|contributors?|unknown|anonymous|null|none|undefined|n/a"
    r"|default|авторы|автори|autoren|auteurs|autores|autori|autorzy|yazarlar|posted on"
    r"|view profile|see more|follow|share|authors?|more)$",
    re.IGNORECASE,
)
_ROLE: Final = re.compile(
    r"\b(?:senior|deputy|associate|contributing|managing|executive|news|sports?|political|foreign|"
    r"business|science|guest|freelance|special|correspondent|reporter|editor|writer|journalist|columnist|contributor|producer|"
    r"photographer|chief|bureau|desk|staff|team|head of|director|professor|analyst|fellow|lecturer|"
    r"redakteur(?:in)?|korrespondent(?:in)?|journaliste|rédact(?:eur|rice)|envoyée?|periodista|"
    r"corresponsal|giornalista|inviat[oa]|корреспондент|редактор|журналист|обозреватель|muhabir|"
    r"editör|dziennikar[zk]a?|updated|published|min read|minutes?|today|ago)\b",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"\s*(?:https?:)?//|\s*/\w|\s*@\w")
_MAIL: Final = re.compile(r"\S{1,64}@\S{1,64}|https?://\S+|www\.\S+")
_NUMBER: Final = re.compile(r"\d")
_PARENTHESIS: Final = re.compile(r"\s*[(\[][^()\[\]]{0,80}[)\]]")
_TAIL: Final = re.compile(r"\s+(?:-|–|—|\||@|in|for|pour|für)\s+.{0,80}$")
_LINKED: Final = 2  # the place of links in `_MARKED`
_SILENT: Final = frozenset({"script", "style", "img", "form", "input", "link"})
_MOST_MARKED: Final = 20
_NAME_CHARS: Final = 60
_NAME_WORDS: Final = 5
_MOST_NAMES: Final = 12
_LINE_CHARS: Final = 200


def page_author(
    root: HtmlElement,
    *,
    meta: MetaTags,
    linked: LinkedData,
    names: SiteNames,
    heads: frozenset[HtmlElement],
) -> str | None:
    """Return a page's authors, joined by a comma, each once; None if no name is told.

    heads: From `places_of_heads`.
    """
    told = (
        _linked(linked),
        meta.all(*_META),
        *(_marked(root, which, heads) for which in range(len(_MARKED))),
    )
    for lines in told:
        if found := _names(lines, site=names):
            return ", ".join(found)
    return None


def _linked(linked: LinkedData) -> Iterator[str]:
    """Return the people of the story's node; the agencies or offices if it names no person."""
    for key in ("author", "creator"):
        things = linked.things(linked.story.get(key))
        people = [name for thing in things if not _is_group(thing) for name in _named(thing)]
        yield from people or [name for thing in things for name in _named(thing)]
        if things:
            return


def _is_group(thing: Any) -> bool:
    return isinstance(thing, dict) and any("organization" in kind for kind in kinds_of(thing))


def _named(thing: Any) -> Iterator[str]:
    names = thing.get("name") if isinstance(thing, dict) else thing
    yield from map(text_of, names if isinstance(names, list) else [names])


def _marked(root: HtmlElement, which: int, heads: frozenset[HtmlElement]) -> Iterator[str]:
    first: HtmlElement | None = None
    for element in root.xpath(_MARKED[which])[:_MOST_MARKED]:
        if element.tag == "meta" or element.tag in _SILENT or is_of_others(element, heads):
            continue
        inner = element.xpath(".//*[@itemprop='name'][1]") if not which else []
        line = " ".join("".join(islice((inner[0] if inner else element).itertext(), 30)).split())
        # A single word behind a link is the list of authors; what stands apart is another story's.
        is_list = which == _LINKED and " " not in line and line.isascii()
        if not line or len(line) > _LINE_CHARS or is_list:
            continue
        if first is not None and element.getparent() is not first.getparent():
            return
        first = element
        yield line


def _names(lines: Iterable[str], *, site: SiteNames) -> list[str]:
    found: dict[str, str] = {}
    for line in islice(lines, 50):
        if _ADDRESS.match(line):
            continue
        for part in _parts(plain_line(_MAIL.sub("", line), limit=_LINE_CHARS)):
            if _is_name(part, site=site):
                found.setdefault(squeezed(part), part)
    return list(found.values())[:_MOST_NAMES]


def _parts(line: str) -> Iterator[str]:
    line = _BY.sub("", _PARENTHESIS.sub("", line).strip(), count=1)
    for part in _BETWEEN.split(line)[: _MOST_NAMES * 2]:
        name = _BY.sub("", _TAIL.sub("", part.strip()), count=1)
        words = _NUMBER.split(name)[0].split()
        if words and words[-1].casefold().strip(".,") in MONTHS and _NUMBER.search(name):
            words.pop()
        name = " ".join(words).strip(" ,:;-–—*»›>'\"")
        yield name.title() if name.isupper() and " " in name else name


def _is_name(part: str, *, site: SiteNames) -> bool:
    return (
        1 < len(part) <= _NAME_CHARS
        and len(part.split()) <= _NAME_WORDS
        and any(map(str.isalpha, part))
        and not _NO_NAME.search(part)
        and not _is_role(part)
        and not site.are(part)
    )


def _is_role(part: str) -> bool:
    """Say whether a part tells what somebody is; a surname may be a trade (Jo Writer)."""
    first, *others = part.split()
    return bool(_ROLE.search(part)) and not (len(others) == 1 and not _ROLE.search(first))
