"""The cheapest plans of a task, exactly: A* over one supplier per fact.

A best-first search decides the facts one by one.
Its bound never overestimates, so the first complete plan it takes up is the
best, and the next ones come in order. Most tasks are settled so in a moment.
Where one is not, the reductions that compare costs make it smaller, and the search
starts again. Then a beam and a dive give a plan, cuts another bound, and what cannot
be part of a better plan is dropped. Past its budget the search gives the best plan
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
from .dominance import drop_outdone
from .explorer import Outcome, explorer
from .island import SCALE, Island
from .ledger import open_ledger
from .pool import Pool, with_rows
from .reductions import closure, drop_irrelevant, first_achievers, relevant, shrink
from .task import Plan, Task

__all__ = ["DEFAULT_BUDGET", "Found", "find_plans"]

DEFAULT_BUDGET = 3_000
"""Partial plans made in the last stage before the search gives what it has, with the gap it can prove."""

PROBE = 80
"""Partial plans made before a task is worth the reductions that compare costs."""

PLAIN = 1_000
"""Partial plans made of the reduced task before it counts as hard and is worth cuts and a beam."""

_WORTH_NEW_CUTS = 0.6
"""New cuts take their time; they are looked for only where no more than this share of the actions is left."""


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
        Partial plans to make at most in each stage.

    Returns
    -------
    Found
        Empty when a goal is unreachable or no plan is within the limits.

    Notes
    -----
    Exponential in the worst case (the problem contains set cover), linear to
    tell that a goal is unreachable.
    """
    if k == 1 and is_additive(task):
        answer = solve_additive(task, budget)
        if answer is not None:
            return Found((answer[0],), True, answer[0].objective, answer[1])
    pool = relevant(task)
    if pool is None:
        return Found((), True, 0, 0)
    pool = drop_outdone(drop_irrelevant(first_achievers(pool)), k)
    probe = explorer(Island(pool), parted=False).best_first(k, min(PROBE, budget), width=0)
    if probe.settled:
        return _found(probe)
    pool = shrink(pool, k)
    again = explorer(Island(pool)).best_first(k, min(PLAIN, budget), width=0)
    if again.settled:
        return _found(again, probe.expanded)
    return _improve(pool, k, budget, probe.expanded + again.expanded)


def _improve(pool: Pool, k: int, budget: int, spent: int) -> Found:
    """Search a reduced task with cuts; for one plan, without what none better than a plan known can have."""
    island = Island(pool)
    ledger = open_ledger(island)
    known = explorer(island).incumbent() if k == 1 else None
    if known is None:
        return _found(explorer(island, ledger).best_first(k, budget), spent)
    known = explorer(island, ledger).dive(below=known.objective) or known
    smaller = _only_able(pool, island, ledger.able((known.objective - 1) * SCALE))
    if smaller is None:
        return Found((known,), True, known.objective, spent)
    if len(smaller.rows) < _WORTH_NEW_CUTS * len(pool.rows):
        island = Island(smaller)
        ledger = open_ledger(island)
    better = explorer(island, ledger).best_first(1, budget, below=known.objective)
    if better.plans:
        return _found(better, spent)
    bound = known.objective if better.settled else min(better.bound, known.objective)
    return Found((known,), bound == known.objective, bound, spent + better.expanded)


def _only_able(pool: Pool, island: Island, able: list[bool]) -> Pool | None:
    """Keep the actions that a better plan may have; ``None`` when without the others there is no plan."""
    if all(able):
        return pool
    left = with_rows(pool, [row for row, fit in zip(island.rows, able, strict=True) if fit])
    left = drop_irrelevant(first_achievers(left))
    return None if left.goals & ~closure(left.shapes) else left


def _found(outcome: Outcome, spent: int = 0) -> Found:
    return Found(outcome.plans, outcome.optimal, outcome.bound, spent + outcome.expanded)
