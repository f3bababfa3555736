"""`news-monitor watchlists train` as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.config.load import load_watchlists
from monitor.matching.learned.model import parse_model

WATCHLIST = """\
id: truces
query: truce
examples:
  - {file: judged.jsonl}
  - {title: A museum opens, language: en, accepted: false}
"""
JUDGED = [
    ("en", "Government and rebels sign a truce", True),
    ("en", "The envoy brings both armies to a ceasefire", True),
    ("fr", "Cessez-le-feu signé entre les deux camps", True),
    ("fr", "Les deux camps acceptent une trêve de six mois", True),
    ("de", "Waffenruhe: Rebellen und Regierung unterschreiben", True),
    ("en", "Shells hit a market, nine dead", False),
    ("en", "A bakery opens beside the station", False),
    ("fr", "Bombardement d'un marché", False),
    ("de", "Raketen treffen ein Krankenhaus", False),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a watchlist and its examples."""
    (tmp_path / "truces.yaml").write_text(WATCHLIST)
    lines = (
        json.dumps({"language": language, "title": title, "accepted": accepted})
        for language, title, accepted in JUDGED
    )
    (tmp_path / "judged.jsonl").write_text("\n".join(lines) + "\n")
    return tmp_path


def train(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    command = [sys.executable, "-m", "monitor", "watchlists", "train", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_model_is_written_beside_the_watchlist_and_told(folder):
    """What changes is said, and where to name the file."""
    found = train(folder, "truces.yaml")
    model = parse_model((folder / "truces.model.json").read_text())

    assert found.returncode == 0
    assert (model.accepted, model.rejected) == (5, 5)
    assert found.stdout.splitlines()[0] == "truces: 5 accepted, 5 rejected"
    assert "before   F1" in found.stdout
    assert "name it in the watchlist as model" in found.stdout


def test_a_watchlist_that_names_its_model_has_it_written_there(folder):
    """And read with the watchlist; other examples make another revision."""
    (folder / "truces.yaml").write_text(WATCHLIST + "model: learned.json\n")
    refused = train(folder, "truces.yaml")
    (folder / "truces.yaml").write_text(WATCHLIST)
    train(folder, "truces.yaml", "-o", "learned.json")
    (folder / "truces.yaml").write_text(WATCHLIST + "model: learned.json\n")
    [named] = load_watchlists([folder / "truces.yaml"])

    assert refused.returncode == 2
    assert "truces.yaml:6: model: cannot be read" in refused.stderr
    assert named.model is not None
    assert parse_model(named.model).accepted == 5


def test_the_same_is_there_as_json_and_nothing_is_written(folder):
    """A dash writes nowhere."""
    found = json.loads(train(folder, "truces.yaml", "-o", "-", "--json").stdout)

    assert found["file"] is None
    assert found["before"]["right"] == 1
    assert not (folder / "truces.model.json").exists()


def test_further_examples_are_counted_with_their_weight(folder):
    """They come from elsewhere and are not kept."""
    (folder / "more.jsonl").write_text('{"title": "Truce holds", "weight": 2.5}\n\n')
    found = json.loads(train(folder, "truces.yaml", "--also", "more.jsonl", "--json").stdout)

    assert (found["accepted"], found["rejected"]) == (6, 5)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 10 is no JSON"),
        ("[]", "line 10 is no JSON object"),
        ('{"text": " "}', "line 10 has neither title nor text"),
        (
            '{"title": "a", "accepted": "yes"}',
            "line 10 should have a language as text, and accepted",
        ),
        ('{"title": "a", "weight": -1}', "line 10 has a weight"),
    ],
)
def test_a_line_that_is_no_example_is_told_with_its_number(folder, line, told):
    """In one line, with the file."""
    with (folder / "judged.jsonl").open("a") as out:
        out.write(line + "\n")
    found = train(folder, "truces.yaml")

    assert found.returncode == 2
    assert told in found.stderr
    assert "Traceback" not in found.stderr


def test_too_few_examples_are_refused(folder):
    """With what is needed."""
    (folder / "few.yaml").write_text("id: few\nexamples: [{title: a}]\n")
    found = train(folder, "few.yaml")

    assert found.returncode == 2
    assert "10 examples at least" in " ".join(found.stderr.split())
