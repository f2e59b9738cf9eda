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
from .spreading import Spreading
from .task import bits

__all__ = ["find_cuts", "find_thread", "split"]


def find_thread(island: Island) -> Thread:
    """Choose the chain that is longest when all comes as soon as it can."""

    def slowest(mask: int) -> int:
        return max(bits(mask), key=lambda fact: (island.soonest[fact], -fact), default=-1)

    after = {mode: slowest(mode) for modes in island.modes for mode in modes}
    return Thread(slowest(island.goals), after)


def find_cuts(island: Island, thread: Thread) -> Cuts:
    """Find cuts until nothing is left to pay, and split the costs among them.

    The days along the thread are paid for too: a fact on the thread is
    *reached by the thread* through its supplier's days and the next fact on it.

    Actions become operators that need one of their modes and their provider
    engaged; engaging costs ``actor_cost``.

    Notes
    -----
    O(cuts × size of the task × log).
    """
    work = Operators(island, thread)
    return work.cuts(*split(work.spreading))


def split(spreading: Spreading) -> tuple[list[int], list[int]]:
    """Find cuts, and lower the costs of their operators, until the goal costs nothing.

    Each round takes the cheapest operator of a cut as its value and lowers all its
    members by that, so the values of all cuts an operator is in never exceed its cost.
    Gives the values, and as a mask the cuts that each operator is in.
    """
    values: list[int] = []
    masks = [0] * len(spreading.cost)
    while spreading.value[spreading.goal]:
        cut = spreading.cut()
        value = min([spreading.cost[operator] for operator in cut])
        for operator in cut:
            masks[operator] |= 1 << len(values)
        values.append(value)
        spreading.lower(cut, value)
    return values, masks
