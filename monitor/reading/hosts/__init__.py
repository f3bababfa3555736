"""Host rules: what a publisher's own markup says better than any guess, each in its own file.

A rule is YAML with CSS selectors (docs/host-rules.md). Ours are read and compiled once in each
process; the user's are installed in it. Where a rule finds nothing on a page, the page is read as
if there were none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache

from monitor.errors import ConfigError
from monitor.reading.given import HostRuleSpec
from monitor.reading.hosts.rule import HostRule, compile_rule
from monitor.reading.hosts.shipped import shipped_specs

FILES = (
    "rt.yaml",
)  # fmt: skip

# Module state, because a process pool carries functions and values, not objects that live on.
_installed: dict[str, HostRule] = {}  # the user's, by host
_only_installed: list[bool] = [False]


def install(specs: Iterable[HostRuleSpec]) -> None:
    """Make these the user's rules in this process, in place of earlier ones.

    Raises ConfigError where one cannot be compiled; then the earlier ones stay.
    """
    rules = _by_host(compile_rule(spec) for spec in specs)
    _installed.clear()
    _installed.update(rules)


def rule_for(host: str) -> HostRule | None:
    """Return the rule of a page's host: the one that names the longest end of it; None if none.

    A rule of the user's comes before one of ours, whichever end it names.

    host: As `rules.articles.host_of` gives it.
    Raises ConfigError if a file of the table is not a rule.
    """
    if not host.isascii():
        with suppress(UnicodeError):  # names of hosts in rules are in punycode
            host = host.encode("idna").decode("ascii")
    ours = {} if _only_installed[0] else _rules_by_host()
    return _longest(_installed, host) or _longest(ours, host)


@contextmanager
def with_only(*rules: HostRule) -> Iterator[None]:
    """Let these be the only rules meanwhile, or let there be none."""
    before, had_ours = dict(_installed), not _only_installed[0]
    _installed.clear()
    _installed.update(_by_host(rules))
    _only_installed[:] = [True]
    try:
        yield
    finally:
        _installed.clear()
        _installed.update(before)
        _only_installed[:] = [not had_ours]


def shipped_rules() -> tuple[HostRuleSpec, ...]:
    """Return our own rules, in the order of the table; raise ConfigError as `rule_for`."""
    return tuple(spec for name in FILES for spec in shipped_specs(name))


def _longest(rules: Mapping[str, HostRule], host: str) -> HostRule | None:
    labels = host.split(".") if rules else []
    ends = (".".join(labels[first:]) for first in range(len(labels)))
    return next((rules[end] for end in ends if end in rules), None)


@cache
def _rules_by_host() -> dict[str, HostRule]:
    return _by_host(map(compile_rule, shipped_rules()))


def _by_host(compiled: Iterable[HostRule]) -> dict[str, HostRule]:
    rules: dict[str, HostRule] = {}
    for rule in compiled:
        for host in rule.hosts:
            if host in rules:
                raise ConfigError(f"host rule {rule.origin}: hosts: {host} has a rule already")
            rules[host] = rule
    return rules
