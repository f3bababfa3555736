"""What a user asks for: the words of a watchlist, as `model` has the words of the line.

What becomes of them is for `matching`, how they are written down for `config`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from monitor.model import ChannelName, WatchlistId


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word or phrase to find, with what it is called elsewhere.

    text: The term itself; a trailing `*` makes its last word a prefix.
    aliases: Other forms by language tag; all of them are looked for in every article.
    """

    text: str
    aliases: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """An example article that a watchlist should find the like of.

    origin: Where it was read from, for messages: a file, a URL, or `inline`.
    text: May be empty beside a title; both are empty while a seed `url` was not fetched yet.
    """

    title: str
    text: str
    language: str | None
    origin: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A story that was judged: one that belongs to a watchlist, or one that does not.

    is_accepted: Whether it belongs.
    origin: Where it was read from, for messages: a file with its line, or `inline`.
    """

    title: str
    text: str
    language: str | None
    is_accepted: bool
    origin: str = "inline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """What one user wants to hear of.

    languages: Only articles in these; empty means all, and articles of unknown language pass.
    query: Boolean query text, None if there is none.
    people: Names with their spellings by language, as terms are.
    places: Countries by ISO 3166 code or English name, cities by name; looked for in every
        language.
    examples: Judged stories; ten of them are enough to learn from.
    model: What was learned from them, as `matching.learned.model` writes it; None if nothing was.
    threshold: Score from which an alert is sent, 0..1.
    near_miss_margin: A score this little below the threshold is kept as a near miss, 0..1.
    revision: Hash of the configuration that decides matches; it stands in every alert.
    origin: File and line where it is configured, for people; "" if it came from elsewhere.
    """

    id: WatchlistId
    title: str
    channel: ChannelName
    languages: frozenset[str] = frozenset()
    query: str | None = None
    terms: tuple[Term, ...] = ()
    exclude: tuple[Term, ...] = ()
    seeds: tuple[Seed, ...] = ()
    people: tuple[Term, ...] = ()
    places: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    model: str | None = None
    threshold: float = 0.5
    near_miss_margin: float = 0.1
    enabled: bool = True
    revision: str = ""
    origin: str = field(default="", compare=False)  # moving it in its file changes nothing
