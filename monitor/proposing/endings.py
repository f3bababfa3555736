"""The forms in which a language writes a name: its cases, and its adjective where that is plain.

Rules of thumb for a proposal that a person reads, not grammar: a form too many finds nothing, a
star too early finds everything. So a stem gets its star only where enough letters are left.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Final

STEM_LETTERS: Final = 5  # of a stem with a star; shorter ones begin too many other words
_SHORTEST: Final = 4  # letters of a stem that a whole name or adjective makes sure of

# Endings of a Russian or Ukrainian noun by the ending of its first case.
_CASES: Final = {
    "ru": {
        "ия": ("ия", "ии", "ию", "ией", "ийск*"),
        "я": ("я", "и", "е", "ю", "ей"),
        "а": ("а", "ы", "е", "у", "ой"),
        "й": ("й", "я", "ю", "ем", "е"),
        "ь": ("ь", "и", "я", "ю", "ью", "ем", "е"),
    },
    "uk": {
        "ія": ("ія", "ії", "ію", "ією", "ійськ*"),
        "я": ("я", "і", "ю", "ею"),
        "а": ("а", "и", "і", "у", "ою"),
        "й": ("й", "я", "ю", "єм", "ї"),
        "ь": ("ь", "я", "ю", "ем", "і"),
    },
}
_AFTER_CONSONANT: Final = {
    "ru": ("", "а", "у", "ом", "е", "ск*"),
    "uk": ("", "у", "а", "ом", "і", "ськ*"),
}
_UNCHANGED: Final = tuple("оеуюыиэіїє")  # Чили, Перу, Конго
# An adjective and its noun, as in Саудовская Аравия, in the cases that newsrooms need.
_ADJECTIVE_CASES: Final = {
    "ru": {
        "ая": ("ая", "ой", "ую"),
        "ий": ("ий", "ого", "ому"),
        "ый": ("ый", "ого", "ому"),
        "ые": ("ые", "ых", "ым"),
    },
    "uk": {"а": ("а", "ої", "у"), "ий": ("ий", "ого", "ому"), "і": ("і", "их", "им")},
}
_NOUN_CASES: Final = {
    "ru": {"ия": ("ия", "ии", "ию"), "а": ("а", "ы", "у"), "я": ("я", "и", "ю")},
    "uk": {"ія": ("ія", "ії", "ію"), "а": ("а", "и", "у"), "я": ("я", "і", "ю")},
}
# Languages that inflect by ending and of which we know no more than that.
_INFLECTING: Final = frozenset(
    ["pl", "cs", "sk", "fi", "et", "hu", "hr", "sr", "sl", "bg", "mk", "lt", "lv", "el", "be", "ro"]
)
_LATIN: Final = frozenset(
    ["en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "nb", "no", "ca", "tr"]
)
_VOWELS: Final = tuple("aeiouyąęåäöáéíóúůēīāėųаяыиеоуюієї")


def forms_of(name: str, language: str, *, with_adjectives: bool) -> tuple[str, ...]:
    """Return how a language writes a place's name, each as a watchlist writes it.

    Names keep their capital, adjectives have none.

    with_adjectives: Whether to add the adjectives that can be made by rule: Syria, syrisch.
    """
    words = name.split()
    if language in _CASES:
        forms = _slavic_pair(words, language) if len(words) > 1 else _slavic(name, language)
        return forms if with_adjectives else tuple(each for each in forms if each[:1].isupper())
    if len(words) > 1 or "-" in name:
        return (name,)
    whole = _with_endings(name, language)
    return (whole, *_adjectives(name, language)) if with_adjectives else (whole,)


def written_out(seen: frozenset[str], language: str | None) -> tuple[str, ...]:
    """Return the cases of a name that is too short for a star: Хатай, Хатая, Хатаю.

    seen: Some of its cases, as a text has them. What declines in no way known here stays as it is.
    """
    known = "uk" if language == "uk" else "ru"
    shared = shared_beginning(seen)
    for size in range(len(shared), len(shared) - 2, -1):
        found = {each[size:] for each in seen}
        tables = list(_CASES[known].values())
        if not shared[:size].endswith((*_VOWELS, "й", "ь")):
            tables.append(_AFTER_CONSONANT[known])
        for endings in tables:
            # The first case has to be among them, or two others: Хатае alone may be of Хатая too.
            if found <= set(endings) and (endings[0] in found or len(found) > 1):
                return tuple(shared[:size] + end for end in endings if not end.endswith("*"))
    return tuple(sorted(seen))


def shared_beginning(words: Iterable[str]) -> str:
    """Return the letters with which all words begin."""
    columns = itertools.takewhile(lambda column: len(set(column)) == 1, zip(*words, strict=False))
    return "".join(column[0] for column in columns)


def adjective_forms(name: str, language: str) -> tuple[str, ...]:
    """Return the forms of an adjective that CLDR has as a language's name: turco, Türkçe."""
    if " " in name:
        return ()
    if language in {"ru", "uk"}:
        stem = name.removesuffix("ий").removesuffix("а")
        return (f"{stem}*",) if len(stem) >= STEM_LETTERS else ()
    if language == "ar":
        return (f"{name.removeprefix('ال').removesuffix('ة')}*",)
    if language == "tr":
        stem = name[:-2] if name[-2:] in {"ca", "ce", "ça", "çe"} else name
        return (f"{stem}*",) if len(stem) > STEM_LETTERS else (stem,)
    if language in {"es", "it", "pt"} and name.endswith("o"):
        endings = ("o", "a", "i", "e") if language == "it" else ("o", "a", "os", "as")
        return tuple(name[:-1] + ending for ending in endings)
    # Folding makes one of français and francais, francés and francesa.
    stem = name[:-1] if language == "it" and name.endswith("e") else name
    return (f"{stem}*",) if len(stem) >= _SHORTEST else (stem,)


