"""The least that new suppliers of some facts cost together, providers and hand-offs among them included.

A provider that supplies several facts is engaged once, and carries nothing to
itself. So the facts fall into parts, one a provider, and the cheapest way to
part them is a bound that weighs another actor against a dearer action.
"""

from collections.abc import Mapping

from .carrying import Carrying
from .island import Island
from .task import bits

__all__ = ["Staffing"]

_MOST_ABLE = 10
"""Facts one provider may supply beyond which its parts are too many to list."""

_MOST_PARTED = 14
"""Facts in one puzzle beyond which they are not parted."""


class Staffing:
    """The parts that one provider can play on an island, and what it costs to have all played.

    Attributes
    ----------
    alone : list of int or None
        Cost of each fact's cheapest action of a provider.
    own : dict of int to list of int
        Each provider's actions, by its bit; under 0 those of nobody's.
    together : dict of int to int
        Least cost of the actions with which one provider supplies several facts.
    asked : list of int
        Facts that every supplier of a fact needs.
    apart : list of int
        Least hand-off of each fact from one provider to another; nothing where it may be nobody's.
    """

    def __init__(self, island: Island, carrying: Carrying) -> None:
        self.island = island
        self.carrying = carrying
        self.alone: list[int | None] = []
        self.asked: list[int] = []
        self.apart: list[int] = []
        for offers in island.offers:
            provided = [island.cost[action] for action, _ in offers if island.bit[action]]
            self.alone.append(min(provided, default=None))
            asked = -1
            for _, mode in offers:
                asked &= mode
            self.asked.append(max(asked, 0))
            if len(provided) < len(offers):
                self.apart.append(0)
            elif all(island.handler[action] in island.alone for action, _ in offers):
                self.apart.append(island.full_cost)
            else:
                self.apart.append(island.agreed_cost)
        self.own: dict[int, list[int]] = {}
        for action, bit in enumerate(island.bit):
            self.own.setdefault(bit, []).append(action)
        self.together, self.listed = self._together()
        self.teams: dict[int, int] = {}
        self.known: dict[tuple[int, int], int] = {}
        self.parted: dict[tuple[int, tuple[tuple[int, int], ...]], int] = {}
        self.parts_of: dict[int, list[list[tuple[int, int]]]] = {}

    def least(self, must: int, engaged: int) -> int | None:
        """Bound what supplying these facts costs; ``None`` when there are too many to tell.

        Parameters
        ----------
        must : int
            Facts of which each needs an action not yet in the plan.
        engaged : int
            Providers that are in it.

        Notes
        -----
        In a plan, take for each provider the facts of ``must`` that it supplies. Its
        actions cost no less than fair shares of its cheapest ones, it is paid for
        unless engaged, and what its actions need and another supplies is carried to
        it. Of facts that engaged providers or nobody may supply only the cheapest
        share is counted. The best over all ways to part the facts is exact for that.
        """
        if not self.listed or must.bit_count() > _MOST_PARTED:
            return None
        team = self.teams.get(must)
        if team is None:
            team = self.teams[must] = self._team(must)
        key = must, engaged & team
        value = self.known.get(key)
        if value is None:
            free = self._free(must, key[1])
            puzzle = must, tuple(sorted(free.items()))
            if puzzle not in self.parted:
                self.parted[puzzle] = self._part(must, free)
            value = self.known[key] = self.parted[puzzle]
        return value

    def _together(self) -> tuple[dict[int, int], bool]:
        """List the parts of several facts; tell whether all could be listed."""
        found: dict[int, int] = {}
        for bit, actions in self.own.items():
            if bit == 0:
                continue
            able = self.carrying.able[actions[0]]
            if able.bit_count() > _MOST_ABLE:
                return found, False
            part = able
            while part:
                if part & part - 1:
                    cost = self._cost(actions, part)
                    if cost < found.get(part, cost + 1):
                        found[part] = cost
                part = part - 1 & able
        return {part: cost for part, cost in sorted(found.items()) if self._worthwhile(part, cost)}, True

    def _cost(self, actions: list[int], part: int) -> int:
        """Bound what a provider's actions cost that supply a part: the cheapest fair share of each fact."""
        island, cost = self.island, 0
        for fact in bits(part):
            cost += min(
                island.cost[action] // (island.adds[action] & part).bit_count()
                for action in actions
                if island.adds[action] >> fact & 1
            )
        return cost

    def _worthwhile(self, part: int, cost: int) -> bool:
        """Tell whether one provider for all may cost less than one for each."""
        island, apart = self.island, 0
        for fact in bits(part):
            alone = self.alone[fact]
            if alone is None:
                return True
            apart += alone + sum(self.apart[need] for need in bits(self.asked[fact] & part))
        return cost < apart + island.actor_cost * (part.bit_count() - 1)

    def _team(self, must: int) -> int:
        """Give all providers that may supply one of these facts."""
        team = 0
        for action, able in enumerate(self.carrying.able):
            if able & must:
                team |= self.island.bit[action]
        return team

    def _free(self, must: int, engaged: int) -> dict[int, int]:
        """Give the cheapest share of each fact that engaged providers or nobody may supply."""
        island, found = self.island, dict[int, int]()
        actions = list(self.own.get(0, ()))
        while engaged:
            low = engaged & -engaged
            engaged ^= low
            actions += self.own[low]
        for action in actions:
            gives = island.adds[action] & must
            if gives:
                share = island.cost[action] // gives.bit_count()
                for fact in bits(gives):
                    if share < found.get(fact, share + 1):
                        found[fact] = share
        return found

    def _part(self, must: int, free: Mapping[int, int]) -> int:
        """Give the cheapest way to part the facts, the first one's part first."""
        parts = self.parts_of.get(must)
        if parts is None:
            parts = self.parts_of[must] = self._parts(must)
        best = {0: 0}

        def least(left: int) -> int:
            known = best.get(left)
            if known is None:
                first = (left & -left).bit_length() - 1
                ways = [cost + least(left & ~part) for part, cost in parts[first] if not part & ~left]
                if first in free:
                    ways.append(free[first] + least(left & left - 1))
                known = best[left] = min(ways)
            return known

        return least(must)

    def _parts(self, must: int) -> list[list[tuple[int, int]]]:
        """List by its first fact each part of some facts, with its cost."""
        island = self.island
        found: list[list[tuple[int, int]]] = [[] for _ in island.offers]

        def add(part: int, cost: int) -> None:
            asked = 0
            for fact in bits(part):
                asked |= self.asked[fact]
            carried = sum(self.apart[need] for need in bits(asked & must & ~part))
            found[(part & -part).bit_length() - 1].append((part, cost + island.actor_cost + carried))

        for fact in bits(must):
            alone = self.alone[fact]
            if alone is not None:
                add(1 << fact, alone)
        for part, cost in self.together.items():
            if not part & ~must:
                add(part, cost)
        return found
