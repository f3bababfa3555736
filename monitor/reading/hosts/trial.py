"""Try a rule on a page: what its selectors find, and what the page is with and without it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml.html import HtmlElement

from monitor.errors import PermanentError
from monitor.reading.charset import decode_page
from monitor.reading.extract import extract_page
from monitor.reading.given import PageBytes
from monitor.reading.hosts import rule_for, with_only
from monitor.reading.hosts.findings import Finding, RuleTrial
from monitor.reading.hosts.rule import KEYS, HostRule
from monitor.reading.hosts.sample import text_of, with_address
from monitor.reading.parse import parse_page
from monitor.rules.articles import host_of

_SHOWN_CHARS: Final = 200


def try_rule(source: PageBytes) -> RuleTrial:
    """Read a page by its host's rule, and without one.

    Raises PermanentError with reason `no_host` or `no_rule`, UnreadableError for no page.
    """
    source = with_address(source)
    host = host_of(source.url)
    if not host:
        raise PermanentError("the page does not say where it is from; give --url", reason="no_host")
    rule = rule_for(host)
    if rule is None:
        raise PermanentError(
            f"there is no rule for {host}; `news-monitor hosts suggest` proposes one",
            reason="no_rule",
        )
    with with_only():
        plain = extract_page(source.body, content_type=source.content_type, url=source.url)
    ruled = extract_page(source.body, content_type=source.content_type, url=source.url)
    root = parse_page(decode_page(source.body, content_type=source.content_type))
    return RuleTrial(
        url=source.url or "",
        host=host,
        origin=rule.origin,
        findings=tuple(_findings(rule, root)),
        ruled=ruled,
        plain=plain,
    )


def _findings(rule: HostRule, root: HtmlElement) -> Iterator[Finding]:
    """Tell first of what is removed, since the others are looked for in what is left."""
    if "remove" in rule.selectors:
        yield _finding("remove", [each for found in rule.removed(root) for each in found])
        rule.prune(root)
    for key in KEYS:
        if key in rule.selectors and key != "remove":
            yield _finding(key, rule.lead(root) if key == "lead" else rule.chosen(key, root))


def _finding(key: str, elements: list[HtmlElement]) -> Finding:
    texts = [
        element.get("content") or element.get("datetime") or text_of(element)
        for element in elements
    ]
    return Finding(
        key=key,
        elements=len(elements),
        text=texts[0][:_SHOWN_CHARS] if texts else "",
        characters=sum(map(len, texts)),
    )
