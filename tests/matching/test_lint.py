"""What a look at a watchlist finds: words that catch too much, nothing, or never count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.matching.learned.lesson import basis
from monitor.matching.learned.model import LearnedModel, Weights, dump_model
from monitor.matching.lint import Finding, Replay, Severity, lint
from monitor.model import Article, ChannelName, WatchlistId
from monitor.watchlist import Example, Seed, Term, Watchlist

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def watchlist(**keys) -> Watchlist:
    """Build a watchlist of what a test is about."""
    return Watchlist(id=WatchlistId("w"), title="W", channel=ChannelName("w"), **keys)


def terms(*texts: str) -> tuple[Term, ...]:
    """Build terms without aliases."""
    return tuple(Term(text=text) for text in texts)


def term(text: str, **aliases: str) -> Term:
    """Build a term with one alias in each language."""
    return Term(text=text, aliases=tuple((tag, (form,)) for tag, form in aliases.items()))


def found(listed: Watchlist, *watched: str, rule: str) -> list[Finding]:
    """Return what one rule says."""
    return [each for each in lint(listed, watched=frozenset(watched)) if each.rule == rule]


def named(findings: list[Finding]) -> list[str]:
    """Return what each finding names first."""
    return [each.text.partition("“")[2].partition("”")[0] for each in findings]


def test_an_ordinary_watchlist_is_not_complained_of():
    """Rare words in the languages that are watched are no news."""
    listed = watchlist(
        query="(Astana OR Geneva) AND (negotiat* OR ceasefire)",
        terms=(term("de Mistura", ru="де Мистура"),),
        exclude=terms("cycling"),
    )

    assert lint(listed, watched=frozenset({"en", "ru"})) == []


@pytest.mark.parametrize(
    ("word", "language"), [("Nice", "en"), ("Or", "fr"), ("US", "en"), ("die", "de"), ("и", "ru")]
)
def test_a_bare_common_word_is_a_trap_in_a_watched_language(word, language):
    """A term is enough by itself, so one that stands in many stories is told; not elsewhere."""
    listed = watchlist(terms=terms(word))
    [finding] = found(listed, language, rule="common_word")

    assert finding.severity is Severity.WARNING
    assert f"in {language} it stands in about" in finding.text
    assert found(listed, "fi", rule="common_word") == []


def test_the_watchlists_own_languages_go_before_the_feeds():
    """What is common in a language that the watchlist does not take is no trap."""
    listed = watchlist(terms=terms("die"), languages=frozenset({"en"}))

    assert found(replace(listed, languages=frozenset({"de"})), "fi", rule="common_word") != []
    assert found(replace(listed, languages=frozenset({"fi"})), "de", rule="common_word") == []


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("war", ["war"]),
        ("Syria OR war", ["war"]),
        ("Syria AND war", []),
        ("Syria AND (war OR the)", ["the"]),
        ("Syria AND NOT war", []),
        ('"civil war"', []),
    ],
)
def test_in_a_query_a_word_may_be_the_commoner_the_less_it_does_alone(query, told):
    """One alternative of the whole is as good as a term; beside others only grammar is told."""
    assert named(found(watchlist(query=query), "en", rule="common_word")) == told


def test_an_excluded_common_word_is_told():
    """It silences nearly everything."""
    [finding] = found(watchlist(query="Astana", exclude=terms("the")), "en", rule="common_word")

    assert "silences" in finding.text
    assert finding.keys == ("exclude", 0)


@pytest.mark.parametrize(
    ("prefix", "caught"),
    [("sy*", "“system”"), ("war*", "“warn"), ("inter*", "“interview”")],
)
def test_a_prefix_that_catches_much_else_is_told_with_the_words(prefix, caught):
    """Too short, or the beginning of many words."""
    [finding] = found(watchlist(terms=terms(prefix)), "en", rule="prefix")

    assert finding.severity is Severity.WARNING
    assert caught in finding.text


@pytest.mark.parametrize("prefix", ["iran*", "negotiat*", "govern*", "attack*", "talk*", "peac*"])
def test_a_prefix_of_one_word_and_its_family_is_not_told(prefix):
    """What it catches is what is meant."""
    assert found(watchlist(terms=terms(prefix)), "en", rule="prefix") == []


def test_a_prefix_is_looked_at_in_every_watched_language():
    """The one in which it catches most is told."""
    listed = watchlist(terms=terms("war*"))

    assert "much else in de: “waren”" in found(listed, "en", "de", rule="prefix")[0].text
    # In French most of what it catches is of one family.
    assert " in en: " in found(watchlist(terms=terms("port*")), "en", "fr", rule="prefix")[0].text


def test_an_alternative_that_a_shorter_one_finds_adds_nothing():
    """In an OR, among the names of one term, and among excluded words; not between two terms."""
    query = 'Syria AND (talks OR "peace talks" OR negotiations* OR negotiat*)'
    listed = watchlist(
        query=query,
        terms=(term("envoy", en="special envoy"), *terms("strike", "port strike")),
        exclude=terms("cycling", "track cycling"),
    )

    assert named(found(listed, rule="shadowed")) == [
        "peace talks",
        "negotiations*",
        "special envoy",
        "track cycling",
    ]


@pytest.mark.parametrize(
    "query",
    [
        'talks AND "peace talks"',
        '"talks" OR talks',
        'title:talks OR "peace talks"',
        "Mais OR maïs",
        "переговоры OR переговоров",
        "talk* OR talkative",
    ],
)
def test_what_adds_something_is_not_told(query):
    """Another operator, form or field; two languages' words; forms of one word."""
    told = named(found(watchlist(query=query), rule="shadowed"))

    assert told == (["talkative"] if "*" in query else [])


