"""The cheapest plans of a task, exactly: A* over one supplier per fact.

A best-first search decides the facts one by one. Its bound never overestimates, so the first
complete plan it takes up is the best, and the next ones come in order; of what costs as little
it is the one whose turn is first. Most tasks are settled so in a moment. Where one is not, the
reductions that compare costs make it smaller, and ``stages`` find its best plan; others are
looked for beside it. The budget counts partial plans, never seconds: the same task always gives
the same answer.

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

from .additive import is_additive, solve_additive
from .dominance import drop_outdone
from .explorer import explorer
from .island import Island
from .pool import Pool
from .reductions import drop_irrelevant, first_achievers, relevant, shrink
from .stages import FEW_GOALS, MANY_GOALS, MOST_CUT_AT_ONCE, Found, as_found, best_of, cuts_of, worth_of
from .task import Task
from .uncollected import uncollected

__all__ = ["DEFAULT_BUDGET", "Found", "find_plans"]

DEFAULT_BUDGET = 3_000
"""Partial plans made of the reduced task before the search gives what it has, with the gap it can prove."""

PROBE = 40
"""Partial plans made before a task is worth the reductions that compare costs."""

_PROBED_GOALS, _PROBED_ACTIONS = 3, 250
"""What has more goals and more actions is seldom settled so soon."""

_SOON = 450
"""Partial plans up to which a task is soon settled; twice as many are made to find all that is as good."""

_IN_ORDER = 4
"""Goals up to which all that may be as good is kept from the start."""

_SEVERAL = 0.4
"""Share of the budget up to which further plans are looked for once the first is found."""


@uncollected()
def find_plans(task: Task, *, k: int = 1, budget: int = DEFAULT_BUDGET) -> Found:
    """Find the *k* cheapest plans that differ in whom they involve.

    Parameters
    ----------
    task : Task
        What to reach. Goals out of reach make the answer empty.
    k : int
        How many plans; later ones never have an earlier one's providers among theirs.
    budget : int
        Partial plans to make at most in each stage; in proportion fewer of more than four goals or a
        thousand actions left, for each takes longer.

    Returns
    -------
    Found
        Empty when a goal is unreachable or no plan is within the limits.

    Notes
    -----
    Of plans that cost the same the first is that whose turn is first (``Task.turn``), as far as few
    partial plans are left that may cost as little; of five to seven goals where the best is soon found.
    Of more goals, beside it, and where only actions and actors cost, any of equals will do.

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
    spent = 0
    if pool.goals.bit_count() <= _PROBED_GOALS or len(pool.rows) <= _PROBED_ACTIONS:
        probe = explorer(Island(pool), parted=False).best_first(k, min(PROBE, budget))
        if probe.settled:
            return as_found(probe)
        spent = probe.expanded
    return _alone(pool, budget, spent) if k == 1 else _several(pool, k, budget, spent)


def _alone(pool: Pool, budget: int, spent: int) -> Found:
    """Find the best plan in a reduced task, of equals the first; of many goals where that is soon done."""
    goals = pool.goals.bit_count()
    if goals >= MANY_GOALS:
        return best_of(shrink(pool), budget, spent)
    wider = shrink(pool, by_turn=True)
    if goals <= _IN_ORDER or not wider.tied:
        return best_of(wider, budget, spent)
    found = best_of(shrink(wider), budget, spent)
    if not found.optimal or not found.plans or found.expanded > spent + _SOON:
        return found
    island = Island(wider)
    cuts = cuts_of(island, MOST_CUT_AT_ONCE)
    search = explorer(island, parted=cuts is None, cuts=cuts)
    outcome = search.best_first(1, 2 * _SOON, below=found.plans[0].objective + 1)
    return as_found(outcome, found.expanded) if outcome.plans else found


def _several(pool: Pool, k: int, budget: int, spent: int) -> Found:
    """Find the best plan alone, in a task that is smaller for that, and then others beside it."""
    first = _alone(pool, budget, spent)
    if not first.plans or not first.optimal:
        return first
    wider = shrink(pool, k)
    island = Island(wider)
    many = wider.goals.bit_count() > FEW_GOALS
    search = explorer(island, cuts=cuts_of(island, MOST_CUT_AT_ONCE) if many else None)
    search.know(first.plans[0])
    return as_found(search.best_first(k, round(_SEVERAL * worth_of(budget, wider))), first.expanded)
