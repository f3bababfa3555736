"""Pages that nobody meant well, through a real worker: an answer or a reason, and in good time.

Each is about as large as a page may be (2 MB), so that whatever is quadratic shows.
"""

from __future__ import annotations

import base64
import gzip
import random
import time
import zlib
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from monitor.adapters.workers import WorkerPool
from monitor.errors import MonitorError
from monitor.matching.tokens import words_of
from monitor.tasks import read_page
from tests.reading.build import PARAGRAPHS, page

MB = 1_000_000
MOST_CPU_S = 4.0  # on a busy machine; on a quiet one the slowest takes 1.3 s
STORY = "\n".join(PARAGRAPHS)
TEXT = " ".join(PARAGRAPHS)
NOISE = random.Random(4).randbytes(MB)
REASONS = {"empty", "not_html", "unparsable"}

# What stands around or beside a story, which has to come out all the same.
AROUND = {
    "a picture in the page": page(
        more=f'<img src="data:image/png;base64,{base64.b64encode(NOISE).decode()}">'
    ),
    "a stylesheet": page(head="<style>" + ".a{color:red}\n" * (MB // 14) + "</style>"),
    "a script": page(more="<script>" + "var a=document.cookie;" * (MB // 23) + "</script>"),
    "structured data": page(
        head='<script type="application/ld+json">{"@type":"NewsArticle","keywords":['
        + ",".join(f'"word{n}"' for n in range(100_000))
        + "]}</script>"
    ),
    "nested structured data": page(
        head='<script type="application/ld+json">' + '{"a":[' * 100_000 + "</script>"
    ),
    "spaces": page(more=" \t\n" * (MB // 3)),
    "no-break spaces": page(more="<p>" + "&nbsp;" * (MB // 6)),
    "comments": page(more="<!-- x -->" * (MB // 10)),
    "a comment that is never closed": page(more="<!-- " + "x" * MB),
    "a hidden state": page(more=f'<div hidden data-state="{"x&quot;" * (MB // 7)}"></div>'),
    "processing instructions": page(more="<?php x ?>" * (MB // 10)),
    "meta elements": page(head='<meta property="article:tag" content="x">' * 5_000),
    "a control in each word": page(*(p.replace("e", "\x02e") for p in PARAGRAPHS)),
    "a NUL in each word": page().replace(b"e", b"\0e"),
}
# Where all that can be asked for is an answer.
BESIDE_ITSELF = {
    "100,000 levels": b"<html><body>" + b"<div>" * 100_000 + page(),
    "100,000 levels of spans": page("<span>" * 100_000 + TEXT),
    "lists in lists": page("<ul><li>" * 30_000 + TEXT),
    "tables in tables": page("<table><tr><td>" * 10_000 + TEXT),
    "quotations in quotations": page("<blockquote><p>" * 30_000 + TEXT),
    "formatting never closed": page(*[f"<b><i><font><a href=/{n}>{TEXT}" for n in range(900)]),
    "a million elements": b"<html><body>" + b"<i>x" * 500_000,
    "a million breaks": page("<br>" * 400_000 + TEXT),
    "just as many elements as are read": page("<i>x</i>" * 98_000),
    "paragraphs of one letter": page(*["x"] * 90_000),
    "paragraphs of a sentence": page(*["It was said on Tuesday that they would meet."] * 30_000),
    "links": page(more='<li><a href="/a/b">Read also: more</a></li>' * 15_000),
    "a table": page("<table>" + ("<tr>" + "<td>word</td>" * 30) * 1_200 + "</table>"),
    "one row": page("<table><tr>" + "<td>word</td>" * 90_000 + "</table>"),
    "half a million attributes": b"<p " + b" ".join(b"a%d" % n for n in range(250_000)) + b">" + page(),
    "attributes on each element": page(
        "".join(f"<p {' '.join(f'a{n}=b' for n in range(200))}>x" for _ in range(600))
    ),
    "class names": page(f'<div class="{"article content " * 30_000}">{TEXT}</div>'),
    "one word": page("x" * (2 * MB)),
    "one line": page(TEXT * 4_000),
    "only <": b"<html><body>" + b"<" * (2 * MB),
    "only &": page("&" * MB),
    "quotes": page("\"'" * (MB // 2)),
    "tags never closed": b"<html><body><p" * (MB // 14),
    "doctypes": b"<!DOCTYPE html>" * (MB // 15),
    "heads": b"<html><head><title>x</title></head><body>" * 40_000,
    "forms": page("<form><input><select><option>x" * 20_000),
    "frames": page("<iframe><noscript>" * 60_000),
    "drawings": page("<svg><path d='M0 0'><math><mi>" * 30_000),
    "entities": b"<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'>"
    + b"".join(b"<!ENTITY b%d '&b%d;&b%d;'>" % (n + 1, n, n) for n in range(40))
    + b"]>"
    + page("&b40;"),
    "references": page("&#x1F600;&#0;&#xD800;&#x110000;&notanentity;" * 40_000),
    "dates": page("<time datetime='2024-01-01T00:00:00Z'>1 January 2024</time> " * 15_000),
    "digits": page("2024-01-0" * 100_000),
    "marks": page("e" + "\u0301" * 500_000),
    "overrides": page("\u202e\u2067\u200f" * 200_000),
    "words of many letters": page("word" * 20 + " " + "ab-" * 300_000),
    "slashes": page("/" * MB),
    "addresses": page("http://a.example/?a=b&c=d " * 40_000),
    "numbers in a title": page(title="1 | " * 300_000),
    "a canonical link": page(head=f'<link rel=canonical href="http://a.example/{"../" * 300_000}">'),
    "noise": b"<html><body><p>" + NOISE,
    "a wrong charset": page("Ж" * 200_000).decode().encode("utf-16-le"),
    "every byte": b"<html><body>" + bytes(range(256)) * 6_000,
}  # fmt: skip
# What is no page at all, whatever the server calls it.
NO_PAGE = {
    "nothing": b"",
    "2 MB of nothing": b" " * (2 * MB),
    "2 MB of NULs": bytes(2 * MB),
    "2 MB of marks": "\ufeff".encode() * 600_000,
    "no body": b"<!DOCTYPE html><html><head></head></html>",
    "a document for print": b"%PDF-1.7\n" + NOISE,
    "a picture": b"\x89PNG\r\n\x1a\n" + NOISE,
    "gzip": gzip.compress(page() * 100),
    "deflate": zlib.compress(page() * 100),
    "noise": NOISE,
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def worker() -> AsyncIterator[WorkerPool]:
    """Return one worker, with the limits that the daemon gives it."""
    async with WorkerPool(workers=1, deadline=timedelta(seconds=20)) as pool:
        await pool.run(read_page, page(), content_type=None, url=None)
        yield pool


async def read_in(worker: WorkerPool, body: bytes, *, charset: str = "utf-8"):
    """Return a page or why it could not be read, and the CPU seconds that it took."""
    before = await worker.run(time.process_time)
    try:
        answer = await worker.run(
            read_page, body, content_type=f"text/html; charset={charset}", url="https://a.example/b"
        )
    except MonitorError as error:
        answer = error.reason
    return answer, await worker.run(time.process_time) - before


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("what", AROUND)
async def test_a_story_comes_out_of_any_mess_around_it(worker, what):
    """Whole, and nothing else with it."""
    answer, cpu_s = await read_in(worker, AROUND[what])

    assert answer.text == STORY
    assert cpu_s < MOST_CPU_S


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("what", BESIDE_ITSELF)
async def test_any_page_is_answered(worker, what):
    """With what was read of it, or with the reason why it cannot be; a worker is never lost."""
    answer, cpu_s = await read_in(worker, BESIDE_ITSELF[what])

    assert not isinstance(answer, str) or answer in REASONS
    assert cpu_s < MOST_CPU_S


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("what", NO_PAGE)
async def test_what_is_no_page_has_its_reason(worker, what):
    """Told before any parser looks at it."""
    answer, cpu_s = await read_in(worker, NO_PAGE[what])

    assert answer in {"empty", "not_html"}
    assert cpu_s < MOST_CPU_S / 4


@pytest.mark.asyncio(loop_scope="module")
async def test_a_word_with_marks_of_direction_inside_is_found(worker):
    """They are typed by accident, and nobody who looks for the word knows of them."""
    name = "ال\u200fأس\u202bتانة"
    body = page(
        f"{'اجتمعت الوفود اليوم في قاعة المؤتمرات. ' * 9} {name} {PARAGRAPHS[0]}", lang="ar"
    )
    answer, _ = await read_in(worker, body)

    assert "\u202b" not in answer.text
    assert words_of("الأستانة")[0] in words_of(answer.text)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "charset", ["utf-16", "utf-32", "utf-7", "idna", "rot13", "hz", "cp037", ""]
)
async def test_a_charset_that_cannot_be_is_passed_over(worker, charset):
    """The bytes know better."""
    answer, _ = await read_in(worker, page(), charset=charset)

    assert answer.text == STORY
