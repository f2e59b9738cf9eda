"""The task relaxed to operators whose costs add up, for ``lmcut`` to find cuts in."""

from .cuts import Cuts, Thread
from .island import Island
from .spreading import Spreading
from .task import bits

__all__ = ["MERGE_ABOVE", "Operators"]

MERGE_ABOVE = 60
"""Actions above which providers that offer the same are taken for one."""

_MOST_HANDOFFS = 2_000


class Operators:
    """Operators that need nodes and add nodes, each at a cost.

    Operators: actions, engaging each seat, then what costs nothing or is
    carried. Nodes: facts, seats engaged, the start, the goal, then facts at a
    seat and modes met.

    In a large task providers that offer the same share one *seat*, and their
    like actions one operator with the least of their costs and days. A plan
    pays no more for the operators of its actions than for the actions, engages
    no more seats than providers, and carries nothing within a seat: what is a
    bound for the seats is one for the providers.
    """

    def __init__(self, island: Island, thread: Thread) -> None:
        self.island = island
        self.thread = thread
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
        self.of: list[list[int]] = [[] for _ in number]
        for action, like in enumerate(self.like):
            self.of[like].append(action)
        self.cost = [min(island.cost[action] for action in actions) for actions in self.of]
        self.least = tuple(self.cost)
        self.engaging = len(self.cost)
        self.cost += [island.actor_cost] * seats
        self.needs: list[list[int]] = [[] for _ in number] + [[self.start] for _ in range(seats)]
        self.gives: list[list[int]] = [bits(island.adds[actions[0]]) for actions in self.of]
        self.gives += [[facts + seat] for seat in range(seats)]
        self.carrying: dict[tuple[int, int], int] = {}
        self.arrived: dict[tuple[int, int], int] = {}
        self.walking: dict[tuple[int, int, int], int] = {}
        self._carry()
        for like, (first, *_) in enumerate(self.of):
            self._need(like, first)
        self._operator([*bits(island.goals), self._walk(thread)], [self.goal], 0)
        self.spreading = Spreading(
            self.needs, self.gives, self.cost, nodes=self.nodes, start=self.start, goal=self.goal
        )

    def cuts(self, values: list[int], masks: list[int]) -> Cuts:
        """Say the cuts found, by mask of each operator, in the island's own terms."""
        island = self.island
        seats = [self.seat[provider] for provider in island.providers]
        spare = []
        for action, like in enumerate(self.like):
            left = self.cost[like] + island.cost[action] - self.least[like]
            if island.bit[action]:
                left += self.cost[self.engaging + self.seat[island.provider[action]]]
            spare.append(left)
        carrying = {}
        for provider, seat in zip(island.providers, seats, strict=True):
            for fact in range(len(island.facts)):
                operator = self.carrying.get((fact, seat))
                if operator is not None and masks[operator]:
                    carrying[fact, provider] = masks[operator]
        walking = {
            (fact, action, mode): masks[operator]
            for (fact, like, mode), operator in self.walking.items()
            if masks[operator]
            for action in self.of[like]
        }
        return Cuts(
            tuple(values),
            tuple(masks[like] for like in self.like),
            tuple(masks[self.engaging + seat] for seat in seats),
            carrying,
            walking,
            tuple(spare),
            dict(self.seat),
            self.thread,
        )

    def _need(self, like: int, action: int) -> None:
        island = self.island
        seat = self.seat.get(island.provider[action], -1)
        here = [
            [self.arrived.get((fact, seat), fact) for fact in bits(mode)] for mode in island.modes[action]
        ]
        needs = here[0]
        if len(here) > 1:
            needs = [self._node()]
            for nodes in here:
                self._operator(nodes or [self.start], needs, 0)
        if island.bit[action]:
            needs = [*needs, self.engage + seat]
        self.needs[like] = needs or [self.start]

    def _walk(self, thread: Thread) -> int:
        """Make a node for each fact the thread may come to; give that of its goal."""
        island = self.island
        done: dict[int, int] = {}
        node = {thread.goal: self._node()}
        stack = [thread.goal]
        while stack:
            fact = stack.pop()
            for like, mode in dict.fromkeys(
                (self.like[action], mode) for action, mode in island.offers[fact]
            ):
                if like not in done:
                    done[like] = self._node()
                    self.gives[like].append(done[like])
                need = thread.after[mode]
                if need >= 0 and need not in node:
                    node[need] = self._node()
                    stack.append(need)
                needs = [done[like], node[need]] if need >= 0 else [done[like]]
                cost = island.day_cost * min(island.days[action] for action in self.of[like])
                self.walking[fact, like, mode] = self._operator(needs, [node[fact]], cost)
        return node[thread.goal]

    def _carry(self) -> None:
        """Make a node for each fact at each seat it may have to be carried to."""
        island = self.island
        takers: dict[tuple[int, int], set[int]] = {}
        for action, modes in enumerate(island.modes):
            if island.bit[action]:
                for mode in modes:
                    for fact in bits(mode):
                        place = fact, self.seat[island.provider[action]]
                        takers.setdefault(place, set()).add(island.handler[action])
        for (fact, seat), handlers in takers.items():
            others = [
                action
                for action, _ in island.offers[fact]
                if self.seat.get(island.provider[action], -1) != seat
            ]
            cost = self._easiest(others, handlers)
            if cost == 0 and others:
                continue
            node = self.arrived[fact, seat] = self._node()
            if others:
                self.carrying[fact, seat] = self._operator([fact], [node], cost)
        for like, (first, *_) in enumerate(self.of):
            for fact in bits(island.adds[first]):
                at_home = self.arrived.get((fact, self.seat.get(island.provider[first], -1)))
                if at_home is not None:
                    self.gives[like].append(at_home)

    def _easiest(self, suppliers: list[int], takers: set[int]) -> int:
        """Give the least hand-off, or less where there are too many to look at."""
        if any(self.island.bit[action] == 0 for action in suppliers):
            return 0
        if len(suppliers) * len(takers) > _MOST_HANDOFFS:
            return self.island.agreed_cost
        least = -1
        for action in suppliers:
            for taker in takers:
                cost = self.island.handoff(action, taker)
                if cost <= self.island.agreed_cost:
                    return cost
                least = cost
        return max(least, 0)

    def _node(self) -> int:
        self.nodes += 1
        return self.nodes - 1

    def _operator(self, needs: list[int], gives: list[int], cost: int) -> int:
        self.needs.append(needs)
        self.gives.append(gives)
        self.cost.append(cost)
        return len(self.cost) - 1


def _seats(island: Island) -> dict[int, int]:
    """Give each provider a seat; in a large task one to all that offer the same."""
    if len(island.rows) <= MERGE_ABOVE:
        return {provider: seat for seat, provider in enumerate(island.providers)}
    offered: dict[int, set[tuple[tuple[int, ...], int]]] = {}
    for action, provider in enumerate(island.provider):
        offered.setdefault(provider, set()).add((island.modes[action], island.adds[action]))
    number: dict[tuple[tuple[tuple[int, ...], int], ...], int] = {}
    return {p: number.setdefault(tuple(sorted(offered[p])), len(number)) for p in island.providers}
