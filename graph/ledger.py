"""What is still to be paid for the cuts that a partial plan has not hit yet.

Two sets of cuts are kept side by side: plain ones, to which the days of the
critical path come on top, and ones with the days along one thread inside. Which
says more depends on the state, so a state remembers which it has hit of both.
"""

from .cuts import Cuts, Thread
from .island import Island
from .lmcut import find_cuts, find_thread

__all__ = ["Ledger", "open_ledger"]


class Ledger:
    """Both sets of cuts; those along the thread are numbered after the plain ones."""

    def __init__(self, island: Island, plain: Cuts, along: Cuts | None, thread: Thread | None) -> None:
        self.island = island
        self.plain = plain
        self.along = along
        self.thread = thread
        self.shift = shift = len(plain.values)
        self.of_action = list(plain.of_action)
        self.of_provider = list(plain.of_provider)
        self.of_carrying = dict(plain.of_carrying)
        self.of_walking: dict[tuple[int, int, int], int] = {}
        self.known: dict[int, tuple[int, int]] = {}
        if along is not None:
            self.of_action = [a | b << shift for a, b in zip(self.of_action, along.of_action, strict=True)]
            self.of_provider = [
                a | b << shift for a, b in zip(self.of_provider, along.of_provider, strict=True)
            ]
            for arc, mask in along.of_carrying.items():
                self.of_carrying[arc] = self.of_carrying.get(arc, 0) | mask << shift
            self.of_walking = {step: mask << shift for step, mask in along.of_walking.items()}

    def choosing(self, action: int, engaged: int) -> int:
        """Give the cuts hit by choosing an action when these providers are engaged already."""
        bit = self.island.bit[action]
        hit = self.of_action[action]
        return hit | self.of_provider[bit.bit_length() - 1] if bit & ~engaged else hit

    def handing(self, fact: int, supplier: int, taker: int) -> int:
        """Give the cuts hit when an action hands a fact to a provider."""
        seat = self.plain.seat
        if seat.get(self.island.provider[supplier], -1) == seat.get(taker, -1):
            return 0
        return self.of_carrying.get((fact, taker), 0)

    def left(self, hit: int) -> tuple[int, int]:
        """Give what the cuts not hit still cost: the plain ones, and those along the thread."""
        known = self.known.get(hit)
        if known is None:
            plain = self.plain.total - _paid(self.plain, hit & ((1 << self.shift) - 1))
            along = 0 if self.along is None else self.along.total - _paid(self.along, hit >> self.shift)
            known = self.known[hit] = plain, along
        return known

    def able(self, most: int) -> list[bool]:
        """Tell of each action whether a plan with it may cost no more than ``most``.

        A plan pays for each cut, and beyond that what is left of the costs of
        its actions and providers after the cuts took their part; with the plain cuts it also
        lasts at least as long as the soonest way to the last goal (reduced-cost fixing).
        """
        island = self.island
        days = max((island.soonest[f] for f in range(len(island.facts)) if island.goals >> f & 1), default=0)
        over = self.plain.total + island.day_cost * days
        fits = [over + spare <= most for spare in self.plain.spare]
        if self.along is not None:
            total = self.along.total
            fits = [fit and total + spare <= most for fit, spare in zip(fits, self.along.spare, strict=True)]
        return fits


def open_ledger(island: Island) -> Ledger:
    """Find the cuts of an island, and those along a thread where days cost."""
    plain = find_cuts(island)
    if not island.ordered or island.day_cost == 0:
        return Ledger(island, plain, None, None)
    thread = find_thread(island)
    return Ledger(island, plain, find_cuts(island, thread), thread)


def _paid(cuts: Cuts, hit: int) -> int:
    value = 0
    while hit:
        low = hit & -hit
        hit ^= low
        value += cuts.values[low.bit_length() - 1]
    return value
