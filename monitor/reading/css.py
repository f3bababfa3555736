"""The CSS selectors of host rules: read, held within bounds, and turned to XPath.

Without lxml, because the daemon checks a user's rules and loads no parser of pages. A selector
that would choose a whole page is refused: in `remove` such a slip would cost every story.
"""

from __future__ import annotations

from typing import Any, Final

from cssselect import HTMLTranslator, SelectorError, parse
from cssselect.parser import Element, Selector

MOST_CHARACTERS: Final = 500  # of one selector
_MOST_PARTS: Final = 40  # names, classes and the like in one selector; each is a step of a search
_TRANSLATOR: Final = HTMLTranslator()
_WHOLE: Final = frozenset({None, "html", "head", "body"})
_EVERYWHERE: Final = frozenset(
    {"class", "dir", "id", "lang", "style"}
)  # attributes that html has too


def to_xpath(css: str) -> str:
    """Return the XPath of a selector, or of several with commas between.

    `:contains("...")` is understood too. Raises ValueError with words that finish the sentence
    "this key ...": no CSS, too long, or one that would choose the whole page.
    """
    if len(css) > MOST_CHARACTERS:
        raise ValueError(f"should be at most {MOST_CHARACTERS} characters; make two of it")
    try:
        selectors = parse(css)
        for selector in selectors:
            _refuse(selector)
        return _TRANSLATOR.css_to_xpath(css)
    except SelectorError as error:
        raise ValueError(f"should be a CSS selector; {error}") from None
    except RecursionError:
        raise ValueError("should be a simpler CSS selector") from None


def _refuse(selector: Selector) -> None:
    if selector.pseudo_element is not None:
        raise ValueError("should name an element; ::before and the like are none")
    parts = _parts(selector.parsed_tree)
    if len(parts) > _MOST_PARTS:
        raise ValueError("should be a simpler CSS selector")
    if any(isinstance(part, Element) and part.namespace for part in parts):
        raise ValueError("should be a CSS selector without namespaces")
    if _may_be_whole_page(selector.parsed_tree):
        raise ValueError("should not choose the whole page; name a class, an id or a tag in it")


def _parts(tree: Any) -> list[Any]:
    """Return every piece of a parsed selector, also of those within `:not()`, `:has()`, `:is()`."""
    found, waiting = [], [tree]
    while waiting:
        piece = waiting.pop()
        found.append(piece)
        for name in ("selector", "subselector", "parsed_tree"):
            inner = getattr(piece, name, None)
            if inner is not None and hasattr(inner, "canonical"):
                waiting.append(inner)
        waiting += getattr(piece, "selector_list", ())
        if type(piece).__name__ == "Relation":
            waiting += [inner for _combinator, inner in piece.arguments]
    return found


def _may_be_whole_page(tree: Any) -> bool:
    """Say whether a selector fits `html` or `body`, or all that stands in them."""
    kind = type(tree).__name__
    if kind == "Element":
        return (tree.element and tree.element.lower()) in _WHOLE
    if kind == "CombinedSelector":
        return _may_be_whole_page(tree.subselector) and _may_be_whole_page(tree.selector)
    if kind == "Matching" and not any(map(_may_be_whole_page, tree.selector_list)):
        return False
    if kind in {"Class", "Hash"} or (kind == "Attrib" and _narrows(tree)):
        return _names_whole_page(tree.selector)
    return _may_be_whole_page(tree.selector)


def _narrows(attribute: Any) -> bool:
    return attribute.operator != "exists" or attribute.attrib.lower() not in _EVERYWHERE


def _names_whole_page(tree: Any) -> bool:
    while not isinstance(tree, Element):
        tree = tree.selector
    return (tree.element or "").lower() in _WHOLE
