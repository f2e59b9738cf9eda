"""Best-first search through a space of partial plans, and a beam for a plan without proof."""

import heapq
from dataclasses import dataclass
from typing import Generic, TypeVar

from .bounds import Bounds
from .entangled import Entangled, Tangle
from .incumbent import WIDTH, beam
from .island import SCALE, Island
from .lmcut import Cuts
from .ordered import Ordered, Partial
from .space import Scored, Space
from .task import Plan

__all__ = ["Explorer", "Outcome", "explorer"]

S = TypeVar("S")


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


class Explorer(Generic[S]):
    """One search of one space; use each but once."""

    def __init__(self, island: Island, space: Space[S]) -> None:
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
        heap: list[tuple[int, int, int, S]] = []
        if start is not None and (limit is None or start[0] < limit):
            heap.append((start[0], 0, 0, start[1]))
        counter = expanded = 0
        plans: list[Plan] = []
        teams: list[int] = []
        while heap and len(plans) < k:
            value, _, _, state = heapq.heappop(heap)
            engaged = space.engaged(state)
            if any(engaged & team == team for team in teams):
                continue
            if space.complete(state):
                teams.append(engaged)
                plans.append(self.island.in_task(*space.choices(state)))
                continue
            if space.repeats(state):
                continue
            if expanded >= budget:
                heap.append((value, -space.depth(state), counter, state))
                if plans:
                    return Outcome(tuple(plans), False, True, plans[0].objective, expanded)
                starts = heapq.nsmallest(width, heap, key=lambda entry: entry[:3])
                found = beam(space, [(entry[0], entry[3]) for entry in starts], below=limit)
                return self._unproven(found, -(-value // SCALE), expanded)
            expanded += 1
            for better, child in space.grow(state, limit):
                counter += 1
                heapq.heappush(heap, (better, -space.depth(child), counter, child))
        return Outcome(tuple(plans), True, True, plans[0].objective if plans else 0, expanded)

    def incumbent(self, *, below: int | None = None) -> Plan | None:
        """Give a plan without proof, if the beam meets one."""
        start = self.space.start()
        if start is None:
            return None
        if self.space.complete(start[1]):
            return self.island.in_task(*self.space.choices(start[1]))
        found = beam(self.space, [start], below=_scaled_limit(below))
        return None if found is None else self.island.in_task(*self.space.choices(found[1]))

    def _unproven(self, found: Scored[S] | None, bound: int, expanded: int) -> Outcome:
        if found is None:
            return Outcome((), False, False, bound, expanded)
        plan = self.island.in_task(*self.space.choices(found[1]))
        return Outcome((plan,), False, plan.objective <= bound, min(bound, plan.objective), expanded)


def explorer(island: Island, cuts: Cuts | None = None) -> Explorer[Partial] | Explorer[Tangle]:
    """Make a search of the space that fits an island."""
    bounds = Bounds(island, cuts)
    if island.ordered:
        return Explorer(island, Ordered(island, bounds))
    return Explorer(island, Entangled(island, bounds))


def _scaled_limit(below: int | None) -> int | None:
    """Objectives are whole numbers: a bound over ``below - 1`` means at least ``below``."""
    return None if below is None else (below - 1) * SCALE + 1
