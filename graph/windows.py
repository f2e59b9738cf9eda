"""From which day and until which each act may begin, as columns: its door, its law, and its conditions.

In between there may be days on which it may not: the calendar knows them.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from .coverage import Local
from .eligibility import Verdict
from .index import Columns
from .offered import Offered
from .timetable import HORIZON
from .versions import Presumed, allowed_by_law

__all__ = ["windows"]

Days = NDArray[np.int64]


def windows(local: Local, offered: Offered, by_law: Presumed) -> tuple[Days, Days]:
    """Give the first and the last day on which each may begin, counted from the day asked.

    Returns
    -------
    (int64[n], int64[n])
        Of offerings, then of what is presumed, as far as the calendar looks; the last day is
        before the first where there is none.

    Notes
    -----
    O(offerings) in numpy; a look at every season only for those whose version does not last.
    """
    opens, closes = _doors(local.network.index.columns, offered, local.on.toordinal())
    told = [season.version_of_class for season in local.seasons]
    classes = local.network.index.columns.service_class.take(offered.rows)
    version = offered.procedure.astype(np.int64) * len(Verdict) + offered.verdict
    changing = np.zeros(len(offered), dtype=np.bool_)
    for versions in told:
        changing |= versions.take(classes) != version
    if changing.any():
        stands = (versions.take(classes[changing]) == version[changing] for versions in told)
        opens[changing], closes[changing] = _cut(local, stands, opens[changing], closes[changing])
    presumed = by_law.procedure.astype(np.int64) * len(Verdict) + by_law.verdict
    stands = (np.isin(presumed, allowed_by_law(season)) for season in local.seasons)
    whole = np.zeros(len(presumed), np.int64), np.full(len(presumed), HORIZON, np.int64)
    first, last = _cut(local, stands, *whole)
    return np.concatenate([opens, first]), np.concatenate([closes, last])


def _doors(columns: Columns, offered: Offered, today: int) -> tuple[Days, Days]:
    """Give the days between which offerings are open, whatever the law."""
    since = columns.since.take(offered.rows).astype(np.int64) - today
    until = columns.until.take(offered.rows).astype(np.int64) - today
    return np.maximum(since, 0), np.minimum(until, HORIZON)


def _cut(local: Local, stands: Iterable[NDArray[np.bool_]], opens: Days, closes: Days) -> tuple[Days, Days]:
    """Narrow windows to the seasons in which each stands."""
    first, last = np.full(len(opens), HORIZON + 1, np.int64), np.full(len(opens), -1, np.int64)
    for season, standing in zip(local.seasons, stands, strict=True):
        low, high = np.maximum(opens, season.first), np.minimum(closes, season.last)
        fit = standing & (low <= high)
        np.minimum(first, low, out=first, where=fit)
        np.maximum(last, high, out=last, where=fit)
    return first, last
