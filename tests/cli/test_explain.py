"""`news-monitor explain`: one article, why it is found, and what is missing."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from monitor.cli import explain
from monitor.cli.source import read_source
from monitor.config.load import load_config
from monitor.errors import ConfigError, FetchRefused, UnreadableError
from monitor.model import Outcome, Verdict
from tests.cli.looking_back import Ended, Place
from tests.site import Site
from tests.store.records import article, decision, entry

ROOT = Path(__file__).parent.parent.parent
TALKS = """
id: talks
query: (Sirte OR سرت OR Сирт*) AND (talks OR مفاوضات OR переговор*) AND NOT (cycling OR велогонк*)
terms: [envoy, Wadi road]
exclude: [horoscope]
threshold: 0.7
"""
STORY = """# Talks on Sirte begin

The envoy came by road. Nobody named a date.

A cycling club waited at the bridge.
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Give a caller of the command in a folder with a configuration and a story."""
    app = typer.Typer(pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    explain.register(app)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    Path("config/watchlists").mkdir(parents=True)
    Path("config/monitor.yaml").write_text("watchlists: watchlists\n")
    write("talks", TALKS)
    write("truce", "{id: truce, query: Sirte AND (truce OR ceasefire)}")
    Path("story.en.md").write_text(STORY)
    return lambda *arguments, **more: CliRunner().invoke(app, ["explain", *arguments], **more)


def write(name: str, text: str) -> None:
    """Write a watchlist's file."""
    Path(f"config/watchlists/{name}.yaml").write_text(text)


def lines_of(found) -> list[str]:
    """Return what a good run printed."""
    assert (found.exit_code, found.stderr) == (0, "")
    return found.stdout.splitlines()


def test_everything_is_told_the_best_watchlist_first(run):
    """The article, then score and margin, parts, the query part by part, and the sentences."""
    assert lines_of(run("story.en.md")) == [
        "title       Talks on Sirte begin",
        "language    en",
        "quality     text, 81 characters",
        "",
        "watchlist talks: near miss, score 0.65, threshold 0.7, near misses from 0.6: 0.05 short",
        "  +2.82     term (0.65 alone): “envoy” stands in the first 400 characters",
        "  query     does not hold: a NOT in the way",
        "    near the top  (Sirte OR سرت OR Сирт*): Sirte",
        "    near the top  (talks OR مفاوضات OR переговор*): talks",
        "    in the way    NOT (cycling OR велогонк*): cycling",
        "  terms     not there: Wadi road",
        "  title     ‹Talks› on ‹Sirte› begin",
        "  text      The ‹envoy› came by road.",
        "  text      A ‹cycling› club waited at the bridge.",
        "",
        "watchlist truce: none, score 0, threshold 0.5, near misses from 0.4: 0.5 short",
        "  query     does not hold: 1 of 2 parts missing",
        "    near the top  Sirte",
        "    missing       (truce OR ceasefire): none of 2",
        "  title     Talks on ‹Sirte› begin",
    ]


def test_what_is_excluded_says_what_it_costs(run):
    """The score without it stands beside the 0."""
    lines = lines_of(run("-w", "talks", "-", input="Переговоры в Сирте\nA horoscope.\n"))

    assert lines[4:7] == [
        (
            "watchlist talks: none, score 0, threshold 0.7, near misses from 0.6; "
            "without what bars it 0.8"
        ),
        "  +3.58     query (0.80 alone): the query holds on the title and the first 400 characters",
        (
            "  bars      exclude: “horoscope” stands in the first 400 characters, and the watchlist "
            "excludes it"
        ),
    ]
    assert lines[-1] == "  text      A ‹horoscope›."


def test_notes_tell_what_else_decides(run):
    """Disabled, seeds alone, languages with an article of unknown language."""
    write("talks", "{id: talks, seeds: [{title: A}], enabled: false, languages: [fr]}")
    told = json.loads(run("-w", "talks", "-", "--json", input="Talks\n").stdout)["watchlists"][0]

    assert told["notes"] == [
        "disabled: it would alert nobody",
        "seeds alone: the score says how like them the article is",
        "the article's language is unknown, which passes",
    ]


def test_another_language_is_a_bar(run):
    """The name of a file tells its language."""
    write("talks", "{id: talks, query: Sirte, languages: [fr, de]}")

    assert "  bars      language: the article is in en, the watchlist takes de, fr" in lines_of(
        run("-w", "talks", "story.en.md")
    )


