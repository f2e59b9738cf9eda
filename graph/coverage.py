"""Who covers this need here, and why nobody does."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .citizen import Known
from .eligibility import Verdict, evaluate
from .index import Columns, Index
from .model import Channel, Status
from .network import Goal, Network
from .procedures import Ending, ending
from .regime import regime

__all__ = [
    "CLOSED",
    "CLOSED_DOORS",
    "OPEN",
    "OVER",
    "UPCOMING",
    "Absence",
    "Candidate",
    "Local",
    "Reason",
    "Refusal",
    "absence",
    "plate_of",
    "survey",
    "within_a_year",
]

_CHANNELS = tuple(Channel)
_REMOTE = sum(1 << bit for bit, channel in enumerate(_CHANNELS) if channel.remote)
CLOSED_DOORS = np.array([status in (Status.SUSPENDED, Status.FULL, Status.CLOSED) for status in Status])
"""By position in ``Status``: who takes nobody in."""

OPEN, CLOSED, OVER, UPCOMING = 0, 1, 2, 3
"""An offering takes people in; it does not; its procedure does not hold; it opens within a year."""

_YEAR = 366

COUNTRY = "IT"
"""The territory that says least about who mapped a place."""


class Reason(StrEnum):
    """The closed list of what can be true of a need in a place; used everywhere."""

    COVERED = "covered"
    COVERED_REMOTE = "covered-remote"
    UNMAPPED = "unmapped"
    BLOCKED_DOCUMENT = "blocked-document"
    NOT_ELIGIBLE = "not-eligible"
    INCOMPATIBLE = "incompatible"
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


@dataclass(frozen=True, slots=True, eq=False)
class Local:
    """All offerings that cover a place on a day, judged for one person; n rows, ascending.

    Parameters
    ----------
    containing : tuple of str
        The place and the territories that contain it, nearest first.
    rows, procedure : int32[n]
        Rows of the index, and what each offering asks and gives here and now.
    via : int16[n]
        Position in ``containing`` of the nearest territory that its coverage names.
    door : int8[n]
        ``OPEN``, ``CLOSED`` (suspended, full, closed), ``OVER`` (its procedure does not
        hold) or ``UPCOMING`` (it opens within a year).
    verdicts : int8[p]
        Verdict of every procedure.
    """

    network: Network
    comune: str
    plate: str
    on: date
    known: Known
    containing: tuple[str, ...]
    rows: NDArray[np.int32]
    procedure: NDArray[np.int32]
    via: NDArray[np.int16]
    door: NDArray[np.int8]
    verdicts: NDArray[np.int8]

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """All that take people in, whatever their conditions."""
        return self.candidates_at(np.flatnonzero(self.door == OPEN))

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """All that are not to be had."""
        return self.refusals_at(np.flatnonzero(self.door != OPEN))

    def serving(self, goal: Goal) -> tuple[Candidate, ...]:
        """List those that take people in and meet a goal."""
        met = self.network.serving(goal)[self.procedure]
        return self.candidates_at(np.flatnonzero(met & (self.door == OPEN)))

    def refused(self, procedures: NDArray[np.bool_]) -> tuple[Refusal, ...]:
        """List those of some procedures that are not to be had."""
        return self.refusals_at(np.flatnonzero(procedures[self.procedure] & (self.door != OPEN)))

    def at(self, row: int) -> Candidate | Refusal | None:
        """Find an offering by its row; ``None`` when it does not cover this place on this day."""
        positions = np.flatnonzero(self.rows == row)
        if not positions.size:
            return None
        offered = self.door[positions[0]] == OPEN
        return self.candidates_at(positions)[0] if offered else self.refusals_at(positions)[0]

    def candidates_at(self, positions: NDArray[np.intp]) -> tuple[Candidate, ...]:
        """Describe rows by their positions."""
        return tuple(
            Candidate(row, procedure, Verdict(verdict), self.containing[via])
            for row, procedure, verdict, via in zip(
                self.rows[positions].tolist(),
                self.procedure[positions].tolist(),
                self.verdicts[self.procedure[positions]].tolist(),
                self.via[positions].tolist(),
                strict=True,
            )
        )

    def refusals_at(self, positions: NDArray[np.intp]) -> tuple[Refusal, ...]:
        """Say of rows that are not to be had why, by their positions."""
        found = []
        for position in positions.tolist():
            row, procedure = int(self.rows[position]), int(self.procedure[position])
            kind = self.network.procedures[procedure].service_type or ""
            end, reason = None, Reason.NOT_HERE
            if self.door[position] == OVER:
                end = ending(self.network.entries.get(kind, ()), self.plate, self.on)
            elif self.door[position] == UPCOMING:
                opens = date.fromordinal(int(self.network.index.columns.since[row]))
                end = Ending(kind, None, opens, ())
            else:
                reason = Reason.SUSPENDED_OR_FULL
            found.append(Refusal(row, procedure, reason, end))
        return tuple(found)


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
    barred : tuple of int
        Procedures of the backbone, where no mapped offering says more: all that would meet
        the goal here by law, none open to the person.
    """

    reason: Reason
    ineligible: tuple[Candidate, ...] = ()
    refused: tuple[Refusal, ...] = ()
    elsewhere: tuple[int, ...] = ()
    barred: tuple[int, ...] = ()


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
    index, columns = network.index, network.index.columns
    plate, day = plate_of(index, comune), on.toordinal()
    holding = regime(network, plate, on)
    containing = index.containing(comune)
    rows, via = _covering(index, containing)
    valid = within_a_year(columns, rows, on, channels)
    rows, via = rows[valid], via[valid]
    classes = columns.service_class[rows]
    door = np.where(columns.since[rows] > day, UPCOMING, OPEN).astype(np.int8)
    door[CLOSED_DOORS[columns.status[rows]]] = CLOSED
    door[holding.over[classes]] = OVER
    verdicts = evaluate(network.rules, known, on)
    return Local(
        network,
        comune,
        plate,
        on,
        known,
        containing,
        rows,
        holding.of_class[classes],
        via,
        door,
        verdicts,
    )


