"""What a mapping exercise becomes in Neo4j: nodes it owns, relationships, and the reference they point at.

Each record is a node that keeps the whole record as text, from which it is read
back; properties and relationships repeat what people ask in Cypher. The keys
of owned nodes start with the version, so that two versions of an exercise
stand side by side until the older is swept away.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from ..ontology.errors import UnwritableRecordError
from ..ontology.terms import DOCUMENT, NEED, SERVICE_TYPE, TERRITORY
from .demands import Condition, Rule
from .exercises import Cell, MappingExercise, Record, SourceRow
from .mapped import Agreement, Offering, Provider, Referral, Service
from .neo4j_rows import (
    Node,
    Projection,
    Rows,
    Shared,
    cells_text,
    channel_iri,
    checked_key,
    properties_of,
    record_text,
    requirement_rows,
)
from .neo4j_schema import BY_KIND, BY_SECTOR, PLAIN, Label, Link
from .places import Territory
from .rdf import iri_of, sort_key
from .rdf_values import concept

__all__ = ["KINDS", "project", "rev_of"]

KINDS: Mapping[type[Record], Label] = {
    MappingExercise: Label.EXERCISE,
    Territory: Label.STATEMENT,
    Provider: Label.PROVIDER,
    Service: Label.SERVICE,
    Offering: Label.OFFERING,
    Agreement: Label.AGREEMENT,
    Referral: Label.REFERRAL,
    SourceRow: Label.SOURCE_ROW,
}
"""The kinds of record, in the order in which they are numbered: the exercise is number 0."""

_FORMAT = "projection 1"
_SPACES = {
    Label.TERRITORY: concept(TERRITORY),
    Label.NEED: concept(NEED),
    Label.SERVICE_TYPE: concept(SERVICE_TYPE),
    Label.DOCUMENT_TYPE: concept(DOCUMENT),
}


def rev_of(digest: str) -> str:
    """Name the version that holds a content in this projection."""
    return sha256(f"{_FORMAT} {digest}".encode()).hexdigest()[:32]


def project(records: Iterable[Record], cells: Iterable[Cell], rev: str) -> Projection:
    """Turn the records of one exercise, each once, into rows.

    Raises
    ------
    UnwritableRecordError
        If two records have the same IRI, or a name, number or text is one that the server refuses.
    """
    return _Projector(rev).run(
        sorted(records, key=lambda r: (list(KINDS).index(type(r)), sort_key(r))), cells
    )


class _Projector:
    """Collects the rows of one version."""

    def __init__(self, rev: str) -> None:
        self._rev = rev
        self._nodes: dict[str, Node] = {}
        self._shared: dict[str, Shared] = {}
        self._links: dict[Link, Rows] = {}
        self._owned: set[str] = set()
        self._exercise = ""
        self._day: Mapping[str, object] = {}

    def run(self, records: Sequence[Record], cells: Iterable[Cell]) -> Projection:
        read: dict[str, list[Cell]] = {}
        for cell in cells:
            read.setdefault(cell.subject, []).append(cell)
        self._owned = {iri_of(record) for record in records}
        ranges: dict[str, tuple[int, int]] = {}
        for number, record in enumerate(records):
            first, _last = ranges.get(type(record).__name__, (number, number))
            ranges[type(record).__name__] = (first, number + 1)
            self._record(record, read.pop(iri_of(record), ()))
        for record in records:
            if isinstance(record, Service):
                self._rules(self._key(record.iri), record.iri, record.rules)
        for subject, about in sorted(read.items()):
            self._own(subject, (), {"cells": cells_text(about)})
        return Projection(list(self._nodes.values()), list(self._shared.values()), self._links, ranges)

    def _key(self, iri: str) -> str:
        return checked_key(self._rev, iri)

    def _own(self, iri: str, labels: tuple[Label, ...], properties: Mapping[str, object]) -> str:
        key = self._key(iri)
        if key in self._nodes:
            raise UnwritableRecordError(iri, "", "names two records of the same exercise")
        number = len(self._nodes)
        self._nodes[key] = Node(
            key, labels, {"key": key, "iri": iri, "rev": self._rev, "number": number, **properties}
        )
        return key

    def _share(self, label: Label, code: str) -> str:
        """Give the IRI of a concept, and see to it that its node exists."""
        iri = _SPACES[label].encode(code).value
        if iri not in self._shared:
            self._shared[iri] = Shared(iri, (Label.REFERENCE, label), {"code": code})
        return iri

    def _link(self, link: Link, start: str, ends: Iterable[str], **properties: object) -> None:
        rows = self._links.setdefault(link, [])
        rows += [(start, end) if link in PLAIN else (start, end, properties) for end in ends]

    def _owned_keys(self, iris: Iterable[str]) -> list[str]:
        """Give the keys of records of this exercise; what another one owns is joined by the index alone."""
        return [self._key(iri) for iri in sorted(set(iris)) if iri in self._owned]

    def _record(self, record: Record, cells: Sequence[Cell]) -> None:
        iri = iri_of(record)
        more = {"cells": cells_text(cells)} if cells else {}
        labels, properties = self._told(record)
        key = self._own(iri, labels, {**properties, "record": record_text(record), **more})
        if isinstance(record, MappingExercise):
            self._exercise = key
            self._day = {"day": record.ended_on} if record.ended_on else {}
            return
        self._link(Link.FROM, key, [self._exercise], **self._day)
        self._relate(record, key)

    def _told(self, record: Record) -> tuple[tuple[Label, ...], Mapping[str, object]]:
        """Give the labels and the properties that people ask for."""
        iri, label = iri_of(record), KINDS[type(record)]
        match record:
            case MappingExercise():
                found = properties_of(
                    iri, title_it=record.title, conducted_by=record.conducted_by, ended_on=record.ended_on
                )
            case Territory():
                found = properties_of(iri, title_it=record.name, kind=record.kind.value, code=record.id)
            case Provider():
                found = _provider(record)
                if record.sector:
                    return (label, BY_SECTOR[record.sector]), found
            case Service():
                found = _service(record)
            case Offering():
                found = _offering(record)
            case Agreement():
                found = properties_of(
                    iri,
                    title_it=record.title,
                    kind=record.kind,
                    valid_from=record.valid_from,
                    valid_to=record.valid_to,
                    sources=list(record.sources),
                )
            case Referral():
                found = properties_of(iri, mandatory=record.mandatory, sources=list(record.sources))
            case SourceRow():
                found = properties_of(iri, file=record.file, sheet=record.sheet, row=record.row)
        return (label,), found

    def _relate(self, record: Record, key: str) -> None:
        match record:
            case Territory():
                self._territory(record)
            case Provider():
                self._link(Link.PART_OF, key, self._owned_keys([record.parent] if record.parent else []))
            case Service():
                self._service(record, key)
            case Offering():
                self._offering(record, key)
            case Agreement():
                self._link(Link.PARTY, key, self._owned_keys(record.parties))
                self._link(Link.GOVERNS, key, self._owned_keys(record.governs))
            case Referral():
                for start in self._owned_keys([record.from_offering]):
                    ends = self._owned_keys([record.to_offering])
                    self._link(Link.REFERS_TO, start, ends, iri=record.iri, mandatory=record.mandatory)

    def _territory(self, record: Territory) -> None:
        """Complete the shared node; its place in the hierarchy is this version's, and goes with it."""
        iri = self._share(Label.TERRITORY, record.id)
        told = properties_of(iri, title_it=record.name, istat=record.istat, plate=record.plate)
        labels = (Label.REFERENCE, Label.TERRITORY, BY_KIND[record.kind])
        self._shared[iri] = Shared(iri, labels, {"code": record.id, **told})
        above = [self._share(Label.TERRITORY, parent) for parent in sorted(set(record.parents))]
        self._link(Link.WITHIN, iri, above)

    def _service(self, record: Service, key: str) -> None:
        self._link(Link.ADDRESSES, key, self._all(Label.NEED, record.needs or ()))
        self._link(Link.ISSUES, key, self._all(Label.DOCUMENT_TYPE, record.issues or ()))
        if record.service_type:
            self._link(Link.HAS_TYPE, key, [self._share(Label.SERVICE_TYPE, record.service_type)])
        asked = {d for r in record.requires or () for held in r.alternatives for d in held}
        documents = {document: self._share(Label.DOCUMENT_TYPE, document) for document in sorted(asked)}
        rows = requirement_rows(key, record.requires or (), documents)
        self._links.setdefault(Link.REQUIRES, []).extend(rows)

    def _offering(self, record: Offering, key: str) -> None:
        self._link(Link.OFFERS, key, self._owned_keys([record.service]))
        self._link(Link.DELIVERED_BY, key, self._owned_keys([record.provider]))
        self._link(Link.COVERS, key, self._all(Label.TERRITORY, record.coverage))
        self._link(Link.EXCLUDES, key, self._all(Label.TERRITORY, record.excluded))
        self._link(Link.PARTNER, key, self._owned_keys(record.partners))
        for channel in sorted(set(record.channels)):
            iri = channel_iri(channel.value)
            self._shared.setdefault(
                iri, Shared(iri, (Label.REFERENCE, Label.CHANNEL), {"code": channel.value})
            )
            self._link(Link.VIA, key, [iri])

    def _all(self, label: Label, codes: Iterable[str]) -> list[str]:
        return [self._share(label, code) for code in sorted(set(codes))]

    def _rules(self, service: str, iri: str, rules: Sequence[Rule]) -> None:
        for number, rule in enumerate(rules, 1):
            name = f"{iri}.rule{number}"
            told = properties_of(name, law=rule.law, valid_from=rule.valid_from, valid_to=rule.valid_to)
            key = self._own(name, (Label.RULE,), told)
            self._link(Link.HAS_RULE, service, [key])
            for place, clause in enumerate(rule.all_of, 1):
                for choice, condition in enumerate(clause.any_of, 1):
                    part = f"{name}.c{place}.o{choice}"
                    test = self._own(part, (Label.CONDITION,), _condition(part, condition))
                    self._link(Link.TEST, key, [test], clause=place)