def is_long_enough(form: str) -> bool:
    """Say whether a form says enough to be looked for: UN and EU are words of other languages."""
    letters = [letter for letter in form if letter.isalpha()]
    if "." in form or any(letter >= "\u0250" for letter in letters):  # U.S.; another script
        return True
    return len(letters) >= len("USA")  # and Fas and Çad, as Turkish calls Morocco and Chad


def _slavic(name: str, language: str) -> tuple[str, ...]:
    if name.isupper() or name.endswith(_UNCHANGED):
        return (name,)
    table = _CASES[language]
    ending = next((end for end in table if name.endswith(end)), "")
    stem = name[: len(name) - len(ending)]
    # The и of Сирия is of the stem: with it Россия is long enough.
    whole = stem + ending[:-1] if len(ending) > 1 else stem
    if len(whole) >= STEM_LETTERS:
        return (f"{whole}*",)
    forms = [stem + each for each in (table[ending] if ending else _AFTER_CONSONANT[language])]
    return tuple(each.lower() if each.endswith("*") else each for each in forms)


def _slavic_pair(words: list[str], language: str) -> tuple[str, ...]:
    """Decline an adjective with its noun; anything else stands as it is."""
    adjectives, nouns = _ADJECTIVE_CASES[language], _NOUN_CASES[language]
    first = next((end for end in adjectives if words[0].endswith(end)), None)
    last = next((end for end in nouns if words[-1].endswith(end)), None)
    if len(words) != len(("adjective", "noun")) or first is None or last is None:
        return (" ".join(words),)
    stems = words[0][: -len(first)], words[-1][: -len(last)]
    pairs = zip(adjectives[first], nouns[last], strict=True)
    return tuple(f"{stems[0]}{one} {stems[1]}{other}" for one, other in pairs)


def _with_endings(name: str, language: str) -> str:
    """Return a name, or the stem with a star that stands for it with any ending."""
    if language == "fa":
        stem = name.removesuffix("ه") if name.endswith("یه") else name
        return f"{stem}*" if len(stem) >= _SHORTEST else name
    if language in _INFLECTING:
        stem = name[:-1] if name.lower().endswith(_VOWELS) else name
    else:
        stem = name if language in _LATIN else ""
    return f"{stem}*" if len(stem) >= STEM_LETTERS and not name.isupper() else name


def _adjectives(name: str, language: str) -> tuple[str, ...]:
    if language == "ar":
        return _arabic_adjective(name)
    return () if language not in _LATIN or name.isupper() else _latin_adjectives(name, language)


def _arabic_adjective(name: str) -> tuple[str, ...]:
    """Make سوري and whatever follows it of سوريا."""
    bare = name.removeprefix("ال")
    stem = bare.removesuffix("ة").removesuffix("ا").removesuffix("ي")
    # مالي also means financial.
    return () if len(stem) < len("سور") or bare == "مالي" else (f"{stem}ي*",)


def _latin_adjectives(name: str, language: str) -> tuple[str, ...]:
    """Make the adjectives that a star behind the name does not reach."""
    bare = name.lower()
    if language in {"es", "pt"} and bare.endswith("ia"):
        return tuple(bare[:-1] + ending for ending in ("o", "os", "as"))
    if language == "de" and bare.endswith("ien"):
        return (f"{bare.removesuffix('ien')}isch*",)
    return () if len(name) >= STEM_LETTERS else _short_adjectives(name, language)


def _short_adjectives(name: str, language: str) -> tuple[str, ...]:
    """Make those of a name that is too short for a star."""
    if language == "tr":
        return (f"{name}l{_harmony(name.lower())}*",)
    if language == "en":
        ends_in_a = name.endswith("a")
        return (f"{name}n*",) if ends_in_a else (f"{name}ian*", f"{name}i", f"{name}is")
    ending = {"fr": "ien*", "de": "isch*"}.get(language, "")
    return () if not ending or name.endswith(_VOWELS) else (name.lower() + ending,)


def _harmony(word: str) -> str:
    """Return the vowel that Turkish puts into an ending (fourfold vowel harmony)."""
    last = next((letter for letter in reversed(word) if letter in "aıoueiöü"), "e")
    return {"a": "ı", "ı": "ı", "o": "u", "u": "u", "e": "i", "i": "i", "ö": "ü", "ü": "ü"}[last]
