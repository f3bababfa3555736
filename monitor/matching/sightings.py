"""What of all that is looked for stands in one article, and where; made once for each article.

All scorers and bars of all watchlists share it, so that nothing about an article is worked out
twice. It knows no watchlist and gives no value to anything.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import unquote

from monitor.matching.condition import Nearness
from monitor.matching.lexicon import Lexicon, Places
from monitor.matching.nearness import Place, near
from monitor.matching.query.tree import TEXT, TOP, WORDS, Where
from monitor.matching.query.values import sites_of
from monitor.matching.score import Zone, zone_in_text
from monitor.matching.tokens import Tokens, tokenize
from monitor.model import Article, Span

MAX_SPANS = 50  # for each match

T = TypeVar("T")
Shown = tuple[int, str] | Span
"""What a match shows: a phrase with how the watchlist writes it, or one place of one."""


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
        self._lexicon = lexicon
        self._spans: dict[tuple[int, str], list[Span]] = {}
        self._worked_out: dict[Callable[[Any], Any], Any] = {}
        self.found = frozenset(self._zones)
        self.near_the_top = frozenset(p for p, zone in self._zones.items() if zone < Zone.REST)
        self._standing: dict[int, frozenset[Hashable]] = {
            int(WORDS): self.found,
            int(WORDS & TOP): self.near_the_top,
        }

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

    def standing(self, where: int) -> frozenset[Hashable]:
        """Return what stands in parts of the article: numbers of phrases, facts as pairs.

        Worked out when first asked for: most watchlists look at title and text alone.

        where: Bits of `Where`, of which words and facts do not mix.
        """
        if where not in self._standing:
            self._standing[where] = frozenset(self._stands(where))
        return self._standing[where]

    def is_near(self, nearness: Nearness, within: int) -> bool:
        """Say whether phrases stand near each other, in title or text, within a part."""
        return any(True for _ in self._chains(nearness, within))

    def spans_near(self, nearness: Nearness, shown: Mapping[int, str]) -> list[Span]:
        """Return where phrases stand that are near each other.

        shown: What a span says was found, by phrase.
        """
        return [
            Span(field=field, start=start, end=end, term=shown[phrase])
            for field, tokens, chain in self._chains(nearness, nearness.where)
            for first, last, phrase in sorted({place for part in chain for place in part})
            for start, end in [tokens.place(first, last)]
        ]

    def spans_within(self, phrase: int, written: str, where: int) -> list[Span]:
        """Return where one phrase stands in some parts of title and text alone."""
        return [
            span
            for span in self.spans_of(phrase, written)
            if where & (Where.TITLE if span.field == "title" else _ZONES[zone_in_text(span.start)])
        ]

    def spans(self, shown: Iterable[Shown]) -> tuple[Span, ...]:
        """Return where phrases stand, title first, in the order of the text; at most MAX_SPANS.

        shown: Phrases with how the watchlist writes them, or places that were chosen already.
        """
        found = {
            (span.field == "text", span.start, span.end, span.term): span
            for each in shown
            for span in ([each] if isinstance(each, Span) else self.spans_of(*each))
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
                for start, end in (
                    tokens.place(*at) for at in islice(places.get(phrase, ()), MAX_SPANS)
                )
            ]
        return self._spans[phrase, written]

    def _stands(self, where: int) -> Iterable[Hashable]:
        article = self.article
        if where & Where.FACTS:
            sites = {*sites_of(article.url), *sites_of(article.final_url)}
            return [("lang", primary(article.language)), *(("site", site) for site in sites)]
        if where & Where.URL:
            addresses = [unquote(url) for url in (article.url, article.final_url) if url]
            return [phrase for each in addresses for phrase in self._lexicon.find(tokenize(each))]
        if where & Where.AUTHOR:
            return self._lexicon.find(tokenize(article.author or ""))
        return [phrase for _, _, places in self._within(where) for phrase in places]

    def _within(self, where: int) -> Iterator[tuple[str, Tokens, Places]]:
        """Give title and text with what stands in the wanted parts of them."""
        for field, tokens, places in self._fields:
            part = where & (Where.TITLE if field == "title" else TEXT)
            if part == Where.LEAD:
                yield field, tokens, self._in_lead(places)
            elif part:
                yield field, tokens, places

    def _in_lead(self, places: Places) -> Places:
        kept = {
            phrase: [at for at in found if zone_in_text(self.text.place(*at)[0]) is Zone.LEAD]
            for phrase, found in places.items()
        }
        return {phrase: found for phrase, found in kept.items() if found}

    def _chains(
        self, nearness: Nearness, within: int
    ) -> Iterator[tuple[str, Tokens, list[list[Place]]]]:
        for field, tokens, places in self._within(nearness.where & within):
            parts = [
                sorted((*at, phrase) for phrase in part & places.keys() for at in places[phrase])
                for part in nearness.parts
            ]
            if chain := near(parts, nearness.gaps):
                yield field, tokens, chain


_ZONES = {Zone.LEAD: Where.LEAD, Zone.REST: Where.REST}


def primary(language: str | None) -> str:
    """Return a tag's primary subtag in lower case (RFC 5646 2.2.1); "" for none."""
    return (language or "").replace("_", "-").partition("-")[0].lower()
