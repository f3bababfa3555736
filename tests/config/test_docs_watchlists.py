"""docs/watchlists.md: its examples load, its queries parse, and its figures are those in the code."""

from __future__ import annotations

import json
import re

import pytest
import typer
from typer.testing import CliRunner

from monitor.cli import score as command
from monitor.config.load import load_watchlists, warnings
from monitor.errors import QuerySyntaxError
from monitor.matching import score
from monitor.matching.compiled import compile_watchlists
from monitor.matching.query import parse
from monitor.matching.score import Zone
from monitor.matching.scorers import query, terms
from monitor.matching.tokens import tokenize
from monitor.model import Article
from monitor.watchlist import Term
from tests.config.pages import WATCHLISTS, examples, quoted, rows, section

EXAMPLES = examples(WATCHLISTS, "yaml watchlist")


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_example_loads_without_a_problem_or_a_warning(files, text):
    """What a reader copies works."""
    files.write("watchlists/w.yaml", text)
    config = files.load("feeds: [{id: a, url: 'http://a.example'}]\n")

    assert len(config.watchlists) == 1
    assert warnings(config) == []


def test_every_query_of_the_table_parses():
    """The table of the query language shows nothing that is not built."""
    shown = [quoted(row[0])[0] for row in rows(section(WATCHLISTS, "The query"))]

    assert len(shown) >= 9
    assert all(parse(query, people=[Term(text="de Mistura")]) for query in shown)


def test_precedence_is_as_the_page_says():
    """NOT binds tightest, then AND, then OR; side by side means AND."""
    explained = re.search(r"`(a OR b AND NOT c)` is `(.*?)`", WATCHLISTS)

    assert explained is not None
    assert _bare(parse(explained[1])) == _bare(parse(explained[2]))
    assert _bare(parse("Syria talks")) == _bare(parse("Syria AND talks"))


def _bare(query: object) -> str:
    return re.sub(r"column=\d+", "", repr(query))


@pytest.mark.parametrize("query", ["NOT cycling", "a:b", "a@b", "a/b", "+a", "a | b", "“a”"])
def test_what_the_page_calls_refused_is_refused(query):
    """Reserved signs, foreign operators, curly quotes and queries that need no word."""
    with pytest.raises(QuerySyntaxError):
        parse(query)


@pytest.mark.parametrize(
    "same",
    [
        ("Genève", "GENEVE", "Geneve"),
        ("Soçi", "Soci"),
        ("Straße", "strasse"),
        ("أستانا", "استانا"),
        ("de-escalation", "de escalation"),
    ],
)
def test_what_the_page_calls_one_word_is_one(same):
    """The page's samples of folding are true, and stand there."""
    words = [tokenize(form).words for form in same]

    assert all(each == words[0] for each in words)
    assert all(f"`{form}`" in WATCHLISTS for form in same)


@pytest.mark.parametrize(
    ("query", "title", "is_found"),
    [
        ("ONU", "L'envoyé de l'ONU", True),
        ("ai", "training", False),
        ("переговор*", "на переговорах", True),
        ("Suriye*", "Suriye'de", True),
        ("سوريا", "وسوريا", True),
        ('"peace negotiat*"', "Peace negotiators meet", True),
        ("Astana AND NOT cycling", "Cycling: Astana wins", False),
    ],
)
def test_what_the_page_says_of_words_is_so(files, query, title, is_found):
    """Endings, clitics, pieces of words: as told."""
    file = files.write("w.yaml", json.dumps({"id": "w", "query": query}))
    matches = compile_watchlists(load_watchlists([file])).match(Article(id="1", title=title))

    assert bool(matches) is is_found


def test_the_figures_are_those_in_the_code():
    """The table of what adds how much follows the scoring rule."""
    told = [float(row[1]) for row in _plain_rows("How a score comes about", "found")]

    assert told == [
        query.NEAR_THE_TOP,
        query.ANYWHERE,
        terms.VALUES[Zone.TITLE],
        terms.VALUES[Zone.LEAD],
        terms.VALUES[Zone.REST],
    ]
    assert f"first {score.LEAD_LENGTH} characters" in WATCHLISTS
    assert f"No score is above {score.HIGHEST}." in WATCHLISTS


def test_the_worked_example_is_right():
    """The combination that the page works out is what the code gives."""
    text = " ".join(WATCHLISTS.split())
    both = re.search(r"\(\+(\d\.\d+)\) and a term further down \(\+(\d\.\d+)\) make (0\.\d+)", text)

    assert both is not None
    assert [float(each) for each in both.groups()] == [
        round(score.worth(query.NEAR_THE_TOP), 2),
        round(score.worth(terms.VALUES[Zone.REST]), 2),
        round(score.combine([query.NEAR_THE_TOP, terms.VALUES[Zone.REST]]), 2),
    ]


def _plain_rows(heading: str, first: str) -> list[list[str]]:
    table = section(WATCHLISTS, heading).partition(f"| {first} |")[2].partition("\n\n")[0]
    lines = [line for line in table.splitlines()[2:] if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_sample_run_gives_what_is_shown(files):
    """The articles of the page, scored with its first watchlist, give the lines of the page."""
    app = typer.Typer()
    app.callback()(lambda: None)
    command.register(app)
    watchlist = files.write("port-strikes.yaml", EXAMPLES[0])
    (articles,) = examples(WATCHLISTS, "jsonl articles")
    (shown,) = examples(WATCHLISTS, "jsonl scores")
    run = CliRunner().invoke(app, ["score", "-w", str(watchlist)], input=articles.encode())

    assert run.exit_code == 0
    assert [json.loads(line) for line in run.stdout.splitlines()] == [
        json.loads(line) for line in shown.splitlines()
    ]
