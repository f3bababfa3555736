"""Match an article with all watchlists at once.

Every word, phrase and prefix of all watchlists goes into one lexicon; the article is cut into
words once, and only watchlists of which something was found are looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from monitor.matching import score
from monitor.matching.condition import Condition, condition_of
from monitor.matching.lexicon import Lexicon
from monitor.matching.query import Phrase, parse, phrase_of, sought
from monitor.matching.score import Zone
from monitor.matching.tokens import tokenize
from monitor.model import Article, Match, Part, Span, Term, Watchlist

MAX_SPANS = 50  # for each match


@dataclass(frozen=True, slots=True)
class _Profile:
    """A watchlist as the matcher looks at it.

    query: None if there is none.
    operands, terms, exclude: Numbers of the phrases that the query wants to be there, that fulfil
        a term, and that bar, each with how the watchlist writes it (a term for its aliases).
    """

    watchlist: Watchlist
    languages: frozenset[str]
    query: Condition | None
    operands: Mapping[int, str]
    terms: Mapping[int, str]
    exclude: Mapping[int, str]


class _Sightings:
    """What of the lexicon stands in one article, and where.

    found, near_the_top: Numbers of the phrases that stand anywhere, and in title or lead.
    """

    def __init__(self, article: Article, lexicon: Lexicon) -> None:
        title, text = tokenize(article.title), tokenize(article.text)
        in_title, in_text = lexicon.find(title), lexicon.find(text)
        self._fields = (("title", title, in_title), ("text", text, in_text))
        self._zones = {
            phrase: score.zone_in_text(text.place(*places[0])[0])
            for phrase, places in in_text.items()
        }
        self._zones.update(dict.fromkeys(in_title, Zone.TITLE))
        self._spans: dict[tuple[int, str], list[Span]] = {}
        self.found = frozenset(self._zones)
        self.near_the_top = frozenset(p for p, zone in self._zones.items() if zone < Zone.REST)

    def zones(self, wanted: Mapping[int, str], hits: Iterable[int]) -> list[tuple[Zone, str]]:
        """Return what is wanted and among the hits as it is written, by its highest zone."""
        best: dict[str, Zone] = {}
        for phrase in hits:
            if phrase in wanted:
                written, zone = wanted[phrase], self._zones[phrase]
                best[written] = min(zone, best.get(written, zone))
        return sorted((zone, written) for written, zone in best.items())

    def spans(self, shown: Iterable[tuple[int, str]]) -> tuple[Span, ...]:
        """Return where phrases stand, title first, in the order of the text.

        shown: Phrases with how the watchlist writes them.
        """
        found = {
            (span.field == "text", span.start, span.end, span.term): span
            for phrase, written in shown
            for span in self._spans_of(phrase, written)
        }
        return tuple(found[place] for place in sorted(found)[:MAX_SPANS])

    def _spans_of(self, phrase: int, written: str) -> list[Span]:
        # Watchlists share terms: the places of each are worked out once for an article.
        if (phrase, written) not in self._spans:
            self._spans[phrase, written] = [
                Span(field=field, start=start, end=end, term=written)
                for field, tokens, places in self._fields
                for start, end in (tokens.place(*at) for at in places.get(phrase, ()))
            ]
        return self._spans[phrase, written]


class Matcher:
    """All enabled watchlists, ready to be matched; see `compile_watchlists`."""

    def __init__(self, profiles: Sequence[_Profile], lexicon: Lexicon) -> None:
        self._profiles = tuple(profiles)
        self._lexicon = lexicon
        owners: defaultdict[int, list[int]] = defaultdict(list)
        for place, profile in enumerate(profiles):
            for phrase in profile.operands.keys() | profile.terms.keys():
                owners[phrase].append(place)
        self._owners = dict(owners)

    def match(self, article: Article) -> tuple[Match, ...]:
        """Return what each watchlist makes of `article`, in the watchlists' order.

        A watchlist whose query does not hold and of whose terms none was found has no match,
        which means a score of 0 and the verdict none. One that was found and then brought to 0
        by an excluded term or the language has a match that says so.
        """
        seen = _Sightings(article, self._lexicon)
        hits: defaultdict[int, list[int]] = defaultdict(list)
        for phrase in seen.found:
            for place in self._owners.get(phrase, ()):
                hits[place].append(phrase)
        matches = (
            _match(self._profiles[place], hits[place], article, seen) for place in sorted(hits)
        )
        return tuple(match for match in matches if match is not None)


def compile_watchlists(watchlists: Sequence[Watchlist]) -> Matcher:
    """Make a matcher of the enabled ones of `watchlists`.

    Raises QuerySyntaxError if a query cannot be read; a term without a letter or digit is never
    found.
    """
    numbers: dict[Phrase, int] = {}
    profiles = [_profile(watchlist, numbers) for watchlist in watchlists if watchlist.enabled]
    return Matcher(profiles, Lexicon(numbers))


def _profile(watchlist: Watchlist, numbers: dict[Phrase, int]) -> _Profile:
    def number(phrase: Phrase) -> int:
        return numbers.setdefault(phrase, len(numbers))

    root = parse(watchlist.query).root if watchlist.query is not None else None
    operands = sought(root) if root is not None else ()
    return _Profile(
        watchlist=watchlist,
        languages=frozenset(map(_primary, watchlist.languages)),
        query=condition_of(root, number) if root is not None else None,
        operands={number(operand.phrase): operand.written for operand in operands},
        terms={number(phrase): written for phrase, written in _phrases(watchlist.terms)},
        exclude={number(phrase): written for phrase, written in _phrases(watchlist.exclude)},
    )


def _phrases(terms: Sequence[Term]) -> list[tuple[Phrase, str]]:
    """Return the phrases of terms and aliases, each once, so that none counts twice."""
    first: dict[Phrase, str] = {}
    for term in terms:
        for name in (term.text, *(alias for _, aliases in term.aliases for alias in aliases)):
            phrase = phrase_of(name)
            if phrase is not None:
                first.setdefault(phrase, term.text)
    return list(first.items())


def _match(
    profile: _Profile, hits: Sequence[int], article: Article, seen: _Sightings
) -> Match | None:
    query = _query_part(profile.query, seen)
    zones = seen.zones(profile.terms, hits)
    if query is None and not zones:
        return None
    parts = [score.term_part(written, zone) for zone, written in zones]
    shown = [(phrase, profile.terms[phrase]) for phrase in hits if phrase in profile.terms]
    if query is not None:
        parts.insert(0, query)
        operands = profile.operands
        shown += [(phrase, operands[phrase]) for phrase in hits if phrase in operands]
    reached = score.combine(part.value for part in parts)
    barring = _barring_parts(profile, article, seen)
    if barring:
        reached = 0.0
        shown += [
            (phrase, profile.exclude[phrase]) for phrase in seen.found & profile.exclude.keys()
        ]
    watchlist = profile.watchlist
    return Match(
        watchlist_id=watchlist.id,
        score=reached,
        verdict=score.decide(
            reached, threshold=watchlist.threshold, near_miss_margin=watchlist.near_miss_margin
        ),
        parts=(*parts, *barring),
        spans=seen.spans(shown),
    )


def _query_part(query: Condition | None, seen: _Sightings) -> Part | None:
    if query is None or not query.holds(seen.found):
        return None
    return score.query_part(near_the_top=query.holds(seen.near_the_top))


def _barring_parts(profile: _Profile, article: Article, seen: _Sightings) -> list[Part]:
    """Say what brings the score to 0; nothing if nothing does."""
    barring: list[Part] = []
    if profile.languages and article.language:
        language = _primary(article.language)
        if language not in profile.languages:
            barring.append(score.language_part(language, profile.languages))
    excluded = seen.zones(profile.exclude, seen.found & profile.exclude.keys())
    return barring + [score.exclude_part(written, zone) for zone, written in excluded]


def _primary(language: str) -> str:
    """Return a tag's primary subtag in lower case (RFC 5646 2.2.1)."""
    return language.replace("_", "-").partition("-")[0].lower()
