"""Say what is the same: items of a feed, pages on the web, texts.

Every "seen before?" of the program rests on these hashes, and they are stored; a change here
makes old entries look new. Only what surely does not change a page is taken out of its URL:
guessing further (host aliases, trailing slashes, parameter order) would merge different pages.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from urllib.parse import SplitResult, unquote_plus, urlsplit, urlunsplit

from monitor.model import EntryId, FeedId, FeedItem

# Parameters that tell a publisher where a reader came from and never what is shown, by the
# product that adds them. Ambiguous ones (ref, source, from, partner, id) stay.
TRACKING_PREFIXES = (
    "utm_",  # Google Analytics and most others
    "mtm_",  # Matomo
    "pk_",  # Matomo, under its old name Piwik
    "piwik_",
    "ns_",  # Comscore, as the BBC used it
    "at_custom",  # AT Internet (Piano): BBC, Le Monde, France 24, RFI
)
TRACKING_PARAMETERS = frozenset(
    {
        "fbclid",  # Facebook
        "gclid",  # Google Ads
        "gclsrc",
        "dclid",
        "gbraid",
        "wbraid",
        "_ga",
        "_gl",
        "yclid",  # Yandex
        "ysclid",
        "_openstat",
        "msclkid",  # Microsoft
        "twclid",  # X
        "__twitter_impression",
        "ttclid",  # TikTok
        "igshid",  # Instagram
        "igsh",
        "li_fat_id",  # LinkedIn
        "mc_cid",  # Mailchimp
        "mc_eid",
        "mkt_tok",  # Marketo
        "_hsenc",  # HubSpot
        "_hsmi",
        "vero_id",
        "guccounter",  # Yahoo's consent detour
        "guce_referrer",
        "guce_referrer_sig",
        "xtor",  # AT Internet
        "at_medium",
        "at_campaign",
        "at_campaign_type",
        "at_format",
        "at_link_id",
        "at_link_origin",
        "at_link_type",
        "at_ptr_name",
        "at_bbc_team",
        "maca",  # Deutsche Welle
        "traffic_source",  # Al Jazeera
        "wt_mc",  # Webtrekk
        "cmpid",  # Adobe Analytics
        "s_cid",
        "ocid",
        "smid",  # The New York Times
    }
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_WORD = re.compile(r"\w+")
# A browser strips these around a URL and drops the second kind inside it (WHATWG URL 4.1).
_OUTER_SPACE = "".join(map(chr, range(0x21)))
_INNER_BREAKS = str.maketrans("", "", "\t\r\n")


def entry_key(item: FeedItem) -> str:
    """Return what tells an item from its feed's other items: 32 hex digits.

    The guid as it stands; without one the link, less tracking parameters but otherwise as it
    stands, because a fragment is often all that differs; without both title, summary and date.
    """
    if item.guid:
        return _hash("guid", item.guid, digits=32)
    if item.url:
        return _hash("url", _without_tracking(item.url), digits=32)
    date = item.published_at.isoformat() if item.published_at else ""
    return _hash("text", item.title, item.summary, date, digits=32)


def entry_id(feed_id: FeedId, key: str) -> EntryId:
    """Return the id of the entry with this `entry_key` in this feed: 16 hex digits."""
    return EntryId(_hash("entry", feed_id, key, digits=16))


def story_key(url: str | None, feed_id: FeedId, key: str) -> str:
    """Return the identity under which one page is told only once, through whichever feed.

    The canonical URL; where there is none, or it is a site's bare front page, which is a link
    that cannot tell entries apart, the feed and the entry's key.
    """
    canonical = canonical_url(url) if url else ""
    parts = _split(canonical)
    if (
        parts is None
        or not parts.netloc
        or (parts.path + parts.query + parts.fragment) in {"", "/"}
    ):
        return f"entry:{feed_id}:{key}"
    return canonical


def canonical_url(url: str) -> str:
    """Return the URL without what surely does not change the page; idempotent.

    Scheme and host in lower case, no default port, `/` for an empty path (RFC 3986 6.2.2.1,
    6.2.3), no fragment except `#!`, which old sites route by, no tracking parameters. Other
    parameters keep their order and spelling, and the host its form (Unicode or punycode). What
    is not an http(s) URL is only stripped of white space.
    """
    url = url.strip(_OUTER_SPACE).translate(_INNER_BREAKS)
    parts = _split(url)
    if parts is None or parts.scheme not in _DEFAULT_PORTS or not parts.netloc:
        return url
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit(
        (parts.scheme, _plain_netloc(parts), parts.path or "/", _own_query(parts.query), fragment)
    )


def fingerprint(title: str, text: str) -> str:
    """Return 16 hex digits over the words of title and text; "" if there are none.

    Equal for texts that differ only in case, punctuation, white space and Unicode form.
    """
    words = _WORD.findall(unicodedata.normalize("NFKC", f"{title}\n{text}").casefold())
    return _hash("words", *words, digits=16) if words else ""


def _split(url: str) -> SplitResult | None:
    # None where the URL is broken: an unmatched bracket, an impossible port.
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _plain_netloc(parts: SplitResult) -> str:
    credentials, at, host = parts.netloc.rpartition("@")
    host = host.lower()
    name, colon, port = host.rpartition(":")
    if colon and (not port or parts.port == _DEFAULT_PORTS[parts.scheme]):
        host = name
    return f"{credentials}{at}{host}"


def _without_tracking(url: str) -> str:
    address, hash_mark, fragment = url.partition("#")
    address, question_mark, query = address.partition("?")
    query, fragment = _own_query(query), _own_query(fragment)
    return address + question_mark * bool(query) + query + hash_mark * bool(fragment) + fragment


def _own_query(query: str) -> str:
    return "&".join(pair for pair in query.split("&") if not _is_tracking(pair))


def _is_tracking(pair: str) -> bool:
    name = unquote_plus(pair.partition("=")[0]).lower()
    return name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES)


def _hash(*parts: str, digits: int) -> str:
    # Feeds do carry lone surrogates; two of them may hash alike, which costs nothing.
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:digits]
