"""What the calendar has against a plan, and what would be as bad: the fewest papers that pinch it.

A plan is refused, or late, because of a few papers carried between a few of its steps. Any
plan with those is; and so is one in which another offering of the same procedure takes the
place of such a step, that takes as long and is open on no other days.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from operator import and_

import numpy as np

from .acts import Acts
from .apart import torn
from .deadlines import Paper, last_end, papers_of, schedule
from .judging import Judge, Objection, Without
from .packing import Problem
from .task import Plan, Task
from .timetable import HORIZON

__all__ = ["judge_of"]


def judge_of(problem: Problem, task: Task) -> Judge:
    """Judge plans of a task by what the law keeps apart and by the calendar."""
    rules = problem.acts.kept_apart

    def judge(plan: Plan) -> Objection | None:
        return torn(task, rules, plan) or _on_calendar(problem, task, plan)

    return judge


def _on_calendar(problem: Problem, task: Task, plan: Plan) -> Objection | None:
    """Say what the calendar has against a plan of a task: it holds on no days, or ends later.

    Notes
    -----
    Papers are left out of the look one by one as long as it is as bad without, so what is
    left is bad by itself, whatever else a plan does.
    """
    papers = papers_of(problem, plan)
    starts = schedule(problem, plan.actions, papers)
    ends = None if starts is None else last_end(problem, plan, starts)
    free = task.day_cost == 0 and task.limits.days is None
    if ends is not None and (ends <= plan.days or free):
        return None
    least = ends
    if ends is not None and task.limits.days is not None and ends > task.limits.days:
        least, ends = task.limits.days + 1, None
    return Objection(lambda: _ways_out(problem, plan, papers, least), ends)


def _as_bad(problem: Problem, papers: Sequence[Paper], least: int | None) -> bool:
    """Tell whether the ends of some papers hold on no days, or end no earlier than a day given."""
    steps = {end for paper in papers for end in (paper.supplier, paper.user)}
    starts = schedule(problem, steps, papers)
    if starts is None:
        return True
    return least is not None and any(starts[one] + problem.task.actions[one].days >= least for one in steps)


def _pinching(papers: Sequence[Paper], bad: Callable[[Sequence[Paper]], bool]) -> list[Paper]:
    """Leave out papers one by one as long as it is as bad without."""
    core = list(papers)
    for paper in papers:
        fewer = [one for one in core if one is not paper]
        if bad(fewer):
            core = fewer
    return core


def _ways_out(problem: Problem, plan: Plan, papers: list[Paper], least: int | None) -> tuple[Without, ...]:
    """Give the ways out of what the papers of a plan do, each once."""
    # What could be used otherwise makes more ways out: such papers are left out first.
    papers.sort(key=lambda paper: _always(problem, paper.user) >> paper.fact & 1)
    core = _pinching(papers, lambda some: _as_bad(problem, some, least))
    return tuple(dict.fromkeys(_out_of(problem, plan, core)))


def _out_of(problem: Problem, plan: Plan, core: Sequence[Paper]) -> Iterator[Without]:
    """Give the ways out of what some papers do: that somebody else gives one, or it is not used so."""
    for step in sorted({end for paper in core for end in (paper.supplier, paper.user)}) or plan.actions:
        out = [paper for paper in core if paper.supplier == step]
        into = [paper for paper in core if paper.user == step]
        given = dict.fromkeys(paper.fact for paper in out)
        if not core:
            given = dict.fromkeys(fact for fact, supplier in plan.suppliers if supplier == step)
        always = _always(problem, step)
        used = [paper.fact for paper in into if not always >> paper.fact & 1]
        if not given:
            used += [paper.fact for paper in into if always >> paper.fact & 1][:1]
        alone = len(given) + len(used) > 1
        alike = [step] if alone else _as_badly(problem, step, out, into)
        for fact in given:
            yield Without(gives=frozenset((one, fact) for one in alike))
        for fact in used:
            yield Without(uses=frozenset((one, fact) for one in alike))


def _always(problem: Problem, step: int) -> int:
    """Give the facts that a step uses in every mode."""
    return reduce(and_, problem.task.actions[step].modes)


def _as_badly(problem: Problem, step: int, out: Sequence[Paper], into: Sequence[Paper]) -> list[int]:
    """List the acts that stand as badly in the place of one that some papers go into and out of.

    Notes
    -----
    Let one of these, of the same procedure, as long or longer, hold where they go. Where no paper
    that goes out lapses, the step does too: it begins on the same day, and ends no later. Where none
    that comes in does, and it may begin on any day, it does too: it ends on the same day.
    """
    acts, actions = problem.acts, problem.task.actions
    if not acts.is_step(step):
        _, until = acts.held_until(step)
        first = len(acts.procedures)
        return [first + number for number, (_, last) in enumerate(acts.held) if last <= until]
    if not acts.is_mapped(step):
        return [step]
    offered = acts.offered
    same = (offered.procedure == offered.procedure[step]) & (offered.verdict == offered.verdict[step])
    if not any(paper.lapses for paper in out):
        opens, closes = acts.opens[: acts.mapped], acts.closes[: acts.mapped]
        same &= (opens >= opens[step]) & (closes <= closes[step])
    elif any(paper.lapses for paper in into) or not _steady(acts, step):
        return [step]
    days = actions[step].days
    return [one for one in np.flatnonzero(same).tolist() if actions[one].days >= days]


def _steady(acts: Acts, step: int) -> bool:
    """Tell whether a step may begin on any day."""
    open_always = acts.opens[step] == 0 and acts.closes[step] == HORIZON
    return bool(open_always) and all(acts.stands(step, season) for season in acts.local.seasons)
