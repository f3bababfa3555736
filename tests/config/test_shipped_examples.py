"""The example watchlists, switched on, find their stories and leave what is only near them alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.config.load import load_config
from monitor.matching.compiled import Matcher, compile_watchlists
from monitor.model import Article, Verdict
from monitor.watchlist import Watchlist
from tests.config.pages import ROOT

HITS = {
    "black-sea-grain": [
        ("Wheat shipments from Odesa resume after port inspections", ""),
        (
            "Freight rates rise",
            "Insurers ask more for every bulk carrier that enters the Black Sea.",
        ),
        ("Parties meet to extend the grain deal", ""),
        ("Accord céréalier : une nouvelle réunion prévue à Istanbul", ""),
        ("Un vraquier quitte la mer Noire", "Le navire transporte du blé."),
        ("Зерновая сделка продлена на два месяца", ""),
        ("Судоходство в Чёрном море восстановлено", "Через Босфор прошли два сухогруза."),
        ("تمديد اتفاق الحبوب", ""),
        ("سفينة شحن محملة بالقمح تعبر البحر الأسود", ""),
        ("Tahıl koridoru için yeni görüşme", ""),
        ("Karadeniz'de bir kuru yük gemisi karaya oturdu", ""),
        ("Getreidefrachter verlässt den Hafen von Odessa", ""),
        ("Un carguero con trigo cruza el mar Negro", ""),
    ],
    "earthquakes-floods": [
        ("Death toll from earthquake rises above 2,000", ""),
        ("Flash floods kill dozens in mountain villages", ""),
        ("Earthquake", "At least 60 people died and rescuers dig in the rubble."),
        ("Séisme : le bilan s'alourdit à 300 morts", ""),
        ("Inondations : des dizaines de morts dans le sud", ""),
        ("Число погибших при землетрясении превысило сто", ""),
        ("Наводнение унесло жизни людей", "Погибли десятки человек, введён режим ЧС."),
        ("ارتفاع حصيلة ضحايا الزلزال إلى ألف قتيل", ""),
        ("فيضانات تودي بحياة العشرات", "انتشلت فرق الإنقاذ جثث 40 قتيلا."),
        ("Depremde can kaybı 500'e yükseldi", ""),
        ("Sel felaketi: onlarca ölü, arama sürüyor", ""),
        ("Erdbeben: Zahl der Toten steigt auf 900", ""),
        ("Terremoto deja cientos de muertos", ""),
    ],
    "outbreaks": [
        ("Cholera outbreak spreads along the river", ""),
        ("Ministry confirms first case of Marburg", ""),
        ("Doctors puzzled by unknown disease in two villages", ""),
        ("Flambée de rougeole dans trois régions", ""),
        ("Choléra : 120 cas confirmés", "Le ministère parle d'une épidémie."),
        ("Вспышка холеры в портовом городе", ""),
        ("Карантин из-за вируса Эбола", "Число заболевших выросло."),
        ("تفشي الكوليرا في مخيمات النازحين", ""),
        ("تسجيل إصابات بشلل الأطفال", ""),
        ("Kolera salgını büyüyor", ""),
        ("Kızamık vakaları artıyor", ""),
        ("Masern: Zahl der Fälle steigt", ""),
        ("Brote de sarampión en la capital", ""),
    ],
    "infrastructure-attacks": [
        ("Cyberattack cuts power grid in two regions", ""),
        ("Ransomware halts surgery", "The hospital has gone back to paper."),
        ("Cyberattaque contre un hôpital : les urgences fermées", ""),
        ("Des pirates informatiques visent le réseau électrique", ""),
        ("Хакеры атаковали аэропорт", "Табло не работают второй день."),
        ("Кибератака на энергосистему", ""),
        ("هجوم سيبراني يعطل مطارا دوليا", ""),
        ("قرصنة تستهدف شبكة الكهرباء", ""),
        ("Hastanelere siber saldırı", ""),
        ("Fidye yazılımı belediyeyi durdurdu", ""),
        ("Cyberangriff legt Stadtwerke lahm", ""),
        ("Ciberataque paraliza un aeropuerto", ""),
    ],
}

NEAR = {
    "black-sea-grain": [
        ("Black Sea resorts report a record summer", "Hotels are booked until October."),
        ("Warships leave the Black Sea", "The fleet ends its exercise."),
        ("Wheat harvest in the plains is late", "Farmers wait for rain."),
        ("La mer Noire, destination de vacances", ""),
        ("Récolte de blé record dans la Beauce", ""),
        ("Учения флота в Чёрном море", "Корабли отработали стрельбы."),
        ("В Поволжье собирают пшеницу", ""),
        ("مناورات بحرية في البحر الأسود", ""),
        ("موسم حصاد القمح في مصر", ""),
        ("Doğu Karadeniz'de kuvvetli yağış bekleniyor", ""),
        ("Buğday hasadı başladı", ""),
    ],
    "earthquakes-floods": [
        ("Earthquake of magnitude 5 shakes the coast", "No damage was reported."),
        ("Election is a political earthquake", "The governing party lost its majority."),
        ("A flood of complaints reaches the railway", "Hundreds wrote of late trains."),
        ("Bus crash kills dozens", "Rescuers speak of a high toll."),
        ("Séisme politique après le vote", ""),
        ("Exercice : la ville se prépare aux inondations", ""),
        ("Слабое землетрясение ощутили жители", "Разрушений нет."),
        ("Погибли десятки человек при взрыве", ""),
        ("هزة أرضية خفيفة دون أضرار", ""),
        ("مقتل العشرات في هجوم على سوق", ""),
        ("Hafif deprem korkuttu", "Hasar bildirilmedi."),
        ("Trafik kazasında onlarca ölü", ""),
    ],
    "outbreaks": [
        ("Outbreak of violence in the capital", "Dozens of cases are before the courts."),
        ("New measles vaccine plant opens", "It will employ three hundred people."),
        ("An epidemic of loneliness", ""),
        ("Un vaccin contre la rougeole fabriqué sur place", ""),
        ("Épidémie de faillites dans le commerce", ""),
        ("Вспышка на Солнце вызвала магнитную бурю", ""),
        ("Африканская чума свиней: введён карантин", ""),
        ("تفشي الفساد في البلديات", ""),
        ("مصنع جديد للقاح شلل الأطفال", ""),
        ("Kızamık aşısı için yeni fabrika", ""),
        ("Bağımlılık salgını", ""),
        ("La cólera de los vecinos", "Los casos llegan al juez."),
    ],
    "infrastructure-attacks": [
        ("Storm cuts power to thousands", "The electricity company sends crews."),
        ("Ten life hacks for your kitchen", ""),
        ("Browser gets an update against malware", "Users should check their bank passwords."),
        ("Airport staff go on strike", "Hospitals are not affected."),
        ("Grève dans les hôpitaux", ""),
        ("Un festival de hackeurs ouvre ses portes", ""),
        ("Хакеры взломали игровой сервер", ""),
        ("Аэропорт закрыт из-за тумана", ""),
        ("إضراب في المطار", ""),
        ("هجوم إلكتروني على لاعب شطرنج", ""),
        ("Havalimanında grev", ""),
        ("Siber saldırı konulu roman ödül aldı", ""),
    ],
}


def watchlists() -> dict[str, Watchlist]:
    """Return the examples as a user would switch them on."""
    shipped = load_config(ROOT / "config/monitor.yaml").watchlists
    return {each.id: replace(each, enabled=True) for each in shipped if not each.enabled}


@pytest.fixture(scope="module")
def matchers() -> dict[str, Matcher]:
    """Give a matcher for each example."""
    return {name: compile_watchlists([each]) for name, each in watchlists().items()}


def cases(articles: dict[str, list[tuple[str, str]]]) -> list[tuple[str, str, str]]:
    """Return watchlist, title and text of each."""
    return [(name, *article) for name, listed in articles.items() for article in listed]


@pytest.mark.parametrize(("name", "title", "text"), cases(HITS))
def test_a_story_of_its_field_alerts(matchers, name, title, text):
    """Titles and openings such as newsrooms write them are found, in every language it names."""
    (match,) = matchers[name].match(Article(id="1", title=title, text=text))

    assert match.verdict is Verdict.ALERT


@pytest.mark.parametrize(("name", "title", "text"), cases(NEAR))
def test_what_is_only_near_its_field_does_not(matchers, name, title, text):
    """One of its words alone, a figure of speech, or the same place with another matter."""
    found = matchers[name].match(Article(id="1", title=title, text=text))

    assert [match for match in found if match.verdict is not Verdict.NONE] == []


def test_no_example_tells_another_ones_stories(matchers):
    """The fields are apart: each story of one is a story of that one alone."""
    told = {
        (name, other)
        for name, title, text in cases(HITS)
        for other, matcher in matchers.items()
        for match in matcher.match(Article(id="1", title=title, text=text))
        if match.verdict is Verdict.ALERT
    }

    assert told == {(name, name) for name in HITS}


def test_each_example_has_its_channel_a_title_and_a_reason_for_its_threshold():
    """Four of them, switched off, each on a channel of its own, with its threshold explained."""
    found = watchlists()
    texts = [(ROOT / f"config/watchlists/{name}.yaml").read_text("utf-8") for name in found]

    assert sorted(found) == sorted(HITS) == sorted(NEAR)
    assert len({each.channel for each in found.values()}) == 4
    assert all("The threshold" in text or "near miss" in text for text in texts)
    assert all(each.title != each.id for each in found.values())
