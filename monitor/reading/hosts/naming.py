"""How an element may be named by a selector that will still fit when the site is built anew.

Names that say what a box is (`itemprop`, test ids, classes made of words) outlive a release;
hashes and numbers that a build or a database made do not, and are never proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml.html import HtmlElement

from monitor.reading.story.vocabulary import FAMILIES, families_of

_ATTRIBUTES: Final = (
    "itemprop", "data-testid", "data-test-id", "data-test", "data-qa", "data-component",
    "data-role", "data-type", "data-module", "data-element", "rel",
)  # fmt: skip
_TELLING_TAGS: Final = frozenset(
    {
        "address",
        "article",
        "aside",
        "button",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "main",
        "nav",
        "time",
    }
)
_WORD: Final = re.compile(r"[A-Za-z](?:[A-Za-z_-]{0,48}[A-Za-z])?")
# `css-1x2y3z`, `sc-bdVaJa`, `jss12`, `_3fGh2`, `svelte-1abc`: made by style tools.
_TAG: Final = re.compile(r"[a-z][a-z0-9]*")
_MADE: Final = re.compile(
    r"(?:css|sc|jss|jsx|emotion|svelte|styled?|makeStyles)-?\w*-?\w*", re.IGNORECASE
)
_MODULE: Final = re.compile(r"([A-Za-z][A-Za-z-]*_{1,2}[A-Za-z][A-Za-z-]*_{2})[\w-]{4,8}")
_PIECE: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SHORT_HASH: Final = re.compile(r"(?=.{4,8}$)[A-Za-z]*[a-z][A-Z]{2,}[A-Za-z]*")  # `etdKEH`
_CONSONANTS: Final = re.compile(r"[^aeiouy_-]{6,}", re.IGNORECASE)
# Of the layout, which is true of many boxes, or of a state that passes.
_VAGUE: Final = re.compile(
    r"(?:is|has|js|ng|group|item|component|section|page|site|main|view|wrap|tag|"
    r"col|row|grid|flex|container|wrapper|inner|outer|clearfix|active|hidden|visible"
    r"|left|right|center|desktop|mobile|text|font|bg|[mp][trblxy]?|w|h|block|box|large|small|medium"
    r"|first|last|odd|even|loaded|lazy)(?:[-_].*)?"
    r"|.*(?:container|wrapper|layout)",
    re.IGNORECASE,
)
_MOST_NAMES: Final = 12  # of one element


def selectors_of(element: HtmlElement) -> Iterator[str]:
    """Give selectors that fit an element, the more telling first."""
    tag = element.tag
    if not _TAG.fullmatch(str(tag)):
        return
    for attribute in _ATTRIBUTES:
        for value in (element.get(attribute) or "").split()[:2]:
            if is_stable(value):
                yield f'{tag}[{attribute}~="{value}"]'
    for name in (element.get("class") or "").split()[:_MOST_NAMES]:
        if is_stable(name):
            yield f"{tag}.{name}"
        elif module := _MODULE.fullmatch(name):
            yield f'{tag}[class*="{module[1]}"]'
    name = element.get("id") or ""
    if is_stable(name):
        yield f"{tag}#{name}"
    if tag in _TELLING_TAGS:
        yield tag


def is_stable(name: str) -> bool:
    """Say whether a class, id or the like is made of words, as a person would write it."""
    if not _WORD.fullmatch(name) or _MADE.fullmatch(name) or _CONSONANTS.search(name):
        return False
    if _SHORT_HASH.fullmatch(name):
        return False
    pieces = _PIECE.findall(name)
    # camelCase has long pieces, a hash such as `bdVaJa` short ones.
    return sum(map(len, pieces)) >= 2.5 * len(pieces)


def is_vague(selector: str) -> bool:
    """Say whether a selector names the layout and not what the box is for."""
    names = _names_in(selector)
    return not names or bool(_VAGUE.fullmatch(names))


def worth(selector: str, wanted: str) -> float:
    """Say how far a selector is to be preferred to others that find as much, -0.06..0.04.

    wanted: The family of names (`story.vocabulary`) that says what is looked for.
    """
    names = _names_in(selector)
    if not names:
        return -0.03  # a bare tag
    bonus = 0.02 if "[" in selector and "class*" not in selector else 0.0
    if is_of(names, wanted):
        bonus += 0.02
    return bonus - (0.06 if _VAGUE.fullmatch(names) else 0.0)


def _names_in(selector: str) -> str:
    if "[" in selector:
        return selector.partition('"')[2].partition('"')[0]
    return selector.partition(".")[2] or selector.partition("#")[2]


def is_of(names: str, *families: str) -> bool:
    """Say whether names are of one of these families."""
    found = families_of(names)
    return any(found >> FAMILIES.index(family) & 1 for family in families)
