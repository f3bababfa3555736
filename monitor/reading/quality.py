"""What kind of page it is: a story, the beginning of one, or something that stands before it.

Each kind is weighed by its module in `walls`; here they are put in order. A wall is short and
speaks in a wall's own voice; a story about cookies or blocked websites does not. Where in doubt it
is a story, and the judgement says that it is in doubt.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from monitor.model import Quality
from monitor.reading.walls.absent import error_signs, missing_signs
from monitor.reading.walls.accounts import login_signs
from monitor.reading.walls.bots import bot_wall_signs
from monitor.reading.walls.consent import consent_signs
from monitor.reading.walls.listing import index_signs, is_front
from monitor.reading.walls.partial import live_signs, paywall_signs, video_signs
from monitor.reading.walls.precedent import (
    is_refusal,
    is_repeated,
    is_unlike,
    with_precedent,
)
from monitor.reading.walls.sight import Sight
from monitor.reading.walls.signs import Signs

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from monitor.rules.host_past import HostPast

_Judge = Callable[[Sight], Signs]

_WALLS = (bot_wall_signs, consent_signs, missing_signs, error_signs, login_signs, index_signs)
_PARTIAL = (paywall_signs, live_signs, video_signs)
_LONG = 4_000  # letters; no wall is as long, only lists are
_SURE, _LIKELY, _UNSURE, _IN_DOUBT = 0.95, 0.8, 0.5, 0.3
_DOUBTFUL_SHARE = 0.6
_SHORT = 800  # letters
_BARE_LINKS = 3
_TOLD = (Quality.STORY, Quality.STUB)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What kind of page it is.

    reason: What was seen, for people; "" for a story.
    confidence: 0..1; a story that looks a little like something else has 0.3.
    """

    quality: Quality
    reason: str
    confidence: float


def judge(
    root: HtmlElement,
    *,
    title: str,
    text: str,
    source: str,
    url: str | None,
    status: int | None = None,
    past: HostPast | None = None,
    is_dated: bool = False,
    text_key: int = 0,
) -> Judgement:
    """Say what kind of page it is.

    root: The page as parsed, with or without its consent boxes; it is not changed.
    title, text: As extracted; plain text, paragraphs on lines of their own.
    source: The page's markup.
    url: Where it came from; None if unknown.
    status: What it was answered with; None if unknown.
    past: What is known of its host's other pages; None for nothing.
    is_dated: Whether a time of publication was found on it.
    text_key: What the text shares with others that say the same (`rules.host_past`); 0 for none.
    """
    sight = Sight(
        root,
        title=title,
        text=text,
        source=source,
        url=url,
        status=status,
        past=past,
        is_dated=is_dated,
        text_key=text_key,
    )
    return _judged(sight)


def _judged(sight: Sight) -> Judgement:
    walls = _wall_judges(sight)
    found = [with_precedent(weigh(sight), sight) for weigh in walls]
    # A text may look like two; `max` takes the first of equals.
    likeliest = max(found, key=attrgetter("share"), default=None)
    if likeliest is not None and likeliest.is_enough:
        return _of(likeliest)
    partial = next((signs for weigh in _PARTIAL if (signs := weigh(sight)).is_enough), None)
    if partial is not None:
        return _of(partial)
    is_doubtful = likeliest is not None and likeliest.share >= _DOUBTFUL_SHARE
    judgement = _story_or_less(sight, is_doubtful=is_doubtful or is_unlike(sight))
    if judgement.quality in _TOLD and is_repeated(sight):
        return _repeated(sight, likeliest)
    return judgement


def _of(signs: Signs) -> Judgement:
    return Judgement(quality=signs.quality, reason=signs.reason, confidence=signs.confidence)


def _repeated(sight: Sight, likeliest: Signs | None) -> Judgement:
    """Judge a text that came for other stories too: what it looks like most, else by its menus."""
    if likeliest is not None and likeliest.weight:
        quality = likeliest.quality
    else:
        quality = Quality.BOT_WALL if sight.links <= _BARE_LINKS else Quality.SOFT_404
    reason = "the same text came in place of other stories of its host"
    return Judgement(quality=quality, reason=reason, confidence=_LIKELY)


def _wall_judges(sight: Sight) -> tuple[_Judge, ...]:
    """Return who looks for walls: nobody, where a long text has a story's marks."""
    if is_refusal(sight.status):
        return _WALLS
    if sight.has_story_marks and sight.size >= _SHORT:
        return (index_signs,) if is_front(sight) else ()
    return _WALLS if sight.size < _LONG else (index_signs,)


def _story_or_less(sight: Sight, *, is_doubtful: bool) -> Judgement:
    if not sight.text:
        return Judgement(quality=Quality.EMPTY, reason="no text was found", confidence=_LIKELY)
    if reason := _too_little(sight):
        return Judgement(quality=Quality.STUB, reason=reason, confidence=_LIKELY)
    if is_doubtful:
        confidence = _IN_DOUBT
    elif sight.has_story_marks:
        confidence = _LIKELY if sight.size < _SHORT else _SURE
    else:
        confidence = _UNSURE if sight.size < _LONG else _LIKELY
    return Judgement(quality=Quality.STORY, reason="", confidence=confidence)


def _too_little(sight: Sight) -> str:
    """Say why a text is too little for a story; "" if it is not."""
    if sight.is_little:
        return f"{sight.size:.0f} letters of text"
    if sight.has_story_marks or sight.size >= _SHORT:
        return ""
    if not sight.paragraphs:
        return "short lines, no paragraph"
    # What publishers build has menus; what a provider or an appliance sends instead has none,
    # in whatever language that nobody here reads.
    is_bare = sight.links <= _BARE_LINKS and "article" not in sight.source
    return "a short text, and nothing else on the page" if is_bare else ""
