"""A revision packed: from records to the columns of an index, kept beside the revision."""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from .codec import from_json, to_json
from .index import NEVER, START, UNSAID, Columns, Index, Tables
from .iris import Iris
from .mapped import Agreement, Channel, Offering, Provider, Referral, Service, Status
from .places import Territory
from .procedures import ServiceClass
from .reference import Reference
from .store import Reader
from .territories import completed
from .titles import Titles
from .uncollected import uncollected

__all__ = ["build_index", "load_index", "open_index", "save_index"]

Owned = TypeVar("Owned", Provider, Service, Offering)

_PACKED = (Service, Offering, Provider, Agreement, Referral)

_FORMAT = 3
_MOST_CENTS, _MOST_DAYS = 2**31 - 1, 36_500
"""More than anybody pays, and a century: what is said to be more counts as this, so that it adds up."""

_CHANNELS = tuple(Channel)
_STATUSES = tuple(Status)


def build_index(reader: Reader, reference: Reference) -> Index:
    """Pack one revision.

    O(n log n) for n offerings. Records are sorted by IRI, so the order of
    loading never shows.
    """
    with uncollected():
        return _pack(reader, reference)


def _pack(reader: Reader, reference: Reference) -> Index:
    held = _gathered(reader)
    services = _by_iri(held[Service])
    offerings = list(_by_iri(held[Offering]).values())
    providers = list(_by_iri(held[Provider]).values())
    provider_row = {provider.iri: row for row, provider in enumerate(providers)}
    offering_row = {offering.iri: row for row, offering in enumerate(offerings)}
    offering_iris, provider_iris = Iris.of(offering_row), Iris.of(provider_row)
    classes, class_of = _classes([services[o.service] for o in offerings])
    columns = _offering_columns(offerings, class_of, [provider_row[o.provider] for o in offerings])
    covered, start, postings = _postings(offerings)
    own = _own_territories(reader, reference)
    return Index(
        reader.revision,
        reference,
        Columns(
            **columns,
            posting_start=np.array(start, dtype=np.int32),
            postings=np.array(postings, dtype=np.int32),
            posting_class=columns["service_class"][np.array(postings, dtype=np.int32)],
            agreements=_agreements(held[Agreement], offerings, provider_row),
            memberships=_memberships(providers),
            referrals=_referrals(held[Referral], offering_row),
            offering_text=offering_iris.text,
            offering_start=offering_iris.start,
            provider_text=provider_iris.text,
            provider_start=provider_iris.start,
        ),
        Tables(
            classes=classes,
            covered=covered,
            excluded=tuple((row, o.excluded) for row, o in enumerate(offerings) if o.excluded),
            territories=own,
        ),
        {**reference.territories, **{territory.id: territory for territory in own}},
        Titles.of([services[o.service].title for o in offerings], [p.name for p in providers]),
    )


def save_index(index: Index, folder: Path) -> None:
    """Write an index beside its revision; a reader never sees half of one."""
    draft = folder.with_name(f"{folder.name}.{uuid4().hex}.tmp")
    draft.mkdir(parents=True)
    for field in fields(Columns):
        # A table lies column by column: it is searched by its first.
        np.save(draft / f"{field.name}.npy", np.asfortranarray(getattr(index.columns, field.name)))
    if index.titles is not None:
        index.titles.save(draft)
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
    return load_index(folder, reader.revision, reference)


def load_index(folder: Path, revision: str, reference: Reference) -> Index:
    """Map an index that :func:`save_index` wrote."""
    kept: dict[str, Any] = json.loads((folder / "tables.json").read_text("utf-8"))
    tables = from_json(Tables, kept["tables"])
    # Mapped all the same, but a plain array is quicker to slice than a memmap.
    columns = {f.name: np.asarray(np.load(folder / f"{f.name}.npy", mmap_mode="r")) for f in fields(Columns)}
    territories = {**reference.territories, **{territory.id: territory for territory in tables.territories}}
    return Index(revision, reference, Columns(**columns), tables, territories, Titles.load(folder))


def _gathered(reader: Reader) -> dict[type[Any], list[Any]]:
    """Give the records that are packed, by kind, in one pass."""
    held: dict[type[Any], list[Any]] = {kind: [] for kind in _PACKED}
    for record in reader.gather(_PACKED):
        held[type(record)].append(record)
    return held