def test_a_term_of_an_earlier_term_counts_there():
    """The same words under two terms count for the first."""
    listed = watchlist(terms=(term("envoy", fr="émissaire"), *terms("Emissaire")))
    [finding] = found(listed, rule="shadowed")

    assert finding.keys == ("terms", 1)
    assert "earlier term" in finding.text


def test_what_holds_an_excluded_word_never_counts():
    """Whenever it is found, the score is 0."""
    listed = watchlist(
        query="Astana AND (talks OR meeting)", terms=terms("peace talks"), exclude=terms("talks")
    )

    assert named(found(listed, rule="never")) == ["talks", "peace talks"]


@pytest.mark.parametrize(
    ("term", "excluded", "told"),
    [
        ("peace talks", '"talks"', False),  # the term finds "peace talk", too
        ('"peace talks"', '"talks"', True),
        ("peace talks", "talk*", True),
        ("talks*", "talks", False),  # a talkshow
        ("talks*", "talk*", True),
        ("talk*", "talks*", False),
    ],
)
def test_only_what_an_excluded_word_bars_in_all_its_forms_never_counts(term, excluded, told):
    """Where it may be found without the excluded word, nothing is said."""
    listed = watchlist(terms=terms(term), exclude=terms(excluded))

    assert bool(found(listed, rule="never")) is told


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"query": "talks AND NOT talks"}, True),
        ({"query": '"peace talks" AND NOT (war OR talks)'}, True),
        ({"query": "(talks OR peace) AND NOT (talks OR peace)"}, True),
        ({"query": "lang:fr AND lang:ru AND accord"}, True),
        ({"query": "lang:de AND accord", "languages": frozenset({"fr"})}, True),
        ({"query": "(lang:fr OR lang:de) AND accord", "languages": frozenset({"fr"})}, False),
        ({"query": "talks AND NOT title:talks"}, False),
        ({"query": 'talks AND NOT "peace talks"'}, False),
        ({"query": "(talks AND NOT talks) OR accord"}, False),
    ],
)
def test_a_query_that_can_never_hold_is_told(keys, told):
    """It leaves out what it asks for, or asks for two languages at once."""
    texts = [each.text for each in found(watchlist(**keys), rule="query")]

    assert ("the query can never hold" in texts) is told


def test_a_part_that_can_never_hold_is_told_with_its_column():
    """The rest of the query may."""
    [finding] = found(watchlist(query="accord OR (talks AND NOT talks)"), rule="query")

    assert finding.keys == ("query",)
    assert finding.column == 12


@pytest.mark.parametrize(
    ("given", "severity"),
    [
        (term("envoy", fr="émissaire", de="Gesandter"), Severity.WARNING),
        (term("Astana", fr="Astana", ru="Астана"), None),
        (term("envoy", fr="émissaire", ru="посланник"), Severity.NOTE),
        (term("envoy", fr="émissaire", ru="посланник", de="Gesandter"), None),
        (term("посланник", fr="émissaire", de="Gesandter"), Severity.NOTE),
        (Term(text="envoy"), None),
    ],
)
def test_a_term_without_a_name_in_a_watched_language_is_told(given, severity):
    """In other letters it is never found; in the same ones only what is translated is told."""
    told = found(watchlist(terms=(given,)), "en", "fr", "de", "ru", rule="no_alias")

    assert [each.severity for each in told] == ([severity] if severity else [])


def seed(text: str = "", *, title: str = "", **keys) -> Seed:
    """Build a seed."""
    return Seed(**{"title": title, "text": text, "language": None, "origin": "inline", **keys})


LONG = " ".join(f"word{number}" for number in range(40))


