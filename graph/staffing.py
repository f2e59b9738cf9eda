"""The least that new suppliers of some facts cost together, providers and hand-offs among them included.

A provider that supplies several facts is engaged once, and carries nothing to
itself. So the facts fall into parts, one a provider, and the cheapest way to
part them is a bound that weighs another actor against a dearer action, and a
dearer action against an easier hand-off or fewer days.
"""

from collections.abc import Mapping
from typing import NamedTuple

from .carrying import Carrying, Takers
from .parts import Repertoire, common, soonest_of
from .puzzles import Parts, Puzzle, most_saved, played
from .shares import Shares
from .task import NOBODY, bits

__all__ = ["Late", "Staffing"]

_NO_TAKERS: Takers = ()

_NEVER = 1 << 200


class Late(NamedTuple):
    """A fact whose days are paid for, as many as it comes after day ``-offset``."""

    fact: int
    offset: int


class _Row(dict[int, int]):
    """What the hand-offs of a fact to certain circles cost from each circle, worked out when asked."""

    def __init__(self, carrying: Carrying, fact: int, circles: Takers) -> None:
        super().__init__()
        self.carrying, self.fact, self.circles = carrying, fact, circles

    def __missing__(self, giver: int) -> int:
        cost = self[giver] = self.carrying.handed(self.fact, giver, self.circles)
        return cost


class _Ask(NamedTuple):
    """One question about a puzzle; see ``Staffing.least``."""

    must: int
    engaged: int
    free: int
    takers: Mapping[int, Takers]
    marks: Mapping[int, object]
    rows: Mapping[int, Mapping[int, int]]
    late: Late | None


