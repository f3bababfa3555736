"""Host rules: what a publisher's own markup says better than any guess, each in its own file.

A rule is a YAML file of CSS selectors (docs/how-to-add.md). Rules are read and compiled once in
each process; where one finds nothing on a page, the page is read as if there were none.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from monitor.errors import ConfigError
from monitor.reading.hosts.rule import HostRule, parse_rule

FILES = (
    "rt.yaml",
)  # fmt: skip


def rule_for(host: str) -> HostRule | None:
    """Return the rule of a page's host: the one that names the longest end of it; None if none.

    host: As `rules.articles.host_of` gives it.
    Raises ConfigError if a file of the table is not a rule.
    """
    rules = _rules_by_host()
    labels = host.split(".")
    ends = (".".join(labels[first:]) for first in range(len(labels)))
    return next((rules[end] for end in ends if end in rules), None)


@cache
def _rules_by_host() -> dict[str, HostRule]:
    folder = resources.files("monitor.reading.hosts")
    rules: dict[str, HostRule] = {}
    for name in FILES:
        rule = parse_rule(folder.joinpath(name).read_text("utf-8"), name=name)
        for host in rule.hosts:
            if host in rules:
                raise ConfigError(f"host rule {name}: hosts: {host} has a rule already")
            rules[host] = rule
    return rules
