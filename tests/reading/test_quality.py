"""Walls are told from stories: in many languages, and never the other way round."""

from __future__ import annotations

import pytest

from monitor.model import Quality
from monitor.reading.parse import parse_page
from monitor.reading.quality import Judgement, judge
from tests.reading.build import PARAGRAPHS, TITLE, page, read
from tests.reading.wall_words import WORDS
from tests.reading.walls import CONSENT, PAYWALLS, consent_page, paywalled

URL = "https://news.example/talks/second-day"
BANNER = (
    "We use cookies and similar tools. We and our 240 partners store and/or access information.",
    "If you choose “Accept all”, we show personalised ads. You can withdraw your consent later.",
)
MENU = "".join(f'<a href="/{n}">Part {n}</a> ' for n in range(12))
CHALLENGES = {
    "en": ("Just a moment...", "Verify you are human by completing the action below."),
    "fr": ("Un instant…", "Vérifiez que vous êtes humain. Cela peut prendre quelques secondes."),
    "de": ("Nur einen Moment…", "Bestätigen Sie, dass Sie ein Mensch sind."),
    "es": ("Un momento…", "Verifique que usted es un ser humano."),
    "it": ("Un momento…", "Il sito deve verificare la sicurezza della connessione."),
    "pt": ("Um momento…", "Confirme que você é um ser humano."),
    "ru": ("Один момент…", "Подтвердите, что вы человек."),
    "tr": ("Bir dakika…", "Devam etmek için güvenlik kontrolünü tamamlayın."),
    "ar": ("لحظة…", "التحقق من أنك إنسان."),
    "zh": ("请稍候…", "请验证您是真人。"),
}
DENIALS = [
    ("Access Denied", "You don't have permission to access this page on this server."),
    ("Pardon Our Interruption", "Something about your browser made us think you are a bot."),
    ("Site", "Our site is currently unavailable in most European countries."),
    ("Сайт", "Доступ к запрашиваемому ресурсу ограничен по решению суда."),
    ("Attention Required! | Some Vendor", "Sorry, you have been blocked."),
]


def wall(title: str, *paragraphs: str, script: str = "") -> bytes:
    """Return a bare page, as walls are."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html><head><title>{title}</title></head><body><div>{text}</div>"
        f"<script>{script}</script></body></html>"
    ).encode()


def judged(
    text: str, *, title: str = TITLE, body: str | None = None, head: str = "", url: str | None = URL
) -> Judgement:
    """Judge what was extracted from a page that shows the text, unless told otherwise."""
    shown = "".join(f"<p>{line}</p>" for line in text.split("\n")) if body is None else body
    source = f"<html><head><title>{title}</title>{head}</head><body>{shown}</body></html>"
    return judge(parse_page(source), title=title, text=text, source=source, url=url)


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("vendor", CONSENT)
def test_consent_pages_are_no_stories(vendor, language):
    """In whatever language, and whoever manages the consent."""
    found = read(consent_page(vendor, language), url=URL)

    assert (found.quality, found.text) == (Quality.CONSENT_PAGE, "")
    assert found.quality_reason


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("vendor", PAYWALLS)
def test_a_paywalled_story_keeps_its_beginning(vendor, language):
    """Only what it is is told."""
    found = read(paywalled(vendor, language), url=URL)

    assert found.quality is Quality.PAYWALL
    assert WORDS[language].lead.split()[0] in found.text


def test_a_consent_host_needs_few_words():
    """It has no stories."""
    text = "Manage settings and then go on to what you asked for. " * 6

    body = f"<p>{text}</p>{MENU}"

    assert (
        judged(text, body=body, url="https://consent.news.example/x").quality
        is Quality.CONSENT_PAGE
    )
    assert judged(text, body=body, url="https://news.example/x").quality is Quality.STORY


@pytest.mark.parametrize("language", CHALLENGES)
def test_challenge_pages_are_bot_walls(language):
    """A text of theirs is never a story."""
    title, text = CHALLENGES[language]
    found = read(wall(title, text))

    assert (found.quality, found.text) == (Quality.BOT_WALL, "")


@pytest.mark.parametrize(("title", "text"), DENIALS)
def test_refusals_are_bot_walls(title, text):
    """The page that was asked for stands behind them."""
    assert read(wall(title, text)).quality is Quality.BOT_WALL


@pytest.mark.parametrize(
    "script",
    [
        "window._cf_chl_opt = {};",
        "var dd={'host':'geo.captcha-delivery.com'}",
        "sucuri_cloudproxy_js='';",
        "window.gokuProps = {};",
        "window._pxUuid=1; document.getElementById('px-captcha')",
    ],
)
def test_a_vendors_mark_tells_a_wall_without_words(script):
    """Most of them show nothing until their script has run."""
    assert read(wall("news.example", script=script)).quality is Quality.BOT_WALL


def test_what_a_vendor_puts_into_every_page_tells_nothing():
    """Customers' stories carry such scripts; a page that shows nothing else is a wall."""
    script = "a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'"

    assert read(page(more=f"<script>{script}</script>")).quality is Quality.STORY
    assert read(wall("", script=script)).quality is Quality.BOT_WALL


