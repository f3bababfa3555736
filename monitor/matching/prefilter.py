"""Say cheaply which texts a query cannot hold on, so that only the others are cut into words.

For looking through many stored articles with one query. A word that stands in a text stands in the
folded text letter for letter; where it does not, the word is not there. The answer "it may hold"
can be wrong, "it cannot hold" never is.
"""

from __future__ import annotations

from collections.abc import Callable

from monitor.matching.arabic import with_clitics
from monitor.matching.fold import fold
from monitor.matching.query import Kind, Node, Operand, parse

_May = Callable[[str], bool]


def prefilter(query: str) -> Callable[[str, str], bool]:
    """Return a function of title and text that is false only where `query` cannot hold.

    Raises QuerySyntaxError if the query cannot be read.
    """
    may_hold = _may_hold(parse(query).root)
    return lambda title, text: may_hold(fold(f"{title}\n{text}").text)


def _may_hold(node: Node) -> _May:
    if isinstance(node, Operand):
        return _may_stand(node)
    if node.kind is Kind.NOT:
        return lambda _folded: True  # what may stand may as well not
    parts = [_may_hold(part) for part in node.parts]
    if node.kind is Kind.AND:
        return lambda folded: all(may(folded) for may in parts)
    return lambda folded: any(may(folded) for may in parts)


def _may_stand(operand: Operand) -> _May:
    first, *rest = operand.phrase.words
    forms = with_clitics(first)
    if all(first in form for form in forms):
        forms = (first,)
    longest = max(rest, key=len, default="")
    return lambda folded: longest in folded and any(form in folded for form in forms)
