"""One query over many texts: what the finder passes over, the matcher would not have found."""

from __future__ import annotations

import pytest

from monitor.errors import QuerySyntaxError
from monitor.matching.compiled import compile_watchlists
from monitor.matching.finder import Finder
from monitor.model import Article, ChannelName, WatchlistId
from monitor.watchlist import Watchlist

TEXTS = [
    "Talks in Geneva ended; the envoy didn't say more.",
    "Les négociations à Genève — l'émissaire n'a rien dit, j'ai attendu.",
    "Переговоры в Женеве. Сегодня ничего нового, йод и ёлка.",
    "Переговоры и\u0306од",  # a Cyrillic short i that is composed first
    "وقال الوزير إن المحادثات في جنيف انتهت للأستانة والسلام",
    "日内瓦会谈结束。代表团离开了。",
    "ｶﾞｽ パイプライン ガス",  # voiced kana in two widths
    "ＧＥＮＥＶＡ talks, ﬁnal stage; straße; İstanbul; ICE",
    "한국 대통령 \u1112\u1161\u11ab\u1100\u116e\u11a8",
    "",
    "Talks elsewhere.",
    "Negotiations, a delegation; в Женеву на переговорах; وللمحادثات محادثاتها; Geneva's görüşmelerin",
    "a\u00adb soft\u00adhyphen te\u0301le\u0301vision",
]
QUERIES = [
    "geneva", "talks AND NOT geneva", '"l emissaire"', "negoc*", "didn't", "j'ai", "переговоры йод",
    "елка", "الأستانة", "سلام", "محادثات OR جنيف", "日内瓦", '"会谈结束"', "ガス", "パイプ*", "final",
    "negotiation", "delegations", "женева", "переговор", "المحادثات", "محادثة", "görüşme",
    "женева-на", "strasse", "istanbul", "ice OR (storm NOT talks)", "한국", "television", "softhyphen",
    '"talks final"', "(a OR geneve) AND (b OR negociations)", "zzz",
]  # fmt: skip


@pytest.mark.parametrize("language", [None, "en", "tr"])
@pytest.mark.parametrize("query", QUERIES)
def test_nothing_is_lost(query, language):
    """On every text the finder says what the matcher says of a watchlist with this query."""
    watchlist = Watchlist(
        id=WatchlistId("w"), title="", channel=ChannelName("w"), query=query, threshold=0.5
    )
    matcher, finder = compile_watchlists([watchlist]), Finder(query)
    for title in ("", TEXTS[0]):
        for text in TEXTS:
            match = finder.find(title, text, language=language)
            expected = matcher.match(Article(id="", title=title, text=text, language=language))

            assert (match and match.spans) == (expected[0].spans if expected else None)


def test_the_queries_find_something():
    """The comparison above compares more than silence: but one, all are found somewhere."""
    silent = [
        query
        for query in QUERIES
        if not any(Finder(query).find("", t, language=lang) for t in TEXTS for lang in ("en", "tr"))
    ]

    assert silent == ["zzz"]


def test_a_mistake_is_told():
    """What is no query is refused with its column."""
    with pytest.raises(QuerySyntaxError) as caught:
        Finder("a AND )")

    assert caught.value.column == 7
