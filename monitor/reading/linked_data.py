"""What a page's JSON-LD says of the story, read once.

Pages carry several blocks: the story, the publisher, breadcrumbs, other stories, comments. Only
the node that is the page's own story counts; where the JSON is broken, the few members that
matter are picked out of it. Bounded in length, depth and number; nothing raises.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Any

from monitor.reading.plain import squeezed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Node = Mapping[str, Any]

_MOST_BLOCKS = 40
_MOST_CHARS = 500_000  # of all blocks together; the longest seen on a story page has 180,000
_MOST_NODES = 2_000
_DEEPEST = 12
_VALUE_CHARS = 5_000
_MOST_INNER = 500
_MOST_VALUES = 50
_MOST_KINDS = 9
_HEADLINE_CHARS = 300
# Under these stand other things than the story: what it lists, cites, shows or is a part of.
_OTHERS = frozenset(
    {
        "itemListElement", "comment", "comments", "hasPart", "isPartOf", "mentions", "citation",
        "isBasedOn", "relatedLink", "review", "liveBlogUpdate", "potentialAction", "offers",
        "author", "creator", "publisher", "image", "logo", "video", "about", "subjectOf",
        "associatedMedia", "recordedIn", "interactionStatistic", "breadcrumb",
    }
)  # fmt: skip
# In broken JSON a member is told by its name alone, so only names that a story's node has.
_MEMBER = re.compile(
    r'"(@type|headline|datePublished|dateModified|articleSection|description)"\s*:\s*'
    r'"((?:[^"\\]|\\.){1,600})"'
)
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
_WRAPPER = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[|\ufeff)")
_STORY = ("article", "posting", "report", "newsitem")
_NEAR_STORY = ("recipe", "review", "videoobject", "podcastepisode", "audioobject", "imagegallery")
_PAGE = ("webpage", "itempage", "creativework", "medicalwebpage", "webcontent", "collectionpage")
_PUBLISHERS = ("organization", "newsmediaorganization", "website")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedData:
    """The page's story node, the node of the page around it, and who publishes the site.

    Each is empty where the page has none. `named` finds a node by its `@id`.
    """

    story: Node = field(default_factory=dict)
    page: Node = field(default_factory=dict)
    site: Node = field(default_factory=dict)
    named: Mapping[str, Node] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """Return a member of the story as one line of text; "" if it has none."""
        return text_of(self.story.get(key))

    def things(self, value: Any) -> list[Any]:
        """Return a member's values, at most fifty, references to other nodes followed."""
        values = value if isinstance(value, list) else [value]
        return [self._followed(each) for each in values[:_MOST_VALUES] if each]

    def _followed(self, value: Any) -> Any:
        if isinstance(value, dict) and "name" not in value:
            name = value.get("@id")
            return self.named.get(name, value) if isinstance(name, str) else value
        return value


def linked_data(root: HtmlElement, *, addresses: frozenset[str], titles: list[str]) -> LinkedData:
    """Read a page's JSON-LD.

    addresses: The page's own, as `address_key` folds them; a node that names one is the story's.
    titles: What else the page says its headline is.
    """
    nodes: list[Node] = []
    for block in _blocks(root):
        nodes.extend(_nodes(block, budget=_MOST_NODES - len(nodes)))
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    told = {squeezed(title) for title in titles} - {""}
    stories = [node for node in nodes if _rank(node)]
    story = max(
        stories, key=lambda node: _likeness(node, addresses=addresses, titles=told), default={}
    )
    return LinkedData(
        story=story,
        page=next((node for node in stories if _is_kind(node, _PAGE)), {}),
        site=next((node for node in nodes if _is_kind(node, _PUBLISHERS)), {}),
        named=named,
    )


