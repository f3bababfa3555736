"""`watchlists lint`: findings with their places, an exit code, and what stored stories say."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from monitor.config.fetched_seeds import FetchedSeed, keep_seed
from tests.cli.looking_back import Ended, Place
from tests.store.records import article

LIST = """\
- id: fine
  query: Astana AND (negotiations OR ceasefire)
- id: odd
  query: >
    Syria AND
    (talks OR "peace talks")
  terms:
    - {term: envoy, aliases: {fr: [émissaire], ru: [посланник]}}
    - the
"""
MAIN = "watchlists: watchlists\nstate_dir: state\nfeeds:\n"
FEED = "  - {{id: {0}, url: 'https://{0}.example/', language: {0}}}\n"


@pytest.fixture
def configured(tmp_path):
    """Write two watchlists and feeds in three languages."""
    (tmp_path / "config" / "watchlists").mkdir(parents=True)
    (tmp_path / "config" / "watchlists" / "w.yaml").write_text(LIST)
    feeds = "".join(map(FEED.format, ("en", "ru", "de")))
    (tmp_path / "config" / "monitor.yaml").write_text(MAIN + feeds)


@pytest.mark.parametrize("noun", ["watchlists", "watchlist"])
def test_findings_stand_with_file_line_and_column(command_line, configured, noun):
    """One line each, exit code 1; both spellings of the command."""
    code, out, err = command_line(noun, "lint")

    place = "config/watchlists/w.yaml"
    assert [line.partition(": odd: ")[0] for line in out.splitlines()] == [
        f"{place}:6:15: note",
        f"{place}:8: note",
        f"{place}:9: warning",
    ]
    assert code == 1
    assert err == [
        "note: no stored stories: how much would alert was not measured",
        "3 findings in 2 watchlists",
    ]


def test_a_watchlist_without_findings_exits_with_0(command_line, configured):
    """An id, as `explain` takes it."""
    code, out, err = command_line("watchlists", "lint", "-w", "fine")

    assert (code, out) == (0, "")
    assert err[-1] == "nothing odd in 1 watchlist"


def test_a_file_needs_no_configuration(command_line, tmp_path):
    """Without feeds nobody knows the languages; the rest is said."""
    (tmp_path / "w.yaml").write_text(LIST)
    code, out, _ = command_line("watchlists", "lint", "-w", "w.yaml")

    assert code == 1
    assert [line.rpartition("[")[2] for line in out.splitlines()] == ["shadowed]"]


def test_as_json_every_finding_is_an_object(command_line, configured):
    """For scripts: rule, severity and place."""
    code, out, _ = command_line("watchlists", "lint", "-w", "odd", "--json")
    told = json.loads(out)

    assert code == 1
    assert told["measured"] is None
    assert {name: told["findings"][2][name] for name in ("watchlist", "line", "column", "rule")} == {
        "watchlist": "odd",
        "line": 9,
        "column": None,
        "rule": "common_word",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["-w", "nothing"], 2, "neither a file nor a configured watchlist"),
        (["-w", "missing.yaml"], 2, "is not there"),
        (["--since", "yesterday"], 2, "--since"),
        (["-c", "missing.yaml", "-w", "fine"], 2, "missing.yaml"),
    ],
)
def test_a_wrong_command_line_is_one_clear_error(command_line, configured, arguments, code, said):
    """No traceback, and nothing on standard output."""
    given, out, err = command_line("watchlists", "lint", *arguments)

    assert (given, out) == (code, "")
    assert said in "\n".join(err)


def test_what_would_alert_is_measured_on_stored_stories(tmp_path):
    """As many alerts a day, of disabled watchlists too; only stories since a time."""
    place = Place(tmp_path)
    place.record(
        *(
            Ended(
                number=number,
                ago=timedelta(hours=number / 2),
                article=article(number, title="A storm" if number % 4 else "Calm"),
            )
            for number in range(120)
        )
    )
    said = place.run("watchlists", "lint", "-w", "other")
    less = place.run("watchlists", "lint", "-w", "other", "--since", "12h")

    assert said.code == 1
    assert "about 36 alerts a day and 0 near misses, 75% of all" in said.lines[0]
    assert "on 120 stories of 2.5 days" in said.lines[0]
    assert "measured on" in less.err
    assert less.code == 0


def test_the_languages_of_stored_stories_stand_in_for_those_of_feeds(tmp_path):
    """Where no feed says what it is written in, what was stored tells."""
    place = Place(tmp_path)
    (tmp_path / "watchlists.yaml").write_text("{id: talks, terms: [die]}\n")
    place.record(Ended(number=1, article=article(1, language="de")))
    said = place.run("watchlists", "lint")

    assert "in de it stands in about" in said.out


def test_a_seed_that_was_fetched_is_not_complained_of(command_line, configured, tmp_path):
    """Its text stands in the state folder, whether the watchlist is named by file or id."""
    url = "https://news.example/story"
    (tmp_path / "config" / "watchlists" / "s.yaml").write_text(
        f"{{id: s, seeds: [{{url: '{url}'}}]}}"
    )
    _, before, _ = command_line("watchlists", "lint", "-w", "config/watchlists/s.yaml")
    text = "The delegations met in the morning and went on until late. " * 3
    kept = FetchedSeed(url=url, title="Talks", text=text, language="en", fetched_at="")
    keep_seed(kept, tmp_path / "config" / "state")
    by_file = command_line("watchlists", "lint", "-w", "config/watchlists/s.yaml")
    by_id = command_line("watchlists", "lint", "-w", "s")

    assert "was not fetched yet" in before
    assert (by_file[:2], by_id[:2]) == ((0, ""), (0, ""))
