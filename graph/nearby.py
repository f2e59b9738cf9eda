"""Where offerings of other places are had, the nearest first."""

from math import asin, cos, radians, sin, sqrt

import numpy as np

from .index import Index
from .places import Territory

__all__ = ["nearest_places", "nearest_rows", "territory_name"]

_FEW = 3
_PAGE = 20
_NEAR_KM = 80.0
"""Farther than this, a service of another place is not worth naming as one to extend here."""


def nearest_places(index: Index, row: int, comune: str) -> tuple[str, ...]:
    """Name where an offering is had, nearest first, a few at most."""
    cut = {
        territory
        for excluded, territories in index.tables.excluded
        if excluded == row
        for territory in territories
    }
    covered = [territory for territory, _ in _coverage(index, (row,)) if territory not in cut]
    here = index.territories.get(comune)
    ordered = sorted(covered, key=lambda t: (_distance(here, index.territories.get(t)), t))
    return tuple(territory_name(index, territory) for territory in ordered[:_FEW])


def nearest_rows(index: Index, rows: tuple[int, ...], comune: str) -> list[int]:
    """List the rows offered near a comune, nearest first, no more than are worth describing."""
    here = index.territories.get(comune)
    far = dict.fromkeys(rows, float("inf"))
    for territory, covering in _coverage(index, rows):
        distance = _distance(here, index.territories.get(territory))
        for row in covering:
            far[row] = min(distance, far[row])
    near = (row for row in far if far[row] <= _NEAR_KM)
    return sorted(near, key=lambda row: (far[row], row))[:_PAGE]


def territory_name(index: Index, territory: str) -> str:
    """Give a territory's name, or its id where the index lacks it."""
    known = index.territories.get(territory)
    return known.name if known else territory


def _coverage(index: Index, rows: tuple[int, ...]) -> list[tuple[str, list[int]]]:
    """List the territories that the coverage of some rows names, each with those rows; O(postings)."""
    places = np.flatnonzero(np.isin(index.columns.postings, rows))
    of_place = np.searchsorted(index.columns.posting_start, places, side="right") - 1
    found: dict[int, list[int]] = {}
    for territory, row in zip(of_place.tolist(), index.columns.postings[places].tolist(), strict=True):
        found.setdefault(territory, []).append(row)
    return [(index.tables.covered[territory], covering) for territory, covering in found.items()]


def _distance(a: Territory | None, b: Territory | None) -> float:
    """Give kilometres between centroids by the haversine; infinite when one is unknown."""
    if a is None or a.lat is None or a.lon is None or b is None or b.lat is None or b.lon is None:
        return float("inf")
    north, east = radians(b.lat - a.lat), radians(b.lon - a.lon)
    chord = sin(north / 2) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(east / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(chord))
