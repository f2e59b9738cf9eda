"""Plans that the calendar may take where it refuses the best one: found quickly, and not proven best.

What would come too late for a step that closes is done without; what is open on the
day asked need not be waited for; and what never closes can wait for its papers.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from .acts import Acts
from .eligibility import Verdict
from .offered import OPEN
from .packing import Problem, pack
from .preferences import PREFERENCES
from .question import Question
from .search import find_plans
from .task import Plan, Task, bits, renamed
from .thinning import thin
from .timetable import HORIZON
from .weighing import weigh_mapped

__all__ = ["standbys", "without"]

_WORTH = 300
"""Partial plans made for each."""

_MOST_GOALS = 4
"""Goals up to which a plan that is only delayed is worth a search more."""


def standbys(
    acts: Acts, question: Question, few: Problem, task: Task, best: Plan, *, refused: bool
) -> Iterator[tuple[Plan, ...]]:
    """Find plans to stand by for the best one, refused or delayed by the calendar; numbered as all acts are.

    Those likely to be nearest to it come first; nothing is looked for before it is asked for.
    A presumed step may do in them what no act gives that is left.

    Parameters
    ----------
    acts : Acts
        All that could be done.
    few : Problem
        Those that stand in for the others.
    task : Task
        The task of these few, within its limits.
    """
    wanted = {few.facts[goal] for goal in bits(task.goals)}

    def among(which: NDArray[np.bool_], closing: Collection[int] = ()) -> tuple[Plan, ...]:
        """Search among some mapped acts, thinned anew, and the presumed ones but for these."""
        if which.all() and not closing:
            return ()
        some = pack(thin(acts.only(np.flatnonzero(which)), question), question)
        names = some.acts.numbers_in(acts)
        barred = [number for number, name in enumerate(names) if name in closing]
        goals = sum(1 << number for number, fact in enumerate(some.facts) if fact in wanted)
        asked = replace(without(some.task, barred), limits=task.limits, goals=goals)
        found = find_plans(asked, k=question.k, budget=_WORTH)
        return tuple(renamed(plan, names) for plan in found.plans)

    if refused:
        yield among(_in_time(acts, question, few, best))
    if refused or task.goals.bit_count() <= _MOST_GOALS:
        yield among(acts.offered.door == OPEN)
    if refused:
        presumed = range(acts.mapped, len(acts.procedures))
        yield among(_lasting(acts), {one for one in presumed if acts.first_day(one, HORIZON) is None})


def without(task: Task, actions: Iterable[int]) -> Task:
    """Give a task in which some actions are of no use."""
    kept = [*task.actions]
    for number in actions:
        kept[number] = replace(kept[number], adds=0)
    return replace(task, actions=tuple(kept))


def _in_time(acts: Acts, question: Question, few: Problem, plan: Plan) -> NDArray[np.bool_]:
    """Tell which mapped acts do not take longer than a step of a plan that closes can wait for its papers."""
    modes, suppliers = dict(plan.modes), dict(plan.suppliers)
    last: dict[int, int] = {}
    left = [(step, few.acts.last_day(step)) for step in plan.actions if few.acts.is_step(step)]
    while left:
        step, day = left.pop()
        for need in bits(modes[step]):
            if day < last.get(need, HORIZON):
                last[need] = day
                left.append((suppliers[need], day))
    days = weigh_mapped(acts, PREFERENCES[question.prefer]).days
    fit = np.ones(acts.mapped, dtype=np.bool_)
    for need, day in last.items():
        giving = [one for one, content in acts.contents.items() if few.facts[need] in content.gives]
        fit &= ~np.isin(acts.offered.procedure, giving) | (days <= day)
    return fit


def _lasting(acts: Acts) -> NDArray[np.bool_]:
    """Tell which mapped acts can be done for as long as the calendar looks."""
    columns, offered = acts.local.network.index.columns, acts.offered
    version = acts.local.seasons[-1].version_of_class.take(columns.service_class.take(offered.rows))
    procedure, verdict = np.divmod(version, len(Verdict))
    stands = (procedure == offered.procedure) & (verdict == offered.verdict)
    return np.asarray(stands & (columns.until.take(offered.rows) - acts.local.on.toordinal() >= HORIZON))
