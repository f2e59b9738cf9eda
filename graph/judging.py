"""What a judge from outside says of a plan, and what a task is without a part of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from .task import Plan, Task

__all__ = ["Judge", "Objection", "Without", "as_judged", "as_late", "lacking"]


@dataclass(frozen=True, slots=True)
class Without:
    """What a task is left without.

    Parameters
    ----------
    gives : frozenset of (int, int)
        Action and a fact that it does not give.
    uses : frozenset of (int, int)
        Action and a fact with which it is not used: modes with it are left out.
    """

    gives: frozenset[tuple[int, int]] = frozenset()
    uses: frozenset[tuple[int, int]] = frozenset()

    def __or__(self, other: "Without") -> "Without":
        """Leave out both."""
        return Without(self.gives | other.gives, self.uses | other.uses)


@dataclass(frozen=True, slots=True)
class Objection:
    """What a judge has against a plan, and against every other that takes none of the ways out of it.

    Parameters
    ----------
    ways : callable
        Gives ``ways_out``, which takes longer to find.
    ends : int or None
        The fewest days of those it is said of, more than the plan has; ``None``: they are refused.
    """

    ways: Callable[[], tuple[Without, ...]]
    ends: int | None = None

    @property
    def ways_out(self) -> tuple[Without, ...]:
        """In the task without one of these is every plan that this is not said of."""
        return self.ways()


Judge = Callable[[Plan], Objection | None]
"""Says what it has against a plan, ``None`` when nothing."""


def lacking(task: Task, out: Without) -> Task:
    """Give a task without something; all actions keep their numbers."""
    if out == Without():
        return task
    given, used = dict[int, int](), dict[int, int]()
    for masks, pairs in ((given, out.gives), (used, out.uses)):
        for number, fact in pairs:
            masks[number] = masks.get(number, 0) | 1 << fact
    actions = list(task.actions)
    for number in given.keys() | used.keys():
        action = actions[number]
        modes = tuple(mode for mode in action.modes if not mode & used.get(number, 0))
        actions[number] = action._replace(modes=modes, adds=action.adds & ~given.get(number, 0))
    return replace(task, actions=tuple(actions))


def as_late(task: Task, plan: Plan, ends: int) -> Plan:
    """Give a plan with the day on which it ends, and what that costs."""
    return replace(plan, objective=plan.objective + task.day_cost * (ends - plan.days), days=ends)


def as_judged(task: Task, judge: Judge, plan: Plan) -> Plan | None:
    """Give a plan as a judge lets it pass, with the day on which it ends; ``None`` where it is refused."""
    objection = judge(plan)
    if objection is None:
        return plan
    return None if objection.ends is None else as_late(task, plan, objection.ends)
