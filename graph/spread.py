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
from .index import Index
from .network import Network
from .posted import Posted, post
from .realms import Realm

__all__ = ["Spread", "Stand", "members", "spread", "to_mask"]

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
    seasons : int
        Those in which its law holds and its conditions are judged so, as a bitset.
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
    seasons: int
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


def spread(network: Network, realm: Realm, on: date, sort_of: Sequence[NDArray[np.int32]]) -> Spread:
    """Lay every offering over the comuni of a realm.

    Parameters
    ----------
    sort_of : sequence of int32[p]
        The sort of each procedure in each season that begins within a year; -1 for those that are none.

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
    posted = post(network, realm, on, sort_of, every.row, every.place)
    stands = tuple(_stands(posted, places, masks))
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


def _stands(posted: Posted, places: _Places, masks: dict[int, NDArray[np.bool_]]) -> Iterator[Stand]:
    """Give the stands of each kind, a few hundred kinds at a time."""
    kinds, column = _kinds(posted)
    cut = np.isin(posted.row, np.array(sorted(masks), dtype=np.int32))
    # Of an offering with cuts one posting for each kind: where it is had, its mask says.
    apart = {(int(column[at]), int(posted.row[at])): int(at) for at in np.flatnonzero(cut)[::-1]}
    for first in range(0, len(kinds), _COLUMNS):
        width = min(_COLUMNS, len(kinds) - first)
        mine = np.flatnonzero(~cut & (column >= first) & (column < first + width))
        table = np.full((width, places.none + 1), _NOWHERE, dtype=np.int32)
        flat = (column[mine] - first) * (places.none + 1) + posted.place[mine]
        np.minimum.at(table.reshape(-1), flat, posted.days[mine])
        for number in range(width):
            least = table[number][places.above].min(axis=1)
            for (kind, offering), at in apart.items():
                if kind == first + number:
                    least = np.where(masks[offering], np.minimum(least, posted.days[at]), least)
            where = to_mask(least != _NOWHERE)
            if where:
                sort, door, steady, remote, seasons = kinds[first + number]
                yield Stand(sort, door, bool(steady), seasons, bool(remote), where, least)


def _kinds(posted: Posted) -> tuple[list[tuple[int, int, int, int, int]], NDArray[np.intp]]:
    """Give sort, door, steadiness, remoteness and seasons of each kind, and the kind of each posting."""
    sets, which = np.unique(posted.seasons, return_inverse=True)
    parts = (posted.sort, posted.door, posted.steady, posted.remote, which)
    shape = tuple(int(part.max(initial=0)) + 1 for part in parts)
    codes, column = np.unique(np.ravel_multi_index(parts, shape), return_inverse=True)
    *told, seasons = (part.tolist() for part in np.unravel_index(codes, shape))
    return list(zip(*told, sets[seasons].tolist(), strict=True)), column
