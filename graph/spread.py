"""Where each sort of offering is had: bitsets of comuni, and the least days it takes in each.

An offering covers a territory, and so every comune inside. All postings of a
realm are read once in columns; what is left is a few thousand rows of bits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .coverage import COUNTRY
from .index import UNSAID, Index
from .mapped import Channel
from .network import Network
from .offered import CLOSED, CLOSED_DOORS, OPEN, OVER, UPCOMING, within_a_year
from .realms import Realm
from .timetable import HORIZON

__all__ = ["Spread", "Stand", "members", "spread", "to_mask"]

_REMOTE = sum(1 << bit for bit, channel in enumerate(Channel) if channel.remote)
_NOWHERE = np.iinfo(np.int32).max
_COLUMNS = 512
"""How many stands are laid over the territories at once: it bounds the memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Stand:
    """Offerings of one sort that are had alike; n comuni.

    Parameters
    ----------
    sort : int
        Number of the sort.
    door : int
        As in :class:`~welfarenet.graph.coverage.Local`.
    steady : bool
        Open today, and for as long as the calendar looks.
    remote : bool
        Reached at a distance only.
    where : int
        Comuni that have one, as a bitset.
    days : int32[n]
        The least days it takes in each of them.
    """

    sort: int
    door: int
    steady: bool
    remote: bool
    where: int
    days: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """All stands of a realm, and the comuni that somebody mapped more closely than the whole country."""

    stands: tuple[Stand, ...]
    mapped: int


@dataclass(frozen=True, slots=True, eq=False)
class _Postings:
    """Who covers which place; p pairs, ``place`` in the numbers of ``_Places``."""

    row: NDArray[np.int32]
    place: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """What contains the comuni of a realm; ``above`` is int32[n, depth], padded with ``none``."""

    names: tuple[str, ...]
    above: NDArray[np.int32]
    none: int


def spread(network: Network, realm: Realm, on: date, sort_of: NDArray[np.int32]) -> Spread:
    """Lay every offering over the comuni of a realm.

    Parameters
    ----------
    sort_of : int32[p]
        The sort of each procedure; -1 for those that are none.

    Notes
    -----
    O(postings + stands × territories) in numpy.
    """
    index = network.index
    places = _places(realm)
    every = _postings(index, places)
    cut = dict(index.tables.excluded)
    whole = ~np.isin(every.row, np.array(sorted(cut), dtype=np.int32))
    masks = {row: _with_cuts(every, places, realm, row, cut[row]) for row in sorted(cut)}
    stands = tuple(_stands(network, realm, on, sort_of, every, places, whole, masks))
    return Spread(stands, _mapped(every, places, realm, whole, cut))


def to_mask(comuni: NDArray[np.bool_]) -> int:
    """Give a bitset of some comuni.

    Examples
    --------
    >>> bin(to_mask(np.array([True, False, True])))
    '0b101'
    """
    return int.from_bytes(np.packbits(comuni, bitorder="little").tobytes(), "little")


