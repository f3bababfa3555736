"""One publisher's rule: read from YAML, checked, and asked about a page.

Selectors come from our own files, so that a wrong one is a mistake of ours and told when the rule
is read. It chooses elements; what is made of their text is for `reading.extract`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import yaml
from cssselect import HTMLTranslator, SelectorError
from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from monitor.errors import ConfigError

_KEYS = ("body", "lead", "title", "date", "author", "remove")
_TRANSLATOR = HTMLTranslator()


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRule:
    """A publisher's rule.

    hosts: Host names without `www.`; each stands for its subdomains, too.
    selectors: By key; of several, the first that finds anything counts, save for `remove`.
    """

    hosts: tuple[str, ...]
    selectors: Mapping[str, Sequence[etree.XPath]]

    def chosen(self, key: str, root: HtmlElement) -> list[HtmlElement]:
        """Return the elements of a page that a key names, outermost only, in their order."""
        for selector in self.selectors.get(key, ()):
            if found := _outermost(selector, root):
                return found
        return []

    def prune(self, root: HtmlElement) -> None:
        """Take out of a page what the rule removes; the text after it stays."""
        for selector in self.selectors.get("remove", ()):
            for element in _outermost(selector, root):
                if element.getparent() is not None:
                    element.drop_tree()

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

    def lead(self, root: HtmlElement) -> list[HtmlElement]:
        """Return the elements of the lead that stand outside the body."""
        bodies = set(self.chosen("body", root))
        return [
            element
            for element in self.chosen("lead", root)
            if element not in bodies and bodies.isdisjoint(element.iterancestors())
        ]


def parse_rule(text: str, *, name: str) -> HostRule:
    """Read a rule.

    name: Of its file, for messages.
    Raises ConfigError that tells every mistake, each with its key.
    """
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        told_why = " ".join(str(error).split())
        raise ConfigError(f"host rule {name} is not YAML: {told_why}") from error
    keys: dict[Any, Any] = told if isinstance(told, dict) else {}
    hosts = _texts(keys.pop("hosts", None))
    problems = [] if hosts else ["hosts: should be a list of host names"]
    selectors: dict[str, list[etree.XPath]] = {}
    for key, value in keys.items():
        if key not in _KEYS:
            problems.append(f"{key}: should be one of hosts, {', '.join(_KEYS)}")
            continue
        if not _texts(value):
            problems.append(f"{key}: should be a CSS selector or a list of them")
        selectors[key] = list(_compiled(key, _texts(value), problems))
    if problems:
        raise ConfigError(f"host rule {name} has {len(problems)} problem(s)", problems)
    return HostRule(
        hosts=tuple(host.lower().removeprefix("www.") for host in hosts), selectors=selectors
    )


def _texts(value: object) -> list[str]:
    """Return a text, or a list of texts, as a list; an empty one for anything else."""
    listed = value if isinstance(value, list) else [value]
    texts = [one for one in listed if isinstance(one, str) and one.strip()]
    return texts if len(texts) == len(listed) else []


def _compiled(key: str, texts: Sequence[str], problems: list[str]) -> Iterator[etree.XPath]:
    for text in texts:
        try:
            yield etree.XPath(_TRANSLATOR.css_to_xpath(text))
        except (SelectorError, etree.XPathSyntaxError) as error:
            problems.append(f"{key}: {text!r} is not a CSS selector: {error}")


def _outermost(selector: etree.XPath, root: HtmlElement) -> list[HtmlElement]:
    found: Any = selector(root)  # of elements, since it was made of CSS
    elements = [each for each in found if isinstance(each, HtmlElement)] if found else []
    chosen = set(elements)
    return [element for element in elements if chosen.isdisjoint(element.iterancestors())]
