"""Lines that stand in a text several times: placeholders, prompts, labels of pictures.

A story does not say the same twice; what a template puts under every picture or in place of every
embed does. Pages that print their lead in the head and again in the body keep the first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from monitor.reading.chrome.draft import Draft

_TEMPLATE = 3  # times
_LEAST_CHARS = 12  # a shorter line may be a refrain, a score, an answer
_LONG_CHARS = 60


def repeated_lines(draft: Draft) -> Mapping[int, str]:
    """Return lines that recur three times or more, all of them, and of long pairs the second."""
    times = Counter(line.text for line in draft.lines)
    seen: set[str] = set()
    found: dict[int, str] = {}
    for index, line in enumerate(draft.lines):
        count = times[line.text]
        if count >= _TEMPLATE and len(line.text) >= _LEAST_CHARS:
            found[index] = f"stands in the text {count} times"
        elif line.text in seen and len(line.text) >= _LONG_CHARS:
            found[index] = "stands in the text before"
        seen.add(line.text)
    return found
