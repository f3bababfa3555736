"""Consent pages and paywalls as the vendors' products build them, in words of our own.

The structure (ids, classes, forms, data) is what the products put into every customer's page; each
is written once, and its words once for each language. Nothing here is a publisher's text.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.reading.wall_words import WORDS, Words

Wall = Callable[[Words], str]


def _text(words: Words) -> str:
    return f"<p>{words.partners}</p><p>{words.purposes}</p><p>{words.change}</p>"


def _buttons(words: Words, *, accept: str, reject: str, settings: str) -> str:
    return (
        f"<button {settings}>{words.settings}</button><button {reject}>{words.reject}</button>"
        f"<button {accept}>{words.accept}</button>"
    )


def _shell(title: str, body: str, *, head: str = "") -> str:
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    )


def _onetrust(words: Words) -> str:
    buttons = _buttons(
        words,
        accept='id="onetrust-accept-btn-handler"',
        reject='id="onetrust-reject-all-handler"',
        settings='id="onetrust-pc-btn-handler"',
    )
    return _shell(
        "news.example",
        '<div id="root"></div><div id="onetrust-consent-sdk"><div class="onetrust-pc-dark-filter">'
        '</div><div id="onetrust-banner-sdk" class="otCenterRounded" role="dialog"><div '
        f'id="onetrust-policy"><h2 id="onetrust-policy-title">{words.privacy}</h2>'
        f'<div id="onetrust-policy-text">{_text(words)}</div></div>'
        f'<div id="onetrust-button-group">{buttons}</div></div></div>',
        head='<script src="https://cdn.cookielaw.org/scripttemplates/otSDKStub.js"></script>',
    )


def _didomi(words: Words) -> str:
    buttons = _buttons(
        words,
        accept='id="didomi-notice-agree-button"',
        reject='class="didomi-continue-without-agreeing"',
        settings='id="didomi-notice-learn-more-button"',
    )
    return _shell(
        words.privacy,
        '<div id="didomi-host" class="didomi-host"><div class="didomi-popup-backdrop"><div '
        f'id="didomi-popup" class="didomi-popup-notice"><span>{words.privacy}</span>'
        f'<div class="didomi-popup-notice-text">{_text(words)}</div>'
        f'<div class="didomi-buttons">{buttons}</div></div></div></div>',
        head='<script src="https://sdk.privacy-center.org/0/loader.js"></script>',
    )


def _sourcepoint(words: Words) -> str:
    buttons = _buttons(
        words,
        accept='class="sp_choice_type_11"',
        reject='class="sp_choice_type_13"',
        settings='class="sp_choice_type_12"',
    )
    return _shell(
        "news.example",
        '<div id="notice" class="message type-modal"><div class="message-container">'
        f'<p class="message-component">{words.privacy}</p>{_text(words)}'
        f'<div class="message-row">{buttons}</div></div></div>',
        head="<script>window._sp_ = {config: {accountId: 1, baseEndpoint: "
        "'https://cdn.privacy-mgmt.com'}};</script>",
    )


def _usercentrics(words: Words) -> str:
    buttons = _buttons(
        words,
        accept='data-testid="uc-accept-all-button"',
        reject='data-testid="uc-deny-all-button"',
        settings='data-testid="uc-more-button"',
    )
    return _shell(
        "news.example",
        f'<div id="usercentrics-root" data-created-at="1"><div role="dialog"><h1>{words.privacy}</h1>'
        f"{_text(words)}{buttons}</div></div>",
        head='<script id="usercentrics-cmp" data-settings-id="x"></script>',
    )


def _quantcast(words: Words) -> str:
    buttons = _buttons(words, accept='mode="primary"', reject='mode="secondary"', settings="")
    return _shell(
        words.title,
        '<div class="qc-cmp2-container" id="qc-cmp2-container"><div class="qc-cmp2-main"><div '
        f'id="qc-cmp2-ui"><div class="qc-cmp2-publisher-logo-container"><h2>{words.privacy}</h2></div>'
        f'<div class="qc-cmp2-consent-info">{_text(words)}</div>'
        f'<div class="qc-cmp2-summary-buttons">{buttons}</div></div></div></div>',
        head='<script src="https://cmp.quantcast.com/choice/x/news.example/choice.js"></script>',
    )


def _cookiebot(words: Words) -> str:
    buttons = _buttons(
        words,
        accept='id="CybotCookiebotDialogBodyLevelButtonLevelOptinAllowAll"',
        reject='id="CybotCookiebotDialogBodyButtonDecline"',
        settings='id="CybotCookiebotDialogBodyLevelButtonCustomize"',
    )
    return _shell(
        "news.example",
        '<div id="CybotCookiebotDialog" role="dialog"><div id="CybotCookiebotDialogBody">'
        f'<h2 id="CybotCookiebotDialogBodyContentTitle">{words.privacy}</h2>'
        f'<div id="CybotCookiebotDialogBodyContentText">{_text(words)}</div>{buttons}</div></div>',
        head='<script id="Cookiebot" src="https://consent.cookiebot.com/uc.js"></script>',
    )


def _trustarc(words: Words) -> str:
    buttons = _buttons(
        words,
        accept='id="truste-consent-button"',
        reject='id="truste-consent-required"',
        settings='id="truste-show-consent"',
    )
    return _shell(
        words.privacy,
        '<div id="truste-consent-track"><div id="truste-consent-content">'
        f'<div id="truste-consent-text">{_text(words)}</div>'
        f'<div id="truste-consent-buttons">{buttons}</div></div></div>',
        head='<script src="https://consent.trustarc.com/notice?domain=news.example"></script>',
    )


def _google(words: Words) -> str:
    form = '<form action="https://consent.google.com/save" method="POST"><input type="hidden" name="gl">'
    return _shell(
        words.privacy,
        f'<div role="main"><h1>{words.privacy}</h1>{_text(words)}<ul><li>{words.purposes}</li></ul>'
        f"{form}<button>{words.reject}</button></form>{form}<button>{words.accept}</button></form>"
        f'<a href="https://policies.google.com/privacy">{words.settings}</a></div>',
    )


def _yahoo(words: Words) -> str:
    return _shell(
        "Yahoo",
        '<div id="consent-page"><div class="con-wizard"><form method="post" class="consent-form" '
        'action="/v2/collectConsent?sessionId=3_cc-session"><input type="hidden" name="csrfToken">'
        f"<h2>{words.privacy}</h2>{_text(words)}"
        f'<button name="agree" value="agree" class="btn primary accept-all">{words.accept}</button>'
        f'<button name="reject" value="reject" class="btn reject-all">{words.reject}</button>'
        f"<a>{words.settings}</a></form></div></div>",
    )


def _pay_or_consent(words: Words) -> str:
    return _shell(
        f"{words.title} - news.example",
        '<header><a href="/">news.example</a></header><main class="pur-wall"><div class="offer '
        f'consent"><h2>{words.privacy}</h2>{_text(words)}<button class="js-accept">{words.accept}'
        f'</button></div><div class="offer pur"><p>{words.pay}</p><a href="/pur">{words.subscriber}'
        f"</a></div><small>{words.settings}</small></main>",
        head='<meta property="og:type" content="article">',
    )


CONSENT: dict[str, Wall] = {
    "onetrust": _onetrust,
    "didomi": _didomi,
    "sourcepoint": _sourcepoint,
    "usercentrics": _usercentrics,
    "quantcast": _quantcast,
    "cookiebot": _cookiebot,
    "trustarc": _trustarc,
    "google": _google,
    "yahoo": _yahoo,
    "pay-or-consent": _pay_or_consent,
}


def _stub(words: Words, wall: str, *, head: str = "", cut: str = "article-body") -> str:
    return _shell(
        f"{words.title} - news.example",
        f'<nav><a href="/">news.example</a></nav><article><h1>{words.title}</h1><div class="{cut}">'
        f"<p>{words.lead}</p><p>{words.body}</p></div>{wall}</article><footer>news.example</footer>",
        head=f'<meta property="og:type" content="article">{head}',
    )


def _offer(words: Words) -> str:
    return f"<h3>{words.offer}</h3><p>{words.pay}</p><a href='/login'>{words.subscriber}</a>"


def _piano(words: Words) -> str:
    return _stub(
        words,
        '<div class="tp-container-inner"><div class="piano-paywall"><div id="piano-inline">'
        f"{_offer(words)}</div></div></div>",
        head="<script>tp = window.tp || []; tp.push(['setAid', 'x']);</script>",
    )


def _poool(words: Words) -> str:
    return _stub(
        words,
        f'<div id="poool-widget"><div class="p3-paywall">{_offer(words)}</div></div>',
        head='<script src="https://assets.poool.fr/access.min.js"></script>',
        cut="article-body poool-content",
    )


def _zephr(words: Words) -> str:
    return _stub(words, f'<div class="zephr-paywall zephr-modal"><div>{_offer(words)}</div></div>')


def _metered(words: Words) -> str:
    return _stub(
        words,
        f'<div class="leaky_paywall_message_wrap"><div id="leaky_paywall_message">{_offer(words)}'
        "</div></div>",
    )


def _declared(words: Words) -> str:
    data = (
        '{"@context": "https://schema.org", "@type": "NewsArticle", "isAccessibleForFree": false, '
        '"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": false, '
        '"cssSelector": ".paid"}}'
    )
    return _stub(words, "", head=f'<script type="application/ld+json">{data}</script>')


def _written(words: Words) -> str:
    return _stub(words, f"<p>{words.offer}.</p>")


PAYWALLS: dict[str, Wall] = {
    "piano": _piano,
    "poool": _poool,
    "zephr": _zephr,
    "metered": _metered,
    "declared": _declared,
    "written": _written,
}


def consent_page(vendor: str, language: str) -> bytes:
    """Return a vendor's consent page in UTF-8."""
    return CONSENT[vendor](WORDS[language]).encode()


def paywalled(vendor: str, language: str) -> bytes:
    """Return the beginning of a story behind a vendor's paywall, in UTF-8."""
    return PAYWALLS[vendor](WORDS[language]).encode()
