"""What comes to the same for one person: procedures told apart by what they ask, give and test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .acts import Fact
from .demands import Condition
from .documents import Folder, ways
from .eligibility import Verdict, deciding, judge
from .exclusions import Clash
from .network import Goal, Network
from .procedures import Procedure
from .seasons import Season

__all__ = ["Sort", "Sorter", "numbered"]


@dataclass(frozen=True, slots=True)
class Sort:
    """Procedures alike for one person.

    Parameters
    ----------
    kind : str or None
        Service type.
    ways : tuple of frozenset of str
        The least sets of papers still to be had, fewest first; one is enough.
    gives : frozenset of Fact
        Papers, with all they are accepted for, and goals met.
    issues : tuple of str
        The papers themselves.
    hinges : tuple of frozenset of str
        The facts tested by each clause that failed (*no*) or is undecided (*unknown*).
    conditions : tuple of (Condition, str)
        Those that made the verdict *no*, each with its law.
    sides : frozenset of (int, int)
        Exclusions of the realm it takes part in, each with the side it stands on.
    """

    kind: str | None
    ways: tuple[frozenset[str], ...]
    gives: frozenset[Fact]
    issues: tuple[str, ...]
    verdict: Verdict
    hinges: tuple[frozenset[str], ...] = ()
    conditions: tuple[tuple[Condition, str], ...] = ()
    sides: frozenset[tuple[int, int]] = frozenset()

    def opened_by(self, fact: str) -> bool:
        """Tell whether every clause that stands in the way has a condition on one fact."""
        return bool(self.hinges) and all(fact in clause for clause in self.hinges)


class Sorter:
    """Sorts procedures for one person, in each season once.

    Notes
    -----
    O(procedures) in Python; everything after it is linear in sorts, which are few.
    """

    def __init__(self, network: Network, folder: Folder, goals: Sequence[Goal]) -> None:
        self._network, self._folder = network, folder
        self._served: dict[int, list[Goal]] = {}
        for goal in goals:
            for procedure in np.flatnonzero(network.serving(goal)).tolist():
                self._served.setdefault(procedure, []).append(goal)
        # By identity: what an entry asks is one object in all procedures that follow it.
        self._asked: dict[int, tuple[frozenset[str], ...]] = {}
        self._known_sorts: dict[tuple[int, int], Sort] = {}

    def sort(self, procedures: Sequence[int], clashes: Sequence[Clash], season: Season) -> Mapping[int, Sort]:
        """Give the sort of each procedure under what the law keeps apart."""
        sides: dict[int, set[tuple[int, int]]] = {}
        for number, clash in enumerate(clashes):
            for side, members in enumerate((clash.one, clash.other)):
                for procedure in members:
                    sides.setdefault(procedure, set()).add((number, side))
        return {
            procedure: replace(found, sides=frozenset(sides[procedure])) if procedure in sides else found
            for procedure in procedures
            for found in (self._sort(procedure, season),)
        }

    def _sort(self, procedure: int, season: Season) -> Sort:
        # Of one person a season's first day tells its verdicts, wherever it is.
        key = procedure, season.first
        known = self._known_sorts.get(key)
        if known is None:
            known = self._known_sorts[key] = self._make(procedure, season)
        return known

    def _make(self, procedure: int, season: Season) -> Sort:
        resolved, verdict = self._network.procedures[procedure], Verdict(season.verdicts[procedure])
        asked = self._asked.get(id(resolved.requires))
        if asked is None:
            asked = self._asked[id(resolved.requires)] = tuple(ways(resolved.requires, self._folder))
        gives = self._network.forms.forms[self._network.forms.of[procedure]].given.union(
            self._served.get(procedure, ())
        )
        if verdict is Verdict.YES:
            return Sort(resolved.service_type, asked, gives, resolved.issues, verdict)
        conditions = deciding(resolved.rules, season.known, season.day) if verdict is Verdict.NO else ()
        hinges = _hinges(resolved, verdict, season)
        return Sort(resolved.service_type, asked, gives, resolved.issues, verdict, hinges, conditions)


def _hinges(procedure: Procedure, verdict: Verdict, season: Season) -> tuple[frozenset[str], ...]:
    """Give the facts that each clause with this verdict tests, the clauses alike once."""
    found = {
        frozenset(condition.attribute for condition, _ in deciding((alone,), season.known, season.day))
        for rule in procedure.rules
        for clause in rule.all_of
        for alone in (replace(rule, all_of=(clause,)),)
        if judge((alone,), season.known, season.day) is verdict
    }
    return tuple(sorted(found, key=sorted))


def numbered(
    sorts: Sequence[Mapping[int, Sort]], count: int
) -> tuple[tuple[Sort, ...], list[NDArray[np.int32]]]:
    """Give the distinct sorts, and for each season that of each procedure by number; -1 where not sorted."""
    number: dict[Sort, int] = {}
    found = []
    for of in sorts:
        of_procedure = np.full(count, -1, dtype=np.int32)
        for procedure, sort in of.items():
            of_procedure[procedure] = number.setdefault(sort, len(number))
        found.append(of_procedure)
    return tuple(number), found
