"""Propose a host rule from several pages of one host, by what they have in common.

What the program reads of each page by guessing is where it begins: the element that holds most of
it on every page is the body, whatever stands around or between. It runs in a worker process, since
the pages are anybody's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from monitor.errors import PermanentError, UnreadableError
from monitor.model import Quality
from monitor.reading.css import to_xpath
from monitor.reading.given import HostRuleSpec, PageBytes
from monitor.reading.hosts.details import AUTHOR, DATE, LEAD, TITLE, Detail
from monitor.reading.hosts.findings import FEWEST_PAGES, Proposed, Suggestion
from monitor.reading.hosts.naming import is_of, is_vague, selectors_of, worth
from monitor.reading.hosts.rule import compile_rule, outermost
from monitor.reading.hosts.sample import Sample, Share, text_of, with_address
from monitor.reading.plain import squeezed
from monitor.rules.articles import host_of

_HOLDS: Final = 0.1  # of the story: what holds less is not looked at as its body
_ENOUGH: Final = 0.7  # of the story has to stand in what is proposed as its body
_PURE: Final = 0.75  # of what is proposed as the body has to be the story
_RECALL_WEIGHT: Final = 1.2  # F-measure's beta: what is lost counts more than what is too much
_MOST_BODIES: Final = 2  # templates
_MOST_REMOVED: Final = 15
_MOST_TRIED: Final = 6
_NEARLY_ALIKE: Final = 0.9  # by the body alone
_ALIKE: Final = 0.97  # by the whole rule
_LINKED: Final = 0.6
_NOISE: Final = (
    "related", "share", "offer", "advert", "picture", "player", "facts", "comments", "frame",
)  # fmt: skip
_NOISE_TAGS: Final = frozenset({"aside", "figure", "figcaption", "form", "button", "footer", "nav"})
_READABLE: Final = frozenset({Quality.STORY, Quality.LIVE_BLOG, Quality.STUB})

Found = dict[str, list[list[HtmlElement]]]  # by selector, for each page what it finds


def suggest_rule(sources: Sequence[PageBytes]) -> Suggestion:
    """Propose a rule from pages of one host.

    Raises PermanentError with reason `too_few_pages`, `several_hosts`, `no_story` or
    `nothing_common`, UnreadableError where a page cannot be read; the message names the page.
    """
    sources = [with_address(source) for source in sources]
    host = _only_host(sources)
    samples = [_sample(source, at) for at, source in enumerate(sources, start=1)]
    bodies = list(_bodies(samples))
    if not bodies:
        raise PermanentError(
            f"the stories of these pages of {host} stand in nothing that has the same name on two "
            "of them; no rule can be proposed",
            reason="nothing_common",
        )
    chosen = [_first_found(bodies, sample) for sample in samples]
    proposed = [
        each
        for detail in (TITLE, LEAD, DATE, AUTHOR)
        if (each := _detail(detail, samples, chosen)) is not None
    ]
    kept = [
        set(_kept(sample, body, proposed)) for sample, body in zip(samples, chosen, strict=True)
    ]
    removed = _removed(samples, chosen, kept)
    for found in ((*proposed, *bodies, *removed), (*proposed, *bodies)):
        suggestion = Suggestion(host=host, pages=len(samples), proposed=tuple(found))
        if _agrees(suggestion.spec, samples, _ALIKE):
            return suggestion
    raise PermanentError(
        f"no selector finds the stories of these pages of {host} as well as reading them without "
        "a rule does",
        reason="nothing_common",
    )


def _only_host(sources: Sequence[PageBytes]) -> str:
    if len({source.body for source in sources}) < FEWEST_PAGES:
        raise PermanentError(
            f"a rule is proposed from {FEWEST_PAGES} or more different pages of a host "
            f"(got {len(sources)})",
            reason="too_few_pages",
        )
    hosts = list(dict.fromkeys(host_of(source.url) for source in sources))
    if "" in hosts:
        place = [host_of(source.url) for source in sources].index("") + 1
        raise PermanentError(
            f"page {place} does not say where it is from; name its site with --url",
            reason="no_host",
        )
    if len(hosts) > 1:
        raise PermanentError(
            f"the pages are of several hosts: {', '.join(hosts)}; give pages of one",
            reason="several_hosts",
        )
    return hosts[0]


def _sample(source: PageBytes, place: int) -> Sample:
    named = f"page {place} ({source.url})"
    try:
        sample = Sample(source)
    except UnreadableError as error:
        raise UnreadableError(f"{named}: {error}", reason=error.reason) from error
    quality = sample.page.quality
    if quality not in _READABLE or not sample.story_chars:
        said = "has no story" if quality in _READABLE else f"is a {str(quality).replace('_', ' ')}"
        raise PermanentError(f"{named} {said}; take another page", reason="no_story")
    return sample


def _bodies(samples: Sequence[Sample]) -> Iterator[Proposed]:
    """Give the selector that finds the stories best, then one for the pages it finds nothing on."""
    candidates = _found_by(
        samples, lambda sample: sample.holders(least=_HOLDS), on_pages=min(2, len(samples))
    )
    open_pages = set(range(len(samples)))
    for _ in range(_MOST_BODIES):
        ranked = {
            selector: sum(_fit(samples[at], found[at]) for at in open_pages) / len(open_pages)
            + worth(selector, "body")
            for selector, found in candidates.items()
            if selector.isalpha() or not is_vague(selector)
        }
        best = None
        for selector in sorted(ranked, key=lambda each: (-round(ranked[each], 3), len(each)))[
            :_MOST_TRIED
        ]:
            shares = {
                at: samples[at].share(candidates[selector][at])
                for at in open_pages
                if candidates[selector][at]
            }
            spec = HostRuleSpec(
                hosts=(host_of(samples[0].source.url),), selectors=(("body", (selector,)),)
            )
            covered = [samples[at] for at in shares]
            if _are_bodies(samples, shares) and _agrees(spec, covered, _NEARLY_ALIKE):
                best = Proposed(
                    key="body", selector=selector, pages=len(shares), why=_told(samples, shares)
                )
                break
        if best is None:
            return
        yield best
        open_pages -= set(shares)
        if not open_pages:
            return


def _fit(sample: Sample, elements: Sequence[HtmlElement]) -> float:
    """Return the F-measure (van Rijsbergen 1979) of some elements as the story of a page, 0..1."""
    share = sample.share(elements)
    if not share.story:
        return 0.0
    recall, precision = _recall(sample, share), share.story / share.total
    weight = _RECALL_WEIGHT**2
    return (1 + weight) * precision * recall / (weight * precision + recall)


def _are_bodies(samples: Sequence[Sample], shares: Mapping[int, Share]) -> bool:
    good = [
        at
        for at, share in shares.items()
        if _recall(samples[at], share) >= _ENOUGH and share.story >= _PURE * share.total
    ]
    return len(good) >= max(2, len(shares) * _ENOUGH)


def _agrees(spec: HostRuleSpec, samples: Iterable[Sample], least: float) -> bool:
    """Say whether pages read by a rule come out as without it, on most of them.

    On most, since a page that guessing reads wrongly is what a rule is for.
    """
    rule = compile_rule(spec)
    return median(each.likeness(rule) for each in samples) >= least


def _told(samples: Sequence[Sample], shares: Mapping[int, Share]) -> str:
    recall = sum(_recall(samples[at], share) for at, share in shares.items()) / len(shares)
    other = sum(1 - share.story / share.total for share in shares.values()) / len(shares)
    return f"{recall:.0%} of the story, {other:.0%} of it something else"


def _recall(sample: Sample, share: Share) -> float:
    return share.story / sample.story_chars


def _found_by(
    samples: Sequence[Sample],
    elements: Callable[[Sample], Sequence[HtmlElement]],
    *,
    on_pages: int,
) -> Found:
    """Return selectors of some elements of each page that find something on several pages."""
    counts = Counter(
        selector
        for sample in samples
        for selector in {
            selector for element in elements(sample) for selector in selectors_of(element)
        }
    )
    found: Found = {}
    for selector, count in counts.items():
        if count >= on_pages:
            xpath = etree.XPath(to_xpath(selector))
            found[selector] = [outermost(xpath, sample.root) for sample in samples]
    return found


def _first_found(bodies: Sequence[Proposed], sample: Sample) -> list[HtmlElement]:
    for body in bodies:
        if found := outermost(etree.XPath(to_xpath(body.selector)), sample.root):
            return found
    return []


def _detail(
    detail: Detail, samples: Sequence[Sample], bodies: Sequence[list[HtmlElement]]
) -> Proposed | None:
    """Propose a selector for a lead, title, date or author; None where none fits."""
    candidates = _found_by(
        samples, detail.candidates, on_pages=min(detail.fewest(len(samples)), len(samples))
    )
    ranked: dict[str, tuple[float, int]] = {}
    for selector, found in candidates.items():
        pages = [at for at, elements in enumerate(found) if elements]
        if len(pages) >= detail.fewest(len(samples)) and all(
            detail.fits(samples[at], found[at], bodies[at]) for at in pages
        ):
            ranked[selector] = (
                len(pages) / len(samples) + worth(selector, detail.family),
                len(pages),
            )
    if not ranked:
        return None
    best = max(ranked, key=lambda each: (ranked[each][0], -len(each)))
    return Proposed(key=detail.key, selector=best, pages=ranked[best][1])


def _kept(
    sample: Sample, body: Sequence[HtmlElement], proposed: Sequence[Proposed]
) -> Iterator[HtmlElement]:
    """Give the elements that must not be taken out: what is chosen, and all around it."""
    chosen = [*body]
    for each in proposed:
        chosen += outermost(etree.XPath(to_xpath(each.selector)), sample.root)
    for element in chosen:
        yield element
        yield from element.iterancestors()


def _removed(
    samples: Sequence[Sample],
    bodies: Sequence[list[HtmlElement]],
    kept: Sequence[set[HtmlElement]],
) -> list[Proposed]:
    """Propose what to take out of the bodies: never story, and of a name or kind that is none."""
    within = [
        [element for body in found for element in body.iterdescendants(etree.Element)]
        for found in bodies
    ]
    places = {id(sample): place for place, sample in enumerate(samples)}
    candidates = _found_by(samples, lambda sample: within[places[id(sample)]], on_pages=2)
    taken: list[set[HtmlElement]] = [set() for _ in samples]
    proposed: list[Proposed] = []
    sizes = {
        selector: sum(
            sample.share(elements).total for sample, elements in zip(samples, found, strict=True)
        )
        for selector, found in candidates.items()
    }
    for selector in sorted(sizes, key=lambda each: (-sizes[each], len(each), each)):
        found = candidates[selector]
        if (is_vague(selector) and selector not in _NOISE_TAGS) or not _is_noise(
            selector, samples, found, kept
        ):
            continue
        fresh = [
            [
                element
                for element in elements
                if taken[at].isdisjoint((element, *element.iterancestors()))
            ]
            for at, elements in enumerate(found)
        ]
        inside = [
            [element for element in elements if element in set(within[at])]
            for at, elements in enumerate(fresh)
        ]
        pages = sum(map(bool, inside))
        if pages < 2 or len(proposed) == _MOST_REMOVED:  # noqa: PLR2004 - on one page it is chance
            continue
        for at, elements in enumerate(found):
            taken[at] |= set(elements)
        proposed.append(Proposed(key="remove", selector=selector, pages=pages))
    return proposed


def _is_noise(
    selector: str,
    samples: Sequence[Sample],
    found: Sequence[Sequence[HtmlElement]],
    kept: Sequence[set[HtmlElement]],
) -> bool:
    texts: Counter[str] = Counter()
    linked = total = 0
    for at, (sample, elements) in enumerate(zip(samples, found, strict=True)):
        share = sample.share(elements)
        if share.story or not kept[at].isdisjoint(elements):
            return False
        total += share.total
        texts.update({squeezed(text_of(element)) for element in elements} - {""})
        linked += sum(len(text_of(link)) for element in elements for link in element.iter("a"))
    if not total:
        return False
    recurs = max(texts.values(), default=0) > 1
    tag = re.split(r"\W", selector, maxsplit=1)[0]
    return recurs or tag in _NOISE_TAGS or is_of(selector, *_NOISE) or linked >= _LINKED * total
