"""The boxes of consent managers, taken out before anything is read."""

from __future__ import annotations

from monitor.reading.consent import drop_consent
from monitor.reading.parse import parse_page
from tests.reading.story.page import LEAD, story


def test_boxes_of_consent_managers_go_and_what_follows_stays():
    """By the names that their scripts use; a page named so as a whole stays."""
    banner = "<div id=onetrust-consent-sdk><p>We value your privacy</p></div>after it"
    root = parse_page(f"<body class='cookie-banner-open'>{banner}{story()}")
    dropped = drop_consent(root)

    assert dropped == 1
    assert "We value your privacy" not in root.text_content()
    assert "after it" in root.text_content()


def test_a_page_that_names_its_whole_body_after_consent_keeps_it():
    """What holds the page's main part is no banner."""
    root = parse_page(f"<body><div class=cookie-consent><main><p>{LEAD}</p></main></div>")

    assert drop_consent(root) == 0
    assert LEAD in root.text_content()
