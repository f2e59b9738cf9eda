"""Which offerings cover a place, and whether they take people in."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .index import Columns
from .mapped import Channel, Status
from .network import Network

__all__ = [
    "AHEAD",
    "CLOSED",
    "CLOSED_DOORS",
    "OPEN",
    "OVER",
    "TO_BE_HAD",
    "UPCOMING",
    "YEAR",
    "Offered",
    "covering",
    "within_a_year",
]

_CHANNELS = tuple(Channel)

CLOSED_DOORS = np.array([status in (Status.SUSPENDED, Status.FULL, Status.CLOSED) for status in Status])
"""By position in ``Status``: who takes nobody in."""

OPEN, CLOSED, OVER, UPCOMING, AHEAD = 0, 1, 2, 3, 4
"""An offering takes people in; it does not; its procedure does not hold; it opens within a year, or it
does under a law that is yet to come."""

TO_BE_HAD = (OPEN, UPCOMING, AHEAD)
"""Now or within a year."""

YEAR = 366
"""Days ahead within which what opens is to be had, later."""


@dataclass(frozen=True, slots=True, eq=False)
class Offered:
    """Offerings that cover a place; n of them, each as often as it asks something else in its time.

    Parameters
    ----------
    rows, procedure : int32[n]
        Rows of the index, and what each offering asks and gives here.
    verdict : int8[n]
        Whether the person meets its conditions.
    via : int32[n]
        Position in ``Local.containing`` of the nearest territory that its coverage names.
    door : int8[n]
        ``OPEN``, ``CLOSED`` (suspended, full, closed), ``OVER`` (its procedure does not
        hold), ``UPCOMING`` or ``AHEAD`` (it opens within a year; under another law).
    """

    rows: NDArray[np.int32]
    procedure: NDArray[np.int32]
    verdict: NDArray[np.int8]
    via: NDArray[np.int32]
    door: NDArray[np.int8]

    def __len__(self) -> int:
        """Count them."""
        return len(self.rows)

    @property
    def versions(self) -> list[tuple[int, int, int]]:
        """Row, procedure and verdict of each."""
        columns = (self.rows.tolist(), self.procedure.tolist(), self.verdict.tolist())
        return list(zip(*columns, strict=True))

    def only(self, positions: NDArray[np.intp]) -> "Offered":
        """Give some of them, by position."""
        rows, procedure = self.rows.take(positions), self.procedure.take(positions)
        verdict, via = self.verdict.take(positions), self.via.take(positions)
        return Offered(rows, procedure, verdict, via, self.door.take(positions))

    def where(self, which: NDArray[np.bool_]) -> "Offered":
        """Give some of them, by mask."""
        return self if which.all() else self.only(np.flatnonzero(which))


def covering(
    network: Network, containing: tuple[str, ...], classes: NDArray[np.bool_] | None
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Give the offerings of some classes that cover a place: row, nearest territory named, class."""
    columns = network.index.columns
    spans = [network.index.span(territory) for territory in containing]
    ends = np.cumsum([span.stop - span.start for span in spans])
    of = np.concatenate([columns.posting_class[span] for span in spans])
    found = np.arange(len(of)) if classes is None else np.flatnonzero(classes.take(of))
    rows = np.concatenate([columns.postings[span] for span in spans]).take(found)
    # Postings ascend within a territory, so that a stable sort merges runs and leaves the nearest first.
    order = rows.argsort(kind="stable")
    rows, found = rows.take(order), found.take(order)
    first = np.ones(len(rows), dtype=np.bool_)
    np.not_equal(rows[1:], rows[:-1], out=first[1:])
    cut = [row for territory in containing for row in network.cut.get(territory, ())]
    if cut:
        first &= ~np.isin(rows, cut)
    if not first.all():
        rows, found = rows[first], found[first]
    return rows, np.searchsorted(ends, found, side="right").astype(np.int32), of.take(found)


def within_a_year(
    columns: Columns, rows: NDArray[np.integer], on: date, channels: frozenset[Channel] | None
) -> NDArray[np.bool_]:
    """Tell which offerings can be had within a year of a day, in one of these ways; silence is any way."""
    day = on.toordinal()
    fit = (columns.since.take(rows) <= day + YEAR) & (day <= columns.until.take(rows))
    if channels is not None:
        wanted = sum(1 << _CHANNELS.index(channel) for channel in channels)
        reached = columns.channels.take(rows)
        fit &= (reached == 0) | (reached & wanted != 0)
    return np.asarray(fit)
