"""Plans that the calendar may take where it refuses the best one: found quickly, and not proven best.

A step that closes too soon is done without; what never closes can wait for its
papers; what is open on the day asked need not be waited for.
"""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from .acts import Acts
from .offered import OPEN
from .packing import Problem, pack
from .question import Question
from .search import find_plans
from .task import Plan, Task, bits, renamed
from .thinning import thin
from .timetable import HORIZON

__all__ = ["FEW_GOALS", "open_today", "standbys", "without"]

_WORTH = 300
"""Partial plans made for each."""

FEW_GOALS = 4
"""Goals up to which a plan is looked for without each step in turn: of more, each takes long."""


def standbys(acts: Acts, question: Question, few: Problem, task: Task, refused: Plan) -> tuple[Plan, ...]:
    """Find plans to stand in for one that the calendar refuses, in the numbers of all acts.

    Parameters
    ----------
    acts : Acts
        All that could be done.
    few : Problem
        Those that stand in for the others.
    task : Task
        The task of these few, within its limits.
    """
    steps = [action for action, _ in refused.modes if few.acts.is_step(action)]
    if task.goals.bit_count() > FEW_GOALS:
        steps = []
    found = [p for step in steps for p in find_plans(without(task, {step}), budget=_WORTH).plans]
    closing = {act for act in range(len(few.acts.procedures)) if few.acts.first_day(act, HORIZON) is None}
    if closing:
        found += find_plans(without(task, closing), budget=_WORTH).plans
    names = few.acts.numbers_in(acts)
    return (*(renamed(plan, names) for plan in found), *open_today(acts, question, few, task))


def without(task: Task, actions: Iterable[int]) -> Task:
    """Give a task in which some actions are of no use."""
    kept = [*task.actions]
    for number in actions:
        kept[number] = replace(kept[number], adds=0)
    return replace(task, actions=tuple(kept))


def open_today(acts: Acts, question: Question, few: Problem, task: Task) -> tuple[Plan, ...]:
    """Give the best plan of what is open on the day asked."""
    open_now = np.flatnonzero(acts.offered.door == OPEN)
    if len(open_now) == acts.mapped:
        return ()
    today = pack(thin(acts.only(open_now), question), question)
    wanted = {few.facts[goal] for goal in bits(task.goals)}
    goals = sum(1 << number for number, fact in enumerate(today.facts) if fact in wanted)
    found = find_plans(replace(today.task, limits=task.limits, goals=goals), budget=_WORTH)
    return tuple(renamed(plan, today.acts.numbers_in(acts)) for plan in found.plans)
