"""A publisher's rule finds the story where guessing finds more or less, and never makes it worse."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import resources

import pytest

from monitor.errors import ConfigError
from monitor.model import ExtractedPage, Quality
from monitor.reading import hosts
from monitor.reading.hosts import rule_for
from monitor.reading.hosts.rule import parse_rule
from tests.reading.build import PARAGRAPHS, TITLE, page, read

LEAD = "Envoys of both sides sat down in the same room, and a draft lies on the table."
ASIDE = "Readers of this page also read eleven other pages about the weather of the week."
URL = "https://news.example/talks"


@pytest.fixture
def add_rule(monkeypatch):
    """Put rules of a test's own in the place of those in the table."""

    def add(*texts: str) -> None:
        rules = [parse_rule(text, name="test.yaml") for text in texts]
        by_host = {host: rule for rule in rules for host in rule.hosts}
        monkeypatch.setattr(hosts, "_rules_by_host", lambda: by_host)

    return add


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
        ("hosts: [a.example]\nbody: 'div..x'", "body: 'div..x' is not a CSS selector"),
        (
            "hosts: [a.example]\nremove: [p, 'p::before']",
            "remove: 'p::before' is not a CSS selector",
        ),
        ("hosts: [a.example]\nbodi: p", "bodi: should be one of hosts, body, lead"),
        ("hosts: [a.example]\nbody: 3", "body: should be a CSS selector or a list of them"),
        ("hosts: [a.example]\nbody: []", "body: should be a CSS selector or a list of them"),
        ("body: p", "hosts: should be a list of host names"),
        ("- a", "hosts: should be a list of host names"),
        ("", "hosts: should be a list of host names"),
        ("a: [", "is not YAML"),
    ],
)
def test_a_mistake_in_a_rule_is_told_when_it_is_read(text, told):
    """With file and key; all of them at once."""
    with pytest.raises(ConfigError) as caught:
        parse_rule(text, name="a.yaml")

    assert "a.yaml" in str(caught.value)
    assert told in str(caught.value)


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


# RT, on a page of our own writing with the markup that its scrapers name.

RT_LEAD = "Les délégations se sont retrouvées dans la même salle, et un projet est sur la table."
RT_TEXT = (
    (
        "Les délégations se sont réunies mardi pour une deuxième journée et ont parlé trois heures "
        "avant de suspendre la séance, a indiqué le ministre aux journalistes."
    ),
    (
        "Les deux parties ont apporté leurs projets de cessez-le-feu, et les médiateurs espèrent les "
        "rapprocher avant la fin de la semaine."
    ),
    "Une nouvelle rencontre est prévue le mois prochain.",
)


def rt_page(*, summary: str = RT_LEAD, tail: str = "") -> bytes:
    """Build a page of RT."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in RT_TEXT)
    lead = f'<div class="article__summary summary ">{summary}</div>' if summary else ""
    return (
        '<!DOCTYPE html><html lang="fr"><head><title>Deuxième journée — Le site</title></head><body>'
        '<div class="cookies__banner-wrapper"><p>Nous utilisons des cookies sur ce site.</p></div>'
        '<div class="article"><h1 class="article__heading">Deuxième journée de pourparlers</h1>'
        '<span class="date date_article-header">2 mai 2024, 12:00</span>'
        f'<div class="article__share">Partager</div>{lead}'
        '<div class="article__cover"><p>Des drapeaux devant le palais, photo d’archives.</p></div>'
        f'<div class="article__text text ">{text}'
        '<div class="read-more-big__container"><p>À lire aussi : une tout autre histoire, bien plus '
        "longue que ce titre ne le laisse croire, sur un tout autre sujet.</p></div>"
        f'<div class="rtcode"><blockquote>Un message venu d’ailleurs.</blockquote></div>{tail}</div>'
        '<div class="article__tags-trends"><a class="tags-trends__link">Diplomatie</a></div></div>'
        '<div class="news-block"><p>Une autre nouvelle du jour, avec assez de mots pour passer pour '
        "un paragraphe de l’article.</p></div></body></html>"
    ).encode()


@pytest.mark.parametrize(
    "host", ["www", "francais", "russian", "arabic", "de", "deutsch", "actualidad"]
)
def test_a_story_of_rt_comes_out_clean(host):
    """Lead and paragraphs, whichever edition; nothing of what stands around and between them."""
    found = read(rt_page(), url=f"https://{host}.rt.com/international/1-pourparlers")

    assert found.title == "Deuxième journée de pourparlers"
    assert found.text == "\n".join([RT_LEAD, *RT_TEXT])
    assert found.quality is Quality.STORY


def test_a_story_of_rt_without_a_lead_is_its_paragraphs():
    """As older ones are."""
    found = read(rt_page(summary=""), url="https://www.rt.com/news/1-talks/")

    assert found.text == "\n".join(RT_TEXT)


def test_calls_within_a_story_of_rt_are_taken_out():
    """Teasers written into the text, and the line at its end."""
    tail = (
        "<p><strong>READ MORE: <a href='/2'>Another story of the same week</a></strong></p>"
        "<p><em>Like this story? Share it with a friend!</em></p>"
    )
    found = read(rt_page(tail=tail), url="https://www.rt.com/news/1-talks/")

    assert found.text == "\n".join([RT_LEAD, *RT_TEXT])


def test_a_page_of_rt_in_another_template_is_read_as_ever():
    """What the rule does not know, it leaves alone."""
    found = read(page(), url="https://www.rt.com/news/1-talks/")

    assert (found.title, found.text) == (TITLE, "\n".join(PARAGRAPHS))
