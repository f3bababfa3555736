"""Encoders: the one that comes with the program, and what is said where one cannot be had."""

from __future__ import annotations

import importlib
from types import SimpleNamespace

import numpy as np
import pytest

from monitor.adapters.encoder import LoadedEncoder, encoder
from monitor.errors import ConfigError


def test_a_translation_is_nearer_than_another_story():
    """The encoder that comes with the program works across languages; rows have length 1."""
    rows = encoder("use").encode(
        [
            "The envoys signed a truce after three days of talks.",
            "Les émissaires ont signé une trêve après trois jours de pourparlers.",
            "The bakery won a prize for its rye bread.",
        ]
    )

    assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert rows[0] @ rows[1] > 0.6 > rows[0] @ rows[2]


def test_nothing_is_loaded_before_it_is_needed():
    """An encoder that is only named costs nothing, even one that cannot be had."""
    assert encoder("no/such-model").name == "no/such-model"


@pytest.mark.parametrize(
    ("name", "package"),
    [("use", "fast-universal"), ("e5", "[e5]"), ("no/such-model", "[hub]")],
)
def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, name: str, package: str):
    """The message says what to install."""

    def missing(module: str) -> None:
        raise ImportError(module)

    monkeypatch.setattr(importlib, "import_module", missing)

    with pytest.raises(ConfigError) as told:
        encoder(name).encode(["a"])
    assert package in str(told.value)


def test_a_model_file_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch):
    """What a library raises on loading becomes an error for people."""

    def gone(*_: object, **__: object) -> None:
        raise FileNotFoundError("weights.npz is not there")

    monkeypatch.setattr(importlib, "import_module", lambda _: SimpleNamespace(E5=gone))

    with pytest.raises(ConfigError, match="e5 cannot be loaded: weights"):
        encoder("e5").encode(["a"])


def test_long_rows_of_texts_come_in_batches():
    """Each text keeps its row, and no batch is larger than the encoder likes."""
    sizes: list[int] = []

    def load():
        def encode(texts: list[str]) -> np.ndarray:
            sizes.append(len(texts))
            return np.array([[1.0, float(text)] for text in texts])

        return encode

    rows = LoadedEncoder("own", None, load).encode([str(n) for n in range(40)])

    assert max(sizes) <= 16
    assert (rows[:, 1] / rows[:, 0]).round().tolist() == list(range(40))
