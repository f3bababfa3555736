"""Lines that say themselves that they are no part of a story, and sentences that only look so."""

from __future__ import annotations

import time

import pytest

from monitor.reading.chrome.draft import Draft, Line
from monitor.reading.chrome.phrases import PhraseIndex, read_phrases, read_sets
from monitor.reading.chrome.short_lines import LEXICON, LONGEST, chrome_reason, short_lines

LANGUAGES = sorted(file.stem for file in LEXICON.glob("*.txt") if file.stem != "sets")

CHROME = {
    "en": """
        follow: Follow us on Facebook
        follow: Follow Jane Doe on X @janedoe
        follow: Add us as a preferred source on Google
        read_also: READ MORE: Talks to resume next week
        read_also: Also read | Talks to resume next week
        read_also: You may also like
        share: Share this article
        paywall: Already a subscriber? Log in
        paywall: Subscribe to continue reading
        advert: ADVERTISEMENT – CONTINUE READING BELOW
        newsletter: Sign up for our newsletter
        consent: We use cookies to improve your experience on our website.
        copyright: All rights reserved.
        comments: Leave a comment
        topics: Tags: talks, ceasefire
        media: Listen to this article
        navigation: Skip to main content
    """,
    "fr": """
        follow: Suivez-nous sur Telegram
        follow: Suivez-nous surTelegram
        read_also: Lire aussi : un accord en vue
        read_also: → À lire aussi
        advert: La suite après la publicité
        paywall: Cet article est réservé aux abonnés
        newsletter: Inscrivez-vous à notre lettre d’information
        consent: Tout accepter
        copyright: Tous droits réservés
        comments: Commentaires (12)
        time: Mis à jour le 3 mai à 12h30
    """,
    "de": """
        follow: Folgen Sie uns auf Instagram
        read_also: Lesen Sie auch: Gespräche gehen weiter
        read_also: Das könnte Sie auch interessieren
        advert: Anzeige
        share: Teilen auf Facebook
        consent: Alle akzeptieren
        credit: Foto: privat
        share: Artikel anhören
    """,
    "es": """
        follow: Síguenos en Facebook
        read_also: Te puede interesar:
        paywall: Contenido exclusivo para suscriptores
        newsletter: Suscríbete a nuestro boletín
        share: Compartir en WhatsApp
    """,
    "it": """
        read_also: Leggi anche: i colloqui riprendono
        follow: Segui il nostro canale WhatsApp
        share: Condividi su WhatsApp
        copyright: Riproduzione riservata
    """,
    "pt": """
        read_also: Leia também
        follow: Entre no nosso canal do WhatsApp
        advert: Continua depois da publicidade
    """,
    "ru": """
        follow: Подписывайтесь на наш канал в Telegram
        read_also: Читайте также: переговоры продолжатся
        read_also: Читать ещё
        share: Нашли ошибку? Выделите её и нажмите Ctrl+Enter
        advert: Реклама
        copyright: Все права защищены
    """,
    "uk": """
        follow: Підписуйтесь на наш канал у Telegram
        read_also: Читайте також
    """,
    "tr": """
        follow: Bizi Facebook'ta takip edin
        read_also: İLGİLİ HABERLER
        advert: REKLAM
        consent: Tümünü kabul et
    """,
    "ar": """
        follow: تابعونا على فيسبوك
        read_also: إقرأ أيضًا
        read_also: اقرأ ايضا: استمرار المحادثات
        copyright: جميع الحقوق محفوظة
    """,
    "fa": """
        follow: ما را در تلگرام دنبال کنید
        read_also: بیشتر بخوانید
        read_also: اخبار مرتبط
    """,
    "pl": """
        follow: Obserwuj nas na Facebooku
        read_also: Czytaj także: rozmowy trwają
        copyright: Wszelkie prawa zastrzeżone
    """,
    "zh": """
        read_also: 相关阅读
        copyright: 责任编辑：某某
        follow: 关注我们的微信公众号
    """,
    "ja": "read_also: 関連記事",
    "ko": "copyright: 무단 전재-재배포 금지",
    "nl": "read_also: Lees ook: gesprekken gaan door",
    "sv": "read_also: Läs också",
    "no": "advert: Artikkelen fortsetter under annonsen",
    "da": "read_also: Læs også",
    "cs": "read_also: Čtěte také",
    "ro": "read_also: Citește și",
    "el": "read_also: Διαβάστε επίσης",
    "he": "read_also: קראו גם",
    "id": "read_also: Baca juga: Pembicaraan berlanjut",
    "hi": "read_also: ये भी पढ़ें",
}
SHAPES = (
    ("credit", "© Jane Doe"),
    ("credit", "The square in the evening. Jane Doe/AFP"),
    ("credit", "Getty Images"),
    ("time", "04.05.2017, 12:30"),
    ("byline", "By Jane Doe and John Roe"),
    ("topics", "#talks #ceasefire"),
    ("share", "Facebook Twitter WhatsApp Email"),
)
STORY = (
    "Advertisement spending rose by a tenth last year, the agency said.",
    "Read also what he wrote about the war.",
    "He said he would follow his brother to the company that runs Facebook.",
    "The photo shows the minister in his office with two of his aides.",
    "Share prices fell by three percent on Monday.",
    "More than two hundred people were brought to safety.",
    "By Monday evening the talks had failed.",
    "The company uses cookies to track its users, the regulator found.",
    "Listen to the people, she told the crowd.",
    "Follow the money, the old rule says.",
    "Suivez mon conseil, a-t-il dit aux élèves.",
    "Comment en est-on arrivé là ?",
    "Par ailleurs, le ministre a annoncé son départ.",
    "Anzeigen gegen Unbekannt wurden erstattet.",
    "Jetzt müssen die Abgeordneten entscheiden.",
    "Подписывайтесь под петицией, призвал он сторонников.",
    "Реклама алкоголя на стадионах запрещена законом.",
    "Más de doscientas personas fueron rescatadas.",
    "“Follow us on Facebook,” it said on the poster that the police took down on the square.",
)


