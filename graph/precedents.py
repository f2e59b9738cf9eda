"""Partial plans seen before that can end at least as well as a new one.

Of two partial plans with the same facts open, whatever completes one completes
the other. What that costs differs by what is paid already, by the days that the
last chain can be longer, by the actors that only one has engaged and may use
again, and by the hand-offs to those who wait. Where the first is cheaper by all
of that, the second need not be looked at.
"""

from collections.abc import Sequence
from copy import copy

from .carrying import Carrying, Takers
from .island import Island
from .partial import Partial, read_back
from .space import Repeat
from .task import Turn, bits, union

__all__ = ["Precedents"]

_MOST_KEPT = 100
"""Partial plans to which a new one with the same facts open is compared."""


class Precedents:
    """What was seen in one search."""

    def __init__(self, island: Island, carrying: Carrying) -> None:
        self.island = island
        self.carrying = carrying
        self.beyond = _beyond(island)
        self.seen: dict[int, list[Partial]] = {}
        self.futures: dict[int, int] = {}
        self.turns: dict[tuple[int, int], Turn] = {}
        self.known: dict[tuple[int, Takers, Takers], int] = {}

    def afresh(self) -> "Precedents":
        """Give the same with nothing seen."""
        other = copy(self)
        other.seen = {}
        return other

    def better(self, state: Partial, teams: Sequence[int] = (), *, by_turn: bool = False) -> Repeat:
        """Tell whether a state seen before can end at least as well; remember this one if none does.

        Parameters
        ----------
        teams : sequence of int
            Providers of each plan known; wanted is the cheapest that does without someone of each, and
            of equals any will do.
        by_turn : bool
            Whether one that can end as well, but only in a later turn, does not count.

        Notes
        -----
        Take a completion of this state and complete the earlier one with the same decisions.
        Decided facts are never wanted again, for their consumers came first, so the decisions
        fit. An action used again must be in the earlier plan too, a provider used again is
        engaged anew, each hand-off to who waits can be dearer by what ``_dearer`` says, and the
        critical path longer by no more than its chains are. Where all of that may come to nothing,
        the two can end alike, and ``Task.turn`` decides: what completes both adds the same to either.

        What comes out may involve a whole team where the completion of this state does not: then
        the team has someone whom only the earlier state engaged. So one state that engaged nobody of
        a team beside those engaged here is enough; and of states that beside those engaged nobody
        in common, each team can spoil one, so one more than there are teams are enough.
        """
        state, useful = self._useful(state)
        before = self.seen.setdefault(state.open, [])
        known, cost, engaged, actor = union(teams), state.cost, state.engaged, self.island.actor_cost
        rivals = used = 0
        turn: Turn | None = None
        for other in before:
            slack = cost - other.cost
            if slack < 0:
                continue
            anew = useful & ~other.engaged
            if anew and slack < actor * anew.bit_count():
                continue
            more = other.engaged & ~engaged
            if more & used and more & known:
                continue
            spared = self._spared(other, state, anew)
            if spared is None:
                continue
            tied = False
            if not spared and not teams:
                turn = turn or self._turn(state)
                tied = turn < self._turn(other)
            if tied and by_turn:
                continue
            rivals, used = rivals + 1, used | more
            if not more & known or rivals > len(teams):
                return Repeat.TIED if tied else Repeat.WORSE
        if len(before) < _MOST_KEPT:
            before.append(state)
        return Repeat.NEW

    def _useful(self, state: Partial) -> tuple[Partial, int]:
        """Leave out actions that what completes a state cannot use, and give the providers that it can."""
        future = self.futures.get(state.open)
        if future is None:
            future = self.futures[state.open] = union([self.beyond[fact] for fact in bits(state.open)])
        future &= ~state.closed
        adds, able = self.island.adds, self.carrying.able_by
        live = tuple([pair for pair in state.live if adds[pair[0]] & future])
        useful = sum([1 << seat for seat in bits(state.engaged) if able.get(1 << seat, 0) & future])
        return state if len(live) == len(state.live) else state._replace(live=live), useful

    def _spared(self, one: Partial, other: Partial, anew: int) -> int | None:
        """Bound by how much a state ends better than one that may use some providers again, new to it.

        ``None`` where it may end worse.
        """
        island, limits = self.island, self.island.limits
        for pair in other.live:
            if pair not in one.live:
                return None
        slack = other.cost - one.cost - island.actor_cost * anew.bit_count()
        longer = max(0, one.ended - other.ended)
        for fact, tail in one.tails.items():
            if tail - other.tails[fact] > longer:
                longer = tail - other.tails[fact]
        if (
            (longer and limits.days is not None)
            or (limits.money is not None and one.money > other.money)
            or (limits.actors is not None and (anew or one.engaged.bit_count() > other.engaged.bit_count()))
        ):
            return None
        slack -= island.day_cost * longer
        if slack < 0:
            return None
        for fact, takers in one.takers.items():
            if takers != other.takers[fact]:
                slack -= self._dearer(fact, takers, other.takers[fact])
                if slack < 0:
                    return None
        return slack

    def _turn(self, state: Partial) -> Turn:
        """Order partial plans that end alike as the task does plans: what it asks of actions adds up."""
        unusual, merits, names = 0, 0, list[tuple[int, int]]()
        modes, _ = read_back(state.last)
        for used in modes.items():
            known = self.turns.get(used)
            if known is None:
                alone = self.island.modes_in_task(dict([used])).items()
                known = self.turns[used] = self.island.task.turn(alone)
            unusual += known[1]
            merits += known[2]
            names += known[3]
        return len(modes), unusual, merits, tuple(sorted(names))

    def _dearer(self, fact: int, takers: Takers, others: Takers) -> int:
        """Bound what handing a fact to some can cost more than handing it to others, whoever does."""
        known = self.known.get((fact, takers, others))
        if known is None:
            carrying, island = self.carrying, self.island
            here = [carrying.circle[taker] for taker in takers]
            there = [carrying.circle[taker] for taker in others]
            differences = [
                sum([carrying.cost(giver, circle) for circle in here])
                - sum([carrying.cost(giver, circle) for circle in there])
                for giver in carrying.givers[fact]
            ]
            for taker in others:
                for maker in carrying.makers[fact].get(carrying.bit[taker], ()):
                    more = sum([island.handoff(maker, handler) for handler in takers])
                    differences.append(more - sum([island.handoff(maker, handler) for handler in others]))
            known = self.known[fact, takers, others] = max(0, *differences)
        return known


def _beyond(island: Island) -> list[int]:
    """Give for each fact all that may still be wanted for it, itself too."""
    found: list[int] = [0] * len(island.facts)
    for fact in reversed(range(len(island.facts))):
        found[fact] = 1 << fact
        for mode in {mode for _, mode in island.offers[fact]}:
            for need in bits(mode):
                found[fact] |= found[need]
    return found
