"""LM-cut: sets of which every plan pays a member, with the costs split among them.

References
----------
.. [1] M. Helmert, C. Domshlak, "Landmarks, Critical Paths and Abstractions:
   What's the Difference Anyway?", ICAPS 2009.
"""

import heapq
from dataclasses import dataclass

from .island import Island
from .task import NOBODY, bits

__all__ = ["Cuts", "find_cuts"]

_NEVER = 1 << 200


@dataclass(frozen=True, slots=True)
class Cuts:
    """Disjoint parts of every plan's cost.

    Parameters
    ----------
    total : int
        Their sum: no plan's actions and actors cost less.
    values : tuple of int
        What is paid to hit each cut.
    of_action, of_provider : tuple of int
        The cuts each action, and each provider by its bit, is in; as masks.
    spare : tuple of int
        For each action what a plan with it costs beyond ``total``, at least.
    """

    total: int
    values: tuple[int, ...]
    of_action: tuple[int, ...]
    of_provider: tuple[int, ...]
    spare: tuple[int, ...]


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
    work = _Operators(island)
    values: list[int] = []
    members: list[list[int]] = []
    while True:
        best, support = work.spread()
        if best == 0:
            break
        cut = work.cut(support)
        value = min(work.cost[operator] for operator in cut)
        for operator in cut:
            work.cost[operator] -= value
        values.append(value)
        members.append(cut)
    masks = [0] * len(work.cost)
    for number, cut in enumerate(members):
        for operator in cut:
            masks[operator] |= 1 << number
    actions, teams = len(island.rows), len(island.providers)
    spare = tuple(
        work.cost[action] + (work.cost[actions + bit.bit_length() - 1] if bit else 0)
        for action, bit in enumerate(island.bit)
    )
    return Cuts(
        sum(values), tuple(values), tuple(masks[:actions]), tuple(masks[actions : actions + teams]), spare
    )


class _Operators:
    """The task without hand-offs and days: operators that need nodes and add nodes.

    Operators: actions, engaging each provider, one per (action, mode) where an
    action has several, the goal. Nodes: facts, providers engaged, modes met,
    the start and the goal.
    """

    def __init__(self, island: Island) -> None:
        facts, teams = len(island.facts), len(island.providers)
        self.start = facts + teams
        self.goal = self.start + 1
        self.nodes = self.start + 2
        self.cost = island.cost + [island.actor_cost] * teams
        self.needs: list[list[int]] = []
        self.gives: list[list[int]] = []
        extra: list[tuple[list[int], list[int]]] = []
        for action, modes in enumerate(island.modes):
            needs = bits(modes[0]) if len(modes) == 1 else [self.nodes]
            if len(modes) > 1:
                extra += [(bits(mode) or [self.start], [self.nodes]) for mode in modes]
                self.nodes += 1
            if island.provider[action] != NOBODY:
                needs = [*needs, facts + island.bit[action].bit_length() - 1]
            self.needs.append(needs or [self.start])
            self.gives.append(bits(island.adds[action]))
        for team in range(teams):
            self.needs.append([self.start])
            self.gives.append([facts + team])
        for needs, gives in [*extra, (bits(island.goals) or [self.start], [self.goal])]:
            self.needs.append(needs)
            self.gives.append(gives)
            self.cost.append(0)
        self.needed_by: list[list[int]] = [[] for _ in range(self.nodes)]
        self.given_by: list[list[int]] = [[] for _ in range(self.nodes)]
        for operator, (needs, gives) in enumerate(zip(self.needs, self.gives, strict=True)):
            for node in needs:
                self.needed_by[node].append(operator)
            for node in gives:
                self.given_by[node].append(operator)

    def spread(self) -> tuple[int, list[int]]:
        """Give the goal's h_max, and each operator's dearest need."""
        value = [_NEVER] * self.nodes
        value[self.start] = 0
        left = list(map(len, self.needs))
        support = [-1] * len(self.needs)
        queue = [(0, self.start)]
        done = bytearray(self.nodes)
        while queue:
            now, node = heapq.heappop(queue)
            if done[node]:
                continue
            done[node] = 1
            for operator in self.needed_by[node]:
                left[operator] -= 1
                if left[operator]:
                    continue
                support[operator] = node
                after = now + self.cost[operator]
                for given in self.gives[operator]:
                    if after < value[given]:
                        value[given] = after
                        heapq.heappush(queue, (after, given))
        return value[self.goal], support

    def cut(self, support: list[int]) -> list[int]:
        """Give the operators that lead from before the goal zone into it."""
        zone = bytearray(self.nodes)
        zone[self.goal] = 1
        stack = [self.goal]
        while stack:
            for operator in self.given_by[stack.pop()]:
                node = support[operator]
                if node >= 0 and self.cost[operator] == 0 and not zone[node]:
                    zone[node] = 1
                    stack.append(node)
        leads: list[list[int]] = [[] for _ in range(self.nodes)]
        for operator, node in enumerate(support):
            if node >= 0:
                leads[node].append(operator)
        seen = bytearray(self.nodes)
        seen[self.start] = 1
        stack, cut = [self.start], []
        while stack:
            for operator in leads[stack.pop()]:
                into = False
                for node in self.gives[operator]:
                    if zone[node]:
                        into = True
                    elif not seen[node]:
                        seen[node] = 1
                        stack.append(node)
                if into:
                    cut.append(operator)
        return cut
