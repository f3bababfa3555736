"""What of all that is looked for stands in one article, and where; made once for each article.

All scorers and bars of all watchlists share it, so that nothing about an article is worked out
twice. It knows no watchlist and gives no value to anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from monitor.matching.lexicon import Lexicon
from monitor.matching.score import Zone, zone_in_text
from monitor.matching.tokens import tokenize
from monitor.model import Article, Span

MAX_SPANS = 50  # for each match

T = TypeVar("T")


class Sightings:
    """What of the lexicon stands in one article, and where.

    title, text: The article's words.
    found, near_the_top: Numbers of the phrases that stand anywhere, and in title or lead.
    """

    def __init__(self, article: Article, lexicon: Lexicon) -> None:
        self.article = article
        self.title, self.text = tokenize(article.title), tokenize(article.text)
        in_title, in_text = (
            lexicon.find(tokens, article.language) for tokens in (self.title, self.text)
        )
        self._fields = (("title", self.title, in_title), ("text", self.text, in_text))
        self._zones = {
            phrase: zone_in_text(self.text.place(*places[0])[0])
            for phrase, places in in_text.items()
        }
        self._zones.update(dict.fromkeys(in_title, Zone.TITLE))
        self._spans: dict[tuple[int, str], list[Span]] = {}
        self._worked_out: dict[Callable[[Any], Any], Any] = {}
        self.found = frozenset(self._zones)
        self.near_the_top = frozenset(p for p, zone in self._zones.items() if zone < Zone.REST)

    def once(self, work_out: Callable[[Sightings], T]) -> T:
        """Return `work_out(self)`, asked for the first time only.

        For what a scorer needs of an article whichever the watchlist: its sentences, its vector.
        """
        if work_out not in self._worked_out:
            self._worked_out[work_out] = work_out(self)
        known: T = self._worked_out[work_out]
        return known

    def zones(self, wanted: Mapping[int, str], hits: Iterable[int]) -> list[tuple[Zone, str]]:
        """Return what is wanted and among the hits as it is written, by its highest zone."""
        best: dict[str, Zone] = {}
        for phrase in hits:
            if phrase in wanted:
                written, zone = wanted[phrase], self._zones[phrase]
                best[written] = min(zone, best.get(written, zone))
        return sorted((zone, written) for written, zone in best.items())

    def spans(self, shown: Iterable[tuple[int, str]]) -> tuple[Span, ...]:
        """Return where phrases stand, title first, in the order of the text; at most MAX_SPANS.

        shown: Phrases with how the watchlist writes them.
        """
        found = {
            (span.field == "text", span.start, span.end, span.term): span
            for phrase, written in shown
            for span in self.spans_of(phrase, written)
        }
        return tuple(found[place] for place in sorted(found)[:MAX_SPANS])

    def spans_of(self, phrase: int, written: str) -> list[Span]:
        """Return where one phrase stands; not to be changed.

        written: How the watchlist writes it, or the term that it fulfils.
        """
        # Watchlists share terms: the places of each are worked out once for an article.
        if (phrase, written) not in self._spans:
            self._spans[phrase, written] = [
                Span(field=field, start=start, end=end, term=written)
                for field, tokens, places in self._fields
                for start, end in (tokens.place(*at) for at in places.get(phrase, ()))
            ]
        return self._spans[phrase, written]
