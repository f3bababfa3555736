"""`feeds import` and `feeds export`: lists of feeds, in and out."""

from __future__ import annotations

import json

import pytest

from monitor.cli import feeds_opml
from monitor.config.load import load_config
from tests.cli.feed_commands import MAIN, added_lines, call, write_main

LIST = """<opml version="2.0"><body>
<outline text="World News">
  <outline text="Three" xmlUrl="https://three.example/" language="de"/>
  <outline text="One" xmlUrl="HTTPS://one.example/feed"/>
</outline>
<outline text="Three" xmlUrl="https://other.example/"/>
<outline text="Three again" xmlUrl="https://three.example/#x"/>
<outline text="Mail" xmlUrl="mailto:a@b.example"/>
</body></opml>"""


@pytest.fixture
def listed(tmp_path):
    """Write a list with two new feeds, one known, one twice and one that is none."""
    file = tmp_path / "list.opml"
    file.write_text(LIST)
    return file


def test_new_feeds_are_added(tmp_path, listed):
    """Ids of their own, folders as tags; the rest is counted, with a reason."""
    main = write_main(tmp_path)
    done = call("import", listed, "--tag", "mine", "-c", main)

    assert done.code == 0
    assert added_lines(main) == [
        '  - {id: three, url: "https://three.example/", language: de, outlet: Three, tags: [world-news, mine]}',
        '  - {id: other.example, url: "https://other.example/", outlet: Three, tags: [mine]}',
    ]
    assert f"{main}: 2 added, 1 there already, 1 twice in the list, 1 skipped" in done.lines
    assert any(
        line.startswith("  skipped mailto:a@b.example: url: should be") for line in done.lines
    )


def test_a_dry_run_writes_nothing(tmp_path, listed):
    """And says the same."""
    main = write_main(tmp_path)
    done = call("import", listed, "--dry-run", "-c", main)

    assert added_lines(main) == []
    assert f"{main}: 2 would be added" in done.out


def test_a_list_twice_adds_nothing(tmp_path, listed):
    """All are there already."""
    main = write_main(tmp_path)
    call("import", listed, "-c", main)
    after = main.read_text()
    told = json.loads(call("import", listed, "--json", "-c", main).out)

    assert main.read_text() == after
    assert (told["added"], told["is_written"], len(told["known"])) == ([], False, 4)


def test_a_list_may_come_on_standard_input(tmp_path):
    """Under its usual name."""
    main = write_main(tmp_path)
    call("import", "-", "-c", main, given=LIST.encode())

    assert len(load_config(main).feeds) == 4


def test_an_export_comes_back_as_it_was(tmp_path):
    """Into an empty configuration, every feed is the same."""
    main = write_main(
        tmp_path, MAIN + "  - {id: x, url: 'http://x/', poll_every_s: 90, pages: never}\n"
    )
    other = tmp_path / "other"
    other.mkdir()
    empty = write_main(other, "feeds: []\n")
    file = tmp_path / "out.opml"
    call("export", file, "--by-tag", "-c", main)
    call("import", file, "-c", empty)

    assert set(load_config(empty).feeds) == set(load_config(main).feeds)


def test_an_export_goes_to_standard_output(tmp_path):
    """One outline for each feed, in order."""
    done = call("export", "-c", write_main(tmp_path))

    assert done.out.startswith("<?xml")
    assert done.out.index("one.example") < done.out.index("two.example")


def test_a_file_is_replaced_only_when_asked(tmp_path):
    """It may be somebody's list."""
    main, file = write_main(tmp_path), tmp_path / "out.opml"
    file.write_text("mine")
    refused = call("export", file, "-c", main)
    kept = file.read_text()
    call("export", file, "--force", "-c", main)

    assert (refused.code, kept) == (1, "mine")
    assert "one.example" in file.read_text()


def test_what_is_no_list_is_one_line(tmp_path):
    """A file of another kind has failed; what is no file is for test_files."""
    main = write_main(tmp_path)
    done = call("import", main, "-c", main)

    assert done.code == 1
    assert len(done.err.splitlines()) == 1


def test_a_list_that_is_too_large_is_not_read(tmp_path, listed, monkeypatch):
    """It says how large it may be."""
    monkeypatch.setattr(feeds_opml, "MAX_BYTES", 100)
    done = call("import", listed, "-c", write_main(tmp_path))

    assert done.code == 1
    assert "more than" in done.err
