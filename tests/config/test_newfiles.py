"""Several files are written all or none, and never over what is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config.newfiles import write_all
from monitor.errors import ConfigError, PermanentError

FILES = {"a.yaml": "new\n", "deep/b.yaml": "new too\n"}


def nothing_wrong() -> None:
    """Find nothing wrong with what was written."""


def tree(folder: Path) -> dict[str, str]:
    """Return every file with its text."""
    return {
        str(file.relative_to(folder)): file.read_text()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def test_folders_are_made(tmp_path):
    """A new installation begins with nothing."""
    write_all(tmp_path / "new", FILES, force=False, check=nothing_wrong)

    assert tree(tmp_path / "new") == FILES


def test_what_is_there_is_named_and_stays(tmp_path):
    """One line names every file that stands in the way; nothing is written."""
    (tmp_path / "a.yaml").write_text("mine\n")
    with pytest.raises(PermanentError) as caught:
        write_all(tmp_path, FILES, force=False, check=nothing_wrong)

    assert str(caught.value) == f"{tmp_path}/a.yaml is there already; --force writes anew"
    assert tree(tmp_path) == {"a.yaml": "mine\n"}


def test_the_same_text_is_not_in_the_way(tmp_path):
    """Writing what is there already is no loss to anybody."""
    (tmp_path / "a.yaml").write_text("new\n")
    write_all(tmp_path, FILES, force=False, check=nothing_wrong)

    assert tree(tmp_path) == FILES


def test_force_replaces(tmp_path):
    """Whoever says so gets it."""
    (tmp_path / "a.yaml").write_text("mine\n")
    write_all(tmp_path, FILES, force=True, check=nothing_wrong)

    assert tree(tmp_path) == FILES


def test_a_bad_whole_is_undone(tmp_path):
    """What stood there is back, what did not is gone, its folders too."""
    (tmp_path / "a.yaml").write_text("mine\n")

    def complain() -> None:
        raise ConfigError("not what was meant")

    with pytest.raises(ConfigError):
        write_all(tmp_path, FILES, force=True, check=complain)

    assert tree(tmp_path) == {"a.yaml": "mine\n"}
    assert not (tmp_path / "deep").exists()


def test_a_file_that_cannot_be_written_undoes_the_others(tmp_path):
    """A file stands where a folder is needed."""
    (tmp_path / "deep").write_text("in the way")
    with pytest.raises(PermanentError) as caught:
        write_all(tmp_path, FILES, force=True, check=nothing_wrong)

    assert str(caught.value).startswith(f"{tmp_path}/deep")
    assert tree(tmp_path) == {"deep": "in the way"}
