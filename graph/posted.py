"""What each posting of an offering stands for: today, shut or not, and in the seasons of the year ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .index import UNSAID
from .mapped import Channel
from .network import Network
from .offered import AHEAD, CLOSED, CLOSED_DOORS, OPEN, OVER, UPCOMING, within_a_year
from .realms import Realm
from .seasons import NONE
from .timetable import HORIZON
from .versions import first_told

__all__ = ["Posted", "post"]

_REMOTE = sum(1 << bit for bit, channel in enumerate(Channel) if channel.remote)


@dataclass(frozen=True, slots=True, eq=False)
class Posted:
    """Offerings on the territories they cover, once for each thing they ask in their time; p of them.

    Parameters
    ----------
    row, place, sort : int32[p]
        Of the offering, of the territory as numbered by who asks, and of what it asks and gives.
    door : int8[p]
        As in :class:`~welfarenet.graph.offered.Offered`.
    steady, remote : bool[p]
        Open today and for as long as the calendar looks; reached at a distance only.
    seasons : int64[p]
        Those in which its law holds and its conditions are judged so, as bitsets.
    days : int32[p]
        How long it takes.
    """

    row: NDArray[np.int32]
    place: NDArray[np.int32]
    sort: NDArray[np.int32]
    door: NDArray[np.int8]
    steady: NDArray[np.bool_]
    remote: NDArray[np.bool_]
    seasons: NDArray[np.int64]
    days: NDArray[np.int32]


def post(
    network: Network,
    realm: Realm,
    on: date,
    sort_of: Sequence[NDArray[np.int32]],
    row: NDArray[np.int32],
    place: NDArray[np.int32],
) -> Posted:
    """Post some offerings, each on a territory, of a realm.

    Parameters
    ----------
    sort_of : sequence of int32[q]
        The sort of each procedure in each season that begins within a year.
    """
    columns = network.index.columns
    fit = within_a_year(columns, row, on, None)
    row, place = row[fit], place[fit]
    classes = columns.service_class.take(row)
    versions = [season.version_of_class for season in realm.seasons]
    parts = []
    for number, (which, door) in enumerate(_doors(network, realm, on, row, classes, versions)):
        of = classes[which]
        procedure = realm.soon[number].holding.of_class.take(of)
        seasons = _standing(versions, versions[number]).take(of)
        parts.append(
            (np.flatnonzero(which), door[which], procedure, sort_of[number].take(procedure), seasons)
        )
    at, door, procedure, sort, seasons = map(np.concatenate, zip(*parts, strict=True))
    row, place, today = row.take(at), place.take(at), on.toordinal()
    steady = (door != CLOSED) & (door != OVER)
    steady &= (columns.since.take(row) <= today) & (columns.until.take(row) >= today + HORIZON)
    channels = columns.channels.take(row)
    remote = (channels != 0) & (channels & ~np.int8(_REMOTE) == 0)
    own = np.maximum(columns.days_max.take(row), columns.days_min.take(row))
    days = np.maximum(np.where(own == UNSAID, network.usual_days.take(procedure), own), 0)
    return Posted(row, place, sort, door, steady, remote, seasons, days.astype(np.int32))


def _doors(
    network: Network,
    realm: Realm,
    on: date,
    row: NDArray[np.int32],
    classes: NDArray[np.int32],
    versions: Sequence[NDArray[np.int64]],
) -> list[tuple[NDArray[np.bool_], NDArray[np.int8]]]:
    """Tell for each season of the year which offerings have something new then, and how they are to be had.

    Of today that is all of them.
    """
    columns, law = network.index.columns, realm.seasons[0].holding
    shut = CLOSED_DOORS.take(columns.status.take(row))
    told = [version.take(classes) for version in versions[: len(realm.soon)]]
    today, *later = first_told(columns, on, row, realm.soon, told)
    door = np.where(columns.since.take(row) > on.toordinal(), np.int8(UPCOMING), np.int8(OPEN))
    # What opens only once its law is over, or its conditions are outgrown, is not to be had.
    door[(door == UPCOMING) & (told[0] != NONE) & ~today] = OVER
    door[shut] = CLOSED
    door[law.over.take(classes)] = OVER
    found = [(np.ones(len(row), dtype=np.bool_), door)]
    for season, new in zip(realm.soon[1:], later, strict=True):
        to_come = (season.holding.of_class != law.of_class) | law.over
        found.append((new & ~shut, np.where(to_come.take(classes), np.int8(AHEAD), np.int8(UPCOMING))))
    return found


def _standing(versions: Sequence[NDArray[np.int64]], version: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give by class the set of seasons in which it has a version, as a bitset; of no version, all."""
    seasons = np.zeros(len(version), dtype=np.int64)
    for number, other in enumerate(versions):
        seasons |= (other == version).astype(np.int64) << number
    seasons[version == NONE] = (1 << len(versions)) - 1
    return seasons
