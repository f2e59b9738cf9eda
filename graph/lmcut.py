"""LM-cut: sets of which every plan pays a member, with the costs split among them.

For tasks that ``is_additive``: elsewhere hand-offs and days are most of what a
plan costs, and ``staffing`` says more of them.

References
----------
.. [1] M. Helmert, C. Domshlak, "Landmarks, Critical Paths and Abstractions:
   What's the Difference Anyway?", ICAPS 2009.
"""

from .cuts import Cuts
from .island import Island
from .relaxation import Operators

__all__ = ["find_cuts"]


def find_cuts(island: Island) -> Cuts:
    """Find cuts until nothing is left to pay, and split the costs among them.

    Actions become operators that need one of their modes and their provider
    engaged; engaging costs ``actor_cost``. Each round takes the cheapest
    operator of a cut as its value and lowers all its members by that, so the
    values of all cuts an operator is in never exceed its cost.

    Notes
    -----
    O(cuts × size of the task × log).
    """
    work = Operators(island)
    values: list[int] = []
    masks = [0] * len(work.cost)
    while True:
        best, support = work.spread()
        if best == 0:
            return Cuts(tuple(values), *work.named(masks))
        cut = work.cut(support)
        value = min(work.cost[operator] for operator in cut)
        for operator in cut:
            work.cost[operator] -= value
            masks[operator] |= 1 << len(values)
        values.append(value)
