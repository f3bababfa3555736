"""`news-monitor init`: a configuration to begin with, and a first watchlist out of one article.

It only writes files of a folder, never over what is there, and reads them back before it says that
it is done. What is proposed and why is for `monitor.proposing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from monitor.cli.options import AsJson

if TYPE_CHECKING:
    from monitor.config.settings import FetchSettings
    from monitor.proposing.proposal import Proposal
    from monitor.reading.given import HostRuleSpec
    from monitor.watchlist import Seed

_LONGEST_ID: Final = 40
_LONGEST_TITLE: Final = 300
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_DEFAULT_LANGUAGE: Final = "en"
_EXAMPLE_ID: Final = "first-watchlist"


def register(app: typer.Typer) -> None:
    """Add the command `init`."""
    app.command(name="init")(init)


_Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to write; made if need be.")]
_Source = Annotated[
    str | None,
    typer.Option(metavar="URL|FILE", help="An article of the kind you want; - is stdin."),
]
_Languages = Annotated[
    str | None,
    typer.Option(metavar="fr,en,...", help="Languages to watch; else English, and the seed's own."),
]
_Id = Annotated[
    str | None, typer.Option("--id", metavar="ID", help="The watchlist's id and channel.")
]
_Title = Annotated[str | None, typer.Option(metavar="TEXT", help="Its title; else the seed's.")]
_Add = Annotated[
    bool, typer.Option("--add", help="Only add the watchlist to the configuration in FOLDER.")
]
_Force = Annotated[bool, typer.Option("--force", help="Replace files that are there.")]


def init(
    folder: _Folder = Path("config"),
    *,
    seed: _Source = None,
    language: _Languages = None,
    watchlist_id: _Id = None,
    title: _Title = None,
    add: _Add = False,
    force: _Force = False,
    as_json: AsJson = False,
) -> None:
    """Write a configuration to begin with, and a watchlist proposed from an article.

    Writes FOLDER/monitor.yaml with feeds in the languages asked for, a watchlist, and schemas for
    editors. With --seed the watchlist is a query made of the names and events of that article, in
    all these languages, with a comment for each line; the article is kept beside it. Writes all or
    nothing, and never over files that are there.

    Example: news-monitor init --seed https://example.org/story --language fr,en,ru,ar,tr
    """
    from monitor.cli.lines import json_line
    from monitor.config.newfiles import write_all

    languages = _languages(language)
    name = None if watchlist_id is None else _checked_id(watchlist_id)
    plan = _plan(folder, seed, languages, watchlist_id=name, title=title, add=add)
    write_all(folder, plan.files, force=force, check=lambda: _check(folder, plan))
    if as_json:
        typer.echo(json_line(_fields(folder, plan)))
        return
    for line in _lines(folder, plan):
        typer.echo(line)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is to be written, and what is told of it.

    proposal: None without a seed.
    feeds: Ids of the feeds in the main file; None where it is not written.
    """

    watchlist_id: str
    files: dict[str, str]
    languages: tuple[str, ...]
    feeds: tuple[str, ...] | None
    notes: tuple[str, ...]
    threshold: float
    seed_file: str | None
    proposal: Proposal | None


def _languages(text: str | None) -> tuple[str, ...]:
    """Return the tags asked for, each once; raise typer.BadParameter for what is none."""
    if text is None:
        return ()
    tags = [tag.strip().lower().partition("-")[0] for tag in text.split(",") if tag.strip()]
    from monitor.proposing.gazetteer import is_known_language

    for tag in tags:
        if not _LANGUAGE.fullmatch(tag) or not is_known_language(tag):
            raise typer.BadParameter(
                f"{tag} is no language tag such as fr or en", param_hint="--language"
            )
    if not tags:
        raise typer.BadParameter("names no language", param_hint="--language")
    return tuple(dict.fromkeys(tags))


