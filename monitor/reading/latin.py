"""Which old encoding a text in Latin letters is in, by the letters that its language has.

The bytes above ASCII mean other letters in each encoding, and hardly any language has all that come
out of a wrong one. Detectors made for every script mistake French for Czech here. It knows nothing
of pages, and of no other script.
"""

from __future__ import annotations

from collections import Counter

# By how much is published: of two that explain a text equally well, the first is taken. ISO 8859
# differs from the code page in a few places only, and is rarer.
_LANGUAGES = (
    ("cp1252 iso-8859-15", "fr", "éàèêçùâôîûëïœæÿ"),
    ("cp1252 iso-8859-15", "es", "óíáéñúü¿¡ºª"),
    ("cp1252 iso-8859-15", "de", "üäöß"),
    ("cp1252 iso-8859-15", "pt", "ãçáéíóêõúâàôüºª"),
    ("cp1252 iso-8859-15", "it", "àèùòìéîºª"),
    ("cp1252 iso-8859-15", "nl", "ëéïèöüáóê"),
    ("cp1250 iso-8859-2", "pl", "łóżęąśćńź"),
    ("cp1254", "tr", "ıüşğöçâîû"),
    ("cp1250 iso-8859-2", "cs", "íáěéřčžýšůúťňďó"),
    ("cp1250 iso-8859-2", "hu", "áéöóőüíúű"),
    ("cp1252 iso-8859-15", "sv", "äåöé"),
    ("cp1252 iso-8859-15", "no", "åøæéòóôêü"),
    ("cp1252 iso-8859-15", "da", "åøæéüö"),
    ("cp1252 iso-8859-15", "fi", "äöåšž"),
    ("cp1250 iso-8859-2", "ro", "ăîşţâ"),
    ("cp1250 iso-8859-2", "hr", "čšžćđ"),
    ("cp1250 iso-8859-2", "sk", "áíéčýžúšťľňôäóďĺŕ"),
    ("cp1250 iso-8859-2", "sl", "čšž"),
    ("cp1257 iso-8859-13", "lt", "ėšųūžįčąę"),
    ("cp1257 iso-8859-13", "lv", "āīēšņūļķčžģ"),
    ("cp1257 cp1252 iso-8859-15", "et", "äõüöšž"),
    ("cp1252", "ca", "àéóèíòçúïü·"),
    ("cp1252", "gl", "óíñáéúüï"),
    ("cp1252", "sq", "ëç"),
    ("cp1252", "is", "áíðóéúþöýæ"),
)
_MARKS = frozenset("«»“”„‟‘’‚‹›–—…€§©®™°•·№\xa0")
_LETTERS_SHARE = 0.55  # of a word's bytes are ASCII letters, in all of these languages
_LEAST_SHARE = 0.8  # of what is above ASCII, to be taken for one of them
_SAID = 0.06  # as much as a letter in sixteen


def latin_encoding(words: bytes, *, language: str | None) -> str | None:
    """Return the encoding of some words; None if they look like none of these languages.

    words: Each with a byte above ASCII at least.
    language: What the page says it is in; None if it does not.
    """
    above = len(words) - len(words.translate(None, bytes(range(0x80, 0x100))))
    letters = sum(map(bytes.isalpha, (words[i : i + 1] for i in range(len(words)))))
    if not above or letters < _LETTERS_SHARE * (letters + above):
        return None
    counts: dict[str, Counter[str] | None] = {}
    best, best_score = None, _LEAST_SHARE
    for encodings, tag, alphabet in _LANGUAGES:
        for encoding in encodings.split():
            if encoding not in counts:
                counts[encoding] = _above_ascii(words, encoding)
            found = counts[encoding]
            if found:
                known = sum(n for char, n in found.items() if char in _MARKS or char in alphabet)
                score = known / found.total() + (_SAID if tag == language else 0)
                if score > best_score:
                    best, best_score = encoding, score
    return best


def _above_ascii(words: bytes, encoding: str) -> Counter[str] | None:
    try:
        text = words.decode(encoding)
    except UnicodeDecodeError:
        return None
    return Counter(char for char in text.lower() if not char.isascii())
