"""Seeds by address: what was fetched is found again, and no broken file harms a reading."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.config.fetched_seeds import FetchedSeed, keep_seed, kept_seed, wanted_urls
from monitor.config.load import load_config
from monitor.errors import PermanentError

URL = "https://news.example/story"
FETCHED = FetchedSeed(
    url=URL,
    title="Talks begin",
    text="The delegations met.\nThey will meet again.",
    language="en",
    fetched_at="2026-03-01T12:00:00.000Z",
)


def loaded(files, seed=f"{{url: '{URL}'}}"):
    """Load a configuration whose only watchlist has this seed."""
    files.write("watchlists/w.yaml", f"id: w\nseeds: [{seed}]\n")
    main = files.write("monitor.yaml", "state_dir: state\nfeeds: []\n")
    [watchlist] = load_config(main).watchlists
    return watchlist


@pytest.fixture
def state(tmp_path):
    """Say where the configuration's state folder is."""
    return tmp_path / "state"


def test_what_is_kept_is_the_seeds_text(files, state):
    """Title, text and language; the revision is another one, for it decides matches."""
    before = loaded(files)
    keep_seed(FETCHED, state)
    after = loaded(files)

    assert wanted_urls([before]) == [URL]
    assert wanted_urls([after]) == []
    [seed] = after.seeds
    assert (seed.title, seed.text, seed.language) == (FETCHED.title, FETCHED.text, "en")
    assert (seed.url, seed.origin) == (URL, URL)
    assert after.revision != before.revision


def test_what_the_watchlist_says_goes_before_what_the_page_says(files, state):
    """A language is set by hand where the page's is wrong."""
    keep_seed(FETCHED, state)

    assert loaded(files, f"{{url: '{URL}', language: fr}}").seeds[0].language == "fr"


def test_only_the_owner_may_read_what_is_kept(state):
    """As all of the state folder; nothing but the file itself stays."""
    keep_seed(FETCHED, state)
    [file] = (state / "seeds").iterdir()

    assert file.stat().st_mode & 0o777 == 0o600
    assert kept_seed(URL, state) == FETCHED


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 100_000,
        b"\xff\xfe",
        b'{"version": 2, "url": "https://news.example/story", "title": "a", "text": "b"}',
        b'{"version": 1, "url": "https://other.example/", "title": "a", "text": "b"}',
        b'{"version": 1, "url": "https://news.example/story", "title": 1, "text": "b"}',
        b'{"version": 1, "url": "https://news.example/story", "title": "a", "text": " "}',
    ],
)
def test_what_cannot_be_read_is_as_if_it_was_not_there(files, state, content):
    """The watchlist works without it, and the page is fetched again."""
    keep_seed(FETCHED, state)
    [file] = (state / "seeds").iterdir()
    file.write_bytes(content)

    assert wanted_urls([loaded(files)]) == [URL]


def test_half_a_surrogate_pair_and_much_text_can_be_kept(state):
    """Pages hold everything; what is kept stays within what a watchlist file may hold."""
    keep_seed(replace(FETCHED, title="a\ud800b", text="x" * 300_000), state)
    kept = kept_seed(URL, state)

    assert kept is not None
    assert kept.title == "a?b"
    assert len(kept.text) == 200_000


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    """As an error that is expected."""
    (tmp_path / "state").write_text("a file")

    with pytest.raises(PermanentError, match="state"):
        keep_seed(FETCHED, tmp_path / "state")
