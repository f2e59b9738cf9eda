"""Best-first search over sets of offers, where only offers and actors cost."""

import heapq
from collections.abc import Iterable

from .cuts import Cuts
from .stalls import Stalls
from .task import bits

__all__ = ["Sets"]

_State = tuple[int, int, int, int, int, int]
"""Paid; facts wanted that nothing chosen gives; offers chosen; providers engaged; facts given; cuts hit."""


class Sets:
    """One search of a market.

    When nothing is wanted but the chosen offers wait for one another in a circle,
    some offer outside must give a fact they wait for: of the facts a larger set that
    is a plan reaches, take the first in its order that these are waiting for; its
    giver there is not among the chosen. All such offers are tried.
    """

    def __init__(self, stalls: Stalls) -> None:
        self.stalls = stalls
        self.expanded = 0

    def run(self, budget: int, cuts: Cuts | None = None) -> int | None:
        """Give the offers of the best plan, as a mask; ``None`` past the budget of sets expanded in all."""
        stalls = self.stalls
        start: _State = (0, stalls.goals, 0, 0, 0, 0)
        heap = [(0, 0, 0, start)]
        seen: dict[object, int] = {}
        below: int | None = None
        counter = 0
        while heap:
            bound, _, _, state = heapq.heappop(heap)
            paid, wanted, chosen = state[:3]
            waiting = 0 if wanted or stalls.ordered else self.waiting(chosen)
            if not wanted and not waiting:
                return chosen
            if _repeats(seen, self.key(state), paid):
                continue
            self.expanded += 1
            if self.expanded > budget:
                return None
            for value, child in self.children(state, self.able(wanted, waiting, chosen), cuts):
                if below is not None and value >= below:
                    continue
                if stalls.ordered and not child[1]:
                    below = value
                counter += 1
                heapq.heappush(heap, (max(value, bound), -child[2].bit_count(), counter, child))
        raise AssertionError("all goals are in reach, so a set reaches them")

    def key(self, state: _State) -> object:
        """Give what two sets share that can go on alike.

        Where facts have an order those decided are never wanted again: only what is
        wanted counts, and of what is given and who is engaged what may still be of use.
        """
        _, wanted, chosen, engaged, given, _ = state
        if not self.stalls.ordered:
            return chosen
        facts, providers = self.stalls.future(wanted)
        return wanted, engaged & providers, given & facts

    def able(self, wanted: int, waiting: int, chosen: int) -> list[int]:
        """List the offers to try: those that give the first fact wanted, or any fact waited for."""
        if wanted:
            givers = self.stalls.givers[(wanted & -wanted).bit_length() - 1]
            return [offer for offer in givers if not chosen >> offer & 1]
        return [
            offer for offer, adds in enumerate(self.stalls.adds) if adds & waiting and not chosen >> offer & 1
        ]

    def children(self, state: _State, offers: Iterable[int], cuts: Cuts | None) -> list[tuple[int, _State]]:
        """Choose one offer more, each with what a plan with them costs at least."""
        stalls = self.stalls
        paid, wanted, chosen, engaged, given, hit = state
        found = []
        for offer in offers:
            bit = stalls.bit[offer]
            cost = paid + stalls.cost[offer]
            if bit & ~engaged:
                cost += stalls.actor_cost
            have = given | stalls.adds[offer]
            want = (wanted | stalls.needs[offer]) & ~have
            least = stalls.supply(stalls.must(want) & ~have, engaged | bit)
            struck = hit
            if cuts is not None:
                struck |= cuts.choosing(offer, bit, engaged)
                least = max(least, cuts.left(struck))
            found.append((cost + least, (cost, want, chosen | 1 << offer, engaged | bit, have, struck)))
        return found

    def waiting(self, chosen: int) -> int:
        """Give the facts that chosen offers wait for in vain."""
        needs, adds = self.stalls.needs, self.stalls.adds
        reached, needed, left = 0, self.stalls.goals, bits(chosen)
        for offer in left:
            needed |= needs[offer]
        while True:
            ready = [offer for offer in left if not needs[offer] & ~reached]
            if not ready:
                return needed & ~reached
            for offer in ready:
                reached |= adds[offer]
            left = [offer for offer in left if offer not in ready]


def _repeats(seen: dict[object, int], key: object, paid: int) -> bool:
    """Tell whether a set that can go on alike was seen and had paid no more; remember this one.

    What was paid is compared, not bounds: by cuts two sets that go on alike are
    bounded by how they came about.
    """
    if seen.get(key, paid + 1) <= paid:
        return True
    seen[key] = paid
    return False
