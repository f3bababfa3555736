"""Values from the environment and from files of their own: what they become, and what is told."""

from __future__ import annotations

import os

import pytest

from monitor.config import filekeys
from monitor.config.document import Origin
from monitor.config.environment import MOST_CHARACTERS
from monitor.config.filekeys import (
    MAIN_VALUE_BYTES,
    WATCHLIST_VALUE_BYTES,
    text_keys,
)
from monitor.config.load import find_state_dir, read_main
from monitor.config.models import FeedKeys, RedisKeys, WatchlistKeys
from tests.config.pages import CONFIGURATION

FORM = "should hold ${NAME} or ${NAME:-default}; write $${ for a plain ${"


@pytest.fixture
def variables(monkeypatch):
    """Give what sets environment variables; of a test's own names, none is set."""
    for name in [name for name in os.environ if name.startswith("NM_")]:
        monkeypatch.delenv(name)

    def set_all(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return set_all


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("${NM_A}", "one"),
        ("x-${NM_A}-${NM_B}-${NM_A}", "x-one-2-one"),
        ("'${NM_A}'", "one"),
        ('"${NM_A}"', "one"),
        (">\n  ${NM_A}\n  ${NM_B}\n", "one 2\n"),
        ("${NM_NONE:-three}", "three"),
        ("${NM_NONE:-}", None),
        ("'${NM_NONE:-}'", ""),
        ("${NM_EMPTY:-three}", "three"),
        ("'${NM_EMPTY}'", ""),
        ("${NM_A:-three}", "one"),
        ("${NM_NONE:-http://a/?b=c:-d}", "http://a/?b=c:-d"),
        ("$${NM_A}", "${NM_A}"),
        ("$$${NM_A}", "$${NM_A}"),
        ("$NM_A {NM_A} $", "$NM_A {NM_A} $"),
        # Unquoted, YAML's rules hold for what stands there in the end; quoted, it is text.
        ("${NM_B}", 2),
        ("1${NM_B}.5", 12.5),
        ("${NM_NONE:-7}", 7),
        ("${NM_TRUE}", True),
        ("${NM_NULL}", None),
        ("'${NM_B}'", "2"),
        ("|-\n  ${NM_B}", "2"),
        # Nothing that a variable holds is read as YAML.
        ("${NM_YAML}", "{a: [b]} # c"),
    ],
)
def test_a_reference_becomes_what_the_variable_holds(files, variables, written, value):
    """Quoted or not, whole or in part, with a default or without."""
    variables(
        NM_A="one", NM_B="2", NM_EMPTY="", NM_TRUE="true", NM_NULL="null", NM_YAML="{a: [b]} # c"
    )
    main = read_main(files.write("monitor.yaml", f"state_dir: {written}\n"))

    assert main.document.value["state_dir"] == value
    assert type(main.document.value["state_dir"]) is type(value)


