"""Match an article with all watchlists at once.

Every word, phrase and prefix of all watchlists goes into one lexicon; the article is cut into
words once, and only watchlists of which something was found are looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from monitor.matching import score
from monitor.matching.lexicon import Lexicon
from monitor.matching.query import Kind, Node, Operand, Phrase, operands, parse, phrase_of
from monitor.matching.score import Zone
from monitor.matching.tokens import tokenize
from monitor.model import Article, Match, Part, Span, Term, Watchlist

MAX_SPANS = 50  # for each match


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A term or operand as written, and the numbers of the phrases that fulfil it."""

    written: str
    phrases: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Branch:
    """A query's operator with its parts; a leaf is a phrase's number."""

    kind: Kind
    parts: tuple[_Branch | int, ...]


@dataclass(frozen=True, slots=True)
class _Profile:
    """A watchlist as the matcher looks at it."""

    watchlist: Watchlist
    languages: frozenset[str]
    query: _Branch | int | None
    operands: tuple[_Wanted, ...]
    terms: tuple[_Wanted, ...]
    exclude: tuple[_Wanted, ...]


class _Sightings:
    """What of the lexicon stands in one article, and where."""

    def __init__(self, article: Article, lexicon: Lexicon) -> None:
        self._title = tokenize(article.title)
        self._text = tokenize(article.text)
        self._in_title = lexicon.find(self._title)
        self._in_text = lexicon.find(self._text)
        self.zones = {phrase: self._zone_in_text(at[0]) for phrase, at in self._in_text.items()}
        self.zones.update(dict.fromkeys(self._in_title, Zone.TITLE))

    def _zone_in_text(self, place: tuple[int, int]) -> Zone:
        start, _ = self._text.place(*place)
        return Zone.LEAD if start < score.LEAD_LENGTH else Zone.REST

    def zone(self, wanted: _Wanted) -> Zone | None:
        """Return the highest zone where one of the phrases stands; None if none does."""
        zones = self.zones
        found = [zones[phrase] for phrase in wanted.phrases if phrase in zones]
        return min(found) if found else None

    def spans(self, wanted: Iterable[_Wanted]) -> tuple[Span, ...]:
        """Return where the phrases stand, title first, in the order of the text."""
        found: set[tuple[int, int, int, str]] = set()
        fields = ((self._title, self._in_title), (self._text, self._in_text))
        seen = [(one, phrase) for one in wanted for phrase in one.phrases if phrase in self.zones]
        for one, phrase in seen:
            for field, (tokens, places) in enumerate(fields):
                for first, last in places.get(phrase, ()):
                    found.add((field, *tokens.place(first, last), one.written))
        return tuple(
            Span(field=("title", "text")[field], start=start, end=end, term=written)
            for field, start, end, written in sorted(found)[:MAX_SPANS]
        )


class Matcher:
    """All enabled watchlists, ready to be matched; see `compile_watchlists`."""

    def __init__(self, profiles: Sequence[_Profile], lexicon: Lexicon) -> None:
        self._profiles = tuple(profiles)
        self._lexicon = lexicon
        owners: defaultdict[int, set[int]] = defaultdict(set)
        for place, profile in enumerate(profiles):
            for wanted in (*profile.operands, *profile.terms):
                for phrase in wanted.phrases:
                    owners[phrase].add(place)
        self._owners = {phrase: tuple(places) for phrase, places in owners.items()}

    def match(self, article: Article) -> tuple[Match, ...]:
        """Return what each watchlist makes of `article`, in the watchlists' order.

        A watchlist whose query does not hold and of whose terms none was found has no match,
        which means a score of 0 and the verdict none. One that was found and then brought to 0
        by an excluded term or the language has a match that says so.
        """
        seen = _Sightings(article, self._lexicon)
        places = {place for phrase in seen.zones for place in self._owners.get(phrase, ())}
        if not places:
            return ()
        near_the_top = {phrase for phrase, zone in seen.zones.items() if zone < Zone.REST}
        matches = (
            _match(self._profiles[place], article, seen, near_the_top) for place in sorted(places)
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
    root = parse(watchlist.query).root if watchlist.query is not None else None
    sought = operands(root) if root is not None else []
    return _Profile(
        watchlist=watchlist,
        languages=frozenset(map(_primary, watchlist.languages)),
        query=_branch(root, numbers) if root is not None else None,
        operands=tuple(_Wanted(one.written, (_number(one.phrase, numbers),)) for one in sought),
        terms=_distinct(_wanted(term, numbers) for term in watchlist.terms),
        exclude=tuple(_wanted(term, numbers) for term in watchlist.exclude),
    )


def _wanted(term: Term, numbers: dict[Phrase, int]) -> _Wanted:
    names = [term.text, *(alias for _, aliases in term.aliases for alias in aliases)]
    phrases = [phrase for name in names if (phrase := phrase_of(name)) is not None]
    return _Wanted(term.text, tuple(dict.fromkeys(_number(p, numbers) for p in phrases)))


def _distinct(terms: Iterable[_Wanted]) -> tuple[_Wanted, ...]:
    """Keep the first of terms that fold to the same, so that none counts twice."""
    return tuple({term.phrases: term for term in reversed(tuple(terms))}.values())[::-1]


def _branch(node: Node, numbers: dict[Phrase, int]) -> _Branch | int:
    if isinstance(node, Operand):
        return _number(node.phrase, numbers)
    return _Branch(node.kind, tuple(_branch(part, numbers) for part in node.parts))


def _number(phrase: Phrase, numbers: dict[Phrase, int]) -> int:
    return numbers.setdefault(phrase, len(numbers))


def _match(
    profile: _Profile, article: Article, seen: _Sightings, near_the_top: Container[int]
) -> Match | None:
    parts: list[Part] = []
    wanted = list(profile.terms)
    if profile.query is not None and _holds(profile.query, seen.zones):
        parts.append(score.query_part(near_the_top=_holds(profile.query, near_the_top)))
        wanted.extend(profile.operands)
    for term in profile.terms:
        zone = seen.zone(term)
        if zone is not None:
            parts.append(score.term_part(term.written, zone))
    if not parts:
        return None
    reached = score.combine(part.value for part in parts)
    barred = _barring_parts(profile, article, seen)
    if barred:
        reached = 0.0
        wanted.extend(profile.exclude)
    watchlist = profile.watchlist
    return Match(
        watchlist_id=watchlist.id,
        score=reached,
        verdict=score.decide(
            reached, threshold=watchlist.threshold, near_miss_margin=watchlist.near_miss_margin
        ),
        parts=(*parts, *barred),
        spans=seen.spans(wanted),
    )


def _barring_parts(profile: _Profile, article: Article, seen: _Sightings) -> tuple[Part, ...]:
    """Say what brings the score to 0; nothing if nothing does."""
    barred: list[Part] = []
    if profile.languages and article.language:
        language = _primary(article.language)
        if language not in profile.languages:
            barred.append(score.language_part(language, profile.languages))
    for term in profile.exclude:
        zone = seen.zone(term)
        if zone is not None:
            barred.append(score.exclude_part(term.written, zone))
    return tuple(barred)


def _holds(branch: _Branch | int, found: Container[int]) -> bool:
    if isinstance(branch, int):
        return branch in found
    if branch.kind is Kind.NOT:
        return not _holds(branch.parts[0], found)
    join = all if branch.kind is Kind.AND else any
    return join(_holds(part, found) for part in branch.parts)


def _primary(language: str) -> str:
    """Return a tag's primary subtag in lower case (RFC 5646 2.2.1)."""
    return language.replace("_", "-").partition("-")[0].lower()
