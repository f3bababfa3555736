"""Text that somebody else extracted, cleaned: nothing but the story, and all of the story.

All texts are of our own writing, with the troubles that such texts have.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from monitor.model import Quality
from monitor.reading.cleaned import clean_text

SHARED = Path(__file__).parents[3] / "shared" / "data"


@dataclass(frozen=True)
class Case:
    """A story, and the lines before its title, after it, in its middle and at its end."""

    language: str
    title: str
    story: tuple[str, ...]
    before: tuple[str, ...] = ()
    over: tuple[str, ...] = ()  # between title and story
    within: tuple[str, ...] = ()  # after the first paragraph
    after: tuple[str, ...] = ()

    def text(self) -> str:
        """Return the text as an extractor left it."""
        first, *rest = self.story
        lines = (
            *self.before, self.title, *self.over, first, *self.within, *rest, *self.after,
        )  # fmt: skip
        return "\n\n".join(lines)


CASES = {
    "fr-banner": Case(
        language="fr",
        title="Les délégations se retrouvent pour un deuxième jour",
        over=(
            "Les délégations se retrouvent pour un deuxième jour © Jeanne EXEMPLE Source: AFP",
            "Suivez-nous surTelegram",
        ),
        story=(
            "Les délégations se sont retrouvées mardi pour une deuxième journée de discussions.",
            "Chaque partie a apporté un projet de trêve, et les médiateurs espèrent un texte commun.",
            "Une autre rencontre est prévue le mois prochain, selon le pays hôte.",
        ),
        after=(
            "Lire aussi : les médiateurs se disent confiants",
            "L'information autrement",
            "Suivez-nous surTelegram",
            (
                "Par un clic sur le bouton vert, vous acceptez que nous utilisions des cookies et autres "
                "traceurs par notre site et ses partenaires, pour mesurer l'audience et personnaliser la "
                "publicité. Vous pouvez modifier vos choix à tout moment."
            ),
            "OK",
            "Notre site utilise des cookies pour améliorer ses services.",
            "Pour en savoir plus, consultez notre politique de confidentialité",
            "Tout accepterTout refuser",
        ),
    ),
    "fr-paywall": Case(
        language="fr",
        title="Le port rouvre après trois semaines d'arrêt",
        over=("Par Jeanne Exemple", "Publié le 4 mai à 10h22", "Temps de lecture : 3 min"),
        story=(
            "Le port a rouvert lundi matin, et les premiers navires sont entrés avant midi.",
            "Les dockers avaient cessé le travail pour protester contre les nouveaux horaires.",
        ),
        within=("Publicité", "La suite après la publicité"),
        after=("Cet article est réservé aux abonnés", "Déjà abonné ? Connectez-vous", "Partager"),
    ),
    "en-menu": Case(
        language="en",
        before=("Skip to main content", "Home", "World", "Sign in"),
        title="Delegations meet for a second day",
        over=("By Jane Doe", "Updated 4 May 2017, 12:30 GMT", "Share this article"),
        story=(
            "The delegations met for a second day on Tuesday and spoke for three hours.",
            "Both sides brought drafts, and the mediators hope to put them side by side.",
            "A further round is planned for the following month, a spokesman said.",
        ),
        within=("READ MORE: Mediators confident before the talks", "ADVERTISEMENT"),
        after=(
            "Related topics:", "Peace talks", "Follow us on Facebook, X and Instagram",
            "Most read", "Storm closes airport", "Sign up for our newsletter",
            "© 2017 Example News. All rights reserved.",
        ),
    ),
    "en-banner-first": Case(
        language="en",
        before=(
            "We value your privacy",
            (
                "We and our 120 partners use cookies and similar technologies to store and access "
                "information on your device, for personalised advertising and audience measurement. "
                "You can accept or reject all of them, and withdraw your consent at any time."
            ),
            "Accept all", "Reject all", "Manage preferences",
        ),
        title="Bridge reopens after winter",
        story=(
            "The bridge reopened on Friday after four months of repairs, the council said.",
            "Lorries will have to wait until the second lane is finished in June.",
        ),
    ),
    "en-about-cookies": Case(
        language="en",
        title="Regulator looks into cookies on news sites",
        story=(
            "The regulator said on Monday that it had looked at how two hundred sites use cookies.",
            (
                "“We use cookies only if our readers agree to it and accept our policy on the site,” one "
                "publisher told the regulator, whose report names no company."
            ),
            "Readers have to be asked before any cookie is stored, the report says.",
        ),
    ),
    "de": Case(
        language="de",
        title="Gespräche gehen in den zweiten Tag",
        over=("Stand: 04.05.2017, 12:30 Uhr", "Foto: privat"),
        story=(
            "Die Delegationen sind am Dienstag zu einem zweiten Tag zusammengekommen.",
            "Beide Seiten brachten Entwürfe mit, die nun verglichen werden sollen.",
        ),
        within=("Lesen Sie auch: Vermittler zeigen sich zuversichtlich", "Anzeige"),
        after=("Mehr zum Thema", "Sturm legt Flughafen lahm", "Newsletter abonnieren", "Teilen"),
    ),
    "es": Case(
        language="es",
        title="Las delegaciones se reúnen por segundo día",
        over=("Publicado el 4 de mayo de 2017", "Compartir en WhatsApp"),
        story=(
            "Las delegaciones se reunieron el martes por segundo día y hablaron tres horas.",
            "Cada parte presentó un borrador, y los mediadores esperan un texto común.",
        ),
        within=("Te puede interesar:", "Los mediadores confían en un acuerdo"),
        after=("Síguenos en Facebook", "Lo más leído", "Temporal cierra el aeropuerto"),
    ),
    "it": Case(
        language="it",
        title="Le delegazioni si incontrano per il secondo giorno",
        story=(
            "Le delegazioni si sono incontrate martedì per il secondo giorno consecutivo.",
            "Ogni parte ha portato una bozza, e i mediatori sperano in un testo comune.",
        ),
        within=("Leggi anche: i mediatori sono fiduciosi",),
        after=("Riproduzione riservata ©", "Iscriviti alla newsletter", "Condividi su WhatsApp"),
    ),
    "pt": Case(
        language="pt",
        title="Delegações se reúnem pelo segundo dia",
        story=(
            "As delegações se reuniram na terça-feira pelo segundo dia e falaram por três horas.",
            "Cada lado levou um rascunho, e os mediadores esperam um texto comum.",
        ),
        within=("Continua depois da publicidade", "Leia também: mediadores estão confiantes"),
        after=("Entre no nosso canal do WhatsApp", "Todos os direitos reservados"),
    ),
    "ru": Case(
        language="ru",
        title="Делегации встретились во второй раз",
        over=("4 мая 2017, 12:30", "Фото: пресс-служба"),
        story=(
            "Делегации встретились во вторник во второй раз и говорили три часа.",
            "Каждая сторона привезла свой проект, и посредники надеются на общий текст.",
        ),
        within=("Читайте также: посредники настроены уверенно", "Реклама"),
        after=(
            "Подписывайтесь на наш канал в Telegram", "Материалы по теме",
            "Шторм закрыл аэропорт", "Нашли ошибку? Выделите её и нажмите Ctrl+Enter",
        ),
    ),
    "uk": Case(
        language="uk",
        title="Делегації зустрілися вдруге",
        story=(
            "Делегації зустрілися у вівторок удруге й розмовляли три години.",
            "Кожна сторона привезла свій проєкт, і посередники сподіваються на спільний текст.",
        ),
        after=("Читайте також: посередники впевнені", "Підписуйтесь на наш канал у Telegram"),
    ),
    "tr": Case(
        language="tr",
        title="Heyetler ikinci gün bir araya geldi",
        over=("Güncelleme: 4 Mayıs 2017 12:30",),
        story=(
            "Heyetler salı günü ikinci kez bir araya geldi ve üç saat görüştü.",
            "Her taraf bir taslak getirdi, arabulucular ortak bir metin umuyor.",
        ),
        after=("İLGİLİ HABERLER", "Fırtına havaalanını kapattı", "Bizi Facebook'ta takip edin"),
    ),
    "ar": Case(
        language="ar",
        title="الوفود تجتمع لليوم الثاني",
        story=(
            "اجتمعت الوفود يوم الثلاثاء لليوم الثاني وتحدثت ثلاث ساعات.",
            "قدم كل طرف مسودة، ويأمل الوسطاء في نص مشترك.",
        ),
        within=("اقرأ أيضاً: الوسطاء واثقون",),
        after=("تابعونا على فيسبوك", "جميع الحقوق محفوظة"),
    ),
    "fa": Case(
        language="fa",
        title="هیئت‌ها برای دومین روز دیدار کردند",
        story=(
            "هیئت‌ها روز سه‌شنبه برای دومین روز دیدار کردند و سه ساعت گفت‌وگو کردند.",
            "هر طرف پیش‌نویسی آورد و میانجی‌ها به متنی مشترک امید دارند.",
        ),
        after=("بیشتر بخوانید: میانجی‌ها مطمئن هستند", "ما را در تلگرام دنبال کنید"),
    ),
    "pl": Case(
        language="pl",
        title="Delegacje spotkały się po raz drugi",
        story=(
            "Delegacje spotkały się we wtorek po raz drugi i rozmawiały trzy godziny.",
            "Każda strona przywiozła projekt, a mediatorzy liczą na wspólny tekst.",
        ),
        within=("Czytaj także: mediatorzy są pewni siebie", "Reklama"),
        after=("Obserwuj nas na Facebooku", "Wszelkie prawa zastrzeżone"),
    ),
    "zh": Case(
        language="zh",
        title="代表团第二天继续会谈",
        story=("代表团星期二继续会谈，谈了三个小时。", "各方都带来了草案，调解人希望达成共同文本。"),
        after=("责任编辑：某某", "相关阅读", "暴风雨关闭机场", "关注我们的微信公众号"),
    ),
    "clean-list": Case(
        language="en",
        title="Results of the second round",
        story=("These are the results of the second round:", "North 3", "South 2", "East 1"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("is_known", [True, False], ids=["language", "no-language"])
def test_only_the_story_and_all_of_it_is_left(case, is_known):
    """Whatever stands around it, whether or not the language is known."""
    page = clean_text(case.text(), language=case.language if is_known else None)

    assert page.title == case.title
    assert page.text.split("\n") == list(case.story)


def test_every_line_that_went_is_told_with_its_rule_and_reason():
    """Text and account together are the whole that came in."""
    case = CASES["en-menu"]

    page = clean_text(case.text(), language="en")

    told = [page.title, *page.text.split("\n"), *(line.text for line in page.removed)]
    assert sorted(told) == sorted(case.text().split("\n\n"))
    assert all(line.rule and line.why for line in page.removed)


def test_a_title_that_is_known_is_not_looked_for():
    """Its repetition goes, and the first line stays where it is another."""
    page = clean_text(
        "A subtitle of its own\n\nKnown title here\n\nIt rained.", title="Known title here"
    )

    assert page.title == "Known title here"
    assert page.text == "A subtitle of its own\nIt rained."


def test_a_text_without_a_title_keeps_its_first_sentence():
    """A sentence is no title unless the text says it again."""
    text = (
        "The bridge reopened on Friday, the council said.\n\nLorries will have to wait until June."
    )

    assert clean_text(text).text.split("\n") == text.split("\n\n")
    assert clean_text(text).title == ""


def test_wrapped_text_becomes_paragraphs():
    """Lines that end where the next word would not have fitted are one paragraph."""
    wrapped = (
        "Delegations meet for a second day\n"
        "\n"
        "The delegations met for a second day on Tuesday and spoke for\n"
        "three hours before they paused, the foreign minister told all\n"
        "reporters who had waited outside the hall since the morning of\n"
        "that day.\n"
        "\n"
        "Both sides brought drafts for a ceasefire in the border region\n"
        "and the mediators hope to put them side by side before the end\n"
        "of the week, a spokesman said, who would not tell in which one\n"
        "of the two towns.\n"
    )

    page = clean_text(wrapped)

    assert page.title == "Delegations meet for a second day"
    assert len(page.text.split("\n")) == 2
    assert page.text.split("\n")[0].endswith("since the morning of that day.")


def test_lines_that_are_not_wrapped_stay_apart():
    """Paragraphs on lines of their own, without blank lines between them."""
    text = "Title of the story\nThe first paragraph is short.\nThe second one is a little longer.\nEnd it is."

    assert clean_text(text).text.count("\n") == 2


@pytest.mark.parametrize("text", ["", "   \n\n ", "\0", "\ufeff"])
def test_nothing_gives_an_empty_page(text):
    """Empty is an outcome, not an error."""
    page = clean_text(text)

    assert (page.title, page.text, page.quality) == ("", "", Quality.EMPTY)


def test_a_text_that_is_nothing_but_chrome_is_not_emptied_by_one_rule():
    """What no rule knows better than all the others stays: better dirty than gone."""
    page = clean_text("Follow us on Facebook\n\nFollow us on Instagram")

    assert page.quality is Quality.STORY
    assert page.text


def test_the_seed_is_as_its_gold_says():
    """The article that the program was made for, as its extractor left it."""
    if not (SHARED / "seed.txt").exists():
        pytest.skip("the seed article is others' text and is not part of the project")
    gold = [
        " ".join(line.split())
        for line in (SHARED / "seed.gold.txt").read_text("utf-8").splitlines()
        if line.strip()
    ]

    page = clean_text((SHARED / "seed.txt").read_text("utf-8"))

    assert [page.title, *page.text.split("\n")] == gold
