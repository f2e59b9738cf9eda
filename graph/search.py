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
from .explorer import Outcome, explorer
from .island import SCALE, Island
from .lmcut import Cuts, find_cuts
from .pool import Pool, with_rows
from .reductions import closure, drop_irrelevant, first_achievers, relevant, shrink
from .task import Plan, Task

__all__ = ["DEFAULT_BUDGET", "Found", "find_plans"]

DEFAULT_BUDGET = 20_000
"""States expanded before the search gives what it has, with the gap it can prove."""

PROBE = 150
"""States expanded before a task counts as hard and is worth cuts and a beam."""


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
        States to expand at most.

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
    cuts = find_cuts(island)
    known = explorer(island, cuts).incumbent() if k == 1 else None
    if known is None:
        return _found(explorer(island, cuts).best_first(k, budget), spent)
    left = _able_to_beat(pool, island, cuts, known.objective)
    if left.goals & ~closure(left.shapes):
        return Found((known,), True, known.objective, spent)
    if len(left.rows) < len(pool.rows):
        island = Island(left)
        cuts = find_cuts(island)
    again = explorer(island, cuts).best_first(1, budget, below=known.objective)
    if again.plans:
        return _found(again, spent)
    bound = known.objective if again.settled else min(again.bound, known.objective)
    return Found((known,), bound == known.objective, bound, spent + again.expanded)


def _able_to_beat(pool: Pool, island: Island, cuts: Cuts, objective: int) -> Pool:
    """Drop the actions that no plan under an objective can have.

    A plan pays for each cut, and beyond that what is left of the costs of
    its actions and providers after the cuts took their part; and it lasts as long as
    the soonest way to the last goal (reduced-cost fixing).
    """
    start = island.day_cost * max(
        (island.soonest[fact] for fact in range(len(island.facts)) if island.goals >> fact & 1), default=0
    )
    most = (objective - 1) * SCALE - cuts.total - start
    kept = [row for row, spare in zip(island.rows, cuts.spare, strict=True) if spare <= most]
    if len(kept) == len(pool.rows):
        return pool
    return drop_irrelevant(first_achievers(with_rows(pool, kept)))


def _found(outcome: Outcome, spent: int = 0) -> Found:
    return Found(outcome.plans, outcome.optimal, outcome.bound, spent + outcome.expanded)
