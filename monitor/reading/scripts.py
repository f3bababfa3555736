"""Which script a text is written in, and which languages are written in it.

A script rules out most languages before any model is asked, and names some by itself. Only what
news is published in; a language that is not named here is taken to be written in Latin letters.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter

# First code points of the blocks with letters (Unicode 16, Blocks.txt), each with its script;
# None where a stretch belongs to no script that news is written in.
_BLOCKS: tuple[tuple[int, str | None], ...] = (
    (0x0000, None), (0x0041, "Latin"), (0x005B, None), (0x0061, "Latin"), (0x007B, None),
    (0x00C0, "Latin"), (0x0250, None), (0x0370, "Greek"), (0x0400, "Cyrillic"),
    (0x0530, "Armenian"), (0x0590, "Hebrew"), (0x0600, "Arabic"), (0x0700, None),
    (0x0750, "Arabic"), (0x0780, "Thaana"), (0x07C0, None), (0x08A0, "Arabic"),
    (0x0900, "Devanagari"), (0x0980, "Bengali"), (0x0A00, "Gurmukhi"), (0x0A80, "Gujarati"),
    (0x0B00, "Oriya"), (0x0B80, "Tamil"), (0x0C00, "Telugu"), (0x0C80, "Kannada"),
    (0x0D00, "Malayalam"), (0x0D80, "Sinhala"), (0x0E00, "Thai"), (0x0E80, "Lao"),
    (0x0F00, "Tibetan"), (0x1000, "Myanmar"), (0x10A0, "Georgian"), (0x1100, "Hangul"),
    (0x1200, "Ethiopic"), (0x13A0, None), (0x1780, "Khmer"), (0x1800, "Mongolian"),
    (0x18B0, None), (0x1C90, "Georgian"), (0x1CC0, None), (0x1E00, "Latin"), (0x1F00, "Greek"),
    (0x2000, None), (0x3041, "Kana"), (0x3100, None), (0x3130, "Hangul"), (0x3190, None),
    (0x3400, "Han"), (0x4DC0, None), (0x4E00, "Han"), (0xA000, None), (0xAC00, "Hangul"),
    (0xD7B0, None), (0xF900, "Han"), (0xFB00, "Latin"), (0xFB13, None), (0xFB1D, "Hebrew"),
    (0xFB50, "Arabic"), (0xFE00, None), (0xFE70, "Arabic"), (0xFEFF, None), (0xFF21, "Latin"),
    (0xFF3B, None), (0xFF41, "Latin"), (0xFF5B, None), (0xFF66, "Kana"), (0xFFA0, None),
    (0x20000, "Han"), (0x323B0, None),
)  # fmt: skip
_STARTS = [start for start, _ in _BLOCKS]
_NAMES = [script for _, script in _BLOCKS]
# A sign of these says as much as three letters of an alphabet. Names, products and addresses
# stand in Latin letters in texts of every script, and hardly ever the other way round.
_WEIGHT = {"Han": 3, "Kana": 3, "Hangul": 3, "Latin": 0.5}
# Japanese mixes Han with Kana; a Chinese text only quotes some.
_KANA_SHARE = 0.1

_LANGUAGES = {
    "Arabic": "ar fa ur ps ckb ku ug sd ks pa az bal glk lrc mzn pnb prs skr",
    "Armenian": "hy hyw",
    "Bengali": "bn as bpy",
    "Cyrillic": "ru uk be bg sr mk kk ky mn tg tt ba uz az ab av bxr ce chm crh cu cv kbd kv lez"
    " mhr myv os rue sah tk tyv udm",
    "Devanagari": "hi ne mr awa bh bho brx doi gom kok ks mai new sa sat sd",
    "Ethiopic": "am ti tig",
    "Georgian": "ka xmf",
    "Greek": "el",
    "Gujarati": "gu",
    "Gurmukhi": "pa",
    "Han": "zh ja",
    "Hangul": "ko",
    "Hebrew": "he yi lad",
    "Kana": "ja",
    "Kannada": "kn",
    "Khmer": "km",
    "Lao": "lo",
    "Malayalam": "ml",
    "Mongolian": "mn",
    "Myanmar": "my mnw shn",
    "Oriya": "or",
    "Sinhala": "si",
    "Tamil": "ta",
    "Telugu": "te",
    "Thaana": "dv",
    "Thai": "th",
    "Tibetan": "bo dz",
}
_WRITTEN_IN = {script: frozenset(languages.split()) for script, languages in _LANGUAGES.items()}
# Of those, the ones that are written in Latin letters, too.
_LATIN_TOO = frozenset("az bal crh ku lad sat sr tk tt ug uz".split())  # noqa: SIM905 - as above
_NEVER_LATIN = frozenset().union(*_WRITTEN_IN.values()) - _LATIN_TOO


def main_script(text: str) -> tuple[str | None, int]:
    """Return the script that a text is written in, and how many letters of it there are.

    Han with some Kana among it is Kana. (None, 0) for a text without letters of a known script.
    """
    letters: Counter[str] = Counter()
    for char, count in Counter(text).items():
        script = _NAMES[bisect_right(_STARTS, ord(char)) - 1]
        if script is not None:
            letters[script] += count
    if letters["Kana"] > _KANA_SHARE * letters["Han"]:
        letters["Kana"] += letters.pop("Han", 0)
    if not +letters:
        return None, 0
    script = max(letters, key=lambda name: letters[name] * _WEIGHT.get(name, 1))
    return script, letters[script]


def languages_in(script: str) -> frozenset[str] | None:
    """Return the languages that are written in a script; None for Latin, which most are."""
    return _WRITTEN_IN.get(script)


def is_written_in(language: str, script: str) -> bool:
    """Say whether a language may be written in a script."""
    if script == "Latin":
        return language not in _NEVER_LATIN
    return language in _WRITTEN_IN[script]
