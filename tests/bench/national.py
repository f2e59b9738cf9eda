"""A country-sized network through the real index: how long a question takes, end to end.

Invented offerings over the real comuni, needs, documents and backbone: seeded, so
that every run is the same network. Prints one line a measure; ``--offerings`` and
``--queries`` change the size. Times are of this machine; trust the ratios.

    python tests/bench/national.py --offerings 1000000 --queries 400
"""

import argparse
import resource
import tempfile
import time
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from welfarenet.graph.citizen import Citizen, HeldDocument
from welfarenet.graph.index import NEVER, START, UNSAID, Columns, Index, Tables
from welfarenet.graph.indexing import load_index, save_index
from welfarenet.graph.iris import Iris
from welfarenet.graph.model import Clause, Condition, Rule, Territory, TerritoryKind
from welfarenet.graph.network import Goal, Network, open_network
from welfarenet.graph.paths import find_paths
from welfarenet.graph.procedures import ServiceClass
from welfarenet.graph.question import Question
from welfarenet.graph.reference import Reference, load_reference
from welfarenet.ontology.terms import DATA

ON = date(2026, 11, 23)
AMBITI, DISTRICTS, NETWORKS = 600, 550, 400
VARIANTS = 22
"""Local variations of each kind of service: its own conditions, or papers, or silence."""


def invent(offerings: int, seed: int, reference: Reference) -> Index:
    """Invent a network of so many offerings.

    A provider lives in a comune (by residents) and offers about three services;
    a service covers the comune, the ambito, the province, the region or the country.
    """
    rng = np.random.default_rng(seed)
    comuni = [t for t in reference.territories.values() if t.kind is TerritoryKind.COMUNE and not t.valid_to]
    people = np.array([sum(t.population) or 500 for t in comuni], dtype=float)
    provinces = [next(p for p in t.parents if p.startswith("prov-")) for t in comuni]
    regions = [reference.territories[province].parents[0] for province in provinces]
    ambito, district = _areas(rng, provinces, AMBITI), _areas(rng, provinces, DISTRICTS)
    own = tuple(
        replace(t, parents=(*t.parents, f"ambito-{a:03}", f"district-{d:03}"))
        for t, a, d in zip(comuni, ambito, district, strict=True)
    )
    areas = tuple(
        Territory(f"{name}-{n:03}", kind, f"{name} {n}")
        for name, kind, count in (
            ("ambito", TerritoryKind.AMBITO, AMBITI),
            ("district", TerritoryKind.HEALTH_DISTRICT, DISTRICTS),
        )
        for n in range(count)
    )
    classes, popularity = _classes(rng, reference)
    providers = max(1, int(offerings * 0.345))
    seat = rng.choice(len(comuni), size=providers, p=people / people.sum())
    provider = np.sort(rng.choice(providers, size=offerings))
    service_class = rng.choice(len(classes), size=offerings, p=popularity).astype(np.int32)
    level = rng.choice(5, size=offerings, p=[0.62, 0.20, 0.13, 0.0495, 0.0005])
    home = seat[provider]
    names: list[NDArray[np.str_]] = [
        np.array([t.id for t in comuni]), np.array([f"ambito-{a:03}" for a in ambito]),
        np.array(provinces), np.array(regions), np.array(["IT"] * len(comuni)),
    ]  # fmt: skip
    where = np.choose(level, [column[home] for column in names])
    covered, row = np.unique(where, return_inverse=True)
    order = np.argsort(row, kind="stable")
    columns = Columns(
        service_class=service_class,
        provider=provider.astype(np.int32),
        status=rng.choice(5, size=offerings, p=[0.93, 0.03, 0.02, 0.01, 0.01]).astype(np.int8),
        channels=np.zeros(offerings, np.int8),
        since=np.full(offerings, START, np.int32),
        until=np.full(offerings, NEVER, np.int32),
        assured=np.full(offerings, ON.toordinal() - 100, np.int32),
        days_min=(
            days := np.where(rng.random(offerings) < 0.5, UNSAID, rng.integers(1, 90, offerings)).astype(
                np.int32
            )
        ),
        days_max=days,
        cents_min=(
            cents := np.where(rng.random(offerings) < 0.6, 0, rng.integers(1, 80, offerings) * 100).astype(
                np.int32
            )
        ),
        cents_max=cents,
        posting_start=np.searchsorted(row[order], np.arange(len(covered) + 1)).astype(np.int32),
        postings=order.astype(np.int32),
        agreements=np.zeros((0, 4), np.int32),
        memberships=_memberships(rng, providers, seat, regions),
        referrals=np.zeros((0, 2), np.int32),
        offering_text=(iris := Iris.of(f"{DATA}nation/o/{n:07}" for n in range(offerings))).text,
        offering_start=iris.start,
        provider_text=(names_of := Iris.of(f"{DATA}nation/p/{n:07}" for n in range(providers))).text,
        provider_start=names_of.start,
    )
    tables = Tables(classes, tuple(covered.tolist()), (), tuple(sorted((*own, *areas), key=lambda t: t.id)))
    territories = {**reference.territories, **{t.id: t for t in tables.territories}}
    return Index("national", reference, columns, tables, territories)


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


