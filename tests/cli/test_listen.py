"""`listen` end to end: a real configuration, a real server, real signals and pipes."""

from __future__ import annotations

import asyncio
import json
import re
import select
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import typer
from redis import Redis
from typer.testing import CliRunner

from monitor.adapters.valkey_binary import find_server
from monitor.cli.listen import read_since, register
from monitor.model import Article, Match, Part, Span, Verdict
from monitor.rules.events import build_alert, encode, stream_key
from monitor.rules.health import HealthEvent, HealthKind, encode_health, health_key
from monitor.watchlist import Watchlist

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
PROGRAM = """
import signal
import typer
from monitor.adapters.valkey_binary import find_server
from monitor.cli.listen import register

# Whoever runs the tests in the background has it ignored, and a child inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)
app = typer.Typer()
register(app)
app()
"""


@pytest.fixture
def server(valkey_url):
    """Give a plain client of the session's server."""
    with Redis.from_url(valkey_url) as client:
        yield client


@pytest.fixture
def configured(tmp_path, valkey_url, prefix):
    """Write a configuration for this test's prefix on the session's server."""
    return write_config(tmp_path, url=valkey_url, prefix=prefix)


def write_config(folder, *, url, prefix="monitor:"):
    """Write a configuration with one watchlist, and return its path."""
    (folder / "watchlists").mkdir()
    (folder / "watchlists" / "talks.yaml").write_text("id: talks\nterms: [envoy]\n")
    path = folder / "monitor.yaml"
    path.write_text(
        f"redis: {{url: '{url}', prefix: '{prefix}'}}\ntimezone: Europe/Berlin\n", "utf-8"
    )
    return path


def append(server, prefix, *seqs, channel="talks", title=None, at=NOON):
    """Append alerts to a channel's stream, each a minute after the last."""
    for seq in seqs:
        article = Article(id=f"{seq:016x}", title=title or f"Talks, day {seq}", language="fr")
        match = Match(
            watchlist_id="talks",
            score=0.7,
            verdict=Verdict.ALERT,
            parts=(Part(name="terms", value=0.7, why="envoy in the title"),),
            spans=tuple(Span(field="title", start=0, end=5, term=t) for t in ("envoy", "talks")),
        )
        alert = build_alert(
            channel=channel,
            entry_id=article.id,
            story_key=f"story {seq}",
            created_at=at + timedelta(minutes=seq),
            article=article,
            url=f"https://news.example/{seq}",
            outlet="Example",
            matches=[(Watchlist(id="talks", title="Talks", channel=channel), match)],
        )
        fields = {"event": encode(alert, seq), "id": alert.id}
        server.xadd(stream_key(prefix, channel), fields, id=f"{seq}-0")


def listen(*arguments, config):
    """Run the command in this process."""
    app = typer.Typer()
    register(app)
    return CliRunner().invoke(app, [*map(str, arguments), "-c", str(config)])


