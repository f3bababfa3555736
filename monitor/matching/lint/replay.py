"""What watchlists would have made of stored stories, by words alone: how much, and by which words.

Stories are given one by one, so that there may be more of them than memory holds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from monitor.matching.compiled import Encoding, compile_watchlists
from monitor.matching.likeness.rarity import folded_words
from monitor.matching.lint.aliases import letters_of, scripts
from monitor.matching.lint.findings import Finding, Keys, note, some, warning
from monitor.matching.lint.wanted import Wanted, wanted_of
from monitor.matching.sightings import Sightings, primary
from monitor.matching.vocabulary import Vocabulary
from monitor.model import Article, Verdict
from monitor.watchlist import Watchlist

MANY_A_DAY: Final = 50
MUCH_OF_ALL: Final = 0.1
ENOUGH: Final = 500  # stories that could have held a word
_FEWEST: Final = 100  # stories from which a share says something
_DAY: Final = timedelta(days=1)


class Replay:
    """Stored stories against watchlists, as if all of these were enabled.

    stories: How many were looked at.
    """

    def __init__(self, watchlists: Sequence[Watchlist]) -> None:
        self.stories = 0
        self._matcher = compile_watchlists([replace(each, enabled=True) for each in watchlists])
        self._wanted = [list(wanted_of(each)) for each in watchlists]
        vocabulary = Vocabulary()
        self._numbers = {
            each.phrase: vocabulary.number(each.phrase)
            for listed in self._wanted
            for each in listed
            if each.phrase is not None
        }
        self._lexicon = vocabulary.lexicon()
        self._found: set[int] = set()
        self._languages: Counter[str] = Counter()
        self._tallies = {each.id: _Tally() for each in watchlists}
        self._begin: datetime | None = None
        self._end: datetime | None = None

    def add(self, article: Article, *, at: datetime) -> None:
        """Look at one story.

        at: When it was scored.
        """
        self.stories += 1
        self._begin = min(at, self._begin or at)
        self._end = max(at, self._end or at)
        self._languages[primary(article.language)] += 1
        self._found |= Sightings(article, self._lexicon).found
        for match in self._matcher.match(article, encoding=Encoding.NEVER):
            tally = self._tallies[match.watchlist_id]
            tally.verdicts[match.verdict] += 1
            if match.verdict is Verdict.ALERT:
                tally.words.update(sorted({span.term for span in match.spans}))

    @property
    def took(self) -> timedelta:
        """Return the time between the first and the last story."""
        return self._end - self._begin if self._begin and self._end else timedelta()

    def languages(self, *, share: float) -> frozenset[str]:
        """Return the languages of at least this share of all stories."""
        least = max(1.0, share * self.stories)
        return frozenset(name for name, count in self._languages.items() if name and count >= least)

    def findings(self, watchlist: Watchlist, at: int) -> Iterator[Finding]:
        """Give what the stories say of a watchlist.

        at: Its place among those that this was made of.
        """
        yield from self._too_common(self._tallies[watchlist.id])
        yield from self._dead(self._wanted[at])

    def _too_common(self, tally: _Tally) -> Iterator[Finding]:
        # Less than a day is no measure of one: a first poll brings much at once.
        days = max(self.took / _DAY, 1.0)
        alerts, near = (tally.verdicts[kind] for kind in (Verdict.ALERT, Verdict.NEAR_MISS))
        share = alerts / self.stories if self.stories else 0.0
        is_much = self.stories >= _FEWEST and share > MUCH_OF_ALL
        if alerts / days <= MANY_A_DAY and not is_much:
            return
        words = [f"“{word}” {count / alerts:.0%}" for word, count in tally.words.most_common(3)]
        most = f"; most by {some(words)}" if words else ""
        yield warning(
            "too_common",
            f"about {alerts / days:,.0f} alerts a day and {near / days:,.0f} near misses, "
            f"{share:.0%} of all stories{most} (by words alone, on {self.stories:,} stories of "
            f"{days:.1f} days)",
        )

    def _dead(self, wanted: Sequence[Wanted]) -> Iterator[Finding]:
        """Give what stood in no story, of what enough stories could have held."""
        sizes = Counter(_alternatives(each) for each in wanted if each.phrase is not None)
        groups: defaultdict[Keys, list[Wanted]] = defaultdict(list)
        for each in wanted:
            if self._is_dead(each):
                groups[_alternatives(each)].append(each)
        for group, listed in groups.items():
            first = listed[0]
            names = some([f"“{each.written}”" for each in listed])
            rest = " (nor did any alternative)" if 1 < sizes[group] == len(listed) else ""
            text = f"{names} stood in none of {self.stories:,} stories{rest}"
            yield note("dead", text, first.keys, column=first.column)

    def _is_dead(self, each: Wanted) -> bool:
        if each.phrase is None or not each.is_sought:
            return False
        return self._numbers[each.phrase] not in self._found and self._could_hold(each) >= ENOUGH

    def _could_hold(self, each: Wanted) -> int:
        """Count the stories in the word's language, else in that in which it is commonest.

        Where no stored language's list has it, those in its letters.
        """
        stored = self._languages
        if each.language is not None:
            return stored[each.language]
        letters = letters_of(each.written)
        readable = [name for name in stored if name and not letters.isdisjoint(scripts(name))]
        words = each.phrase.words if each.phrase else ()
        share = {
            name: sum(folded_words(name).get(word, 0.0) for word in words) for name in readable
        }
        likeliest = max(share, key=lambda name: share[name], default="")
        if share.get(likeliest):
            return stored[likeliest]
        return sum(stored[name] for name in readable)


class _Tally:
    """What one watchlist made of the stories, and in how many alerts each of its words stood."""

    __slots__ = ("verdicts", "words")

    def __init__(self) -> None:
        self.verdicts: Counter[Verdict] = Counter()
        self.words: Counter[str] = Counter()


def _alternatives(each: Wanted) -> Keys:
    """Return what is the same for all of which one would do."""
    return each.group if each.part == "query" else each.keys[:2]
