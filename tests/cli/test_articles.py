"""`articles list`, `show` and `search`: what was read, found again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from monitor.model import Outcome, Removed, TextSource, Verdict
from tests.cli.looking_back import NOW, Ended
from tests.store.records import article, decision

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def recorded(place):
    """Give three entries of two feeds: alerted an hour ago, a near miss, and nothing."""
    near = decision("talks", verdict=Verdict.NEAR_MISS, score=0.45)
    place.record(
        Ended(number=1, outcome=Outcome.ALERTED),
        Ended(number=2, ago=2 * DAY, outcome=Outcome.NEAR_MISS, decisions=[near], feed="paper"),
        Ended(number=3, ago=3 * DAY),
    )
    return place


def listed(place, *arguments):
    """Return the ids that `articles list` gives."""
    return [row["id"] for row in place.run("articles", "list", "--json", *arguments).json]


def test_the_list_is_newest_first(recorded):
    """Every ended entry stands in it, with its outcome, highest score and UTC time."""
    rows = recorded.run("articles", "list", "--json").json

    assert [(row["id"], row["outcome"], row["score"]) for row in rows] == [
        ("wire-1", "alerted", 0.8),
        ("paper-2", "near_miss", 0.45),
        ("wire-3", "below_threshold", None),
    ]
    assert rows[0]["ended_at"] == (NOW - HOUR).strftime("%Y-%m-%dT%H:%M:%S.000Z")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--since", "1d"], ["wire-1"]),
        (["--outcome", "near_miss"], ["paper-2"]),
        (["--feed", "wire"], ["wire-1", "wire-3"]),
        (["--watchlist", "talks"], ["wire-1", "paper-2"]),
        (["--watchlist", "talks", "--outcome", "alerted"], ["wire-1"]),
        (["--limit", "2"], ["wire-1", "paper-2"]),
        (["--feed", "wire", "--since", "2d"], ["wire-1"]),
        (["--watchlist", "other"], []),
    ],
)
def test_the_list_can_be_narrowed(recorded, arguments, expected):
    """Each option leaves out what it does not name, and they go together."""
    assert listed(recorded, *arguments) == expected


def test_people_read_their_own_time(recorded):
    """The table gives times in the configured zone and short ids."""
    said = recorded.run("articles", "list", "--limit", "1")
    heads, row = said.lines

    assert heads.split() == ["id", "when", "outcome", "score", "feed", "title"]
    assert row.split()[3] in {"CET", "CEST"}
    assert row.split()[4:] == ["alerted", "0.80", "wire", "Title", "1"]


def test_an_id_that_is_not_configured_is_noted(recorded):
    """The record may know it, so it is no error; a slip is guessed."""
    said = recorded.run("articles", "list", "--watchlist", "talk")

    assert said.code == 0
    assert "did you mean talks?" in said.err


def test_one_article_is_shown_by_the_beginning_of_its_id(recorded):
    """Everything is told: text, outcome, decisions with their parts, words in brackets."""
    said = recorded.run("articles", "show", "wire-1")

    assert said.code == 0
    assert "watchlist talks: alert, score 0.80" in said.out
    assert "  0.80  term: in the title" in said.out
    assert "[Title] 1" in said.out
    assert said.lines[-1] == "The text."


def test_one_article_as_json(recorded):
    """The JSON holds the decisions as they are stored."""
    told = recorded.run("articles", "show", "paper", "--json").json

    assert told["id"] == "paper-2"
    assert [(made["watchlist"], made["verdict"]) for made in told["decisions"]] == [
        ("talks", "near_miss")
    ]
    assert told["article"]["text"] == "The text."


def test_what_was_taken_out_of_an_article(place):
    """Each line with its rule and what that saw; where its text is the feed's own, that is said."""
    line = Removed(rule="short_line", text="Follow us\x1b", why="asks to follow")
    place.record(
        Ended(number=1, article=article(1, removed=(line,))),
        Ended(number=2, article=article(2, text_source=TextSource.FEED)),
    )
    shown = place.run("articles", "show", "wire-1", "--why").lines
    of_feed = place.run("articles", "show", "wire-2", "--why").lines
    told = place.run("articles", "show", "wire-1", "--json").json["article"]["removed"]

    assert shown[-2:] == ["- short_line: asks to follow", r"    Follow us\x1b"]
    assert of_feed[-1] == "its text is the feed's own: nothing was taken out of it"
    assert [(each["rule"], each["is_added"]) for each in told] == [("short_line", False)]


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("wire", "several entries begin with 'wire': wire-1, wire-3"),
        ("x", "no entry begins"),
        ("", "no"),
    ],
)
def test_a_prefix_names_one_entry_or_none(recorded, prefix, words):
    """An ambiguous one names its candidates; exit code 1."""
    said = recorded.run("articles", "show", prefix)

    assert said.code == 1
    assert words in said.err
    assert said.err.count("\n") == 1


