"""What reading a page costs: CPU time beside trafilatura's, and the memory of a worker.

Both read the same bytes in one process, page by page in turn, so that what else the machine does
falls on both alike; which of them begins changes from page to page, since the second finds the
page's bytes at hand. Of the ratios of all pages the median counts.
"""

from __future__ import annotations

import statistics
import time
import warnings
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_HTML = "text/html; charset=utf-8"
# Pages read before the clock starts: a worker reads thousands, and what it has to load or compile
# once it has then.
_WARM = 150
_OURS, _FULL, _TEXT = "ours", "with metadata", "text alone"


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU time of the median page over trafilatura's, and in seconds.

    ratio, text_ratio: Against trafilatura with its metadata, and without; ours always has them.
    ours_s, alone_s: The median page's.
    """

    ratio: float
    text_ratio: float
    ours_s: float
    alone_s: float


def readers(page: Mapping[str, Any]) -> dict[str, Callable[[], object]]:
    """Return the three ways to read a page, from its bytes."""
    from trafilatura import bare_extraction

    from monitor.errors import UnreadableError
    from monitor.reading.extract import extract_page

    body, url = page["html"].encode("utf-8", "replace"), page["url"]

    def ours() -> object:
        with suppress(UnreadableError):
            return extract_page(body, content_type=_HTML, url=url)
        return None

    def alone(*, full: bool) -> object:
        return bare_extraction(body, url=url, include_comments=False, with_metadata=full)

    return {_OURS: ours, _FULL: lambda: alone(full=True), _TEXT: lambda: alone(full=False)}


def measure_cost(pages: Sequence[Mapping[str, Any]], others: Sequence[Mapping[str, Any]]) -> Cost:
    """Read pages in the three ways in turn, and compare.

    others: Pages to begin with, which do not count.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for page in others[:_WARM]:
            for read in readers(page).values():
                read()
        return compared([_times(page, turn) for turn, page in enumerate(pages)])


def _times(page: Mapping[str, Any], turn: int) -> dict[str, float]:
    ways = list(readers(page).items())
    first = turn % len(ways)
    times = {}
    for name, read in (*ways[first:], *ways[:first]):
        began = time.process_time()
        read()
        times[name] = time.process_time() - began
    return times


def compared(times: Sequence[Mapping[str, float]]) -> Cost:
    """Return the median of the ratios, and the median times."""
    columns: dict[str, list[float]] = defaultdict(list)
    for row in times:
        columns[_OURS].append(row[_OURS])
        columns[_FULL].append(row[_FULL])
        columns["ratio"].append(row[_OURS] / max(row[_FULL], 1e-6))
        columns["text_ratio"].append(row[_OURS] / max(row[_TEXT], 1e-6))
    medians = {name: statistics.median(column) for name, column in columns.items()}
    return Cost(medians["ratio"], medians["text_ratio"], medians[_OURS], medians[_FULL])


def peak_mb(root_pid: int, peaks: dict[int, float]) -> None:
    """Note the most memory that each process below one ever had resident, in MB. Linux only.

    peaks: By process id; a process that is gone keeps what was noted last.
    """
    for pid in _below(root_pid):
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    peaks[pid] = int(line.split()[1]) / 1024


def _below(root_pid: int) -> list[int]:
    """Return the processes below one, of any generation."""
    children: dict[int, list[int]] = defaultdict(list)
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name, in brackets, may hold spaces; the parent is the second field after it.
            parent = int(status.read_text().rpartition(")")[2].split()[1])
            children[parent].append(int(status.parent.name))
    found, todo = [], [root_pid]
    while todo:
        todo += (below := children[todo.pop()])
        found += below
    return found
