"""The search side by side with general solvers, on the same raw tasks in one run.

Run as ``python tests/bench/solvers.py`` in the bench environment. Times include
what each side does to a task before it solves it: our reductions, their models.
Prints a table; ``--write`` also puts it into ``README.md`` here.
"""

import math
import platform
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from oracle_solvers import clingo_optimum, cp_sat_optimum

from bench.national_tasks import HARD, TYPICAL, additive, national_task
from welfarenet.graph.search import find_plans
from welfarenet.graph.task import Task

README = Path(__file__).parent / "README.md"
START, END = "<!-- solvers -->", "<!-- /solvers -->"
SECONDS = 20.0
TYPICAL_SEEDS, HARD_SEEDS = range(1_000, 1_060), range(2_000, 2_015)
MOST_ACTIONS = 1_500
"""CP-SAT is asked no larger tasks: its model alone takes too long."""

Solve = Callable[[Task], int | None]


def own(task: Task) -> int | None:
    """Give our optimum; a task not proven within the budget counts as unsolved."""
    found = find_plans(task, budget=200_000)
    if not found.optimal:
        raise TimeoutError
    return found.plans[0].objective if found.plans else None


def timed(solve: Solve, task: Task) -> tuple[float, int | None]:
    """Give milliseconds and optimum; the time allowed where it is not proven."""
    begun = time.perf_counter()
    try:
        best = solve(task)
    except TimeoutError:
        return SECONDS * 1000, -1
    return (time.perf_counter() - begun) * 1000, best


def row(name: str, tasks: Sequence[Task], other: Solve, *, most: int) -> str:
    """Compare ours with another solver on tasks; one line of the table."""
    asked = [task for task in tasks if len(task.actions) <= most]
    pairs = [(timed(own, task), timed(other, task)) for task in asked]
    differ = sum(ours[1] != theirs[1] for ours, theirs in pairs if -1 not in (ours[1], theirs[1]))
    unsolved = sum(ours[1] == -1 for ours, _ in pairs), sum(theirs[1] == -1 for _, theirs in pairs)
    ratio = math.exp(sum(math.log(theirs[0] / ours[0]) for ours, theirs in pairs) / len(pairs))
    ours, theirs = (sorted(pair[side][0] for pair in pairs) for side in (0, 1))
    return (
        f"| {name} | {len(pairs)} | {_at(ours, 0.5)} / {_at(ours, 0.99)} | {_at(theirs, 0.5)} / "
        f"{_at(theirs, 0.99)} | {ratio:.1f}× | {differ} | {unsolved[0]} / {unsolved[1]} |"
    )


def _at(values: list[float], share: float) -> str:
    return f"{values[min(len(values) - 1, int(share * len(values)))]:.1f}"


def table() -> str:
    """Make the table."""
    typical = [national_task(seed, TYPICAL) for seed in TYPICAL_SEEDS]
    hard = [national_task(seed, HARD) for seed in HARD_SEEDS]

    def cp_sat(task: Task) -> int | None:
        return cp_sat_optimum(task, seconds=SECONDS)

    lines = [
        "| tasks, other solver | tasks | own ms, median / p99 | other ms, median / p99 "
        "| geometric mean, other / own | optima that differ | unsolved, own / other |",
        "|---|---|---|---|---|---|---|",
        row("typical, whole objective, CP-SAT", typical, cp_sat, most=MOST_ACTIONS),
        row("hard, whole objective, CP-SAT", hard, cp_sat, most=MOST_ACTIONS),
        row("typical, costs that add up, clingo", [additive(t) for t in typical], clingo_optimum, most=10**6),
        row("hard, costs that add up, clingo", [additive(t) for t in hard], clingo_optimum, most=10**6),
    ]
    return "\n".join(lines)


def main() -> None:
    """Print the table and, if asked, keep it."""
    made = table()
    print(made)
    if "--write" in sys.argv[1:]:
        text = README.read_text(encoding="utf-8")
        before, rest = text.split(START)
        after = rest.split(END)[1]
        said = f"\nMeasured on {date.today()}, Python {platform.python_version()}, one thread a solver.\n\n"
        README.write_text(f"{before}{START}{said}{made}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
