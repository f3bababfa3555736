"""The kinds of text a configuration is made of, each with what it must look like.

Ids and channels become Redis keys, file names and metric labels, so their characters are few.
Every check raises ValueError with words that finish the sentence "this key ...".
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import zoneinfo
from collections.abc import Callable
from datetime import UTC, tzinfo
from typing import Annotated, Any
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BeforeValidator

from monitor.config.problems import guess

_MOST_NAME = 64
_MOST_LINE = 500
_MOST_URL = 2048
_MOST_PORT = 65_535

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_PREFIX = re.compile(r"[a-z0-9][a-z0-9._:-]*")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_URL_BREAKER = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\\<>\"]")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")

_UTC_NAMES = frozenset({"UTC", "Etc/UTC", "Z"})


def _check_name(text: str) -> str:
    if len(text) > _MOST_NAME or not _NAME.fullmatch(text):
        raise ValueError(
            "should be 1 to 64 of a-z, 0-9, dot, hyphen and underscore, beginning with a letter "
            "or digit"
        )
    return text


def _check_prefix(text: str) -> str:
    if len(text) > _MOST_NAME or not _PREFIX.fullmatch(text):
        raise ValueError(
            "should be 1 to 64 of a-z, 0-9, colon, dot, hyphen and underscore, beginning with a "
            "letter or digit"
        )
    return text


def _check_line(text: str) -> str:
    text = text.strip()
    if not text or len(text) > _MOST_LINE or _CONTROL.search(text):
        raise ValueError("should be one line of 1 to 500 characters")
    return text


def _check_term(text: str) -> str:
    text = _check_line(text)
    if not any(character.isalnum() for character in text):
        raise ValueError("should hold a letter or digit")
    if "*" in text[:-1]:
        raise ValueError("should have * at its end only, as in prefix*")
    return text


def _check_query(text: str) -> str:
    if not text.strip():
        raise ValueError("should be a query, or left out")
    return text  # the query's own parser caps its length


def _primary_language(text: str) -> str:
    found = _LANGUAGE.fullmatch(text)
    if not found:
        raise ValueError("should be a language tag such as fr or pt-BR")
    return found[1].lower()


def _split(text: str) -> SplitResult:
    if len(text) > _MOST_URL or _URL_BREAKER.search(text):
        raise ValueError("should be an address without spaces, of at most 2048 characters")
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
        if not host.isascii():
            host.encode("idna")
    except ValueError:
        raise ValueError("should be an address that can be read") from None
    return parts


def _check_web_address(text: str) -> str:
    parts = _split(text)
    if parts.scheme not in {"http", "https"} or not (parts.hostname or "").strip("."):
        raise ValueError("should be an http or https address with a host")
    if "@" in parts.netloc:
        raise ValueError("should not hold a user name or password")
    return text


def _check_redis_address(text: str) -> str:
    parts = _split(text)
    if parts.scheme == "unix" and parts.path:
        return text
    if parts.scheme not in {"redis", "rediss"} or not parts.hostname:
        raise ValueError("should begin with redis://, rediss:// or unix://")
    return text


def _check_contact(text: str) -> str:
    if _MAIL.fullmatch(text):
        return text
    if not text.isascii() or set("();,") & set(text):
        raise ValueError("should be a mail address or an http or https address in plain ASCII")
    return _check_web_address(text)


def _check_network(text: str) -> str:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        hint = ""
        with contextlib.suppress(ValueError):
            hint = f"; did you mean {ipaddress.ip_network(text, strict=False)}?"
        raise ValueError(f"should be a network such as 10.0.0.0/8 or fd00::/8{hint}") from None
    return text


def split_listen(text: str) -> tuple[str, int]:
    """Split `host:port`, with an IPv6 address in brackets.

    Raises ValueError for anything else; port 0 takes any free port.
    """
    host, _, port = text.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    is_host = bool(_HOST.fullmatch(bare)) if bare == host else _is_ipv6(bare)
    if not is_host or not re.fullmatch(r"[0-9]{1,5}", port) or int(port) > _MOST_PORT:
        raise ValueError("should be host:port, such as 127.0.0.1:8686 or [::1]:8686")
    return bare, int(port)


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return True


def _check_listen(text: str) -> str:
    split_listen(text)
    return text


def find_timezone(name: str) -> tzinfo:
    """Return the zone of an IANA name; UTC is there even without a zone database.

    Raises ValueError for a name that is not known here.
    """
    if name in _UTC_NAMES:
        return UTC
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        meant = guess(name, zoneinfo.available_timezones())
        hint = f"; did you mean {meant}?" if meant else ""
        raise ValueError(f"should be a zone such as UTC or Europe/Paris{hint}") from None


def _check_timezone(text: str) -> str:
    find_timezone(text)
    return text


def _poll_interval(value: Any) -> Any:
    # Not a union of types: pydantic would complain once for each of them.
    if value == "auto":
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("should be auto or a whole number of seconds")  # noqa: TRY004 - pydantic's way
    return value


def or_empty(kind: Callable[[], Any]) -> BeforeValidator:
    """Take a key whose lines are all commented out, which YAML reads as null, for an empty one."""
    return BeforeValidator(lambda value: kind() if value is None else value)


def _term_keys(value: Any) -> Any:
    if isinstance(value, str):
        return {"term": value}
    if not isinstance(value, dict):
        hint = "; put it in quotes" if isinstance(value, bool | int | float) else ""
        raise ValueError(f"should be text, or term and aliases{hint}")  # noqa: TRY004 - pydantic's way
    return value


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Name = Annotated[str, AfterValidator(_check_name)]
Prefix = Annotated[str, AfterValidator(_check_prefix)]
Line = Annotated[str, AfterValidator(_check_line)]
TermText = Annotated[str, AfterValidator(_check_term)]
QueryText = Annotated[str, AfterValidator(_check_query)]
Language = Annotated[str, AfterValidator(_primary_language)]
WebAddress = Annotated[str, AfterValidator(_check_web_address)]
RedisAddress = Annotated[str, AfterValidator(_check_redis_address)]
Contact = Annotated[str, AfterValidator(_check_contact)]
Network = Annotated[str, AfterValidator(_check_network)]
Listen = Annotated[str, AfterValidator(_check_listen)]
Timezone = Annotated[str, AfterValidator(_check_timezone)]
PollInterval = Annotated[int | None, BeforeValidator(_poll_interval)]
OneOrMore = BeforeValidator(_one_or_more)
AsTerm = BeforeValidator(_term_keys)
