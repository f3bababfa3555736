"""What kind of page it is: a story, too little for one, or a wall before it.

Rules for the clear cases only. A wall is short and speaks in a wall's own words; a story about
cookies or about blocked websites does not. Where in doubt it is a story: a wall taken for a story
costs one odd score, a story taken for a wall is never heard of.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.model import Quality
from monitor.reading.lexicon import (
    BOT_PHRASES,
    BOT_TITLES,
    CHALLENGE_MARKERS,
    CONSENT_PHRASES,
    CONSENT_TITLES,
    VENDOR_MARKERS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

# Sizes are in letters and digits; what is written without spaces says more with fewer.
_STUB_SIZE = 250
_BOT_WALL_SIZE = 1_500
_CONSENT_SIZE = 8_000
_CROWDED_SIZE = 2_500  # a consent page longer than this has to say more of what they say
_BARE_SIZE = 40
_MEASURED = 40_000  # characters; a longer text is longer than any size here
_DENSE = re.compile(r"[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DENSE_WEIGHT = 2.5
_NO_LETTER = re.compile(r"[\W_]+")
_FOLDED = str.maketrans({"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"', "\xa0": " ", "ё": "е"})
_TITLE_PARTS = re.compile(r"\s+[|–—·:-]+\s+|\s*\|\s*|\n")
_AROUND = " .,:;!?-–—…·*"
_OTHER_SHARE = 0.5
_SENTENCE_SIZE = 80
_CONSENT_HOST = re.compile(r"(?:^|\.)(?:consent|guce|privacy-mgmt)\.")


def is_little(text: str) -> bool:
    """Say whether a text is too short to be a story."""
    return _size(text) < _STUB_SIZE


def quality_of(*, title: str, text: str, shown: str, source: str, host: str) -> Quality:
    """Judge a page.

    title, text: As extracted; plain text, paragraphs on lines of their own.
    shown: All that the page shows; only looked at where the text is little.
    source: The page's markup.
    host: Lower case; "" if unknown.
    """
    text_is_little = is_little(text)
    read = shown if text_is_little else text
    if _has_challenge(text, source, shown) or _is_bot_wall(title, read):
        return Quality.BOT_WALL
    if _is_consent_page(title, read, host=host):
        return Quality.CONSENT_PAGE
    if not text:
        return Quality.EMPTY
    return Quality.STUB if text_is_little else Quality.STORY


def _has_challenge(text: str, source: str, shown: str) -> bool:
    if _size(text) >= _BOT_WALL_SIZE:
        return False
    if CHALLENGE_MARKERS.search(source):
        return True
    return _size(shown) < _BARE_SIZE and not text and bool(VENDOR_MARKERS.search(source))


def _is_bot_wall(title: str, text: str) -> bool:
    size = _size(text)
    if size >= _BOT_WALL_SIZE:
        return False
    folded = _fold(f"{title}\n{text}")
    first_line = text.partition("\n")[0]
    titled = _is_title(title, BOT_TITLES) or _is_title(first_line, BOT_TITLES)
    said = titled + sum(bool(phrase.search(folded)) for phrase in BOT_PHRASES)
    return said >= (1 if size < _STUB_SIZE else 2)


def _is_consent_page(title: str, text: str, *, host: str) -> bool:
    size = _size(text)
    if size >= _CONSENT_SIZE:
        return False
    paragraphs = _fold(text).split("\n")
    said = sum(any(phrase.search(line) for line in paragraphs) for phrase in CONSENT_PHRASES)
    if said and _CONSENT_HOST.search(host):
        return True
    titled = _is_title(title, CONSENT_TITLES) or _is_title(paragraphs[0], CONSENT_TITLES)
    needed = 2 if size < _STUB_SIZE else 3 if size < _CROWDED_SIZE else 4
    return said + titled >= needed and not _has_more_to_say(paragraphs)


def _has_more_to_say(paragraphs: Sequence[str]) -> bool:
    """Say whether half a text, or enough sentences for a story, are not about consent."""
    other = [line for line in paragraphs if not _speaks_of_consent(line)]
    sentences = [line for line in other if _size(line) >= _SENTENCE_SIZE]
    is_half = sum(map(len, other)) > _OTHER_SHARE * sum(map(len, paragraphs))
    return is_half or not is_little("".join(sentences))


def speaks_of_consent(text: str) -> bool:
    """Say whether a paragraph is in the voice of a consent page."""
    return _speaks_of_consent(_fold(text))


def _speaks_of_consent(folded: str) -> bool:
    return any(phrase.search(folded) for phrase in CONSENT_PHRASES)


def _is_title(text: str, titles: re.Pattern[str]) -> bool:
    # Sites put their name before or after: "Just a moment... | Some Site".
    folded = _fold(text)
    return any(
        titles.fullmatch(part.strip(_AROUND)) for part in (folded, *_TITLE_PARTS.split(folded))
    )


def _fold(text: str) -> str:
    return text.lower().translate(_FOLDED).replace("…", "...").strip()


def _size(text: str) -> float:
    letters = _NO_LETTER.sub("", text[:_MEASURED])
    return len(letters) + (_DENSE_WEIGHT - 1) * len(_DENSE.findall(letters))
