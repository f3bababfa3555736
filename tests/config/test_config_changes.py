"""What differs between two configurations, by the names the user gave."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import BaseModel

from monitor.config.changes import NO_CHANGES, SETTINGS, compare, needing_restart
from monitor.config.load import load_config
from monitor.config.models import MainKeys
from monitor.config.settings import NEEDS_RESTART

LISTS = {"feeds", "watchlists", "sinks", "host_rules"}


@pytest.fixture
def config(tmp_path):
    """Read a configuration with two feeds and two watchlists."""
    (tmp_path / "monitor.yaml").write_text(
        "feeds:\n- {id: a, url: 'https://a.example/f'}\n- {id: b, url: 'https://b.example/f'}\n"
    )
    folder = tmp_path / "watchlists"
    folder.mkdir()
    (folder / "one.yaml").write_text("{id: one, query: harbour}")
    (folder / "two.yaml").write_text("{id: two, query: ferry}")
    return load_config(tmp_path / "monitor.yaml")


def keys_of(model, prefix=""):
    """Return the dotted names of all keys of a model that are no lists of things with ids."""
    found = set()
    for name, field in model.model_fields.items():
        if isinstance(field.default, BaseModel):
            found |= keys_of(type(field.default), f"{prefix}{name}.")
        elif name not in LISTS:
            found.add(prefix + name)
    return found


def test_every_key_is_compared():
    """A key that is added to the models is compared, or this test says so."""
    assert set(SETTINGS) == keys_of(MainKeys)


def test_the_keys_that_need_a_restart_exist():
    """No name in that list is a slip of the pen."""
    assert set(SETTINGS) >= NEEDS_RESTART


def test_the_same_files_are_no_change(config):
    """Reading the same again finds nothing."""
    assert not compare(config, load_config(config.path))
    assert not NO_CHANGES


def test_things_come_go_and_change(config):
    """Each is named under what happened to it."""
    one, _two = config.watchlists
    a, b = config.feeds
    new = replace(
        config,
        feeds=(replace(a, language="fr"), replace(b, id="c")),
        watchlists=(replace(one, threshold=0.9),),
    )
    changes = compare(config, new)

    assert (changes.feeds.added, changes.feeds.removed) == (("c",), ("b",))
    assert changes.feeds.changed == ("a",)
    assert (changes.watchlists.removed, changes.watchlists.changed) == (("two",), ("one",))


def test_a_seed_that_was_edited_changes_its_watchlist(tmp_path):
    """A file beside a watchlist is part of it."""
    (tmp_path / "watchlists").mkdir()
    (tmp_path / "monitor.yaml").write_text("feeds: []\n")
    (tmp_path / "watchlists" / "one.yaml").write_text("{id: one, seeds: [{file: seed.md}]}")
    seed = tmp_path / "watchlists" / "seed.md"
    seed.write_text("# A title\n\nA text.\n")
    before = load_config(tmp_path / "monitor.yaml")
    seed.write_text("# A title\n\nAnother text.\n")
    changes = compare(before, load_config(tmp_path / "monitor.yaml"))

    assert changes.watchlists.changed == ("one",)


def test_only_some_keys_need_a_restart(config):
    """Of what changed, only what a running daemon cannot take up is named."""
    new = replace(
        config,
        status_listen=None,
        redis=replace(config.redis, port=7000),
        retention=config.retention * 2,
    )

    assert needing_restart(config, new) == ("redis.port", "status.listen")
