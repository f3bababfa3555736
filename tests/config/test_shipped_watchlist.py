"""The shipped watchlist finds talks on Syria in eight languages, and leaves the war alone."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monitor.adapters.encoder import encoder
from monitor.config.load import load_watchlists
from monitor.matching.compiled import Matcher, compile_watchlists
from monitor.matching.learned.lesson import basis
from monitor.matching.learned.model import parse_model
from monitor.matching.likeness.encoding import use_encoder
from monitor.model import Article, Verdict
from tests.config.pages import ROOT

FILE = ROOT / "config/watchlists/syria-talks.yaml"
DATA = ROOT.parent / "shared/data/topics"

NEEDS_DATA = pytest.mark.skipif(not DATA.is_dir(), reason="the labelled topics are not here")


@pytest.fixture(scope="module")
def matcher() -> Iterator[Matcher]:
    """Give the shipped watchlist, ready to match."""
    use_encoder(encoder("use"))
    yield compile_watchlists(load_watchlists([FILE]))
    use_encoder(None)


def verdict(matcher: Matcher, title: str, text: str = "", language: str | None = None) -> Verdict:
    """Say what the watchlist makes of an article."""
    matches = matcher.match(Article(id="1", title=title, text=text, language=language))
    return matches[0].verdict if matches else Verdict.NONE


def test_the_seeds_are_six_faces_of_the_story_in_six_languages():
    """Each is read from its file, with its language from the name, and is short."""
    seeds = load_watchlists([FILE])[0].seeds

    assert {seed.language for seed in seeds} == {"ar", "de", "en", "fr", "ru", "tr"}
    assert all(40 <= len(seed.text.split()) <= 200 for seed in seeds)


def test_every_seed_alerts(matcher):
    """The stories that the watchlist was written for are found by it."""
    for seed in load_watchlists([FILE])[0].seeds:
        assert verdict(matcher, seed.title, seed.text, seed.language) is Verdict.ALERT


def test_the_model_was_learned_from_the_examples_that_stand_beside_it():
    """Whoever changes an example or the query has it learned anew."""
    watchlist = load_watchlists([FILE])[0]

    assert watchlist.model is not None
    assert parse_model(watchlist.model).basis == basis(watchlist)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("A new round on Syria opens in Geneva", "The opposition has sent its delegation."),
        ("Syria: the envoy hopes for a constitutional committee", ""),
        ("Guarantors meet in Astana", "Two days are planned for talks between Syrian parties."),
        ("Syrie : reprise des pourparlers à Genève", ""),
        ("Astana", "Les délégations évoquent les zones de désescalade en Syrie."),
        ("В Астане началась встреча по Сирии", ""),
        ("Межсирийские переговоры отложены", ""),
        ("جولة جديدة من المفاوضات السورية", ""),
        ("وفد المعارضة السورية يصل إلى جنيف", ""),
        ("والمفاوضات بشأن سوريا تستأنف", ""),
        ("Cenevre'de Suriye görüşmeleri başladı", ""),
        ("Garantör ülkeler Suriye için bir araya geldi", ""),
        ("Neue Syrien-Gespräche in Genf", ""),
        ("Syrischer Verfassungsausschuss tagt wieder", ""),
        ("Siria: se reanudan las conversaciones de paz", ""),
        ("El enviado especial de la ONU para Siria viaja a Ginebra", ""),
        ("مذاکرات سوریه در ژنو", ""),
        ("گفت‌وگوهای صلح سوریه آغاز شد", ""),
    ],
)
def test_talks_alert_in_every_language(matcher, title, text):
    """Titles and openings such as newsrooms write them are found."""
    assert verdict(matcher, title, text) is Verdict.ALERT


@pytest.mark.parametrize(
    ("language", "title", "text"),
    [
        ("en", "Air strikes hit a town in northern Syria", "Rescuers speak of nine dead."),
        ("fr", "Syrie : un convoi attaqué près d'Alep", "Deux chauffeurs ont été tués."),
        ("ru", "В Сирии нанесены удары по складу", ""),
        ("ar", "قصف على مدينة في شمال سوريا", ""),
        ("tr", "Suriye sınırında patlama", ""),
        ("de", "Syrische Flüchtlinge kommen in Griechenland an", ""),
        ("es", "Refugiados sirios llegan a la frontera", ""),
        ("fa", "انفجار در شمال سوریه", ""),
        ("en", "Team Astana names its riders for the tour", "The cyclists start on Saturday."),
        ("en", "Nuclear talks resume in Vienna", "Delegations from six powers have arrived."),
        ("en", "Talks in Minsk end without a ceasefire", ""),
        ("ru", "Переговоры по Донбассу в Минске", ""),
    ],
)
def test_war_and_other_talks_do_not_alert(matcher, language, title, text):
    """One of the two subjects alone is not enough."""
    assert verdict(matcher, title, text, language) is Verdict.NONE


def test_a_war_story_that_ends_with_the_talks_is_not_sent(matcher):
    """What stands far below the opening does not make it a story of the talks."""
    text = "Shells fell on a market in Syria. " + "Residents described the scene. " * 30
    told = verdict(matcher, "Shelling kills five", text + "Peace talks in Geneva go on.", "en")

    assert told is not Verdict.ALERT


def labelled(name: str) -> Iterator[dict[str, Any]]:
    """Give the articles of a labelled set."""
    with gzip.open(Path(DATA, name), "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def f1(matcher: Matcher, rows: list[tuple[dict[str, Any], bool]]) -> float:
    """Return the F1 of the watchlist's own alerts."""
    told = [
        (is_about, verdict(matcher, row["title"] or "", row["text"] or "", row["lang"]))
        for row, is_about in rows
    ]
    right = sum(is_about and said is Verdict.ALERT for is_about, said in told)
    alerts = sum(said is Verdict.ALERT for _, said in told)
    return 2 * right / (alerts + sum(is_about for is_about, _ in told))


@NEEDS_DATA
def test_it_tells_talks_from_war_on_the_labelled_stories(matcher):
    """F1 of 0.9 against Syrian-war stories, and hardly one of those flagged."""
    rows = [
        (row, row["event"] == "syria_talks")
        for row in labelled("articles.jsonl.gz")
        if row["set"] in {"syria", "fakes"} and row["id"] != "syr-seed"
    ]
    war = [
        verdict(matcher, row["title"] or "", row["text"] or "", row["lang"])
        for row, _ in rows
        if row["set"] == "fakes"
    ]

    assert f1(matcher, rows) >= 0.9
    assert war.count(Verdict.ALERT) <= 8


@NEEDS_DATA
def test_it_finds_talks_where_nobody_searched_for_its_words(matcher):
    """F1 of 0.9 on items that were chosen without looking at their words."""
    rows = [
        (row, row["label"] == 1)
        for row in labelled("independent.jsonl.gz")
        if row["label"] in {0, 1} and row["tier"] in "AB"
    ]

    assert f1(matcher, rows) >= 0.9
