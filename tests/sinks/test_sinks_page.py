"""docs/sinks.md tells of every kind, with its keys and defaults."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from monitor.sinks import SINKS
from monitor.sinks.file import _REASONS

PAGE = (Path(__file__).parent.parent.parent / "docs" / "sinks.md").read_text("utf-8")


@pytest.mark.parametrize("kind", SINKS)
def test_each_kind_has_its_section_with_all_its_keys(kind):
    """A key that is added, renamed or dropped must be so on the page too."""
    section = PAGE.partition(f"## Kind `{kind}`")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \|[^|]*\| (.*?) \|", section, re.MULTILINE))
    defaults = {
        name: "required" if field.is_required() else f"`{field.default}`"
        for name, field in SINKS[kind].options.model_fields.items()
    }

    assert rows == defaults


def test_the_reasons_to_wait_are_those_of_the_code():
    """Whoever reads the log finds the word on the page."""
    assert all(f"`{reason}`" in PAGE for reason in {*_REASONS.values(), "io_error"})


def test_the_example_is_a_list_of_sinks():
    """Its keys are those that sinks have."""
    [shown] = re.findall(r"```yaml main\n(.*?)```", PAGE, re.DOTALL)
    for sink in yaml.safe_load(shown)["sinks"]:
        own = {key: value for key, value in sink.items() if key not in {"id", "kind", "channels"}}

        assert SINKS[sink["kind"]].options.model_validate(own)
