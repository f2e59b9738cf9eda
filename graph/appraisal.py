"""Where a search ends without proof: a good plan, and a sharper bound, by prices.

Prices bound every plan without trying any, however many ways there are to each goal; and what
the bound would rise by tells which actions a good plan may have. Among those plans are
looked for while prices get better.
"""

from collections.abc import Callable

from .bids import Bids
from .carrying import Carrying
from .island import SCALE
from .pool import Pool
from .prices import losses
from .scouting import Scouting
from .spans import Spans
from .task import Plan

__all__ = ["Appraisal", "appraise", "appraises"]

_MOST_CIRCLES = 64
"""Circles of providers up to which each has prices of its own."""

_ROUNDS = 500
"""Rounds in which prices are found at most."""

_WORK = 4_000_000
"""The same, times what a round costs: the bids there are, and as much again as ``_ALWAYS`` bids."""

_ALWAYS = 1_500

_LOOKS = (30, 60, 90, 120)
"""Rounds after which a plan is looked for first."""

_EACH = 60
"""Rounds from one look to the next then."""

_MUCH = 10
"""Part of a plan's objective that is much to be left open."""

_NEAR = 30
"""Part of a plan's objective that may be left open."""


def appraises(carrying: Carrying) -> bool:
    """Tell whether prices can be found: facts have an order, no referrals, not too many circles."""
    island = carrying.island
    return island.ordered and not island.task.referred and len(set(carrying.circle_of)) <= _MOST_CIRCLES


def appraise(pool: Pool, carrying: Carrying, otherwise: Callable[[], Plan | None]) -> "Appraisal | None":
    """Appraise a pool, where a plan is met.

    Parameters
    ----------
    carrying : Carrying
        Hand-offs of the pool's island.
    otherwise : callable
        Gives a plan where prices meet none, if it can.
    """
    spans, scouting = Spans(Bids(carrying)), Scouting(pool)
    _look(spans, scouting)
    known = scouting.best or otherwise()
    if known is None:
        return None
    scouting.keep(known)
    return Appraisal(spans, scouting)


class Appraisal:
    """A plan and a bound on all, which can be gone on with.

    Parameters
    ----------
    scouting : Scouting
        A plan is known.
    """

    def __init__(self, spans: Spans, scouting: Scouting) -> None:
        self._spans, self._scouting = spans, scouting
        for rounds in _LOOKS:
            self._look(rounds)
        scouting.merge()

    @property
    def plan(self) -> Plan:
        """The best plan known now."""
        return self._scouting.plans[0]

    @property
    def met(self) -> tuple[Plan, ...]:
        """All plans met, the best first."""
        return tuple(self._scouting.plans)

    @property
    def bound(self) -> int:
        """What no plan costs less than; perhaps more than the plan costs, which then is best."""
        return -(-self._spans.bound * self._spans.bids.grain // SCALE)

    def open(self, part: int) -> bool:
        """Tell whether more than one part of so many is left open."""
        return (self.plan.objective - self.bound) * part > self.plan.objective

    def keep(self, plan: Plan | None) -> None:
        """Keep a plan met elsewhere, if any, and what is best of it and those met here."""
        if plan is not None:
            self._scouting.keep(plan)
            self._scouting.merge()

    def go_on(self) -> None:
        """Find better prices and plans, some more where much is open still."""
        most = min(_ROUNDS, _WORK // (len(self._spans.bids.fact) + _ALWAYS))
        self._search(most)
        if self.open(_MUCH):
            self._search(most + most // 4)

    def _search(self, rounds: int) -> None:
        """Make prices better and look for plans, until so many rounds are made, and merge these by and by."""
        looks, spans = 0, self._spans
        while spans.rounds < rounds and self._look(min(rounds, spans.rounds + _EACH)):
            looks += 1
            if looks % 2 == 0:
                self._scouting.merge()
        self._scouting.merge()

    def _look(self, rounds: int) -> bool:
        """Make prices better and look for a plan; not where little is open."""
        before, objective = self._spans.rounds, self.plan.objective
        enough = self._grains(objective - objective // _NEAR)
        self._spans.part(rounds, self._grains(objective), enough)
        if self._spans.rounds == before:
            return False
        _look(self._spans, self._scouting)
        return True

    def _grains(self, objective: int) -> int:
        """Give an objective in whole grains, rounded up."""
        return -(-objective * SCALE // self._spans.bids.grain)


def _look(spans: Spans, scouting: Scouting) -> None:
    """Look for a plan where the prices of the span of least bound point to."""
    for least in spans.all[:1]:
        scouting.look(least.span.bids, losses(least.span, least.best))
