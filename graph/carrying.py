"""The least that carrying a fact to those who wait for it can cost, whoever supplies it.

Handlers that agree with the same others are of one *circle*: what a hand-off
between two providers costs depends on their circles alone. So a country's
suppliers are compared by circle; only a supplier who waits for the fact itself
is looked at as who it is.
"""

from .island import Island
from .task import NOBODY, union

__all__ = ["Carrying", "Takers"]

_NOBODY = -1
"""Circle of actions of nobody's: nothing is carried from or to them."""

Takers = tuple[int, ...]
"""Handlers that wait for a fact, each as often as it waits."""


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
    givers : list of tuple of int
        Circles of each fact's suppliers.
    able, able_of : list of int
        For each action all facts that its provider may supply; for each fact those that any of its
        makers may.
    """

    def __init__(self, island: Island) -> None:
        self.island = island
        self.circle = _circles(island)
        self.circle_of = [self.circle[handler] for handler in island.handler]
        self.first = {self.circle[h]: a for a, h in reversed([*enumerate(island.handler)])}
        self.bit = {NOBODY: 0} | dict(zip(island.handler, island.bit, strict=True))
        self.provider = {handler: island.provider_of(handler) for handler in self.bit}
        self.makers = [_makers(island, fact) for fact in range(len(island.facts))]
        self.givers = [
            tuple(sorted({self.circle_of[action] for action, _ in offers})) for offers in island.offers
        ]
        able: dict[int, int] = {}
        for fact, makers in enumerate(self.makers):
            for provider in makers:
                able[provider] = able.get(provider, 0) | 1 << fact
        self.able = [able.get(provider, 0) for provider in island.provider]
        self.able_of = [union(able[provider] for provider in makers) for makers in self.makers]
        self.between: dict[tuple[int, int], int] = {}
        self.known: dict[tuple[int, Takers], int] = {}

    def least(self, fact: int, takers: Takers) -> int:
        """Give the least that the hand-offs of a fact to its takers cost, over all suppliers."""
        least = self.among(fact, tuple(sorted([self.circle[taker] for taker in takers])))
        for taker in takers:
            for action in self.makers[fact].get(self.provider[taker], ()):
                least = min(least, sum([self.island.handoff(action, other) for other in takers]))
        return least

    def among(self, fact: int, circles: Takers) -> int:
        """Give the same where no taker supplies the fact itself, by the takers' circles, ascending."""
        known = self.known.get((fact, circles))
        if known is None:
            known = min(sum([self.cost(giver, taker) for taker in circles]) for giver in self.givers[fact])
            self.known[fact, circles] = known
        return known

    def cost(self, giver: int, taker: int) -> int:
        """Give the hand-off between two providers of these circles."""
        known = self.between.get((giver, taker))
        if known is None:
            known = self.between[giver, taker] = self._cost(giver, taker)
        return known

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
