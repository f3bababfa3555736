"""`news-monitor explain`: why one article is found by a watchlist, or what is missing for it.

The article may be a page, a file or standard input; nothing is stored and no daemon is needed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from monitor.cli.completion import watchlist_ids
from monitor.cli.options import AsJson, ConfigFile

if TYPE_CHECKING:
    from rich.text import Text

    from monitor.cli.excerpts import Excerpt
    from monitor.cli.source import Source
    from monitor.matching.explaining import Explanation
    from monitor.model import Article, Watchlist

_MOST_EXCERPTS: Final = 8
_STYLES: Final = {"alert": "bold green", "near_miss": "bold yellow", "none": "dim"}
_FOUND: Final = "bold red"


def register(app: typer.Typer) -> None:
    """Add the command `explain`."""
    app.command("explain", no_args_is_help=True)(explain)


def explain(
    source: Annotated[
        str,
        typer.Argument(
            metavar="URL|FILE",
            help="A page, or a text with its title on the first line; - is stdin.",
        ),
    ],
    watchlist: Annotated[
        list[str] | None,
        typer.Option(
            "--watchlist",
            "-w",
            metavar="FILE|ID",
            help="Watchlist file or folder, or the id of a configured one; else all configured.",
            autocompletion=watchlist_ids,
        ),
    ] = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """Say why one article is found by a watchlist, or what is missing for it.

    Shows the score with its parts, each found word in its sentence, and which part of the query
    does not hold. Of several watchlists the best comes first.

    Example: news-monitor explain -w syria-talks https://example.org/story
    """
    from monitor.cli.fetching import fetch_settings
    from monitor.cli.lines import json_line
    from monitor.cli.source import read_source
    from monitor.matching import explaining

    watchlists = _watchlists(watchlist or [], config)
    found = read_source(source, lambda: fetch_settings(config))
    article = _article(source, found)
    told = [explaining.explain(each, article) for each in watchlists]
    told.sort(key=lambda each: -each.score)
    if as_json:
        typer.echo(json_line(_fields(found, article, told)))
    else:
        _print(found, article, told)


def _watchlists(named: Sequence[str], config: Path | None) -> list[Watchlist]:
    """Return what was named, or all that are configured; raise ConfigError or BadParameter."""
    from monitor.config.load import load_watchlists

    if not named:
        return _checked(_configured(config))
    files = [Path(name) for name in named if _is_path(name)]
    ids = [name for name in named if not _is_path(name)]
    found = list(load_watchlists(files)) if files else []
    configured = {each.id: each for each in _configured(config)} if ids else {}
    for name in ids:
        each = next((each for each in configured.values() if each.id == name), None)
        if each is None:
            raise typer.BadParameter(
                f"{name} is neither a file nor a configured watchlist{_guess(name, configured)}",
                param_hint="-w",
            )
        found.append(each)
    return _checked(found)


def _configured(config: Path | None) -> list[Watchlist]:
    from monitor.config.load import find_config, load_config

    return list(load_config(find_config(config)).watchlists)


def _checked(found: list[Watchlist]) -> list[Watchlist]:
    if not found:
        raise typer.BadParameter("there is no watchlist", param_hint="-w")
    return found


def _is_path(name: str) -> bool:
    return os.path.lexists(name) or "/" in name or name.endswith((".yaml", ".yml"))


def _guess(name: str, configured: dict[Any, Watchlist]) -> str:
    from monitor.config.problems import guess

    meant = guess(name, configured)
    return f"; did you mean {meant}?" if meant else ""


def _article(name: str, found: Source) -> Article:
    from monitor.model import Article
    from monitor.rules.articles import host_of

    return Article(
        id=name,
        title=found.title,
        text=found.text,
        url=found.url,
        outlet=host_of(found.url) or None,
        language=found.language,
    )


def _excerpts(article: Article, told: Explanation) -> list[Excerpt]:
    from monitor.cli.excerpts import excerpts

    return excerpts(article.title, article.text, told.spans, most=_MOST_EXCERPTS)


def _fields(found: Source, article: Article, told: Sequence[Explanation]) -> dict[str, Any]:
    return {
        "title": article.title,
        "url": article.url,
        "outlet": article.outlet,
        "language": article.language,
        "quality": found.quality.value if found.quality else None,
        "characters": len(article.text),
        "watchlists": [_explained(article, each) for each in told],
    }


def _explained(article: Article, told: Explanation) -> dict[str, Any]:
    parts = told.match.parts if told.match else ()
    return {
        "watchlist": told.watchlist.id,
        "enabled": told.watchlist.enabled,
        "score": told.score,
        "decision": told.verdict.value,
        "threshold": told.watchlist.threshold,
        "near_miss_margin": told.watchlist.near_miss_margin,
        "parts": [{"name": each.name, "value": each.value, "why": each.why} for each in parts],
        "groups": [
            {
                "words": len(each.words),
                "negative": each.is_negative,
                "found": list(each.found),
                "holds": each.holds,
                "holds_near_the_top": each.holds_near_the_top,
            }
            for each in told.clauses
        ],
        "spans": [
            {"field": each.field, "start": each.start, "end": each.end, "term": each.term}
            for each in told.spans
        ],
        "excerpts": [
            {"field": each.field, "text": each.text, "marks": [list(at) for at in each.marks]}
            for each in _excerpts(article, told)
        ],
        "missing": list(told.missing),
    }


def _print(found: Source, article: Article, told: Sequence[Explanation]) -> None:
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
    in_colour = console.is_terminal and not console.no_color
    for line in _head(found, article):
        console.print(line)
    for each in told:
        console.print()
        for line in _told(article, each, in_colour=in_colour):
            console.print(line)
    # So that a broken pipe is told here, where it is caught.
    sys.stdout.flush()


def _head(found: Source, article: Article) -> Iterator[Text]:
    from rich.text import Text

    from monitor.rules.printable import escape_line

    yield Text(escape_line(article.title or "(no title)"), style="bold")
    size = f"{len(article.text)} characters"
    quality = found.quality.value.replace("_", " ") if found.quality else "text"
    known = [article.outlet, article.language or "language unknown", f"{quality} of {size}"]
    yield Text(escape_line(", ".join(filter(None, known))))


def _told(article: Article, told: Explanation, *, in_colour: bool) -> Iterator[Text]:
    from rich.text import Text

    from monitor.rules.printable import escape_line

    watchlist, verdict = told.watchlist, told.verdict.value
    yield Text.assemble(
        (escape_line(watchlist.id), "bold"),
        ": ",
        (verdict.replace("_", " "), _STYLES.get(verdict, "")),
        f", score {told.score:g}, threshold {watchlist.threshold:g}",
        "" if watchlist.enabled else ", disabled",
    )
    for part in told.match.parts if told.match else ():
        yield Text(f"  {part.name} {part.value:g}: {escape_line(part.why)}")
    for sentence in told.missing:
        yield Text(f"  missing: {escape_line(sentence)}")
    excerpts = _excerpts(article, told)
    if excerpts:
        yield Text("  found:")
    # Each on a line of its own, so that its first letter gives the line its direction.
    for excerpt in excerpts:
        yield Text("    ") + _marked(excerpt, in_colour=in_colour)


def _marked(excerpt: Excerpt, *, in_colour: bool) -> Text:
    from rich.text import Text

    from monitor.rules.printable import escape_line

    line, done = Text(), 0
    for start, end in excerpt.marks:
        word = escape_line(excerpt.text[start:end])
        line.append(escape_line(excerpt.text[done:start]))
        line.append(word if in_colour else f"‹{word}›", style=_FOUND)
        done = end
    return line.append(escape_line(excerpt.text[done:]))
