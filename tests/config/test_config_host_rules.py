"""Host rules of the user's: read with the configuration, and every mistake told where it stands."""

from __future__ import annotations

import os

import pytest

from monitor.config.changes import compare
from monitor.config.load import ConfigReader, load_config
from monitor.errors import ConfigError
from monitor.reading.given import HostRuleSpec

RULE = "hosts: news.example\nbody: div.story\n"


@pytest.fixture
def folder(tmp_path):
    """Give a folder with a main file and an empty folder of rules."""
    (tmp_path / "monitor.yaml").write_text("feeds: []\n")
    (tmp_path / "hosts").mkdir()
    return tmp_path


def problems(folder, **files: str) -> list[str]:
    """Write files of rules; return what is wrong with them, without the folder's name."""
    for name, text in files.items():
        (folder / f"hosts/{name}.yaml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_config(folder / "monitor.yaml")
    return [line.replace(f"{folder}/", "") for line in caught.value.problems]


def test_a_file_holds_a_rule_or_a_list_of_them(folder):
    """Hosts in one spelling, whatever the user's; a key may hold a text or a list."""
    (folder / "hosts/a.yaml").write_text(
        "hosts: [www.News.example, Bücher.example]\nbody: div.story\nlead:\n"
        "remove: [.more, .share]\ndate: time\nzone: Europe/Moscow\n"
    )
    (folder / "hosts/b.yml").write_text(
        "- {hosts: a.example, title: h1}\n- {hosts: b.a.example, body: p}\n"
    )
    rules = load_config(folder / "monitor.yaml").host_rules

    assert rules[0] == HostRuleSpec(
        hosts=("news.example", "xn--bcher-kva.example"),
        selectors=(("body", ("div.story",)), ("date", ("time",)), ("remove", (".more", ".share"))),
        zone="Europe/Moscow",
    )
    assert [rule.hosts for rule in rules[1:]] == [("a.example",), ("b.a.example",)]
    assert rules[2].origin == f"{folder}/hosts/b.yml:2"


def test_every_mistake_is_told_at_once_with_its_place(folder):
    """File, line, key, what was expected, what stood there, and a guess."""
    told = problems(
        folder,
        a="hosts: [https://x.example/, '*.y.example']\nbdoy: div.x\nbody: 'div..y'\nremove: ['*']\nzone: Europe/Moskow\n",
        b="- hosts: a.example\n  body: p.x\n- hosts: [b.example, a.example]\n  body: []\n- body: p\n- 3\n",
    )

    assert told == [
        "hosts/a.yaml:1: hosts[0]: should be a host such as news.example, without https:// and path (got https://x.example/)",
        "hosts/a.yaml:1: hosts[1]: should have no * (got *.y.example); did you mean y.example, which has its subdomains too?",
        "hosts/a.yaml:2: bdoy: not a known key; did you mean body?",
        "hosts/a.yaml:3: body: should be a CSS selector (got div..y); Expected ident, got <DELIM '.' at 4>",
        "hosts/a.yaml:4: remove[0]: should not choose the whole page (got *); name a class, an id or a tag in it",
        "hosts/a.yaml:5: zone: should be a zone such as UTC or Europe/Paris (got Europe/Moskow); did you mean Europe/Moscow?",
        "hosts/b.yaml:3: [1]: should have at least one of body, lead, title, date, author or remove",
        "hosts/b.yaml:3: [1].hosts[1]: a.example has a rule already, at "
        f"{folder}/hosts/b.yaml:1".replace(f"{folder}/", ""),
        "hosts/b.yaml:5: [2].hosts: is missing; give it one or more hosts",
        "hosts/b.yaml:6: [3]: should be keys and values (got 3)",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "should hold a host rule, and is empty"),
        ("hosts: []\nbody: p\n", "hosts: should have at least 1 (got a list)"),
        ("hosts: a b\nbody: p\n", "hosts: should be a host such as news.example (got a b)"),
        ("hosts: a\nbody: 3\n", "body: should be a list (got 3)"),
        ("hosts: a\nbody: p\nbody: q\n", "body"),
    ],
)
def test_what_is_no_rule_is_told(folder, text, told):
    """Like mistakes of any other file."""
    assert told in "\n".join(problems(folder, a=text))


def test_a_host_has_one_rule_over_all_files(folder):
    """Else it would depend on the files' names which of them holds."""
    [told] = problems(folder, a=RULE, b=RULE.replace("news.", "www.news."))

    assert told.startswith("hosts/b.yaml:1: hosts: news.example has a rule already, at ")


@pytest.mark.parametrize("text", ["feeds: []\n", "host_rules: hosts\n"])
def test_without_the_usual_folder_there_are_no_rules(tmp_path, text):
    """Few need any. A file of that name, as in /etc, is not meant."""
    (tmp_path / "monitor.yaml").write_text(text)
    without = load_config(tmp_path / "monitor.yaml").host_rules
    (tmp_path / "hosts").write_text("127.0.0.1 localhost\n")

    assert without == load_config(tmp_path / "monitor.yaml").host_rules == ()


def test_a_folder_or_file_that_was_named_has_to_be_there(tmp_path):
    """It may be a file too."""
    (tmp_path / "monitor.yaml").write_text("host_rules: rules.yaml\n")
    with pytest.raises(ConfigError, match="host_rules: should be a folder or a file, and is not"):
        load_config(tmp_path / "monitor.yaml")
    (tmp_path / "rules.yaml").write_text(RULE)

    assert load_config(tmp_path / "monitor.yaml").host_rules[0].hosts == ("news.example",)


def test_a_reader_sees_rules_come_change_and_go(folder):
    """So that a running daemon takes them up by itself."""
    reader, file = ConfigReader(folder / "monitor.yaml"), folder / "hosts/a.yaml"
    first = reader.read()
    file.write_text(RULE)
    came = reader.has_changed()
    second = reader.read()
    unchanged = reader.has_changed()
    file.write_text(RULE + "lead: p.first\n")
    changed = reader.has_changed()
    third = reader.read()
    file.unlink()
    went = reader.has_changed()

    assert (came, unchanged, changed, went) == (True, False, True, True)
    assert compare(first, second).host_rules.added == ("news.example",)
    assert compare(second, third).host_rules.changed == ("news.example",)
    assert compare(third, reader.read()).host_rules.removed == ("news.example",)


def test_a_rule_that_only_moved_in_its_file_is_no_change(folder):
    """Where it stands decides nothing."""
    file = folder / "hosts/a.yaml"
    file.write_text(RULE)
    before = load_config(folder / "monitor.yaml")
    file.write_text("# moved down\n" + RULE)
    os.utime(file)

    assert not compare(before, load_config(folder / "monitor.yaml"))
