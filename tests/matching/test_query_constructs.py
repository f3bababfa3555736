"""Every construct of the query language, in four kinds of script."""

from __future__ import annotations

import pytest

from monitor.errors import QuerySyntaxError
from monitor.matching.compiled import compile_watchlists
from monitor.matching.query import parse
from monitor.model import Article, ChannelName, Match, WatchlistId
from monitor.watchlist import Term, Watchlist

PEOPLE = (
    Term(
        text="de Mistura",
        aliases=(("ru", ("де Мистура",)), ("ar", ("دي ميستورا",)), ("zh", ("德米斯图拉",))),
    ),
)


def match(query: str, **article) -> Match | None:
    """Match an article with a query."""
    about = Watchlist(
        id=WatchlistId("w"), title="w", channel=ChannelName("w"), query=query, people=PEOPLE
    )
    found = compile_watchlists([about]).match(Article(id="a", **{"title": "", **article}))
    return found[0] if found else None


# Of each script: two words, and a title that holds both, the first four words before the second;
# a text that holds the first alone.
SCRIPTS = {
    "latin": ("truce", "Velmora", "The truce was signed in Velmora", "A truce at last"),
    "cyrillic": ("перемирие", "Велмора", "Перемирие было подписано в Велмора", "Перемирие"),
    "arabic": ("هدنة", "فلمورا", "هدنة تم توقيعها في فلمورا", "هدنة أخيرا"),
    "chinese": ("停火", "韦尔莫拉", "停火协议在韦尔莫拉", "停火"),
}
BY_SCRIPT = pytest.mark.parametrize("script", SCRIPTS)


@BY_SCRIPT
def test_operators_and_parentheses(script):
    """AND wants both, OR either, NOT the absence; parentheses group."""
    one, other, both, alone = SCRIPTS[script]

    assert match(f"{one} AND {other}", title=both)
    assert match(f"{one} {other}", title=both)
    assert not match(f"{one} AND {other}", title=alone)
    assert match(f"{one} OR {other}", title=alone)
    assert match(f"{one} AND NOT {other}", title=alone)
    assert not match(f"{one} AND NOT {other}", title=both)
    assert match(f"({other} OR {one}) AND NOT (x OR {other})", title=alone)


@BY_SCRIPT
def test_phrases_and_prefixes(script):
    """Words side by side in their order; the beginning of a word."""
    one, other, both, alone = SCRIPTS[script]

    assert match(f'"{alone}"', title=f"x {alone} x")
    assert not match(f'"{other} {one}"', title=both)
    assert match(f"{other[:3]}*", title=both)
    assert not match(f"{other[:3]}*", title=alone)


@BY_SCRIPT
def test_near(script):
    """Within so many words in either order, in one field; spans are those places."""
    one, other, both, _ = SCRIPTS[script]
    near = match(f"{one} NEAR/8 {other}", title=both)
    turned = match(f"{other} NEAR/8 ({one} OR x)", text=both)

    assert near is not None
    assert turned is not None
    assert [both[span.start : span.end].casefold() for span in near.spans] == [
        one.casefold(),
        other.casefold(),
    ]
    assert not match(f"{one} NEAR/1 {other}", title=both)
    assert not match(f"{one} NEAR/8 {other}", title=one, text=other)


@BY_SCRIPT
def test_fields_of_words(script):
    """A field looks in its part of the article and nowhere else."""
    one, other, _, _ = SCRIPTS[script]
    far = "x " * 250

    assert match(f"title:{one}", title=one)
    assert not match(f"title:{one}", text=one)
    assert match(f"lead:{one}", text=one)
    assert not match(f"lead:{one}", text=far + one)
    assert match(f"text:({one} OR {other})", text=far + other)
    assert not match(f"text:{one}", title=one)
    assert match(f"author:{one}", title="x", author=f"{one} {other}")
    assert not match(f"author:{one}", title=one)
    assert match(f"url:{one}", title="x", url=f"http://a.example/{one}/1")
    found = match(f'title:"{one}"', title=f"x {one}", text=one)
    assert found is not None
    assert [(span.field, span.start) for span in found.spans] == [("title", 2)]


