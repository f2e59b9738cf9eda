"""What a graph library gives out of the box: the cheapest way to each fact by itself, joined.

Facts and actions are nodes of a networkx graph. An action costs what it costs
by itself, its actor, and the sum of its papers (h_add); each fact takes the
action that is cheapest so. Papers and actors that ways share are counted again
in each, so the joined plan is valid and often not the best.

References
----------
.. [1] B. Bonet, H. Geffner, "Planning as heuristic search", Artificial Intelligence 129, 2001.
"""

import heapq
from importlib import import_module
from typing import Any

from welfarenet.graph.task import Task, bits

__all__ = ["greedy_objective"]

Node = tuple[str, int, int]
"""A fact, a way to do an action, or one wanted thing: kind, number, mode."""


def greedy_objective(task: Task) -> int | None:
    """Give the objective of a plan of a task without hand-offs, days and limits; ``None`` without plan."""
    assert task.handoff_cost == 0
    assert task.day_cost == 0
    graph = _graph(task)
    chosen = _cheapest_ways(graph)
    stack: list[Node] = [("fact", goal, 0) for goal in bits(task.goals)]
    used: set[int] = set()
    seen = set(stack)
    while stack:
        way = chosen.get(stack.pop())
        if way is None:
            return None
        used.add(way[1])
        papers = set(graph.predecessors(way)) - seen
        seen |= papers
        stack.extend(sorted(papers))
    actors = {task.actions[number].provider for number in used if task.actions[number].provider >= 0}
    return sum(task.actions[number].cost for number in used) + task.actor_cost * len(actors)


def _graph(task: Task) -> Any:
    """Draw papers → ways to do an action → facts."""
    graph = import_module("networkx").DiGraph()
    for number, action in enumerate(task.actions):
        cost = action.cost + (task.actor_cost if action.provider >= 0 else 0)
        for place, mode in enumerate(action.modes):
            way = ("way", number, place)
            graph.add_node(way, cost=cost)
            graph.add_edges_from((("fact", paper, 0), way) for paper in bits(mode))
            graph.add_edges_from((way, ("fact", fact, 0)) for fact in bits(action.adds))
    return graph


def _cheapest_ways(graph: Any) -> dict[Node, Node]:
    """Give the way that each fact is cheapest by; a generalised Dijkstra over sums."""
    waits = {node: graph.in_degree(node) for node in graph if node[0] == "way"}
    costs = {node: graph.nodes[node]["cost"] for node in waits}
    heap = sorted((costs[way], way) for way, papers in waits.items() if not papers)
    chosen: dict[Node, Node] = {}
    while heap:
        cost, way = heapq.heappop(heap)
        for fact in graph.successors(way):
            if fact in chosen:
                continue
            chosen[fact] = way
            for later in graph.successors(fact):
                costs[later] += cost
                waits[later] -= 1
                if not waits[later]:
                    heapq.heappush(heap, (costs[later], later))
    return chosen
