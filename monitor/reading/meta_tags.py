"""A page's `<meta>` tags, read once: what publishers declare for search engines and networks.

The same name comes as `property`, `name` or `itemprop`, in any case. Bounded, since a hostile
page may hold a hundred thousand of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

_MOST_TAGS = 2_000
_MOST_VALUES = 20
_VALUE_CHARS = 5_000


@dataclass(frozen=True, slots=True)
class MetaTags:
    """Contents by lower-case name, in the page's order; none of them is empty."""

    by_name: Mapping[str, tuple[str, ...]]

    def all(self, *names: str) -> Iterator[str]:
        """Return the contents of these names, in the order of the names."""
        for name in names:
            yield from self.by_name.get(name, ())

    def first(self, *names: str) -> str:
        """Return the first content under the first of these names that has one, else ""."""
        return next(self.all(*names), "")

    def squeezed(self, *names: str) -> Iterator[str]:
        """Return the contents of names that are given as their letters and digits alone."""
        by_name: dict[str, list[str]] = {}
        for name, values in self.by_name.items():
            by_name.setdefault("".join(filter(str.isalnum, name)), []).extend(values)
        for name in names:
            yield from by_name.get(name, ())


def meta_tags(root: HtmlElement) -> MetaTags:
    """Read a page's meta tags; those beyond the first 2,000 are not looked at."""
    found: dict[str, list[str]] = {}
    for tag in islice(root.iter("meta"), _MOST_TAGS):
        content = (tag.get("content") or "")[:_VALUE_CHARS].strip()
        if not content:
            continue
        for attribute in ("property", "name", "itemprop"):
            name = (tag.get(attribute) or "").strip().lower()
            values = found.setdefault(name, []) if name else []
            if len(values) < _MOST_VALUES:
                values.append(content)
    return MetaTags({name: tuple(values) for name, values in found.items()})
