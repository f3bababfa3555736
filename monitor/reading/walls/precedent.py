"""What a page's status and its host's earlier pages say of it, beside the page itself.

Neither makes a wall of a page that has nothing of one. They decide where the page says too little;
only a text that came for other stories as well is known for none without a word of it understood.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from monitor.model import Quality

if TYPE_CHECKING:
    from monitor.reading.walls.sight import Sight
    from monitor.reading.walls.signs import Signs

# What a status says that a page is, and with which weight (RFC 9110 15.5, RFC 6585, RFC 7725). A
# page is never answered with 202; challenges are.
_SAID: Final[dict[int, dict[Quality, int]]] = {
    202: {Quality.BOT_WALL: 1},
    401: {Quality.LOGIN: 2},
    403: {Quality.BOT_WALL: 2},
    404: {Quality.SOFT_404: 2},
    410: {Quality.SOFT_404: 2},
    429: {Quality.BOT_WALL: 2},
    451: {Quality.BOT_WALL: 2},
    503: {Quality.BOT_WALL: 1, Quality.ERROR_PAGE: 1},
}
_FAILED: Final = {Quality.ERROR_PAGE: 2}
_STORIES: Final = 5  # earlier stories before a host's are known
_DATED_SHARE: Final = 0.9
_SHORTER: Final = 4  # times; other stories of a host are seldom so much longer
_LATELY: Final = 2


def is_refusal(status: int | None) -> bool:
    """Say whether a page came with a status that says that it is not the one asked for."""
    return status is not None and status >= HTTPStatus.BAD_REQUEST


def is_unlike(sight: Sight) -> bool:
    """Say whether a page has neither date, nor marks, nor length, where its host's stories have."""
    past = sight.past
    return (
        past is not None
        and past.stories >= _STORIES
        and past.dated >= _DATED_SHARE * past.stories
        and not sight.is_dated
        and not sight.has_story_marks
        and _SHORTER * len(sight.text) < past.characters
    )


def is_repeated(sight: Sight) -> bool:
    """Say whether a short text came at other addresses of its host, for other stories, too.

    A page that says of itself that it is a story is none such: an agency's report stands at many
    addresses, and a feed may list one page under many titles.
    """
    return (
        sight.past is not None
        and sight.text_key in sight.past.repeated
        and not sight.is_dated
        and not sight.has_story_marks
        and sight.root.find(".//article") is None
    )


def with_precedent(found: Signs, sight: Sight) -> Signs:
    """Return the signs of a kind with what the status and the host's past say of it."""
    if not found.seen:
        return found
    seen = list(found.seen)
    if sight.status is not None:
        failed = _FAILED if sight.status >= HTTPStatus.INTERNAL_SERVER_ERROR else {}
        weight = _SAID.get(sight.status, failed).get(found.quality, 0)
        if weight:
            seen.append((weight, f"came with status {sight.status}"))
    if sight.past is not None and is_unlike(sight):
        seen.append((1, "unlike its host's stories: far shorter, without a date"))
        if dict(sight.past.walls).get(found.quality, 0) >= _LATELY:
            seen.append((1, "its host has sent such pages lately"))
    return replace(found, seen=tuple(seen)) if len(seen) > len(found.seen) else found
