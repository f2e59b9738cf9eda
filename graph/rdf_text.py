"""Terms and triples as canonical N-Triples: the text that is written, digested and loaded.

A record becomes lines of text at once. An object of the engine for each term
would cost ten times as much, and say the same.
"""

import re
from functools import lru_cache

from pyoxigraph import Literal, NamedNode

__all__ = ["SOMEBODY", "Term", "iri_text", "literal_text", "read_term", "triple_line"]

Term = NamedNode | Literal

SOMEBODY = "\x01"
"""Stands for an IRI in lines to be: no line has it, as literals escape it and IRIs may not hold it."""

_IRIS_KEPT = 16_384
"""IRIs that are not looked through again: a row is named by all that was read from it."""

_ESCAPED = re.compile('[\x00-\x1f"\\\\\x7f\ufffe\uffff]')
"""What stands in a canonical literal only as an escape."""

_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?\Z', re.DOTALL)
_PLAIN = re.compile(r'"[^"\\]*"\Z')
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_MEANT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


@lru_cache(_IRIS_KEPT)
def iri_text(iri: str) -> str:
    """Write an IRI.

    Raises
    ------
    ValueError
        If it is none.

    Examples
    --------
    >>> iri_text("https://example.org/perché")
    '<https://example.org/perché>'
    """
    NamedNode(iri)  # refuses what is no IRI, and so all that could end it early
    return f"<{iri}>"


def literal_text(text: str) -> str:
    r"""Write a plain literal.

    Examples
    --------
    >>> print(literal_text('detta "casa"'))
    "detta \"casa\""
    """
    return str(Literal(text)) if _ESCAPED.search(text) else f'"{text}"'


def triple_line(subject: str, predicate: str, value: str) -> str:
    """Write a triple as a line; the subject is an IRI known to be one, or ``SOMEBODY``; the rest is text."""
    return f"<{subject}> {predicate} {value} .\n"


def read_term(text: str) -> Term:
    """Give the term that a text writes.

    Raises
    ------
    ValueError
        If it is neither an IRI nor a literal.

    Examples
    --------
    >>> read_term('"perché"@it').value
    'perché'
    """
    if text.startswith("<") and text.endswith(">"):
        return NamedNode(text[1:-1])
    if _PLAIN.match(text):
        return Literal(text[1:-1])
    found = _LITERAL.match(text)
    if found is None:
        raise ValueError(f"only IRIs and literals are read, not {text}")
    value, language, kind = found.groups()
    if "\\" in value:
        value = _ESCAPE.sub(_unescape, value)
    if kind is not None:
        return Literal(value, datatype=NamedNode(kind))
    return Literal(value, language=language)


def _unescape(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    return chr(int(code, 16)) if code else _MEANT[found[3]]
