"""`run --once` as a command: what it says at its end."""

from __future__ import annotations

from tests.daemon import Process
from tests.line.pages import item


async def test_a_run_once_through_is_counted_in_one_line(site, setup):
    """Feeds, entries and alerts of this run alone, from the state of record."""
    site.feed("/a", [item("Talks begin", None, guid="1"), item("Weather", None, guid="2")])
    site.answer("/b", status=404)
    feeds = [{"id": name, "url": site.url(f"/{name}")} for name in ("a", "b")]
    main = setup(feeds).write()
    counted = []
    for _ in range(2):
        process = Process(main, "--once")
        code = await process.wait()
        said = [line for line in process.log.splitlines() if not line.startswith("{")]
        counted.append((code, said))

    assert counted == [
        (0, ["feeds: 2 polled, 1 failed; entries: 2 ended; alerts: 1"]),
        (0, ["feeds: 2 polled, 1 failed; entries: 0 ended; alerts: 0"]),
    ]


async def test_a_run_is_counted_by_what_it_ran_with(site, setup):
    """A file that is broken while it runs makes no good run fail."""
    line = setup([{"id": "a", "url": site.url("/a")}])
    main = line.write()
    feed = site.feed("/feed", [item("Talks begin", None, guid="1")])

    async def break_the_file(_request, writer):
        main.write_text("{")
        writer.write(f"HTTP/1.1 302 Found\r\nLocation: {feed}\r\n\r\n".encode())

    site.handle("/a", break_the_file)
    process = Process(main, "--once")
    code = await process.wait()

    assert code == 0
    assert "feeds: 1 polled, 0 failed; entries: 1 ended; alerts: 1" in process.log
