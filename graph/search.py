"""The cheapest plans of a task, exactly: A* over one supplier per fact.

A best-first search decides the facts one by one.
Its bound never overestimates, so the first complete plan it takes up is the
best, and the next ones come in order; of what costs as little it is whose turn is first. Most tasks are settled so in a moment.
Where one is not, the reductions that compare costs make it smaller, and the search
starts again with a bound that parts what is wanted among providers. Cuts are looked for
next; where they tell more of the start than is proven by then, the search begins anew
with them and a quick bound, and parts what is wanted later. Where that takes long too, a
beam and a dive give a plan to beat, cuts say which actions cannot be part of a better one,
and the search goes on. Of many goals prices tell first whether that is worth while, point to
where good plans are, and bound what is left open. Of several plans the best is found so
alone, and the others beside it. Past its budget it gives the best plan it has, with the gap
it can prove. The budget counts partial plans, never seconds: the same task always gives the
same answer.

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

from dataclasses import dataclass, replace

from .additive import is_additive, solve_additive
from .appraisal import Appraisal, appraise, appraises
from .carrying import Carrying
from .cuts import Cuts
from .dominance import drop_outdone
from .explorer import Outcome, Search, explorer
from .island import SCALE, Island
from .lmcut import find_cuts, find_thread
from .pool import Pool, with_rows
from .reductions import drop_irrelevant, first_achievers, relevant, shrink
from .task import Plan, Task

__all__ = ["DEFAULT_BUDGET", "Found", "find_plans"]

DEFAULT_BUDGET = 3_000
"""Partial plans made of the reduced task before the search gives what it has, with the gap it can prove."""

PROBE = 40
"""Partial plans made before a task is worth the reductions that compare costs."""

PARTED = 500
"""Partial plans made of a task of few goals, parted among providers, before it is worth looking for cuts."""

QUICK = 270
"""Partial plans made of a task with cuts before it is worth parting what is wanted among providers."""

CUT = 730
"""Partial plans more that are made first where that tells much less of the start than cuts do."""

PLAIN = 1_500
"""Partial plans made of the reduced task before it counts as hard and is worth a beam and a dive."""

_SOON = 200
"""Partial plans up to which a task is soon settled; as many more are made to find all that is as good."""

_IN_ORDER = 4
"""Goals up to which all that may be as good is kept from the start."""

_SEVERAL = 0.4
"""Share of the budget up to which further plans are looked for once the first is found."""

MOST_CUT_AT_ONCE = 1_000
"""Actions up to which cuts are found first of all."""

_MOST_CUT = 4_000
"""Actions up to which cuts are worth their time where a plan to beat is nearly reached."""

_NEARLY = 0.9
"""Share of a plan to beat up to which a larger task must be proven before cuts are looked for in it."""

_WORTH_CUTTING = 0.6
"""Share of the actions up to which a search begins anew with those that are left."""

_MANY_GOALS = 8
"""Goals from which on prices tell first whether it is worth searching on."""

_HOPELESS = 12
"""Part of a plan's objective that no search closes where prices leave it open, of many goals."""

_BEYOND = 8
"""The same where a search leaves it open that has begun, and prices leave more than little open."""

_LITTLE = 40
"""Part of a plan's objective that is little to be left open."""

_NEAR = 20
"""Part of a plan's objective that may be left open in the end without prices being asked."""

_NARROW = 4
"""Partial plans kept at each depth where prices gave a plan already."""

_FEW_GOALS = 4
"""Goals up to which the whole budget is spent, and what is wanted is parted first of all."""

