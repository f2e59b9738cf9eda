"""What reaching each node costs at least, by its dearest need, while costs fall (h_max).

References
----------
.. [1] B. Bonet, H. Geffner, "Planning as heuristic search", Artificial Intelligence 129, 2001.
.. [2] M. Helmert, C. Domshlak, "Landmarks, Critical Paths and Abstractions:
   What's the Difference Anyway?", ICAPS 2009.
"""

import heapq
from collections.abc import Iterable, Sequence

__all__ = ["Spreading"]

_NEVER = 1 << 200


class Spreading:
    """Operators that need nodes and give nodes, each at a cost.

    Parameters
    ----------
    needs, gives : list of list of int
        Nodes of each operator, by its number; each needs some node.
    cost : list of int
        Of each operator; falls with ``lower``.
    start, goal : int
        Where everything begins, and what is to be reached.

    Attributes
    ----------
    value : list of int
        What reaching each node costs at least.
    support : list of int
        Dearest need of each operator; -1 where one is out of reach.
    """

    def __init__(
        self,
        needs: list[list[int]],
        gives: list[list[int]],
        cost: list[int],
        *,
        nodes: int,
        start: int,
        goal: int,
    ) -> None:
        self.needs, self.gives, self.cost = needs, gives, cost
        self.start, self.goal = start, goal
        self.needed_by = _places(needs, nodes)
        self.given_by = _places(gives, nodes)
        self.value = [_NEVER] * nodes
        self.support = [-1] * len(needs)
        self._spread()

    def _spread(self) -> None:
        value, support, cost, gives, needed_by = (
            self.value,
            self.support,
            self.cost,
            self.gives,
            self.needed_by,
        )
        value[self.start] = 0
        left = list(map(len, self.needs))
        queue = [(0, self.start)]
        done = bytearray(len(value))
        while queue:
            now, node = heapq.heappop(queue)
            if done[node]:
                continue
            done[node] = 1
            for operator in needed_by[node]:
                left[operator] -= 1
                if left[operator]:
                    continue
                support[operator] = node
                after = now + cost[operator]
                for given in gives[operator]:
                    if after < value[given]:
                        value[given] = after
                        heapq.heappush(queue, (after, given))

    def lower(self, operators: Iterable[int], less: int) -> None:
        """Take something off the cost of some operators that are in reach, and bring all values up to date.

        Only what an operator supports can become cheaper by it, and only operators that
        have lost their dearest need have to look for another.
        """
        value, support, cost, gives = self.value, self.support, self.cost, self.gives
        queue: list[tuple[int, int]] = []
        for operator in operators:
            cost[operator] -= less
            after = value[support[operator]] + cost[operator]
            for given in gives[operator]:
                if after < value[given]:
                    value[given] = after
                    heapq.heappush(queue, (after, given))
        while queue:
            now, node = heapq.heappop(queue)
            if now > value[node]:
                continue
            for operator in self.needed_by[node]:
                if support[operator] != node:
                    continue
                dearest, most = node, now
                for need in self.needs[operator]:
                    if value[need] > most:
                        dearest, most = need, value[need]
                support[operator] = dearest
                after = most + cost[operator]
                for given in gives[operator]:
                    if after < value[given]:
                        value[given] = after
                        heapq.heappush(queue, (after, given))

    def cut(self) -> list[int]:
        """Give the operators that lead into the goal zone: whoever reaches the goal pays for one.

        The zone is all from which dearest needs lead to the goal at no cost, so what leads
        into it costs something. The first operator that gives a node of the zone has its dearest
        need outside, for it had all its needs before.
        """
        support, cost = self.support, self.cost
        zone = bytearray(len(self.value))
        zone[self.goal] = 1
        stack, leading = [self.goal], []
        while stack:
            for operator in self.given_by[stack.pop()]:
                node = support[operator]
                if node < 0 or zone[node]:
                    continue
                if cost[operator]:
                    leading.append(operator)
                else:
                    zone[node] = 1
                    stack.append(node)
        return [operator for operator in dict.fromkeys(leading) if not zone[support[operator]]]


def _places(lists: Sequence[Sequence[int]], nodes: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(nodes)]
    for operator, places in enumerate(lists):
        for node in places:
            found[node].append(operator)
    return found
