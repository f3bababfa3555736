"""What an alert says, whatever its article holds; tests/test_alert_contract.py holds the page."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from monitor.model import (
    Article,
    ChannelName,
    EntryId,
    FeedId,
    Match,
    Part,
    Quality,
    Span,
    TextSource,
    Verdict,
    WatchlistId,
)
from monitor.rules.events import EXCERPT_LENGTH, MOST_TERMS, build_alert, encode, stream_key
from monitor.rules.identity import entry_id, story_key
from monitor.watchlist import Watchlist

DOCS = Path(__file__).parents[2] / "docs"
SCHEMA = json.loads((DOCS / "alert.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
NOW = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
ENTRY = entry_id(FeedId("example-fr"), "k")

TITLE = "Pourparlers sur la Syrie : trois pays garants se retrouvent à Astana"
TEXT = (
    "Les délégations sont arrivées dimanche pour deux jours d’entretiens.\n"
    "Le ministre des affaires étrangères du pays hôte a ouvert la séance. "
    "Les trois garants doivent parler du cessez-le-feu et du retour des réfugiés.\n"
    "Une déclaration commune est attendue lundi soir."
)


def span(term: str, field: str, word: str) -> Span:
    """Say where a word stands in the example's title or text."""
    start = {"title": TITLE, "text": TEXT}[field].index(word)
    return Span(field=field, start=start, end=start + len(word), term=term)


def article(**values) -> Article:
    """Build the example's article."""
    given = {
        "id": ENTRY,
        "title": TITLE,
        "text": TEXT,
        "url": "https://news.example.org/fr/pourparlers",
        "final_url": "https://news.example.org/fr/monde/pourparlers",
        "outlet": "Nouvelles d’exemple",
        "language": "fr",
        "author": "La rédaction",
        "published_at": NOW - timedelta(minutes=4, milliseconds=250),
    }
    return Article(**{**given, **values})


def watchlist(name: str = "syria-talks", **values) -> Watchlist:
    """Build a watchlist of the example's channel."""
    given = {
        "id": WatchlistId(name),
        "title": "Talks on Syria",
        "channel": ChannelName("syria-talks"),
        "revision": "5d0c9e1a7b34",
    }
    return Watchlist(**{**given, **values})


def match(name: str = "syria-talks", **values) -> Match:
    """Build the example's match."""
    given = {
        "watchlist_id": WatchlistId(name),
        "score": 0.93,
        "verdict": Verdict.ALERT,
        "parts": (
            Part(name="term", value=0.65, why="“ceasefire” stands in the first 400 characters"),
            Part(
                name="query",
                value=0.8,
                why="the query holds on the title and the first 400 characters",
            ),
        ),
        "spans": (
            span("Syria", "title", "Syrie"),
            span("Astana", "title", "Astana"),
            span("ceasefire", "text", "cessez-le-feu"),
        ),
    }
    return Match(**{**given, **values})


def alert(of: Article | None = None, *, matches=None, **values):
    """Build an alert; without arguments, the example's."""
    of = of or article()
    given = {
        "channel": ChannelName("syria-talks"),
        "entry_id": ENTRY,
        "story_key": story_key(of.url, FeedId("example-fr"), "k"),
        "created_at": NOW,
        "url": of.url,
        "outlet": of.outlet,
        "matches": matches or [(watchlist(), match())],
        "first_seen_at": NOW - timedelta(seconds=3, milliseconds=250),
    }
    return build_alert(article=of, **{**given, **values})


def sent(of: Article | None = None, *, seq: int = 42, **values) -> dict:
    """Return the event that a subscriber would parse."""
    return json.loads(encode(alert(of, **values), seq))


def steps(value, path=()) -> list[tuple]:
    """Return the path of every field of an event, through the first item of each list."""
    if isinstance(value, dict):
        inner = [((*path, name), below) for name, below in value.items()]
        return [one for one, _ in inner] + [
            two for one, below in inner for two in steps(below, one)
        ]
    return steps(value[0], (*path, 0)) if isinstance(value, list) else []