def test_both_kinds_of_file_take_variables_in_lists_and_mappings(files, variables):
    """References stand wherever a text may, in the main file and in watchlists."""
    variables(NM_PORT="7000", NM_HOST="a.example", NM_WORD="harbour", NM_THRESHOLD="0.7")
    files.write(
        "lists/w.yaml",
        """\
        - id: w
          query: ${NM_WORD} OR port
          terms: ["${NM_WORD}*", {term: pier, aliases: {fr: "${NM_JETTY:-jetée}"}}]
          threshold: ${NM_THRESHOLD}
        """,
    )
    config = files.load(
        """\
        redis:
          port: ${NM_PORT}
        watchlists: ${NM_LISTS:-lists}
        feeds: [{id: a, url: "http://${NM_HOST}/rss", tags: ["${NM_TAG:-own}"]}]
        """
    )

    (watchlist,) = config.watchlists
    assert config.redis.port == 7000
    assert (config.feeds[0].url, config.feeds[0].tags) == ("http://a.example/rss", ("own",))
    assert (watchlist.query, watchlist.threshold) == ("harbour OR port", 0.7)
    assert [term.text for term in watchlist.terms] == ["harbour*", "pier"]
    assert watchlist.terms[1].aliases == (("fr", ("jetée",)),)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "fetch:\n  contact: ${NM_NONE}",
            (
                "2: fetch.contact: needs the environment variable NM_NONE, which is not set; set it, or "
                "give a default as in ${NM_NONE:-default}"
            ),
        ),
        ("timezone: ${}", f"1: timezone: {FORM}"),
        ("timezone: ${1A}", f"1: timezone: {FORM}"),
        ("timezone: '${NM_A'", f"1: timezone: {FORM}"),
        ("timezone: ${NM_A-x}", f"1: timezone: {FORM}"),
        ("timezone: ${NM_A:-${NM_B}}", f"1: timezone: {FORM}"),
        ("feeds:\n  - {id: '${NM A}', url: 'http://a.example'}", f"2: feeds[0].id: {FORM}"),
        (
            "timezone: ${NM_LINES}",
            (
                "1: timezone: needs one line in the environment variable NM_LINES, and it holds a line "
                "end or another control character"
            ),
        ),
        (
            "timezone: ${NM_BYTES}",
            "1: timezone: needs UTF-8 text in the environment variable NM_BYTES, and it is not",
        ),
        ("${NM_A}: 1", "1: ${NM_A}: not a known key"),
        (
            "log: {level: '${NM_A}'}",
            "1: log.level: should be debug, info, warning or error (got what ${NM_A} gives)",
        ),
        ("redis:\n  port: ${NM_A}", "2: redis.port: should be a whole number (got what ${NM_A} gives)"),
        (
            "redis: {url: '${NM_A}:${NM_B:-s3cret}'}",
            (
                "1: redis.url: should begin with redis://, rediss:// or unix:// (got what ${NM_A} and "
                "${NM_B} gives)"
            ),
        ),
        (
            "timezone: '${NM_NONE:-}'",
            (
                "1: timezone: is empty (got nothing: ${NM_NONE} is empty); give a zone such as UTC or "
                "Europe/Paris"
            ),
        ),
        ("timezone: ${NM_NONE:-}", "1: timezone: should be text (got nothing: ${NM_NONE} is empty)"),
        (
            "watchlists: ${NM_A}",
            "1: watchlists: should be a folder or a file, and is not there (got what ${NM_A} gives)",
        ),
    ],
)  # fmt: skip
def test_a_reference_that_cannot_be_used_is_told_by_name(files, variables, text, problem):
    """One problem with file, line, key and the variable's name, and nothing of what it holds."""
    variables(NM_A="s3cret", NM_LINES="s3cret\nb", NM_BYTES=os.fsdecode(b"s3cret\xff"))
    told = files.problems(text + "\n")

    assert told == [f"monitor.yaml:{problem}"]
    assert "s3cret" not in told[0].replace(":-s3cret", "")


def test_a_query_with_a_reference_is_told_without_a_column(files, variables):
    """Where a variable stands in a query, columns of the value are not columns of the file."""
    variables(NM_LONG="a very long phrase")
    files.write("watchlists/b.yaml", "id: b\nquery: $${x} OR\n")
    told = files.watchlist_problems("id: w\nquery: ${NM_LONG} OR OR b\n")

    expected = 'a word, a "phrase", a prefix* or ('
    assert told == [
        (
            "b.yaml:2: query: { means nothing here (in '${x}'); expected AND, OR, NOT, parentheses or "
            'straight quotation marks "..."'
        ),
        f"w.yaml:2: query: OR stands here; expected {expected}",
    ]


def test_an_unusable_reference_is_one_mistake(files):
    """What would follow from the missing value is not told beside it."""
    told = files.problems(
        """\
        feeds:
          - {id: a, url: "${NM_NONE}", poll_every_s: "${NM_NONE}"}
          - {id: b, url: "${NM_NONE}"}
        watchlists: ${NM_NONE}
        """
    )

    assert [line.split(": ")[1] for line in told] == [
        "feeds[0].url",
        "feeds[0].poll_every_s",
        "feeds[1].url",
        "watchlists",
    ]


def test_variables_cannot_blow_up_a_file(files, variables):
    """A long variable referred to a thousand times is refused before it takes the memory."""
    variables(NM_LONG="x" * 100_000)
    told = files.problems(f"timezone: '{'${NM_LONG}' * 1000}'\n")

    limit = f"brings more than {MOST_CHARACTERS} characters into the file"
    assert told == [f"monitor.yaml:1: timezone: {limit}"]


