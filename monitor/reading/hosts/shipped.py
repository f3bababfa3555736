"""Our own rules: the YAML files beside this module, read and checked.

A mistake in one is ours and is told when the rules are first asked for. A user's rules are read by
`config.host_rules`, which tells of each mistake where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from monitor.errors import ConfigError
from monitor.reading.css import to_xpath
from monitor.reading.given import HostRuleSpec
from monitor.reading.hosts.rule import KEYS


def shipped_specs(name: str) -> tuple[HostRuleSpec, ...]:
    """Return the rules of one of our files; raise ConfigError where they are none."""
    folder = resources.files("monitor.reading.hosts")
    return parse_specs(folder.joinpath(name).read_text("utf-8"), name=name)


def parse_specs(text: str, *, name: str) -> tuple[HostRuleSpec, ...]:
    """Read a rule, or a list of them.

    name: Of the file, for messages and as the rules' origin.
    Raises ConfigError that tells every mistake, each with its key.
    """
    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        told_why = " ".join(str(error).split())
        raise ConfigError(f"host rule {name} is not YAML: {told_why}") from error
    problems: list[str] = []
    listed = told if isinstance(told, list) else [told]
    specs = tuple(_spec(each, name, problems) for each in listed)
    if problems:
        raise ConfigError(f"host rule {name} has {len(problems)} problem(s)", problems)
    return specs


def _spec(told: object, name: str, problems: list[str]) -> HostRuleSpec:
    keys: dict[Any, Any] = dict(told) if isinstance(told, dict) else {}
    hosts, zone = _texts(keys.pop("hosts", None)), keys.pop("zone", None)
    if not hosts:
        problems.append("hosts: should be a list of host names")
    if zone is not None and not _is_zone(zone):
        problems.append(f"zone: {zone!r} is no time zone")
    selectors = []
    for key, value in keys.items():
        if key not in KEYS:
            problems.append(f"{key}: should be one of hosts, zone, {', '.join(KEYS)}")
            continue
        if not _texts(value):
            problems.append(f"{key}: should be a CSS selector or a list of them")
        problems += _mistakes(key, _texts(value))
        selectors.append((key, tuple(_texts(value))))
    return HostRuleSpec(
        hosts=tuple(host.lower().removeprefix("www.") for host in hosts),
        selectors=tuple(selectors),
        zone=zone,
        origin=name,
    )


def _texts(value: object) -> list[str]:
    """Return a text, or a list of texts, as a list; an empty one for anything else."""
    listed = value if isinstance(value, list) else [value]
    texts = [one for one in listed if isinstance(one, str) and one.strip()]
    return texts if len(texts) == len(listed) else []


def _mistakes(key: str, texts: list[str]) -> Iterator[str]:
    for text in texts:
        try:
            to_xpath(text)
        except ValueError as error:
            yield f"{key}: {text!r}: {error}"


def _is_zone(name: object) -> bool:
    try:
        return isinstance(name, str) and bool(ZoneInfo(name))
    except (ValueError, KeyError, OSError):
        return False
