"""The exact search: a ladder of drawn worlds, then thousands of random ones against brute force.

In the drawings ``p:a(2)`` is action *a* of provider *p* costing 2, ``─f→`` a
fact passed on, ``★`` a goal.
"""

import os
import random

import pytest

from oracles import check, every_plan, providers
from welfarenet.graph.search import find_plans
from welfarenet.graph.task import NOBODY, Action, Limits, Task

RANDOM_WORLDS = 20_000 if os.environ.get("WELFARENET_EXHAUST") else 1_000


def task(goals: int, *actions: Action) -> Task:
    facts = max([goals.bit_length(), *(a.adds.bit_length() for a in actions)], default=0)
    return Task(facts, goals, actions, actor_cost=10, handoff_cost=5, agreed_cost=1, day_cost=1)


# 01   p:a(2) ─★
def test_01_one_action_that_gives_the_goal_is_the_plan() -> None:
    found = find_plans(task(0b1, Action(0, 2, 3, (0,), 0b1)))
    assert [p.objective for p in found.plans] == [2 + 10 + 3]
    assert found.optimal


# 02   p:a(2) ─f→ q:b(1) ─★
def test_02_a_document_of_another_provider_costs_a_hand_off() -> None:
    world = task(0b10, Action(0, 2, 3, (0,), 0b01), Action(1, 1, 4, (0b01,), 0b10))
    (plan,) = find_plans(world).plans
    assert plan.objective == 2 + 1 + 20 + 5 + 7


# 03   p:a(2) ─f→ p:b(1) ─★
def test_03_a_document_of_the_same_provider_costs_no_hand_off() -> None:
    world = task(0b10, Action(0, 2, 3, (0,), 0b01), Action(0, 1, 4, (0b01,), 0b10))
    (plan,) = find_plans(world).plans
    assert plan.objective == 2 + 1 + 10 + 7


# 04   p:a ─f─┬→ q:c ─★       f and g in parallel: the longer one counts
#      q:b ─g─┘
def test_04_waits_in_parallel_count_once() -> None:
    world = task(
        0b100,
        Action(0, 0, 30, (0,), 0b001),
        Action(1, 0, 50, (0,), 0b010),
        Action(1, 0, 5, (0b011,), 0b100),
    )
    (plan,) = find_plans(world).plans
    assert plan.days == 55


# 05   ★f and ★g: one provider for both, or two cheaper ones
def test_05_a_shared_provider_beats_two_cheaper_ones() -> None:
    world = task(
        0b11,
        Action(0, 1, 0, (0,), 0b01),
        Action(1, 1, 0, (0,), 0b10),
        Action(2, 4, 0, (0,), 0b01),
        Action(2, 4, 0, (0,), 0b10),
    )
    (plan,) = find_plans(world).plans
    assert providers(world, plan) == {2}


# 06   f asks g, g asks f, and p:c gives g from nothing
def test_06_a_circle_is_left_by_its_way_out() -> None:
    world = task(
        0b01,
        Action(0, 0, 1, (0b10,), 0b01),
        Action(1, 0, 1, (0b01,), 0b10),
        Action(2, 9, 1, (0,), 0b10),
    )
    (plan,) = find_plans(world).plans
    assert plan.actions == (0, 2)


# 07   f asks g, g asks f, nothing else
def test_07_a_circle_without_way_out_has_no_plan() -> None:
    world = task(0b01, Action(0, 0, 1, (0b10,), 0b01), Action(1, 0, 1, (0b01,), 0b10))
    assert find_plans(world).plans == ()


# 08   two CAFs give f; the second plan must do without the first's provider
def test_08_alternatives_drop_somebody() -> None:
    world = task(
        0b10,
        Action(0, 1, 0, (0,), 0b01),
        Action(1, 2, 0, (0,), 0b01),
        Action(2, 0, 0, (0b01,), 0b10),
    )
    first, second = find_plans(world, k=3).plans
    assert providers(world, first) == {0, 2}
    assert providers(world, second) == {1, 2}


# 09   an agreement between q and r makes the dearer supplier the better one
def test_09_an_agreement_changes_the_supplier() -> None:
    actions = (
        Action(0, 1, 0, (0,), 0b01),
        Action(1, 3, 0, (0,), 0b01),
        Action(2, 0, 0, (0b01,), 0b10),
    )
    assert 0 in find_plans(task(0b10, *actions)).plans[0].actions
    agreed = Task(2, 0b10, actions, 10, 5, 1, 1, agreed=frozenset({(1, 2)}))
    assert 1 in find_plans(agreed).plans[0].actions


