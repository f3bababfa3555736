"""docs/troubleshooting.md knows every error class and every reason that the code can give."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from monitor.model import Outcome, Quality
from monitor.rules.articles import NO_STORY

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "troubleshooting.md").read_text("utf-8")
TREES = [
    ast.parse(file.read_text("utf-8"))
    for file in sorted((ROOT / "monitor").rglob("*.py"))
    if "migrations" not in file.parts and file.name != "metrics.py"  # it groups what others give
]
TABLES = re.compile(r"_REASONS|_WORDS|_REFUSALS|^reason$")
CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
# Table cells that are no reasons: SQLite's words, Redis' own, and a decision's reasons.
NO_REASONS = {"malformed", "reason"}
ONLY_TOLD_AS_OUTCOME = {"too_old", "seen", "near_duplicate", "snoozed"}


def error_classes():
    """Return the names of all classes that descend from MonitorError."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in TREES
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"MonitorError"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found


def texts(node):
    """Return the texts below a node that have the form of a reason."""
    constants = (each.value for each in ast.walk(node) if isinstance(each, ast.Constant))
    return {text for text in constants if isinstance(text, str) and CODE.fullmatch(text)}


def reasons():
    """Return every reason: what stands behind `reason=`, and in the tables of reasons."""
    found, errors = set(), error_classes()
    for node in (node for tree in TREES for node in ast.walk(tree)):
        if isinstance(node, ast.Call):
            raised = getattr(node.func, "id", "") in errors
            found |= {
                t for k in node.keywords if raised and k.arg == "reason" for t in texts(k.value)
            }
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(TABLES.search(t.id) for t in targets if isinstance(t, ast.Name)):
                found |= texts(node.value)
        if isinstance(node, ast.FunctionDef) and node.name == "_reason":
            returned = (each.value for each in ast.walk(node) if isinstance(each, ast.Return))
            found |= {
                t for value in returned if isinstance(value, ast.Constant) for t in texts(value)
            }
    return found - NO_REASONS - ONLY_TOLD_AS_OUTCOME


def told():
    """Return what the page has in code type."""
    return set(re.findall(r"`([A-Za-z0-9_]+)`", PAGE))


def test_every_error_class_is_explained():
    """Each class stands in the table of kinds, but for the one above them all."""
    assert error_classes() - {"MonitorError"} - told() == set()


def test_every_reason_is_explained():
    """Whatever word a user meets can be looked up."""
    assert reasons() - told() == set()


def test_every_outcome_that_is_no_alert_is_explained():
    """Why a story was not told can be looked up, too."""
    silent = {outcome.value for outcome in Outcome} - {"alerted", "follow_up"}

    assert silent - told() == set()


def test_every_wall_is_explained():
    """What kept us from a page is the reason of its entry, and of its feed."""
    assert {quality.value for quality in NO_STORY} - told() == set()


def test_the_page_explains_nothing_that_cannot_happen():
    """A reason that the code no longer gives leaves the page."""
    rows = re.findall(r"^\| (`[^|]*) \|", PAGE.partition("## The daemon")[2], re.MULTILINE)
    listed = {code for row in rows for code in re.findall(r"`([a-z0-9_]+)`", row)}
    outcomes = {outcome.value for outcome in Outcome}
    walls = {quality.value for quality in {*NO_STORY, Quality.PAYWALL}}
    statuses = {code for code in listed if re.fullmatch(r"http_(\d+)?", code)}

    assert listed - reasons() - outcomes - walls - statuses == set()
