"""What each fact is worth, and so what every plan costs at least: providers earn no more than they can.

Whoever supplies a fact pays a price for each of its needs, to where it is taken from, and
earns what all who need the fact pay there, and the price of a goal. What each provider, for
itself, can earn at best beyond its costs is what the goals' prices are too high by: the
rest of them bounds every plan from below; ``haggling`` makes prices better.

References
----------
.. [1] A. Geoffrion, "Lagrangean relaxation for integer programming",
   Mathematical Programming Study 2, 1974.
"""

from typing import NamedTuple

import numpy as np

from .bids import NEVER, Bids, Flags, Floats, Ints
from .sifting import sifted

__all__ = ["Offer", "Prices", "Span", "judge", "opening"]


class Prices(NamedTuple):
    """Prices in whole grains.

    Parameters
    ----------
    link : array, by link and circle
        What is paid through a link for the need, where it is taken from there.
    goal, day : array, by fact
        What a goal is paid for; what a day costs that a supplier comes too late.
    pace : array, by goal
        What a day of a goal's thread costs. All days are together no more than a day costs.
    delay : array, by place of a thread
        What is charged beforehand for what comes there late.
    """

    link: Floats
    goal: Floats
    day: Floats
    pace: Floats
    delay: Floats


class Span:
    """Plans that last no fewer and no more days than given, of some bids.

    Attributes
    ----------
    bids : Bids
        Those that such a plan may have.
    late : array, by bid
        Days that a plan with it lasts beyond the fewest.
    empty : bool
        Whether there is surely no such plan.
    """

    def __init__(self, bids: Bids, low: int, high: int, able: Flags | None = None) -> None:
        quick = bids.lasts <= high
        self.bids = sifted(bids, quick if able is None else quick & able)
        self.low, self.high = low, high
        self.late = np.maximum(self.bids.lasts - low, 0).astype(np.float64)
        self.empty = not self.bids.gives[bids.goals].any(axis=1).all()


class Offer(NamedTuple):
    """What providers do at some prices.

    Parameters
    ----------
    bound : int
        No plan of the span costs less, in grains.
    link : array, by link and circle
        Demands beyond what is supplied there.
    goal : array, by fact
        Goals not supplied count 1, those supplied more than once less than 0.
    day : array, by fact
        Days that suppliers come too late.
    pace : array, by goal
        Days of its thread beyond the span's fewest.
    delay : array, by place of a thread
        Threads that come there beyond those that go on from there.
    losses : array, by bid
        What the bound rises by if a plan takes the bid, at least.
    """

    bound: int
    link: Floats
    goal: Floats
    day: Floats
    pace: Floats
    delay: Floats
    losses: Floats


def judge(span: Span, prices: Prices) -> Offer:
    """Let each provider earn what it can.

    Notes
    -----
    Take a plan of the span. It supplies each goal once, so it earns each goal's price once.
    Through a link it meets one demand at most, from its one supplier of the need, who earns
    there the prices of all links to it: no more is paid than earned. So the plan costs no less
    than the goals' prices less what its providers earn beyond their costs. None earns more
    than in its best stance: it takes nothing from itself, or some fact is the first that it
    does, and that it supplies. A way goes in the turn of the first fact that it supplies, which
    pays for all that is carried to it; or of more facts each pays a share. The plan lasts as
    long as each of its bids says at least, and as the bids along the thread of a goal take; the
    prices of days together are no more than a day costs. Where a thread passes, what is charged
    for the fact is passed on, or paid by being slow, but for what the supplier is spared; who
    is not on the thread is spared no less than nothing.
    """
    bids, threads = span.bids, span.bids.threads
    spared = threads.spared(prices.delay, prices.pace)
    gain, source = _gain(bids, span, prices)
    gain += np.bincount(threads.kind, spared, threads.hops)[bids.hop]
    profit, chosen, losses = _stand(bids, gain)
    wide = bids.gives.shape[1]
    asking = np.flatnonzero(chosen[bids.bid])
    asked = np.bincount(bids.link[asking] * wide + source[asking], minlength=prices.link.size)
    taken = np.flatnonzero(chosen)
    places = bids.fact[taken] * wide + bids.circle[taken]
    supplied = np.bincount(places, minlength=bids.gives.size).reshape(bids.gives.shape)
    link = (asked.reshape(prices.link.shape) - supplied[bids.need]) * bids.gives[bids.need]
    goal = np.zeros(len(supplied))
    goal[bids.goals] = 1 - supplied[bids.goals].sum(axis=1)
    day = np.bincount(bids.fact[taken], span.late[taken], len(supplied)).astype(np.float64)
    delay, days = threads.taken(spared, bids.hop[taken])
    early = float((prices.pace * (threads.soonest - span.low)).sum() + prices.delay[threads.start].sum())
    bound = int(prices.goal.sum() + bids.day * span.low + early - profit)
    return Offer(bound, link.astype(np.float64), goal, day, days - span.low, delay, losses)


