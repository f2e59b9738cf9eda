"""Records looked up by name: how many there are of each kind, and where one was read."""

from collections.abc import Mapping

from ..graph.answers import Source
from ..graph.details import backbone_source, describe_offerings
from ..graph.exercises import Record, SourceRow
from ..graph.index import Index
from ..graph.mapped import Agreement, Offering, Provider, Referral, Service
from ..graph.places import Territory
from ..graph.store import Reader

__all__ = ["published", "record_sources"]

_KINDS: Mapping[str, type[Record]] = {
    "territories": Territory,
    "providers": Provider,
    "services": Service,
    "offerings": Offering,
    "agreements": Agreement,
    "referrals": Referral,
    "rows": SourceRow,
}


def published(reader: Reader) -> dict[str, object]:
    """Say what a revision holds: its exercises, and records by kind; O(records)."""
    return {
        "revision": reader.revision,
        "exercises": [
            {
                "exercise": exercise.iri,
                "title": exercise.title,
                "conducted_by": exercise.conducted_by,
                "ended_on": exercise.ended_on.isoformat() if exercise.ended_on else None,
                "files": [name for name, _ in exercise.files],
                "mapping": exercise.mapping,
            }
            for exercise in reader.exercises()
        ],
        "records": {name: sum(1 for _ in reader.scan(kind)) for name, kind in _KINDS.items()},
    }


def record_sources(index: Index, reader: Reader, record: Record) -> tuple[Source, ...]:
    """List the cells a record was read from; then the law behind what it leaves unsaid.

    An offering answers for its service and its provider too.
    """
    if isinstance(record, Offering):
        row = index.row(record.iri)
        page = describe_offerings(reader, index, [] if row is None else [row])
        return (*page.sources(record), *_laws(index, page.service(record.service)))
    if isinstance(record, SourceRow):
        return (Source(kind="cell", file=record.file, sheet=record.sheet, row=record.row),)
    name = record.id if isinstance(record, Territory) else record.iri
    laws = _laws(index, record) if isinstance(record, Service) else ()
    return (*_cells(reader, name), *laws)


def _cells(reader: Reader, name: str) -> tuple[Source, ...]:
    cells = reader.cells([name])
    rows = reader.describe({cell.row for cell in cells})
    found: list[Source] = []
    for cell in cells:
        row = rows.get(cell.row)
        if isinstance(row, SourceRow):
            found.append(Source("cell", cell.property, row.file, row.sheet, row.row, cell.column, cell.text))
    return tuple(found)


def _laws(index: Index, service: Service) -> tuple[Source, ...]:
    """Give the backbone entries of a service's type, if it leaves anything for them to say."""
    if None not in (service.needs, service.requires, service.issues) and service.rules:
        return ()
    entries = sorted(index.reference.backbone, key=lambda entry: entry.id)
    return tuple(backbone_source(entry) for entry in entries if entry.service_type == service.service_type)
