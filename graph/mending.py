"""A plan made better piece by piece: some goals are planned anew, and the rest stays.

References
----------
.. [1] P. Shaw, "Using Constraint Programming and Local Search Methods to Solve
   Vehicle Routing Problems", CP 1998.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from .explorer import explorer
from .island import Island
from .pool import Pool, Shape
from .reductions import drop_irrelevant, first_achievers, shrink
from .task import Plan, bits, union

__all__ = ["mended"]

_BUDGET = 60
"""Partial plans made for some goals at most."""


def mended(pool: Pool, plan: Plan, *, at_once: int, times: int) -> Plan:
    """Plan some goals anew, so many times, and keep what is better.

    Parameters
    ----------
    pool : Pool
        What new plans may be made of, beside what the plan has.
    plan : Plan
        A plan of the pool's task.
    at_once : int
        How many goals are planned anew at a time; of no more there is nothing to mend.

    Returns
    -------
    Plan
        One no dearer.
    """
    goals = bits(pool.task.goals)
    if len(goals) <= at_once:
        return plan
    for anew in islice(_choices(goals, at_once), times):
        smaller = drop_irrelevant(first_achievers(_with_kept(pool, plan, anew)))
        island = Island(shrink(smaller))
        found = explorer(island).best_first(1, _BUDGET, below=plan.objective).plans
        if found and found[0].objective < plan.objective:
            plan = found[0]
    return plan


def _choices(goals: Sequence[int], at_once: int) -> Iterator[set[int]]:
    """Go through goals at equal distances: next to one another first, then further apart."""
    for stride in range(1, len(goals)):
        for first in range(len(goals)):
            yield {goals[(first + stride * number) % len(goals)] for number in range(at_once)}


def _with_kept(pool: Pool, plan: Plan, anew: Iterable[int]) -> Pool:
    """Keep for all goals but some how a plan supplies them; exact but for that.

    What is kept is supplied by nobody else, and in no other mode.
    """
    modes, suppliers = dict(plan.modes), dict(plan.suppliers)
    place = {fact: 1 << number for number, fact in enumerate(pool.facts)}
    kept, own = 0, dict[int, int]()
    for fact in _needed(set(bits(pool.task.goals)) - set(anew), modes, suppliers):
        kept |= place[fact]
        own[suppliers[fact]] = own.get(suppliers[fact], 0) | place[fact]
    number: dict[Shape, int] = {}
    shape: dict[int, int] = {}
    for row in pool.rows:
        asked, adds = pool.shapes[pool.shape[row]]
        if row in own:
            asked = (union(place[fact] for fact in bits(modes[row])),)
        adds = adds & ~kept | own.get(row, 0)
        if adds:
            shape[row] = number.setdefault((asked, adds), len(number))
    return replace(pool, rows=tuple(shape), shape=shape, shapes=tuple(number))


def _needed(goals: Iterable[int], modes: Mapping[int, int], suppliers: Mapping[int, int]) -> set[int]:
    """Give all facts that a plan supplies for some goals."""
    found, left = set[int](), list(goals)
    while left:
        fact = left.pop()
        if fact not in found:
            found.add(fact)
            left += bits(modes[suppliers[fact]])
    return found
