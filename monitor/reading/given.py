"""What the reading is given: pages as they came, and host rules as they were written.

Values only, without a parser, because the daemon and the configuration carry them to the workers.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class HostRuleSpec:
    """What a publisher's own markup says of its pages, as it was written (docs/host-rules.md).

    hosts: Lower case, without `www.`; each stands for its subdomains too.
    selectors: CSS by key: `body`, `lead`, `title`, `date`, `author`, `remove`.
    zone: IANA name of the zone of dates that tell none; None if that is not known.
    origin: File and line where it is configured, for people; "" for one of ours.
    """

    hosts: tuple[str, ...]
    selectors: tuple[tuple[str, tuple[str, ...]], ...] = ()
    zone: str | None = None
    origin: str = field(default="", compare=False)  # moving it in its file changes nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBytes:
    """A page as it came.

    url: Where from, after redirects; None for a file whose address nobody told.
    """

    body: bytes
    url: str | None
    content_type: str | None = None
