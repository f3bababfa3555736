"""Walls are told from stories: in many languages, and never the other way round."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from monitor.errors import UnreadableError
from monitor.model import Quality
from monitor.reading.parse import parse_page
from monitor.reading.quality import Judgement, is_little, judge, speaks_of_consent
from monitor.reading.story.opinions import trafilatura_text
from tests.reading.build import PARAGRAPHS, TITLE, page, read
from tests.reading.walls import CONSENT, PAYWALLS, WORDS, consent_page, paywalled

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
    assert not is_little(chinese * 3)
    assert is_little("a" * 150)


def test_a_paragraph_in_a_consent_pages_voice_is_known():
    """What is cut out of a story asks for this."""
    assert speaks_of_consent(BANNER[0])
    assert not speaks_of_consent(PARAGRAPHS[0])


BLOCKED = {
    "en": "Access to this page has been restricted by order of the court. Contact your provider.",
    "fr": "L’accès à cette page est bloqué par décision de justice. Veuillez nous contacter.",
    "de": "Diese Seite wurde auf gerichtliche Anordnung gesperrt. Bitte wenden Sie sich an uns.",
    "es": "Esta página está bloqueada por orden judicial. Lo sentimos.",
    "it": "Il sito è stato oscurato con provvedimento dell’autorità. Si prega di contattarci.",
    "pt": "O acesso a este sítio foi bloqueado por ordem judicial. Lamentamos.",
    "pl": "Dostęp do strony został zablokowany na mocy ustawy. Przepraszamy.",
    "ru": "Доступ к странице ограничен по решению суда. Приносим извинения.",
    "uk": "Доступ до сайту обмежено за рішенням суду. Вибачте.",
    "tr": "Bu siteye erişim mahkeme kararıyla engellendi. Lütfen bize yazın.",
    "ar": "تم حجب هذا الموقع بموجب القانون. نعتذر.",
    "fa": "دسترسی به این سایت به دستور مقام قضایی مسدود شده است. متاسفانه.",
    "zh": "根据法律，该网站已被屏蔽。抱歉。",
    "id": "Situs ini diblokir sesuai peraturan pemerintah. Maaf.",
    "ja": "このサイトへのアクセスは法律により制限されています。申し訳ございません。",
}
MISSING = {
    "en": "Page not found",
    "fr": "Page introuvable",
    "de": "Seite nicht gefunden",
    "es": "Página no encontrada",
    "it": "Pagina non trovata",
    "pt": "Página não encontrada",
    "pl": "Strona nie istnieje",
    "ru": "Страница не найдена",
    "uk": "Сторінку не знайдено",
    "tr": "Sayfa bulunamadı",
    "ar": "الصفحة غير موجودة",
    "fa": "صفحه مورد نظر یافت نشد",
    "zh": "页面不存在",
}
FAILED = {
    "en": ("503 Service Unavailable", "The service is temporarily down. Try again later."),
    "fr": ("Maintenance", "Le site est momentanément indisponible."),
    "de": ("Wartungsarbeiten", "Wir sind in Kürze wieder da."),
    "es": ("Error", "Se ha producido un error. Inténtelo más tarde."),
    "it": ("Errore", "Si è verificato un errore."),
    "pl": ("Błąd", "Wystąpił błąd."),
    "ru": ("Ошибка", "Произошла ошибка. Попробуйте позже."),
    "tr": ("Hata", "Bir hata oluştu."),
    "ar": ("خطأ", "حدث خطأ."),
    "parked": ("harbour.example", "This domain is for sale. Buy this domain today."),
    "script": ("harbour.example", "You need to enable JavaScript to run this app."),
}
ACCOUNTS = {
    "en": "Log in",
    "fr": "Se connecter",
    "de": "Anmelden",
    "es": "Iniciar sesión",
    "it": "Accedi",
    "pt": "Iniciar sessão",
    "pl": "Zaloguj się",
    "ru": "Вход",
    "tr": "Giriş yap",
    "ar": "تسجيل الدخول",
    "fa": "ورود",
    "zh": "登录",
}


@pytest.mark.parametrize("language", BLOCKED)
def test_refusals_are_known_in_many_languages(language):
    """By what they say together: shut, on whose order, and spoken to the reader."""
    assert judged(BLOCKED[language], title="x").quality is Quality.BOT_WALL


@pytest.mark.parametrize("language", MISSING)
def test_a_page_that_was_not_found_is_no_story(language):
    """Whatever its status says, and with all the site's menus around."""
    found = judged(" ".join([MISSING[language]] * 3), title=MISSING[language], body=MENU)

    assert found.quality is Quality.SOFT_404


