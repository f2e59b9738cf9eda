"""Fewest services on the ten test sets of the Web Service Challenge 2008.

Run as ``python tests/bench/wsc08.py``. A service needs concepts and gives
concepts; a concept counts for all it is a kind of. Each service is an action of
nobody's that costs 1, so the best plan has the fewest services. The sets are
not ours to ship: they are read from ``../shared/data/wsc08`` where that is.

Timed is the path engine alone, from the task to its proven plan, the best of
three runs.
"""

import sys
import time
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from welfarenet.graph.search import find_plans
from welfarenet.graph.task import NOBODY, Action, Plan, Task, bits

ARCHIVE = Path(__file__).parents[3] / "shared" / "data" / "wsc08" / "wsc08-testsets.zip"

FEWEST = {1: 10, 2: 5, 3: 40, 4: 10, 5: 20, 6: 35, 7: 20, 8: 30}
"""Services of the best plan, by set: confirmed by other solvers."""

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


def main() -> int:
    """Print one line a set; 1 when a set is not proven or not as expected."""
    if not ARCHIVE.exists():
        print(
            f"skipped: the test sets are not here ({ARCHIVE.name} in a folder data/wsc08 beside the project)"
        )
        return 0
    wrong = 0
    with zipfile.ZipFile(ARCHIVE) as archive:
        for number in range(1, 11):
            task = read_task(archive, number)
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
            if expected is not None and (plan is None or plan.objective != expected or not found.optimal):
                wrong += 1
                print(f"  expected {expected} services, proven", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
