"""The days ahead, parted where what a question reads changes: the law here, or what dates say of the person.

Within a season every condition has one answer and every class of service one
procedure; a person comes of age, a law ends or begins between two of them.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .citizen import Citizen, Known, anniversary
from .eligibility import Verdict, evaluate, thresholds
from .network import Network
from .offered import YEAR
from .procedures import Regime
from .regime import regime
from .timetable import HORIZON, Spell

__all__ = ["NONE", "Reading", "Season", "as_said", "seasons_ahead", "spells"]

NONE = -1
"""The version of a class whose law does not hold, or whose conditions the person does not meet."""

Reading = Callable[[NDArray[np.int8]], NDArray[np.int8]]
"""What the verdicts of all procedures are taken for."""


def as_said(verdicts: NDArray[np.int8]) -> NDArray[np.int8]:
    """Take verdicts for what they are."""
    return verdicts


@dataclass(frozen=True, eq=False)
class Season:
    """Days that are alike for one person in one province; worked out when first asked for.

    Parameters
    ----------
    first, last : int
        Days counted from the day asked, both included.
    day : date
        The first.
    """

    network: Network = field(repr=False)
    plate: str
    citizen: Citizen = field(repr=False)
    first: int
    last: int
    day: date
    reading: Reading = field(default=as_said, repr=False)

    @cached_property
    def known(self) -> Known:
        """What is known of the person then."""
        return self.citizen.known(self.day)

    @cached_property
    def holding(self) -> Regime:
        """What holds then."""
        return regime(self.network, self.plate, self.day)

    @cached_property
    def verdicts(self) -> NDArray[np.int8]:
        """Verdict of every procedure then, as it is read."""
        return self.reading(evaluate(self.network.rules, self.known, self.day))

    @cached_property
    def version_of_class(self) -> NDArray[np.int64]:
        """Procedure and verdict of each class of service then, as one number; ``NONE`` where it is shut."""
        holding = self.holding
        verdicts = self.verdicts.take(holding.of_class)
        version = holding.of_class.astype(np.int64) * len(Verdict) + verdicts
        version[holding.over | (verdicts == Verdict.NO)] = NONE
        return version

    @property
    def soon(self) -> bool:
        """Whether it begins within a year of the day asked."""
        return self.first <= YEAR


def seasons_ahead(network: Network, plate: str, on: date, citizen: Citizen) -> tuple[Season, ...]:
    """Part the days from the day asked to the calendar's horizon.

    Notes
    -----
    A birthday parts them only where some condition has a bound at that age; a person
    whose age is told in years alone keeps it, for nobody knows when the next is due.
    """
    today, horizon = on.toordinal(), on.toordinal() + HORIZON
    law = network.turns[bisect_right(network.turns, today) : bisect_right(network.turns, horizon)]
    own = {day.toordinal() for day in _own_turns(network, citizen, on)}
    turns = sorted({*law, *(day for day in own if today < day <= horizon)})
    firsts = [0, *(day - today for day in turns)]
    lasts = [*(first - 1 for first in firsts[1:]), HORIZON]
    return tuple(
        Season(network, plate, citizen, first, last, on + timedelta(first))
        for first, last in zip(firsts, lasts, strict=True)
    )


def spells(seasons: Sequence[Season], which: int) -> tuple[Spell, ...]:
    """Give the days of some seasons, a bitset, in as few spells as there are."""
    found: list[Spell] = []
    for number, season in enumerate(seasons):
        if which >> number & 1:
            joins = found and found[-1][1] + 1 == season.first
            found[-1:] = (
                [(found[-1][0], season.last)] if joins else [*found[-1:], (season.first, season.last)]
            )
    return tuple(found)


def _own_turns(network: Network, citizen: Citizen, on: date) -> Iterator[date]:
    """List the days on which a number that some condition bounds is reached."""
    for fact, since in (("age", citizen.born_on), ("resident_years", citizen.resident_since)):
        if since is not None:
            for years in thresholds(network.rules, fact):
                if 0 < years <= on.year - since.year + HORIZON // 365:
                    yield anniversary(since, years)
