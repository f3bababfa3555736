"""Match an article with all watchlists at once.

Every word, phrase and prefix of all watchlists goes into one lexicon; the article is cut into
words once, and only rules are asked of whose phrases one was found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.matching import score
from monitor.matching.bars import Bars, compile_bars
from monitor.matching.lexicon import Lexicon
from monitor.matching.rule import Finding, Rule
from monitor.matching.scorers import SCORERS
from monitor.matching.sightings import Sightings
from monitor.matching.vocabulary import Vocabulary
from monitor.model import Article, Match
from monitor.watchlist import Watchlist


@dataclass(frozen=True, slots=True)
class _Profile:
    """A watchlist as the matcher looks at it; its rules in the order of the scorers' table."""

    watchlist: Watchlist
    rules: Sequence[Rule]
    bars: Bars


class Matcher:
    """All enabled watchlists, ready to be matched; see `compile_watchlists`."""

    def __init__(self, profiles: Sequence[_Profile], lexicon: Lexicon) -> None:
        self._profiles = tuple(profiles)
        self._lexicon = lexicon
        # All rules in one row, each with its watchlist's place.
        self._rules = [(at, rule) for at, each in enumerate(profiles) for rule in each.rules]
        self._always = [n for n, (_, rule) in enumerate(self._rules) if rule.wakes_on is None]
        owners: defaultdict[int, list[int]] = defaultdict(list)
        for number, (_, rule) in enumerate(self._rules):
            for phrase in rule.wakes_on or ():
                owners[phrase].append(number)
        self._owners = dict(owners)

    def match(self, article: Article) -> tuple[Match, ...]:
        """Return what each watchlist makes of `article`, in the watchlists' order.

        A watchlist of which no scorer found anything has no match, which means a score of 0 and
        the verdict none. One that was found and then brought to 0 by an excluded term or the
        language has a match that says so.
        """
        seen = Sightings(article, self._lexicon)
        hits: defaultdict[int, list[int]] = defaultdict(list)
        for phrase in seen.found:
            for number in self._owners.get(phrase, ()):
                hits[number].append(phrase)
        findings: defaultdict[int, list[Finding]] = defaultdict(list)
        for number in sorted({*hits, *self._always}):
            at, rule = self._rules[number]
            if (finding := rule.find(seen, hits.get(number, ()))) is not None:
                findings[at].append(finding)
        return tuple(_match(self._profiles[at], found, seen) for at, found in findings.items())


def compile_watchlists(watchlists: Sequence[Watchlist]) -> Matcher:
    """Make a matcher of the enabled ones of `watchlists`.

    Raises QuerySyntaxError if a query cannot be read; a term without a letter or digit is never
    found.
    """
    vocabulary = Vocabulary()
    profiles = [_profile(each, vocabulary) for each in watchlists if each.enabled]
    return Matcher(profiles, vocabulary.lexicon())


def _profile(watchlist: Watchlist, vocabulary: Vocabulary) -> _Profile:
    rules = (scorer.compile_rule(watchlist, vocabulary) for scorer in SCORERS)
    return _Profile(
        watchlist=watchlist,
        rules=tuple(rule for rule in rules if rule is not None),
        bars=compile_bars(watchlist, vocabulary),
    )


def _match(profile: _Profile, findings: Sequence[Finding], seen: Sightings) -> Match:
    parts = [part for finding in findings for part in finding.parts]
    shown = [place for finding in findings for place in finding.shown]
    reached = score.combine(part.value for part in parts)
    barring = profile.bars.raised(seen)
    if barring:
        reached = 0.0
        shown += profile.bars.shown(seen)
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