def _by_iri(records: Iterable[Owned]) -> dict[str, Owned]:
    """Give records by ascending IRI; of one told apart by several exercises, as the first tells it."""
    found: dict[str, Owned] = {}
    for record in records:
        found.setdefault(record.iri, record)
    return dict(sorted(found.items()))


def _classes(services: Sequence[Service]) -> tuple[tuple[ServiceClass, ...], list[int]]:
    """Give the distinct classes in order, and the class of each service given."""
    own = [ServiceClass(s.service_type, s.needs, s.requires, s.issues, s.rules) for s in services]
    distinct = sorted(set(own), key=lambda c: json.dumps(to_json(c), ensure_ascii=False))
    place = {service_class: row for row, service_class in enumerate(distinct)}
    return tuple(distinct), [place[service_class] for service_class in own]


def _offering_columns(
    offerings: Sequence[Offering], class_of: Sequence[int], provider_of: Sequence[int]
) -> dict[str, NDArray[Any]]:
    def column(values: Iterable[int], kind: type[np.signedinteger[Any]]) -> NDArray[Any]:
        return np.fromiter(values, dtype=kind)

    return {
        "service_class": column(class_of, np.int32),
        "provider": column(provider_of, np.int32),
        "status": column((_STATUSES.index(o.status) for o in offerings), np.int8),
        "channels": column((_channel_mask(o.channels) for o in offerings), np.int8),
        "since": column((o.valid_from.toordinal() if o.valid_from else START for o in offerings), np.int32),
        "until": column((o.valid_to.toordinal() if o.valid_to else NEVER for o in offerings), np.int32),
        "assured": column((o.assured_on.toordinal() if o.assured_on else 0 for o in offerings), np.int32),
        "days_min": column((_days(o.days.min if o.days else None) for o in offerings), np.int32),
        "days_max": column((_days(o.days.max if o.days else None) for o in offerings), np.int32),
        "cents_min": column((_cents(o.cost.min_eur if o.cost else None) for o in offerings), np.int32),
        "cents_max": column((_cents(o.cost.max_eur if o.cost else None) for o in offerings), np.int32),
    }


def _channel_mask(channels: Iterable[Channel]) -> int:
    return sum(1 << _CHANNELS.index(channel) for channel in set(channels))


def _days(number: int | None) -> int:
    return UNSAID if number is None else min(number, _MOST_DAYS)


def _cents(euros: Decimal | None) -> int:
    return UNSAID if euros is None else min(int((euros * 100).to_integral_value()), _MOST_CENTS)


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
) -> NDArray[np.int32]:
    """List the pairs of providers that work together, by agreement or as partners of an offering."""
    found: set[tuple[int, int, int, int]] = set()
    arrangements = [(a.parties, a.valid_from, a.valid_to) for a in agreements]
    arrangements += [((o.provider, *o.partners), o.valid_from, o.valid_to) for o in offerings if o.partners]
    for parties, first, last in arrangements:
        rows = sorted({provider_row[party] for party in parties if party in provider_row})
        since = first.toordinal() if first else START
        until = last.toordinal() if last else NEVER
        found.update((p, q, since, until) for i, p in enumerate(rows) for q in rows[i + 1 :])
    return _pairs(found, 4)


def _memberships(providers: Sequence[Provider]) -> NDArray[np.int32]:
    """List (provider, network) with the networks numbered by name."""
    number = {name: place for place, name in enumerate(sorted({n for p in providers for n in p.networks}))}
    return _pairs({(row, number[name]) for row, p in enumerate(providers) for name in p.networks}, 2)


def _referrals(referrals: Iterable[Referral], row: Mapping[str, int]) -> NDArray[np.int32]:
    """List (offering, offering) where both are there."""
    ends = ((row.get(r.from_offering), row.get(r.to_offering)) for r in referrals)
    return _pairs({(start, end) for start, end in ends if start is not None and end is not None}, 2)


def _pairs(found: set[Any], width: int) -> NDArray[np.int32]:
    """Give tuples of integers as ascending rows."""
    return np.array(sorted(found), dtype=np.int32).reshape(-1, width)


def _own_territories(reader: Reader, reference: Reference) -> tuple[Territory, ...]:
    """Give what exercises add to the reference, or change in it, ids ascending."""
    shipped = reference.territories
    own = [*reader.scan(Territory)]
    found = completed(shipped, own)
    changed = sorted({territory.id for territory in own})
    return tuple(found[name] for name in changed if found[name] != shipped.get(name))
