"""One way to a goal in each comune, and whether it holds in life: on the calendar, and by law.

That something can be reached is not yet a path: papers lapse, doors close, the
law keeps benefits apart. One way that holds is proof enough; comuni whose way
is the same share the proof. Where the way at hand does not hold, another might:
whoever asks must search.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .acts import Fact
from .flood import Flood
from .spread import members, to_mask
from .timetable import HORIZON, Fit, Lapse, Spell, Trip, timetable, within

__all__ = ["Step", "holding", "trails"]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What an act means in life; n comuni.

    Parameters
    ----------
    days : int32[n]
        How long it takes in each of those that have it.
    longest : int
        The most of these.
    steady : bool
        Its door is open for as long as the calendar looks.
    spells : tuple of Spell or None
        Days on which its law holds and its conditions are met; ``None``: on all.
    lapses : mapping of str to Lapse
        How each paper it gives lapses; papers that last are left out.
    sides : frozenset of (int, int)
        Exclusions it takes part in, each with its side.
    held_until : int or None
        Of a paper at hand that lapses: its last day, counted from the day asked.
    """

    days: NDArray[np.int32]
    longest: int
    steady: bool
    lapses: Mapping[str, Lapse]
    spells: tuple[Spell, ...] | None = None
    sides: frozenset[tuple[int, int]] = frozenset()
    held_until: int | None = None


Trail = Mapping[Fact, tuple[int, frozenset[str]]]
"""Each fact that a way to a goal passes through, with the act that gives it and that act's way."""


def trails(flood: Flood, goal: Fact, where: int) -> Iterator[tuple[int, Trail]]:
    """Give the way back from a goal for each group of comuni where it is the same.

    Parameters
    ----------
    where : int
        Comuni where the goal can be had.
    """
    stack: list[tuple[int, tuple[Fact, ...], dict[Fact, tuple[int, frozenset[str]]]]] = [(where, (goal,), {})]
    while stack:
        bits, pending, found = stack.pop()
        if not pending:
            yield bits, found
            continue
        fact, rest = pending[0], pending[1:]
        for had, act, way in flood.suppliers[fact]:
            part = bits & had
            if part:
                more = tuple(paper for paper in sorted(way) if paper not in found and paper not in rest)
                stack.append((part, (*rest, *more), {**found, fact: (act, way)}))


def holding(flood: Flood, steps: Sequence[Step], goal: Fact, where: int, on: date) -> int:
    """Give the comuni, of some where a goal can be had, where the way at hand surely holds.

    Parameters
    ----------
    steps : sequence of Step
        What each act of the flood means.
    """
    found = 0
    for bits, trail in trails(flood, goal, where):
        found |= _holds(steps, trail, bits, on)
    return found


def _holds(steps: Sequence[Step], trail: Trail, where: int, on: date) -> int:
    acts = sorted({act for act, _ in trail.values()})
    if _breaks([side for act in acts for side in steps[act].sides]):
        return 0
    if not all(steps[act].steady for act in acts):
        return 0
    papers = [
        (supplier, user, steps[supplier].lapses.get(paper, Lapse()))
        for user, way in sorted(set(trail.values()), key=lambda one: one[0])
        for paper in sorted(way)
        for supplier in (trail[paper][0],)
    ]
    return _on_calendar(steps, acts, papers, where, on)


def _breaks(sides: Sequence[tuple[int, int]]) -> bool:
    """Tell whether both sides of an exclusion are there."""
    return any((number, 1 - side) in sides for number, side in sides)


def _on_calendar(
    steps: Sequence[Step],
    acts: Sequence[int],
    papers: Sequence[tuple[int, int, Lapse]],
    where: int,
    on: date,
) -> int:
    """Give the comuni where every paper is used before it lapses, if steps are delayed where that helps."""
    fit = _fits(steps, acts, papers)
    done = [act for act in acts if steps[act].held_until is None]
    if not fit and sum(steps[act].longest for act in done) <= HORIZON and not _pinched(papers):
        return where
    comuni = members(where)
    if not done:
        return where
    days = np.stack([steps[act].days[comuni] for act in done])
    alike, which = np.unique(days, axis=1, return_inverse=True)
    between = tuple(paper for paper in papers if steps[paper[0]].held_until is None)
    good = np.array(
        [
            timetable(Trip(dict(zip(done, taking, strict=True)), between, fit), on) is not None
            for taking in alike.T.tolist()
        ]
    )
    return to_mask(np.isin(np.arange(where.bit_length()), comuni[good[which.reshape(-1)]]))


def _fits(
    steps: Sequence[Step], acts: Sequence[int], papers: Sequence[tuple[int, int, Lapse]]
) -> dict[int, Fit]:
    """Give the days on which acts may begin, of those that may not begin on any."""
    until: dict[int, int] = {}
    for supplier, user, _ in papers:
        last = steps[supplier].held_until
        if last is not None:
            until[user] = min(last, until.get(user, last))
    found = {}
    for act in acts:
        spells = steps[act].spells
        if spells is not None or act in until:
            last = until.get(act, HORIZON)
            found[act] = within((first, min(end, last)) for first, end in spells or ((0, HORIZON),))
    return found


def _pinched(papers: Sequence[tuple[int, int, Lapse]]) -> bool:
    """Tell whether a paper that lapses joins two steps that are joined otherwise too.

    Where none does, each such paper can be issued on the day it is used: what
    hangs on its one end can be delayed as a whole.
    """
    pairs = {(supplier, user) for supplier, user, _ in papers}
    lapsing = {(supplier, user) for supplier, user, lapse in papers if lapse != Lapse()}
    return any(_joined(pairs - {pair}, *pair) for pair in sorted(lapsing))


def _joined(pairs: Set[tuple[int, int]], one: int, other: int) -> bool:
    """Tell whether some chain of papers, either way, joins two steps."""
    known, grown = {one}, True
    while grown:
        near = {end for pair in pairs if not known.isdisjoint(pair) for end in pair}
        grown = not near <= known
        known |= near
    return other in known
