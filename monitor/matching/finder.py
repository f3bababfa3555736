"""Find the articles on which one query holds, among many.

A word that stands in a text stands in the folded text letter for letter, so most texts are passed
over before they are cut into words. That they may hold can be wrong, that they cannot never is.
"""

from __future__ import annotations

from collections.abc import Callable

from monitor.matching.clitics import with_clitics
from monitor.matching.compiled import compile_watchlists
from monitor.matching.fold import fold, folded_letters
from monitor.matching.inflection import in_all_forms
from monitor.matching.query import Fact, Kind, Near, Node, Operand, parse
from monitor.matching.query.tree import WORDS
from monitor.model import Article, ChannelName, Match, WatchlistId
from monitor.watchlist import Watchlist

_Has = Callable[[str], bool]
_May = Callable[[_Has], bool]


class Finder:
    """One query, ready to be held against articles as a watchlist's would be.

    Raises QuerySyntaxError if the query cannot be read.
    """

    def __init__(self, query: str) -> None:
        self._may_hold = _may_hold(parse(query).root)
        self._matcher = compile_watchlists(
            [
                Watchlist(
                    id=WatchlistId("search"), title="", channel=ChannelName("search"), query=query
                )
            ]
        )

    def find(self, title: str, text: str, *, language: str | None = None) -> Match | None:
        """Return where the query's words stand if it holds on the article, else None.

        language: What it is written in, which says which words are forms of one.
        """
        if not self._may_hold_on(f"{title}\n{text}"):
            return None
        matches = self._matcher.match(Article(id="", title=title, text=text, language=language))
        return matches[0] if matches else None

    def _may_hold_on(self, whole: str) -> bool:
        if not whole.isascii():
            letters = folded_letters(whole)
            if letters is not None and not self._may_hold(letters.issuperset):
                return False
        return self._may_hold(fold(whole).text.__contains__)


def _may_hold(node: Node) -> _May:
    """Return whether a query may hold, given what says of a folded word whether it may stand."""
    if isinstance(node, Operand):
        return _may_stand(node) if node.where & WORDS else lambda _has: True
    if isinstance(node, Fact):
        return lambda _has: True  # nothing that the words tell
    if isinstance(node, Near):
        alternatives = [[_may_stand(each) for each in part] for part in node.parts]
        return lambda has: all(any(may(has) for may in part) for part in alternatives)
    if node.kind is Kind.NOT:
        return lambda _has: True  # what may stand may as well not
    parts = [_may_hold(part) for part in node.parts]
    if node.kind is Kind.AND:
        return lambda has: all(may(has) for may in parts)
    return lambda has: any(may(has) for may in parts)


def _may_stand(operand: Operand) -> _May:
    phrase = operand.phrase
    if phrase.bends:
        shared = [in_all_forms(word) for word in phrase.words]
        return lambda has: all(map(has, shared))
    first, *rest = phrase.words
    forms = with_clitics(first)
    if all(first in form for form in forms):
        forms = (first,)
    longest = max(rest, key=len, default="")
    return lambda has: has(longest) and any(has(form) for form in forms)
