"""What the shipped reference becomes in Neo4j: shared nodes, and the records themselves in parts.

The nodes are for Cypher and for exercises to point at. The parts keep every
record as text, a version beside the other, so that an export says of each
revision exactly what its reference was.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from ..ontology.terms import BACKBONE, DOCUMENT, NEED, SERVICE_TYPE, TERRITORY
from .concepts import BackboneEntry, DocumentType, Need, ServiceType
from .neo4j_projection import rev_of
from .neo4j_rows import (
    Node,
    Projection,
    Rows,
    Shared,
    checked_key,
    properties_of,
    record_text,
    requirement_rows,
    text_record,
)
from .neo4j_schema import BY_KIND, Label, Link
from .places import Territory
from .rdf import AnyRecord, iri_of
from .rdf_values import concept
from .reference import Reference

__all__ = ["project_reference", "read_part", "reference_records"]

_PART = 200
"""Records kept in one node."""

_KINDS: Mapping[str, type[AnyRecord]] = {
    kind.__name__: kind for kind in (Need, ServiceType, DocumentType, BackboneEntry, Territory)
}
_NEED, _TYPE, _DOCUMENT, _PLACE = (concept(space) for space in (NEED, SERVICE_TYPE, DOCUMENT, TERRITORY))


def reference_records(reference: Reference) -> Iterator[AnyRecord]:
    """Give every record of the reference."""
    yield from reference.needs.values()
    yield from reference.service_types.values()
    yield from reference.documents.values()
    yield from reference.backbone
    yield from reference.territories.values()


def project_reference(reference: Reference, version: str) -> Projection:
    """Turn the reference into rows."""
    rev = rev_of(version)
    links: dict[Link, Rows] = {link: [] for link in Link}
    for record in reference_records(reference):
        for link, start, end in _links(record):
            links[link].append((start, end))
        if isinstance(record, BackboneEntry):
            asked = {d for r in record.requires for held in r.alternatives for d in held}
            documents = {document: _DOCUMENT.encode(document).value for document in asked}
            links[Link.REQUIRES] += requirement_rows(iri_of(record), record.requires, documents)
    shared = [_shared(record) for record in reference_records(reference)]
    nodes = list(_parts(reference, rev))
    return Projection(nodes, shared, {link: rows for link, rows in links.items() if rows}, {})


def read_part(text: str) -> Iterator[AnyRecord]:
    """Give the records of one part."""
    return (text_record(_KINDS[kind], record) for kind, record in json.loads(text))


def _parts(reference: Reference, rev: str) -> Iterator[Node]:
    waiting = reference_records(reference)
    name, number = BACKBONE.removesuffix("backbone/") + "reference", 0
    while True:
        part = [[type(record).__name__, record_text(record)] for record in islice(waiting, _PART)]
        if not part and number:
            return
        iri = f"{name}/{number}" if number else name
        key = checked_key(rev, iri)
        text = json.dumps(part, ensure_ascii=False)
        yield Node(key, (), {"key": key, "iri": iri, "rev": rev, "number": number, "part": text})
        number += 1


def _shared(record: AnyRecord) -> Shared:
    iri = iri_of(record)
    match record:
        case Territory():
            labels: tuple[Label, ...] = (Label.TERRITORY, BY_KIND[record.kind])
            told = properties_of(
                iri,
                code=record.id,
                title_it=record.name,
                istat=record.istat,
                plate=record.plate,
                valid_from=record.valid_from,
                valid_to=record.valid_to,
            )
        case BackboneEntry():
            labels = (Label.BACKBONE_ENTRY,)
            told = properties_of(
                iri,
                code=record.id,
                title_it=record.label_it,
                title_en=record.label_en,
                actor_it=record.actor_it,
                actor_en=record.actor_en,
                law=record.law,
                source=record.source,
                checked_on=record.checked_on,
                verified=record.verified,
            )
        case Need() | ServiceType() | DocumentType():
            labels = (
                {Need: Label.NEED, ServiceType: Label.SERVICE_TYPE}.get(type(record), Label.DOCUMENT_TYPE),
            )
            told = properties_of(iri, code=record.id, title_it=record.label_it, title_en=record.label_en)
            if isinstance(record, DocumentType):
                told = {**told, "brought": record.brought_by_citizen or record.usually_held}
        case _:
            raise TypeError(f"{iri} is not reference")
    return Shared(iri, (Label.REFERENCE, *labels), told)


def _links(record: AnyRecord) -> Iterator[tuple[Link, str, str]]:
    """Give the relationships of a record but its requirements."""
    iri = iri_of(record)

    def to(link: Link, ends: Iterable[str]) -> Iterator[tuple[Link, str, str]]:
        return ((link, iri, end) for end in sorted(set(ends)))

    match record:
        case Need():
            yield from to(Link.BROADER, [_NEED.encode(record.broader).value] if record.broader else [])
        case ServiceType():
            yield from to(Link.BROADER, [_TYPE.encode(record.broader).value] if record.broader else [])
            yield from to(Link.ADDRESSES, [_NEED.encode(need).value for need in record.addresses])
        case DocumentType():
            yield from to(Link.STANDS_FOR, [_DOCUMENT.encode(other).value for other in record.stands_for])
        case BackboneEntry():
            yield from to(Link.HAS_TYPE, [_TYPE.encode(record.service_type).value])
            yield from to(Link.ADDRESSES, [_NEED.encode(need).value for need in record.needs])
            yield from to(Link.ISSUES, [_DOCUMENT.encode(document).value for document in record.issues])
            yield from to(Link.REPLACED_BY, [_TYPE.encode(kind).value for kind in record.replaced_by])
        case Territory():
            yield from to(Link.WITHIN, [_PLACE.encode(parent).value for parent in record.parents])
