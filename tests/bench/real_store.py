"""The invented country as records in a real store on disk: written once, opened, asked who covers.

    python -m bench.real_store FOLDER [--offerings N] [--write]

A folder that holds a store of the same size is not written again. Each offering
has a service, a row and cells of its own, so that an answer with its details
reads what it would read of mapped sheets. Times of questions are the
processor's, of writing the clock's, without what inventing the records takes.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.figures import at, cpu_seconds, keep, median, peak_mb, show
from bench.nation import ON, invent, questions, remember_the_law
from welfarenet.graph.demands import Cost, Days
from welfarenet.graph.exercises import Cell, ExerciseData, MappingExercise, SourceRow
from welfarenet.graph.index import UNSAID, Index
from welfarenet.graph.indexing import open_index
from welfarenet.graph.mapped import Contact, ContactKind, Offering, Provider, Service, Status
from welfarenet.graph.network import open_network
from welfarenet.graph.reference import load_reference
from welfarenet.graph.remembering import Remembering
from welfarenet.graph.stores import open_store
from welfarenet.graph.who import explain_who
from welfarenet.ontology.terms import DATA

__all__ = ["exercises", "publish", "shown"]

SEED = 2026
OF_AN_EXERCISE = 10_000
BAR_P95_MS = 50.0
BAR_TRIPLES = 100_000
"""Written in a second."""

NATION = f"{DATA}nation"
WRITTEN = "written.json"
"""Beside the store: what writing it took."""

_STATUSES = tuple(Status)
_COLUMNS = {"coverage": "A", "contacts": "B", "hours": "C", "cost": "D", "days": "E", "status": "F"}
"""Where each property of an offering stands in the invented sheets."""


def exercises(index: Index) -> Iterator[ExerciseData]:
    """Give the network of an index as mapping exercises, one for the areas and one for each 10,000 offerings.

    What each says of a provider is the same in all, as its neighbours are cut at.
    """
    yield ExerciseData(MappingExercise(f"{NATION}/e/areas", "Aree inventate"), index.tables.territories)
    covers = _coverage(index)
    networks: dict[int, list[str]] = {}
    for provider, network in index.columns.memberships.tolist():
        networks.setdefault(provider, []).append(f"rete {network:03}")
    for number, start in enumerate(range(0, len(index.offerings), OF_AN_EXERCISE)):
        rows = range(start, min(start + OF_AN_EXERCISE, len(index.offerings)))
        yield _exercise(index, number, rows, covers, networks)


def _exercise(
    index: Index, number: int, rows: range, covers: Mapping[int, str], networks: Mapping[int, list[str]]
) -> ExerciseData:
    sheets = [SourceRow(f"{NATION}/r/{n:07}", f"mappa-{number:03}.xlsx", "Servizi", n + 2) for n in rows]
    offerings = [_offering(index, n, covers[n]) for n in rows]
    first: dict[int, int] = {}
    for n in rows:
        first.setdefault(int(index.columns.provider[n]), n)
    providers = [_provider(index, p, n, tuple(networks.get(p, ()))) for p, n in sorted(first.items())]
    services = [_service(index, n) for n in rows]
    return ExerciseData(
        MappingExercise(f"{NATION}/e/{number:03}", f"Mappatura inventata {number}"),
        providers=tuple(providers),
        services=tuple(services),
        offerings=tuple(offerings),
        rows=tuple(sheets),
        cells=tuple(cell for n in rows for cell in _cells(index, n)),
    )


def _coverage(index: Index) -> dict[int, str]:
    """Give the one territory that each offering covers."""
    return {row: place for place in index.tables.covered for row in index.covering(place).tolist()}


def _provider(index: Index, provider: int, row: int, networks: tuple[str, ...]) -> Provider:
    return Provider(
        index.providers[provider],
        f"Ente inventato {provider}",
        networks=networks,
        contacts=(Contact(ContactKind.EMAIL, f"ente{provider}@example.org"),),
        sources=(f"{NATION}/r/{row:07}",),
    )


def _service(index: Index, row: int) -> Service:
    said = index.tables.classes[int(index.columns.service_class[row])]
    return Service(
        f"{NATION}/s/{row:07}",
        f"Servizio inventato {row}",
        said.service_type,
        said.needs,
        said.requires,
        said.issues,
        said.rules,
        sources=(f"{NATION}/r/{row:07}",),
    )


def _offering(index: Index, row: int, coverage: str) -> Offering:
    columns = index.columns
    days, cents = int(columns.days_min[row]), int(columns.cents_min[row])
    euros = Decimal(cents) / 100
    return Offering(
        index.offerings[row],
        f"{NATION}/s/{row:07}",
        index.providers[int(columns.provider[row])],
        (coverage,),
        contacts=(Contact(ContactKind.PHONE, f"0731 {row:07}"),),
        hours="lun-ven 9-12",
        cost=None if cents == UNSAID else Cost(euros, euros),
        days=None if days == UNSAID else Days(days, days),
        status=_STATUSES[columns.status[row]],
        assured_on=ON,
        sources=(f"{NATION}/r/{row:07}",),
    )


def _cells(index: Index, row: int) -> Iterator[Cell]:
    """Say where the properties of one row's records were read."""
    source = f"{NATION}/r/{row:07}"
    for name, column in _COLUMNS.items():
        yield Cell(index.offerings[row], name, source, column, f"testo {name} {row}")
    yield Cell(f"{NATION}/s/{row:07}", "title", source, "G", f"Servizio inventato {row}")
    provider = index.providers[int(index.columns.provider[row])]
    yield Cell(provider, "name", source, "H", f"Ente inventato {int(index.columns.provider[row])}")


