"""What brings a watchlist's score to 0, whatever was found: an excluded term, another language.

Bars are no scorers: they give nothing, and a watchlist of which nothing was found is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from monitor.matching.score import ZONE_WORDS, Zone
from monitor.matching.sightings import Sightings, primary
from monitor.matching.vocabulary import Vocabulary
from monitor.model import Part
from monitor.watchlist import Watchlist


@dataclass(frozen=True, slots=True)
class Bars:
    """What bars one watchlist.

    languages: Primary subtags that pass; empty if all do.
    exclude: Numbers of the excluded phrases, each with its term.
    """

    languages: frozenset[str]
    exclude: Mapping[int, str]

    def raised(self, seen: Sightings) -> list[Part]:
        """Say what brings the score to 0; nothing if nothing does."""
        parts: list[Part] = []
        if self.languages and seen.article.language:
            language = primary(seen.article.language)
            if language not in self.languages:
                parts.append(_language_part(language, self.languages))
        if self.exclude:
            excluded = seen.zones(self.exclude, seen.found & self.exclude.keys())
            parts += [_exclude_part(written, zone) for zone, written in excluded]
        return parts

    def shown(self, seen: Sightings) -> list[tuple[int, str]]:
        """Return the excluded phrases that stand in the article, each with its term."""
        return [(phrase, self.exclude[phrase]) for phrase in seen.found & self.exclude.keys()]


def compile_bars(watchlist: Watchlist, vocabulary: Vocabulary) -> Bars:
    """Make the bars of a watchlist."""
    return Bars(
        languages=frozenset(map(primary, watchlist.languages)),
        exclude=vocabulary.number_terms(watchlist.exclude),
    )


def _language_part(language: str, wanted: Iterable[str]) -> Part:
    why = f"the article is in {language}, the watchlist takes {', '.join(sorted(wanted))}"
    return Part(name="language", value=0.0, why=why)


def _exclude_part(term: str, zone: Zone) -> Part:
    why = f"“{term}” stands {ZONE_WORDS[zone]}, and the watchlist excludes it"
    return Part(name="exclude", value=0.0, why=why)
