"""docs/subscribing.md says nothing that does not work."""

from __future__ import annotations

import inspect
import re
import select
import subprocess
import sys
from contextlib import aclosing
from datetime import timedelta
from pathlib import Path

import typer
from redis.asyncio import Redis
from typer.testing import CliRunner

from monitor.cli.listen import register
from monitor.client import ReceivedAlert, subscribe

PAGE = (Path(__file__).parents[2] / "docs" / "subscribing.md").read_text("utf-8")
EVENT = (
    '{"id":"a","data":{"created_at":"2026-03-01T12:00:00.000Z","seq":1,"score":0.7,'
    '"article":{"title":"Talks go on","url":"https://news.example/1"}}}'
)


def blocks(language):
    """Return the page's code blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


async def test_the_example_prints_alerts(own_valkey):
    """The Python of the page, as it stands there but for the address, does what it shows."""
    [example] = blocks("python")
    async with Redis.from_url(own_valkey.url) as redis:
        await redis.xadd("monitor:alerts:syria-talks", {"event": EVENT, "id": "a"}, id="1-0")
    program = example.replace("redis://127.0.0.1:6399/0", own_valkey.url)
    with subprocess.Popen([sys.executable, "-u", "-c", program], stdout=subprocess.PIPE) as process:
        try:
            assert select.select([process.stdout], [], [], 10)[0]
            line = process.stdout.readline().decode()
        finally:
            process.kill()

    assert line == "2026-03-01 12:00:00+00:00 1 0.7 Talks go on https://news.example/1\n"


async def test_the_rights_of_the_page_are_enough(own_valkey):
    """A user with these rights and no others can follow all channels."""
    [rule] = re.findall(r"^ACL SETUSER .*$", PAGE, re.MULTILINE)
    async with Redis.from_url(own_valkey.url) as redis:
        await redis.xadd("monitor:alerts:syria-talks", {"event": EVENT, "id": "a"}, id="1-0")
        await redis.execute_command(*rule.split())
    url = own_valkey.url.replace("://", "://listener:password@")
    async with aclosing(subscribe(url=url, since=0, look_every=timedelta(seconds=0.05))) as alerts:
        alert = await anext(alerts)

    assert alert.title == "Talks go on"


def test_arguments_and_shortcuts_are_those_of_the_code():
    """Every parameter of `subscribe` and every name of an alert is on the page."""
    parameters = set(inspect.signature(subscribe).parameters) - {"channels"}
    names = {name for name in dir(ReceivedAlert) if not name.startswith("_")}

    assert {name for name in parameters | names if f"`{name}`" not in PAGE} == set()


def test_the_options_of_the_page_exist():
    """What the page shows behind `listen` is what `listen` takes."""
    app = typer.Typer()
    register(app)
    known = CliRunner().invoke(app, ["--help"]).stdout
    shown = set(
        re.findall(r"(?<=\s)(-c|--[a-z]+)\b", "".join(blocks("console")).split("redis-cli")[0])
    )

    assert shown
    assert {option for option in shown if option not in known} == set()
