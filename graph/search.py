"""The cheapest plans of a task, exactly: A* over one supplier per fact.

Reductions first; then a best-first search that decides the facts one by one.
Its bound never overestimates, so the first complete plan it takes up is the
best, and the next ones come in order. Where a first probe does not settle it, a
beam gives a plan, cuts give a better bound, what cannot be part of a
better plan is dropped, and the search starts again. Past its budget it gives the best plan
it has, with the gap it can prove. The budget counts partial plans, never
seconds: the same task always gives the same answer.

References
----------
.. [1] P. Hart, N. Nilsson, B. Raphael, "A Formal Basis for the Heuristic
   Determination of Minimum Cost Paths", 1968.
.. [2] P. Haslum, J. Slaney, S. Thiébaux, "Minimal Landmarks for Optimal
   Delete-Free Planning", ICAPS 2012.
.. [3] G. Gallo et al., "Directed hypergraphs and applications", Discrete
   Applied Mathematics 42, 1993.

Oracles: ``tests/oracles.py`` (brute force, and a checker that shares no code)
and ``tests/oracle_solvers.py`` (CP-SAT, clingo).
"""

from dataclasses import dataclass

from .additive import is_additive, solve_additive
from .bounds import Bounds, able
from .explorer import Outcome, explorer
from .island import SCALE, Island
from .ledger import open_ledger
from .pool import Pool, with_rows
from .reductions import closure, drop_irrelevant, first_achievers, relevant, shrink
from .task import Plan, Task

__all__ = ["DEFAULT_BUDGET", "Found", "find_plans"]

DEFAULT_BUDGET = 20_000
"""Partial plans made before the search gives what it has, with the gap it can prove."""

PROBE = 300
"""Partial plans made before a task counts as hard and is worth cuts and a beam."""


@dataclass(frozen=True, slots=True)
class Found:
    """Plans by ascending objective, none with the providers of an earlier one inside its own.

    ``bound`` is a proven lower bound on the best objective; it equals the first
    plan's when ``optimal``.
    """

    plans: tuple[Plan, ...]
    optimal: bool
    bound: int
    expanded: int


def find_plans(task: Task, *, k: int = 1, budget: int = DEFAULT_BUDGET) -> Found:
    """Find the *k* cheapest plans that differ in whom they involve.

    Parameters
    ----------
    task : Task
        What to reach. Goals out of reach make the answer empty.
    k : int
        How many plans; later ones never have an earlier one's providers among theirs.
    budget : int
        Partial plans to make at most.

    Returns
    -------
    Found
        Empty when a goal is unreachable or no plan is within the limits.

    Notes
    -----
    Exponential in the worst case (the problem contains set cover), linear to
    tell that a goal is unreachable.
    """
    pool = relevant(task)
    if pool is None:
        return Found((), True, 0, 0)
    if k == 1 and is_additive(pool):
        answer = solve_additive(pool, budget)
        if answer is not None:
            return Found((answer[0],), True, answer[0].objective, answer[1])
    pool = shrink(pool, k)
    island = Island(pool)
    probe = explorer(island).best_first(k, min(PROBE, budget), width=0)
    if probe.settled:
        return _found(probe)
    return _search_hard(pool, island, k, budget - probe.expanded, probe.expanded)


def _search_hard(pool: Pool, island: Island, k: int, budget: int, spent: int) -> Found:
    """Search again with cuts; for one plan, also with a plan to beat and without what cannot beat it."""
    known = explorer(island).incumbent() if k == 1 else None
    if known is None:
        return _found(explorer(island, open_ledger(island)).best_first(k, budget), spent)
    smaller = _only_able(pool, island, able(island, Bounds(island), (known.objective - 1) * SCALE))
    if smaller is not None:
        island = Island(smaller)
        ledger = open_ledger(island)
        better = explorer(island, ledger).incumbent(below=known.objective)
        known = known if better is None else better
        smaller = _only_able(smaller, island, ledger.able((known.objective - 1) * SCALE))
    if smaller is None:
        return Found((known,), True, known.objective, spent)
    if len(smaller.rows) < len(island.rows):
        island = Island(smaller)
        ledger = open_ledger(island)
    again = explorer(island, ledger).best_first(1, budget, below=known.objective)
    if again.plans:
        return _found(again, spent)
    bound = known.objective if again.settled else min(again.bound, known.objective)
    return Found((known,), bound == known.objective, bound, spent + again.expanded)


def _only_able(pool: Pool, island: Island, able: list[bool]) -> Pool | None:
    """Keep the actions that a better plan may have; ``None`` when without the others there is no plan."""
    if all(able):
        return pool
    left = with_rows(pool, [row for row, fit in zip(island.rows, able, strict=True) if fit])
    left = drop_irrelevant(first_achievers(left))
    return None if left.goals & ~closure(left.shapes) else left


def _found(outcome: Outcome, spent: int = 0) -> Found:
    return Found(outcome.plans, outcome.optimal, outcome.bound, spent + outcome.expanded)
