"""What Arabic and Hebrew write onto the front of a word: and, so, in, for, like, the.

`والأستانة` is "and Astana", one word on paper. Only words long enough are taken to have something
in front, so that hardly another word is met by chance: Lebanon must not be read as "for Banan".
"""

from __future__ import annotations

from collections.abc import Iterator

# What may stand in front, in folded letters, and how many letters the word itself must have. The
# article tells itself from a word's own letters best, a preposition worst.
_ARABIC = {
    **dict.fromkeys(["ال", "وال", "فال", "بال", "كال", "وبال", "فبال", "وكال", "فكال"], 3),
    **dict.fromkeys(["لل", "ولل", "فلل"], 3),
    "و": 4,
    **dict.fromkeys(["ف", "ب", "ك", "ل", "وب", "وك", "ول", "فب", "فك", "فل"], 5),
}
_HEBREW = dict.fromkeys(
    ["ה", "וה", "שה", "מה", "ו", "ב", "ל", "מ", "כ", "ש", "וב", "ול", "ומ", "וש", "שב"], 4
)
_BY_SCRIPT = {
    **dict.fromkeys(map(chr, range(ord("ء"), ord("ي") + 1)), _ARABIC),
    **dict.fromkeys(map(chr, range(ord("א"), ord("ת") + 1)), _HEBREW),
}
# What a word of a text begins with that may have something in front.
FIRST_LETTERS = frozenset(clitic[0] for clitic in (*_ARABIC, *_HEBREW))


_ARTICLES = ("ال", "ה")


def with_clitics(word: str) -> tuple[str, ...]:
    """Return a folded word as it may stand in a text: as it is, then with clitics in front."""
    clitics = _BY_SCRIPT.get(word[0])
    if clitics is None:
        return (word,)
    size = len(word)
    forms = [word, *(clitic + word for clitic, least in clitics.items() if size >= least)]
    if word.startswith("ال"):  # after "for", the article loses its alef
        forms += [clitic + word[1:] for clitic in ("ل", "ول", "فل")]
    return tuple(forms)


def with_article(word: str) -> tuple[str, ...]:
    """Return a folded word as it may stand further on in a phrase: as it is, then with "the"."""
    clitics = _BY_SCRIPT.get(word[0], {})
    articles = (each for each in _ARTICLES if len(word) >= clitics.get(each, len(word) + 1))
    return (word, *(article + word for article in articles))


def without_clitics(word: str, *, of_article_alone: bool = False) -> Iterator[tuple[str, int]]:
    """Give what a folded word of a text is without clitics, in every way that may be meant.

    Each with how many letters it must have without its ending to be believed.

    of_article_alone: Take off nothing but "the".
    """
    if word[0] not in FIRST_LETTERS:
        return
    for clitic, least in _BY_SCRIPT[word[0]].items():
        if of_article_alone and clitic not in _ARTICLES:
            continue
        if len(word) >= len(clitic) + least and word.startswith(clitic):
            yield word[len(clitic) :], least
            if clitic.endswith("لل"):  # after "for", the article lost its alef
                yield "ال" + word[len(clitic) :], least
