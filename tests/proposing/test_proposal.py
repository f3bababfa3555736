"""What a proposal asks for, what it leaves to its reader, and why."""

from __future__ import annotations

import pytest

from monitor.proposing.proposal import Proposal, distinct, propose
from monitor.proposing.written import query_of, threshold_of
from monitor.watchlist import Seed


def proposed(title: str, text: str = "", *, language: str | None = "en", asked=("en",)) -> Proposal:
    """Return what is proposed from a story."""
    return propose(Seed(title=title, text=text, language=language, origin="test"), asked)


def groups(proposal: Proposal) -> dict[str, list[str]]:
    """Return the labels of each group's lines."""
    return {group.name: [line.label for line in group.lines] for group in proposal.groups}


def forms(proposal: Proposal, label: str) -> tuple[str, ...]:
    """Return the words of one line, whether it was taken or left out."""
    lines = [line for group in proposal.groups for line in group.lines]
    return next(line.forms for line in (*lines, *proposal.left_out) if line.label == label)


def test_a_country_and_an_event_become_two_groups():
    """The place of the title and what happens there each have to stand in an article."""
    assert groups(proposed("Earthquake in Peru")) == {"where": ["Peru"], "what": ["earthquake"]}


def test_a_country_is_named_in_every_language_asked_for():
    """The names are CLDR's, with the forms that a language makes of them."""
    proposal = proposed("Talks on Syria", asked=("en", "fr", "ru", "ar", "tr", "de", "pl"))
    found = set(forms(proposal, "Syria"))

    assert {"Syria*", "Syrie*", "Сирии", "сирийск*", "سوري*", "Suriye*", "syrisch*"} <= found


def test_the_seeds_language_is_added():
    """Else the seed itself would not be found."""
    proposal = proposed("Séisme au Pérou", language="fr", asked=("de",))

    assert proposal.languages == ("de", "fr")
    assert "Pérou*" in forms(proposal, "Peru")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le premier ministre a dit dans la soirée que les secours sont sur place.", "fr"),
        ("По словам министра, это было до полудня, но не все об этом знали.", "ru"),
        ("وقال الوزير إن هذا كان قبل يومين من الموعد", "ar"),
    ],
)
def test_a_language_that_is_not_told_is_seen(text, language):
    """The small words tell it."""
    assert proposed("1", text, language=None).language == language


def test_a_country_beside_the_first_is_a_group_of_its_own():
    """A story of two countries is not every story of either."""
    proposal = proposed("Ceasefire between Sudan and Chad", "Sudan said the ceasefire holds.")

    assert groups(proposal) == {
        "where": ["Sudan"],
        "and with whom": ["Chad"],
        "what": ["ceasefire"],
    }


def test_a_city_abroad_counts_as_what_happens():
    """Astana names the talks as well as any word for talks, but only together with Syria."""
    proposal = proposed(
        "Talks on Syria open in Astana", "In Astana, Syria is on the table. Syria sent two men."
    )

    assert groups(proposal) == {"where": ["Syria"], "what": ["peace talks", "Astana"]}


def test_a_city_stands_for_its_country():
    """A story of a town is found where only the town is named."""
    proposal = proposed("Flood in Cusco", "The flood came at night. Cusco is cut off from Peru.")

    assert groups(proposal) == {"where": ["Cusco"], "what": ["flood"]}
    assert [line.label for line in proposal.left_out] == ["Peru"]


def test_what_is_weak_is_left_to_the_reader():
    """What stands once and far from the title is proposed, with its words, and not taken."""
    proposal = proposed(
        "Earthquake in Peru", "The earthquake came at noon. A flood had come before. Chile helps."
    )

    assert {line.label for line in proposal.left_out} == {"Chile", "flood"}
    assert "Chile*" in forms(proposal, "Chile")


def test_a_name_of_no_list_is_given_as_it_stands():
    """It is asked for with the event's words, and its reader told to translate it."""
    proposal = proposed(
        "Vaccine trial of Borvexo begins in Chile",
        "Borvexo is made in Chile. The vaccine is the third by Borvexo.",
        asked=("en", "ru"),
    )
    line = next(
        line for group in proposal.groups for line in group.lines if line.label == "Borvexo"
    )

    assert line.forms == ("Borvexo",)
    assert "add what it is called elsewhere" in line.why


def test_a_word_in_small_letters_is_no_country():
    """A turkey is not Turkey."""
    assert "where" not in groups(proposed("Vaccine for every turkey, says farmer"))


def test_a_longer_name_hides_the_shorter():
    """Port Sudan is a town, and not also a mention of the country."""
    found = groups(proposed("Strike by dockers in Port Sudan, dockers say"))

    assert found["where"] == ["Port Sudan"]


def test_common_words_stand_in_only_where_nothing_better_is():
    """An agreement alone is weak, yet better than no event at all."""
    assert groups(proposed("Peru signs an agreement"))["what"] == ["agreement"]
    assert groups(proposed("Peru signs an agreement on vaccines"))["what"] == ["vaccine"]


