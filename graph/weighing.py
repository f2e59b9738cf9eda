"""What each act weighs in the objective, as columns."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .acts import Acts
from .eligibility import Verdict
from .index import UNSAID
from .preferences import Weights

__all__ = ["Weighed", "weigh"]


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
    network, columns = acts.local.network, acts.local.network.index.columns
    rows = acts.local.rows[acts.positions]
    procedures = np.array(acts.procedures, dtype=np.int64)
    mapped = np.arange(len(procedures)) < len(rows)

    def own(column: NDArray[np.int32]) -> NDArray[np.int64]:
        whole = np.full(len(procedures), UNSAID, dtype=np.int64)
        whole[: len(rows)] = column[rows]
        return whole

    days = np.maximum(own(columns.days_max), own(columns.days_min))
    days = np.where(days == UNSAID, network.usual_days[procedures], days)
    cents = own(columns.cents_min)
    cents = np.where(cents == UNSAID, network.usual_cents[procedures], cents)
    unsure = mapped & (acts.local.verdicts[procedures] == Verdict.UNKNOWN)
    points = weights.step + weights.presumed * ~mapped + weights.assumption * unsure
    points = points + weights.unsaid * ((days == UNSAID).astype(np.int64) + (cents == UNSAID))
    return Weighed(own(columns.provider), points, np.maximum(cents, 0), np.maximum(days, 0))
