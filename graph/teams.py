"""A quick bound on what new suppliers of some facts cost together.

Each fact's cheapest share, its easiest hand-offs, and an actor for each set of
suppliers that none engaged is in. What ``staffing`` finds is never less, but takes longer.
"""

from collections.abc import Mapping

from .bounds import Bounds, count_apart
from .carrying import Carrying, Takers
from .staffing import Late
from .task import bits

__all__ = ["Teams"]


class Teams:
    """The suppliers of each fact of an island, taken as one."""

    def __init__(self, carrying: Carrying, bounds: Bounds) -> None:
        self.island = carrying.island
        self.carrying = carrying
        self.bounds = bounds
        self.waiting: Mapping[int, Takers] = {}
        self.easiest: list[tuple[int, int]] = []
        self.able: dict[int, int] = {}
        self.known: dict[tuple[int, int], int] = {}

    def least(
        self,
        must: int,
        engaged: int,
        waiting: Mapping[int, Takers],
        *,
        free: int = 0,
        late: Late | None = None,
    ) -> int:
        """Bound what supplying these facts costs; see ``Staffing.least``."""
        island, carrying = self.island, self.carrying
        if waiting is not self.waiting:
            self.waiting = waiting
            self.easiest = [(1 << fact, carrying.least(fact, by)) for fact, by in waiting.items() if by]
        handed = sum([cost for fact, cost in self.easiest if fact & must])
        if late is not None:
            handed += island.day_cost * max(0, late.offset + island.soonest[late.fact])
        able = self.able.get(engaged)
        if able is None:
            able = self.able[engaged] = carrying.able_with(engaged)
        apart = must & ~(free | able)
        known = self.known.get((must, apart))
        if known is None:
            teams = [carrying.made_by[fact] for fact in bits(apart)]
            teams.sort(key=lambda team: (team.bit_count(), team))
            known = self.bounds.shared(must) + island.actor_cost * count_apart(teams, 0)
            self.known[must, apart] = known
        return known + handed
