"""A task whose costs add up, as operators that need nodes and give nodes, for ``lmcut`` to find cuts in."""

import heapq

from .island import Island
from .task import bits

__all__ = ["MERGE_ABOVE", "Operators"]

_NEVER = 1 << 200

MERGE_ABOVE = 60
"""Actions above which providers that offer the same are taken for one."""


class Operators:
    """Operators that need nodes and give nodes, each at a cost.

    Operators: actions, engaging each seat, then what costs nothing. Nodes: facts,
    seats engaged, the start, the goal, then modes met.

    In a large task providers that offer the same share one *seat*, and their
    like actions one operator with the least of their costs. A plan pays no more
    for the operators of its actions than for the actions, and engages no more
    seats than providers: what is a bound for the seats is one for the providers.
    """

    def __init__(self, island: Island) -> None:
        self.island = island
        self.seat = _seats(island)
        seats, facts = len(set(self.seat.values())), len(island.facts)
        self.engage = facts
        self.start = facts + seats
        self.goal = self.start + 1
        self.nodes = self.start + 2
        number: dict[tuple[int, tuple[int, ...], int], int] = {}
        self.like: list[int] = []
        for action, modes in enumerate(island.modes):
            seat = self.seat.get(island.provider[action], -1 - action)
            self.like.append(number.setdefault((seat, modes, island.adds[action]), len(number)))
        of: list[list[int]] = [[] for _ in number]
        for action, like in enumerate(self.like):
            of[like].append(action)
        self.cost = [min(island.cost[action] for action in actions) for actions in of]
        self.engaging = len(self.cost)
        self.cost += [island.actor_cost] * seats
        self.needs: list[list[int]] = [[] for _ in number] + [[self.start] for _ in range(seats)]
        self.gives: list[list[int]] = [bits(island.adds[actions[0]]) for actions in of]
        self.gives += [[facts + seat] for seat in range(seats)]
        for like, (first, *_) in enumerate(of):
            self._need(like, first)
        self._operator(bits(island.goals) or [self.start], [self.goal])
        self.needed_by = _places(self.needs, self.nodes)
        self.given_by = _places(self.gives, self.nodes)

    def named(self, masks: list[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Give the masks of all operators by action, and by provider."""
        by_provider = (masks[self.engaging + self.seat[provider]] for provider in self.island.providers)
        return tuple(masks[like] for like in self.like), tuple(by_provider)

    def _need(self, like: int, action: int) -> None:
        island = self.island
        here = [bits(mode) for mode in island.modes[action]]
        needs = here[0]
        if len(here) > 1:
            needs = [self._node()]
            for nodes in here:
                self._operator(nodes or [self.start], needs)
        if island.bit[action]:
            needs = [*needs, self.engage + self.seat[island.provider[action]]]
        self.needs[like] = needs or [self.start]

    def _node(self) -> int:
        self.nodes += 1
        return self.nodes - 1

    def _operator(self, needs: list[int], gives: list[int]) -> None:
        self.needs.append(needs)
        self.gives.append(gives)
        self.cost.append(0)

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


def _seats(island: Island) -> dict[int, int]:
    """Give each provider a seat; in a large task one to all that offer the same."""
    if len(island.rows) <= MERGE_ABOVE:
        return {provider: seat for seat, provider in enumerate(island.providers)}
    offered: dict[int, set[tuple[tuple[int, ...], int]]] = {}
    for action, provider in enumerate(island.provider):
        offered.setdefault(provider, set()).add((island.modes[action], island.adds[action]))
    number: dict[tuple[tuple[tuple[int, ...], int], ...], int] = {}
    return {p: number.setdefault(tuple(sorted(offered[p])), len(number)) for p in island.providers}


def _places(lists: list[list[int]], nodes: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(nodes)]
    for operator, places in enumerate(lists):
        for node in places:
            found[node].append(operator)
    return found