def test_the_same_is_there_as_json(run):
    """With standings, spans and marks for programs."""
    told = json.loads(run("-w", "talks", "story.en.md", "--json").stdout)
    [talks] = told.pop("watchlists")

    assert told == {
        "title": "Talks on Sirte begin",
        "outlet": None,
        "url": None,
        "language": "en",
        "quality": None,
        "characters": 81,
        "outcome": None,
    }
    assert (talks["decision"], talks["score"], talks["query_holds"]) == ("near_miss", 0.65, False)
    assert talks["clauses"][2] == {
        "written": "NOT (cycling OR велогонк*)",
        "standing": "in_the_way",
        "found": ["cycling"],
        "words": 2,
        "parts": [],
    }
    assert talks["spans"][0] == {"field": "title", "start": 0, "end": 5, "term": "talks"}
    assert talks["excerpts"][0] == {
        "field": "title",
        "text": "Talks on Sirte begin",
        "marks": [[0, 5], [9, 14]],
    }


def test_many_watchlists_without_a_find_share_a_line(run):
    """A folder of hundreds does not fill the screen; JSON has them all."""
    write("many", "\n".join(f"- {{id: silent-{n:02}, query: zebra}}" for n in range(10)))
    lines = lines_of(run("story.en.md"))

    assert [line for line in lines if line.startswith("watchlist ")][1:] == [
        "watchlist truce: none, score 0, threshold 0.5, near misses from 0.4: 0.5 short"
    ]
    assert lines[-1].startswith("found nothing of: silent-00, silent-01, ")
    assert lines[-1].endswith(" and 2 more")


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (["talks"], ["talks"]),
        (["config/watchlists/talks.yaml"], ["talks"]),
        (["config/watchlists"], ["talks", "truce"]),
        (["truce", "config/watchlists/talks.yaml"], ["talks", "truce"]),
        (["talks", "talks"], ["talks"]),
    ],
)
def test_a_watchlist_is_named_by_id_file_or_folder(run, named, told):
    """Once or several times; each is told once."""
    options = [word for name in named for word in ("-w", name)]
    found = json.loads(run(*options, "story.en.md", "--json").stdout)

    assert [each["watchlist"] for each in found["watchlists"]] == told


def test_files_need_no_configuration(run):
    """Neither the watchlist nor the article does."""
    Path("config/monitor.yaml").unlink()

    assert run("-w", "config/watchlists", "story.en.md").exit_code == 0


def test_a_page_is_read_as_the_daemon_reads_it(run):
    """In a worker; with its quality and language."""
    body = "".join(
        f"<p>Talks on Sirte went on for a {n}th day, and whoever came out of the hall spoke of hope.</p>"
        for n in range(20)
    )
    Path("page.html").write_text(f"<html lang=en><body><article><h1>Sirte</h1>{body}</article>")
    found = json.loads(run("-w", "truce", "page.html", "--json").stdout)

    assert (found["quality"], found["language"]) == ("story", "en")


async def test_an_address_is_fetched(tmp_path):
    """Under the configuration's rules; the outlet is told by where it led."""
    main = tmp_path / "m.yaml"
    main.write_text("fetch: {allow_networks: [127.0.0.0/8]}\n")
    text = "Talks on Sirte went on for long. " * 20
    async with Site() as site:
        url = site.answer(
            "/a",
            headers={"Content-Type": "text/html"},
            body=f"<html lang=en><title>Sirte</title><article><p>{text}</article>".encode(),
        )
        settings = load_config(main).fetch
        found = await asyncio.to_thread(read_source, url, lambda: settings)

    assert (found.url, found.language) == (url, "en")
    assert found.text.startswith("Talks on Sirte")


def test_a_private_address_is_refused(run):
    """As everywhere."""
    assert isinstance(run("-w", "talks", "http://127.0.0.1:1/").exception, FetchRefused)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-w", "talk", "story.en.md"], "talk is neither a file nor a configured watchlist; did "),
        (["nowhere.md"], "nowhere.md: there is no such file, and it is no address"),
        (["config"], "config: is a folder; name a file"),
        (["-w", "empty", "story.en.md"], "there is no watchlist in empty"),
    ],
)
def test_a_wrong_argument_is_wrong_usage(run, arguments, said):
    """Told in a line."""
    Path("empty").mkdir()
    found = run(*arguments)

    assert found.exit_code == 2
    assert said in " ".join(found.stderr.replace("│", " ").split())


def test_an_id_without_a_configuration_says_both(run):
    """It is no file, and there is nothing to look it up in."""
    Path("config/monitor.yaml").unlink()
    found = run("-w", "nolist", "story.en.md")

    assert found.exit_code == 2
    assert "nolist is no file, and there is no configuration" in " ".join(
        found.stderr.replace("│", " ").split()
    )


