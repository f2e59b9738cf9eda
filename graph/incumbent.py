"""A good plan soon, without proof: a beam of the most promising partial plans."""

import heapq
from typing import TypeVar

from .space import Space

__all__ = ["WIDTH", "beam"]

S = TypeVar("S")
M = TypeVar("M")

WIDTH = 24
"""Partial plans kept at each depth."""


def beam(
    space: Space[S, M], starts: list[tuple[int, S]], *, width: int = WIDTH, below: int | None = None
) -> tuple[int, S] | None:
    """Find a plan by growing only the ``width`` states of least bound, one decision at a time.

    Parameters
    ----------
    below : int or None
        Only a plan under this objective is of interest.

    Returns
    -------
    (int, state) or None
        The best complete plan met, with its objective; ``None`` if all states
        kept ended outside the limits.
    """
    best: tuple[int, S] | None = None
    layer = starts
    while layer:
        for value, state in layer:
            if space.complete(state) and (best is None or value < best[0]):
                best = value, state
        limit = below if best is None else best[0]
        growing = [(value, state) for value, state in layer if not space.complete(state)]
        layer = _grown(space, growing, width, limit)
    return best


def _grown(
    space: Space[S, M], layer: list[tuple[int, S]], width: int, limit: int | None
) -> list[tuple[int, S]]:
    """Give the ``width`` children of least bound; a decision is made only when its cheap bound is least."""
    heap: list[tuple[int, int, S, M | None]] = []
    for value, state in layer:
        for bound, move in space.moves(state, 0, limit)[0]:
            heap.append((max(value, bound), len(heap), state, move))
    heapq.heapify(heap)
    counter = len(heap)
    kept: list[tuple[int, S]] = []
    while heap and len(kept) < width:
        bound, _, state, following = heapq.heappop(heap)
        if following is None:
            kept.append((bound, state))
            continue
        made = space.make(state, following, bound)
        if made is not None and (limit is None or made[0] < limit):
            counter += 1
            heapq.heappush(heap, (made[0], counter, made[1], None))
    return kept
