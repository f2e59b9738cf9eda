"""Cuts of a market: offers and providers of which every plan pays one."""

from .cuts import Cuts
from .lmcut import split
from .spreading import Spreading
from .stalls import Stalls
from .task import bits

__all__ = ["find_tolls"]


def find_tolls(stalls: Stalls) -> Cuts:
    """Find cuts until nothing is left to pay, and split the costs of offers and actors among them.

    An operator for each offer, and one that engages a provider of several; a
    provider of one offer is paid with it.

    Notes
    -----
    O(cuts × size of the market × log).
    """
    facts = len(stalls.givers)
    start, goal, nodes = facts, facts + 1, facts + 2
    many: dict[int, int] = {}
    for bit in stalls.bit:
        many[bit] = many.get(bit, 0) + 1
    several = [bit for bit, offers in many.items() if bit and offers > 1]
    engaging = {bit: len(stalls.bit) + number for number, bit in enumerate(several)}
    needs = [bits(needs) for needs in stalls.needs]
    gives = [bits(adds) for adds in stalls.adds]
    cost = list(stalls.cost)
    for offer, bit in enumerate(stalls.bit):
        if bit in engaging:
            needs[offer].append(nodes + engaging[bit] - len(stalls.bit))
        elif bit:
            cost[offer] += stalls.actor_cost
    needs += [[] for _ in several]
    gives += [[nodes + number] for number in range(len(several))]
    cost += [stalls.actor_cost] * len(several)
    spreading = Spreading(
        [*[nodes_needed or [start] for nodes_needed in needs], bits(stalls.goals) or [start]],
        [*gives, [goal]],
        [*cost, 0],
        nodes=nodes + len(several),
        start=start,
        goal=goal,
    )
    values, masks = split(spreading)
    seats = [1 << seat for seat in range(max(many).bit_length())]
    of_provider = [masks[engaging[bit]] if bit in engaging else 0 for bit in seats]
    return Cuts(tuple(values), tuple(masks[: len(stalls.bit)]), tuple(of_provider))
