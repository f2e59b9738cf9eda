"""What an offering, or the law itself, asks of a person within a year: one version for each thing it asks.

The law may change between two seasons, and so may what a person meets: a service
that ends its old procedure in December is another thing to do in January, and one
for those of 65 is there for whoever turns 65 in March. Each version that can be
had is an act of its own, and stands on some days and not on others.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .coverage import Local
from .eligibility import Verdict
from .index import Columns
from .offered import AHEAD, CLOSED, CLOSED_DOORS, OVER, UPCOMING, Offered
from .seasons import NONE, Season

__all__ = [
    "Presumed",
    "allowed_by_law",
    "first_days",
    "first_told",
    "presumed_ahead",
    "versions_ahead",
]


@dataclass(frozen=True, slots=True, eq=False)
class Presumed:
    """What the law lets a person do, whoever does it; n of them, by procedure.

    Parameters
    ----------
    procedure, verdict : int32[n], int8[n]
        What is asked and given, and whether the person meets its conditions.
    ahead : bool[n]
        Whether it is to be had only after the day asked.
    """

    procedure: NDArray[np.int32]
    verdict: NDArray[np.int8]
    ahead: NDArray[np.bool_]

    def where(self, which: NDArray[np.bool_]) -> "Presumed":
        """Give some of them."""
        return Presumed(self.procedure[which], self.verdict[which], self.ahead[which])


def versions_ahead(local: Local, among: Offered) -> Offered:
    """Give each thing that some offerings ask within a year and the person may have, each once; by row.

    Notes
    -----
    O(offerings) in numpy; a look at every season only for those that change.
    """
    seasons = local.soon
    of_class = [season.version_of_class for season in seasons]
    changes = np.zeros(len(of_class[0]), dtype=np.bool_)
    for version in of_class[1:]:
        changes |= version != of_class[0]
    columns = local.network.index.columns
    shut = (among.door == OVER) & CLOSED_DOORS.take(columns.status.take(among.rows))
    among = among.where((among.door != CLOSED) & ~shut)
    classes = columns.service_class.take(among.rows)
    changing = changes.take(classes)
    steady = among.where(~changing & (of_class[0].take(classes) != NONE))
    if not changing.any():
        return steady
    told = [version.take(classes[changing]) for version in of_class]
    return _by_row([steady, *_each(local, among.where(changing), told)])


def first_days(local: Local, offered: Offered) -> NDArray[np.int64]:
    """Give the first day within a year on which the person may have each offering; -1 where there is none.

    Counted from the day asked, int64[n].
    """
    columns, today = local.network.index.columns, local.on.toordinal()
    classes = columns.service_class.take(offered.rows)
    since, until = columns.since.take(offered.rows) - today, columns.until.take(offered.rows) - today
    shut = CLOSED_DOORS.take(columns.status.take(offered.rows))
    found = np.full(len(offered), -1, dtype=np.int64)
    for season in local.soon:
        first = np.maximum(since, season.first)
        had = season.version_of_class.take(classes) != NONE
        fit = had & ~shut & (found < 0) & (first <= np.minimum(until, season.last))
        found[fit] = first[fit]
    return found


def _each(local: Local, changed: Offered, told: Sequence[NDArray[np.int64]]) -> Iterator[Offered]:
    """Give what is new in each season of the year, of offerings whose versions change."""
    seasons, columns = local.soon, local.network.index.columns
    new_in = first_told(columns, local.on, changed.rows, seasons, told)
    for season, version, new in zip(seasons, told, new_in, strict=True):
        procedure, verdict = np.divmod(version, len(Verdict))
        door = changed.door
        if season.first > 0:
            other_law = (changed.procedure != procedure) | (door == OVER)
            door = np.where(other_law, np.int8(AHEAD), np.int8(UPCOMING))
        asked = procedure.astype(np.int32), verdict.astype(np.int8)
        yield Offered(changed.rows, *asked, changed.via, door).where(new)


def presumed_ahead(local: Local) -> Presumed:
    """Give the procedures of the backbone that the person may follow within a year."""
    every = [allowed_by_law(season) for season in local.soon]
    found, first = np.unique(np.concatenate(every), return_index=True)
    procedure, verdict = np.divmod(found, len(Verdict))
    return Presumed(procedure.astype(np.int32), verdict.astype(np.int8), first >= len(every[0]))


def allowed_by_law(season: Season) -> NDArray[np.int64]:
    """Give the procedures of the backbone that the person may follow in a season, each with its verdict.

    As one number, ascending, as ``Season.version_of_class`` has it.
    """
    presumed = season.holding.presumed
    verdicts = season.verdicts.take(presumed)
    fit = verdicts != Verdict.NO
    return np.asarray(presumed[fit].astype(np.int64) * len(Verdict) + verdicts[fit])


def first_told(
    columns: Columns,
    on: date,
    rows: NDArray[np.int32],
    seasons: Sequence[Season],
    told: Sequence[NDArray[np.int64]],
) -> list[NDArray[np.bool_]]:
    """Tell for each season which offerings have a version then that no earlier season has.

    Only of offerings that are open on some day on which that version stands.

    Parameters
    ----------
    told : sequence of int64[r]
        The version of each offering in each season.
    """
    today = on.toordinal()
    since, until = columns.since.take(rows) - today, columns.until.take(rows) - today
    met = [(since <= season.last) & (until >= season.first) for season in seasons]
    found = []
    for number, version in enumerate(told):
        new = version != NONE
        for earlier in told[:number]:
            new &= version != earlier
        stands = np.zeros(len(version), dtype=np.bool_)
        for other, there in zip(told, met, strict=True):
            stands |= (other == version) & there
        found.append(new & stands)
    return found


def _by_row(parts: Sequence[Offered]) -> Offered:
    """Put offerings together; of one row, first what comes first."""
    rows, procedure, verdict, via, door = (
        np.concatenate(columns)
        for columns in zip(*((p.rows, p.procedure, p.verdict, p.via, p.door) for p in parts), strict=True)
    )
    return Offered(rows, procedure, verdict, via, door).only(rows.argsort(kind="stable"))
