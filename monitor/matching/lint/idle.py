"""Words that do nothing: never to be found, or found only where another one is found anyway."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from monitor.matching.lint.cover import Coverers
from monitor.matching.lint.findings import Finding, Keys, note, some, warning
from monitor.matching.lint.wanted import Wanted
from monitor.matching.query import Phrase

_NAMES: Final = {"query": "word", "terms": "term", "people": "name", "exclude": "excluded word"}


def idle_forms(wanted: Sequence[Wanted]) -> list[Finding]:
    """Return what will never be found, and what adds nothing to what stands beside it."""
    found = [
        warning("never", f"“{each.written}” holds no letter or digit: it is never found", each.keys)
        for each in wanted
        if each.phrase is None
    ]
    found += _excluded(wanted)
    groups: defaultdict[Keys, list[Wanted]] = defaultdict(list)
    for each in wanted:
        groups[each.group].append(each)
    for group in groups.values():
        found += _shadowed(group)
    found += _repeated(each for each in wanted if each.part in {"terms", "people"})
    return found


def _excluded(wanted: Sequence[Wanted]) -> Iterator[Finding]:
    """Give what never counts, because an excluded word stands in it."""
    written = {
        each.phrase: each.written for each in wanted if each.part == "exclude" and each.phrase
    }
    if not written:
        return
    exclude = Coverers(written)
    for each in wanted:
        if each.phrase is None or each.part == "exclude":
            continue
        barring = next(exclude.of(each.phrase, language=each.language), None)
        if barring is not None:
            text = f"“{each.written}” never counts: it holds the excluded “{written[barring]}”"
            yield warning("never", text, each.keys, column=each.column)


def _shadowed(group: Sequence[Wanted]) -> Iterator[Finding]:
    """Give alternatives that stand only where another of the same group stands."""
    if len(group) < 2:  # noqa: PLR2004 - one alone has nothing beside it
        return
    first: dict[Phrase, Wanted] = {}
    for each in group:
        if each.phrase is not None:
            first.setdefault(each.phrase, each)
    coverers = Coverers(first)
    by_cause: defaultdict[str, list[Wanted]] = defaultdict(list)
    for phrase, each in first.items():
        others = coverers.of(phrase, language=each.language)
        cause = next((other for other in others if _is_wider(other, phrase)), None)
        if cause is not None:
            by_cause[first[cause].written].append(each)
    for written, listed in by_cause.items():
        names = some([f"“{each.written}”" for each in listed])
        verb, rest = ("add", "they are") if len(listed) > 1 else ("adds", "it is")
        text = f"{names} {verb} nothing beside “{written}”, which is found wherever {rest}"
        yield note("shadowed", text, listed[0].keys, column=listed[0].column)
    if group[0].part in {"query", "exclude"}:  # an alias may say that the name is the same
        yield from _twice(group, first)


def _is_wider(other: Phrase, phrase: Phrase) -> bool:
    """Say whether one finds more than the other; two forms of one word do not."""
    return other != phrase and (other.is_prefix or len(other.words) < len(phrase.words))


def _twice(group: Sequence[Wanted], first: Mapping[Phrase, Wanted]) -> Iterator[Finding]:
    """Give what is written twice, but not what two languages write alike but for accents."""
    twice = {
        f"“{each.written}”": each
        for each in group
        if each.phrase is not None
        and first[each.phrase] is not each
        and first[each.phrase].written.casefold() == each.written.casefold()
    }
    if twice:
        [each, *_] = twice.values()
        verb = "stand" if len(twice) > 1 else "stands"
        text = f"{some(list(twice))} {verb} there already"
        yield note("shadowed", text, each.keys, column=each.column)


def _repeated(wanted: Iterable[Wanted]) -> Iterator[Finding]:
    """Give what two terms look for: it counts for the first alone."""
    owners: dict[tuple[str, Phrase], Wanted] = {}
    for each in wanted:
        if each.phrase is None:
            continue
        owner = owners.setdefault((each.part, each.phrase), each)
        if owner.keys[:2] != each.keys[:2]:
            kind = _NAMES[each.part]
            text = f"“{each.written}” stands under an earlier {kind} already, and counts there"
            yield warning("shadowed", text, each.keys)
