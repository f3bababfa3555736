"""A copy of the database while others write."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from monitor.errors import PermanentError
from monitor.store import backup
from tests.store.records import entry, state


async def test_a_writer_does_not_send_the_copy_back_to_its_beginning(
    store, path, tmp_path, monkeypatch
):
    """The copy is the state at its beginning, however much is committed while it is made."""
    await store.save_poll(
        state(), [entry(n, summary="word " * 200) for n in range(100)], listed_keys=[]
    )
    monkeypatch.setattr(backup, "_PAGES_AT_ONCE", 5)
    seen = []

    def write_meanwhile(copied, total):
        seen.append((copied, total))
        assert len(seen) < 1000, "it began anew with every write"
        with closing(sqlite3.connect(path)) as other:
            other.execute("UPDATE entries SET title = 'late'")
            other.commit()

    target = tmp_path / "copy.sqlite3"
    size = backup.back_up(path, target, replace=False, progress=write_meanwhile)
    with closing(sqlite3.connect(target)) as copy:
        late = copy.execute("SELECT count(*) FROM entries WHERE title = 'late'").fetchone()[0]
        kept = copy.execute("SELECT count(*) FROM entries").fetchone()[0]

    assert (kept, late) == (100, 0)
    assert size == target.stat().st_size
    assert len(seen) > 5
    assert seen[-1][0] == seen[-1][1]


async def test_whoever_was_quicker_keeps_the_name(store, path, tmp_path):
    """A file that appears under the name while the copy is made is not overwritten."""
    target = tmp_path / "copy.sqlite3"

    def be_quicker(_copied, _total):
        target.write_text("precious")

    with pytest.raises(PermanentError):
        backup.back_up(path, target, replace=False, progress=be_quicker)

    assert target.read_text() == "precious"
    assert not list(tmp_path.glob(".copy*"))


def test_a_folder_that_may_not_be_written(path, unprivileged):
    """One clear error, and nothing is left."""
    folder, as_nobody = unprivileged
    folder.chmod(0o555)
    with as_nobody(), pytest.raises(PermanentError) as caught:
        backup.back_up(path, folder / "copy", replace=False, progress=lambda *_pages: None)

    assert "cannot be written: Permission denied" in str(caught.value)
    assert list(folder.iterdir()) == []
