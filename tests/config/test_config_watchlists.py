"""Watchlist files: their mistakes with exact places, their seeds, and what comes out of them."""

from __future__ import annotations

from textwrap import dedent

import pytest

from monitor.config.load import load_watchlists
from monitor.errors import ConfigError
from monitor.watchlist import Seed, Term

MISSING = "should have a query, terms, people, places, seeds or examples"
TERM = "should hold a letter or digit"
SEED = "should have a title, a text, a file or a url"
KINDS = "should have either title and text, or file, or url"
NAME = "should be 1 to 64 of a-z, 0-9, dot, hyphen and underscore, beginning with a letter or digit"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "1: should hold a watchlist, and is empty"),
        ("# nothing\n", "1: should hold a watchlist, and is empty"),
        ("words", "1: should be keys and values (got words)"),
        ("id: w", f"1: {MISSING}"),
        ("id: w\nquery: null\nterms: []", f"1: {MISSING}"),
        ("query: x", "1: id: is missing; give it a short name of its own"),
        ("id: A\nquery: x", f"1: id: {NAME} (got A)"),
        ("id: 12\nquery: x", "1: id: should be text (got 12); put it in quotes"),
        ("id: w\nquery: x\nchannel: a/b", f"3: channel: {NAME} (got a/b)"),
        ("id: w\nquery: x\nname: W", "3: name: not a known key; did you mean title?"),
        ("id: w\nkeywords: [x]\nquery: x", "2: keywords: not a known key; did you mean terms?"),
        ("id: w\nquery: x\nlanguages: fr", "3: languages: should be a list (got fr)"),
        (
            "id: w\nquery: x\nlanguages:\n  - fr\n  - French!",
            "5: languages[1]: should be a language tag such as fr or pt-BR (got French!)",
        ),
        ("id: w\nquery: x\nthreshold: 1.01", "3: threshold: should be at most 1 (got 1.01)"),
        ("id: w\nquery: x\nthreshold: -1", "3: threshold: should be at least 0 (got -1)"),
        (
            "id: w\nquery: x\nthreshold: '0.5'",
            "3: threshold: should be a number (got 0.5); leave the quotes away",
        ),
        ("id: w\nquery: x\nnear_miss_margin: 2", "3: near_miss_margin: should be at most 1 (got 2)"),
        ("id: w\nquery: x\nenabled: no", "3: enabled: should be true or false (got no)"),
        # terms
        ("id: w\nterms: x", "2: terms: should be a list (got x)"),
        ("id: w\nterms:\n  - x\n  - '-'", f"4: terms[1]: {TERM} (got -)"),
        (
            "id: w\nterms: [fo*o]",
            "2: terms[0]: should have * at its end only, as in prefix* (got fo*o)",
        ),
        ("id: w\nterms:\n  - term: '*'", f"3: terms[0].term: {TERM} (got *)"),
        (
            "id: w\nterms:\n  - x\n  - 2017",
            "4: terms[1]: should be text, or term and aliases (got 2017); put it in quotes",
        ),
        ("id: w\nterms:\n  - [x]", "3: terms[0]: should be text, or term and aliases (got a list)"),
        ("id: w\nterms:\n  - {}", "3: terms[0].term: is missing; give it a word or phrase"),
        ("id: w\nterms:\n  - {term: x, alias: {}}", "3: terms[0].alias: not a known key; did you mean aliases?"),
        (
            "id: w\nterms:\n  - term: x\n    aliases: [y]",
            "4: terms[0].aliases: should be keys and values (got a list)",
        ),
        (
            "id: w\nterms:\n  - term: x\n    aliases:\n      fr: y\n      deutsch: z",
            "6: terms[0].aliases.deutsch: should be a language tag such as fr or pt-BR (got deutsch)",
        ),
        (
            "id: w\nterms:\n  - term: x\n    aliases:\n      fr:\n        - y\n        - 5",
            "7: terms[0].aliases.fr[1]: should be text (got 5); put it in quotes",
        ),
        (
            "id: w\nterms:\n  - term: x\n    aliases:\n      pt: y\n      pt-BR: z",
            "6: terms[0].aliases.pt-BR: is the same language as pt; put all its forms there",
        ),
        ("id: w\nquery: x\nexclude: ['…']", f"3: exclude[0]: {TERM} (got …)"),
        # seeds
        ("id: w\nquery: x\nseeds:\n  - {}", f"4: seeds[0]: {SEED}"),
        ("id: w\nquery: x\nseeds:\n  - {title: ' ', text: ''}", f"4: seeds[0]: {SEED}"),
        ("id: w\nseeds:\n  - {title: a, file: b.md}", f"3: seeds[0]: {KINDS} (got title and file)"),
        ("id: w\nseeds:\n  - {url: 'http://a.example', text: a}", f"3: seeds[0]: {KINDS} (got text and url)"),
        (
            "id: w\nseeds:\n  - url: a.example",
            "3: seeds[0].url: should be an http or https address with a host (got a.example)",
        ),
        (
            "id: w\nseeds:\n  - language: fr\n    file: none.md",
            "4: seeds[0].file: cannot be read: No such file or directory (got none.md)",
        ),
        ("id: w\nseeds:\n  - file: .", "3: seeds[0].file: should be a file, not a folder (got .)"),
        ("id: w\nseeds:\n  - {title: 5}", "3: seeds[0].title: should be text (got 5); put it in quotes"),
        # queries
        ("id: w\nquery: ' '", "2: query: should be a query, or left out (got  )"),
        (
            "id: w\nquery: (a OR b",
            ("2:15: query: the ( of column 1 is never closed; expected ) or AND, OR, NOT, NEAR/n, "
            "another operand or the end"),
        ),
        (
            "id: w\nquery: >\n  a AND\n  (b OR\n  OR c)",
            '5:3: query: OR stands here; expected a word, a "phrase", a prefix* or (',
        ),
        (
            "id: w\nquery: 'it''s AND )'",
            '2:19: query: ) stands here; expected a word, a "phrase", a prefix* or (',
        ),
        (
            'id: w\nquery: "\\"a b\\" AND\n  titel:x"',
            ("3:3: query: there is no field 'titel'; expected one of title:, lead:, text:, url:, "
            "site:, lang:, author:, or quotation marks around what holds a colon"),
        ),
        (
            "id: w\nquery: NOT a",
            ("2:12: query: the query holds on every text that lacks its words; expected a word that "
            "must be there, joined by AND to what must not"),
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_exact_place(files, text, problem):
    """Each mistake of a watchlist is one line, with file, line and key, and a column in queries."""
    told = files.watchlist_problems(text + "\n")

    assert problem in [line.removeprefix("w.yaml:") for line in told]


def test_mistakes_of_a_list_of_watchlists_name_the_item(files):
    """A file may hold a list; keys then say which watchlist is meant."""
    told = files.watchlist_problems(
        """\
        - {id: a, query: x}
        - {id: b, query: "x)"}
        - {id: a, query: x, threshold: 7}
        """
    )

    place = f"{files.folder}/watchlists/w.yaml:1"
    assert told == [
        (
            "w.yaml:2:20: [1].query: this ) closes nothing; expected AND, OR, NOT, NEAR/n, another "
            "operand or the end"
        ),
        "w.yaml:3: [2].threshold: should be at most 1 (got 7)",
        f"w.yaml:3: [2].id: is taken by the watchlist at {files.relative(place)} (got a)",
    ]


def test_a_file_with_mistakes_hides_nothing_of_the_others(files):
    """Every file of the folder is read to its end, whatever the ones before it held."""
    files.write("watchlists/a.yaml", "id: a\nquery: [\n")
    files.write("watchlists/b.yaml", b"\xff")
    files.write("watchlists/c.yaml", "id: c\nquerry: x\n")
    told = files.problems("feeds: 5\n")

    assert [line.partition(": ")[0] for line in told] == [
        "monitor.yaml:1",
        "watchlists/a.yaml:2",
        "watchlists/a.yaml:3:1",
        "watchlists/b.yaml",
        "watchlists/c.yaml:1",
        "watchlists/c.yaml:2",
    ]


def test_ids_are_unique_over_all_files(files):
    """Two files cannot claim one id, and the second is told where the first is."""
    first = files.write("watchlists/a.yaml", "title: A\nid: one\nquery: x\n")
    files.write("watchlists/b.yml", "query: x\nid: one\n")
    told = files.problems()

    assert told == [
        f"watchlists/b.yml:2: id: is taken by the watchlist at {files.relative(str(first))}:2 (got one)"
    ]


def test_all_keys_come_out_as_the_model_has_them(files):
    """A full watchlist arrives in the program's own words."""
    files.write("seeds/lake.fr.md", "# Le lac #\n\nUn\nparagraphe.\n\nUn autre.\n")
    files.write(
        "watchlists/w.yaml",
        """\
        id: lake-talks
        title: Talks on the lake
        channel: lakes
        languages: [fr, EN-gb]
        query: lake AND talks
        terms:
          - plain
          - {term: lake*, aliases: {fr: lac, de: [See, Seen]}}
        exclude: [regatta]
        seeds:
          - {file: ../seeds/lake.fr.md}
          - {title: " Inline ", text: "", language: tr}
          - {url: "https://a.example/story", language: ru}
        threshold: 0.7
        near_miss_margin: 0.05
        enabled: false
        """,
    )
    (watchlist,) = files.load().watchlists

    assert (watchlist.id, watchlist.title) == ("lake-talks", "Talks on the lake")
    assert watchlist.channel == "lakes"
    assert watchlist.languages == {"fr", "en"}
    assert watchlist.query == "lake AND talks"
    assert watchlist.terms == (
        Term(text="plain"),
        Term(text="lake*", aliases=(("fr", ("lac",)), ("de", ("See", "Seen")))),
    )
    assert watchlist.exclude == (Term(text="regatta"),)
    assert watchlist.seeds == (
        Seed(
            title="Le lac",
            text="Un paragraphe.\nUn autre.",
            language="fr",
            origin=str(files.folder / "watchlists/../seeds/lake.fr.md"),
        ),
        Seed(title="Inline", text="", language="tr", origin="inline"),
        Seed(
            title="",
            text="",
            language="ru",
            origin="https://a.example/story",
            url="https://a.example/story",
        ),
    )
    assert (watchlist.threshold, watchlist.near_miss_margin) == (0.7, 0.05)
    assert not watchlist.enabled


def test_title_and_channel_default_to_the_id(files):
    """A watchlist of two keys is whole."""
    files.write("watchlists/w.yaml", "id: ports\nquery: port\n")
    (watchlist,) = files.load().watchlists

    assert (watchlist.title, watchlist.channel) == ("ports", "ports")
    assert (watchlist.threshold, watchlist.near_miss_margin) == (0.5, 0.1)
    assert watchlist.enabled


@pytest.mark.parametrize(
    ("name", "body", "seed"),
    [
        ("a.md", "Title\nLine one\nline two\n", ("Title", "Line one\nline two", None)),
        ("a.AR.txt", "## Title ##\n", ("Title", "", "ar")),
        ("report.old.md", "Title", ("Title", "", None)),
        ("b.md", "\n\n# A\n\nb\n\n\nc\n", ("A", "b\nc", None)),
    ],
)
def test_a_seed_file_is_a_title_and_paragraphs(files, name, body, seed):
    """The first line is the title, blank lines part paragraphs, the name may tell the language."""
    files.write(f"watchlists/{name}", body)
    files.write("watchlists/w.yaml", f"id: w\nseeds: [{{file: {name}}}]\n")
    (found,) = files.load().watchlists[0].seeds

    assert (found.title, found.text, found.language) == seed


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b" \n\n", "should hold a title and a text, and is empty"),
        (b"a\x00b", "should hold text, and holds control characters"),
        (b"x" * 200_001, "should be at most 200000 bytes"),
        (b"\xe9t\xe9", "should be UTF-8 text (byte 0 in line 1 is not)"),
    ],
)
def test_a_seed_file_must_hold_text(files, body, problem):
    """An empty, binary, huge or wrongly encoded seed is told of where it is named."""
    files.write("watchlists/s.md", body)
    told = files.watchlist_problems("id: w\nseeds:\n  - file: s.md\n")

    assert told == [f"w.yaml:3: seeds[0].file: {problem} (got s.md)"]


