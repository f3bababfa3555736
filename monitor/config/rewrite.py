"""A YAML text with something added, removed or set, and not a character changed elsewhere.

ruamel.yaml's round trip would be less code, but it touches lines that nobody asked to change: on
our own shipped file `null` becomes nothing; CRLF, a byte order mark, JSON and the spaces inside
brackets go. So the text is cut where the values stand. Pure; whether the outcome says what it
should is checked by `edit`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import yaml

from monitor.config.emit import Manner, emit
from monitor.config.problems import Keys, dotted
from monitor.config.spots import Member, Spots
from monitor.errors import PermanentError

_COLON = re.compile(r"[ \t]*:")
# Possessive: a comma inside of a comment must not be found on the way back.
_COMMA = re.compile(r"(?:\s++|#[^\r\n]*+)*+,")
_REST_OF_LINE = re.compile(r"[ \t]*+(?:#[^\r\n]*+)?+(?=\r|\n|\Z)")
_FIRST_DASH = re.compile(r"-[ \t]*")


def append(text: str, at: Keys, values: Sequence[Any]) -> str:
    """Return `text` with values at the end of the list at `at`, written as their neighbours are.

    A list that is missing, null or empty is begun. Raises PermanentError where something else
    stands there.
    """
    if not values:
        return text
    spots = Spots(text)
    node = spots.find(at)
    if node is None:
        return _begin(spots, at, list(values))
    if isinstance(node, yaml.SequenceNode) and node.value:
        return (_append_flow if node.flow_style else _append_block)(spots, node, values)
    is_empty_list = isinstance(node, yaml.SequenceNode)
    if not is_empty_list and not _is_null(node):
        raise _refusal(at, "is not a list")
    return _fill(spots, at, node, values)


def remove(text: str, at: Keys) -> str:
    """Return `text` without an item of a list or a key of a mapping.

    Comments go with it where they are its own: in its line, indented under it, or right above it,
    unless they seem to head a group of which others remain. Where it was the last of a block,
    nothing (null) remains. Raises PermanentError where it does not stand on lines of its own.
    """
    spots = Spots(text)
    parent = spots.find(at[:-1])
    member = None if parent is None else _member(spots, parent, at[-1])
    if not isinstance(parent, yaml.CollectionNode) or member is None:
        raise _refusal(at, "is not there")
    if parent.flow_style:
        return _remove_flow(spots, parent, member)
    if not spots.begins_line(member.start) or (len(parent.value) == 1 and len(at) == 1):
        raise _refusal(at, "does not stand on lines of its own")
    return _remove_block(spots, parent, member)


def put(text: str, at: Keys, value: Any) -> str:
    """Return `text` with `value` at `at`: in place of what stands there, else as a new key.

    Raises PermanentError where there is no mapping for the new key.
    """
    spots = Spots(text)
    node = spots.find(at)
    if node is None:
        return _begin(spots, at, value)
    manner = _manner(spots, spots.find(at[:-1]))
    written = emit(value, manner, key=at[-1] if isinstance(at[-1], str) else None)
    start, end = node.start_mark.index, spots.end_of(node)
    if start == end:  # an empty value begins right behind its colon or dash
        return f"{text[:start]} {written}{text[end:]}"
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        member = _member(spots, spots.find(at[:-1]), at[-1])
        if member is None or member.key is None:
            raise _refusal(at, "is a block")
        start = _behind_colon(spots, member.key)
        written = f" {written}"
    return text[:start] + written + text[end:]


def _append_block(spots: Spots, node: yaml.SequenceNode, values: Sequence[Any]) -> str:
    text, last = spots.text, spots.members(node)[-1]
    dash = _FIRST_DASH.match(text, last.start)
    is_short = dash is not None and dash.end() == last.value.start_mark.index
    before = " " * node.start_mark.column + (dash[0] if dash and is_short else "- ")
    manner = _manner(spots, node)
    is_block = isinstance(last.value, yaml.MappingNode) and not last.value.flow_style
    lines = [
        line for value in values for line in _item_lines(value, before, manner, as_block=is_block)
    ]
    line = _last_line(spots, last.end, node.start_mark.column)
    return _insert_lines(spots, spots.line_start(line + 1), lines)


def _last_line(spots: Spots, end: int, column: int) -> int:
    """Return an item's last line, with the comments below it that are indented into it."""
    line = spots.line_of(end)
    while spots.is_comment(line + 1) and spots.indent_of(line + 1) > column:
        line += 1
    return line


def _item_lines(value: Any, before: str, manner: Manner, *, as_block: bool) -> list[str]:
    if not as_block or not isinstance(value, dict) or not value:
        return [before + emit(value, manner)]
    pairs = [f"{emit(key, manner)}: {emit(each, manner, key=key)}" for key, each in value.items()]
    return [before + pairs[0], *(" " * len(before) + pair for pair in pairs[1:])]


