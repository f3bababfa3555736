"""Where each value comes from, and what is masked of it."""

from __future__ import annotations

import pytest

from monitor.config.load import ConfigReader
from monitor.config.models import MainKeys
from monitor.config.provenance import (
    MASK,
    Setting,
    known_keys,
    selected,
    settings_of,
    with_feeds_counted,
)
from monitor.config.reference import keys_of

FEEDS = """\
feeds:
  - {id: a, url: "http://a.example"}
  - {id: b, url: "http://b.example", language: FR}
"""


@pytest.fixture
def settings(files):
    """Give a reader of a main file's settings."""

    def read(text: str) -> list[Setting]:
        reader = ConfigReader(files.write("monitor.yaml", text))
        reader.read()
        return settings_of(reader.main.document, reader.main.keys)

    return read


def told(settings: list[Setting], files) -> dict[str, tuple[object, str]]:
    """Return value and source of each, with the folder's name cut off."""
    return {each.name: (each.value, files.relative(str(each.source))) for each in settings}


def test_an_empty_file_has_every_key_by_default(settings):
    """Each key of the reference is there, in its order, and comes from nowhere."""
    found = settings("")
    names = [key.name for key in keys_of(MainKeys) if "[]" not in key.name]

    assert [each.name for each in found] == names
    assert {str(each.source) for each in found} == {"default"}


def test_a_value_in_the_file_has_its_line(settings, files):
    """Sections, lists and items of lists are told by the line of their key."""
    found = told(settings("retention_days: 7\nfetch:\n  timeout_s: 12.5\n" + FEEDS), files)

    assert found["retention_days"] == (7, "monitor.yaml:1")
    assert found["fetch.timeout_s"] == (12.5, "monitor.yaml:3")
    assert found["feeds[1].language"] == ("fr", "monitor.yaml:6")
    assert found["feeds[1].poll_every_s"] == ("auto", "default")


def test_what_is_commented_out_is_a_default(settings, files):
    """A section or list without a line in it counts as left out; a null that means something not."""
    found = told(settings("fetch:\n  allow_networks:\nredis:\n  url: null\nstatus: null\n"), files)

    assert found["fetch.allow_networks"] == ([], "default")
    assert found["redis.url"] == (None, "monitor.yaml:4")
    assert found["status"] == (None, "monitor.yaml:5")


def test_a_variable_is_named_and_where_it_is_referred_to(settings, files, monkeypatch):
    """So is one that is not set and left its place to a default."""
    monkeypatch.setenv("STAGE", "live")
    monkeypatch.delenv("SIZE", raising=False)
    text = 'redis:\n  prefix: "${STAGE}:"\n  port: ${SIZE:-7000}\n'
    found = told(settings(text), files)

    assert found["redis.prefix"] == ("live:", "variable STAGE (monitor.yaml:2)")
    assert found["redis.port"] == (7000, "variable SIZE (not set) (monitor.yaml:3)")


def test_a_list_names_the_variables_of_its_items(settings, files, monkeypatch):
    """It is one key, wherever its parts come from."""
    monkeypatch.setenv("NET", "10.1.0.0/16")
    monkeypatch.delenv("OTHER", raising=False)
    text = 'fetch: {allow_networks: [10.2.0.0/16, "${NET}", "${OTHER:-10.3.0.0/16}"]}\n'
    found = told(settings(text), files)

    assert found["fetch.allow_networks"] == (
        ["10.2.0.0/16", "10.1.0.0/16", "10.3.0.0/16"],
        "variable NET, variable OTHER (not set) (monitor.yaml:1)",
    )


def test_a_files_content_is_masked_and_the_file_named(settings, files):
    """Whatever the key: that is where secrets are kept."""
    files.write("redis_url", "redis://:s3cret@a\n")
    files.write("zone", "Europe/Paris\n")
    found = told(settings("redis: {url_file: redis_url}\ntimezone_file: zone\n"), files)

    assert found["redis.url"] == (MASK, "file redis_url (monitor.yaml:1)")
    assert found["timezone"] == (MASK, "file zone (monitor.yaml:2)")


@pytest.mark.parametrize(
    "line",
    [
        "redis: {url: 'redis://user:s3cret@a.example/0'}",
        "redis: {url: 'redis://a.example/0?client_name=s3cret'}",
        "redis: {url: '${SECRET_URL}'}",
        "redis: {url: 'redis://:${SECRET}@a.example/0'}",
        "feeds: [{id: a, url: 'http://a.example/?token=${SECRET}'}]",
        "feeds: [{id: a, url: 'https://a.example/f?token=s3cret'}]",
        "feeds: [{id: a, url: 'https://a.example', outlet: 'https://u:s3cret@a.example?s3cret'}]",
        "fetch: {contact: 'https://a.example/bot?key=s3cret'}",
        "sinks: [{id: a, kind: file, path: '${SECRET}'}]",
        "sinks: [{id: a, kind: file, path: 'x://u:s3cret@a.example/s3cret?k=s3cret'}]",
    ],
)
def test_no_secret_is_told(settings, monkeypatch, line):
    """User info and query of any address, and what a sink's own keys take from elsewhere."""
    monkeypatch.setenv("SECRET", "s3cret")
    monkeypatch.setenv("SECRET_URL", "rediss://u:s3cret@a.example")

    assert "s3cret" not in repr(settings(line))


def test_what_is_no_secret_of_an_address_is_told(settings, files, monkeypatch):
    """Host and path stay, and so does a plain word out of a variable."""
    monkeypatch.setenv("NAME", "The Wire")
    feed = "{id: a, url: 'https://a.example/@desk/f?k=v', outlet: '${NAME}'}"
    found = told(settings(f"feeds: [{feed}]\n"), files)

    assert found["feeds[0].url"][0] == "https://a.example/@desk/f?***"
    assert found["feeds[0].outlet"][0] == "The Wire"


def test_the_keys_of_a_sinks_kind_are_among_them(settings, files):
    """With their defaults, as those that all sinks have."""
    found = told(settings("sinks: [{id: a, kind: file, path: out}]"), files)

    assert found["sinks[0].path"] == ("out", "monitor.yaml:1")
    assert found["sinks[0].fsync"] == ("always", "default")


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("redis.port", ["redis.port"]),
        ("redis", ["redis.url", "redis.prefix", "redis.port"]),
        ("feeds[].language", ["feeds[0].language", "feeds[1].language"]),
        ("feeds[1].id", ["feeds[1].id"]),
        ("red", []),
        ("feeds[1", []),
    ],
)
def test_a_key_selects_what_stands_under_it(settings, key, names):
    """Whole names only: a section, one of its keys, one item of a list, or all items."""
    assert [each.name for each in selected(settings(FEEDS), key)] == names


def test_one_line_stands_for_all_feeds(settings, files):
    """Their number and where they begin; everything else stays."""
    reader = ConfigReader(files.write("monitor.yaml", FEEDS))
    reader.read()
    every = settings_of(reader.main.document, reader.main.keys)
    found = with_feeds_counted(reader.main.document, every)

    assert told(found[-1:], files) == {"feeds": ("2 feeds", "monitor.yaml:1")}
    assert found[:-1] == [each for each in every if not each.name.startswith("feeds")]


def test_sections_and_keys_may_be_asked_for(settings):
    """What a mistyped key is held against."""
    assert {"redis", "redis.url", "feeds", "feeds[].id"} <= set(known_keys(settings(FEEDS)))
