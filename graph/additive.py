"""The best plan where only actions and actors cost: no hand-offs, no days, no limits.

Then who supplies what does not matter, a plan is a set of actions, and more can
be left out. The fewest services of a composition contest are such a task. Most are
settled in a moment; the others with cuts, whose bound is the optimum or nearly.
"""

from .company import tidy
from .island import assemble
from .market import HELPER, drop_outmatched, drop_undercut, gather
from .sets import Sets
from .stalls import Stalls
from .task import Limits, Plan, Task, bits
from .tolls import find_tolls

__all__ = ["is_additive", "solve_additive"]

PROBE = 20
"""Sets expanded before cuts are worth their time."""


def is_additive(task: Task) -> bool:
    """Tell whether only the set of actions and their providers cost."""
    return task.handoff_cost == 0 and task.day_cost == 0 and task.limits == Limits()


def solve_additive(task: Task, budget: int) -> tuple[Plan, int] | None:
    """Find the best plan of a task that ``is_additive``.

    Returns
    -------
    (Plan, int) or None
        The plan and the sets expanded; ``None`` when the budget did not do, or a goal is out of reach.
    """
    market = gather(task)
    if market is None:
        return None
    market, company = tidy(drop_undercut(market))
    stalls = Stalls(drop_outmatched(drop_undercut(market)), company)
    search = Sets(stalls)
    found = search.run(min(budget, PROBE))
    if found is None:
        found = search.run(budget, find_tolls(stalls))
    if found is None:
        return None
    rows = [stalls.rows[offer] for offer in bits(found)]
    return _ordered_plan(task, [row for row in rows if row != HELPER]), search.expanded


def _ordered_plan(task: Task, rows: list[int]) -> Plan:
    """Run a set of actions as they become ready, and read from the goals who supplied what."""
    reached, given, used = 0, {}, {}
    left = sorted(rows)
    while left:
        ready = [row for row in left if any(not mode & ~reached for mode in task.actions[row].modes)]
        if not ready:
            break
        for row in ready:
            action = task.actions[row]
            used[row] = next(mode for mode in action.modes if not mode & ~reached)
            given.update(dict.fromkeys(bits(action.adds & ~reached), row))
        for row in ready:
            reached |= task.actions[row].adds
        left = [row for row in left if row not in used]
    suppliers: dict[int, int] = {}
    open_facts = bits(task.goals)
    while open_facts:
        fact = open_facts.pop()
        if fact not in suppliers:
            suppliers[fact] = given[fact]
            open_facts += bits(used[given[fact]])
    return assemble(task, {row: used[row] for row in set(suppliers.values())}, suppliers)
