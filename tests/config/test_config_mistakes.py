"""Mistakes in the main file: each is told, all at once, with its exact line."""

from __future__ import annotations

import pytest

FEED = 'url: "http://a.example/rss"'
LINE = "should be one line of 1 to 500 characters"
NAME = "should be 1 to 64 of a-z, 0-9, dot, hyphen and underscore, beginning with a letter or digit"
PREFIX = (
    "should be 1 to 64 of a-z, 0-9, colon, dot, hyphen and underscore, beginning with a letter or "
    "digit"
)
WEB = "should be an http or https address with a host"
NETWORK = "should be a network such as 10.0.0.0/8 or fd00::/8"
LISTEN = "should be host:port, such as 127.0.0.1:8686 or [::1]:8686"
ZONE = "should be a zone such as UTC or Europe/Paris"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        # keys
        ("\nfeed: []", "2: feed: not a known key; did you mean feeds?"),
        ("\nsources: []", "2: sources: not a known key; did you mean feeds?"),
        ("fetch:\n  min_poll: 3", "2: fetch.min_poll: not a known key; did you mean min_poll_s?"),
        ("xyzzy: 1", "1: xyzzy: not a known key"),
        ('"[key]": 1', "1: [key]: not a known key"),
        # types
        ("[1, 2]", "1: should be keys and values (got a list)"),
        ("just words", "1: should be keys and values (got just words)"),
        (
            "redis: {url: 'redis://a.example/main'}",
            (
                "1: redis.url: should end with the number of a database, as in "
                "redis://host:6379/0 (got ***)"
            ),
        ),
        ("\nredis: here", "2: redis: should be keys and values (got ***)"),
        ("feeds: {a: b}", "1: feeds: should be a list (got keys and values)"),
        ("feeds:\n  - just words", "2: feeds[0]: should be keys and values (got just words)"),
        ("state_dir: 7", "1: state_dir: should be text (got 7); put it in quotes"),
        ("state_dir: [a]", "1: state_dir: should be text (got a list)"),
        ("state_dir: null", "1: state_dir: should be text (got nothing)"),
        ("retention_days: ninety", "1: retention_days: should be a number (got ninety)"),
        (
            "retention_days: '90'",
            "1: retention_days: should be a number (got 90); leave the quotes away",
        ),
        ("retention_days: .nan", "1: retention_days: should be a number (got nan)"),
        ("retention_days: true", "1: retention_days: should be a number (got true)"),
        ("runtime: {workers: 2.5}", "1: runtime.workers: should be a whole number (got 2.5)"),
        # ranges
        ("redis: {port: 0}", "1: redis.port: should be at least 1 (got 0)"),
        ("redis: {port: 65536}", "1: redis.port: should be at most 65535 (got 65536)"),
        ("fetch: {min_poll_s: 0}", "1: fetch.min_poll_s: should be at least 1 (got 0)"),
        ("fetch: {timeout_s: 601}", "1: fetch.timeout_s: should be at most 600 (got 601)"),
        ("fetch: {page_max_mb: 0}", "1: fetch.page_max_mb: should be at least 0.01 (got 0)"),
        ("runtime: {grace_s: -1}", "1: runtime.grace_s: should be at least 0 (got -1)"),
        ("catch_up_max_age_h: -0.5", "1: catch_up_max_age_h: should be at least 0 (got -0.5)"),
        # choices
        (
            "runtime:\n  loop: uvlop",
            "2: runtime.loop: should be auto, asyncio or uvloop (got uvlop); did you mean uvloop?",
        ),
        (
            "log: {level: warn}",
            ("1: log.level: should be debug, info, warning or error (got warn); "
            "did you mean warning?"),
        ),
        ("log: {level: 3}", "1: log.level: should be debug, info, warning or error (got 3)"),
        # texts of a kind
        ("state_dir: ''", f"1: state_dir: {LINE} (got an empty text)"),
        ("redis: {prefix: 'a b'}", f"1: redis.prefix: {PREFIX} (got a b)"),
        (
            "redis: {url: 'http://cache'}",
            "1: redis.url: should begin with redis://, rediss:// or unix:// (got ***)",
        ),
        ("fetch: {allow_networks: [ten]}", f"1: fetch.allow_networks[0]: {NETWORK} (got ten)"),
        (
            "fetch:\n  allow_networks:\n    - fd00::/8\n    - 10.1.2.3/8",
            f"4: fetch.allow_networks[1]: {NETWORK} (got 10.1.2.3/8); did you mean 10.0.0.0/8?",
        ),
        (
            "fetch: {contact: me}",
            f"1: fetch.contact: {WEB} (got me)",
        ),
        (
            "fetch: {contact: 'http://a.example/(x)'}",
            ("1: fetch.contact: should be a mail address or an http or https address in plain ASCII "
            "(got http://a.example/(x))"),
        ),
        ("status: {listen: localhost}", f"1: status.listen: {LISTEN} (got localhost)"),
        ("status: {listen: '::1:80'}", f"1: status.listen: {LISTEN} (got ::1:80)"),
        ("status: {listen: 'a:70000'}", f"1: status.listen: {LISTEN} (got a:70000)"),
        (
            "timezone: Europe/Pari",
            f"1: timezone: {ZONE} (got Europe/Pari); did you mean Europe/Paris?",
        ),
        ("timezone: ../zone", f"1: timezone: {ZONE} (got ../zone)"),
        # feeds
        (f"feeds:\n  - {{{FEED}}}", "2: feeds[0].id: is missing; give it a short name of its own"),
        ("feeds:\n  - {id: a}", "2: feeds[0].url: is missing; give it an http or https address"),
        (f"feeds:\n  - id: A b\n    {FEED}", f"2: feeds[0].id: {NAME} (got A b)"),
        ("feeds:\n  - id: a\n    url: ftp://a.example", f"3: feeds[0].url: {WEB} (got ftp://a.example)"),
        ("feeds:\n  - id: a\n    url: 'http://'", f"3: feeds[0].url: {WEB} (got http://)"),
        (
            "feeds:\n  - id: a\n    url: http://a b",
            ("3: feeds[0].url: should be an address without spaces, of at most 2048 characters "
            "(got http://a b)"),
        ),
        (
            "feeds:\n  - id: a\n    url: 'http://[a'",
            "3: feeds[0].url: should be an address that can be read (got http://[a)",
        ),
        (
            f"feeds:\n  - id: a\n    {FEED}\n    language: français",
            "4: feeds[0].language: should be a language tag such as fr or pt-BR (got français)",
        ),
        (f"feeds:\n  - id: a\n    {FEED}\n    outlet: ''", f"4: feeds[0].outlet: {LINE} (got an empty text)"),
        (f"feeds:\n  - id: a\n    {FEED}\n    tags: [b, C d]", f"4: feeds[0].tags[1]: {PREFIX} (got C d)"),
        (
            f"feeds:\n  - id: a\n    {FEED}\n    poll_every_s: hourly",
            "4: feeds[0].poll_every_s: should be auto or a whole number of seconds (got hourly)",
        ),
        (
            f"feeds:\n  - id: a\n    {FEED}\n    poll_every_s: 10",
            "4: feeds[0].poll_every_s: should be at least 60 (got 10)",
        ),
        (
            f"feeds:\n  - id: a\n    {FEED}\n    poll_every_s: 604801",
            "4: feeds[0].poll_every_s: should be at most 604800 (got 604801)",
        ),
        (
            f"feeds:\n  - id: a\n    {FEED}\n    pages: fetched",
            "4: feeds[0].pages: should be fetch or never (got fetched); did you mean fetch?",
        ),
        (
            f"feeds:\n  - id: a\n    {FEED}\n    name: A",
            "4: feeds[0].name: not a known key; did you mean outlet?",
        ),
        (
            f"feeds:\n  - id: a\n    {FEED}\n    intervall_s: 90",
            "4: feeds[0].intervall_s: not a known key; did you mean poll_every_s?",
        ),
        (
            "feeds:\n  - {id: a, url: 'http://a.example'}\n  - {id: a, url: 'http://b.example'}",
            "3: feeds[1].id: is taken by feeds[0] in line 2 (got a)",
        ),
        (
            "feeds: [{id: a, url: 'http://a.example'}, {id: a, url: 'http://b.example'}]",
            "1: feeds[1].id: is taken by feeds[0] in line 1 (got a)",
        ),
        (
            "feeds:\n  - {id: a, url: 'http://a.example'}\n  - {id: b, url: 'HTTP://A.example:80/#x'}",
            "3: feeds[1].url: is taken by feeds[0] in line 2 (got HTTP://A.example:80/#x)",
        ),
        # watchlists
        ("watchlists: none", "1: watchlists: should be a folder or a file, and is not there (got none)"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_line_key_and_guess(files, text, problem):
    """What was expected, what stood there and, where there is one, a guess stand in one line."""
    told = files.problems(text + "\n")

    assert told == [f"monitor.yaml:{problem}"]


def test_all_mistakes_are_told_at_once_in_order(files):
    """One run tells of everything, so that one edit mends everything."""
    files.write("watchlists/b.yaml", "id: b\nquery: (x\nthreshold: 2\n")
    files.write("watchlists/a.yaml", "id: a\nquery: &q x\n")
    told = files.problems(
        """\
        retention_days: 0
        fetch: {min_poll_s: 120}
        feeds:
          - {id: a, url: "http://a.example/", poll_every_s: 90}
          - {id: a, url: "http://a.example", interval: 5}
        retention_days: 5
        """
    )

    assert told == [
        "monitor.yaml:1: retention_days: should be at least 1 (got 0)",
        "monitor.yaml:4: feeds[0].poll_every_s: should be at least 120 (got 90)",
        "monitor.yaml:5: feeds[1].interval: not a known key; did you mean poll_every_s?",
        "monitor.yaml:5: feeds[1].id: is taken by feeds[0] in line 4 (got a)",
        "monitor.yaml:5: feeds[1].url: is taken by feeds[0] in line 4 (got http://a.example)",
        "monitor.yaml:6: retention_days: stands twice; first in line 1",
        (
            "watchlists/a.yaml:2:8: query: anchors (&q) are not allowed; write the value out where it "
            "is needed"
        ),
        (
            "watchlists/b.yaml:2:10: query: the ( of column 1 is never closed; expected ) or AND, OR, "
            "NOT, NEAR/n, another operand or the end"
        ),
        "watchlists/b.yaml:3: threshold: should be at most 1 (got 2)",
    ]


def test_broken_yaml_hides_no_mistake_beside_it(files):
    """What stood before the break is checked, and so are the watchlists; nothing is invented."""
    files.write("watchlists/w.yaml", "id: w\nquery: 'a OR'\n")
    told = files.problems("retention_days: 0\nfeeds:\n  - {id: a, pages: no\nlog: {}\n")

    assert told == [
        "monitor.yaml:1: retention_days: should be at least 1 (got 0)",
        (
            "monitor.yaml:4:4: feeds[0]: is not valid YAML: the { of line 3 is not closed; is a comma or "
            "} missing?"
        ),
        (
            'watchlists/w.yaml:2:13: query: the query ends here; expected a word, a "phrase", a '
            "prefix* or ("
        ),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{id: w, query: (a\nthreshold: 2}",
        "{id: w, query: x, seeds: [{file: none.md\nlanguage: fr}]}",
        "{id: w, query: x, seeds: [{language: fr",
        "{id: w",
    ],
)
def test_what_broken_yaml_swallowed_or_cut_off_is_not_judged(files, text):
    """A query that ran into the next key, or a seed that never ended, is one mistake."""
    told = files.watchlist_problems(text)

    assert len(told) == 1
    assert "is not valid YAML" in told[0]


def test_a_folder_that_ran_into_the_next_key_is_not_looked_for(files):
    """The main file's own keys are judged as carefully."""
    told = files.problems("{watchlists: none\nfeeds: []}")

    assert len(told) == 1
    assert "is not valid YAML" in told[0]


def test_a_block_text_before_broken_yaml_is_judged(files):
    """A query written as a block ends where it ends, so its own mistake is told."""
    told = files.watchlist_problems("id: w\nquery: >\n  a AND\n  (b\nterms: [\n")

    assert any("query: the ( of column 7 is never closed" in line for line in told)


def test_a_wrong_shortest_interval_does_not_excuse_short_ones(files):
    """Where `min_poll_s` is no interval itself, its default holds."""
    told = files.problems(
        """\
        fetch: {min_poll_s: 0}
        feeds: [{id: a, url: "http://a.example", poll_every_s: 10}]
        """
    )

    assert told == [
        "monitor.yaml:1: fetch.min_poll_s: should be at least 1 (got 0)",
        "monitor.yaml:2: feeds[0].poll_every_s: should be at least 60 (got 10)",
    ]


def test_what_follows_from_a_refused_value_is_not_told(files):
    """An alias is one mistake, not three: the value it would have brought is not missed."""
    told = files.problems("feeds:\n  - {id: a, url: *u}\n  - <<: *u\nstate_dir: *u\n")

    assert [line.split(": ")[1:3] for line in told] == [
        ["feeds[0].url", "aliases (*u) are not allowed; write the value out"],
        ["feeds[1].<<", "merge keys are not allowed; write the values out"],
        ["feeds[1].<<", "aliases (*u) are not allowed; write the value out"],
        ["state_dir", "aliases (*u) are not allowed; write the value out"],
    ]


def test_no_message_gives_a_secret_away(files):
    """Passwords and tokens in addresses stay out of messages, wherever the mistake is."""
    told = files.problems(
        """\
        redis: {url: "http://:s3cret@cache", password: s3cret}
        fetch: {contact: "ftp://u:s3cret@a.example"}
        feeds:
          - {id: a, url: "https://u:s3cret@a.example/rss"}
          - {id: b, url: "gopher://b.example/rss?token=s3cret"}
        """
    )

    assert len(told) == 5
    assert "s3cret" not in "".join(told)


def test_what_a_terminal_would_act_on_is_escaped(files):
    """A file's text cannot move the cursor, turn the line round, or flood the screen."""
    told = files.problems('"\\e[2J\u202e": 1\nlog: {level: "' + "x" * 5000 + '"}\n')

    assert told == [
        "monitor.yaml:1: \\x1b[2J\\u202e: not a known key",
        f"monitor.yaml:2: log.level: should be debug, info, warning or error (got {'x' * 60}…)",
    ]


def test_rubbish_is_told_in_500_lines_at_most(files):
    """A file of rubbish does not scroll for minutes, and says how much more there is."""
    told = files.problems("".join(f"key{number}: 1\n" for number in range(700)))

    assert len(told) == 501
    assert told[-1] == "and 200 more problems"
