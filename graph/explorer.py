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
from .space import Listing, Space, nearer
from .task import Plan

__all__ = ["Explorer", "Outcome", "Search", "explorer", "involves"]

S = TypeVar("S")
M = TypeVar("M")


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

    def best_first(self, k: int, budget: int, *, below: int | None = None) -> Outcome:
        """Take up partial plans by bound until k plans are complete.

        Parameters
        ----------
        budget : int
            Partial plans to make at most now.
        below : int or None
            Only plans under this objective are of interest.
        """
        space, heap, limit, most = self.space, self.heap, _scaled_limit(below), self.expanded + budget
        while heap and len(self.plans) < k:
            value, depth, number, state, move, listed = heapq.heappop(heap)
            if limit is not None and value >= limit:
                heap.clear()
                break
            if move is not None:
                if self.expanded >= most:
                    heapq.heappush(heap, (value, depth, number, state, move, listed))
                    return self._over()
                self.expanded += 1
                made = space.make(state, move, value)
                if made is None or (limit is not None and made[0] >= limit):
                    continue
                if made[0] > value:
                    heapq.heappush(heap, (made[0], depth, number, made[1], None, None))
                    continue
                state = made[1]
            if self._ends(state):
                continue
            if listed is None:
                if space.repeats(state, self.teams):
                    self.parked.append((value, depth, number, state, None, None))
                    continue
                listed = space.moves(state)
            self._wait(value, depth, state, listed, limit)
        plans = tuple(self.plans)
        return Outcome(plans, True, True, plans[0].objective if plans else 0, self.expanded)

    def _ends(self, state: S) -> bool:
        """Tell whether a state need not be gone on with: it involves all of an earlier plan, or is one.

        What can end no better than others may be the next plan where these involve all of the new one.
        """
        engaged = self.space.engaged(state)
        if any(involves(engaged, team) for team in self.teams):
            return True
        if not self.space.complete(state):
            return False
        self.teams.append(engaged)
        self.plans.append(self.island.in_task(*self.space.choices(state)))
        for entry in self.parked:
            heapq.heappush(self.heap, entry)
        self.parked.clear()
        return True

    def _wait(self, value: int, depth: int, state: S, listed: Listing[M], limit: int | None) -> None:
        """Put the next moves of a state where they wait for their turn."""
        moves, rest = listed.under(nearer(limit, value, self.space.stride))
        for bound, following in moves:
            self.counter += 1
            heapq.heappush(self.heap, (max(value, bound), depth - 1, self.counter, state, following, None))
        if rest is not None and (limit is None or rest < limit):
            self.counter += 1
            heapq.heappush(self.heap, (max(value, rest), depth, self.counter, state, None, listed))

    @property
    def proven(self) -> int:
        """What no plan that is not complete yet costs less than; 0 where none is left."""
        return self.heap[0][0] if self.heap else 0

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
        found = deep or broad
        return None if found is None else self.island.in_task(*space.choices(found[1]))

    def promising(self, *, below: int | None = None) -> Plan | None:
        """Complete the most promising partial plans of a search that was cut off, without proof."""
        starts = []
        for value, _, _, state, move, _ in heapq.nsmallest(WIDTH, self.heap, key=lambda entry: entry[:3]):
            made = (value, state) if move is None else self.space.make(state, move, value)
            if made is not None:
                starts.append(made)
        found = beam(self.space, starts, below=_scaled_limit(below))
        return None if found is None else self.island.in_task(*self.space.choices(found[1]))

    def _over(self) -> Outcome:
        """Give the plans proven; with none, how far the search has come."""
        plans = tuple(self.plans)
        bound = plans[0].objective if plans else -(-self.heap[0][0] // SCALE)
        return Outcome(plans, False, bool(plans), bound, self.expanded)


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
