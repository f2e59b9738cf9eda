"""What each act weighs in the objective, as columns."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .acts import Acts
from .eligibility import Verdict
from .index import UNSAID
from .preferences import Weights

__all__ = ["Weighed", "stated", "weigh"]


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
    days, cents = stated(acts)
    procedures = np.array(acts.procedures, dtype=np.int64)
    mapped = np.arange(len(procedures)) < len(acts.positions)
    unsure = mapped & (acts.local.verdicts[procedures] == Verdict.UNKNOWN)
    points = weights.step + weights.presumed * ~mapped + weights.assumption * unsure
    points = points + weights.unsaid * ((days == UNSAID).astype(np.int64) + (cents == UNSAID))
    provider = _own(acts, acts.local.network.index.columns.provider)
    return Weighed(provider, points, np.maximum(cents, 0), np.maximum(days, 0))


def stated(acts: Acts) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the days and the cents of each step, as its offering or its procedure has them, or ``UNSAID``."""
    network, columns = acts.local.network, acts.local.network.index.columns
    procedures = np.array(acts.procedures, dtype=np.int64)
    days = np.maximum(_own(acts, columns.days_max), _own(acts, columns.days_min))
    cents = _own(acts, columns.cents_min)
    return (
        np.where(days == UNSAID, network.usual_days[procedures], days),
        np.where(cents == UNSAID, network.usual_cents[procedures], cents),
    )


def _own(acts: Acts, column: NDArray[np.int32]) -> NDArray[np.int64]:
    """Spread a column of offerings over the steps; presumed ones have ``UNSAID``."""
    whole = np.full(len(acts.procedures), UNSAID, dtype=np.int64)
    whole[: len(acts.positions)] = column[acts.local.rows[acts.positions]]
    return whole
