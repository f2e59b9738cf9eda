"""Facts that come with a fact: had no later than it, whoever gives it.

They are its landmarks, and what all who give it add beside it. Where only actions
and actors cost, who supplies a fact does not matter, so one that comes with another
need not be asked for beside it.

References
----------
.. [1] E. Keyder, S. Richter, M. Helmert, "Sound and Complete Landmarks for
   And/Or Graphs", ECAI 2010.
"""

from collections.abc import Sequence
from dataclasses import replace

from .deciding import decision_order
from .market import Market, Offer, cheapest
from .task import bits, union

__all__ = ["Company", "find_company", "order_of", "tidy"]

_Kind = tuple[int, int]
"""What an offer needs and gives, as masks."""


class Company:
    """What comes with each fact, and with several together.

    Parameters
    ----------
    alone : dict of int to int
        For each fact what comes with it, itself too.
    """

    def __init__(self, alone: dict[int, int]) -> None:
        self.alone = alone
        self.known: dict[int, int] = {}

    def of(self, mask: int) -> int:
        """Give all that comes with some of these facts."""
        found = self.known.get(mask)
        if found is None:
            found = self.known[mask] = union([self.alone[fact] for fact in bits(mask)])
        return found

    def essential(self, mask: int) -> int:
        """Leave out facts that come with another; of those that come with each other the lowest stays."""
        kept = mask
        facts = bits(mask) if mask & mask - 1 else []
        for fact in facts:
            mine = self.alone[fact]
            for other in facts:
                if (
                    other != fact
                    and self.alone[other] >> fact & 1
                    and (other < fact or not mine >> other & 1)
                ):
                    kept ^= 1 << fact
                    break
        return kept


def find_company(kinds: Sequence[_Kind], order: Sequence[int], *, ordered: bool) -> Company:
    """Work out what comes with each fact.

    The greatest fixpoint of: with a fact comes itself, and what all who give it
    have in common, where a giver's is what it adds and what comes with its needs. By
    induction along the order in which a set of offers runs, all of it is had once
    the fact is.

    Parameters
    ----------
    order : sequence of int
        All facts given, consumers before what they consume as far as circles allow.
    ordered : bool
        Whether there are no circles: then one pass, along the order, does.
    """
    rank = {fact: place for place, fact in enumerate(reversed(order), 1)}
    givers = []
    for needs, adds in kinds:
        facts = bits(needs)
        givers.append((max([rank[fact] for fact in facts], default=0), facts, adds, bits(adds)))
    givers.sort()
    alone = dict.fromkeys(order, union([1 << fact for fact in order]))
    changed = True
    while changed:
        changed = False
        for _, facts, common, given in givers:
            for fact in facts:
                common |= alone[fact]
            for fact in given:
                if alone[fact] & ~common:
                    alone[fact] &= common
                    changed = not ordered
    return Company(alone)


def order_of(kinds: Sequence[_Kind]) -> tuple[list[int], bool]:
    """Give the decision order of the facts that offers of these kinds give."""
    givers: dict[int, int] = {}
    consumers: dict[int, int] = {}
    for needs, gives in kinds:
        adds = gives & ~needs
        for fact in bits(adds):
            givers[fact] = givers.get(fact, 0) + 1
        for fact in bits(needs):
            consumers[fact] = consumers.get(fact, 0) | adds
    return decision_order(givers, consumers)


def tidy(market: Market) -> tuple[Market, Company]:
    """Drop needs, effects and offers that make no difference to any set of offers; also give the company.

    Of what an offer needs, what comes with another of its needs is there anyway. Of
    what it gives, what comes with its needs was there before. What then gives nothing
    that is needed can be left out. So each set of offers runs in the same order as
    before, and reaches all that is needed.
    """
    kinds = list(dict.fromkeys([offer[1:3] for offer in market.offers]))
    order, ordered = order_of(kinds)
    company = find_company(kinds, order, ordered=ordered)
    goals = company.essential(market.goals)
    left = [(kind, company.essential(kind[0]), kind[1] & ~company.of(kind[0])) for kind in kinds]
    smaller: dict[_Kind, _Kind] = {}
    needed, grown = goals, True
    while grown:
        grown, idle = False, []
        for entry in left:
            kind, needs, adds = entry
            if adds & needed:
                smaller[kind] = needs, adds
                needed |= needs
                grown = True
            else:
                idle.append(entry)
        left = idle
    offers = []
    for provider, before, gave, cost, row in market.offers:
        if (before, gave) in smaller:
            needs, adds = smaller[before, gave]
            offers.append(Offer(provider, needs, adds & needed, cost, row))
    return replace(market, goals=goals, offers=cheapest(offers)), company
