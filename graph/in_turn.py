"""The cheapest plans that a judge lets pass, by asking it of each plan in turn: for tasks of few plans.

Nothing may be dropped here because another is as good: of two partial plans the better may
be refused. So only what can supply nothing is left out, and each complete plan is judged.
"""

import heapq

from .bounds import Bounds
from .entangled import Entangled, Tangle
from .explorer import involves
from .island import SCALE, Island
from .judging import Judge, as_judged
from .reductions import relevant
from .task import Plan, Task, Turn

__all__ = ["ask_in_turn"]

_Entry = tuple[int, Turn | tuple[()], int, Tangle, Plan | None]
"""Bound, turn where it is a plan that passes, number, partial plan, and the plan."""


def ask_in_turn(task: Task, judge: Judge, *, k: int, budget: int) -> tuple[Plan, ...] | None:
    """Find the *k* cheapest plans that pass, none with an earlier one's providers inside.

    Parameters
    ----------
    budget : int
        Partial plans made at most.

    Returns
    -------
    tuple of Plan or None
        All there are, up to *k*; ``None`` past the budget. A plan that is late has the days
        that the judge says.

    Notes
    -----
    The bound of a partial plan leaves the judge out, so it stays below what any completion
    costs, and the first plan taken up is the best of all that pass: nothing is taken up
    before all that may cost as little is complete.
    """
    pool = relevant(task)
    if pool is None:
        return ()
    island = Island(pool)
    space = Entangled(island, Bounds(island))
    start = space.start()
    heap: list[_Entry] = [] if start is None else [(start[0], (), 0, start[1], None)]
    plans, teams = list[Plan](), list[int]()
    made = 0
    while heap and len(plans) < k:
        if made > budget:
            return None
        value, _, _, state, passed = heapq.heappop(heap)
        if any(involves(state.engaged, team) for team in teams):
            continue
        if passed is not None:
            plans.append(passed)
            teams.append(state.engaged)
        elif space.complete(state):
            told = as_judged(task, judge, island.in_task(*space.choices(state)))
            if told is not None:
                made += 1
                heapq.heappush(heap, (SCALE * told.objective, task.turn(told.modes), made, state, told))
        else:
            for bound, child in space.moves(state).under(None)[0]:
                made += 1
                heapq.heappush(heap, (max(value, bound), (), made, child, None))
    return tuple(plans)
