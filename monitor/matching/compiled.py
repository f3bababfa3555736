"""Match an article with all watchlists at once.

Every word, phrase and prefix of all watchlists goes into one lexicon; the article is cut into
words once, and only rules are asked of whose phrases one was found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from monitor.matching import score
from monitor.matching.bars import Bars, compile_bars
from monitor.matching.judges import Judge, Judgement, judge_of
from monitor.matching.lexicon import Lexicon
from monitor.matching.rule import Finding, Rule
from monitor.matching.scorers import SCORERS
from monitor.matching.sightings import Sightings
from monitor.matching.vocabulary import Vocabulary
from monitor.model import Article, Match, Part, Verdict
from monitor.watchlist import Watchlist

_LEAST: Final = 0.005  # below it there is no match where nothing was found
_UNREAD: Final = "its meaning could not have changed the decision and was not looked at"


class Encoding(Enum):
    """Say when an article is encoded: the costliest step by far."""

    ALWAYS = auto()  # so that scores can be compared with each other
    WHERE_NEEDED = auto()  # where it can change a decision
    NEVER = auto()


@dataclass(frozen=True, slots=True)
class _Profile:
    """A watchlist as the matcher looks at it; its rules in the order of the scorers' table."""

    watchlist: Watchlist
    rules: Sequence[Rule]
    bars: Bars
    judge: Judge


class Matcher:
    """All enabled watchlists, ready to be matched; see `compile_watchlists`."""

    def __init__(self, profiles: Sequence[_Profile], lexicon: Lexicon) -> None:
        self._profiles = tuple(profiles)
        self._lexicon = lexicon
        # All rules in one row, each with its watchlist's place.
        self._rules = [(at, rule) for at, each in enumerate(profiles) for rule in each.rules]
        self._eager = [n for n, each in enumerate(profiles) if each.judge.is_always_asked]
        self._always = [n for n, (_, rule) in enumerate(self._rules) if rule.wakes_on is None]
        owners: defaultdict[int, list[int]] = defaultdict(list)
        for number, (_, rule) in enumerate(self._rules):
            for phrase in rule.wakes_on or ():
                owners[phrase].append(number)
        self._owners = dict(owners)

    def match(
        self, article: Article, *, encoding: Encoding = Encoding.WHERE_NEEDED
    ) -> tuple[Match, ...]:
        """Return what each watchlist makes of `article`, in the watchlists' order.

        A watchlist of which no scorer found anything has no match, which means a score of 0 and
        the verdict none. One that was found and then brought to 0 by an excluded term or the
        language has a match that says so.

        Raises MeaningNeeded where a decision hangs on an encoder that another process has.
        """
        seen = Sightings(article, self._lexicon)
        hits: defaultdict[int, list[int]] = defaultdict(list)
        for phrase in seen.found:
            for number in self._owners.get(phrase, ()):
                hits[number].append(phrase)
        findings: defaultdict[int, list[Finding]] = defaultdict(list, {n: [] for n in self._eager})
        for number in sorted({*hits, *self._always}):
            at, rule = self._rules[number]
            if (finding := rule.find(seen, hits.get(number, ()))) is not None:
                findings[at].append(finding)
        made = (
            _match(self._profiles[at], findings[at], seen, encoding=encoding)
            for at in sorted(findings)
        )
        return tuple(match for match in made if match is not None)


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
        judge=judge_of(watchlist),
    )


def _match(
    profile: _Profile, findings: Sequence[Finding], seen: Sightings, *, encoding: Encoding
) -> Match | None:
    watchlist = profile.watchlist
    barring = profile.bars.raised(seen)
    if barring and not findings:
        return None
    judged, found = _judged(
        profile, findings, seen, encoding=Encoding.NEVER if barring else encoding
    )
    reached = score.score_of(judged.odds)
    if not findings and reached < _LEAST:
        return None
    shown = [place for finding in found for place in finding.shown]
    if barring:
        reached = 0.0
        shown += profile.bars.shown(seen)
    return Match(
        watchlist_id=watchlist.id,
        score=reached,
        verdict=_verdict(watchlist, reached),
        parts=(*judged.parts, *barring),
        spans=seen.spans(shown),
    )


def _judged(
    profile: _Profile, findings: Sequence[Finding], seen: Sightings, *, encoding: Encoding
) -> tuple[Judgement, Sequence[Finding]]:
    """Return the judgement with the findings it is made of, encoded only where that matters."""
    judge, watchlist = profile.judge, profile.watchlist
    least, _ = judge.bounds(_parts(findings, at_most=False), seen)
    _, most = judge.bounds(_parts(findings, at_most=True), seen)
    verdicts = {_verdict(watchlist, score.score_of(odds)) for odds in (least, most)}
    is_open = least < most and (
        encoding is Encoding.ALWAYS or (encoding is Encoding.WHERE_NEEDED and len(verdicts) > 1)
    )
    if is_open:
        findings = [each.pending.settle() if each.pending else each for each in findings]
    else:
        findings = [_as_guessed(each) for each in findings]
    parts = [part for each in findings for part in each.parts]
    return judge.judge(parts, seen, with_meaning=is_open), findings


def _parts(findings: Sequence[Finding], *, at_most: bool) -> list[Part]:
    """Return the parts, what is pending at one of its ends."""
    parts: list[Part] = []
    for each in findings:
        pending = each.pending
        if pending is None:
            parts += each.parts
        else:
            end = pending.most if at_most else pending.least
            parts += [replace(part, value=end) for part in each.parts]
    return parts


def _as_guessed(finding: Finding) -> Finding:
    if finding.pending is None:
        return finding
    return Finding([replace(each, why=f"{each.why}; {_UNREAD}") for each in finding.parts])


def _verdict(watchlist: Watchlist, reached: float) -> Verdict:
    return score.decide(
        reached, threshold=watchlist.threshold, near_miss_margin=watchlist.near_miss_margin
    )