def _gain(bids: Bids, span: Span, prices: Prices) -> tuple[Floats, Ints]:
    """Give what each bid earns less what it pays, and from which circle each demand is met."""
    offered = prices.link[bids.carried] + bids.carry
    nearest = offered.argmin(axis=1) if len(offered) else np.zeros(0, np.int64)
    paid, source = offered[np.arange(len(nearest)), nearest][bids.kind], nearest[bids.kind]
    at_home = np.where(bids.own, prices.link[bids.link, bids.home], NEVER)
    mine = at_home < paid
    paid, source = np.where(mine, at_home, paid), np.where(mine, bids.home, source)
    earned = np.bincount(bids.place, prices.link.ravel(), bids.gives.size).reshape(bids.gives.shape)
    gain = (earned + prices.goal[:, None])[bids.fact, bids.circle]
    gain -= np.bincount(bids.bid, paid, len(gain)) + prices.day[bids.fact] * span.late
    return gain, source


def _stand(bids: Bids, gain: Floats) -> tuple[float, Flags, Floats]:
    """Give what all providers earn together, the bids by which they do, and what each bid loses."""
    more = np.where(bids.turn, gain, np.maximum(gain, 0))
    of_way = np.bincount(bids.way, more, len(bids.cost)) - bids.cost
    of_action = np.maximum.reduceat(of_way, bids.first_way)
    acting = np.maximum(of_action, 0)
    of_stance = np.add.reduceat(acting, bids.first_action) - bids.actor
    missed = acting[bids.act] - (of_way[bids.way] + gain - more)
    loss, spared = missed[bids.forced], np.zeros(len(of_stance))
    if len(loss):
        spared[bids.forcing] = np.minimum.reduceat(loss, bids.first_forced)
        of_stance -= spared
    of_provider = np.maximum.reduceat(of_stance, bids.first_stance)
    takes = _first((of_stance >= of_provider[bids.provider]) & (of_stance > 0), bids.provider)
    acts = (of_action > 0) & takes[bids.stance]
    goes = _first((of_way >= of_action[bids.action]) & acts[bids.action], bids.action)
    stance = bids.stance[bids.act]
    forced = stance[bids.forced]
    must = bids.forced[_first((loss <= spared[forced]) & takes[forced], forced)]
    again = np.zeros(len(of_action), bool)
    again[bids.act[must]] = True
    goes[again[bids.action]] = False
    goes[bids.way[must]] = True
    chosen = (bids.turn | (gain > 0)) & goes[bids.way]
    chosen[must] = True
    best = np.maximum(of_provider, 0)
    whole = (of_stance + spared)[stance]
    return float(best.sum()), chosen, best[bids.provider[stance]] - whole + np.maximum(missed, spared[stance])


def _first(flags: Flags, groups: Ints) -> Flags:
    """Keep the first that is flagged of each group; those of a group stand together."""
    places = np.flatnonzero(flags)
    new = np.ones(len(places), bool)
    mine = groups[places]
    np.not_equal(mine[1:], mine[:-1], out=new[1:])
    found = np.zeros(len(flags), bool)
    found[places[new]] = True
    return found


def opening(bids: Bids) -> Prices:
    """Begin with what the cheapest supplier of each fact costs, shared among the links to it."""
    facts = len(bids.gives)
    cheapest = np.full(facts, NEVER)
    np.minimum.at(cheapest, bids.fact, bids.cost[bids.way])
    actor = float(bids.actor.max())
    share = np.floor((cheapest + actor / 2) / np.maximum(np.bincount(bids.need, minlength=facts), 1))
    goal = np.zeros(facts)
    goal[bids.goals] = cheapest[bids.goals] + actor
    link = share[bids.need][:, None] * bids.gives[bids.need]
    threads = bids.threads
    return Prices(link, goal, np.zeros(facts), np.zeros(len(bids.goals)), np.zeros(threads.places))
