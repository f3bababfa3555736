"""The reading as it is on hosts that nobody has seen: by forests that were grown without them.

The program's own forest was grown on the real pages, so that on these it looks better than it is.
Here the hosts are dealt out to five parts, and each part's pages are read by a forest that was
grown on the other four. Needs LightGBM, and some minutes.
"""

from __future__ import annotations

import multiprocessing
import warnings
from typing import TYPE_CHECKING, Any

from benchmarks import grow_forest
from benchmarks.reading_answers import Answers, Page, pages
from monitor.errors import UnreadableError
from monitor.reading.extract import extract_page
from monitor.reading.story import choice, reasons
from monitor.reading.story.forest import Forest, parse_forest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_HTML = "text/html; charset=utf-8"
_forests: Mapping[str, Forest] = {}  # by host; the pool's processes have their own


def forests_without_hosts() -> dict[str, Forest]:
    """Grow a forest for each fifth of the hosts, without them; return it by host."""
    with multiprocessing.get_context("fork").Pool(2) as pool:
        found = pool.imap(grow_forest.lessons_of, pages(), chunksize=8)
        lessons = [each for lessons in found for each in lessons]
    dealt = grow_forest.folds(lessons)
    grown = {}
    for fold in range(grow_forest.FOLDS):
        others = [each for each in lessons if dealt[each.page["domain"]] != fold]
        grown[fold] = parse_forest(grow_forest.written(grow_forest.grow(others)))
    return {host: grown[fold] for host, fold in dealt.items()}


def judge_with(forests: Mapping[str, Forest]) -> None:
    """Let this process judge the blocks of each host's pages with that host's forest."""
    global _forests  # noqa: PLW0603 - one for each process
    _forests = forests


def judge_page(page: Page) -> None:
    """Let this process judge blocks with the forest of a page's host, if it has one."""
    if forest := _forests.get(page["domain"]):
        choice.the_forest = reasons.the_forest = lambda: forest  # type: ignore[assignment]


def read_unseen(found: Sequence[Page], forests: Mapping[str, Forest]) -> Answers:
    """Read pages, each as the first of its host."""
    with multiprocessing.get_context("fork").Pool(2, judge_with, (forests,)) as pool:
        return dict(pool.imap_unordered(_read, found, chunksize=8))


def _read(page: Page) -> tuple[str, dict[str, Any]]:
    warnings.simplefilter("ignore")
    judge_page(page)
    body = page["html"].encode("utf-8", "replace")
    try:
        told = extract_page(body, content_type=_HTML, url=page["url"])
    except UnreadableError:
        return page["id"], {}
    return page["id"], {"text": told.text, "title": told.title}