def test_a_broken_watchlist_is_a_mistake_of_configuration(run):
    """As for `score`."""
    write("talks", "{id: talks, query: a AND}")

    assert isinstance(run("-w", "config/watchlists", "story.en.md").exception, ConfigError)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\xff", b"title \x1b[2J"])
def test_what_is_no_text_fails_in_a_line(run, body):
    """Neither a page nor UTF-8 text."""
    Path("odd.txt").write_bytes(body)

    assert isinstance(run("-w", "talks", "odd.txt").exception, UnreadableError)


def test_a_hostile_title_reaches_no_terminal(run):
    """Overrides and controls show as what they are, in lines and in JSON."""
    title = "Talks&#x202e; on <b>\x1b]0;x\x07Sirte</b>"
    Path("p.html").write_text(f"<html><title>{title}</title><p>{'Sirte talks. ' * 40}")
    for options in ([], ["--json"]):
        shown = run("-w", "talks", "p.html", *options).stdout

        assert "Sirte" in shown
        assert shown.replace("\n", "").isprintable()


# ---- kept entries -----------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path) -> Place:
    """Give a configuration and a state of record with one entry that was too old."""
    place = Place(tmp_path)
    old = replace(decision("talks", verdict=Verdict.NONE), reason="too_old")
    told = article(1, title="Geneva talks begin", language="en")
    place.record(Ended(number=1, outcome=Outcome.TOO_OLD, decisions=[old], article=told))
    return place


def test_a_kept_entry_is_explained_with_what_was_decided(place):
    """Its id may be short; the watchlist's word of then stands beside today's."""
    said = place.run("explain", f"entry:{entry(1).id[:8]}", "-w", "talks")

    assert said.code == 0
    assert "ended       too_old" in said.lines
    assert any(line.startswith("watchlist talks: alert, score 0.8") for line in said.lines)
    assert any("when it ended: none (too_old), score" in line for line in said.lines)


@pytest.mark.parametrize("given", ["entry:zzz", "entry:"])
def test_an_entry_that_is_not_kept_fails_in_a_line(place, given):
    """It says where ids are to be had."""
    said = place.run("explain", given)

    assert (said.code, said.out) == (1, "")
    assert "`news-monitor articles list` shows ids" in said.err


# ---- terminals --------------------------------------------------------------------------------


def on_terminal(folder: Path, *arguments: str, **environment: str) -> str:
    """Return what the program writes to a real terminal."""
    outer, inner = pty.openpty()
    kept = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR"}}
    with subprocess.Popen(
        [sys.executable, "-m", "monitor", "explain", *arguments],
        cwd=folder,
        env={**kept, "TERM": "xterm-256color", "PYTHONPATH": str(ROOT), **environment},
        stdout=inner,
    ) as process:
        os.close(inner)
        shown = b""
        try:
            while piece := os.read(outer, 4096):
                shown += piece
        except OSError:  # the last of the other side has closed it
            pass
        assert process.wait(30) == 0
    os.close(outer)
    return shown.decode().replace("\r\n", "\n")


@pytest.fixture
def arabic(tmp_path) -> Path:
    """Give a folder with a watchlist and an Arabic story."""
    (tmp_path / "w.yaml").write_text(TALKS)
    (tmp_path / "s.ar.md").write_text("مفاوضات في سرت!\n")
    return tmp_path


def test_a_terminal_gets_colour_and_isolates(arabic):
    """What was found in colour; right-to-left text keeps its own direction, its end too."""
    shown = on_terminal(arabic, "-w", "w.yaml", "s.ar.md")

    assert "\x1b[1;32malert\x1b[0m" in shown
    assert "\u2068\x1b[1;35mمفاوضات\x1b[0m في \x1b[1;35mسرت\x1b[0m!\u2069\n" in shown
    assert "‹" not in shown


def test_no_color_is_heeded(arabic):
    """Marks take the colour's place."""
    shown = on_terminal(arabic, "-w", "w.yaml", "s.ar.md", NO_COLOR="1")

    assert "\x1b" not in shown
    assert "\u2068‹مفاوضات› في ‹سرت›!\u2069\n" in shown


def test_a_pipe_gets_nothing_but_the_words(run):
    """Neither colour nor isolates, so that it can be searched."""
    Path("s.ar.md").write_text("مفاوضات في سرت!\n")

    assert "  title     ‹مفاوضات› في ‹سرت›!" in lines_of(run("-w", "talks", "s.ar.md"))