_FEW_ACTIONS = 1_000
"""Actions up to which the whole budget is spent."""


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
        Partial plans to make at most in each stage; in proportion fewer of more than four goals or a
        thousand actions left, for each takes longer.

    Returns
    -------
    Found
        Empty when a goal is unreachable or no plan is within the limits.

    Notes
    -----
    Of plans that cost the same the first is that whose turn is first (``Task.turn``), as far as few
    partial plans are left that may cost as little; of more goals than four where the best is soon found.
    Beside it, and where only actions and actors cost, any of equals will do.

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
    probe = explorer(Island(pool), parted=False).best_first(k, min(PROBE, budget))
    if probe.settled:
        return _found(probe)
    if k > 1:
        return _several(pool, k, budget, probe.expanded)
    return _alone(pool, budget, probe.expanded)


def _alone(pool: Pool, budget: int, spent: int) -> Found:
    """Find the best plan in a reduced task, of equals the first; of many goals where that is soon done."""
    if pool.goals.bit_count() <= _IN_ORDER:
        return _thorough(shrink(pool, by_turn=True), budget, spent)
    found = _thorough(shrink(pool), budget, spent)
    if not found.optimal or not found.plans or found.expanded > spent + _SOON:
        return found
    search = explorer(Island(shrink(pool, by_turn=True)))
    outcome = search.best_first(1, _SOON, below=found.plans[0].objective + 1)
    return _found(outcome, found.expanded) if outcome.plans else found


def _several(pool: Pool, k: int, budget: int, spent: int) -> Found:
    """Find the best plan alone, in a task that is smaller for that, and then others beside it."""
    first = _alone(pool, budget, spent)
    if not first.plans or not first.optimal:
        return first
    wider = shrink(pool, k)
    island = Island(wider)
    many = wider.goals.bit_count() > _FEW_GOALS
    search = explorer(island, cuts=_cuts(island, MOST_CUT_AT_ONCE) if many else None)
    search.know(first.plans[0])
    return _found(search.best_first(k, round(_SEVERAL * _worth(budget, wider))), first.expanded)


def _thorough(pool: Pool, budget: int, spent: int) -> Found:
    """Search a reduced task with what is wanted parted among providers, and cuts where these tell more."""
    island = Island(pool)
    many = pool.goals.bit_count() >= _MANY_GOALS
    large = many and len(pool.rows) > MOST_CUT_AT_ONCE
    search = explorer(island, parted=not large)
    if search.space.parted and pool.goals.bit_count() <= _FEW_GOALS:
        outcome = search.best_first(1, min(PARTED, budget))
        if outcome.settled:
            return _found(outcome, spent)
    made = search.expanded
    cuts = _cuts(island, MOST_CUT_AT_ONCE)
    if cuts is not None and cuts.left(0) > search.proven:
        spent, made = spent + made, 0
        search, outcome = _cut(island, cuts, budget)
        if outcome.settled:
            return _found(outcome, spent)
    appraisal = _first_look(pool, search) if many else None
    if appraisal is not None and _hopeless(appraisal, search.bound, begun=large or search.expanded > 0):
        return _appraised(appraisal, search.bound, spent + search.expanded)
    if large:
        search = explorer(island)
    worth = _worth(budget, pool)
    outcome = search.best_first(1, max(0, min(PLAIN, worth) - made))
    if outcome.settled:
        return _found(outcome, spent)
    return _to_the_end(pool, search, cuts, worth, spent, appraisal)


def _cut(island: Island, cuts: Cuts, budget: int) -> tuple[Search, Outcome]:
    """Begin anew with cuts and a quick bound; part what is wanted where that does not settle it."""
    search = explorer(island, parted=False, cuts=cuts)
    outcome = search.best_first(1, min(QUICK, budget))
    if not outcome.settled and not search.space.parting:
        outcome = search.best_first(1, min(CUT, budget))
    if not outcome.settled:
        search.part()
    return search, outcome


def _first_look(pool: Pool, search: Search) -> Appraisal | None:
    """Appraise a task of many goals, where a plan is met, and look among all actions beside."""
    carrying = Carrying(search.island)
    appraisal = appraise(pool, carrying, search.incumbent) if appraises(carrying) else None
    if appraisal is not None:
        appraisal.keep(search.glance(_NARROW))
    return appraisal


