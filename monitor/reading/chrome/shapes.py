"""Lines that show by their shape, in any language, that they are no sentence of a story.

Handles and hashtags alone, the sign of a copyright, a photographer with an agency, a
byline of names, a time alone, names of networks in a row. Sentences never have these shapes.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_LONGEST = 300
_CREDIT_CHARS = 90  # that follow the last sign of a copyright in a caption's credit
_AGENCY = (
    r"AFP|AP|A\.P\.|EPA(?:-EFE)?|EFE|Reuters|REUTERS|Getty(?: Images)?|dpa|DPA"
    r"|ANSA|PAP|PA(?: Wire| Media)?|ANP|APA|KEYSTONE|Keystone|AA"
    r"|Anadolu(?: Agency)?|Xinhua|TASS|ТАСС|РИА Новости|Sputnik|Спутник"
    r"|Shutterstock|iStock(?:photo)?|Unsplash|Pexels|Pixabay|Freepik"
    r"|Alamy(?: Stock Photo)?|Zuma(?: Press)?|IMAGO|imago(?: images)?"
    r"|picture[- ]alliance|ddp|AFP PHOTO|NurPhoto|Rex(?: Features)?|NTB|TT"
    r"|Ritzau|Lehtikuva|MTI|ČTK|LaPresse|Lusa|LUSA|Bloomberg|WireImage|UNIAN"
    r"|УНІАН|УНИАН|Depositphotos|Коммерсантъ|PTI|ANI|Yonhap|Kyodo|JIJI|新华社|共同"
)
_CREDIT_MARKS = ("/", "|", "via ", "•", "·", "©")
_TAGS = re.compile(r"(?:[#@][\w.]+[\s,;|·]*)+$")
_SIGN = re.compile(r"[©ⓒ℗]|\([cC]\)\s")
_AGENCY_END = re.compile(
    rf"(?:[/|•·©]|\bvia|[A-Z]/)\s?(?:\w[\w. -]{{0,30}}/)?(?:{_AGENCY})"
    r"(?:\s?[/|]\s?[\w .-]{1,30})?[)\].]?$"
)
_GETTY_END = re.compile(
    r"(?:Getty Images|iStockphoto|Shutterstock(?:\.com)?|Alamy Stock Photo)[)\].]?$"
)
_AGENCY_ONLY = re.compile(
    rf"[(\[]?(?:[A-ZÀ-ÞА-ЯЁ][\w.'’-]*\s){{0,4}}[-–—/,|(]{{0,2}}\s?(?:{_AGENCY})"
    rf"(?:\s?[/,|-]\s?(?:{_AGENCY}|[A-ZÀ-Þ][\w. '’-]{{1,30}}))?[)\]]?$"
)
_NAME = r"[A-ZÀ-ÞŁŚŻČŠŽА-ЯЁІЇЄ][\w.'’-]*"
_BYLINE = re.compile(
    rf"(?:[Bb]y|BY|[Pp]ar|PAR|[Vv]on|VON|[Pp]or|POR|Di|De|Da|Door|Av|Af|Text:|Przez)[:\s]\s?"
    rf"(?:{_NAME})(?:(?:\s(?:and|und|et|y|e|i|en|och|og|&|de|van|von|der|da|do|dos|del|la|bin|al))?"
    rf"[\s,]{{1,2}}{_NAME}){{1,6}}$"
)
_CLOCK = r"\d{1,2}\s?[:.hH]\s?\d{2}(?::\d{2})?\s?(?:[ap]\.?m\.?|Uhr|h)?"
_DATE = r"\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d{4}年\d{1,2}月\d{1,2}日"
_TIME_ENDS = ".)hmMrTCKZ日"
_ZONE = r"(?:GMT|UTC|MSK|МСК|CET|CEST|EST|EDT|PST|PDT|ET|PT|IST|BST|AEST|Z)"
_TIME = re.compile(
    rf"(?:[^\W\d]{{2,12}},?\s)?(?:{_DATE}|{_CLOCK})"
    rf"(?:[\s,|•·–—-]{{1,4}}(?:{_DATE}|{_CLOCK}))*\s?{_ZONE}?[.)]?(?:\s?[+-]\d{{1,2}}(?::?\d{{2}})?)?$",
    re.IGNORECASE,
)
_NETWORKS = frozenset(
    """
    facebook twitter x whatsapp telegram instagram linkedin pinterest reddit email e-mail mail
    print messenger youtube tiktok threads bluesky mastodon flipboard pocket viber vk rss sms
    tumblr skype xing copy link share вконтакте одноклассники телеграм
    """.split()  # noqa: SIM905 - words are read more easily than quoted words
)
_MOST_NETWORKS = 16


def shape_of(text: str) -> str | None:
    """Return the kind of line that `text` is by its shape alone; None where it has none."""
    line = text.strip(" \t\u00a0-–—•·*|>▶►→")
    if not line or len(text) > _LONGEST:
        return None
    return next((kind for kind, has_shape in _SHAPES if has_shape(line)), None)


def _is_tags(line: str) -> bool:
    return line[0] in "#@" and bool(_TAGS.match(line))


def _is_time(line: str) -> bool:
    # Most lines neither begin nor end like one; only then the pattern is worth its time.
    may_be = line[0].isdigit() or line[-1].isdigit() or line[-1] in _TIME_ENDS
    return may_be and bool(_TIME.match(line))


def _is_byline(line: str) -> bool:
    return bool(_BYLINE.match(line))


def _is_credit(line: str) -> bool:
    if line[0] == "©" or _SIGN.search(line, max(0, len(line) - _CREDIT_CHARS)):
        return True
    tail = line[-_CREDIT_CHARS:]
    if _GETTY_END.search(tail):
        return True
    if any(mark in tail for mark in _CREDIT_MARKS) and _AGENCY_END.search(tail):
        return True
    return len(line) <= _CREDIT_CHARS and bool(_AGENCY_ONLY.match(line))


def _is_networks(line: str) -> bool:
    words = line.replace(",", " ").replace("|", " ").casefold().split()
    return 1 < len(words) <= _MOST_NETWORKS and all(word in _NETWORKS for word in words)


_SHAPES: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("topics", _is_tags),
    ("credit", _is_credit),
    ("time", _is_time),
    ("byline", _is_byline),
    ("share", _is_networks),
)
