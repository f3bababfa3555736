"""One publisher's rule, ready to be asked about a page.

It chooses elements; what is made of their text is for `reading.extract`. What it takes out is held
within bounds, so that a slip in a rule, or a new template, costs some lines and not the story.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC
from typing import Any, Final
from zoneinfo import ZoneInfo

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from monitor.errors import ConfigError
from monitor.reading.css import to_xpath
from monitor.reading.dates import Moment, read_moment
from monitor.reading.given import HostRuleSpec

KEYS: Final = ("body", "lead", "title", "date", "author", "remove")
_MOST_SHARE: Final = 0.5  # of a page's text that one removed element may hold


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRule:
    """A publisher's rule.

    hosts: Host names without `www.`; each stands for its subdomains, too.
    selectors: By key; of several, the first that finds anything counts, save for `remove`.
    zone: Of dates that tell none; None if that is not known.
    origin: Where it stands: a file of ours, or file and line of the user's.
    """

    hosts: tuple[str, ...]
    selectors: Mapping[str, Sequence[etree.XPath]]
    zone: ZoneInfo | None = None
    origin: str = ""

    def chosen(self, key: str, root: HtmlElement) -> list[HtmlElement]:
        """Return the elements of a page that a key names, outermost only, in their order."""
        for selector in self.selectors.get(key, ()):
            if found := outermost(selector, root):
                return found
        return []

    def prune(self, root: HtmlElement) -> None:
        """Take out of a page what the rule removes; the text after it stays."""
        for each in self.removed(root):
            for element in each:
                if element.getparent() is not None:
                    element.drop_tree()

    def removed(self, root: HtmlElement) -> list[list[HtmlElement]]:
        """Return what each selector of `remove` would take out of a page.

        Never the page itself, what holds the body's longest element, or, where no body is found,
        what holds more than half of the page's text.
        """
        selectors = self.selectors.get("remove", ())
        if not selectors:
            return []
        kept = {root, *root.iter("body")}
        bodies = self.chosen("body", root)
        if bodies:  # the others may be of teasers
            longest = max(bodies, key=_length)
            kept |= {longest, *longest.iterancestors()}
        most = None if bodies else _MOST_SHARE * _length(root)
        return [
            [
                element
                for element in outermost(selector, root)
                if element not in kept and (most is None or _length(element) <= most)
            ]
            for selector in selectors
        ]

    def article(self, root: HtmlElement) -> HtmlElement | None:
        """Return a page of its own that has nothing but the body; None if there is no body."""
        bodies = self.chosen("body", root)
        if not bodies:
            return None
        page: HtmlElement = document_fromstring("<html><body><article></article></body></html>")
        for body in bodies:
            copy = deepcopy(body)
            copy.tail = None
            page[0][0].append(copy)
        return page

    def published(self, root: HtmlElement) -> Moment | None:
        """Return the first date that can be read of those the rule finds; None if there is none.

        One that tells no zone is in the rule's, else in UTC.
        """
        for element in self.chosen("date", root):
            said = element.get("datetime") or element.get("content")
            text = said or " ".join("".join(element.itertext()).split())
            if (moment := read_moment(text, zone=self.zone or UTC)) is not None:
                return moment
        return None

    def lead(self, root: HtmlElement) -> list[HtmlElement]:
        """Return the elements of the lead that stand outside the body."""
        bodies = set(self.chosen("body", root))
        return [
            element
            for element in self.chosen("lead", root)
            if element not in bodies and bodies.isdisjoint(element.iterancestors())
        ]


def compile_rule(spec: HostRuleSpec) -> HostRule:
    """Make a rule that can be asked; raise ConfigError where a selector or the zone is none."""
    where = spec.origin or ", ".join(spec.hosts)
    try:
        return HostRule(
            hosts=spec.hosts,
            selectors={
                key: tuple(etree.XPath(to_xpath(css)) for css in listed)
                for key, listed in spec.selectors
            },
            zone=ZoneInfo(spec.zone) if spec.zone else None,
            origin=spec.origin,
        )
    except (ValueError, etree.XPathError, KeyError, OSError) as error:  # KeyError: no such zone
        raise ConfigError(f"host rule {where}: {error}") from error


def outermost(selector: etree.XPath, root: HtmlElement) -> list[HtmlElement]:
    """Return what a selector finds on a page, without what stands within another of it."""
    found: Any = selector(root)  # of elements, since it was made of CSS
    elements = [each for each in found if isinstance(each, HtmlElement)] if found else []
    chosen = set(elements)
    return [element for element in elements if chosen.isdisjoint(element.iterancestors())]


def _length(element: HtmlElement) -> int:
    """Count the characters of an element's text, without white space at its ends."""
    return sum(len(text.strip()) for text in element.itertext())
