"""Spellings of one word become equal, and every letter still knows where it stood."""

from __future__ import annotations

import random
import sys
import unicodedata

import pytest

from monitor.matching.fold import _FoldTable, fold, fold_text

# Letters of many scripts, everything that folding drops or lengthens, and what nobody expects.
ALPHABET = (
    "aZéßİıŒﬁŉⅣ½'’ʼ`-_ .\n\0" "йЙи\u0306ёЇ" "Άςΐ" "أإآةىکـ\u064b\u0651ﷲ٣" "שׁ\u05b8"
    "한\u1112\u1161\u11ab" "がか\u3099ｶﾞー中" "กำ\u0e49" "कि\u093c\u0958ো\u09c7\u09be"
    "\u0301\u00ad\u200b\u200c\u200f\ufeff\ufe0f😀\ud800\udfff\U0001f1eb"
)  # fmt: skip

ALL_BUT_RARE_HAN = 0x20000


def random_texts(*, seed: int, count: int = 400) -> list[str]:
    """Build texts of random characters, the same ones in every run."""
    rng = random.Random(seed)
    return ["".join(rng.choices(ALPHABET, k=rng.randrange(25))) for _ in range(count)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Genève", "GENEVE"),
        ("Straße", "strasse"),
        ("İSTANBUL", "istanbul"),
        ("Diyarbakır", "DIYARBAKIR"),
        ("Soçi", "soci"),
        ("Þórr", "thorr"),
        ("ﬁnance", "finance"),
        ("Ａｓｔａｎａ", "astana"),
        ("ＣＯ₂", "co2"),
        ("cafe\u0301", "café"),
        ("Оте\u0301ль", "отель"),
        ("Пётр", "петр"),
        ("и\u0306", "й"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("أَسْتَانَة", "استانه"),
        ("أستـــانة", "استانة"),
        ("ﺍﺳﺘﺎﻧﺔ", "أستانة"),
        ("ایران", "إيران"),
        ("کي", "كى"),
        ("٢٠١٧ ۲۰۱۷ २०१७ ๒๐๑๗", "2017 2017 2017 2017"),
        ("שָׁלוֹם", "שלום"),
        ("\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"),
        ("ﾄﾗﾝﾌﾟ", "トランプ"),
        ("か\u3099", "が"),
        ("\u0995\u09c7\u09be", "\u0995\u09cb"),
        ("\u0958", "\u0915\u093c"),
        ("Azər\u00adbay\u200bcan\ufeff", "azərbaycan"),
        ("ΐ Ὀδυσσεύς", "ι οδυσσευσ"),
        ("GROẞE", "große"),
        ("İ i\u0307 I", "i i ı"),
        ("أ إ آ ٱ ؤ ئ", "ا ا ا ا و ي"),
        ("\u0627\u0654 \u0648\u0654", "أ ؤ"),
        ("مدرسة موسى", "مدرسه موسي"),
        ("ک ی ۀ ە", "ك ي ه ه"),
        ("می\u200cرود", "میرود"),
        ("ڤيينا", "فيينا"),
        ("ＡＢＣ１２３", "abc123"),
        ("ﾀﾞﾏｽｶｽ", "ダマスカス"),
        ("ﻻ ﻵ ﷲ", "لا لا الله"),
        ("ﬃ ﬅ ĳ Ⅻ", "ffi st ij xii"),
        ("as\u200ftana as\u2067tana\u2069 as\u061ctana", "astana astana astana"),
        ("𝐀𝐬𝐭𝐚𝐧𝐚 ſ Å", "astana s a"),
        ("d＇a dꞌa d‛a d′a", "d'a d'a d'a d'a"),
        ("l’accord lʼaccord l`accord", "l'accord l'accord l'accord"),
    ],
)
def test_spellings_of_one_word_fold_to_the_same(one: str, other: str):
    """Case, accents, points, width, ligatures and letter variants do not part a word."""
    folded = fold(one).text

    assert folded == fold(other).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("мой", "мои"),
        ("が", "か"),
        ("プ", "フ"),
        ("कि", "का"),
        ("กิ", "กา"),
        ("½", "12"),
        ("ﷺ", "صلي"),
    ],
)
def test_what_tells_words_apart_stays(one: str, other: str):
    """The Cyrillic short i, voiced kana and vowel signs are letters, not decoration."""
    assert fold(one).text != fold(other).text


@pytest.mark.parametrize("text", ["", "\ud800", "\0", "😀👍🏽", "…", "€ 5"])
def test_what_is_no_letter_stays(text: str):
    """Lone surrogates, NUL, emoji and signs come through untouched."""
    folded = fold(text)

    assert folded.text == text
    assert list(folded.offsets) == list(range(len(text) + 1))


def test_every_character_folds_once_and_for_all():
    """What was folded does not change when it is folded again, whatever the character."""
    changed = [hex(code) for code in range(ALL_BUT_RARE_HAN) if not _is_settled(chr(code))]

    assert changed == []


def _is_settled(character: str) -> bool:
    folded = fold(character).text
    return folded == character or fold(folded).text == folded


def test_composed_and_decomposed_letters_are_equal():
    """NFC and NFD of every letter fold to the same (Unicode Annex 15)."""
    letters = [c for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.decomposition(c)]
    parted = [
        letter
        for letter in letters
        if letter.isalpha() and fold(unicodedata.normalize("NFD", letter)).text != fold(letter).text
    ]

    assert parted == []


@pytest.mark.parametrize("seed", range(5))
def test_offsets_lead_back_to_where_each_character_came_from(seed: int):
    """Any stretch of a folded text is the fold of the stretch that its offsets name."""
    for text in random_texts(seed=seed):
        folded = fold(text)
        offsets = list(folded.offsets)

        assert len(offsets) == len(folded.text) + 1
        assert offsets == sorted(offsets)
        assert offsets[-1] == len(text)
        for at, character in enumerate(folded.text):
            if offsets[at] != offsets[at + 1]:
                source = text[offsets[at] : offsets[at + 1]]
                assert fold(source).text.endswith(character), (text, at)


@pytest.mark.parametrize("seed", range(5))
def test_folding_without_the_way_back_gives_the_same_text(seed: int):
    """The quick half and the whole never differ: terms meet texts."""
    texts = random_texts(seed=seed)

    assert [fold_text(text) for text in texts] == [fold(text).text for text in texts]


def test_folding_does_not_depend_on_what_was_folded_before(monkeypatch: pytest.MonkeyPatch):
    """A text folds to the same whether its letters were met before or not."""
    text = "Ka\u00adzakh\u200bstan ß ﬁ ﷲ\u0301\u0651 x"
    folded = fold(text)
    monkeypatch.setattr("monitor.matching.fold._TABLE", _FoldTable())
    afresh = fold(text)

    assert folded.text == "kazakhstan ss fi الله x"
    assert afresh == folded