def _checked_id(text: str) -> str:
    from monitor.config.fields import check_name

    try:
        return check_name(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--id") from None


def _plan(
    folder: Path,
    source: str | None,
    languages: tuple[str, ...],
    *,
    watchlist_id: str | None,
    title: str | None,
    add: bool,
) -> _Plan:
    from monitor.config.schema import schema_text
    from monitor.config.starter import starter

    if add and not (folder / "monitor.yaml").is_file():
        raise typer.BadParameter(f"{folder} has no monitor.yaml to add to", param_hint="--add")
    if add and not languages:
        languages = _watched_languages(folder)
    first = _from_seed if source is not None else _example
    watchlist = first(folder, source or "", languages, watchlist_id=watchlist_id, title=title)
    if add:
        return watchlist
    main = starter(watchlist.languages)
    notes = [
        f"no feed is known here in {each}: add some with news-monitor feeds add URL"
        for each in main.without_feeds
    ]
    files = {
        "monitor.yaml": main.text,
        **watchlist.files,
        "schema/monitor.schema.json": schema_text("main"),
        "schema/watchlist.schema.json": schema_text("watchlist"),
        "schema/host-rule.schema.json": schema_text("host-rule"),
    }
    return replace(watchlist, files=files, feeds=main.feeds, notes=(*watchlist.notes, *notes))


def _watched_languages(folder: Path) -> tuple[str, ...]:
    """Return the languages of the configured feeds in which we have words for events."""
    from monitor.config.load import load_config
    from monitor.proposing.lists import EVENT_LANGUAGES

    spoken = {feed.language for feed in load_config(folder / "monitor.yaml").feeds}
    return tuple(sorted(each for each in spoken if each in EVENT_LANGUAGES))


def _example(
    _folder: Path,
    _source: str,
    languages: tuple[str, ...],
    *,
    watchlist_id: str | None,
    title: str | None,
) -> _Plan:
    from monitor.proposing.example import EXAMPLE_THRESHOLD, example_text

    name = watchlist_id or _EXAMPLE_ID
    return _Plan(
        watchlist_id=name,
        files={f"watchlists/{name}.yaml": example_text(watchlist_id=name, title=_line(title))},
        languages=languages or (_DEFAULT_LANGUAGE,),
        feeds=None,
        notes=(),
        threshold=EXAMPLE_THRESHOLD,
        seed_file=None,
        proposal=None,
    )


def _from_seed(
    folder: Path,
    source: str,
    languages: tuple[str, ...],
    *,
    watchlist_id: str | None,
    title: str | None,
) -> _Plan:
    from monitor.config.seeds import seed_text
    from monitor.errors import PermanentError
    from monitor.proposing.proposal import propose
    from monitor.proposing.written import threshold_of, watchlist_text

    seed = _read_seed(source, folder)
    proposal = propose(seed, languages or (_DEFAULT_LANGUAGE,))
    threshold = threshold_of(proposal, seed)
    if threshold is None:
        raise PermanentError(f"{source}: {_too_little(seed)}", reason="no_words")
    name = watchlist_id or _id_for(proposal)
    file = f"seeds/{name}.{proposal.language}.md" if proposal.language else f"seeds/{name}.md"
    written = watchlist_text(
        proposal,
        watchlist_id=name,
        title=_line(title) or _line(seed.title) or name,
        seed_file=f"../{file}",
        threshold=threshold,
    )
    notes = [
        *(f"weak: {caution}" for caution in proposal.cautions),
        *(f"no words for events in {each}: names alone are given" for each in proposal.silent),
    ]
    return _Plan(
        watchlist_id=name,
        files={f"watchlists/{name}.yaml": written, file: seed_text(seed)},
        languages=proposal.languages,
        feeds=None,
        notes=tuple(notes),
        threshold=threshold,
        seed_file=file,
        proposal=proposal,
    )


def _too_little(seed: Seed) -> str:
    """Say why nothing is proposed, and what to do instead."""
    if not any(map(str.isalnum, f"{seed.title}{seed.text}")):
        return "the seed has no words, only signs; give it a title and a text"
    return (
        "names no place, name or event that we know, and has too few telling words in its title; "
        "write the query by hand (docs/watchlists.md), or take a fuller article"
    )


def _read_seed(name: str, folder: Path) -> Seed:
    """Read the seed as it will be read back from its file."""
    from monitor.cli.source import read_source, refuse_walls
    from monitor.config.seeds import seed_from_text, seed_text
    from monitor.errors import FetchRefused
    from monitor.watchlist import Seed

    try:
        source = read_source(
            name,
            lambda: _page_settings(folder)[0],
            host_rules=lambda: _page_settings(folder)[1],
        )
    except FetchRefused as error:
        raise FetchRefused(_refusal(error, name, folder)) from None
    refuse_walls(source, name)
    title, text = source.title, source.text
    if not title.strip():  # a text without a headline begins with its first words
        title, _, text = text.strip().partition("\n")
    seed = Seed(title=title, text=text, language=source.language, origin=name, url=source.url)
    return seed_from_text(seed_text(seed), origin=name, language=source.language)


def _refusal(error: Exception, name: str, folder: Path) -> str:
    """Say what to do about a refused address, also where no file is there yet to allow it in."""
    main = folder / "monitor.yaml"
    if main.is_file():
        return str(error)
    what = str(error).partition(";")[0]
    return (
        f"{what}; save the page and name its file; or run init {folder} without --seed, add the "
        f"network to fetch.allow_networks in {main}, then init {folder} --add --seed {name}"
    )


def _page_settings(folder: Path) -> tuple[FetchSettings, tuple[HostRuleSpec, ...]]:
    """Fetch and read as the configuration in the folder says, where there is a sound one."""
    from monitor.config.load import default_fetch, load_config
    from monitor.errors import ConfigError

    try:
        found = load_config(folder / "monitor.yaml")
    except ConfigError:
        return default_fetch(), ()
    return found.fetch, found.host_rules


def _id_for(proposal: Proposal) -> str:
    """Make an id of the first name and the first event: syria-safe-zone."""
    from monitor.rules.naming import slug

    labels = [group.lines[0].label for group in proposal.groups]
    return slug(" ".join(labels))[:_LONGEST_ID].strip("-") or _EXAMPLE_ID


def _line(text: str | None) -> str:
    return " ".join(filter(str.isprintable, (text or "").split()))[:_LONGEST_TITLE].strip()


def _check(folder: Path, plan: _Plan) -> None:
    """Read everything back as the daemon will; raise ConfigError where it is not what was meant."""
    from monitor.config.load import load_config
    from monitor.errors import ConfigError
    from monitor.matching.compiled import compile_watchlists
    from monitor.model import Article, Verdict

    config = load_config(folder / "monitor.yaml")
    written = next((each for each in config.watchlists if each.id == plan.watchlist_id), None)
    if written is None:
        raise ConfigError(f"{config.path} reads its watchlists elsewhere than in {folder}")
    for seed in written.seeds:
        article = Article(id="seed", title=seed.title, text=seed.text, language=seed.language)
        matches = compile_watchlists([written]).match(article)
        if not matches or matches[0].verdict is not Verdict.ALERT:
            raise ConfigError(f"the watchlist made of {seed.origin} does not find it")


def _lines(folder: Path, plan: _Plan) -> Iterator[str]:
    from monitor.rules.printable import escape_line

    for name in plan.files:
        about = _about(name, plan)
        yield escape_line(f"wrote {folder / name}{f': {about}' if about else ''}")
    for group in plan.proposal.groups if plan.proposal else ():
        yield escape_line(f"  {group.name}: {', '.join(line.label for line in group.lines)}")
    if plan.proposal and plan.proposal.left_out:
        left = ", ".join(line.label for line in plan.proposal.left_out)
        yield escape_line(f"  left out, for you to decide: {left}")
    for note in plan.notes:
        yield f"note: {note}"
    yield "next:"
    for command in _next(folder, plan):
        yield f"  {command}"


def _about(name: str, plan: _Plan) -> str:
    if name == "monitor.yaml":
        return f"{len(plan.feeds or ())} feeds in {', '.join(plan.languages)}"
    if name.startswith("watchlists/") and plan.proposal:
        from monitor.proposing.written import languages_of

        weak = "weak " if plan.proposal.cautions else ""
        return f"a {weak}query in {languages_of(plan.proposal)}; the seed itself alerts"
    return "your copy of the seed" if name == plan.seed_file else ""


def _next(folder: Path, plan: _Plan) -> Sequence[str]:
    from shlex import quote

    main = folder / "monitor.yaml"
    with_config = "" if main == Path("config/monitor.yaml") else f" -c {quote(str(main))}"
    if plan.seed_file:
        seed = quote(str(folder / plan.seed_file))
        first = f"news-monitor explain -w {plan.watchlist_id}{with_config} {seed}"
    else:
        first = f"news-monitor check{with_config}"
    return (
        first,
        f"news-monitor run{with_config}",
        f"news-monitor listen {plan.watchlist_id}{with_config}",
    )


def _fields(folder: Path, plan: _Plan) -> dict[str, Any]:
    proposal = plan.proposal
    return {
        "files": [str(folder / name) for name in plan.files],
        "languages": list(plan.languages),
        "feeds": list(plan.feeds) if plan.feeds is not None else None,
        "watchlist": plan.watchlist_id,
        "threshold": plan.threshold,
        "weak": bool(proposal and proposal.cautions),
        "query_languages": [each for each in proposal.query_languages if each] if proposal else [],
        "seed_language": proposal.language if proposal else None,
        "groups": [
            {"name": group.name, "lines": [line.label for line in group.lines]}
            for group in (proposal.groups if proposal else ())
        ],
        "left_out": [line.label for line in (proposal.left_out if proposal else ())],
        "notes": list(plan.notes),
        "next": list(_next(folder, plan)),
    }
