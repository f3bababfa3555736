"""The main file as the program uses it: defaults, units, paths, and where it is looked for."""

from __future__ import annotations

from datetime import UTC, timedelta
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.areas import Area, LogSettings
from monitor.config.load import find_config, load_config
from monitor.errors import ConfigError
from monitor.model import Feed, PagePolicy


@pytest.mark.parametrize("text", ["", "# all commented out\n", "{}\n", "feeds:\nfetch:\nredis:\n"])
def test_an_empty_main_file_has_all_defaults(files, text):
    """Everything has a default, and a key whose lines are commented out counts as left out."""
    config = files.load(text)

    assert config.state_dir == files.folder / "state"
    assert (config.redis.url, config.redis.prefix, config.redis.port) == (None, "monitor:", 6399)
    assert config.fetch.first_run_max_age == timedelta(hours=24)
    assert config.fetch.min_poll == timedelta(seconds=60)
    assert config.fetch.page_pause == timedelta(seconds=1)
    assert config.fetch.allow_networks == ()
    assert (config.runtime.loop, config.runtime.workers) == ("auto", 2)
    assert config.runtime.grace == timedelta(seconds=20)
    assert config.status_listen == ("127.0.0.1", 8686)
    assert config.timezone is UTC
    assert config.retention == timedelta(days=90)
    assert config.catch_up_max_age == timedelta(hours=72)
    assert (config.feeds, config.watchlists) == ((), ())