def test_the_revision_changes_with_what_decides_matches_only(files):
    """Names may change freely; a word, a threshold or a seed makes another revision."""

    def revision(text: str) -> str:
        files.write("watchlists/w.yaml", dedent(text))
        return files.load().watchlists[0].revision

    plain = revision("id: a\nquery: x\nterms: [y]\n")

    assert revision("id: b\ntitle: B\nchannel: c\nquery: x\nterms: [{term: y}]\n") == plain
    assert revision("id: a\nquery: x\nterms: [z]\n") != plain
    assert revision("id: a\nquery: x\nterms: [y]\nthreshold: 0.6\n") != plain
    assert revision("id: a\nquery: x\nterms: [y]\nseeds: [{title: t}]\n") != plain


def test_only_yaml_files_of_a_folder_are_read_in_order(files):
    """Notes, hidden files and editors' copies lie beside watchlists and do no harm."""
    for name in ("b.yaml", "a.yml"):
        files.write(f"watchlists/{name}", f"id: {name[0]}\nquery: x\n")
    for name in (".hidden.yaml", "a.yaml~", "notes.md"):
        files.write(f"watchlists/{name}", "nonsense: [")

    assert [watchlist.id for watchlist in files.load().watchlists] == ["a", "b"]


def test_watchlists_may_be_one_file(files):
    """The main file may name a file in place of a folder."""
    files.write("mine.yaml", "[{id: a, query: x}, {id: b, query: y}]\n")
    config = files.load("watchlists: mine.yaml\n")

    assert [watchlist.id for watchlist in config.watchlists] == ["a", "b"]


def test_load_watchlists_takes_files_and_folders_in_order(files):
    """A file that was read already, by whatever name, is not read again."""
    one = files.write("one.yaml", "id: one\nquery: x\n")
    files.write("folder/two.yaml", "id: two\nquery: x\n")
    (files.folder / "folder/same.yaml").symlink_to(one)
    found = load_watchlists([one, files.folder / "folder", one])

    assert [watchlist.id for watchlist in found] == ["one", "two"]


def test_load_watchlists_tells_of_every_path(files):
    """A path that is not there does not hide the mistakes of the others."""
    bad = files.write("bad.yaml", "id: w\n")
    with pytest.raises(ConfigError) as caught:
        load_watchlists([files.folder / "none", bad])

    assert [files.relative(problem) for problem in caught.value.problems] == [
        f"bad.yaml:1: {MISSING}",
        "none: should be a folder or a file, and is not there",
    ]
