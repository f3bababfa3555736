"""A publisher's rule finds the story where guessing finds more or less, and never makes it worse."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from importlib import resources

import pytest

from monitor.errors import ConfigError
from monitor.model import ExtractedPage, Quality
from monitor.reading import hosts
from monitor.reading.hosts import install, rule_for, with_only
from monitor.reading.hosts.rule import compile_rule
from monitor.reading.hosts.shipped import parse_specs
from monitor.reading.parse import parse_page
from tests.reading.build import PARAGRAPHS, page, read

LEAD = "Envoys of both sides sat down in the same room, and a draft lies on the table."
ASIDE = "Readers of this page also read eleven other pages about the weather of the week."
URL = "https://news.example/talks"


def compiled(*texts: str, name: str = "test.yaml"):
    """Compile rules."""
    return [compile_rule(spec) for text in texts for spec in parse_specs(text, name=name)]


@pytest.fixture
def add_rule():
    """Put rules of a test's own in the place of those in the table."""
    with ExitStack() as stack:
        yield lambda *texts: stack.enter_context(with_only(*compiled(*texts)))


def ruled_page(*, lead: str = LEAD, body: str | None = None, above: str = "") -> bytes:
    """Build a page whose story stands in a `section`, with a lead before and an aside in it."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    inner = f"{text}<div class='more'><p>{ASIDE}</p></div>" if body is None else body
    return (
        page(
            more=f"{above}<div class='top'>{lead}</div> after <section class='story big'>{inner}</section>"
            f"<section class='other'><p>{ASIDE} {ASIDE}</p></section>"
        )
        .replace(b"<main><article>", b"<main>")
        .replace(b"</article></main>", b"</main>")
    )


def read_with(body: bytes, *, url: str = URL) -> ExtractedPage:
    """Read a page of the host that the tests' rules are for."""
    return read(body, url=url)


def test_the_body_that_a_rule_names_is_the_text_with_the_lead_first(add_rule):
    """Nothing from around it, and nothing that the rule removes."""
    add_rule("hosts: [news.example]\nbody: section.story\nlead: div.top\nremove: .more")

    assert read_with(ruled_page()).text == "\n".join([LEAD, *PARAGRAPHS])


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"<p>{paragraph}</p>" for paragraph in (LEAD, *PARAGRAPHS)),
        f"<div class='top'>{LEAD}</div>" + "".join(f"<p>{each}</p>" for each in PARAGRAPHS),
    ],
    ids=["its words", "the element"],
)
def test_a_lead_that_stands_in_the_body_is_not_told_twice(add_rule, body):
    """Whether the body repeats its words or holds it."""
    add_rule("hosts: [news.example]\nbody: section.story\nlead: div.top")
    found = read_with(ruled_page(body=body))

    assert found.text.count(LEAD) == 1
    assert found.text.startswith(LEAD)


def test_a_body_in_several_pieces_is_read_whole_and_once(add_rule):
    """Pieces stay in their order; one inside another is no second piece."""
    first, *others = PARAGRAPHS
    pieces = "".join(f"<div class='story'><p>{each}</p></div>" for each in others)
    add_rule("hosts: [news.example]\nbody: .story")
    found = read_with(ruled_page(body=f"<p>{first}</p>{pieces}"))

    assert found.text == "\n".join(PARAGRAPHS)


def test_the_first_selector_that_finds_something_counts(add_rule):
    """Sites keep old pages in old templates."""
    add_rule("hosts: [news.example]\nbody: [div.new-story, section.story, section.other]")

    assert read_with(ruled_page()).text == "\n".join([*PARAGRAPHS, ASIDE])


def test_title_author_and_date_of_a_rule_take_the_place_of_what_was_guessed(add_rule):
    """From text, `datetime` or `content`; what stands after an element is not in it."""
    above = (
        "<div class='h'>Second day <b>of talks</b></div> tail"
        "<i class='who'>Jo Writer</i> and <i class='who'>Ann Other</i> tail"
        "<time class='when' datetime='2024-05-01T10:00:00+02:00'>noon</time>"
    )
    add_rule("hosts: [news.example]\ntitle: .h\nauthor: .who\ndate: [.nothing, .when]")
    found = read_with(ruled_page(above=above))

    assert found.title == "Second day of talks"
    assert found.author == "Jo Writer, Ann Other"
    assert found.published_at == datetime(2024, 5, 1, 8, tzinfo=UTC)


