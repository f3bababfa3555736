"""`news-monitor config`: what holds, the reference and the schemas, as the commands print them."""

from __future__ import annotations

import json
import re

import pytest
import typer
from typer.testing import CliRunner

from monitor.cli import config as command
from monitor.config.reference import FILES, table
from monitor.config.schema import SCHEMAS
from monitor.errors import ConfigError, UnreadableError
from tests.config.pages import CONFIGURATION, examples

MARKS = "<!-- begin: news-monitor config reference watchlist -->\n{}<!-- end -->\n"


@pytest.fixture
def run(files, monkeypatch):
    """Give a caller of the commands, in the folder of the test's files."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    command.register(app)
    monkeypatch.chdir(files.folder)
    return lambda *arguments: CliRunner().invoke(app, ["config", *arguments])


def test_show_prints_what_the_page_shows(run, files, monkeypatch):
    """The sample of docs/configuration.md is what its own example gives, letter by letter."""
    sample = re.search(r"(?:^    .*\n)+", CONFIGURATION.partition("## What holds")[2], re.MULTILINE)
    call, *shown = (line.removeprefix("    ") for line in sample[0].splitlines())
    variable, value, arguments = re.fullmatch(
        r"\$ (\w+)=(\S+) news-monitor config (.*)", call
    ).groups()
    files.write("config/monitor.yaml", examples(CONFIGURATION, "yaml main")[0])
    monkeypatch.setenv(variable, value)
    found = run(*arguments.split())

    assert found.exit_code == 0
    assert found.stdout.splitlines() == shown


def test_show_counts_feeds_and_lists_watchlists(run, files):
    """A file of a thousand feeds stays readable; each watchlist has its place and channel."""
    files.write("config/monitor.yaml", "feeds:\n- {id: a, url: 'http://a.example'}\n")
    files.write("config/watchlists/w.yaml", "# one\nid: w\nchannel: talks\nquery: x\n")
    lines = run("show").stdout.splitlines()

    assert re.fullmatch(r"feeds +1 feed +config/monitor.yaml:1", lines[-4])
    assert lines[-3] == ""
    assert re.fullmatch(r"w +talks +yes +config/watchlists/w.yaml:2", lines[-1])


def test_show_as_json_has_everything(run, files):
    """Values in their types, sources in parts, feeds one by one, watchlists with their place."""
    files.write("config/monitor.yaml", "feeds:\n- {id: a, url: 'http://a.example'}\n")
    files.write("config/watchlists/w.yaml", "{id: w, query: x, enabled: false}\n")
    found = json.loads(run("show", "--json").stdout)
    settings = {each["name"]: each for each in found["settings"]}

    assert settings["feeds[0].id"]["value"] == "a"
    assert settings["feeds[0].id"]["source"]["place"] == "config/monitor.yaml:2"
    assert settings["fetch.timeout_s"] == {
        "name": "fetch.timeout_s",
        "value": 30,
        "source": {"kind": "default", "place": None, "names": [], "unset": [], "path": None},
    }
    assert found["watchlists"] == [
        {"id": "w", "channel": "w", "enabled": False, "place": "config/watchlists/w.yaml:1"}
    ]


def test_show_names_the_file_that_a_value_came_from(run, files):
    """Its path is text in JSON, and its content is nowhere."""
    files.write("config/url", "redis://:s3cret@a.example\n")
    files.write("config/monitor.yaml", "redis: {url_file: url}\n")
    found = run("show", "--json", "redis.url")

    assert json.loads(found.stdout)["settings"][0]["source"]["path"] == "config/url"
    assert "s3cret" not in found.stdout


def test_show_of_some_keys_leaves_the_watchlists_out(run, files):
    """Unless it is their key that was asked for."""
    files.write("config/monitor.yaml", "")
    files.write("config/watchlists/w.yaml", "{id: w, query: x}\n")

    assert len(run("show", "redis.port", "redis.port").stdout.splitlines()) == 2
    assert "config/watchlists/w.yaml:1" in run("show", "watchlists").stdout


def test_show_cuts_long_values_in_the_table_alone(run, files):
    """A list of a hundred networks does not fill the screen; JSON has it whole."""
    networks = [f"10.{number}.0.0/16" for number in range(100)]
    files.write("config/monitor.yaml", f"fetch: {{allow_networks: {json.dumps(networks)}}}\n")
    line = run("show", "fetch.allow_networks").stdout.splitlines()[1]
    found = json.loads(run("show", "--json", "fetch.allow_networks").stdout)

    assert len(line) < 150
    assert found["settings"][0]["value"] == networks


@pytest.mark.parametrize(
    ("key", "hint"),
    [("fetc", "; did you mean fetch?"), ("fetch.timeout", "; did you mean fetch.timeout_s?"), ("", "")],
)  # fmt: skip
def test_show_refuses_an_unknown_key_with_a_guess(run, files, key, hint):
    """Wrong usage: exit code 2, one line."""
    files.write("config/monitor.yaml", "")
    found = run("show", key)

    assert found.exit_code == 2
    assert f"no such key: {key}{hint}" in re.sub(r"[\s│]+", " ", found.output)


def test_show_of_a_broken_configuration_tells_its_mistakes(run, files):
    """The same error as from every other command."""
    files.write("config/monitor.yaml", "fetch: {timeout_s: 0}\n")
    found = run("show")

    assert isinstance(found.exception, ConfigError)


@pytest.mark.parametrize("file", FILES)
def test_reference_prints_the_table(run, file):
    """As it stands in docs/configuration.md."""
    assert run("reference", file).stdout == table(FILES[file])
    assert table(FILES[file]) in CONFIGURATION


def test_reference_writes_the_tables_into_a_page(run, files):
    """Between the marks, and nothing else of the page."""
    page = files.write("page.md", "Before.\n" + MARKS.format("old\n") + "After.\n")

    assert run("reference", "--write", str(page)).exit_code == 0
    assert page.read_text("utf-8") == (
        "Before.\n" + MARKS.format(table(FILES["watchlist"])) + "After.\n"
    )


@pytest.mark.parametrize("body", [b"no marks\n", b"\xff\xfe"])
def test_reference_leaves_other_files_alone(run, files, body):
    """What has no marks, or is no text, is refused and stays as it is."""
    page = files.write("page.md", body)

    assert isinstance(run("reference", "--write", str(page)).exception, UnreadableError)
    assert page.read_bytes() == body


@pytest.mark.parametrize("file", SCHEMAS)
def test_schema_prints_the_schema(run, file):
    """JSON that an editor can be pointed to."""
    assert json.loads(run("schema", file).stdout) == SCHEMAS[file]()


@pytest.mark.parametrize("name", ["reference", "schema"])
def test_an_unknown_kind_of_file_is_refused(run, name):
    """Wrong usage: exit code 2."""
    assert run(name, "feeds").exit_code == 2
