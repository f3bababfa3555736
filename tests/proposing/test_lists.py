"""Our own lists are sound: every word can be looked for, in every language."""

from __future__ import annotations

import pytest

from monitor.matching.query import parse, phrase_of
from monitor.proposing.gazetteer import gazetteer, is_known_language
from monitor.proposing.lists import (
    EVENT_LANGUAGES,
    events,
    is_common_word,
    listed_names,
    small_words,
)

FORMS = [
    (entry.id, language, form)
    for entry in (*events(), *listed_names())
    for language, forms in entry.forms.items()
    for form in forms
]


def test_every_event_has_words_in_every_language():
    """Else a proposal would fall silent in one without a word of warning."""
    assert len(events()) > 100
    assert [each.id for each in events() if set(each.forms) != EVENT_LANGUAGES] == []


def test_every_city_and_body_has_a_name_in_every_language():
    """Countries may lean on CLDR."""
    short = [
        each.id
        for each in listed_names()
        if each.kind != "countries" and set(each.forms) != EVENT_LANGUAGES
    ]

    assert short == []


def test_every_form_can_be_looked_for():
    """It has a letter, and its star stands at its end."""
    bad = [each for each in FORMS if phrase_of(each[2]) is None or "*" in each[2][:-1]]

    assert bad == []


def test_no_star_stands_behind_a_short_stem():
    """Three letters of an alphabet begin half a dictionary."""
    loose = [
        each
        for each in FORMS
        if each[2].endswith("*")
        and " " not in each[2]
        and len(each[2]) < 4
        and each[2][0] < "\u0600"
    ]

    assert loose == []


def test_small_words_are_there_for_every_language():
    """They tell names from the beginnings of sentences."""
    assert set(small_words()) == EVENT_LANGUAGES
    assert all(len(words) >= 40 for words in small_words().values())


@pytest.mark.parametrize(
    ("common", "telling", "language"),
    [
        ("Expected", "tulips", "en"),
        ("aujourd", "tulipes", "fr"),
        ("ожидается", "тюльпаны", "ru"),
        ("очікується", "тюльпани", "uk"),
        ("اليوم", "زنبق", "ar"),
        ("امروز", "لاله", "fa"),
        ("bugün", "lale", "tr"),
        ("erwartet", "Tulpen", "de"),
        ("semana", "tulipanes", "es"),
        ("settimana", "tulipani", "it"),
        ("semana", "tulipas", "pt"),
    ],
)
def test_common_words_are_known_in_every_language(common, telling, language):
    """No query is made of them, in whatever case; other words tell something."""
    assert is_common_word(common, language)
    assert is_common_word(common, None)
    assert not is_common_word(telling, language)


def test_all_names_together_are_queries():
    """Whatever the gazetteer holds can be written into a watchlist."""
    languages = (*sorted(EVENT_LANGUAGES), "zh", "pl")
    for each in gazetteer(languages):
        forms = {form for forms in each.forms.values() for form in forms}
        if forms:
            parse(" OR ".join(f'"{form}"' for form in forms))

    assert len(gazetteer(languages)) > 500


@pytest.mark.parametrize(
    ("name", "language", "forms"),
    [
        ("Nigeria", "en", ("Nigeria*",)),
        ("Niger", "en", ("Niger",)),
        ("Cuba", "ru", ("Куба", "Кубы", "Кубе", "Кубу", "Кубой", "кубинск*")),
        ("Peru", "tr", ("Peru", "Perulu*")),
        ("Ukraine", "uk", ("Україн*", "українськ*")),
        ("Spain", "it", ("Spagna*", "spagnolo", "spagnola", "spagnoli", "spagnole")),
        ("Qatar", "ar", ("قطر", "قطري*")),
        ("Finland", "pl", ("Finlandi*", "fiński*")),
    ],
)
def test_countries_are_inflected_as_their_languages_do(name, language, forms):
    """Stems long enough get a star; shorter ones their cases."""
    entry = next(each for each in gazetteer((language,)) if each.label == name)

    assert entry.forms[language][: len(forms)] == forms


def test_a_language_is_known_or_not():
    """CLDR has names in hundreds of languages, and none in an invented one."""
    assert is_known_language("sw")
    assert not is_known_language("xq")
