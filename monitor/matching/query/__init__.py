"""A watchlist's boolean query: read from text to a tree, with mistakes told by their place.

A small grammar of our own: AND OR NOT NEAR/n, parentheses, "phrases", prefixes*, fields and macros.
It only reads; whether a query holds is for `matching.condition`.
"""

from monitor.matching.query.lexemes import MAX_LENGTH, MAX_NEAR, MAX_OPERANDS
from monitor.matching.query.parser import MAX_DEPTH, parse
from monitor.matching.query.tree import (
    Fact,
    Group,
    Kind,
    Near,
    Node,
    Operand,
    Phrase,
    Query,
    Where,
    operands,
    phrase_of,
    sought,
)

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_NEAR",
    "MAX_OPERANDS",
    "Fact",
    "Group",
    "Kind",
    "Near",
    "Node",
    "Operand",
    "Phrase",
    "Query",
    "Where",
    "operands",
    "parse",
    "phrase_of",
    "sought",
]
