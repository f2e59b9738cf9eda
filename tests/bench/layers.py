"""Fewest services for so many layers: a composition contest's task, put to two solvers of others.

A layer is a round in which services run whose needs earlier rounds gave. What
can never run, and what nothing on the way to the goals needs, is left out;
nothing else of ours is used. Started by ``wsc08.py``, a process for each solver.
"""

import json
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from bench.wsc08 import ARCHIVE, read_task
from welfarenet.graph.task import Task, bits

__all__ = ["SOLVERS", "Rounds", "rounds_of"]

SECONDS = 60.0
"""Allowed by the clock, for each number of layers."""

_CLINGO = """
layer(1..most).
{ pick(A) } :- action(A).
run(A,T) :- pick(A), layer(T), had(F,T-1) : needs(A,F).
had(F,T) :- run(A,T), adds(A,F).
had(F,T) :- had(F,T-1), layer(T).
:- goal(F), not had(F,most).
#minimize { 1,A : pick(A) }.
"""


@dataclass(frozen=True, slots=True)
class Rounds:
    """A task of services with one mode each, read by rounds.

    Parameters
    ----------
    earliest : mapping of int to int
        First round in which each service can run, of those that matter.
    had : mapping of int to int
        Round that first gives each fact that matters.
    """

    task: Task
    earliest: Mapping[int, int]
    had: Mapping[int, int]

    @property
    def fewest(self) -> int:
        """Least number of layers of any plan."""
        return max(self.had[goal] for goal in bits(self.task.goals))

    def needs(self, service: int) -> list[int]:
        """List what a service needs."""
        (mode,) = self.task.actions[service].modes
        return bits(mode)

    def givers(self) -> dict[int, list[int]]:
        """Give who gives each fact that matters."""
        found: dict[int, list[int]] = {fact: [] for fact in self.had}
        for service in self.earliest:
            for fact in bits(self.task.actions[service].adds):
                if fact in found:
                    found[fact].append(service)
        return found


def rounds_of(task: Task) -> Rounds:
    """Read a task whose goals are in reach; O(rounds × services)."""
    earliest: dict[int, int] = {}
    had: dict[int, int] = {}
    known, number = 0, 1
    while able := [a for a, it in enumerate(task.actions) if a not in earliest and not it.modes[0] & ~known]:
        for service in able:
            earliest[service] = number
            for fact in bits(task.actions[service].adds & ~known):
                had.setdefault(fact, number)
        known, number = sum(1 << fact for fact in had), number + 1
    matters, before = task.goals, 0
    while matters != before:
        before = matters
        for service in earliest:
            if task.actions[service].adds & before:
                matters |= task.actions[service].modes[0]
    return Rounds(
        task,
        {service: first for service, first in earliest.items() if task.actions[service].adds & matters},
        {fact: first for fact, first in had.items() if matters >> fact & 1},
    )


def by_clingo(rounds: Rounds, most: int) -> tuple[int, bool]:
    """Give the fewest services found within so many layers, and whether that is proven."""
    clingo = import_module("clingo")
    facts = [f"goal({goal})." for goal in bits(rounds.task.goals)]
    for service in rounds.earliest:
        facts.append(f"action({service}).")
        facts += [f"needs({service},{fact})." for fact in rounds.needs(service)]
    for fact, services in rounds.givers().items():
        facts += [f"adds({service},{fact})." for service in services]
    control = clingo.Control(["--opt-strategy=usc", "--warn=none", "-c", f"most={most}"])
    control.add("base", [], _CLINGO + " ".join(facts))
    control.ground([("base", [])])
    costs: list[int] = []
    with control.solve(on_model=lambda model: costs.append(model.cost[0]), async_=True) as handle:
        ended = handle.wait(SECONDS)
        if not ended:
            handle.cancel()
        return min(costs), ended and handle.get().exhausted


def by_cp_sat(rounds: Rounds, most: int) -> tuple[int, bool]:
    """Give the fewest services found within so many layers, and whether that is proven."""
    cp_model = import_module("ortools.sat.python.cp_model")
    model = cp_model.CpModel()
    picked = {s: model.new_bool_var("") for s, first in rounds.earliest.items() if first <= most}
    givers = rounds.givers()
    had: dict[tuple[int, int], object] = {}
    for layer in range(1, most + 1):
        run = {s: model.new_bool_var("") for s in picked if rounds.earliest[s] <= layer}
        for service, runs in run.items():
            model.add_implication(runs, picked[service])
            for fact in rounds.needs(service):
                model.add_implication(runs, had[fact, layer - 1])
        for fact, first in rounds.had.items():
            if first <= layer:
                had[fact, layer] = there = model.new_bool_var("")
                model.add_bool_or([run[s] for s in givers[fact] if s in run]).only_enforce_if(there)
    for goal in bits(rounds.task.goals):
        model.add(had[goal, most] == 1)
    model.minimize(sum(picked.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_time_in_seconds = SECONDS
    status = solver.solve(model)
    assert status in (cp_model.OPTIMAL, cp_model.FEASIBLE), solver.status_name(status)
    return round(solver.objective_value), status == cp_model.OPTIMAL


SOLVERS: Mapping[str, Callable[[Rounds, int], tuple[int, bool]]] = {"clingo": by_clingo, "CP-SAT": by_cp_sat}


def main() -> None:
    """Print, for each number of layers below one, the fewest services that a solver finds."""
    name, number, end = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with zipfile.ZipFile(ARCHIVE) as archive:
        rounds = rounds_of(read_task(archive, number))
    for most in range(rounds.fewest, end):
        print(json.dumps([most, *SOLVERS[name](rounds, most)]), flush=True)


if __name__ == "__main__":
    main()
