"""Host rule files to host rules.

A file holds one rule or a list of them; a folder holds files. Read like watchlist files: every
mistake of every file is collected, and one that is as it was is not read again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from monitor.config.complaints import validate
from monitor.config.document import WATCHLIST_FILE_BYTES, Document, read_document
from monitor.config.environment import replace_references
from monitor.config.filekeys import WATCHLIST_VALUE_BYTES, model_under, read_file_keys
from monitor.config.host_rule_models import HostRuleKeys
from monitor.config.inputs import Inputs, look, same_file
from monitor.config.problems import Keys, Problem, config_error, printable
from monitor.reading.given import HostRuleSpec

SELECTING: Final = ("body", "lead", "title", "date", "author", "remove")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRules:
    """What one file says, apart from what other files say.

    rules: Those without mistakes.
    claims: A host that a rule names, and that claim as a mistake to be told where another rule
        has the host already.
    """

    rules: tuple[HostRuleSpec, ...]
    claims: tuple[tuple[str, Problem], ...]
    problems: tuple[Problem, ...]
    inputs: Inputs


class HostRuleReader:
    """Read rule files one after the other, and hold their hosts against each other.

    kept: What files said earlier, by their paths. Files without mistakes are added.
    inputs: Of all files together.
    """

    def __init__(self, kept: dict[str, ReadRules] | None = None) -> None:
        self.rules: list[HostRuleSpec] = []
        self.problems: list[Problem] = []
        self.inputs = Inputs()
        self._kept = {} if kept is None else kept
        self._places: dict[str, str] = {}
        self._done: set[object] = set()

    def read(self, file: Path) -> None:
        """Add a file's rules to `rules`, and its mistakes to `problems`.

        A file that was read already, by whatever name, is passed over.
        """
        path = str(file)
        seen = look(path)
        which = same_file(path, seen)
        if which in self._done:
            self.inputs.files[path] = seen
            return
        self._done.add(which)
        said = self._kept.pop(path, None)
        if said is None or not said.inputs.are_unchanged(known=(path, seen)):
            said = read_rule_file(file)
        if not said.problems:
            self._kept[path] = said
        self.inputs.add(said.inputs)
        self.problems += said.problems
        self.rules += said.rules
        for host, claim in said.claims:
            if host in self._places:
                taken = printable(self._places[host], limit=500)
                text = f"{printable(host)} has a rule already, at {taken}"
                self.problems.append(replace(claim, text=text))
            else:
                self._places[host] = f"{claim.file}:{claim.line}"


def read_rule_file(file: Path) -> ReadRules:
    """Read one file, without a look at any other."""
    inputs = Inputs()
    document = read_document(file, max_bytes=WATCHLIST_FILE_BYTES, inputs=inputs)
    document = replace_references(document, inputs)
    document = read_file_keys(
        document,
        model_under(HostRuleKeys, at=1 if isinstance(document.value, list) else 0),
        folder=file.parent,
        max_bytes=WATCHLIST_VALUE_BYTES,
        inputs=inputs,
    )
    problems = list(document.problems)
    if document.value is None and not problems:
        problems.append(document.problem((), "should hold a host rule, and is empty"))
    rules: list[HostRuleSpec] = []
    claims: list[tuple[str, Problem]] = []
    for at in _each_rule(document.value):
        keys, found = validate(HostRuleKeys, document, at=at)
        problems += found
        if keys is None:
            continue
        problems += _too_little(document, keys, at)
        claims += _claims(document, keys, at)
        rules.append(_spec(keys, origin=f"{document.shown}:{document.line_of((*at, 'hosts'))}"))
    return ReadRules(
        rules=tuple(rules), claims=tuple(claims), problems=tuple(problems), inputs=inputs
    )


def load_host_rules(file: Path) -> tuple[HostRuleSpec, ...]:
    """Read the rules of one file; raise ConfigError with every mistake."""
    reader = HostRuleReader()
    reader.read(file)
    if reader.problems:
        raise config_error(file, reader.problems)
    return tuple(reader.rules)


def _each_rule(value: Any) -> list[Keys]:
    if isinstance(value, list):
        return [(index,) for index in range(len(value))]
    return [] if value is None else [()]


def _too_little(document: Document, keys: HostRuleKeys, at: Keys) -> list[Problem]:
    if any(getattr(keys, name) for name in SELECTING):
        return []
    text = f"should have at least one of {', '.join(SELECTING[:-1])} or {SELECTING[-1]}"
    return [document.problem(at, text)]


def _claims(document: Document, keys: HostRuleKeys, at: Keys) -> list[tuple[str, Problem]]:
    way = (*at, "hosts")
    is_list = isinstance(document.value_at(way), list)
    ways = [(*way, index) if is_list else way for index in range(len(keys.hosts))]
    return [
        (host, document.problem(where, "")) for host, where in zip(keys.hosts, ways, strict=True)
    ]


def _spec(keys: HostRuleKeys, *, origin: str) -> HostRuleSpec:
    return HostRuleSpec(
        hosts=tuple(keys.hosts),
        selectors=tuple(
            (name, tuple(listed)) for name in SELECTING if (listed := getattr(keys, name))
        ),
        zone=keys.zone,
        origin=origin,
    )
