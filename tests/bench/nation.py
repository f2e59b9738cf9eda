"""An invented country of any size over the real comuni, needs, documents and backbone.

Seeded, so that every run makes the same network and asks the same questions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from welfarenet.graph.citizen import Citizen, HeldDocument
from welfarenet.graph.demands import Clause, Condition, Rule
from welfarenet.graph.index import NEVER, START, UNSAID, Columns, Index, Tables
from welfarenet.graph.iris import Iris
from welfarenet.graph.network import Goal, Network
from welfarenet.graph.places import Territory, TerritoryKind
from welfarenet.graph.procedures import ServiceClass
from welfarenet.graph.question import Question
from welfarenet.graph.reference import Reference
from welfarenet.graph.regime import regime
from welfarenet.graph.seasons import seasons_ahead
from welfarenet.ontology.terms import DATA

__all__ = ["ON", "invent", "list_comuni", "questions", "remember_the_law", "with_doors"]

ON = date(2026, 11, 23)
"""The day asked."""

AMBITI, DISTRICTS, NETWORKS = 600, 550, 400
VARIANTS = 22
"""Local variations of each kind of service: its own conditions, or papers, or silence."""

PER_OFFERING = 0.345
"""Providers for each offering."""

LEVELS = (0.62, 0.20, 0.13, 0.0495, 0.0005)
"""Shares of offerings that cover a comune, an ambito, a province, a region, the country."""


@dataclass(frozen=True, slots=True)
class _Land:
    """Where people live: one entry for each current comune.

    ``areas`` gives what covers each comune: itself, its ambito, province, region and the country.
    """

    comuni: tuple[Territory, ...]
    people: NDArray[np.float64]
    areas: tuple[NDArray[np.str_], ...]
    territories: tuple[Territory, ...]


def list_comuni(reference: Reference) -> tuple[Territory, ...]:
    """Give the current comuni, by Belfiore code."""
    found = reference.territories.values()
    return tuple(t for t in found if t.kind is TerritoryKind.COMUNE and not t.valid_to)


def invent(offerings: int, seed: int, reference: Reference) -> Index:
    """Invent a network of so many offerings.

    A provider lives in a comune (by residents) and offers about three services;
    a service covers the comune, the ambito, the province, the region or the country.
    """
    rng = np.random.default_rng(seed)
    land = _land(rng, reference)
    classes, popularity = _classes(rng, reference)
    providers = max(1, int(offerings * PER_OFFERING))
    seat = rng.choice(len(land.comuni), size=providers, p=land.people / land.people.sum())
    provider = np.sort(rng.choice(providers, size=offerings))
    service_class = rng.choice(len(classes), size=offerings, p=popularity).astype(np.int32)
    level = rng.choice(len(LEVELS), size=offerings, p=LEVELS)
    where = np.choose(level, [area[seat[provider]] for area in land.areas])
    covered, postings = _postings(where, service_class)
    columns = Columns(
        service_class=service_class,
        provider=provider.astype(np.int32),
        **_said(rng, offerings),
        **postings,
        agreements=np.zeros((0, 4), np.int32),
        memberships=_memberships(rng, providers, seat, land.areas[3].tolist()),
        referrals=np.zeros((0, 2), np.int32),
        **_names(offerings, providers),
    )
    tables = Tables(classes, covered, (), land.territories)
    territories = {**reference.territories, **{t.id: t for t in tables.territories}}
    return Index("national", reference, columns, tables, territories)


def questions(network: Network, count: int, seed: int, *, needs: tuple[int, int], k: int) -> list[Question]:
    """Draw people by residents: where they live, what they need, what is known of them, what they hold."""
    rng = np.random.default_rng(seed)
    reference = network.index.reference
    comuni = list_comuni(reference)
    people = _residents(comuni)
    addressed = sorted({need for entry in reference.backbone for need in entry.needs})
    documents = sorted(reference.documents)
    drawn = []
    for _ in range(count):
        comune = comuni[int(rng.choice(len(comuni), p=people / people.sum()))]
        wanted = rng.choice(addressed, size=int(rng.integers(needs[0], needs[1] + 1)), replace=False)
        held = tuple(
            HeldDocument(str(d)) for d in rng.choice(documents, size=int(rng.integers(0, 4)), replace=False)
        )
        citizen = Citizen(
            age=int(rng.integers(18, 95)), isee_eur=float(rng.integers(0, 30000)),
            citizenship="italian", documents=held,
        )  # fmt: skip
        drawn.append(Question(comune.id, tuple(Goal(str(n), True) for n in sorted(wanted)), ON, citizen, k=k))
    return drawn


def remember_the_law(network: Network) -> None:
    """Work out what a process does once: every province's law in the year ahead, and who meets each need."""
    for plate in sorted({territory.plate for territory in network.index.territories.values()}):
        for season in seasons_ahead(network, plate, ON, Citizen()):
            if season.soon:
                regime(network, plate, season.day)
    for need in sorted(network.index.reference.needs):
        network.serving(Goal(need, True))


def _land(rng: np.random.Generator, reference: Reference) -> _Land:
    """Cut the country into ambiti and health districts, beside the provinces and regions it has."""
    comuni = list_comuni(reference)
    people = _residents(comuni)
    provinces = [next(p for p in t.parents if p.startswith("prov-")) for t in comuni]
    regions = [reference.territories[province].parents[0] for province in provinces]
    ambito, district = _areas(rng, provinces, AMBITI), _areas(rng, provinces, DISTRICTS)
    own = (
        replace(t, parents=(*t.parents, f"ambito-{a:03}", f"district-{d:03}"))
        for t, a, d in zip(comuni, ambito, district, strict=True)
    )
    cut = (
        Territory(f"{name}-{n:03}", kind, f"{name} {n}")
        for name, kind, count in (
            ("ambito", TerritoryKind.AMBITO, AMBITI),
            ("district", TerritoryKind.HEALTH_DISTRICT, DISTRICTS),
        )
        for n in range(count)
    )
    areas = (
        [t.id for t in comuni], [f"ambito-{a:03}" for a in ambito], provinces, regions, ["IT"] * len(comuni)
    )  # fmt: skip
    territories = tuple(sorted((*own, *cut), key=lambda t: t.id))
    return _Land(comuni, people, tuple(np.array(area) for area in areas), territories)


