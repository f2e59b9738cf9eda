"""General solvers as judges of the search: the same task written down for CP-SAT and for clingo.

They share nothing with the search but what a task is. CP-SAT says the whole
objective; clingo says tasks where only actions and actors cost, with its native
notion of a founded (circle-free) derivation. ``ortools`` is in the bench lock only.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import Event, Thread
from time import process_time
from typing import Any

from welfarenet.graph.task import Task

__all__ = ["clingo_optimum", "cp_sat_optimum"]

_LOOK = 0.05
"""Seconds between two looks at the time spent."""

_CLINGO = """
met(A) :- mode(A,M), reach(D) : needs(A,M,D).
{ pick(A) } :- met(A).
reach(F) :- pick(A), adds(A,F).
:- goal(G), not reach(G).
actor(P) :- pick(A), provider(A,P).
#minimize { C,action,A : pick(A), cost(A,C) ; C,actor,P : actor(P), actor_cost(C) }.
#show pick/1.
"""


def clingo_optimum(task: Task, *, seconds: float = 60) -> int | None:
    """Give the least objective of a task without hand-offs, days and limits; ``None`` without plan.

    Raises
    ------
    TimeoutError
        If that is not proven in so many seconds of the processor.
    """
    clingo = import_module("clingo")
    assert task.handoff_cost == 0
    assert task.day_cost == 0
    control = clingo.Control(["--opt-strategy=usc", "--warn=none"])
    control.add("base", [], _CLINGO + " ".join(_say_in_facts(task)))
    control.ground([("base", [])])
    costs: list[int] = []
    with control.solve(on_model=lambda model: costs.extend(model.cost[:1] or [0]), async_=True) as handle:
        limit = process_time() + seconds
        while not handle.wait(_LOOK):
            if process_time() > limit:
                handle.cancel()
                raise TimeoutError(f"not proven in {seconds} seconds of the processor")
        assert handle.get().exhausted
    return costs[-1] if costs else None


def _say_in_facts(task: Task) -> list[str]:
    """Write a task down for clingo."""
    facts = [f"actor_cost({task.actor_cost})."]
    facts += [f"goal({fact})." for fact in _facts(task.goals)]
    for number, action in enumerate(task.actions):
        facts.append(f"cost({number},{action.cost}).")
        if action.provider >= 0:
            facts.append(f"provider({number},{action.provider}).")
        for place, mode in enumerate(action.modes):
            facts.append(f"mode({number},{place}).")
            facts += [f"needs({number},{place},{fact})." for fact in _facts(mode)]
        facts += [f"adds({number},{fact})." for fact in _facts(action.adds)]
    return facts


def cp_sat_optimum(task: Task, *, seconds: float = 60) -> int | None:
    """Give the least objective of a task within its limits; ``None`` without plan.

    Raises
    ------
    TimeoutError
        If that is not proven in so many seconds of the processor.
    """
    cp_model = import_module("ortools.sat.python.cp_model")
    model = cp_model.CpModel()
    objective = _say(task, model)
    model.minimize(objective)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    with _stopped_after(seconds, solver.stop_search):
        status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    if status != cp_model.OPTIMAL:
        raise TimeoutError(f"not proven in {seconds} seconds of the processor")
    best: int = round(solver.objective_value)
    return best


@contextmanager
def _stopped_after(seconds: float, stop: Callable[[], None]) -> Iterator[None]:
    """Call something as soon as this process has spent so many seconds of the processor."""
    done, limit = Event(), process_time() + seconds

    def watch() -> None:
        while not done.wait(_LOOK):
            if process_time() > limit:
                stop()

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _say(task: Task, model: Any) -> Any:
    """Write a task down for CP-SAT; give its objective."""
    actions = range(len(task.actions))
    horizon = sum(action.days for action in task.actions)
    used = [model.new_bool_var("") for _ in actions]
    needed = [model.new_bool_var("") for _ in range(task.fact_count)]
    start = [model.new_int_var(0, horizon, "") for _ in actions]
    end = [model.new_int_var(0, horizon, "") for _ in range(task.fact_count)]
    last = model.new_int_var(0, horizon, "")
    givers: dict[int, dict[int, Any]] = {fact: {} for fact in range(task.fact_count)}
    for number in actions:
        for fact in _facts(task.actions[number].adds):
            givers[fact][number] = model.new_bool_var("")
    level = _levels(task, model)
    for fact in _facts(task.goals):
        model.add(needed[fact] == 1)
        model.add(last >= end[fact])
    for fact, choices in givers.items():
        model.add(sum(choices.values()) == needed[fact])
        for number, chosen in choices.items():
            model.add_implication(chosen, used[number])
            model.add(end[fact] >= start[number] + task.actions[number].days).only_enforce_if(chosen)
            if level is not None:
                model.add(level[0][fact] >= level[1][number] + 1).only_enforce_if(chosen)
    terms = [task.day_cost * last]
    for number, action in enumerate(task.actions):
        in_mode = [model.new_bool_var("") for _ in action.modes]
        model.add(sum(in_mode) == used[number])
        for mode, chosen in zip(action.modes, in_mode, strict=True):
            for fact in _facts(mode):
                model.add_implication(chosen, needed[fact])
                model.add(start[number] >= end[fact]).only_enforce_if(chosen)
                if level is not None:
                    model.add(level[1][number] >= level[0][fact]).only_enforce_if(chosen)
                carry = {giver: task.handoff(giver, number) for giver in givers[fact]}
                if any(carry.values()):
                    paid = model.new_int_var(0, task.handoff_cost, "")
                    model.add(
                        paid >= sum(cost * givers[fact][giver] for giver, cost in carry.items())
                    ).only_enforce_if(chosen)
                    terms.append(paid)
    return sum(terms) + _actors_and_limits(task, model, used, last)


def _actors_and_limits(task: Task, model: Any, used: list[Any], last: Any) -> Any:
    team = {p: model.new_bool_var("") for p in sorted({a.provider for a in task.actions}) if p >= 0}
    for number, action in enumerate(task.actions):
        if action.provider >= 0:
            model.add_implication(used[number], team[action.provider])
    limits = task.limits
    if limits.days is not None:
        model.add(last <= limits.days)
    if limits.actors is not None:
        model.add(sum(team.values()) <= limits.actors)
    if limits.money is not None:
        model.add(sum(a.money * x for a, x in zip(task.actions, used, strict=True)) <= limits.money)
    costs = sum(a.cost * x for a, x in zip(task.actions, used, strict=True))
    return costs + task.actor_cost * sum(team.values())


def _levels(task: Task, model: Any) -> tuple[list[Any], list[Any]] | None:
    """Number facts and actions along the plan's order, where the facts themselves have none."""
    before: dict[int, int] = {}
    for action in task.actions:
        for fact in _facts(action.adds):
            for mode in action.modes:
                before[fact] = before.get(fact, 0) | mode
    settled, grown = 0, True
    while grown:
        now = sum(1 << f for f in range(task.fact_count) if not before.get(f, 0) & ~settled)
        grown, settled = now != settled, now
    if settled == (1 << task.fact_count) - 1:
        return None
    most = task.fact_count + 1
    facts = [model.new_int_var(0, most, "") for _ in range(task.fact_count)]
    return facts, [model.new_int_var(0, most, "") for _ in task.actions]


def _facts(mask: int) -> list[int]:
    return [position for position in range(mask.bit_length()) if mask >> position & 1]
