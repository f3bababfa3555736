"""Likeness as a whole: what is like a seed, why, and that nothing else has a say."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pytest

from monitor.matching.likeness import features, fusion, semantic
from monitor.matching.likeness.encoding import use_encoder
from monitor.matching.likeness.judgement import Comparison, Likeness, Sketch
from monitor.matching.likeness.semantic import Space

SEED = (
    "Zorbelin and Kastrovia sign a truce in Velmora",
    (
        "Envoys of Zorbelin and Kastrovia signed a truce in Velmora on Friday. The mediator, Ludek "
        "Branforth, said that 3750 prisoners would be exchanged."
    ),
    "en",
)
SAME = (
    "В Вельморе подписано перемирие: Зорбелин и Кастровия",
    "Посредник Лудек Бранфорт сообщил в Вельморе, что будет передано 3750 пленных.",
    "ru",
)
OTHER = (
    "Local bakery wins a prize for its rye bread",
    "The jury praised the crust. The owner said that he would open a second shop in spring.",
    "en",
)


class LetterEncoder:
    """Encodes a text as how often it holds each of 512 letters."""

    name = "use"
    languages = frozenset({"en"})

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Count letters; refuse what no tokenizer takes."""
        assert all(text.encode("utf-8") for text in texts)
        rows = np.zeros((len(texts), 512), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for letter in text:
                row[ord(letter) % 512] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(autouse=True)
def _no_encoder() -> Iterator[None]:
    use_encoder(None)
    yield
    use_encoder(None)


def sketches(*texts: tuple[str, str, str | None]) -> list[Sketch]:
    """Work out several texts."""
    return [Sketch(each) for each in texts]


def like(article: Sketch, seeds: list[Sketch]) -> Likeness:
    """Compare by all there is."""
    return Comparison(article, seeds).by_meaning()


def test_a_seed_is_like_itself_and_not_like_bread():
    """The default threshold lies between them."""
    seed, same, other = sketches(SEED, SAME, OTHER)

    assert like(seed, [seed]).score > 0.5
    assert like(same, [seed]).score > 0.5
    assert like(other, [seed]).score < 0.1


def test_contributions_add_up():
    """The parts that are told are all that there is."""
    seed, same = sketches(SEED, SAME)
    told = like(same, [seed])

    assert fusion.probability(math.fsum(told.contributions.values())) == pytest.approx(told.score)
    assert told.contributions["names"] > 0


def test_the_nearest_of_several_seeds_is_told():
    """A seed that does not fit lowers the score, and does not bring it to nothing."""
    seed, same, other = sketches(SEED, SAME, OTHER)
    told = like(same, [other, seed])

    assert told.nearest == 1
    assert 0 < told.score < like(same, [seed]).score


def test_other_texts_of_a_run_have_no_say():
    """Worked out alone or beside others, a text is the same."""
    use_encoder(LetterEncoder())
    seed, alone = Sketch(SEED), Sketch(SAME)
    _, beside = sketches(OTHER, SAME)

    assert like(alone, [seed]).score == like(beside, [seed]).score


def test_meaning_has_a_say_where_there_is_an_encoder():
    """The same two texts score otherwise, and the part says by how much."""
    use_encoder(LetterEncoder())
    seed, same = sketches(SEED, SAME)

    assert "meaning" in like(same, [seed]).contributions


def test_a_text_without_letters_goes_by_words():
    """There is nothing to encode in an emoji, and nothing breaks."""
    use_encoder(LetterEncoder())
    seed, *odd = sketches(SEED, ("😀", "", None), ("", "", None), ("\ud800 a", "", None))

    assert [each.meaning is None for each in odd] == [True, True, False]
    assert all(like(each, [seed]).score < 0.5 for each in odd[:2])


def test_an_encoder_that_nothing_was_learned_for_is_refused():
    """A score would mean nothing."""

    class Unknown(LetterEncoder):
        name = "unheard-of"

    with pytest.raises(ValueError, match="unheard-of"):
        use_encoder(Unknown())


def test_a_models_name_leads_to_no_other_folder():
    """Names of hub models hold slashes."""
    assert fusion.model_file("../owner/name").parent == fusion.model_file("use").parent


@pytest.mark.parametrize("name", ["words", "use", "e5"])
def test_a_model_file_is_whole(name: str):
    """Trees of known features; a walk and all rows at once agree."""
    told = fusion.load(name)
    rows = np.random.default_rng(1).uniform(0, 2, (50, len(told.forest.names)))

    assert [told.odds(row) for row in rows.tolist()] == pytest.approx(
        told.forest.odds(rows) + told.shift
    )


@pytest.mark.parametrize("name", ["words", "use", "e5"])
def test_more_in_common_is_never_less_like(name: str):
    """Where the table of features says that a figure can only raise, it only raises."""
    told = fusion.load(name)
    signs = {**features.FEATURES, **semantic.FEATURES}
    start = np.random.default_rng(2).uniform(0, 1, len(told.forest.names))
    for at, feature in enumerate(told.forest.names):
        sign = signs[feature][1]
        steps = []
        for value in np.linspace(-1, 8, 80):
            row = start.copy()
            row[at] = value
            steps.append(told.odds(row.tolist()) * sign)

        assert not sign or all(after >= before - 1e-9 for before, after in pairwise(steps))


def test_a_shrunk_direction_counts_less():
    """Two vectors that differ only in it become more alike; the plain ones stay as they are."""
    space = Space(
        centre=np.zeros(3, np.float32),
        directions=np.array([[1, 0, 0]], np.float32),
        kept=np.array([0.1], np.float32),
    )
    one, other = space.place(np.array([[1, 1, 0], [-1, 1, 0]], np.float32))

    assert float(one[1] @ other[1]) == pytest.approx(0.0, abs=1e-6)
    assert float(one[0] @ other[0]) > 0.9
