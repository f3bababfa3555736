"""The keys of a host rule: type, default, range and meaning of each.

As in `models`, this is the one place where a key is told of. What a rule is good for and how one
is found is told in docs/host-rules.md.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field

from monitor.config.fields import Timezone, or_empty
from monitor.config.kinds import Kind, KnownKeys, Widened

_MOST_HOST: Final = 253  # characters, RFC 1035 2.3.4
_MOST_SELECTORS: Final = 50
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*")


def _check_host(text: str) -> str:
    """Return a host as it is asked for: lower case, in punycode, without `www.`."""
    said = text.strip().lower()
    if "/" in said or ":" in said:
        raise ValueError("should be a host such as news.example, without https:// and path")
    if said.startswith("*."):
        raise ValueError(
            f"should have no *; did you mean {said[2:]}, which has its subdomains too?"
        )
    host = said.rstrip(".").removeprefix("www.")
    try:
        ascii_host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_host = ""
    if len(ascii_host) > _MOST_HOST or not _HOST.fullmatch(ascii_host):
        raise ValueError("should be a host such as news.example")
    return ascii_host


def _check_selector(text: str) -> str:
    from monitor.reading.css import to_xpath

    to_xpath(text)
    return text


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Host = Annotated[
    str,
    AfterValidator(_check_host),
    Kind(noun="host", range="`news.example`, without `www.`", schema={"pattern": r"^[^\s/:*]+$"}),
]
SelectorText = Annotated[
    str,
    AfterValidator(_check_selector),
    Kind(noun="CSS selector", range="up to 500 characters", schema={"pattern": r"\S"}),
]
Selectors = Annotated[
    list[SelectorText],
    Widened(_listed, also={"type": "string"}, noun="CSS selector or list of them"),
    or_empty(list),
    Field(max_length=_MOST_SELECTORS),
]


class HostRuleKeys(KnownKeys):
    """One host rule."""

    hosts: Annotated[
        list[Host],
        Widened(_listed, also={"type": "string"}, noun="host or list of them"),
        Field(min_length=1),
    ] = Field(
        title="one or more hosts",
        description="Whose pages the rule is for. Each stands for its subdomains too; the longest "
        "that fits a page's host counts, and yours come before the program's own.",
    )
    body: Selectors = Field(
        [],
        description="The story's text. Of several selectors the first that finds anything counts; "
        "all that it finds is taken, in the order of the page. Where none finds anything, the "
        "page is read as if there were no rule.",
    )
    lead: Selectors = Field(
        [],
        description="What belongs to the story and stands before the body. Left out where the "
        "body holds or repeats it.",
    )
    title: Selectors = Field(
        [],
        description="The headline: an element's `content`, else its text.",
    )
    date: Selectors = Field(
        [],
        description="When it was published: an element's `datetime` or `content`, else its text.",
    )
    zone: Timezone | None = Field(
        None,
        description="Zone of dates that tell none. `null` leaves it open.",
    )
    author: Selectors = Field(
        [],
        description="Who wrote it; several are joined.",
    )
    remove: Selectors = Field(
        [],
        description="What is taken out of the page before anything else, also where no body is "
        "found. All selectors count. The body itself is never removed.",
    )
