"""The network packed for questions: integer columns derived from one store revision.

Built from a :class:`~welfarenet.graph.store.Reader` by :func:`build_index`, kept
beside the revision as memory-mapped ``.npy`` files by :func:`save_index`, and
opened by :func:`open_index`. It holds what decides an answer (where, who may,
what it asks, what it costs); names, contacts and hours stay in the store and
are described one page at a time.
"""

import json
import shutil
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from .codec import from_json, to_json
from .model import Agreement, Channel, Offering, Provider, Referral, Service, Status, Territory
from .procedures import ServiceClass
from .reference import Reference
from .store import Reader

__all__ = [
    "NEVER",
    "START",
    "UNSAID",
    "Columns",
    "Index",
    "Tables",
    "build_index",
    "open_index",
    "save_index",
]

UNSAID = -1
"""In a column of days or cents: nobody said."""

START, NEVER = 0, date.max.toordinal()
"""Ordinals of a validity with no beginning and no end."""

Owned = TypeVar("Owned", Provider, Service, Offering)

_FORMAT = 1
_CHANNELS = tuple(Channel)
_STATUSES = tuple(Status)


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry for each of n offerings, by ascending IRI; p postings of t territories.

    Parameters
    ----------
    service_class, provider : int32[n]
        Rows of ``Tables.classes`` and ``Tables.providers``.
    status, channels : int8[n]
        Position in ``Status``; bit mask over ``Channel``, in order of definition.
    since, until, assured : int32[n]
        Ordinals of days; ``assured`` is 0 when nobody checked.
    days_min, days_max : int32[n]
        Days, or ``UNSAID``.
    cents_min, cents_max : int64[n]
        Cents of euro, or ``UNSAID``.
    posting_start, postings : int32[t + 1], int32[p]
        Offerings that cover territory *i* are ``postings[posting_start[i]:posting_start[i + 1]]``.
    """

    service_class: NDArray[np.int32]
    provider: NDArray[np.int32]
    status: NDArray[np.int8]
    channels: NDArray[np.int8]
    since: NDArray[np.int32]
    until: NDArray[np.int32]
    assured: NDArray[np.int32]
    days_min: NDArray[np.int32]
    days_max: NDArray[np.int32]
    cents_min: NDArray[np.int64]
    cents_max: NDArray[np.int64]
    posting_start: NDArray[np.int32]
    postings: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Tables:
    """What the columns point into, and what is too ragged for one.

    Parameters
    ----------
    covered : tuple of str
        Territory ids with postings, ascending: the rows of ``posting_start``.
    excluded : tuple of (int, tuple of str)
        Offerings with territories cut out of their coverage.
    networks : tuple of (int, tuple of str)
        Providers that belong to networks.
    agreements : tuple of (int, int, int, int)
        Provider, provider, first and last day; the lower provider first.
    referrals : tuple of (int, int)
        Offering, offering.
    territories : tuple of Territory
        What exercises add to, or change in, the reference territories.
    """

    offerings: tuple[str, ...]
    providers: tuple[str, ...]
    classes: tuple[ServiceClass, ...]
    covered: tuple[str, ...]
    excluded: tuple[tuple[int, tuple[str, ...]], ...]
    networks: tuple[tuple[int, tuple[str, ...]], ...]
    agreements: tuple[tuple[int, int, int, int], ...]
    referrals: tuple[tuple[int, int], ...]
    territories: tuple[Territory, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """A revision ready for questions.

    ``territories`` are the reference ones as the exercises complete them.
    """

    revision: str
    reference: Reference
    columns: Columns
    tables: Tables
    territories: Mapping[str, Territory]

    def covering(self, territory: str) -> NDArray[np.int32]:
        """Give the offerings whose coverage names this very territory, ascending."""
        covered = self.tables.covered
        row = _find(covered, territory)
        if row is None:
            return self.columns.postings[:0]
        start = self.columns.posting_start
        return self.columns.postings[start[row] : start[row + 1]]

    def containing(self, territory: str) -> tuple[str, ...]:
        """List a territory and all that contain it, nearest first, each once."""
        found = [territory]
        for current in found:
            known = self.territories.get(current)
            for parent in known.parents if known else ():
                if parent not in found:
                    found.append(parent)
        return tuple(found)

    def row(self, offering: str) -> int | None:
        """Find the row of an offering by its IRI."""
        return _find(self.tables.offerings, offering)


def build_index(reader: Reader, reference: Reference) -> Index:
    """Pack one revision.

    O(n log n) for n offerings. Records are sorted by IRI, so the order of
    loading never shows.
    """
    services = _by_iri(reader.scan(Service))
    offerings = list(_by_iri(reader.scan(Offering)).values())
    providers = list(_by_iri(reader.scan(Provider)).values())
    provider_row = {provider.iri: row for row, provider in enumerate(providers)}
    offering_row = {offering.iri: row for row, offering in enumerate(offerings)}
    classes, class_of = _classes([services[o.service] for o in offerings])
    covered, start, postings = _postings(offerings)
    own = _own_territories(reader, reference)
    return Index(
        reader.revision,
        reference,
        _columns(offerings, class_of, [provider_row[o.provider] for o in offerings], start, postings),
        Tables(
            offerings=tuple(offering_row),
            providers=tuple(provider_row),
            classes=classes,
            covered=covered,
            excluded=tuple((row, o.excluded) for row, o in enumerate(offerings) if o.excluded),
            networks=tuple((row, p.networks) for row, p in enumerate(providers) if p.networks),
            agreements=_agreements([*reader.scan(Agreement)], offerings, provider_row),
            referrals=tuple(
                sorted(
                    (offering_row[r.from_offering], offering_row[r.to_offering])
                    for r in reader.scan(Referral)
                    if r.from_offering in offering_row and r.to_offering in offering_row
                )
            ),
            territories=own,
        ),
        {**reference.territories, **{territory.id: territory for territory in own}},
    )


def save_index(index: Index, folder: Path) -> None:
    """Write an index beside its revision; a reader never sees half of one."""
    draft = folder.with_name(f"{folder.name}.{uuid4().hex}.tmp")
    draft.mkdir(parents=True)
    for field in fields(Columns):
        np.save(draft / f"{field.name}.npy", getattr(index.columns, field.name))
    tables = {"format": _FORMAT, "revision": index.revision, "tables": to_json(index.tables)}
    (draft / "tables.json").write_text(json.dumps(tables, ensure_ascii=False, separators=(",", ":")), "utf-8")
    try:
        draft.rename(folder)
    except OSError:
        shutil.rmtree(draft)
        if not folder.is_dir():  # else another reader was faster, with the same bytes
            raise


def open_index(reader: Reader, reference: Reference) -> Index:
    """Open the index of a revision, building and keeping it when it is not there yet."""
    folder = None if reader.scratch is None else reader.scratch / f"index-{_FORMAT}"
    if folder is None:
        return build_index(reader, reference)
    if not folder.is_dir():
        save_index(build_index(reader, reference), folder)
    kept: dict[str, Any] = json.loads((folder / "tables.json").read_text("utf-8"))
    tables = from_json(Tables, kept["tables"])
    columns = {f.name: np.load(folder / f"{f.name}.npy", mmap_mode="r") for f in fields(Columns)}
    territories = {**reference.territories, **{territory.id: territory for territory in tables.territories}}
    return Index(reader.revision, reference, Columns(**columns), tables, territories)


def _by_iri(records: Iterable[Owned]) -> dict[str, Owned]:
    """Give records by ascending IRI; of one told apart by several exercises, as the first tells it."""
    found: dict[str, Owned] = {}
    for record in records:
        found.setdefault(record.iri, record)
    return dict(sorted(found.items()))


def _find(ordered: Sequence[str], wanted: str) -> int | None:
    """Find a string in an ascending sequence."""
    row = bisect_left(ordered, wanted)
    return row if row < len(ordered) and ordered[row] == wanted else None


def _classes(services: Sequence[Service]) -> tuple[tuple[ServiceClass, ...], list[int]]:
    """Give the distinct classes in order, and the class of each service given."""
    own = [ServiceClass(s.service_type, s.needs, s.requires, s.issues, s.rules) for s in services]
    distinct = sorted(set(own), key=lambda c: json.dumps(to_json(c), ensure_ascii=False))
    place = {service_class: row for row, service_class in enumerate(distinct)}
    return tuple(distinct), [place[service_class] for service_class in own]


def _columns(
    offerings: Sequence[Offering],
    class_of: Sequence[int],
    provider_of: Sequence[int],
    start: Sequence[int],
    postings: Sequence[int],
) -> Columns:
    def column(values: Iterable[int], kind: type[np.signedinteger[Any]]) -> NDArray[Any]:
        return np.fromiter(values, dtype=kind)

    return Columns(
        service_class=column(class_of, np.int32),
        provider=column(provider_of, np.int32),
        status=column((_STATUSES.index(o.status) for o in offerings), np.int8),
        channels=column((sum(1 << _CHANNELS.index(c) for c in set(o.channels)) for o in offerings), np.int8),
        since=column((o.valid_from.toordinal() if o.valid_from else START for o in offerings), np.int32),
        until=column((o.valid_to.toordinal() if o.valid_to else NEVER for o in offerings), np.int32),
        assured=column((o.assured_on.toordinal() if o.assured_on else 0 for o in offerings), np.int32),
        days_min=column((o.days.min if o.days else UNSAID for o in offerings), np.int32),
        days_max=column((_or_unsaid(o.days.max if o.days else None) for o in offerings), np.int32),
        cents_min=column((_cents(o.cost.min_eur if o.cost else None) for o in offerings), np.int64),
        cents_max=column((_cents(o.cost.max_eur if o.cost else None) for o in offerings), np.int64),
        posting_start=column(start, np.int32),
        postings=column(postings, np.int32),
    )


def _or_unsaid(number: int | None) -> int:
    return UNSAID if number is None else number


def _cents(euros: Decimal | None) -> int:
    return UNSAID if euros is None else int((euros * 100).to_integral_value())


def _postings(offerings: Sequence[Offering]) -> tuple[tuple[str, ...], list[int], list[int]]:
    """Give the territories covered, where each one's postings start, and the postings."""
    rows: dict[str, list[int]] = {}
    for row, offering in enumerate(offerings):
        for territory in sorted(set(offering.coverage)):
            rows.setdefault(territory, []).append(row)
    covered = tuple(sorted(rows))
    start, postings = [0], list[int]()
    for territory in covered:
        postings += rows[territory]
        start.append(len(postings))
    return covered, start, postings