def _append_flow(spots: Spots, node: yaml.SequenceNode, values: Sequence[Any]) -> str:
    text, last = spots.text, spots.members(node)[-1]
    manner = _manner(spots, node)
    if not spots.begins_line(last.start):
        glue = "," if manner.is_tight else ", "
        added = "".join(glue + emit(value, manner) for value in values)
        return text[: last.end] + added + text[last.end :]
    comma = _COMMA.match(text, last.end, node.end_mark.index - 1)
    begun = comma.end() if comma else last.end
    rest = _REST_OF_LINE.match(text, begun)
    break_off = rest.end() if rest else begun
    indent = " " * (last.start - spots.line_start(spots.line_of(last.start)))
    between = f",{spots.line_end}{indent}"
    items = between.join(
        emit(value, manner).replace("\n", f"{spots.line_end}{indent}") for value in values
    )
    head = text[:begun] if comma else f"{text[:begun]},"
    added = f"{spots.line_end}{indent}{items}{',' if comma else ''}"
    return head + text[begun:break_off] + added + text[break_off:]


def _begin(spots: Spots, at: Keys, value: Any) -> str:
    """Write a key that is not there yet, with its value, into the mapping around it."""
    parent = spots.find(at[:-1])
    key = at[-1] if at else None
    is_nothing = len(at) == 1 and (spots.root is None or _is_null(spots.root))
    if not isinstance(key, str) or not (is_nothing or isinstance(parent, yaml.MappingNode)):
        raise _refusal(at, "has no place in this file")
    manner = _manner(spots, parent)
    name = emit(key, manner)
    if isinstance(parent, yaml.CollectionNode) and not is_nothing and parent.flow_style:
        colon = ":" if manner.is_tight else ": "
        return _into_flow_mapping(spots, parent, f"{name}{colon}{emit(value, manner, key=key)}")
    column = 0 if is_nothing or parent is None else parent.start_mark.column
    margin = " " * column
    if isinstance(value, list) and value:
        lines = [f"{margin}{name}:"]
        lines += [f"{margin}  - {emit(each, manner)}" for each in value]
    else:
        lines = [f"{margin}{name}: {emit(value, manner, key=key)}"]
    if is_nothing or parent is None:
        return _insert_lines(spots, len(spots.text), lines)
    if parent is spots.root:  # below the comments at the file's end
        return _insert_lines(spots, parent.end_mark.index, lines)
    return _insert_lines(spots, spots.line_start(spots.line_of(spots.end_of(parent)) + 1), lines)


def _into_flow_mapping(spots: Spots, parent: yaml.Node, pair: str) -> str:
    text, members = spots.text, spots.members(parent)
    if not members:
        start = parent.start_mark.index + 1
        return text[:start] + pair + text[start:]
    last = members[-1]
    if spots.begins_line(last.start):
        column = last.start - spots.line_start(spots.line_of(last.start))
        glue = f",{spots.line_end}{' ' * column}"
    else:
        glue = ", "
    return text[: last.end] + glue + pair + text[last.end :]


def _fill(spots: Spots, at: Keys, node: yaml.Node, values: Sequence[Any]) -> str:
    """Begin a list where null or an empty one stands."""
    text, parent = spots.text, spots.find(at[:-1])
    start, end = node.start_mark.index, node.end_mark.index
    member = _member(spots, parent, at[-1]) if parent is not None and at else None
    inside = text[start + 1 : end - 1] if isinstance(node, yaml.SequenceNode) else ""
    is_in_block = isinstance(parent, yaml.CollectionNode) and not parent.flow_style
    if not is_in_block or member is None or member.key is None or inside.strip():
        return _fill_flow(spots, node, values, inside)
    colon = _behind_colon(spots, member.key)
    spots = Spots(text[:colon] + text[max(end, colon) :])
    before = " " * member.key.start_mark.column + "  - "
    manner = _manner(spots, None)
    lines = [before + emit(value, manner) for value in values]
    return _insert_lines(spots, spots.line_start(spots.line_of(colon) + 1), lines)


def _fill_flow(spots: Spots, node: yaml.Node, values: Sequence[Any], inside: str) -> str:
    text, manner = spots.text, _manner(spots, None)
    start, end = node.start_mark.index, node.end_mark.index
    glue = "," if manner.is_tight else ", "
    items = glue.join(emit(value, manner) for value in values)
    if "#" in inside:  # a comment ends with its line, so the bracket has one of its own
        bracket = spots.line_start(spots.line_of(end - 1))
        return f"{text[:bracket]}  {items}{spots.line_end}{text[bracket:]}"
    gap = " " if start == end else ""
    return f"{text[:start]}{gap}[{items}]{text[end:]}"


