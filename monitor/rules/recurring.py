"""Which lines recur on a host's pages, and are therefore its frame and not its stories.

Learned from hashes of lines alone; no text is kept. The danger is the story itself: an article
that comes again under another address, or a paragraph of background in every follow-up, recurs
as well. So copies of a page count once, and the more a line looks like prose, the more pages have
to hold it.
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import IntEnum
from itertools import islice
from struct import pack, unpack
from typing import Final

from monitor.model import ExtractedPage
from monitor.ports import SeenPage
from monitor.rules.host_past import STORIES
from monitor.rules.identity import canonical_url

MOST_PAGES: Final = 40  # of a host; older ones are forgotten, since a site's frame changes
MOST_WALLS: Final = 12  # of a host: what came in place of stories
_SAME_TEXT: Final = 3  # pages that are kept of one short text
_MOST_LINES: Final = 256  # of a page
_HASHED_CHARS: Final = 1_000  # of a line; what begins alike for so long is alike
_WORD: Final = re.compile(r"\w+")
_DIGITS: Final = re.compile(r"\d+")
_LETTER: Final = re.compile(r"[^\W\d_]")
# Chinese, Japanese and Thai put no space between words; two signs count as one.
_UNSPACED: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_SENTENCE_ENDS: Final = tuple(".!?…。！？؟।۔")
_CLOSING: Final = " \t\n\u00a0\"'»”’“)]」』"
_SENTENCE_WORDS: Final = 8
_LONG_WORDS: Final = 25


class _Kind(IntEnum):
    """What a line looks like; it stands in the two lowest bits of its key."""

    LABEL = 0  # a heading, a link, a button, a date
    SENTENCE = 1
    PARAGRAPH = 2


# From how many pages on a kind of line is judged, on how many of them it has to stand, and on
# which share of them.
_FROM_PAGES: Final = {_Kind.LABEL: 3, _Kind.SENTENCE: 5, _Kind.PARAGRAPH: 5}
_ON_PAGES: Final = {_Kind.LABEL: 2, _Kind.SENTENCE: 3, _Kind.PARAGRAPH: 5}
_ON_SHARE: Final = {_Kind.LABEL: 0.1, _Kind.SENTENCE: 0.15, _Kind.PARAGRAPH: 0.5}
# Versions of one article shared 0.65 of their lines and more; two stories of one host up to 0.94,
# where the frame is long and the stories are short. So the title has to say it, or nearly all
# sentences.
_COPY_BY_TITLE: Final = 0.3
_COPY_BY_SENTENCES: Final = 0.9


def line_key(text: str) -> int:
    """Return what two lines share that say the same: 64 bits, equal in every process.

    Case, punctuation, white space and Unicode form do not count, nor do numbers beside words
    ("12 comments", "34 comments"). The two lowest bits tell what the line looks like.
    """
    line = text[:_HASHED_CHARS]
    folded = (line if line.isascii() else unicodedata.normalize("NFKC", line)).casefold()
    words = _WORD.findall(folded)
    told = " ".join(words) or folded.strip()
    if _LETTER.search(told):
        told = _DIGITS.sub("0", told)
    return _hash(told) << 2 | _kind(text, folded, words)


def seen_page(page: ExtractedPage, *, url: str, asked: str = "") -> SeenPage:
    """Return what is kept of a page that came from `url`.

    asked: The title of the entry that it was asked for; "" if there is none.
    """
    keys = list(dict.fromkeys(page.lines)) if page.quality in STORIES else []
    if len(keys) > _MOST_LINES:
        # The frame stands around the story.
        keys = keys[: _MOST_LINES // 2] + keys[-_MOST_LINES // 2 :]
    return SeenPage(
        page=page_hash(url),
        title=title_hash(page.title),
        packed=pack(f"<{len(keys)}Q", *keys),
        kind=page.quality,
        characters=len(page.text),
        is_dated=page.published_at is not None,
        text=page.text_key,
        asked=title_hash(asked),
    )


def with_page(pages: Sequence[SeenPage], page: SeenPage) -> tuple[SeenPage, ...]:
    """Return a host's pages, oldest first, with one more.

    It takes the place of what it is a copy of, and the oldest give way to it. Of one short text
    some are kept: at other addresses and for other titles it is no story (`rules.host_past`).
    """
    if page.kind not in STORIES:
        stories = [other for other in pages if other.kind in STORIES and other.page != page.page]
        walls = [other for other in pages if other.kind not in STORIES and other.page != page.page]
        return (*stories, *walls[-(MOST_WALLS - 1) :], page)
    keys = _keys(page)
    prose = _prose(keys)
    same = [other for other in pages if _says_the_same(page, other)][-(_SAME_TEXT - 1) :]
    others = [
        other
        for other in pages
        if other.kind in STORIES and (other in same or not _is_copy(page, keys, prose, other))
    ]
    walls = [other for other in pages if other.kind not in STORIES and other.page != page.page]
    return (*walls, *others[-(MOST_PAGES - 1) :], page)


def _says_the_same(page: SeenPage, other: SeenPage) -> bool:
    return bool(page.text) and page.text == other.text and page.page != other.page


def recurring_keys(pages: Sequence[SeenPage], *, besides: str | None = None) -> frozenset[int]:
    """Return the keys of the lines that recur on a host's pages.

    besides: Address of a page about to be read: what was seen of it before does not count.
    """
    own = page_hash(besides) if besides else None
    others = _once([page for page in pages if page.page != own and page.kind in STORIES])
    if len(others) < min(_FROM_PAGES.values()):
        return frozenset()
    counts = Counter(key for page in others for key in _keys(page))
    bars = [_bar(kind, len(others)) for kind in _Kind]
    return frozenset(
        key for key, count in counts.items() if count > 1 and count >= bars[_kind_of(key)]
    )


def _once(pages: Sequence[SeenPage]) -> list[SeenPage]:
    """Return pages without those that say the same as a newer one."""
    return list({page.text or -1 - page.page: page for page in pages}.values())


def _bar(kind: _Kind, pages: int) -> float:
    """Return on how many of a host's pages a line of this kind has to stand."""
    if pages < _FROM_PAGES[kind]:
        return math.inf
    return max(_ON_PAGES[kind], _ON_SHARE[kind] * pages)