def _agreements(
    agreements: Sequence[Agreement], offerings: Sequence[Offering], provider_row: Mapping[str, int]
) -> tuple[tuple[int, int, int, int], ...]:
    """List the pairs of providers that work together, by agreement or as partners of an offering."""
    found: set[tuple[int, int, int, int]] = set()
    arrangements = [(a.parties, a.valid_from, a.valid_to) for a in agreements]
    arrangements += [((o.provider, *o.partners), o.valid_from, o.valid_to) for o in offerings if o.partners]
    for parties, first, last in arrangements:
        rows = sorted({provider_row[party] for party in parties if party in provider_row})
        since = first.toordinal() if first else START
        until = last.toordinal() if last else NEVER
        found.update((p, q, since, until) for i, p in enumerate(rows) for q in rows[i + 1 :])
    return tuple(sorted(found))


def _own_territories(reader: Reader, reference: Reference) -> tuple[Territory, ...]:
    """Give what exercises add to the reference; their memberships of one territory add up."""
    found: dict[str, Territory] = {}
    for territory in reader.scan(Territory):
        known = found.get(territory.id) or reference.territories.get(territory.id)
        parents = sorted({*territory.parents, *(known.parents if known else ())})
        merged = replace(territory, parents=tuple(parents), sources=())
        if merged != known:
            found[territory.id] = merged
    return tuple(found[territory] for territory in sorted(found))