def members(comuni: int) -> NDArray[np.intp]:
    """List the comuni of a bitset.

    Examples
    --------
    >>> members(0b101).tolist()
    [0, 2]
    """
    content = np.frombuffer(comuni.to_bytes(comuni.bit_length() // 8 + 1, "little"), np.uint8)
    return np.flatnonzero(np.unpackbits(content, bitorder="little"))


def _places(realm: Realm) -> _Places:
    number: dict[str, int] = {}
    for containing in realm.containing:
        for territory in containing:
            number.setdefault(territory, len(number))
    depth = max(map(len, realm.containing))
    above = np.full((len(realm.comuni), depth), len(number), dtype=np.int32)
    for row, containing in enumerate(realm.containing):
        above[row, : len(containing)] = [number[territory] for territory in containing]
    return _Places(tuple(number), above, len(number))


def _postings(index: Index, places: _Places) -> _Postings:
    lists = [index.covering(territory) for territory in places.names]
    place = np.repeat(np.arange(len(lists), dtype=np.int32), [len(rows) for rows in lists])
    return _Postings(np.concatenate(lists), place)


def _with_cuts(
    every: _Postings, places: _Places, realm: Realm, row: int, cut: Sequence[str]
) -> NDArray[np.bool_]:
    """Tell which comuni an offering covers that has territories cut out of its coverage."""
    covered = np.isin(places.above, every.place[every.row == row]).any(axis=1)
    outside = np.array([not set(cut).isdisjoint(containing) for containing in realm.containing])
    return np.asarray(covered & ~outside)


def _mapped(
    every: _Postings, places: _Places, realm: Realm, whole: NDArray[np.bool_], cut: dict[int, tuple[str, ...]]
) -> int:
    """Tell which comuni somebody covers through a territory nearer than the country."""
    depth = [
        containing.index(COUNTRY) if COUNTRY in containing else len(containing)
        for containing in realm.containing
    ]
    near = np.where(
        np.arange(places.above.shape[1]) < np.array(depth)[:, np.newaxis], places.above, places.none
    )
    has = np.zeros(places.none + 1, dtype=np.bool_)
    has[every.place[whole]] = True
    found = np.asarray(has[near].any(axis=1))
    for row, territories in sorted(cut.items()):
        found |= _with_cuts(every, _Places(places.names, near, places.none), realm, row, territories)
    return to_mask(found)


def _stands(
    network: Network,
    realm: Realm,
    on: date,
    sort_of: NDArray[np.int32],
    every: _Postings,
    places: _Places,
    whole: NDArray[np.bool_],
    masks: dict[int, NDArray[np.bool_]],
) -> Iterator[Stand]:
    rows = every.row
    fit = within_a_year(network.index.columns, rows, on, None)
    code, days = _code(network, realm, on, sort_of, rows)
    kinds, column = np.unique(code[fit], return_inverse=True)
    apart = {row: np.flatnonzero(fit & (rows == row))[:1] for row in masks}
    column_of = np.full(len(rows), -1, dtype=np.int64)
    column_of[fit] = column
    plain = fit & whole
    for first in range(0, len(kinds), _COLUMNS):
        width = min(_COLUMNS, len(kinds) - first)
        mine = np.flatnonzero(plain & (column_of >= first) & (column_of < first + width))
        table = np.full((width, places.none + 1), _NOWHERE, dtype=np.int32)
        flat = (column_of[mine] - first) * (places.none + 1) + every.place[mine]
        np.minimum.at(table.reshape(-1), flat, days[mine])
        for number in range(width):
            least = table[number][places.above].min(axis=1)
            for row, at in apart.items():
                if at.size and column_of[at[0]] == first + number:
                    least = np.where(masks[row], np.minimum(least, days[at[0]]), least)
            where = to_mask(least != _NOWHERE)
            if where:
                yield _stand(int(kinds[first + number]), where, least)


def _code(
    network: Network, realm: Realm, on: date, sort_of: NDArray[np.int32], rows: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Give each row its sort, door, steadiness and remoteness as one number, and its days."""
    columns, day = network.index.columns, on.toordinal()
    classes = columns.service_class[rows]
    procedure = realm.regime.of_class[classes]
    door = np.where(columns.since[rows] > day, UPCOMING, OPEN)
    door[CLOSED_DOORS[columns.status[rows]]] = CLOSED
    door[realm.regime.over[classes]] = OVER
    steady = (door == OPEN) & (columns.until[rows] >= day + HORIZON)
    channels = columns.channels[rows]
    remote = (channels != 0) & (channels & ~np.int8(_REMOTE) == 0)
    own = np.maximum(columns.days_max[rows], columns.days_min[rows])
    days = np.maximum(np.where(own == UNSAID, network.usual_days[procedure], own), 0)
    code = ((sort_of[procedure].astype(np.int64) * 4 + door) * 2 + steady) * 2 + remote
    return code, days.astype(np.int32)


def _stand(code: int, where: int, days: NDArray[np.int32]) -> Stand:
    rest, remote = divmod(code, 2)
    rest, steady = divmod(rest, 2)
    sort, door = divmod(rest, 4)
    return Stand(sort, door, bool(steady), bool(remote), where, days)