@pytest.mark.parametrize("case", FAILED)
def test_a_page_that_failed_is_no_story(case):
    """Nor is one under repair, for sale, or drawn by a script that was not run."""
    title, text = FAILED[case]

    assert judged(text, title=title).quality is Quality.ERROR_PAGE


@pytest.mark.parametrize("language", ACCOUNTS)
def test_a_page_to_sign_in_is_no_story(language):
    """It has fields where a story has paragraphs."""
    form = '<form><input name="user"><input type="password"></form>'
    found = judged("Part 1", title=f"{ACCOUNTS[language]} | News", body=MENU + form)

    assert found.quality is Quality.LOGIN


def test_a_story_may_carry_a_box_to_sign_in():
    """Many do, in their header."""
    form = '<form><h3>Log in</h3><input name="user"><input type="password"></form>'
    found = read(page(more=form))

    assert found.quality is Quality.STORY


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
    odd = judged(f"{BLOCKED['en']} {PARAGRAPHS[0]} {PARAGRAPHS[1]} {PARAGRAPHS[2]} {PARAGRAPHS[0]}")

    assert (plain.quality, plain.reason) == (Quality.STORY, "")
    assert plain.confidence > 0.9
    assert odd.confidence < 0.5 or odd.quality is Quality.BOT_WALL


DATA = Path(__file__).parents[3] / "shared" / "data"
on_real_pages = pytest.mark.skipif(
    not DATA.is_dir(), reason="real pages are not kept with the project: ../shared/data"
)
SHUT_OUT = {"botwall", "geoblock", "consent"}
NO_STORY = {
    Quality.BOT_WALL,
    Quality.CONSENT_PAGE,
    Quality.LOGIN,
    Quality.SOFT_404,
    Quality.ERROR_PAGE,
    Quality.INDEX,
}


def saved(path: Path) -> list[dict[str, Any]]:
    """Return the pages of a file of lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [item for item in map(json.loads, file) if item["html"]]


def judged_page(item: dict[str, Any]) -> Judgement:
    """Judge a saved page by all that it shows, which is the most that an extractor could take."""
    source = item["html"]
    try:
        root = parse_page(source)
    except UnreadableError:
        return Judgement(quality=Quality.EMPTY, reason="", confidence=1.0)
    text = trafilatura_text(root, item["url"] or None, is_full=True)
    title = root.findtext(".//title") or ""
    return judge(root, title=title, text=text, source=source, url=item["url"] or None)


@on_real_pages
def test_real_walls_are_hardly_ever_taken_for_stories():
    """At most 3 %, and none of them with confidence."""
    walls = [item for item in saved(DATA / "walls" / "walls.jsonl.gz") if item["kind"] in SHUT_OUT]
    stories = [
        judgement for judgement in map(judged_page, walls) if judgement.quality is Quality.STORY
    ]

    assert len(walls) > 100
    assert len(stories) <= 0.03 * len(walls)
    assert all(judgement.confidence < 0.8 for judgement in stories)


@on_real_pages
def test_real_logins_errors_and_lists_are_seldom_taken_for_stories():
    """These do not all say what they are."""
    kinds = {"login", "soft404", "error", "maintenance", "parked", "index"}
    items = [item for item in saved(DATA / "walls" / "walls.jsonl.gz") if item["kind"] in kinds]
    found = Counter(judged_page(item).quality for item in items)

    assert len(items) > 100
    assert found[Quality.STORY] <= 0.1 * len(items)


@on_real_pages
def test_real_stories_are_not_taken_for_walls():
    """Each fifteenth page of all sources."""
    items = [
        item
        for path in sorted((DATA / "pages").glob("*.jsonl.gz"))
        for item in islice(saved(path), 0, None, 15)
    ]

    taken = [item["id"] for item in items if judged_page(item).quality in NO_STORY]

    assert len(items) > 50
    assert len(taken) <= 1  # a front page that its collectors took for a story