def test_search_finds_as_watchlists_do(place):
    """Case and accents do not matter, and what was found stands in brackets in its sentence."""
    text = "Nothing here.\nLes NEGOCIATIONS ont repris à Genève, dit-on. Fin."
    place.record(
        Ended(number=1, article=article(1, title="Les négociations", text=text)),
        Ended(number=2, ago=DAY, article=article(2, title="Football", text="A training session.")),
    )
    said = place.run("articles", "search", "négociations AND geneve")

    assert said.code == 0
    assert said.lines[1:] == [
        "    Les [négociations]",
        "    Les [NEGOCIATIONS] ont repris à [Genève], dit-on.",
    ]
    assert place.run("articles", "search", "train").lines == []


def test_search_as_lines_of_json(place):
    """Newest first, at most as many as asked for, each with its places."""
    place.record(
        *(
            Ended(number=n, ago=n * HOUR, article=article(n, title=f"Storm {n}", text="A storm."))
            for n in (1, 2, 3)
        )
    )
    rows = [
        json.loads(line)
        for line in place.run("articles", "search", "storm", "--json", "--limit", "2").lines
    ]

    assert [row["id"] for row in rows] == ["wire-1", "wire-2"]
    assert [(span["field"], span["start"], span["end"]) for span in rows[0]["spans"]] == [
        ("title", 0, 5),
        ("text", 2, 7),
    ]
    assert rows[0]["excerpts"][1] == {"field": "text", "text": "A storm.", "marks": [[2, 7]]}


def test_a_query_that_is_none_is_told_with_its_column(recorded):
    """One line, exit code 2."""
    said = recorded.run("articles", "search", "a AND (b")

    assert said.code == 2
    assert "column 9: the ( of column 7 is never closed" in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("option", [["list", "--since", "412"], ["search", "x", "--since", "soon"]])
def test_a_time_that_is_none_is_wrong_usage(recorded, option):
    """It says what could stand there."""
    said = recorded.run("articles", *option)

    assert said.code == 2
    assert "2h or 7d" in said.err


def test_nothing_yet(place):
    """Without a database lists are empty and say why; showing one fails."""
    assert place.run("articles", "list", "--json").json == []
    assert place.run("articles", "list").code == 0
    assert "has not run" in place.run("articles", "list").err
    assert place.run("articles", "search", "x").code == 0
    assert place.run("articles", "show", "x").code == 1
    assert not place.database.exists()


def test_hostile_text_does_not_reach_the_terminal(place):
    """What a title or text would do to a terminal is escaped."""
    bad = "\x1b[31m storm \x07"
    place.record(Ended(number=1, article=article(1, title=bad, text=f"A {bad} passed.")))
    told = [
        place.run("articles", *arguments).out
        for arguments in (["list"], ["show", "wire-1"], ["search", "storm"], ["list", "--json"])
    ]

    assert all("storm" in text for text in told)
    assert not any("\x1b" in text or "\x07" in text for text in told)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("DROP TABLE alembic_version", "another program's database"),
        ("UPDATE alembic_version SET version_num = '9999'", "newer news-monitor"),
        ("UPDATE alembic_version SET version_num = '0001'", "older news-monitor"),
    ],
)
def test_a_database_that_cannot_be_read(recorded, change, words):
    """Another program's, a newer or an older one is one line and exit code 1."""
    recorded.execute(change)
    for arguments in (["articles", "list"], ["watchlists", "list"], ["articles", "show", "wire"]):
        said = recorded.run(*arguments)

        assert said.code == 1
        assert words in said.err
        assert said.err.count("\n") == 1


def test_a_damaged_database_is_one_line(recorded):
    """Bytes that are no database are told as such."""
    recorded.database.write_bytes(b"no database at all" * 500)
    said = recorded.run("articles", "list")

    assert said.code == 1
    assert "not a database" in said.err
    assert said.err.count("\n") == 1
