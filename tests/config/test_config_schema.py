"""The JSON Schemas: committed as generated, true of what the program takes, strict on mistakes."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from monitor.config.filekeys import text_keys
from monitor.config.models import FeedKeys, MainKeys, WatchlistKeys
from monitor.config.reference import models_within
from monitor.config.schema import SCHEMAS, main_schema, schema_text, watchlist_schema
from monitor.config.sinks import SINK_MODELS
from tests.config.pages import CONFIGURATION, ROOT, WATCHLISTS, examples

MAIN = Draft202012Validator(main_schema())
WATCHLIST = Draft202012Validator(watchlist_schema())
COMMITTED = {"main": "monitor", "watchlist": "watchlist", "host-rule": "host-rule"}


def wrong(validator: Draft202012Validator, text: str) -> list[str]:
    """Return the places of what a schema finds wrong with a file's text."""
    found = validator.iter_errors(yaml.safe_load(text))
    return sorted({".".join(map(str, error.absolute_path)) for error in found})


@pytest.mark.parametrize("file", SCHEMAS)
def test_the_committed_schema_is_the_generated_one(file):
    """A changed model changes it; `config schema` prints what belongs there."""
    committed = ROOT / f"config/schema/{COMMITTED[file]}.schema.json"

    assert committed.read_text("utf-8") == schema_text(file)


@pytest.mark.parametrize("file", SCHEMAS)
def test_it_is_a_schema(file):
    """It obeys the standard it names, and every reference in it leads somewhere."""
    schema = SCHEMAS[file]()
    Draft202012Validator.check_schema(schema)
    referred = {each["$ref"] for each in _within(schema) if "$ref" in each}

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert referred <= {f"#/$defs/{name}" for name in schema["$defs"]}


