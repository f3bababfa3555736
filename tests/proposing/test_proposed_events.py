"""A watchlist proposed from one article finds the event in other words and other languages."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from monitor.matching.compiled import Matcher, compile_watchlists
from monitor.model import Article, ChannelName, Verdict, WatchlistId
from monitor.proposing.proposal import propose
from monitor.proposing.written import query_of, threshold_of
from monitor.watchlist import Seed, Watchlist

EVENTS = yaml.safe_load(Path(__file__).with_name("events.yaml").read_text("utf-8"))
NEAR = yaml.safe_load(Path(__file__).with_name("near_misses.yaml").read_text("utf-8"))
LANGUAGES = ("fr", "en", "ru", "ar", "tr")
CASES = [(event, language) for event in EVENTS for language in LANGUAGES]


def matcher_from(event: str, language: str) -> Matcher:
    """Return the watchlist that is proposed from one story, ready to match."""
    return matcher_of(EVENTS[event]["stories"][language], language)


def matcher_of(told: dict[str, str], language: str) -> Matcher:
    """Return the watchlist that is proposed from a story, ready to match."""
    seed = Seed(title=told["title"], text=told["text"], language=language, origin="test")
    proposal = propose(seed, LANGUAGES)
    threshold = threshold_of(proposal, seed)
    assert threshold is not None
    watchlist = Watchlist(
        id=WatchlistId("proposed"),
        title="",
        channel=ChannelName("proposed"),
        query=query_of(proposal),
        threshold=threshold,
    )
    return compile_watchlists([watchlist])


def alerts(matcher: Matcher, story: dict[str, str]) -> bool:
    """Say whether a story alerts."""
    matches = matcher.match(Article(id="1", title=story["title"], text=story["text"]))
    return bool(matches) and matches[0].verdict is Verdict.ALERT


@pytest.mark.parametrize(("event", "language"), CASES)
def test_the_event_is_found_in_all_languages(event, language):
    """The seed and the four other tellings alert, whichever of the five the proposal came from."""
    matcher = matcher_from(event, language)
    silent = [
        each for each, story in EVENTS[event]["stories"].items() if not alerts(matcher, story)
    ]

    assert silent == []


@pytest.mark.parametrize(("event", "language"), CASES)
def test_other_stories_of_the_country_are_left_alone(event, language):
    """What the country makes news with besides does not alert, nor do the other two events."""
    matcher = matcher_from(event, language)
    others = [
        story for each in EVENTS if each != event for story in EVENTS[each]["stories"].values()
    ]
    told = [
        story["title"] for story in [*EVENTS[event]["others"], *others] if alerts(matcher, story)
    ]

    assert told == []


@pytest.mark.parametrize("case", range(len(NEAR)))
def test_a_near_miss_is_left_alone(case):
    """Stories that share a place, a town or a common word with the seed, and not its event."""
    told = NEAR[case]
    matcher = matcher_of(told["seed"], told["language"])
    missed = [each["title"] for each in told["finds"] if not alerts(matcher, each)]
    wrong = [each["title"] for each in told["others"] if alerts(matcher, each)]

    assert (missed, wrong) == ([], [])