def within_a_year(
    columns: Columns, rows: NDArray[np.integer], on: date, channels: frozenset[Channel] | None
) -> NDArray[np.bool_]:
    """Tell which offerings can be had within a year of a day, in one of these ways; silence is any way."""
    day = on.toordinal()
    fit = (columns.since[rows] <= day + _YEAR) & (day <= columns.until[rows])
    if channels is not None:
        wanted = sum(1 << _CHANNELS.index(channel) for channel in channels)
        fit &= (columns.channels[rows] == 0) | (columns.channels[rows] & wanted != 0)
    return np.asarray(fit)


def absence(network: Network, local: Local, goal: Goal) -> Absence:
    """Say why no offering here meets a goal, by the nearest cause to this person.

    A condition not met comes before a closed door, a closed door before a
    procedure that ended, and these before places where the goal is met: what the
    law itself shuts a person out of, nobody could offer them elsewhere.
    """
    ineligible = tuple(c for c in local.serving(goal) if c.verdict is Verdict.NO)
    refused = local.refused(network.serving(goal))
    closed = any(r.reason is Reason.SUSPENDED_OR_FULL for r in refused)
    barred = () if ineligible or refused else _barred(network, local, goal)
    elsewhere = () if ineligible or refused or barred else _elsewhere(network, goal)
    if ineligible or barred:
        reason = Reason.NOT_ELIGIBLE
    elif closed:
        reason = Reason.SUSPENDED_OR_FULL
    elif refused or elsewhere:
        reason = Reason.NOT_HERE
    elif _mapped_locally(local):
        reason = Reason.NOWHERE
    else:
        reason = Reason.UNKNOWN_DATA
    return Absence(reason, ineligible, refused, elsewhere, barred)


def _barred(network: Network, local: Local, goal: Goal) -> tuple[int, ...]:
    """Give the procedures in force that would meet a goal, if the person may have none of them."""
    presumed = regime(network, local.plate, local.on).presumed
    meeting = presumed[network.serving(goal)[presumed]]
    closed = bool((local.verdicts[meeting] == Verdict.NO).all())
    return tuple(meeting.tolist()) if closed else ()


def _covering(index: Index, containing: tuple[str, ...]) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    """Give the offerings that cover a place, by row, with the nearest containing territory each names."""
    postings = [index.covering(territory) for territory in containing]
    every = np.concatenate(postings)
    depth = np.repeat(np.arange(len(postings), dtype=np.int16), [len(rows) for rows in postings])
    rows, first = np.unique(every, return_index=True)
    via = depth[first]
    inside = set(containing)
    cut = [row for row, territories in index.tables.excluded if not inside.isdisjoint(territories)]
    kept = ~np.isin(rows, cut)
    return rows[kept], via[kept]


def _elsewhere(network: Network, goal: Goal) -> tuple[int, ...]:
    """List the offerings that meet a goal anywhere, whatever the day."""
    met = network.serving(goal)
    classes = sorted({number for (number, _), procedure in network.of_class.items() if met[procedure]})
    return tuple(np.flatnonzero(np.isin(network.index.columns.service_class, classes)).tolist())


def _mapped_locally(local: Local) -> bool:
    """Tell whether anybody mapped this place more closely than the whole country."""
    country = local.containing.index(COUNTRY) if COUNTRY in local.containing else len(local.containing)
    return bool((_covering(local.network.index, local.containing)[1] < country).any())
