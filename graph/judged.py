"""The cheapest plans that a judge from outside lets pass, exactly: by branching on what it objects to.

Some rules break what the search rests on, that more never hurts: the law keeps two things
apart, a paper lapses in mid-path, a door closes. But whatever a plan is refused for, a plan
that passes does without some part of it; and a task in which some actions give less, or are
used otherwise, is a task like any other. So the plain search runs first. Where the judge
objects to its plan, the task is parted into the ways out, and each is searched in turn.
A plan that is only late is no reason to do without anything: beside the ways out there is
the same task with no earlier end. Of tasks of few plans each is asked in turn first.

References
----------
.. [1] K. Murty, "An algorithm for ranking all the assignments in order of
   increasing cost", Operations Research 16, 1968.
.. [2] J. Hooker, G. Ottosson, "Logic-based Benders decomposition",
   Mathematical Programming 96, 2003.
"""

import heapq
from dataclasses import dataclass, field, replace

from .in_turn import ask_in_turn
from .judging import Judge, Objection, Without, as_late, lacking
from .search import DEFAULT_BUDGET, Found, find_plans
from .task import NOBODY, Action, Plan, Task, Turn

__all__ = ["find_judged_plans"]

_IN_TURN = 3_000
"""Partial plans made for asking of each plan in turn, before anything is parted."""

_EACH = 150
"""Partial plans that a search counts for at least."""

_GOALS = 4
"""Goals up to which the whole budget is spent; of more in proportion fewer partial plans."""

_LAST = 16
"""Searches more where nothing passes by then, with few partial plans each."""

_FEW = 300
"""Partial plans made in each of these."""


def find_judged_plans(
    task: Task, judge: Judge, *, k: int = 1, budget: int = DEFAULT_BUDGET, known: Found | None = None
) -> Found:
    """Find the *k* cheapest plans that a judge lets pass, none with an earlier one's providers inside.

    Days and objective of a plan that is late are those that the judge says.

    Parameters
    ----------
    budget : int
        Partial plans made in all searches; none is begun after one that proves nothing, but for a few
        where nothing passes by then.
    known : Found or None
        What the plain search finds of the task, where that is known.

    Notes
    -----
    A branch's plans are the cheapest of it, so they bound all that it holds; and every
    plan that passes is in some branch, for of each objection it takes a way out, or
    is no earlier than it says. So the first plan taken up that passes is the best. Of one
    branch, plans come without the providers of those before them, which have passed by then, or
    hold the providers of others that have. Exponential in the objections met, which are few.
    A branch is searched when it is its turn, for a plan that is only late may do until then.
    """
    few = ask_in_turn(task, judge, k=k, budget=min(_IN_TURN, budget))
    if few is not None:
        return Found(few, True, few[0].objective if few else 0, 0)
    tree = _Tree(task, k, budget, known)
    plans, teams = list[Plan](), list[frozenset[int]]()
    bound, proven = 0, True
    while tree.heap and len(plans) < k:
        least = tree.least
        branch = heapq.heappop(tree.heap)
        if not branch.plans:
            tree.search(branch)
            continue
        plan = tree.plain(branch.plans[0])
        team = frozenset(task.actions[action].provider for action in plan.actions) - {NOBODY}
        if any(other <= team for other in teams):
            tree.go_on(branch)
            continue
        objection = judge(plan)
        if objection is not None:
            tree.part(branch, plan, objection)
            tree.fall_back(branch, judge)
            continue
        if not plans:
            bound, proven = least, least == plan.objective
        plans.append(plan)
        teams.append(team)
        tree.passing = True
        tree.go_on(branch)
    if not plans:
        return Found((), not tree.unknown, min(tree.unknown, default=0), tree.spent)
    return Found(tuple(plans), proven, bound, tree.spent)


@dataclass(frozen=True, slots=True, order=True)
class _Branch:
    """Plans that do without something and end no earlier than a day, from one of them on.

    Parameters
    ----------
    value : int
        Objective of the first that is left; before the search, and after the last, what it is at least.
    turn : tuple
        That of the first that is left; empty where there is none: those are searched before any is taken.
    number : int
        When it was made: of all else equal the earliest is first.
    floor : int
        What its plans cost, at least.
    asked : int
        How many to look for once none is left; 0 where there are no more.
    plans : tuple of Plan
        Those left.
    met : tuple of Plan
        Plans that a search met which proved nothing.
    """

    value: int
    turn: Turn | tuple[()]
    number: int
    floor: int = field(compare=False)
    out: Without = field(compare=False)
    ends: int = field(compare=False)
    asked: int = field(compare=False)
    plans: tuple[Plan, ...] = field(compare=False)
    met: tuple[Plan, ...] = field(compare=False, default=())