def test_a_date_that_cannot_be_read_leaves_what_the_page_declares(add_rule):
    """`Published time: noon` is no date."""
    head = '<meta property="article:published_time" content="2024-05-01T10:00:00Z">'
    add_rule("hosts: [news.example]\ndate: h1")

    assert read_with(page(head=head)).published_at == datetime(2024, 5, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("body", ["", "<p> </p>", "<img src='/a.jpg'>"])
def test_a_body_without_text_is_passed_over(add_rule, body):
    """A gallery or a video page is read as if there were no rule."""
    wanted = read_with(ruled_page(body=body), url="https://elsewhere.example/talks")
    add_rule("hosts: [news.example]\nbody: section.story\nlead: div.top")

    assert read_with(ruled_page(body=body)).text == wanted.text


def test_a_rule_that_finds_nothing_changes_nothing(add_rule):
    """A publisher's new template is read as before the rule was written."""
    wanted = read(page(), url="https://elsewhere.example/talks")
    add_rule(
        "hosts: [news.example]\n"
        + "".join(
            f"{key}: .none\n" for key in ("body", "lead", "title", "date", "author", "remove")
        )
    )

    assert read_with(page()) == wanted


def test_a_wall_on_a_host_with_a_rule_is_still_a_wall(add_rule):
    """Where the body is not there, what the page is gets judged as ever."""
    body = page(
        "Verify you are human. Enable JavaScript and cookies to continue.", title="Just a moment..."
    )
    add_rule("hosts: [news.example]\nbody: section.story")
    found = read_with(body)

    assert (found.quality, found.text) == (Quality.BOT_WALL, "")


@pytest.mark.parametrize(
    ("host", "named"),
    [
        ("example", None),
        ("news.example", "news.example"),
        ("www2.news.example", "news.example"),
        ("sport.news.example", "sport.news.example"),
        ("live.sport.news.example", "sport.news.example"),
        ("badnews.example", None),
        ("news.example.org", None),
        ("", None),
    ],
)
def test_the_rule_that_names_the_longest_end_of_a_host_counts(add_rule, host, named):
    """At the dots, never within a name."""
    add_rule("hosts: [www.News.example]\nbody: p", "hosts: [sport.news.example]\nbody: div")
    found = rule_for(host)

    assert (found.hosts[0] if found else None) == named


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hosts: [a.example]\nbody: 'div..x'", "body: 'div..x': should be a CSS selector"),
        ("hosts: [a.example]\nremove: [p, '*']", "remove: '*': should not choose the whole page"),
        ("hosts: [a.example]\nbodi: p", "bodi: should be one of hosts, zone, body, lead"),
        ("hosts: [a.example]\nzone: Europe/Nowhere\nbody: p", "zone: 'Europe/Nowhere' is no time"),
        ("hosts: [a.example]\nbody: 3", "body: should be a CSS selector or a list of them"),
        ("hosts: [a.example]\nbody: []", "body: should be a CSS selector or a list of them"),
        ("body: p", "hosts: should be a list of host names"),
        ("- a", "hosts: should be a list of host names"),
        ("- {hosts: a, body: p}\n- {body: p}", "hosts: should be a list of host names"),
        ("", "hosts: should be a list of host names"),
        ("a: [", "is not YAML"),
    ],
)
def test_a_mistake_in_a_rule_is_told_when_it_is_read(text, told):
    """With file and key; all of them at once."""
    with pytest.raises(ConfigError) as caught:
        parse_specs(text, name="a.yaml")

    assert "a.yaml" in str(caught.value)
    assert told in str(caught.value)


