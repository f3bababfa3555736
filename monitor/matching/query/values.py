"""What a word under a field means: a phrase to find, or a fact about the article.

A language is its primary subtag, a site is a host's name as the network writes it.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from monitor.errors import QuerySyntaxError
from monitor.matching.query.lexemes import OPERAND, Lexeme, shown
from monitor.matching.query.tree import Fact, Operand, phrase_of

_RESERVED: Final = re.compile(r"[:@/]")
_FOREIGN: Final = re.compile(
    "[|!~^?+=<>\\[\\]{}\\\\“”„«»]|^-"
)  # other languages' operators and quotes
_LANGUAGE: Final = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8})*", re.IGNORECASE)
_HOST: Final = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")


def operand_of(lexeme: Lexeme, field: str) -> Operand | Fact:
    """Make an operand of a word or phrase under a field ("" for none). Raises QuerySyntaxError."""
    if field == "lang":
        return _language(lexeme)
    if field == "site":
        return _site(lexeme)
    written, column = lexeme.written, lexeme.column
    # In an address, signs only part words.
    if lexeme.kind == "word" and field != "url" and not written.isalnum():
        _refuse_signs(written, column)
    phrase = phrase_of(written, is_exact=lexeme.kind == "phrase")
    if phrase is None:
        message = f"{shown(written)} holds no letter or digit"
        raise QuerySyntaxError(message, column=column, expected=OPERAND)
    if "*" in written.rstrip()[:-1]:
        message = "* stands inside a word"
        raise QuerySyntaxError(message, column=column, expected="* at the end only, as in prefix*")
    return Operand(phrase, written, column, field)


def site_of(host: str) -> str | None:
    """Return a host's name as it is compared: lower case, IDNA (RFC 3490); None if it is none."""
    lowered = host.strip().strip(".").lower()
    if not lowered.isascii():
        try:
            lowered = lowered.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return lowered if _HOST.fullmatch(lowered) else None


def sites_of(url: str | None) -> list[str]:
    """Return the host of an address and the domains above it, in the form of `site_of`."""
    try:
        host = site_of(urlsplit(url or "").hostname or "")
    except ValueError:
        return []
    labels = host.split(".") if host else []
    return [".".join(labels[at:]) for at in range(len(labels))]


def _language(lexeme: Lexeme) -> Fact:
    found = _LANGUAGE.fullmatch(lexeme.written.strip())
    if found is None:
        message = f"{shown(lexeme.written)} is no language tag"
        expected = "two or three letters, as in lang:fr"
        raise QuerySyntaxError(message, column=lexeme.column, expected=expected)
    return Fact("lang", found[1].lower(), lexeme.written, lexeme.column)


def _site(lexeme: Lexeme) -> Fact:
    host = site_of(lexeme.written)
    if host is None:
        message = f"{shown(lexeme.written)} is no name of a host"
        expected = "a host or a domain without path or star, as in site:example.org"
        raise QuerySyntaxError(message, column=lexeme.column, expected=expected)
    return Fact("site", host, lexeme.written, lexeme.column)


def _refuse_signs(written: str, column: int) -> None:
    reserved = _RESERVED.search(written)
    foreign = _FOREIGN.search(written)
    if reserved is not None:
        message = f"{reserved[0]} is reserved (in {shown(written)})"
        expected = f'a plain word, or a phrase in quotation marks as "a{reserved[0]}b"'
        raise QuerySyntaxError(message, column=column + reserved.start(), expected=expected)
    if foreign is not None:
        message = f"{foreign[0]} means nothing here (in {shown(written)})"
        expected = 'AND, OR, NOT, parentheses or straight quotation marks "..."'
        raise QuerySyntaxError(message, column=column + foreign.start(), expected=expected)