@pytest.mark.parametrize(
    "paragraphs",
    [
        (
            (
                "The data protection authority fined a publisher because its site let readers accept "
                "all cookies with one click but not reject all of them."
            ),
            (
                "The publisher shared data with its partners before anyone had given consent, the "
                "authority said, and personalised advertising ran without a legal basis."
            ),
            "Readers who wanted to withdraw their consent found no way to do so for a year.",
        ),
        (
            (
                "Access to the encyclopedia was restricted in the whole country on Monday, according "
                "to a group that watches censorship. Visitors saw a page that said access denied."
            ),
            (
                "The ministry said a court had ordered that the site be blocked. Users turned to "
                "virtual private networks, which the authority wants to block as well."
            ),
        ),
        (
            (
                "A new kind of captcha asks whether you are human by showing shadows. Its makers "
                "say robots fail nine times in ten, while people hardly ever do."
            ),
            (
                "People who tried it needed twelve seconds, and the researchers want to test it with "
                "screen readers next, they wrote in a paper that appeared on Monday."
            ),
            "Two large sites have said that they will try it in the coming weeks.",
        ),
    ],
    ids=["cookies", "censorship", "captchas"],
)
def test_stories_about_walls_are_stories(paragraphs):
    """They tell of what walls say to a reader."""
    found = read(page(*paragraphs, title="Of walls and readers"))

    assert found.quality is Quality.STORY
    assert found.text


def test_a_story_keeps_its_text_beside_a_consent_banner():
    """Nearly every page carries one."""
    banner = "".join(f"<p>{line}</p>" for line in BANNER * 6)
    found = read(page(more=f'<div class="banner">{banner}</div>'))

    assert found.quality is Quality.STORY
    assert PARAGRAPHS[0] in found.text


def test_sentences_beside_words_of_consent_are_a_story():
    """However many those are: an extractor may have taken the banner along."""
    text = "\n".join([*BANNER * 6, *PARAGRAPHS])

    assert judged(text).quality is Quality.STORY


def test_one_phrase_makes_no_wall_of_a_story():
    """People are quoted who met one."""
    text = f"“You have been blocked” was all that readers saw, she said. {PARAGRAPHS[0]}"
    found = judged(f"{text}\n{PARAGRAPHS[1]}", body=f"<p>{text}</p><p>{PARAGRAPHS[1]}</p>{MENU}")

    assert found.quality is Quality.STORY
    assert judged("You have been blocked.").quality is Quality.BOT_WALL


def test_a_page_whose_text_was_not_found_is_no_wall():
    """It shows something, and the vendor's script stands in every page of its customer."""
    head = "<script src='/_Incapsula_Resource?a'></script>"

    assert judged("", body="Home Sport Politics " * 9, head=head).quality is Quality.EMPTY
    assert judged("", title="", body="", head=head).quality is Quality.BOT_WALL


def test_a_short_text_is_a_stub_and_kept():
    """It may be all that the page has."""
    found = read(page("The talks were put off until Friday, the hosts said."))

    assert found.quality is Quality.STUB
    assert "put off" in found.text


def test_letters_that_say_more_count_more():
    """A hundred and fifty Chinese characters are a short story, as many Latin letters a sentence."""
    chinese = "外交部长星期二表示，双方代表团已经举行了三个小时的会谈，调解人希望在本周末之前比较双方提出的停火草案。"

    assert read(page(chinese * 3, lang="zh")).quality is Quality.STORY
    assert read(page("ab " * 60)).quality is Quality.STUB


def test_headlines_that_are_links_are_an_index():
    """A front page by its address, a section by its lines; a story with as many links is none."""
    headlines = [f"Headline number {n} of the many on this page" for n in range(40)]
    body = "".join(f'<h3><a href="/{n}">{line}</a></h3>' for n, line in enumerate(headlines))
    story = "\n".join(PARAGRAPHS * 3)

    assert judged("\n".join(headlines), body=body).quality is Quality.INDEX
    assert judged(story, body=body, url="https://news.example/").quality is Quality.INDEX
    assert judged(story, body=body).quality is Quality.STORY


def test_a_live_blog_and_a_video_keep_their_text():
    """Only what they are is told."""
    text = "\n".join(PARAGRAPHS)
    live = '<script type="application/ld+json">{"@type": "LiveBlogPosting"}</script>'
    video = '<meta property="og:type" content="video.other">'

    assert judged(text, head=live).quality is Quality.LIVE_BLOG
    assert judged(PARAGRAPHS[0], head=video).quality is Quality.VIDEO
    assert judged(text * 3, head=video).quality is Quality.STORY


def test_a_short_text_with_nothing_around_is_not_taken_for_a_story():
    """A provider's notice has no menus, in whatever language that no lexicon knows."""
    text = " ".join(PARAGRAPHS)

    assert judged(text, title="").quality is Quality.STUB
    assert judged(text, title="", body=f"<p>{text}</p>{MENU}").quality is Quality.STORY


def test_a_whole_story_is_no_paywall_whatever_it_declares():
    """A site may show all of it to us, or leave its box in every page."""
    head = '<script type="application/ld+json">{"isAccessibleForFree": false}</script>'

    assert judged("\n".join(PARAGRAPHS * 9), head=head).quality is Quality.STORY
    assert judged("\n".join(PARAGRAPHS), head=head).quality is Quality.PAYWALL


def test_confidence_tells_a_plain_story_from_one_in_doubt():
    """Half of what a wall says is not enough for one, and enough for doubt."""
    marks = '<meta property="article:published_time" content="2026-05-04T10:00:00Z">'
    plain = judged("\n".join(PARAGRAPHS * 3), head=marks)
    odd = judged(f"{DENIALS[2][1]} {PARAGRAPHS[0]} {PARAGRAPHS[1]} {PARAGRAPHS[2]} {PARAGRAPHS[0]}")

    assert (plain.quality, plain.reason) == (Quality.STORY, "")
    assert plain.confidence > 0.9
    assert odd.confidence < 0.5 or odd.quality is Quality.BOT_WALL
