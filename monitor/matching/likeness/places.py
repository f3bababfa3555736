"""Countries named in a text, in whatever language: their names come from CLDR.

A name counts with other endings too (Сирия, Сирии). Where countries are named on both sides and
none is the same, that speaks against.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import Final

from babel import Locale, UnknownLocaleError

from monitor.matching.fold import UNSEGMENTED

_NO_COUNTRY: Final = frozenset(["EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"])
_ALIASES: Final = {"no": "nb", "sh": "hr"}
_CODE_LETTERS: Final = 2
_UNSEGMENTED: Final = re.compile(f"[{UNSEGMENTED}]")
_ARABIC_FRONT: Final = "(?:وال|ال|بال|لل|و|ب)?"
# The endings that change by case or make an adjective of it; a name keeps at least four letters.
_ENDING: Final = "aeiouyаеиіоуыяйاةهی"
# What other words begin with as well: children, indications, malt.
_BEGINNINGS: Final = frozenset(["chil", "chin", "indi", "malt", "maca", "pala", "tong"])
_WHOLE: Final = "$"  # ends a name that takes no other ending
_GERMANIC: Final = "ien"  # Syrien, syrisch
_FEWEST, _CUT_ONE, _CUT_TWO = 4, 5, 7
# What is named in stories of all kinds tells less.
WEIGHTS: Final = {"US": 0.4, "RU": 0.5, "GB": 0.6, "CN": 0.6, "FR": 0.6, "DE": 0.6}


def places_in(text: str, language: str) -> Counter[str]:
    """Count the countries that a text names, by ISO 3166 code.

    language: Primary subtag, lower case; in one that CLDR lacks nothing is found.
    """
    pattern, codes = _names(_ALIASES.get(language, language))
    if pattern is None:
        return Counter()
    return Counter(
        codes.get(found) or codes[found + _WHOLE] for found in pattern.findall(_fold(text))
    )


@cache
def _names(language: str) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    try:
        territories = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return None, {}
    codes = {
        _beginning(_fold(name.partition("(")[0].strip())): code
        for code, name in territories.items()
        if len(code) == _CODE_LETTERS and code.isalpha() and code not in _NO_COUNTRY
    }
    if not codes:
        return None, {}
    names = "|".join(map(_escape, sorted(codes, key=lambda name: (-len(name), name))))
    is_spaced = not _UNSEGMENTED.search(names)
    front = rf"(?<![^\W_]){_ARABIC_FRONT}" if is_spaced else ""
    return re.compile(f"{front}({names})"), codes


def _beginning(name: str) -> str:
    if _UNSEGMENTED.search(name) or " " in name or len(name) < _CUT_ONE:
        return name
    if name.endswith(_GERMANIC):
        return name[:-2]
    if name[-1] not in _ENDING:
        return name
    cut = name[:-2] if len(name) >= _CUT_TWO else name[:-1]
    return cut if len(cut) >= _FEWEST and cut not in _BEGINNINGS else f"{name}{_WHOLE}"


def _escape(name: str) -> str:
    return re.escape(name.removesuffix(_WHOLE)) + (r"\b" if name.endswith(_WHOLE) else "")


def _fold(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.lower())
    # Vowel signs of Indic scripts stay: they tell names apart.
    return "".join(c for c in apart if ord(c) > 0x900 or not unicodedata.combining(c))  # noqa: PLR2004
