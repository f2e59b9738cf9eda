"""The network packed for questions: integer columns derived from one store revision.

``indexing`` builds it from a store's reader and keeps it beside the revision as
memory-mapped ``.npy`` files. It holds what decides an answer (where, who may,
what it asks, what it costs); names, contacts and hours stay in the store and
are described one page at a time.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .iris import Iris
from .places import Territory
from .procedures import ServiceClass
from .reference import Reference
from .titles import Titles

__all__ = ["NEVER", "START", "UNSAID", "Columns", "Index", "Tables"]

UNSAID = -1
"""In a column of days or cents: nobody said."""

START, NEVER = 0, date.max.toordinal()
"""Ordinals of a validity with no beginning and no end."""


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry for each of n offerings, by ascending IRI; p postings of t territories.

    Parameters
    ----------
    service_class, provider : int32[n]
        Rows of ``Tables.classes`` and of the providers, by ascending IRI.
    status, channels : int8[n]
        Position in ``Status``; bit mask over ``Channel``, in order of definition.
    since, until, assured : int32[n]
        Ordinals of days; ``assured`` is 0 when nobody checked.
    days_min, days_max : int32[n]
        Days, or ``UNSAID``.
    cents_min, cents_max : int32[n]
        Cents of euro, or ``UNSAID``.
    posting_start, postings : int32[t + 1], int32[p]
        Offerings that cover territory *i* are ``postings[posting_start[i]:posting_start[i + 1]]``, ascending.
    posting_class : int32[p]
        ``service_class`` of each posting, so that a territory's offerings of some classes lie in one line.
    agreements : int32[a, 4]
        Provider, provider, first and last day; the lower provider first, ascending.
    memberships : int32[m, 2]
        Provider, network; ascending.
    referrals : int32[r, 2]
        Offering, offering; ascending.
    offering_text, offering_start, provider_text, provider_start : uint8[], int64[]
        IRIs, as :class:`~welfarenet.graph.iris.Iris` packs them.
    """

    service_class: NDArray[np.int32]
    provider: NDArray[np.int32]
    status: NDArray[np.int8]
    channels: NDArray[np.int8]
    since: NDArray[np.int32]
    until: NDArray[np.int32]
    assured: NDArray[np.int32]
    days_min: NDArray[np.int32]
    days_max: NDArray[np.int32]
    cents_min: NDArray[np.int32]
    cents_max: NDArray[np.int32]
    posting_start: NDArray[np.int32]
    postings: NDArray[np.int32]
    posting_class: NDArray[np.int32]
    agreements: NDArray[np.int32]
    memberships: NDArray[np.int32]
    referrals: NDArray[np.int32]
    offering_text: NDArray[np.uint8]
    offering_start: NDArray[np.int64]
    provider_text: NDArray[np.uint8]
    provider_start: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tables:
    """What the columns point into, and what is too ragged for one.

    Parameters
    ----------
    covered : tuple of str
        Territory ids with postings, ascending: the rows of ``posting_start``.
    excluded : tuple of (int, tuple of str)
        Offerings with territories cut out of their coverage.
    territories : tuple of Territory
        What exercises add to, or change in, the reference territories.
    """

    classes: tuple[ServiceClass, ...]
    covered: tuple[str, ...]
    excluded: tuple[tuple[int, tuple[str, ...]], ...]
    territories: tuple[Territory, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """A revision ready for questions.

    ``territories`` are the reference ones as the exercises complete them. ``titles``
    are absent from an index written before they were kept.
    """

    revision: str
    reference: Reference
    columns: Columns
    tables: Tables
    territories: Mapping[str, Territory]
    titles: Titles | None = None

    def covering(self, territory: str) -> NDArray[np.int32]:
        """Give the offerings whose coverage names this very territory, ascending."""
        return self.columns.postings[self.span(territory)]

    def span(self, territory: str) -> slice:
        """Tell where among the postings those of this very territory stand."""
        row = _find(self.tables.covered, territory)
        if row is None:
            return slice(0, 0)
        start, stop = self.columns.posting_start[row : row + 2].tolist()
        return slice(start, stop)

    def containing(self, territory: str) -> tuple[str, ...]:
        """List a territory and all that contain it, nearest first, each once."""
        found = [territory]
        for current in found:
            known = self.territories.get(current)
            for parent in known.parents if known else ():
                if parent not in found:
                    found.append(parent)
        return tuple(found)

    @property
    def offerings(self) -> Iris:
        """IRIs of the offerings, by row."""
        return Iris(self.columns.offering_text, self.columns.offering_start)

    @property
    def providers(self) -> Iris:
        """IRIs of the providers, by row."""
        return Iris(self.columns.provider_text, self.columns.provider_start)

    def row(self, offering: str) -> int | None:
        """Find the row of an offering by its IRI."""
        return self.offerings.find(offering)


def _find(ordered: Sequence[str], wanted: str) -> int | None:
    """Find a string in an ascending sequence."""
    row = bisect_left(ordered, wanted)
    return row if row < len(ordered) and ordered[row] == wanted else None
