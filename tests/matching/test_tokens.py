"""Texts are cut into words that know where they stand, in every script."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from monitor.matching.fold import fold
from monitor.matching.tokens import tokenize, words_of

# Parts of texts: words of many scripts, what stands between words, and what hides inside them.
PIECES = (
    "astana", "Straße", "L’", "don't", "J'ai", "COVID-19", "foo_bar", "سُوريا", "للأســـتانة",
    "переговоры", "Й", "и\u0306", "中国", "トランプ", "ﾄﾞ", "ไทยกำ", "कहानी", "한국", "שָׁלוֹם", "😀",
    "\u200f", "\u00ad", "\u200b", "\u0301", "\ud800", "\0", " ", " ", "\n", ".", "'", "ŉ", "ß",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("😀 … \ud800 _'-", []),
        ("Training in AI, ai-driven", ["training", "in", "ai", "ai", "driven"]),
        ("l'accord d’Astana", ["l", "accord", "d", "astana"]),
        ("aujourd'hui jusqu’à qu'Assad", ["aujourd", "hui", "jusqu", "a", "qu", "assad"]),
        ("dell＇accordo s'Astana", ["dell", "accordo", "s", "astana"]),
        ("Syria’s Syrias' Syria's", ["syria", "s", "syrias", "syria", "s"]),
        ("ז'נבה ז׳נבה", ["ז", "נבה", "ז", "נבה"]),
        ("a\0b \ud800c", ["a", "b", "c"]),
        ("Astana'da İstanbul’dan", ["astana", "da", "istanbul", "dan"]),
        ("COVID-19 foo_bar U.S.", ["covid", "19", "foo", "bar", "u", "s"]),
        ("Don't, won’t; Ivan't", ["don't", "won't", "ivan't"]),
        ("J’ai n'ai t'ai l'AI d'AI", ["j'ai", "n'ai", "t'ai", "l", "ai", "d", "ai"]),
        ("В Москве — мой", ["в", "москве", "мой"]),
        ("п'ять п’ять", ["п", "ять", "п", "ять"]),
        ("قال: «الأسـتانة»، ٢٠١٧", ["قال", "الاستانه", "2017"]),
        ("می‌شود", ["ميشود"]),
        ("שלום, עולם", ["שלום", "עולם"]),
        ("AI技术2017年", ["ai", "技", "术", "2017", "年"]),
        ("東京で", ["東", "京", "で"]),
        ("กิน", ["กิ", "น"]),
        ("ភាសា", ["ភា", "សា"]),
        ("कहानी हिन्दी", ["कहानी", "हिन्दी"]),
        ("한국은 서울", ["한국은", "서울"]),
        ("Ka\u00adzakh\u200bstan", ["kazakhstan"]),
    ],
)
def test_a_text_is_cut_into_folded_words(text: str, words: list[str]):
    """Letters, digits and their marks make words; unsegmented scripts give single characters."""
    assert tokenize(text).words == words


@pytest.mark.parametrize(
    ("text", "first", "last", "shown"),
    [
        ("Le mémorandum d'Astana", 3, 3, "Astana"),
        ("Le me\u0301morandum\u200f, signé", 1, 1, "me\u0301morandum"),
        ("\u200fAstana\u200f\u00ad talks", 0, 1, "Astana\u200f\u00ad talks"),
        ("في الأســـتانةِ اليوم", 1, 1, "الأســـتانةِ"),
        ("Die Straße dort", 1, 1, "Straße"),
        ("😀 ﬁne İzmir", 1, 1, "İzmir"),
        ("访问中国了", 2, 3, "中国"),
        ("the end", 1, 1, "end"),
    ],
)
def test_a_place_is_given_in_code_points_of_the_original(
    text: str, first: int, last: int, shown: str
):
    """A place shows the word as it is written, with its marks, without invisible ones around."""
    start, end = tokenize(text).place(first, last)

    assert text[start:end] == shown


@pytest.mark.parametrize("seed", range(5))
def test_every_word_of_any_text_stands_where_its_place_says(seed: int):
    """Folding what stands at a word's place gives the word again; places never overlap."""
    rng = random.Random(seed)
    for _ in range(300):
        text = "".join(rng.choices(PIECES, k=rng.randrange(20)))
        tokens = tokenize(text)
        places = [tokens.place(at, at) for at in range(len(tokens.words))]

        for word, (start, end) in zip(tokens.words, places, strict=True):
            assert fold(text[start:end]).text.lstrip("'") == word, text
        assert all(left[1] <= right[0] for left, right in pairwise(places))
        assert all(0 <= start < end <= len(text) for start, end in places)


@pytest.mark.parametrize("seed", range(5))
def test_words_alone_are_those_that_know_their_places(seed: int):
    """A term is cut as a text is."""
    rng = random.Random(seed)
    texts = ["".join(rng.choices(PIECES, k=rng.randrange(6))) for _ in range(400)]

    assert [list(words_of(text)) for text in texts] == [tokenize(text).words for text in texts]