# 10   the cheap way takes 90 days, the dear one 3
def test_10_a_limit_on_days_is_kept() -> None:
    actions = (Action(0, 1, 90, (0,), 0b1), Action(1, 400, 3, (0,), 0b1))
    assert find_plans(task(0b1, *actions)).plans[0].days == 90
    limited = Task(1, 0b1, actions, 10, 5, 1, 1, limits=Limits(days=30))
    assert find_plans(limited).plans[0].days == 3
    assert find_plans(Task(1, 0b1, actions, 10, 5, 1, 1, limits=Limits(days=2))).plans == ()


# 11   a step of nobody's has no provider and no hand-off
def test_11_a_step_of_nobody_costs_its_penalty_only() -> None:
    world = task(0b10, Action(NOBODY, 1000, 7, (0,), 0b01), Action(0, 0, 0, (0b01,), 0b10))
    (plan,) = find_plans(world).plans
    assert plan.objective == 1000 + 10 + 7


# 12   beyond its budget the search gives a valid plan and a bound it can prove
def test_12_beyond_the_budget_the_gap_is_proven() -> None:
    rng = random.Random(12)
    actions = [
        Action(p, rng.randint(1, 9), rng.randint(0, 9), (0,), 1 << f) for p in range(9) for f in range(7)
    ]
    world = task(0b1111111, *actions)
    best = find_plans(world).plans[0].objective
    found = find_plans(world, budget=2)
    assert not found.optimal
    assert check(world, found.plans[0]) == []
    assert found.bound <= best <= found.plans[0].objective


def random_world(rng: random.Random) -> Task:
    facts, teams = rng.randint(3, 6), rng.randint(2, 4)
    actions = tuple(
        Action(
            provider=rng.randint(-1, teams - 1),
            cost=rng.randint(0, 9),
            days=rng.randint(0, 9),
            modes=tuple({_mask(rng, facts, rng.randint(0, 2)) for _ in range(rng.randint(1, 2))}),
            adds=_mask(rng, facts, rng.randint(1, 2)) or 1,
            money=rng.randint(0, 5),
        )
        for _ in range(rng.randint(6, 11))
    )
    pairs = [(p, q) for p in range(teams) for q in range(p + 1, teams)]
    referrals = [(a, b) for a in range(len(actions)) for b in range(len(actions)) if a != b]
    limits = Limits(
        days=rng.choice([None] * 5 + [rng.randint(0, 20)]),
        actors=rng.choice([None] * 5 + [rng.randint(0, 3)]),
        money=rng.choice([None] * 5 + [rng.randint(0, 9)]),
    )
    return Task(
        facts,
        _mask(rng, facts, rng.randint(1, 3)),
        actions,
        actor_cost=rng.randint(0, 9),
        handoff_cost=(dear := rng.randint(0, 6)),
        agreed_cost=rng.randint(0, dear),
        day_cost=rng.randint(0, 2),
        agreed=frozenset(rng.sample(pairs, rng.randint(0, len(pairs)))),
        referred=frozenset(rng.sample(referrals, min(len(referrals), rng.randint(0, 2)))),
        limits=limits,
    )


def _mask(rng: random.Random, facts: int, most: int) -> int:
    return sum({1 << rng.randrange(facts) for _ in range(most)})


@pytest.mark.exhaust
@pytest.mark.parametrize("block", range(20))
def test_every_answer_is_what_brute_force_finds(block: int) -> None:
    for number in range(RANDOM_WORLDS // 20):
        seed = block * 1_000_000 + number
        world = random_world(random.Random(seed))
        found = find_plans(world, k=3)
        every = sorted(every_plan(world), key=lambda plan: plan.objective)
        teams: list[frozenset[int]] = []
        for plan in found.plans:
            assert check(world, plan) == [], f"world {seed}"
            left = [p for p in every if not any(team <= providers(world, p) for team in teams)]
            assert plan.objective == left[0].objective, f"world {seed}"
            teams.append(providers(world, plan))
        left = [p for p in every if not any(team <= providers(world, p) for team in teams)]
        assert len(found.plans) == 3 or not left, f"world {seed}: an alternative was missed"
