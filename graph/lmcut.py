"""LM-cut: sets of which every plan pays a member, with the costs split among them.

The plan is relaxed to operators whose costs add up. An action needs its
documents *at its provider*; a document is there when the provider itself gives
it, or when it is carried there, which costs at least the easiest hand-off. So
the cuts weigh a new actor against a hand-off, and a plan pays for all of them.

References
----------
.. [1] M. Helmert, C. Domshlak, "Landmarks, Critical Paths and Abstractions:
   What's the Difference Anyway?", ICAPS 2009.
"""

from .cuts import Cuts, Thread
from .island import Island
from .relaxation import Operators
from .task import bits

__all__ = ["find_cuts", "find_thread"]


def find_thread(island: Island) -> Thread:
    """Choose the chain that is longest when all comes as soon as it can."""

    def slowest(mask: int) -> int:
        return max(bits(mask), key=lambda fact: (island.soonest[fact], -fact), default=-1)

    after = {mode: slowest(mode) for modes in island.modes for mode in modes}
    return Thread(slowest(island.goals), after)


def find_cuts(island: Island, thread: Thread | None = None) -> Cuts:
    """Find cuts until nothing is left to pay, and split the costs among them.

    With a thread, the days along it are paid for too: a fact on the thread is
    *reached by the thread* through its supplier's days and the next fact on it.

    Actions become operators that need one of their modes and their provider
    engaged; engaging costs ``actor_cost``. Each round takes the cheapest
    operator of a cut as its value and lowers all its members by that, so the
    values of all cuts an operator is in never exceed its cost.

    Notes
    -----
    O(cuts × size of the task × log).
    """
    work = Operators(island, thread)
    values: list[int] = []
    masks = [0] * len(work.cost)
    while True:
        best, support = work.spread()
        if best == 0:
            return work.cuts(values, masks)
        cut = work.cut(support)
        value = min(work.cost[operator] for operator in cut)
        for operator in cut:
            work.cost[operator] -= value
            masks[operator] |= 1 << len(values)
        values.append(value)
