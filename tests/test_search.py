"""The exact search: a ladder of drawn worlds, then thousands of random ones against brute force.

In the drawings ``p:a(2)`` is action *a* of provider *p* costing 2, ``─f→`` a
fact passed on, ``★`` a goal.
"""

import gc
import os
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from bench.national_tasks import HARD, national_task
from search_worlds import (
    A_PAPER_BESIDE_ANOTHER,
    A_PAPER_OR_ANOTHER,
    TWO_PAPERS_AT_ONCE,
    TWO_PAPERS_IN_A_CIRCLE,
    WHO_DOES_MORE_AND_WHO_IS_FIRST,
    compare,
    oracle_plans,
    oracle_plans_of_rich,
    oracle_plans_of_sums,
    random_world,
    rich_world,
    with_sums,
)

from oracles import check, providers
from welfarenet.graph import additive, puzzles, search, stages
from welfarenet.graph.contest import Contest, offers_of
from welfarenet.graph.reductions import relevant
from welfarenet.graph.search import find_plans
from welfarenet.graph.task import NOBODY, Action, Limits, Task
from welfarenet.graph.uncollected import uncollected

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
        Action(
            p, rng.randint(1, 9), rng.randint(0, 90), (0 if f > 4 else 0b100000 << rng.randint(0, 4),), 1 << f
        )
        for p in range(9)
        for f in range(10)
    ]
    world = task(0b11111, *actions)
    best = find_plans(world).plans[0].objective
    found = find_plans(world, budget=2)
    assert not found.optimal
    assert check(world, found.plans[0]) == []
    assert found.bound <= best <= found.plans[0].objective


# 13   p:a(300) ─f,g─┐
#      q:b(200) ─f───┼→ r:d(0) ─★    one action gives both papers: 300 once, not 200 twice
#      s:c(200) ─g───┘            t:e(330) ─★ does without, and is dearer by 10
def test_13_an_action_that_gives_two_papers_is_paid_once() -> None:
    for world in (TWO_PAPERS_AT_ONCE, TWO_PAPERS_IN_A_CIRCLE):
        (plan,) = find_plans(world).plans
        assert plan.objective == 300 + 2 * 10 + 2 * 5
        assert plan.actions == (2, 3)


# 14   a(300) ─★,f    b(200) ─★    c(200) ─f    f→ d(0) ─★★    costs add up, nobody's
def test_14_what_an_action_gives_beside_a_goal_is_kept_for_later() -> None:
    (plan,) = find_plans(A_PAPER_BESIDE_ANOTHER).plans
    assert plan.objective == 300
    assert plan.actions == (0, 3)


# 15   p:a(10) ─★,g    r:b(10) ─f    f or g→ q:c(10) ─★    f→ s:d(15) ─★★    the one given beside will do
def test_15_a_paper_that_is_given_already_is_not_asked_for_as_one_of_two() -> None:
    (plan,) = find_plans(A_PAPER_OR_ANOTHER).plans
    assert plan.objective == 2 * (10 + 20) + 10
    assert plan.actions == (0, 1)


# 16   p:a(5) ─f┐
#      q:b(5) ─f┴→ r:c ─★       wholly equal: p is named before q
def test_16_of_plans_wholly_equal_the_one_with_the_provider_named_first_is_given() -> None:
    actions = (Action(2, 0, 0, (0b01,), 0b10), Action(1, 5, 2, (0,), 0b01), Action(0, 5, 2, (0,), 0b01))
    (plan,) = find_plans(task(0b10, *actions)).plans
    assert plan.actions == (0, 2)


# 17   p:a(5, 9 days) ─f┐
#      q:b(5, 2 days) ─f┼→ r:d ─★   20 days go by for g whatever becomes of f: still q, who is quicker
#      s:c(20 days) ──g─┘
def test_17_what_nobody_waits_for_is_still_better_sooner() -> None:
    actions = (
        Action(3, 0, 0, (0b011,), 0b100),
        Action(0, 5, 9, (0,), 0b001),
        Action(1, 5, 2, (0,), 0b001),
        Action(2, 5, 20, (0,), 0b010),
    )
    (plan,) = find_plans(task(0b100, *actions)).plans
    assert plan.actions == (0, 2, 3)


# 18   p:a(5) ─f┐      q:a(5) ─f
#      r:b ─────┴→★    q:b(9) ─g, which would do as well    p is named first, though q does more
def test_18_who_does_more_that_is_not_wanted_does_not_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    for probe in (search.PROBE, 0):
        monkeypatch.setattr(search, "PROBE", probe)
        (plan,) = find_plans(WHO_DOES_MORE_AND_WHO_IS_FIRST).plans
        assert plan.actions == (0, 3)


