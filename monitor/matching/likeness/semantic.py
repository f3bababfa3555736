"""Likeness of meaning: vectors of title and lead, compared like with like.

An encoder makes vectors that tell languages and outlets apart as well as stories. The directions in
which articles on one event differ were learned from labelled events (within-class covariance,
Hatch and others 2006), and the strongest of them are shrunk before two vectors are compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from monitor.matching.score import LEAD_LENGTH

Vectors = NDArray[np.float32]

TITLE_LENGTH: Final = 300  # characters that are encoded
_FEWEST: Final = 1e-9

# As in `features.FEATURES`.
FEATURES: Final[dict[str, tuple[str, int]]] = {
    "meaning_lead": ("meaning", 1),
    "meaning_title": ("meaning", 1),
    "meaning_crosswise": ("meaning", 1),
    "meaning_best": ("meaning", 1),
    "meaning_plain": ("meaning", 1),
    "languages_known": ("text", 0),
}


class Encoder(Protocol):
    """What turns texts into vectors; the loading is for an adapter.

    name: Of the model, under which `fusion.json` has what was learned for it.
    languages: Primary subtags it was made for; None if it does not say.
    """

    @property
    def name(self) -> str: ...  # noqa: D102

    @property
    def languages(self) -> frozenset[str] | None: ...  # noqa: D102

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text. No text is empty or holds half a surrogate pair."""


@dataclass(frozen=True, slots=True)
class Space:
    """Where vectors of one encoder are compared.

    centre: What is taken off every vector.
    directions: Rows of length 1, orthogonal: what languages and outlets differ in.
    kept: How much of each direction is kept, 0..1.
    """

    centre: Vectors
    directions: Vectors
    kept: Vectors

    def place(self, vectors: Vectors) -> Vectors:
        """Return the vectors as they are compared: rows of length 1, then the plain ones beside.

        Shape (n, 2, size): of each text the one with its directions shrunk, and the centred one.
        """
        centred = vectors - self.centre
        along = (centred @ self.directions.T) * (self.kept - 1.0)
        both = np.stack([centred + along @ self.directions, centred], axis=1)
        lengths = np.linalg.norm(both, axis=2, keepdims=True)
        placed: Vectors = (both / np.maximum(lengths, _FEWEST)).astype(np.float32)
        return placed


def read_space(told: Mapping[str, Sequence[object]]) -> Space:
    """Make a space of what a model file says under `space`."""
    return Space(
        **{key: np.array(told[key], np.float32) for key in ("centre", "directions", "kept")}
    )


@dataclass(frozen=True, slots=True)
class Meaning:
    """A text's vectors: of its title and of title with lead, each in both ways of `Space.place`."""

    title: Vectors
    lead: Vectors
    is_known: bool  # whether the encoder was made for its language


def passages(title: str, text: str) -> tuple[str, str] | None:
    """Return what is encoded of a text: its title, and title with lead; None if there is nothing.

    Half surrogate pairs become question marks: tokenizers refuse them.
    """
    title, text = (_clean(title[:TITLE_LENGTH]), _clean(text[:LEAD_LENGTH]))
    if not any(map(str.isalnum, title + text)):
        return None
    lead = f"{title}. {text}".strip() if title else text
    return title or text[:100], lead


def compare(seed: Meaning, article: Meaning) -> list[float]:
    """Return the figures of FEATURES, in their order."""
    lead, title = (float(one @ other) for one, other in (
        (seed.lead[0], article.lead[0]), (seed.title[0], article.title[0])
    ))  # fmt: skip
    crosswise = [float(seed.lead[0] @ article.title[0]), float(seed.title[0] @ article.lead[0])]
    return [
        lead,
        title,
        sum(crosswise) / 2,
        max(lead, title, *crosswise),
        float(seed.lead[1] @ article.lead[1]),
        float(seed.is_known + article.is_known),
    ]


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode().strip()
