"""Refusals, missing and failed pages and logins, in the languages that their words are known in."""

from __future__ import annotations

import pytest

from monitor.model import Quality
from tests.reading.build import page, read
from tests.reading.test_quality import MENU, judged

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
