"""The cheapest plans that a judge from outside lets pass, exactly: by branching on what it objects to.

Some rules break what the search rests on, that more never hurts: the law keeps two things
apart, a paper lapses in mid-path, a door closes. But whatever a plan is refused for, a plan
that passes does without some part of it; and a task in which some actions give less, or are
used otherwise, is a task like any other. So the plain search runs first. Where the judge
objects to its plan, the task is parted into the ways out, and each is searched in turn.
A plan that is only late is no reason to do without anything: beside the ways out there is
the same task with no earlier end.

References
----------
.. [1] K. Murty, "An algorithm for ranking all the assignments in order of
   increasing cost", Operations Research 16, 1968.
.. [2] J. Hooker, G. Ottosson, "Logic-based Benders decomposition",
   Mathematical Programming 96, 2003.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from .search import DEFAULT_BUDGET, Found, find_plans
from .task import NOBODY, Action, Plan, Task

__all__ = ["Judge", "Objection", "Without", "find_judged_plans", "lacking"]

_SEARCHES = 256
"""Searches before the branching gives what it has."""

_LAST = 16
"""Searches more where nothing passes by then, with few partial plans each."""

_FEW = 300
"""Partial plans made in each of these."""


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
    ways_out : tuple of Without
        In the task without it, at least one of them, is every plan that this is not said of.
    ends : int or None
        The fewest days of those it is said of, more than the plan has; ``None``: they are refused.
    """

    ways_out: tuple[Without, ...]
    ends: int | None = None


Judge = Callable[[Plan], Objection | None]
"""Says what it has against a plan, ``None`` when nothing."""


def lacking(task: Task, out: Without) -> Task:
    """Give a task without something; all actions keep their numbers."""
    given, used = dict[int, int](), dict[int, int]()
    for masks, pairs in ((given, out.gives), (used, out.uses)):
        for number, fact in pairs:
            masks[number] = masks.get(number, 0) | 1 << fact
    actions = list(task.actions)
    for number in given.keys() | used.keys():
        action = actions[number]
        modes = tuple(mode for mode in action.modes if not mode & used.get(number, 0))
        actions[number] = replace(action, modes=modes, adds=action.adds & ~given.get(number, 0))
    return replace(task, actions=tuple(actions))


def find_judged_plans(
    task: Task, judge: Judge, *, k: int = 1, budget: int = DEFAULT_BUDGET, known: Found | None = None
) -> Found:
    """Find the *k* cheapest plans that a judge lets pass, none with an earlier one's providers inside.

    Days and objective of a plan that is late are those that the judge says.

    Parameters
    ----------
    budget : int
        Partial plans made in all searches; a few more where nothing passes by then.
    known : Found or None
        What the plain search finds of the task, where that is known.

    Notes
    -----
    A branch's plans are the cheapest of it, so they bound all that it holds; and every
    plan that passes is in some branch, for of each objection it takes a way out, or
    is no earlier than it says. So the first plan taken up that passes is the best. Of one
    branch, plans come without the providers of those before them, which have passed by then, or
    hold the providers of others that have. Exponential in the objections met, which are few.
    """
    tree = _Tree(task, k, budget)
    tree.search(Without(), 0, 0, known)
    plans, teams = list[Plan](), list[frozenset[int]]()
    bound, proven = 0, True
    while tree.heap and len(plans) < k:
        least = tree.least
        branch = heapq.heappop(tree.heap)
        if not branch.plans:
            tree.look_for_more(branch)
            continue
        plan = tree.plain(branch.plans[0])
        team = frozenset(task.actions[action].provider for action in plan.actions) - {NOBODY}
        if any(other <= team for other in teams):
            tree.go_on(branch)
            continue
        objection = judge(plan)
        if objection is not None:
            tree.part(branch, objection)
            continue
        if not plans:
            bound, proven = least, least == plan.objective
            tree.met = True
        plans.append(plan)
        teams.append(team)
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
        Objective of the first that is left.
    turn : int
        When it was found: of equal values the earliest is first.
    floor : int
        What its plans cost, at least.
    asked : int
        How many were looked for; 0 where these are all there are.
    plans : tuple of Plan
        Those left; none where more are to be looked for.
    """

    value: int
    turn: int
    floor: int = field(compare=False)
    out: Without = field(compare=False)
    ends: int = field(compare=False)
    asked: int = field(compare=False)
    plans: tuple[Plan, ...] = field(compare=False)


class _Tree:
    """The branches that were searched, cheapest first.

    Attributes
    ----------
    unknown : list of int
        What each branch costs at least in which no plan was found, though there may be one.
    met : bool
        Whether a plan has passed.
    """

    def __init__(self, task: Task, k: int, budget: int) -> None:
        self._task, self._k, self._budget = task, k, budget
        self._seen: set[tuple[Without, int]] = set()
        self._turn = self._last = 0
        self.heap: list[_Branch] = []
        self.unknown: list[int] = []
        self.spent = 0
        self.met = False

    @property
    def least(self) -> int:
        """What any plan of any branch costs, at least; there is one."""
        return min([self.heap[0].value, *self.unknown, *(branch.floor for branch in self.heap)])

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

    def look_for_more(self, branch: _Branch) -> None:
        """Find twice as many plans of a branch as before; those that were taken up come again."""
        if self._may():
            asked = 2 * branch.asked
            found = self._find(branch.out, branch.ends, asked).plans
            if found:
                asked = asked if len(found) == asked else 0
                self._push(replace(branch, value=found[0].objective, asked=asked, plans=found))

    def part(self, branch: _Branch, objection: Objection) -> None:
        """Search each way out of an objection, and what is no earlier than it says."""
        for out in objection.ways_out:
            self.search(branch.out | out, branch.ends, branch.floor)
        if objection.ends is not None:
            self.search(branch.out, objection.ends, branch.floor)

    def search(self, out: Without, ends: int, floor: int, known: Found | None = None) -> None:
        """Search a branch once; past the budgets only a floor is known."""
        if (out, ends) in self._seen:
            return
        self._seen.add((out, ends))
        if known is None:
            if not self._may():
                self.unknown.append(floor)
                return
            known = self._find(out, ends, self._k)
        if known.plans:
            value = known.plans[0].objective
            floor = max(floor, value if known.optimal else min(known.bound, value))
            asked = self._k if len(known.plans) == self._k else 0
            self._push(_Branch(value, 0, floor, out, ends, asked, known.plans))
        elif not known.optimal:
            self.unknown.append(max(floor, known.bound))

    def _may(self) -> bool:
        """Tell whether one more search is to be made."""
        if len(self._seen) <= _SEARCHES and self.spent < self._budget:
            return True
        self._last += 1
        return not self.met and self._last <= _LAST

    def _find(self, out: Without, ends: int, k: int) -> Found:
        found = find_plans(self._made(out, ends), k=k, budget=max(_FEW, self._budget - self.spent))
        self.spent += found.expanded
        return found

    def _made(self, out: Without, ends: int) -> Task:
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
        self._turn += 1
        heapq.heappush(self.heap, replace(branch, turn=self._turn))
