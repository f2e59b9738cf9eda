"""What each act weighs in the objective, as columns."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .acts import Acts
from .eligibility import Verdict
from .index import UNSAID
from .preferences import Weights

__all__ = ["Weighed", "stated", "weigh", "weigh_mapped"]


class Weighed(NamedTuple):
    """Columns by act, all int64[a].

    Parameters
    ----------
    provider : int64[a]
        Row of the provider, or ``UNSAID`` for a presumed step.
    points : int64[a]
        Points of the objective but for money and days.
    cents, days : int64[a]
        What it costs the person and how long it takes; nothing where nobody says.
    """

    provider: NDArray[np.int64]
    points: NDArray[np.int64]
    cents: NDArray[np.int64]
    days: NDArray[np.int64]


def weigh(acts: Acts, weights: Weights) -> Weighed:
    """Weigh the steps: what an offering does not say its procedure usually takes or costs."""
    return _weigh(acts, weights, _procedures(acts))


def weigh_mapped(acts: Acts, weights: Weights) -> Weighed:
    """Weigh the mapped offerings alone."""
    return _weigh(acts, weights, acts.offered.procedure)


def stated(acts: Acts) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the days and the cents of each step, as its offering or its procedure has them, or ``UNSAID``."""
    return _stated(acts, _procedures(acts))


def _weigh(acts: Acts, weights: Weights, procedures: NDArray[np.integer]) -> Weighed:
    """Weigh the first steps, those of these procedures."""
    mapped = acts.mapped
    days, cents = _stated(acts, procedures)
    points = np.full(len(procedures), weights.step, dtype=np.int64)
    points[:mapped] += weights.assumption * (acts.offered.verdict == Verdict.UNKNOWN)
    points[mapped:] += weights.presumed
    points += weights.ahead * acts.ahead[: len(points)]
    points += weights.unsaid * ((days == UNSAID).astype(np.int64) + (cents == UNSAID))
    provider = _own(acts, acts.local.network.index.columns.provider, len(procedures))
    return Weighed(provider, points, np.maximum(cents, 0), np.maximum(days, 0))


def _stated(acts: Acts, procedures: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    network, columns = acts.local.network, acts.local.network.index.columns
    days = _own(acts, columns.days_max, len(procedures))
    np.maximum(days, _own(acts, columns.days_min, len(procedures)), out=days)
    cents = _own(acts, columns.cents_min, len(procedures))
    for said, usual in ((days, network.usual_days), (cents, network.usual_cents)):
        silent = said == UNSAID
        said[silent] = usual[procedures[silent]]
    return days, cents


def _procedures(acts: Acts) -> NDArray[np.int64]:
    return np.array(acts.procedures, dtype=np.int64)


def _own(acts: Acts, column: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    """Spread a column of offerings over the first steps; presumed ones have ``UNSAID``."""
    whole = np.empty(count, dtype=np.int64)
    whole[: acts.mapped] = column.take(acts.offered.rows)
    whole[acts.mapped :] = UNSAID
    return whole
