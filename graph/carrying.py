"""The least that carrying a fact to those who wait for it can cost, whoever supplies it.

Handlers that agree with the same others are of one *circle*: what a hand-off
between two providers costs depends on their circles alone. So a country's
suppliers are compared by circle; only a supplier who waits for the fact itself
is looked at as who it is.
"""

from collections.abc import Iterable

from .island import Island
from .task import NOBODY, union

__all__ = ["Carrying"]

_NOBODY = -1
"""Circle of actions of nobody's: nothing is carried from or to them."""

Takers = tuple[int, ...]


class Carrying:
    """Hand-offs of one island between the circles of its handlers; remembers what it worked out.

    Attributes
    ----------
    circle, bit, provider : dict of int to int
        Of each handler: its circle, its provider's bit, and its provider.
    circle_of : list of int
        Circle of each action's handler.
    makers : list of dict of int to list of int
        The actions that may supply each fact, by provider.
    able, able_of : list of int
        For each action all facts that its provider may supply; for each fact those that any of its
        makers may.
    """

    def __init__(self, island: Island) -> None:
        self.island = island
        self.circle = _circles(island)
        first: dict[int, int] = {}
        for action, handler in enumerate(island.handler):
            first.setdefault(self.circle[handler], action)
        self.first = first
        self.between: dict[tuple[int, int], int] = {}
        self.circle_of = [self.circle[handler] for handler in island.handler]
        self.bit = {NOBODY: 0} | dict(zip(island.handler, island.bit, strict=True))
        self.provider = {handler: island.provider_of(handler) for handler in self.bit}
        self.makers = [_makers(island, fact) for fact in range(len(island.facts))]
        able: dict[int, int] = {}
        for fact, makers in enumerate(self.makers):
            for provider in makers:
                able[provider] = able.get(provider, 0) | 1 << fact
        self.able = [able.get(provider, 0) for provider in island.provider]
        self.able_of = [union(able[provider] for provider in makers) for makers in self.makers]
        self.groups = [
            [(adds, self._cheapest(actions)) for (_, adds), actions in alike] for alike in island.alike
        ]
        self.touched = [union(adds for adds, _ in groups) for groups in self.groups]
        self.tables: dict[tuple[int, int], dict[int, int]] = {}
        self.extras: dict[tuple[int, int, Takers], tuple[int, int, int]] = {}

    def least(self, must: int, fact: int, takers: Takers) -> int:
        """Bound the hand-offs of a fact to its takers, beyond its share among the facts of ``must``.

        Where the fact needs a new supplier, its share and its hand-offs are
        chosen together; else its hand-offs are the least over all suppliers.
        """
        extra, cheapest, relevant = self.among(must, fact, tuple(sorted([self.circle[t] for t in takers])))
        for taker in takers:
            for action in self.makers[fact].get(self.provider[taker], ()):
                own = self.share(action, relevant) - cheapest
                if own < extra:
                    own += sum([self.island.handoff(action, other) for other in takers])
                    extra = min(extra, own)
        return extra

    def among(self, must: int, fact: int, circles: Takers) -> tuple[int, int, int]:
        """Bound the same where no taker supplies the fact itself, by their circles, ascending.

        Also gives the cheapest share, and the facts that shares are counted among.
        """
        relevant = must & self.touched[fact] if must >> fact & 1 else 0
        known = self.extras.get((relevant, fact, circles))
        if known is None:
            table = self.tables.get((relevant, fact)) or self._table(relevant, fact)
            cheapest = min(table.values())
            both = min(share + sum([self.cost(giver, t) for t in circles]) for giver, share in table.items())
            known = self.extras[relevant, fact, circles] = both - cheapest, cheapest, relevant
        return known

    def cost(self, giver: int, taker: int) -> int:
        """Give the hand-off between two providers of these circles."""
        known = self.between.get((giver, taker))
        if known is None:
            known = self.between[giver, taker] = self._cost(giver, taker)
        return known

    def share(self, action: int, relevant: int) -> int:
        """Give an action's part of its cost for one fact of those relevant; nothing where none is."""
        count = (self.island.adds[action] & relevant).bit_count()
        return self.island.cost[action] // count if count else 0

    def _cost(self, giver: int, taker: int) -> int:
        if _NOBODY in (giver, taker):
            return 0
        island = self.island
        supplier, handler = self.first[giver], island.handler[self.first[taker]]
        if island.provider[supplier] != island.provider_of(handler):
            return island.handoff(supplier, handler)
        # Of one circle: whether two of its providers agree is whether one could with itself.
        provider = island.provider[supplier]
        return island.agreed_cost if island.task.networks.get(provider) else island.full_cost

    def _cheapest(self, actions: Iterable[int]) -> dict[int, int]:
        """Give the least cost by circle."""
        found: dict[int, int] = {}
        for action in actions:
            found.setdefault(self.circle[self.island.handler[action]], self.island.cost[action])
        return found

    def _table(self, relevant: int, fact: int) -> dict[int, int]:
        """Give the least share of the suppliers of a fact by circle."""
        found: dict[int, int] = {}
        for adds, cheapest in self.groups[fact]:
            count = (adds & relevant).bit_count()
            for circle, cost in cheapest.items():
                share = cost // count if count else 0
                if share < found.get(circle, share + 1):
                    found[circle] = share
        self.tables[relevant, fact] = found
        return found


def _circles(island: Island) -> dict[int, int]:
    """Give each handler a number by whom it agrees with; one with a referral stands alone."""
    task = island.task
    partners: dict[int, set[int]] = {}
    for p, q in task.agreed:
        partners.setdefault(p, set()).add(q)
        partners.setdefault(q, set()).add(p)
    number: dict[object, int] = {}
    found = {NOBODY: _NOBODY}
    for handler in island.handler:
        if handler not in found:
            agreeing = frozenset(partners.get(handler, ()))
            alike = handler if handler < NOBODY else (task.networks.get(handler, frozenset()), agreeing)
            found[handler] = number.setdefault(alike, len(number))
    return found


def _makers(island: Island, fact: int) -> dict[int, list[int]]:
    """Give the actions that may supply a fact by provider."""
    found: dict[int, list[int]] = {}
    for action in dict.fromkeys(action for action, _ in island.offers[fact]):
        found.setdefault(island.provider[action], []).append(action)
    return found
