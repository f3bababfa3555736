"""From a YAML parser's events to plain values, refusing what YAML allows and we do not.

Aliases, anchors, merge keys, tags, duplicate keys, second documents, and anything too deep or too
much. Scalars follow the YAML 1.2 core schema, not PyYAML's 1.1: `no` and `12:30` stay texts.
It notes every mistake and goes on where it can; it never raises for what the text holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from monitor.config.problems import Keys, Problem, printable
from monitor.config.syntax import trouble_of

MOST_LEVELS = 30
MOST_VALUES = 200_000

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_SURROGATE = re.compile(r"[\ud800-\udfff]")

# YAML 1.2.2, section 10.3.2.
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUES = frozenset({"true", "True", "TRUE"})
_FALSES = frozenset({"false", "False", "FALSE"})
_INT = re.compile(r"[-+]?[0-9]{1,300}|0o[0-7]{1,300}|0x[0-9a-fA-F]{1,300}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NUMBER_BEGINS = frozenset("-+.0123456789")
_INFINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class _Refused(Exception):  # noqa: N818 - a way out of the composer, not an error of anybody's
    """Tell that the rest of the file is not worth reading; the problem is noted."""


@dataclass(slots=True)
class _Level:
    """A list or mapping that is being filled."""

    keys: Keys
    value: Any
    key: str | None = None
    key_line: int = 0
    is_key_refused: bool = False

    def wants_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is None


class Composer:
    """Turn the parser's events into values; for one use.

    What `compose` leaves behind is told by `document.Document`.
    """

    def __init__(self, text: str, shown: str) -> None:
        self.value: Any = None
        self.lines: dict[Keys, int] = {}
        self.scalars: dict[Keys, tuple[int, int, str]] = {}
        self.doubtful: set[Keys] = set()
        self.unfinished: set[Keys] = set()
        self.problems: list[Problem] = []
        self._text = text
        self._shown = shown
        self._levels: list[_Level] = []
        self._has_document = False
        self._last_folded: Keys | None = None
        # Only an escape can bring half of a surrogate pair, and only libyaml refuses it itself.
        self._has_escapes = "\\u" in text or "\\U" in text

    def complain(self, text: str, line: int, column: int | None = None, keys: Keys = ()) -> None:
        """Note a mistake at a 1-based place."""
        self.problems.append(
            Problem(file=self._shown, line=line, column=column, keys=keys, text=text)
        )

    def compose(self) -> None:
        """Read the text to its end, or to the first thing that makes the rest worthless.

        What stood before that is kept: it has mistakes of its own to tell.
        """
        loader = _Loader(self._text)
        try:
            # Not yaml.parse, which asks for each event twice: of thousands of files it shows.
            while (event := loader.get_event()) is not None:
                self._take(event)
        except _Refused:
            pass
        except yaml.MarkedYAMLError as error:
            self._complain_of_syntax(error)
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # The pure parser lets chr() and int() fail over impossible escapes.
            self.complain(f"is not valid YAML: {printable(str(error), limit=200)}", 1)
        finally:
            loader.dispose()
        self.unfinished.update(level.keys for level in self._levels)

    def _complain_of_syntax(self, error: yaml.MarkedYAMLError) -> None:
        if self._last_folded is not None:  # it swallowed what the mistake is about
            self.doubtful.add(self._last_folded)
        mark = error.problem_mark
        if self.scalars and mark:  # what touches the mistake may be a part of it
            keys, (_start, end, _style) = next(reversed(self.scalars.items()))
            if end == mark.index:
                self.doubtful.add(keys)
        trouble = trouble_of(error, self._text)
        self.complain(trouble.text, trouble.line, trouble.column, self._here())

    def _here(self) -> Keys:
        """Return the way to what comes next; that to what is around it where none is known."""
        if not self._levels:
            return ()
        level = self._levels[-1]
        if -1 in level.keys:
            return ()
        if isinstance(level.value, list):
            return (*level.keys, len(level.value))
        return level.keys if level.key is None else (*level.keys, level.key)

    def _refuse(self, text: str, event: Any) -> NoReturn:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        self.complain(text, line, column, self._here())
        raise _Refused

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            if event.anchor is not None or event.tag is not None:
                self._refuse_decoration(event)
            self._take_scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            if event.anchor is not None or event.tag is not None:
                self._refuse_decoration(event)
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._levels.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._take_alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            if self._has_document:
                self._refuse("should hold one document; a second begins here", event)
            self._has_document = True

    def _refuse_decoration(self, event: Any) -> None:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if event.anchor is not None:
            name = printable(event.anchor)
            text = f"anchors (&{name}) are not allowed; write the value out where it is needed"
            self.complain(text, line, column, self._here())
        if event.tag is not None:
            tag = printable(event.tag.replace("tag:yaml.org,2002:", "!!"))
            text = f"tags ({tag}) are not allowed; leave it out"
            self.complain(text, line, column, self._here())

    def _take_alias(self, event: Any) -> None:
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        name = printable(event.anchor)
        text = f"aliases (*{name}) are not allowed; write the value out"
        self.complain(text, line, column, self._here())
        keys = self._put(None, event)
        if keys is not None:
            self.doubtful.add(keys)

    def _take_scalar(self, event: Any) -> None:
        if self._levels and self._levels[-1].wants_key():
            self._take_key(self._levels[-1], event)
            return
        keys = self._put(plain_value(event.value) if event.implicit[0] else event.value, event)
        if keys is None:
            return
        start, end, style = event.start_mark, event.end_mark, event.style or ""
        if self._has_escapes and _SURROGATE.search(event.value):
            self.complain("should not hold half of a surrogate pair", start.line + 1, keys=keys)
            self.doubtful.add(keys)
        self.scalars[keys] = (start.index, end.index, style)
        is_folded = end.line > start.line and style not in {"|", ">"}
        self._last_folded = keys if is_folded else None

    def _take_key(self, level: _Level, event: Any) -> None:
        key, line = event.value, event.start_mark.line + 1
        keys = (*level.keys, key)
        level.key, level.key_line, level.is_key_refused = key, line, True
        if key == "<<" and event.implicit[0]:
            self.complain("merge keys are not allowed; write the values out", line, keys=keys)
            self.doubtful.add(keys)
        elif self._has_escapes and _SURROGATE.search(key):
            self.complain("should not hold half of a surrogate pair", line, keys=level.keys)
        elif key in level.value:
            self.complain(f"stands twice; first in line {self.lines[keys]}", line, keys=keys)
        else:
            level.is_key_refused = False

    def _open(self, value: Any, event: Any) -> None:
        if len(self._levels) >= MOST_LEVELS:
            self._refuse(f"should not be nested deeper than {MOST_LEVELS} levels", event)
        keys = self._put(value, event)
        # What is under a refused key is composed all the same, to find its own mistakes; it hangs
        # nowhere, and its lines stand under a way that no key can name.
        self._levels.append(_Level(keys=(-1,) if keys is None else keys, value=value))

    def _put(self, value: Any, event: Any) -> Keys | None:
        """Hang a value where it belongs and return its way; None if its key was refused."""
        if len(self.lines) >= MOST_VALUES:
            self._refuse(f"should not hold more than {MOST_VALUES} values", event)
        keys: Keys = ()
        line = event.start_mark.line + 1
        if not self._levels:
            self.value = value
        else:
            level = self._levels[-1]
            if isinstance(level.value, list):
                keys = (*level.keys, len(level.value))
                level.value.append(value)
            elif level.key is None:
                self._refuse("a key should be a text", event)
            else:
                keys, line = (*level.keys, level.key), level.key_line
                key, level.key = level.key, None
                if level.is_key_refused:
                    return None
                level.value[key] = value
        self.lines[keys] = line
        return keys


def plain_value(text: str) -> str | float | bool | None:  # noqa: PLR0911 - one for each type
    """Resolve an unquoted scalar by the YAML 1.2 core schema (YAML 1.2.2, 10.3.2)."""
    if text in _NULLS:
        return None
    if text in _TRUES:
        return True
    if text in _FALSES:
        return False
    if text[0] not in _NUMBER_BEGINS:
        return text
    if _INT.fullmatch(text):
        return int(text, 0 if text[:2] in {"0o", "0x"} else 10)
    if _FLOAT.fullmatch(text) or _INFINITE.fullmatch(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text
