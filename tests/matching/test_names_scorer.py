"""People and places: known by every name, and each a small reason."""

from __future__ import annotations

from monitor.matching.compiled import compile_watchlists
from monitor.matching.gazetteer import city_names, country_names, place_names
from monitor.model import Article, ChannelName, Match, WatchlistId
from monitor.watchlist import Term, Watchlist

BRANFORTH = Term(text="Ludek Branforth", aliases=(("ru", ("Бранфорт",)),))


def match(title: str, *, text: str = "", language: str = "en", **about) -> Match | None:
    """Match a title."""
    watchlist = Watchlist(id=WatchlistId("w"), title="w", channel=ChannelName("w"), **about)
    article = Article(id="a", title=title, text=text, language=language)
    found = compile_watchlists([watchlist]).match(article)
    return found[0] if found else None


def test_a_person_and_a_place_are_worth_more_than_either():
    """One alone is no reason at the usual threshold, both are."""
    about = {"people": (BRANFORTH,), "places": ("SY",)}
    person = match("Ludek Branforth speaks", **about)
    place = match("Rain in Syria", **about)
    both = match("Бранфорт в Сирии", language="ru", **about)

    assert person is not None
    assert place is not None
    assert both is not None
    assert max(person.score, place.score) < 0.5 <= both.score
    assert [part.name for part in both.parts] == ["person", "place"]


def test_what_stands_high_counts_more():
    """Title before opening before the rest."""
    scores = [
        match(title, text=text, places=("Geneva",)).score
        for title, text in (("Geneva", ""), ("x", "Geneva"), ("x", "y " * 300 + "Geneva"))
    ]

    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3


def test_several_names_of_one_place_count_once():
    """Nur-Sultan is Astana."""
    found = match("Astana, formerly Nur-Sultan", places=("Astana",))

    assert found is not None
    assert len(found.parts) == 1


def test_places_go_by_code_name_and_country():
    """As a user may write them."""
    assert place_names("SY") == country_names("Syria") == country_names("sy")
    assert place_names("Paris, FR") == city_names("Paris")
    assert place_names("Paris, JP") is None
    assert place_names("Atlantis") is None


def test_short_codes_and_words_are_no_names():
    """Neither a country's code nor a syllable is looked for."""
    assert match("sy sy", places=("SY",)) is None
    assert all(len(name.strip("*")) > 1 for name in country_names("SY"))
