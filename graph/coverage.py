"""Who covers this need here, and why nobody does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .citizen import Known
from .eligibility import Verdict, evaluate
from .index import Index
from .model import Channel, Status
from .network import Goal, Network
from .procedures import Ending, ending, in_force

__all__ = ["Absence", "Candidate", "Local", "Reason", "Refusal", "absence", "plate_of", "survey"]

_STATUSES = tuple(Status)
_CHANNELS = tuple(Channel)
_REMOTE = sum(1 << bit for bit, channel in enumerate(_CHANNELS) if channel.remote)
_CLOSED_DOORS = frozenset({Status.SUSPENDED, Status.FULL, Status.CLOSED})


class Reason(StrEnum):
    """The closed list of what can be true of a need in a place; used everywhere."""

    COVERED = "covered"
    COVERED_REMOTE = "covered-remote"
    UNMAPPED = "unmapped"
    BLOCKED_DOCUMENT = "blocked-document"
    NOT_ELIGIBLE = "not-eligible"
    SUSPENDED_OR_FULL = "suspended-or-full"
    NOT_HERE = "not-here"
    NOWHERE = "nowhere"
    UNKNOWN_DATA = "unknown-data"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offering that takes people of this place on this day.

    ``via`` is the nearest containing territory that its coverage names.
    """

    row: int
    procedure: int
    verdict: Verdict
    via: str

    def remote_only(self, index: Index) -> bool:
        """Tell whether it is reached at a distance only."""
        channels = int(index.columns.channels[self.row])
        return channels != 0 and channels & ~_REMOTE == 0


@dataclass(frozen=True, slots=True)
class Refusal:
    """An offering that covers this place but is not to be had, and why."""

    row: int
    procedure: int
    reason: Reason
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class Local:
    """All offerings that cover a place on a day, judged for one person."""

    comune: str
    plate: str
    on: date
    known: Known
    candidates: tuple[Candidate, ...]
    refusals: tuple[Refusal, ...]
    verdicts: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Absence:
    """Why nothing meets a goal here.

    Parameters
    ----------
    ineligible : tuple of Candidate
        Offerings whose conditions the person does not meet.
    refused : tuple of Refusal
        Offerings closed, or whose procedure does not hold.
    elsewhere : tuple of int
        Rows of offerings that meet the goal in other places.
    """

    reason: Reason
    ineligible: tuple[Candidate, ...] = ()
    refused: tuple[Refusal, ...] = ()
    elsewhere: tuple[int, ...] = ()


def plate_of(index: Index, comune: str) -> str:
    """Give the plate of the province a comune is in, or ``""``."""
    for territory in index.containing(comune):
        known = index.territories.get(territory)
        if known is not None and known.plate:
            return known.plate
    return ""


def survey(
    network: Network,
    comune: str,
    on: date,
    known: Known,
    *,
    channels: frozenset[Channel] | None = None,
) -> Local:
    """Judge every offering that covers a place, on a day, for a person.

    Parameters
    ----------
    comune : str
        Belfiore code of where the person lives.
    channels : frozenset of Channel, optional
        Only offerings reached in one of these ways; those that say nothing stay.

    Notes
    -----
    O(k log k) for *k* offerings covering the place, plus the rules.
    """
    index = network.index
    verdicts = evaluate(network.rules, known, on)
    plate, day = plate_of(index, comune), on.toordinal()
    wanted = None if channels is None else sum(1 << _CHANNELS.index(channel) for channel in channels)
    candidates: list[Candidate] = []
    refusals: list[Refusal] = []
    for row, via in _covering(index, comune):
        columns = index.columns
        offered_by = int(columns.channels[row])
        if not columns.since[row] <= day <= columns.until[row]:
            continue
        if wanted is not None and offered_by and not offered_by & wanted:
            continue
        procedure, over = _procedure(network, row, plate, on)
        if over is not None:
            refusals.append(Refusal(row, procedure, Reason.NOT_HERE, over))
        elif _STATUSES[columns.status[row]] in _CLOSED_DOORS:
            refusals.append(Refusal(row, procedure, Reason.SUSPENDED_OR_FULL))
        else:
            candidates.append(Candidate(row, procedure, Verdict(verdicts[procedure]), via))
    return Local(comune, plate, on, known, tuple(candidates), tuple(refusals), verdicts)


def absence(network: Network, local: Local, goal: Goal) -> Absence:
    """Say why no offering here meets a goal, by the nearest cause to this person.

    A condition not met comes before a closed door, a closed door before a
    procedure that ended, and these before places where the goal is met.
    """
    ineligible = tuple(
        c for c in local.candidates if c.verdict is Verdict.NO and network.serves(c.procedure, goal)
    )
    refused = tuple(r for r in local.refusals if network.serves(r.procedure, goal))
    closed = any(r.reason is Reason.SUSPENDED_OR_FULL for r in refused)
    elsewhere = () if ineligible or refused else _elsewhere(network, goal)
    if ineligible:
        reason = Reason.NOT_ELIGIBLE
    elif closed:
        reason = Reason.SUSPENDED_OR_FULL
    elif refused or elsewhere:
        reason = Reason.NOT_HERE
    elif _mapped_locally(network.index, local.comune):
        reason = Reason.NOWHERE
    else:
        reason = Reason.UNKNOWN_DATA
    return Absence(reason, ineligible, refused, elsewhere)


def _covering(index: Index, comune: str) -> Iterable[tuple[int, str]]:
    """Give each offering that covers a comune, by row, with the nearest territory it names."""
    containing = index.containing(comune)
    via: dict[int, str] = {}
    for territory in containing:
        for row in index.covering(territory).tolist():
            via.setdefault(row, territory)
    inside = set(containing)
    for row, cut in index.tables.excluded:
        if row in via and not inside.isdisjoint(cut):
            del via[row]
    return sorted(via.items())


def _procedure(network: Network, row: int, plate: str, on: date) -> tuple[int, Ending | None]:
    """Give the procedure of an offering here and now, and its ending when it does not hold.

    When no entry holds, the last one stands in, so that the answer can still
    say what the offering was for.
    """
    number = int(network.index.columns.service_class[row])
    entries = network.entries.get(network.index.tables.classes[number].service_type or "", ())
    if not entries:
        return network.of_class[number, None], None
    current = in_force(entries, plate, on)
    if current:
        return network.of_class[number, current[0].id], None
    return network.of_class[number, entries[-1].id], ending(entries, plate, on)


def _elsewhere(network: Network, goal: Goal) -> tuple[int, ...]:
    """List the offerings that meet a goal anywhere, whatever the day."""
    classes = {number for (number, _), p in network.of_class.items() if network.serves(p, goal)}
    return tuple(np.flatnonzero(np.isin(network.index.columns.service_class, sorted(classes))).tolist())


def _mapped_locally(index: Index, comune: str) -> bool:
    """Tell whether anybody mapped this place more closely than the whole country."""
    return any(via != "IT" for _, via in _covering(index, comune))
