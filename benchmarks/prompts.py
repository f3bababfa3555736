"""A judge of what was left in a text: lines that ask the reader to do something.

Consent, follow us, read also, share, pay. Written apart from `monitor/reading/chrome/lexicon` and
without a look at it, so that the program is not measured with its own words; keep it so. It looks
at short lines only, and knows plain forms rather than many: a line that it names is a prompt.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache
from pathlib import Path

_MOST_WORDS = 22
_MOST_LETTERS = 60  # of scripts without spaces
KINDS = ("consent", "follow", "read_also", "share", "paywall")
_FILE = Path(__file__).with_name("prompts.txt")
_MARKS = re.compile(r"[\u064b-\u0652\u0640\u200b-\u200f\u2060\ufeff\u00ad\ufe0f]")
_LEADING = re.compile(r"^[\W_]+", re.UNICODE)
_TRAILING = re.compile(r"[\W_]+$", re.UNICODE)
_ALIKE = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ي": "ی", "ك": "ک", "’": "'", "ё": "е"})
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def prompt_kind(line: str) -> str | None:
    """Say what a line asks of the reader, one of KINDS; None if it is no prompt by these words."""
    text = _folded(line)
    if not text or len(text.split()) > _MOST_WORDS:
        return None
    if _DENSE.search(text) and len(text) > _MOST_LETTERS:
        return None
    starts, whole, anywhere = _index()
    bare = _TRAILING.sub("", text)
    if kind := whole.get(bare):
        return kind
    for phrase, kind in starts.get(text[:2], ()):
        if text.startswith(phrase) and _ends_there(text, len(phrase)):
            return kind
    return next((kind for phrase, kind in anywhere if phrase in text), None)


def prompts_left(text: str, known: str) -> list[tuple[str, str]]:
    """Return the prompts of a text, kind and line; none if the known text has a prompt itself.

    known: The story as it is known to be. A page whose own text has such a line does not count.
    """
    if any(prompt_kind(line) for line in known.split("\n")):
        return []
    return [(kind, line) for line in text.split("\n") if (kind := prompt_kind(line))]


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _MARKS.sub("", text).translate(_ALIKE)
    return _LEADING.sub("", " ".join(text.split()))


def _ends_there(text: str, end: int) -> bool:
    """Say whether a word ends at `end`; a phrase that ends in no letter needs none."""
    last = text[end - 1]
    return not last.isalnum() or bool(_DENSE.match(last)) or not text[end : end + 1].isalnum()


@cache
def _index() -> tuple[dict[str, list[tuple[str, str]]], dict[str, str], list[tuple[str, str]]]:
    """Return phrases by their first two letters, whole lines, and phrases for anywhere."""
    starts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    whole: dict[str, str] = {}
    anywhere: list[tuple[str, str]] = []
    kind = ""
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]").split()[1]
        elif line.startswith("="):
            whole[_folded(line)] = kind
        elif line.startswith("~"):
            anywhere.append((_folded(line), kind))
        elif line and not line.startswith("#"):
            starts[_folded(line)[:2]].append((_folded(line), kind))
    return starts, whole, anywhere
