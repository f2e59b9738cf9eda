"""What can be done here for this person: mapped offerings, and what the backbone presumes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .coverage import OPEN, UPCOMING, Candidate, Local
from .documents import Folder, ways
from .eligibility import Verdict
from .exclusions import Clash, list_clashes
from .index import NEVER
from .network import Goal, Network
from .question import Question
from .regime import regime

__all__ = ["Acts", "Content", "Fact", "list_acts", "named", "required_fact"]

Fact = str | Goal
"""A document by id, a goal, or the private fact that something required was used."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a procedure asks of this person, and what it gives.

    ``ways`` are the least sets of papers still to be had, each with all the papers used.
    """

    ways: Mapping[frozenset[str], tuple[str, ...]]
    gives: frozenset[Fact]


@dataclass(frozen=True, slots=True, eq=False)
class Acts:
    """Acts by number: m mapped offerings by row, the presumed steps, the lapsing papers held.

    Parameters
    ----------
    positions : intp[m]
        Where the mapped ones stand among the rows of ``local``.
    procedures : tuple of int
        The procedure of each act that is a step.
    held : tuple of (str, int)
        Papers held that lapse, with their last day counted from the day asked: to
        use one is an act too, but no step.
    extra : mapping of int to frozenset of str
        Private facts of acts that the question requires.
    clashes : tuple of Clash
        What the law keeps apart among them.
    """

    local: Local
    positions: NDArray[np.intp]
    procedures: tuple[int, ...]
    held: tuple[tuple[str, int], ...]
    contents: Mapping[int, Content]
    extra: Mapping[int, frozenset[str]]
    clashes: tuple[Clash, ...]

    def sides(self, clash: Clash) -> tuple[frozenset[int], frozenset[int]]:
        """Give the acts on either side of an exclusion."""
        one = (number for number, procedure in enumerate(self.procedures) if procedure in clash.one)
        other = (number for number, procedure in enumerate(self.procedures) if procedure in clash.other)
        return frozenset(one), frozenset(other)

    @property
    def kept_apart(self) -> tuple[tuple[frozenset[int], frozenset[int]], ...]:
        """Acts on either side of every exclusion."""
        return tuple(map(self.sides, self.clashes))

    def only(self, numbers: NDArray[np.intp]) -> "Acts":
        """Give these mapped acts, ascending, and all that are not mapped."""
        mapped = len(self.positions)
        procedures = np.array(self.procedures[:mapped], dtype=np.int64)[numbers].tolist()
        extra = {
            new: self.extra[old]
            for new, old in enumerate([*numbers.tolist(), *range(mapped, len(self.procedures))])
            if old in self.extra
        }
        return replace(
            self,
            positions=self.positions[numbers],
            procedures=(*procedures, *self.procedures[mapped:]),
            extra=extra,
        )

    def numbers_in(self, every: "Acts") -> list[int]:
        """Give each act's number among those it was taken from with :meth:`only`."""
        mapped = np.searchsorted(every.positions, self.positions).tolist()
        others = len(self.procedures) - len(self.positions) + len(self.held)
        return [*mapped, *range(len(every.positions), len(every.positions) + others)]

    def candidate(self, number: int) -> Candidate | None:
        """Describe the offering of an act; ``None`` for a presumed step."""
        if number >= len(self.positions):
            return None
        return self.local.candidates_at(self.positions[number : number + 1])[0]

    def is_mapped(self, number: int) -> bool:
        """Tell whether an act is a mapped offering."""
        return number < len(self.positions)

    def is_step(self, number: int) -> bool:
        """Tell whether an act is something to do, not a paper to take out."""
        return number < len(self.procedures)

    def held_until(self, number: int) -> tuple[str, int]:
        """Give the paper that an act takes out, and its last day."""
        return self.held[number - len(self.procedures)]

    def window(self, number: int) -> tuple[int, int]:
        """Give the first and last day, counted from the day asked, on which a step may begin."""
        if not self.is_mapped(number):
            return 0, NEVER
        columns, today = self.local.network.index.columns, self.local.on.toordinal()
        row = self.local.rows[self.positions[number]]
        return max(0, int(columns.since[row]) - today), int(columns.until[row]) - today


def required_fact(name: str) -> str:
    """Give the private fact that something required was used."""
    return f"require {name}"