@pytest.mark.exhaust
@pytest.mark.parametrize("block", range(20))
def test_every_answer_is_what_brute_force_finds(block: int) -> None:
    for number in range(RANDOM_WORLDS // 20):
        seed = block * 1_000_000 + number
        world, k = random_world(seed), 3 if seed % 3 else 1
        found = find_plans(world, k=k)
        assert found.optimal
        assert compare(world, found.plans, oracle_plans(seed), k) == "", f"world {seed}"


@pytest.mark.exhaust
@pytest.mark.parametrize(("quick", "many"), [(0, 0), (3, stages.MANY_ACTIONS), (stages.QUICK, 0)])
def test_every_answer_to_a_hard_task_is_what_brute_force_finds(
    quick: int, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PROBE", 0)
    monkeypatch.setattr(stages, "MANY_ACTIONS", many)
    monkeypatch.setattr(stages, "QUICK", quick)
    monkeypatch.setattr(stages, "CUT", quick)
    monkeypatch.setattr(stages, "PLAIN", 0)
    for seed in range(50_000_000, 50_000_000 + RANDOM_WORLDS // 2):
        world, k = random_world(seed), 3 if seed % 3 else 1
        assert compare(world, find_plans(world, k=k).plans, oracle_plans(seed), k) == "", f"world {seed}"


@pytest.mark.exhaust
def test_of_many_goals_what_reductions_leave_out_as_no_better_is_looked_at_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(search, "PROBE", 0)
    monkeypatch.setattr(search, "_IN_ORDER", 0)
    for seed in range(40_000_000, 40_000_000 + RANDOM_WORLDS // 2):
        world = random_world(seed)
        assert compare(world, find_plans(world).plans, oracle_plans(seed), 1) == "", f"world {seed}"
    (plan,) = find_plans(WHO_DOES_MORE_AND_WHO_IS_FIRST).plans
    assert plan.actions == (0, 3)


@pytest.mark.exhaust
@pytest.mark.parametrize("most", [1, 2])
@pytest.mark.parametrize("world", [random_world, rich_world])
def test_no_plan_is_lost_where_what_parts_save_is_only_estimated(
    world: Callable[[int], Task], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PROBE", 0)
    monkeypatch.setattr(puzzles, "_MOST_PARTED", most)
    for seed in range(70_000_000, 70_000_000 + RANDOM_WORLDS // 4):
        task, k = world(seed), 3 if seed % 3 else 1
        plans = oracle_plans(seed) if world is random_world else oracle_plans_of_rich(seed)
        assert compare(task, find_plans(task, k=k).plans, plans, k) == "", f"world {seed}"


@pytest.mark.exhaust
@pytest.mark.parametrize("world", [random_world, rich_world])
def test_where_costs_add_up_every_answer_is_what_brute_force_finds(
    world: Callable[[int], Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(90_000_000, 90_000_000 + RANDOM_WORLDS // 4):
        task = with_sums(world(seed))
        for probe in (0, 20):
            monkeypatch.setattr(additive, "PROBE", probe)
            found = find_plans(task)
            assert found.optimal, f"world {seed}"
            assert compare(task, found.plans, oracle_plans_of_sums(world, seed), 1) == "", f"world {seed}"


def test_whoever_can_stand_in_for_a_provider_is_among_those_asked() -> None:
    found = 0
    for seed in range(91_000_000, 91_001_000):
        pool = relevant(random_world(seed))
        if pool is None:
            continue
        contest = Contest(pool, offers_of(pool))
        everybody = sum(contest.bit.values())
        for p in contest.providers:
            for q in contest.providers:
                if p != q and contest.outdone(q, p):
                    assert contest.able(p, everybody) & contest.bit[q], f"world {seed}: {q} for {p}"
                    found += 1
    assert found > 100


def test_a_small_budget_gives_a_valid_plan_and_a_bound_that_holds() -> None:
    for seed in range(60_000_000, 60_000_400):
        world = random_world(seed)
        found = find_plans(world, budget=1)
        for plan in found.plans:
            assert check(world, plan) == [], f"world {seed}"
            assert found.bound <= oracle_plans(seed)[0].objective <= plan.objective, f"world {seed}"
        assert found.plans or not found.optimal or not oracle_plans(seed), f"world {seed}"


def test_the_order_of_the_actions_changes_no_objective() -> None:
    for seed in range(70_000_000, 70_000_100):
        world = replace(random_world(seed), referred=frozenset())
        back = replace(world, actions=tuple(reversed(world.actions)))
        assert [p.objective for p in find_plans(world).plans] == [p.objective for p in find_plans(back).plans]


def test_the_same_task_gives_the_same_plan_every_time() -> None:
    world = national_task(6)
    assert len({find_plans(world) for _ in range(3)}) == 1


def test_a_search_leaves_no_circle_of_objects_for_each_partial_plan() -> None:
    world = national_task(2013, HARD)
    gc.collect()
    with uncollected():
        found = find_plans(world)
        assert found.expanded > 500
        assert gc.collect() < found.expanded


def test_python_looks_for_circles_once_a_search_is_over_and_not_before() -> None:
    world, phases = national_task(2013, HARD), list[str]()

    def watch(phase: str, _: dict[str, int]) -> None:
        phases.append(phase)

    gc.callbacks.append(watch)
    try:
        gc.collect()
        phases.clear()
        find_plans(world)
        assert phases.count("start") <= 1
    finally:
        gc.callbacks.remove(watch)


def test_python_looks_for_circles_again_when_what_ran_without_has_failed() -> None:
    looking = []

    def fail() -> None:
        looking.append(gc.isenabled())
        raise ArithmeticError

    with pytest.raises(ArithmeticError), uncollected():
        fail()
    assert (looking, gc.isenabled()) == ([False], True)


def test_nothing_to_reach_needs_no_step() -> None:
    (plan,) = find_plans(task(0, Action(0, 1, 1, (0,), 0b1))).plans
    assert (plan.objective, plan.actions) == (0, ())
