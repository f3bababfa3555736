"""Every log line that the code can write, read out of its syntax trees."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path

from monitor.areas import Area

ROOT = Path(__file__).parent.parent
LEVELS = ("debug", "info", "warning", "error")


@dataclass(slots=True)
class Line:
    """What is known of an event: where it comes from, and which keys it may have.

    is_open: Whether it also has keys that only stand in a mapping (`**keys`).
    """

    areas: set[str] = field(default_factory=set)
    levels: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    is_open: bool = False


def logged_lines() -> dict[str, Line]:
    """Return all events by name; raise AssertionError for one whose name is not a constant."""
    found: dict[str, Line] = {}
    for file in sorted((ROOT / "monitor").rglob("*.py")):
        _Reader(file, found).visit(ast.parse(file.read_text("utf-8")))
    return found


class _Reader(ast.NodeVisitor):
    """Reads one module; assignments of loggers and Repeats stand before their use."""

    def __init__(self, file: Path, found: dict[str, Line]) -> None:
        self.file = file
        self.found = found
        self.loggers: dict[str, str] = {}  # the expression -> its area
        self.repeats: dict[str, tuple[str, str | None]] = {}  # the expression -> event, over

    def visit_Assign(self, node: ast.Assign) -> None:
        """Remember loggers and Repeats by what they are assigned to."""
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                for name, value in zip(target.elts, node.value.elts, strict=True):
                    self._assigned(ast.unparse(name), value)
            else:
                self._assigned(ast.unparse(target), node.value)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Note calls that write a line."""
        function = node.func
        if isinstance(function, ast.Attribute):
            owner = ast.unparse(function.value)
            area = self.loggers.get(owner) or self._area_of(function.value)
            if area and function.attr in LEVELS:
                self._note(self._constant(node.args[0]), area, {function.attr}, node)
            if owner in self.repeats and function.attr in {"met", "ended"}:
                self._repeated(node, *self.repeats[owner], is_met=function.attr == "met")
        self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        """Note the one line that is not written by a logger, since there the loggers end."""
        keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
        if self.file.name == "logs.py" and {"event", "level", "area"} <= set(keys):
            values = dict(zip(keys, node.values, strict=True))
            area = Area[ast.unparse(values["area"]).split(".")[1]].value
            line = self.found.setdefault(self._constant(values["event"]), Line())
            line.areas.add(area)
            line.levels.add(self._constant(values["level"]))
            line.keys |= set(keys) - {"event", "level", "area"}
        self.generic_visit(node)

    def _assigned(self, name: str, value: ast.expr) -> None:
        area = self._area_of(value)
        if area:
            self.loggers[name] = area
        if isinstance(value, ast.Call) and ast.unparse(value.func) == "Repeats":
            logger = value.args[0]
            names = {word.arg: word.value for word in value.keywords}
            area = self.loggers.get(ast.unparse(logger)) or self._area_of(logger)
            event = self._constant(names["event"])
            over = self._constant(names["over"]) if "over" in names else None
            self._note(event, area or "?", {"warning", "debug"})
            if over:
                self._note(over, area or "?", {"info"})
            self.repeats[name] = (event, over)

    def _area_of(self, value: ast.expr) -> str | None:
        if isinstance(value, ast.Call) and ast.unparse(value.func).endswith("area_logger"):
            return Area[ast.unparse(value.args[0]).split(".")[1]].value
        return None

    def _repeated(self, node: ast.Call, event: str, over: str | None, *, is_met: bool) -> None:
        name = event if is_met else over
        if name is None:
            return
        line = self.found[name]
        has_reason = not (is_met and ast.unparse(node.args[1]) == "None")
        line.keys |= {"reason"} if has_reason else {"times"}
        line.keys |= set() if is_met else {"lasted_s", "times"}
        self._add_keys(line, node)

    def _note(self, event: str, area: str, levels: set[str], call: ast.Call | None = None) -> None:
        line = self.found.setdefault(event, Line())
        line.areas.add(area)
        line.levels |= levels
        if call is not None:
            self._add_keys(line, call)

    def _add_keys(self, line: Line, call: ast.Call) -> None:
        for word in call.keywords:
            if word.arg is None:
                line.is_open = True
            else:
                line.keys.add("exception" if word.arg == "exc_info" else word.arg)

    def _constant(self, value: ast.expr) -> str:
        assert isinstance(value, ast.Constant), f"{self.file}:{value.lineno}: a name that varies"
        return str(value.value)
