"""Walls are told from stories: in many languages, and never the other way round."""

from __future__ import annotations

import pytest

from monitor.model import Quality
from monitor.reading.quality import quality_of
from tests.reading.build import PARAGRAPHS, TITLE, page, read

CONSENT = {
    "en": "We use cookies and similar tools. We and our 240 partners store and/or access information"
    " on a device.|If you choose “Accept all”, we show personalised ads. You can withdraw your"
    " consent at any time under privacy settings.",
    "de": "Wir und unsere 180 Partner verwenden Cookies und brauchen dafür Ihre Einwilligung.|Mit"
    " „Alle akzeptieren“ stimmen Sie zu; personalisierte Werbung können Sie jederzeit widerrufen.",
    "fr": "Nous et nos 200 partenaires utilisons des cookies pour des publicités personnalisées.|Vous"
    " pouvez tout accepter, tout refuser ou retirer votre consentement à tout moment.",
    "es": "Nosotros y nuestros socios utilizamos cookies para publicidad personalizada.|Puede aceptar"
    " y continuar o rechazar todo; su consentimiento se puede retirar en cualquier momento.",
    "it": "Noi e i nostri partner utilizziamo cookie per annunci personalizzati.|Scegli accetta"
    " tutti o continua senza accettare; il tuo consenso può essere revocato.",
    "pt": "Nós e os nossos parceiros utilizamos cookies para publicidade personalizada.|Pode aceitar"
    " tudo ou rejeitar tudo; o seu consentimento pode ser retirado.",
    "nl": "Wij en onze partners plaatsen bestanden; wij gebruiken ook cookies voor u.|Kies alles"
    " accepteren voor gepersonaliseerde advertenties; uw toestemming trekt u later in.",
    "pl": "My i nasi zaufani partnerzy: używamy plików cookie do reklam.|Wybierz „zaakceptuj wszystko”"
    " albo „odrzuć wszystko”; twoją zgodę można wycofać.",
    "ru": "Мы и наши партнёры используем файлы cookie и персонализированную рекламу.|Нажмите"
    " «Принять все» или «Отклонить все»; ваше согласие можно отозвать.",
    "tr": "Biz ve iş ortaklarımız çerezleri kullanıyoruz.|“Tümünü kabul et” derseniz"
    " kişiselleştirilmiş reklam gösterilir; açık rıza her zaman geri alınabilir.",
    "ar": "نحن وشركاؤنا نستخدم ملفات تعريف الارتباط لعرض إعلانات مخصصة.|يمكنك قبول الكل أو رفض الكل،"
    " وموافقتك قابلة للسحب.",
}
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


def judge(*, text: str, title: str = TITLE, shown: str | None = None, source: str = "") -> Quality:
    """Judge what was extracted; what is shown is the text unless told otherwise."""
    shown = text if shown is None else shown
    return quality_of(title=title, text=text, shown=shown, source=source, host="")


@pytest.mark.parametrize("language", CONSENT)
@pytest.mark.parametrize("title", ["", "Some site"])
def test_consent_pages_are_no_stories(language, title):
    """Whatever the site calls its page."""
    found = read(wall(title, *CONSENT[language].split("|")))

    assert found.quality is Quality.CONSENT_PAGE
    assert found.text == ""


def test_a_consent_host_needs_few_words():
    """It has no stories."""
    body = wall("Site", "Manage settings and then go on to what you asked for. " * 6)

    assert read(body, url="https://consent.news.example/x").quality is Quality.CONSENT_PAGE
    assert read(body, url="https://news.example/x").quality is Quality.STORY


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
    banner = "".join(f"<p>{line}</p>" for line in CONSENT["en"].split("|") * 6)
    found = read(page(more=f'<div class="banner">{banner}</div>'))

    assert found.quality is Quality.STORY
    assert PARAGRAPHS[0] in found.text


def test_sentences_beside_words_of_consent_are_a_story():
    """However many those are: an extractor may have taken the banner along."""
    text = "\n".join([*CONSENT["en"].split("|") * 6, *PARAGRAPHS])

    assert judge(text=text) is Quality.STORY


def test_one_phrase_makes_no_wall_of_a_story():
    """People are quoted who met one."""
    text = f"“You have been blocked” was all that readers saw, she said. {PARAGRAPHS[0]}"

    assert judge(text=f"{text}\n{PARAGRAPHS[1]}") is Quality.STORY
    assert judge(text="You have been blocked.") is Quality.BOT_WALL


def test_a_page_whose_text_was_not_found_is_no_wall():
    """It shows something, and the vendor's script stands in every page of its customer."""
    source = "<script src='/_Incapsula_Resource?a'></script>"

    assert judge(text="", shown="Home Sport Politics " * 9, source=source) is Quality.EMPTY
    assert judge(text="", shown="", source=source) is Quality.BOT_WALL


def test_a_short_text_is_a_stub_and_kept():
    """It may be all that the page has."""
    found = read(page("The talks were put off until Friday, the hosts said."))

    assert found.quality is Quality.STUB
    assert "put off" in found.text


def test_letters_that_say_more_count_more():
    """A hundred and fifty Chinese characters are a short story, as many Latin letters a sentence."""
    chinese = "外交部长星期二表示，双方代表团已经举行了三个小时的会谈，调解人希望在本周末之前比较双方提出的停火草案。"

    assert read(page(chinese * 3, lang="zh")).quality is Quality.STORY
