"""What stands before the first and after the last paragraph of a story, where chrome stands there.

Menus, teasers of other stories, slogans and buttons are short and no sentences. They are taken out
only where a line among them is chrome by its own words: the lines behind the first such line at the
end, and those before the last such line at the beginning. A clean text that ends with a list, a
poem or a name has no such line, and stays.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.reading.chrome.draft import Draft
from monitor.reading.chrome.short_lines import chrome_reason

_TEASER_WORDS = 20  # at the end
_MENU_WORDS = 4  # at the beginning, where subtitles and places stand too
_SENTENCE_WORDS = 3  # "He did not answer." may be a story's last line
_SENTENCE_LETTERS = 12  # of scripts without spaces
_ENDS = ".!?…。！？؟।"
# Kinds that stand after or before a story and never within one; a credit or a clip may.
_MARGIN_KINDS = (
    "advert", "comments", "consent", "copyright", "follow", "navigation", "newsletter", "paywall",
    "read_also", "share", "topics",
)  # fmt: skip
_POINTS_ON = (":", "：", "↓", "👇", "▼")
_MOST_OFFERED = 3
_LINES_PER_PROMPT = 8  # longer lists belong to the story
_CLOSING = "\"'»”’)]›」』* "


def trailing_block(draft: Draft) -> Mapping[int, str]:
    """Return the short lines after the story from the first on that is chrome by its words."""
    start = len(draft.lines)
    while start and not _is_story(draft, start - 1, most=_TEASER_WORDS):
        start -= 1
    if not start:
        return {}  # nothing that reads like a story: then what is chrome here is not known
    tail = range(start, len(draft.lines))
    prompts = [index for index in tail if _is_of_margin(draft, index)]
    if not prompts or len(draft.lines) - prompts[0] > len(prompts) * _LINES_PER_PROMPT:
        return {}
    block = range(prompts[0], len(draft.lines))
    return dict.fromkeys(block, "stands after the story, among prompts")


def leading_block(draft: Draft) -> Mapping[int, str]:
    """Return the lines of a few words before the story up to the last that is chrome."""
    end = 0
    while end < len(draft.lines) and not _is_story(draft, end, most=_MENU_WORDS):
        end += 1
    if end == len(draft.lines):
        return {}
    prompts = [index for index in range(end) if _is_of_margin(draft, index)]
    if not prompts:
        return {}
    return dict.fromkeys(range(prompts[-1] + 1), "stands before the story, among prompts")


def is_sentence(text: str) -> bool:
    """Say whether a line reads like a sentence: enough words, and an end."""
    bare = text.rstrip(_CLOSING)
    if not bare or bare[-1] not in _ENDS:
        return False
    words = len(text.split())
    has_spaces = " " in text.strip()
    return words >= _SENTENCE_WORDS or (not has_spaces and len(text) >= _SENTENCE_LETTERS)


def _is_story(draft: Draft, index: int, *, most: int) -> bool:
    """Say whether a line may be a part of the story, given how many words its teasers have."""
    text = draft.lines[index].text
    if chrome_reason(text, language=draft.language):
        return False
    is_whole = len(text.split()) > most or is_sentence(text) or _is_long_without_spaces(text, most)
    return is_whole or _announces(text)


def _announces(text: str) -> bool:
    """Say whether a line leads to a list of the story's, which may end it."""
    return text.rstrip().endswith((":", "：")) and len(text.split()) >= _SENTENCE_WORDS


def _is_long_without_spaces(text: str, most: int) -> bool:
    return " " not in text.strip() and len(text) > most * 2


def _is_of_margin(draft: Draft, index: int) -> bool:
    reason = chrome_reason(draft.lines[index].text, language=draft.language)
    return reason is not None and reason.startswith(_MARGIN_KINDS)


def offered_lines(draft: Draft) -> Mapping[int, str]:
    """Return the headlines under a prompt that ends with a colon ("Read also:"), at most three."""
    found: dict[int, str] = {}
    for prompt in range(len(draft.lines)):
        if not _offers(draft, prompt):
            continue
        for index in range(prompt + 1, min(prompt + _MOST_OFFERED + 1, len(draft.lines))):
            text = draft.lines[index].text
            if is_sentence(text) or _is_story(draft, index, most=_TEASER_WORDS):
                break
            found[index] = "a headline under a prompt to read on"
    return found


def _offers(draft: Draft, index: int) -> bool:
    """Say whether a line offers other stories and names none: the next lines do."""
    text = draft.lines[index].text
    if not text.rstrip().endswith(_POINTS_ON):
        return False
    reason = chrome_reason(text, language=draft.language)
    return reason is not None and reason.startswith("read_also")
