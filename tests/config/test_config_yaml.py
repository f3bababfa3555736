"""The narrow YAML: what it reads, what it refuses, and where it says so."""

from __future__ import annotations

import time

import pytest

from monitor.config.composer import MOST_LEVELS, MOST_VALUES
from monitor.config.document import parse_document, read_document, read_text


def problems(text: str) -> list[str]:
    """Return what a document's text is told off for."""
    return [str(problem) for problem in parse_document(text, shown="f").problems]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("FALSE", False),
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2017-05-04", "2017-05-04"),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("-3", -3),
        ("1_000", "1_000"),
        ("1.5e3", 1500.0),
        (".5", 0.5),
        (".inf", float("inf")),
        ("-.inf", float("-inf")),
        ("'12'", "12"),
        ('"true"', "true"),
        ("[a, 1]", ["a", 1]),
        ("{a: {b: []}}", {"a": {"b": []}}),
    ],
)
def test_scalars_follow_yaml_1_2(written, value):
    """Unquoted words are what YAML 1.2's core schema says, so `no` stays a text."""
    document = parse_document(f"key: {written}\n", shown="f")

    assert document.value == {"key": value}
    assert not document.problems


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "a: &x [1]\nb: 2\n",
            "f:1:4: a: anchors (&x) are not allowed; write the value out where it is needed",
        ),
        ("a: 1\nb: *x\n", "f:2:4: b: aliases (*x) are not allowed; write the value out"),
        ("a:\n  - 1\n  - *x\n", "f:3:5: a[1]: aliases (*x) are not allowed; write the value out"),
        ("a:\n  <<: {b: 1}\n", "f:2: a.<<: merge keys are not allowed; write the values out"),
        (
            "a: !!python/object:os.system x\n",
            "f:1:4: a: tags (!!python/object:os.system) are not allowed; leave it out",
        ),
        ("a: 1\nb: 2\na: 3\n", "f:3: a: stands twice; first in line 1"),
        ("a:\n  b: {c: 1, c: 2}\n", "f:2: a.b.c: stands twice; first in line 2"),
        ("a: 1\n---\nb: 2\n", "f:2:1: should hold one document; a second begins here"),
        ("? [a]\n: b\n", "f:1:3: a key should be a text"),
        ('a: 1\nb: "\\ud800"\n', "f:2:7: b: is not valid YAML: no such escape"),
        ("a: 1\nb: \x07\n", "f:2:4: should not hold the control character U+0007"),
        ("a: 1\n\tb: 2\n", "f:2:1: a: is not valid YAML: a tab stands here"),
        ("a: [1, 2\nb: 3\n", "f:2:2: a[2]: is not valid YAML: the [ of line 1 is not closed"),
        ("a: b: c\n", "f:1:5: is not valid YAML: a second colon stands here"),
        ('a: "b\nc: d\n', 'f:3:1: a: is not valid YAML: the " of line 1 is never closed'),
    ],
)
def test_what_is_refused_is_told_with_its_place(text, problem):
    """Each thing that the narrow YAML leaves out is told with line, column and key."""
    told = problems(text)

    assert len(told) == 1
    assert told[0].startswith(problem)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a:\n\t- b\n", "2:1: a: is not valid YAML: a tab stands here; indent with spaces"),
        (
            "a: b: c\n",
            "1:5: is not valid YAML: a second colon stands here; put a text that holds a colon and a space in quotes",
        ),
        ("a: 'b\n", "2:1: a: is not valid YAML: the ' of line 1 is never closed"),
        (
            "a: {b: 1\n",
            "2:1: a: is not valid YAML: the { of line 1 is not closed; is a comma or } missing?",
        ),
        ("a: [b]]\n", "1:7: is not valid YAML: this ] closes nothing"),
        ("a: [b,, c]\n", "1:7: a[1]: is not valid YAML: , stands where a value should be"),
        (
            "a: [${B}]\n",
            "1:6: a[1]: is not valid YAML: put ${NAME} in quotes where it stands between [ and ]",
        ),
        ("a: 1\nb\nc: 2\n", "2:1: is not valid YAML: is a colon missing after this key?"),
        (
            "a: 1\n  b: 2\n",
            "2:4: is not valid YAML: a key cannot stand here; is it indented like the keys that it belongs to?",
        ),
        (
            "a:\n    b: 1\n  c: 2\n",
            "3:3: is not valid YAML: this is no key of those from line 1 on; are they indented alike?",
        ),
        (
            "- a\nb: 1\n",
            "2:1: [1]: is not valid YAML: this is no item of the list from line 1 on; begin each with a hyphen, all indented alike",
        ),
        (
            'query: "a b" AND c\n',
            "1:14: is not valid YAML: a text goes on after its closing quotation mark; put all of it in single quotes, or below its key after >",
        ),
        ("a: @b\n", "1:4: a: is not valid YAML: a text cannot begin with @ unless it is in quotes"),
        (
            "a: * b\n",
            "1:5: a: is not valid YAML: a text cannot begin with * unless it is in quotes",
        ),
        (
            'a: "\\d"\n',
            "1:5: a: is not valid YAML: no such escape; between double quotes write two backslashes, or use single quotes",
        ),
        ("a: > b\n", "1:6: a: is not valid YAML: a text after > begins in the line below it"),
        (
            "a: - b\n",
            "1:4: a: is not valid YAML: a list cannot begin on the line of its key; write it below, or as [a, b]",
        ),
    ],
)
def test_broken_yaml_is_told_in_the_writers_words(text, told):
    """What libyaml stumbled over is told as what its writer most likely did."""
    assert problems(text) == [f"f:{told}"]


