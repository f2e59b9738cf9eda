"""Facts that must be supplied, parted among providers so that it costs least."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .parts import Repertoire
from .task import bits, union

__all__ = ["Parts", "Puzzle", "Way", "most_saved", "played"]

_MOST_PARTED = 12
"""Facts that hang together beyond which what parts save is only bounded."""

Way = tuple[int, int]
"""What a part costs before its facts are handed on, and the circle of who plays it."""


@dataclass(slots=True)
class Puzzle:
    """Facts that hang together: some provider may supply several of them.

    Parameters
    ----------
    facts : int
        The facts, as a mask.
    made_by : int
        All that may supply any of them.
    single : mapping of int to list of (int, int)
        The ways in which one provider supplies just this fact, cheapest first.
    several : list of (int, list of int, list of (int, int))
        The parts of several facts, the same as a list, and their ways.
    alone, known : dict
        Values of one fact and of all, by what was asked.
    """

    facts: int
    made_by: int
    single: Mapping[int, list[Way]]
    several: list[tuple[int, list[int], list[Way]]]
    alone: dict[object, int] = field(default_factory=dict)
    known: dict[object, int] = field(default_factory=dict)


class Parts:
    """The parts of an island by the facts they supply; remembers how each may be played."""

    def __init__(self, repertoire: Repertoire) -> None:
        self.repertoire = repertoire
        self.carrying = repertoire.carrying
        self.asked: dict[int, int] = {}
        self.known: dict[tuple[int, int], list[Way]] = {}

    def puzzles(self, must: int) -> tuple[Puzzle, ...]:
        """Part the facts that no provider links, and list what may be played of each."""
        listed = {facts: self._ways(facts, must) for facts in self.repertoire.within(must)}
        listed = {facts: ways for facts, ways in listed.items() if ways}
        found = []
        for group in _grouped([*listed, *(1 << fact for fact in bits(must))]):
            made_by, single = 0, {}
            for fact in bits(group):
                made_by |= self.carrying.made_by[fact]
                single[fact] = listed.get(1 << fact, [])
            several = [
                (facts, bits(facts), ways)
                for facts, ways in listed.items()
                if facts & group and facts & facts - 1
            ]
            found.append(Puzzle(group, made_by, single, several))
        return tuple(found)

    def _ways(self, facts: int, must: int) -> list[Way]:
        """List who may play a part, cheapest first, with what is carried to it of what must be had."""
        asked = self.asked.get(facts)
        if asked is None:
            asked = self.asked[facts] = union([part.asked for part in self.repertoire.parts(facts)])
        key = facts, asked & must
        known = self.known.get(key)
        if known is None:
            carrying, circles = self.carrying, dict[int, int]()
            for part in self.repertoire.parts(facts):
                cost = part.cost + carrying.island.actor_cost
                cost += sum([carrying.nearest(need, part.circle) for need in bits(part.asked & must)])
                circles[part.circle] = min(cost, circles.get(part.circle, cost))
            known = self.known[key] = sorted((cost, circle) for circle, cost in circles.items())
        return known


def played(ways: list[Way], rows: list[Mapping[int, int]], most: int) -> int:
    """Give the least that a part costs with what is handed on from each circle, or ``most``."""
    for cost, circle in ways:
        if cost >= most:
            break
        for row in rows:
            cost += row[circle]
        if cost < most:
            most = cost
    return most


def most_saved(saved: Mapping[int, int]) -> int:
    """Give the most that disjoint parts save together; a bound where too many facts hang together."""
    total = 0
    for group in _grouped(saved):
        mine = {part: value for part, value in saved.items() if part & group}
        total += _packed(group, mine) if group.bit_count() <= _MOST_PARTED else _spread(mine)
    return total


def _packed(group: int, saved: Mapping[int, int]) -> int:
    """Choose among parts, those with the first fact first."""
    parts: dict[int, list[tuple[int, int]]] = {}
    for part, value in saved.items():
        parts.setdefault(part & -part, []).append((part, value))
    best = {group: 0}
    for low, mine in sorted(parts.items()):
        before, best = best, {}
        later = -low << 1
        for left, value in before.items():
            rest = left & later
            if value > best.get(rest, -1):
                best[rest] = value
            if left & low:
                for part, more in mine:
                    if not part & ~left:
                        rest = (left ^ part) & later
                        if value + more > best.get(rest, -1):
                            best[rest] = value + more
    return max(best.values())


def _spread(saved: Mapping[int, int]) -> int:
    """Bound what disjoint parts save, each part's saving spread evenly over its facts."""
    most: dict[int, int] = {}
    for part, value in saved.items():
        share = -(-value // part.bit_count())
        for fact in bits(part):
            most[fact] = max(share, most.get(fact, 0))
    return sum(most.values())


def _grouped(parts: Iterable[int]) -> list[int]:
    """Group the facts that parts link."""
    found: list[int] = []
    for part in parts:
        group, apart = part, []
        for other in found:
            if other & part:
                group |= other
            else:
                apart.append(other)
        found = [*apart, group]
    return found
