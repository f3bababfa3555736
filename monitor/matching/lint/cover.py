"""Whether one phrase stands wherever another stands: `talks` wherever "peace talks" does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from monitor.matching.inflection import in_all_forms
from monitor.matching.lexicon import Lexicon
from monitor.matching.query import Phrase
from monitor.matching.tokens import tokenize


class Coverers:
    """Phrases that may stand within others."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._phrases: Sequence[Phrase] = tuple(dict.fromkeys(phrases))
        self._lexicon = Lexicon(self._phrases)

    def of(self, phrase: Phrase, *, language: str | None = None) -> Iterator[Phrase]:
        """Give those, the same one among them, that stand wherever `phrase` stands.

        Where inflection leaves a doubt, a phrase is not given.

        language: Of the phrase; None where it is unknown.
        """
        found = self._lexicon.find(tokenize(" ".join(phrase.words)), language)
        for number, places in found.items():
            other = self._phrases[number]
            if any(_covers(other, phrase, first, last) for first, last in places):
                yield other


def _covers(other: Phrase, phrase: Phrase, first: int, last: int) -> bool:
    """Say whether `other`, which stands at these words of `phrase`, does so in all its forms."""
    is_open = phrase.is_prefix and last == len(phrase.words) - 1
    if other.is_prefix:
        shared = in_all_forms(phrase.words[last]) if phrase.bends else phrase.words[last]
        return shared.startswith(other.words[-1]) and (len(other.words) == 1 or not phrase.bends)
    if is_open:
        return False
    return other.bends or not phrase.bends or (other == phrase and first == 0)
