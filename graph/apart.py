"""The cheapest plans that keep apart what must be kept apart, exactly: by branching on what to do without.

Rules that forbid two things together break what the search rests on: that more
never hurts. But a plan obeys such a rule just when it does without one of its
sides, and a task without some actions is a task like any other. So the plain
search runs first; where its plan breaks a rule, it runs again once for each
side left out, and the cheapest plan that breaks none is the best.
"""

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from .reductions import reachable
from .search import Found
from .task import Action, Plan, Task

__all__ = ["Sides", "breaks", "find_apart", "widest_goals", "without"]

Sides = tuple[frozenset[int], ...]
"""Sets of actions; a plan must do without at least one of them whole."""

_SEARCHES = 256
"""Searches before the branching gives what it has."""


def breaks(plan: Plan, sides: Sides) -> bool:
    """Tell whether a plan uses an action of every side."""
    return not any(side.isdisjoint(plan.actions) for side in sides)


def without(task: Task, left_out: frozenset[int]) -> Task:
    """Give a task in which some actions supply nothing; all keep their numbers."""
    if not left_out:
        return task
    idle = (
        Action(a.provider, a.cost, a.days, a.modes, 0, a.money) if number in left_out else a
        for number, a in enumerate(task.actions)
    )
    return replace(task, actions=tuple(idle))


def find_apart(
    task: Task,
    rules: Sequence[Sides],
    solve: Callable[[Task, int], tuple[int, Found]],
    *,
    k: int,
    budget: int,
) -> Found:
    """Find the *k* cheapest plans that break no rule, none with an earlier one's providers inside.

    Parameters
    ----------
    rules : sequence of Sides
        What must be kept apart.
    solve : callable
        Gives the best plan of a task and its value, for a budget of partial plans.
    budget : int
        Partial plans taken up, over all searches.

    Notes
    -----
    Every plan that breaks no rule lives in some branch, for it does without a side
    of each; and a branch's plan is the cheapest of that branch. That the providers
    of an earlier plan must not all come back is one more rule: its sides are what
    each of them does. At most two branches for each rule on a way down, so
    exponential in the rules that the cheapest plans break, which are few.
    """
    open_rules = list(rules)
    tree = _Branches(task, solve, budget)
    plans: list[Plan] = []
    bound, proven = 0, True
    while tree.heap and len(plans) < k:
        least = tree.least
        branch = heapq.heappop(tree.heap)
        broken = next((sides for sides in open_rules if breaks(branch.plan, sides)), None)
        if broken is None:
            if not plans:
                bound, proven = least, least == branch.value
            plans.append(branch.plan)
            broken = _doers(task, branch.plan)
            open_rules.append(broken)
        for side in broken:
            tree.grow(branch.left_out | side, branch.floor)
    if not plans:
        return Found((), not tree.unknown, min(tree.unknown, default=0), tree.spent)
    return Found(tuple(plans), proven, bound, tree.spent)


@dataclass(frozen=True, slots=True, order=True)
class _Branch:
    """The best plan that does without some actions.

    Parameters
    ----------
    turn : int
        When it was found: of equal values the earliest is first.
    floor : int
        What its plans cost, at least.
    """

    value: int
    turn: int
    floor: int = field(compare=False)
    left_out: frozenset[int] = field(compare=False)
    plan: Plan = field(compare=False)


class _Branches:
    """The branches that were searched: those whose plan is still to be looked at, cheapest first.

    ``unknown`` holds a floor of each branch in which no plan was found, though there may be one.
    """

    def __init__(self, task: Task, solve: Callable[[Task, int], tuple[int, Found]], budget: int) -> None:
        self._task, self._solve, self._budget = task, solve, budget
        self._seen: set[frozenset[int]] = set()
        self.heap: list[_Branch] = []
        self.unknown: list[int] = []
        self.spent = 0
        self._search(frozenset())

    @property
    def least(self) -> int:
        """What any plan of any branch costs, at least; there is one."""
        return min([self.heap[0].value, *self.unknown, *(branch.floor for branch in self.heap)])

    def grow(self, left_out: frozenset[int], floor: int) -> None:
        """Search one more branch, unless it was searched; past the budgets only a floor is known."""
        if len(self._seen) >= _SEARCHES or self.spent >= self._budget:
            self.unknown.append(floor)
        elif left_out not in self._seen:
            self._search(left_out)

    def _search(self, left_out: frozenset[int]) -> None:
        self._seen.add(left_out)
        value, found = self._solve(without(self._task, left_out), self._budget - self.spent)
        self.spent += found.expanded
        if found.plans:
            floor = value if found.optimal else min(found.bound, value)
            heapq.heappush(self.heap, _Branch(value, len(self._seen), floor, left_out, found.plans[0]))
        elif not found.optimal:
            self.unknown.append(found.bound)


def widest_goals(task: Task, rules: Sequence[Sides], required: int = 0) -> tuple[int, ...]:
    """Give the largest sets of goals that can be reached together, as masks, all of one size.

    Parameters
    ----------
    required : int
        Goals that every set must hold; where none can, the answer is empty.

    Notes
    -----
    Without rules whatever can be reached can be reached together. With them, one
    linear closure for each way to do without a side of each rule.
    """
    found: set[int] = set()
    most = 0

    def visit(left_out: frozenset[int], left: Sequence[Sides]) -> None:
        nonlocal most
        goals = task.goals & reachable(without(task, left_out))
        if goals.bit_count() < most or required & ~goals or task.goals in found:
            return
        if left:
            for side in left[0]:
                visit(left_out | side, left[1:])
            return
        if goals.bit_count() > most:
            found.clear()
            most = goals.bit_count()
        found.add(goals)

    visit(frozenset(), rules)
    return tuple(sorted(found))


def _doers(task: Task, plan: Plan) -> Sides:
    """Give what each provider of a plan does in the task; nothing where nobody does anything."""
    team = sorted({task.actions[action].provider for action in plan.actions} - {-1})
    return tuple(
        frozenset(number for number, action in enumerate(task.actions) if action.provider == provider)
        for provider in team
    )