class Staffing:
    """Who may supply what on an island, and what it costs to have all supplied.

    Parameters
    ----------
    price : list of int
        Cost of each action with what must be carried to it.
    parts : list of Part
        What one provider may supply.

    Attributes
    ----------
    soonest : list of int
        Days in which each action can be done at best.
    """

    def __init__(self, carrying: Carrying, price: list[int], repertoire: Repertoire) -> None:
        self.island = island = carrying.island
        self.carrying = carrying
        self.parts = Parts(repertoire)
        self.shares = Shares(carrying, price)
        self.asked = [common(mode for _, mode in offers) for offers in island.offers]
        self.soonest = [soonest_of(island, action) for action in range(len(island.days))]
        self.waiting: Mapping[int, Takers] = {}
        self.marks: list[tuple[int, tuple[tuple[int, int], ...]]] = []
        self.puzzles: dict[int, tuple[Puzzle, ...]] = {}
        self.savings: dict[tuple[tuple[int, int], ...], int] = {}
        self.marked: dict[tuple[int, Takers], tuple[tuple[int, int], ...]] = {}
        self.rows: dict[tuple[int, Takers], _Row] = {}
        self.timed: dict[tuple[int, int], list[tuple[int, int, int]]] = {}

    def least(
        self,
        must: int,
        engaged: int,
        waiting: Mapping[int, Takers],
        *,
        free: int = 0,
        late: Late | None = None,
    ) -> int:
        """Bound what supplying these facts costs, with new providers and all that is carried.

        Parameters
        ----------
        must : int
            Facts of which each needs an action not yet in the plan.
        engaged : int
            Providers in the plan.
        waiting : mapping of int to tuple of int
            Handlers in the plan that wait for each fact.
        free : int
            Facts that somebody may supply at no more than a share of an action's cost.
        late : Late or None
            One of the facts, where its days are paid for.

        Notes
        -----
        In a plan, take for each new provider the facts of ``must`` that it supplies. Its
        actions cost no less than fair shares of its cheapest ones, it is paid for, what its
        actions need and another supplies is carried to it, and what it supplies to those who wait.
        Of what engaged providers and nobody supply, fair shares and hand-offs are counted. The
        best over all ways to part the facts is exact for that; facts that no provider links are
        parted apart.
        """
        found = self.puzzles.get(must)
        if found is None:
            found = self.puzzles[must] = self.parts.puzzles(must)
        if waiting is not self.waiting:
            self.waiting = waiting
            self.marks = [(fact, self._marks(fact, by)) for fact, by in sorted(waiting.items()) if by]
        marked, total = self.marks, 0
        for puzzle in found:
            mine = late if late is not None and puzzle.facts >> late.fact & 1 else None
            marks = tuple([mark for mark in marked if puzzle.facts >> mark[0] & 1])
            key = engaged & puzzle.made_by, free & puzzle.facts, mine, marks
            value = puzzle.known.get(key)
            if value is None:
                takers = {fact: waiting[fact] for fact, _ in marks}
                rows = {fact: self._row(fact, by) for fact, by in takers.items()}
                ask = _Ask(must, engaged, free, takers, dict(marks), rows, mine)
                value = puzzle.known[key] = self._value(puzzle, ask)
            total += value
        return total

    def _marks(self, fact: int, takers: Takers) -> tuple[tuple[int, int], ...]:
        """Give what tells takers apart: their circles, and who of them may make the fact."""
        known = self.marked.get((fact, takers))
        if known is None:
            carrying = self.carrying
            made_by, circle, bit = carrying.made_by[fact], carrying.circle, carrying.bit
            told = sorted([(circle[taker], taker if bit[taker] & made_by else NOBODY) for taker in takers])
            known = self.marked[fact, takers] = tuple(told)
        return known

    def _row(self, fact: int, takers: Takers) -> "_Row":
        """Give what the hand-offs of a fact cost from each circle that gives it."""
        circle = self.carrying.circle
        circles = tuple(sorted([circle[taker] for taker in takers]))
        known = self.rows.get((fact, circles))
        if known is None:
            known = self.rows[fact, circles] = _Row(self.carrying, fact, circles)
        return known

    def _value(self, puzzle: Puzzle, ask: _Ask) -> int:
        """Give the least that the facts of a puzzle cost: each alone, less what parts save."""
        alone = {fact: self._alone(fact, puzzle, ask) for fact in puzzle.single}
        late, last = 0, 0
        if ask.late is not None:
            late, last = self._lateness(ask.late, self.island.soonest[ask.late.fact]), 1 << ask.late.fact
        saved: dict[int, int] = {}
        for part, facts, ways in puzzle.several:
            most = -late if part & last else 0
            for fact in facts:
                most += alone[fact]
            if ways[0][0] < most:
                cost = played(ways, [ask.rows[fact] for fact in facts if fact in ask.rows], most)
                if cost < most:
                    saved[part] = most - cost
        key = tuple(saved.items())
        saving = self.savings.get(key)
        if saving is None:
            saving = self.savings[key] = most_saved(saved)
        return sum(alone.values()) - saving

    def _alone(self, fact: int, puzzle: Puzzle, ask: _Ask) -> int:
        """Give the least that one fact costs, supplied by a new provider, one engaged, or nobody."""
        late = ask.late if ask.late is not None and ask.late.fact == fact else None
        able = ask.engaged & self.carrying.made_by[fact]
        key = fact, able, ask.free >> fact & 1, ask.marks.get(fact), late
        known = puzzle.alone.get(key)
        if known is None:
            row = ask.rows.get(fact)
            known = self._by_present(fact, ask, late)
            if late is not None:
                known = self._by_new(fact, ask.must, late, row, known)
            else:
                known = played(puzzle.single[fact], [] if row is None else [row], known)
            puzzle.alone[key] = known
        return known

    def _by_present(self, fact: int, ask: _Ask, late: Late | None) -> int:
        """Give the least that one fact costs with nobody new engaged."""
        makers, takers = self.carrying.makers[fact], ask.takers.get(fact, _NO_TAKERS)
        able = [*makers.get(0, ())]
        for seat in bits(ask.engaged & self.carrying.made_by[fact]):
            able += makers[1 << seat]
        least = _NEVER
        for action in able:
            cost = self.shares.share(action, ask.must)
            cost += sum([self.island.handoff(action, taker) for taker in takers])
            least = min(least, cost if late is None else cost + self._lateness(late, self.soonest[action]))
        if ask.free >> fact & 1:
            cost = self.shares.cheapest(fact, ask.must)
            if late is not None:
                cost += self._lateness(late, self.island.soonest[fact])
            least = min(least, cost)
        return least

    def _by_new(self, fact: int, must: int, late: Late, row: Mapping[int, int] | None, most: int) -> int:
        """Give the least that a new provider costs with the days that it takes, or ``most``."""
        soonest = self._lateness(late, self.island.soonest[fact])
        for cost, days, circle in self.timed.get((fact, must)) or self._timed(fact, must):
            if cost + soonest >= most:
                break
            most = min(most, cost + self._lateness(late, days) + (0 if row is None else row[circle]))
        return most

    def _timed(self, fact: int, must: int) -> list[tuple[int, int, int]]:
        """List what a new provider costs, its days and its circle, cheapest first; none worse in all."""
        carrying, listed = self.carrying, list[tuple[int, int, int]]()
        for bit, actions in carrying.makers[fact].items():
            asked = bits(self.asked[fact] & carrying.able_by[bit] & must)
            for action in actions if bit else ():
                circle = carrying.circle_of[action]
                cost = self.shares.price[action] + self.island.actor_cost
                cost += sum([carrying.nearest(need, circle) for need in asked])
                listed.append((cost, self.soonest[action], circle))
        found, quickest = self.timed.setdefault((fact, must), []), dict[int, int]()
        for cost, days, circle in sorted(listed):
            if days < quickest.get(circle, days + 1):
                quickest[circle] = days
                found.append((cost, days, circle))
        return found

    def _lateness(self, late: Late, days: int) -> int:
        return self.island.day_cost * max(0, late.offset + days)
