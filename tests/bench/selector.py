"""One way to select offerings on an invented country, in a process of its own.

Started by ``selection.py``. Two jobs: *who* finds the open offerings that cover
a place and meet a need; *path* goes on, level by level, to those that give a
paper which an earlier one may ask for. Ours is the product's, from question to
rows, conditions judged. The others walk the same network as a graph. They are
handed, untimed, whose conditions the person fails and which papers each
procedure asks for; shut offerings are not in their graphs.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from importlib import import_module
from typing import Any, Protocol

import numpy as np

from bench.figures import cpu_seconds, peak_mb
from bench.nation import ON, invent, questions, remember_the_law
from welfarenet.graph.acts import list_acts
from welfarenet.graph.citizen import Citizen
from welfarenet.graph.coverage import survey
from welfarenet.graph.documents import open_folder
from welfarenet.graph.eligibility import Verdict
from welfarenet.graph.mapped import Status
from welfarenet.graph.network import Goal, Network, open_network
from welfarenet.graph.offered import OPEN
from welfarenet.graph.procedures import Regime
from welfarenet.graph.question import Question
from welfarenet.graph.reference import load_reference
from welfarenet.graph.seasons import seasons_ahead

__all__ = ["JOBS", "SELECTORS"]

EX = "https://example.org/bench/"
SEED = 2026
JOBS = ("who", "path")

_TAKES_PEOPLE = np.array([status in (Status.ACTIVE, Status.TO_VERIFY) for status in Status])


class Selector(Protocol):
    """Finds rows of offerings, ascending."""

    def select(self, question: Question, job: str, given: "Given") -> list[int]:
        """Do a job."""


class Given:
    """What a graph's walker is handed of one question."""

    def __init__(self, network: Network, question: Question) -> None:
        local = survey(network, question.comune, question.on, question.citizen)
        barred = np.logical_and.reduce([season.verdicts == Verdict.NO for season in local.soon])
        self.barred = frozenset(np.flatnonzero(barred).tolist())
        self.at_hand = open_folder(network.index.reference.documents, question.citizen, question.on).at_hand
        self.places = local.containing
        self.regimes = tuple(dict.fromkeys(_name(season.holding) for season in local.soon))
        """That of the day asked, and those of the year ahead."""

    def laws(self, job: str) -> tuple[str, ...]:
        """Give the regimes that count for a job: a path may be had later, who covers a need does today."""
        return self.regimes if job == "path" else self.regimes[:1]


