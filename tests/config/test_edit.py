"""Changing the user's YAML: only what was asked for, checked as a whole, replaced at once or not at all."""

from __future__ import annotations

import difflib
import json
import os
import stat
from pathlib import Path

import pytest

from monitor.config.edit import Draft, literal
from monitor.config.load import load_config
from monitor.errors import ConfigError, PermanentError

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "config" / "monitor.yaml"
NEW = {
    "id": "new.one",
    "url": "https://new.example/feed?a=1&b=2",
    "outlet": "L'Été: #1, [live]",
    "tags": ["a", "b:c"],
    "poll_every_s": 300,
}
THOUSAND = "feeds:\n" + "".join(
    f'  - {{id: f{n}, url: "https://h{n}.example/feed", tags: [a]}}  # {n}\n' for n in range(1000)
)
JSON = '{\n  "feeds": [\n    {"id": "a", "url": "http://x/"},\n    {"id": "b", "url": "http://y/"}\n  ]\n}\n'
PRETTY = json.dumps({"feeds": [{"id": "a", "url": "http://x/"}], "timezone": "UTC"}, indent=4)

# Files as people have them. After an addition every line is as it was.
UGLY = {
    "shipped": SHIPPED.read_text(),
    "crlf": "timezone: UTC\r\nfeeds:\r\n  # né\r\n  - {id: a, url: 'http://x/'} # k\r\n# end\r\n",
    "no line end": "feeds:\n  - id: a\n    url: http://x/",
    "byte order mark": "\ufefffeeds:\n  - {id: a, url: http://x/}\n",
    "indentless": 'feeds:\n- id: a\n  url: http://x/\n\n\n# tail\n- {id: b,url: "http://y/"}\n\ntimezone: UTC\n',
    "tabs": "feeds:\t# c\n  - id: a\t# x\ty\n    url: http://x/   # z\n  #\tw\n",
    "comments between": "feeds:\n  # A\n  - id: a # one\n    url: http://x/\n    # under a\n  # tail\n# x\n",
    "spaces": "feeds:\n   -   { id: a, url: 'http://x/' }\ntimezone: UTC\n",
    "dash alone": "feeds:\n  -\n    id: a\n    url: http://x/\n",
    "nothing": "",
    "only comments": "# no feeds yet\n",
    "no key": "timezone: UTC\n# end\n",
    "no key, no line end": "timezone: UTC",
    "empty": "feeds:   # none yet\n  # - {id: old}\n\ntimezone: UTC\n",
    "flow over lines": 'feeds: [\n  {id: a, url: "http://x/"},  # c, d\n  {id: b, url: "http://y/"},  # e\n]\n',
    "flow with a comment": "feeds: [ # none\n  # yet\n]\n",
    "variables": "redis: {url: \"${REDIS:-redis://h/}\"}\nfeeds:\n  - {id: a, url: '${A:-http://x/}'}\n",
    "end mark": "---\ntimezone: UTC\n...\n",
    "thousand": THOUSAND,
    "separators": "# a\u2028b\u0085c 🙂\nfeeds:\n  - {id: a, url: http://x/, outlet: 🙂}  # \u2029\n",
}  # fmt: skip
# Those where one line has to give way: it holds the new feed too, or a comma after its own.
REWRITTEN = {
    "null": "feeds: ~  # none yet\ntimezone: UTC\n",
    "empty list": "feeds: []  # none yet\ntimezone: UTC\n",
    "one line": 'feeds: [{id: a, url: "http://x/"}]\n',
    "json": JSON,
    "pretty json": PRETTY,
    "compact json": '{"feeds":[{"id":"a","url":"http://x/"}]}',
    "json without feeds": '{"timezone": "UTC"}',
    "json with empty feeds": '{"feeds": [], "timezone": "UTC"}',
}


def write(folder: Path, text: str) -> Path:
    """Write a main file byte for byte."""
    file = folder / "monitor.yaml"
    file.write_bytes(text.encode())
    return file


def lines(text: str) -> list[str]:
    """Return lines without their ends."""
    return text.replace("\r\n", "\n").split("\n")


