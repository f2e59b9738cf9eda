"""What every plan costs at least, by prices for each span of days it may last.

Prices weigh dear and quick suppliers against cheap and slow ones, and may take half of
each. No plan does: it lasts some days, and has no supplier who takes longer. So the days
are parted into spans, each with prices of its own, and the span of the least bound is
parted further.

References
----------
.. [1] A. Land, A. Doig, "An automatic method of solving discrete programming
   problems", Econometrica 28, 1960.
"""

import heapq

from .bids import Bids
from .prices import Haggling, Offer, Span, judge, opening

__all__ = ["Spans"]

_FIRST = 150
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
        self.rounds = self._made = 0
        whole = Haggling(bids, Span(bids, bids.soonest, int(bids.lasts.max())), opening(bids))
        self.heap: list[tuple[int, int, Haggling]] = [(0, 0, whole)]

    @property
    def bound(self) -> int:
        """What no plan costs less than, in grains."""
        return self.heap[0][0]

    def offer(self) -> Offer:
        """Give what providers do at the best prices of the span of least bound."""
        least = self.heap[0][2]
        return judge(self.bids, least.span, least.best)

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
            for part in self._parts(span):
                self._haggle(part, _EACH, known)
                self._made += 1
                heapq.heappush(self.heap, (max(bound, part.bound), self._made, part))

    def _parts(self, whole: Haggling) -> list[Haggling]:
        """Part a span where its prices would have it last, were days divisible."""
        bids, span, prices = self.bids, whole.span, whole.best
        total = float(prices.day.sum())
        late = float((prices.day * judge(bids, span, prices).day).sum())
        middle = span.low + int(late / total) if total else span.low
        ends = (
            [(span.low, middle), (middle + 1, span.high)] if middle < span.high else [(span.low, span.high)]
        )
        return [Haggling(bids, Span(bids, low, high), prices, whole.reach) for low, high in ends]

    def _haggle(self, span: Haggling, rounds: int, known: int) -> None:
        while rounds and span.bound < known:
            span.round(known)
            self.rounds += 1
            rounds -= 1
