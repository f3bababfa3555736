"""Queries are read as they are meant, and mistakes are told with their place."""

from __future__ import annotations

import pytest

from monitor.errors import QuerySyntaxError
from monitor.matching.query import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_OPERANDS,
    Group,
    Node,
    Operand,
    parse,
    phrase_of,
    sought,
)


def shown(node: Node) -> str:
    """Write a query's tree with all its parentheses."""
    if isinstance(node, Operand):
        return " ".join(node.phrase.words) + "*" * node.phrase.is_prefix
    if len(node.parts) == 1:
        return f"NOT {shown(node.parts[0])}"
    return "(" + f" {node.kind} ".join(map(shown, node.parts)) + ")"


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("Astana", "astana"),
        ("a b", "(a AND b)"),
        ("a AND b AND c", "(a AND b AND c)"),
        ("a OR b AND NOT c", "(a OR (b AND NOT c))"),
        ("a OR b c OR d", "(a OR (b AND c) OR d)"),
        ("(a OR b) c", "((a OR b) AND c)"),
        ("NOT NOT a", "a"),
        ("a NOT b", "(a AND NOT b)"),
        ("a NOT NOT NOT b", "(a AND NOT b)"),
        ("a AND NOT (b OR c)", "(a AND NOT (b OR c))"),
        ("a and or not", "(a AND and AND or AND not)"),
        ('"peace talks" negotiat*', "(peace talks AND negotiat*)"),
        ('"peace negotiat*"', "peace negotiat*"),
        ('"NOT AND" a"b"', "(not and AND a AND b)"),
        ("l'accord COVID-19", "(l accord AND covid 19)"),
        ("переговор*\n OR\tقمة*", "(переговор* OR قمه*)"),
        ("阿斯塔纳", "阿 斯 塔 纳"),
        ("(((a)))", "a"),
        (f"{'(' * MAX_DEPTH}a{')' * MAX_DEPTH}", "a"),
        ("NOT " * 10_000 + "a", "a"),
        ("a" + " " * 100_000, "a"),
    ],
)
def test_a_query_is_read_as_it_is_meant(query: str, tree: str):
    """NOT binds tightest, then AND, written or not, then OR; parentheses group."""
    assert shown(parse(query).root) == tree


@pytest.mark.parametrize(
    ("query", "column", "message"),
    [
        ("", 1, "the query is empty"),
        ("   ", 1, "the query is empty"),
        ("a AND", 6, "the query ends here"),
        ("a OR OR b", 6, "OR stands here"),
        ("AND a", 1, "AND stands here"),
        ("a NOT", 6, "the query ends here"),
        ("(a OR b", 8, "the ( of column 1 is never closed"),
        ("a)", 2, "this ) closes nothing"),
        ("a () b", 4, ") stands here"),
        ('a "b c', 3, "this quotation mark is never closed"),
        ('a "…"', 3, "holds no letter or digit"),
        ("a * b", 3, "holds no letter or digit"),
        ("tal*ks", 1, "* stands inside a word"),
        ('"peace* talks"', 1, "* stands inside a word"),
        ("a titel:b", 3, "there is no field 'titel'"),
        ("a || b", 3, "| means nothing here"),
        ("a -b", 3, "- means nothing here"),
        ("“a b”", 1, "“ means nothing here"),
        ("NOT a", 5, "lacks its words"),
        ("a OR NOT b", 1, "lacks its words"),
        ("(a OR NOT b) OR c", 2, "lacks its words"),
        ("NOT (a AND b)", 6, "lacks its words"),
        (f"{'(' * (MAX_DEPTH + 1)}a", MAX_DEPTH + 1, "parentheses are open"),
        ("(" * 100_000, MAX_DEPTH + 1, "parentheses are open"),
        ("a " * (MAX_OPERANDS + 1), 2 * MAX_OPERANDS + 1, "more than 20000 words"),
        ("a" * (MAX_LENGTH + 1), MAX_LENGTH + 1, "characters"),
    ],
)
def test_a_mistake_is_told_with_its_column(query: str, column: int, message: str):
    """The error says where the query stops being one, and what could have stood there."""
    with pytest.raises(QuerySyntaxError) as caught:
        parse(query)

    assert message in str(caught.value)
    assert caught.value.column == column
    assert caught.value.expected


def test_a_message_shows_no_control_character():
    """What a query smuggles in is escaped before anybody prints it."""
    with pytest.raises(QuerySyntaxError) as caught:
        parse("x|\x1b[31m\u202e")

    assert str(caught.value).isprintable()


def test_a_query_may_have_twenty_thousand_operands():
    """Long lists of names are read, each at its column."""
    query = parse(" OR ".join(f"name{number}" for number in range(MAX_OPERANDS)))

    assert isinstance(query.root, Group)
    assert len(query.root.parts) == MAX_OPERANDS
    assert list(sought(query.root))[-1].written == f"name{MAX_OPERANDS - 1}"


def test_only_what_a_text_should_have_is_sought():
    """Operands under NOT are not sought, and under two they are."""
    root = parse("a AND NOT (b OR NOT (c d)) OR NOT NOT e").root

    assert [operand.written for operand in sought(root)] == ["a", "c", "d", "e"]


@pytest.mark.parametrize("written", ["", " ", "*", "…", "😀", "\ud800", "\u200b"])
def test_what_holds_no_letter_is_no_phrase(written: str):
    """There is nothing to find in signs."""
    assert phrase_of(written) is None
