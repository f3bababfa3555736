"""Where the values of a YAML text stand in it: the characters of each, and the lines.

A loader drops what an edit has to leave alone: comments, quotation marks, blank lines, indentation.
Only for texts that `document` has read without a problem; it must not judge what they say.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass
from typing import Any

import yaml

from monitor.config.document import LINE_SEPARATORS
from monitor.config.problems import Keys

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_BREAK = re.compile(r"\r\n|\r|\n")
_COMMENT = re.compile(r"[ \t]*#")
_BLANK = re.compile(r"[ \t]*(?=\r|\n|\Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One item of a list with its dash, or one key of a mapping with its value.

    start, end: Half-open; from the dash or the key to the last character of the value.
    """

    start: int
    end: int
    value: yaml.Node
    key: yaml.ScalarNode | None = None


class Spots:
    """A text with its lines, and the values that stand in it.

    text: As it stands in the file, with any line ends, without a byte order mark.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: yaml.Node | None = yaml.compose(text.translate(LINE_SEPARATORS), Loader=_Loader)
        self._starts = [0, *(found.end() for found in _BREAK.finditer(text))]
        found = _BREAK.search(text)
        self.line_end = found[0] if found else "\n"

    def find(self, at: Keys) -> yaml.Node | None:
        """Return the value to which the keys lead; None where there is none."""
        node = self.root
        for key in at:
            if isinstance(node, yaml.MappingNode) and isinstance(key, str):
                node = next((value for name, value in node.value if name.value == key), None)
            elif isinstance(node, yaml.SequenceNode) and isinstance(key, int):
                node = node.value[key] if 0 <= key < len(node.value) else None
            else:
                return None
        return node

    def members(self, node: yaml.Node) -> list[Member]:
        """Return what a list or mapping consists of, in order; nothing for a scalar."""
        if isinstance(node, yaml.MappingNode):
            return [
                Member(start=key.start_mark.index, end=self.end_of(value), value=value, key=key)
                for key, value in node.value
            ]
        if not isinstance(node, yaml.SequenceNode):
            return []
        return [
            Member(start=self._item_start(node, item), end=self.end_of(item), value=item)
            for item in node.value
        ]

    def end_of(self, node: yaml.Node) -> int:
        """Return where a value's last character ends: before any comment that follows it."""
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode):
            if node.style in {"|", ">"}:  # ends with the blank lines below it
                return start + len(self.text[start:end].rstrip())
            return end
        if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
            return end
        last = node.value[-1]
        return self.end_of(last[1] if isinstance(node, yaml.MappingNode) else last)

    def line_of(self, index: int) -> int:
        """Return the 0-based line of a character."""
        return bisect.bisect_right(self._starts, index) - 1

    def line_start(self, line: int) -> int:
        """Return where a 0-based line begins; the text's end for lines beyond the last."""
        return self._starts[line] if line < len(self._starts) else len(self.text)

    def is_comment(self, line: int) -> bool:
        """Say whether a line is there and holds nothing but a comment."""
        return self._is_line(line) and bool(_COMMENT.match(self.text, self._starts[line]))

    def is_blank(self, line: int) -> bool:
        """Say whether a line is there and holds nothing."""
        return self._is_line(line) and bool(_BLANK.match(self.text, self._starts[line]))

    def indent_of(self, line: int) -> int:
        """Return how many blanks a line begins with."""
        rest = self.text[self.line_start(line) : self.line_start(line + 1)]
        return len(rest) - len(rest.lstrip(" \t"))

    def begins_line(self, index: int) -> bool:
        """Say whether only blanks stand before a character in its line."""
        return not self.text[self.line_start(self.line_of(index)) : index].strip(" \t")

    def _is_line(self, line: int) -> bool:
        return 0 <= line < len(self._starts) and self._starts[line] < len(self.text)

    def _item_start(self, node: yaml.SequenceNode, item: yaml.Node) -> int:
        """Return where an item begins: at its dash, which may stand in a line above."""
        start: int = item.start_mark.index
        if node.flow_style:
            return start
        column = node.start_mark.column
        for line in range(item.start_mark.line, -1, -1):
            dash = self._starts[line] + column
            if dash < start and self.text.startswith("-", dash) and not self.is_comment(line):
                return dash
        return start
