"""docs/health.md, both schemas and docs/asyncapi.yaml say what the code writes, and where."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from monitor.errors import PermanentError, TransientError
from monitor.model import FeedHealth, FeedId, FeedState
from monitor.rules import events, health
from monitor.rules.health import HealthKind, encode_health

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "health.md").read_text("utf-8")
SCHEMA = json.loads((DOCS / "health.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
ASYNCAPI = yaml.safe_load((DOCS / "asyncapi.yaml").read_text("utf-8"))
NOW = datetime(2026, 3, 2, 9, 41, 2, 118000, tzinfo=UTC)

ERROR = TransientError("https://francais.rt.com/rss: HTTP 503", reason="http_503")


def state(status, **values):
    """Build a feed's state."""
    given = {
        "last_ok_at": datetime(2026, 3, 2, 9, 26, 0, 4000, tzinfo=UTC),
        "next_poll_at": datetime(2026, 3, 2, 9, 56, 31, 402000, tzinfo=UTC),
    }
    return FeedState(feed_id=FeedId("rt-fr"), health=status, **{**given, **values})


OK, FAILING = state(FeedHealth.OK), state(FeedHealth.FAILING, reason="http_503", failures=3)
NEVER = FeedState(feed_id=FeedId("new"), health=FeedHealth.FAILING, reason="dns")
GONE = state(FeedHealth.GONE, reason="http_410")
WALLS = ("", "bot_wall", "bot_wall")
BLOCKED = replace(OK, pages_recent=WALLS, pages_blocked="bot_wall", pages_since=NOW)
BUILT = {
    HealthKind.STARTED: [health.started(version="1.2.3", feeds=34, watchlists=0, at=NOW)],
    HealthKind.STOPPING: [health.stopping("sigterm", at=NOW)],
    HealthKind.CONFIG_RELOADED: [
        health.config_reloaded(
            feeds=1,
            watchlists=1,
            changes={"feeds_added": ["x" * 5_000] * 500, "sinks_removed": ["a"]},
            needs_restart=["redis.url"],
            at=NOW,
        )
    ],
    HealthKind.CONFIG_REJECTED: [
        health.config_rejected("config/monitor.yaml: 1 problem", problems=["a: \0"], at=NOW)
    ],
    HealthKind.FEED_FAILING: [
        health.feed_change(OK, FAILING, ERROR, NOW),
        health.feed_change(state(FeedHealth.NEW), NEVER, PermanentError("?", reason="dns"), NOW),
    ],
    HealthKind.FEED_RECOVERED: [health.feed_change(FAILING, OK, None, NOW)],
    HealthKind.FEED_GONE: [health.feed_change(OK, GONE, None, NOW)],
    HealthKind.PAGES_BLOCKED: [
        health.pages_change(OK, BLOCKED, now=NOW),
    ],
    HealthKind.PAGES_BACK: [
        health.pages_change(BLOCKED, OK, now=NOW),
    ],
    HealthKind.BUS_BACK: [health.bus_back(reason="redis_away", since=NOW, at=NOW)],
    HealthKind.SINK_FAILING: [health.sink_failing("log", ERROR, kind="file", at=NOW)],
    HealthKind.SINK_RECOVERED: [
        health.sink_recovered("log", reason="disk_full", since=NOW, kind="file", at=NOW)
    ],
}


def written(event):
    """Encode an event and read it as a subscriber does."""
    return json.loads(encode_health(event))


