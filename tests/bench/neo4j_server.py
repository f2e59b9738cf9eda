"""The server store beside the index, in one run on one invented network: load, read back, questions.

Usage: ``make bench-neo4j``, or ``PYTHONPATH=tests python tests/bench/neo4j_server.py [OFFERINGS]``
with the folder of a server in ``WELFARENET_TEST_NEO4J``: it is emptied. Prints one
table. A record is a node or a relationship. Beside seconds stand those of
processor, our own and the server's (where this machine tells them): other
programs move the former by much, the latter by little. ``neo4j-rust-ext`` is
used where it is installed.
"""

import importlib.util
import json
import os
import random
import statistics
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from time import perf_counter, process_time
from typing import Generic, TypeVar

import numpy as np
import servers
from numpy.typing import NDArray

from welfarenet.graph.demands import Cost, Days, Requirement
from welfarenet.graph.exercises import ExerciseData, MappingExercise, SourceRow
from welfarenet.graph.index import Index
from welfarenet.graph.indexing import build_index
from welfarenet.graph.mapped import Channel, Offering, Provider, Sector, Service
from welfarenet.graph.neo4j_address import parse_address
from welfarenet.graph.neo4j_line import Line
from welfarenet.graph.neo4j_questions import questions
from welfarenet.graph.neo4j_store import Neo4jStore
from welfarenet.graph.places import TerritoryKind
from welfarenet.graph.rdf import canonical, exercise_records, iri_of
from welfarenet.graph.reference import load_reference
from welfarenet.graph.store import Commit, Reader
from welfarenet.ontology.terms import DATA

T = TypeVar("T")
OF_AN_EXERCISE = 10_000
ROUNDS = 20
SERVICES_EACH, PROVIDERS_EACH = 1_500, 1_500
READ = (Offering, Service, Provider)
"""The kinds that the index needs and that are drawn here."""


def invent(number: int, offerings: int) -> ExerciseData:
    """Draw an exercise over one province: every service of a kind, every offering in one to three places."""
    lot = random.Random(number)
    reference = load_reference()
    base = f"{DATA}bench-{number:03d}"
    provinces = sorted(t.id for t in reference.territories.values() if t.kind is TerritoryKind.PROVINCE)
    plate = provinces[number % len(provinces)]
    comuni = [t.id for t in reference.territories.values() if plate in t.parents and not t.valid_to] or [
        plate
    ]
    needs, papers = sorted(reference.needs), sorted(reference.documents)
    services = [
        Service(
            f"{base}/service/{n}",
            f"Servizio inventato {n}",
            needs=tuple(lot.sample(needs, 2)),
            requires=(Requirement((tuple(lot.sample(papers, 1)), tuple(lot.sample(papers, 2)))),),
            issues=tuple(lot.sample(papers, 1)),
        )
        for n in range(min(SERVICES_EACH, offerings))
    ]
    providers = [
        Provider(f"{base}/provider/{n}", f"Ente inventato {n}", lot.choice(list(Sector)))
        for n in range(min(PROVIDERS_EACH, offerings))
    ]
    row = SourceRow(f"{base}/row/1", "inventato.xlsx", "Offerte", 1)
    made = tuple(
        Offering(
            f"{base}/offering/{n:06d}",
            lot.choice(services).iri,
            lot.choice(providers).iri,
            (plate,)
            if lot.random() < 0.02
            else tuple(lot.sample(comuni, min(len(comuni), lot.choice((1, 1, 2))))),
            channels=(lot.choice(list(Channel)),),
            cost=Cost(Decimal(lot.randint(0, 50))) if lot.random() < 0.5 else None,
            days=Days(lot.randint(0, 60)) if lot.random() < 0.5 else None,
            sources=(row.iri,),
        )
        for n in range(offerings)
    )
    exercise = MappingExercise(f"{base}/exercise/bench", f"Mappatura inventata {number}")
    return ExerciseData(
        exercise, providers=tuple(providers), services=tuple(services), offerings=made, rows=(row,)
    )


@dataclass(frozen=True)
class Timed(Generic[T]):
    """What some work gave, the seconds it took, and the seconds of processor."""

    found: T
    seconds: float
    own: float
    server: float

    def __str__(self) -> str:
        """Give the seconds."""
        return f"{self.seconds:.1f} s; processor {self.own:.1f} own, {self.server:.1f} server"


