"""`news-monitor init`: what it writes, what it refuses, and that it always passes `check`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from monitor.adapters.encoder import encoder
from monitor.cli import init
from monitor.config.load import load_config, warnings
from monitor.errors import ConfigError, MonitorError
from monitor.matching.compiled import compile_watchlists
from monitor.matching.likeness.encoding import use_encoder
from monitor.model import Article, Verdict
from tests.site import Site

STORY = """\
# Un séisme frappe le sud du Pérou

Un tremblement de terre a secoué dans la nuit la région de Cusco, au Pérou.

Des répliques ont été ressenties jusqu'à Lima.
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Give a caller of the command in an empty folder."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    init.register(app)
    monkeypatch.chdir(tmp_path)
    Path("story.fr.md").write_text(STORY)
    return lambda *arguments, **more: CliRunner().invoke(app, ["init", *arguments], **more)


def made(folder: str = "config") -> set[str]:
    """Return the names of all files in a folder."""
    return {str(file.relative_to(folder)) for file in Path(folder).rglob("*") if file.is_file()}


def finds(title: str, text: str = "") -> bool:
    """Say whether the written watchlist alerts on a story."""
    (watchlist,) = load_config(Path("config/monitor.yaml")).watchlists
    use_encoder(encoder("use"))
    try:
        matches = compile_watchlists([watchlist]).match(Article(id="1", title=title, text=text))
    finally:
        use_encoder(None)
    return bool(matches) and matches[0].verdict is Verdict.ALERT


def test_without_a_seed_an_example_is_written(run):
    """A sound configuration without a warning, schemas for editors, and what to do next."""
    found = run()
    config = load_config(Path("config/monitor.yaml"))

    assert found.exit_code == 0
    assert made() == {
        "monitor.yaml",
        "watchlists/first-watchlist.yaml",
        "schema/monitor.schema.json",
        "schema/watchlist.schema.json",
        "schema/host-rule.schema.json",
    }
    assert {feed.language for feed in config.feeds} == {"en"}
    assert warnings(config) == []
    assert found.stdout.splitlines()[-4:] == [
        "next:",
        "  news-monitor check",
        "  news-monitor run",
        "  news-monitor listen first-watchlist",
    ]


def test_a_seed_becomes_a_watchlist_in_all_languages_asked_for(run):
    """The event is found in other words and languages; other news of the country is not."""
    found = run("--seed", "story.fr.md", "--language", "fr,en,ru,ar,tr", "--id", "peru-quake")
    config = load_config(Path("config/monitor.yaml"))

    assert found.exit_code == 0
    assert "seeds/peru-quake.fr.md" in made()
    assert config.watchlists[0].channel == "peru-quake"
    assert config.watchlists[0].seeds[0].title == "Un séisme frappe le sud du Pérou"
    assert finds("Earthquake shakes southern Peru")
    assert finds("Землетрясение на юге Перу")
    assert finds("زلزال في بيرو")
    assert finds("Peru'da deprem")
    assert not finds("Peru wins a football match")


def test_what_was_taken_and_left_out_is_told(run):
    """The reader knows what to look at before opening the file."""
    lines = run("--seed", "story.fr.md").stdout.splitlines()

    assert "wrote config/seeds/peru-earthquake.fr.md: your copy of the seed" in lines
    assert "  where: Peru, Cusco" in lines or "  where: Peru" in lines
    assert "  what: earthquake" in lines
    assert lines[-3] == (
        "  news-monitor explain -w peru-earthquake config/seeds/peru-earthquake.fr.md"
    )


def test_the_same_is_there_as_json(run):
    """A script reads what was written and what comes next."""
    found = json.loads(run("mine", "--seed", "story.fr.md", "--json").stdout)

    assert found["watchlist"] == "peru-earthquake"
    assert found["languages"] == ["en", "fr"]
    assert found["threshold"] == 0.7
    assert {Path(file) for file in found["files"]} == {Path("mine") / each for each in made("mine")}
    assert found["next"][1] == "news-monitor run -c mine/monitor.yaml"


def test_nothing_is_written_over(run):
    """The second time names what is there; with --force it is written anew."""
    run()
    Path("config/monitor.yaml").write_text("# mine\n")
    refused = run()

    assert isinstance(refused.exception, MonitorError)
    assert str(refused.exception) == "config/monitor.yaml is there already; --force writes anew"
    assert Path("config/monitor.yaml").read_text() == "# mine\n"
    assert run("--force").exit_code == 0
    assert load_config(Path("config/monitor.yaml")).feeds


def test_a_watchlist_is_added_to_a_configuration(run):
    """In the languages of its feeds, and nothing else is touched."""
    run("--language", "fr,tr")
    before = Path("config/monitor.yaml").read_text()
    found = run("--add", "--seed", "story.fr.md")
    config = load_config(Path("config/monitor.yaml"))

    assert found.exit_code == 0
    assert Path("config/monitor.yaml").read_text() == before
    assert [each.id for each in config.watchlists] == ["first-watchlist", "peru-earthquake"]
    assert "deprem*" in (config.watchlists[1].query or "")


