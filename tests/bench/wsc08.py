"""Fewest services on the ten test sets of the Web Service Challenge 2008.

Run as ``make bench-wsc08``. A service needs concepts and gives
concepts; a concept counts for all it is a kind of. Each service is an action of
nobody's that costs 1, so the best plan has the fewest services. The sets are
not ours to ship: they are read from ``../shared/data/wsc08`` where that is.

Timed is the path engine alone, from the task to its proven plan, the best of
three runs. Of one set, where more layers allow fewer services, other solvers
say how many.
"""

import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from bench.fast_downward import fast_downward_optimum
from bench.figures import keep, show, versions
from welfarenet.graph.search import find_plans
from welfarenet.graph.task import NOBODY, Action, Plan, Task, bits

ARCHIVE = Path(__file__).parents[3] / "shared" / "data" / "wsc08" / "wsc08-testsets.zip"

FEWEST = {1: 10, 2: 5, 3: 40, 4: 10, 5: 20, 6: 35, 7: 20, 8: 30}
"""Services of the best plan, by set: confirmed by other solvers."""

FRONT = 6
"""The set whose fewest services do not come with the fewest layers."""

PROVERS = ("clingo", "ortools", "up-fast-downward")

RUNS = 3


def read_task(archive: zipfile.ZipFile, number: int) -> Task:
    """Read one test set as a task."""

    def read(name: str) -> ElementTree.Element:
        return ElementTree.fromstring(archive.read(f"TESTSET/Set{number:02d}MetaData/{name}.xml"))

    kinds, concept_of = _taxonomy(read("taxonomy"))
    problem = read("problem").find("task")
    assert problem is not None
    provided = {kind for concept in _concepts(problem, "provided", concept_of) for kind in kinds[concept]}
    wanted = _concepts(problem, "wanted", concept_of) - provided
    services = [
        (_concepts(service, "inputs", concept_of) - provided, _concepts(service, "outputs", concept_of))
        for service in read("services")
    ]
    used = sorted(wanted.union(*(needs for needs, _ in services)))
    bit = {concept: 1 << place for place, concept in enumerate(used)}
    actions = tuple(
        Action(
            NOBODY,
            cost=1,
            days=0,
            modes=(sum(bit[concept] for concept in needs),),
            adds=sum({bit[kind] for concept in gives for kind in kinds[concept] if kind in bit}),
        )
        for needs, gives in services
    )
    return Task(len(used), sum(bit[concept] for concept in wanted), actions, 0, 0, 0, 0)


def layers(task: Task, plan: Plan) -> int:
    """Count the services of the longest chain of a plan."""
    modes, suppliers = dict(plan.modes), dict(plan.suppliers)
    depth: dict[int, int] = {}

    def of(action: int) -> int:
        if action not in depth:
            depth[action] = 1 + max((of(suppliers[fact]) for fact in bits(modes[action])), default=0)
        return depth[action]

    return max(of(action) for action in modes)


def _taxonomy(root: ElementTree.Element) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Give what each concept is a kind of, itself too, and the concept of each instance."""
    kinds: dict[str, tuple[str, ...]] = {}
    concept_of: dict[str, str] = {}
    stack: list[tuple[ElementTree.Element, tuple[str, ...]]] = [(child, ()) for child in root]
    while stack:
        element, above = stack.pop()
        name = element.attrib["name"]
        if element.tag == "concept":
            kinds[name] = (*above, name)
            stack.extend((child, kinds[name]) for child in element)
        else:
            concept_of[name] = above[-1]
    return kinds, concept_of


def _concepts(element: ElementTree.Element, role: str, concept_of: dict[str, str]) -> set[str]:
    found = element.find(role)
    return set() if found is None else {concept_of[instance.attrib["name"]] for instance in found}


def front(task: Task, number: int) -> list[list[int]]:
    """Find the fewest services for each number of layers, as far as more layers help.

    At the end stands our plan with the fewest services of all, as another solver
    proves; before it, two others must find the same and prove it, each in a
    process of its own.

    Returns
    -------
    list of [int, int]
        Layers and services, where services get fewer.
    """
    (plan,) = find_plans(task).plans
    end = layers(task, plan)
    if plan.objective != fast_downward_optimum(task):
        sys.exit(f"set {number}: Fast Downward finds another optimum than {plan.objective}")
    said = [_front_by(solver, number, end) for solver in ("clingo", "CP-SAT")]
    corners: list[list[int]] = []
    for one, other in zip(*said, strict=True):
        if one != other or not one[2]:
            sys.exit(f"set {number}: layers, services, proven: clingo {one}, CP-SAT {other}")
        corners.append(one[:2])
    corners.append([end, plan.objective])
    return [
        corner for corner, before in zip(corners, [[0, 0], *corners], strict=False) if corner[1] != before[1]
    ]


def _front_by(solver: str, number: int, end: int) -> list[list[int]]:
    command = [sys.executable, "-m", "bench.layers", solver, str(number), str(end)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _fewest(task: Task, number: int) -> bool:
    """Print the best plan of one set; tell whether it is proven, and as expected."""
    spent = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        found = find_plans(task)
        spent.append(time.perf_counter() - begun)
    plan = found.plans[0] if found.plans else None
    said = "no plan" if plan is None else f"services {plan.objective} layers {layers(task, plan)}"
    proof = "proven" if found.optimal else f"bound {found.bound}"
    print(f"set {number} {said} ms {min(spent) * 1000:.0f} {proof}", flush=True)
    expected = FEWEST.get(number)
    if expected is None or (plan is not None and plan.objective == expected and found.optimal):
        return True
    print(f"  expected {expected} services, proven", file=sys.stderr)
    return False


def shown(figures: Mapping[str, Any]) -> str:
    """Show the front kept as the text of ``README.md``."""
    fewest = figures["front"][-1][1]
    return (
        f"The front of set {figures['set']}: {_told(figures['front'])}. clingo and CP-SAT each prove that "
        f"fewer layers than these need more services; Fast Downward, that no plan has fewer than {fewest}."
    )


def _told(corners: Iterable[Sequence[int]]) -> str:
    return ", ".join(f"{services} services in {most} layers" for most, services in corners)


def main() -> int:
    """Print one line a set, and a front; 1 when a set is not proven or not as expected."""
    if not ARCHIVE.exists():
        print(
            f"skipped: the test sets are not here ({ARCHIVE.name} in a folder data/wsc08 beside the project)"
        )
        return 0
    with zipfile.ZipFile(ARCHIVE) as archive:
        tasks = {number: read_task(archive, number) for number in range(1, 11)}
    well = [_fewest(task, number) for number, task in tasks.items()]
    write = "--write" in sys.argv[1:]
    found = {"front": front(tasks[FRONT], FRONT), "set": FRONT, "versions": versions(*PROVERS)}
    figures = keep("front", found, write=write)
    print(f"set {FRONT} front: {_told(figures['front'])}")
    if write:
        show("front", shown(figures))
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