def cases() -> list[tuple[str, str, str]]:
    """Return language, kind and line of every phrase that must be found."""
    return [
        (language, *(part.strip() for part in line.strip().split(":", 1)))
        for language, lines in CHROME.items()
        for line in lines.strip().splitlines()
    ]


@pytest.mark.parametrize(("language", "kind", "line"), cases())
def test_a_phrase_of_the_field_is_found_in_its_language(language, kind, line):
    """Each kind of line in each language, in the spellings that pages use."""
    reason = chrome_reason(line, language=language)

    assert reason is not None
    assert reason.split()[0] == kind


@pytest.mark.parametrize(("kind", "line"), SHAPES)
def test_a_line_may_show_by_its_shape_what_it_is(kind, line):
    """Credits, times, names and tags need no words of a language."""
    assert chrome_reason(line) == kind


@pytest.mark.parametrize("line", STORY)
def test_a_sentence_with_such_words_is_story(line):
    """Phrases are anchored: within a sentence they say nothing."""
    assert chrome_reason(line) is None


@pytest.mark.parametrize(
    ("line", "spelling"),
    [
        ("Lire aussi", "LIRE\u00a0AUSSI\u2009:"),
        ("Lire aussi", "👉 Lire aussi"),
        ("Читать ещё", "Читать еще"),
        ("اقرأ أيضا", "إقــرأ أيضًا"),
        ("بیشتر بخوانید", "بيشتر بخوانيد"),
        ("İlgili haberler", "ILGILI HABERLER"),
        ("Weitere Artikel: Ausser Kontrolle", "WEITERE ARTIKEL: AUẞER KONTROLLE"),
        ("Read more", "[Read more »]"),
    ],
)
def test_spellings_make_no_difference(line, spelling):
    """Case, accents, points, arrows, emoji and spaces of any width are folded."""
    assert chrome_reason(line) is not None
    assert chrome_reason(spelling) == chrome_reason(line)


def test_a_long_paragraph_that_begins_like_a_prompt_is_story():
    """What is longer than its kind allows is no prompt."""
    line = "Read more: " + "and the delegates went on to speak of what was left to settle " * 4

    assert chrome_reason(line) is None


def test_loose_phrases_of_other_languages_are_not_looked_for():
    """Where the language is known, only its own phrases may have anything between their words."""
    line = "Recibe cada mañana lo esencial en tu correo"

    assert chrome_reason(line, language="es") == "newsletter (es)"
    assert chrome_reason(line, language="ru") is None


def test_the_rule_gives_lines_by_index_with_kind_and_language():
    """A reader is told of every line why it went."""
    lines = ("Lire aussi", "Les délégués se sont réunis mardi.", "Publicité")
    draft = Draft(title="", lines=[Line(text=line) for line in lines], language="fr")

    assert short_lines(draft) == {0: "read_also (fr)", 2: "advert (fr)"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lexicon_can_be_read(language):
    """Every phrase has a kind that is known, and can be compiled and looked for."""
    sets = read_sets((LEXICON / "sets.txt").read_text("utf-8").splitlines())
    lines = (LEXICON / f"{language}.txt").read_text("utf-8").splitlines()

    phrases = read_phrases(lines, language=language)
    index = PhraseIndex(phrases, sets)
    for word in index.first_words():
        list(index.matches([word], languages=()))

    assert {phrase.kind for phrase in phrases} <= set(LONGEST)


def test_hostile_lines_cost_little():
    """Many words between two that begin and end phrases do not multiply."""
    lines = ["follow us on " * 10, "subscribe " * 40, "a : " * 100, "©" * 300, "sign up to " * 12]

    started = time.process_time()
    for line in lines:
        chrome_reason(line)

    assert time.process_time() - started < 1.0


@pytest.mark.parametrize(
    "line",
    [
        "Comments on the draft are due by Friday.",
        "Photo: that was the only word on the back of the envelope.",
        "«Подписывайтесь на наш канал», — говорилось в листовке, которую нашли в подъезде.",
    ],
)
def test_a_sentence_that_begins_as_a_label_or_quotes_a_prompt_stays(line):
    """A label says nothing of what it names; a quotation is somebody's words."""
    assert chrome_reason(line) is None
