"""A market as plain columns, with facts numbered in the order they are decided, and what is still to pay."""

from collections.abc import Callable, Mapping

from .bounds import count_apart
from .company import Company, order_of
from .island import SCALE
from .market import Market
from .task import NOBODY, bits, union

__all__ = ["Stalls"]


class Stalls:
    """Columns by offer and by fact, never changed once built; remembers what it worked out.

    Parameters
    ----------
    market : Market
        What is offered; every fact needed, and every goal, has a giver.
    company : Company
        What comes with each of its facts.

    Attributes
    ----------
    ordered : bool
        Whether every fact comes after all that consume it.
    cost : list of int
        Of each offer, times ``SCALE``.
    bit : list of int
        Each offer's provider; 0 where it is nobody's.
    givers : list of list of int
        Offers that give each fact, cheapest first.
    teams : list of int
        Providers of each fact's givers; all ones when one is nobody's.
    """

    def __init__(self, market: Market, company: Company) -> None:
        offers = market.offers
        order, self.ordered = order_of([offer[1:3] for offer in offers])
        move = _mover({fact: 1 << place for place, fact in enumerate(order)})
        self.rows = [offer.row for offer in offers]
        self.goals = move(market.goals)
        self.needs = [move(offer.needs) for offer in offers]
        self.adds = [move(offer.adds) for offer in offers]
        self.cost = [SCALE * offer.cost for offer in offers]
        self.actor_cost = SCALE * market.actor_cost
        providers = dict.fromkeys([offer.provider for offer in offers if offer.provider != NOBODY])
        seat = {provider: 1 << number for number, provider in enumerate(providers)}
        self.bit = [seat.get(offer.provider, 0) for offer in offers]
        self.company = [move(company.alone[fact]) for fact in order]
        self.givers: list[list[int]] = [[] for _ in order]
        for offer in sorted(range(len(offers)), key=self.cost.__getitem__):
            for fact in bits(self.adds[offer]):
                self.givers[fact].append(offer)
        self.teams = [union([self.bit[offer] or -1 for offer in givers]) for givers in self.givers]
        self.musts: dict[int, int] = {}
        self.shares: dict[int, tuple[int, list[int], int]] = {}
        self.supplies: dict[tuple[int, int], int] = {}
        self.futures: dict[int, tuple[int, int]] = {}

    def must(self, wanted: int) -> int:
        """Give all that is had once these facts are."""
        found = self.musts.get(wanted)
        if found is None:
            found = self.musts[wanted] = union([self.company[fact] for fact in bits(wanted)])
        return found

    def supply(self, must: int, engaged: int) -> int:
        """Bound what new offers that give these facts cost, and the providers among them.

        Each offer's cost is split evenly over the facts of ``must`` it gives, so the
        cheapest shares together never exceed what any set of offers costs. Facts whose
        possible providers are all new and not yet counted each need a provider of their own.
        """
        share, teams, everybody = self.shares.get(must) or self._share(must)
        key = must, engaged & everybody
        found = self.supplies.get(key)
        if found is None:
            found = self.supplies[key] = share + self.actor_cost * count_apart(teams, engaged)
        return found

    def future(self, wanted: int) -> tuple[int, int]:
        """Give the facts that may still be wanted where these are, and the providers that may give them."""
        found = self.futures.get(wanted)
        if found is None:
            facts, left, team = wanted, wanted, 0
            while left:
                low = left & -left
                left ^= low
                for offer in self.givers[low.bit_length() - 1]:
                    team |= self.bit[offer]
                    fresh = self.needs[offer] & ~facts
                    facts |= fresh
                    left |= fresh
            found = self.futures[wanted] = facts, team
        return found

    def _share(self, must: int) -> tuple[int, list[int], int]:
        cost, adds = self.cost, self.adds
        total, teams = 0, []
        for fact in bits(must):
            total += min([cost[offer] // (adds[offer] & must).bit_count() for offer in self.givers[fact]])
            if self.teams[fact] > 0:
                teams.append(self.teams[fact])
        teams.sort(key=lambda team: (team.bit_count(), team))
        found = self.shares[must] = total, teams, union(teams)
        return found


def _mover(place: Mapping[int, int]) -> Callable[[int], int]:
    """Make what gives masks their new numbers, and leaves out facts that have none."""
    known: dict[int, int] = {}

    def move(mask: int) -> int:
        short = known.get(mask)
        if short is None:
            short = known[mask] = union([place.get(fact, 0) for fact in bits(mask)])
        return short

    return move
