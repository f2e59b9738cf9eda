"""What can be had where: a forward fixpoint over bitsets of comuni.

Nothing is ever taken away, so what can be reached is a least fixpoint, and it
is found for all comuni at once: a fact is a bitset of the comuni where it can
be had, and an act gives what it gives wherever it stands and one of its ways is
whole. Which act came first where is remembered, for it makes a way back.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .acts import Fact

__all__ = ["Act", "Flood"]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done in some comuni.

    Parameters
    ----------
    where : int
        The comuni, as a bitset.
    ways : tuple of frozenset of str
        Papers it asks for; one set is enough.
    waits : frozenset of str
        Facts of the person that its verdict waits for; none where it is *yes*.
    barred : mapping of Fact to int
        Comuni where it may not give a fact that it gives elsewhere.
    """

    where: int
    ways: tuple[frozenset[str], ...]
    gives: frozenset[Fact]
    waits: frozenset[str] = frozenset()
    barred: Mapping[Fact, int] = field(default_factory=dict)


class Flood:
    """Facts by where they can be had.

    Attributes
    ----------
    acts : list of Act
        All that were poured in, by number.
    reach : dict of Fact to int
        Comuni where each can be had, as a bitset; none where it is missing.
    suppliers : dict of Fact to list of (int, int, frozenset)
        Comuni, the act that gave the fact first there, and its way: disjoint bitsets. What
        a way holds was there before, so going back by suppliers always ends.

    Notes
    -----
    O(acts × ways × comuni / 64) a round; rounds are as many as the longest chain of papers.
    """

    def __init__(self) -> None:
        self.acts: list[Act] = []
        self.reach: dict[Fact, int] = {}
        self.suppliers: dict[Fact, list[tuple[int, int, frozenset[str]]]] = {}
        self._givers: dict[Fact, list[int]] = {}
        self._waiting: dict[str, list[int]] = {}

    def copy(self) -> "Flood":
        """Give one that goes on from here by itself."""
        other = Flood()
        other.acts = list(self.acts)
        other.reach = dict(self.reach)
        other.suppliers = {fact: list(found) for fact, found in self.suppliers.items()}
        other._givers = {fact: list(found) for fact, found in self._givers.items()}
        other._waiting = {fact: list(found) for fact, found in self._waiting.items()}
        return other

    def pour(self, acts: Iterable[Act]) -> "Flood":
        """Let more acts run, and all that they set free; gives this flood."""
        first = len(self.acts)
        for number, act in enumerate(acts, first):
            self.acts.append(act)
            for fact in act.gives:
                self._givers.setdefault(fact, []).append(number)
            for paper in sorted({paper for way in act.ways for paper in way}):
                self._waiting.setdefault(paper, []).append(number)
        self._run(range(first, len(self.acts)))
        return self

    def givers(self, fact: Fact) -> Iterator[Act]:
        """List the acts that give a fact, wherever they stand and whether they can run."""
        return (self.acts[number] for number in self._givers.get(fact, ()))

    def _run(self, numbers: Sequence[int]) -> None:
        queue = deque(numbers)
        queued = set(queue)
        while queue:
            number = queue.popleft()
            queued.discard(number)
            fresh = self._fire(number)
            for fact in sorted(fact for fact in fresh if isinstance(fact, str)):
                for waiting in self._waiting.get(fact, ()):
                    if waiting not in queued:
                        queued.add(waiting)
                        queue.append(waiting)

    def _fire(self, number: int) -> list[Fact]:
        """Let one act give what it can, and name the facts that are new somewhere."""
        act = self.acts[number]
        fresh: list[Fact] = []
        for way in act.ways:
            where = self.had(way, act.where)
            if not where:
                continue
            for fact in act.gives:
                new = where & ~self.reach.get(fact, 0) & ~act.barred.get(fact, 0)
                if new:
                    self.reach[fact] = self.reach.get(fact, 0) | new
                    self.suppliers.setdefault(fact, []).append((new, number, way))
                    fresh.append(fact)
        return fresh

    def had(self, papers: Iterable[str], where: int) -> int:
        """Give the comuni, of some, where all of these papers can be had."""
        for paper in papers:
            where &= self.reach.get(paper, 0)
            if not where:
                break
        return where
