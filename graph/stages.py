"""The best plan of a reduced task, in stages: each bounds more sharply, and takes longer.

A search with a bound that parts what is wanted among providers comes first. Cuts are looked for
next; where they tell more of the start than is proven by then, the search begins anew
with them and a quick bound, and parts what is wanted later. Where that takes long too among
many actions, a beam and a dive give a plan to beat, cuts say which actions cannot be part of
one as good, and the search goes on. Of many goals prices tell first whether that is worth
while, point to where good plans are, and bound what is left open. Past its budget it gives
the best plan that it has or a beam and a dive give, with the gap it can prove.
"""

from dataclasses import dataclass, replace

from .appraisal import Appraisal, appraise, appraises
from .carrying import Carrying
from .cuts import Cuts
from .explorer import Outcome, Search, explorer
from .island import SCALE, Island
from .lmcut import find_cuts, find_thread
from .pool import Pool, with_rows
from .reductions import drop_irrelevant, first_achievers
from .task import Plan

__all__ = [
    "FEW_GOALS",
    "MANY_ACTIONS",
    "MANY_GOALS",
    "MOST_CUT_AT_ONCE",
    "Found",
    "as_found",
    "best_of",
    "cuts_of",
    "worth_of",
]

PARTED = 500
"""Partial plans made of a task of few goals, parted among providers, before it is worth looking for cuts."""

QUICK = 270
"""Partial plans made of a task with cuts before it is worth parting what is wanted among providers."""

CUT = 730
"""Partial plans more that are made first where that tells much less of the start than cuts do."""

PLAIN = 1_500
"""Partial plans made of the reduced task before it counts as hard and is worth a beam and a dive."""

MOST_CUT_AT_ONCE = 1_000
"""Actions up to which cuts are found first of all."""

MANY_ACTIONS = 1_000
"""Actions beyond which a plan to equal is worth its time before the budget ends: it may leave few of them."""

_MOST_CUT = 4_000
"""Actions up to which cuts are worth their time where a plan to beat is nearly reached."""

_NEARLY = 0.9
"""Share of a plan to beat up to which a larger task must be proven before cuts are looked for in it."""

_WORTH_CUTTING = 0.6
"""Share of the actions up to which a search begins anew with those that are left."""

MANY_GOALS = 8
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

FEW_GOALS = 4
"""Goals up to which the whole budget is spent, and what is wanted is parted first of all."""

_FEW_ACTIONS = 1_000
"""Actions up to which the whole budget is spent."""


@dataclass(frozen=True, slots=True)
class Found:
    """Plans by ascending objective, none with the providers of an earlier one inside its own.

    ``bound`` is a proven lower bound on the best objective; it equals the first
    plan's when ``optimal``. Of many goals ``met`` are plans met on the way, by ascending objective.
    """

    plans: tuple[Plan, ...]
    optimal: bool
    bound: int
    expanded: int
    met: tuple[Plan, ...] = ()


def best_of(pool: Pool, budget: int, spent: int) -> Found:
    """Search a reduced task with what is wanted parted among providers, and cuts where these tell more."""
    island = Island(pool)
    many = pool.goals.bit_count() >= MANY_GOALS
    large = many and len(pool.rows) > MOST_CUT_AT_ONCE
    search = explorer(island, parted=not large)
    if search.space.parted and pool.goals.bit_count() <= FEW_GOALS:
        outcome = search.best_first(1, min(PARTED, budget))
        if outcome.settled:
            return as_found(outcome, spent)
    made = search.expanded
    cuts = cuts_of(island, MOST_CUT_AT_ONCE)
    if cuts is not None and cuts.left(0) > search.proven:
        spent, made = spent + made, 0
        search, outcome = _cut(island, cuts, budget)
        if outcome.settled:
            return as_found(outcome, spent)
    appraisal = _first_look(pool, search) if many else None
    if appraisal is not None and _hopeless(appraisal, search.bound, begun=large or search.expanded > 0):
        return _appraised(appraisal, search.bound, spent + search.expanded)
    if large:
        search = explorer(island)
    worth = worth_of(budget, pool)
    outcome = search.best_first(1, max(0, min(PLAIN, worth) - made))
    if outcome.settled:
        return as_found(outcome, spent)
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
    known = None if appraisal is None else appraisal.plan
    if known is None and len(pool.rows) > MANY_ACTIONS:
        known = search.incumbent()
    left, below = max(0, budget - PLAIN), None
    if known is not None:
        below = known.objective + 1
        if cuts is None and search.bound >= _NEARLY * known.objective:
            cuts = cuts_of(search.island, _MOST_CUT)
        smaller, fewer = _as_good(pool, cuts, known.objective)
        if fewer is not None:
            spent += search.expanded
            search, left = explorer(Island(smaller), cuts=fewer), budget
    outcome = search.best_first(1, left, below=below)
    if outcome.plans:
        return as_found(outcome, spent)
    if appraisal is not None:
        outcome = replace(outcome, bound=max(outcome.bound, appraisal.bound))
        if _far(appraisal.plan, outcome):
            return _appraised(appraisal, outcome.bound, spent + outcome.expanded)
    found = _without_proof(search, known, outcome, spent + outcome.expanded)
    return found if appraisal is None else replace(found, met=appraisal.met)


def _far(known: Plan, outcome: Outcome) -> bool:
    """Tell whether a plan is far from what is proven."""
    return not outcome.settled and (known.objective - outcome.bound) * _NEAR > known.objective


def _appraised(appraisal: Appraisal, bound: int, spent: int) -> Found:
    """Give what prices say of a task, beside a bound that is proven."""
    appraisal.go_on()
    plan = appraisal.plan
    bound = min(max(bound, appraisal.bound), plan.objective)
    return Found((plan,), bound == plan.objective, bound, spent, appraisal.met)


def _without_proof(search: Search, known: Plan | None, outcome: Outcome, spent: int) -> Found:
    """Give the best plan there is after a search that met none."""
    if not outcome.settled:
        known = known or search.incumbent()
        known = search.promising(below=None if known is None else known.objective) or known
    if known is None:
        return Found((), outcome.settled, outcome.bound, spent)
    bound = known.objective if outcome.settled else min(outcome.bound, known.objective)
    return Found((known,), bound == known.objective, bound, spent)


def cuts_of(island: Island, most: int) -> Cuts | None:
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


def worth_of(budget: int, pool: Pool) -> int:
    """Give the partial plans to make at most: fewer of many goals or actions, for each takes longer."""
    goals, actions = max(FEW_GOALS, pool.goals.bit_count()), max(_FEW_ACTIONS, len(pool.rows))
    return budget * FEW_GOALS * _FEW_ACTIONS // (goals * actions)


def as_found(outcome: Outcome, spent: int = 0) -> Found:
    """Give what a search came to, after so many partial plans of others."""
    return Found(outcome.plans, outcome.optimal, outcome.bound, spent + outcome.expanded)