@pytest.mark.parametrize("kind", HealthKind)
def test_every_kind_of_event_fits_the_schema(kind):
    """What the code can build, the schema takes; and each kind is built here."""
    assert BUILT[kind]
    for event in BUILT[kind]:
        assert event.kind is kind
        VALIDATOR.validate(written(event))


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        (HealthKind.FEED_FAILING, ("data", "kind"), "feed_unwell"),
        (HealthKind.FEED_FAILING, ("data", "kind"), "started"),
        (HealthKind.FEED_FAILING, ("data", "reason"), None),
        (HealthKind.FEED_FAILING, ("data", "at"), "yesterday"),
        (HealthKind.FEED_FAILING, ("data", "details", "more"), 1),
        (HealthKind.FEED_FAILING, ("data", "more"), 1),
        (HealthKind.FEED_FAILING, ("subject",), ""),
        (HealthKind.STARTED, ("data", "details", "feeds"), -1),
        (HealthKind.STARTED, ("type",), "org.news-monitor.alert.v1"),
        (HealthKind.BUS_BACK, ("data", "details", "away_s"), None),
    ],
)
def test_the_schema_catches_mistakes(kind, path, value):
    """A wrong value somewhere is refused, so that the other tests can fail."""
    told = written(BUILT[kind][0])
    inner = told
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value

    with pytest.raises(ValidationError):
        VALIDATOR.validate(told)


def test_the_pages_example_is_what_the_program_writes():
    """It can be made again, to the letter."""
    [shown] = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)

    assert json.loads(shown) == written(BUILT[HealthKind.FEED_FAILING][0])


def test_the_page_has_a_row_for_each_kind_with_its_details():
    """A kind or a detail that is added must be told."""
    table = PAGE[PAGE.index("| `data.kind` | subject") :]
    rows = dict(re.findall(r"^\| `(\w+)` \|(.*)$", table, re.MULTILINE))
    spelled = {
        f"{what}_{how}"
        for what in ("watchlists", "sinks", "host_rules")
        for how in ("added", "removed", "changed")
    }
    untold = {
        (kind.value, name)
        for kind in HealthKind
        for name in BUILT[kind][0].details
        if f"`{name}`" not in rows.get(kind, "") and name not in spelled
    }

    assert set(rows) == set(HealthKind)
    assert untold == set()


def test_the_schema_has_the_kinds_of_the_code_and_no_other():
    """Each kind is one of the alternatives, once."""
    ways = [each["$ref"].rpartition("/")[2] for each in SCHEMA["properties"]["data"]["oneOf"]]

    assert sorted(ways) == sorted(HealthKind)
    assert all(SCHEMA["$defs"][way]["properties"]["kind"] == {"const": way} for way in ways)


# ---- AsyncAPI -----------------------------------------------------------------------------------


def closed(required=(), **properties: Any) -> dict[str, Any]:
    """Return the schema of an object with these keys and no others."""
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": False,
    }


