"""What every completion of a partial plan must still cost, at least.

Three amounts that never count the same thing twice: for each fact that must
still be supplied (a landmark of something open) a fair share of its cheapest
supplier, with the hand-offs to those who wait for it; one provider for each set
of suppliers no engaged provider is in; and the days of the critical path. In
hard cases bounds from cuts take their place where they are higher.
"""

from collections.abc import Mapping

from .island import Island
from .ledger import Ledger

__all__ = ["Bounds", "able"]


class Bounds:
    """Lower bounds for one island; remembers what it worked out."""

    def __init__(self, island: Island, ledger: Ledger | None = None) -> None:
        self.island = island
        self.ledger = ledger
        self.shares: dict[int, tuple[int, tuple[int, ...]]] = {}
        self.extras: dict[tuple[int, int, tuple[int, ...]], int] = {}

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

    def cut(self, hit: int) -> tuple[int, int]:
        """Bound by the cuts not hit: the plain ones, and those along the thread."""
        return (0, 0) if self.ledger is None else self.ledger.left(hit)

    def carried(self, must: int, takers: Mapping[int, tuple[int, ...]]) -> int:
        """Bound the hand-offs of all open facts to those who wait for them, beyond ``supply``."""
        return sum(self.carrying(must, fact, waiting) for fact, waiting in takers.items() if waiting)

    def carrying(self, must: int, fact: int, takers: tuple[int, ...]) -> int:
        """Bound the hand-offs of one fact, beyond its share in ``supply``.

        Where the fact needs a new supplier, its share and its hand-offs are
        chosen together; else its hand-offs are the least over all suppliers.
        """
        key = (must if must >> fact & 1 else 0, fact, takers)
        value = self.extras.get(key)
        if value is None:
            island = self.island
            both, shares = [], []
            for action, _ in island.offers[fact]:
                count = (island.adds[action] & must).bit_count()
                share = island.cost[action] // count if key[0] else 0
                shares.append(share)
                both.append(share + sum(island.handoff(action, taker) for taker in takers))
            value = self.extras[key] = min(both) - min(shares)
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


def able(island: Island, bounds: Bounds, most: int) -> list[bool]:
    """Tell of each action whether a plan with it may cost no more than ``most``.

    A plan with an action pays for it and its provider, for the suppliers of all
    landmarks of the goals that it does not give, and for the
    soonest way to the last goal.
    """
    marks = bounds.must(island.goals, 0)
    days = max((island.soonest[f] for f in range(len(island.facts)) if island.goals >> f & 1), default=0)
    found = []
    for action, adds in enumerate(island.adds):
        own = island.cost[action] + (island.actor_cost if island.bit[action] else 0)
        rest = bounds.supply(marks & ~adds, island.bit[action])
        found.append(own + rest + island.day_cost * days <= most)
    return found
