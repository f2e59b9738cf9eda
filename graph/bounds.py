"""What every completion of a partial plan must still cost, at least.

Three amounts that never count the same thing twice: for each fact that must
still be supplied (a landmark of something open) a fair share of its cheapest
supplier; one provider for each set of suppliers no engaged provider is in; and
the days of the critical path. Where facts have an order, ``staffing`` knows
more of all three.
"""

from collections.abc import Iterable

from .island import Island
from .task import bits, union

__all__ = ["Bounds", "count_apart"]

_SHARED = -1
"""In place of the cost of a fact that some supplier gives beside another."""


class Bounds:
    """Lower bounds for one island; remembers what it worked out."""

    def __init__(self, island: Island) -> None:
        self.island = island
        self.marks: dict[int, int] = {}
        self.alone = [self._alone(fact) for fact in range(len(island.facts))]
        self.chosen: dict[tuple[int, int], int] = {}
        self.shares: dict[int, int] = {}
        self.teams: dict[int, list[int]] = {}

    def must(self, wanted: int, given: int) -> int:
        """Give the facts some new action must supply: landmarks of what is open, less what is given.

        A choice none of whose facts is given or must be had is one fact more, but where a narrower
        one is.
        """
        marks = self.marks.get(wanted)
        if marks is None:
            marks = self.marks[wanted] = union([self.island.landmarks[fact] for fact in bits(wanted)])
        return self._with_choices(marks, given) if self.island.either else marks & ~given

    def _with_choices(self, marks: int, given: int) -> int:
        known = self.chosen.get((marks, given))
        if known is None:
            known, taken = marks & self.island.own & ~given, list[int]()
            for facts, mark, stand_in in self.island.either:
                if marks & mark and not facts & (given | known) and all(one & ~facts for one in taken):
                    taken.append(facts)
                    known |= stand_in
            self.chosen[marks, given] = known
        return known

    def supply(self, must: int, engaged: int) -> int:
        """Bound what the suppliers of these facts cost, and the providers among them.

        Facts whose possible providers are all new and not yet counted each need a provider
        of their own.
        """
        teams = self.teams.get(must)
        if teams is None:
            found = [self.island.team[fact] for fact in bits(must) if self.island.team[fact] > 0]
            teams = self.teams[must] = sorted(found, key=lambda team: (team.bit_count(), team))
        return self.shared(must) + self.island.actor_cost * count_apart(teams, engaged)

    def shared(self, must: int) -> int:
        """Bound what the suppliers of these facts cost, without the providers among them.

        Each action's cost is split evenly over the facts of ``must`` it adds,
        so the cheapest shares together never exceed what any set of suppliers
        costs.
        """
        known = self.shares.get(must)
        if known is None:
            known = 0
            for fact in bits(must):
                cost = self.alone[fact]
                known += self._share(fact, must) if cost == _SHARED else cost
            self.shares[must] = known
        return known

    def _alone(self, fact: int) -> int:
        """Give the least cost of a fact, where all who supply it give nothing else."""
        ways = self.island.alike[fact]
        if any(adds & adds - 1 for (_, adds), _ in ways):
            return _SHARED
        return min(self.island.cost[actions[0]] for _, actions in ways)

    def _share(self, fact: int, must: int) -> int:
        """Give the least share of a fact."""
        cost, ways = self.island.cost, self.island.alike[fact]
        return min([cost[actions[0]] // (adds & must).bit_count() for (_, adds), actions in ways])


def count_apart(teams: Iterable[int], engaged: int) -> int:
    """Count the teams of which each needs a provider of its own, beside those engaged."""
    count, used = 0, engaged
    for team in teams:
        if not team & used:
            count += 1
            used |= team
    return count