def _hopeless(appraisal: Appraisal, bound: int, *, begun: bool) -> bool:
    """Tell whether prices tell more than a search that has come to a bound, and it has too far to go."""
    plan = appraisal.plan.objective
    far = begun and (plan - bound) * _BEYOND > plan and appraisal.open(_LITTLE)
    return appraisal.bound > bound and (far or appraisal.open(_HOPELESS))


def _to_the_end(
    pool: Pool,
    search: Search,
    cuts: Cuts | None,
    budget: int,
    spent: int,
    appraisal: Appraisal | None,
) -> Found:
    """Go on to the end of the budget, with a plan to equal, and give the best there is then."""
    known = search.incumbent() if appraisal is None else appraisal.plan
    left, below = max(0, budget - PLAIN), None
    if known is not None:
        below = known.objective + 1
        if cuts is None and search.bound >= _NEARLY * known.objective:
            cuts = _cuts(search.island, _MOST_CUT)
        smaller, fewer = _as_good(pool, cuts, known.objective)
        if fewer is not None:
            spent += search.expanded
            search, left = explorer(Island(smaller), cuts=fewer), budget
    outcome = search.best_first(1, left, below=below)
    if outcome.plans:
        return _found(outcome, spent)
    if appraisal is not None:
        outcome = replace(outcome, bound=max(outcome.bound, appraisal.bound))
        if _far(appraisal.plan, outcome):
            return _appraised(appraisal, outcome.bound, spent + outcome.expanded)
    return _without_proof(search, known, outcome, spent + outcome.expanded)


def _far(known: Plan, outcome: Outcome) -> bool:
    """Tell whether a plan is far from what is proven."""
    return not outcome.settled and (known.objective - outcome.bound) * _NEAR > known.objective


def _appraised(appraisal: Appraisal, bound: int, spent: int) -> Found:
    """Give what prices say of a task, beside a bound that is proven."""
    appraisal.go_on()
    plan = appraisal.plan
    bound = min(max(bound, appraisal.bound), plan.objective)
    return Found((plan,), bound == plan.objective, bound, spent)


def _without_proof(search: Search, known: Plan | None, outcome: Outcome, spent: int) -> Found:
    """Give the best plan there is after a search that met none."""
    if not outcome.settled:
        known = search.promising(below=None if known is None else known.objective) or known
    if known is None:
        return Found((), outcome.settled, outcome.bound, spent)
    bound = known.objective if outcome.settled else min(outcome.bound, known.objective)
    return Found((known,), bound == known.objective, bound, spent)


def _cuts(island: Island, most: int) -> Cuts | None:
    """Find cuts along a thread, of a task of so many actions at most; none where facts run in circles."""
    if not island.ordered or len(island.rows) > most:
        return None
    return find_cuts(island, find_thread(island))


def _as_good(pool: Pool, cuts: Cuts | None, objective: int) -> tuple[Pool, Cuts | None]:
    """Keep the actions that a plan of no more than an objective may have, and find new cuts.

    Gives no cuts where they leave most actions.
    """
    if cuts is None:
        return pool, None
    able = cuts.able(objective * SCALE)
    if sum(able) > _WORTH_CUTTING * len(able):
        return pool, None
    smaller = with_rows(pool, [row for row, fit in zip(pool.rows, able, strict=True) if fit])
    smaller = drop_irrelevant(first_achievers(smaller))
    island = Island(smaller)
    return smaller, find_cuts(island, find_thread(island))


def _worth(budget: int, pool: Pool) -> int:
    """Give the partial plans to make at most: fewer of many goals or actions, for each takes longer."""
    goals, actions = max(_FEW_GOALS, pool.goals.bit_count()), max(_FEW_ACTIONS, len(pool.rows))
    return budget * _FEW_GOALS * _FEW_ACTIONS // (goals * actions)


def _found(outcome: Outcome, spent: int = 0) -> Found:
    return Found(outcome.plans, outcome.optimal, outcome.bound, spent + outcome.expanded)
