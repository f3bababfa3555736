"""docs/how-to-add.md, followed to the letter in a copy of the project: what it says to add works there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "how-to-add.md"
COPIED = ("monitor", "tests", "docs", "config", "pyproject.toml", "README.md", "CONTRIBUTING.md")
_BLOCK = re.compile(
    r"^( *)```(\w+) (file|change|row|run)(?:=(\S+))?\n(.*?)^ *```$", re.MULTILINE | re.DOTALL
)
_ROW = re.compile(r"^\| `(monitor[\w.]*)` \|")


@dataclass(frozen=True)
class Step:
    """One block of the page: a new file, lines changed, a row of a table, or commands.

    place: The path that it is about; "" for commands.
    """

    recipe: str
    line: int
    kind: str
    place: str
    text: str

    def misfit(self, why: str) -> AssertionError:
        """Say that the page no longer fits the project, and where."""
        return AssertionError(
            f"docs/how-to-add.md:{self.line} ({self.recipe!r}) no longer fits: {why}\n{self.text}"
        )


def read_steps() -> list[Step]:
    """Return the page's steps in order."""
    page = PAGE.read_text("utf-8")
    steps = []
    for found in _BLOCK.finditer(page):
        before = page[: found.start()]
        steps.append(
            Step(
                recipe=re.findall(r"^## (.+)$", before, re.MULTILINE)[-1],
                line=before.count("\n") + 1,
                kind=found[3],
                place=found[4] or "",
                text=re.sub(f"^{found[1]}", "", found[5], flags=re.MULTILINE),
            )
        )
    return steps


STEPS = read_steps()
TESTS = {step.recipe: step.place for step in STEPS if step.place.startswith("tests/")}


def run(folder: Path, *command: str) -> str:
    """Run a command of Python's in a folder, with the package that lies there; return what it says."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def apply(step: Step, folder: Path) -> None:
    """Do in a folder what a step says."""
    target = folder / step.place
    if step.kind == "file":
        if target.exists():
            raise step.misfit(f"{step.place} is there already")
        if not target.parent.is_dir():
            raise step.misfit(f"there is no folder {target.parent.relative_to(folder)}")
        target.write_text(step.text, "utf-8")
    elif step.kind == "change":
        target.write_text(changed(step, target.read_text("utf-8")), "utf-8")
    elif step.kind == "row":
        target.write_text(with_row(step, target.read_text("utf-8")), "utf-8")


def changed(step: Step, text: str) -> str:
    """Return a text with the lines of a diff without line numbers changed."""
    lines = step.text.splitlines(keepends=True)
    if any(line[0] not in " +-" for line in lines):
        raise step.misfit("each line should begin with a space, + or -")
    before = "".join(line[1:] for line in lines if line[0] != "+")
    after = "".join(line[1:] for line in lines if line[0] != "-")
    times = f"\n{text}".count(f"\n{before}")
    if times != 1:
        raise step.misfit(f"{step.place} holds these lines {times} times")
    return f"\n{text}".replace(f"\n{before}", f"\n{after}")[1:]


def with_row(step: Step, text: str) -> str:
    """Return a page with a row of its table of modules where the order of names wants it."""
    row = _ROW.match(step.text)
    lines = text.splitlines(keepends=True)
    if row is None or not any(map(_ROW.match, lines)):
        raise step.misfit("this is no row for a module, or there is no table")
    after = [n for n, line in enumerate(lines) if (it := _ROW.match(line)) and it[1] < row[1]]
    lines.insert(max(after) + 1, step.text)
    return "".join(lines)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Give a copy of the project to which all steps were applied."""
    folder = tmp_path_factory.mktemp("project")
    for name in COPIED:
        if (ROOT / name).is_dir():
            unwanted = shutil.ignore_patterns("__pycache__", "state")
            shutil.copytree(ROOT / name, folder / name, ignore=unwanted)
        else:
            shutil.copy(ROOT / name, folder)
    for step in STEPS:
        apply(step, folder)
    return folder


@pytest.fixture(scope="module")
def finished(project):
    """Give the copy after the commands of the page, too."""
    for step in STEPS:
        for command in re.findall(r"^\$ news-monitor (.+)$", step.text, re.MULTILINE):
            words, _, target = command.partition(" > ")
            told = run(project, "-m", "monitor", *words.split())
            if target:
                (project / target).write_text(told, "utf-8")
    return project


def test_the_page_has_a_recipe_for_each_table():
    """Each with a file, a change, a test and no step that this test passes over."""
    fences = re.findall(r"^ *```\w.*$", PAGE.read_text("utf-8"), re.MULTILINE)
    kinds = {recipe: {step.kind for step in STEPS if step.recipe == recipe} for recipe in TESTS}

    assert list(TESTS) == ["A feed format", "A scorer", "A sink", "A host rule"]
    assert all(found >= {"file", "change"} for found in kinds.values())
    assert len(fences) == len(STEPS)


@pytest.mark.parametrize("recipe", TESTS)
def test_the_test_of_a_recipe_passes(project, recipe):
    """What was added does what its own test says."""
    told = run(project, "-m", "pytest", "-q", "-p", "no:cacheprovider", TESTS[recipe])

    assert " passed" in told or "[100%]" in told


def test_the_house_still_stands(finished):
    """Libraries, sizes, docstrings, the map and the pages about keys, as `make check` holds them."""
    configuration = "tests/config/test_docs_configuration.py::test_the_pages_tables_are_rendered_from_the_models"
    pages = ["tests/sinks/test_sinks_page.py", "tests/test_troubleshooting.py", configuration]
    run(
        finished,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/test_architecture.py",
        *pages,
    )
    run(finished, "-c", "from importlinter.cli import lint_imports_command as lint; lint()")

    assert '"datagram"' in (finished / "config/schema/monitor.schema.json").read_text("utf-8")


def test_what_was_added_has_form_and_no_findings(project):
    """As `make check` asks of every file."""
    files = [step.place for step in STEPS if step.place.endswith(".py")]
    run(project, "-m", "ruff", "format", "--check", "--no-cache", *files)
    run(project, "-m", "ruff", "check", "--no-cache", *files)


@pytest.mark.parametrize(
    ("kind", "place", "text", "why"),
    [
        ("file", "monitor/model.py", "x", "is there already"),
        ("file", "monitor/rooms/x.py", "x", "there is no folder"),
        ("change", "monitor/model.py", "-class NoSuchThing:\n+x\n", "holds these lines 0 times"),
        ("change", "monitor/model.py", "class\n", "should begin with a space"),
        ("row", "README.md", "| `monitor.x` | X. |\n", "there is no table"),
    ],
)
def test_a_step_that_no_longer_fits_is_told_with_its_place(kind, place, text, why):
    """So that whoever moved the code knows which lines of the page to mend."""
    step = Step(recipe="A sink", line=7, kind=kind, place=place, text=text)
    with pytest.raises(AssertionError) as caught:
        apply(step, ROOT)

    assert why in str(caught.value)
    assert "docs/how-to-add.md:7 ('A sink')" in str(caught.value)
