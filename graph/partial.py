"""A partial plan of a task whose facts have an order, and the choices read back from it."""

from typing import NamedTuple

__all__ = ["Move", "Partial", "read_back"]

Move = tuple[int, int, bool]
"""Action, its mode, and whether it is new to the plan."""


class Partial(NamedTuple):
    """A partial plan.

    Parameters
    ----------
    cost : int
        Actions, actors and hand-offs so far.
    open, closed, given : int
        Facts wanted and not yet decided; decided; added by some chosen action.
    engaged, hit : int
        Providers involved; cuts paid.
    thread, walked : int
        The open fact the thread has come to, or -1; days along it so far.
    live : tuple of (int, int)
        Chosen actions that may supply another fact, with their mode.
    ended : int
        Days of the longest chain that is complete.
    tails : dict of int to int
        Days from the coming of each open fact to the end of the plan.
    takers : dict of int to tuple of int
        Handlers that wait for each open fact, sorted, each as often as it waits.
    last : tuple or None
        The decisions, newest first: (earlier, fact, action, mode).
    """

    cost: int
    money: int
    open: int
    closed: int
    given: int
    engaged: int
    hit: int
    thread: int
    walked: int
    live: tuple[tuple[int, int], ...]
    ended: int
    tails: dict[int, int]
    takers: dict[int, tuple[int, ...]]
    last: tuple[object, int, int, int] | None


def read_back(last: object) -> tuple[dict[int, int], dict[int, int]]:
    """Give the mode of each action and the supplier of each fact from a chain of decisions."""
    modes: dict[int, int] = {}
    suppliers: dict[int, int] = {}
    while isinstance(last, tuple):
        last, fact, action, mode = last
        modes[action] = mode
        suppliers[fact] = action
    return modes, suppliers
