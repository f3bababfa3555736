"""The kinds of text a configuration is made of, each with what it must look like.

Ids and channels become Redis keys, file names and metric labels, so their characters are few.
Every check raises ValueError with words that finish the sentence "this key ...".
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import zoneinfo
from collections.abc import Callable, Iterable
from datetime import UTC, tzinfo
from typing import Annotated, Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

from pydantic import AfterValidator, BeforeValidator

from monitor.areas import Area
from monitor.config.kinds import Kind, Widened
from monitor.config.problems import guess
from monitor.sinks import SINKS

_MOST_NAME = 64
_MOST_LINE = 500
_MOST_URL = 2048
_MOST_PORT = 65_535
MOST_QUERY = 500_000  # the query's own parser says so too; importing it here would cost every start

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
_PREFIX = re.compile(r"[a-z0-9][a-z0-9._:-]*")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_URL_BREAKER = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\\<>\"]")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")

# What may stand behind the ? of a Redis address, as redis-py names it.
_REDIS_OPTIONS = frozenset(
    {
        "client_name",
        "db",
        "health_check_interval",
        "max_connections",
        "password",
        "socket_keepalive",
        "ssl_ca_certs",
        "ssl_ca_path",
        "ssl_cert_reqs",
        "ssl_certfile",
        "ssl_check_hostname",
        "ssl_keyfile",
        "timeout",
        "username",
    }
)
_UTC_NAMES = frozenset({"UTC", "Etc/UTC", "Z"})


def check_name(text: str) -> str:
    """Return a name that may be an id or a channel; raise ValueError for any other."""
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
    # Norwegian is one language to whoever chooses by language, and reading calls it `no`.
    return {"nb": "no", "nn": "no"}.get(tag := found[1].lower(), tag)


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
        return _check_redis_options(text, parts)
    if parts.scheme not in {"redis", "rediss"} or not parts.hostname:
        raise ValueError("should begin with redis://, rediss:// or unix://")
    if not re.fullmatch(r"(?:/[0-9]{0,5})?", parts.path, re.ASCII):
        raise ValueError("should end with the number of a database, as in redis://host:6379/0")
    return _check_redis_options(text, parts)


def _check_redis_options(text: str, parts: SplitResult) -> str:
    unknown = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)} - _REDIS_OPTIONS
    if unknown:
        raise ValueError(f"should have no option but {', '.join(sorted(_REDIS_OPTIONS))}")
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
    if not name:
        raise ValueError("is empty; give a zone such as UTC or Europe/Paris")
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


def one_of(choices: Iterable[str]) -> str:
    """Word a choice."""
    *others, last = sorted(choices)
    return f"{', '.join(others)} or {last}" if others else last


def _check_sink_kind(text: str) -> str:
    if text not in SINKS:
        meant = guess(text, SINKS)
        hint = f"; did you mean {meant}?" if meant else ""
        raise ValueError(f"should be {one_of(SINKS)}{hint}")
    return text


def or_empty(kind: Callable[[], Any]) -> Widened:
    """Take a key whose lines are all commented out, which YAML reads as null, for an empty one."""
    return Widened(lambda value: kind() if value is None else value, also={"type": "null"})


def _area(value: Any) -> Area:
    names = [area.value for area in Area]
    if value in names:
        return Area(value)
    meant = guess(str(value), names)
    hint = f"; did you mean {meant}?" if meant else ""
    raise ValueError(f"should be one of {', '.join(names)}{hint}")


def _term_keys(value: Any) -> Any:
    if isinstance(value, str):
        return {"term": value}
    if not isinstance(value, dict):
        hint = "; put it in quotes" if isinstance(value, bool | int | float) else ""
        raise ValueError(f"should be text, or term and aliases{hint}")  # noqa: TRY004 - pydantic's way
    return value


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


_NAME_CHARACTERS = f"1 to {_MOST_NAME} of a-z, 0-9 and "
_ONE_LINE = f"1 to {_MOST_LINE} characters"
_LINE_SCHEMA = {"pattern": r"\S", "maxLength": _MOST_LINE}

Name = Annotated[
    str,
    AfterValidator(check_name),
    Kind(
        noun="text",
        range=f"{_NAME_CHARACTERS}`.` `-` `_`",
        schema={"pattern": rf"^[a-z0-9][a-z0-9._-]{{0,{_MOST_NAME - 1}}}$"},
    ),
]
Prefix = Annotated[
    str,
    AfterValidator(_check_prefix),
    Kind(
        noun="text",
        range=f"{_NAME_CHARACTERS}`:` `.` `-` `_`",
        schema={"pattern": rf"^[a-z0-9][a-z0-9._:-]{{0,{_MOST_NAME - 1}}}$"},
    ),
]
Line = Annotated[
    str, AfterValidator(_check_line), Kind(noun="text", range=_ONE_LINE, schema=_LINE_SCHEMA)
]
PathName = Annotated[
    str, AfterValidator(_check_line), Kind(noun="path", range=_ONE_LINE, schema=_LINE_SCHEMA)
]
TermText = Annotated[
    str,
    AfterValidator(_check_term),
    Kind(
        noun="text",
        range=f"{_ONE_LINE}, with a letter or digit",
        schema={"pattern": r"^\s*[^*\s][^*]*\*?\s*$", "maxLength": _MOST_LINE},
    ),
]
QueryText = Annotated[
    str,
    AfterValidator(_check_query),
    Kind(noun="text", range=f"up to {MOST_QUERY} characters", schema={"pattern": r"\S"}),
]
Language = Annotated[
    str,
    AfterValidator(_primary_language),
    Kind(
        noun="language tag",
        range="`fr`, `pt-BR`: the first part counts",
        schema={"pattern": r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$"},
    ),
]
WebAddress = Annotated[
    str,
    AfterValidator(_check_web_address),
    Kind(
        noun="text",
        range="`http://` or `https://`",
        schema={
            "pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#@]+([/?#]\S*)?$",
            "maxLength": _MOST_URL,
        },
    ),
]
RedisAddress = Annotated[
    str,
    AfterValidator(_check_redis_address),
    Kind(
        noun="text",
        range="`redis://`, `rediss://`, `unix://`",
        schema={"pattern": r"^([Rr][Ee][Dd][Ii][Ss]{1,2}://|[Uu][Nn][Ii][Xx]:)\S+$"},
    ),
]
Contact = Annotated[
    str,
    AfterValidator(_check_contact),
    Kind(
        noun="text",
        range="mail, `http://` or `https://`",
        schema={"pattern": r"^([^@\s]+@[^@\s]+\.[^@\s]+|[Hh][Tt][Tt][Pp][Ss]?://\S+)$"},
    ),
]
Network = Annotated[
    str,
    AfterValidator(_check_network),
    Kind(
        noun="network",
        range="CIDR, IPv4 or IPv6",
        schema={"pattern": r"^[0-9A-Fa-f:.]+(%\S+)?(/[0-9.]+)?$"},
    ),
]
Listen = Annotated[
    str,
    AfterValidator(_check_listen),
    Kind(
        noun="text",
        range="`host:port`, IPv6 in brackets",
        schema={"pattern": r"^\S+:[0-9]{1,5}$"},
    ),
]
SinkKindName = Annotated[
    str,
    AfterValidator(_check_sink_kind),
    Kind(
        noun="choice",
        range=", ".join(f"`{name}`" for name in SINKS),
        schema={"enum": list(SINKS)},
    ),
]
Timezone = Annotated[
    str,
    AfterValidator(_check_timezone),
    Kind(noun="text", range="IANA name", schema={"pattern": r"^[A-Za-z0-9_+/-]+$"}),
]
PollInterval = Annotated[
    int | None,
    BeforeValidator(_poll_interval),
    Kind(noun="whole number or `auto`", range="from `fetch.min_poll_s`", default="auto"),
]
LogArea = Annotated[Area, BeforeValidator(_area)]
OneOrMore = Widened(_one_or_more, also={"type": "string"}, noun="a text or list of texts")
AsTerm = Widened(_term_keys, also={"type": "string"})
