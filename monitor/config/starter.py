"""The main file that a new installation begins with: the shipped one, with feeds by language.

`starter.yaml` is a copy of the repository's `config/monitor.yaml`, so that an installed package has
it too; a test holds the two equal. Feeds are cut out line by line, because comments must stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("starter.yaml")

_MOST_OF_A_SECTION: Final = 2  # feeds of one language: a handful, of every kind of outlet
_FEED: Final = re.compile(r"\s*- \{id: (?P<id>[\w.-]+), .*?language: (?P<language>\w+)")
_ABOUT_ONE_COUNTRY: Final = re.compile(r"tags: \[[^]]*\bsyria\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """A main file's text, the ids of its feeds, and the languages of which there is none."""

    text: str
    feeds: tuple[str, ...]
    without_feeds: tuple[str, ...]


def starter(languages: Sequence[str]) -> Starter:
    """Return the main file to begin with, with a handful of feeds in each of these languages."""
    head, _, listed = FILE.read_text("utf-8").partition("\nfeeds:\n")
    lines = [line for section in listed.split("\n\n") for line in _section(section, languages)]
    found = [match for line in lines if (match := _FEED.match(line))]
    spoken = {match["language"] for match in found}
    body = "\n".join(lines).rstrip() if found else "  []  # add yours: news-monitor feeds add URL"
    return Starter(
        text=f"{head}\nfeeds:\n{body}\n",
        feeds=tuple(match["id"] for match in found),
        without_feeds=tuple(each for each in languages if each not in spoken),
    )


def _section(section: str, languages: Sequence[str]) -> Iterator[str]:
    """Give a section's lines with its heading, and an empty one after it; nothing if none fits."""
    counts: Counter[str] = Counter()
    heading: list[str] = []
    kept: list[str] = []
    for line in section.split("\n"):
        feed = _FEED.match(line)
        if feed is None:
            heading.append(line)
        elif feed["language"] in languages and not _ABOUT_ONE_COUNTRY.search(line):
            counts[feed["language"]] += 1
            if counts[feed["language"]] <= _MOST_OF_A_SECTION:
                kept.append(line)
    if kept:
        yield from (*(line for line in heading if line.strip()), *kept, "")
