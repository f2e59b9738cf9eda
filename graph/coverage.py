"""Who covers this need here, and who would but takes nobody in."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .citizen import Citizen, Known
from .eligibility import Verdict
from .index import Index
from .mapped import Channel
from .network import Goal, Network
from .offered import CLOSED, CLOSED_DOORS, OPEN, OVER, UPCOMING, Offered, covering, within_a_year
from .procedures import Ending, Regime, ending
from .seasons import Reading, Season, seasons_ahead

__all__ = [
    "Candidate",
    "Local",
    "Reason",
    "Refusal",
    "plate_of",
    "survey",
]

_CHANNELS = tuple(Channel)
_REMOTE = sum(1 << bit for bit, channel in enumerate(_CHANNELS) if channel.remote)

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
    """An offering that covers this place but is not to be had on this day, and why.

    ``ending`` where its procedure does not hold, ``opens`` where it is yet to open.
    """

    row: int
    procedure: int
    reason: Reason
    ending: Ending | None = None
    opens: date | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Local:
    """A place on a day for one person, and the offerings that cover it, by ascending row.

    Only those asked for are looked at: a place may have tens of thousands.

    Parameters
    ----------
    containing : tuple of str
        The place and the territories that contain it, nearest first.
    channels : frozenset of Channel or None
        The only ways in which an offering may be reached; those that say nothing stay.
    seasons : tuple of Season
        The days ahead; the first begins on the day asked.
    """

    network: Network
    comune: str
    plate: str
    on: date
    containing: tuple[str, ...]
    channels: frozenset[Channel] | None
    seasons: tuple[Season, ...]
    _seen: list[Offered] = field(init=False, default_factory=list, repr=False)

    @property
    def known(self) -> Known:
        """What is known of the person on the day."""
        return self.seasons[0].known

    @property
    def holding(self) -> Regime:
        """What holds here on the day."""
        return self.seasons[0].holding

    @property
    def verdicts(self) -> NDArray[np.int8]:
        """Verdict of every procedure on the day, int8[p]."""
        return self.seasons[0].verdicts

    @property
    def soon(self) -> tuple[Season, ...]:
        """The seasons that begin within a year."""
        return tuple(season for season in self.seasons if season.soon)

    def season(self, day: int) -> Season:
        """Give the season of a day, counted from the day asked."""
        return next(season for season in reversed(self.seasons) if season.first <= day)

    def read(self, reading: Reading) -> "Local":
        """Give the same place for somebody whose verdicts are read in another way."""
        return replace(self, seasons=tuple(replace(season, reading=reading) for season in self.seasons))

    @property
    def whole(self) -> Offered:
        """All offerings that cover the place; looked up once."""
        if not self._seen:
            self._seen.append(self.of_classes(None))
        return self._seen[0]

    def offering(self, procedures: NDArray[np.bool_]) -> Offered:
        """Give the offerings of some procedures."""
        return self.of_classes(procedures.take(self.holding.of_class))

    def of_classes(self, classes: NDArray[np.bool_] | None) -> Offered:
        """Give the offerings of some classes of service, or all; O(k log k) for *k* of them."""
        columns, day = self.network.index.columns, self.on.toordinal()
        rows, via, of = covering(self.network, self.containing, classes)
        valid = within_a_year(columns, rows, self.on, self.channels)
        if not valid.all():
            rows, via, of = rows[valid], via[valid], of[valid]
        door = np.where(columns.since.take(rows) > day, np.int8(UPCOMING), np.int8(OPEN))
        door[CLOSED_DOORS.take(columns.status.take(rows))] = CLOSED
        door[self.holding.over.take(of)] = OVER
        procedure = self.holding.of_class.take(of)
        return Offered(rows, procedure, self.verdicts.take(procedure), via, door)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """All that take people in, whatever their conditions."""
        return self.described(self.whole.where(self.whole.door == OPEN))

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """All that are not to be had."""
        return self.refusals_of(self.whole.where(self.whole.door != OPEN))

    def serving(self, goal: Goal) -> tuple[Candidate, ...]:
        """List those that take people in and meet a goal."""
        offered = self.offering(self.network.serving(goal))
        return self.described(offered.where(offered.door == OPEN))

    def refused(self, procedures: NDArray[np.bool_]) -> tuple[Refusal, ...]:
        """List those of some procedures that are not to be had."""
        offered = self.offering(procedures)
        return self.refusals_of(offered.where(offered.door != OPEN))

    def at(self, row: int) -> Candidate | Refusal | None:
        """Find an offering by its row; ``None`` when it does not cover this place on this day."""
        found = self.whole.where(self.whole.rows == row)
        if not len(found):
            return None
        return self.described(found)[0] if found.door[0] == OPEN else self.refusals_of(found)[0]

    def described(self, offered: Offered) -> tuple[Candidate, ...]:
        """Describe offerings one by one."""
        return tuple(self.candidate(offered, position) for position in range(len(offered)))

    def candidate(self, offered: Offered, position: int) -> Candidate:
        """Describe one of some offerings."""
        return Candidate(
            int(offered.rows[position]),
            int(offered.procedure[position]),
            Verdict(int(offered.verdict[position])),
            self.containing[offered.via[position]],
        )

    def refusals_of(self, offered: Offered) -> tuple[Refusal, ...]:
        """Say of offerings that are not to be had why."""
        found = []
        for row, procedure, door in zip(
            offered.rows.tolist(), offered.procedure.tolist(), offered.door.tolist(), strict=True
        ):
            if door == OVER:
                kind = self.network.procedures[procedure].service_type or ""
                end = ending(self.network.entries.get(kind, ()), self.plate, self.on)
                found.append(Refusal(row, procedure, Reason.NOT_HERE, ending=end))
            elif door == UPCOMING:
                day = int(self.network.index.columns.since[row]) - self.on.toordinal()
                found.append(self.opening(row, procedure, day))
            else:
                found.append(Refusal(row, procedure, Reason.SUSPENDED_OR_FULL))
        return tuple(found)

    def opening(self, row: int, procedure: int, day: int) -> Refusal:
        """Say of an offering that it is to be had from a day, counted from the day asked."""
        return Refusal(row, procedure, Reason.NOT_HERE, opens=self.on + timedelta(day))


def plate_of(index: Index, comune: str) -> str:
    """Give the plate of the province a comune is in, or ``""``."""
    return _plate(index, index.containing(comune))


def survey(
    network: Network,
    comune: str,
    on: date,
    citizen: Citizen,
    *,
    channels: frozenset[Channel] | None = None,
) -> Local:
    """Turn to a place, on a day, for a person.

    Parameters
    ----------
    comune : str
        Belfiore code of where the person lives.
    channels : frozenset of Channel, optional
        Only offerings reached in one of these ways; those that say nothing stay.

    Notes
    -----
    Procedures are judged, O(procedures) in numpy, and offerings looked up, when they are asked for.
    """
    containing = network.index.containing(comune)
    plate = _plate(network.index, containing)
    seasons = seasons_ahead(network, plate, on, citizen)
    return Local(network, comune, plate, on, containing, channels, seasons)


def _plate(index: Index, containing: tuple[str, ...]) -> str:
    for territory in containing:
        known = index.territories.get(territory)
        if known is not None and known.plate:
            return known.plate
    return ""
