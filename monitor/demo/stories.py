"""The demo's newsrooms and stories, read from the YAML files in `outlets`.

All prose is our own, and newsrooms are invented. What each story is expected to lead to stands
beside it, so that a reader sees at once what the demo claims. Values only: serving them is for
`site`, judging what came for `verdict`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib import resources
from typing import Any

import yaml

from monitor.model import Quality, TextSource

CHANNEL = "syria-talks"  # of the demo's watchlist


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the alert on a story should say of it."""

    text_source: TextSource
    quality: Quality


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One page of a newsroom.

    age: How long before the demo's start it was published.
    text: Paragraphs.
    expect: None if nobody should be alerted.
    has_wall: Whether a consent page stands where the story should be.
    is_live: Whether it is published only while the demo runs.
    copy_of: Id of the newsroom's story that this page tells again, word for word; else None.
    """

    id: str
    path: str
    title: str
    summary: str
    text: tuple[str, ...]
    age: timedelta
    expect: Expectation | None
    has_wall: bool = False
    is_live: bool = False
    copy_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relisting:
    """Another newsroom's story in this one's feed, with a query that does not change the page."""

    story_id: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An invented newsroom: one site, one feed.

    feed_format: `rss` or `atom`.
    charset: Of its feed and pages, as Python and HTTP both name it.
    chrome: What stands around its stories; a list under `navigation`, a line under other names.
    consent: Words of its consent page, likewise; empty if it has none.
    """

    id: str
    name: str
    language: str
    feed_format: str
    charset: str
    chrome: Mapping[str, Any]
    consent: Mapping[str, Any]
    stories: tuple[Story, ...]
    relisted: tuple[Relisting, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsrooms:
    """Everything the demo's site serves."""

    outlets: tuple[Outlet, ...]

    @property
    def stories(self) -> tuple[Story, ...]:
        """Return all stories, copies among them."""
        return tuple(story for outlet in self.outlets for story in outlet.stories)

    def outlet_of(self, story_id: str) -> Outlet:
        """Return the newsroom that publishes a story."""
        return next(o for o in self.outlets if any(s.id == story_id for s in o.stories))


def load_newsrooms() -> Newsrooms:
    """Read all newsrooms of the package, in the order of their files' names."""
    folder = resources.files("monitor.demo").joinpath("outlets")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return Newsrooms(outlets=tuple(_outlet(yaml.safe_load(f.read_text("utf-8"))) for f in files))


def watchlist_text() -> str:
    """Return the demo's watchlist, as YAML."""
    return resources.files("monitor.demo").joinpath("watchlist.yaml").read_text("utf-8")


def _outlet(keys: Mapping[str, Any]) -> Outlet:
    told = {story["id"]: story for story in keys["stories"]}
    return Outlet(
        id=keys["id"],
        name=keys["name"],
        language=keys["language"],
        feed_format=keys.get("format", "rss"),
        charset=keys.get("charset", "utf-8"),
        chrome=keys["chrome"],
        consent=keys.get("consent", {}),
        stories=tuple(_story(story, told) for story in keys["stories"]),
        relisted=tuple(
            Relisting(story_id=one["story"], query=one["query"]) for one in keys.get("relisted", ())
        ),
    )


def _story(keys: Mapping[str, Any], told: Mapping[str, Mapping[str, Any]]) -> Story:
    words = told[keys.get("copy_of", keys["id"])]
    expect = keys.get("expect")
    return Story(
        id=keys["id"],
        path=keys["path"],
        title=words["title"],
        summary=words["summary"].strip(),
        text=tuple(words["text"].strip().split("\n\n")),
        age=timedelta(minutes=keys["age_min"]),
        expect=Expectation(
            text_source=TextSource(expect["text_source"]), quality=Quality(expect["quality"])
        )
        if expect
        else None,
        has_wall=keys.get("page") == "consent",
        is_live=keys.get("is_live", False),
        copy_of=keys.get("copy_of"),
    )
