"""Best-first search through a space of partial plans, and a beam for a plan without proof."""

import heapq
from dataclasses import dataclass
from typing import Generic, TypeVar

from .bounds import Bounds
from .entangled import Entangled, Tangle
from .incumbent import WIDTH, beam, dive
from .island import SCALE, Island
from .ledger import Ledger
from .ordered import Ordered
from .partial import Move, Partial
from .space import Space, nearer
from .task import Plan

__all__ = ["Explorer", "Outcome", "explorer", "involves"]

S = TypeVar("S")
M = TypeVar("M")


_Entry = tuple[int, int, int, S, M | None, int]
"""Bound, depth, number, state, the move still to be made, and up to where its own moves are listed."""


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
    """One search of one space; use each but once."""

    def __init__(self, island: Island, space: Space[S, M]) -> None:
        self.island = island
        self.space = space

    def best_first(self, k: int, budget: int, *, below: int | None = None, width: int = WIDTH) -> Outcome:
        """Take up partial plans by bound until k plans are complete.

        Parameters
        ----------
        below : int or None
            Only plans under this objective are of interest.
        width : int
            At the end of the budget, how many partial plans to complete; 0 for none.
        """
        space, limit = self.space, _scaled_limit(below)
        start = space.start()
        heap: list[_Entry[S, M]] = []
        if start is not None and (limit is None or start[0] < limit):
            heap.append((start[0], 0, 0, start[1], None, 0))
        counter = expanded = 0
        plans: list[Plan] = []
        teams: list[int] = []
        while heap and len(plans) < k:
            value, depth, number, state, move, listed = heapq.heappop(heap)
            if move is not None:
                if expanded >= budget:
                    heap.append((value, depth, number, state, move, listed))
                    return self._over(plans, heap, width, limit, expanded)
                expanded += 1
                made = space.make(state, move, value)
                if made is None or (limit is not None and made[0] >= limit):
                    continue
                if made[0] > value:
                    heapq.heappush(heap, (made[0], depth, number, made[1], None, 0))
                    continue
                state = made[1]
            engaged = space.engaged(state)
            if any(involves(engaged, team) for team in teams):
                continue
            if space.complete(state):
                teams.append(engaged)
                plans.append(self.island.in_task(*space.choices(state)))
                continue
            if not listed and space.repeats(state):
                continue
            moves, rest = space.moves(state, listed, nearer(limit, value, space.stride))
            for bound, following in moves:
                counter += 1
                heapq.heappush(heap, (max(value, bound), depth - 1, counter, state, following, 0))
            if rest is not None and (limit is None or rest < limit):
                counter += 1
                heapq.heappush(heap, (rest, depth, counter, state, None, rest))
        return Outcome(tuple(plans), True, True, plans[0].objective if plans else 0, expanded)

    def incumbent(self) -> Plan | None:
        """Give a plan without proof, if the beam or a dive meets one."""
        start = self.space.start()
        if start is None:
            return None
        broad = beam(self.space, [start])
        deep = dive(self.space, start, below=None if broad is None else broad[0])
        found = deep or broad
        return None if found is None else self.island.in_task(*self.space.choices(found[1]))

    def dive(self, *, below: int) -> Plan | None:
        """Give a plan under an objective, without proof, if a dive meets one."""
        start = self.space.start()
        found = None if start is None else dive(self.space, start, below=_scaled_limit(below))
        return None if found is None else self.island.in_task(*self.space.choices(found[1]))

    def _over(
        self,
        plans: list[Plan],
        heap: list[_Entry[S, M]],
        width: int,
        limit: int | None,
        expanded: int,
    ) -> Outcome:
        """Give the plans proven; with none, complete the most promising partial plans."""
        if plans:
            return Outcome(tuple(plans), False, True, plans[0].objective, expanded)
        bound = -(-min(entry[0] for entry in heap) // SCALE)
        starts = []
        for value, _, _, state, move, _ in heapq.nsmallest(width, heap, key=lambda entry: entry[:3]):
            made = (value, state) if move is None else self.space.make(state, move, value)
            if made is not None:
                starts.append(made)
        found = beam(self.space, starts, below=limit)
        if found is None:
            return Outcome((), False, False, bound, expanded)
        plan = self.island.in_task(*self.space.choices(found[1]))
        return Outcome((plan,), False, plan.objective <= bound, min(bound, plan.objective), expanded)


def involves(engaged: int, team: int) -> bool:
    """Tell whether the providers of a plan are all among those engaged.

    An alternative must do without someone of each earlier plan: to ask only
    for different providers would offer the same plan with one actor more.
    """
    return engaged & team == team


def explorer(
    island: Island, ledger: Ledger | None = None, *, parted: bool = True
) -> Explorer[Partial, Move] | Explorer[Tangle, Tangle]:
    """Make a search of the space that fits an island; for a short one facts need not be parted."""
    bounds = Bounds(island, ledger)
    if island.ordered:
        return Explorer(island, Ordered(island, bounds, parted=parted))
    return Explorer(island, Entangled(island, bounds))


def _scaled_limit(below: int | None) -> int | None:
    """Objectives are whole numbers: a bound over ``below - 1`` means at least ``below``."""
    return None if below is None else (below - 1) * SCALE + 1
