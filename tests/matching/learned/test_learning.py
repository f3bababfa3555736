"""Learning from examples: what it changes, how it is written down, and what it may not do."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from monitor.adapters.encoder import encoder
from monitor.matching.compiled import Encoding, compile_watchlists
from monitor.matching.learned.lesson import Lesson, basis, is_teachable, taught, teach
from monitor.matching.learned.model import dump_model, parse_model
from monitor.matching.learned.rehearsal import rehearse
from monitor.matching.likeness.encoding import Elsewhere, use_encoder
from monitor.matching.meaning import MeaningNeeded
from monitor.model import Article, ChannelName, Match, Verdict, WatchlistId
from monitor.watchlist import Example, Watchlist

TRUCES = [
    ("en", "Government and rebels sign a truce in Velmora"),
    ("en", "The envoy Branforth brings both armies to a ceasefire"),
    ("fr", "Cessez-le-feu signé à Velmora sous l'égide de Branforth"),
    ("fr", "Les deux camps acceptent une trêve de six mois"),
    ("de", "Waffenruhe in Velmora: Rebellen und Regierung unterschreiben"),
    ("es", "El gobierno y los rebeldes firman una tregua"),
]
OTHERS = [
    ("en", "Shells hit a market in Velmora, nine dead"),
    ("en", "A bakery opens beside the station"),
    ("fr", "Bombardement d'un marché à Velmora"),
    ("fr", "Le festival du film commence demain"),
    ("de", "Raketen treffen ein Krankenhaus"),
    ("es", "El equipo gana la copa en la prórroga"),
]
EXAMPLES = tuple(
    Example(title=title, text="", language=language, is_accepted=accepted)
    for stories, accepted in ((TRUCES, True), (OTHERS, False))
    for language, title in stories
)


@pytest.fixture(autouse=True)
def meanings():
    """Compare meanings by the encoder that comes with the program."""
    use_encoder(encoder("use"))
    yield
    use_encoder(None)


def watchlist(*examples: Example, query: str | None = None) -> Watchlist:
    """Build a watchlist."""
    return Watchlist(
        id=WatchlistId("w"),
        title="w",
        channel=ChannelName("w"),
        query=query,
        examples=examples,
        threshold=0.4,
    )


def match(about: Watchlist, title: str, language: str | None = "en", **how) -> Match | None:
    """Match one title."""
    article = Article(id="a", title=title, language=language)
    found = compile_watchlists([about]).match(article, **how)
    return found[0] if found else None


@pytest.fixture(scope="module")
def learned() -> Watchlist:
    """Give a watchlist that learned from the examples."""
    use_encoder(encoder("use"))
    [one] = taught([watchlist(*EXAMPLES)])
    use_encoder(None)
    return one


def test_stories_in_other_words_and_languages_are_told_apart(learned):
    """Without a name in common, by what they mean."""
    peace = match(learned, "Rebels and the army agree to a ceasefire of half a year")
    italian = match(learned, "Governo e ribelli concordano una tregua", "it")
    war = match(learned, "Air raid kills dozens in the harbour district")

    assert peace is not None
    assert italian is not None
    assert peace.verdict is italian.verdict is Verdict.ALERT
    assert war is None or war.verdict is Verdict.NONE


def test_parts_and_base_add_up_to_the_score(learned):
    """What is told of a score is all that there is."""
    found = match(learned, "Branforth announces a truce in Velmora", encoding=Encoding.ALWAYS)

    assert found is not None
    odds = sum(part.log_odds or 0.0 for part in found.parts)
    assert found.parts[-1].name == "base"
    assert found.score == pytest.approx(1 / (1 + 2.718281828**-odds), abs=0.02)


def test_the_same_examples_teach_the_same(learned):
    """A model can be made again."""
    assert dump_model(teach(watchlist(*EXAMPLES))) == learned.model


def test_a_model_survives_being_written_down(learned):
    """Reading and writing it again gives the same text; it is JSON."""
    assert dump_model(parse_model(learned.model)) == learned.model
    assert json.loads(learned.model)["examples"] == {"accepted": 6, "rejected": 6}


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("", "is no JSON"),
        ("[]", "is no learned model"),
        ('{"version": 7}', "is of version 7"),
        ('{"version": 1}', "is no learned model"),
    ],
)
def test_what_is_no_model_is_refused(broken, told):
    """With a sentence for people."""
    with pytest.raises(ValueError, match=told):
        parse_model(broken)


def test_a_number_that_is_none_is_refused(learned):
    """NaN would poison every score."""
    told = json.loads(learned.model)
    told["whole"]["bias"] = float("nan")

    with pytest.raises(ValueError, match="where a number belongs"):
        parse_model(json.dumps(told))


@pytest.mark.parametrize("examples", [EXAMPLES[:6], EXAMPLES[:5] + EXAMPLES[6:10]])
def test_too_few_or_one_sided_examples_teach_nothing(examples):
    """Nine, or ten that all belong, are not enough."""
    assert not is_teachable(watchlist(*examples))
    assert taught([watchlist(*examples)])[0].model is None
    with pytest.raises(ValueError, match="10 examples"):
        teach(watchlist(*examples))


def test_few_examples_change_little():
    """A query that was trusted before still finds its story."""
    [one] = taught([watchlist(*EXAMPLES, query="tungsten")])
    found = match(one, "Tungsten prices rise")

    assert found is not None
    assert found.verdict is Verdict.ALERT


def test_the_basis_changes_with_examples_and_query():
    """So that a model older than its examples can be told."""
    one = watchlist(*EXAMPLES)

    assert basis(one) == basis(replace(one, threshold=0.9))
    assert basis(one) != basis(watchlist(*EXAMPLES[1:]))
    assert basis(one) != basis(watchlist(*EXAMPLES, query="x"))


def test_where_another_process_has_the_encoder_only_open_cases_go_there(learned):
    """What no meaning could lift is decided here."""
    use_encoder(Elsewhere("use", encoder("use").languages))
    about = replace(learned, threshold=0.9)

    bread = match(about, "The price of bread rises in bakeries")

    assert bread is None or bread.verdict is Verdict.NONE
    with pytest.raises(MeaningNeeded):
        match(learned, "Branforth announces a truce in Velmora")


@pytest.mark.parametrize("language", ["uk", None])
def test_without_an_encoder_for_its_language_words_decide(learned, language):
    """Names that were taught still count, and nothing fails."""
    found = match(learned, "Branforth announces a truce in Velmora", language)

    assert found is not None
    assert "meaning" not in [part.name for part in found.parts]


def test_a_rehearsal_judges_each_example_by_what_the_others_teach():
    """Learning finds what the query missed."""
    about = watchlist(*EXAMPLES, query="truce")
    found = rehearse(Lesson(about), threshold=0.4)

    assert found.before.right == 1
    assert found.after.right + found.after.missed == 6
    assert found.after.f1 > found.before.f1
