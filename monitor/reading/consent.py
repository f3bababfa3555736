"""What consent managers put into a page: their boxes are taken out before anything is read.

By the ids and classes that their scripts use on every customer's page, as documented by the
vendors or seen in public filter lists. Cheap insurance: a banner's text is long enough to win over
a short story.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_NAMES = re.compile(
    r"""(?:^|\s)(?:
      onetrust-(?:consent-sdk|banner-sdk|pc-sdk) | ot-sdk-(?:container|row) | optanon[\w-]*
    | didomi-(?:host|popup|notice)[\w-]* | sp_message_container[\w-]* | sp_choice_[\w-]*
    | usercentrics-(?:root|cmp-ui) | uc-(?:banner|overlay)[\w-]*
    | qc-cmp2?-[\w-]+ | cybotcookiebot[\w-]* | cookiebot[\w-]* | truste[_-][\w-]+ | trustarc[\w-]*
    | iubenda-cs-[\w-]+ | cmplz-[\w-]+ | cky-(?:consent|modal|overlay)[\w-]* | cmpbox[\w-]*
    | axeptio[\w-]* | tarteaucitron[\w-]* | klaro | cc-(?:window|banner) | fc-consent-root
    | evidon-[\w-]+ | borlabs-cookie[\w-]* | osano-cm-[\w-]+ | termly-[\w-]+ | cookielaw[\w-]*
    | (?:js-)?cookies?(?:-|__?)
      (?:banner|notice|consent|bar|popup|law|policy-popup|overlay|wall)[\w-]*
    | gdpr-(?:banner|consent|popup|notice|modal)[\w-]*
    | consent-(?:banner|popup|overlay|modal)[\w-]*
    | privacy-(?:modal|pref|preferences?)[\w-]* | cookies__banner-wrapper
    )(?=\s|$)""",
    re.IGNORECASE | re.VERBOSE,
)
_HINT = re.compile(
    r"onetrust|ot-sdk|optanon|didomi|sp_|usercentrics|uc-|qc-cmp|cookie|trust|iubenda|cmp|cky-"
    r"|axeptio|tarteaucitron|klaro|cc-|fc-consent|evidon|osano|termly|gdpr|consent|privacy-",
    re.IGNORECASE,
)
_BOXES = ("div", "section", "aside", "dialog", "form", "p", "footer", "ul")


def drop_consent(root: HtmlElement) -> int:
    """Take the boxes of consent managers out of a page; return how many there were."""
    found = [element for element in root.iter(*_BOXES) if _is_consent(element)]
    dropped = 0
    for element in found:
        if element.getparent() is not None and not _holds_story(element):
            element.drop_tree()
            dropped += 1
    return dropped


def _is_consent(element: HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return bool(_HINT.search(names) and _NAMES.search(names))


def _holds_story(element: HtmlElement) -> bool:
    # Some pages name all that is in them so: `<div class="cookies-overlay open">`.
    return any(element.find(f".//{tag}") is not None for tag in ("article", "main", "h1"))
