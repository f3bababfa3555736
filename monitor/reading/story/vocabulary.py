"""What publishers call the parts of their pages: the families of class names, ids and roles.

Names are written for designers, in English nearly everywhere, and say what a box is for. A family
says no more than that a name is of its kind; what follows from it was learned (`forest.json`).
"""

from __future__ import annotations

import re
from functools import lru_cache

_FAMILIES = {
    "body": (
        r"article-?_?body|story-?_?body|entry-?content|post-?content|article-?content|article__?text"
        r"|articletext|body-?copy|bodytext|content-?body|post-?body|article__body|article__content"
        r"|rich-?text|main-?content|wysiwyg|story-?content|story-?text|paragraph|text-?block"
    ),
    "content": r"content|body|text|article|story|post\b|entry",
    "lead": (
        r"lead\b|lede|standfirst|summary|sub-?title|dek\b|chapo|intro|abstract|excerpt|deck"
        r"|sub-?head|teaser-?text|description|synopsis|hat\b"
    ),
    "related": (
        r"relat|recommend|recirc|read-?_?more|see-?also|also|more-|-more|more_|teaser|promo|suggest"
        r"|trending|popular|most-|mostread|latest|similar|further|liste?-?news|news-?list|link-?list"
        r"|onward|card|carousel|slider|outbrain|taboola|zergnet|mgid|ranking|top-?stories|next|prev"
        r"|pager"
    ),
    "share": r"shar(?:e|ing)|social|follow|facebook|twitter|whatsapp|telegram|addthis|sns",
    "offer": (
        r"newsletter|subscri|sign-?up|mailing|abo\b|abonn|paywall|piano|offer|premium|register|login"
        r"|donat|support|membership|cta\b|call-to|callout|marketing"
    ),
    "advert": (
        r"\bads?\b|\bad-|-ad\b|advert|sponsor|banner|dfp|gpt|commercial|werbung|anzeige|publicit"
        r"|reklam|promoted|partner|affiliate|shopping|product|deal"
    ),
    "picture": (
        r"caption|credit|figure|photo|image|img|picture|gallery|media|legend|copyright|bildunter"
        r"|foto|lightbox|slideshow|thumb"
    ),
    "player": r"video|player|audio|podcast|jw|youtube|listen|speech",
    "facts": (
        r"meta|byline|author|date|time|publish|dateline|kicker|tag|topic|categor|breadcrumb|label"
        r"|eyebrow|rubric|overline|source|info\b|bio\b|profile|contributor|keyword|section-?name"
        r"|badge|flag"
    ),
    "comments": (r"comment|disqus|reply|discuss|forum|livefyre|feedback|reaction|rating|vote"),
    "frame": (
        r"nav|menu|header|masthead|toolbar|topbar|skip|search|logo|foot(?:er)?\b|bottom|sitemap"
        r"|cookie|consent|gdpr|privacy|legal|modal|popup|overlay|dialog|tooltip|notification|alert"
        r"|dropdown|hidden|sr-only|visually|screen-?reader|offscreen|print|a11y"
    ),
    "aside": (
        r"aside|side-?bar|rail|widget|infobox|factbox|box|right-?col|secondary|complementary|fact"
        r"|inset|inline|embed|module|block"
    ),
    "quote": r"quote|tweet",
    "note": r"correction|disclaimer|disclosure|editor|note\b|footnote|update",
    "live": r"live-?(?:blog|post|ticker|entry|update)|liveticker|timeline",
}
FAMILIES = tuple(_FAMILIES)
_PATTERNS = tuple(re.compile(pattern) for pattern in _FAMILIES.values())
_ANY = re.compile("|".join(_FAMILIES.values()))
_MOST_CHARS = 80
_MOST_NAMES = 20


def families_of(names: str) -> int:
    """Return the families of an element's names as bits, in the order of FAMILIES."""
    families = 0
    for name in names.lower().split()[:_MOST_NAMES]:
        families |= _families_of_name(name)
    return families


# Sites share most of their names ("container", "row"); whole lists of them they do not.
@lru_cache(maxsize=16_384)
def _families_of_name(name: str) -> int:
    name = name[:_MOST_CHARS]
    if not _ANY.search(name):
        return 0
    return sum(1 << bit for bit, pattern in enumerate(_PATTERNS) if pattern.search(name))
