"""Who speaks tells a story's sentence from a prompt that says the same."""

from __future__ import annotations

import pytest

from monitor.reading.chrome.short_lines import chrome_reason
from monitor.reading.chrome.speech import is_quoted, is_reported


@pytest.mark.parametrize(
    "line",
    [
        "We use cookies, the baker joked as she handed out samples to the jury.",
        "All rights reserved, says the notice on the door of the shop.",
        "Suivez-nous sur Facebook, a lancé le maire aux élus avant de quitter la salle.",
        "Alle Rechte vorbehalten, steht auf dem Schild neben der Tür des Ladens.",
        "Todos los derechos reservados, dijo el panadero entre risas de sus vecinos.",
        "Все права защищены, гласит табличка на двери старой пекарни у реки.",
        "Усі права захищено, зазначила вона з усмішкою перед камерами журналістів.",
        "تابعونا على فيسبوك، قال العمدة ضاحكا وهو يغادر القاعة قبل التصويت.",
        "Bizi takip edin, dedi belediye başkanı salondan çıkarken gazetecilere.",
        "版权所有，市长笑着说，随后离开了会场。",
    ],
)
def test_what_somebody_says_is_the_storys(line):
    """Although the same words without a speaker are a prompt or a notice."""
    assert is_reported(line)
    assert chrome_reason(line) is None


@pytest.mark.parametrize(
    "line",
    [
        "We use cookies, pixels and similar tools to show you advertising that suits you.",
        "All rights reserved. No part of this text may be published without permission.",
        "Suivez-nous sur Facebook, Instagram et Telegram pour ne rien manquer.",
        "Alle Rechte vorbehalten, auch die der Übersetzung.",
        "Все права защищены. При цитировании ссылка обязательна.",
    ],
)
def test_a_notice_speaks_for_itself(line):
    """Commas alone make no story of it."""
    assert not is_reported(line)
    assert chrome_reason(line)


def test_a_quotation_is_the_storys_where_a_sentence_goes_on():
    """A quotation alone may be a slogan."""
    assert is_quoted("“Follow us,” the guide told the group of visitors.")
    assert not is_quoted("“Follow us!”")
