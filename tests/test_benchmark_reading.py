"""The benchmark of reading judges rightly: a text that is perfect, spoilt, or asks for something.

What scores texts lies beside the data (`../shared/tools`); without it those tests are skipped.
"""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.evaluate import TOOLS
from benchmarks.prompts import KINDS, prompt_kind, prompts_left
from benchmarks.reading_cost import compared, peak_mb
from benchmarks.stated import declared_language, is_minute_right, stated_time

if TYPE_CHECKING:
    from types import ModuleType

STORY = """\
The harbour of the small town was closed on Monday after the storm broke two piers.
Fishermen had tied their boats to the church, which stands higher than the quay.
Nobody was hurt, the mayor said, and the ferry is to sail again before the weekend."""
STRAY = "Ten gardens to see before the summer ends, and what they cost"


@pytest.fixture
def reading() -> ModuleType:
    """Give the benchmark; it needs what lies beside the data."""
    if not (TOOLS / "page_eval.py").is_file():
        pytest.skip("what scores texts is not here")
    from benchmarks import reading

    return reading


def page(**keys: Any) -> dict[str, Any]:
    """Build a page with known text."""
    told = {"id": "1", "source": "fundus", "url": "https://example.org/1", "html": "<html></html>",
            "gold_text": STORY, "lang": "en"}  # fmt: skip
    return told | keys


def scores(reading: ModuleType, text: str) -> dict[str, float]:
    """Score a text against the story."""
    told: dict[str, float] = reading.scored([page()], {"1": {"text": text}})["core"]
    return told


def test_a_perfect_text_has_full_marks(reading: ModuleType) -> None:
    """The known text itself scores 100, and nothing is wrong with it."""
    found = scores(reading, STORY)

    assert (found["F1-1"], found["F1-4"], found[">=98"]) == (100, 100, 100)
    assert (found["extra"], found["lines"], found["lead"]) == (0, 0, 0)


def test_one_stray_line_is_seen(reading: ModuleType) -> None:
    """A line that is not the story counts against the page."""
    found = scores(reading, f"{STORY}\n{STRAY}")

    assert found["lines"] == 100
    assert found["F1-1"] < 100


def test_a_missing_lead_is_seen(reading: ModuleType) -> None:
    """A text without its first paragraph has lost its lead, and recall with it."""
    rest = STORY.split("\n", 1)[1]

    assert scores(reading, rest)["lead"] == 100
    assert reading.recall([page()], {"1": {"text": rest}}) < 70
    assert reading.recall([page()], {"1": {"text": STORY}}) == 100


def test_a_page_without_an_answer_counts_as_empty(reading: ModuleType) -> None:
    """What was not answered is no reason to leave a page out of the mean."""
    two = [page(), page(id="2")]

    assert reading.scored(two, {"1": {"text": STORY}})["core"]["F1-1"] == 50
    assert reading.recall(two, {"1": {"text": STORY}}) == 50


def test_prompts_count_by_page(reading: ModuleType) -> None:
    """Two prompts on one page of two are half the pages."""
    two = [page(), page(id="2")]
    answers = {
        "1": {"text": f"Read also: a town\n{STORY}\nFollow us on Telegram"},
        "2": {"text": STORY},
    }

    assert reading.pages_with_prompts(two, answers) == 50


def test_days_count_where_the_page_has_them(reading: ModuleType) -> None:
    """A known day that stands nowhere in the page is asked of nobody."""
    has = page(html="<time datetime='2026-03-04'>", gold_date="2026-03-04")
    lacks = page(id="2", gold_date="2026-03-04")
    answers = {"1": {"published_at": "2026-03-04T10:00:00+01:00"}, "2": {"published_at": None}}

    assert reading.days_right([has, lacks], answers) == (1, 1)


def test_a_known_day_that_the_page_gainsays_is_no_truth(reading: ModuleType) -> None:
    """Where the page states its time on another day, it is the known day that is in doubt."""
    html = _linked("2026-03-02T10:15:00+03:00") + "updated 2026-03-04"

    assert reading.days_right([page(html=html, gold_date="2026-03-04")], {}) == (0, 0)


def test_a_goal_is_held_against_hosts_not_seen(reading: ModuleType) -> None:
    """Where both are known, what counts is how it does on hosts that its forest has not seen."""
    assert not reading.Row(name="a", what="a", here=98.0, unseen=96.0, goal=97.0).is_reached


