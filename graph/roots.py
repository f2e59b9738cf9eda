"""Why something cannot be had, place by place: the papers nobody gives, the facts nobody told.

The same walk as in ``blocked``, for all comuni at once: back from what is out of
reach, through whoever would give it, to what nobody gives.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from .acts import Fact
from .flood import Act, Flood

__all__ = ["parted", "roots", "undecided"]

T = TypeVar("T")


def parted(where: int, parts: Iterable[tuple[int, T]]) -> list[tuple[frozenset[T], int]]:
    """Part comuni by which of some bitsets they are in.

    Examples
    --------
    >>> [(sorted(names), bin(bits)) for names, bits in parted(0b111, [(0b011, "a"), (0b110, "b")])]
    [(['b'], '0b100'), (['a', 'b'], '0b10'), (['a'], '0b1')]
    """
    groups: dict[frozenset[T], int] = {frozenset(): where}
    for bits, name in parts:
        split: dict[frozenset[T], int] = {}
        for names, inside in groups.items():
            for part, told in ((inside & bits, names | {name}), (inside & ~bits, names)):
                if part:
                    split[told] = split.get(told, 0) | part
        groups = split
    return sorted(((names, bits) for names, bits in groups.items() if bits), key=lambda g: -g[1])


def roots(flood: Flood, goal: Fact, where: int) -> Mapping[str, int]:
    """Give the papers at the root of what cannot be had, each with the comuni where it is.

    Parameters
    ----------
    where : int
        Comuni where the goal cannot be had.

    Notes
    -----
    A root is a paper out of reach that nobody who stands here gives. Where there is
    none, the acts wait for one another, and all papers of the circle are named. Of several
    ways into an act only the nearest counts: the one of which least is out of reach.
    """
    seen: dict[Fact, int] = {}
    ends: dict[str, int] = {}
    stack: list[tuple[Fact, int]] = [(goal, where)]
    while stack:
        fact, asked = stack.pop()
        asked &= ~seen.get(fact, 0)
        if not asked:
            continue
        seen[fact] = seen.get(fact, 0) | asked
        nobody = asked
        for act in flood.givers(fact):
            nobody &= ~act.where
            for bits, lacking in _lacking(flood, act, asked & act.where):
                stack.extend((paper, bits) for paper in lacking)
        if nobody and isinstance(fact, str):
            ends[fact] = ends.get(fact, 0) | nobody
    circle = where
    for bits in ends.values():
        circle &= ~bits
    for fact, bits in seen.items():
        if isinstance(fact, str) and bits & circle:
            ends[fact] = ends.get(fact, 0) | bits & circle
    return dict(sorted(ends.items()))


def undecided(flood: Flood, sure: Flood, goal: Fact, where: int) -> Mapping[str, int]:
    """Give the unknown facts that a goal hangs on, each with the comuni where it does.

    Parameters
    ----------
    flood, sure : Flood
        What can be had if all that is unknown holds, and if none of it does.
    where : int
        Comuni where the goal can be had in the one and not in the other.
    """
    seen: dict[Fact, int] = {}
    found: dict[str, int] = {}
    stack: list[tuple[Fact, int]] = [(goal, where)]
    while stack:
        fact, asked = stack.pop()
        asked &= ~seen.get(fact, 0)
        if not asked:
            continue
        seen[fact] = seen.get(fact, 0) | asked
        for act in flood.givers(fact):
            for way in act.ways:
                bits = flood.had(way, asked & act.where)
                for name in sorted(act.waits) if bits else ():
                    found[name] = found.get(name, 0) | bits
                stack.extend((paper, bits & ~sure.reach.get(paper, 0)) for paper in sorted(way))
    return dict(sorted(found.items()))


def _lacking(flood: Flood, act: Act, where: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give what is out of reach of the nearest way into an act, for each group of comuni alike."""
    papers = sorted({paper for way in act.ways for paper in way})
    if not where:
        return
    for had, bits in parted(where, [(flood.reach.get(paper, 0), paper) for paper in papers]):
        nearest = min(act.ways, key=lambda way: (len(way - had), sorted(way)))
        yield bits, tuple(sorted(nearest - had))
