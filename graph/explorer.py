"""Best-first search through a space of partial plans, and a beam for a plan without proof."""

import heapq
from dataclasses import dataclass
from typing import Generic, TypeVar

from .bounds import Bounds
from .cuts import Cuts
from .either import widened
from .entangled import Entangled, Tangle
from .incumbent import WIDTH, beam, dive
from .island import SCALE, Island
from .ordered import Ordered
from .partial import Move, Partial
from .space import Listing, Repeat, Space, onward
from .task import NOBODY, Plan, union

__all__ = ["Explorer", "Outcome", "Search", "explorer", "involves"]

S = TypeVar("S")
M = TypeVar("M")


_EQUALS = 200
"""Partial plans made beyond a budget to find all that cost as little as a first plan that is met."""

_Entry = tuple[int, int, int, S, M | None, Listing[M] | None]
"""Bound, depth, number, state, the move still to be made, and the moves not given yet."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a search came to.

    Parameters
    ----------
    settled : bool
        Whether ``plans`` are all asked for, or all there are below the objective given.
    optimal : bool
        Whether the first plan is proven best, or that there is none.
    bound : int
        No plan of the space is under this objective.
    """

    plans: tuple[Plan, ...]
    settled: bool
    optimal: bool
    bound: int
    expanded: int


