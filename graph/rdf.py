"""Records ↔ quads, both ways, from one table per record.

Terms are reused where a European or Italian vocabulary has them and are of
``wn:`` otherwise. Cost and days are flat literals on their record, contacts
have one predicate per kind. Tuples come back sorted, each value once, except
where order carries meaning: requirements, alternatives, rules, clauses,
conditions, codes, holdings and files. :func:`canonical` gives a record as it
comes back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby, islice
from operator import attrgetter, ne
from types import MappingProxyType
from typing import Any, TypeVar

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse

from ..ontology.errors import UnwritableRecordError
from .concepts import BackboneEntry, DocumentType, Need, ServiceType
from .exercises import HALF_CHARACTER, Cell, ExerciseData, MappingExercise, Record, SourceRow
from .mapped import Agreement, Offering, Provider, Referral, Service
from .places import Territory
from .rdf_fields import TYPE, Kind
from .rdf_owned import AGREEMENT, EXERCISE, OFFERING, PROVIDER, REFERRAL, ROW, SERVICE
from .rdf_reference import BACKBONE_ENTRY, DOCUMENT_TYPE, NEED_CONCEPT, SERVICE_TYPE_CONCEPT, TERRITORY_AREA
from .rdf_values import Facts, facts_of, term

__all__ = [
    "AnyRecord",
    "canonical",
    "cell_columns",
    "class_of",
    "content_digest",
    "each_once",
    "exercise_records",
    "from_facts",
    "from_quads",
    "in_graph",
    "iri_of",
    "kind_of",
    "lines_of",
    "name_of",
    "nquad",
    "ntriples",
    "pieces",
    "records",
    "revision_of",
    "sort_key",
    "to_quads",
    "to_triples",
]

AnyRecord = Record | Need | ServiceType | DocumentType | BackboneEntry
R = TypeVar("R", bound=AnyRecord)
T = TypeVar("T")

_CONTENT_FORMAT = "welfarenet content 1"
"""Changes when the same records are written as other triples."""

_REVISION_DIGITS = 16

_BATCH = 2_000
"""Records written as one text, which is then cut into lines."""

PIECE = 400_000
"""Lines joined at once, some 80 MB: as one text they are digested and compressed."""

cell_columns = attrgetter("subject", "property", "row", "column", "text")
"""A cell as a tuple: what it digests to, and how it is ordered."""

_KINDS: Mapping[type[Any], Kind[Any]] = MappingProxyType(
    {
        Territory: TERRITORY_AREA,
        Need: NEED_CONCEPT,
        ServiceType: SERVICE_TYPE_CONCEPT,
        DocumentType: DOCUMENT_TYPE,
        BackboneEntry: BACKBONE_ENTRY,
        Provider: PROVIDER,
        Service: SERVICE,
        Offering: OFFERING,
        Agreement: AGREEMENT,
        Referral: REFERRAL,
        MappingExercise: EXERCISE,
        SourceRow: ROW,
    }
)
_CLASSES: Mapping[str, type[Any]] = MappingProxyType(
    {term(entry.shape.types[0]).value: kind for kind, entry in _KINDS.items()}
)


def class_of(kind: type[Any]) -> NamedNode:
    """Give the RDF class that every record of a kind has."""
    return term(_KINDS[kind].shape.types[0])


def iri_of(record: AnyRecord) -> str:
    """Give the IRI of a record.

    Examples
    --------
    >>> iri_of(Need("income.food", "Mangiare", "Food"))
    'https://w3id.org/welfarenet/need/income.food'
    """
    return _KINDS[type(record)].iri(record)


def name_of(kind: type[Any], iri: str) -> str:
    """Give the id or IRI by which records of a kind are ordered, from the IRI."""
    return str(_KINDS[kind].names.decode(NamedNode(iri)))


def sort_key(record: AnyRecord) -> str:
    """Give the id or IRI by which records of one kind are ordered."""
    return str(getattr(record, _KINDS[type(record)].key))


def ntriples(records: Iterable[AnyRecord]) -> str:
    """Write records as canonical N-Triples, each in the order of its table, nested parts included.

    Raises
    ------
    ValueError
        If an id, IRI or number of a record cannot be written in RDF.
    """
    return "".join([_KINDS[type(record)].write(record) for record in records])


def to_triples(record: AnyRecord) -> Iterator[Triple]:
    """Give the triples of a record, as :func:`ntriples` writes them."""
    return (quad.triple for quad in parse(ntriples([record]), format=RdfFormat.N_TRIPLES))


def to_quads(record: AnyRecord, graph: NamedNode | DefaultGraph | None = None) -> Iterator[Quad]:
    """Give the quads of a record in a graph, the default one when not said."""
    where = DefaultGraph() if graph is None else graph
    return (Quad(triple.subject, triple.predicate, triple.object, where) for triple in to_triples(record))


def from_facts(kind: type[R], iri: str, facts: Facts) -> R:
    """Build the record of a kind that facts hold about an IRI.

    Raises
    ------
    ValueError
        If a required fact is missing, or one is repeated or of the wrong kind.
    """
    found: R = _KINDS[kind].read(iri, facts)
    return found


def from_quads(kind: type[R], iri: str, quads: Iterable[Quad | Triple]) -> R:
    """Build the record of a kind that quads describe, whatever their graph."""
    return from_facts(kind, iri, facts_of(quads))


def records(kind: type[R], quads: Iterable[Quad | Triple] | Facts) -> list[R]:
    """List every record of a kind that quads (or facts) describe, ordered by id or IRI."""
    facts = quads if isinstance(quads, Mapping) else facts_of(quads)
    wanted = term(_KINDS[kind].shape.types[0])
    found = [
        from_facts(kind, iri, facts) for iri, about in facts.items() if wanted in about.get(TYPE.value, [])
    ]
    return sorted(found, key=sort_key)


def kind_of(iri: str, facts: Facts) -> type[AnyRecord] | None:
    """Tell which kind of record an IRI names, or ``None`` when it names none."""
    types = sorted(value.value for value in facts.get(iri, {}).get(TYPE.value, []))
    return next((_CLASSES[name] for name in types if name in _CLASSES), None)


def canonical(record: R) -> R:
    """Give a record as it comes back from RDF: sets sorted, decimals and dates unchanged in value.

    Worked out on the record itself; that the quads give the same back is tested.

    Examples
    --------
    >>> canonical(ServiceType("x", "X", "X", addresses=("b", "a", "b"))).addresses
    ('a', 'b')
    """
    settled: R = _KINDS[type(record)].shape.settle(record)
    return settled


def nquad(quad: Quad) -> bytes:
    """Write a quad as a line of canonical N-Quads."""
    return f"{quad} .\n".encode()


def exercise_records(data: ExerciseData) -> Iterator[Record]:
    """Give every record that an exercise asserts, the exercise itself first."""
    yield data.exercise
    yield from data.territories
    yield from data.providers
    yield from data.services
    yield from data.offerings
    yield from data.agreements
    yield from data.referrals
    yield from data.rows


def lines_of(records: Iterable[AnyRecord], graph: NamedNode) -> list[bytes]:
    """Give the quads of records in a graph as :func:`nquad` writes them, ascending, each once.

    Raises
    ------
    UnwritableRecordError
        If a record cannot be written in RDF.
    """
    each, lines = iter(records), list[bytes]()
    while batch := list(islice(each, _BATCH)):
        lines += _moved(_at_once(batch), graph)
    return each_once(lines)


def in_graph(written: bytes, graph: NamedNode) -> list[bytes]:
    """Give canonical N-Triples as the lines they are in a graph, ascending, each once."""
    return each_once(_moved(written, graph))


def _at_once(records: Sequence[AnyRecord]) -> bytes:
    """Write records as one text, or say which of them cannot be written."""
    try:
        return ntriples(records).encode()
    except ValueError:
        return b"".join(map(_written, records))


def _written(record: AnyRecord) -> bytes:
    """Write a record, or say in which of its values it cannot be."""
    kind = _KINDS[type(record)]
    try:
        return kind.write(record).encode()
    except ValueError as error:
        half = isinstance(error, UnicodeEncodeError)
        problem = HALF_CHARACTER if half else str(error)
        raise UnwritableRecordError(sort_key(record), kind.shape.unwritable(record), problem) from error


def _moved(written: bytes, graph: NamedNode) -> list[bytes]:
    # No literal holds an end of line that is not escaped, so what is replaced is the end of each.
    return written.replace(b" .\n", f" {graph} .\n".encode()).splitlines(keepends=True)


def content_digest(lines: Iterable[bytes], cells: Iterable[Cell]) -> str:
    """Give the SHA-256 of an exercise's content, its N-Quads by line, whatever the order they come in."""
    digest = sha256()
    for piece in pieces(each_once(lines)):
        digest.update(piece)
    digest.update("".join(map(repr, each_once(map(cell_columns, cells)))).encode())
    return digest.hexdigest()


def each_once(found: Iterable[T]) -> list[T]:
    """Sort, and keep each once: quicker than by a set, as most comes in order and once."""
    ordered = sorted(found)  # type: ignore[type-var]  # lines, or tuples of text
    if all(map(ne, ordered, islice(ordered, 1, None))):
        return ordered
    return [one for one, _same in groupby(ordered)]


def pieces(lines: Sequence[bytes]) -> Iterator[bytes]:
    """Give lines as few texts, none so long that it matters how many lines there are in all."""
    return (b"".join(lines[start : start + PIECE]) for start in range(0, len(lines), PIECE))


def revision_of(reference_version: str, exercises: Mapping[str, str]) -> str:
    """Name a revision by what it holds: the reference version and the digest of each exercise by IRI."""
    digest = sha256(f"{_CONTENT_FORMAT}\n{reference_version}\n".encode())
    for iri, content in sorted(exercises.items()):
        digest.update(f"{iri} {content}\n".encode())
    return digest.hexdigest()[:_REVISION_DIGITS]
