"""docs/logs.md tells every log line that the code can write, and no other."""

from __future__ import annotations

import re

from monitor.areas import Area
from tests.logged import LEVELS, ROOT, logged_lines

ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| ([\w, ]+) \| (.+?) \| (.+) \|$", re.MULTILINE)


def documented() -> dict[str, tuple[str, list[str], set[str]]]:
    """Return what the page says: area, levels and keys by event."""
    text = (ROOT / "docs" / "logs.md").read_text("utf-8")
    return {
        event: (area, levels.split(", "), set(re.findall(r"`(\w+)`", keys)))
        for event, area, levels, keys, _ in ROW.findall(text)
    }


def test_the_page_names_every_event_and_no_other():
    """Whoever reads a log finds each event, and each event of the page is written somewhere."""
    assert documented().keys() == logged_lines().keys()


def test_area_and_levels_are_as_the_code_has_them():
    """An event belongs to one area, and comes at the levels that the page gives."""
    told = {event: (area, levels) for event, (area, levels, _) in documented().items()}
    real = {
        event: (" and ".join(line.areas), [level for level in LEVELS if level in line.levels])
        for event, line in logged_lines().items()
    }

    assert told == real
    assert {area for area, _ in told.values()} <= set(Area)


def test_keys_are_as_the_code_has_them():
    """Each key that a line can have is named; only lines with open keys may name more."""
    told = {event: keys for event, (_, _, keys) in documented().items()}
    wrong = {
        event: line.keys ^ told[event]
        for event, line in logged_lines().items()
        if not (line.keys <= told[event] if line.is_open else line.keys == told[event])
    }

    assert wrong == {}