def each(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a mapping from names to things of one kind."""
    name = {"pattern": "^[A-Za-z0-9._-]+$"}
    return {"type": "object", "additionalProperties": schema, "propertyNames": name}


TEXT = {"type": "string", "minLength": 1}
TEXTS = {"title": TEXT, "summary": TEXT, "description": TEXT}
REFERENCE = closed(["$ref"], **{"$ref": TEXT})
TAGS = {"type": "array", "items": closed(["name"], name=TEXT)}
VARIABLE = closed(description=TEXT, default=TEXT, examples={"type": "array", "items": TEXT})
# Those parts of AsyncAPI 3.0.0 that the document uses, after its specification.
STRUCTURE = closed(
    ["asyncapi", "info"],
    asyncapi={"const": "3.0.0"},
    id={"type": "string", "format": "uri", "pattern": "^urn:[a-z-]+:."},
    info=closed(
        ["title", "version"],
        version={"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
        license=closed(["name"], name=TEXT),
        tags=TAGS,
        **dict.fromkeys(("title", "description"), TEXT),
    ),
    defaultContentType=TEXT,
    servers=each(
        closed(["host", "protocol"], host=TEXT, protocol=TEXT, variables=each(VARIABLE), **TEXTS)
    ),
    channels=each(
        closed(
            ["address", "messages"],
            address=TEXT,
            parameters=each({"anyOf": [REFERENCE, VARIABLE]}),
            messages=each(REFERENCE),
            tags=TAGS,
            **TEXTS,
        )
    ),
    operations=each(
        closed(
            ["action", "channel"],
            action={"enum": ["send", "receive"]},
            channel=REFERENCE,
            messages={"type": "array", "items": REFERENCE},
            **TEXTS,
        )
    ),
    components=closed(
        parameters=each(VARIABLE),
        correlationIds=each(
            closed(
                ["location"],
                description=TEXT,
                location={"pattern": r"^\$message\.(header|payload)#(/[^/]+)+$"},
            )
        ),
        messages=each(
            closed(
                ["name", "payload"],
                name=TEXT,
                contentType={"const": "application/json"},
                correlationId=REFERENCE,
                payload=REFERENCE,
                examples={
                    "type": "array",
                    "items": closed(["payload"], name=TEXT, summary=TEXT, payload={}),
                },
                **TEXTS,
            )
        ),
    ),
)
FILES = {"./alert.schema.json": "alert.schema.json", "./health.schema.json": "health.schema.json"}


def resolve(reference: str) -> Any:
    """Return what a reference leads to, in this document or in a file beside it."""
    if reference in FILES:
        return json.loads((DOCS / FILES[reference]).read_text("utf-8"))
    found: Any = ASYNCAPI
    assert reference.startswith("#/")
    for key in reference[2:].split("/"):
        found = found[key]
    return found


def references(value: Any) -> list[str]:
    """Return every reference in the document."""
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [each for inner in value.values() for each in references(inner)]
    if isinstance(value, list):
        return [each for inner in value for each in references(inner)]
    return []


def test_the_document_is_asyncapi():
    """Its structure is that of the specification, with no key that it does not know."""
    Draft202012Validator(STRUCTURE).validate(ASYNCAPI)


def test_every_reference_leads_somewhere():
    """Within the document and to the two schemas beside it."""
    found = references(ASYNCAPI)

    assert set(FILES) <= set(found)
    assert all(resolve(reference) for reference in found)


def test_an_operation_sends_only_messages_of_its_channel():
    """The specification asks for a subset."""
    for operation in ASYNCAPI["operations"].values():
        channel = operation["channel"]["$ref"]
        sent = {each["$ref"] for each in operation["messages"]}

        assert all(reference.startswith(f"{channel}/messages/") for reference in sent)


def test_addresses_are_the_keys_of_the_code():
    """With the parameters filled in, an address is where the code writes."""
    alerts, beside = (ASYNCAPI["channels"][name] for name in ("alerts", "health"))
    filled = {"prefix": "news:", "channel": "talks"}

    assert alerts["address"].format(**filled) == events.stream_key("news:", "talks")
    assert beside["address"].format(**filled) == health.health_key("news:")
    for channel in (alerts, beside):
        assert set(re.findall(r"\{(\w+)\}", channel["address"])) == set(channel["parameters"])


def test_messages_bear_the_types_of_the_code():
    """A message's name is its `type`, in its schema too, and ends in the document's version."""
    messages = ASYNCAPI["components"]["messages"]
    types = {"alert": events.EVENT_TYPE, "health": health.EVENT_TYPE}
    major = ASYNCAPI["info"]["version"].partition(".")[0]

    for name, message in messages.items():
        schema = resolve(message["payload"]["$ref"])

        assert message["name"] == types[name]
        assert schema["properties"]["type"] == {"const": types[name]}
        assert types[name].endswith(f".v{major}")


def test_examples_are_messages():
    """Each example is one that the strict schema takes."""
    for message in ASYNCAPI["components"]["messages"].values():
        schema = resolve(message["payload"]["$ref"])

        assert message["examples"]
        for example in message["examples"]:
            Draft202012Validator(schema).validate(example["payload"])


def test_the_default_prefix_and_port_are_those_of_the_configuration():
    """A tool that fills in the defaults finds the daemon's own server."""
    from monitor.config.models import RedisKeys

    assert ASYNCAPI["components"]["parameters"]["prefix"]["default"] == RedisKeys().prefix
    assert ASYNCAPI["servers"]["embedded"]["variables"]["port"]["default"] == str(RedisKeys().port)


def test_the_rule_of_versions_stands_once():
    """Both pages go by the same one."""
    assert "alerts.md#versions" in PAGE
    assert "## Versions" in (DOCS / "alerts.md").read_text("utf-8")
