"""A good plan soon, without proof: a beam of the most promising partial plans."""

import heapq
from collections.abc import Collection
from typing import TypeVar

from .space import Scored, Space

__all__ = ["WIDTH", "beam"]

S = TypeVar("S")

WIDTH = 24
"""Partial plans kept at each depth."""


def beam(
    space: Space[S],
    starts: list[Scored[S]],
    *,
    width: int = WIDTH,
    below: int | None = None,
    teams: Collection[int] = (),
) -> Scored[S] | None:
    """Find a plan by growing only the ``width`` states of least bound, one decision at a time.

    Parameters
    ----------
    below : int or None
        Only a plan under this objective is of interest.
    teams : collection of int
        Provider sets, as masks, that the plan must not contain.

    Returns
    -------
    (int, state) or None
        The best complete plan met, with its objective; ``None`` if all states
        kept ended outside the limits.
    """
    best = min((pair for pair in starts if space.complete(pair[1])), key=lambda pair: pair[0], default=None)
    layer = [pair for pair in starts if not space.complete(pair[1])]
    while layer:
        grown: list[Scored[S]] = []
        for _, state in layer:
            limit = below if best is None else best[0]
            grown += [
                (value, child)
                for value, child in space.grow(state, limit)
                if not any(space.engaged(child) & team == team for team in teams)
            ]
        done = [pair for pair in grown if space.complete(pair[1])]
        if done:
            first = min(done, key=lambda pair: pair[0])
            best = first if best is None or first[0] < best[0] else best
        left = [pair for pair in grown if not space.complete(pair[1])]
        layer = heapq.nsmallest(width, left, key=lambda pair: (pair[0], -space.depth(pair[1])))
    return best
