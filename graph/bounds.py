"""What every completion of a partial plan must still cost, at least.

Three amounts that never count the same thing twice: for each fact that must
still be supplied (a landmark of something open) a fair share of its cheapest
supplier, with the hand-offs to those who wait for it; one provider for each set
of suppliers no engaged provider is in; and the days of the critical path. In
hard cases a second bound, from cuts, takes the place of the first two where it is higher.
"""

from .island import Island
from .lmcut import Cuts

__all__ = ["Bounds"]


class Bounds:
    """Lower bounds for one island; remembers what it worked out."""

    def __init__(self, island: Island, cuts: Cuts | None = None) -> None:
        self.island = island
        self.cuts = cuts
        self.shares: dict[int, tuple[int, tuple[int, ...]]] = {}
        self.unhit: dict[int, int] = {}
        self.extras: dict[tuple[int, int, tuple[int, ...]], int] = {}
        self.handoffs: dict[tuple[int, tuple[int, ...]], int] = {}

    def must(self, wanted: int, given: int) -> int:
        """Give the facts some new action must supply: landmarks of what is open, less what is given."""
        marks, landmarks = 0, self.island.landmarks
        while wanted:
            low = wanted & -wanted
            wanted ^= low
            marks |= landmarks[low.bit_length() - 1]
        return marks & ~given

    def supply(self, must: int, engaged: int) -> int:
        """Bound what the suppliers of these facts cost, and the providers among them.

        Each action's cost is split evenly over the facts of ``must`` it adds,
        so the cheapest shares together never exceed what any set of suppliers
        costs. Facts whose possible providers are all new and not yet counted
        each need a provider of their own.
        """
        share, teams = self.shares.get(must) or self._share(must)
        actor, used = self.island.actor_cost, engaged
        for team in teams:
            if not team & used:
                share += actor
                used |= team
        return share

    def cut(self, hit: int) -> int:
        """Bound by the cuts that no chosen action or provider is in (see ``lmcut``)."""
        if self.cuts is None:
            return 0
        value = self.unhit.get(hit)
        if value is None:
            value, left = self.cuts.total, hit
            while left:
                low = left & -left
                left ^= low
                value -= self.cuts.values[low.bit_length() - 1]
            self.unhit[hit] = value
        return value

    def carrying(self, fact: int, takers: tuple[int, ...]) -> int:
        """Bound the hand-offs of a fact to those who wait for it, over all suppliers."""
        key = (fact, takers)
        value = self.handoffs.get(key)
        if value is None:
            handoff = self.island.handoff
            value = self.handoffs[key] = min(
                sum(handoff(action, taker) for taker in takers) for action, _ in self.island.offers[fact]
            )
        return value

    def carrying_more(self, must: int, fact: int, takers: tuple[int, ...]) -> int:
        """Bound how much a fact's share rises when its hand-offs are chosen together with its supplier."""
        key = (must, fact, takers)
        value = self.extras.get(key)
        if value is None:
            island = self.island
            best = least = -1
            for action, _ in island.offers[fact]:
                share = island.cost[action] // (island.adds[action] & must).bit_count()
                both = share + sum(island.handoff(action, taker) for taker in takers)
                least = share if least < 0 or share < least else least
                best = both if best < 0 or both < best else best
            value = self.extras[key] = best - least
        return value

    def _share(self, must: int) -> tuple[int, tuple[int, ...]]:
        island = self.island
        total, teams, left = 0, [], must
        while left:
            low = left & -left
            left ^= low
            fact = low.bit_length() - 1
            total += min(
                island.cost[action] // (island.adds[action] & must).bit_count()
                for action, _ in island.offers[fact]
            )
            if island.team[fact] > 0:
                teams.append(island.team[fact])
        teams.sort(key=lambda team: (team.bit_count(), team))
        self.shares[must] = (total, tuple(teams))
        return self.shares[must]
