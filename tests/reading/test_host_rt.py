"""The rules for RT's editions, on pages of our own writing with the markup that scrapers name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from monitor.model import Quality
from monitor.reading.hosts import rule_for
from monitor.reading.parse import parse_page
from tests.reading.build import PARAGRAPHS, TITLE, page, read


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What a page of one edition says: the story, and what stands around and between it."""

    title: str
    lead: str
    text: tuple[str, ...]
    more: str  # a teaser's first words
    also: str  # the teaser's headline
    share: str
    follow: str
    cookies: str
    caption: str


EDITIONS = {
    "francais": Edition(
        title="Deuxième journée de pourparlers au bord du lac",
        lead="Les délégations se sont retrouvées dans la même salle, et un projet est sur la table.",
        text=(
            (
                "Les délégations se sont réunies mardi pour une deuxième journée et ont parlé trois "
                "heures avant de suspendre la séance, a indiqué le ministre aux journalistes."
            ),
            (
                "Les deux parties ont apporté leurs projets de cessez-le-feu, et les médiateurs espèrent "
                "les rapprocher avant la fin de la semaine."
            ),
            "Une nouvelle rencontre est prévue le mois prochain.",
        ),
        more="Lire aussi",
        also="Le port reprend le travail après trois jours de grève",
        share="Partager cet article",
        follow="Suivez-nous sur Telegram",
        cookies="Nous utilisons des cookies pour améliorer votre expérience sur ce site.",
        caption="Des drapeaux devant le palais (image d'illustration)",
    ),
    "www": Edition(
        title="Envoys meet by the lake for a second day",
        lead="Both delegations sat down in the same room, and a draft now lies on the table.",
        text=(
            (
                "The delegations met on Tuesday for a second day and spoke for three hours before they "
                "paused, the minister told reporters outside the hall."
            ),
            (
                "Both sides brought drafts for a ceasefire, and the mediators hope to put them side by "
                "side before the end of the week."
            ),
            "A further round is planned for next month.",
        ),
        more="READ MORE:",
        also="Port resumes work after three days of strike",
        share="You can share this story on social media:",
        follow="Follow us on Telegram",
        cookies="This website uses cookies to improve your experience.",
        caption="Flags in front of the palace (file photo)",
    ),
    "russian": Edition(
        title="Второй день переговоров на берегу озера",
        lead="Делегации впервые собрались в одном зале, и на столе лежит проект соглашения.",
        text=(
            (
                "Делегации встретились во вторник во второй раз и говорили три часа, прежде чем "
                "прервать заседание, сообщил журналистам министр."
            ),
            (
                "Обе стороны привезли свои проекты перемирия, и посредники надеются сблизить их до "
                "конца недели."
            ),
            "Новая встреча намечена на следующий месяц.",
        ),
        more="Читайте также:",
        also="Порт возобновил работу после трёхдневной забастовки",
        share="Поделиться",
        follow="Подписывайтесь на наш канал",
        cookies="Сайт использует файлы cookie, чтобы вам было удобнее.",
        caption="Флаги перед дворцом",
    ),
    "arabic": Edition(
        title="يوم ثان من المحادثات على ضفاف البحيرة",
        lead="اجتمع الوفدان في قاعة واحدة للمرة الأولى، ووضعت مسودة اتفاق على الطاولة أمامهما.",
        text=(
            (
                "اجتمع الوفدان يوم الثلاثاء لليوم الثاني وتحدثا ثلاث ساعات قبل رفع الجلسة، بحسب ما "
                "أعلنه الوزير للصحفيين أمام القاعة."
            ),
            (
                "وحمل الطرفان مشروعين لوقف إطلاق النار، ويأمل الوسطاء في التقريب بينهما قبل نهاية "
                "الأسبوع الجاري."
            ),
            "ومن المقرر عقد جولة جديدة في الشهر المقبل.",
        ),
        more="إقرأ المزيد",
        also="الميناء يستأنف العمل بعد إضراب دام ثلاثة أيام",
        share="شارك المقال",
        follow="تابعونا على تلغرام",
        cookies="يستخدم هذا الموقع ملفات تعريف الارتباط لتحسين تجربتك.",
        caption="أعلام أمام القصر",
    ),
    "de": Edition(
        title="Zweiter Tag der Gespräche am See",
        lead="Die Delegationen saßen erstmals in einem Saal, und ein Entwurf liegt auf dem Tisch.",
        text=(
            (
                "Die Delegationen trafen sich am Dienstag zum zweiten Mal und sprachen drei Stunden, "
                "bevor sie die Sitzung unterbrachen, sagte der Minister vor Journalisten."
            ),
            (
                "Beide Seiten brachten Entwürfe für eine Waffenruhe mit, und die Vermittler hoffen, sie "
                "noch vor dem Ende der Woche anzunähern."
            ),
            "Eine weitere Runde ist für den nächsten Monat geplant.",
        ),
        more="Mehr zum Thema –",
        also="Hafen nimmt nach drei Tagen Streik die Arbeit wieder auf",
        share="Artikel teilen",
        follow="Folgen Sie uns auf Telegram",
        cookies="Diese Webseite verwendet Cookies, um Ihnen den Besuch zu erleichtern.",
        caption="Flaggen vor dem Palast (Symbolbild)",
    ),
    "actualidad": Edition(
        title="Segundo día de conversaciones junto al lago",
        lead="Las delegaciones se sentaron en la misma sala y ya hay un borrador sobre la mesa.",
        text=(
            (
                "Las delegaciones se reunieron el martes por segundo día y hablaron tres horas antes de "
                "suspender la sesión, dijo el ministro a los periodistas."
            ),
            (
                "Ambas partes llevaron sus borradores de alto el fuego, y los mediadores esperan "
                "acercarlos antes de que termine la semana."
            ),
            "Una nueva ronda está prevista para el próximo mes.",
        ),
        more="LEA MÁS:",
        also="El puerto reanuda el trabajo tras tres días de huelga",
        share="Compartir",
        follow="Síganos en Telegram",
        cookies="Este sitio utiliza cookies para mejorar su experiencia.",
        caption="Banderas frente al palacio (imagen ilustrativa)",
    ),
}