def test_what_stood_before_broken_yaml_is_kept():
    """The part before a mistake in the YAML can still be checked, and what is cut off is known."""
    document = parse_document("a: 1\nb:\n  - {c: 2}\n  - {d: 3, e: 4\nf: 5\n", shown="f")

    assert document.value == {"a": 1, "b": [{"c": 2}, {"d": 3, "e": "4 f"}]}
    assert document.unfinished == {(), ("b",), ("b", 1)}
    assert document.is_doubtful(("b", 1, "e"))
    assert not document.is_doubtful(("b", 1, "d"))


def test_mistakes_under_a_refused_key_are_told_too():
    """A duplicate key does not hide what stands under it."""
    told = problems("a: 1\na: {b: *x}\n")

    assert told == [
        "f:2: a: stands twice; first in line 1",
        "f:2:8: aliases (*x) are not allowed; write the value out",
    ]


def test_line_numbers_are_those_of_an_editor():
    """Separators that libyaml takes for line ends are blanks, in values and for counting."""
    document = parse_document("# x\u2028y\na: b\u2029c\x85d\ne: *f\n", shown="f")

    assert document.value == {"a": "b c d", "e": None}
    assert [problem.line for problem in document.problems] == [3]


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_every_line_ending_and_a_byte_order_mark_are_read(files, ending):
    """Files from other systems read alike, with the same line numbers."""
    file = files.write("f", b"\xef\xbb\xbf" + ending.join([b"a: 1", b"b: *x", b""]))
    document = read_document(file, max_bytes=100)

    assert document.value == {"a": 1, "b": None}
    assert [problem.line for problem in document.problems] == [2]


def test_what_is_no_readable_text_is_told_in_words(files):
    """A missing file, a folder, a large file and other encodings each get their sentence."""
    large = files.write("large", "x" * 11)
    latin = files.write("latin", "a\nb: é\n".encode("latin-1"))

    told = [
        files.relative(str(read_document(file, max_bytes=10).problems[0]))
        for file in (files.folder / "none", files.folder, large, latin)
    ]
    assert told == [
        "none: cannot be read: No such file or directory",
        f"{files.folder}: should be a file, not a folder",
        "large: should be at most 10 bytes",
        "latin: should be UTF-8 text (byte 5 in line 2 is not)",
    ]


def test_a_text_file_is_read_with_plain_line_ends(files):
    """Texts beside the YAML, such as seeds, come without a mark and with line feeds."""
    text = read_text(files.write("t", b"\xef\xbb\xbfa\r\nb\rc"), max_bytes=100)

    assert text == "a\nb\nc"


def test_depth_and_number_of_values_are_capped():
    """Nesting and lists beyond any real configuration are refused where they begin."""
    deep = problems("[" * 100_000)
    many = problems("[" + "1," * (MOST_VALUES + 1) + "]")

    assert f"f:1:{MOST_LEVELS + 1}: " in deep[0]
    assert f"should not be nested deeper than {MOST_LEVELS} levels" in deep[0]
    assert f"should not hold more than {MOST_VALUES} values" in many[0]


def _laughs(line: str) -> str:
    lines = ["a0: &a0 {x: 1}"]
    lines += [line.format(here=level, below=level - 1) for level in range(1, 40)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "bomb",
    [
        _laughs("a{here}: &a{here} [*a{below}, *a{below}, *a{below}, *a{below}]"),
        _laughs("a{here}: &a{here} {{<<: [*a{below}, *a{below}, *a{below}, *a{below}]}}"),
        "{a: " * 200_000,
        "- " * 500_000,
        "a: &" + "b" * 1_000_000,
        "k: " + "9" * 1_000_000,
        "".join(f"a: {number}\n" for number in range(20_000)),
        "? " * 100_000,
        '"' + "\\" * 999_999,
    ],
    ids=[
        "laughs",
        "merges",
        "deep mappings",
        "deep lists",
        "long anchor",
        "long number",
        "one key",
        "complex keys",
        "escapes",
    ],
)
def test_bombs_cost_no_more_than_their_size(bomb):
    """What hangs other loaders, or takes their memory, is refused in well under a second."""
    begun = time.process_time()
    parse_document(bomb, shown="f")

    assert time.process_time() - begun < 1.5
