"""A good plan of many goals by prices: many short searches where prices point, and one among all they met.

What a bound would rise by tells at any prices which few actions a good plan may have. A
narrow beam among these takes a moment, and other prices point elsewhere. What the plans
met this way have in common is good, and where they differ the better of each can be had:
the actions of the best of them make a task so small that it is mostly solved.

References
----------
.. [1] C. Blum, P. Pinacho, M. López-Ibáñez, J. A. Lozano, "Construct, Merge, Solve & Adapt:
   A new general algorithm for combinatorial optimization", Computers & Operations Research 68, 2016.
"""

import numpy as np

from .bids import Bids, Floats
from .explorer import explorer
from .island import Island
from .pool import Pool, with_rows
from .reductions import drop_irrelevant, first_achievers, shrink
from .task import Plan

__all__ = ["Scouting"]

_LIKELY = (30, 45, 60, 75, 90, 105)
"""Actions among which a plan is looked for, in turn; and the likeliest supplier of each fact."""

_WIDTH = 12
"""Partial plans kept at each depth."""

_BEST = 8
"""Plans whose actions are put together."""

_BUDGET = 200
"""Partial plans made of these at most."""


class Scouting:
    """Plans of a pool that were met so far, none of them proven.

    Attributes
    ----------
    plans : list of Plan
        The best first.
    """

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self.plans: list[Plan] = []
        self._looks = 0
        self._merged: frozenset[int] = frozenset()

    @property
    def best(self) -> Plan | None:
        """The best plan met."""
        return self.plans[0] if self.plans else None

    def keep(self, plan: Plan) -> None:
        """Keep a plan met elsewhere."""
        if plan not in self.plans:
            self.plans.append(plan)
            self.plans.sort(key=lambda known: known.objective)

    def look(self, bids: Bids, losses: Floats) -> None:
        """Look for a plan among the likeliest actions, at each look among some more or less of them.

        Parameters
        ----------
        bids : Bids
            What providers of the pool may supply.
        losses : array, by bid
            What the bound rises by if a plan takes it, at some prices.
        """
        likely = self._likely(bids, losses, _LIKELY[self._looks % len(_LIKELY)])
        self._looks += 1
        met = explorer(_island(likely), parted=False).glance(_WIDTH)
        if met is not None:
            self.keep(met)

    def merge(self) -> None:
        """Look for a better plan among the actions of the best plans met."""
        merged = frozenset(action for plan in self.plans[:_BEST] for action in plan.actions)
        if merged == self._merged:
            return
        self._merged, below = merged, self.plans[0].objective
        search = explorer(_island(with_rows(self.pool, merged)), parted=False)
        outcome = search.best_first(1, _BUDGET, below=below)
        met = outcome.plans[0] if outcome.plans else None
        if not outcome.settled:
            met = search.promising(below=below, width=_WIDTH)
        if met is not None:
            self.keep(met)

    def _likely(self, bids: Bids, losses: Floats, most: int) -> Pool:
        """Keep so many actions that raise the bound least, and of each fact the supplier that does.

        So every goal can be had: where facts have an order, suppliers of all make a plan.
        """
        actions = np.array([action for action, _ in bids.ways])[bids.way]
        rises = np.full(len(self.pool.rows), np.inf)
        np.minimum.at(rises, actions, losses)
        order = np.lexsort((losses, bids.fact))
        _, first = np.unique(bids.fact[order], return_index=True)
        likely = {*np.argsort(rises, kind="stable")[:most].tolist(), *actions[order[first]].tolist()}
        return with_rows(self.pool, [self.pool.rows[action] for action in likely])


def _island(pool: Pool) -> Island:
    return Island(shrink(drop_irrelevant(first_achievers(pool))))
