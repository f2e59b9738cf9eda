"""The search against optima that CP-SAT and clingo proved, frozen ones and fresh ones."""

from importlib.util import find_spec

import pytest
from bench.freeze_tasks import digest, frozen_tasks, make
from bench.national_tasks import additive, national_task
from oracle_solvers import clingo_optimum, cp_sat_optimum
from search_worlds import oracle_plans, random_world

from oracles import check
from welfarenet.graph.search import find_plans

FROZEN = frozen_tasks()
KINDS = sorted({kind for kind, *_ in FROZEN})


def test_at_least_three_hundred_tasks_are_frozen() -> None:
    assert len(FROZEN) >= 300


@pytest.mark.parametrize("kind", KINDS)
def test_every_frozen_optimum_is_found_and_proven(kind: str) -> None:
    for _, seed, checksum, optimum in [row for row in FROZEN if row[0] == kind]:
        task = make(kind, seed)
        assert digest(task) == checksum, f"{kind} {seed}: the generator changed, freeze the tasks anew"
        found = find_plans(task, budget=100_000)
        assert found.optimal, f"{kind} {seed}"
        assert (found.plans[0].objective if found.plans else None) == optimum, f"{kind} {seed}"
        assert not found.plans or check(task, found.plans[0]) == [], f"{kind} {seed}"


def test_clingo_agrees_where_only_actions_and_actors_cost() -> None:
    for seed in range(20):
        task = additive(national_task(seed))
        if len(task.actions) < 1_000:
            assert find_plans(task).plans[0].objective == clingo_optimum(task), seed


def test_clingo_agrees_with_brute_force() -> None:
    for seed in range(2, 400, 4):
        best = oracle_plans(seed)
        assert clingo_optimum(random_world(seed)) == (best[0].objective if best else None), seed


@pytest.mark.skipif(find_spec("ortools") is None, reason="ortools is in the bench lock only")
def test_cp_sat_agrees_with_brute_force() -> None:
    for seed in range(100):
        best = oracle_plans(seed)
        assert cp_sat_optimum(random_world(seed)) == (best[0].objective if best else None), seed
