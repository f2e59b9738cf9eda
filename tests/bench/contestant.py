"""One solver on one set of tasks, in a process of its own: so is its peak memory, and its libraries.

Started by ``solvers.py``; some of these libraries cannot share a process. Reads
one seed a line and answers with one line of JSON each; at the end of input,
with the most memory it held. Reading the task is not timed; what a side does to
it before it solves it is: our reductions, their models, a planner's start.
"""

import json
import resource
import sys
from collections.abc import Callable, Mapping
from functools import partial

from oracle_solvers import clingo_optimum, cp_sat_optimum

from bench.fast_downward import fast_downward_optimum
from bench.figures import cpu_seconds, peak_mb
from bench.greedy import greedy_objective
from bench.national_tasks import HARD, TYPICAL, Profile, additive, national_task
from welfarenet.graph.search import find_plans
from welfarenet.graph.task import Task

__all__ = ["PROFILES", "SECONDS", "SOLVERS", "make"]

SECONDS = 20.0
"""Allowed, of the processor; what takes longer counts as unsolved, and in a mean as this long."""

BUDGET = 200_000
"""Partial plans allowed to ours: it ends by count, never by the clock."""

WARM_UP = 1
"""The seed of a task solved first, untimed, so that nobody pays for imports."""

PROFILES: Mapping[str, Profile] = {"hard": HARD, "typical": TYPICAL}


def own(task: Task) -> int | None:
    """Give our optimum; a task not proven within the budget counts as unsolved."""
    found = find_plans(task, budget=BUDGET)
    if not found.optimal:
        raise TimeoutError
    return found.plans[0].objective if found.plans else None


SOLVERS: Mapping[str, Callable[[Task], int | None]] = {
    "own": own,
    "CP-SAT": partial(cp_sat_optimum, seconds=SECONDS),
    "clingo": partial(clingo_optimum, seconds=SECONDS),
    "Fast Downward": partial(fast_downward_optimum, seconds=SECONDS),
    "networkx greedy": greedy_objective,
}


def make(profile: str, objective: str, seed: int) -> Task:
    """Make a task; ``"sums"`` is the objective that every solver can say."""
    task = national_task(seed, PROFILES[profile])
    return additive(task) if objective == "sums" else task


def answer(name: str, task: Task) -> dict[str, object]:
    """Solve one task; the time is the processor's, of this process and of those it starts."""
    begun = cpu_seconds()
    try:
        best, proven = SOLVERS[name](task), True
    except TimeoutError:
        best, proven = None, False
    spent = cpu_seconds() - begun
    return {"best": best, "ms": spent * 1000 if proven else SECONDS * 1000, "proven": proven}


def main() -> None:
    """Answer until the input ends."""
    name, profile, objective = sys.argv[1:]
    answer(name, make(profile, objective, WARM_UP))
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(name, make(profile, objective, int(line)))), flush=True)
    started = resource.RUSAGE_CHILDREN if name == "Fast Downward" else resource.RUSAGE_SELF
    print(json.dumps(peak_mb(started)), flush=True)


if __name__ == "__main__":
    main()
