"""How long a plan lasts at least, by the chain of suppliers from each goal down to what comes last.

A *thread* goes from a goal to its supplier, on to the need of that one which can be had last,
to that need's supplier, and so on: a plan lasts no fewer days than these take one after another.
A bid is *slow* by the days that it adds to the soonest that its fact can be had, so a goal comes
as many days after its soonest, at least, as the bids along its thread are slow together.

Of each goal's thread a part of a day's cost is charged, its *pace*; for each fact that it may
pass a *delay* is charged beforehand. Who supplies a fact passes the delay of the need that comes
last on, and adds what it is slow by; where that is less than its fact's delay, it is *spared*
the rest.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from .island import Island
from .task import bits

__all__ = ["Hop", "Threads", "hops_of"]

_Ints = NDArray[np.int64]

_Floats = NDArray[np.float64]

Hop = tuple[int, int, int]
"""A fact, the need that comes last or -1, and by how many days who supplies it so is slow."""


class Threads:
    """Threads of an island's goals, through bids that are alike for them; never changed once built.

    Parameters
    ----------
    hops : mapping of hop to int
        The hops of the bids there are, each with its number.

    Attributes
    ----------
    places : int
        How many facts the goals' threads may pass, each goal's by themselves.
    start, soonest : array, by goal, ascending
        The goal's own place, and the fewest days in which it can be had.
    hops : int
        How many hops there are: bids that threads pass alike.
    fact : array, by hop
        What is supplied.
    kind, goal, at, then, slow : array, by leg, which is a hop of one goal's thread
        The hop, the goal's number, the places of the fact and of the need that comes last
        (``places`` for none), and by how many days it is slow.
    """

    def __init__(self, island: Island, hops: Mapping[Hop, int]) -> None:
        self.hops, self.fact = len(hops), _ints([each[0] for each in hops])
        of_fact: dict[int, list[Hop]] = {}
        for each in hops:
            of_fact.setdefault(each[0], []).append(each)
        goals = bits(island.goals)
        place: dict[tuple[int, int], int] = {}
        legs = list[tuple[int, int, int, tuple[int, int], int]]()
        for thread, goal in enumerate(goals):
            for fact in _passed(goal, of_fact):
                place[thread, fact] = len(place)
                for each in of_fact[fact]:
                    legs.append((hops[each], thread, place[thread, fact], (thread, each[1]), each[2]))
        self.places = len(place)
        self.start = _ints([place[number, goal] for number, goal in enumerate(goals)])
        self.soonest = _ints([island.soonest[goal] for goal in goals])
        self.kind, self.goal = _ints([leg[0] for leg in legs]), _ints([leg[1] for leg in legs])
        self.at, self.slow = _ints([leg[2] for leg in legs]), _ints([leg[4] for leg in legs])
        self.then = _ints([place.get(leg[3], self.places) for leg in legs])

    def spared(self, delay: _Floats, pace: _Floats) -> _Floats:
        """Give what each leg is spared at some delays and paces."""
        passed = np.append(delay, 0.0)
        spared: _Floats = np.maximum(delay[self.at] - passed[self.then] - pace[self.goal] * self.slow, 0)
        return spared

    def taken(self, spared: _Floats, hops: _Ints) -> tuple[_Floats, _Floats]:
        """Give how many threads come to each place beyond those taken on, and the days of each goal's.

        Parameters
        ----------
        spared : array, by leg
            See ``spared``.
        hops : array
            Those of the bids that are taken.
        """
        times = np.bincount(hops, minlength=self.hops)[self.kind]
        legs = np.flatnonzero((times > 0) & (spared > 0))
        times = times[legs]
        coming = np.bincount(self.then[legs], times, self.places + 1)[:-1]
        coming -= np.bincount(self.at[legs], times, self.places)
        coming[self.start] += 1
        days = self.soonest + np.bincount(self.goal[legs], times * self.slow[legs], len(self.start))
        return coming.astype(np.float64), days.astype(np.float64)


def hops_of(island: Island, bids: Iterable[tuple[int, int, int]]) -> list[Hop]:
    """Give the hop of each bid, by the fact, the action and its mode."""
    soonest, ready = island.soonest, island.ready
    last = {mode: max(bits(mode), key=lambda need: (soonest[need], need), default=-1) for mode in ready}
    return [
        (fact, last[mode], island.days[action] + ready[mode] - soonest[fact]) for fact, action, mode in bids
    ]


def _passed(goal: int, of_fact: dict[int, list[Hop]]) -> list[int]:
    """Give the facts that a goal's thread may pass."""
    found = {goal: None}
    left = [goal]
    while left:
        for _, last, _ in of_fact[left.pop()]:
            if last >= 0 and last not in found:
                found[last] = None
                left.append(last)
    return list(found)


def _ints(values: Sequence[int]) -> _Ints:
    return np.array(values, np.int64)
