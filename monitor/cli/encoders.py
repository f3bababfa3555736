"""Which encoder a command compares meanings with; nothing is loaded before it is needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Final

import typer

if TYPE_CHECKING:
    from monitor.watchlist import Watchlist

NONE: Final = "none"

EncoderName = Annotated[
    str,
    typer.Option(
        "--encoder",
        metavar="NAME",
        help="How meanings are compared: use, e5, a model's name, or none for words alone.",
    ),
]


def choose_encoder(name: str, watchlists: Iterable[Watchlist]) -> None:
    """Take an encoder, where a watchlist has seeds, examples or a model to use it for."""
    if name == NONE or not any(each.seeds or each.examples or each.model for each in watchlists):
        return
    # What compares meanings takes a quarter of a second to import.
    from monitor.adapters.encoder import encoder
    from monitor.matching.likeness.encoding import use_encoder

    try:
        use_encoder(encoder(name))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--encoder") from error


def ready(name: str, watchlists: Sequence[Watchlist]) -> Sequence[Watchlist]:
    """Take an encoder, and return the watchlists with what they learned from their examples."""
    choose_encoder(name, watchlists)
    if not any(each.examples and each.model is None for each in watchlists):
        return watchlists
    from monitor.matching.learned.lesson import taught

    return taught(watchlists)