@pytest.mark.parametrize(
    ("seeds", "said"),
    [
        ([seed("!")], "no letter or digit"),
        ([seed("Talks begin.")], "is short"),
        ([seed(LONG), seed(f"{LONG} more")], "nearly what seed 1 says"),
        ([seed(LONG, language="pl")], "not among the watched"),
        ([seed(url="https://example.org/a")], "was not fetched"),
        ([seed(LONG, language="en"), seed("another story, " * 20)], ""),
    ],
)
def test_seeds_that_say_little_are_told(seeds, said):
    """Empty, short, twice, in a language that nobody reads, or not fetched."""
    told = found(watchlist(seeds=tuple(seeds)), "en", rule="seed")

    assert (said in told[0].text) if said else (told == [])


def example(number: int, *, is_accepted: bool = True) -> Example:
    """Build an example; equal numbers are the same story."""
    return Example(title=f"Story {number}", text="", language=None, is_accepted=is_accepted)


@pytest.mark.parametrize(
    ("examples", "said"),
    [
        ([example(1)], "10 are needed"),
        ([example(n) for n in range(10)], "all examples are accepted"),
        ([example(n, is_accepted=False) for n in range(10)], "all examples are rejected"),
        ([*(example(n, is_accepted=n > 5) for n in range(10)), example(1)], "example 2 and example 11"),
        ([example(n, is_accepted=n > 5) for n in range(10)], ""),
    ],
)  # fmt: skip
def test_examples_that_teach_nothing_are_told(examples, said):
    """Few, of one kind, or judged in two ways."""
    told = found(watchlist(examples=tuple(examples)), rule="example")

    assert (said in told[0].text) if said else (told == [])


def model_for(listed: Watchlist) -> str:
    """Write a model that was learned from a watchlist's examples."""
    weights = Weights(bias=0.0, keywords=1.0, seeds=1.0, names={})
    return dump_model(
        LearnedModel(
            basis=basis(listed),
            accepted=1,
            rejected=1,
            encoder=None,
            whole=weights,
            words=weights,
            direction=[],
            least=0.0,
            most=0.0,
            told={},
            sentences=[],
        )
    )


def test_a_model_is_told_to_be_old_once_its_examples_changed():
    """Not before."""
    listed = watchlist(examples=(example(1), example(2, is_accepted=False)))
    trained = replace(listed, model=model_for(listed))
    older = replace(trained, examples=(*listed.examples, example(3)))

    assert found(trained, rule="model") == []
    assert len(found(older, rule="model")) == 1


def replayed(listed: Watchlist, *texts: str, days: float = 2.0, language: str = "en"):
    """Return what stored stories of some days say of a watchlist."""
    replay = Replay([listed])
    for number, text in enumerate(texts):
        at = NOW + timedelta(days=days * number / len(texts))
        replay.add(Article(id=str(number), title="", text=text, language=language), at=at)
    return list(replay.findings(listed, 0))


def test_a_watchlist_that_would_alert_too_often_is_told_with_its_words():
    """Alerts a day over a bound, and which words bring most."""
    listed = watchlist(terms=terms("storm", "flood", "quake", "fire"), enabled=False)
    texts = ["a storm"] * 100 + ["a storm and a flood"] * 50 + ["a quake"] * 10 + ["calm"] * 2000
    [finding] = replayed(listed, *texts)[:1]

    assert finding.rule == "too_common"
    assert finding.text.startswith("about 80 alerts a day")
    assert "most by “storm” 94%, “flood” 31%, “quake” 6% (" in finding.text
    assert "on 2,160 stories of 2.0 days" in finding.text


def test_a_tenth_of_all_stories_is_too_much_whatever_their_number():
    """A small store says so, too, if it is not tiny."""
    listed = watchlist(terms=terms("storm"))

    assert [e.rule for e in replayed(listed, *["storm", "calm"] * 50)] == ["too_common"]
    assert replayed(listed, *["storm", "calm"] * 30) == []
    assert replayed(listed, *["storm", *["calm"] * 20] * 10) == []


def test_less_than_a_day_counts_as_one():
    """A first poll brings much at once, which is no measure of a day."""
    listed = watchlist(terms=terms("storm"))
    texts = ["storm", *["calm"] * 14] * 40

    assert replayed(listed, *texts, days=0.05) == []
    assert replayed(listed, *texts * 2, days=0.05) != []


def test_words_that_stood_in_no_story_are_told_once_there_are_enough():
    """Those of one place in one finding; what has a language needs stories in that."""
    given = (term("storm", fr="gnorfage", en="gnorfing"), *terms("gnorf"))
    listed = watchlist(query="storm AND (gnerf OR gnarf) AND NOT gnirf", terms=given)
    told = replayed(listed, *["a storm", *["calm"] * 30] * 20)

    assert replayed(listed, *["a storm", *["calm"] * 30] * 5) == []
    assert [(each.rule, each.keys) for each in told] == [
        ("dead", ("query",)),
        ("dead", ("terms", 0, "aliases", "en", 0)),
        ("dead", ("terms", 1)),
    ]
    assert "“gnerf”, “gnarf” stood in none of 620 stories (nor did any" in told[0].text
