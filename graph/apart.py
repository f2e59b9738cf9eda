"""What must be kept apart in a plan, and the most goals that can be met so.

A plan obeys such a rule just when it does without one of its sides, and a task
without some actions is a task like any other.
"""

from collections.abc import Sequence

from .judging import Objection, Without, lacking
from .reductions import reachable
from .task import Plan, Task, bits

__all__ = ["Sides", "breaks", "torn", "widest_goals", "without"]

Sides = tuple[frozenset[int], ...]
"""Sets of actions; a plan must do without at least one of them whole."""


def breaks(plan: Plan, sides: Sides) -> bool:
    """Tell whether a plan uses an action of every side."""
    return not any(side.isdisjoint(plan.actions) for side in sides)


def torn(task: Task, rules: Sequence[Sides], plan: Plan) -> Objection | None:
    """Object to a plan that uses an action of every side of a rule: one of the sides must do nothing."""
    broken = next((sides for sides in rules if breaks(plan, sides)), None)
    if broken is None:
        return None
    return Objection(lambda: tuple(_idle(task, side) for side in broken))


def _idle(task: Task, side: frozenset[int]) -> Without:
    """Let some actions do nothing."""
    return Without(gives=frozenset((one, fact) for one in side for fact in bits(task.actions[one].adds)))


def without(task: Task, left_out: frozenset[int]) -> Task:
    """Give a task in which some actions supply nothing; all keep their numbers."""
    return lacking(task, _idle(task, left_out))


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