@BY_SCRIPT
def test_fields_of_the_article_beside_words(script):
    """A site is a host and all below it; a language its first part."""
    one, *_ = SCRIPTS[script]
    here = {"title": one, "url": "https://www.news.example.org/1", "language": "pt-BR"}

    assert match(f"{one} AND site:example.org AND lang:pt", **here)
    assert not match(f"{one} AND site:ample.org", **here)
    assert not match(f"{one} AND NOT lang:pt", **here)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("@country(SY)", ["Talks on Syria", "Переговоры по Сирии", "محادثات سوريا", "叙利亚和谈"]),
        ("@country(Syria)", ["Syrie", "сирийские", "السورية", "シリア"]),
        ("@city(Astana)", ["Astana'da", "в Астане", "في أستانا", "阿斯塔纳"]),
        ("@city(Geneva)", ["à Genève", "в Женеве", "في جنيف", "日内瓦"]),
        ("@city(Damascus)", ["Damas", "в Дамаске", "في دمشق", "大马士革"]),
        ("@person(de Mistura)", ["Mr de Mistura", "де Мистура", "دي ميستورا", "德米斯图拉"]),
        ("title:@city(Sochi)", ["Soçi", "в Сочи", "سوتشي", "索契"]),
        ("@country(SY) NEAR/9 @city(Geneva)", ["Syria in Geneva", "Сирия: в Женеве", "سوريا في جنيف", "叙利亚在日内瓦"]),
    ],
)  # fmt: skip
def test_macros_stand_for_names_in_every_script(query, titles):
    """One name in the query, and each script has its own in the story."""
    languages = ["en", "ru", "ar", "zh"]
    missed = [t for t, tag in zip(titles, languages, strict=True) if not match(query, title=t, language=tag)]  # fmt: skip

    assert missed == []
    assert not match(query, title="A bakery opens")


def test_a_macro_is_told_as_it_is_written():
    """A span names the macro, not one of its hundred names."""
    found = match("@country(SY)", title="Талкс: Сирия", language="ru")

    assert found is not None
    assert [span.term for span in found.spans] == ["@country(SY)"]


@pytest.mark.parametrize(
    ("query", "column", "told"),
    [
        ("titel:x", 1, "there is no field"),
        ("title: x", 7, "has no value"),
        ("x NEAR/3", 9, "the query ends here"),
        ("x NEAR/0 y", 3, "says no number of words"),
        ("x NEAR/999 y", 3, "says no number of words"),
        ("x NEAR NOT y", 8, "NOT"),
        ("@planet(X)", 1, "there is no macro"),
        ("@country(Atlantis)", 10, "no country is called"),
        ("@city(Nowhereville)", 7, "no city is known"),
        ("@person(Nobody)", 9, "people have no"),
        ("@country(SY", 12, "never closed"),
        ("site:a/b", 6, "no name of a host"),
        ("lang:french9", 6, "no language tag"),
    ],
)
def test_a_mistake_in_a_construct_is_told_with_its_column(query, column, told):
    """And with what could have stood there."""
    with pytest.raises(QuerySyntaxError) as caught:
        parse(query, people=PEOPLE)

    assert told in str(caught.value)
    assert (caught.value.column, bool(caught.value.expected)) == (column, True)


def test_a_query_of_a_hundred_thousand_terms_is_refused_at_once():
    """With what to do instead."""
    with pytest.raises(QuerySyntaxError, match=r"characters|words and phrases"):
        parse(" OR ".join(f"w{n}" for n in range(100_000)))


@pytest.mark.parametrize("text", ["😀😀", "\u202e\u200f", "\ud800 lone", "a\u200fb talks \u202d"])
def test_strange_texts_are_matched_like_others(text):
    """Emoji, direction marks and half a surrogate pair break nothing."""
    assert match("talks NEAR/3 x OR title:y OR absent", title=text, text=text) is None
