"""The best plans that hold in life: on the calendar, within limits, with nothing in them kept apart.

The search knows none of this; each demand is met around it, and costs only
where a plan would break it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .acts import Acts
from .apart import breaks, find_apart, widest_goals
from .deadlines import calendar_of, last_end
from .exclusions import Clash
from .judged import find_judged_plans
from .network import Goal
from .packing import Problem, pack
from .preferences import PREFERENCES, SCALE
from .question import Question
from .search import Found, find_plans
from .standbys import standbys, without
from .task import Limits, Plan, Task, bits, renamed

__all__ = ["Answer", "Ask", "kept_apart", "plan_most"]


_ALTERNATIVES = 600
"""Partial plans made for alternatives on the calendar, where the best plan is known."""


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
    delay = _delay(problem, replace(problem.task, limits=Limits()), plan) or 0
    return int(not within.plans), -len(met), plan.objective + delay, met


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

    The acts that stand in for others stand on the same sides, so branching among
    the few is enough, until the calendar has something to say.
    """
    found = _timely(ask, goals, limits, k)
    rules = found.problem.acts.kept_apart
    if not any(breaks(plan, sides) for plan in found.plans for sides in rules):
        return found
    few = ask.few
    delayed = False

    def quick(task: Task, left: int) -> tuple[int, Found]:
        nonlocal delayed
        one = find_plans(task, k=1, budget=left)
        delayed = delayed or any(_delay(few, task, plan) != 0 for plan in one.plans)
        return sum(plan.objective for plan in one.plans), one

    task = replace(few.task, goals=goals, limits=limits)
    apart = find_apart(task, few.acts.kept_apart, quick, k=k, budget=ask.budget)
    if not delayed:
        return Answer(few, apart.plans, apart.optimal, apart.bound)
    every = pack(ask.acts, ask.question)

    def slow(task: Task, left: int) -> tuple[int, Found]:
        one = _on_calendar(every, task, find_plans(task, k=1, budget=left), 1, left)
        return sum(plan.objective + (_delay(every, task, plan) or 0) for plan in one.plans), one

    task = replace(every.task, goals=goals, limits=limits)
    apart = find_apart(task, every.acts.kept_apart, slow, k=k, budget=ask.budget)
    return Answer(every, apart.plans, apart.optimal, apart.bound)


def _timely(ask: Ask, goals: int, limits: Limits, k: int) -> Answer:
    """Find the best plans that hold on the calendar.

    Days and lapses only make a plan dearer or impossible, so plans that come out
    of the quick search unchanged by the calendar are the best; otherwise the
    slower search asks the calendar of every plan of all acts in turn.
    """
    task = replace(ask.few.task, goals=goals, limits=limits)
    found = _by_law_in_force(ask, task, k) or find_plans(task, k=k, budget=ask.budget)
    delays = [_delay(ask.few, task, plan) for plan in found.plans]
    if not any(delay != 0 for delay in delays):
        return Answer(ask.few, found.plans, found.optimal, found.bound)
    every = pack(ask.acts, ask.question)
    known = tuple(renamed(plan, ask.few.acts.numbers_in(ask.acts)) for plan in found.plans)
    whole = replace(every.task, goals=goals, limits=limits)
    budget = ask.budget
    if delays[0] == 0:
        # The best is known; of its alternatives some are refused.
        budget = min(budget, _ALTERNATIVES)
    else:
        refused = delays[0] is None
        for plans in standbys(ask.acts, ask.question, ask.few, task, found.plans[0], refused=refused):
            known += plans
            by_law = (plan for plan in plans if plan.objective < _first_ahead(ask))
            if any(_delay(every, whole, plan) is not None for plan in by_law):
                break
    slow = _asked_in_turn(every, whole, replace(found, plans=known), k, budget)
    return Answer(every, slow.plans, slow.optimal, slow.bound)


def _by_law_in_force(ask: Ask, task: Task, k: int) -> Found | None:
    """Find the best plans without any step that waits for a law to come; ``None`` where that is not enough.

    One such step costs more than all of these plans, so nothing with one is better. Nor are
    any such plans given as alternatives beside others.
    """
    ahead = np.flatnonzero(ask.few.acts.ahead).tolist()
    if not ahead:
        return None
    found = find_plans(without(task, ahead), k=k, budget=ask.budget)
    return found if found.plans and found.plans[-1].objective < _first_ahead(ask) else None


def _first_ahead(ask: Ask) -> int:
    """Give what any plan with a step that waits for a law to come costs at least."""
    return PREFERENCES[ask.question.prefer].ahead * SCALE


def _on_calendar(problem: Problem, task: Task, found: Found, k: int, budget: int) -> Found:
    """Give what the quick search found where the calendar leaves it alone, else what the slower one finds."""
    if all(_delay(problem, task, plan) == 0 for plan in found.plans):
        return found
    return _asked_in_turn(problem, task, found, k, budget)


def _asked_in_turn(problem: Problem, task: Task, found: Found, k: int, budget: int) -> Found:
    """Ask the calendar of every plan in turn, and past the budget of those found quickly.

    What the quick search has proven holds here too: the calendar makes nothing cheaper.
    """
    slow = find_judged_plans(
        task, lambda plan: _delay(problem, task, plan), k=k, budget=budget, known=found.plans
    )
    bound = max(slow.bound, found.bound)
    best = slow.plans[0] if slow.plans else None
    proven = best is not None and best.objective + (_delay(problem, task, best) or 0) == bound
    return replace(slow, bound=bound, optimal=slow.optimal or proven)


def _delay(problem: Problem, task: Task, plan: Plan) -> int | None:
    """Give what the calendar adds to the objective of a plan; ``None`` where it does not hold."""
    starts = calendar_of(problem, plan)
    if starts is None:
        return None
    late = last_end(problem, plan, starts) - plan.days
    if task.limits.days is not None and plan.days + late > task.limits.days:
        return None
    return task.day_cost * late
