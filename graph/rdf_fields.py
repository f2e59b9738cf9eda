"""The pieces a record's RDF table is made of: one field, how it is written and how it is read.

A tuple whose order carries meaning becomes nodes numbered in their IRIs
(``…/entry.r1``, ``.r2``); every other tuple is a set, written sorted and
read sorted. No blank node is ever made.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from operator import is_
from typing import Any, TypeVar

from pyoxigraph import Literal

from .rdf_shape import TYPE, Field, Kind, Shape
from .rdf_text import SOMEBODY, Term, literal_text, triple_line
from .rdf_values import TEXT, Codec, Facts, term

__all__ = [
    "REQUIRED",
    "TYPE",
    "Field",
    "Kind",
    "Shape",
    "compound",
    "flag",
    "many",
    "nested",
    "one",
    "one_and_same",
    "ordered",
    "stated",
    "text",
]

T = TypeVar("T")

REQUIRED = object()
"""Marks a field without which a record cannot be read."""

_STATES_NONE = term("wn:statesNone").value
_PARTS_KEPT = 1024
"""Tuples of parts whose lines one field keeps."""

_LAST_NUMBER = re.compile(r"(\d+)$")


def _values(iri: str, facts: Facts, predicate: str, codec: Codec[T]) -> list[T]:
    found = facts[iri].get(predicate) if iri in facts else None
    if found is None:
        return []
    try:
        return [codec.decode(value) for value in found if codec.accepts(value)]
    except ValueError as error:
        raise ValueError(f"{iri} {predicate}: {error}") from error


def one_and_same(given: tuple[T, ...], settled: Iterable[T]) -> tuple[T, ...]:
    """Give the settled parts: as the tuple given, where they are the very same ones."""
    found = tuple(settled)
    return given if len(found) == len(given) and all(map(is_, found, given)) else found


def one(name: str, predicate: str, codec: Codec[Any], missing: object = None) -> Field:
    """Describe a field of one value, absent when it equals ``missing``."""
    # An engine's term makes its text anew each time it is asked.
    path = term(predicate).value
    begun, encode = f"<{SOMEBODY}> <{path}> ", codec.write

    def write(value: Any) -> str:  # noqa: ANN401 - see Field
        return "" if missing is not REQUIRED and value == missing else f"{begun}{encode(value)} .\n"

    def read(iri: str, facts: Facts) -> object:
        values = _values(iri, facts, path, codec)
        if len(values) > 1:
            raise ValueError(f"{iri} has {len(values)} values of {predicate}, one is expected")
        if not values and missing is REQUIRED:
            raise ValueError(f"{iri} has no {predicate}")
        return values[0] if values else missing

    def settle(value: Any) -> object:  # noqa: ANN401  whatever a field holds
        return missing if value == missing else codec.settle(value)

    return Field(name, write, read, settle, missing)


def text(name: str, predicate: str, codec: Codec[str] = TEXT) -> Field:
    """Describe a text, absent when empty."""
    return one(name, predicate, codec, missing="")


def flag(name: str, predicate: str, codec: Codec[bool]) -> Field:
    """Describe a boolean, absent when false."""
    return one(name, predicate, codec, missing=False)


def many(name: str, predicate: str, codec: Codec[Any]) -> Field:
    """Describe a set of values, written and read in ascending order, each once."""
    path = term(predicate).value
    begun, encode = f"<{SOMEBODY}> <{path}> ", codec.write

    def write(values: Iterable[Any]) -> str:
        return "".join([f"{begun}{encode(value)} .\n" for value in sorted(set(values))])

    def read(iri: str, facts: Facts) -> tuple[object, ...]:
        return tuple(sorted(set(_values(iri, facts, path, codec))))

    def settle(values: tuple[Any, ...]) -> tuple[object, ...]:
        return one_and_same(values, sorted(set(map(codec.settle, values))))

    return Field(name, write, read, settle)


def ordered(nodes: Iterable[Term]) -> list[str]:
    """Order node IRIs by the number they end with."""

    def key(iri: str) -> tuple[int, str]:
        number = _LAST_NUMBER.search(iri)
        return (int(number[1]) if number else 0, iri)

    return sorted((node.value for node in nodes), key=key)


def nested(name: str, predicate: str, letter: str, shape: Shape[Any]) -> Field:
    """Describe a tuple of parts, each a node of its own, in order.

    The same parts come again and again under other records, so their triples
    are kept.
    """
    path = term(predicate).value

    @lru_cache(_PARTS_KEPT)
    def told(parts: tuple[Any, ...]) -> str:
        nodes = [(f"{SOMEBODY}.{letter}{number}", part) for number, part in enumerate(parts, 1)]
        named = [triple_line(SOMEBODY, f"<{path}>", f"<{node}>") for node, _part in nodes]
        return "".join([*named, *(shape.write_about(node, part) for node, part in nodes)])

    def write(parts: Iterable[Any]) -> str:
        given = tuple(parts)
        return told(given) if given else ""

    def read(iri: str, facts: Facts) -> tuple[object, ...]:
        nodes = facts.get(iri, {}).get(path, [])
        return tuple(shape.read(node, facts) for node in ordered(nodes))

    def settle(parts: tuple[Any, ...]) -> tuple[object, ...]:
        return one_and_same(parts, map(shape.settle, parts))

    return Field(name, write, read, settle)


def compound(name: str, shape: Shape[Any]) -> Field:
    """Describe an optional part whose triples stand on the record itself.

    The part is there when the first of its fields is.
    """
    first = shape.fields[0]

    def write(part: object | None) -> str:
        return "" if part is None else shape.write(part)

    def read(iri: str, facts: Facts) -> object | None:
        return None if first.read(iri, facts) is None else shape.read(iri, facts)

    return Field(name, write, read, lambda part: None if part is None else shape.settle(part), None)


def stated(field: Field) -> Field:
    """Let a tuple be ``None`` (nobody said) as well as empty (said: none)."""
    none = Literal(field.name)

    said_none = triple_line(SOMEBODY, f"<{_STATES_NONE}>", literal_text(field.name))

    def write(values: tuple[Any, ...] | None) -> str:
        if values is None:
            return ""
        return field.write(values) if values else said_none

    def read(iri: str, facts: Facts) -> object:
        found = field.read(iri, facts)
        if not found:
            found = () if none in facts.get(iri, {}).get(_STATES_NONE, []) else None
        return found

    def settle(values: tuple[Any, ...] | None) -> object:
        return None if values is None else field.settle(values)

    return Field(field.name, write, read, settle, None)
