"""Pages with a story that is not all there, or not one story: paywalls, live blogs, videos.

Their text is kept; only what they are is told.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.model import Quality
from monitor.reading.walls.folding import fold
from monitor.reading.walls.lexicon import lexicon
from monitor.reading.walls.markers import NOT_FREE, has_paywall_box
from monitor.reading.walls.signs import signs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitor.reading.walls.sight import Sight
    from monitor.reading.walls.signs import Signs

_LONGEST_STUB = 2_500  # letters; what a metered page shows of a story
_SHORT_STUB = 900
_LAST_LINES = 3
_NEEDED, _NEEDED_LONG = 2, 3
_ENTRY = re.compile(r"(?:^|\n)\W*(?:[01]?\d|2[0-3])[:.h][0-5]\d\b")
_ENTRIES = 5
_LIVE_TYPE = re.compile(r"\"@type\"\s*:\s*\[?\s*\"LiveBlogPosting\"")
_LIVE_PATH = re.compile(
    r"(?:^|[/_.-])(?:live(?:-?(?:blog|ticker|updates|news))?|newsblog|news-?ticker|en-(?:direct|vivo)"
    r"|ao-vivo|em-direto|diretta|na-zywo|relacja|canli|onlain)(?:$|[/_.-])"
)
_WATCHED = 600  # letters; a page to watch says little
_VIDEO_PATH = re.compile(
    r"(?:^|[/_.-])(?:videos?|watch|mediathek|gallery|galler(?:y|ies)|galer[ií]as?|galeri|diaporama"
    r"|photos?|fotos?|fotostrecke|bilderstrecke|slideshow|podcasts?|foto-?galer\w+|audio)(?:$|[/_.-])",
    re.IGNORECASE,
)


def paywall_signs(sight: Sight) -> Signs:
    """Gather what speaks for the beginning of a story and an offer to subscribe."""
    is_short = sight.size < _SHORT_STUB
    needed = _NEEDED if is_short else _NEEDED_LONG
    return signs(Quality.PAYWALL, needed=needed, seen=_paid(sight, is_short=is_short))


def _paid(sight: Sight, *, is_short: bool) -> Iterator[tuple[int, bool, str]]:
    if sight.size >= _LONGEST_STUB:
        return
    offers = lexicon("paywall")["offers"]
    last = "\n".join(sight.folded.split("\n")[-_LAST_LINES:])
    is_paid = "isAccessibleForFree" in sight.source and bool(NOT_FREE.search(sight.source))
    is_offered = offers.is_in(last)
    yield 2, is_paid, "says that it is not free"
    yield 2, is_offered, "ends in an offer to subscribe"
    has_marker = (is_short or is_paid or is_offered) and has_paywall_box(sight.markup)
    yield 1, has_marker, "a paywall's box in the markup"
    if sight.is_little or (is_short and has_marker):
        weight = 2 if sight.is_little else 1
        yield weight, offers.is_in(sight.folded_shown), "shows an offer to subscribe"


def live_signs(sight: Sight) -> Signs:
    """Gather what speaks for a story that is written while it happens."""
    return signs(Quality.LIVE_BLOG, needed=_NEEDED, seen=_live(sight))


def _live(sight: Sight) -> Iterator[tuple[int, bool, str]]:
    is_typed = "LiveBlogPosting" in sight.source and bool(_LIVE_TYPE.search(sight.source))
    yield 2, is_typed, "says that it is a live blog"
    is_there = bool(_LIVE_PATH.search(sight.address.path))
    yield 1, is_there, "stands at such an address"
    if is_typed:
        return
    is_called = lexicon("live")["titles"].is_in(fold(sight.title))
    yield 1, is_called, "is called so"
    if is_called:
        yield 1, len(_ENTRY.findall(sight.text)) >= _ENTRIES, "entries with their time"


def video_signs(sight: Sight) -> Signs:
    """Gather what speaks for something to watch, look at or hear, with little text of its own."""
    return signs(Quality.VIDEO, needed=_NEEDED, seen=_watched(sight))


def _watched(sight: Sight) -> Iterator[tuple[int, bool, str]]:
    if sight.size >= _WATCHED:
        return
    kinds = [
        (meta.get("content") or "").lower()
        for meta in sight.root.iter("meta")
        if meta.get("property") == "og:type"
    ]
    is_typed = any(kind.startswith(("video", "music")) for kind in kinds)
    yield 2, is_typed, "says that it is a video"
    yield 1, bool(_VIDEO_PATH.search(sight.address.path)), "stands at such an address"
    yield 1, sight.root.find(".//video") is not None, "a video"
    yield 1, sight.root.find(".//audio") is not None, "a recording"
    yield 1, "VideoObject" in sight.source, "describes a video"
