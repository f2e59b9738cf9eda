"""The task of a goal when the network may be changed: each change is one more action, and costs one.

Everything that could be done here if something were otherwise becomes an act:
offerings whose conditions the person does not meet, closed ones, those of other
places. Such an act needs, beside its papers, the permission to use it, and
permissions are given by actions that cost. Who does an act, and what it costs,
no longer matters; so of offerings alike one is enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .acts import Acts, Fact, list_acts, named
from .coverage import Local
from .demands import Clause, Rule
from .documents import Folder, accepted_as
from .eligibility import Verdict, judge
from .index import NEVER
from .kinds import usually_meets
from .mapped import Channel
from .network import Goal, Network
from .offered import CLOSED_DOORS, OPEN, Offered, within_a_year
from .packing import Problem, held_actions
from .question import Question
from .seasons import Season
from .task import NOBODY, Action, Task
from .weighing import stated

__all__ = ["Change", "Kind", "Relaxed", "relax"]


class Kind(StrEnum):
    """What can be changed, the least effort first: of as few changes, these are preferred in this order."""

    DOCUMENT = "document"
    REOPENED = "reopened"
    BORDER = "border"
    CONDITION = "condition"
    OPENED = "opened"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the network, or of what the person has.

    Parameters
    ----------
    document : str or None
        Handed to the person (``DOCUMENT``).
    row : int or None
        The offering reopened (``REOPENED``), used across the border (``BORDER``), or
        whose condition is dropped (``CONDITION``; ``None`` for a presumed step).
    procedure : int or None
        Of that offering or presumed step.
    clause : Clause or None
        The condition dropped, any of whose parts would do.
    law : str
        Where the condition comes from.
    types : tuple of str
        Kinds of service of which one is opened (``OPENED``).
    """

    kind: Kind
    document: str | None = None
    row: int | None = None
    procedure: int | None = None
    clause: Clause | None = None
    law: str = ""
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A problem whose first ``first`` actions are acts; then come the changes, in order.

    Parameters
    ----------
    rows, kind : int32[n], int64[n]
        Every offering that could be used, and what makes two of them alike.
    """

    problem: Problem
    first: int
    changes: tuple[Change, ...]
    rows: NDArray[np.int32]
    kind: NDArray[np.int64]

    def alike(self, row: int) -> tuple[int, ...]:
        """List the offerings that would do as well as one, itself among them."""
        own = self.kind[np.flatnonzero(self.rows == row)[0]]
        return tuple(self.rows[self.kind == own].tolist())


_ONE = 1 << 40
"""A change; then the effort of its kind; then a presumed step, a step: each decides only between equals."""
_EFFORT, _PRESUMED, _STEP = 1 << 30, 1 << 16, 1 << 4


def relax(network: Network, question: Question, goal: Goal, local: Local, folder: Folder) -> Relaxed:
    """Make the task of one goal in which everything that is in its way may be changed.

    What the question forbids stays forbidden, and its channels stay the only ones;
    its other wishes are left aside. Procedures of the law that do not hold here
    within a year are not changed, nor conditions that are met within one. A new
    service is opened only of kinds whose procedure the backbone does not know: the
    others are presumed steps already.
    """
    every, kind = _every(local, question)
    _, first_alike = np.unique(kind, return_index=True)
    shut_out = np.logical_and.reduce([season.verdicts == Verdict.NO for season in local.soon])

    def leniently(verdicts: NDArray[np.int8]) -> NDArray[np.int8]:
        allowed = shut_out | (verdicts != Verdict.NO)
        return np.where(allowed, np.int8(Verdict.YES), np.int8(Verdict.NO))

    wider = local.read(leniently)
    alone = replace(question, goals=(goal,), require=frozenset(), k=1)
    acts = list_acts(wider, folder, alone, every.only(np.sort(first_alike)))
    changes, needs = _permissions(local, acts)
    papers = sorted({paper for content in acts.contents.values() for way in content.ways for paper in way})
    facts: tuple[Fact, ...] = (goal, *papers, *(f"change {number}" for number in range(len(changes))))
    bit = {fact: 1 << number for number, fact in enumerate(facts)}
    granted = [bit[f"change {number}"] for number in range(len(changes))]
    for change, adds in _freely(network, goal, papers, bit):
        changes.append(change)
        granted.append(adds)
    actions = [*_steps(acts, needs, bit), *held_actions(acts, bit)]
    first = len(actions)
    actions += [
        Action(number, _ONE + _EFFORT * tuple(Kind).index(change.kind), 0, (0,), adds)
        for number, (change, adds) in enumerate(zip(changes, granted, strict=True))
    ]
    held = (*acts.held, *((change.document or "", NEVER) for change in changes))
    acts = replace(acts, held=held, openings=())
    problem = Problem(Task(len(facts), bit[goal], tuple(actions), 0, 0, 0, 0), acts, facts)
    return Relaxed(problem, first, tuple(changes), every.rows, kind)


def _every(local: Local, question: Question) -> tuple[Offered, NDArray[np.int64]]:
    """Open every door and add what other places offer.

    Returns
    -------
    Offered
        Rows of this place first, those of the nearest territories before.
    int64[n]
        What makes rows alike: procedure, days of opening, and which change they need.
    """
    columns, holding, whole = local.network.index.columns, local.holding, local.whole
    over = np.logical_and.reduce([season.holding.over for season in local.soon])
    here = whole.where(~over.take(columns.service_class.take(whole.rows)))
    here = here.only(np.argsort(here.via, kind="stable"))
    other = _elsewhere(local, question.channels)
    other = other[~over[columns.service_class[other]]]
    rows = np.concatenate([here.rows, other])
    procedure = np.concatenate([here.procedure, holding.of_class[columns.service_class[other]]])
    via = np.concatenate([here.via, np.zeros(len(other), here.via.dtype)])
    verdict = np.full(len(rows), Verdict.YES, here.verdict.dtype)
    every = Offered(rows, procedure, verdict, via, np.full(len(rows), OPEN, here.door.dtype))
    closed = CLOSED_DOORS.take(columns.status.take(here.rows))
    needed = np.concatenate([closed, np.full(len(other), 2)]).astype(np.int64)
    today = local.on.toordinal()
    kind = (procedure.astype(np.int64) << 2) + needed
    kind = (kind << 9) + np.maximum(columns.since[rows].astype(np.int64) - today, 0)
    kind = (kind << 22) + columns.until[rows] - today
    fit = ~named(local, every, question.forbid)
    return every.where(fit), kind[fit]


def _elsewhere(local: Local, channels: frozenset[Channel] | None) -> NDArray[np.int32]:
    """List the offerings of other places that take people in, within a year."""
    columns = local.network.index.columns
    fit = within_a_year(columns, np.arange(len(columns.since)), local.on, channels)
    fit &= ~CLOSED_DOORS[columns.status]
    fit[local.whole.rows] = False
    return np.flatnonzero(fit).astype(np.int32)


def _permissions(local: Local, acts: Acts) -> tuple[list[Change], tuple[tuple[int, ...], ...]]:
    """List the changes that acts need, and the numbers of those that each needs."""
    number: dict[Change, int] = {}
    needs = []
    here = set(local.whole.rows.tolist())
    closed = CLOSED_DOORS.take(local.network.index.columns.status.take(acts.offered.rows)).tolist()
    rows = acts.offered.rows.tolist()
    for act, procedure in enumerate(acts.procedures):
        row = rows[act] if acts.is_mapped(act) else None
        asked = []
        if row is not None and row not in here:
            asked.append(Change(Kind.BORDER, row=row, procedure=procedure))
        elif row is not None and closed[act]:
            asked.append(Change(Kind.REOPENED, row=row, procedure=procedure))
        for clause, law in _failed(local, procedure):
            asked.append(Change(Kind.CONDITION, row=row, procedure=procedure, clause=clause, law=law))
        needs.append(tuple(number.setdefault(change, len(number)) for change in asked))
    return list(number), tuple(needs)


def _failed(local: Local, procedure: int) -> list[tuple[Clause, str]]:
    """List the clauses of a procedure that the person does not meet within a year, each with its law.

    Those of the season in which they are fewest.
    """
    return min((_failed_in(season, procedure) for season in local.soon), key=len)


def _failed_in(season: Season, procedure: int) -> list[tuple[Clause, str]]:
    if season.verdicts[procedure] != Verdict.NO:
        return []
    found = []
    for rule in season.network.procedures[procedure].rules:
        for clause in rule.all_of:
            alone = Rule((clause,), rule.valid_from, rule.valid_to, rule.law)
            if judge([alone], season.known, season.day) is Verdict.NO:
                found.append((clause, rule.law))
    return list(dict.fromkeys(found))


def _freely(
    network: Network, goal: Goal, papers: Sequence[str], bit: dict[Fact, int]
) -> list[tuple[Change, int]]:
    """List the changes that need nobody's act: papers handed, and a new service that meets the goal."""
    documents = network.index.reference.documents
    asked = set(papers)
    found = []
    for document in sorted(documents):
        kinds = accepted_as(documents, document) & asked
        if document in asked or len(kinds) > 1:
            found.append((Change(Kind.DOCUMENT, document=document), sum(bit[kind] for kind in kinds)))
    kinds_of_service = tuple(
        kind.id
        for kind in sorted(network.index.reference.service_types.values(), key=lambda kind: kind.id)
        if usually_meets(network, kind.id, goal)
    )
    if kinds_of_service:
        found.append((Change(Kind.OPENED, types=kinds_of_service), bit[goal]))
    return found


def _steps(acts: Acts, needs: tuple[tuple[int, ...], ...], bit: dict[Fact, int]) -> list[Action]:
    """Make an action of each act that is a step, nobody's, in need of its permissions."""
    made = []
    waits = np.maximum(stated(acts)[0], 0).tolist()
    for act, procedure in enumerate(acts.procedures):
        content = acts.contents[procedure]
        asked = sum(bit[f"change {number}"] for number in needs[act])
        modes = tuple(asked | sum(bit[paper] for paper in way) for way in content.ways)
        adds = sum(bit[fact] for fact in content.gives if fact in bit)
        cost = _STEP if acts.is_mapped(act) else _PRESUMED
        made.append(Action(NOBODY, cost, waits[act], modes, adds))
    return made