def test_the_schema_is_a_schema():
    """The schema is valid by its own rules and names every value of the program's words."""
    Draft202012Validator.check_schema(SCHEMA)
    told = SCHEMA["$defs"]["article"]["properties"]

    assert told["quality"]["enum"] == [one.value for one in Quality]
    assert told["text_source"]["enum"] == [one.value for one in TextSource]


BARE = Article(id="e", title="", text="", quality=Quality.EMPTY, text_source=TextSource.TITLE)
EAST = timezone(timedelta(hours=14))


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"of": BARE, "first_seen_at": None},
        {"of": BARE, "matches": [(watchlist(title="", revision=""), match(parts=(), spans=()))]},
        {"of": article(title="\ud800" * 5000, text="\udfff\0" * 5000, author="\0" * 999)},
        {"of": article(outlet="\ud83d\ude00" * 300, url="https://example.org/\ud800")},
        {"of": article(url="https://example.org/" + "a" * 10_000, final_url="javascript:alert(1)")},
        {"of": article(url="", final_url="HTTP://EXAMPLE.ORG")},
        {"of": article(published_at=datetime(1, 1, 1, tzinfo=EAST))},
        {"of": article(published_at=datetime(1, 1, 1, tzinfo=UTC))},
        {"of": article(published_at=datetime.max.replace(tzinfo=UTC))},
        {"matches": [(watchlist(), match(score=float("nan")))]},
        {"matches": [(watchlist(), match(score=float("-inf")))]},
        {"matches": [(watchlist(), match(score=1.5))]},
        {"matches": [(watchlist(), match(score=-0.5))]},
        {
            "matches": [
                (
                    watchlist(title="t" * 9999),
                    match(
                        parts=(Part(name="term", value=float("nan"), why="\0" * 9999),),
                        spans=(Span(field="text", start=0, end=1, term="\ud800" * 2000),) * 500,
                    ),
                )
            ]
        },
        {"seq": 1},
        {"seq": 2**63 - 1},
    ],
)
def test_whatever_comes_the_event_keeps_its_contract(values):
    """Hostile and missing values give an event that the schema accepts."""
    assert list(VALIDATOR.iter_errors(sent(**values))) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["id"], "not hex"),
        (["sequence"], "42"),
        (["time"], "2026-03-01T12:00:00+00:00"),
        (["source"], "urn:news-monitor:"),
        (["surprise"], 1),
        (["data", "seq"], 0),
        (["data", "seq"], "42"),
        (["data", "score"], 1.1),
        (["data", "kind"], "gossip"),
        (["data", "channel"], "With Space"),
        (["data", "watchlists"], []),
        (["data", "surprise"], 1),
        (["data", "parts", 0, "value"], None),
        (["data", "matched_terms", 0, "field"], "author"),
        (["data", "matched_terms", 0, "start"], -1),
        (["data", "article", "url"], "javascript:alert(1)"),
        (["data", "article", "language"], "fr-FR"),
        (["data", "article", "published_at"], "yesterday"),
        (["data", "article", "excerpt"], "x" * 501),
        (["data", "article", "title"], "a\0b"),
        (["data", "article", "quality"], "good"),
    ],
)
def test_the_schema_catches_mistakes(path, value):
    """One wrong value anywhere is refused."""
    event = sent()
    place = event
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    assert not VALIDATOR.is_valid(event)


@pytest.mark.parametrize("path", steps(sent()), ids=lambda path: ".".join(map(str, path)))
def test_the_schema_misses_what_is_missing_and_sees_what_is_added(path):
    """An event without one of its fields, or with one more beside it, is refused."""
    without, with_more = sent(), sent()
    for event in (without, with_more):
        place = event
        for step in path[:-1]:
            place = place[step]
        if event is without:
            del place[path[-1]]
        else:
            place["surprise"] = 1

    assert not VALIDATOR.is_valid(without)
    assert not VALIDATOR.is_valid(with_more)


def test_the_bytes_are_compact_and_in_order():
    """One line of UTF-8 without spaces; letters stand as they are; the same alert, the same bytes."""
    event = encode(alert(), 42)

    assert event == encode(alert(), 42)
    assert b"\n" not in event
    assert "à Astana".encode() in event
    assert event.startswith(b'{"specversion":"1.0","id":"')


