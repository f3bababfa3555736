"""`extract` of an address: fetched as the daemon does, and followed to where the story is."""

from __future__ import annotations

import asyncio

import pytest
import typer
from typer.testing import CliRunner, Result

from monitor.cli import extract as command
from monitor.errors import FetchRefused
from tests.reading.build import PARAGRAPHS, TITLE, page
from tests.site import Site

app = typer.Typer(pretty_exceptions_enable=False)
app.callback()(lambda: None)
command.register(app)


@pytest.fixture
def config(tmp_path):
    """Give a configuration that opens the loopback network."""
    path = tmp_path / "monitor.yaml"
    path.write_text("fetch: {allow_networks: [127.0.0.0/8], page_pause_s: 0}\n")
    return path


async def run(url, config) -> Result:
    """Run the command beside the site that it asks."""
    arguments = ["extract", url, "--config", str(config)]
    return await asyncio.to_thread(CliRunner().invoke, app, arguments)


def copy(canonical: str, *paragraphs: str) -> str:
    """Return an AMP copy of a page."""
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    return f"""<!doctype html><html amp><head><title>{TITLE}</title>
    <link rel="canonical" href="{canonical}"></head><body><article><h1>{TITLE}</h1>
    {text}</article></body></html>"""


async def test_a_url_is_fetched(config):
    """Where the configuration opens the network; the header's charset is heeded."""
    async with Site() as site:
        body = page("Переговоры продолжатся в четверг. " * 20).decode().encode("windows-1251")
        url = site.answer(
            "/a", headers={"Content-Type": "text/html; charset=windows-1251"}, body=body
        )
        found = await run(url, config)

    assert "Переговоры" in found.stdout


def test_private_addresses_are_refused(tmp_path, monkeypatch):
    """Without a configuration too: its defaults stand."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    found = CliRunner().invoke(app, ["extract", "http://127.0.0.1:1/"])

    assert isinstance(found.exception, FetchRefused)


async def test_a_page_that_leads_on_is_followed(config):
    """As the daemon does: from an AMP copy to the story itself."""
    async with Site() as site:
        story = site.page("/story", page().decode())
        found = await run(site.page("/amp", copy(story, PARAGRAPHS[0])), config)

    assert "\n".join(PARAGRAPHS) in found.stdout
    assert found.stderr == ""


@pytest.mark.parametrize("status", [404, 503])
async def test_where_the_whole_cannot_be_had_the_copy_is_shown(config, status):
    """And one line says so; the exit code is that of a page that was read."""
    async with Site() as site:
        story = site.answer("/story", status=status)
        found = await run(site.page("/amp", copy(story, *PARAGRAPHS)), config)

    assert (found.exit_code, "\n".join(PARAGRAPHS) in found.stdout) == (0, True)
    [told] = found.stderr.splitlines()
    assert "could not be had" in told
    assert str(status) in told


async def test_a_page_that_only_leads_to_trouble_is_trouble(config):
    """What it leads to is named: it is not what was asked for."""
    async with Site() as site:
        site.answer("/story", status=503)
        refresh = '<html><head><meta http-equiv="refresh" content="0; url=/story"></head></html>'
        found = await run(site.page("/moved", refresh), config)

    assert (found.exit_code, found.stdout) == (1, "")
    assert "leads to another" in str(found.exception)
    assert "/story" in str(found.exception)