@pytest.mark.parametrize("remove", ["section", "main", "main, section"])
def test_a_rule_never_removes_its_own_body(add_rule, remove):
    """A slip in `remove` costs some lines and not the story."""
    add_rule(f"hosts: [news.example]\nbody: section.story\nremove: [{remove}, .more]")

    assert read_with(ruled_page()).text == "\n".join(PARAGRAPHS)


def test_without_a_body_a_rule_never_removes_most_of_a_page(add_rule):
    """Where the template is not the one that the rule was written for."""
    wanted = read(page(), url="https://elsewhere.example/talks")
    add_rule("hosts: [news.example]\nremove: [main, nav]")

    assert read_with(page()).text == wanted.text


def test_teasers_that_look_like_the_body_can_be_removed(add_rule):
    """Only the longest of several bodies is kept whatever `remove` says."""
    teaser = f"<div class='more'><section class='story'><p>{ASIDE}</p></section></div>"
    add_rule("hosts: [news.example]\nbody: section.story\nremove: .more")

    assert read_with(ruled_page(above=teaser)).text == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("zone", "said", "hour"),
    [
        ("Europe/Moscow", "2024-5-01 12:30", 9),
        ("Europe/Moscow", "2024-05-01T12:30:00+02:00", 10),
        (None, "2024-05-01 12:30", 12),
    ],
)
def test_a_date_that_tells_no_zone_is_in_the_rules_own(zone, said, hour):
    """One that tells its zone is taken at its word; where nobody tells, it is UTC."""
    told = f"hosts: a.example\ndate: time\nzone: {zone}" if zone else "hosts: a\ndate: time"
    root = parse_page(f"<html><body><time datetime='{said}'>x</time><p>x</p></body></html>")
    found = compiled(told)[0].published(root)

    assert found is not None
    assert found.at == datetime(2024, 5, 1, hour, 30, tzinfo=UTC)


def test_a_users_rule_comes_before_ours():
    """Also where ours names the host more closely; what it does not name stays ours."""
    mine = parse_specs("hosts: rt.com\nbody: div.mine", name="mine.yaml")
    with with_only():
        install(mine)
        alone = rule_for("russian.rt.com")
        install(())
        none = rule_for("russian.rt.com")
    install(mine)
    try:
        first, other = rule_for("russian.rt.com"), rule_for("elsewhere.example")
    finally:
        install(())

    assert [rule.origin for rule in (alone, first) if rule] == ["mine.yaml", "mine.yaml"]
    assert (none, other) == (None, None)
    assert rule_for("russian.rt.com").zone is not None


def test_rules_that_cannot_be_compiled_leave_the_installed_ones():
    """All or nothing."""
    install(parse_specs("hosts: a.example\nbody: p", name="mine.yaml"))
    twice = parse_specs("[{hosts: b, body: p}, {hosts: b, body: p}]", name="twice.yaml")
    try:
        with pytest.raises(ConfigError, match="b has a rule already"):
            install(twice)

        assert rule_for("a.example") is not None
        assert rule_for("b") is None
    finally:
        install(())


def test_a_host_in_any_spelling_finds_its_rule(add_rule):
    """Rules name hosts in punycode; addresses come in both forms."""
    add_rule("hosts: xn--bcher-kva.example\nbody: p")

    assert rule_for("bücher.example") is rule_for("xn--bcher-kva.example") is not None


def test_a_mistake_in_a_shipped_rule_is_not_taken_for_a_fault_of_the_page(monkeypatch):
    """It is told as what it is."""

    def refuse() -> None:
        raise ConfigError("host rule a.yaml has 1 problem(s)")

    monkeypatch.setattr(hosts, "_rules_by_host", refuse)

    with pytest.raises(ConfigError):
        read(page())


def test_every_rule_of_the_room_is_in_the_table_and_can_be_read():
    """A file that is not in the table would never be asked."""
    files = {file.name for file in resources.files("monitor.reading.hosts").iterdir()}

    assert set(hosts.FILES) == {name for name in files if name.endswith(".yaml")}
    assert all(rule_for(host) is not None for host in ("rt.com", "francais.rt.com"))
