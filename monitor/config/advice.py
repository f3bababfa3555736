"""What is allowed and yet probably not meant."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from monitor.config.settings import Config
from monitor.matching import score
from monitor.matching.scorers import SCORERS
from monitor.model import Feed
from monitor.watchlist import Example, Seed, Watchlist

_LEXEME = re.compile(r'[()]|"[^"]*"|[^\s()"]+')
_SMALL = re.compile(r"\b(?:and|or|not|And|Or|Not)\b")
_NOT_A_WORD = frozenset({"AND", "OR", "NOT"})


def warnings(config: Config) -> list[str]:
    """Say, one line each, what is valid but will surprise; an empty list is good news."""
    found = []
    if not config.feeds:
        found.append("no feeds: nothing will be polled")
    if not any(watchlist.enabled for watchlist in config.watchlists):
        found.append("no enabled watchlist: nothing will alert")
    if config.status_listen and not _is_loopback(config.status_listen[0]):
        found.append(f"status.listen: {config.status_listen[0]} can be reached from other machines")
    for watchlist in config.watchlists:
        found += [
            f"watchlist {watchlist.id}: {surprise}"
            for surprise in surprises(watchlist, config.feeds)
        ]
    return found


def surprises(watchlist: Watchlist, feeds: Sequence[Feed]) -> list[str]:
    """Say what of one watchlist is valid but will surprise, its threshold above all."""
    found = []
    if _goes_by_texts(watchlist) and not _has_text(watchlist):
        found.append("has only seeds without a text: it matches nothing until they are fetched")
    found += [
        f"its query looks for the word {written!r}; the operator is {written.upper()}"
        for written in dict.fromkeys(_words_like_operators(watchlist.query or ""))
    ]
    if 0 < watchlist.threshold <= watchlist.near_miss_margin:
        found.append("near_miss_margin reaches down to 0: every score above 0 is a near miss")
    if watchlist.threshold == 0:
        found.append("threshold is 0: every article that holds any of its words alerts")
    reachable = _highest_score(watchlist)
    if 0 < reachable < watchlist.threshold:
        found.append(
            f"threshold {watchlist.threshold:g} is out of reach: its parts come to "
            f"{reachable:g} at most"
        )
    spoken = {feed.language for feed in feeds}
    if watchlist.languages and spoken and None not in spoken and not watchlist.languages & spoken:
        wanted = ", ".join(sorted(watchlist.languages))
        found.append(f"no feed is in its languages ({wanted})")
    return found


def _goes_by_texts(watchlist: Watchlist) -> bool:
    words = (watchlist.query, watchlist.terms, watchlist.people, watchlist.places)
    return not any(words) and watchlist.model is None


def _has_text(watchlist: Watchlist) -> bool:
    texts: list[Seed | Example] = [*watchlist.seeds, *watchlist.examples]
    return any(each.title or each.text for each in texts)


def _words_like_operators(query: str) -> Iterator[str]:
    """Give what is no operator only because it is not in capitals: between words, out of quotes."""
    if not _SMALL.search(query):
        return
    lexemes = _LEXEME.findall(query)
    for (before, small), (_, after) in pairwise(pairwise(lexemes)):
        if _SMALL.fullmatch(small) and not {before, after} & _NOT_A_WORD:
            yield small


def _highest_score(watchlist: Watchlist) -> float:
    """Return the score of an article whose title alone has all that the watchlist asks for."""
    return score.combine(value for scorer in SCORERS for value in scorer.most(watchlist))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
