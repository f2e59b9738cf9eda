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

import heapq
from collections.abc import Mapping
from dataclasses import dataclass

from .island import Island
from .task import bits

__all__ = ["Cuts", "Thread", "find_cuts", "find_thread"]

_NEVER = 1 << 200


@dataclass(frozen=True, slots=True)
class Cuts:
    """Disjoint parts of every plan's cost.

    Parameters
    ----------
    total : int
        Their sum: no plan costs less in what the cuts are made of.
    values : tuple of int
        What is paid to hit each cut.
    of_action, of_provider : tuple of int
        The cuts each action, and each provider by its bit, is in; as masks.
    of_carrying : mapping of (int, int) to int
        The cuts that carrying a fact to a provider is in, where that costs.
    of_walking : mapping of (int, int, int) to int
        The cuts that the thread is in at a fact, the action that supplies it, and its mode.
    spare : tuple of int
        For each action what a plan with it costs beyond ``total``, at least.
    """

    total: int
    values: tuple[int, ...]
    of_action: tuple[int, ...]
    of_provider: tuple[int, ...]
    of_carrying: Mapping[tuple[int, int], int]
    of_walking: Mapping[tuple[int, int, int], int]
    spare: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Thread:
    """One chain of every plan, fixed before the plan is known.

    It starts at the goal that takes longest at best, and goes on from the
    supplier of each fact to that need of its mode that takes longest at best.
    What its actions wait for adds up, and no chain is longer than the critical path.

    Parameters
    ----------
    goal : int
        Where it starts.
    after : mapping of int to int
        Where it goes from a mode; -1 where the mode is empty.
    """

    goal: int
    after: Mapping[int, int]


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
    work = _Operators(island, thread)
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
        sum(values),
        tuple(values),
        tuple(masks[:actions]),
        tuple(masks[actions : actions + teams]),
        {arc: masks[operator] for arc, operator in work.carrying.items() if masks[operator]},
        {step: masks[operator] for step, operator in work.walking.items() if masks[operator]},
        spare,
    )


class _Operators:
    """Operators that need nodes and add nodes, each at a cost.

    Operators: actions, engaging each provider, then what costs nothing or is
    carried. Nodes: facts, providers engaged, the start, the goal, then facts at
    a provider and modes met.
    """

    def __init__(self, island: Island, thread: Thread | None) -> None:
        facts, teams = len(island.facts), len(island.providers)
        self.island = island
        self.start = facts + teams
        self.goal = self.start + 1
        self.nodes = self.start + 2
        self.cost = island.cost + [island.actor_cost] * teams
        self.needs: list[list[int]] = [[] for _ in island.rows] + [[self.start] for _ in range(teams)]
        self.gives: list[list[int]] = [bits(adds) for adds in island.adds]
        self.gives += [[facts + team] for team in range(teams)]
        self.carrying: dict[tuple[int, int], int] = {}
        self.arrived: dict[tuple[int, int], int] = {}
        self._carry()
        for action, modes in enumerate(island.modes):
            here = [self._at(bits(mode), island.provider[action]) for mode in modes]
            needs = here[0]
            if len(here) > 1:
                needs = [self._node()]
                for nodes in here:
                    self._operator(nodes or [self.start], needs, 0)
            if island.bit[action]:
                needs = [*needs, facts + island.bit[action].bit_length() - 1]
            self.needs[action] = needs or [self.start]
        self.walking: dict[tuple[int, int, int], int] = {}
        last = [] if thread is None else [self._walk(thread)]
        self._operator([*bits(island.goals), *last] or [self.start], [self.goal], 0)
        self.needed_by: list[list[int]] = [[] for _ in range(self.nodes)]
        self.given_by: list[list[int]] = [[] for _ in range(self.nodes)]
        for operator, (needs, gives) in enumerate(zip(self.needs, self.gives, strict=True)):
            for node in needs:
                self.needed_by[node].append(operator)
            for node in gives:
                self.given_by[node].append(operator)

    def _walk(self, thread: Thread) -> int:
        """Make a node for each fact the thread may come to; give that of its goal."""
        island = self.island
        done: dict[int, int] = {}
        node = {thread.goal: self._node()}
        stack = [thread.goal]
        while stack:
            fact = stack.pop()
            for action, mode in island.offers[fact]:
                if action not in done:
                    done[action] = self._node()
                    self.gives[action].append(done[action])
                need = thread.after[mode]
                if need >= 0 and need not in node:
                    node[need] = self._node()
                    stack.append(need)
                needs = [done[action], node[need]] if need >= 0 else [done[action]]
                cost = island.day_cost * island.days[action]
                self.walking[fact, action, mode] = self._operator(needs, [node[fact]], cost)
        return node[thread.goal]

    def _carry(self) -> None:
        """Make a node for each fact at each provider it may have to be carried to."""
        island = self.island
        takers: dict[tuple[int, int], set[int]] = {}
        for action, modes in enumerate(island.modes):
            if island.bit[action]:
                for mode in modes:
                    for fact in bits(mode):
                        takers.setdefault((fact, island.provider[action]), set()).add(island.handler[action])
        for (fact, provider), handlers in takers.items():
            others = [action for action, _ in island.offers[fact] if island.provider[action] != provider]
            cost = self._easiest(others, handlers)
            if cost == 0 and others:
                continue
            node = self.arrived[fact, provider] = self._node()
            if others:
                self.carrying[fact, provider] = self._operator([fact], [node], cost)
        for action, adds in enumerate(island.adds):
            for fact in bits(adds):
                at_home = self.arrived.get((fact, island.provider[action]))
                if at_home is not None:
                    self.gives[action].append(at_home)

    def _easiest(self, suppliers: list[int], takers: set[int]) -> int:
        """Give the least hand-off; it stops where none can be less."""
        least = -1
        for action in suppliers:
            for taker in takers:
                cost = self.island.handoff(action, taker)
                if cost <= self.island.agreed_cost:
                    return 0 if any(self.island.bit[other] == 0 for other in suppliers) else cost
                least = cost
        return max(least, 0)

    def _at(self, facts: list[int], provider: int) -> list[int]:
        return [self.arrived.get((fact, provider), fact) for fact in facts]

    def _node(self) -> int:
        self.nodes += 1
        return self.nodes - 1

    def _operator(self, needs: list[int], gives: list[int], cost: int) -> int:
        self.needs.append(needs)
        self.gives.append(gives)
        self.cost.append(cost)
        return len(self.cost) - 1

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
