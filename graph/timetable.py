"""When each step can begin so that every paper is still valid on the day it is used.

A paper lapses some days after its issue, or at the end of its year; an offering
may open later and close. Papers are used on the day a step begins. Beginning a
step later never shortens another's paper, and every rule has the form "not
before a day that grows with another's day", so there is an earliest timetable,
found by raising days until nothing moves; if days rise past the horizon, there
is none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

__all__ = ["HORIZON", "Lapse", "Trip", "last_valid_day", "timetable"]

HORIZON = 3650
"""Days after which a plan is taken to have no end."""


@dataclass(frozen=True, slots=True)
class Lapse:
    """How a paper lapses: so many days after its issue, or on 31 December of its year; neither: never."""

    days: int | None = None
    year_end: bool = False


@dataclass(frozen=True, slots=True)
class Trip:
    """What a timetable is made of.

    Parameters
    ----------
    days : mapping of int to int
        How long each step takes.
    papers : tuple of (int, int, Lapse)
        Supplier, user, and how the paper between them lapses.
    opens, closes : mapping of int to int
        First and last day, counted from today, on which a step may begin.
    """

    days: Mapping[int, int]
    papers: tuple[tuple[int, int, Lapse], ...]
    opens: Mapping[int, int] = field(default_factory=dict)
    closes: Mapping[int, int] = field(default_factory=dict)


def timetable(trip: Trip, today: date) -> dict[int, int] | None:
    """Give the first day of each step, counted from today, or ``None`` when papers lapse whatever one does.

    Examples
    --------
    An ISEE of ten days, asked for in December and used after a visit in February,
    is not begun before it would come out in the new year:

    >>> trip = Trip({0: 10, 1: 80, 2: 5}, ((0, 2, Lapse(year_end=True)), (1, 2, Lapse())))
    >>> timetable(trip, date(2026, 12, 1))
    {0: 21, 1: 0, 2: 80}
    """
    starts = {step: max(0, trip.opens.get(step, 0)) for step in trip.days}
    moved = True
    while moved:
        moved = False
        for supplier, user, lapse in trip.papers:
            issued = starts[supplier] + trip.days[supplier]
            needed = _not_before(starts[user], lapse, today) - trip.days[supplier]
            for step, day in ((user, issued), (supplier, needed)):
                if day > starts[step]:
                    starts[step] = day
                    moved = True
        if any(day > min(HORIZON, trip.closes.get(step, HORIZON)) for step, day in starts.items()):
            return None
    return starts


def last_valid_day(issued: int, lapse: Lapse, today: date) -> int:
    """Give the last day, counted from today, on which a paper issued on a day is valid."""
    ends = HORIZON * 2
    if lapse.days is not None:
        ends = min(ends, issued + lapse.days)
    if lapse.year_end:
        year = (today + timedelta(days=issued)).year
        ends = min(ends, (date(year, 12, 31) - today).days)
    return ends


def _not_before(used: int, lapse: Lapse, today: date) -> int:
    """Give the first day of issue that leaves a paper valid on the day it is used."""
    first = -HORIZON
    if lapse.days is not None:
        first = max(first, used - lapse.days)
    if lapse.year_end:
        year = (today + timedelta(days=used)).year
        first = max(first, (date(year, 1, 1) - today).days)
    return first