def publish(folder: Path, offerings: int) -> dict[str, Any]:
    """Write the country into a store, unless it is there; say what that took.

    Raises
    ------
    SystemExit
        If the folder holds something else.
    """
    note = folder / WRITTEN
    if note.exists():
        kept: dict[str, Any] = json.loads(note.read_text("utf-8"))
        if kept["offerings"] == offerings:
            return kept
    if folder.exists() and any(folder.iterdir()):
        sys.exit(f"{folder} holds something else: name an empty folder, or remove it")
    store = open_store(f"oxigraph:{folder}")
    clock, cpu, triples = 0.0, 0.0, 0
    for data in exercises(invent(offerings, SEED, load_reference())):
        # To invent an exercise is no part of writing it.
        begun, used = time.perf_counter(), cpu_seconds()
        triples += store.replace(data).added
        clock, cpu = clock + time.perf_counter() - begun, cpu + cpu_seconds() - used
        print(f"\r{data.exercise.title}: {triples:,} triples", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    begun, used = time.perf_counter(), cpu_seconds()
    with store.reader() as reader:
        open_index(reader, load_reference())
    store.close()
    made = {
        "cpu_s": round(cpu + cpu_seconds() - used),
        "index_s": round(time.perf_counter() - begun, 1),
        "offerings": offerings,
        "triples": triples,
        "written_s": round(clock, 1),
    }
    note.write_text(json.dumps(made), "utf-8")
    return made


def ask_who(folder: Path, count: int) -> dict[str, Any]:
    """Ask who covers a need, with details, as a desk just opened does; each question once."""
    reference = load_reference()
    with open_store(f"oxigraph:{folder}").reader() as reader:
        records = Remembering(reader)
        network = open_network(open_index(reader, reference))
        remember_the_law(network)
        times, sizes = [], []
        for question in questions(network, count, SEED, needs=(1, 1), k=1):
            begun = cpu_seconds()
            answer = explain_who(
                network, records, question.goals[0], question.comune, question.on, question.citizen
            )
            times.append((cpu_seconds() - begun) * 1000)
            sizes.append(len(answer.offerings) + len(answer.not_offered))
    return {
        "asked": count,
        "bar_p95_ms": BAR_P95_MS,
        "described_median": round(median(sizes)),
        "described_most": max(sizes),
        "median_ms": round(median(times), 2),
        "p95_ms": round(at(times, 0.95), 1),
        "p99_ms": round(at(times, 0.99), 1),
        "peak_mb": round(peak_mb()),
    }


def shown(figures: Mapping[str, Any]) -> str:
    """Show the figures kept as the text of ``README.md``."""
    made, who = figures["store"], figures["who"]
    size = f"{figures['disk_mb']:,} MB on disk"
    return (
        f"{made['offerings']:,} offerings in a store: {made['triples']:,} triples and their cells written in "
        f"{made['written_s']:,.0f} s of the clock, {made['triples'] / made['written_s']:,.0f} a second "
        f"(bar {BAR_TRIPLES:,}), the index in {made['index_s']:,.0f} s more, "
        f"{made['cpu_s']:,} s of the processor in all; {size}. "
        f"Who covers a need, with all details, over {who['asked']} questions: median {who['median_ms']} ms, "
        f"p95 {who['p95_ms']} ms (bar {who['bar_p95_ms']:g} ms), p99 {who['p99_ms']} ms; "
        f"{who['described_median']} offerings described, at most {who['described_most']}."
    )


def main() -> None:
    """Write, ask, print and, if told so, keep."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path)
    options.add_argument("--offerings", type=int, default=200_000)
    options.add_argument("--queries", type=int, default=300)
    options.add_argument("--write", action="store_true", help="keep the figures")
    given = options.parse_args()
    made = publish(given.folder, given.offerings)
    size = sum(file.stat().st_size for file in given.folder.rglob("*") if file.is_file())
    found = {"disk_mb": round(size / 1e6), "store": made, "who": ask_who(given.folder, given.queries)}
    text = shown(keep("store", found, write=given.write))
    print(text)
    if given.write:
        show("store", text)


if __name__ == "__main__":
    main()
