"""The keys of a watchlist file: type, default, range and meaning of each, and why so.

As in `models`, this is the one place where a key is told of. Rules that look at more than one key
are in `checks`; how a query is written, in `matching.query`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from monitor.config.fields import (
    AsTerm,
    Language,
    Line,
    Name,
    OneOrMore,
    PathName,
    QueryText,
    TermText,
    WebAddress,
    or_empty,
)
from monitor.config.kinds import KnownKeys


class TermKeys(KnownKeys):
    """A term with what it is called in other languages."""

    term: TermText = Field(
        title="a word or phrase",
        description="Word, phrase or `prefix*`.",
    )
    aliases: Annotated[dict[Language, Annotated[list[TermText], OneOrMore]], or_empty(dict)] = (
        Field(
            {},
            description="What the term is called elsewhere. All forms are looked for in every "
            "article; the tags keep the list readable.",
        )
    )


class SeedKeys(KnownKeys):
    """An example article: inline, in a file, or at an address."""

    title: str | None = Field(
        None,
        max_length=2000,
        description="Its headline.",
    )
    text: str | None = Field(
        None,
        max_length=200_000,
        description="May be empty beside a title.",
    )
    language: Language | None = Field(
        None,
        description="What it is written in; `null` if it does not matter.",
    )
    file: PathName | None = Field(
        None,
        description="First line is the title (a leading `#` is dropped), the rest the text. A "
        "name such as `story.fr.md` tells the language.",
    )
    url: WebAddress | None = Field(
        None,
        description="A page with the article: fetched once, by the daemon or by `news-monitor "
        "watchlists fetch-seeds`, and kept in the state folder. `check` fetches nothing.",
    )


class ExampleKeys(KnownKeys):
    """A story that somebody judged, or a file of them."""

    title: str | None = Field(
        None,
        max_length=2000,
        description="Its headline.",
    )
    text: str | None = Field(
        None,
        max_length=200_000,
        description="May be empty beside a title.",
    )
    language: Language | None = Field(
        None,
        description="What it is written in; `null` if it does not matter.",
    )
    accepted: bool = Field(
        True,
        description="Whether it belongs. `false` for the look-alikes.",
    )
    file: PathName | None = Field(
        None,
        description="Many at once: one JSON object a line with the keys above.",
    )


class WatchlistKeys(KnownKeys):
    """One watchlist."""

    id: Name = Field(
        title="a short name of its own",
        description="Names the watchlist in decisions and alerts; unique over all files.",
    )
    title: Line | None = Field(
        None,
        description="For people. `null` takes the id.",
    )
    channel: Name | None = Field(
        None,
        description="Alerts go to the Redis stream and pub/sub channel "
        "`<redis.prefix>alerts:<channel>`. `null` takes the id. Watchlists may share one: an "
        "article is then told once.",
    )
    languages: Annotated[list[Language], or_empty(list)] = Field(
        [],
        description="Only articles in these; one whose language is unknown passes. Empty takes "
        "all, because a story is told in many.",
    )
    query: QueryText | None = Field(
        None,
        description="Words joined by `AND`, `OR`, `NOT`.",
    )
    terms: Annotated[list[Annotated[TermKeys, AsTerm]], or_empty(list)] = Field(
        [],
        description="Each found term is a reason of its own and raises the score. An item may be "
        "a plain text.",
    )
    people: Annotated[list[Annotated[TermKeys, AsTerm]], or_empty(list)] = Field(
        [],
        description="Names that are part of the story, written as `terms`. Each found one raises "
        "the score a little; `@person(NAME)` in the query stands for all spellings of one.",
    )
    places: Annotated[list[TermText], or_empty(list)] = Field(
        [],
        description="Countries by ISO 3166 code (`SY`) or English name, cities by name: looked for "
        "by what they are called in every language. Each found one raises the score a little.",
    )
    exclude: Annotated[list[Annotated[TermKeys, AsTerm]], or_empty(list)] = Field(
        [],
        description="One of these anywhere in an article brings its score to 0. Written as "
        "`terms`.",
    )
    seeds: Annotated[list[SeedKeys], or_empty(list)] = Field(
        [],
        description="Articles of the kind you want. Each is a `title` with a `text`, or a `file`, "
        "or a `url`. Where there is neither a query nor a term, an article scores by how like them "
        "it is; beside those they do not score yet.",
    )
    examples: Annotated[list[ExampleKeys], or_empty(list)] = Field(
        [],
        description="Stories that were judged: a `title` with a `text` and whether it is "
        "`accepted`, or a `file` of many. With ten or more, some of each kind, the watchlist "
        "learns from them.",
    )
    model: PathName | None = Field(
        None,
        description="A file with what was learned from examples, written by `news-monitor "
        "watchlists train`. Without one a watchlist that has examples enough learns at every "
        "start.",
    )
    threshold: float = Field(
        0.5,
        ge=0,
        le=1,
        description="Score from which an alert is sent. At the default anything that the query or "
        "a term finds is told; raise it to be told less.",
    )
    near_miss_margin: float = Field(
        0.1,
        ge=0,
        le=1,
        description="Scores this little below the threshold are kept as near misses: look at them "
        "before you move it.",
    )
    enabled: bool = Field(
        True,
        description="`false` keeps the file and stops its alerts.",
    )
