"""Partial plans of a task whose facts have an order: consumers are decided before what they consume.

So when a fact is decided all who wait for it are known, and how long from its
coming to the end of the plan: its hand-offs and its days are final at once.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from functools import cached_property

from .bounds import Bounds
from .carrying import Carrying
from .choice import open_next
from .cuts import Cuts
from .island import Island
from .partial import Move, Partial, read_back
from .parts import Repertoire, prices
from .precedents import Precedents
from .space import Repeat
from .staffing import Late, Staffing
from .task import bits
from .teams import Teams
from .ways import Ways

__all__ = ["Ordered"]

_NO_TAKERS: tuple[int, ...] = ()

_SHARP = 0.75
"""Share of what cuts tell of the start that is nearly as much."""


class Ordered:
    """The space of one island whose facts have an order."""

    def __init__(
        self,
        island: Island,
        bounds: Bounds,
        *,
        parted: bool = True,
        cuts: Cuts | None = None,
    ) -> None:
        self.island = island
        self.bounds = bounds
        self.carrying = Carrying(bounds.island)
        self.staffing = self.sharpest if parted else Teams(self.carrying, bounds)
        self.cuts = cuts
        self.stride = max(island.actor_cost, island.full_cost)
        self.precedents = Precedents(island, self.carrying)

    @cached_property
    def sharpest(self) -> Staffing | Teams:
        """The sharpest bound on supply that is not too long to work out."""
        price = prices(self.carrying)
        parts = Repertoire(self.carrying, price)
        return Staffing(self.carrying, price, parts) if parts.countable else Teams(self.carrying, self.bounds)

    @property
    def parted(self) -> bool:
        """Whether what is wanted is parted among providers."""
        return isinstance(self.staffing, Staffing)

    @property
    def parting(self) -> bool:
        """Whether parting what is wanted tells of the start nearly as much as cuts do, or more."""
        if self.cuts is None:
            return True
        other = copy(self)
        other.staffing = self.sharpest
        return other.supply(self._empty()) >= _SHARP * self.cuts.left(0)

    def part(self) -> None:
        """Part what is wanted among providers from now on, which is a sharper bound and takes longer."""
        self.staffing = self.sharpest

    def again(self, state: Partial, value: int) -> int:
        """Bound a partial plan made before the facts were parted."""
        return max(value, self.supply(state))

    def afresh(self) -> "Ordered":
        """Give the same space, with what it worked out, and nothing seen."""
        other = copy(self)
        other.precedents = self.precedents.afresh()
        return other

    def start(self) -> tuple[int, Partial] | None:
        """Give the empty plan, or ``None`` when the quickest ways are too long."""
        empty = self._empty()
        _, _, days = self._last(empty, 0)
        if self.island.limits.days is not None and days > self.island.limits.days:
            return None
        return max(self.supply(empty), self.along(empty)), empty

    def _empty(self) -> Partial:
        goals = self.island.goals
        facts = bits(goals)
        return Partial(
            0,
            0,
            goals,
            0,
            0,
            0,
            0,
            -1 if self.cuts is None or self.cuts.thread is None else self.cuts.thread.goal,
            0,
            (),
            0,
            dict.fromkeys(facts, 0),
            dict.fromkeys(facts, _NO_TAKERS),
            None,
        )

    def supply(self, state: Partial) -> int:
        """Bound the objective of every completion by what is wanted, hand-offs and days included.

        The days are those of all that is open but the fact that ends last at best; what it
        adds to them is weighed against what its suppliers cost.
        """
        island, carrying = self.island, self.carrying
        must = self.bounds.must(state.open, state.closed | state.given)
        last, end, days = self._last(state, must)
        late = None
        if last is not None and island.day_cost:
            late = Late(last, state.tails[last] - days)
        else:
            days = max(days, end)
        given = [(fact, takers) for fact, takers in state.takers.items() if takers and not must >> fact & 1]
        return (
            state.cost
            + sum([carrying.least(fact, takers) for fact, takers in given])
            + self.staffing.least(must, state.engaged, state.takers, late=late)
            + island.day_cost * days
        )

    def _last(self, state: Partial, among: int) -> tuple[int | None, int, int]:
        """Give the fact of some that comes last at best, its day, and the days the plan lasts without it."""
        soonest, last, end, days = self.island.soonest, None, -1, state.ended
        for fact, tail in state.tails.items():
            ready = tail + soonest[fact]
            if among >> fact & 1 and (last is None or ready > end or (ready == end and fact < last)):
                last, end, ready = fact, ready, end
            if ready > days:
                days = ready
        return last, end, days

    def along(self, state: Partial) -> int:
        """Bound the objective of every completion by cuts; 0 without any."""
        if self.cuts is None:
            return 0
        return state.cost + self.cuts.left(state.hit) + self.island.day_cost * state.walked

    def moves(self, state: Partial) -> Ways:
        """List suppliers of the first open fact, each with the bound of what it leads to."""
        fact = (state.open & -state.open).bit_length() - 1
        _, _, meanwhile = self._last(state, 1 << fact)
        return Ways(self.bounds, self.staffing, open_next(state, self.carrying, meanwhile))

    def make(self, state: Partial, move: Move, value: int) -> tuple[int, Partial] | None:
        """Supply the first open fact."""
        action, mode, new = move
        limits = self.island.limits
        child = self.child(state, (state.open & -state.open).bit_length() - 1, action, mode, new=new)
        if limits.money is not None and child.money > limits.money:
            return None
        if limits.actors is not None and child.engaged.bit_count() > limits.actors:
            return None
        if isinstance(self.staffing, Staffing):
            value = max(value, self.supply(child))
        return max(value, self.along(child)), child

    def child(self, state: Partial, fact: int, action: int, mode: int, *, new: bool) -> Partial:
        """Supply a fact with an action: everything that costs is known at once."""
        island = self.island
        cost, money, given, engaged = state.cost, state.money, state.given, state.engaged
        closed = state.closed | 1 << fact
        live = state.live
        tails, takers = dict(state.tails), dict(state.takers)
        tail = tails.pop(fact) + island.days[action]
        for taker in takers.pop(fact):
            cost += island.handoff(action, taker)
        if new:
            cost += island.cost[action]
            money += island.money[action]
            bit = island.bit[action]
            if bit & ~engaged:
                cost += island.actor_cost
                engaged |= bit
            given |= island.adds[action]
            live = (*live, (action, mode))
        if live:
            live = tuple(sorted(pair for pair in live if island.adds[pair[0]] & ~closed))
        ended = state.ended if mode or tail <= state.ended else tail
        handler, left = island.handler[action], mode
        while left:
            low = left & -left
            left ^= low
            need = low.bit_length() - 1
            if tail > tails.get(need, -1):
                tails[need] = tail
            waiting = takers.get(need, _NO_TAKERS)
            takers[need] = tuple(sorted((*waiting, handler))) if new and handler != -1 else waiting
        wanted = (state.open | mode) & ~(1 << fact)
        return Partial(
            cost,
            money,
            wanted,
            closed,
            given,
            engaged,
            *self.walk(state, fact, action, mode, new=new),
            live,
            ended,
            tails,
            takers,
            (state.last, fact, action, mode),
        )

    def walk(self, state: Partial, fact: int, action: int, mode: int, *, new: bool) -> tuple[int, int, int]:
        """Give the cuts hit when an action supplies a fact, where the thread has come to, and its days."""
        cuts, island = self.cuts, self.island
        hit, thread, walked = state.hit, state.thread, state.walked
        if cuts is None:
            return hit, thread, walked
        for taker in state.takers[fact]:
            hit |= cuts.handing(fact, island.provider[action], island.provider_of(taker))
        if cuts.thread is not None and thread == fact:
            walked += island.days[action]
            hit |= cuts.of_walking.get((fact, action, mode), 0)
            thread = cuts.thread.after[mode]
        if new:
            hit |= cuts.choosing(action, island.bit[action], state.engaged)
        return hit, thread, walked

    def paid(self, state: Partial) -> int:
        """Give what the decisions so far cost, but for days."""
        return state.cost

    def complete(self, state: Partial) -> bool:
        """Tell whether nothing is open."""
        return not state.open

    def engaged(self, state: Partial) -> int:
        """Give the providers involved."""
        return state.engaged

    def depth(self, state: Partial) -> int:
        """Count the facts decided."""
        return state.closed.bit_count()

    def repeats(self, state: Partial, teams: Sequence[int] = (), *, by_turn: bool = False) -> Repeat:
        """Tell whether a state seen before can end at least as well; remember this one."""
        return self.precedents.better(state, teams, by_turn=by_turn)

    def choices(self, state: Partial) -> tuple[Mapping[int, int], Mapping[int, int]]:
        """Read the decisions back."""
        return read_back(state.last)