def test_a_secret_comes_from_a_file(files):
    """`redis.url_file` is the file's content without its last line end, relative to the main file."""
    files.write("secrets/redis", "redis://:s3cret@cache\n")
    files.write("secrets/contact", "desk@example.org")
    config = files.load(
        """\
        redis: {url_file: secrets/redis}
        fetch: {contact_file: ./secrets/contact}
        """
    )

    assert config.redis.url == "redis://:s3cret@cache"
    assert config.fetch.contact == "desk@example.org"


def test_only_one_line_end_is_taken_from_a_files_content(files):
    """What an editor adds goes; blanks, further lines and references are the value's own."""
    files.write("value", " a ${NM_NONE}\nb \n\n")
    main = read_main(files.write("monitor.yaml", "timezone_file: value\n"))

    assert main.document.value == {"timezone": " a ${NM_NONE}\nb \n"}


def test_a_long_query_comes_from_a_file_with_its_own_places(files):
    """A query's mistake is told where it stands: in the file that holds the query."""
    files.write("watchlists/q/ports.txt", "port OR\n  harbour\n")
    files.write("watchlists/q/bad.txt", "port OR\n  OR harbour\n")
    files.write("watchlists/a.yaml", "id: a\nquery_file: q/ports.txt\n")
    query = files.load().watchlists[0].query
    files.write("watchlists/b.yaml", "[{id: b, query_file: q/bad.txt}]\n")
    told = files.problems()

    expected = 'a word, a "phrase", a prefix* or ('
    assert query == "port OR\n  harbour"
    assert told == [f"watchlists/q/bad.txt:2:3: [0].query: OR stands here; expected {expected}"]


def test_a_file_key_that_is_left_open_counts_as_left_out(files, monkeypatch):
    """Null leaves the key alone, so that a variable may say whether there is a file."""
    monkeypatch.delenv("NM_FILE", raising=False)
    config = files.load(
        "redis:\n  url: redis://cache\n  url_file: ${NM_FILE:-}\nfetch: {contact_file: }\n"
    )

    assert config.redis.url == "redis://cache"
    assert config.fetch.contact is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "redis: {url_file: none}",
            "1: redis.url_file: cannot be read: No such file or directory (got none)",
        ),
        (
            "fetch: {contact_file: none}",
            "1: fetch.contact_file: cannot be read: No such file or directory (got none)",
        ),
        ("fetch: {contact_file: .}", "1: fetch.contact_file: should be a file, not a folder (got .)"),
        ("fetch: {contact_file: 5}", "1: fetch.contact_file: should be the name of a file (got 5)"),
        (
            "fetch:\n  contact: null\n  contact_file: binary",
            (
                "3: fetch.contact_file: should hold text, and holds the control character U+0000 (got "
                "binary)"
            ),
        ),
        (
            "fetch: {contact_file: latin}",
            "1: fetch.contact_file: should be UTF-8 text (byte 0 in line 1 is not) (got latin)",
        ),
        (
            "fetch: {contact_file: large}",
            f"1: fetch.contact_file: should be at most {MAIN_VALUE_BYTES} bytes (got large)",
        ),
        (
            "fetch:\n  contact: a@b.example\n  contact_file: good",
            "3: fetch.contact_file: stands beside contact in line 2; keep one of them",
        ),
        ("redis: {port_file: good}", "1: redis.port_file: not a known key; did you mean port?"),
        (
            "feeds: [{id_file: good, url_file: none}]",
            "1: feeds[0].url_file: cannot be read: No such file or directory (got none)",
        ),
        (
            "fetch: {contact_file: '${NM_NONE}'}",
            (
                "1: fetch.contact_file: needs the environment variable NM_NONE, which is not set; set "
                "it, or give a default as in ${NM_NONE:-default}"
            ),
        ),
        (
            "timezone_file: secret",
            "1: timezone: should be a zone such as UTC or Europe/Paris (got what the file secret gives)",
        ),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_told_by_name(files, text, problem):
    """One problem that names the key and the file, and nothing of what the file holds."""
    files.write("binary", b"a\0b")
    files.write("latin", b"\xe9")
    files.write("large", b"x" * (MAIN_VALUE_BYTES + 1))
    files.write("good", "good\n")
    files.write("secret", "s3cret\n")
    told = files.problems(text + "\n")

    assert told == [f"monitor.yaml:{problem}"]


