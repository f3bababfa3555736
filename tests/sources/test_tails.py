"""What feeds hang on a summary is taken off, and nothing else."""

from __future__ import annotations

import pytest

from monitor.sources.tails import cut_read_on_tail

STORY = "The delegations met for a second day."


@pytest.mark.parametrize(
    "tail",
    [
        "Read Full Article at RT.com", "Read the full story", "Read more", "Read more…",
        "Read more at Example News", "Continue reading Talks go on →",
        "The post Talks go on appeared first on Example News.", "Lire la suite", "Lire l’article",
        "[Lire la suite…]", "Weiterlesen", "Mehr lesen auf example.org", "Leer más", "Seguir leyendo",
        "Leggi tutto", "Leia mais", "Читать далее", "Подробнее…", "Devamını oku", "Czytaj dalej",
        "اقرأ المزيد", "ادامه مطلب", "阅读全文", "続きを読む",
        "Cet article Les pourparlers est apparu en premier sur Exemple.",
    ],
)  # fmt: skip
def test_a_last_line_that_says_where_to_read_on_goes(tail):
    """In the languages of the feeds."""
    assert cut_read_on_tail(f"{STORY}\n{tail}") == STORY


def test_two_such_lines_go():
    """A button of the theme and a line of the publishing system."""
    text = f"{STORY}\nRead more\nThe post A appeared first on B."

    assert cut_read_on_tail(text) == STORY


@pytest.mark.parametrize(
    "text",
    [
        STORY,
        "Read more",
        f"{STORY}\nRead my lips, the minister said.",
        f"{STORY}\nChildren who read more do better, says a study.",
        f"Read more\n{STORY}",
        f"{STORY}\nLire est un plaisir, dit-elle.",
        f"{STORY}\nRead more " + "about that " * 40,
        "",
    ],
)
def test_everything_else_stays(text):
    """Also the only line, so that no entry loses its whole text."""
    assert cut_read_on_tail(text) == text
