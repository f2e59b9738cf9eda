"""A good plan soon, without proof: a beam of the most promising partial plans, and a dive for the goal."""

import heapq
from typing import TypeVar

from .space import Listing, Repeat, Space, onward

__all__ = ["WIDTH", "beam", "dive"]

S = TypeVar("S")
M = TypeVar("M")

WIDTH = 24
"""Partial plans kept at each depth."""

_WEIGHT = 3
"""How much more what is still to be paid counts than what is paid, for one who dives."""

_BREATH = 120
"""Partial plans that a dive makes at most."""


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


def dive(space: Space[S, M], start: tuple[int, S], *, below: int | None = None) -> tuple[int, S] | None:
    """Find a plan best-first, by what is paid and a multiple of what is to be paid at least.

    So of two partial plans of one bound the one that has less before it comes
    first, and the search goes deep soon.

    References
    ----------
    .. [1] I. Pohl, "Heuristic search viewed as path finding in a graph", 1970.
    """
    heap: list[tuple[int, int, int, S, M | None, Listing[M] | None]]
    heap = [(0, 0, start[0], start[1], None, None)]
    counter = made = 0
    while heap and made < _BREATH:
        _, _, value, state, move, listed = heapq.heappop(heap)
        if move is not None:
            made += 1
            child = space.make(state, move, value)
            if child is None:
                continue
            value, state = child
        if space.complete(state):
            return value, state
        if listed is None:
            if space.repeats(state) is not Repeat.NEW:
                continue
            listed = space.moves(state)
        moves, rest = onward(listed, value, below, space.stride)
        paid = space.paid(state)
        for bound, following in moves:
            counter += 1
            heapq.heappush(heap, (paid + _WEIGHT * (bound - paid), counter, bound, state, following, None))
        if rest is not None:
            counter += 1
            heapq.heappush(heap, (paid + _WEIGHT * (rest - paid), counter, rest, state, None, listed))
    return None


def _grown(
    space: Space[S, M], layer: list[tuple[int, S]], width: int, limit: int | None
) -> list[tuple[int, S]]:
    """Give the ``width`` children of least bound; moves are listed, and decisions made, as bounds come up."""
    heap: list[tuple[int, int, S, M | None, Listing[M] | None]] = []
    for value, state in layer:
        heap.append((value, len(heap), state, None, space.moves(state)))
    heapq.heapify(heap)
    counter = len(heap)
    kept: list[tuple[int, S]] = []
    while heap and len(kept) < width:
        value, _, state, following, listed = heapq.heappop(heap)
        if following is not None:
            made = space.make(state, following, value)
            if made is not None and (limit is None or made[0] < limit):
                counter += 1
                heapq.heappush(heap, (made[0], counter, made[1], None, None))
        elif listed is None:
            kept.append((value, state))
        else:
            moves, rest = onward(listed, value, limit, space.stride)
            for bound, move in moves:
                counter += 1
                heapq.heappush(heap, (bound, counter, state, move, None))
            if rest is not None:
                counter += 1
                heapq.heappush(heap, (rest, counter, state, None, listed))
    return kept
