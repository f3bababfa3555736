"""What comes out of a page with the story and is no part of it: a chain of small, named rules.

Each rule looks at the lines and says which are not the story and what it saw; it changes nothing.
`clean` asks them in turn and keeps account, so that a reader can be told of every line why it is
not there. A rule is a module here and a row of RULES.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.model import Removed
from monitor.reading.chrome.author_note import author_notes
from monitor.reading.chrome.consent_block import consent_blocks
from monitor.reading.chrome.headline import headlines
from monitor.reading.chrome.margins import leading_block, offered_lines, trailing_block
from monitor.reading.chrome.repeated import repeated_lines
from monitor.reading.chrome.short_lines import short_lines
from monitor.reading.chrome.title_line import title_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitor.reading.chrome.draft import Draft, Rule

# Asked in this order, each of what the ones before it left: blocks before single lines, whose words
# are a mark of where the blocks are.
RULES: tuple[tuple[str, Rule], ...] = (
    ("headline", headlines),
    ("title_line", title_lines),
    ("author_note", author_notes),
    ("consent_block", consent_blocks),
    ("offered", offered_lines),
    ("trailing_block", trailing_block),
    ("leading_block", leading_block),
    ("short_line", short_lines),
    ("repeated", repeated_lines),
)


def clean(
    draft: Draft, *, rules: Iterable[tuple[str, Rule]] = RULES
) -> tuple[Draft, tuple[Removed, ...]]:
    """Return a draft without the lines that are not the story, and what was taken out.

    A rule that would leave nothing of a text is not heeded.
    """
    removed: list[Removed] = []
    for name, rule in rules:
        found = rule(draft)
        if not found or len(found) == len(draft.lines):
            continue
        removed += [Removed(rule=name, text=draft.lines[i].text, why=found[i]) for i in found]
        left = tuple(line for i, line in enumerate(draft.lines) if i not in found)
        draft = replace(draft, lines=left)
    return draft, tuple(removed)
