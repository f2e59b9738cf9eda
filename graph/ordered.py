"""Partial plans of a task whose facts have an order: consumers are decided before what they consume.

So when a fact is decided all who wait for it are known, and how long from its
coming to the end of the plan: its hand-offs and its days are final at once.
"""

from collections.abc import Mapping

from .bounds import Bounds
from .carrying import Carrying
from .choice import Choice
from .island import Island
from .partial import Move, Partial, read_back
from .staffing import Staffing
from .task import bits

__all__ = ["Ordered"]

_NO_TAKERS: tuple[int, ...] = ()


class Ordered:
    """The space of one island whose facts have an order."""

    def __init__(self, island: Island, bounds: Bounds, *, parted: bool = True) -> None:
        self.island = island
        self.bounds = bounds
        self.carrying = Carrying(island)
        self.staffing = Staffing(island, self.carrying, parted=parted)
        self.stride = max(island.actor_cost, island.full_cost)
        self.seen: dict[tuple[object, ...], list[tuple[int, ...]]] = {}

    def start(self) -> tuple[int, Partial] | None:
        """Give the empty plan, or ``None`` when the quickest ways are too long."""
        goals = self.island.goals
        facts = bits(goals)
        ledger = self.bounds.ledger
        thread = -1 if ledger is None or ledger.thread is None else ledger.thread.goal
        empty = Partial(
            0,
            0,
            goals,
            0,
            0,
            0,
            0,
            thread,
            0,
            (),
            0,
            dict.fromkeys(facts, 0),
            dict.fromkeys(facts, _NO_TAKERS),
            None,
        )
        days = self.days(empty)
        if self.island.limits.days is not None and days > self.island.limits.days:
            return None
        must = self.bounds.must(goals, 0)
        supply = self.staffing.least(must, self.staffing.free(0))
        return max(supply + self.island.day_cost * days, self.cut(empty, days)), empty

    def days(self, state: Partial) -> int:
        """Bound the critical path: what is open comes as soon as anyone can have it."""
        days, soonest = state.ended, self.island.soonest
        for fact, tail in state.tails.items():
            if tail + soonest[fact] > days:
                days = tail + soonest[fact]
        return days

    def cut(self, state: Partial, days: int) -> int:
        """Bound the objective of every completion by cuts; 0 without any."""
        if self.bounds.ledger is None:
            return 0
        plain, along = self.bounds.cut(state.hit)
        day = self.island.day_cost
        return state.cost + max(plain + day * days, along + day * state.walked)

    def moves(
        self, state: Partial, least: int, below: int | None
    ) -> tuple[list[tuple[int, Move]], int | None]:
        """List suppliers of the first open fact, each with the bound of what it leads to."""
        island = self.island
        low = state.open & -state.open
        fact = low.bit_length() - 1
        meanwhile = self.days_without(state, fact)
        reusable = dict(state.live) if state.given & low else {}
        carried = {
            other: self.carrying.least(other, takers)
            for other, takers in state.takers.items()
            if takers and other != fact
        }
        found: list[tuple[int, Move]] = []
        rest: list[int] = []
        for (mode, adds), actions in island.alike[fact]:
            choice = Choice(self.bounds, self.staffing, state, mode, adds, carried)
            fresh = [action for action in actions if action not in reusable] if reusable else actions
            bounds, more = choice.fresh(fresh, meanwhile, least, below)
            found += [(bound, (action, mode, True)) for bound, action in bounds]
            rest += more
        for action, mode in reusable.items():
            if (action, mode) in island.offered[fact]:
                choice = Choice(self.bounds, self.staffing, state, mode, 0, carried)
                again = choice.again(action, meanwhile)
                if again is None or again < least:
                    continue
                if below is None or again < below:
                    found.append((again, (action, mode, False)))
                else:
                    rest.append(again)
        return found, min(rest, default=None)

    def days_without(self, state: Partial, fact: int) -> int:
        """Bound the critical path by all that is open but one fact."""
        days, soonest = state.ended, self.island.soonest
        for other, tail in state.tails.items():
            if other != fact and tail + soonest[other] > days:
                days = tail + soonest[other]
        return days

    def make(self, state: Partial, move: Move, value: int) -> tuple[int, Partial] | None:
        """Supply the first open fact."""
        action, mode, new = move
        limits = self.island.limits
        child = self.child(state, (state.open & -state.open).bit_length() - 1, action, mode, new=new)
        if limits.money is not None and child.money > limits.money:
            return None
        if limits.actors is not None and child.engaged.bit_count() > limits.actors:
            return None
        return (value if self.bounds.ledger is None else max(value, self.cut(child, self.days(child)))), child

    def child(self, state: Partial, fact: int, action: int, mode: int, *, new: bool) -> Partial:
        """Supply a fact with an action: everything that costs is known at once."""
        island = self.island
        cost, money, given, engaged, hit = state.cost, state.money, state.given, state.engaged, state.hit
        closed = state.closed | 1 << fact
        live = state.live
        tails, takers = dict(state.tails), dict(state.takers)
        tail = tails.pop(fact) + island.days[action]
        ledger, thread, walked = self.bounds.ledger, state.thread, state.walked
        for taker in takers.pop(fact):
            cost += island.handoff(action, taker)
            if ledger is not None:
                hit |= ledger.handing(fact, action, island.provider_of(taker))
        if ledger is not None and thread == fact and ledger.thread is not None:
            walked += island.days[action]
            hit |= ledger.of_walking.get((fact, action, mode), 0)
            thread = ledger.thread.after[mode]
        if new:
            cost += island.cost[action]
            money += island.money[action]
            bit = island.bit[action]
            if ledger is not None:
                hit |= ledger.choosing(action, engaged)
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
            hit,
            thread,
            walked,
            live,
            ended,
            tails,
            takers,
            (state.last, fact, action, mode),
        )

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

    def repeats(self, state: Partial) -> bool:
        """Tell whether a state with the same future, seen before, is no worse in anything.

        Decided facts are never wanted again, for their consumers came first. So
        what can follow depends only on the facts open and who waits for them,
        the providers involved and the actions that may be used again. Of two
        states equal in these, every completion of one completes the other,
        with the same providers; its cost, money and days follow from what is
        compared here.
        """
        key = (state.open, state.engaged, state.live, tuple(sorted(state.takers.items())))
        worth = (state.cost, state.money, state.ended, *(tail for _, tail in sorted(state.tails.items())))
        before = self.seen.get(key)
        if before is None:
            self.seen[key] = [worth]
            return False
        if any(all(a <= b for a, b in zip(other, worth, strict=True)) for other in before):
            return True
        before.append(worth)
        return False

    def choices(self, state: Partial) -> tuple[Mapping[int, int], Mapping[int, int]]:
        """Read the decisions back."""
        return read_back(state.last)
