"""What a command says of a name that nobody knows: which one was likely meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(wrong: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """Return the rest of a sentence that names what was likely meant.

    otherwise: What is said where nothing is near; then a hint where to look is better.
    """
    from monitor.config.problems import guess

    meant = guess(wrong, known)
    if meant is None:
        return f"; {otherwise}" if otherwise else ""
    return f"; did you mean {meant}?"
