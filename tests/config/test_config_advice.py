"""Warnings: what is allowed and yet probably not meant."""

from __future__ import annotations

import pytest

from monitor.config.load import warnings

FEEDS = "feeds: [{id: a, url: 'http://a.example', language: fr}]\n"


def test_a_sound_configuration_has_no_warnings(files):
    """Nothing is warned of without need."""
    files.write("watchlists/w.yaml", "id: w\nquery: x\nlanguages: [fr]\n")

    assert warnings(files.load(FEEDS)) == []


def test_a_daemon_with_nothing_to_do_is_warned_of(files):
    """No feeds and no watchlists are valid, and hardly meant."""
    assert warnings(files.load()) == [
        "no feeds: nothing will be polled",
        "no enabled watchlist: nothing will alert",
    ]


@pytest.mark.parametrize(
    ("listen", "is_open"),
    [
        ("127.0.0.1:1", False),
        ("127.8.0.1:1", False),
        ("[::1]:1", False),
        ("localhost:1", False),
        ("0.0.0.0:1", True),
        ("[::]:1", True),
        ("news.internal:1", True),
    ],
)
def test_an_open_status_port_is_warned_of(files, listen, is_open):
    """The port asks for no password, so listening beyond this machine should be meant."""
    files.write("watchlists/w.yaml", "id: w\nquery: x\n")
    found = warnings(files.load(f"{FEEDS}status: {{listen: '{listen}'}}\n"))

    host = listen.rpartition(":")[0].strip("[]")
    expected = [f"status.listen: {host} can be reached from other machines"] if is_open else []
    assert found == expected


@pytest.mark.parametrize(
    ("keys", "warning"),
    [
        (
            "seeds: [{url: 'https://example.org/a'}]",
            "has only seeds without a text: it matches nothing until they are fetched",
        ),
        (
            "query: x\nthreshold: 0.05",
            "near_miss_margin reaches down to 0: every score above 0 is a near miss",
        ),
        ("query: x\nthreshold: 0", "threshold is 0: every article that holds any of its words alerts"),
        (
            "query: x\nthreshold: 0.81",
            "threshold 0.81 is out of reach: its parts come to 0.8 at most",
        ),
        (
            "query: x\nplaces: [SY]\nthreshold: 0.97",
            "threshold 0.97 is out of reach: its parts come to 0.9391 at most",
        ),
        ("query: x\nlanguages: [fa, tr]", "no feed is in its languages (fa, tr)"),
        ("query: a and b", "its query looks for the word 'and'; the operator is AND"),
        ("query: (a AND c) Or b", "its query looks for the word 'Or'; the operator is OR"),
        ("query: a not b not c", "its query looks for the word 'not'; the operator is NOT"),
    ],
)  # fmt: skip
def test_a_watchlist_that_will_surprise_is_warned_of(files, keys, warning):
    """Each surprise names the watchlist."""
    files.write("watchlists/w.yaml", f"id: w\n{keys}\n")

    assert warnings(files.load(FEEDS)) == [f"watchlist w: {warning}"]


def test_seeds_with_a_text_are_enough(files):
    """A watchlist may have nothing else."""
    files.write("watchlists/w.yaml", "id: w\nseeds: [{title: x}]\n")

    assert warnings(files.load(FEEDS)) == []


@pytest.mark.parametrize("query", ['"a and b" OR c', "a AND or AND b", "a orb b", "a OR not"])
def test_a_word_that_only_looks_like_an_operator_is_not_warned_of(files, query):
    """In a phrase, between operators (French gold), in a longer word and at an end it is meant."""
    files.write("watchlists/w.yaml", f"id: w\nquery: {query!r}\n")

    assert warnings(files.load(FEEDS)) == []


def test_only_disabled_watchlists_are_warned_of(files):
    """One that is switched off was meant so; that nothing is left may surprise."""
    files.write("watchlists/w.yaml", "id: w\nquery: x\nenabled: false\n")

    assert warnings(files.load(FEEDS)) == ["no enabled watchlist: nothing will alert"]


def test_languages_are_not_judged_where_a_feed_says_none(files):
    """A feed without a configured language may bring any."""
    files.write("watchlists/w.yaml", "id: w\nquery: x\nlanguages: [fa]\n")
    found = warnings(files.load("feeds: [{id: a, url: 'http://a.example'}]\n"))

    assert found == []