def text_of(value: Any) -> str:
    """Return a JSON-LD value as one line: itself, its `name`, `@value` or `url`, or its first."""
    for _ in range(4):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = next((value[k] for k in ("name", "@value", "url", "@id") if value.get(k)), "")
        else:
            break
    if not isinstance(value, str):
        # A yes or no is no text, though Python counts it as a number.
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return str(value) if is_number and value else ""
    return _SPACE.sub(" ", unescape(value[:_VALUE_CHARS])).strip()


def address_key(url: str) -> str:
    """Return an address less what two spellings of it differ in: scheme, www, query, last slash."""
    address = url.strip().partition("#")[0].partition("?")[0].partition("://")[2]
    return address.lower().removeprefix("www.").rstrip("/")


def kinds_of(node: Node) -> tuple[str, ...]:
    """Return a node's types in lower case, without the vocabulary's address."""
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return tuple(
        kind.rpartition("/")[2].rpartition(":")[2].lower()
        for kind in kinds[:_MOST_KINDS]
        if isinstance(kind, str)
    )


def _blocks(root: HtmlElement) -> Iterator[Any]:
    left = _MOST_CHARS
    blocks = 0
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        source = script.text or ""
        left -= len(source)
        blocks += 1
        if left < 0 or blocks > _MOST_BLOCKS:
            return
        yield _parsed(source)


def _parsed(source: str) -> Any:
    source = _WRAPPER.sub("", source).strip()
    decoder = json.JSONDecoder(strict=False)
    for attempt in (source, _TRAILING_COMMA.sub("", source) if source else ""):
        try:
            return decoder.raw_decode(attempt)[0]
        except (ValueError, RecursionError):
            continue
    return _picked(source)


def _picked(source: str) -> dict[str, str]:
    """Return the first of each member that matters; the first type of a story."""
    members: dict[str, str] = {}
    for found in _MEMBER.finditer(source):
        key, value = found.groups()
        if key == "@type" and not _rank({"@type": value}):
            continue
        members.setdefault(key, value.replace('\\"', '"').replace("\\/", "/"))
    return {"@type": "Article"} | members if members else {}


def _nodes(block: Any, *, budget: int) -> Iterator[Node]:
    """Return the typed nodes of a block, those nearer to its top first."""
    waiting = deque([(block, 0)])
    left = budget
    while waiting and left > 0:
        value, depth = waiting.popleft()
        left -= 1
        if isinstance(value, dict) and ("@type" in value or "datePublished" in value):
            yield value
        if depth < _DEEPEST and len(waiting) < _MOST_NODES:
            waiting.extend((each, depth + 1) for each in _inner(value))


def _inner(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = [each for key, each in islice(value.items(), _MOST_INNER) if key not in _OTHERS]
    inner = value[:_MOST_INNER] if isinstance(value, list) else []
    return [each for each in inner if isinstance(each, dict | list)]


def _is_kind(node: Node, kinds: tuple[str, ...]) -> bool:
    return any(kind.endswith(kinds) for kind in kinds_of(node))


def _rank(node: Node) -> int:
    """Return how surely a node of this type is the story: 3 its own type .. 1 the page; 0 never."""
    if _is_kind(node, _STORY):
        return 3
    if _is_kind(node, _NEAR_STORY):
        return 2
    return int(_is_kind(node, _PAGE) or "@type" not in node)


def _likeness(node: Node, *, addresses: frozenset[str], titles: set[str]) -> tuple[int, int, int]:
    named = {address_key(text_of(node.get(key))) for key in ("url", "@id")}
    entity = node.get("mainEntityOfPage")
    if isinstance(entity, str | dict):
        own = entity.get("@id") or entity.get("url") if isinstance(entity, dict) else entity
        named.add(address_key(text_of(own)))
    headline = squeezed(text_of(node.get("headline") or node.get("name"))[:_HEADLINE_CHARS])
    is_own = bool(named & addresses) + any(
        headline and (headline in title or title in headline) for title in titles
    )
    return _rank(node), is_own, "datePublished" in node