def test_the_place_is_told_twice():
    """As a number to count with, and as digits that sort as text."""
    events = [sent(seq=seq) for seq in (9, 10, 2**63 - 1)]

    assert [event["data"]["seq"] for event in events] == [9, 10, 2**63 - 1]
    assert sorted(event["sequence"] for event in events) == [e["sequence"] for e in events]


def test_the_id_follows_from_channel_story_and_kind():
    """Work done twice makes the same alert; another channel, story or kind another one."""
    one = alert()
    ids = {
        one.id,
        alert(channel=ChannelName("other")).id,
        alert(story_key="https://example.org/else").id,
        alert(kind="follow_up").id,
    }

    assert alert(created_at=NOW.replace(year=2027), entry_id=EntryId("0" * 16)).id == one.id
    assert len(ids) == 4


def test_an_updates_id_follows_from_its_watchlists_too():
    """A channel may be told of a story for one watchlist after the other, in any order, once each."""
    pairs = {name: (watchlist(name), match(name)) for name in ("a", "b", "c")}
    first, second = (
        alert(kind="update", matches=[pairs["b"]]),
        alert(kind="update", matches=[pairs["c"], pairs["a"]]),
    )

    assert len({alert().id, first.id, second.id}) == 3
    assert alert(kind="update", matches=[pairs["a"], pairs["c"]]).id == second.id
    assert json.loads(encode(first, 2))["data"]["kind"] == "update"
    VALIDATOR.validate(json.loads(encode(first, 2)))


def test_the_best_watchlist_stands_first():
    """Of several on one channel the best leads; all are told, and all are named in the alert."""
    pairs = [
        (watchlist(name), match(name, score=score))
        for name, score in (("c", 0.6), ("b", 0.9), ("a", 0.6))
    ]
    built = alert(matches=pairs)
    data = json.loads(encode(built, 1))["data"]

    assert data["watchlist"]["id"] == "b"
    assert data["score"] == 0.9
    assert [one["id"] for one in data["watchlists"]] == ["b", "a", "c"]
    assert built.watchlist_ids == ("b", "a", "c")


def test_the_strongest_part_stands_first():
    """Who wants one reason takes the first."""
    assert [part["name"] for part in sent()["data"]["parts"]] == ["query", "term"]


def test_offsets_point_at_what_was_found():
    """Title and text offsets give the words back, from what the event itself carries."""
    data = sent()["data"]
    fields_of = {"title": data["article"]["title"], "text": data["article"]["excerpt"]}
    found = [fields_of[one["field"]][one["start"] : one["end"]] for one in data["matched_terms"]]

    assert found == ["Syrie", "Astana", "cessez-le-feu"]


def test_offsets_stay_true_where_text_is_cleaned():
    """One character stands for one, so that what follows keeps its place."""
    data = sent(article(title="\ud83d\ude00\0 Syrie"))["data"]

    assert data["article"]["title"] == "\ufffd\ufffd\ufffd Syrie"


def test_long_things_are_cut():
    """An excerpt, not the article; a hundred finds, not a thousand; no half address."""
    one = Span(field="text", start=0, end=1, term="x")
    data = sent(
        article(text="ж" * 9_000, url="https://example.org/" + "a" * 9_000),
        matches=[(watchlist(), match(spans=(one,) * 1_000))],
    )["data"]

    assert data["article"]["excerpt"] == "ж" * EXCERPT_LENGTH
    assert len(data["matched_terms"]) == MOST_TERMS
    assert data["article"]["url"] is None


def test_times_are_utc_with_milliseconds():
    """Times of any zone are told in one form."""
    data = sent(article(published_at=datetime(2026, 3, 1, 14, tzinfo=EAST)), first_seen_at=None)

    assert data["time"] == data["data"]["created_at"] == "2026-03-01T12:00:00.250Z"
    assert data["data"]["article"]["published_at"] == "2026-03-01T00:00:00.000Z"
    assert data["data"]["article"]["first_seen_at"] is None


def test_names_in_redis():
    """Stream and pub/sub channel bear prefix and channel."""
    assert stream_key("monitor:", "syria-talks") == "monitor:alerts:syria-talks"
