"""Where a span is parted: by a fact that half of its plans would have, or by the days that they last.

Prices may supply half of a fact, for half of what may need it. No plan does: it needs the fact,
and then pays for all of it, or it does without, and so has nothing that needs it. So the span is
parted by the fact on which most depends; where that is little, by days.
"""

import numpy as np

from .bids import Flags, Floats
from .haggling import Haggling
from .prices import Prices, Span, losses

__all__ = ["parts"]

_LITTLE = 80
"""Part of a span's bound that a fact must be worth beyond, times how undecided it is."""

_SHARE = 0.45


def parts(whole: Haggling, known: int) -> list[Haggling]:
    """Give spans that hold all plans of one that may cost less than what is known, in grains."""
    span = whole.span
    able = losses(span, whole.best) + whole.bound < known
    fact = _disputed(whole)
    found = _by_days(whole, able) if fact is None else _by_fact(whole, able, fact)
    return [Haggling(part, prices, whole) for part, prices in found if not part.empty]


def _by_days(whole: Haggling, able: Flags) -> list[tuple[Span, Prices]]:
    """Part a span about where its prices would have it last, were days divisible."""
    span, middle = whole.span, whole.middle
    ends = [(span.low, middle), (middle + 1, span.high)] if middle < span.high else [(span.low, span.high)]
    return [(Span(span.bids, low, high, able, span.goals), whole.best) for low, high in ends]


def _by_fact(whole: Haggling, able: Flags, fact: int) -> list[tuple[Span, Prices]]:
    """Part a span into plans that need a fact and those that do without."""
    span, bids, prices = whole.span, whole.span.bids, whole.best
    spared = able & (bids.fact != fact)
    spared[bids.bid[bids.need[bids.link] == fact]] = False
    without = Span(bids, span.low, span.high, spared, span.goals)
    needed = Span(bids, span.low, span.high, able, np.append(span.goals, fact))
    link, goal = prices.link.copy(), prices.goal.copy()
    goal[fact] = np.floor(_SHARE * _paid(whole)[fact])
    paying = bids.need == fact
    link[paying] = np.floor((1 - _SHARE) * link[paying])
    return [(without, prices), (needed, prices._replace(link=link, goal=goal))]


def _disputed(whole: Haggling) -> int | None:
    """Give the fact on which most depends, if that is not little."""
    had = _had(whole)
    depends = np.minimum(had, 1 - had) * _paid(whole)
    depends[whole.span.goals] = 0
    fact = int(depends.argmax())
    return fact if float(depends[fact]) * _LITTLE > whole.bound else None


def _had(whole: Haggling) -> Floats:
    """Give in which part of the plans offered each fact would be had, by how much it is asked for."""
    bids = whole.span.bids
    had = np.zeros(len(bids.gives))
    had[whole.span.goals] = 1
    for link in np.argsort(bids.taker, kind="stable").tolist():
        taker, need = bids.taker[link], bids.need[link]
        if whole.served[taker] > 0:
            asked = min(1.0, whole.asked[link] / whole.served[taker])
            had[need] = max(had[need], asked * had[taker])
    return had


def _paid(whole: Haggling) -> Floats:
    """Give what is paid for each fact through all its links, where most is."""
    bids = whole.span.bids
    paid = np.bincount(bids.place, whole.best.link.ravel(), bids.gives.size).reshape(bids.gives.shape)
    most: Floats = paid.max(axis=1)
    return most
