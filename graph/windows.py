"""From which day and until which each act may begin, as columns: its door, its law, and its conditions.

In between there may be days on which it may not, and what stands at the end of the
year ahead is taken to stand for good: the calendar knows better.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .coverage import Local
from .eligibility import Verdict
from .index import Columns
from .offered import Offered
from .timetable import HORIZON
from .versions import Presumed, allowed_by_law

__all__ = ["windows"]

_Days = NDArray[np.int64]
_Flags = NDArray[np.bool_]


def windows(local: Local, offered: Offered, by_law: Presumed) -> tuple[_Days, _Days]:
    """Give the first and the last day on which each may begin, counted from the day asked.

    Returns
    -------
    (int64[n], int64[n])
        Of offerings, then of what is presumed.

    Notes
    -----
    O(offerings) in numpy; a look at every season of the year only for those whose version changes.
    """
    opens, closes = _doors(local.network.index.columns, offered, local.on.toordinal())
    told = [season.version_of_class for season in local.soon]
    changes = np.logical_or.reduce([version != told[0] for version in told])
    if changes.any():
        classes = local.network.index.columns.service_class.take(offered.rows)
        some = np.flatnonzero(changes.take(classes))
        version = offered.procedure[some].astype(np.int64) * len(Verdict) + offered.verdict[some]
        stands = [of_class.take(classes[some]) == version for of_class in told]
        opens[some], closes[some] = _cut(local, stands, opens[some], closes[some])
    presumed = by_law.procedure.astype(np.int64) * len(Verdict) + by_law.verdict
    first, last = np.zeros(len(presumed), np.int64), np.full(len(presumed), HORIZON, np.int64)
    if len(told) > 1:
        stands = [_among(allowed_by_law(season), presumed) for season in local.soon]
        first, last = _cut(local, stands, first, last)
    return np.concatenate([opens, first]), np.concatenate([closes, last])


def _doors(columns: Columns, offered: Offered, today: int) -> tuple[_Days, _Days]:
    """Give the days between which offerings are open, whatever the law."""
    since = columns.since.take(offered.rows).astype(np.int64) - today
    until = columns.until.take(offered.rows).astype(np.int64) - today
    return np.maximum(since, 0), np.minimum(until, HORIZON)


def _among(ascending: _Days, some: _Days) -> _Flags:
    """Tell which are among numbers that ascend."""
    if not len(ascending):
        return np.zeros(len(some), dtype=np.bool_)
    return np.asarray(ascending.take(ascending.searchsorted(some), mode="clip") == some)


def _cut(local: Local, stands: Sequence[_Flags], opens: _Days, closes: _Days) -> tuple[_Days, _Days]:
    """Narrow windows to the seasons of the year ahead in which each stands."""
    first, last = np.full(len(opens), HORIZON + 1, np.int64), np.full(len(opens), -1, np.int64)
    for season, standing in zip(local.soon, stands, strict=True):
        end = HORIZON if season is local.soon[-1] else season.last
        low, high = np.maximum(opens, season.first), np.minimum(closes, end)
        fit = standing & (low <= high)
        np.minimum(first, low, out=first, where=fit)
        np.maximum(last, high, out=last, where=fit)
    return first, last
