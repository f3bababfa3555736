"""Where in its file a part of a watchlist stands, for whoever has to say something of it later.

A watchlist that was read knows the line of its id only; its file is read again for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from monitor.config.document import Document
from monitor.config.inputs import Inputs
from monitor.config.positions import place_of
from monitor.config.problems import Keys
from monitor.config.watchlists import read_watchlist_document
from monitor.watchlist import Watchlist


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file.

    line, column: 1-based; the column is None where only the line is known.
    """

    file: str
    line: int
    column: int | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" + (f":{self.column}" if self.column else "")


class WatchlistPlaces:
    """The places of what watchlists say; reads each file once."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}

    def of(self, watchlist: Watchlist, keys: Keys, *, column: int | None = None) -> Place:
        """Return where a part stands: at least where the watchlist does.

        keys: The way from the watchlist down; where nothing stands there, what is around it.
        column: 1-based, in the text that stands there; None for the part as a whole.
        """
        file, _, line = watchlist.origin.rpartition(":")
        document = self._document(file)
        begin = _beginning(document, watchlist)
        if begin is None:
            return Place(file, int(line) if line.isdigit() else 1)
        way = (*begin, *keys)
        if column is not None and way in document.lines:
            return Place(*place_of(document, way, column - 1))
        return Place(document.shown, document.line_of(way if keys else (*begin, "id")))

    def _document(self, file: str) -> Document:
        if file not in self._documents:
            self._documents[file] = read_watchlist_document(Path(file), inputs=Inputs())
        return self._documents[file]


def _beginning(document: Document, watchlist: Watchlist) -> Keys | None:
    """Return the way to a watchlist in its file; None where it is not there any more."""
    if not isinstance(document.value, list):
        return () if document.value is not None else None
    for at, each in enumerate(document.value):
        if isinstance(each, dict) and each.get("id") == watchlist.id:
            return (at,)
    return None
