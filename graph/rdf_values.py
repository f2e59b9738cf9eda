"""Values ↔ RDF terms: one codec per kind of value, and the view of quads they are read from.

Every codec writes one text per value, in the lexical form the embedded store
gives back, so that the same records always make the same N-Quads.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Generic, TypeVar
from urllib.parse import quote, unquote

from pyoxigraph import Literal, NamedNode, Quad, Triple

from ..ontology.terms import PREFIXES, short_id
from .rdf_text import Term, iri_text, literal_text, read_term

__all__ = [
    "BOOLEAN",
    "DATE",
    "DECIMAL",
    "ENGLISH",
    "INTEGER",
    "IRI",
    "ITALIAN",
    "NUMBER",
    "TEXT",
    "Codec",
    "Facts",
    "Term",
    "concept",
    "enum_code",
    "facts_of",
    "facts_of_lines",
    "ids",
    "term",
]

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

Facts = Mapping[str, Mapping[str, list[Term]]]
"""Objects by subject and predicate, all by IRI."""

_DECIMAL_DIGITS = 15
"""Digits on each side of the point that every xsd:decimal implementation keeps."""

_TERMS_KEPT = 16_384
"""Texts whose terms are not made again: types, codes, places, hours."""

_CODES_KEPT = 16_384
"""Ids of one namespace whose IRIs are not worked out again: the places of a country, and more."""


def term(name: str) -> NamedNode:
    """Give the IRI of a prefixed name.

    Examples
    --------
    >>> term("dct:title").value
    'http://purl.org/dc/terms/title'
    """
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def facts_of(quads: Iterable[Quad | Triple]) -> Facts:
    """Group quads by subject and predicate, whatever their graph; repeated objects once.

    Raises
    ------
    ValueError
        If a subject or object is a blank node or a quoted triple: the product writes neither.
    """
    facts: dict[str, dict[str, list[Term]]] = {}
    for quad in quads:
        subject, value = quad.subject, quad.object
        if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode | Literal):
            raise ValueError(f"only IRIs and literals are read, not {quad}")
        objects = facts.setdefault(subject.value, {}).setdefault(quad.predicate.value, [])
        if value not in objects:
            objects.append(value)
    return facts


def facts_of_lines(lines: Iterable[bytes], graph: NamedNode) -> Facts:
    """Group the lines of one graph, ascending and each once, by subject and predicate.

    Raises
    ------
    ValueError
        If an object is a blank node.

    Notes
    -----
    Some 3 µs a line, a third of what quads of a large store take.
    """
    end = -len(f" {graph} .\n")
    facts: dict[str, dict[str, list[Term]]] = {}
    names: dict[str, str] = {}
    subject, about = "", dict[str, list[Term]]()
    for line in lines:
        said, path, rest = line.decode().split(" ", 2)
        if said != subject:
            subject, about = said, facts.setdefault(said[1:-1], {})
        name = names.setdefault(path, path[1:-1])
        about.setdefault(name, []).append(_read_again(rest[:end]))
    return facts


_read_again = lru_cache(_TERMS_KEPT)(read_term)


def _as_is(value: T) -> T:
    return value


@dataclass(frozen=True, slots=True)
class Codec(Generic[T]):
    """A value to the text of a term, and a term to the value.

    ``decode`` raises ``ValueError`` on a term of another kind; ``accepts`` tells
    apart the terms of several fields that share a predicate, as labels in two
    languages do. ``settle`` gives a value that can be written as it is decoded
    again, without the term between.
    """

    write: Callable[[T], str]
    decode: Callable[[Term], T]
    accepts: Callable[[Term], bool]
    settle: Callable[[T], T] = _as_is

    def encode(self, value: T) -> Term:
        """Give a value as a term."""
        return read_term(self.write(value))


def concept(namespace: str) -> Codec[str]:
    """Make the codec of a short id: percent-escaped after its namespace.

    Examples
    --------
    >>> place = concept("https://w3id.org/welfarenet/territory/")
    >>> place.encode("ATS 9").value
    'https://w3id.org/welfarenet/territory/ATS%209'
    >>> place.decode(place.encode("ATS 9"))
    'ATS 9'
    """

    @lru_cache(_CODES_KEPT)
    def write(short: str) -> str:
        if not short:
            raise ValueError(f"an empty id has no IRI in {namespace}")
        return iri_text(namespace + quote(short, safe="/+"))

    def decode(value: Term) -> str:
        return unquote(short_id(value.value, namespace), errors="strict")

    return Codec(write, decode, lambda value: isinstance(value, NamedNode))


def ids(subjects: Iterable[str], namespace: str) -> list[str]:
    """Keep the IRIs of a namespace, sorted."""
    return sorted(iri for iri in subjects if iri.startswith(namespace) and iri != namespace)


def enum_code(kind: type[E]) -> Codec[E]:
    """Make the codec of a closed list of codes, written as plain strings."""
    return Codec(lambda value: literal_text(value.value), lambda value: kind(_lexical(value)), _is_literal)


def _is_literal(value: Term) -> bool:
    return isinstance(value, Literal)


def _lexical(value: Term) -> str:
    if not isinstance(value, Literal):
        raise ValueError(f"a literal is expected, not {value}")
    return value.value


def _language(tag: str) -> Codec[str]:
    def accepts(value: Term) -> bool:
        return isinstance(value, Literal) and value.language == tag

    return Codec(lambda text: f"{literal_text(text)}@{tag}", _lexical, accepts)


def _typed(kind: str) -> Callable[[str], str]:
    """Give the writer of literals of an XML Schema type, whose lexical forms need no escape."""
    mark = f"^^<{PREFIXES['xsd']}{kind}>"
    return lambda lexical: f'"{lexical}"{mark}'


_INTEGER, _DECIMAL, _DOUBLE = _typed("integer"), _typed("decimal"), _typed("double")
_BOOLEAN, _DATE = _typed("boolean"), _typed("date")


def _plain(number: Decimal) -> str:
    """Write a finite number without exponent, trailing zeros or minus zero."""
    if not number.is_finite():
        raise ValueError(f"{number} is not a number that can be published")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _settle_decimal(value: Decimal) -> Decimal:
    settled = Decimal(_plain(value))
    return value if str(settled) == str(value) else settled


def _write_number(value: float) -> str:
    text = _plain(Decimal(repr(float(value))))
    whole, _, fraction = text.lstrip("-").partition(".")
    if max(len(whole), len(fraction)) > _DECIMAL_DIGITS:
        return _DOUBLE(text)
    return _DECIMAL(text) if fraction else _INTEGER(text)


def _decode_boolean(value: Term) -> bool:
    lexical = _lexical(value)
    if lexical not in ("true", "false"):
        raise ValueError(f"true or false is expected, not {lexical!r}")
    return lexical == "true"


def _decode_iri(value: Term) -> str:
    if not isinstance(value, NamedNode):
        raise ValueError(f"an IRI is expected, not {value}")
    return value.value


TEXT: Codec[str] = Codec(literal_text, _lexical, _is_literal)
"""Text in no language in particular: names, codes, words as found."""

ITALIAN = _language("it")
ENGLISH = _language("en")

IRI: Codec[str] = Codec(iri_text, _decode_iri, lambda value: isinstance(value, NamedNode))

DATE: Codec[date] = Codec(
    lambda value: _DATE(value.isoformat()),
    lambda value: date.fromisoformat(_lexical(value)),
    _is_literal,
)
INTEGER: Codec[int] = Codec(
    lambda value: _INTEGER(str(int(value))),
    lambda value: int(_lexical(value)),
    _is_literal,
    int,
)
DECIMAL: Codec[Decimal] = Codec(
    lambda value: _DECIMAL(_plain(value)),
    lambda value: Decimal(_lexical(value)),
    _is_literal,
    _settle_decimal,
)
NUMBER: Codec[float] = Codec(
    _write_number,
    lambda value: float(_lexical(value)),
    _is_literal,
    lambda value: float(value) or 0.0,  # never minus zero
)
"""A float: an integer or decimal where that loses nothing, else a double."""

BOOLEAN: Codec[bool] = Codec(
    lambda value: _BOOLEAN("true" if value else "false"),
    _decode_boolean,
    _is_literal,
)
