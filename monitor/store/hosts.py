"""Queries on what is kept of hosts' pages; each is a function of a connection.

How many of a host's pages are kept is for `rules.recurring` to say; how many hosts, for this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.sqlite import insert

from monitor.model import Quality
from monitor.ports import SeenPage
from monitor.store.schema import host_pages as pages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

MOST_HOSTS: Final = 20_000  # at some 10 kB each; those not seen for the longest time give way
_ALIKE: Final = ("page", "title", "characters", "is_dated", "text", "asked")
_COLUMNS: Final = tuple(pages.c[name] for name in (*_ALIKE, "lines", "kind"))


def host_pages(connection: Connection, host: str) -> tuple[SeenPage, ...]:
    """Return what is kept of a host's pages, oldest first."""
    rows = connection.execute(
        select(*_COLUMNS).where(pages.c.host == host).order_by(pages.c.seen_at, pages.c.page)
    ).mappings()
    return tuple(
        SeenPage(
            packed=row["lines"], kind=Quality(row["kind"]), **{name: row[name] for name in _ALIKE}
        )
        for row in rows
    )


def keep_page(
    connection: Connection, host: str, page: SeenPage, *, without: Sequence[int], at: datetime
) -> None:
    """Keep a page, and of the host's others no longer those whose `page` is in `without`."""
    if without:
        connection.execute(
            delete(pages).where(pages.c.host == host, pages.c.page.in_(list(without)))
        )
    values: dict[str, Any] = {name: getattr(page, name) for name in _ALIKE}
    values |= {"lines": page.packed, "kind": page.kind, "seen_at": at}
    connection.execute(
        insert(pages)
        .values(host=host, **values)
        .on_conflict_do_update(index_elements=["host", "page"], set_=values)
    )


def forget_pages(connection: Connection, before: datetime, *, most_hosts: int = MOST_HOSTS) -> None:
    """Delete what was seen before this time, and the hosts that are too many."""
    connection.execute(delete(pages).where(pages.c.seen_at < before))
    too_many = (
        select(pages.c.host)
        .group_by(pages.c.host)
        .order_by(func.max(pages.c.seen_at).desc(), pages.c.host)
        .limit(-1)
        .offset(most_hosts)
    )
    connection.execute(delete(pages).where(pages.c.host.in_(too_many)))
