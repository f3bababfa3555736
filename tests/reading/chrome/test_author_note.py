"""Who the author is, told at the end of a story."""

from __future__ import annotations

import pytest

from monitor.reading.chrome.author_note import author_notes
from monitor.reading.chrome.draft import Draft, Line

STORY = tuple(f"Paragraph {n} of the story, which goes on." for n in range(6))


def notes(*lines: str, author: str | None = "Ada Example, Олена Приклад") -> list[int]:
    """Return which of a text's lines are about its authors."""
    return list(
        author_notes(Draft(title="", lines=tuple(Line(text=line) for line in lines), author=author))
    )


@pytest.mark.parametrize(
    "note",
    [
        "Ada Example covers energy and water. Write to her at the address below.",
        "• Ada Example is our correspondent in the north.",
        "Олена Приклад пише про річки та греблі.",
        "By ADA EXAMPLE",
    ],
)
def test_a_note_at_the_end_goes(note):
    """In whatever language; the name is the page's own."""
    assert notes(*STORY, note) == [6]


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("The mayor thanked Ada Example for her work.", "Ada Example"),
        ("Ada Exampleton covers energy.", "Ada Example"),
        ("Ada covers energy.", "Ada"),
        ("Ada Example covers energy.", None),
    ],
)
def test_what_only_names_somebody_stays(line, author):
    """In the middle of a line, another name, one word, or nobody's."""
    assert notes(*STORY, line, author=author) == []


def test_a_story_that_names_its_author_stays():
    """Interviews do, and short texts may be about them."""
    assert notes("Ada Example asked the mayor why.", *STORY) == []
    assert notes("One.", "Two.", "Ada Example won the prize.") == []
