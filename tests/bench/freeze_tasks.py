"""Freeze what general solvers say of seeded tasks, for ``tests/test_search_frozen.py``.

Run as ``python tests/bench/freeze_tasks.py`` in the bench environment. Every
value comes from CP-SAT or clingo, none from the search. A task whose optimum
is not proven in time is left out.
"""

import json
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

FROZEN = Path(__file__).parents[1] / "frozen" / "tasks.json"
sys.path.insert(0, str(Path(__file__).parents[1]))

from oracle_solvers import clingo_optimum, cp_sat_optimum  # noqa: E402
from search_worlds import medium_world  # noqa: E402

from bench.national_tasks import HARD, TYPICAL, additive, national_task  # noqa: E402
from welfarenet.graph.task import Limits, Task  # noqa: E402

MOST_ACTIONS = 450
WANTED = {"national": 120, "national-hard": 40, "medium": 100, "national-additive": 60, "medium-additive": 40}


def make(kind: str, seed: int) -> Task:
    """Make the task of a kind and seed."""
    if kind == "national":
        return national_task(seed, TYPICAL)
    if kind == "national-hard":
        return national_task(seed, HARD)
    if kind == "national-additive":
        return additive(national_task(seed, TYPICAL if seed % 3 else HARD))
    world = medium_world(seed)
    if kind == "medium":
        return world
    return replace(world, handoff_cost=0, agreed_cost=0, day_cost=0, limits=Limits())


def digest(task: Task) -> int:
    """Give a checksum, so that a changed generator is told from a wrong search."""
    said = (task.fact_count, task.goals, task.actions, sorted(task.agreed), sorted(task.referred))
    networks = sorted((provider, sorted(shared)) for provider, shared in task.networks.items())
    return zlib.crc32(repr((said, networks, task.limits)).encode())


def frozen_tasks() -> list[tuple[str, int, int, int | None]]:
    """Read kind, seed, digest and optimum of each task frozen; the optimum is missing where no plan is."""
    return [
        (kind, seed, crc, best) for kind, seed, crc, best in json.loads(FROZEN.read_text(encoding="utf-8"))
    ]


def frozen(kind: str, solve: Callable[[Task], int | None]) -> Iterator[list[object]]:
    """Give kind, seed, digest and optimum of as many tasks as are wanted."""
    left, seed = WANTED[kind], 0
    while left:
        task = make(kind, seed)
        if len(task.actions) <= MOST_ACTIONS:
            try:
                yield [kind, seed, digest(task), solve(task)]
                left -= 1
            except TimeoutError:
                print(f"left out: {kind} {seed}", file=sys.stderr)
        seed += 1


def main() -> None:
    """Write the file, one task a line."""
    rows: list[list[object]] = []
    for kind in WANTED:
        solve = clingo_optimum if kind.endswith("additive") else cp_sat_optimum
        rows.extend(frozen(kind, solve))
        print(f"{kind}: {WANTED[kind]}", file=sys.stderr)
    FROZEN.write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