class _Tree:
    """The branches that are left, cheapest first.

    Attributes
    ----------
    unknown : list of int
        What each branch costs at least that was given up.
    passing : bool
        Whether a plan is known that passes.
    """

    def __init__(self, task: Task, k: int, budget: int, known: Found | None) -> None:
        self._task, self._k = task, k
        self._budget = budget * _GOALS // max(_GOALS, task.goals.bit_count())
        self._seen: set[tuple[Without, int]] = set()
        self._made = self._last = 0
        self.heap: list[_Branch] = []
        self.unknown: list[int] = []
        self.spent = 0
        self.passing = False
        root = _Branch(0, (), 0, 0, Without(), 0, k, ())
        if known is None:
            self._push(root)
        else:
            self._found(root, known)

    @property
    def least(self) -> int:
        """What any plan of any branch costs, at least; there is one."""
        return min([*self.unknown, *(branch.floor for branch in self.heap)])

    def plain(self, plan: Plan) -> Plan:
        """Give a plan of a branch as one of the task."""
        task = self._task
        return replace(
            plan,
            modes=tuple((action, mode) for action, mode in plan.modes if action < len(task.actions)),
            suppliers=tuple((fact, action) for fact, action in plan.suppliers if fact < task.fact_count),
        )

    def go_on(self, branch: _Branch) -> None:
        """Put back what a branch has after its first plan."""
        left = branch.plans[1:]
        if left or branch.asked:
            self._push(replace(branch, value=(left or branch.plans)[0].objective, plans=left))

    def part(self, branch: _Branch, plan: Plan, objection: Objection) -> None:
        """Part a branch into the ways out of an objection to its plan, and what is no earlier than it says.

        A plan that is late is one that ends later.
        """
        for out in objection.ways_out:
            self._grow(branch, branch.out | out, branch.ends)
        if objection.ends is not None:
            self._grow(branch, branch.out, objection.ends)
            late = as_late(self._task, plan, objection.ends)
            value = late.objective
            self._push(replace(branch, value=value, floor=value, asked=0, plans=(late,), met=()))
            self.passing = True

    def fall_back(self, branch: _Branch, judge: Judge) -> None:
        """Put back what was met where nothing is proven, as far as it passes."""
        plans = tuple(plan for plan in branch.met if judge(self.plain(plan)) is None)
        if plans:
            self._push(replace(branch, value=plans[0].objective, asked=0, plans=plans, met=()))
            self.passing = True

    def search(self, branch: _Branch) -> None:
        """Search a branch for plans, those that were taken up too; past the budgets give it up."""
        if self._may():
            self._found(branch, self._find(branch))
        else:
            self.unknown.append(branch.floor)

    def _grow(self, branch: _Branch, out: Without, ends: int) -> None:
        """Put down for later what is left of a branch."""
        if (out, ends) not in self._seen:
            self._seen.add((out, ends))
            self._push(_Branch(branch.floor, (), 0, branch.floor, out, ends, self._k, ()))

    def _found(self, branch: _Branch, found: Found) -> None:
        """Put back a branch with its plans; a search that proves nothing has used up the budget."""
        self.spent += max(_EACH, found.expanded) if found.optimal else self._budget
        if found.plans:
            value = found.plans[0].objective
            floor = max(branch.floor, value if found.optimal else min(found.bound, value))
            asked = 2 * branch.asked if len(found.plans) == branch.asked else 0
            again = replace(branch, value=value, floor=floor, asked=asked, plans=found.plans, met=found.met)
            self._push(again)
        elif not found.optimal:
            self.unknown.append(max(branch.floor, found.bound))

    def _may(self) -> bool:
        """Tell whether one more search is to be made."""
        if self.spent < self._budget:
            return True
        self._last += 1
        return not self.passing and self._last <= _LAST

    def _find(self, branch: _Branch) -> Found:
        left = max(_FEW, self._budget - self.spent)
        return find_plans(self._task_of(branch.out, branch.ends), k=branch.asked, budget=left)

    def _task_of(self, out: Without, ends: int) -> Task:
        """Make the task of a branch: that a plan does not end earlier is a goal that takes as long."""
        task = lacking(self._task, out)
        if not ends:
            return task
        end = 1 << task.fact_count
        wait = Action(NOBODY, 0, ends, (0,), end)
        return replace(
            task, fact_count=task.fact_count + 1, goals=task.goals | end, actions=(*task.actions, wait)
        )

    def _push(self, branch: _Branch) -> None:
        self._made += 1
        turn = self._task.turn(self.plain(branch.plans[0]).modes) if branch.plans else ()
        heapq.heappush(self.heap, replace(branch, turn=turn, number=self._made))