def test_what_does_not_fit_a_configuration_is_undone(run):
    """An id that is taken, found only when all is read, leaves everything as it was."""
    run()
    Path("config/watchlists/other.yaml").write_text("{id: taken, query: x}\n")
    before = made()
    found = run("--add", "--seed", "story.fr.md", "--id", "taken")

    assert isinstance(found.exception, ConfigError)
    assert "is taken by the watchlist at" in str(found.exception)
    assert made() == before


def test_a_text_comes_from_standard_input(run):
    """Its first line is the title."""
    found = run("--seed", "-", "--language", "en", input="Flood in Chile\n\nRivers rose.\n")

    assert found.exit_code == 0
    assert finds("Chile: thousands flee floods")


def test_a_saved_page_is_read_as_a_page(run):
    """Menus and notices are no part of the seed."""
    body = "".join(
        f"<p>The flood in Chile came at night, part {n} of a long story.</p>" for n in range(9)
    )
    Path("page.html").write_text(
        f"<html lang=en><head><title>Flood in Chile</title></head><body><nav>Sport Peru</nav>"
        f"<article><h1>Flood in Chile</h1>{body}</article></body></html>"
    )
    found = run("--seed", "page.html")

    assert found.exit_code == 0
    assert "seeds/chile-flood.en.md" in made()
    assert "Sport" not in Path("config/seeds/chile-flood.en.md").read_text()


async def test_a_seed_is_fetched_from_an_address(tmp_path):
    """As the configuration in the folder says; the page's own address is not the seed's text."""
    body = "".join(
        f"<p>The flood in Chile came at night, part {n} of a story.</p>" for n in range(9)
    )
    async with Site() as site:
        url = site.page("/story", f"<html lang=en><h1>Flood in Chile</h1><article>{body}</article>")
        (tmp_path / "config").mkdir()
        (tmp_path / "config/monitor.yaml").write_text("fetch: {allow_networks: [127.0.0.0/8]}\n")
        command = ["-m", "monitor", "init", "--add", "--seed", url, "--language", "en"]
        done = await _run(*command, folder=tmp_path)

    assert done.endswith("news-monitor listen chile-flood\n")


async def _run(*arguments: str, folder: Path) -> str:
    import asyncio

    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=folder,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    return output.decode()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--language", "english"], "english is no language tag such as fr or en"),
        (["--language", "xq"], "xq is no language tag such as fr or en"),
        (["--language", ","], "names no language"),
        (["--id", "Not an id"], "should be 1 to 64 of a-z"),
        (["--add"], "config has no monitor.yaml to add to"),
        (["--seed", "nowhere.md"], "nowhere.md: there is no such file, and it is no address"),
    ],
)
def test_a_wrong_argument_is_one_line(run, arguments, said):
    """It is wrong usage, and nothing is written."""
    found = run(*arguments)

    assert found.exit_code == 2
    assert said in " ".join(found.stderr.replace("│", " ").split())
    assert not Path("config").exists()


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("empty.md", b"\n\n", "empty.md: should hold a title and a text, and is empty"),
        ("latin.txt", b"S\xe9isme", "UTF-8 text with the title on its first line"),
        ("binary.txt", b"\x00\x01\x02", "holds control characters"),
        ("signs.md", b"# !!! ???\n", "the seed has no words, only signs"),
        ("common.md", b"# the and of\n\nis it\n", "write the query by hand (docs/watchlists.md)"),
        ("empty.html", b"<html></html>", ""),
    ],
)
def test_a_seed_that_is_none_is_one_line(run, name, body, said):
    """An expected failure of one line; nothing is written."""
    Path(name).write_bytes(body)
    found = run("--seed", name)

    assert isinstance(found.exception, MonitorError)
    assert said in str(found.exception)
    assert len(str(found.exception).splitlines()) == 1
    assert not Path("config").exists()


def test_a_seed_of_no_known_event_is_told_to_be_weak(run):
    """The query is in the seed's language alone, and says so on the terminal, in the file, as JSON."""
    Path("tulips.en.md").write_text("# Gardeners admire tulips\n")
    told = run("--seed", "tulips.en.md", "--language", "fr,en,ru", "--id", "t").stdout
    fields = json.loads(run("b", "--seed", "tulips.en.md", "--language", "fr,en", "--json").stdout)
    sound = json.loads(run("c", "--seed", "story.fr.md", "--json").stdout)
    written = Path("config/watchlists/t.yaml").read_text()

    assert "watchlists/t.yaml: a weak query in en; the seed itself alerts" in told
    assert "note: weak: no event of our lists is told here" in told
    assert "# The query, in en: an article" in written
    assert "# Weak: no event of our lists" in written
    assert (fields["weak"], fields["query_languages"]) == (True, ["en"])
    assert (sound["weak"], sound["query_languages"]) == (False, ["en", "fr"])


def test_a_refused_address_is_told_of_where_no_configuration_is_yet(run):
    """There is no file to allow it in, so a first run without a seed comes before."""
    found = run("--seed", "http://127.0.0.1:9/story")

    assert "run init config without --seed" in str(found.exception)
    assert "init config --add --seed http://127.0.0.1:9/story" in str(found.exception)
    assert not Path("config").exists()


def test_a_folder_that_is_a_file_is_one_line(run):
    """The file system's own words, with the place."""
    Path("taken").write_text("")
    found = run("taken")

    assert isinstance(found.exception, MonitorError)
    assert str(found.exception).startswith("taken")