class Explorer(Generic[S, M]):
    """One search of one space, which can be gone on with."""

    def __init__(self, island: Island, space: Space[S, M]) -> None:
        self.island = island
        self.space = space
        self.plans: list[Plan] = []
        self.teams: list[int] = []
        self.expanded = 0
        start = space.start()
        self.heap: list[_Entry[S, M]] = [] if start is None else [(start[0], 0, 0, start[1], None, None)]
        self.counter = 0
        self.parked: list[_Entry[S, M]] = []
        self.tied: list[_Entry[S, M]] = []
        self.equals: list[tuple[Plan, int]] = []

    def know(self, plan: Plan) -> None:
        """Take the best plan of the island's task for the first one; no other costs less.

        What is left is bounded by it, so that of all that may cost as much the search takes up
        first what is nearest to its end.
        """
        least = SCALE * plan.objective
        self.heap = [(max(entry[0], least), *entry[1:]) for entry in self.heap]
        heapq.heapify(self.heap)
        island = self.island
        seat = dict(zip(island.provider, island.bit, strict=True))
        team = {island.task.actions[action].provider for action in plan.actions} - {NOBODY}
        if team <= seat.keys():
            self._keep(plan, union(seat[provider] for provider in team))
        else:
            self.plans.append(plan)

    def best_first(self, k: int, budget: int, *, below: int | None = None) -> Outcome:
        """Take up partial plans by bound until k plans are complete.

        The first is taken once nothing that is left may cost as little: of equals that whose turn is
        first. Of the others any will do.

        Parameters
        ----------
        budget : int
            Partial plans to make at most now, before a first plan is met.
        below : int or None
            Only plans under this objective are of interest.
        """
        heap, limit, most = self.heap, _scaled_limit(below), self.expanded + budget
        while len(self.plans) < k:
            if self.equals and (self.plans or not self._may_equal()):
                self._keep_first_of_equals()
                continue
            if not heap:
                break
            first = heapq.heappop(heap)
            if limit is not None and first[0] >= limit:
                heap.clear()
                continue
            if first[4] is None:
                self._take_up(first, limit)
                continue
            if self.expanded >= most + (_EQUALS if self.equals else 0):
                heapq.heappush(heap, first)
                return self._over(k)
            made = self._made(first, first[4], limit)
            if made is not None:
                self._take_up(made, limit)
        plans = tuple(self.plans)
        return Outcome(plans, True, True, plans[0].objective if plans else 0, self.expanded)

    def _made(self, entry: _Entry[S, M], move: M, limit: int | None) -> _Entry[S, M] | None:
        """Make a move: give what it leads to, or put it where its bound belongs when that is higher now."""
        value, depth, number, state, _, _ = entry
        self.expanded += 1
        made = self.space.make(state, move, value)
        if made is None or (limit is not None and made[0] >= limit):
            return None
        child: _Entry[S, M] = (made[0], depth, number, made[1], None, None)
        if made[0] > value:
            heapq.heappush(self.heap, child)
            return None
        return child

    def _take_up(self, entry: _Entry[S, M], limit: int | None) -> None:
        """Note a plan that is complete; put the moves on from any other where their bounds belong.

        What can end no better than others waits aside: it may be the next plan where these
        involve all of the new one, and where it ties with them its turn may be before theirs.
        """
        space, heap = self.space, self.heap
        value, depth, number, state, _, listed = entry
        if self._ends(state):
            return
        if listed is None:
            repeat = space.repeats(state, self.teams, by_turn=bool(self.equals))
            if repeat is not Repeat.NEW:
                aside = self.parked if repeat is Repeat.WORSE else self.tied
                aside.append((value, depth, number, state, None, None))
                return
            listed = space.moves(state)
        moves, rest = onward(listed, value, limit, space.stride)
        for bound, following in moves:
            self.counter += 1
            heapq.heappush(heap, (bound, depth - 1, self.counter, state, following, None))
        if rest is not None:
            self.counter += 1
            heapq.heappush(heap, (rest, depth, self.counter, state, None, listed))

    def _ends(self, state: S) -> bool:
        """Tell whether a state need not be gone on with: it involves all of an earlier plan, or is one."""
        engaged = self.space.engaged(state)
        if any(involves(engaged, team) for team in self.teams):
            return True
        if not self.space.complete(state):
            return False
        if not self.equals:
            self._look_again(self.tied)
        self.equals.append((self.island.in_task(*self.space.choices(state)), engaged))
        return True

    def _may_equal(self) -> bool:
        """Tell whether what is left may cost as little as the plans just met."""
        return bool(self.heap) and self.heap[0][0] <= SCALE * self.equals[0][0].objective

    def _keep_first_of_equals(self) -> None:
        """Keep of the plans just met, which cost the same, the one whose turn is first."""
        turn = self.island.task.turn
        self._keep(*min(self.equals, key=lambda equal: turn(equal[0].modes)))

    def _keep(self, plan: Plan, team: int) -> None:
        """Keep a plan, and look again at what waits aside."""
        self.teams.append(team)
        self.plans.append(plan)
        self.equals = [equal for equal in self.equals if not involves(equal[1], team)]
        self._look_again(self.parked)
        self._look_again(self.tied)

    def _look_again(self, aside: list[_Entry[S, M]]) -> None:
        """Put back what waits aside."""
        for entry in aside:
            heapq.heappush(self.heap, entry)
        aside.clear()

    @property
    def proven(self) -> int:
        """What no plan that is not complete yet costs less than; 0 where none is left."""
        return self.heap[0][0] if self.heap else 0

    @property
    def bound(self) -> int:
        """No plan that is not complete yet is under this objective."""
        return -(-self.proven // SCALE)

    def part(self) -> None:
        """Bound partial plans more sharply from now on, those that wait too."""
        self.space.part()
        again = self.space.again
        self.heap = [
            (again(state, value), depth, number, state, move, listed)
            if move is None and listed is None
            else (value, depth, number, state, move, listed)
            for value, depth, number, state, move, listed in self.heap
        ]
        heapq.heapify(self.heap)

    def incumbent(self) -> Plan | None:
        """Give a plan without proof, if the beam or a dive from the empty plan meets one."""
        space = self.space.afresh()
        start = space.start()
        if start is None:
            return None
        broad = beam(space, [start])
        deep = dive(space, start, below=None if broad is None else broad[0])
        return self._plan(space, deep or broad)

    def glance(self, width: int) -> Plan | None:
        """Give a plan without proof, if a beam from the empty plan that keeps so few meets one."""
        space = self.space.afresh()
        start = space.start()
        return None if start is None else self._plan(space, beam(space, [start], width=width))

    def promising(self, *, below: int | None = None, width: int = WIDTH) -> Plan | None:
        """Complete so many of the most promising partial plans of a search cut off, without proof."""
        starts = []
        for value, _, _, state, move, _ in heapq.nsmallest(width, self.heap, key=lambda entry: entry[:3]):
            made = (value, state) if move is None else self.space.make(state, move, value)
            if made is not None:
                starts.append(made)
        return self._plan(self.space, beam(self.space, starts, width=width, below=_scaled_limit(below)))

    def _plan(self, space: Space[S, M], found: tuple[int, S] | None) -> Plan | None:
        return None if found is None else self.island.in_task(*space.choices(found[1]))

    def _over(self, k: int) -> Outcome:
        """Give the plans proven; with none, how far the search has come."""
        while self.equals and len(self.plans) < k:
            self._keep_first_of_equals()
        plans = tuple(self.plans)
        bound = plans[0].objective if plans else self.bound
        return Outcome(plans, len(plans) == k, bool(plans), bound, self.expanded)


Search = Explorer[Partial, Move] | Explorer[Tangle, Tangle]
"""A search of either space."""


def involves(engaged: int, team: int) -> bool:
    """Tell whether the providers of a plan are all among those engaged.

    An alternative must do without someone of each earlier plan: to ask only
    for different providers would offer the same plan with one actor more.
    """
    return engaged & team == team


def explorer(island: Island, *, parted: bool = True, cuts: Cuts | None = None) -> Search:
    """Make a search of the space that fits an island; for a short one facts need not be parted."""
    if not island.ordered:
        return Explorer(island, Entangled(island, Bounds(island)))
    bounds = Bounds(island if cuts is None and not parted else widened(island))
    return Explorer(island, Ordered(island, bounds, parted=parted, cuts=cuts))


def _scaled_limit(below: int | None) -> int | None:
    """Objectives are whole numbers: a bound over ``below - 1`` means at least ``below``."""
    return None if below is None else (below - 1) * SCALE + 1
