"""Scouting: plans met among few actions, and what is best of several put together.

In the drawings ``p:a(2)`` is action *a* of provider *p* costing 2, ``─f→`` a fact passed on,
``★`` and ``☆`` are goals. An actor costs 20, a hand-off 10 or, agreed on, 3, and a day 1.
"""

import random

import pytest

from oracles import check
from welfarenet.graph import scouting
from welfarenet.graph.bids import Bids
from welfarenet.graph.carrying import Carrying
from welfarenet.graph.island import Island, assemble
from welfarenet.graph.pool import Pool
from welfarenet.graph.prices import losses
from welfarenet.graph.reductions import drop_irrelevant, first_achievers, relevant
from welfarenet.graph.scouting import Scouting
from welfarenet.graph.search import find_plans
from welfarenet.graph.spans import Spans
from welfarenet.graph.task import Action, Plan, Task

P, Q, R, S = range(4)
A, B, C = 1, 2, 4


def task(goals: int, *actions: Action) -> Task:
    return Task(3, goals, actions, 20, 10, 3, 1)


def pool_of(world: Task) -> Pool:
    pool = relevant(world)
    assert pool is not None
    return drop_irrelevant(first_achievers(pool))


def scouting_of(world: Task) -> tuple[Scouting, Spans]:
    pool = pool_of(world)
    spans = Spans(Bids(Carrying(Island(pool))))
    return Scouting(pool), spans


def plan_of(world: Task, suppliers: dict[int, int], modes: dict[int, int]) -> Plan:
    return assemble(world, modes, suppliers)


# p:a(5) ─★   q:b(9) ─★   r:a(5) ─☆   s:b(9) ─☆
WORLD = task(
    A | B,
    Action(P, 5, 0, (0,), A),
    Action(Q, 9, 0, (0,), A),
    Action(R, 5, 0, (0,), B),
    Action(S, 9, 0, (0,), B),
)


# one plan has p and s, another q and r: the best of both is p and r
def test_of_two_plans_the_better_of_each_is_put_together() -> None:
    scout, _ = scouting_of(WORLD)
    scout.keep(plan_of(WORLD, {0: 0, 1: 3}, {0: 0, 3: 0}))
    scout.keep(plan_of(WORLD, {0: 1, 1: 2}, {1: 0, 2: 0}))
    scout.merge()
    assert [plan.objective for plan in scout.plans] == [50, 54, 54]
    assert scout.plans[0].actions == (0, 2)


def test_of_plans_put_together_before_nothing_more_is_met() -> None:
    scout, _ = scouting_of(WORLD)
    scout.keep(plan_of(WORLD, {0: 1, 1: 3}, {1: 0, 3: 0}))
    for _ in range(2):
        scout.merge()
        assert [plan.objective for plan in scout.plans] == [58]


# p:a(5) ─f→ q:b(1) ─★     nobody is likely, but each fact is had from whom it costs least
def test_a_look_among_no_actions_at_all_still_meets_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scouting, "_LIKELY", (0,))
    world = task(
        C,
        Action(P, 5, 0, (0,), B),
        Action(R, 50, 0, (0,), B),
        Action(Q, 1, 0, (B,), C),
        Action(S, 70, 0, (B,), C),
    )
    scout, spans = scouting_of(world)
    spans.part(100, 10**7, 10**7)
    least = spans.all[0]
    scout.look(least.span.bids, losses(least.span, least.best))
    assert scout.best is not None
    assert scout.best.actions == (0, 2)
    assert scout.best.objective == 5 + 1 + 40 + 10


def test_plans_met_are_plans_the_best_first_and_nearly_the_best_there_is() -> None:
    dearer = 0
    for seed in range(8):
        world = town(seed)
        scout, spans = scouting_of(world)
        for rounds in (0, 40, 80, 120):
            spans.part(rounds, 10**7, 10**7)
            least = spans.all[0]
            scout.look(least.span.bids, losses(least.span, least.best))
        scout.merge()
        costs = [plan.objective for plan in scout.plans]
        assert costs == sorted(costs)
        assert all(check(world, plan) == [] for plan in scout.plans)
        best = find_plans(world, budget=200_000)
        assert best.optimal
        assert best.bound <= costs[0] <= 1.05 * best.bound
        dearer += costs[-1] > costs[0]
    assert dearer


def test_the_same_plans_are_met_every_time() -> None:
    met = set()
    for _ in range(2):
        scout, spans = scouting_of(town(3))
        for rounds in (0, 40, 80):
            spans.part(rounds, 10**7, 10**7)
            least = spans.all[0]
            scout.look(least.span.bids, losses(least.span, least.best))
        scout.merge()
        met.add(tuple(scout.plans))
    assert len(met) == 1


def town(seed: int) -> Task:
    """Make a task of eight goals that each may be met by ways with different papers."""
    rng = random.Random(seed)
    actions = []
    for provider in range(40):
        for _ in range(rng.randint(1, 3)):
            papers = sum(1 << paper for paper in rng.sample(range(8, 13), rng.randint(0, 2)))
            gives = 1 << rng.randrange(8)
            actions.append(Action(provider, rng.randint(10, 25), rng.randint(1, 40), (papers,), gives))
    actions += [Action(40 + paper, rng.randint(5, 30), 3, (0,), 256 << paper) for paper in range(5)]
    actions += [Action(50, 90, 9, (0,), 1 << goal) for goal in range(8)]
    return Task(13, 255, tuple(actions), 20, 10, 3, 1)
