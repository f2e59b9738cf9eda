"""One page of records described: names, contacts, hours, and where each fact was read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..ontology.terms import SERVICE_TYPE
from .answers import MoneyRange, Source, WaitRange
from .concepts import BackboneEntry
from .demands import Cost, Days
from .exercises import Cell, Record, SourceRow
from .index import Index
from .mapped import Offering, Provider, Service
from .store import Describer

__all__ = ["Page", "backbone_source", "cost_of", "days_of", "describe_offerings", "vocabulary_source"]


@dataclass(frozen=True, slots=True)
class Page:
    """Offerings by row, their services and providers, and the cells those told in full came from."""

    offerings: Mapping[int, Offering]
    records: Mapping[str, Record]
    cells: Mapping[str, tuple[Cell, ...]]
    rows: Mapping[str, SourceRow]

    def service(self, iri: str) -> Service:
        """Give a service of this page."""
        record = self.records[iri]
        assert isinstance(record, Service)  # noqa: S101  the store gave it under this IRI
        return record

    def provider(self, iri: str) -> Provider:
        """Give a provider of this page."""
        record = self.records[iri]
        assert isinstance(record, Provider)  # noqa: S101  as above
        return record

    def contacts(self, offering: Offering) -> tuple[str, ...]:
        """List an offering's own contacts, then its provider's unless the seat is secret."""
        more = () if offering.confidential else self.provider(offering.provider).contacts
        return tuple(dict.fromkeys(contact.value for contact in (*offering.contacts, *more)))

    def title(self, row: int) -> tuple[str, str]:
        """Give the title of an offering's service and the name of its provider."""
        offering = self.offerings[row]
        return self.service(offering.service).title, self.provider(offering.provider).name

    def sources(self, offering: Offering) -> tuple[Source, ...]:
        """List the cells that an offering, its service and its provider were read from.

        A service or provider that many rows of a sheet name is shown from the
        offering's own rows of that sheet.
        """
        own = {cell.row for cell in self.cells.get(offering.iri, ())}
        sheets = {(self.rows[row].file, self.rows[row].sheet) for row in own}
        found: list[Source] = []
        for subject in (offering.iri, offering.service, offering.provider):
            for cell in self.cells.get(subject, ()):
                row = self.rows[cell.row]
                if cell.row in own or (row.file, row.sheet) not in sheets:
                    found.append(_cell_source(cell, row))
        return tuple(dict.fromkeys(found))


def _cell_source(cell: Cell, row: SourceRow) -> Source:
    return Source(
        kind="cell",
        property=cell.property,
        file=row.file,
        sheet=row.sheet,
        row=row.row,
        column=cell.column,
        text=cell.text,
    )


def describe_offerings(
    reader: Describer, index: Index, rows: Iterable[int], named: Iterable[int] = ()
) -> Page:
    """Describe offerings by row: three look-ups and one of cells, whatever their number.

    Parameters
    ----------
    rows : iterable of int
        Offerings told in full, with the cells that they, their services and providers came from.
    named : iterable of int
        Offerings told by title and provider only: their cells are not looked up.
    """
    full = set(rows)
    names = {row: index.offerings[row] for row in full.union(named)}
    described = reader.describe(names.values())
    offerings = {row: one for row, iri in names.items() if isinstance(one := described.get(iri), Offering)}
    others = {iri for one in offerings.values() for iri in (one.service, one.provider)}
    told = {names[row] for row in full}.union(
        *((one.service, one.provider) for row, one in offerings.items() if row in full)
    )
    cells: dict[str, list[Cell]] = {}
    for cell in reader.cells(told):
        cells.setdefault(cell.subject, []).append(cell)
    wanted = {cell.row for group in cells.values() for cell in group}
    source_rows = {iri: row for iri, row in reader.describe(wanted).items() if isinstance(row, SourceRow)}
    return Page(
        offerings,
        reader.describe(others),
        {iri: tuple(group) for iri, group in cells.items()},
        source_rows,
    )


def backbone_source(entry: BackboneEntry) -> Source:
    """Give the law behind a backbone entry, with its date and mark."""
    return Source(
        kind="backbone",
        law=entry.law,
        source=entry.source,
        checked_on=entry.checked_on.isoformat(),
        verified=entry.verified,
    )


def vocabulary_source(service_type: str) -> Source:
    """Say that needs come from what a service type typically addresses."""
    return Source(kind="derived", property="needs", from_=(SERVICE_TYPE + service_type,))


def cost_of(own: Cost | None, entry: BackboneEntry | None, lang: str) -> MoneyRange:
    """Give what is paid: an offering's own, worded as its source does, else the backbone's."""
    cost = own or (entry.cost if entry else None)
    if cost is None:
        return MoneyRange(None, None)
    text = entry.cost_text_en if entry and not own and lang == "en" else cost.text
    return MoneyRange(float(cost.min_eur), None if cost.max_eur is None else float(cost.max_eur), text)


def days_of(own: Days | None, entry: BackboneEntry | None, lang: str) -> WaitRange:
    """Give how long it takes: an offering's own, worded as its source does, else the backbone's."""
    days = own or (entry.days if entry else None)
    if days is None:
        return WaitRange(None, None)
    text = entry.days_text_en if entry and not own and lang == "en" else days.text
    return WaitRange(days.min, days.max, text)
