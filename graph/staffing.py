"""The least that new suppliers of some facts cost together, providers and hand-offs among them included.

A provider that supplies several facts is engaged once, and carries nothing to
itself. So the facts fall into parts, one a provider, and the cheapest way to
part them is a bound that weighs another actor against a dearer action.
"""

from collections.abc import Iterable

from .carrying import Carrying
from .island import Island
from .task import bits, union

__all__ = ["Staffing"]

_MOST_ABLE = 10
"""Facts one provider may supply beyond which its parts are too many to list."""

_MOST_PARTED = 12
"""Facts that hang together beyond which they are not parted."""


class Staffing:
    """The parts that one provider can play on an island, and what it costs to have all played.

    Attributes
    ----------
    own : dict of int to list of int
        Each provider's actions, by its bit; under 0 those of nobody's.
    alone : list of int or None
        Cost of each fact's cheapest action of a provider.
    asked : list of int
        Facts that every supplier of a fact needs.
    apart : list of int
        Least hand-off of each fact from one provider to another; nothing where it may be nobody's.
    carried : list of int
        Least hand-offs of what every supplier of a fact needs.
    together : dict of int to int, or None
        Least cost of the actions with which one provider supplies several facts; ``None`` where facts
        are not to be parted, which takes its time, or one provider may supply too many.
    """

    def __init__(self, island: Island, carrying: Carrying, *, parted: bool = True) -> None:
        self.island = island
        self.carrying = carrying
        self.own: dict[int, list[int]] = {}
        for action, bit in enumerate(island.bit):
            self.own.setdefault(bit, []).append(action)
        self.alone = [
            min((island.cost[action] for action, _ in offers if island.bit[action]), default=None)
            for offers in island.offers
        ]
        self.asked = [_common(mode for _, mode in offers) for offers in island.offers]
        self.apart = [self._apart(fact) for fact in range(len(island.offers))]
        self.carried = [sum(self.apart[need] for need in bits(asked)) for asked in self.asked]
        self.together = self._together() if parted else None
        self.nobody = union(island.adds[action] for action in self.own.get(0, ()))
        self.able = {0: self.nobody}
        self.known: dict[tuple[int, int], int] = {}
        self.puzzles: dict[int, tuple[dict[int, int], list[int], list[list[tuple[int, int]]]]] = {}

    def free(self, engaged: int) -> int:
        """Give the facts that need no new provider when these are engaged."""
        known = self.able.get(engaged)
        if known is None:
            low = engaged & -engaged
            known = self.free(engaged ^ low) | self.carrying.able[self.own[low][0]]
            self.able[engaged] = known
        return known

    def least(self, must: int, free: int) -> int:
        """Bound what supplying these facts costs, with new providers and what is carried to them.

        Parameters
        ----------
        must : int
            Facts of which each needs an action not yet in the plan.
        free : int
            Facts that need no new provider.

        Notes
        -----
        In a plan, take for each new provider the facts of ``must`` that it supplies. Its
        actions cost no less than fair shares of its cheapest ones, it is paid for,
        and what its actions need and another supplies is carried to it. Of a free
        fact only the cheapest share is counted. The best over all ways to part the
        facts is exact for that. Facts that no provider links are parted apart; where
        too many hang together, shares and disjoint teams are counted instead.
        """
        free &= must
        value = self.known.get((must, free))
        if value is None:
            shares, puzzles, parts = self.puzzles.get(must) or self._puzzles(must)
            value = sum(
                self._parted(puzzle, free, shares, parts)
                if puzzle.bit_count() <= _MOST_PARTED and self.together is not None
                else self._counted(puzzle & ~free, free & puzzle, shares)
                for puzzle in puzzles
            )
            self.known[must, free] = value
        return value

    def _apart(self, fact: int) -> int:
        island = self.island
        if any(island.bit[action] == 0 for action, _ in island.offers[fact]):
            return 0
        if all(island.handler[action] in island.alone for action, _ in island.offers[fact]):
            return island.full_cost
        return island.agreed_cost

    def _together(self) -> dict[int, int] | None:
        """List the parts of several facts; ``None`` where they are too many."""
        found: dict[int, int] = {}
        for bit, actions in self.own.items():
            able = self.carrying.able[actions[0]] if bit else 0
            if able.bit_count() > _MOST_ABLE:
                return None
            if able & able - 1:
                for part, cost in self._costs(actions, able).items():
                    if cost < found.get(part, cost + 1):
                        found[part] = cost
        apart = {0: -self.island.actor_cost}
        return {part: cost for part, cost in sorted(found.items()) if self._worthwhile(part, cost, apart)}

    def _costs(self, actions: list[int], able: int) -> dict[int, int]:
        """Bound what a provider's actions cost that supply each part of what it may supply."""
        adds, cost = self.island.adds, self.island.cost
        if any((adds[action] & able).bit_count() > 1 for action in actions):
            found, part = dict[int, int](), able
            while part:
                found[part] = self._cost(actions, part)
                part = part - 1 & able
        else:
            found = {0: 0}
            for fact in bits(able):
                own = min(cost[action] for action in actions if adds[action] >> fact & 1)
                found |= {part | 1 << fact: less + own for part, less in found.items()}
        return {part: cost for part, cost in found.items() if part & part - 1}

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

    def _worthwhile(self, part: int, cost: int, apart: dict[int, int]) -> bool:
        """Tell whether one provider for all may cost less than one for each, with all that is carried.

        ``apart`` remembers what one for each costs, but for one actor.
        """
        left, new = part, []
        while left not in apart:
            new.append(left)
            left &= left - 1
        value = apart[left]
        for grown in reversed(new):
            fact = (grown & -grown).bit_length() - 1
            alone = self.alone[fact]
            if alone is None:
                return True
            value += alone + self.island.actor_cost + self.carried[fact]
            apart[grown] = value
        return cost < value

    def _puzzles(self, must: int) -> tuple[dict[int, int], list[int], list[list[tuple[int, int]]]]:
        """Give each fact's cheapest share, which facts hang together, and all parts by their first."""
        island = self.island
        shares = {
            fact: min(
                island.cost[actions[0]] // (adds & must).bit_count()
                for (_, adds), actions in island.alike[fact]
            )
            for fact in bits(must)
        }
        if self.together is None:
            self.puzzles[must] = shares, [must] if must else [], []
            return self.puzzles[must]
        parts: list[list[tuple[int, int]]] = [[] for _ in island.offers]
        single: dict[int, int] = {}
        linked = []
        for part, cost in [*self._single(must), *self.together.items()]:
            if part & ~must:
                continue
            asked = union(self.asked[fact] for fact in bits(part)) & must & ~part
            cost += island.actor_cost + sum(self.apart[need] for need in bits(asked))
            if part & part - 1 and all(fact in single for fact in bits(part)):
                if cost >= sum(single[fact] for fact in bits(part)):
                    continue
            elif not part & part - 1:
                single[part.bit_length() - 1] = cost
            parts[(part & -part).bit_length() - 1].append((part, cost))
            linked.append(part)
        self.puzzles[must] = shares, _grouped(must, linked), parts
        return self.puzzles[must]

    def _single(self, must: int) -> list[tuple[int, int]]:
        alone = ((fact, self.alone[fact]) for fact in bits(must))
        return [(1 << fact, cost) for fact, cost in alone if cost is not None]

    def _parted(
        self, puzzle: int, free: int, shares: dict[int, int], parts: list[list[tuple[int, int]]]
    ) -> int:
        """Give the cheapest way to part some facts, the first one's part first."""
        best = {0: 0}

        def least(left: int) -> int:
            known = best.get(left)
            if known is None:
                low = left & -left
                first = low.bit_length() - 1
                ways = [cost + least(left & ~part) for part, cost in parts[first] if not part & ~left]
                if free & low:
                    ways.append(shares[first] + least(left ^ low))
                known = best[left] = min(ways)
            return known

        return least(puzzle)

    def _counted(self, bound: int, free: int, shares: dict[int, int]) -> int:
        """Count shares, and an actor for each team that shares none with those counted before."""
        cost, used = sum(shares[fact] for fact in bits(bound | free)), 0
        for team in sorted(
            (self.island.team[fact] for fact in bits(bound)), key=lambda team: (team.bit_count(), team)
        ):
            if team > 0 and not team & used:
                cost += self.island.actor_cost
                used |= team
        return cost


def _grouped(facts: int, parts: Iterable[int]) -> list[int]:
    """Group the facts that parts link."""
    found: list[int] = []
    for part in parts:
        apart = [group for group in found if not group & part]
        found = [*apart, part | union(group for group in found if group & part)]
    lonely = facts & ~union(found)
    return [*sorted(found), *(1 << fact for fact in bits(lonely))]


def _common(masks: Iterable[int]) -> int:
    """Give what all masks have; nothing where there is none."""
    found = -1
    for mask in masks:
        found &= mask
    return max(found, 0)
