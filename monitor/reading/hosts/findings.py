"""What comes of trying a rule on a page, and of comparing pages for a new one: values only.

Apart from what makes them, so that who shows them need not load the parsers of pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from monitor.model import ExtractedPage
from monitor.reading.given import HostRuleSpec

FEWEST_PAGES: Final = 3  # to propose a rule from; what two have in common may be chance
MOST_PAGES: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a key's selectors find.

    text: Of the first element, cut short.
    characters: Of all elements together.
    """

    key: str
    elements: int
    text: str
    characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTrial:
    """A page read twice.

    origin: Where the rule stands.
    """

    url: str
    host: str
    origin: str
    findings: tuple[Finding, ...]
    ruled: ExtractedPage
    plain: ExtractedPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """One selector, and what speaks for it.

    pages: On how many pages it finds something.
    why: More, for people; "" if there is no more.
    """

    key: str
    selector: str
    pages: int
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A proposed rule."""

    host: str
    pages: int
    proposed: tuple[Proposed, ...]

    @property
    def spec(self) -> HostRuleSpec:
        """Return it as a rule."""
        selectors: dict[str, tuple[str, ...]] = {}
        for each in self.proposed:
            selectors[each.key] = (*selectors.get(each.key, ()), each.selector)
        return HostRuleSpec(hosts=(self.host,), selectors=tuple(selectors.items()))
