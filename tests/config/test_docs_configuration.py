"""docs/configuration.md, the models and the shipped file say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import annotated_types
import pytest
import yaml
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from monitor.config.document import MAIN_FILE_BYTES, WATCHLIST_FILE_BYTES
from monitor.config.load import load_config, warnings
from monitor.config.models import MainKeys, WatchlistKeys
from monitor.config.reference import FILES, RESTART_MARK, refresh
from monitor.config.seeds import SEED_FILE_BYTES
from monitor.config.settings import NEEDS_RESTART
from monitor.matching.query import MAX_LENGTH
from tests.config.pages import CONFIGURATION, ROOT, examples, quoted, rows, section

SHIPPED = ROOT / "config/monitor.yaml"
SHIPPED_FILES = [SHIPPED, *sorted((ROOT / "config/watchlists").glob("*.yaml"))]


def fields_of(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Give every key that a user can write, dotted; a list's items are `name[]`."""
    for name, field in model.model_fields.items():
        inner, is_list = _model_in(field.annotation)
        if inner is None or is_list:
            yield prefix + name, field
        if inner is not None:
            yield from fields_of(inner, f"{prefix}{name}{'[]' if is_list else ''}.")


def _model_in(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    for each in get_args(annotation):
        model, is_list = _model_in(each)
        if model is not None:
            return model, is_list or get_origin(annotation) is list
    return None, False


def bounds(field: FieldInfo) -> set[float]:
    """Return the limits that a field states: lowest, highest, longest."""
    kinds = {
        annotated_types.Ge: "ge",
        annotated_types.Le: "le",
        annotated_types.MaxLen: "max_length",
    }
    return {getattr(each, kinds[type(each)]) for each in field.metadata if type(each) in kinds}


DOCUMENTED = {
    **{row[0].strip("`"): row for row in rows(section(CONFIGURATION, "The main file"))},
    **{
        f"watchlist: {row[0].strip('`')}": row
        for row in rows(section(CONFIGURATION, "A watchlist file"))
    },
}
FIELDS = {
    **dict(fields_of(MainKeys)),
    **{f"watchlist: {name}": field for name, field in fields_of(WatchlistKeys)},
}


def test_the_pages_tables_are_rendered_from_the_models():
    """Between its marks stands what `config reference` prints; `config reference --write` mends it."""
    assert refresh(CONFIGURATION) == CONFIGURATION
    assert CONFIGURATION.count("<!-- begin: ") == len(FILES)


def test_every_key_that_needs_a_restart_is_marked_so_and_no_other():
    """What the daemon cannot take up while it runs is told on the page and in the shipped file."""
    marked = {name for name, row in DOCUMENTED.items() if row[4].endswith(RESTART_MARK)}
    (told,) = re.findall(
        r"^# only (.*) need a restart\.$", SHIPPED.read_text("utf-8"), re.MULTILINE
    )
    shortened = {"redis" if name.startswith("redis.") else name for name in NEEDS_RESTART}

    assert marked == NEEDS_RESTART
    assert set(re.split(", | and ", told)) == shortened


def test_every_key_of_a_kind_is_told_of_once_in_its_model():
    """No key is without a meaning; a required one also says what it should be."""
    for name, field in FIELDS.items():
        assert (field.description or "").endswith("."), name
        assert bool(field.title) == field.is_required(), name


def test_every_key_has_its_row_and_every_row_its_key():
    """A key that is added, renamed or dropped must be so on the page too, in the same order."""
    assert list(DOCUMENTED) == list(FIELDS)


@pytest.mark.parametrize("name", FIELDS)
def test_the_default_on_the_page_is_the_one_in_the_code(name):
    """What the page gives as default, written into a file, is what is taken without it."""
    told, field = DOCUMENTED[name][2], FIELDS[name]
    if field.is_required():
        assert told == "required"
        return
    (written,) = quoted(told)
    kind = TypeAdapter(field.rebuild_annotation(), config=None)

    assert kind.validate_python(yaml.safe_load(written)) == field.get_default(
        call_default_factory=True, validated_data={}
    )


@pytest.mark.parametrize("name", FIELDS)
def test_the_range_on_the_page_is_the_one_in_the_code(name):
    """Limits and choices stand on the page as the models have them."""
    told, field = DOCUMENTED[name][3], FIELDS[name]
    numbers = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", told)}

    assert bounds(field) <= numbers
    assert set(get_args(field.annotation)) & {"auto", "fetch", "debug"} <= set(quoted(told))


@pytest.mark.parametrize("row", DOCUMENTED.values(), ids=list(DOCUMENTED))
def test_every_row_has_five_cells_and_a_meaning(row):
    """Type, default, range and meaning are there, and the meaning is a sentence."""
    assert len(row) == 5
    assert all(row)
    assert row[4].endswith(".")


def test_units_on_the_page_are_those_of_the_names():
    """A number with a unit has it in its name, and the page explains each of these endings."""
    endings = {
        name.rpartition("_")[2]
        for name, row in DOCUMENTED.items()
        if row[1] == "number" and "_" in name and name != "watchlist: near_miss_margin"
    }

    assert endings == {"s", "h", "mb", "days"}
    assert all(f"`_{ending}`" in CONFIGURATION for ending in endings)


def test_the_caps_on_the_page_are_those_in_the_code():
    """File sizes are told as they are."""
    assert f"{MAIN_FILE_BYTES // 1_000_000} MB, a watchlist file" in CONFIGURATION
    assert f"a watchlist file {WATCHLIST_FILE_BYTES // 1_000_000} MB" in CONFIGURATION
    assert f"a seed's file {SEED_FILE_BYTES // 1000} kB" in CONFIGURATION
    assert f"up to {MAX_LENGTH} characters" in DOCUMENTED["watchlist: query"][3]


@pytest.mark.parametrize("text", examples(CONFIGURATION, "yaml main"))
def test_the_pages_examples_load(files, text):
    """Each example of a main file is one."""
    assert files.problems(text) == []


def test_the_pages_problems_are_told_as_shown(files):
    """The sample of messages is what such files really get, to the column."""
    shown = re.findall(r"^      config/(.*)$", CONFIGURATION, re.MULTILINE)
    extras = ["", ", poll_every_s: 10", "", "", ", intervall_s: 60"]
    feeds = [
        f"  - {{id: f{number}, url: 'http://a.example/{number}'{extra}}}\n"
        for number, extra in enumerate(extras)
    ]
    files.write("watchlists/ports.yaml", "id: ports\n" + "#\n" * 4 + "query: ports OR\n")
    told = files.problems("\n" * 45 + "feeds:\n" + "".join(feeds))

    assert sorted(told) == sorted(shown)


def test_the_shipped_file_loads_without_a_warning():
    """A fresh clone checks clean."""
    config = load_config(SHIPPED)

    assert warnings(config) == []
    assert [each.id for each in config.watchlists if each.enabled] == ["syria-talks"]


def test_the_shipped_file_shows_every_default():
    """Above its feeds stand all keys with their defaults, so that it can be read as a form."""
    shown = yaml.safe_load(SHIPPED.read_text("utf-8"))
    feeds = shown.pop("feeds")
    main = MainKeys.model_validate(shown)
    given = {
        name: value
        for key, mapping in shown.items()
        for name, value in (
            ((f"{key}.{inner}", each) for inner, each in mapping.items())
            if isinstance(mapping, dict)
            else [(key, mapping)]
        )
    }

    assert main == MainKeys()
    inner = ("feeds", "sinks[]")
    assert set(given) == {name for name in dict(fields_of(MainKeys)) if not name.startswith(inner)}
    assert feeds[0] == {
        "id": "rt-fr",
        "url": "https://francais.rt.com/rss",
        "language": "fr",
        "outlet": "RT en français",
        "tags": ["state-media"],
        "poll_every_s": "auto",
        "pages": "fetch",
    }


def test_what_the_shipped_files_comments_say_is_so():
    """Defaults and choices in its comments are those of the models."""
    text = SHIPPED.read_text("utf-8")
    rows = {name.rpartition(".")[2]: row for name, row in DOCUMENTED.items()}
    defaults = re.findall(r"^#   (\w+) .*?(\w+) \(the default\)", text, re.MULTILINE)
    choices = re.findall(r"^  (\w+): \w+ +# ((?:\w+ \| )+\w+)", text, re.MULTILINE)

    assert {key for key, _ in defaults} == {"poll_every_s", "pages"}
    assert {key for key, _ in choices} == {"loop", "level", "format"}
    assert all(quoted(rows[key][2]) == [told] for key, told in defaults)
    assert all(set(quoted(rows[key][3])) == set(told.split(" | ")) for key, told in choices)


@pytest.mark.parametrize("file", SHIPPED_FILES, ids=lambda file: file.name)
def test_editors_find_the_schema_of_a_shipped_file(file):
    """Its first line names the schema of its kind, by a path that leads there."""
    named = re.match(r"# yaml-language-server: \$schema=(.+)\n", file.read_text("utf-8"))

    assert named is not None
    assert (file.parent / named[1]).resolve() == ROOT / "config/schema" / (
        "monitor.schema.json" if file == SHIPPED else "watchlist.schema.json"
    )


def test_the_shipped_feeds_cover_the_languages_of_the_shipped_watchlist():
    """At least 25 feeds with language, outlet and tags, in all eight languages of its query."""
    feeds = load_config(SHIPPED).feeds

    assert len(feeds) >= 25
    assert all(feed.language and feed.outlet and feed.tags for feed in feeds)
    assert {feed.language for feed in feeds} == {"ar", "de", "en", "es", "fa", "fr", "ru", "tr"}