@contextmanager
def listening(*arguments, config):
    """Run the command in a process of its own, with pipes for its output."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, arguments), "-c", str(config)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def until_listening(server):
    """Wait until a subscriber waits for alerts."""
    deadline = time.monotonic() + 10
    while not any(client["cmd"] == "xread" for client in server.client_list()):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def line_of(pipe):
    """Return the next line of a pipe, which has to come soon."""
    assert select.select([pipe], [], [], 10)[0]
    return pipe.readline().decode()


def test_people_get_a_few_lines(server, prefix, configured):
    """Time in the configured timezone, place, score, and what the story is and why it matched."""
    append(server, prefix, 1)
    result = listen("talks", "--since", "0", "--count", "1", config=configured)

    assert result.exit_code == 0
    assert result.stderr == ""
    assert result.stdout.splitlines() == [
        "2026-03-01 13:01:00 CET  talks #1  score 0.70",
        "  Talks, day 1",
        "  Example | fr | https://news.example/1",
        "  terms: envoy, talks",
        "  why: envoy in the title",
    ]


def test_nothing_from_outside_reaches_the_terminal_raw(server, prefix, configured):
    """Escapes and line breaks of a title are shown, not obeyed."""
    append(server, prefix, 1, title="\x1b[2Jwiped\nnews\u202e")
    for form in ([], ["--json"]):
        result = listen("--since", "0", "--count", "1", *form, config=configured)

        assert re.search("[\x00-\x09\x0b-\x1f\x7f\u202e]", result.stdout) is None
        assert "wiped" in result.stdout
    assert len(result.stdout.splitlines()) == 1


def test_json_gives_each_event_on_a_line(server, prefix, configured):
    """A line holds the event as it stands in the stream."""
    append(server, prefix, 1, 2)
    result = listen("--since", "0", "--json", "--count", "2", config=configured)

    sent = [
        json.loads(fields[b"event"]) for _, fields in server.xrange(stream_key(prefix, "talks"))
    ]
    assert [json.loads(line) for line in result.stdout.splitlines()] == sent


def test_only_the_channels_named_since_when_it_was_asked(server, prefix, configured):
    """Channel names and a time in the configured timezone choose what is printed."""
    append(server, prefix, 1, 2, 3, 4)
    append(server, prefix, 3, channel="war")
    result = listen(
        *("talks", "--since", "2026-03-01T13:03", "--json", "--count", "2"), config=configured
    )

    told = [json.loads(line)["data"] for line in result.stdout.splitlines()]
    assert [(data["channel"], data["seq"]) for data in told] == [("talks", 3), ("talks", 4)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, None),
        ("412", 412),
        (" 0 ", 0),
        ("30m", NOON - timedelta(minutes=30)),
        ("2h", NOON - timedelta(hours=2)),
        ("7d", NOON - timedelta(days=7)),
        ("1w", NOON - timedelta(days=7)),
        ("90s", NOON - timedelta(seconds=90)),
        ("2026-02-01", datetime(2026, 1, 31, 23, tzinfo=UTC)),
        ("2026-07-01T12:00", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-07-01T12:00:00Z", datetime(2026, 7, 1, 12, tzinfo=UTC)),
        ("2026-07-01T12:00:00-05:00", datetime(2026, 7, 1, 17, tzinfo=UTC)),
    ],
)
def test_since_is_a_seq_a_time_or_how_long_ago(text, expected):
    """A time without an offset is meant in the configured timezone."""
    assert read_since(text, now=NOON, timezone=BERLIN) == expected


@pytest.mark.parametrize(
    "text",
    ["yesterday", "-1", "2 h", "1.5h", "", "999999999w", "0001-01-01", "9" * 40, "٣", "2h\x1b[0m"],
)
def test_a_wrong_since_ends_with_one_clear_line(configured, command_line, text):
    """What cannot be understood is quoted and answered with what could be."""
    code, out, err = command_line("listen", f"--since={text}", "-c", configured)

    assert (code, out, len(err)) == (2, "", 1)
    assert err[0].startswith("news-monitor listen: --since: should be a number such as 412")
    assert "\x1b" not in err[0]


def test_an_unknown_channel_is_noted_and_listened_to(server, prefix, configured):
    """A channel may be another daemon's; a slip of the pen should be seen all the same."""
    append(server, prefix, 1, channel="tlaks")
    result = listen("tlaks", "--since", "0", "--count", "1", config=configured)

    assert result.exit_code == 0
    assert "tlaks #1" in result.stdout
    assert result.stderr == (
        "note: no watchlist has the channel tlaks, listening to it all the same; "
        "the channels are talks\n"
    )


@pytest.mark.parametrize("channel", ["\udcff", ""])
def test_a_channel_that_cannot_be_is_refused(configured, command_line, channel):
    """Bytes of the command line that are no text end with a line, not with a traceback."""
    code, out, err = command_line("listen", channel, "-c", configured)

    assert (code, out, len(err)) == (2, "", 1)
    assert err[0].startswith("news-monitor listen: ")


