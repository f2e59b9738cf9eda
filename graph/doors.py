"""What would serve here and is not to be had: every such offering, those nearest to being had first."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from .coverage import Candidate, Reason, Refusal
from .eligibility import Verdict, deciding
from .network import Goal, Network
from .offered import CLOSED, OPEN, OVER, UPCOMING, Offered
from .paths import GoalOutcome, ServicePaths
from .question import Question
from .versions import first_days

__all__ = ["SHOWN", "Door", "Use", "left_open", "part", "shut_doors"]

SHOWN = 10
"""Doors that an answer shows where not all are asked for; more only where more would close a gap."""

_TURN = {UPCOMING: 0, CLOSED: 1, OPEN: 2, OVER: 3}
"""What is in the way: a day to come; a place or a decision; the person's own facts; the law."""


class Use(IntEnum):
    """What an offering would do for a question, the most useful first."""

    GAP = 0
    """Meets a need that the best path leaves open, or gives a paper that nobody gives for one."""
    PRESUMED = 1
    """Does what only a presumed step of the best path does."""
    ASKED = 2
    """Meets a need that is met already."""
    PAPER = 3
    """Gives a paper that a step uses."""
    LEADS = 4
    """Leads to a need, by the backbone."""


@dataclass(frozen=True, slots=True, order=True)
class Door:
    """An offering that would serve and is not to be had; they sort from the nearest to the farthest.

    Parameters
    ----------
    failed : int
        How many of its conditions the person is known not to meet.
    turn : int
        What is in the way, as ``UPCOMING``, ``CLOSED``, ``OPEN`` (the conditions alone) and ``OVER`` turn.
    depth : int
        Territories between the place and the nearest one that its coverage names.
    row : int
        Of the index, where offerings stand by IRI.
    """

    use: Use
    failed: int
    turn: int
    depth: int
    row: int
    of: Refusal | Candidate = field(compare=False)

    @property
    def reason(self) -> Reason:
        """Why it is not to be had."""
        return self.of.reason if isinstance(self.of, Refusal) else Reason.NOT_ELIGIBLE


def shut_doors(network: Network, question: Question, found: ServicePaths) -> tuple[Door, ...]:
    """List every offering that would serve and is not to be had, nearest first.

    Those closed or yet to open, or whose procedure does not hold, that meet a goal,
    lead to one or give a paper that a step uses; and, for a goal that only presumed
    steps meet, those whose conditions the person does not meet. What a path uses once
    it opens is to be had.
    """
    local, uses = found.local, _uses(network, question, found)
    offered = local.offering(uses <= Use.LEADS)
    taken = {step.candidate.row for path in found.paths for step in path.steps if step.candidate}
    offered = offered.where(~np.isin(offered.rows, sorted(taken)))
    first = first_days(local, offered)
    opens = (offered.door == UPCOMING) & (offered.verdict != Verdict.NO)
    shut = offered.where((opens | (offered.door == CLOSED) | (offered.door == OVER)) & (first < 0))
    doors = _doors(local.refusals_of(shut), shut, uses, _failed(network, found, shut.procedure.tolist()))
    waited = offered.where(first > 0)
    opening = [
        local.opening(row, procedure, day)
        for row, procedure, day in zip(
            waited.rows.tolist(), waited.procedure.tolist(), first[first > 0].tolist(), strict=True
        )
    ]
    doors += _doors(opening, waited, uses, [0] * len(waited))
    return tuple(sorted((*doors, *_barred(network, found, taken.union(waited.rows.tolist())))))


def _doors(
    refusals: Sequence[Refusal],
    offered: Offered,
    uses: NDArray[np.int8],
    failed: Sequence[int],
) -> list[Door]:
    """Make a door of each refusal of some offerings."""
    return [
        Door(
            Use(use),
            count,
            _TURN[UPCOMING if refusal.opens is not None else door],
            depth,
            refusal.row,
            refusal,
        )
        for refusal, use, count, door, depth in zip(
            refusals,
            uses[offered.procedure].tolist(),
            failed,
            offered.door.tolist(),
            offered.via.tolist(),
            strict=True,
        )
    ]