def _kind_of(key: int) -> int:
    return min(key & 3, _Kind.PARAGRAPH)


def _is_copy(page: SeenPage, keys: frozenset[int], prose: frozenset[int], other: SeenPage) -> bool:
    if page.page == other.page:
        return True
    theirs = _keys(other)
    if page.title and page.title == other.title and _overlap(keys, theirs) >= _COPY_BY_TITLE:
        return True
    if not prose:
        return _overlap(keys, theirs) >= _COPY_BY_SENTENCES
    if len(prose & theirs) < _COPY_BY_SENTENCES * len(prose):
        return False  # what follows could not say otherwise, and takes longer
    return _overlap(prose, _prose(theirs)) >= _COPY_BY_SENTENCES


def _keys(page: SeenPage) -> frozenset[int]:
    return frozenset(unpack(f"<{len(page.packed) // 8}Q", page.packed))


def _prose(keys: Iterable[int]) -> frozenset[int]:
    return frozenset(key for key in keys if _kind_of(key))


def _overlap(some: frozenset[int], others: frozenset[int]) -> float:
    """Return the Jaccard index of two sets; 0 for empty ones."""
    both = len(some & others)
    return both / max(len(some) + len(others) - both, 1)


def _kind(text: str, folded: str, words: list[str]) -> _Kind:
    count = len(words)
    if not folded.isascii():
        count += sum(1 for _ in islice(_UNSPACED.finditer(folded), 2 * _LONG_WORDS)) // 2
    if count > _LONG_WORDS:
        return _Kind.PARAGRAPH
    if count >= _SENTENCE_WORDS and text.rstrip(_CLOSING).endswith(_SENTENCE_ENDS):
        return _Kind.SENTENCE
    return _Kind.LABEL


def page_hash(url: str) -> int:
    """Return what tells a page's address from others, 0..2**62-1."""
    return _hash(canonical_url(url))


def title_hash(title: str) -> int:
    """Return what tells a title from others, 0..2**62-1; 0 for none."""
    return line_key(title) >> 2 if title else 0


def _hash(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 2