def test_a_goal_is_reached_from_either_side(reading: ModuleType) -> None:
    """A figure that should be small is reached below its goal, one that should be large above."""
    small = reading.Row(name="a", what="a", here=2.0, goal=3.0, is_most=True)
    large = reading.Row(name="b", what="b", here=2.0, goal=3.0)

    assert (small.is_reached, large.is_reached) == (True, False)
    assert [line.endswith("NOT YET") for line in reading.table([small, large])] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Follow us on Telegram", "follow"),
        ("► Lire aussi : la fin d'un pont", "read_also"),
        ("Читайте также: мост закрыт", "read_also"),
        ("تابعونا على تلغرام", "follow"),
        ("اقرأ أيضًا: الجسر مغلق", "read_also"),
        ("Wir verwenden Cookies, um diese Seite zu betreiben.", "consent"),
        ("Compartir", "share"),
        ("Abbonati per leggere tutto", "paywall"),
        ("Leia também: a ponte", "read_also"),
        ("Czytaj też: most", "read_also"),
        ("Підписуйтесь на наш канал", "follow"),
        ("Bizi takip edin", "follow"),
        ("بیشتر بخوانید: پل بسته شد", "read_also"),
        ("بيشتر بخوانيد: پل بسته شد", "read_also"),  # typed on an Arabic keyboard
        ("相关阅读：桥已关闭", "read_also"),
    ],
)
def test_prompts_are_known_in_thirteen_languages(line: str, kind: str) -> None:
    """A line that asks for something is named by what it asks for."""
    assert prompt_kind(line) == kind


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell after the storm closed the harbour.",
        "Followers of the team walked along the quay.",
        "Подписание договора отложено.",
        "Subscribe nowhere but at the counter, the clerk said.",
        "Read more " + "and learn more " * 8 + "was her advice.",
        "",
    ],
)
def test_a_sentence_of_a_story_is_no_prompt(line: str) -> None:
    """Words of a prompt in a sentence that asks for nothing do not count."""
    assert prompt_kind(line) is None


def test_every_kind_has_phrases_in_every_language() -> None:
    """The lexicon has a section for each kind in each of thirteen languages."""
    import benchmarks.prompts

    text = benchmarks.prompts._FILE.read_text("utf-8")
    sections = {line.strip("[]") for line in text.splitlines() if line.startswith("[")}
    languages = {section.split()[0] for section in sections}

    assert " ".join(sorted(languages)) == "ar de en es fa fr it pl pt ru tr uk zh"
    assert sections == {f"{language} {kind}" for language in languages for kind in KINDS}


def test_a_prompt_that_the_known_text_has_too_does_not_count() -> None:
    """Where the known text itself asks for something, its page says nothing of the program."""
    assert prompts_left("Read also: a town", STORY) == [("read_also", "Read also: a town")]
    assert prompts_left("Read also: a town", f"{STORY}\nRead also: a harbour") == []


def _linked(*times: str) -> str:
    stories = ",".join(f'{{"@type":"NewsArticle","datePublished":"{time}"}}' for time in times)
    return f'<html><script type="application/ld+json">[{stories}]</script><p>A story.</p></html>'


def test_a_stated_time_is_read_with_its_offset() -> None:
    """JSON-LD of a story says when it was published."""
    assert stated_time(_linked("2026-03-04T10:15:59+03:00")) == datetime.fromisoformat(
        "2026-03-04T10:15:00+03:00"
    )


@pytest.mark.parametrize(
    "html",
    [
        _linked("2026-03-04T10:15:00+03:00", "2026-03-05T10:15:00+03:00"),
        _linked("2026-03-04T00:00:00+03:00"),
        _linked("2026-03-04"),
        _linked("2026-03-04T10:15:00"),
        "<html><p>4 March 2026</p></html>",
        "",
    ],
)
def test_a_page_that_is_not_plain_about_its_time_is_no_truth(html: str) -> None:
    """Two times, a day alone, a midnight and a time of nowhere say no minute."""
    assert stated_time(html) is None


def test_a_meta_tag_states_a_time_where_json_ld_does_not() -> None:
    """article:published_time is heeded."""
    html = '<meta property="article:published_time" content="2026-03-04T10:15:00Z"><p>A story.</p>'

    assert stated_time(html) == datetime.fromisoformat("2026-03-04T10:15:00+00:00")


@pytest.mark.parametrize(
    ("told", "is_right"),
    [
        ("2026-03-04T08:15:30+01:00", True),
        ("2026-03-04T07:15:00+00:00", True),
        ("2026-03-04T07:17:00+00:00", False),
        ("2026-03-04T07:15:00", False),
        ("", False),
        (None, False),
    ],
)
def test_a_minute_is_right_in_any_offset(told: str | None, *, is_right: bool) -> None:
    """The same moment is right however it is written; one without an offset is not."""
    stated = datetime.fromisoformat("2026-03-04T10:15:00+03:00")

    assert is_minute_right(told, stated) == is_right


def test_the_declared_language_is_the_primary_tag() -> None:
    """`<html lang>` counts without its region."""
    assert declared_language('<!doctype html><html class="a" lang="pt-BR">') == "pt"
    assert declared_language("<html><p lang='de'>") is None


def test_the_median_of_ratios_counts() -> None:
    """One page of a thousand times the cost does not move the figure; the middle one is it."""
    rows = [
        {"ours": 2.0, "with metadata": 1.0, "text alone": 0.5},
        {"ours": 3.0, "with metadata": 2.0, "text alone": 1.0},
        {"ours": 900.0, "with metadata": 1.0, "text alone": 1.0},
    ]
    cost = compared(rows)

    assert (cost.ratio, cost.text_ratio, cost.ours_s, cost.alone_s) == (2.0, 4.0, 3.0, 1.0)


def test_memory_is_that_of_processes_below() -> None:
    """A process below this one is seen with what it holds; this one is not."""
    import subprocess
    import sys

    hold = "import sys; held = bytearray(60_000_000); print(); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        peaks: dict[int, float] = {}
        peak_mb(os.getpid(), peaks)
        process.communicate()

    assert peaks[process.pid] > 60
    assert os.getpid() not in peaks