class Ours:
    """The index, as the product asks it."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def select(self, question: Question, job: str, _: Given) -> list[int]:
        """Survey the place; for a path, list what may matter."""
        network = self.network
        local = survey(network, question.comune, question.on, question.citizen)
        if job == "path":
            folder = open_folder(network.index.reference.documents, question.citizen, question.on)
            acts = list_acts(local, folder, question)
            rows: list[int] = np.unique(acts.offered.rows).tolist()
            return rows
        met = np.logical_or.reduce([network.serving(goal) for goal in question.goals])
        offered = local.offering(met & (local.verdicts != Verdict.NO))
        found: list[int] = offered.rows[offered.door == OPEN].tolist()
        return found


class _Levels:
    """The walk that both graphs share: from what is wanted to who gives it, to what they ask."""

    def __init__(self, network: Network) -> None:
        asks = [_documents(network, mask) for mask in network.forms.asks]
        self.asks = [asks[form] for form in network.forms.of]

    def select(self, question: Question, job: str, given: Given) -> list[int]:
        """Walk until nothing new is wanted."""
        wanted = {_of_goal(goal) for goal in question.goals}
        seen, rows = set(wanted), set[int]()
        giving = self.local(given, job)
        while wanted:
            asked = set[str]()
            for row, procedure in giving(wanted):
                if procedure not in given.barred:
                    rows.add(row)
                    asked |= self.asks[procedure]
            wanted = asked - seen - given.at_hand if job == "path" else set()
            seen |= wanted
        return sorted(row for row in rows if row >= 0)

    def local(self, given: Given, job: str) -> Callable[[set[str]], Iterator[tuple[int, int]]]:
        """Turn to a place; give what lists the offerings there that give any of some facts."""
        raise NotImplementedError


class Sparql(_Levels):
    """pyoxigraph in memory, one query a level."""

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        oxigraph = import_module("pyoxigraph")
        self.store = oxigraph.Store()
        node, quad = oxigraph.NamedNode, oxigraph.Quad
        self.store.bulk_extend(
            quad(node(EX + start), node(EX + link), node(EX + end)) for start, link, end in _triples(network)
        )
        self.store.optimize()

    def local(self, given: Given, job: str) -> Callable[[set[str]], Iterator[tuple[int, int]]]:
        """Ask one query for each set of facts."""
        places = " ".join(f"<{EX}place/{place}>" for place in given.places)
        under = "|".join(f"<{EX}under/{law}>" for law in given.laws(job))

        def giving(wanted: set[str]) -> Iterator[tuple[int, int]]:
            facts = " ".join(f"<{EX}fact/{fact}>" for fact in sorted(wanted))
            found = self.store.query(
                f"SELECT ?offering ?procedure WHERE {{ "
                f"VALUES ?place {{ {places} }} VALUES ?fact {{ {facts} }} "
                f"?offering <{EX}covers> ?place ; <{EX}follows> ?class . "
                f"?class {under} ?procedure . ?procedure <{EX}gives> ?fact }}"
            )
            for offering, procedure in found:
                yield _number(offering.value), _number(procedure.value)

        return giving


class Networkx(_Levels):
    """A networkx graph of the same triples, its arrows followed by hand."""

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.graph = import_module("networkx").DiGraph()
        for start, link, end in _triples(network):
            if link == "covers":
                self.graph.add_edge(end, start)
            else:
                self.graph.add_edge(start, end)
                self.graph.edges[start, end].setdefault("links", set()).add(link)

    def local(self, given: Given, job: str) -> Callable[[set[str]], Iterator[tuple[int, int]]]:
        """Walk from the places to the procedures once, then look at what each gives."""
        graph, links = self.graph, {f"under/{law}" for law in given.laws(job)}
        here: dict[str, list[int]] = {}
        for place in given.places:
            if f"place/{place}" not in graph:
                continue
            for offering in graph[f"place/{place}"]:
                for service_class in graph[offering]:
                    for procedure, arrow in graph[service_class].items():
                        if not links.isdisjoint(arrow["links"]):
                            here.setdefault(procedure, []).append(_number(offering))

        def giving(wanted: set[str]) -> Iterator[tuple[int, int]]:
            facts = {f"fact/{fact}" for fact in wanted}
            for procedure, rows in here.items():
                if not facts.isdisjoint(graph[procedure]):
                    yield from ((row, _number(procedure)) for row in rows)

        return giving


SELECTORS: Mapping[str, Callable[[Network], Selector]] = {
    "own": Ours,
    "networkx": Networkx,
    "SPARQL": Sparql,
}


def _triples(network: Network) -> Iterator[tuple[str, str, str]]:
    """Say the network as triples; a presumed service is an offering of the country without a row."""
    index = network.index
    open_rows = _TAKES_PEOPLE[index.columns.status]
    for place in index.tables.covered:
        for row in index.covering(place).tolist():
            if open_rows[row]:
                yield f"offering/{row}", "covers", f"place/{place}"
    for row, number in enumerate(index.columns.service_class.tolist()):
        yield f"offering/{row}", "follows", f"class/{number}"
    presumed = set[int]()
    for name, holding in _regimes(network).items():
        for number, (procedure, over) in enumerate(zip(holding.of_class, holding.over, strict=True)):
            if not over:
                yield f"class/{number}", f"under/{name}", f"procedure/{procedure}"
        for procedure in holding.presumed.tolist():
            presumed.add(procedure)
            yield f"class/presumed-{procedure}", f"under/{name}", f"procedure/{procedure}"
    for procedure in sorted(presumed):
        yield f"offering/{-1 - procedure}", "covers", "place/IT"
        yield f"offering/{-1 - procedure}", "follows", f"class/presumed-{procedure}"
    yield from _given_facts(network)


def _given_facts(network: Network) -> Iterator[tuple[str, str, str]]:
    """Say what each procedure gives: papers, and needs with all broader ones."""
    goals = [Goal(need, True) for need in sorted(network.index.reference.needs)]
    for procedure, form in enumerate(network.forms.of):
        given = network.forms.forms[form].given
        facts = given | {_of_goal(g) for g in goals if network.serving(g)[procedure]}
        for fact in sorted(facts):
            yield f"procedure/{procedure}", "gives", f"fact/{fact}"


def _regimes(network: Network) -> dict[str, Regime]:
    """Give the regimes in force across the country, and those of the year ahead, by name."""
    plates = sorted({territory.plate for territory in network.index.territories.values()})
    seasons = (season for plate in plates for season in seasons_ahead(network, plate, ON, Citizen()))
    return {_name(season.holding): season.holding for season in seasons if season.soon}


def _name(holding: Regime) -> str:
    """Name a regime by what it says."""
    parts = (holding.of_class, holding.over, holding.presumed)
    return sha256(b"".join(part.tobytes() for part in parts)).hexdigest()[:8]


def _documents(network: Network, mask: int) -> set[str]:
    """Read a mask of documents."""
    return {name for name, place in network.forms.place.items() if mask >> place & 1}


def _of_goal(goal: Goal) -> str:
    return f"need/{goal.id}" if goal.is_need else f"type/{goal.id}"


def _number(name: str) -> int:
    return int(name.rpartition("/")[2])


def measure(selector: Selector, network: Network, asked: list[Question], job: str) -> dict[str, Any]:
    """Time a job on every question, after one that is not timed; sum up what was found."""
    times, found, rows = [], sha256(), []
    selector.select(asked[0], job, Given(network, asked[0]))
    for question in asked:
        given = Given(network, question)
        begun = cpu_seconds()
        selected = selector.select(question, job, given)
        times.append((cpu_seconds() - begun) * 1000)
        found.update(json.dumps(selected).encode())
        rows.append(len(selected))
    return {"found": found.hexdigest(), "ms": times, "rows": rows}


def main() -> None:
    """Build one selector, do both jobs, and print what came of it."""
    name, offerings, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    network = open_network(invent(offerings, SEED, load_reference()))
    remember_the_law(network)
    begun = cpu_seconds()
    selector = SELECTORS[name](network)
    built = cpu_seconds() - begun
    jobs: dict[str, Any] = {}
    for job, needs in (("who", (1, 1)), ("path", (1, 3))):
        asked = questions(network, count, SEED, needs=needs, k=1)
        jobs[job] = measure(selector, network, asked, job)
    print(json.dumps({"built_s": built, "jobs": jobs, "mb": peak_mb()}))


if __name__ == "__main__":
    main()
