"""The cheapest plans that pass a judge from outside, exactly: slower, for nothing may be dropped unseen.

Some rules do not grow with the plan: a paper that lapses in mid-path can make
the better of two partial plans the worse. So no partial plan is dropped because
another is as good, and no action because another dominates it; only what can
supply nothing is left out. The judge sees each complete plan, refuses it or adds
to its objective, and the plans come out in the order of what it says.
"""

import heapq
from collections.abc import Callable, Sequence

from .bounds import Bounds
from .entangled import Entangled, Tangle
from .explorer import involves
from .island import SCALE, Island
from .reductions import relevant
from .search import DEFAULT_BUDGET, Found
from .task import NOBODY, Plan, Task

__all__ = ["Judge", "find_judged_plans"]

Judge = Callable[[Plan], int | None]
"""Gives what a plan costs more than its objective says, never less than nothing; ``None`` refuses it."""


def find_judged_plans(
    task: Task, judge: Judge, *, k: int = 1, budget: int = DEFAULT_BUDGET, known: Sequence[Plan] = ()
) -> Found:
    """Find the *k* cheapest plans that a judge lets pass, none with an earlier one's providers inside.

    The bound of a partial plan leaves the judge out, so it stays below what
    any completion costs, and the first plan taken up is the best of all that pass.
    Past the budget the plans found are given, then the cheapest that pass of those
    seen and those *known*, with the bound proven so far.
    """
    pool = relevant(task)
    if pool is None:
        return Found((), True, 0, 0)
    island = Island(pool)
    space = Entangled(island, Bounds(island))
    start = space.start()
    heap: list[tuple[int, int, Tangle, Plan | None]] = (
        [] if start is None else [(start[0], 0, start[1], None)]
    )
    plans: list[Plan] = []
    teams: list[int] = []
    counter = expanded = 0
    while heap and len(plans) < k and counter < budget:
        value, _, state, judged = heapq.heappop(heap)
        if any(involves(state.engaged, team) for team in teams):
            continue
        if judged is not None:
            teams.append(state.engaged)
            plans.append(judged)
            continue
        counter += 1
        if space.complete(state):
            plan = island.in_task(*space.choices(state))
            more = judge(plan)
            if more is not None:
                heapq.heappush(heap, (value + SCALE * more, counter, state, plan))
            continue
        expanded += 1
        for bound, child in space.moves(state).under(None)[0]:
            counter += 1
            heapq.heappush(heap, (max(value, bound), counter, child, None))
    settled = len(plans) == k or not heap
    bound = plans[0].objective if plans else (heap[0][0] // SCALE if heap else 0)
    if not settled:
        seen = [(value, plan) for value, _, _, plan in heap if plan is not None]
        passing = _passing(task, known, judge, seen, plans, k)
        return Found((*plans, *passing), bool(plans), bound, expanded)
    return Found(tuple(plans), True, bound, expanded)


def _passing(
    task: Task,
    known: Sequence[Plan],
    judge: Judge,
    seen: list[tuple[int, Plan]],
    proven: Sequence[Plan],
    k: int,
) -> list[Plan]:
    """Give the cheapest plans that pass beside those proven, of those known and those seen."""
    told = [(plan, judge(plan)) for plan in known]
    passed = [*seen, *((SCALE * (plan.objective + more), plan) for plan, more in told if more is not None)]
    teams = [_team(task, plan) for plan in proven]
    found: list[Plan] = []
    for _, plan in sorted(passed, key=lambda one: one[0]):
        team = _team(task, plan)
        if len(proven) + len(found) < k and not any(other <= team for other in teams):
            teams.append(team)
            found.append(plan)
    return found


def _team(task: Task, plan: Plan) -> frozenset[int]:
    return frozenset(task.actions[action].provider for action, _ in plan.modes) - {NOBODY}
