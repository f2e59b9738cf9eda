"""When each step can begin so that every paper is still valid on the day it is used.

A paper lapses some days after its issue, or at the end of its year; a step may
begin on some days and not on others: an offering opens and closes, a law ends, a
person comes of age. Papers are used on the day a step begins. Beginning a
step later never shortens another's paper, and every rule has the form "not
before a day that grows with another's day", so there is an earliest timetable,
found by raising days until nothing moves; if days rise past the horizon, there
is none.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

__all__ = ["HORIZON", "Fit", "Lapse", "Spell", "Trip", "last_valid_day", "timetable", "within"]

HORIZON = 3650
"""Days after which a plan is taken to have no end."""

Fit = Callable[[int], int | None]
"""Gives the first day, not before one, on which a step may begin; ``None`` where there is none."""

Spell = tuple[int, int]
"""First and last day, counted from today, both included."""


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
    fit : mapping of int to Fit
        On which days a step may begin; one that is missing, on any.
    """

    days: Mapping[int, int]
    papers: tuple[tuple[int, int, Lapse], ...]
    fit: Mapping[int, Fit] = field(default_factory=dict)


def within(spells: Iterable[Spell]) -> Fit:
    """Let a step begin in some spells, ascending.

    Examples
    --------
    >>> within([(2, 4), (9, 9)])(5)
    9
    """
    listed = tuple(spells)

    def fit(day: int) -> int | None:
        return next((max(day, first) for first, last in listed if max(day, first) <= last), None)

    return fit


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
    starts = dict.fromkeys(trip.days, 0)
    moved = True
    while moved:
        moved = False
        for step, fit in trip.fit.items():
            day = fit(starts[step])
            if day is None:
                return None
            moved |= day > starts[step]
            starts[step] = day
        for supplier, user, lapse in trip.papers:
            issued = starts[supplier] + trip.days[supplier]
            needed = _not_before(starts[user], lapse, today) - trip.days[supplier]
            for step, least in ((user, issued), (supplier, needed)):
                if least > starts[step]:
                    starts[step] = least
                    moved = True
        if max(starts.values(), default=0) > HORIZON:
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
