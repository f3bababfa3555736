"""Stories of our own with chrome around and within them, as text that somebody else extracted.

A line that begins with `-` is chrome, the first line is the title, all others are the story: of it
nothing may be lost, and of the rest nothing may be left. Within each story stands a sentence that
only looks like chrome.
"""

from __future__ import annotations

import pytest

from monitor.reading.cleaned import clean_text

TEXTS = {
    "en": """
        The ferry returns to the lake after eleven years
        -Share on Facebook
        The old ferry crossed the lake again on Saturday, with the mayor and two hundred guests on board.
        Follow us, the captain told the rowers who had come to greet her, and they did.
        -Read also: Why the ferry was laid up
        The trip takes forty minutes. Tickets are sold at both piers and, from June, by telephone.
        The timetable for the first month is short:
        Saturdays at ten
        Sundays at noon
        -Subscribe to our newsletter
        -We use cookies to improve our services. You can accept all or manage your choices.
        -Accept all
        """,
    "fr": """
        Le marché couvert rouvre avant l'hiver
        -Suivez-nous sur Telegram
        Le marché couvert rouvrira le 3 novembre, a annoncé lundi la mairie à l'issue de dix mois de travaux.
        -Lire aussi : Ce que le chantier a coûté
        « Abonnez-vous à la patience », a répondu l'architecte aux commerçants qui réclamaient une date.
        Trente étals sur quarante sont déjà loués, et les pêcheurs auront de nouveau leur quai.
        -Partager cet article
        -Tous droits réservés. Toute reproduction est interdite.
        """,
    "ru": """
        Старый мост откроют к осени
        -Подписывайтесь на наш канал в Telegram
        Старый мост через реку откроют для пешеходов к началу осени, сообщили в городской администрации.
        Все права защищены, гласила табличка на перилах, но кто её повесил, никто не помнит.
        -Читайте также: Как строили мост
        Ремонт обошёлся дешевле, чем ожидалось, потому что опоры оказались целы.
        -Поделиться
        -Все права защищены. При цитировании ссылка обязательна.
        """,
    "ar": """
        عودة القطار إلى الوادي بعد ثلاثين عاما
        -تابعونا على فيسبوك
        عاد القطار إلى الوادي صباح الأحد بعد توقف دام ثلاثين عاما، وكان في استقباله مئات السكان.
        تابعونا إلى المحطة التالية، قال السائق للأطفال وهو يبتسم قبل أن يغلق الباب.
        -اقرأ أيضا: قصة السكة القديمة
        وتستغرق الرحلة ساعتين، ويباع التذكر في المحطات الأربع على طول الطريق.
        -اشترك في النشرة البريدية
        -جميع الحقوق محفوظة
        """,
    "tr": """
        Köy okulu yeni binasına taşındı
        -Bizi Telegram'da takip edin
        Köy okulu pazartesi günü yeni binasına taşındı; açılışa bütün köy katıldı.
        Bizi takip edin, dedi öğretmen öğrencilere ve hepsini yeni bahçeye götürdü.
        -Ayrıca okuyun: Eski okulun öyküsü
        Yeni binada altı derslik ve küçük bir kitaplık var; eski bina ise müze olacak.
        -Paylaş
        -Tüm hakları saklıdır. İzinsiz kullanılamaz.
        """,
    "de": """
        Der Kirchturm bekommt seine Glocke zurück
        -Folgen Sie uns auf Facebook
        Die Glocke, die vor achtzig Jahren eingeschmolzen werden sollte, hängt seit Freitag wieder im Turm.
        Alle Rechte vorbehalten, steht auf dem Zettel, den der Küster am Balken fand und aufhob.
        -Lesen Sie auch: Wie die Glocke gefunden wurde
        Geläutet wird zum ersten Mal am Erntedankfest, und zwar von Hand.
        -Newsletter abonnieren
        -Wir verwenden Cookies, um unsere Dienste zu verbessern. Sie können alle akzeptieren oder ablehnen.
        -Alle akzeptieren
        """,
    "es": """
        El faro vuelve a encenderse
        -Síguenos en Telegram
        El faro del cabo volvió a encenderse el jueves por la noche, después de seis años a oscuras.
        Todos los derechos reservados, dijo el farero entre risas a quienes fotografiaban la linterna.
        -Lea también: La vida en el cabo
        La luz se ve a veinte millas y cuesta menos que una farola, según el puerto.
        -Compartir en Facebook
        -Suscríbete a nuestro boletín
        """,
    "uk": """
        Бібліотека на колесах виїхала в гори
        -Підписуйтесь на наш Telegram
        Бібліотека на колесах у вівторок виїхала в гірські села, де книгарень немає вже десять років.
        Усі права захищено, жартує водій, коли діти просять покермувати автобусом.
        -Читайте також: Хто збирав книжки
        У кожному селі автобус стоїть дві години, а книжки можна тримати до наступного приїзду.
        -Поділитися
        -Усі права захищено. Використання лише з посиланням.
        """,
    "it": """
        Il mulino torna a macinare
        -Seguici su Facebook
        Il mulino sul torrente ha ripreso a macinare sabato, davanti a una folla di curiosi e di anziani.
        Tutti i diritti riservati, recita la targa sopra la porta, e nessuno sa chi ce l'abbia messa.
        -Leggi anche: La storia del mulino
        La farina si vende la domenica in piazza, due chili a testa.
        -Condividi
        -Iscriviti alla newsletter
        """,
    "zh": """
        山村小学迎来新图书馆
        -关注我们
        山村小学的新图书馆星期一开放，孩子们排队等了一个上午，校长亲自为他们开门。
        版权所有，老校长指着墙上的旧牌子笑着说，谁也不知道是谁挂上去的。
        -延伸阅读：旧图书馆的故事
        新馆有三千册书，村民们每个周末也可以来借，不收任何费用。
        -版权所有，未经许可不得转载。
        """,
}  # fmt: skip


@pytest.mark.parametrize("language", TEXTS)
def test_of_a_story_nothing_is_lost_and_of_the_rest_nothing_left(language):
    """And each line that went says by which rule, and why."""
    title, *lines = (line.strip() for line in TEXTS[language].strip().split("\n"))
    story = [line for line in lines if not line.startswith("-")]
    found = clean_text("\n".join((title, *(line.removeprefix("-") for line in lines))))

    assert found.title == title
    assert found.text.split("\n") == story
    assert found.language == language
    assert all(each.rule and each.why for each in found.removed)


@pytest.mark.parametrize("language", TEXTS)
def test_a_story_without_chrome_is_left_as_it_is(language):
    """Cleaning what is clean takes nothing."""
    title, *lines = (line.strip() for line in TEXTS[language].strip().split("\n"))
    story = [line for line in lines if not line.startswith("-")]

    assert clean_text("\n".join((title, *story))).text.split("\n") == story
