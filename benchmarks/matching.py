"""What matching one article costs, by the number of watchlists.

    .venv/bin/python -m benchmarks.matching [--articles 200]

Measured is `Matcher.match` in one process, without loading or starting anything: articles of 2,600
characters against 1,000 and 10,000 watchlists without seeds, each with a query of five operands,
five terms and an excluded one; half of the watchlists are in Cyrillic letters. Words are made of
syllables and drawn as in real text, a few of them often and most of them seldom. Printed:
milliseconds an article, how many watchlists match it, and what making the matcher takes.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import random
import time

from monitor.matching.compiled import compile_watchlists
from monitor.model import Article, ChannelName, WatchlistId
from monitor.watchlist import Term, Watchlist

SYLLABLES = (
    "ka", "ro", "mi", "ten", "sul", "va", "dor", "li",
    "pa", "gen", "tor", "esh", "un", "ar", "ost", "kel",
)  # fmt: skip
CYRILLIC = str.maketrans("adeghiklmnoprstuv", "адегхиклмнопрстув")
ARTICLE_LENGTH = 2_600
WORDS = [
    "".join(parts) for size in (2, 3, 4) for parts in itertools.product(SYLLABLES, repeat=size)
]
CYRILLIC_WORDS = [word.translate(CYRILLIC) for word in WORDS]
SCRIPTS = (("Latin", WORDS, "en"), ("Cyrillic", CYRILLIC_WORDS, "ru"))


def watchlist(number: int, rng: random.Random) -> Watchlist:
    """Build a watchlist, of whose words few articles hold one."""
    words = (WORDS, CYRILLIC_WORDS)[number % 2]
    a, b, c, d, e, *terms, barred = rng.choices(words, k=11)
    return Watchlist(
        id=WatchlistId(f"w{number}"),
        title=f"Watchlist {number}",
        channel=ChannelName("benchmark"),
        query=f'({a} OR {b} OR "{c} {d}") AND {e}*',
        terms=tuple(Term(text=term) for term in terms),
        exclude=(Term(text=barred),),
    )


def article(number: int, rng: random.Random, words: list[str], language: str) -> Article:
    """Build an article whose n-th most frequent word is about 1/n as frequent as the first."""
    ranks = (int(len(words) ** rng.random()) for _ in range(ARTICLE_LENGTH // 3))
    text = " ".join(words[rank] for rank in ranks)[:ARTICLE_LENGTH]
    return Article(id=str(number), title=text[:80].capitalize(), text=text, language=language)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=200)
    count = parser.parse_args().articles
    rng = random.Random(1)
    for watchlists in (1_000, 10_000):
        began = time.perf_counter()
        matcher = compile_watchlists([watchlist(number, rng) for number in range(watchlists)])
        print(f"{watchlists} watchlists: made in {time.perf_counter() - began:.2f} s")
        gc.collect()
        gc.freeze()
        for script, words, language in SCRIPTS:
            articles = [article(number, rng, words, language) for number in range(count)]
            began = time.perf_counter()
            matches = sum(len(matcher.match(each)) for each in articles)
            took_ms = (time.perf_counter() - began) * 1000 / count
            print(f"  {script}: {took_ms:.2f} ms an article, {matches / count:.1f} matches")


if __name__ == "__main__":
    main()