def url_of(host: str) -> str:
    """Return a story's address in an edition."""
    return f"https://{host}.rt.com/international/1-pourparlers"


def rt_page(told: Edition, *, has_lead: bool = True, tail: str = "") -> bytes:
    """Build a page of RT."""
    first, *others = (f"<p>{paragraph}</p>" for paragraph in told.text)
    teaser = f'<a href="/2">{told.also}</a>'
    lead = f'<div class="article__summary summary ">{told.lead}</div>' if has_lead else ""
    return (
        f"<!DOCTYPE html><html><head><title>{told.title} — RT</title></head><body>"
        f'<div class="cookies__banner-wrapper"><p>{told.cookies}</p><button>OK</button></div>'
        f'<div class="article"><h1 class="article__heading">{told.title}</h1>'
        '<div class="article__date"><time class="date" datetime="2024-5-02 12:30">12:30</time></div>'
        f'<div class="article__share">{told.share}</div>{lead}'
        f'<div class="article__cover"><p>{told.caption}</p></div>'
        f'<div class="article__text text ">{first}'
        f'<div class="read-more-big__container"><p>{told.more}</p><p>{teaser}</p></div>'
        f"<p><strong>{told.more} {teaser}</strong></p>{''.join(others)}"
        f'<div class="rtcode"><blockquote>{told.also}</blockquote></div>'
        f'<div class="follows-channel">{told.follow}</div>{tail}</div>'
        f'<div class="article__share article__share_bottom">{told.share}</div>'
        f'<div class="article__tags-trends"><a class="tags-trends__link">{told.also}</a></div></div>'
        f'<div class="news-block"><p>{told.also}</p><p>{told.also}</p></div></body></html>'
    ).encode()


@pytest.mark.parametrize("edition", EDITIONS)
def test_exactly_the_story_is_read(edition):
    """Lead and paragraphs, in each edition's language; nothing of what stands around and between."""
    told = EDITIONS[edition]
    found = read(rt_page(told), url=url_of(edition))

    assert found.title == told.title
    assert found.text.split("\n") == [told.lead, *told.text]
    assert found.quality is Quality.STORY


def test_the_german_edition_is_known_by_its_old_address_too():
    """It moved from deutsch. to de."""
    told = EDITIONS["de"]

    assert read(rt_page(told), url=url_of("deutsch")).text.split("\n") == [told.lead, *told.text]


def test_a_story_without_a_lead_is_its_paragraphs():
    """As older ones are."""
    told = EDITIONS["www"]

    assert read(rt_page(told, has_lead=False), url=url_of("www")).text.split("\n") == [*told.text]


def test_a_call_at_the_storys_end_is_taken_out():
    """It stands in the text itself."""
    told = EDITIONS["www"]
    tail = "<p><em>Like this story? Share it with a friend!</em></p>"

    assert read(rt_page(told, tail=tail), url=url_of("www")).text.endswith(told.text[-1])


def test_the_russian_editions_clock_is_moscows():
    """Its pages tell no zone; of the other editions' pages no such time is taken."""
    root = parse_page(rt_page(EDITIONS["russian"]).decode())
    russian, others = rule_for("russian.rt.com"), rule_for("arabic.rt.com")

    assert russian is not None
    assert others is not None
    assert russian.published(root).at == datetime(2024, 5, 2, 9, 30, tzinfo=UTC)
    assert others.published(root) is None


def test_a_page_in_another_template_is_read_as_ever():
    """What the rule does not know, it leaves alone."""
    found = read(page(), url="https://www.rt.com/news/1-talks/")

    assert (found.title, found.text) == (TITLE, "\n".join(PARAGRAPHS))