def test_what_comes_is_printed_at_once_and_ctrl_c_ends_it(server, prefix, configured):
    """Into a pipe too each alert is written when it comes; an interrupt is quiet."""
    append(server, prefix, 1)
    with listening(config=configured) as process:
        until_listening(server)
        append(server, prefix, 2)
        line = line_of(process.stdout)
        process.send_signal(signal.SIGINT)
        code = process.wait(10)
        complaint = process.stderr.read()

    assert "talks #2" in line
    assert (code, complaint) == (0, b"")


def test_without_a_server_it_waits_and_says_so_until_it_is_stopped(tmp_path, port):
    """A Redis that is away is told once on stderr; SIGTERM is a good end."""
    url = f"redis://127.0.0.1:{port}/0"
    with listening(config=write_config(tmp_path, url=url)) as process:
        line = line_of(process.stderr)
        process.send_signal(signal.SIGTERM)
        code = process.wait(10)
        rest = process.stderr.read(), process.stdout.read()

    assert line == f"Redis at {url} is away: trying again\n"
    assert (code, rest) == (0, (b"", b""))


def test_the_daemons_own_server_is_asked_after(tmp_path, port):
    """Where the embedded server is away, most likely no daemon runs; said once, then its return."""
    config = tmp_path / "monitor.yaml"
    config.write_text(f"redis: {{port: {port}}}\n")
    url = f"redis://127.0.0.1:{port}/0"
    with listening(config=config) as process:
        away = line_of(process.stderr)
        with subprocess.Popen(
            [
                asyncio.run(find_server()),
                "--port",
                str(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--dir",
                tmp_path,
            ],
            stdout=subprocess.DEVNULL,
        ) as server:
            back = line_of(process.stderr)
            server.kill()
        again = line_of(process.stderr)

    assert away == (
        f"Redis at {url} is away: trying again; is the daemon running? (news-monitor run)\n"
    )
    assert back == f"Redis at {url} is back\n"
    assert again == f"Redis at {url} is away: trying again\n"


def test_a_reader_that_goes_ends_it_quietly(server, prefix, configured):
    """`listen | head -1` ends with head, though no further alert comes."""
    append(server, prefix, 1)
    with listening("--since", "0", "--json", config=configured) as process:
        line = line_of(process.stdout)
        until_listening(server)
        process.stdout.close()
        code = process.wait(10)
        complaint = process.stderr.read()

    assert json.loads(line)["data"]["seq"] == 1
    assert (code, complaint) == (1, b"")


def tell_health(server, prefix, number):
    """Append a health event to the stream."""
    event = HealthEvent(
        kind=HealthKind.CONFIG_REJECTED,
        subject="config",
        at=NOON + timedelta(minutes=number),
        reason="config",
        message=f"configuration not taken {number}\x1b[2J",
        details={"problems": ["monitor.yaml:1: x"]},
    )
    server.xadd(health_key(prefix), {"event": encode_health(event)})


def test_health_is_told_to_people(configured, server, prefix):
    """One line for each event, one more for each line of its lists, safe for a terminal."""
    tell_health(server, prefix, 1)
    result = listen("--health", "--since", "1w", "--count", "1", config=configured)

    assert result.exit_code == 0
    assert result.stdout == (
        "2026-03-01 13:01:00 CET  config_rejected  configuration not taken 1\\x1b[2J\n"
        "  problems: monitor.yaml:1: x\n"
    )


def test_health_is_told_as_json(configured, server, prefix):
    """A line is the event itself."""
    tell_health(server, prefix, 1)
    result = listen("--health", "--since", "1w", "--count", "1", "--json", config=configured)

    assert json.loads(result.stdout)["data"]["kind"] == "config_rejected"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["--since", "412"], "health events have no numbers"), (["talks"], "has no channels")],
)
def test_health_has_neither_numbers_nor_channels(configured, arguments, told):
    """Both are refused at once, with the reason."""
    result = listen("--health", *arguments, config=configured)

    assert result.exit_code == 2
    assert told in " ".join(result.stderr.replace("│", " ").split())
