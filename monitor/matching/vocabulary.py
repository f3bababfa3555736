"""The phrases that all watchlists look for, each with a number, while watchlists are compiled.

What two watchlists look for gets one number and is looked for once.
"""

from __future__ import annotations

from collections.abc import Sequence

from monitor.matching.lexicon import Lexicon
from monitor.matching.query.tree import Phrase, phrase_of
from monitor.watchlist import Term


class Vocabulary:
    """Phrases by number, growing."""

    def __init__(self) -> None:
        self._numbers: dict[Phrase, int] = {}

    def number(self, phrase: Phrase) -> int:
        """Return the phrase's number, which it keeps."""
        return self._numbers.setdefault(phrase, len(self._numbers))

    def number_terms(self, terms: Sequence[Term]) -> dict[int, str]:
        """Return the numbers of terms and aliases, each with its term's text.

        A phrase that several terms share belongs to the first, so that none counts twice; a term
        without a letter or digit has no phrase.
        """
        numbers: dict[int, str] = {}
        for term in terms:
            for name in (term.text, *(alias for _, aliases in term.aliases for alias in aliases)):
                phrase = phrase_of(name)
                if phrase is not None:
                    numbers.setdefault(self.number(phrase), term.text)
        return numbers

    def lexicon(self) -> Lexicon:
        """Return a lexicon of all phrases so far."""
        return Lexicon(self._numbers)
