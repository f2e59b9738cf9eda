"""The actions of one mode, with the same effects, that may supply the next fact of a partial plan.

What they lead to is bounded together: they differ in cost and days, in whom they
engage and in how well they agree with others. The dearest part of a bound, what
all that is still wanted costs, is worked out once for all whose providers may
supply the same of it.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .bounds import Bounds
from .carrying import Carrying, Takers
from .partial import Partial
from .staffing import Staffing
from .task import NOBODY, bits
from .teams import Teams

__all__ = ["Choice", "Opening", "open_next"]

_FAR = 1 << 200
"""More than any bound."""

_NO_ACTOR = -1
"""In place of what a new provider may supply, where none is new."""


class Opening(NamedTuple):
    """The next fact of a partial plan, and what holds whoever supplies it.

    Parameters
    ----------
    takers : tuple of int
        Who waits for the fact.
    watched : int
        The providers among them.
    waiting : mapping of int to tuple of int
        Who waits for each other open fact.
    meanwhile : int
        Days the plan lasts at least without the fact.
    """

    state: Partial
    fact: int
    takers: Takers
    watched: int
    waiting: Mapping[int, Takers]
    meanwhile: int


def open_next(state: Partial, carrying: Carrying, meanwhile: int) -> Opening:
    """Take up the first open fact of a state."""
    fact = (state.open & -state.open).bit_length() - 1
    takers, watched = state.takers[fact], 0
    for taker in takers:
        watched |= carrying.bit[taker]
    waiting = {other: by for other, by in state.takers.items() if by and other != fact}
    return Opening(state, fact, takers, watched, waiting, meanwhile)


class Choice:
    """One way to supply the first open fact of a state, whoever does it.

    Attributes
    ----------
    wanted : int
        Facts that some new action must still supply then.
    cost : int
        Cost so far, with the hand-offs of what is given already and not needed here.
    ready : int
        Days the plan lasts at least, were the action done in no time.
    floor, carried : int
        What supply, and the hand-offs of the fact, cost at least, whoever does it.
    supplies : dict of int to int
        What supply costs beyond that with a new provider, by which facts wanted it may supply;
        under ``_NO_ACTOR`` without one.
    """

    def __init__(
        self, bounds: Bounds, staffing: Staffing | Teams, opening: Opening, way: tuple[int, int]
    ) -> None:
        self.staffing, self.carrying = staffing, staffing.carrying
        self.island = island = bounds.island
        self.mode, adds = way
        state, fact, self.takers, self.watched, self.waiting, self.meanwhile = opening
        self.engaged = state.engaged
        closed = state.closed | 1 << fact
        self.wanted = bounds.must((state.open | self.mode) & ~closed, closed | state.given | adds)
        self.cost = state.cost
        for other, takers in self.waiting.items():
            if not (self.wanted | self.mode) >> other & 1:
                self.cost += self.carrying.least(other, takers)
        self.held = bits(self.mode & ~self.wanted)
        self.ready = state.tails[fact] + island.ready[self.mode]
        self.floor = staffing.least(
            self.wanted, self.engaged, self.waiting, free=self.carrying.able_of[fact] & self.wanted
        )
        if island.team[fact] > 0 and not island.team[fact] & self.engaged:
            self.floor += island.actor_cost
        self.carried = self.carrying.least(fact, self.takers) if self.takers else 0
        self.handing: dict[int, int] = {}
        self.fetching: dict[tuple[int, int], int] = {}
        self.supplies: dict[int, int] = {}

    def fresh(
        self, actions: Iterable[int], least: int, below: int | None
    ) -> tuple[list[tuple[int, int]], int | None]:
        """Bound what new actions lead to; leave out what ends too late.

        Parameters
        ----------
        actions : iterable of int
            Cheapest first, of those the quickest first: where one is too dear, so are all after it,
            and where one is too late for what it costs, so are all of its cost after it.
        least, below : int, int or None
            Which bounds to give.

        Returns
        -------
        list of (int, int), int or None
            Bounds with their actions; the least bound on those not under ``below``, if any.
        """
        island, able, supplies = self.island, self.carrying.able, self.supplies
        ready, meanwhile, wanted, engaged = self.ready, self.meanwhile, self.wanted, self.engaged
        day, most = island.day_cost, island.limits.days
        base = self.cost + self.floor + self.carried + day * max(meanwhile, ready)
        found, near, dull = list[tuple[int, int]](), _FAR, -1
        end = _FAR if below is None else below
        for action in actions:
            cost = island.cost[action]
            if cost == dull:
                continue
            bound = base + cost
            if bound >= end:
                near = min(near, bound)
                break
            days = island.days[action]
            late = ready + days - meanwhile
            if late > 0:
                if most is not None and ready + days > most:
                    continue
                bound += day * (late if late < days else days)
                if bound >= end:
                    near = min(near, bound)
                    dull = cost
                    continue
            bit = island.bit[action]
            gift = able[action] & wanted if bit and not bit & engaged else _NO_ACTOR
            bound += supplies[gift] if gift in supplies else self._supply(gift)
            if bound < end and self.takers:
                bound += self._handed(action)
            if bound < end and self.mode:
                bound += self._fetched(action)
            if bound >= end:
                if bound < near:
                    near = bound
            elif bound >= least:
                found.append((bound, action))
        return found, None if near == _FAR else near

    def again(self, action: int) -> int | None:
        """Bound what using an action of the plan once more leads to; ``None`` when it ends too late."""
        island = self.island
        days = max(self.meanwhile, self.ready + island.days[action])
        if island.limits.days is not None and days > island.limits.days:
            return None
        bound = self.cost + island.day_cost * days + self._wanted(0)
        bound += sum(
            [self.carrying.least(need, self.waiting[need]) for need in self.held if need in self.waiting]
        )
        return bound + sum([island.handoff(action, taker) for taker in self.takers])

    def _supply(self, gift: int) -> int:
        """Bound all that is still wanted beyond the floor, with a new provider who may supply some of it.

        Where parts are only estimated, the floor may know more than what it is a floor of.
        """
        actor = 0 if gift == _NO_ACTOR else self.island.actor_cost
        known = self.supplies[gift] = max(0, actor + self._wanted(max(gift, 0)) - self.floor)
        return known

    def _wanted(self, free: int) -> int:
        return self.staffing.least(self.wanted, self.engaged, self.waiting, free=free)

    def _fetched(self, action: int) -> int:
        """Bound the hand-offs of what the mode needs to one more handler, beyond those to who waits."""
        carrying, handler = self.carrying, self.island.handler[action]
        key = carrying.circle_of[action], carrying.able[action] & self.mode
        known = self.fetching.get(key)
        if known is None or key[1] & ~self.wanted:
            known = sum([carrying.nearest(need, key[0]) for need in bits(self.mode & self.wanted & ~key[1])])
            for need in self.held:
                takers = self.waiting.get(need, ())
                known += carrying.least(need, takers if handler == NOBODY else (*takers, handler))
            self.fetching[key] = known
        return known

    def _handed(self, action: int) -> int:
        """Give the hand-offs of the fact beyond the least; alike for a circle, but for who waits for it."""
        circle = self.carrying.circle_of[action]
        known = None if self.island.bit[action] & self.watched else self.handing.get(circle)
        if known is None:
            known = sum([self.island.handoff(action, taker) for taker in self.takers]) - self.carried
            if not self.island.bit[action] & self.watched:
                self.handing[circle] = known
        return known