def test_a_seed_of_nothing_known_gives_its_titles_words():
    """Both have to stand in an article, in the seed's language; and that is told to be weak."""
    proposal = proposed("Gardeners admire tulips", asked=("en", "fr"))

    assert groups(proposal) == {"word": ["Gardeners"], "and word": ["admire"]}
    assert proposal.query_languages == ("en",)
    assert "in en alone" in proposal.cautions[0]


@pytest.mark.parametrize(
    ("title", "text", "language"),
    [
        ("the and of", "is it", "en"),
        ("This is expected at the weekend", "Residents are advised.", "en"),
        ("Ce que l'on attend pour le week-end", "", "fr"),
        ("Что ожидается на выходных", "", "ru"),
        ("ماذا بعد اليوم", "", "ar"),
        ("hello", "", "en"),
    ],
)
def test_common_words_make_no_query(title, text, language):
    """They stand in stories of every kind."""
    assert proposed(title, text, language=language).groups == ()


def test_a_place_or_an_event_alone_is_told_to_be_weak():
    """Either alerts on every story of it; both together are sound."""
    assert "every story of these names" in proposed("Peru").cautions[0]
    assert "every story of earthquake" in proposed("Earthquake").cautions[0]
    assert proposed("Earthquake in Peru").cautions == ()


def test_two_events_without_a_place_both_have_to_be_told():
    """A strike alone, or a port alone, is told of every day."""
    proposal = proposed("Grève des dockers : le port paralysé", language="fr", asked=("fr",))

    assert groups(proposal) == {"what": ["strike"], "and what": ["dockers", "port"]}


@pytest.mark.parametrize(
    ("title", "text", "label"),
    [
        ("Talks on Syria resume", "", "peace talks"),
        ("Talks open as ceasefire holds", "", "peace talks"),
        ("Rail strike in France: talks resume", "", "strike"),
        ("Dockers on strike in Marseille", "Talks resume. A mediator came to the talks.", "strike"),
    ],
)
def test_talks_are_peace_talks_only_with_support(title, text, label):
    """Wages are talked about too, beside a country as well."""
    taken = groups(proposed(title, text))["what"] + groups(proposed(title, text)).get(
        "and what", []
    )

    assert label in taken
    assert ("peace talks" in taken) is (label == "peace talks")


@pytest.mark.parametrize("town", ["Istanbul", "Jeddah"])
def test_a_town_abroad_is_no_event(town):
    """A country makes news with it besides talks."""
    text = f"In {town}, Sudan is on the table. Sudan sent two men."
    proposal = proposed(f"Talks on Sudan open in {town}", text)

    assert groups(proposal) == {"where": ["Sudan"], "what": ["peace talks"]}
    assert town in [line.label for line in proposal.left_out]


def test_a_seed_without_words_gives_nothing():
    """Signs are no words."""
    assert proposed("!!!", language=None).groups == ()


def test_languages_without_event_words_are_named():
    """Chinese has names of countries here, and no words for events."""
    proposal = proposed("Earthquake in Peru", asked=("en", "zh"))

    assert proposal.silent == ("zh",)
    assert "秘鲁" in forms(proposal, "Peru")


def test_the_same_seed_gives_the_same_proposal():
    """Nothing depends on chance or order."""
    text = "Delegations from Peru, Chile, Sudan and Japan met. Peru, Chile, Sudan, Japan: talks."

    assert proposed("Talks", text) == proposed("Talks", text)


def test_forms_that_another_finds_anyway_are_left_out():
    """A star covers longer words, folding makes one of spellings; phrases stand."""
    forms = ["Syria*", "Syrian", "Syrie", "Syrié", "Syria talks", "syria*"]

    assert distinct(forms) == ("Syria*", "Syrie", "Syria talks")


def test_the_threshold_is_the_strictest_that_tells_the_seed():
    """A seed that comes to its event late gets a lower one; one that the query misses, none."""
    early = Seed(title="Earthquake in Peru", text="", language="en", origin="test")
    late = Seed(title="Peru", text="x " * 300 + "Earthquake.", language="en", origin="test")
    other = Seed(title="Flood in Chile", text="", language="en", origin="test")
    proposal = propose(early, ["en"])

    assert threshold_of(proposal, early) == 0.7
    assert threshold_of(proposal, late) == 0.6
    assert threshold_of(proposal, other) is None


def test_phrases_stand_in_quotation_marks():
    """A query is words and phrases, each line within the width of a page."""
    query = query_of(proposed("Ceasefire in Sudan", asked=("en", "fr", "de", "ru")))

    assert '"cessation of hostilities"' in query
    assert max(map(len, query.splitlines())) <= 100


def test_an_event_far_below_the_first_is_left_out():
    """A story of an earthquake that names a strike twice is no story of strikes."""
    text = f"The earthquake, an earthquake.{' Dust.' * 99} A trade union spoke, a trade union."

    assert groups(proposed("Earthquake in Peru: earthquake", text))["what"] == ["earthquake"]


def test_no_more_than_six_events_are_asked_for():
    """A title that names everything would ask for everything."""
    title = "Peru: earthquake, flood, vaccine, referendum, sanctions, drought, tsunami, extradition"

    assert len(groups(proposed(title))["what"]) == 6
