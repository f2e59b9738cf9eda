"""In which order facts are decided: consumers before what they consume, as far as circles allow.

References
----------
.. [1] A. B. Kahn, "Topological sorting of large networks", 1962.
"""

import heapq
from collections.abc import Mapping

from .task import bits

__all__ = ["decision_order"]


def decision_order(givers: Mapping[int, int], consumers: Mapping[int, int]) -> tuple[list[int], bool]:
    """Order facts; of those that may come, the one with fewest givers comes first.

    Parameters
    ----------
    givers : mapping of int to int
        How many give each fact.
    consumers : mapping of int to int
        What those who need a fact give, as a mask.

    Returns
    -------
    list of int, bool
        All facts given; whether no circle was met.

    Notes
    -----
    O(facts in all masks × log).
    """
    asked: dict[int, list[int]] = {fact: [] for fact in givers}
    waits: dict[int, int] = {}
    for fact, mask in consumers.items():
        waits[fact] = mask.bit_count()
        for consumer in bits(mask):
            asked[consumer].append(fact)
    ready = [(many, fact) for fact, many in givers.items() if not waits.get(fact)]
    heapq.heapify(ready)
    order: list[int] = []
    ordered, left = True, dict(givers)
    while left:
        if ready:
            fact = heapq.heappop(ready)[1]
        else:
            fact, ordered = min(left, key=lambda fact: (givers[fact], fact)), False
            waits[fact] = -1
        order.append(fact)
        del left[fact]
        for need in asked[fact]:
            waits[need] -= 1
            if not waits[need]:
                heapq.heappush(ready, (givers[need], need))
    return order, ordered
