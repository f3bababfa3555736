"""Names reduced to consonants meet across scripts, and other names do not."""

from __future__ import annotations

import pytest

from monitor.matching.likeness.names import distinctness, romanise, skeleton


@pytest.mark.parametrize(
    "spellings",
    [
        ["Mistura", "Мистура", "ميستورا"],
        ["Astana", "Астана", "أستانا", "Αστανά"],
        ["Geneva", "Genève", "Женева", "جنيف", "ჟენევა"],
        ["Putin", "Путин", "بوتين", "Poutine"],
        ["Lavrov", "Лавров", "لافروف"],
    ],
)
def test_one_name_in_many_scripts_is_one_skeleton(spellings: list[str]):
    """What newsrooms write of one name has the same consonants."""
    assert len({skeleton(romanise(each)) for each in spellings}) == 1


def test_other_names_are_other_skeletons():
    """Cities that a reader tells apart stay apart."""
    names = ["Astana", "Geneva", "Ankara", "Moscow", "Tripoli", "Minsk", "Vienna"]

    assert len({skeleton(romanise(each)) for each in names}) == len(names)


def test_a_word_without_a_letter_has_no_skeleton():
    """Signs, emoji and half surrogate pairs give nothing, and nothing is worth nothing."""
    assert [skeleton(romanise(each)) for each in ("", "—", "😀", "\ud800")] == [""] * 4
    assert distinctness("") == 0


def test_longer_skeletons_tell_more():
    """Two consonants are many names, five are one."""
    weights = [distinctness("b" * length) for length in range(1, 7)]

    assert weights == sorted(weights)
    assert weights[0] == 0
    assert weights[-1] == 1
