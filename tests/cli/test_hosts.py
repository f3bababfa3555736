"""`hosts`: the rules there are, what one finds on a page, and a new one from pages of a host."""

from __future__ import annotations

import json

import pytest

from monitor.config.load import load_config
from tests.reading.outlet import SITE, lead, paragraphs, story

RULE = (
    "hosts: gazette.example\nbody: div.story-text\nlead: p.standfirst\nremove: .related-stories\n"
)


@pytest.fixture
def pages(tmp_path):
    """Write four pages of a site; give their names."""
    names = []
    for number in range(4):
        (tmp_path / f"{number}.html").write_bytes(story(number).body)
        names.append(f"{number}.html")
    return names


@pytest.fixture
def configured(tmp_path):
    """Write a configuration with one rule; give its folder."""
    folder = tmp_path / "config"
    (folder / "hosts").mkdir(parents=True)
    (folder / "monitor.yaml").write_text("feeds: []\n")
    (folder / "hosts/gazette.yaml").write_text(RULE)
    return folder


def test_without_a_configuration_our_own_rules_are_listed(command_line):
    """Each by host, with where it stands and what it says."""
    code, out, err = command_line("hosts", "list")

    assert (code, err) == (0, [])
    assert out.splitlines()[0].split() == ["host", "from", "keys"]
    assert "russian.rt.com  built in (rt.yaml)  title lead body date remove zone" in out


def test_the_users_rules_are_listed_first_and_in_the_place_of_ours(command_line, configured):
    """A host is listed once, with the rule that holds."""
    (configured / "hosts/rt.yaml").write_text("hosts: [rt.com]\nbody: div.mine\n")
    code, out, err = command_line("hosts", "list", "--json")
    rows = [json.loads(line) for line in out.splitlines()]

    assert (code, err) == (0, [])
    assert rows[0] == {
        "host": "gazette.example",
        "origin": "config/hosts/gazette.yaml:1",
        "keys": ["body", "lead", "remove"],
    }
    assert [row["origin"] for row in rows if row["host"] == "rt.com"] == ["config/hosts/rt.yaml:1"]


def test_what_a_rule_finds_is_shown(command_line, configured, pages):
    """By key, and what the page is with it and without."""
    code, out, err = command_line("hosts", "test", pages[0], "--json")
    told = json.loads(out)
    found = {each["key"]: (each["elements"], each["text"]) for each in told["findings"]}

    assert (code, err) == (0, [])
    assert (told["url"], told["rule"]) == (f"{SITE}/news/0", "config/hosts/gazette.yaml:1")
    assert found["lead"] == (1, lead(0))
    assert found["remove"][0] == 1
    assert told["with_rule"]["text"].split("\n") == [lead(0), *paragraphs(0)]
    assert "without_rule" in told


def test_a_draft_is_tried_before_what_is_configured(command_line, configured, pages, tmp_path):
    """So that it need not be saved first."""
    (tmp_path / "draft.yaml").write_text(
        "hosts: gazette.example\nbody: p.standfirst\ntitle: .none\n"
    )
    code, out, err = command_line("hosts", "test", pages[1], "--rule", "draft.yaml")

    assert (code, err) == (0, [])
    assert "rule for gazette.example: draft.yaml:1" in out
    assert "  title:   nothing" in out
    assert f"  body:    1 found, {len(lead(1))} characters: {lead(1)}" in out


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["test", "0.html"], 1, "there is no rule for gazette.example"),
        (["test", "bare.html"], 1, "does not say where it is from; give --url"),
        (["test", "none.html"], 2, "there is no such file"),
        (["test", "0.html", "--url", "gazette"], 2, "should be an http or https address"),
        (["test", "0.html", "--rule", "none.yaml"], 2, "cannot be read"),
        (["test", "0.html", "-c", "none.yaml"], 2, "no configuration"),
        (["suggest", "0.html", "1.html"], 2, "3 to 20 different pages of one host (got 2)"),
        (["suggest", "0.html", "1.html", "bare.html"], 1, "page 3 does not say where it is from"),
        (["suggest", "0.html", "1.html", "none.html"], 2, "there is no such file"),
        (["suggest", "0.html", "1.html", "2.html", "--write"], 2, "no configuration"),
        (["suggest", "0.html", "1.html", "2.html", "--url", "x"], 2, "--url"),
    ],
)
def test_what_cannot_be_done_is_told(command_line, pages, tmp_path, arguments, code, told):
    """What was wrong, and what to do."""
    (tmp_path / "bare.html").write_text("<p>A page that says nothing of itself.</p>")
    found = command_line("hosts", *arguments)

    assert found[0] == code
    assert told in " ".join(found[2])
    assert found[1] == ""


def test_a_proposal_can_be_tried_at_once(command_line, pages, tmp_path):
    """What is printed is a file of rules."""
    code, out, err = command_line("hosts", "suggest", *pages[:3])
    (tmp_path / "draft.yaml").write_text(out)
    tried = command_line("hosts", "test", pages[3], "--rule", "draft.yaml", "--json")

    assert (code, err, tried[0]) == (0, [], 0)
    assert "# on 3 of 3 pages" in out
    assert json.loads(tried[1])["with_rule"]["text"].split("\n") == [lead(3), *paragraphs(3)]


def test_a_proposal_is_saved_where_rules_are_read(command_line, configured, pages):
    """Never over a rule that is there, unless that is wanted."""
    (configured / "hosts/gazette.yaml").unlink()
    wrote = command_line("hosts", "suggest", *pages[:3], "--write")
    [rule] = load_config(configured / "monitor.yaml").host_rules
    file = configured / "hosts/gazette.example.yaml"
    file.write_text(RULE)
    refused = command_line("hosts", "suggest", *pages[:3], "--write")
    kept = file.read_text()
    forced = command_line("hosts", "suggest", *pages[:3], "--write", "--force")

    assert (wrote[0], wrote[1]) == (0, "wrote config/hosts/gazette.example.yaml\n")
    assert rule.hosts == ("gazette.example",)
    assert (refused[0], kept) == (1, RULE)
    assert "there already; --force" in refused[2][0]
    assert (forced[0], file.read_text() == RULE) == (0, False)


def test_a_host_with_a_rule_elsewhere_gets_no_second_one(command_line, configured, pages):
    """The configuration would have a mistake."""
    code, _out, err = command_line("hosts", "suggest", *pages[:3], "--write")

    assert code == 1
    assert "gazette.example has a rule already, at config/hosts/gazette.yaml:1" in err[0]


def test_extract_reads_by_the_users_rules(command_line, configured, pages):
    """One page, and pages as lines."""
    (configured / "hosts/gazette.yaml").write_text("hosts: gazette.example\nbody: p.standfirst\n")
    url = f"{SITE}/news/0"
    _code, out, _err = command_line("extract", pages[0], "--url", url, "--json")

    assert json.loads(out)["text"] == lead(0)
