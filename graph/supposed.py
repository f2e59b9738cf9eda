"""Which values of a fact could make a difference: a condition's thresholds split its range into cells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from .citizen import CODED_FACTS, CODES, TRUTHS, Citizen
from .demands import Condition

__all__ = ["Cell", "cells_of", "is_whole", "supposing"]

_LEAST = {"household_size": 1.0}
_MOST = {"age": 130.0, "disability_percent": 100.0, "resident_years": 130.0}
_BROKEN = frozenset({"isee_eur", "disability_percent"})
"""Facts that need not be whole numbers."""

Cut = tuple[float, int]
"""A threshold, and whether the cut runs before it (0) or after it (1)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Values of a fact that no condition tells apart.

    Parameters
    ----------
    low, high : float or None
        Bounds of a number, ``None`` where there is none; whole numbers: both inside.
    above, below : bool
        Whether ``low``, or ``high``, itself is outside.
    codes : tuple of str
        Codes, for a fact that is not a number; empty: none of the codes asked for.
    value : float or tuple of str
        One value of the cell.
    """

    low: float | None = None
    high: float | None = None
    above: bool = False
    below: bool = False
    codes: tuple[str, ...] = ()
    value: float | tuple[str, ...] = ()


def cells_of(fact: str, conditions: Iterable[Condition]) -> tuple[Cell, ...]:
    """Split what a fact can be where conditions on it do, ascending; at least one cell.

    Examples
    --------
    >>> [cell.value for cell in cells_of("age", [Condition("age", minimum=65)])]
    [0.0, 65.0]
    """
    asked = [condition for condition in conditions if condition.attribute == fact]
    if fact in CODED_FACTS:
        return _coded(fact, asked)
    least, most = _LEAST.get(fact, 0.0), _MOST.get(fact)
    cuts = {(c.minimum, 0) for c in asked if c.minimum is not None}
    cuts |= {(c.maximum, 1) for c in asked if c.maximum is not None}
    inside = sorted(cut for cut in cuts if (least, 0) < cut and (most is None or cut < (most, 1)))
    ends: list[Cut | None] = [None, *inside, None]
    made = (_cell(fact, low, high, least, most) for low, high in pairwise(ends))
    return tuple(cell for cell in made if cell is not None)


def is_whole(fact: str) -> bool:
    """Tell whether a fact is a whole number."""
    return fact not in _BROKEN and fact not in CODED_FACTS


def supposing(citizen: Citizen, fact: str, value: float | tuple[str, ...], on: date) -> Citizen:
    """Give the same person, had they told a fact; nothing of it is kept.

    Examples
    --------
    >>> sorted(supposing(Citizen(), "resident_years", 3.0, date(2028, 2, 29)).known(date(2028, 2, 29)))
    ['resident_years']
    """
    if fact == "resident_years":
        assert isinstance(value, float)  # noqa: S101  years are a number
        return replace(citizen, resident_since=date(on.year - int(value), on.month, min(on.day, 28)))
    told: object = value
    if fact in TRUTHS:
        told = value == ("true",)
    elif isinstance(value, tuple):
        told = value[0] if fact in CODES else value
    elif is_whole(fact):
        told = int(value)
    return replace(citizen, **{fact: told})  # type: ignore[arg-type]  # the fact says which type


def _cell(fact: str, low: Cut | None, high: Cut | None, least: float, most: float | None) -> Cell | None:
    """Make the cell between two cuts, or ``None`` when no whole number is in it."""
    if is_whole(fact):
        return _whole(low, high, least, most)
    above, below = low is not None and low[1] == 1, high is not None and high[1] == 0
    if high is not None and not below:
        value = high[0]
    elif low is not None and not above:
        value = low[0]
    else:
        floor, roof = low[0] if low else least, high[0] if high else most
        value = floor + 1 if roof is None else (floor + roof) / 2
    return Cell(low and low[0], high and high[0], above, below, value=value)


def _whole(low: Cut | None, high: Cut | None, least: float, most: float | None) -> Cell | None:
    first = least if low is None else _ceil(low[0]) if low[1] == 0 else _floor(low[0]) + 1
    last = most if high is None else _floor(high[0]) if high[1] == 1 else _ceil(high[0]) - 1
    if last is not None and last < first:
        return None
    return Cell(None if low is None else first, None if high is None else last, value=first)


def _floor(number: float) -> float:
    return float(number // 1)


def _ceil(number: float) -> float:
    return float(-(-number // 1))


def _coded(fact: str, asked: Sequence[Condition]) -> tuple[Cell, ...]:
    """Give a cell to each code asked for, and one to what is left of the codes there are.

    Of a fact that may hold several codes, and of which there is no list: each alone, all, none.
    """
    named = tuple(sorted({code for condition in asked for code in condition.one_of}))
    if fact in TRUTHS:
        return tuple(Cell(codes=(code,), value=(code,)) for code in ("true", "false"))
    if fact not in CODES:
        several = (named,) if len(named) > 1 else ()
        return tuple(Cell(codes=codes, value=codes) for codes in (*((one,) for one in named), *several, ()))
    known = CODES[fact]
    rest = tuple(code for code in known if code not in named)
    first = [Cell(codes=(code,), value=(code,)) for code in known if code in named]
    return (*first, *((Cell(codes=rest, value=rest[:1]),) if rest else ()))