def questions(network: Network, count: int, seed: int, *, needs: tuple[int, int], k: int) -> list[Question]:
    """Draw people by residents: where they live, what they need, what is known of them, what they hold."""
    rng = np.random.default_rng(seed)
    reference = network.index.reference
    comuni = [t for t in reference.territories.values() if t.kind is TerritoryKind.COMUNE and not t.valid_to]
    people = np.array([sum(t.population) or 500 for t in comuni], dtype=float)
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


def measure(network: Network, asked: list[Question]) -> tuple[NDArray[np.float64], int, int]:
    """Time each question; count those not proven best, and those without any path."""
    times, unproven, empty = [], 0, 0
    for question in asked:
        began = time.perf_counter()
        answer = find_paths(network, question)
        times.append(time.perf_counter() - began)
        unproven += not answer.optimal
        empty += not answer.paths
    return np.array(times) * 1000, unproven, empty


def main() -> None:
    """Invent, keep, open and ask."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--offerings", type=int, default=1_000_000)
    options.add_argument("--queries", type=int, default=300)
    options.add_argument("--seed", type=int, default=2026)
    given = options.parse_args()
    reference = load_reference()
    began = time.perf_counter()
    index = invent(given.offerings, given.seed, reference)
    spent = time.perf_counter() - began
    print(f"invented {given.offerings:,} offerings, {len(index.tables.classes):,} classes in {spent:.1f} s")
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        save_index(index, Path(folder) / "index")
        size = sum(file.stat().st_size for file in (Path(folder) / "index").iterdir())
        iris = sum(
            getattr(index.columns, f.name).nbytes
            for f in fields(Columns)
            if "text" in f.name or f.name.endswith("r_start")
        )
        spent = time.perf_counter() - began
        print(f"written in {spent:.1f} s: {size / 1e6:.0f} MB, of which IRIs {iris / 1e6:.0f} MB")
        began = time.perf_counter()
        network = open_network(load_index(Path(folder) / "index", index.revision, reference))
        print(f"opened in {time.perf_counter() - began:.2f} s")
        for label, needs, k in (
            ("1-3 needs", (1, 3), 1),
            ("1-3 needs, k=3", (1, 3), 3),
            ("4-6 needs", (4, 6), 1),
            ("12 needs", (12, 12), 1),
        ):
            count = given.queries if needs[1] <= 3 else max(20, given.queries // 5)
            times, unproven, empty = measure(
                network, questions(network, count, given.seed + k, needs=needs, k=k)
            )
            p50, p90, p99 = np.percentile(times, [50, 90, 99])
            print(
                f"{label}: median {p50:.1f} ms, p90 {p90:.1f}, p99 {p99:.1f}, max {times.max():.1f}"
                f" over {count}; not proven {unproven}, no path {empty}"
            )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