def _barred(network: Network, found: ServicePaths, had: Collection[int]) -> list[Door]:
    """List those that shut the person out of a goal that only presumed steps meet, but for some rows."""
    barred = {
        candidate.row: candidate
        for outcome in found.outcomes
        if outcome.reason is Reason.UNMAPPED and outcome.absence is not None
        for candidate in outcome.absence.ineligible
        if candidate.row not in had
    }
    failed = _failed(network, found, [candidate.procedure for candidate in barred.values()])
    return [
        Door(Use.PRESUMED, count, _TURN[OPEN], found.local.containing.index(one.via), one.row, one)
        for one, count in zip(barred.values(), failed, strict=True)
    ]


def part(doors: tuple[Door, ...]) -> tuple[tuple[Door, ...], tuple[Door, ...]]:
    """Part the doors that a short answer shows from the rest; none that would close a gap is in the rest."""
    gap = sum(door.use is Use.GAP for door in doors)
    shown = max(gap, SHOWN)
    return doors[:shown], doors[shown:]


def left_open(found: ServicePaths) -> tuple[GoalOutcome, ...]:
    """List what became of the goals that the best path leaves uncovered."""
    met = {goal for path in found.paths[:1] for step in path.steps for goal in step.meets}
    return tuple(outcome for outcome in found.outcomes if outcome.goal not in met)


def _uses(network: Network, question: Question, found: ServicePaths) -> NDArray[np.int8]:
    """Give for every procedure its best use for a question; one past the last where it is of none."""
    best = found.paths[0].steps if found.paths else ()
    presumed = {number for number, step in enumerate(best) if step.candidate is None}
    used = {name for path in found.paths for step in path.steps for name, _ in step.papers}
    of_presumed = {name for step in best for name, source in step.papers if source in presumed}
    gaps = left_open(found)
    uses = np.full(len(network.forms.forms), len(Use), dtype=np.int8)
    uses[_leading(network, question.goals)] = Use.LEADS
    uses[_doing(network, (), used)] = Use.PAPER
    uses[_doing(network, question.goals, ())] = Use.ASKED
    uses[_doing(network, (goal for n in presumed for goal in best[n].meets), of_presumed)] = Use.PRESUMED
    uses[_doing(network, (gap.goal for gap in gaps), {name for gap in gaps for name in gap.blocked})] = (
        Use.GAP
    )
    return np.asarray(uses[network.forms.of])


def _leading(network: Network, goals: Iterable[Goal]) -> NDArray[np.bool_]:
    """Tell for every form whether its kind leads to one of some needs; to kinds of service none leads."""
    needs = {goal.id for goal in goals if goal.is_need}
    kinds = {kind for kind, led in network.leads_to.items() if not needs.isdisjoint(led)}
    return np.array([form.service_type in kinds for form in network.forms.forms], dtype=np.bool_)


def _doing(network: Network, goals: Iterable[Goal], papers: Iterable[str]) -> NDArray[np.bool_]:
    """Tell for every form whether it meets one of some goals or gives one of some papers."""
    wanted = frozenset(papers)
    forms = network.forms.forms if wanted else ()
    giving = {row for row, form in enumerate(forms) if not wanted.isdisjoint(form.given)}
    return network.forms.told(giving.union(*map(network.meeting, goals)))


def _failed(network: Network, found: ServicePaths, procedures: Sequence[int]) -> list[int]:
    """Count for each of some procedures the conditions that the person is known not to meet."""
    local = found.local
    counts = {
        one: len(deciding(network.procedures[one].rules, local.known, local.on))
        for one in set(procedures)
        if local.verdicts[one] == Verdict.NO
    }
    return [counts.get(one, 0) for one in procedures]
