"""Whether a plan holds on the calendar: papers valid, doors open, laws in force, conditions met."""

from collections.abc import Mapping
from functools import partial

from .acts import Acts
from .documents import accepted_as
from .packing import Problem
from .task import Plan, bits
from .timetable import HORIZON, Fit, Lapse, Trip, timetable

__all__ = ["calendar_of", "last_end"]


def calendar_of(problem: Problem, plan: Plan) -> dict[int, int] | None:
    """Give the first day of each action of a plan, counted from the day asked.

    ``None`` when a paper lapses, a door closes, a law ends or an age is outgrown, whatever is delayed.
    """
    acts, modes, suppliers = problem.acts, dict(plan.modes), dict(plan.suppliers)
    fit: dict[int, Fit] = {}
    papers = []
    for action, mode in modes.items():
        if not acts.is_step(action):
            continue
        until = HORIZON
        for fact in bits(mode):
            supplier = suppliers[fact]
            if acts.is_step(supplier):
                papers.append((supplier, action, _lapse(acts, supplier, str(problem.facts[fact]))))
            else:
                until = min(until, acts.held_until(supplier)[1])
        fit[action] = partial(_first_day, acts, action, until)
    days = {action: problem.task.actions[action].days for action in modes}
    return timetable(Trip(days, tuple(papers), fit), acts.local.on)


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
