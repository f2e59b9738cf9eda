"""The best plans that hold in life: on the calendar, within limits, with nothing in them kept apart.

The search knows none of this; each demand is met around it, and costs only
where a plan would break it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .acts import Acts
from .apart import widest_goals, without
from .exclusions import Clash
from .judged import find_judged_plans
from .network import Goal
from .objections import judge_of
from .packing import Problem, pack
from .preferences import PREFERENCES, SCALE
from .question import Question
from .search import Found, find_plans
from .task import Limits, Plan, Task, bits, renamed

__all__ = ["Answer", "Ask", "kept_apart", "plan_most"]


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of all acts here, and of the few that stand in for them."""

    acts: Acts
    question: Question
    few: Problem
    budget: int


@dataclass(frozen=True, slots=True)
class Answer:
    """Plans, and the problem whose numbers they speak in."""

    problem: Problem
    plans: tuple[Plan, ...] = ()
    optimal: bool = True
    bound: int = 0


def plan_most(ask: Ask, goals: int) -> tuple[Answer, Answer]:
    """Find the best plans for as many goals as can be met together: within the limits, and beyond them.

    Notes
    -----
    What is kept apart is looked at first: of the largest sets of goals that can be
    reached together, the one whose plan is cheapest; of equals, the one asked first.
    Then limits, and last the calendar: where even without limits no plan for all of
    these goals holds, those are planned that hold by themselves; what must be used
    stays a goal.
    """
    limits, rules = ask.few.task.limits, ask.few.acts.kept_apart
    if not rules:
        return _within(ask, goals, limits)
    required = sum(1 << goal for goal in bits(goals) if not isinstance(ask.few.facts[goal], Goal))
    widest = widest_goals(replace(ask.few.task, goals=goals), rules, required)
    tried = [_within(ask, together, limits) for together in widest]
    if len(tried) < 2:
        return tried[0] if tried else (Answer(ask.few), Answer(ask.few))
    within, beyond = min(tried, key=_rank)
    if not all(found.optimal for found, _ in tried):
        within = replace(within, optimal=False, bound=min(found.bound for found, _ in tried))
    return within, beyond


def kept_apart(problem: Problem, met: int, goal: int) -> tuple[Clash, ...]:
    """Give the exclusions that keep a goal from being met beside others; none when nothing does.

    Each of those alone does, where one alone is to blame; else all that are there.
    """
    acts = problem.acts
    wanted = replace(problem.task, goals=met | goal)

    def together(clashes: Sequence[Clash]) -> bool:
        return wanted.goals in widest_goals(wanted, [acts.sides(clash) for clash in clashes])

    if not acts.clashes or together(acts.clashes):
        return ()
    blamed = (clash for clash in acts.clashes if together([c for c in acts.clashes if c is not clash]))
    return tuple(blamed) or acts.clashes


def _rank(tried: tuple[Answer, Answer]) -> tuple[int, int, int, tuple[int, ...]]:
    """Order by what is within the limits, then how many goals are met, then the objective."""
    within, beyond = tried
    found = within if within.plans else beyond
    if not found.plans:
        return 2, 0, 0, ()
    plan, problem = found.plans[0], found.problem
    met = tuple(fact for fact, _ in plan.suppliers if isinstance(problem.facts[fact], Goal))
    return int(not within.plans), -len(met), plan.objective, met


def _within(ask: Ask, goals: int, limits: Limits) -> tuple[Answer, Answer]:
    """Find the best plans within the limits, and beyond them where there are none."""
    if not goals:
        return Answer(ask.few), Answer(ask.few)
    found = _lawful(ask, goals, limits, ask.question.k)
    free = found if found.plans or limits == Limits() else _lawful(ask, goals, Limits(), 1)
    if free.plans or goals.bit_count() == 1:
        return found, free
    timely, sure = 0, True
    for goal in bits(goals):
        alone = _lawful(ask, 1 << goal, Limits(), 1) if isinstance(ask.few.facts[goal], Goal) else None
        if alone is None or alone.plans:
            timely |= 1 << goal
        else:
            sure &= alone.optimal
    if timely == goals:
        return found, free
    found, free = _within(ask, timely, limits)
    return (found, free) if sure else (replace(found, optimal=False), replace(free, optimal=False))


def _lawful(ask: Ask, goals: int, limits: Limits, k: int) -> Answer:
    """Find the best plans that hold on the calendar and in which nothing is kept apart.

    Both only make a plan dearer or impossible, so plans that come out of the quick search
    of the few unchanged are the best; otherwise all acts are branched on.
    """
    few = ask.few
    task = replace(few.task, goals=goals, limits=limits)
    found = _by_law_in_force(ask, task, k) or find_plans(task, k=k, budget=ask.budget)
    judge = judge_of(few, task)
    if all(judge(plan) is None for plan in found.plans):
        return Answer(few, found.plans, found.optimal, found.bound)
    every = pack(ask.acts, ask.question)
    whole = replace(every.task, goals=goals, limits=limits)
    numbers = few.acts.numbers_in(ask.acts)
    plans, met = (tuple(renamed(plan, numbers) for plan in some) for some in (found.plans, found.met))
    known = replace(found, plans=plans, met=met)
    judged = find_judged_plans(whole, judge_of(every, whole), k=k, budget=ask.budget, known=known)
    return Answer(every, judged.plans, judged.optimal, judged.bound)


def _by_law_in_force(ask: Ask, task: Task, k: int) -> Found | None:
    """Find the best plans without any step that waits for a law to come; ``None`` where that is not enough.

    One such step costs more than all of these plans, so nothing with one is better. Nor are
    any such plans given as alternatives beside others.
    """
    ahead = np.flatnonzero(ask.few.acts.ahead).tolist()
    if not ahead:
        return None
    found = find_plans(without(task, frozenset(ahead)), k=k, budget=ask.budget)
    least = PREFERENCES[ask.question.prefer].ahead * SCALE
    return found if found.plans and found.plans[-1].objective < least else None