def _residents(places: Sequence[Territory]) -> NDArray[np.float64]:
    """Give how many live in each comune."""
    return np.array([sum(t.population) or 500 for t in places], dtype=float)


def _postings(
    where: NDArray[np.str_], service_class: NDArray[np.int32]
) -> tuple[tuple[str, ...], Mapping[str, NDArray[Any]]]:
    """Give the territories covered, and the columns that list who covers each."""
    covered, row = np.unique(where, return_inverse=True)
    order = np.argsort(row, kind="stable")
    start = np.searchsorted(row[order], np.arange(len(covered) + 1))
    columns = {
        "posting_start": start.astype(np.int32),
        "postings": order.astype(np.int32),
        "posting_class": service_class[order],
    }
    return tuple(covered.tolist()), columns


def _said(rng: np.random.Generator, offerings: int) -> Mapping[str, NDArray[Any]]:
    """Give what each offering says of itself: status, days, cost."""
    status = rng.choice(5, size=offerings, p=[0.93, 0.03, 0.02, 0.01, 0.01])
    days = np.where(rng.random(offerings) < 0.5, UNSAID, rng.integers(1, 90, offerings))
    cents = np.where(rng.random(offerings) < 0.6, 0, rng.integers(1, 80, offerings) * 100)
    return {
        "status": status.astype(np.int8),
        "channels": np.zeros(offerings, np.int8),
        "since": np.full(offerings, START, np.int32),
        "until": np.full(offerings, NEVER, np.int32),
        "assured": np.full(offerings, ON.toordinal() - 100, np.int32),
        **dict.fromkeys(("days_min", "days_max"), days.astype(np.int32)),
        **dict.fromkeys(("cents_min", "cents_max"), cents.astype(np.int32)),
    }


def with_doors(index: Index, share: float) -> Index:
    """Let so many of the offerings open within 200 days of the day asked, and as many shut."""
    columns = index.columns
    rng = np.random.default_rng(len(columns.since))
    turn, day = rng.random(len(columns.since)), rng.integers(1, 200, len(columns.since))
    since = np.where(turn < share, ON.toordinal() + day, columns.since)
    until = np.where(turn >= 1 - share, ON.toordinal() + day, columns.until)
    return replace(
        index, columns=replace(columns, since=since.astype(np.int32), until=until.astype(np.int32))
    )


def _names(offerings: int, providers: int) -> Mapping[str, NDArray[Any]]:
    offering = Iris.of(f"{DATA}nation/o/{n:07}" for n in range(offerings))
    provider = Iris.of(f"{DATA}nation/p/{n:07}" for n in range(providers))
    return {
        "offering_text": offering.text,
        "offering_start": offering.start,
        "provider_text": provider.text,
        "provider_start": provider.start,
    }


def _areas(rng: np.random.Generator, provinces: list[str], count: int) -> list[int]:
    """Cut each province into areas, so many in all."""
    kinds = sorted(set(provinces))
    first = {province: n * count // len(kinds) for n, province in enumerate(kinds)}
    after = {province: (n + 1) * count // len(kinds) for n, province in enumerate(kinds)}
    return [int(rng.integers(first[p], max(after[p], first[p] + 1))) for p in provinces]


def _classes(
    rng: np.random.Generator, reference: Reference
) -> tuple[tuple[ServiceClass, ...], NDArray[np.float64]]:
    """Vary each service type of the backbone; common types are much more common than rare ones."""
    kinds = sorted({entry.service_type for entry in reference.backbone})
    shares = 1 / (1 + rng.permutation(len(kinds))) ** 0.8
    found, weights = [], []
    for kind, share in zip(kinds, shares, strict=True):
        for variant in range(VARIANTS):
            rules = () if variant % 3 == 0 else (_local_rule(rng),)
            found.append(ServiceClass(kind, None, None, None, rules))
            weights.append(share / VARIANTS)
    return tuple(found), np.array(weights) / sum(weights)


def _local_rule(rng: np.random.Generator) -> Rule:
    fact = ("age", "isee_eur")[int(rng.integers(2))]
    if fact == "age":
        condition = Condition(
            "age", minimum=float(rng.choice([18, 60, 65, 75])), text_it="età", text_en="age"
        )
    else:
        condition = Condition(
            "isee_eur",
            maximum=float(rng.choice([6000, 9360, 12000, 15000, 25000])),
            text_it="ISEE",
            text_en="ISEE",
        )
    return Rule((Clause((condition,)),))


def _memberships(
    rng: np.random.Generator, providers: int, seat: NDArray[np.int64], regions: list[str]
) -> NDArray[np.int32]:
    """Give a third of the providers one of the networks of their region."""
    kinds = sorted(set(regions))
    region = np.array([kinds.index(r) for r in regions])[seat]
    members = np.flatnonzero(rng.random(providers) < 0.3)
    network = region[members] * (NETWORKS // len(kinds)) + rng.integers(
        0, NETWORKS // len(kinds), len(members)
    )
    return np.stack([members, network], axis=1).astype(np.int32)
