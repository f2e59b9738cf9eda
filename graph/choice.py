"""The actions of one mode, with the same effects, that may supply the next fact of a partial plan.

What they lead to is bounded together: they differ in cost and days, in whom they
engage and in how well they agree with others. The dearest part of a bound, what
it costs to carry things to an action, is worked out only where the rest is low
enough to matter.
"""

from collections.abc import Iterable, Mapping

from .bounds import Bounds
from .carrying import Takers
from .partial import Partial
from .staffing import Staffing
from .task import NOBODY

__all__ = ["Choice"]


class Choice:
    """One way to supply the first open fact of a state, whoever does it.

    Attributes
    ----------
    wanted : int
        Facts that some new action must still supply then.
    cost : int
        Cost so far, with the hand-offs of other facts.
    ready : int
        Days the plan lasts at least, were the action done in no time.
    free : int
        Facts that providers engaged already, or nobody, may supply.
    floor : int
        What supply costs at least, whoever does it.
    supplies : dict of int to int
        What supply costs with a new provider, by which facts wanted it may supply; under -1
        without one.
    """

    def __init__(
        self,
        bounds: Bounds,
        staffing: Staffing,
        state: Partial,
        mode: int,
        adds: int,
        carried: Mapping[int, int],
    ) -> None:
        self.bounds, self.staffing = bounds, staffing
        self.island = island = bounds.island
        low = state.open & -state.open
        fact = low.bit_length() - 1
        closed = state.closed | low
        self.wanted = bounds.must((state.open | mode) & ~closed, closed | state.given | adds)
        self.takers, self.engaged, self.mode = state.takers[fact], state.engaged, mode
        self.free = staffing.free(state.engaged)
        self.supplies: dict[int, int] = {}
        self.cost = state.cost + sum([extra for other, extra in carried.items() if not mode >> other & 1])
        wait = 0
        self.needs: list[tuple[int, Takers]] = []
        while mode:
            low = mode & -mode
            mode ^= low
            need = low.bit_length() - 1
            wait = max(wait, island.soonest[need])
            self.needs.append((need, state.takers.get(need, ())))
        self.ready = state.tails[fact] + wait
        self.floor = staffing.least(self.wanted, self.free | staffing.carrying.able_of[fact])
        if island.team[fact] > 0 and not island.team[fact] & state.engaged:
            self.floor += island.actor_cost
        self.watched = 0
        for taker in self.takers:
            self.watched |= staffing.carrying.bit[taker]
        self.handing: dict[int, int] = {}
        self.fetching: dict[int, int] = {}

    def fresh(
        self, actions: Iterable[int], meanwhile: int, least: int, below: int | None
    ) -> tuple[list[tuple[int, int]], list[int]]:
        """Bound what new actions lead to; leave out what ends too late.

        Parameters
        ----------
        actions : iterable of int
            Cheapest first, of those the quickest first: where one is too dear, so are all after it,
            and where one is too late for what it costs, so are all of its cost after it.
        meanwhile : int
            Days the plan lasts at least without the fact.
        least, below : int, int or None
            Which bounds to give.

        Returns
        -------
        list of (int, int), list of int
            Bounds with their actions; bounds on those not under ``below``.
        """
        island, ready = self.island, self.ready
        day, most = island.day_cost, island.limits.days
        base = self.cost + self.floor + day * max(meanwhile, ready)
        found, rest, dull = [], list[int](), -1
        for action in actions:
            cost = island.cost[action]
            if cost == dull:
                continue
            bound = base + cost
            if below is not None and bound >= below:
                rest.append(bound)
                break
            days = island.days[action]
            late = ready + days - meanwhile
            if late > 0:
                if most is not None and ready + days > most:
                    continue
                bound += day * (late if late < days else days)
                if below is not None and bound >= below:
                    rest.append(bound)
                    dull = cost
                    continue
            bound += self._supply(action) - self.floor
            if self.takers:
                bound += self._handed(action)
            if self.needs and (below is None or bound < below):
                bound += self._fetched(action)
            if bound < least:
                continue
            if below is None or bound < below:
                found.append((bound, action))
            else:
                rest.append(bound)
        return found, rest

    def again(self, action: int, meanwhile: int) -> int | None:
        """Bound what using an action of the plan once more leads to; ``None`` when it ends too late."""
        island = self.island
        days = max(meanwhile, self.ready + island.days[action])
        if island.limits.days is not None and days > island.limits.days:
            return None
        bound = self.cost + island.day_cost * days + self._supply(action)
        bound += sum([island.handoff(action, taker) for taker in self.takers])
        return bound + self._carried(NOBODY)

    def _supply(self, action: int) -> int:
        """Bound what suppliers and actors cost from now on, with whom this action engages."""
        bit = self.island.bit[action]
        if bit == 0 or bit & self.engaged:
            able, actor = -1, 0
        else:
            able, actor = self.staffing.carrying.able[action] & self.wanted, self.island.actor_cost
        supply = self.supplies.get(able)
        if supply is None:
            supply = self.supplies[able] = actor + self.staffing.least(self.wanted, self.free | max(able, 0))
        return supply

    def _handed(self, action: int) -> int:
        """Give the hand-offs of the fact; alike for all of a circle but those who wait for it."""
        circle = self.staffing.carrying.circle_of[action]
        known = None if self.island.bit[action] & self.watched else self.handing.get(circle)
        if known is None:
            known = sum([self.island.handoff(action, taker) for taker in self.takers])
            if not self.island.bit[action] & self.watched:
                self.handing[circle] = known
        return known

    def _fetched(self, action: int) -> int:
        """Bound the hand-offs of what the mode needs; alike for a circle, but for who supplies it too."""
        carrying, handler = self.staffing.carrying, self.island.handler[action]
        if carrying.able[action] & self.mode:
            return self._carried(handler)
        circle = carrying.circle_of[action]
        known = self.fetching.get(circle)
        if known is None:
            known = self.fetching[circle] = self._carried(handler)
        return known

    def _carried(self, handler: int) -> int:
        """Bound the hand-offs of what the mode needs to those who wait for it, and one more."""
        bound = 0
        for need, waiting in self.needs:
            takers = waiting if handler == NOBODY else (*waiting, handler)
            if takers:
                bound += self.staffing.carrying.least(need, takers)
        return bound
