"""Where a block stands: among the page's boxes, articles and headlines, and beside which others.

Each element around the blocks is looked at once; what is asked of it for a block is then a look-up.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from monitor.reading.story.vocabulary import FAMILIES, families_of
from monitor.reading.story.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement
    from numpy.typing import NDArray

    from monitor.reading.story.blocks import Block

TAGS = ("p", "li", "h1", "h2", "h3", "h4", "div", "td", "figcaption", "blockquote", "dd",
        "section", "article")  # fmt: skip
AROUND = ("article", "main", "aside", "nav", "footer", "header", "figure", "form", "ul", "ol",
          "table", "section", "button", "blockquote", "dl", "details")  # fmt: skip
_AROUND_BIT = {tag: 1 << bit for bit, tag in enumerate(AROUND)}
_LEAVES = frozenset({"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "th",
                     "dd", "dt", "figcaption"})  # fmt: skip
_MAIN_SHARE = 0.8
_HALF_SHARE = 0.5
_MOST_HEADLINES = 5
_NEAR = (-3, -2, -1, 1, 2, 3)
_WINDOW = 6
_PLACE = (
    "depth", "levels_below_main", "within_main", "in_half",
    # `_around`
    "box_taken", "box_share", "outer_taken", "outer_share", "box_blocks", "alike_taken",
    "alike_share", "alike_blocks", "box_linked", "outer_linked", "alike_linked", "alike_words",
    "branch_taken", "branch_share", "branch_linked", "branch_blocks",
    # `_in_order`
    "after_first", "before_last", "outside", "position",
    # `_near_headline`
    "after_h1", "common_with_h1", "levels_below_h1", "nearer_other_h1", "in_h1_article",
    # `_articles`
    "within_article", "main_article", "article_order", "first_article", "article_share",
    "nested_article",
    "article_body", "is_hidden", "window_taken",
)  # fmt: skip
_BESIDE = ("taken", "linked", "words", "same_box")
NAMES = (
    *(f"is_{tag}" for tag in TAGS),
    *(f"in_{tag}" for tag in AROUND),
    *(f"named_{family}" for family in FAMILIES),
    *_PLACE,
    *(f"{what}{step:+d}" for step in _NEAR for what in _BESIDE),
)


@dataclass(frozen=True, slots=True)
class Counts:
    """Words of each block: all, those that trafilatura took, those in links.

    took: 1 for a block that was taken, else 0.
    """

    words: NDArray[np.float64]
    took: NDArray[np.float64]
    linked: NDArray[np.float64]

    def rows(self) -> Iterator[tuple[float, float, float]]:
        """Give the three of each block, as plain numbers."""
        yield from zip(self.words.tolist(), self.took.tolist(), self.linked.tolist(), strict=True)


@dataclass(slots=True)
class _Node:
    """An element around blocks, with all that is asked of it once for all of them."""

    parent: int
    tag: str
    depth: int
    families: int
    around: int  # AROUND, of it and all that is around it
    all_families: int
    article: int  # the outermost and the innermost <article> around it; -1 if none
    inner_article: int
    is_body: bool
    is_hidden: bool
    words: int = 0
    taken: int = 0
    linked: float = 0.0  # words
    blocks: int = 0
    below: int = 0  # AROUND and families below the main box
    below_families: int = 0
    levels: int = -1
    branch: int = -1  # the outermost element below the chain of the main box


@dataclass(slots=True)
class _Page:
    nodes: list[_Node] = field(default_factory=list)
    chains: list[list[int]] = field(default_factory=list)  # of each block, innermost first


def place(blocks: Sequence[Block], counts: Counts, *, title: str) -> NDArray[np.float64]:
    """Return a row for each block, a column for each of NAMES.

    title: The page's, to know its headline by.
    """
    page = _survey(blocks, counts)
    places = _places(blocks, page, counts, title)
    tags = [[page.nodes[chain[0]].tag == tag for tag in TAGS] for chain in page.chains]
    return np.hstack([np.array(tags, dtype=float), _boxes(page), places, _besides(page, counts)])


def _survey(blocks: Sequence[Block], counts: Counts) -> _Page:
    page = _Page()
    index: dict[HtmlElement, int] = {}
    for block, (size, is_taken, in_links) in zip(blocks, counts.rows(), strict=True):
        missing: list[HtmlElement] = []
        element: HtmlElement | None = block.element
        while element is not None and element not in index:
            missing.append(element)
            element = element.getparent()
        parent = -1 if element is None else index[element]
        for each in reversed(missing):
            index[each] = len(page.nodes)
            page.nodes.append(_node(each, parent, page.nodes))
            parent = index[each]
        chain = []
        at = index[block.element]
        while at >= 0:
            node = page.nodes[at]
            node.words += int(size)
            node.taken += int(size * is_taken)
            node.linked += in_links
            node.blocks += 1
            chain.append(at)
            at = node.parent
        page.chains.append(chain)
    return page


def _node(element: HtmlElement, parent: int, nodes: Sequence[_Node]) -> _Node:
    tag = element.tag if isinstance(element.tag, str) else ""
    get = element.get
    hints = f"{get('itemprop') or ''} {get('role') or ''} {get('data-testid') or ''}"
    hints = f"{hints} {(get('aria-label') or '')[:40]}"
    # The names of the page and its body speak of all that is in them.
    is_page = tag in {"html", "body"}
    families = 0 if is_page else families_of(f"{get('class') or ''} {get('id') or ''} {hints}")
    above = nodes[parent] if parent >= 0 else None
    is_article = tag == "article"
    style = (get("style") or "").replace(" ", "")
    return _Node(
        parent=parent,
        tag=tag,
        depth=above.depth + 1 if above else 0,
        families=families,
        around=(above.around if above else 0) | _AROUND_BIT.get(tag, 0),
        all_families=(above.all_families if above else 0) | families,
        article=above.article if above and above.article >= 0 else len(nodes) if is_article else -1,
        inner_article=len(nodes) if is_article else above.inner_article if above else -1,
        is_body=(above.is_body if above else False) or "articleBody" in hints,
        is_hidden=(above.is_hidden if above else False)
        or get("hidden") is not None
        or get("aria-hidden") == "true"
        or "display:none" in style,
    )


def _bits(masks: Sequence[int], count: int) -> NDArray[np.int64]:
    return (np.array(masks, dtype=np.int64)[:, None] >> np.arange(count)) & 1


def _boxes(page: _Page) -> NDArray[np.float64]:
    """Tell what is around a block: 1 anywhere, 2 below the main box; of names 3 on the block."""
    own = [page.nodes[chain[0]] for chain in page.chains]
    around = _bits([node.around for node in own], len(AROUND))
    below = _bits([node.below for node in own], len(AROUND))
    families = _bits([node.all_families for node in own], len(FAMILIES))
    near = _bits([node.below_families for node in own], len(FAMILIES))
    at = _bits([node.families for node in own], len(FAMILIES))
    return np.hstack([around + below, np.maximum(families + near, 3 * at)]).astype(float)


def _places(
    blocks: Sequence[Block], page: _Page, counts: Counts, title: str
) -> NDArray[np.float64]:
    total = max(float((counts.words * counts.took).sum()), 1.0)
    main = _deepest(page.nodes, total * _MAIN_SHARE)
    _mark_below(page.nodes, main)
    half = _deepest(page.nodes, total * _HALF_SHARE)
    columns = (
        [(page.nodes[chain[0]].depth, page.nodes[chain[0]].levels) for chain in page.chains],
        [(main in chain, half in chain) for chain in page.chains],
        _around(page, counts, total),
        _in_order(counts),
        _near_headline(blocks, page, title),
        _articles(page, counts.took),
        [(page.nodes[chain[0]].is_body, page.nodes[chain[0]].is_hidden) for chain in page.chains],
        [(share,) for share in _window(counts.words, counts.took)],
    )
    return np.hstack([np.array(each, dtype=float) for each in columns])


def _around(page: _Page, counts: Counts, total: float) -> list[tuple[float, ...]]:
    """Tell what else is in a block's box, in the one around it, in blocks alike, in its branch."""
    nodes = page.nodes
    kinds = [_kind(nodes, chain) for chain in page.chains]
    alike: dict[tuple[object, ...], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for kind, (size, is_taken, linked) in zip(kinds, counts.rows(), strict=True):
        sums = alike[kind]
        sums[0] += size
        sums[1] += size * is_taken
        sums[2] += 1
        sums[3] += linked
    rows: list[tuple[float, ...]] = []
    for chain, kind, (size, is_taken, _) in zip(page.chains, kinds, counts.rows(), strict=True):
        node = nodes[chain[0]]
        box = nodes[chain[1] if node.tag in _LEAVES and len(chain) > 1 else chain[0]]
        outer = nodes[box.parent] if box.parent >= 0 else box
        sums = alike[kind]
        rows.append(
            (
                _others(box.taken, box.words, size, is_taken),
                box.taken / total,
                _others(outer.taken, outer.words, size, is_taken),
                outer.taken / total,
                min(box.blocks, 30),
                _others(sums[1], sums[0], size, is_taken),
                sums[1] / total,
                min(sums[2], 30),
                box.linked / max(box.words, 1),
                outer.linked / max(outer.words, 1),
                sums[3] / max(sums[0], 1),
                sums[0] / max(sums[2], 1),
                *_branch(nodes, node, size, is_taken, total),
            )
        )
    return rows


def _in_order(counts: Counts) -> list[tuple[float, ...]]:
    """Tell where each block stands in the page's order, beside what was taken."""
    where = np.flatnonzero(counts.took)
    count = len(counts.took)
    first, last = (int(where[0]), int(where[-1])) if len(where) else (0, count - 1)
    return [(i - first, last - i, (i < first) - (i > last), i / count) for i in range(count)]


def _near_headline(blocks: Sequence[Block], page: _Page, title: str) -> list[tuple[float, ...]]:
    """Tell where each block stands beside the page's headline, and beside others."""
    h1, others = _headlines(blocks, page, title)
    h1_chain = set(page.chains[h1]) if h1 >= 0 else set()
    h1_article = page.nodes[page.chains[h1][0]].article if h1 >= 0 else -1
    rows: list[tuple[float, ...]] = []
    for i, chain in enumerate(page.chains):
        common = sum(each in h1_chain for each in chain) if h1_chain else 0
        rows.append(
            (
                i - h1 if h1 >= 0 else -99,
                common if h1_chain else -1,
                len(chain) - common if h1_chain else -1,
                any(sum(each in other for each in chain) > common for other in others),
                page.nodes[chain[0]].article == h1_article,
            )
        )
    return rows


def _headlines(blocks: Sequence[Block], page: _Page, title: str) -> tuple[int, list[set[int]]]:
    """Return the page's headline, -1 if it has none, and the chains of other stories' headlines."""
    found = [i for i, chain in enumerate(page.chains) if _is_h1(page.nodes, chain)]
    if not found:
        return -1, []
    known = set(words_of(title))
    shared = [len(known & set(words_of(blocks[i].text))) for i in found]
    best = found[shared.index(max(shared))]
    others = [i for i in found if blocks[i].text != blocks[best].text]
    return best, [set(page.chains[i]) for i in others[:_MOST_HEADLINES]]


def _branch(
    nodes: Sequence[_Node], node: _Node, size: float, is_taken: float, total: float
) -> tuple[float, ...]:
    """Tell what hangs with a block on the chain of the main box."""
    if node.branch < 0:
        return (1.0, 1.0, 0.0, 0.0)
    branch = nodes[node.branch]
    return (
        _others(branch.taken, branch.words, size, is_taken),
        branch.taken / total,
        branch.linked / max(branch.words, 1),
        min(branch.blocks, 50),
    )


def _deepest(nodes: Sequence[_Node], least: float) -> int:
    """Return the innermost element that holds at least so many words that were taken."""
    best = 0
    for index, node in enumerate(nodes):
        if node.taken >= least and node.depth > nodes[best].depth:
            best = index
    return best


def _chain(nodes: Sequence[_Node], at: int) -> list[int]:
    chain = []
    while at >= 0:
        chain.append(at)
        at = nodes[at].parent
    return chain


def _mark_below(nodes: Sequence[_Node], main: int) -> None:
    """Note of every element what lies between it and the chain of the main box."""
    around_main = set(_chain(nodes, main))
    for index, node in enumerate(nodes):  # parents come first
        if index in around_main:
            node.levels = 0
            continue
        parent = nodes[node.parent]
        node.levels = parent.levels + 1
        node.branch = index if node.parent in around_main else parent.branch
        node.below = parent.below | _AROUND_BIT.get(node.tag, 0)
        node.below_families = parent.below_families | node.families


def _kind(nodes: Sequence[_Node], chain: Sequence[int]) -> tuple[object, ...]:
    """Blocks of one kind look alike: same tag and names, in a box of the same tag and names."""
    node, parent = nodes[chain[0]], nodes[chain[1]] if len(chain) > 1 else nodes[chain[0]]
    return node.tag, node.families, parent.tag, parent.families, len(chain)


def _is_h1(nodes: Sequence[_Node], chain: Sequence[int]) -> bool:
    return any(nodes[each].tag == "h1" for each in chain[:3])


def _others(taken: float, words: float, size: float, is_taken: float) -> float:
    """Return the share that was taken of what else is there; -1 if there is nothing else."""
    rest = words - size
    return (taken - size * is_taken) / rest if rest > 0 else -1.0


def _articles(page: _Page, took: NDArray[np.float64]) -> list[tuple[float, ...]]:
    """Tell where each block stands among the page's articles, the one most was taken of first."""
    nodes = page.nodes
    outermost = [nodes[chain[0]].article for chain in page.chains]
    inner = [nodes[chain[0]].inner_article for chain in page.chains]
    order: dict[int, int] = {}
    for article in outermost:
        order.setdefault(article, len(order))
    shares = {article: nodes[article].taken for article in order if article >= 0}
    shares[-1] = max(nodes[0].taken - sum(shares.values()), 0)
    main = max(order, key=lambda article: shares[article])
    first = next((a for a, t in zip(outermost, took, strict=True) if a >= 0 and t), None)
    total = max(nodes[0].taken, 1)
    return [
        (
            article >= 0,
            article == main,
            order[article] - order[main],
            article == first,
            shares[article] / total,
            innermost != article,
        )
        for article, innermost in zip(outermost, inner, strict=True)
    ]


def _window(words: NDArray[np.float64], took: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the share that was taken of the words within six blocks, the block's own left out."""
    kernel = np.ones(2 * _WINDOW + 1)
    kernel[_WINDOW] = 0
    near = np.convolve(words, kernel, mode="full")[_WINDOW:-_WINDOW]
    took_near = np.convolve(words * took, kernel, mode="full")[_WINDOW:-_WINDOW]
    share: NDArray[np.float64] = took_near / np.maximum(near, 1)
    return share


def _besides(page: _Page, counts: Counts) -> NDArray[np.float64]:
    """Return what is seen of the blocks before and after each; -1 beyond the page's ends."""
    seen_of = (counts.took, counts.linked / np.maximum(counts.words, 1), np.log1p(counts.words))
    boxes = np.array([chain[1] if len(chain) > 1 else -1 for chain in page.chains])
    columns = []
    count = len(boxes)
    for step in _NEAR:
        at = np.arange(count) + step
        is_there = (at >= 0) & (at < count)
        at = np.clip(at, 0, count - 1)
        same = boxes[at] == boxes
        columns += [np.where(is_there, seen[at], -1.0) for seen in seen_of]
        columns.append(np.where(is_there, same, -1.0))
    return np.stack(columns, axis=1)
