"""The keys of the main file: type, default, range and meaning of each, and why so.

The one place where a key is told of: the page `docs/configuration.md`, the JSON Schemas and what
messages say of a missing key (its `title`) come from here. A unit is the end of a name (`_s`).
Rules that look at more than one key are in `checks`; a watchlist's keys in `watchlist_models`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from monitor.config.fields import (
    Contact,
    Language,
    Line,
    Listen,
    LogArea,
    Name,
    Network,
    PathName,
    PollInterval,
    Prefix,
    RedisAddress,
    SinkKindName,
    Timezone,
    WebAddress,
    one_of,
    or_empty,
)
from monitor.config.kinds import KnownKeys
from monitor.config.watchlist_models import ExampleKeys, SeedKeys, TermKeys, WatchlistKeys
from monitor.sinks import SINKS

__all__ = [
    "ExampleKeys",
    "FeedKeys",
    "FetchKeys",
    "KnownKeys",
    "LogKeys",
    "MainKeys",
    "RedisKeys",
    "RuntimeKeys",
    "SeedKeys",
    "SinkKeys",
    "StatusKeys",
    "TermKeys",
    "WatchlistKeys",
]

_WEEK_S = 7 * 24 * 3600
_TEN_YEARS_H = 10 * 366 * 24

LogLevel = Literal["debug", "info", "warning", "error"]


class RedisKeys(KnownKeys):
    """Where alerts go."""

    url: RedisAddress | None = Field(
        None,
        description="Where alerts go. `null` starts a server of our own: most who try the program "
        "have none. It may hold a password, which no message shows.",
    )
    prefix: Prefix = Field(
        "monitor:",
        description="Begins the name of every stream and channel, so that a server may be shared.",
    )
    port: int = Field(
        6399,
        ge=1,
        le=65_535,
        description="Of the embedded server, on loopback. Not 6379, where a Redis of your own may "
        "listen. Without effect where `redis.url` is set.",
    )


class FetchKeys(KnownKeys):
    """How feeds and pages are asked for."""

    allow_networks: Annotated[list[Network], or_empty(list)] = Field(
        [],
        description="Private networks that feeds and pages may be fetched from. Empty: only the "
        "public internet, since any feed can link to any address and the daemon must not ask your "
        "router on its behalf.",
    )
    first_run_max_age_h: float = Field(
        24,
        ge=0,
        le=_TEN_YEARS_H,
        description="Of the entries that a feed's first poll brings, those older than this are "
        "stored and scored but not alerted: a new feed should not begin with last week.",
    )
    min_poll_s: int = Field(
        60,
        ge=1,
        le=86_400,
        description="No feed is polled more often, whatever it asks for. A minute is as fast as "
        "newsrooms publish.",
    )
    page_pause_s: float = Field(
        1,
        ge=0,
        le=3600,
        description="Between the starts of two page fetches at one host; 0 for no pause. A second "
        "is what crawlers are commonly asked for.",
    )
    timeout_s: float = Field(
        30,
        ge=1,
        le=600,
        description="For a whole request with its redirects and its body. Slow servers answer "
        "within ten seconds; a dead one should not hold its place for minutes.",
    )
    feed_max_mb: float = Field(
        15,
        ge=0.01,
        le=32,
        description="Largest feed, as sent and as decoded. Real ones with hundreds of full texts "
        "come to a few megabytes.",
    )
    page_max_mb: float = Field(
        2,
        ge=0.01,
        le=32,
        description="Largest page, as sent and as decoded. Articles are far smaller, and "
        "extraction of huge pages can take minutes.",
    )
    contact: Contact | None = Field(
        None,
        description="Goes into the `User-Agent`, so that a publisher can write to you instead of "
        "blocking you. Nobody but you can fill it in.",
    )


class RuntimeKeys(KnownKeys):
    """How the daemon runs."""

    loop: Literal["auto", "asyncio", "uvloop"] = Field(
        "auto",
        description="Event loop. `auto` takes uvloop where it is installed: it is faster and "
        "nothing depends on it.",
    )
    workers: int = Field(
        2,
        ge=1,
        le=64,
        description="Processes for parsing, extraction and matching, at most; each takes about 55 "
        "MB. Two, because one may be busy with a bad page for its whole deadline.",
    )
    encoder: Line = Field(
        "use",
        description="What compares the meaning of articles with seeds and examples, in a process "
        "of its own of about 200 MB, started when a watchlist needs it. `use` comes with the "
        "program, `e5` with the extra `[e5]` and is better and ten times slower, `none` goes by "
        "words alone.",
    )
    grace_s: float = Field(
        20,
        ge=0,
        le=600,
        description="How long a stop may finish what was begun. Below the 30 seconds after which "
        "container managers kill.",
    )


class StatusKeys(KnownKeys):
    """Where the daemon says how it is."""

    listen: Listen | None = Field(
        "127.0.0.1:8686",
        description="Serves `/livez`, `/readyz`, `/status.json` and `/metrics`. On loopback, "
        "since it asks for no password. `null`, here or for all of `status`, turns it off; port 0 "
        "takes a free one.",
    )


class LogKeys(KnownKeys):
    """What the daemon writes down."""

    level: LogLevel = Field(
        "info",
        description="`info` is one line for each poll that brings something and each entry.",
    )
    levels: Annotated[dict[LogArea, LogLevel], or_empty(dict)] = Field(
        {},
        description="Levels of single areas, where they differ from `log.level`.",
    )
    format: Literal["auto", "console", "json"] = Field(
        "auto",
        description="`auto` is lines for people on a terminal and lines of JSON elsewhere, where "
        "a collector reads them.",
    )


class FeedKeys(KnownKeys):
    """One feed."""

    id: Name = Field(
        title="a short name of its own",
        description="Names the feed in the database, alerts, metrics. Choose it once: under "
        "another id a feed begins anew.",
    )
    url: WebAddress = Field(
        title="an http or https address",
        description="RSS or Atom. No two feeds share one. A feed whose address changes keeps its "
        "entries; its next poll counts as a first one.",
    )
    language: Language | None = Field(
        None,
        description="Language of all the feed brings. `null` lets the page or the feed say; set "
        "it where they are wrong or silent.",
    )
    outlet: Line | None = Field(
        None,
        description="Publisher's name in alerts. `null` takes the feed's own title.",
    )
    tags: Annotated[list[Prefix], or_empty(list)] = Field(
        [],
        description="Words of your own; `feeds list` and `feeds status` show them.",
    )
    # from fetch.min_poll_s: see checks
    poll_every_s: PollInterval = Field(
        None,
        le=_WEEK_S,
        description="`auto` polls at half the feed's usual gap between entries: at first every 15 "
        "minutes, later from `fetch.min_poll_s` to an hour. What the server asks for and back-off "
        "after failures go on top.",
    )
    pages: Literal["fetch", "never"] = Field(
        "fetch",
        description="Whether the pages that entries link to are fetched. `never` matches only "
        "what the feed says, for feeds with full texts or pages behind a wall.",
    )


class SinkKeys(KnownKeys):
    """One sink; what its kind adds is for the kind's own model, see `config.sinks`."""

    model_config = ConfigDict(extra="allow")

    id: Name = Field(
        title="a short name of its own",
        description="Names the sink in the database, the log and metrics. Choose it once: under "
        "another id a sink begins anew, at what is written then.",
    )
    kind: SinkKindName = Field(
        title=one_of(SINKS),
        description="What it is. Each kind has keys of its own, see [sinks.md](sinks.md).",
    )
    channels: Annotated[list[Name], or_empty(list)] = Field(
        [],
        description="Only alerts of these channels. Empty takes all, also those that come later.",
    )


