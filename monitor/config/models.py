"""The keys of both kinds of file: type, default and range of each.

What a key means, in which unit, and why its default is what it is stands in
`docs/configuration.md`; a test holds that page and these models against each other. Rules that
look at more than one key are in `checks`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor.config.fields import (
    AsTerm,
    Contact,
    Language,
    Line,
    Listen,
    Name,
    Network,
    OneOrMore,
    PollInterval,
    Prefix,
    QueryText,
    RedisAddress,
    TermText,
    Timezone,
    WebAddress,
    or_empty,
)

_WEEK_S = 7 * 24 * 3600
_TEN_YEARS_H = 10 * 366 * 24


class KnownKeys(BaseModel):
    """A mapping in which every key is known; text is never taken for a number or the reverse."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, allow_inf_nan=False, hide_input_in_errors=True
    )


class RedisKeys(KnownKeys):
    """Where alerts go."""

    url: RedisAddress | None = None
    prefix: Prefix = "monitor:"
    port: int = Field(6399, ge=1, le=65_535)


class FetchKeys(KnownKeys):
    """How feeds and pages are asked for."""

    allow_networks: Annotated[list[Network], or_empty(list)] = []
    first_run_max_age_h: float = Field(24, ge=0, le=_TEN_YEARS_H)
    min_poll_s: int = Field(60, ge=1, le=86_400)
    page_pause_s: float = Field(1, ge=0, le=3600)
    timeout_s: float = Field(30, ge=1, le=600)
    feed_max_mb: float = Field(15, ge=0.01, le=32)
    page_max_mb: float = Field(2, ge=0.01, le=32)
    contact: Contact | None = None


class RuntimeKeys(KnownKeys):
    """How the daemon runs."""

    loop: Literal["auto", "asyncio", "uvloop"] = "auto"
    workers: int = Field(2, ge=1, le=64)
    grace_s: float = Field(20, ge=0, le=600)


class StatusKeys(KnownKeys):
    """Where the daemon says how it is."""

    listen: Listen | None = "127.0.0.1:8686"


class LogKeys(KnownKeys):
    """What the daemon writes down."""

    level: Literal["debug", "info", "warning", "error"] = "info"


class FeedKeys(KnownKeys):
    """One feed."""

    id: Name = Field(description="a short name of its own")
    url: WebAddress = Field(description="an http or https address")
    language: Language | None = None
    outlet: Line | None = None
    tags: Annotated[list[Prefix], or_empty(list)] = []
    poll_every_s: PollInterval = Field(None, le=_WEEK_S)  # from fetch.min_poll_s: see checks
    pages: Literal["fetch", "never"] = "fetch"


class MainKeys(KnownKeys):
    """The main file, `monitor.yaml`."""

    state_dir: Line = "./state"
    redis: Annotated[RedisKeys, or_empty(dict)] = RedisKeys()
    fetch: Annotated[FetchKeys, or_empty(dict)] = FetchKeys()
    runtime: Annotated[RuntimeKeys, or_empty(dict)] = RuntimeKeys()
    status: StatusKeys | None = StatusKeys()
    log: Annotated[LogKeys, or_empty(dict)] = LogKeys()
    timezone: Timezone = "UTC"
    retention_days: float = Field(90, ge=1, le=36_600)
    catch_up_max_age_h: float = Field(72, ge=0, le=_TEN_YEARS_H)
    watchlists: Line = "watchlists"
    feeds: Annotated[list[FeedKeys], or_empty(list)] = []


class TermKeys(KnownKeys):
    """A term with what it is called in other languages."""

    term: TermText = Field(description="a word or phrase")
    aliases: Annotated[dict[Language, Annotated[list[TermText], OneOrMore]], or_empty(dict)] = {}


class SeedKeys(KnownKeys):
    """An example article: inline, in a file, or at an address."""

    title: str | None = Field(None, max_length=2000)
    text: str | None = Field(None, max_length=200_000)
    language: Language | None = None
    file: Line | None = None
    url: WebAddress | None = None


class WatchlistKeys(KnownKeys):
    """One watchlist."""

    id: Name = Field(description="a short name of its own")
    title: Line | None = None
    channel: Name | None = None
    languages: Annotated[list[Language], or_empty(list)] = []
    query: QueryText | None = None
    terms: Annotated[list[Annotated[TermKeys, AsTerm]], or_empty(list)] = []
    exclude: Annotated[list[Annotated[TermKeys, AsTerm]], or_empty(list)] = []
    seeds: Annotated[list[SeedKeys], or_empty(list)] = []
    threshold: float = Field(0.5, ge=0, le=1)
    near_miss_margin: float = Field(0.1, ge=0, le=1)
    enabled: bool = True
