"""The encoder of this process, and the vectors that it makes of texts.

Module state, as in `matching.worker`: a process pool carries functions and values, not models. Who
starts a process says which encoder it has; without one, likeness goes by words alone. A process may
also know of an encoder that another one has: then it says what could still change, and asks there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.matching.likeness import fusion
from monitor.matching.likeness.semantic import Encoder, Meaning, Vectors, passages
from monitor.matching.meaning import MeaningNeeded

_in_use: list[Encoder] = []


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Stands for an encoder that another process has."""

    name: str
    languages: frozenset[str] | None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Raise MeaningNeeded."""
        raise MeaningNeeded(f"{len(texts)} texts need {self.name}")


def use_encoder(encoder: Encoder | None) -> None:
    """Take this encoder from now on; None for none.

    Raises ValueError, worded for people, for one that nothing was learned for.
    """
    if encoder is not None and not fusion.is_trained(encoder.name):
        raise ValueError(
            f"nothing was learned for the encoder {encoder.name}: run benchmarks.train_fusion"
        )
    _in_use[:] = [encoder] if encoder else []


def encoder_in_use() -> Encoder | None:
    """Return this process's encoder."""
    return _in_use[0] if _in_use else None


def fusion_in_use() -> fusion.Fusion:
    """Return what was learned for this process's encoder, or for going without."""
    return fusion.load(_in_use[0].name if _in_use else fusion.WORDS)


def meanings_of(texts: Sequence[tuple[str, str, str]]) -> list[Meaning | None]:
    """Return the meaning of each `(title, text, language)`; None where there is nothing to encode.

    All None without an encoder. Articles and seeds go through here alike.

    Raises ConfigError where the encoder's model cannot be loaded, and MeaningNeeded.
    """
    if not _in_use:
        return [None] * len(texts)
    encoder = _in_use[0]
    space = fusion.load(encoder.name).space
    told = [passages(title, text) for title, text, _language in texts]
    asked = [passage for both in told if both for passage in both]
    if not asked or space is None:
        return [None] * len(texts)
    placed = iter(space.place(encoder.encode(asked)))
    known = encoder.languages
    return [
        Meaning(next(placed), next(placed), known is None or language in known) if both else None
        for both, (_title, _text, language) in zip(told, texts, strict=True)
    ]
