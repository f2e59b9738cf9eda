"""What is left where a search ends without proof: a better plan, and a sharper bound, by prices.

Prices bound every plan without trying any, however many ways there are to each goal; and what
the bound would rise by tells which actions a good plan may have. With those the plan at hand
is mended.
"""

import numpy as np

from .bids import Bids
from .carrying import Carrying
from .island import SCALE, Island
from .mending import mended
from .pool import Pool, with_rows
from .prices import Offer
from .spans import Spans
from .task import NOBODY, Plan

__all__ = ["appraise", "appraises"]

_MOST_CIRCLES = 64
"""Circles of providers up to which prices are told apart by circle."""

_ROUNDS = 500
"""Rounds in which prices are found."""

_BEFORE = 270
"""Rounds after which the plan is mended."""

_LIKELY = 100
"""Actions that a plan may be mended with, beside its own."""

_TIMES = 24
"""How often it is tried."""


def appraises(island: Island) -> bool:
    """Tell whether prices can be found: facts have an order, no referrals, not too many circles."""
    plain = all(handler >= NOBODY for handler in island.handler)
    return island.ordered and plain and not island.task.agreed


def appraise(pool: Pool, island: Island, known: Plan) -> tuple[Plan, int]:
    """Give a plan no dearer than the one known, and what no plan of an island costs less than.

    Parameters
    ----------
    island : Island
        The island of the pool.
    known : Plan
        A plan of the pool's task.

    Returns
    -------
    Plan, int
        The bound may be over the plan's objective: then it is best.
    """
    bids = Bids(Carrying(island))
    spans = Spans(bids, _in_grains(known, bids))
    spans.part(_BEFORE, _in_grains(known, bids))
    known = mended(_likely(pool, bids, spans.offer(), known), known, times=_TIMES)
    spans.part(_ROUNDS, _in_grains(known, bids))
    return known, -(-spans.bound * bids.grain // SCALE)


def _in_grains(plan: Plan, bids: Bids) -> int:
    """Give what a plan costs in whole grains, rounded up."""
    return -(-plan.objective * SCALE // bids.grain)


def _likely(pool: Pool, bids: Bids, offer: Offer, plan: Plan) -> Pool:
    """Keep the actions that raise the bound least, and those of a plan."""
    rises = np.full(len(pool.rows), np.inf)
    np.minimum.at(rises, np.array([action for action, _ in bids.ways])[bids.way], offer.losses)
    likely = np.argsort(rises, kind="stable")[:_LIKELY].tolist()
    return with_rows(pool, {pool.rows[action] for action in likely} | set(plan.actions))
