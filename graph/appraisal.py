"""What is left where a search ends without proof: a better plan, and a sharper bound, by prices.

Prices bound every plan without trying any, however many ways there are to each goal; and what
the bound would rise by tells which actions a good plan may have. With those the plan at hand
is mended.
"""

import numpy as np

from .bids import Bids
from .carrying import Carrying
from .island import SCALE
from .mending import mended
from .pool import Pool, with_rows
from .prices import losses
from .spans import Spans
from .task import Plan

__all__ = ["Appraisal", "appraises"]

_MOST_CIRCLES = 64
"""Circles of providers up to which each has prices of its own."""

_ROUNDS = 500
"""Rounds in which prices are found at most."""

_WORK = 4_000_000
"""The same, times what a round costs: the bids there are, and as much again as ``_ALWAYS`` bids."""

_ALWAYS = 1_500

_BEFORE = 270
"""Rounds after which the plan is mended."""

_LIKELY = 100
"""Actions that a plan may be mended with, beside its own."""

_TIMES = 16
"""How often it is tried."""

_FEW, _MORE = 3, 4
"""Goals that are planned anew at a time, and where much is open still."""

_MUCH = 10
"""Part of a plan's objective that is much to be left open."""

_NEAR = 20
"""Part of a plan's objective that may be left open."""


def appraises(carrying: Carrying) -> bool:
    """Tell whether prices can be found: facts have an order, no referrals, not too many circles."""
    island = carrying.island
    return island.ordered and not island.task.referred and len(set(carrying.circle_of)) <= _MOST_CIRCLES


class Appraisal:
    """A plan of an island and a bound on all, which can be gone on with.

    Parameters
    ----------
    carrying : Carrying
        Hand-offs of the pool's island.
    plan : Plan
        A plan of the pool's task, known without proof.

    Attributes
    ----------
    plan : Plan
        The best known now.
    """

    def __init__(self, pool: Pool, carrying: Carrying, plan: Plan) -> None:
        self.pool, self.plan = pool, plan
        self._bids = Bids(carrying)
        self._spans = Spans(self._bids, self._grains(plan.objective))

    @property
    def bound(self) -> int:
        """What no plan costs less than; perhaps more than the plan costs, which then is best."""
        return -(-self._spans.bound * self._bids.grain // SCALE)

    def open(self, part: int) -> bool:
        """Tell whether more than one part of so many is left open."""
        return (self.plan.objective - self.bound) * part > self.plan.objective

    def go_on(self) -> None:
        """Find better prices, mend the plan, and find better prices still; once more where much is open."""
        most = min(_ROUNDS, _WORK // (len(self._bids.fact) + _ALWAYS))
        self._part(min(_BEFORE, most))
        self.plan = mended(self._likely(), self.plan, at_once=_FEW, times=_TIMES)
        self._part(most)
        if self.open(_MUCH):
            self.plan = mended(self._likely(), self.plan, at_once=_MORE, times=_TIMES)
            self._part(most + most // 4)

    def _part(self, rounds: int) -> None:
        objective = self.plan.objective
        enough = self._grains(objective - objective // _NEAR)
        self._spans.part(rounds, self._grains(objective), enough)

    def _grains(self, objective: int) -> int:
        """Give an objective in whole grains, rounded up."""
        return -(-objective * SCALE // self._bids.grain)

    def _likely(self) -> Pool:
        """Keep the actions with which a plan may cost least, and those of the plan."""
        least = np.full(len(self.pool.rows), np.inf)
        for span in self._spans.all:
            bids = span.span.bids
            actions = np.array([action for action, _ in bids.ways])[bids.way]
            np.minimum.at(least, actions, span.bound + losses(span.span, span.best))
        likely = np.argsort(least, kind="stable")[:_LIKELY].tolist()
        return with_rows(self.pool, {self.pool.rows[action] for action in likely} | set(self.plan.actions))
