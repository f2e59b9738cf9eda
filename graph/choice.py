"""The actions of one mode, with the same effects, that may supply the next fact of a partial plan.

What they lead to is bounded together: they differ in cost and days, in whom they
engage and in how well they agree with others. The dearest part of a bound, what
it costs to carry things to an action, is worked out only where the rest is low
enough to matter.
"""

from collections.abc import Iterable

from .bounds import Bounds
from .carrying import Carrying, Takers
from .partial import Partial
from .task import NOBODY

__all__ = ["Choice"]


class Choice:
    """One way to supply the first open fact of a state, whoever does it.

    Attributes
    ----------
    wanted : int
        Facts that some new action must still supply then.
    least : int
        Bound on all but the days, the action's cost, its hand-offs and actors.
    ready : int
        Days the plan lasts at least, were the action done in no time.
    watched : int
        Providers that are engaged or wait for the fact: it matters who they are.
    engaging : dict of int to int
        What actors cost with a provider not watched, by which facts wanted it may supply.
    handing : dict of int to int
        The hand-offs of the fact from such a provider, by its circle.
    """

    def __init__(self, bounds: Bounds, carrying: Carrying, state: Partial, mode: int, adds: int) -> None:
        self.bounds, self.carrying = bounds, carrying
        self.island = island = bounds.island
        low = state.open & -state.open
        fact = low.bit_length() - 1
        closed = state.closed | low
        self.wanted = bounds.must((state.open | mode) & ~closed, closed | state.given | adds)
        self.takers, self.engaged = state.takers[fact], state.engaged
        share, self.teams = bounds.sharing(self.wanted)
        self.least = state.cost + share
        self.watched = state.engaged
        for taker in self.takers:
            self.watched |= carrying.bit[taker]
        for other, waiting in state.takers.items():
            if waiting and other != fact and not mode >> other & 1:
                self.least += carrying.least(self.wanted, other, waiting)
        wait = 0
        self.needs: list[tuple[int, Takers]] = []
        while mode:
            low = mode & -mode
            mode ^= low
            need = low.bit_length() - 1
            wait = max(wait, island.soonest[need])
            self.needs.append((need, state.takers.get(need, ())))
        self.ready = state.tails[fact] + wait
        self.engaging: dict[int, int] = {}
        self.handing: dict[int, int] = {}

    def fresh(
        self, actions: Iterable[int], meanwhile: int, least: int, below: int | None
    ) -> tuple[list[tuple[int, int]], list[int]]:
        """Bound what new actions lead to, cheapest first; leave out what ends too late.

        Parameters
        ----------
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
        base = self.least + day * max(meanwhile, ready)
        found, rest = [], list[int]()
        for action in actions:
            bound = base + island.cost[action]
            if below is not None and bound >= below:
                rest.append(bound)
                break
            days = island.days[action]
            late = ready + days - meanwhile
            if late > 0:
                if most is not None and ready + days > most:
                    continue
                bound += day * (late if late < days else days)
            bound += self._actors(action) + self._handoffs(action)
            if below is None or bound < below:
                bound += self._carried(action)
            if bound < least:
                continue
            if below is None or bound < below:
                found.append((bound, action))
            else:
                rest.append(bound)
        return found, rest

    def again(self, action: int, meanwhile: int) -> int | None:
        """Bound what using an action of the plan once more leads to; ``None`` when it ends too late."""
        island, carrying = self.island, self.carrying
        days = max(meanwhile, self.ready + island.days[action])
        if island.limits.days is not None and days > island.limits.days:
            return None
        bound = self.least + island.day_cost * days + self.bounds.actors(self.teams, self.engaged)
        bound += sum(island.handoff(action, taker) for taker in self.takers)
        return bound + sum(carrying.least(self.wanted, need, takers) for need, takers in self.needs if takers)

    def _actors(self, action: int) -> int:
        """Bound what actors cost from now on."""
        bit = self.island.bit[action]
        if bit == 0 or bit & self.engaged:
            return self.bounds.actors(self.teams, self.engaged)
        able = self.carrying.able[action] & self.wanted
        known = self.engaging.get(able)
        if known is None:
            known = self.island.actor_cost + self.bounds.actors(self.teams, self.engaged | bit)
            self.engaging[able] = known
        return known

    def _handoffs(self, action: int) -> int:
        """Give the hand-offs of the fact."""
        if not self.takers:
            return 0
        if self.island.bit[action] & self.watched:
            return sum([self.island.handoff(action, taker) for taker in self.takers])
        circle = self.carrying.circle_of[action]
        known = self.handing.get(circle)
        if known is None:
            known = sum([self.island.handoff(action, taker) for taker in self.takers])
            self.handing[circle] = known
        return known

    def _carried(self, action: int) -> int:
        """Bound the hand-offs of what the mode needs."""
        handler, bound = self.island.handler[action], 0
        for need, waiting in self.needs:
            takers = waiting if handler == NOBODY else (*waiting, handler)
            if takers:
                bound += self.carrying.least(self.wanted, need, takers)
        return bound