def changes(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that went and the lines that came."""
    found = list(difflib.ndiff(lines(before), lines(after)))
    gone = [line[2:] for line in found if line.startswith("- ")]
    return gone, [line[2:] for line in found if line.startswith("+ ")]


def added(folder: Path, text: str) -> str:
    """Return a file's text after a feed was added, saved without a check."""
    file = write(folder, text)
    draft = Draft.open(file)
    draft.append(("feeds",), [NEW])
    draft.save(lambda _: None)
    return file.read_bytes().decode()


def value_of(text: str, folder: Path) -> dict:
    """Read a text as our own reader does."""
    return Draft.open(write(folder, text)).value or {}


@pytest.mark.parametrize("name", UGLY)
def test_adding_a_feed_touches_no_other_line(name, tmp_path):
    """Comments, blanks, marks and line ends stay, and the new feed reads as it was meant."""
    before = UGLY[name]
    after = added(tmp_path, before)
    gone, come = changes(before, after)

    assert [line for line in gone if line.strip()] == []
    assert any("new.one" in line for line in come)
    assert after.count("\r\n") == (after.count("\n") if name == "crlf" else 0)
    assert value_of(after, tmp_path)["feeds"][-1] == NEW


@pytest.mark.parametrize("name", REWRITTEN)
def test_a_list_on_one_line_grows_in_it(name, tmp_path):
    """Not more than that line changes, and JSON stays JSON."""
    before = REWRITTEN[name]
    after = added(tmp_path, before)
    gone, _ = changes(before, after)

    assert len(gone) <= 1
    assert value_of(after, tmp_path)["feeds"][-1] == NEW
    if "json" in name:
        assert json.loads(after)["feeds"][-1] == NEW


@pytest.mark.parametrize("name", sorted({*UGLY, *REWRITTEN} - {"thousand"}))
def test_what_was_added_can_be_removed_again(name, tmp_path):
    """And the file says what it said before."""
    before = {**UGLY, **REWRITTEN}[name]
    file = write(tmp_path, added(tmp_path, before))
    draft = Draft.open(file)
    draft.remove(("feeds", len(draft.value["feeds"]) - 1))
    draft.save(lambda _: None)
    was, now = value_of(before, tmp_path), value_of(draft._text, tmp_path)

    assert {**now, "feeds": now.get("feeds") or []} == {**was, "feeds": was.get("feeds") or []}


def test_new_entries_are_written_like_their_neighbours(tmp_path):
    """Flow or block, quotation marks, spaces inside of braces."""
    flow = added(tmp_path, "feeds:\n  - { id: a, url: 'http://x/' }\n").splitlines()[-1]
    block = added(tmp_path, 'feeds:\n- id: a\n  url: "http://x/"\n').splitlines()[3:5]

    assert flow.startswith("  - { id: new.one, url: 'https://new.example/feed?a=1&b=2', ")
    assert block == ["- id: new.one", '  url: "https://new.example/feed?a=1&b=2"']


def test_every_feed_of_the_shipped_file_can_be_removed(tmp_path):
    """Each takes its own line and nothing else, for all have neighbours or stand under a heading."""
    before = SHIPPED.read_text()
    count = len(value_of(before, tmp_path)["feeds"])
    for index in range(count):
        draft = Draft.open(write(tmp_path, before))
        draft.remove(("feeds", index))
        gone = [line.text for line in draft.changed_lines()]

        assert len(gone) == 1
        assert gone[0].startswith("  - {id: ")


GROUPS = """\
feeds:
  # Heads the group
  - {id: a, url: http://a/}
  # about b
  - {id: b, url: http://b/}
  - {id: c, url: http://c/}

  # Alone
  - id: d
    url: http://d/
    # its other key
  # tail

timezone: UTC
"""


@pytest.mark.parametrize(
    ("index", "gone"),
    [
        (0, ["  # Heads the group", "  - {id: a, url: http://a/}"]),
        (1, ["  # about b", "  - {id: b, url: http://b/}"]),
        (2, ["  - {id: c, url: http://c/}"]),
        (3, ["  # Alone", "  - id: d", "    url: http://d/", "    # its other key"]),
    ],
)
def test_a_removed_entry_takes_the_comments_that_are_its_own(tmp_path, index, gone):
    """Above it, if they are not a heading of others; under it, if they are indented into it."""
    draft = Draft.open(write(tmp_path, GROUPS))
    draft.remove(("feeds", index))

    assert [line.text for line in draft.changed_lines()] == gone


def test_a_heading_stays_while_others_stand_below_it(tmp_path):
    """Its group has members left."""
    text = "feeds:\n  # Agencies\n  - {id: a, url: http://a/}\n  - {id: b, url: http://b/}\n"
    draft = Draft.open(write(tmp_path, text))
    draft.remove(("feeds", 0))

    assert "# Agencies" in draft._text


def test_many_are_removed_one_after_the_other(tmp_path):
    """Each of them its own line, whatever went before."""
    draft = Draft.open(write(tmp_path, "".join(THOUSAND.splitlines(keepends=True)[:21])))
    for index in (19, 7, 0):
        draft.remove(("feeds", index))

    assert [line.number for line in draft.changed_lines()] == [2, 9, 21]


def test_keys_are_set_and_taken_out(tmp_path):
    """For watchlists: a threshold raised, a key added in its place, a judgement noted."""
    before = "id: w  # mine\nthreshold: 0.5  # tried\nterms:\n  - a # one\njudgements: []\n"
    draft = Draft.open(write(tmp_path, before))
    draft.put(("threshold",), 0.7)
    draft.put(("enabled",), value=False)
    draft.put(("terms", 0), "b c")
    draft.append(("judgements",), [{"entry": "3f9a", "is_wanted": True}])
    draft.remove(("id",))

    assert draft._text == (
        "threshold: 0.7  # tried\nterms:\n  - b c # one\njudgements:\n"
        "  - {entry: 3f9a, is_wanted: true}\nenabled: false\n"
    )


def test_a_block_is_set_in_one_line(tmp_path):
    """Where a list, a mapping or a text over lines stood."""
    draft = Draft.open(write(tmp_path, "query: |\n  a\n  b\n\nterms:\n  - a\n  - b\n# end\n"))
    draft.put(("query",), "a AND b")
    draft.put(("terms",), ["c"])

    assert draft._text == "query: a AND b\n\nterms: [c]\n# end\n"


@pytest.mark.parametrize(
    "text", ["no", "1_0", "0o7", "12:30", "", " x", "a: b", "{", "-", "\t", "x\ny"]
)
def test_texts_stay_texts(tmp_path, text):
    """Whatever YAML makes of them without quotation marks."""
    draft = Draft.open(write(tmp_path, "list:\n  - a\n"))
    draft.append(("list",), [text])

    assert draft.value == {"list": ["a", text]}


@pytest.mark.parametrize("at", [("timezone",), ("x", "y"), ("feeds", 3), ()])
def test_what_is_no_list_is_not_added_to(tmp_path, at):
    """It is told, and the text stays."""
    draft = Draft.open(write(tmp_path, "timezone: UTC\nfeeds: [a]\n"))
    with pytest.raises(PermanentError):
        draft.append(at, ["b"])

    assert draft.changed_lines() == []


def test_a_change_that_the_check_refuses_is_not_written(tmp_path):
    """Mistakes are told by the file's own name, and no other file is left."""
    file = write(tmp_path, UGLY["crlf"])
    draft = Draft.open(file)
    draft.append(("feeds",), [{"id": "A b", "url": "x"}])
    with pytest.raises(ConfigError, match="nothing was written") as error:
        draft.save(load_config)

    assert file.read_bytes().decode() == UGLY["crlf"]
    assert list(tmp_path.iterdir()) == [file]
    assert all(problem.startswith(f"{file}:5: feeds[1].") for problem in error.value.problems)


def test_a_file_changed_meanwhile_is_left_alone(tmp_path):
    """Somebody has it open in an editor."""
    file = write(tmp_path, UGLY["crlf"])
    draft = Draft.open(file)
    draft.append(("feeds",), [NEW])
    file.write_text("timezone: Europe/Paris\n")
    with pytest.raises(PermanentError, match="changed meanwhile"):
        draft.save(load_config)

    assert file.read_text() == "timezone: Europe/Paris\n"


def test_mode_and_links_stay(tmp_path):
    """Relative names in a linked file lead from where the link is."""
    real, linked = tmp_path / "real", tmp_path / "linked"
    for folder in (real, linked / "lists"):
        folder.mkdir(parents=True)
    (linked / "lists" / "w.yaml").write_text("id: w\nterms: [a]\n")
    file = write(real, "watchlists: lists\n")
    file.chmod(0o640)
    link = linked / "monitor.yaml"
    link.symlink_to(file)
    draft = Draft.open(link)
    draft.append(("feeds",), [NEW])
    draft.save(load_config)

    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [feed.id for feed in load_config(link).feeds] == ["new.one"]
    assert sorted(path.name for path in linked.iterdir()) == ["lists", "monitor.yaml"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path):
    """In one line."""
    draft = Draft.open(write(tmp_path, "timezone: UTC\n"))
    draft.append(("feeds",), [NEW])
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PermanentError, match="cannot be written: Permission denied"):
            draft.save(load_config)
    finally:
        tmp_path.chmod(0o700)


