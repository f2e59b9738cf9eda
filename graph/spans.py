"""What every plan costs at least, by prices for each span of days it may last.

Prices weigh dear and quick suppliers against cheap and slow ones, and may take half of
each. No plan does: it lasts some days, and has no supplier who takes longer. So the days
are parted into spans, each with prices of its own, and the span of the least bound is
parted further; ``parting`` says where, and by which facts.

References
----------
.. [1] A. Land, A. Doig, "An automatic method of solving discrete programming
   problems", Econometrica 28, 1960.
"""

import heapq

from .bids import Bids
from .haggling import Haggling
from .parting import parts
from .prices import Span, opening

__all__ = ["Spans"]

_FIRST = 120
"""Rounds for all plans together."""

_EACH = 30
"""Rounds for each part of a span."""


class Spans:
    """Spans that together hold all plans, each with its bound; parted as long as is asked.

    Attributes
    ----------
    rounds : int
        Rounds made so far.
    """

    def __init__(self, bids: Bids) -> None:
        self.bids = bids
        self.rounds = self._made = self._known = 0
        whole = Haggling(Span(bids, bids.soonest, int(bids.lasts.max())), opening(bids))
        self.heap: list[tuple[int, int, Haggling]] = [(0, 0, whole)]

    @property
    def bound(self) -> int:
        """What no plan costs less than, in grains, or what a plan known costs if that is less."""
        return self.heap[0][0] if self.heap else self._known

    @property
    def all(self) -> list[Haggling]:
        """All spans, that of least bound first."""
        return [span for _, _, span in sorted(self.heap)]

    def part(self, rounds: int, known: int, enough: int) -> None:
        """Part the span of least bound, again and again, until so many rounds are made in all.

        The first of these are for all plans together.

        Parameters
        ----------
        known, enough : int
            What some plan costs, and a bound to stop at, in grains.
        """
        if self.rounds < _FIRST:
            whole = self.heap[0][2]
            self._haggle(whole, min(rounds, _FIRST) - self.rounds, known)
            self.heap = [(max(whole.bound, 0), 0, whole)]
        while self.rounds < rounds and self.bound < enough:
            bound, _, span = heapq.heappop(self.heap)
            self._known = known
            for part in parts(span, known):
                self._haggle(part, _EACH, known)
                self._made += 1
                heapq.heappush(self.heap, (max(bound, part.bound), self._made, part))

    def _haggle(self, span: Haggling, rounds: int, known: int) -> None:
        while rounds and span.bound < known:
            span.round()
            self.rounds += 1
            rounds -= 1