def _within(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [found for each in schema for found in _within(each)]
    if not isinstance(schema, dict):
        return []
    return [schema, *(found for each in schema.values() for found in _within(each))]


@pytest.mark.parametrize(
    "model",
    models_within([MainKeys, WatchlistKeys, *SINK_MODELS.values()]),
    ids=lambda model: model.__name__,
)
def test_every_key_is_in_it_with_its_meaning(model):
    """Each key of the models, and each second form of a text, is told of."""
    definitions = main_schema()["$defs"] | watchlist_schema()["$defs"]
    properties = definitions[model.__name__]["properties"]
    forms = {f"{name}_file" for name in text_keys(model)}
    described = [name for name, field in model.model_fields.items() if field.description]

    assert set(properties) == set(model.model_fields) | forms
    assert all(properties[name]["description"].endswith(".") for name in described)


def test_links_lead_from_the_projects_root():
    """What is a link on the page is a path where an editor shows it."""
    told = main_schema()["$defs"]["MainKeys"]["properties"]["sinks"]["description"]

    assert "see docs/sinks.md." in told


def test_the_shipped_files_are_valid():
    """The main file and every watchlist beside it."""
    watchlists = sorted((ROOT / "config/watchlists").glob("*.yaml"))

    assert wrong(MAIN, (ROOT / "config/monitor.yaml").read_text("utf-8")) == []
    assert [file for file in watchlists if wrong(WATCHLIST, file.read_text("utf-8"))] == []
    assert len(watchlists) == 5


@pytest.mark.parametrize(
    "text",
    [*examples(CONFIGURATION, "yaml main"), *examples((ROOT / "docs/sinks.md").read_text("utf-8"), "yaml main")],
)  # fmt: skip
def test_the_pages_main_files_are_valid(text):
    """What a reader copies is not marked in the editor."""
    assert wrong(MAIN, text) == []


@pytest.mark.parametrize("text", examples(WATCHLISTS, "yaml watchlist"))
def test_the_pages_watchlists_are_valid(text):
    """So are the watchlists, alone and in a list."""
    assert wrong(WATCHLIST, text) == []
    assert wrong(WATCHLIST, json.dumps([yaml.safe_load(text)])) == []


SOUND = [
    "{}",
    "redis:\nfetch:\nfeeds:\nsinks:\n",
    "status: null",
    "status: {listen: null}",
    "redis:\n  port: ${PORT}\n  url: ${REDIS:-unix:///run/redis.sock}\n",
    "fetch:\n  timeout_s: ${TIMEOUT:-30}\n  allow_networks: ['${NET}', 10.0.0.0/8, 'fd00::/8']\n",
    "runtime:\n  loop: ${LOOP}\n  workers: ${WORKERS}\n",
    "redis: {url_file: redis_url}",
    "redis: {url: 'rediss://user:p%40ss@cache.example:6380/2?timeout=3'}",
    "feeds: [{id_file: name, url_file: address}]",
    "feeds: [{id: a, url: 'HTTPS://A.EXAMPLE:8443/x?y=z#t', language: pt-BR, poll_every_s: auto}]",
    "feeds: [{id: a, url: 'http://[2001:db8::1]/f', poll_every_s: 60, tags: [a.b, c:d]}]",
    "feeds:\n- id: a\n  url: http://${HOST}/f\n  poll_every_s: ${EVERY}\n  pages: ${PAGES}\n",
    "log: {level: debug, levels: {http: error, feeds: warning}, format: json}",
    "sinks: [{id: a, kind: file, path: x, channels: [c], fsync: never}]",
    "sinks: [{id: a, kind: '${KIND}', path: x}]",
    "timezone: America/Argentina/Buenos_Aires",
    "timezone: Etc/GMT+3",
    "fetch: {contact: https://example.org/who}",
]


@pytest.mark.parametrize("text", SOUND)
def test_what_the_program_takes_is_valid(files, monkeypatch, text):
    """Variables, files for texts, empty sections, and every unusual spelling of an address."""
    variables = {"PORT": "1", "NET": "10.1.0.0/16", "LOOP": "auto", "WORKERS": "3"}
    variables |= {"HOST": "a.example", "EVERY": "600", "PAGES": "never", "KIND": "file"}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for name, value in {
        "name": "a",
        "address": "http://a.example",
        "redis_url": "redis://a",
    }.items():
        files.write(name, f"{value}\n")

    assert wrong(MAIN, text) == []
    assert files.problems(text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("fetc: {}", ""),
        ("fetch: {timeout: 3}", "fetch"),
        ("fetch: {timeout_s: 0}", "fetch.timeout_s"),
        ("fetch: {timeout_s: '30'}", "fetch.timeout_s"),
        ("fetch: {allow_networks: 10.0.0.0/8}", "fetch.allow_networks"),
        ("redis: {port: 70000}", "redis.port"),
        ("redis: {url: 'http://cache'}", "redis.url"),
        ("redis: {prefix: 'Monitor '}", "redis.prefix"),
        ("runtime: {loop: tornado}", "runtime.loop"),
        ("runtime: {workers: two}", "runtime.workers"),
        ("status: {listen: 8686}", "status.listen"),
        ("log: {levels: {htp: debug}}", "log.levels"),
        ("log: {levels: {http: loud}}", "log.levels.http"),
        ("feeds: {id: a}", "feeds"),
        ("feeds: [{id: a}]", "feeds.0"),
        ("feeds: [{id: A B, url: 'http://a.example'}]", "feeds.0.id"),
        ("feeds: [{id: a, url: 'ftp://a.example'}]", "feeds.0.url"),
        ("feeds: [{id: a, url: 'http://u:p@a.example'}]", "feeds.0.url"),
        ("feeds: [{id: a, url: 'http://a.example', language: french}]", "feeds.0.language"),
        ("feeds: [{id: a, url: 'http://a.example', poll_every_s: often}]", "feeds.0.poll_every_s"),
        ("feeds: [{id: a, url: 'http://a.example', poll_every_s: 700000}]", "feeds.0.poll_every_s"),
        ("feeds: [{id: a, url: 'http://a.example', tags: news}]", "feeds.0.tags"),
        ("sinks: [{id: a, kind: fil, path: x}]", "sinks.0.kind"),
        ("sinks: [{id: a, kind: file, pth: x}]", "sinks.0"),
        ("retention_days: forever", "retention_days"),
    ],
)
def test_a_usual_mistake_is_marked_where_it_stands(text, place):
    """Unknown keys, wrong types, ranges, choices and addresses."""
    assert place in wrong(MAIN, text)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{query: x}", ""),
        ("- {id: w, query: x}\n- {id: v, quary: x}", "1"),
        ("{id: w, query: ''}", "query"),
        ("{id: w, query: x, threshold: 1.5}", "threshold"),
        ("{id: w, query: x, threshold: high}", "threshold"),
        ("{id: w, query: x, enabled: 'no'}", "enabled"),
        ("{id: w, query: x, languages: fr}", "languages"),
        ("{id: w, terms: [{aliases: {fr: y}}]}", "terms.0"),
        ("{id: w, terms: [3]}", "terms.0"),
        ("{id: w, seeds: [{titel: x}]}", "seeds.0"),
    ],
)
def test_a_usual_mistake_in_a_watchlist_is_marked(text, place):
    """Alone and in a list."""
    assert place in wrong(WATCHLIST, text)


@pytest.mark.parametrize(
    "text",
    [
        "{id: w, query_file: query.txt}",
        "{id: w, query: x, enabled: '${ON}', threshold: '${T}'}",
        "{id: w, terms: [x, {term: y, aliases: {fr: z, de: [u, v]}}], exclude:}",
        "{id: w, seeds: [{file: a.fr.md}, {title: t, text: ''}, {url: 'http://a.example'}]}",
        "[]",
    ],
)
def test_what_a_watchlist_may_be_is_valid(text):
    """Texts for terms, one alias or several, seeds of each kind, a list of none."""
    assert wrong(WATCHLIST, text) == []


def test_a_required_text_may_come_from_a_file():
    """Neither form alone is asked for, but one of the two."""
    required = main_schema()["$defs"][FeedKeys.__name__]["allOf"]

    assert {"anyOf": [{"required": ["url"]}, {"required": ["url_file"]}]} in required
