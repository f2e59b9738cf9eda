"""What a record is in triples: the list of its fields, which drives both directions.

What is written is about :data:`~welfarenet.graph.rdf_text.SOMEBODY`, in whose
place the record's IRI is put once, when all of it is told.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from operator import attrgetter, is_
from typing import Any, Generic, TypeVar

from pyoxigraph import NamedNode

from .rdf_text import SOMEBODY, iri_text, triple_line
from .rdf_values import Codec, Facts, term

__all__ = ["TYPE", "Field", "Kind", "Shape"]

T = TypeVar("T")

TYPE = term("rdf:type")
_TYPE = str(TYPE)


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
    _settlers: tuple[Callable[[Any], object], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Prepare what is the same for every record."""
        typed = "".join(triple_line(SOMEBODY, _TYPE, str(term(name))) for name in self.types)
        object.__setattr__(self, "_typed", typed)
        object.__setattr__(self, "_values", _all_of(*(field.name for field in self.fields)))
        object.__setattr__(self, "_writers", tuple((field.write, field.absent) for field in self.fields))
        object.__setattr__(self, "_settlers", tuple(field.settle for field in self.fields))

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

    def unwritable(self, record: T) -> str:
        """Name the first field whose value cannot be written; empty where each can."""
        for one, value in zip(self.fields, self._values(record), strict=True):
            try:
                if value is not one.absent:
                    one.write(value).encode()
            except ValueError:
                return one.name
        return ""

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
        given = self._values(record)
        settled = [settle(value) for settle, value in zip(self._settlers, given, strict=True)]
        if all(map(is_, settled, given)):
            return record
        changed = {
            field.name: after
            for field, before, after in zip(self.fields, given, settled, strict=True)
            if after is not before
        }
        return replace(record, **changed)  # type: ignore[type-var]  # all are dataclasses


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
