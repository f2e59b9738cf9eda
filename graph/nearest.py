"""The nearest miss: the fewest changes that would cover a need that nothing covers.

The search that finds the best path finds them too, in a task where every change
costs one: a paper handed, a closed service reopened, a border crossed, a
condition dropped, a service opened. No smaller set of changes would do.
"""

from dataclasses import dataclass, replace
from graphlib import TopologicalSorter

from .coverage import Candidate
from .judged import find_judged_plans
from .nearby import nearest_rows
from .network import Goal, Network
from .objections import judge_of
from .paths import ServicePaths
from .question import Question
from .relaxed import Change, Kind, Relaxed, relax
from .search import find_plans
from .task import Plan, bits
from .why import WHAT_IF

__all__ = ["Nearest", "Way", "nearest_miss"]

_WAYS = 3


@dataclass(frozen=True, slots=True)
class Way:
    """Changes that together would cover a goal, and who would then cover it.

    Parameters
    ----------
    steps : tuple of (Candidate or None, int)
        Offering and procedure of each step that would be taken, a presumed step
        without offering; each after those it waits for.
    """

    changes: tuple[Change, ...]
    steps: tuple[tuple[Candidate | None, int], ...]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The sets of changes that would cover a goal, fewest first, none with an earlier one inside.

    ``proven``: no smaller set than the first one would do.
    """

    goal: Goal
    ways: tuple[Way, ...]
    proven: bool

    @property
    def in_reach(self) -> bool:
        """Whether nothing of the network need change: what is in the way is the question itself."""
        return any(not way.changes for way in self.ways)


def nearest_miss(
    network: Network,
    question: Question,
    found: ServicePaths,
    goal: Goal,
    *,
    ways: int = _WAYS,
    budget: int = WHAT_IF,
) -> Nearest:
    """Find the fewest changes that would cover a goal.

    Of as many changes those of least effort come first, in the order of
    :class:`~welfarenet.graph.relaxed.Kind`; then the fewest presumed steps; then
    the fewest steps. The path they open holds on the calendar, and in it
    nothing that the law keeps apart. Limits of the question are left aside.

    Returns
    -------
    Nearest
        Without changes in its first way when the goal is in reach as things are.
    """
    relaxed = relax(network, question, goal, found.local, found.folder)
    task = relaxed.problem.task
    judge = judge_of(relaxed.problem, task)
    answer = find_plans(task, k=ways, budget=budget)
    if any(judge(plan) is not None for plan in answer.plans):
        answer = find_judged_plans(task, judge, k=ways, budget=budget, known=answer)
    ways_found = tuple(_way(relaxed, plan, question.comune) for plan in answer.plans)
    return Nearest(goal, ways_found, answer.optimal)


def _way(relaxed: Relaxed, plan: Plan, comune: str) -> Way:
    """Read a plan; of offerings alike in other places, the nearest."""
    acts = relaxed.problem.acts
    changes = [relaxed.changes[act - relaxed.first] for act in plan.actions if act >= relaxed.first]
    away = {
        change.row: _nearest(relaxed, change.row, comune)
        for change in changes
        if change.kind is Kind.BORDER and change.row is not None
    }
    steps = []
    for act in filter(acts.is_step, _in_order(plan)):
        candidate = acts.candidate(act)
        if candidate is not None:
            candidate = replace(candidate, row=away.get(candidate.row, candidate.row))
        steps.append((candidate, acts.procedures[act]))
    told = (
        change if change.row is None else replace(change, row=away.get(change.row, change.row))
        for change in changes
    )
    return Way(tuple(told), tuple(steps))


def _in_order(plan: Plan) -> list[int]:
    """Put actions after those that supply them; of several that are ready, the lower first."""
    suppliers = dict(plan.suppliers)
    sorter = TopologicalSorter({act: {suppliers[need] for need in bits(mode)} for act, mode in plan.modes})
    sorter.prepare()
    order: list[int] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order += ready
        sorter.done(*ready)
    return order


def _nearest(relaxed: Relaxed, row: int, comune: str) -> int:
    near = nearest_rows(relaxed.problem.acts.local.network.index, relaxed.alike(row), comune)
    return near[0] if near else row
