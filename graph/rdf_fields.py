"""The pieces a record's RDF table is made of: one field, how it is written and how it is read.

A :class:`Shape` lists the fields of one record, and the same list drives both
directions. A tuple whose order carries meaning becomes nodes numbered in their
IRIs (``…/entry.r1``, ``.r2``); every other tuple is a set, written sorted and
read sorted. No blank node is ever made.

What is written is about :data:`~welfarenet.graph.rdf_text.SOMEBODY`, in whose
place the record's IRI is put once, when all of it is told.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import attrgetter, is_
from typing import Any, Generic, TypeVar

from pyoxigraph import Literal, NamedNode

from .rdf_text import SOMEBODY, Term, iri_text, literal_text, triple_line
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

TYPE = term("rdf:type")
_TYPE = str(TYPE)
REQUIRED = object()
"""Marks a field without which a record cannot be read."""

_STATES_NONE = term("wn:statesNone").value
_PART = f"<{SOMEBODY}."
"""How the name of a nested part begins."""

_PARTS_KEPT = 1024
"""Tuples of parts whose lines one field keeps."""

_LAST_NUMBER = re.compile(r"(\d+)$")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    ``write`` gives the triples of a value about somebody, as whole lines of
    canonical N-Triples, ``read`` the value from the facts about it, ``settle``
    the value that is read of one written, without the triples between. Values
    are of the record's field type, which this table cannot name. The very
    object ``absent`` has no triples, which need not be asked for.
    """

    name: str
    write: Callable[[Any], str]
    read: Callable[[str, Facts], Any]
    settle: Callable[[Any], Any]
    absent: object = ()


def _all_of(*names: str) -> Callable[[Any], tuple[Any, ...]]:
    """Give what reads some attributes at once; the standard one gives a single value bare."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: (getattr(record, names[0]),)


def _nothing_more(_record: object) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Shape(Generic[T]):
    """How one kind of record, or a part of one, lies in triples.

    Parameters
    ----------
    kind : type
        Called with the fields by name.
    types : tuple of str
        Classes, prefixed; the first one identifies the kind.
    derived : callable
        Triples that follow from the record, written for others and never read.
    """

    kind: Callable[..., T]
    types: tuple[str, ...]
    fields: tuple[Field, ...]
    derived: Callable[[T], str] = _nothing_more
    _typed: str = field(init=False, repr=False)
    _values: Callable[[T], tuple[Any, ...]] = field(init=False, repr=False)
    _writers: tuple[tuple[Callable[[Any], str], object], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Prepare what is the same for every record."""
        typed = "".join(triple_line(SOMEBODY, _TYPE, str(term(name))) for name in self.types)
        object.__setattr__(self, "_typed", typed)
        object.__setattr__(self, "_values", _all_of(*(field.name for field in self.fields)))
        object.__setattr__(self, "_writers", tuple((field.write, field.absent) for field in self.fields))

    def write(self, record: T) -> str:
        """Give the triples of a record about somebody, in the order of its table, as lines."""
        told = [
            write(value)
            for (write, absent), value in zip(self._writers, self._values(record), strict=True)
            if value is not absent
        ]
        return "".join([self._typed, self.derived(record), *told])

    def write_about(self, iri: str, record: T) -> str:
        """Give the triples of a record about an IRI, which must be one.

        Raises
        ------
        ValueError
            If a value cannot be written; the message names the IRI.
        """
        try:
            return self.write(record).replace(SOMEBODY, iri)
        except ValueError as error:
            raise ValueError(str(error).replace(SOMEBODY, iri)) from error

    def read(self, iri: str, facts: Facts, /, **identity: str) -> T:
        """Build the record that the facts about an IRI describe.

        Raises
        ------
        ValueError
            If a fact is missing, repeated or of the wrong kind; the message names the IRI.
        """
        values = {field.name: field.read(iri, facts) for field in self.fields}
        try:
            return self.kind(**identity, **values)
        except TypeError as error:
            raise ValueError(f"{iri}: {error}") from error

    def settle(self, record: T) -> T:
        """Give a record as it is read once written: itself where nothing differs."""
        given = [getattr(record, field.name) for field in self.fields]
        settled = [field.settle(value) for field, value in zip(self.fields, given, strict=True)]
        changed = {
            field.name: after
            for field, before, after in zip(self.fields, given, settled, strict=True)
            if after is not before
        }
        return replace(record, **changed) if changed else record  # type: ignore[type-var]  # all are dataclasses


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """A record with a name of its own: ``key`` is the field that names it."""

    shape: Shape[T]
    key: str
    names: Codec[str]

    def iri(self, record: T) -> str:
        """Give the IRI of a record."""
        return self.names.write(getattr(record, self.key))[1:-1]

    def write(self, record: T) -> str:
        """Give the triples of a record, as lines."""
        iri = self.iri(record)
        written = self.shape.write_about(iri, record)
        if f"<{iri}." in written:
            iri_text(f"{iri}.r1")
        return written

    def read(self, iri: str, facts: Facts) -> T:
        """Build the record with an IRI."""
        return self.shape.read(iri, facts, **{self.key: self.names.decode(NamedNode(iri))})


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

    told = lru_cache(_PARTS_KEPT)(shape.write)

    def write(part: object | None) -> str:
        return "" if part is None else told(part)

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
