"""Prices made better round by round: they rise where more is demanded than supplied, and fall where less is.

A step goes along demands smoothed over the rounds, each told by how much it usually is: what
is asked for now here, now there moves little, what is always asked for moves as far as any
other. Where a need is taken from may change with every price, so a part of each step moves the
prices of a link together, wherever the need is taken from.

References
----------
.. [1] M. Held, P. Wolfe, H. Crowder, "Validation of subgradient optimization",
   Mathematical Programming 6, 1974.
.. [2] D. Kingma, J. Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015.
.. [3] J. Duchi, S. Shalev-Shwartz, Y. Singer, T. Chandra, "Efficient Projections onto the
   l1-Ball for Learning in High Dimensions", ICML 2008.
"""

from copy import copy

import numpy as np

from .bids import Floats
from .prices import Offer, Prices, Span, judge

__all__ = ["Haggling"]

_STILL = 6
"""Rounds without a better bound after which steps get shorter."""

_SHORTER = 0.8

_FIRST = 0.16
"""Part of what a goal is paid for to begin with, on average, that a price moves at first."""

_AGAIN = 16
"""Part of that which a price moves at least in a part of a span."""

_NEW, _NEWER, _NEWEST = 0.2, 0.1, 0.05
"""Weight of a round's demands beside those before it; of their squares; of what a span is parted by."""

_LEAST = 0.1
"""What a demand usually is at least."""

_TOGETHER = 0.3
"""Part of a step by which the prices of a link move each by itself; and the same together."""

_FURTHER = 1.5
"""How much further what is charged for delays moves."""

_MONTH = 2048
"""How much slower days get a price."""

_LATER = 8
"""Part of a span's fewest days by which it is parted later: of the two parts the later is bounded lower."""


class Haggling:
    """Prices of one span that are made better round by round.

    Only whole numbers are added up, and all else is reckoned one by one, so that every
    machine finds the same prices.

    Parameters
    ----------
    prices : Prices
        To begin with.
    before : Haggling
        Of a span that this one is a part of: what is asked for there usually is here.

    Attributes
    ----------
    reach : float
        How far a price moves, in grains.
    best : Prices
        Those of the greatest bound so far.
    bound : int
        No plan of the span costs less, in grains; -1 before the first round.
    served, asked : array
        How often each fact is supplied, and each need taken through its link, in the last rounds.
    """

    def __init__(self, span: Span, prices: Prices, before: "Haggling | None" = None) -> None:
        self.span = span
        self.reach = _FIRST * float(prices.goal.sum()) / len(span.bids.goals)
        self.best = self._prices = prices
        self.bound = -1
        self.served, self.asked = np.zeros(len(span.bids.gives)), np.zeros(len(span.bids.need))
        self._still, self._late = 0, 0.0
        self._gives = span.bids.gives[span.bids.need]
        self._link, self._links, self._goal = _Usual(), _Usual(), _Usual()
        self._day, self._delay = _Usual(), _Usual()
        if before is not None:
            self.reach = max(before.reach, self.reach / _AGAIN)
            self._link, self._links, self._goal = copy(before._link), copy(before._links), copy(before._goal)
            self._day, self._delay = copy(before._day), copy(before._delay)

    @property
    def middle(self) -> int:
        """About how many days a plan would last at these prices, were days divisible, and some more."""
        return self.span.low + max(int(self._late), 0) + self.span.low // _LATER

    def round(self) -> None:
        """Judge the prices and change them."""
        offer = judge(self.span, self._prices)
        self._late += (_late(self._prices, offer) - self._late) * _NEWEST
        self.served = self.served + (offer.served - self.served) * _NEWEST
        self.asked = self.asked + (offer.asked - self.asked) * _NEWEST
        self._still += 1
        if offer.bound > self.bound:
            self.bound, self.best, self._still = offer.bound, self._prices, 0
        elif self._still >= _STILL:
            self.reach *= _SHORTER
            self._still = 0
        self._prices = self._moved(self._prices, offer)

    def _moved(self, prices: Prices, offer: Offer) -> Prices:
        asked = np.where((prices.link <= 0) & (offer.link < 0), 0, offer.link)
        each, together = self._link.along(asked), self._links.along(asked.sum(axis=1))
        link = _TOGETHER * self.reach * (each + together[:, None] * self._gives)
        delay = _FURTHER * self.reach * self._delay.along(offer.delay)
        late = self._day.smoothed(np.concatenate([offer.day, offer.pace]))
        days = np.concatenate([prices.day, prices.pace]) + self.reach / _MONTH * late
        days = _shared(np.floor(days), self.span.bids.day)
        return Prices(
            np.maximum(np.floor(prices.link + link), 0),
            np.floor(prices.goal + self.reach * self._goal.along(offer.goal)),
            days[: len(prices.day)],
            days[len(prices.day) :],
            np.maximum(np.floor(prices.delay + delay), 0),
        )


def _late(prices: Prices, offer: Offer) -> float:
    """Give by how many days what is offered is late, by the days that are charged."""
    charged = float(prices.day.sum() + prices.pace.sum())
    late = float((prices.day * offer.day).sum() + (prices.pace * offer.pace).sum())
    return late / charged if charged else 0.0


class _Usual:
    """Demands smoothed over the rounds, the latest most."""

    def __init__(self) -> None:
        self._sum: Floats | float = 0.0
        self._squares: Floats | float = 0.0
        self._old, self._older = 1.0, 1.0

    def smoothed(self, now: Floats) -> Floats:
        """Give the demands smoothed with those of this round."""
        self._old *= 1 - _NEW
        self._sum = self._sum * (1 - _NEW) + now * _NEW
        return self._sum / (1 - self._old)

    def along(self, now: Floats) -> Floats:
        """Give the same, told by how much each usually is."""
        self._older *= 1 - _NEWER
        self._squares = self._squares * (1 - _NEWER) + now * now * _NEWER
        return self.smoothed(now) / (np.sqrt(self._squares / (1 - self._older)) + _LEAST)


def _shared(days: Floats, most: float) -> Floats:
    """Give the prices nearest to these, none under 0, that are together no more than ``most``."""
    days = np.maximum(days, 0)
    if float(days.sum()) <= most:
        return days
    falling = np.sort(days)[::-1]
    over = (np.cumsum(falling) - most) / np.arange(1, len(days) + 1)
    less = over[np.flatnonzero(falling > over)[-1]]
    shared: Floats = np.floor(np.maximum(days - less, 0))
    return shared