def test_what_came_from_outside_refers_to_no_variable(tmp_path, monkeypatch):
    """A feed's title must not bring a secret of the environment into an alert."""
    monkeypatch.setenv("SECRET", "told")
    file = write(tmp_path, "feeds: []\n")
    draft = Draft.open(file)
    outlet = "a ${SECRET} $${SECRET} ${"
    draft.append(("feeds",), literal([{**NEW, "outlet": outlet}]))
    draft.save(load_config)

    assert load_config(file).feeds[0].outlet == outlet


def test_a_new_entry_stands_below_what_is_indented_into_the_last(tmp_path):
    """A key that is commented out is still that entry's."""
    after = added(tmp_path, "feeds:\n  - id: a\n    url: http://x/\n    # language: fr\n  # end\n")

    assert after.splitlines()[3:5] == ["    # language: fr", "  - id: new.one"]
    assert after.splitlines()[-1] == "  # end"


def test_what_cannot_be_changed_faithfully_is_not(tmp_path):
    """A text that keeps its last blank lines would lose them to the line added below it."""
    draft = Draft.open(write(tmp_path, "list:\n  - |+\n    a\n\n# end\n"))
    with pytest.raises(PermanentError, match="cannot be changed safely"):
        draft.append(("list",), ["b"])

    assert draft.value == {"list": ["a\n\n"]}
