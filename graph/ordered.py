"""Partial plans of a task whose facts have an order: consumers are decided before what they consume.

So when a fact is decided all who wait for it are known, and how long from its
coming to the end of the plan: its hand-offs and its days are final at once.
"""

from collections.abc import Mapping
from typing import NamedTuple

from .bounds import Bounds
from .island import Island

__all__ = ["Ordered", "Partial"]

_NO_TAKERS: tuple[int, ...] = ()


Move = tuple[int, int, bool]
"""Action, its mode, and whether it is new to the plan."""


class Partial(NamedTuple):
    """A partial plan.

    Parameters
    ----------
    cost : int
        Actions, actors and hand-offs so far.
    open, closed, given : int
        Facts wanted and not yet decided; decided; added by some chosen action.
    engaged, hit : int
        Providers involved; cuts paid.
    thread, walked : int
        The open fact the thread has come to, or -1; days along it so far.
    live : tuple of (int, int)
        Chosen actions that may supply another fact, with their mode.
    ended : int
        Days of the longest chain that is complete.
    tails : dict of int to int
        Days from the coming of each open fact to the end of the plan.
    takers : dict of int to tuple of int
        Handlers that wait for each open fact, sorted, each as often as it waits.
    last : tuple or None
        The decisions, newest first: (earlier, fact, action, mode).
    """

    cost: int
    money: int
    open: int
    closed: int
    given: int
    engaged: int
    hit: int
    thread: int
    walked: int
    live: tuple[tuple[int, int], ...]
    ended: int
    tails: dict[int, int]
    takers: dict[int, tuple[int, ...]]
    last: tuple[object, int, int, int] | None


class Ordered:
    """The space of one island whose facts have an order."""

    def __init__(self, island: Island, bounds: Bounds) -> None:
        self.island = island
        self.bounds = bounds
        self.seen: dict[tuple[object, ...], list[tuple[int, ...]]] = {}

    def start(self) -> tuple[int, Partial] | None:
        """Give the empty plan, or ``None`` when the quickest ways are too long."""
        goals = self.island.goals
        facts = _bits(goals)
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
        return self.bound(empty, days), empty

    def days(self, state: Partial) -> int:
        """Bound the critical path: what is open comes as soon as anyone can have it."""
        days, soonest = state.ended, self.island.soonest
        for fact, tail in state.tails.items():
            if tail + soonest[fact] > days:
                days = tail + soonest[fact]
        return days

    def bound(self, state: Partial, days: int) -> int:
        """Bound the objective of every completion."""
        bounds = self.bounds
        must = bounds.must(state.open, state.closed | state.given)
        supply = bounds.supply(must, state.engaged) + bounds.carried(must, state.takers)
        plain, along = bounds.cut(state.hit)
        day = self.island.day_cost
        return state.cost + max(max(supply, plain) + day * days, along + day * state.walked)

    def moves(self, state: Partial, value: int, below: int | None) -> list[tuple[int, Move]]:
        """List the suppliers of the first open fact, with a bound that ignores whom they engage later."""
        island, limits = self.island, self.island.limits
        low = state.open & -state.open
        fact = low.bit_length() - 1
        tail, takers, day = state.tails[fact], state.takers[fact], island.day_cost
        meanwhile = self.days_without(state, fact)
        reusable = dict(state.live) if state.given & low else {}
        found = []
        for (mode, adds), actions in island.alike[fact]:
            supply, wait = self.afterwards(state, fact, mode, adds)
            least = state.cost + supply + day * max(meanwhile, tail + wait)
            for action in actions:
                if action in reusable:
                    continue
                cost = least + island.cost[action]
                if below is not None and cost >= below:
                    break
                for taker in takers:
                    cost += island.handoff(action, taker)
                if island.bit[action] & ~state.engaged:
                    cost += island.actor_cost
                days = tail + wait + island.days[action]
                if limits.days is not None and days > limits.days:
                    continue
                if days > meanwhile:
                    cost += day * min(island.days[action], days - meanwhile)
                if cost < value:
                    cost = value
                if below is None or cost < below:
                    found.append((cost, (action, mode, True)))
        for action, mode in state.live:
            if action in reusable and (action, mode) in island.offered[fact]:
                supply, wait = self.afterwards(state, fact, mode, 0)
                days = max(meanwhile, tail + island.days[action] + wait)
                cost = state.cost + supply + day * days
                cost += sum(island.handoff(action, taker) for taker in takers)
                if (below is None or cost < below) and (limits.days is None or days <= limits.days):
                    found.append((max(value, cost), (action, mode, False)))
        return found

    def afterwards(self, state: Partial, fact: int, mode: int, adds: int) -> tuple[int, int]:
        """Bound what is left to pay once a fact is decided, by whomever, and the wait for its needs."""
        bounds, island = self.bounds, self.island
        closed = state.closed | 1 << fact
        must = bounds.must((state.open | mode) & ~closed, closed | state.given | adds)
        supply = bounds.supply(must, state.engaged | island.team[fact])
        for other, takers in state.takers.items():
            if takers and other != fact:
                supply += bounds.carrying(must, other, takers)
        wait = 0
        while mode:
            low = mode & -mode
            mode ^= low
            wait = max(wait, island.soonest[low.bit_length() - 1])
        return supply, wait

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
        return max(value, self.bound(child, self.days(child))), child

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


def read_back(last: object) -> tuple[dict[int, int], dict[int, int]]:
    """Give the mode of each action and the supplier of each fact from a chain of decisions."""
    modes: dict[int, int] = {}
    suppliers: dict[int, int] = {}
    while isinstance(last, tuple):
        last, fact, action, mode = last
        modes[action] = mode
        suppliers[fact] = action
    return modes, suppliers


def _bits(mask: int) -> list[int]:
    return [position for position in range(mask.bit_length()) if mask >> position & 1]
