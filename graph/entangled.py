"""Partial plans of a task whose facts run in circles: every choice is checked to close none.

A slower space than ``ordered``: consumers may come after what they consume, so
hand-offs and days are worked out from all choices so far.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .bounds import Bounds
from .island import Island
from .space import Repeat
from .task import bits

__all__ = ["Entangled", "Tangle"]


class Tangle(NamedTuple):
    """A partial plan; ``cost`` is all that is certain but for days.

    ``times`` are the days in which each decided fact can be had at least.
    """

    cost: int
    money: int
    open: int
    closed: int
    given: int
    engaged: int
    modes: dict[int, int]
    suppliers: dict[int, int]
    times: dict[int, int]


class Entangled:
    """The space of any island."""

    def __init__(self, island: Island, bounds: Bounds) -> None:
        self.island = island
        self.bounds = bounds
        self.goals = bits(island.goals)
        # No chain has an action twice, and what it begins with comes no later than ``soonest`` can say.
        self.longest = 2 * sum(island.days) + 1

    def afresh(self) -> "Entangled":
        """Give the space itself: it remembers nothing seen."""
        return self

    def start(self) -> tuple[int, Tangle] | None:
        """Give the empty plan, or ``None`` when the quickest ways are too long."""
        empty = Tangle(0, 0, self.island.goals, 0, 0, 0, {}, {}, {})
        value = self.bound(empty)
        return None if value is None else (value, empty)

    def bound(self, state: Tangle) -> int | None:
        """Bound the objective of every completion; ``None`` where all break a limit."""
        limits = self.island.limits
        if limits.money is not None and state.money > limits.money:
            return None
        if limits.actors is not None and state.engaged.bit_count() > limits.actors:
            return None
        days = self.days(state)
        if limits.days is not None and days > limits.days:
            return None
        must = self.bounds.must(state.open, state.closed | state.given)
        least = self.bounds.supply(must, state.engaged)
        return state.cost + least + self.island.day_cost * days

    def days(self, state: Tangle) -> int:
        """Bound the critical path: what is open comes as soon as anyone can have it."""
        return max([state.times.get(goal, self.island.soonest[goal]) for goal in self.goals], default=0)

    def later(
        self, state: Tangle, fact: int, modes: Mapping[int, int], suppliers: Mapping[int, int]
    ) -> dict[int, int]:
        """Give the times of a state once a fact has a supplier, and of all that then comes later for it."""
        soonest, times = self.island.soonest, dict(state.times)
        waiting = [fact]
        while waiting:
            made = waiting.pop()
            action = suppliers[made]
            ready = max([times.get(need, soonest[need]) for need in bits(modes[action])], default=0)
            before, times[made] = times.get(made, soonest[made]), ready + self.island.days[action]
            if times[made] > self.longest:
                raise AssertionError("no choice closes a circle, so nothing waits for itself")
            if times[made] > before:
                users = {user for user, mode in modes.items() if mode >> made & 1}
                waiting += [other for other, by in suppliers.items() if by in users]
        return times

    @property
    def stride(self) -> None:
        """All moves at once: to bound one is to make it."""

    @property
    def parted(self) -> bool:
        """Never: providers are not told apart."""
        return False

    @property
    def parting(self) -> bool:
        """Always: there are no cuts."""
        return True

    def part(self) -> None:
        """There is no sharper bound here."""

    def again(self, state: Tangle, value: int) -> int:
        """Give the bound there is."""
        return value

    def moves(self, state: Tangle) -> "Children":
        """Decide the first open fact in all ways that close no circle."""
        fact = (state.open & -state.open).bit_length() - 1
        found = []
        for action, mode in self.island.offers[fact]:
            used = state.modes.get(action)
            if (used is not None and used != mode) or self.closes_a_circle(state, fact, mode):
                continue
            child = self.child(state, fact, action, mode, new=used is None)
            bound = self.bound(child)
            if bound is not None:
                found.append((bound, child))
        return Children(found)

    def make(self, state: Tangle, move: Tangle, value: int) -> tuple[int, Tangle]:
        """Give the child, which ``moves`` has made already."""
        return value, move

    def closes_a_circle(self, state: Tangle, fact: int, mode: int) -> bool:
        """Tell whether the facts of a mode already depend on the fact they would supply."""
        stack, seen = mode, 0
        while stack:
            low = stack & -stack
            stack ^= low
            seen |= low
            need = low.bit_length() - 1
            if need == fact:
                return True
            supplier = state.suppliers.get(need)
            if supplier is not None:
                stack |= state.modes[supplier] & ~seen
        return False

    def child(self, state: Tangle, fact: int, action: int, mode: int, *, new: bool) -> Tangle:
        """Supply a fact with an action; count the hand-offs whose two ends are now known."""
        island = self.island
        cost, money, engaged, modes = state.cost, state.money, state.engaged, state.modes
        given = state.given
        if new:
            cost += island.cost[action]
            money += island.money[action]
            bit = island.bit[action]
            if bit & ~engaged:
                cost += island.actor_cost
                engaged |= bit
            handler = island.handler[action]
            for need in bits(mode & state.closed):
                supplier = state.suppliers[need]
                cost += island.handoff(supplier, handler)
            given |= island.adds[action]
            modes = {**modes, action: mode}
        for user, used in modes.items():
            if used >> fact & 1:
                cost += island.handoff(action, island.handler[user])
        closed = state.closed | 1 << fact
        suppliers = {**state.suppliers, fact: action}
        wanted = (state.open | mode) & ~closed
        times = self.later(state, fact, modes, suppliers)
        return Tangle(cost, money, wanted, closed, given, engaged, modes, suppliers, times)

    def paid(self, state: Tangle) -> int:
        """Give what the decisions so far cost, but for days."""
        return state.cost

    def complete(self, state: Tangle) -> bool:
        """Tell whether nothing is open."""
        return not state.open

    def engaged(self, state: Tangle) -> int:
        """Give the providers involved."""
        return state.engaged

    def depth(self, state: Tangle) -> int:
        """Count the facts decided."""
        return state.closed.bit_count()

    def repeats(self, state: Tangle, teams: Sequence[int] = (), *, by_turn: bool = False) -> Repeat:
        """Never: which fact is decided next depends on the choices so far, so none comes twice."""
        return Repeat.NEW

    def choices(self, state: Tangle) -> tuple[Mapping[int, int], Mapping[int, int]]:
        """Give the choices as they are."""
        return state.modes, state.suppliers


class Children:
    """Partial plans that one more decision makes, with their bounds."""

    def __init__(self, made: list[tuple[int, Tangle]]) -> None:
        self.left = made

    def under(self, below: int | None) -> tuple[list[tuple[int, Tangle]], int | None]:
        """Give those not given before with a bound under ``below``, and the least bound of the others."""
        given = [one for one in self.left if below is None or one[0] < below]
        self.left = [one for one in self.left if below is not None and one[0] >= below]
        return given, min([bound for bound, _ in self.left], default=None)