def _remove_block(spots: Spots, parent: yaml.Node, member: Member) -> str:
    members = spots.members(parent)
    index = members.index(member)
    before = spots.line_of(members[index - 1].end) if index else -1
    after = spots.line_of(members[index + 1].start) if index + 1 < len(members) else -1
    column = member.start - spots.line_start(spots.line_of(member.start))
    first, last = spots.line_of(member.start), _last_line(spots, member.end, column)
    top = first
    while spots.is_comment(top - 1) and spots.indent_of(top - 1) <= column and top - 1 > before:
        top -= 1
    # Another right below it, and nothing but the comment above: then that heads them both.
    heads_a_group = after == last + 1 and top - 1 != before
    first = first if heads_a_group else top
    if spots.is_blank(first - 1) and spots.is_blank(last + 1):
        last += 1
    return spots.text[: spots.line_start(first)] + spots.text[spots.line_start(last + 1) :]


def _remove_flow(spots: Spots, parent: yaml.Node, member: Member) -> str:
    text, members = spots.text, spots.members(parent)
    index = members.index(member)
    limit = parent.end_mark.index - 1
    comma = _COMMA.match(text, member.end, limit)
    end = comma.end() if comma else member.end
    start = member.start
    rest = _REST_OF_LINE.match(text, end)
    if spots.begins_line(start) and rest and rest.end() < limit:
        start = spots.line_start(spots.line_of(start))
        end = spots.line_start(spots.line_of(end) + 1)
    elif index + 1 < len(members):
        end = members[index + 1].start
    elif index:
        start, end = members[index - 1].end, member.end
    if index and index + 1 == len(members) and not comma and start > members[index - 1].end:
        # The one before is the last now; JSON wants no comma there.
        found = _COMMA.match(text, members[index - 1].end, start)
        if found:
            return text[: found.end() - 1] + text[found.end() : start] + text[end:]
    return text[:start] + text[end:]


def _insert_lines(spots: Spots, index: int, lines: Sequence[str]) -> str:
    text, line_end = spots.text, spots.line_end
    added = line_end.join(lines)
    if index < len(text) or not text or text.endswith(("\n", "\r")):
        return f"{text[:index]}{added}{line_end}{text[index:]}"
    return f"{text}{line_end}{added}"  # as it ended, without a line end


def _member(spots: Spots, parent: yaml.Node | None, key: str | int) -> Member | None:
    members = spots.members(parent) if parent is not None else []
    if isinstance(key, int):
        is_list = isinstance(parent, yaml.SequenceNode)
        return members[key] if is_list and 0 <= key < len(members) else None
    return next((each for each in members if each.key is not None and each.key.value == key), None)


def _manner(spots: Spots, parent: yaml.Node | None) -> Manner:
    """See how the items of a list, or the keys of a mapping, are written."""
    if _is_json(spots.text):
        return _json_manner(spots, parent)
    items = parent.value if isinstance(parent, yaml.SequenceNode) else [parent]
    mappings = [item for item in items if isinstance(item, yaml.MappingNode)]
    quotes: dict[str, str] = {}
    for mapping in mappings:
        for key, value in mapping.value:
            if isinstance(value, yaml.ScalarNode) and (value.style or "") in {"", "'", '"'}:
                quotes[key.value] = value.style or ""
    last = mappings[-1] if mappings else None
    return Manner(
        quotes=quotes,
        is_json=bool(last and last.value and last.value[0][0].style == '"'),
        is_spaced=last is not None and _is_spaced(spots, last),
    )


def _json_manner(spots: Spots, parent: yaml.Node | None) -> Manner:
    item = parent.value[-1] if isinstance(parent, yaml.SequenceNode) and parent.value else None
    if not isinstance(item, yaml.MappingNode) or not item.value:
        return Manner(is_json=True, is_tight='": ' not in spots.text)
    key, value = item.value[0]
    indent = None
    if key.start_mark.line > item.start_mark.line:
        indent = key.start_mark.column - spots.indent_of(item.start_mark.line)
    between = spots.text[key.end_mark.index : value.start_mark.index]
    return Manner(
        is_json=True,
        is_spaced=_is_spaced(spots, item),
        is_tight=not between.endswith(" "),
        json_indent=indent if indent and indent > 0 else None,
    )


def _is_spaced(spots: Spots, mapping: yaml.Node) -> bool:
    return spots.text.startswith("{ ", mapping.start_mark.index)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_null(node: yaml.Node) -> bool:
    plain = {"", "~", "null", "Null", "NULL"}
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in plain


def _behind_colon(spots: Spots, key: yaml.Node) -> int:
    found = _COLON.match(spots.text, key.end_mark.index)
    return found.end() if found else key.end_mark.index


def _refusal(at: Keys, why: str) -> PermanentError:
    return PermanentError(
        f"{dotted(at) or 'the file'}: {why}; change it in an editor", reason="uneditable"
    )
