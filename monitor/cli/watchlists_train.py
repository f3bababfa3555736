"""`news-monitor watchlists train`: learn from a watchlist's examples, and say what that changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from monitor.cli.completion import watchlist_ids
from monitor.cli.encoders import EncoderName
from monitor.cli.options import AsJson, ConfigFile

if TYPE_CHECKING:
    from monitor.matching.learned.model import LearnedModel
    from monitor.matching.learned.rehearsal import Rehearsal, Tally
    from monitor.watchlist import Example, Watchlist

_MOST_NAMES: Final = 8  # told for and against


def train(
    watchlist: Annotated[
        str,
        typer.Argument(
            metavar="FILE|ID",
            help="A watchlist file, or the id of a configured one.",
            autocompletion=watchlist_ids,
        ),
    ],
    *,
    also: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Further examples, a JSON object a line; counted, not kept. May be repeated.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where the model is written; - for nowhere."
        ),
    ] = None,
    encoder: EncoderName = "use",
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Learn from a watchlist's examples, write the model, and say what it changes.

    Judges each example by what the others teach, so that the figures are honest. The model goes
    where the watchlist's `model` names it, else beside its file as ID.model.json.

    Example: news-monitor watchlists train syria-talks
    """
    from monitor.cli.encoders import choose_encoder
    from monitor.cli.lines import Waiting, json_line
    from monitor.matching.learned.lesson import Lesson
    from monitor.matching.learned.model import dump_model
    from monitor.matching.learned.rehearsal import rehearse

    asked = _asked(watchlist, config)
    choose_encoder(encoder, [asked])
    extra = [each for file in also or () for each in _further(file)]
    with Waiting(f"learning from {len(asked.examples) + len(extra)} examples"):
        try:
            lesson = Lesson(asked, extra)
        except ValueError as error:
            raise typer.BadParameter(f"{asked.id}: {error}") from error
        model = lesson.model()
        found = rehearse(lesson, threshold=asked.threshold)
    target = output or _beside(asked)
    is_written = str(target) != "-"
    if is_written:
        _write(target, dump_model(model))
    if as_json:
        typer.echo(json_line(_data(asked, model, found, target if is_written else None)))
        return
    for line in _lines(asked, model, found):
        typer.echo(line)
    if is_written:
        typer.echo(f"wrote {target}{'' if asked.model else ': name it in the watchlist as model'}")


def _asked(named: str, config: Path | None) -> Watchlist:
    from monitor.cli.explain import named_watchlists

    found = named_watchlists([named], config)
    if len(found) > 1:
        ids = ", ".join(each.id for each in found)
        raise typer.BadParameter(f"{named[:100]} holds several watchlists: {ids[:300]}")
    return found[0]


def _further(file: Path) -> list[tuple[Example, float]]:
    from monitor.config.examples import weighted_examples

    try:
        return weighted_examples(file)
    except ValueError as error:
        raise typer.BadParameter(f"{file}: {error}", param_hint="--also") from error


def _beside(watchlist: Watchlist) -> Path:
    """Return where the watchlist's file says that its model is, or where it should be."""
    file = Path(watchlist.origin.rpartition(":")[0])
    return file.parent / (watchlist.model_name or f"{watchlist.id}.model.json")


def _write(file: Path, text: str) -> None:
    from monitor.config.newfiles import write_all

    write_all(file.parent, {file.name: text}, force=True, check=lambda: None)


def _lines(watchlist: Watchlist, model: LearnedModel, found: Rehearsal) -> Iterator[str]:
    from monitor.matching import score
    from monitor.rules.printable import escape_line

    yield f"{watchlist.id}: {model.accepted} accepted, {model.rejected} rejected"
    for name, tally in (("before", found.before), ("after", found.after)):
        yield f"  {name:9}{_tally(tally)}"
    yield f"  base     {score.BASE:+.2f} to {model.whole.bias:+.2f}"
    yield f"  keywords times {model.whole.keywords:.2f}, likeness to seeds {model.whole.seeds:.2f}"
    yield (
        f"  meaning  {model.least:+.1f} to {model.most:+.1f}" if model.encoder else "  words alone"
    )
    for side, names in (("for", _names(model, 1)), ("against", _names(model, -1))):
        told = ", ".join(f"{name} {odds:+.1f}" for name, odds in names)
        yield f"  {side:9}{escape_line(told or 'no name')}"
    for title, odds in model.sentences:
        yield f"  {odds:+5.1f}    {escape_line(title)}"


def _tally(tally: Tally) -> str:
    found = f"{tally.right} found, {tally.missed} missed, {tally.wrong} found wrongly"
    return f"F1 {tally.f1:.2f}: {found}"


def _names(model: LearnedModel, sign: int) -> list[tuple[str, float]]:
    """Return the names that weigh most for (1) or against (-1), as they are written."""
    ranked = sorted(model.whole.names.items(), key=lambda each: -sign * each[1])
    return [
        (model.told.get(name, name), odds) for name, odds in ranked[:_MOST_NAMES] if sign * odds > 0
    ]


def _data(
    watchlist: Watchlist, model: LearnedModel, found: Rehearsal, target: Path | None
) -> dict[str, Any]:
    return {
        "watchlist": watchlist.id,
        "accepted": model.accepted,
        "rejected": model.rejected,
        "encoder": model.encoder,
        "before": {**asdict(found.before), "f1": round(found.before.f1, 4)},
        "after": {**asdict(found.after), "f1": round(found.after.f1, 4)},
        "base": model.whole.bias,
        "keywords": model.whole.keywords,
        "seeds": model.whole.seeds,
        "names": dict(_names(model, 1) + _names(model, -1)),
        "sentences": [list(each) for each in model.sentences],
        "file": str(target) if target else None,
    }