def test_a_query_file_may_be_larger_than_a_secret(files):
    """A long list of words is the reason to have one."""
    files.write("watchlists/fits.txt", "x " * ((WATCHLIST_VALUE_BYTES - 1) // 2 // 10))
    files.write("watchlists/large.txt", b"x" * (WATCHLIST_VALUE_BYTES + 1))
    fits = files.watchlist_problems("id: w\nquery_file: fits.txt\n")
    large = files.watchlist_problems("id: w\nquery_file: large.txt\n")

    limit = f"should be at most {WATCHLIST_VALUE_BYTES} bytes"
    assert not any("bytes" in line for line in fits)
    assert large == [f"w.yaml:2: query_file: {limit} (got large.txt)"]


def test_the_caps_on_the_page_are_those_in_the_code():
    """How large a value's file may be is told as it is."""
    told = (
        f"{MAIN_VALUE_BYTES // 1000} kB for\nthe main file and {WATCHLIST_VALUE_BYTES // 1000} kB"
    )

    assert told in CONFIGURATION


def test_many_names_of_one_large_file_are_refused(files, monkeypatch):
    """A short file that names a large one over and over does not take the memory."""
    monkeypatch.setattr(filekeys, "MOST_CHARACTERS", 2500)
    files.write("watchlists/large.txt", b"x" * 1000)
    seeds = ", ".join("{text_file: large.txt}" for _ in range(3))
    told = files.watchlist_problems(f"{{id: w, query: x, seeds: [{seeds}]}}\n")

    limit = "brings more than 2500 characters into this file (got large.txt)"
    assert told == [f"w.yaml:1: seeds[2].text_file: {limit}"]


def test_every_text_key_and_no_other_may_come_from_a_file():
    """Numbers, lists and mappings stand in the file itself; choices are texts."""
    assert text_keys(RedisKeys) == {"url", "prefix"}
    assert text_keys(FeedKeys) == {"id", "url", "language", "outlet", "pages"}
    assert text_keys(WatchlistKeys) == {"id", "title", "channel", "query", "model"}


def test_the_origin_of_every_value_from_elsewhere_is_known(files, variables):
    """Variables, defaults and files are remembered by the way to the value they gave."""
    variables(NM_HOST="cache", NM_TAG="x")
    secret = files.write("contact", "desk@example.org\n")
    main = read_main(
        files.write(
            "monitor.yaml",
            """\
            redis: {url: "redis://${NM_HOST}:${NM_PORT:-6379}"}
            fetch: {contact_file: contact, timeout_s: 5}
            feeds: [{id: a, url: "http://a.example", tags: [own, "${NM_TAG}"]}]
            """,
        )
    )

    assert main.document.origins == {
        ("redis", "url"): Origin(
            variables=("NM_HOST", "NM_PORT"), defaulted=frozenset({"NM_PORT"})
        ),
        ("fetch", "contact"): Origin(file=secret),
        ("feeds", 0, "tags", 1): Origin(variables=("NM_TAG",)),
    }
    assert main.keys is not None
    assert main.keys.redis.url == "redis://cache:6379"


def test_the_state_folder_of_a_broken_file_may_come_from_the_environment(files, variables):
    """Commands that need only that folder find it, whatever else is wrong."""
    variables(NM_STATE="here")
    file = files.write("monitor.yaml", "state_dir: ${NM_STATE}\nretention_days: 0\n")

    assert find_state_dir(file) == files.folder / "here"


@pytest.mark.parametrize(
    ("named", "what"),
    [("taken", "it is a file"), ("taken/deeper/still", "{}/taken is a file")],
)
def test_a_state_folder_that_cannot_be_one_is_told(files, named, what):
    """A file that stands in the way is seen by the check, not by the daemon's start."""
    files.write("taken", "")
    told = files.problems(f"state_dir: {named}\n")

    what = what.format(files.folder)
    assert told == [
        files.relative(f"monitor.yaml:1: state_dir: should be a folder, and {what} (got {named})")
    ]
