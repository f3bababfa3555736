"""docs/alerts.md and its schema say what the daemon really writes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from monitor.model import (
    Article,
    ChannelName,
    EntryId,
    Match,
    Part,
    Quality,
    Span,
    TextSource,
    Verdict,
    WatchlistId,
)
from monitor.rules.events import build_alert, encode
from monitor.watchlist import Watchlist

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "alerts.md").read_text("utf-8")
SCHEMA = json.loads((DOCS / "alert.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
TEXT = (
    "The first ship of the season left the port this morning. "
    "Two more are to follow before the week ends."
)


def watchlist(name="grain"):
    """Build a watchlist."""
    return Watchlist(
        id=WatchlistId(name),
        title="Grain on the Black Sea",
        channel=ChannelName("grain"),
        revision="5f1c9a0be2d4",
    )


def match(name="grain", *, score=0.93, parts=None, spans=None):
    """Build what a watchlist made of the article."""
    why = "the query holds on the title and the first 400 characters"
    return Match(
        watchlist_id=WatchlistId(name),
        score=score,
        verdict=Verdict.ALERT,
        parts=(
            Part(name="query", value=0.8, why=why, log_odds=3.5835),
            Part(
                name="term",
                value=0.65,
                why="“ship” stands in the first 400 characters",
                log_odds=2.8163,
            ),
        )
        if parts is None
        else parts,
        spans=(
            Span(field="title", start=0, end=5, term="grain"),
            Span(field="text", start=10, end=14, term="ship"),
        )
        if spans is None
        else spans,
    )


def article(**values):
    """Build the page's example, changed as a test wants it."""
    given = {
        "id": "9f3a1c2be0d4716a",
        "title": "Grain leaves the Black Sea port again",
        "text": TEXT,
        "url": "https://news.example/grain",
        "final_url": "https://news.example/world/grain",
        "outlet": "The Example",
        "language": "en",
        "author": "Newsroom",
        "published_at": datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
        "modified_at": datetime(2026, 3, 2, 9, 38, tzinfo=UTC),
        "image_url": "https://news.example/world/grain.jpg",
    }
    return Article(**{**given, **values})


def event(told=None, *, seq=12, matches=None, first_seen_at=None):
    """Build an alert, encode it, and read it as a subscriber does."""
    told = told or article()
    alert = build_alert(
        channel=ChannelName("grain"),
        entry_id=EntryId("9f3a1c2be0d4716a"),
        story_key="https://news.example/grain",
        created_at=datetime(2026, 3, 2, 9, 41, 2, 118000, tzinfo=UTC),
        article=told,
        url=told.url,
        outlet=told.outlet,
        matches=matches or [(watchlist(), match())],
        first_seen_at=first_seen_at,
    )
    return json.loads(encode(alert, seq))


def test_the_example_is_what_the_program_writes():
    """The page's example can be made again, to the letter."""
    [shown] = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    built = event(first_seen_at=datetime(2026, 3, 2, 9, 41, 1, 902000, tzinfo=UTC))

    assert json.loads(shown) == built
    VALIDATOR.validate(built)


def test_the_page_names_every_field_and_no_other():
    """Each field of an alert has its row, and each row its field."""
    built = event()
    rows = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))

    assert rows == {*built, *built["data"], *built["data"]["article"]}


def test_the_schema_names_every_field_and_no_other():
    """What the schema requires is what is written."""
    built = event()
    data = SCHEMA["properties"]["data"]

    assert set(SCHEMA["required"]) == set(built)
    assert set(data["required"]) == set(built["data"])
    assert set(SCHEMA["$defs"]["article"]["required"]) == set(built["data"]["article"])


@pytest.mark.parametrize(
    "told",
    [
        article(
            url=None, final_url=None, outlet=None, language=None, author=None, published_at=None
        ),
        article(title="\ud800 half a pair", text="\udfff" * 600),
        article(title="x" * 5_000, author="y" * 5_000, outlet="z" * 5_000),
        article(url="https://news.example/" + "a" * 9_000),
        article(text="", title="", quality=Quality.EMPTY, text_source=TextSource.TITLE),
        article(published_at=datetime(1, 1, 1, tzinfo=UTC)),
        article(title='</script><b onload="x">\x1b[31m\u202e'),
        article(quality=Quality.CONSENT_PAGE, text_source=TextSource.FEED),
    ],
    ids=["unknowns", "surrogates", "long", "long-url", "empty", "year-1", "hostile", "wall"],
)
def test_whatever_the_web_says_the_event_fits_the_schema(told):
    """Missing, broken and huge values still make an event that a strict reader takes."""
    VALIDATOR.validate(event(told))


@pytest.mark.parametrize("score", [float("nan"), float("inf"), 0.123456789, 1.0])
def test_scores_are_numbers_between_0_and_1(score):
    """JSON has no NaN; a score that is none counts as nothing."""
    built = event(matches=[(watchlist(), match(score=score))])

    VALIDATOR.validate(built)


def test_a_thousand_places_are_cut():
    """A term that stands everywhere does not make an event of megabytes."""
    spans = tuple(Span(field="text", start=n, end=n + 1, term="a") for n in range(1_000))
    built = event(matches=[(watchlist(), match(spans=spans))])

    VALIDATOR.validate(built)
    assert len(built["data"]["matched_terms"]) == 100


def test_watchlists_of_a_channel_stand_in_order():
    """The best score stands first, and is the event's own."""
    built = event(
        matches=[
            (watchlist("low"), match("low", score=0.6)),
            (watchlist("high"), match("high", score=0.9)),
        ]
    )

    assert [told["id"] for told in built["data"]["watchlists"]] == ["high", "low"]
    assert (built["data"]["watchlist"]["id"], built["data"]["score"]) == ("high", 0.9)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("data", "seq"), 0),
        (("data", "score"), 1.5),
        (("data", "article", "text_source"), "guess"),
        (("data", "created_at"), "yesterday"),
        (("id",), "short"),
        (("data", "article", "title"), None),
    ],
)
def test_the_schema_catches_mistakes(path, value):
    """A wrong value somewhere is refused, so that the other tests can fail."""
    built = event()
    inner = built
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value

    with pytest.raises(ValidationError):
        VALIDATOR.validate(built)


def test_the_same_story_has_the_same_id_and_another_channel_another():
    """Work done twice makes the same alert; a channel's alert is its own."""
    assert event(seq=1)["id"] == event(article(title="Edited"), seq=2)["id"]
