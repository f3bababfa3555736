"""`extract` of plain text, and why a text is as it is."""

from __future__ import annotations

import json

import pytest

from monitor.errors import UnreadableError
from tests.cli.test_extract import rows, run
from tests.reading.build import PARAGRAPHS, page

PLAIN = "\n".join(
    [
        "Delegations meet by the lake for a second day of talks",
        "",
        *PARAGRAPHS,
        "",
        "Follow us on Telegram",
        "We use cookies to improve our services. You can accept all or manage your choices.",
    ]
)


def test_a_file_without_tags_is_plain_text(file):
    """Its title is found in its first lines, and what is no story leaves it."""
    found = json.loads(run(file(PLAIN.encode()), "--json", "--why").stdout)

    assert found["title"] == "Delegations meet by the lake for a second day of talks"
    assert found["text"] == "\n".join(PARAGRAPHS)
    assert "Follow us on Telegram" in {each["text"] for each in found["removed"]}
    assert all(each["rule"] and each["why"] for each in found["removed"])


def test_how_sure_the_kind_is_is_told_with_why():
    """A short page without a mark of a story might be anything; what was seen stands beside it."""
    wall = b"<title>Just a moment...</title><p>Verify you are human."

    assert "quality:       story (50% sure)" in run("-", "--why", given=page()).stdout
    assert "quality:       bot_wall (" in run("-", given=wall).stdout
    assert "% sure; " in run("-", "--why", given=wall).stdout
    assert "% sure" not in run("-", given=wall).stdout


def test_what_was_taken_out_is_told_after_the_text():
    """Each line with its rule and what that saw; without --why nothing of it."""
    plain = run("-", given=PLAIN.encode()).stdout.splitlines()
    told = run("-", "--why", given=PLAIN.encode()).stdout.splitlines()
    after = told[len(plain) :]

    assert told[: len(plain)] == plain
    assert "    Follow us on Telegram" in after
    assert all(each.startswith(("- ", "    ")) for each in after if each)


def test_where_nothing_was_taken_out_it_says_so(file):
    """So that nobody takes an empty list for a mistake."""
    found = run(file(("A title of some words\n\n" + PARAGRAPHS[0]).encode()), "--why")

    assert found.stdout.splitlines()[-1] == "nothing was taken out of it"


def test_text_that_looks_like_a_page(file):
    """A text about markup is one, if the user says so."""
    body = f"Writing <p> by hand\n\n{PARAGRAPHS[0]}".encode()

    assert "<p>" in run(file(body), "--text").stdout
    assert "<p>" not in run(file(body)).stdout


@pytest.mark.parametrize("arguments", [[], ["--text"]])
def test_an_empty_text_is_told(file, arguments):
    """As an empty page is."""
    assert isinstance(run(file(b"  \n"), *arguments).exception, UnreadableError)


def test_lines_of_plain_text():
    """Beside pages, with a title or without one; not both kinds in one line."""
    given = b"".join(
        json.dumps(each).encode() + b"\n"
        for each in (
            {"id": 1, "text": PLAIN},
            {"id": 2, "text": PARAGRAPHS[0], "title": "A title that is known"},
            {"id": 3, "html": page().decode()},
            {"id": 4, "html": "", "text": ""},
            {"id": 5, "text": ""},
        )
    )
    found = run("--jsonl", "--why", given=given)
    told = rows(found)

    assert [row["text"] for row in told[:3]] == [
        "\n".join(PARAGRAPHS), PARAGRAPHS[0], "\n".join(PARAGRAPHS)
    ]  # fmt: skip
    assert told[1]["title"] == "A title that is known"
    assert all("removed" in row for row in (*told[:3], told[4]))
    assert (told[3]["id"], told[3]["line"]) == (None, 4)
    assert (told[4]["text"], told[4]["quality"]) == ("", "empty")
