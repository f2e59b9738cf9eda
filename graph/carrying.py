"""The least that carrying a fact to those who wait for it can cost, whoever supplies it.

Handlers that agree with the same others are of one *circle*: what a hand-off
between two providers costs depends on their circles alone. So a country's
suppliers are compared by circle; only a supplier who waits for the fact itself
is looked at as who it is.
"""

from functools import cached_property

from .island import Island
from .task import NOBODY, bits, union

__all__ = ["ANY", "Carrying", "Takers"]

_NOBODY = -1
"""Circle of actions of nobody's: nothing is carried from or to them."""

ANY = -2
"""In place of a circle where it may be any."""

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
        The actions that may supply each fact, by their provider's bit; under 0 those of nobody's.
    made_by : list of int
        The providers that may supply each fact.
    givers : list of tuple of int
        Circles of each fact's suppliers.
    able_by : dict of int to int
        All facts that each provider may supply, by its bit; under 0 those that may be nobody's.
    able, able_of : list of int
        The same for each action's provider; for each fact, what any of its makers may supply.
    """

    def __init__(self, island: Island) -> None:
        self.island = island
        self.circle = _circles(island)
        self.circle_of = [self.circle[handler] for handler in island.handler]
        self.first = {self.circle[h]: a for a, h in reversed([*enumerate(island.handler)])}
        self.bit = {NOBODY: 0} | dict(zip(island.handler, island.bit, strict=True))
        self.makers = [_makers(island, fact) for fact in range(len(island.facts))]
        self.made_by = [union(makers) for makers in self.makers]
        self.givers = [
            tuple(sorted({self.circle_of[action] for action, _ in offers})) for offers in island.offers
        ]
        able: dict[int, int] = {}
        for fact, makers in enumerate(self.makers):
            for bit in makers:
                able[bit] = able.get(bit, 0) | 1 << fact
        self.able_by = able
        self.able = [able.get(bit, 0) for bit in island.bit]
        self.able_of = [union(able[bit] for bit in makers) for makers in self.makers]
        self.between: dict[tuple[int, int], int] = {}
        self.known: dict[tuple[int, Takers], int] = {}
        self.easiest: dict[tuple[int, Takers], int] = {}
        self.near: dict[tuple[int, int], int] = {}

    @cached_property
    def own(self) -> dict[int, list[int]]:
        """Each provider's actions that may supply something, by its bit."""
        return _own(self.makers)

    def able_with(self, engaged: int) -> int:
        """Give the facts that providers engaged, or nobody, may supply."""
        found = self.able_by.get(0, 0)
        for seat in bits(engaged):
            found |= self.able_by.get(1 << seat, 0)
        return found

    def least(self, fact: int, takers: Takers) -> int:
        """Give the least that the hand-offs of a fact to its takers cost, over all suppliers."""
        least = self.easiest.get((fact, takers))
        if least is None:
            least = self.among(fact, tuple(sorted([self.circle[taker] for taker in takers])))
            for taker in takers:
                for action in self.makers[fact].get(self.bit[taker], ()):
                    least = min(least, sum([self.island.handoff(action, other) for other in takers]))
            self.easiest[fact, takers] = least
        return least

    def among(self, fact: int, circles: Takers) -> int:
        """Give the same where no taker supplies the fact itself, by the takers' circles, ascending."""
        known = self.known.get((fact, circles))
        if known is None:
            known = min(sum([self.cost(giver, taker) for taker in circles]) for giver in self.givers[fact])
            self.known[fact, circles] = known
        return known

    def nearest(self, fact: int, circle: int) -> int:
        """Give the least hand-off of a fact from one provider to another, of this circle."""
        known = self.near.get((fact, circle))
        if known is None:
            known = self.near[fact, circle] = 0 if circle == ANY else self._nearest(fact, circle)
        return known

    def _nearest(self, fact: int, circle: int) -> int:
        givers = self.givers[fact]
        if givers[0] == _NOBODY:
            return 0
        least = self.island.full_cost
        for giver in givers:
            least = min(least, self.cost(giver, circle))
            if least <= self.island.agreed_cost:
                break
        return least

    def handed(self, fact: int, circle: int, takers: Takers) -> int:
        """Give what one provider of a circle hands others of theirs, or the least over any circle."""
        if circle == ANY:
            return self.among(fact, takers)
        return sum([self.cost(circle, taker) for taker in takers])

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
        supplier, consumer = self.first[giver], self.first[taker]
        p, q = island.provider[supplier], island.provider[consumer]
        if p == q:
            # Of one circle: whether two of its providers agree is whether one could with itself.
            return island.agreed_cost if island.task.networks.get(p) else island.full_cost
        if island.handler[consumer] < NOBODY:
            return island.handoff(supplier, island.handler[consumer])
        easy = p not in island.alone and q not in island.alone and island.task.agree(p, q)
        return island.agreed_cost if easy else island.full_cost


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
        found.setdefault(island.bit[action], []).append(action)
    return found


def _own(makers: list[dict[int, list[int]]]) -> dict[int, list[int]]:
    """Give each provider's actions that may supply something."""
    found: dict[int, dict[int, None]] = {}
    for by_provider in makers:
        for bit, actions in by_provider.items():
            if bit:
                found.setdefault(bit, {}).update(dict.fromkeys(actions))
    return {bit: sorted(actions) for bit, actions in sorted(found.items())}
