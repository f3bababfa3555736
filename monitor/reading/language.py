"""What language a page or feed says it is in.

Only what is declared, never a guess from the text. Declarations are cut to the primary tag of
BCP 47, mended where a common mistake is unmistakable, and dropped where they are no language.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# ISO 639-1. Three-letter tags are taken by their form alone: ckb, kmr, fil ...
_TWO_LETTERS = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu
    hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb
    lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om
    or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw
    ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()  # noqa: SIM905 - words are read more easily than quoted words
)
# Withdrawn codes, the three-letter codes of languages that have two, and country codes that
# stand for a language and are none themselves ("kr" is Kanuri, but a news site means Korean).
_MEANT = {
    "iw": "he", "in": "id", "ji": "yi", "mo": "ro", "sh": "sr",
    "ara": "ar", "deu": "de", "ger": "de", "ell": "el", "gre": "el", "eng": "en", "spa": "es",
    "fas": "fa", "per": "fa", "fra": "fr", "fre": "fr", "heb": "he", "ita": "it", "jpn": "ja",
    "kaz": "kk", "kor": "ko", "nld": "nl", "dut": "nl", "pol": "pl", "por": "pt", "rus": "ru",
    "tur": "tr", "ukr": "uk", "zho": "zh", "chi": "zh",
    "cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "jp": "ja", "kr": "ko", "kz": "kk", "ua": "uk",
}  # fmt: skip
_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx", "art"})
_THREE_LETTERS = re.compile(r"[a-z]{3}")
_SUBTAGS = re.compile(r"[-_,;\s]")
_LOWER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
_META = (
    f"//meta[translate(@http-equiv, '{_LOWER[0]}', '{_LOWER[1]}') = 'content-language']/@content",
    "//meta[@property = 'og:locale' or @name = 'og:locale']/@content",
    "//meta[@itemprop = 'inLanguage' or @name = 'language']/@content",
)


def primary_tag(declared: str | None) -> str | None:
    """Return the primary language tag, lower case (`fr-FR` gives `fr`); None if it is none.

    BCP 47 (RFC 5646 2.2.1); of several languages the first.
    """
    tag = _SUBTAGS.split((declared or "").strip().lower(), maxsplit=1)[0]
    tag = _MEANT.get(tag, tag)
    if tag in _TWO_LETTERS:
        return tag
    return tag if _THREE_LETTERS.fullmatch(tag) and tag not in _NO_LANGUAGE else None


def page_language(root: HtmlElement) -> str | None:
    """Return what the page declares: `<html lang>`, content-language, og:locale, in this order."""
    for declared in (root.get("lang"), root.get("xml:lang"), root.get("{*}lang")):
        if tag := primary_tag(declared):
            return tag
    for path in _META:
        for declared in root.xpath(path):
            if tag := primary_tag(str(declared)):
                return tag
    return None
