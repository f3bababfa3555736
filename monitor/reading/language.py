"""What language a text is in: what page and feed declare, held against the text itself.

Templates declare what they were made with, often English. So a long text decides alone, a short
one with the help of what is declared, and a handful of letters not at all. Declarations are cut to
the primary tag of BCP 47, mended where a common mistake is unmistakable, and dropped where they
are no language.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from monitor.reading.scripts import is_written_in, languages_in, main_script

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# ISO 639-1.
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
# Of ISO 639-3 what has no two letters and is written in public. By their form alone "utf" and
# "html" would be languages as well.
_THREE_LETTERS = frozenset(
    """
    ace ady als arn ast awa bal ban bar bcl ber bho brx bxr ceb chr ckb crh csb dag din
    diq doi dsb ext fat fon frp frr fur gag gcr gil glk gom got grc gsw guc guw hak haw hif
    hmn hne hsb hyw ilo inh iba jam kaa kab kbd kea khk kmr kok krc krl ksh lad lbe lez lij lld
    lmo lrc ltg lus lzh mad mag mai mdf mhr min mni mnw mos mrj mwl myv mzn nah nan nap nds new
    nqo nso pag pam pap pcm pms pnb rom rue sah sat scn sco sgs shi shn skr sma smj smn
    sms srn stq syr szl tcy tet tig tpi tyv udm vec vep vls vro war xal xmf yua zea zgh
    """.split()  # noqa: SIM905 - as above
)
# Withdrawn codes, the three-letter codes of languages that have two, and country codes that
# stand for a language and are none themselves ("kr" is Kanuri, but a news site means Korean).
_MEANT = {
    "iw": "he", "in": "id", "ji": "yi", "mo": "ro", "sh": "sr",
    "ara": "ar", "deu": "de", "ger": "de", "ell": "el", "gre": "el", "eng": "en", "spa": "es",
    "fas": "fa", "per": "fa", "fra": "fr", "fre": "fr", "heb": "he", "ita": "it", "jpn": "ja",
    "kaz": "kk", "kor": "ko", "nld": "nl", "dut": "nl", "pol": "pl", "por": "pt", "rus": "ru",
    "tur": "tr", "ukr": "uk", "zho": "zh", "chi": "zh", "pus": "ps", "urd": "ur", "kur": "ku",
    "nob": "no", "nno": "no", "nor": "no", "swe": "sv", "dan": "da", "fin": "fi", "ces": "cs",
    "cze": "cs", "hun": "hu", "ron": "ro", "rum": "ro", "bul": "bg", "srp": "sr", "hrv": "hr",
    "vie": "vi", "tha": "th", "ind": "id", "hin": "hi", "ben": "bn",
    # One language to whoever chooses by language, and each called by either name.
    "nb": "no", "nn": "no", "fil": "tl", "prs": "fa", "wuu": "zh", "yue": "zh", "arz": "ar",
    "ary": "ar", "sdh": "ckb",
    "cn": "zh", "cz": "cs", "dk": "da", "gr": "el", "jp": "ja", "kr": "ko", "kz": "kk", "ua": "uk",
}  # fmt: skip
# Languages that the model does not know, and whose codes are mostly meant as the country's:
# Switzerland, Colombia, Ireland ...
_MEANT_AS_COUNTRY = frozenset("ch co cr ee ie io li mh na ng sc sg sm ss to ts tw ve za".split())  # noqa: SIM905 - as above
# What a text has to be written in to be looked for without anybody's word; the model's other
# languages (Latin, Nigerian Pidgin, Ligurian ...) it mostly sees where there are only names.
_IN_THE_NEWS = frozenset(
    """
    af am ar as az be bg bn ca ckb cs da de el en es et eu fa fi fr gl gu he hi hr hu hy id is it
    ja ka kk km kn ko ku ky lo lt lv mk ml mn mr ms my ne nl no or pa pl ps pt ro ru si sk sl so
    sq sr sv sw ta te tg th tl tr ug uk ur uz vi zh
    """.split()  # noqa: SIM905 - as above
)
# All weights are logarithms of odds. A word for English counts less: it is what templates come
# with. Measured on news in thirty languages, cut to 20 to 2,000 characters (docs/reading.md).
_DECLARED, _DECLARED_ENGLISH, _RARE = 4.0, 2.5, -3.0
_FEED, _FEED_ENGLISH = 2.0, 1.0
_READ_CHARS = 1_000
_LEAST_LETTERS = 8
# So many Latin letters may be names in a text of another script.
_LEAST_LATIN = 60
_LEAST_SURE = 0.6  # of 1, where nothing is declared
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
    return tag if tag in _TWO_LETTERS or tag in _THREE_LETTERS else None


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


def language_of(text: str, *, declared: str | None, feed: str | None = None) -> str | None:
    """Return a text's primary language tag; None where neither the text nor anybody says.

    text: Title and story; the first 1,000 characters are read, which takes 0.4 ms.
    declared, feed: What page and feed declare, as `primary_tag` returns it; None for nothing.

    The script decides first, then py3langid among the languages written in it. Both of them are
    wrong less often than templates; what is declared decides where the text is short.
    """
    text = text[:_READ_CHARS]
    script, letters = main_script(text)
    if script is None or letters < _LEAST_LETTERS:
        return declared or feed
    words = (
        (feed, _FEED_ENGLISH if feed == "en" else _FEED),
        (declared, _DECLARED_ENGLISH if declared == "en" else _DECLARED),
    )
    said = {tag: weight for tag, weight in words if tag and tag not in _MEANT_AS_COUNTRY}
    if script != "Latin" or letters >= _LEAST_LATIN:
        said = {tag: weight for tag, weight in said.items() if is_written_in(tag, script)}
    written = languages_in(script)
    if written and len(written) == 1:
        return next(iter(written))
    return _weighed(text, script, said)


def _weighed(text: str, script: str, said: dict[str, float]) -> str | None:
    # Here and not above: the model is for worker processes, and declarations are read everywhere.
    from monitor.reading.identifier import log_likelihoods

    likely = log_likelihoods(text)
    strongest = next(reversed(said), None)  # the page's word, if it has one
    if strongest and (strongest not in likely or not is_written_in(strongest, script)):
        return strongest  # nothing in the text can speak against it
    odds = {
        tag: odd + (0 if tag in _IN_THE_NEWS or tag in said else _RARE)
        for tag, odd in likely.items()
        if is_written_in(tag, script)
    }
    for tag in said.keys() & odds.keys():
        odds[tag] += said[tag]
    best = max(odds, key=odds.__getitem__)
    sure = math.exp(odds[best]) / sum(map(math.exp, odds.values()))
    return best if said or sure >= _LEAST_SURE else None
