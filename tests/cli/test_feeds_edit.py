"""`feeds add` and `feeds remove`: what changes in the main file, and when nothing does."""

from __future__ import annotations

import json

import pytest

from monitor.config.load import load_config
from tests.cli.feed_commands import MAIN, added_lines, call, call_beside, write_main
from tests.site import RSS, Item, Site


def declared(*paths: str) -> str:
    """Return a page that declares feeds at these paths."""
    links = (f'<link rel="alternate" type="application/rss+xml" href="{p}">' for p in paths)
    return f"<html><head>{''.join(links)}</head><p>x"


async def test_a_feed_is_added_as_it_says_of_itself(tmp_path):
    """Id, language and outlet from the feed; the line is shown as it stands in the file."""
    main = write_main(tmp_path)
    async with Site() as site:
        url = site.feed("/feed", [Item(link=site.url("/a"))], title="Été News", language="fr-FR")
        done = await call_beside("add", url, "--tag", "x", "-c", main)
    line = f'  - {{id: ete-news, url: "{url}", language: fr, outlet: Été News, tags: [x]}}'

    assert done.code == 0
    assert added_lines(main) == [line]
    assert done.lines[:2] == [f"{main}: added ete-news: {url}", f"+ 8: {line}"]
    assert "  warning: http without TLS: anyone on the way can read and change it" in done.lines


def test_what_is_given_counts(tmp_path):
    """Without a test nothing is asked."""
    main = write_main(tmp_path)
    done = call(
        "add", "new.example/feed", "--no-test", "--id", "n", "--language", "pt-BR", "--outlet", "N: a",
        "--tag", "x", "--tag", "y", "--poll-every", "300", "--pages", "never", "--json", "-c", main,
    )  # fmt: skip
    feed = load_config(main).feeds[-1]

    assert json.loads(done.out)["added"][0]["url"] == "https://new.example/feed"
    assert (feed.id, feed.language, feed.outlet, feed.tags) == ("n", "pt", "N: a", ("x", "y"))
    assert (feed.poll_every.total_seconds(), feed.pages) == (300, "never")


async def test_a_page_with_one_feed_adds_that(tmp_path):
    """A WordPress page's comments do not count; where it was found is said."""
    main = write_main(tmp_path)
    async with Site() as site:
        feed = site.feed("/feed")
        done = await call_beside(
            "add", site.page("/", declared("/feed", "/comments/feed/")), "-c", main
        )

    assert done.code == 0
    assert f"{feed} (found on {site.url('/')})" in done.out
    assert load_config(main).feeds[-1].url == feed


async def test_a_page_with_several_feeds_adds_none(tmp_path):
    """They are listed, for one to be named."""
    main = write_main(tmp_path)
    async with Site() as site:
        done = await call_beside("add", site.page("/", declared("/a", "/b")), "-c", main)

    assert done.code == 1
    assert site.url("/b") in done.err
    assert added_lines(main) == []


async def test_a_feed_that_moved_is_added_where_it_went(tmp_path):
    """And not again under that address."""
    main = write_main(tmp_path)
    async with Site() as site:
        new = site.feed("/new")
        old = site.redirect("/old", "/new", status=308)
        await call_beside("add", old, "-c", main)
        again = await call_beside("add", old, "-c", main)

    assert load_config(main).feeds[-1].url == new
    assert again.code == 1
    assert "is there already, as loopback-news" in again.err


async def test_a_feed_that_does_not_answer_is_not_added(tmp_path):
    """Its trouble is told."""
    main = write_main(tmp_path)
    async with Site() as site:
        done = await call_beside("add", site.url("/none"), "-c", main)

    assert (done.code, added_lines(main)) == (1, [])
    assert "HTTP 404" in done.err


async def test_a_hostile_title_stays_text(tmp_path, monkeypatch):
    """It neither ends its entry, nor brings in a variable, nor writes to the terminal."""
    monkeypatch.setenv("SECRET", "told")
    main = write_main(tmp_path)
    title = "a}, {id: evil, url: x} # ${SECRET} 'b' \\ \u202e"
    async with Site() as site:
        url = site.answer("/f", body=RSS.format(f"<title>{title}</title>").encode())
        done = await call_beside("add", url, "--id", "f", "-c", main)
    feeds = load_config(main).feeds

    assert [feed.id for feed in feeds] == ["one", "two", "f"]
    assert feeds[-1].outlet == title.removesuffix(" \u202e")
    assert "\u202e" not in done.out


@pytest.mark.parametrize("url", ["https://ONE.example:443/feed", "https://one.example/feed#x"])
def test_a_feed_that_is_there_is_not_added_again(tmp_path, url):
    """However its address is spelt."""
    main = write_main(tmp_path)
    done = call("add", url, "--no-test", "-c", main)

    assert (done.code, added_lines(main)) == (1, [])
    assert "is there already, as one" in done.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--id", "one"], "taken"),
        (["--id", "A b"], "id: should be"),
        (["--language", "klingonisch"], "language: should be"),
        (["--tag", "A"], "tags[0]: should be"),
        (["--outlet", "a\nb"], "outlet: should be"),
        (["--poll-every", "5"], "should be at least 60"),
        (["--poll-every", "often"], "--poll-every"),
        (["--pages", "some"], "--pages"),
    ],
)
def test_wrong_options_are_refused(tmp_path, options, told):
    """With exit code 2, and nothing is written."""
    main = write_main(tmp_path)
    done = call("add", "https://new.example/", "--no-test", *options, "-c", main)

    assert (done.code, added_lines(main)) == (2, [])
    assert told in done.err


def test_a_configuration_with_mistakes_is_not_touched(tmp_path):
    """They are told first."""
    main = write_main(tmp_path, "feeds: [{id: one}]\n")
    done = call("add", "https://new.example/", "--no-test", "-c", main)

    assert done.code == 2
    assert main.read_text() == "feeds: [{id: one}]\n"


def test_feeds_are_removed(tmp_path):
    """Their lines and no others, which are shown."""
    main = write_main(tmp_path)
    done = call("remove", "two", "-c", main)

    assert done.code == 0
    assert main.read_text() == MAIN.rpartition("  - {id: two")[0]
    assert done.lines[0] == f"{main}: removed two"
    assert done.lines[1].startswith("- 7:   - {id: two")


def test_all_feeds_can_be_removed_and_one_added(tmp_path):
    """The list is begun again where it stood."""
    main = write_main(tmp_path)
    told = json.loads(call("remove", "one", "two", "--json", "-c", main).out)
    call("add", "https://new.example/feed", "--no-test", "-c", main)

    assert told["removed"] == ["one", "two"]
    assert [feed.id for feed in load_config(main).feeds] == ["new.example"]


def test_an_unknown_feed_removes_nothing(tmp_path):
    """Not even those that are known; what was meant is guessed."""
    main = write_main(tmp_path)
    done = call("remove", "one", "tow", "-c", main)

    assert (done.code, main.read_text()) == (1, MAIN)
    assert "tow (did you mean two?)" in done.err
