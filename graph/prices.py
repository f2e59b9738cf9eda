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

__all__ = ["Offer", "Prices", "Span", "judge", "losses", "opening"]


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

    Parameters
    ----------
    able : array of bool, by bid
        Bids that such a plan may have, but for its days.

    Attributes
    ----------
    goals : array
        Facts that all such plans need.
    bids : Bids
        Those that such a plan may have.
    late : array, by hop
        Days that a plan with a bid of it lasts beyond the fewest.
    empty : bool
        Whether there is surely no such plan.
    """

    def __init__(
        self, bids: Bids, low: int, high: int, able: Flags | None = None, goals: Ints | None = None
    ) -> None:
        quick = bids.lasts <= high
        self.bids = sifted(bids, quick if able is None else quick & able)
        self.low, self.high = low, high
        self.goals = bids.goals if goals is None else goals
        self.late = np.zeros(bids.threads.hops)
        self.late[self.bids.hop] = np.maximum(self.bids.lasts - low, 0)
        self.empty = not self.bids.gives[self.goals].any(axis=1).all()


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
    served : array, by fact
        How often it is supplied.
    asked : array, by link
        How often the need is taken through it.
    """

    bound: int
    link: Floats
    goal: Floats
    day: Floats
    pace: Floats
    delay: Floats
    served: Ints
    asked: Ints


def judge(span: Span, prices: Prices) -> Offer:
    """Let each provider earn what it can.

    Notes
    -----
    Take a plan of the span. It supplies each of the span's goals once, so it earns each goal's price once.
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
    gain, source = _gain(span, prices, spared)
    profit, chosen = _chosen(bids, gain, _stand(bids, gain))
    taken, asking = np.flatnonzero(chosen), np.flatnonzero(chosen[bids.bid])
    asked = np.bincount(bids.link[asking] * bids.gives.shape[1] + source[asking], minlength=prices.link.size)
    supplied = np.bincount(bids.spot[taken], minlength=bids.gives.size).reshape(bids.gives.shape)
    asked = asked.reshape(prices.link.shape)
    link = (asked - supplied[bids.need]) * bids.gives[bids.need]
    goal = np.zeros(len(supplied))
    served = supplied.sum(axis=1)
    goal[span.goals] = 1 - served[span.goals]
    hops = bids.hop[taken]
    day = np.bincount(bids.fact[taken], span.late[hops], len(supplied)).astype(np.float64)
    delay, days = threads.taken(spared, hops)
    early = float((prices.pace * (threads.soonest - span.low)).sum() + prices.delay[threads.start].sum())
    bound = int(prices.goal.sum() + bids.day * span.low + early - profit)
    return Offer(bound, link.astype(np.float64), goal, day, days - span.low, delay, served, asked.sum(axis=1))


def losses(span: Span, prices: Prices) -> Floats:
    """Give by bid what the bound rises by, at least, if a plan takes it."""
    bids = span.bids
    gain = _gain(span, prices, bids.threads.spared(prices.delay, prices.pace))[0]
    standing = _stand(bids, gain)
    stance = bids.stance[bids.act]
    best = np.maximum(standing.of_provider, 0)[bids.provider[stance]]
    whole = (standing.of_stance + standing.spared)[stance]
    missed = np.maximum(_missed(bids, gain, standing, np.arange(len(gain))), standing.spared[stance])
    lost: Floats = best - whole + missed
    return lost


def _gain(span: Span, prices: Prices, spared: Floats) -> tuple[Floats, Ints]:
    """Give what each bid earns less what it pays, and from which circle each demand is met."""
    bids, threads = span.bids, span.bids.threads
    offered = prices.link[bids.carried] + bids.carry
    nearest = offered.argmin(axis=1) if len(offered) else np.zeros(0, np.int64)
    paid, source = offered[np.arange(len(nearest)), nearest][bids.kind], nearest[bids.kind]
    own = np.flatnonzero(bids.own)
    at_home = prices.link[bids.link[own], bids.home[own]]
    nearer = at_home < paid[own]
    paid[own[nearer]], source[own[nearer]] = at_home[nearer], bids.home[own[nearer]]
    earned = np.bincount(bids.place, prices.link.ravel(), bids.gives.size).reshape(bids.gives.shape)
    by_hop = np.bincount(threads.kind, spared, threads.hops) - prices.day[threads.fact] * span.late
    gain: Floats = (earned + prices.goal[:, None]).ravel()[bids.spot] + by_hop[bids.hop]
    return gain - np.bincount(bids.bid, paid, len(gain)), source


class _Standing(NamedTuple):
    """What ways, actions, stances and providers earn at best; what each stance loses by its forced bid."""

    of_way: Floats
    of_action: Floats
    of_stance: Floats
    spared: Floats
    of_provider: Floats


def _stand(bids: Bids, gain: Floats) -> _Standing:
    more = np.where(bids.turn, gain, np.maximum(gain, 0))
    of_way = np.bincount(bids.way, more, len(bids.cost)) - bids.cost
    of_action = np.maximum.reduceat(of_way, bids.first_way)
    of_stance = np.add.reduceat(np.maximum(of_action, 0), bids.first_action) - bids.actor
    standing = _Standing(of_way, of_action, of_stance, np.zeros(len(of_stance)), of_stance)
    if len(bids.forced):
        loss = _missed(bids, gain, standing, bids.forced)
        standing.spared[bids.forcing] = np.minimum.reduceat(loss, bids.first_forced)
        of_stance -= standing.spared
    return standing._replace(of_provider=np.maximum.reduceat(of_stance, bids.first_stance))


def _missed(bids: Bids, gain: Floats, standing: _Standing, some: Ints) -> Floats:
    """Give what the action of each of some bids earns at best, less what it earns with the bid."""
    own = gain[some]
    added = np.where(bids.turn[some], 0, np.minimum(own, 0))
    with_it = standing.of_way[bids.way[some]] + added
    missed: Floats = np.maximum(standing.of_action, 0)[bids.act[some]] - with_it
    return missed


def _chosen(bids: Bids, gain: Floats, standing: _Standing) -> tuple[float, Flags]:
    """Give what all providers earn together, and the bids by which they do."""
    of_way, of_action, of_stance, spared, of_provider = standing
    takes = _first((of_stance >= of_provider[bids.provider]) & (of_stance > 0), bids.provider)
    acts = (of_action > 0) & takes[bids.stance]
    goes = _first((of_way >= of_action[bids.action]) & acts[bids.action], bids.action)
    able = bids.forced[takes[bids.stance[bids.act[bids.forced]]]]
    forced = bids.stance[bids.act[able]]
    must = able[_first(_missed(bids, gain, standing, able) <= spared[forced], forced)]
    again = np.zeros(len(of_action), bool)
    again[bids.act[must]] = True
    goes[again[bids.action]] = False
    goes[bids.way[must]] = True
    chosen = (bids.turn | (gain > 0)) & goes[bids.way]
    chosen[must] = True
    return float(np.maximum(of_provider, 0).sum()), chosen


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