def _provider(record: Provider) -> Mapping[str, object]:
    return properties_of(
        record.iri,
        title_it=record.name,
        sector=record.sector.value if record.sector else None,
        tax_code=record.tax_code,
        legal_form=record.legal_form,
        networks=list(record.networks),
        seat=record.seat,
        sources=list(record.sources),
    )


def _service(record: Service) -> Mapping[str, object]:
    unsaid = [name for name in ("needs", "requires", "issues") if getattr(record, name) is None]
    return properties_of(
        record.iri,
        title_it=record.title,
        description=record.description,
        unsaid=unsaid,
        sources=list(record.sources),
    )


def _offering(record: Offering) -> Mapping[str, object]:
    return properties_of(
        record.iri,
        status=record.status.value,
        hours=record.hours,
        place=record.place,
        places=record.places,
        cost=float(record.cost.min_eur) if record.cost else None,
        cost_text=record.cost.text if record.cost else "",
        days_min=record.days.min if record.days else None,
        days_max=record.days.max if record.days else None,
        remote=any(channel.remote for channel in record.channels),
        valid_from=record.valid_from,
        valid_to=record.valid_to,
        assured_on=record.assured_on,
        sources=list(record.sources),
    )


def _condition(iri: str, condition: Condition) -> Mapping[str, object]:
    return properties_of(
        iri,
        attribute=condition.attribute,
        minimum=condition.minimum,
        maximum=condition.maximum,
        one_of=list(condition.one_of),
        negated=condition.negated,
        title_it=condition.text_it,
        title_en=condition.text_en,
        law=condition.law,
    )