def list_acts(local: Local, folder: Folder, question: Question) -> Acts:
    """List what can be done here that may matter.

    An act matters when it may meet a goal or give a paper that another act that
    matters may ask for; whether papers can really be had is found out later.

    Notes
    -----
    O(rounds × procedures) on masks of documents; objects are made only of procedures.
    """
    network = local.network
    open_now = np.isin(local.door, (OPEN, UPCOMING)) & (local.verdicts[local.procedure] != Verdict.NO)
    open_now &= ~named(local, question.forbid)
    presumed = regime(network, local.plate, local.on).presumed
    presumed = presumed[local.verdicts[presumed] != Verdict.NO]
    presumed = presumed[~_of_types(network, presumed, question.forbid)]
    called_for = named(local, question.require) & open_now
    usable = np.zeros(len(network.procedures), dtype=np.bool_)
    usable[local.procedure[open_now]] = True
    usable[presumed] = True
    first = np.zeros_like(usable)
    first[local.procedure[called_for]] = True
    first[presumed[_of_types(network, presumed, question.require)]] = True
    matters = _matters(network, usable, first, folder, question.goals)
    positions = np.flatnonzero(open_now & (matters[local.procedure] | called_for))
    procedures = (*local.procedure[positions].tolist(), *presumed[matters[presumed]].tolist())
    contents = _contents(network, sorted(set(procedures)), folder, question.goals)
    extra = _extra(local, positions, procedures, question.require)
    held = tuple((paper, (day - local.on).days) for paper, day in folder.lapsing.items())
    return Acts(local, positions, procedures, held, contents, extra, list_clashes(local, procedures))


def _contents(
    network: Network, procedures: Sequence[int], folder: Folder, goals: tuple[Goal, ...]
) -> dict[int, Content]:
    """Work out what each procedure asks of this person; procedures that ask alike share the work."""
    # By identity: what an entry asks is one object in all procedures that follow it.
    asked: dict[int, Mapping[frozenset[str], tuple[str, ...]]] = {}
    found: dict[int, Content] = {}
    met: dict[int, list[Goal]] = {}
    rows = np.array(procedures, dtype=np.int64)
    for goal in goals:
        for procedure in rows[network.serving(goal)[rows]].tolist():
            met.setdefault(procedure, []).append(goal)
    for procedure in procedures:
        requires = network.procedures[procedure].requires
        if id(requires) not in asked:
            asked[id(requires)] = ways(requires, folder)
        gives = network.given[procedure].union(met.get(procedure, ()))
        found[procedure] = Content(asked[id(requires)], gives)
    return found


def _matters(
    network: Network,
    usable: NDArray[np.bool_],
    first: NDArray[np.bool_],
    folder: Folder,
    goals: tuple[Goal, ...],
) -> NDArray[np.bool_]:
    """Read backwards from the goals over masks of documents, until nothing new is needed."""
    found = first.copy()
    for goal in goals:
        found |= network.serving(goal) & usable
    at_hand = network.mask(folder.at_hand)
    before = -1
    while (count := int(found.sum())) != before:
        before = count
        needed = np.bitwise_or.reduce(network.asks[found], axis=0) & ~at_hand
        found |= (network.gives & needed).any(axis=1) & usable
    return found


def _extra(
    local: Local, positions: NDArray[np.intp], procedures: tuple[int, ...], required: frozenset[str]
) -> dict[int, frozenset[str]]:
    """Give the private facts of the acts that satisfy what the question requires."""
    found: dict[int, set[str]] = {}
    for name in sorted(required):
        mapped = np.flatnonzero(named(local, frozenset({name}))[positions]).tolist()
        kinds = _of_types(local.network, np.array(procedures[len(positions) :], np.int32), frozenset({name}))
        for number in (*mapped, *(np.flatnonzero(kinds) + len(positions)).tolist()):
            found.setdefault(number, set()).add(required_fact(name))
    return {number: frozenset(facts) for number, facts in found.items()}


def named(local: Local, names: frozenset[str]) -> NDArray[np.bool_]:
    """Tell which rows are named by their offering, provider or service type."""
    network = local.network
    if not names:
        return np.zeros(len(local.rows), dtype=np.bool_)
    offerings = [row for name in names if (row := network.index.row(name)) is not None]
    providers = [row for name in names if (row := network.index.providers.find(name)) is not None]
    return np.asarray(
        np.isin(local.rows, offerings)
        | np.isin(network.index.columns.provider[local.rows], providers)
        | _of_types(network, local.procedure, names)
    )


def _of_types(network: Network, procedures: NDArray[np.int32], names: frozenset[str]) -> NDArray[np.bool_]:
    """Tell which procedures are of service types named."""
    if not names:
        return np.zeros(len(procedures), dtype=np.bool_)
    kinds = (network.procedures[procedure].service_type in names for procedure in procedures.tolist())
    return np.fromiter(kinds, dtype=np.bool_, count=len(procedures))