class MainKeys(KnownKeys):
    """The main file, `monitor.yaml`."""

    state_dir: PathName = Field(
        "./state",
        description="The daemon's memory: SQLite database, data of the embedded Valkey server, "
        "models. Beside the file, so that one folder holds an installation; only one daemon may "
        "use it at a time.",
    )
    redis: Annotated[RedisKeys, or_empty(dict)] = RedisKeys()
    fetch: Annotated[FetchKeys, or_empty(dict)] = FetchKeys()
    runtime: Annotated[RuntimeKeys, or_empty(dict)] = RuntimeKeys()
    status: StatusKeys | None = StatusKeys()
    log: Annotated[LogKeys, or_empty(dict)] = LogKeys()
    timezone: Timezone = Field(
        "UTC",
        description="For what people read. Stored times, logs and alerts are UTC.",
    )
    retention_days: float = Field(
        90,
        ge=1,
        le=36_600,
        description="Entries, articles and sent alerts older than this are forgotten. A quarter: "
        "long enough to look back at a story.",
    )
    catch_up_max_age_h: float = Field(
        72,
        ge=0,
        le=_TEN_YEARS_H,
        description="After a downtime, older entries are stored and scored but not alerted. Three "
        "days, so that a weekend is caught up with and a holiday is not.",
    )
    watchlists: PathName = Field(
        "watchlists",
        description="A folder, whose `.yaml` and `.yml` files are read in the order of their "
        "names, or one file.",
    )
    host_rules: PathName = Field(
        "hosts",
        description="A folder of rules for reading publishers' pages, see "
        "[host-rules.md](host-rules.md), or one file. Beside the program's own; few need any.",
    )
    sinks: Annotated[list[SinkKeys], or_empty(list)] = Field(
        [],
        description="Where alerts go besides Redis, see [sinks.md](sinks.md). Empty, since Redis "
        "has them all.",
    )
    feeds: Annotated[list[FeedKeys], or_empty(list)] = Field(
        [],
        description="What is polled, see below.",
    )
