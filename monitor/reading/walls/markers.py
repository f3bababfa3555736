"""What walls leave in markup and addresses, whatever they say: names that their scripts go by.

For markup as it came, not folded. By the ids, classes and script names that the vendors' products
put into pages, as their documentation, public filter lists and the pages themselves show them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# In the markup of challenge pages alone; what vendors put into ordinary pages as well is below.
CHALLENGE_MARKERS = re.compile(
    r"""
      _cf_chl_opt | cf-browser-verification | jschl[_-]answer | cf\.challenge\.js | cf-captcha-
    | id="challenge-form" | class="cf-error-details | Incapsula[ ]incident[ ]ID
    | _Incapsula_Resource\?[^"'>]{0,300}incident_id
    | (?:geo|ct)\.captcha-delivery\.com | px-captcha | _pxAppId[^;]{0,60};[^<]{0,200}_pxBlock
    | distil_r_captcha | distilIdentificationBlock | DistilCaptchaForm
    | sucuri_cloudproxy_js | Sucuri[ ]WebSite[ ]Firewall
    | /\.well-known/ddos-guard/ | ddos-guard/js-challenge
    | AwsWafIntegration | awsWafCookieDomainList | window\.gokuProps
    | KPSDK\.start | ips\.js\?[^"'>]{0,200}KP_UIDz | sec-if-cpt-container | /_sec/cp_challenge
    | bobcmn | TSPD_101 | shieldsquare[^"'>]{0,40}captcha | validate\.perfdrive\.com
    """,
    re.IGNORECASE | re.VERBOSE,
)
# One of these stands in all that the expression above finds; looking for them takes a twentieth.
_CHALLENGE_HINTS = (
    *("_cf_chl_opt", "cf-browser-verification", "jschl", "cf.challenge.js", "cf-captcha-"),
    *("challenge-form", "cf-error-details", "incapsula", "captcha-delivery.com", "px-captcha"),
    *("_pxappid", "distil", "sucuri", "ddos-guard", "awswaf", "gokuprops", "kpsdk", "kp_uidz"),
    *("sec-if-cpt", "cp_challenge", "bobcmn", "tspd_101", "shieldsquare", "perfdrive"),
)


def has_challenge(source: str) -> bool:
    """Say whether a page's markup has a vendor's challenge.

    source: In lower case.
    """
    is_hinted = any(hint in source for hint in _CHALLENGE_HINTS)
    return is_hinted and bool(CHALLENGE_MARKERS.search(source))


# On ordinary pages of the vendors' customers too: a wall only where nothing else is shown.
VENDOR_MARKERS = re.compile(
    r"_Incapsula_Resource|/cdn-cgi/challenge-platform/"
    r"|document\.cookie[^<]{0,400}location\.reload",
    re.IGNORECASE,
)
# A segment of a path, or a part of one between marks.
ACCOUNT_PATH = re.compile(
    r"(?:^|[/_.=?&-])(?:log-?(?:in|on)|sign-?(?:in|up|on)|sso|oauth2?|auth(?:enticate|orize)?|register|registration|regist"
    r"|(?:create|new|my|your)?-?accounts?|passw(?:or)?d|forgot(?:ten)?|lost|members?|users?|join|anmeld\w+|connexion|inscription"
    r"|einloggen|registro|cadastro|acceso|giris|uyelik|vhod|logowanie|rejestracja)(?:$|[/_.?&-])",
    re.IGNORECASE,
)
# The containers that a paywall is drawn in or cuts the story off at.
PAYWALL_MARKERS = re.compile(
    r"""(?:^|\s)(?:
      tp-(?:modal|container-inner|iframe-wrapper|backdrop)
    | piano-(?:container|paywall|inline|offer)[\w-]* | poool-(?:widget|frame|wall)[\w-]*
    | p3-(?:paywall|widget)[\w-]* | zephr | pelcro-[\w-]+ | blaize-[\w-]+ | qiota[\w-]*
    | zephr-(?:paywall|registration|modal|overlay|decision)[\w-]* | leaky[_-]?paywall[\w-]*
    | laterpay[\w-]* | wallkit[\w-]* | steady-(?:paywall|offer)[\w-]* | memberful[\w-]*
    | mpp-(?:paywall|container)[\w-]* | evolok-[\w-]+ | ev-(?:paywall|meter|engagement)[\w-]*
    | cxense-paywall[\w-]* | swg-(?:dialog|popup-background|paywall)[\w-]* | tinypass[\w-]*
    | (?:[\w-]{1,40}[-_])?paywall(?:[-_][\w-]{0,80})?
    | (?:[\w-]+[-_])?(?:meter|regwall|subscribe|subscription|premium|subscriber)[-_]
      (?:wall|gate|barrier|overlay|offer|only|teaser|required)[\w-]*
    )(?=\s|$)""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
_ATTRIBUTES = ('class="', "class='", 'id="', "id='")
_NAMES_CHARS = 300
_PAYWALL_HINTS = (
    *("paywall", "tp-modal", "tp-container", "piano-", "poool", "zephr", "pelcro"),
    *("evolok", "laterpay", "wallkit", "swg-", "regwall", "qiota", "tinypass", "memberful"),
    *("-wall", "_wall", "-gate", "-barrier", "-only", "-teaser", "subscri"),
)
NOT_FREE = re.compile(r"\"isAccessibleForFree\"\s*:\s*\"?\s*(?:false|no|0)\b", re.IGNORECASE)


def has_paywall_box(source: str) -> bool:
    """Say whether a page's markup has the box of a paywall.

    source: In lower case.
    """
    if not any(hint in source for hint in _PAYWALL_HINTS):
        return False
    return bool(PAYWALL_MARKERS.search("\n".join(set(_names(source)))))


def _names(source: str) -> Iterator[str]:
    # By splitting, which takes a tenth of what an expression takes.
    for attribute in _ATTRIBUTES:
        for piece in source.split(attribute)[1:]:
            yield piece[:_NAMES_CHARS].partition(attribute[-1])[0]


# Hosts that only ask for consent, and where their forms send the answer.
CONSENT_HOST = re.compile(r"(?:^|\.)(?:consent|guce|privacy-mgmt|cmp)\.")
CONSENT_ADDRESSES = re.compile(
    r"action=[\"'][^\"']{0,120}(?:consent\.(?:google|youtube|yahoo)|guce\.|/v2/collectConsent"
    r"|collectConsent|/consent/?(?:save|accept|submit))",
    re.IGNORECASE,
)
