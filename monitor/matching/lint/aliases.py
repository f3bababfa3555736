"""Terms that have names in some watched languages and none in another.

In another script a term without a name is never found. In the same one names are often written
alike (Astana), so that only a term that others translate is told.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from monitor.matching.likeness.rarity import folded_words
from monitor.matching.lint.findings import Finding, note, some, warning
from monitor.matching.query import phrase_of
from monitor.watchlist import Term, Watchlist

_CYRILLIC: Final = "CYRILLIC"
# Languages that are not written in Latin letters, by the names of their letters in Unicode; those
# that are written in two scripts are left out.
_SCRIPTS: Final = {
    **dict.fromkeys(["be", "bg", "kk", "ky", "mk", "mn", "ru", "tg", "uk"], (_CYRILLIC,)),
    **dict.fromkeys(["ar", "ckb", "fa", "ps", "sd", "ug", "ur"], ("ARABIC",)),
    **dict.fromkeys(["bn", "as"], ("BENGALI",)),
    **dict.fromkeys(["hi", "mr", "ne"], ("DEVANAGARI",)),
    **dict.fromkeys(["am", "ti"], ("ETHIOPIC",)),
    **dict.fromkeys(["he", "yi"], ("HEBREW",)),
    "el": ("GREEK",),
    "gu": ("GUJARATI",),
    "hy": ("ARMENIAN",),
    "ja": ("CJK", "HIRAGANA", "KATAKANA"),
    "ka": ("GEORGIAN",),
    "km": ("KHMER",),
    "kn": ("KANNADA",),
    "ko": ("HANGUL",),
    "lo": ("LAO",),
    "ml": ("MALAYALAM",),
    "my": ("MYANMAR",),
    "pa": ("GURMUKHI",),
    "si": ("SINHALA",),
    "ta": ("TAMIL",),
    "te": ("TELUGU",),
    "th": ("THAI",),
    "zh": ("CJK",),
}
_LATIN: Final = ("LATIN",)
_IN_TWO: Final = frozenset(("az", "bs", "ku", "sh", "sr", "uz"))


def without_alias(watchlist: Watchlist, watched: Iterable[str]) -> Iterator[Finding]:
    """Give the terms and people that some watched language cannot find."""
    languages = sorted(set(watched) - _IN_TWO)
    for part, terms in (("terms", watchlist.terms), ("people", watchlist.people)):
        for at, term in enumerate(terms):
            if term.aliases:
                yield from _of_term(term, languages, part, at)


def _of_term(term: Term, languages: list[str], part: str, at: int) -> Iterator[Finding]:
    named = {language for language, _ in term.aliases}
    forms = [term.text, *(form for _, forms in term.aliases for form in forms)]
    missing = [each for each in languages if each not in named]
    own = _language_of(term.text, missing)
    unfound, untold = [], []
    for language in missing:
        alike = [form for form in forms if not letters_of(form).isdisjoint(scripts(language))]
        if not alike:
            unfound.append(language)
        elif language != own and len(set(map(phrase_of, alike))) > 1:
            untold.append(language)
    if unfound:
        text = f"“{term.text}” has no name in {some(unfound)}, and none in those letters"
        yield warning("no_alias", text, (part, at))
    if untold:
        text = f"“{term.text}” is translated for some languages, and has no name in {some(untold)}"
        yield note("no_alias", text, (part, at))


def scripts(language: str) -> tuple[str, ...]:
    """Return the scripts that a language is written in, as Unicode names their letters."""
    return _SCRIPTS.get(language, _LATIN)


def letters_of(text: str) -> frozenset[str]:
    """Return the scripts of a text's letters, as Unicode names them."""
    names = (unicodedata.name(char, "") for char in text if char.isalpha())
    return frozenset(name.split(" ")[0] for name in names if name)


def _language_of(text: str, languages: Iterable[str]) -> str | None:
    """Guess which of these languages a term is written in: where its words are commonest."""
    letters, phrase = letters_of(text), phrase_of(text)
    words = phrase.words if phrase else ()
    return max(
        (each for each in languages if not letters.isdisjoint(scripts(each))),
        key=lambda language: sum(folded_words(language).get(word, 0.0) for word in words),
        default=None,
    )