def processor_of_server() -> float:
    """Give the processor seconds that the server has used; nothing in a container or without /proc."""
    noted = json.loads((servers.home() / "server.json").read_text("utf-8"))
    told = Path(f"/proc/{noted.get('pid')}/stat")
    if not told.exists():
        return float("nan")
    user, system = told.read_text("utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def timed(work: Callable[[], T]) -> Timed[T]:
    """Do some work by the clock."""
    server, own, start = processor_of_server(), process_time(), perf_counter()
    found = work()
    return Timed(found, perf_counter() - start, process_time() - own, processor_of_server() - server)


def median(work: Callable[[], object]) -> float:
    """Give the median of some rounds, in milliseconds; the first is warm-up."""

    def once() -> float:
        start = perf_counter()
        work()
        return perf_counter() - start

    once()
    return statistics.median(once() for _ in range(ROUNDS)) * 1000


def naming(index: Index, need: str) -> NDArray[np.bool_]:
    """Tell which classes of service name a need; an engine does this once per index."""
    return np.array([need in (c.needs or ()) for c in index.tables.classes])


def select(index: Index, classes: NDArray[np.bool_], comune: str) -> list[str]:
    """Select the offerings of some classes for somebody who lives in a comune, on the index alone."""
    rows = np.unique(np.concatenate([index.covering(place) for place in index.containing(comune)]))
    return [index.offerings[row] for row in rows[classes[index.columns.service_class[rows]]]]


def size(line: Line) -> tuple[int, int]:
    """Count nodes and relationships."""
    ((nodes,),) = line.read("MATCH (n) RETURN count(n)", seconds=120)
    ((links,),) = line.read("MATCH ()-[r]->() RETURN count(r)", seconds=120)
    return nodes, links


def report(name: str, value: str, note: str = "") -> None:
    """Print a line of the table."""
    print(f"{name:44s} {value:>22s}  {note}", flush=True)


def load(store: Neo4jStore, line: Line, exercises: list[ExerciseData]) -> None:
    """Publish everything, in halves, for the server's Java warms up in the first; then the same again."""
    empty = sum(size(line))
    cold = timed(lambda: store.replace(exercises[0]))
    held = sum(size(line))
    report("first exercise, reference and schema", f"{held - empty:,} records", str(cold))
    half = len(exercises) // 2 + 1
    for name, part in (("first", exercises[1:half]), ("second", exercises[half:])):
        done = timed(lambda: [store.replace(data) for data in part])  # noqa: B023  called at once
        before, held = held, sum(size(line))
        report(f"load, {name} half", *rate(held - before, done))
    again = timed(lambda: [store.replace(data) for data in exercises])
    report("the same again", *rate(held - empty, again))
    nodes, links = size(line)
    report("in the graph", f"{nodes:,} + {links:,}", "nodes + relationships")


def rate(records: int, done: Timed[list[Commit]]) -> tuple[str, str]:
    """Give records a second, by the clock and by the processor."""
    by_processor = records / (done.own + done.server)
    return (
        f"{records / done.seconds:,.0f} records/s",
        f"{records:,} in {done}: {by_processor:,.0f} a processor second",
    )


def read_back(reader: Reader, exercises: list[ExerciseData]) -> Index:
    """Read everything the index needs, compare it with what was loaded, and build the index."""
    read = timed(lambda: [record for kind in READ for record in reader.scan(kind)])
    given = [record for data in exercises for record in exercise_records(data) if type(record) in READ]
    given.sort(key=lambda record: (READ.index(type(record)), iri_of(record)))
    same = read.found == list(map(canonical, given))
    report("read back", f"{len(read.found):,} {'equal' if same else 'DIFFERENT'}", str(read))
    built = timed(lambda: build_index(reader, load_reference()))
    report("index from the server", f"{len(built.found.offerings):,} offerings", str(built))
    return built.found


def ask(line: Line, index: Index) -> None:
    """Put the questions to both, side by side."""
    pairs = list(_asked(index))
    cypher = questions()
    differ = sum(
        [row[0] for row in line.read(cypher["who_covers"], {"need": n, "comune": c})]
        != select(index, naming(index, n), c)
        for n, c in pairs
    )
    report("who covers, pairs asked", str(len(pairs)), f"{differ} differ")
    ratios = []
    for need, comune in pairs:
        server = median(lambda: line.read(cypher["who_covers"], {"need": need, "comune": comune}))  # noqa: B023  called at once
        classes = naming(index, need)
        own = median(lambda: select(index, classes, comune))  # noqa: B023  called at once
        report(f"who covers {need} in {comune}", f"{server:.1f} / {own:.3f} ms", f"{server / own:.0f}x")
        ratios.append(server / own)
    least, middle, most = min(ratios), statistics.median(ratios), max(ratios)
    report("Cypher / index, median of the pairs", f"{middle:.0f}x", f"{least:.0f}x to {most:.0f}x")
    report("an empty query", f"{median(lambda: line.read('RETURN 1')):.1f} ms")
    for name in ("broken_chains", "irreplaceable"):
        parameters = {"comune": pairs[0][1]} if name == "broken_chains" else {}
        report(name, f"{median(lambda: line.read(cypher[name], parameters)):.0f} ms")  # noqa: B023  called at once


def _asked(index: Index) -> Iterator[tuple[str, str]]:
    """Pairs of a need that has no narrower one, and a comune where something is offered."""
    lot = random.Random(1)
    broader = {need.broader for need in index.reference.needs.values()}
    leaves = sorted(set(index.reference.needs) - broader)
    comuni = [t for t in index.tables.covered if index.territories[t].kind is TerritoryKind.COMUNE]
    return ((lot.choice(leaves), lot.choice(comuni)) for _ in range(10))


def main(offerings: int) -> None:
    """Run the table."""
    servers.empty()
    rust = importlib.util.find_spec("neo4j._rust") is not None
    others = f"{os.getloadavg()[0]:.1f} processes busy on {os.cpu_count()} cores"
    report("offerings", f"{offerings:,}", f"{'with' if rust else 'without'} neo4j-rust-ext; {others}")
    exercises = [
        invent(n, min(OF_AN_EXERCISE, offerings)) for n in range(max(1, offerings // OF_AN_EXERCISE))
    ]
    store = servers.open_neo4j(keep_seconds=0)
    line = Line(parse_address(servers.url()), servers.credentials())
    load(store, line, exercises)
    with store.reader() as reader:
        index = read_back(reader, exercises)
    ask(line, index)
    removed = timed(lambda: [store.remove(data.exercise.iri) for data in exercises])
    report("remove and sweep everything", f"{len(exercises)} exercises", str(removed))
    line.close()
    store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