def test_every_key_arrives_in_the_programs_units(files):
    """Seconds, hours, days, megabytes and addresses become what the program works with."""
    config = files.load(
        """\
        state_dir: data
        redis: {url: "redis://cache:6379/1", prefix: "news:", port: 7000}
        fetch:
          allow_networks: [10.0.0.0/8, "fd00::/8"]
          first_run_max_age_h: 1.5
          min_poll_s: 30
          page_pause_s: 0.5
          timeout_s: 10
          feed_max_mb: 1
          page_max_mb: 0.5
          contact: desk@example.org
        runtime: {loop: asyncio, workers: 3, grace_s: 2.5}
        status: {listen: "[::1]:0"}
        log: {level: debug, levels: {http: error, feeds: warning}, format: json}
        timezone: Europe/Paris
        retention_days: 7
        catch_up_max_age_h: 2
        feeds:
          - id: a
            url: https://a.example/rss
            language: pt-BR
            outlet: A
            tags: [x, "y:z"]
            poll_every_s: 90
            pages: never
          - {id: b, url: "http://b.example", poll_every_s: auto}
        """
    )

    assert config.state_dir == files.folder / "data"
    assert config.redis.url == "redis://cache:6379/1"
    assert config.fetch.allow_networks == (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    assert config.fetch.first_run_max_age == timedelta(minutes=90)
    assert config.fetch.page_pause == timedelta(milliseconds=500)
    assert config.fetch.timeout == timedelta(seconds=10)
    assert (config.fetch.feed_max_bytes, config.fetch.page_max_bytes) == (1_000_000, 500_000)
    assert config.fetch.contact == "desk@example.org"
    assert config.runtime.grace == timedelta(seconds=2.5)
    assert config.status_listen == ("::1", 0)
    assert config.log == LogSettings(
        level="debug", levels={Area.HTTP: "error", Area.FEEDS: "warning"}, format="json"
    )
    assert config.timezone == ZoneInfo("Europe/Paris")
    assert config.feeds == (
        Feed(
            id="a",
            url="https://a.example/rss",
            language="pt",
            outlet="A",
            tags=("x", "y:z"),
            poll_every=timedelta(seconds=90),
            pages=PagePolicy.NEVER,
        ),
        Feed(id="b", url="http://b.example"),
    )


@pytest.mark.parametrize("text", ["status: null\n", "status: {listen: null}\n", "status:\n"])
def test_the_status_port_can_be_off(files, text):
    """Both the key and its only child may be null."""
    assert files.load(text).status_listen is None


def test_an_absolute_state_folder_stays_where_it_is(files):
    """Only relative paths are relative to the file."""
    assert files.load("state_dir: /var/lib/x/../news\n").state_dir == Path("/var/lib/news")


def test_a_home_folder_is_expanded(files, monkeypatch):
    """`~` is the home folder, for state and for watchlists."""
    monkeypatch.setenv("HOME", str(files.folder / "home"))
    files.write("home/lists/w.yaml", "id: w\nquery: x\n")
    config = files.load("state_dir: ~/news\nwatchlists: ~/lists\n")

    assert config.state_dir == files.folder / "home/news"
    assert [watchlist.id for watchlist in config.watchlists] == ["w"]


def test_paths_are_relative_to_the_file_not_to_the_caller(files, monkeypatch):
    """A daemon started elsewhere finds the same state, also through a relative name."""
    files.write("etc/monitor.yaml", "watchlists: ../lists\n")
    files.write("lists/w.yaml", "id: w\nquery: x\n")
    monkeypatch.chdir(files.folder)
    from monitor.config.load import load_config

    config = load_config(Path("etc/monitor.yaml"))

    assert config.state_dir == files.folder / "etc/state"
    assert len(config.watchlists) == 1


def test_a_password_is_not_in_the_repr(files):
    """A configuration that ends up in a traceback gives nothing away."""
    config = files.load("redis: {url: 'redis://:s3cret@cache'}\n")

    assert config.redis.url == "redis://:s3cret@cache"
    assert "s3cret" not in repr(config)


def test_the_usual_places_are_looked_at_in_order(files, monkeypatch):
    """The working folder goes before the home folder; a given path before both."""
    monkeypatch.chdir(files.folder)
    monkeypatch.setenv("HOME", str(files.folder / "home"))
    given = files.write("mine.yaml", "")
    at_home = files.write("home/.config/news-monitor/monitor.yaml", "")
    only_home = find_config()
    files.write("config/monitor.yaml", "")

    assert only_home == at_home
    assert find_config() == Path("config/monitor.yaml")
    assert find_config(given) == given


def test_no_configuration_names_every_place(files, monkeypatch):
    """Whoever has none is told where one would be found."""
    monkeypatch.chdir(files.folder)
    monkeypatch.setenv("HOME", str(files.folder / "home"))
    with pytest.raises(ConfigError) as caught:
        find_config()

    home = files.folder / "home/.config/news-monitor/monitor.yaml"
    assert str(caught.value) == (
        f"no configuration: looked for config/monitor.yaml and {home}; "
        "name it with -c FILE, or make one: news-monitor init"
    )


def test_what_is_no_plain_file_is_refused_as_what_it_is():
    """It is there, so that it would be wrong to say that it was looked for."""
    with pytest.raises(ConfigError, match="/dev/null: should be a file"):
        load_config(find_config(Path("/dev/null")))


def test_a_folder_in_place_of_the_main_file_is_told(files, monkeypatch):
    """`-c .` and a folder of the usual name get the name that is wanted."""
    monkeypatch.chdir(files.folder)
    (files.folder / "config/monitor.yaml").mkdir(parents=True)
    told = []
    for given in (files.folder, None):
        with pytest.raises(ConfigError) as caught:
            find_config(given)
        told.append(str(caught.value))

    assert told == [
        f"{files.folder} is a folder; name the main file: -c {files.folder}/monitor.yaml",
        "config/monitor.yaml is a folder; name the main file: -c config/monitor.yaml/monitor.yaml",
    ]


def test_the_error_counts_its_problems(files):
    """The first line says which file and how many; the others are the problems, indented."""
    with pytest.raises(ConfigError) as caught:
        files.load("a: 1\nb: 2\n")

    assert files.relative(str(caught.value)).splitlines() == [
        "monitor.yaml: 2 problems",
        "  monitor.yaml:1: a: not a known key",
        "  monitor.yaml:2: b: not a known key",
    ]
