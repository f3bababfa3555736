"""The house stays as it is drawn: who imports which library, how large a room is, what the map says."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "monitor").rglob("*.py"))
MOST_LINES = 400

# Each third-party library, and the only modules that may import it.
LIBRARIES = {
    "aiohttp": {
        "monitor.adapters.bodies",
        "monitor.adapters.http",
        "monitor.web",
        "monitor.demo.site",
    },
    "alembic": {"monitor.store.migrate", "monitor.store.migrations"},
    "anyascii": {"monitor.matching.likeness.names"},
    "apscheduler": {"monitor.scheduler"},
    "babel": {"monitor.matching.likeness.places", "monitor.proposing.gazetteer"},
    "brotli": {"monitor.adapters.decoding"},
    "cssselect": {"monitor.reading.css"},
    "feedparser": {"monitor.sources.rss"},
    "lxml": {"monitor.reading", "monitor.sources.discover", "monitor.sources.opml"},
    "numpy": {
        "monitor.adapters.encoder",
        "monitor.matching.likeness.forest",
        "monitor.matching.likeness.semantic",
        "monitor.reading.story",
        "monitor.matching.learned.evidence",
        "monitor.matching.learned.model",
        "monitor.matching.learned.training",
    },
    "pebble": {"monitor.adapters.workers"},
    "prometheus_client": {"monitor.metrics", "monitor.web.status"},
    "py3langid": {"monitor.reading.identifier"},
    "pydantic": {"monitor.config", "monitor.sinks"},
    "redis": {"monitor.adapters.bus", "monitor.client"},
    "rich": {"monitor.cli"},
    "ruamel": {"monitor.config.emit"},
    "snowballstemmer": {"monitor.matching.likeness.stems"},
    "sqlalchemy": {"monitor.store", "monitor.past", "monitor.report", "monitor.cli.state"},
    "structlog": {"monitor.logs"},
    "trafilatura": {"monitor.reading.charset", "monitor.reading.story.opinions"},
    "typer": {"monitor.cli"},
    "uvloop": {"monitor.parts"},
    "wordfreq": {"monitor.matching.likeness.rarity"},
    "yaml": {
        "monitor.config.composer",
        "monitor.config.rewrite",
        "monitor.config.spots",
        "monitor.config.syntax",
        "monitor.demo",
        "monitor.proposing.lists",
        "monitor.reading.hosts",
    },
    "yarl": {"monitor.adapters.http"},
    "zstandard": {"monitor.adapters.decoding"},
}


def module_name(file: Path) -> str:
    """Return a file's dotted module name."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(file: Path) -> set[str]:
    """Return the top-level names of everything a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("file", MODULES, ids=module_name)
def test_a_library_is_imported_only_where_the_table_says(file):
    """Each third-party library stays behind the modules that are named for it."""
    name = module_name(file)
    foreign = imported(file) - set(sys.stdlib_module_names) - {"monitor"}
    strangers = {
        library
        for library in foreign
        if not any(
            name == home or name.startswith(f"{home}.") for home in LIBRARIES.get(library, ())
        )
    }

    assert strangers == set()


def test_the_table_holds_nothing_that_is_not_used():
    """A library that no module imports any more leaves the table."""
    used = set().union(*map(imported, MODULES))

    assert set(LIBRARIES) - used == set()


@pytest.mark.parametrize("file", MODULES, ids=module_name)
def test_a_module_is_one_room(file):
    """No file is longer than can be held in mind at once."""
    assert len(file.read_text("utf-8").splitlines()) <= MOST_LINES


def test_the_map_names_every_module_and_no_other():
    """docs/architecture.md lists the modules as they are."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `(monitor[\w.]*)` \|", text, re.MULTILINE))
    migrations = {name for name in map(module_name, MODULES) if "migrations" in name}
    built = {module_name(file) for file in MODULES} - migrations

    assert listed == built


def test_the_package_says_what_it_is():
    """Every module begins with a docstring."""
    silent = [module_name(f) for f in MODULES if not ast.get_docstring(ast.parse(f.read_text()))]

    assert silent == []


def test_the_layers_on_the_page_are_those_that_are_checked():
    """docs/architecture.md shows the layers as import-linter holds them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    block = text.partition("## The layers")[2].partition("The core (")[0]

    assert re.findall(r"^    (\S.*)$", block, re.MULTILINE) == layers
