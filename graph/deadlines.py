"""Whether a plan holds on the calendar: papers valid, doors open, laws in force, conditions met."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import NamedTuple

from .acts import Acts
from .documents import accepted_as
from .packing import Problem
from .task import Plan, bits
from .timetable import HORIZON, Fit, Lapse, Trip, timetable

__all__ = ["Paper", "calendar_of", "last_end", "papers_of", "schedule"]


class Paper(NamedTuple):
    """A paper carried from one action of a plan to another.

    Parameters
    ----------
    lapse : Lapse
        How it lapses when a step supplies it.
    until : int
        The last day of one at hand.
    """

    supplier: int
    user: int
    fact: int
    lapse: Lapse
    until: int

    @property
    def lapses(self) -> bool:
        """Whether it does not last for as long as the calendar looks."""
        return self.lapse != Lapse() or self.until < HORIZON


def calendar_of(problem: Problem, plan: Plan) -> dict[int, int] | None:
    """Give the first day of each action of a plan, counted from the day asked.

    ``None`` when a paper lapses, a door closes, a law ends or an age is outgrown, whatever is delayed.
    """
    return schedule(problem, plan.actions, papers_of(problem, plan))


def papers_of(problem: Problem, plan: Plan) -> list[Paper]:
    """List what the steps of a plan use, but for the days that they wait for."""
    acts, suppliers, found = problem.acts, dict(plan.suppliers), list[Paper]()
    for action, mode in plan.modes:
        for fact in bits(mode):
            supplier = suppliers[fact]
            if acts.is_step(supplier):
                lapse = _lapse(acts, supplier, str(problem.facts[fact]))
                found.append(Paper(supplier, action, fact, lapse, HORIZON))
            elif not acts.is_wait(supplier):
                found.append(Paper(supplier, action, fact, Lapse(), acts.held_until(supplier)[1]))
    return found


def schedule(problem: Problem, actions: Iterable[int], papers: Iterable[Paper]) -> dict[int, int] | None:
    """Give the first day of each of some actions between which some papers are carried, if there is one."""
    acts, until, between = problem.acts, dict[int, int](), []
    for supplier, user, _, lapse, last in papers:
        if acts.is_step(supplier):
            between.append((supplier, user, lapse))
        else:
            until[user] = min(until.get(user, HORIZON), last)
    days = {action: problem.task.actions[action].days for action in actions if not acts.is_wait(action)}
    fit: dict[int, Fit] = {
        action: partial(_first_day, acts, action, until.get(action, HORIZON))
        for action in days
        if acts.is_step(action)
    }
    return timetable(Trip(days, tuple(between), fit), acts.local.on)


def _first_day(acts: Acts, action: int, until: int, day: int) -> int | None:
    """Give the first day on which a step may begin, not after the last of the papers at hand that it uses."""
    first = acts.first_day(action, day)
    return first if first is not None and first <= until else None


def last_end(problem: Problem, plan: Plan, starts: Mapping[int, int]) -> int:
    """Give the day on which the last goal is met."""
    suppliers, actions = dict(plan.suppliers), problem.task.actions
    givers = [suppliers[goal] for goal in bits(problem.task.goals) if goal in suppliers]
    return max((starts[action] + actions[action].days for action in givers), default=0)


def _lapse(acts: Acts, supplier: int, paper: str) -> Lapse:
    """Give how a paper lapses when a step supplies it, itself or by one accepted in its place.

    Of several that it issues and that would do, the one that lasts longest counts.
    """
    documents = acts.local.network.index.reference.documents
    issued = acts.local.network.procedures[acts.procedures[supplier]].issues
    lapses = [
        Lapse(documents[one].valid_days, documents[one].valid_to_year_end)
        for one in issued
        if paper in accepted_as(documents, one)
    ]
    return max(lapses, key=lambda lapse: (not lapse.year_end, lapse.days or HORIZON))
