"""The benches measure what they say: their readings of a task, their country, and the figures they show."""

import json
import re
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bench import http_load, national, real_store, table, wsc08
from bench.figures import KEPT, README
from bench.greedy import greedy_objective
from bench.layers import by_clingo, rounds_of
from bench.nation import invent, questions
from bench.national_tasks import additive, national_task
from bench.selector import JOBS, SELECTORS, Given
from search_worlds import random_world

from welfarenet.graph.indexing import build_index
from welfarenet.graph.network import open_network
from welfarenet.graph.reference import load_reference
from welfarenet.graph.search import find_plans
from welfarenet.graph.stores import open_store
from welfarenet.graph.task import NOBODY, Action, Task

SHOWN: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "table": table.shown,
    "front": wsc08.shown,
    "store": real_store.shown,
    "http": http_load.shown,
    **national.SHOWN,
}
FIGURES: Mapping[str, Mapping[str, Any]] = json.loads(KEPT.read_text("utf-8"))


def act(cost: int, gives: int, needs: int = 0, *, by: int = NOBODY) -> Action:
    return Action(by, cost, 0, (needs,), gives)


def task(goals: int, *actions: Action, actor: int = 0) -> Task:
    return Task(8, goals, actions, actor, 0, 0, 0)


def test_every_bench_that_the_readme_names_can_be_made() -> None:
    makefile = (README.parents[2] / "Makefile").read_text("utf-8")
    named = re.findall(r"^\| `make ([a-z0-9-]+)`", README.read_text("utf-8"), re.MULTILINE)
    assert len(named) >= 6
    assert all(f"\n{name}: " in makefile for name in named)


@pytest.mark.parametrize("section", sorted(FIGURES))
def test_the_readme_shows_the_figures_kept(section: str) -> None:
    text = README.read_text("utf-8")
    between = text.partition(f"<!-- {section} -->\n")[2].partition(f"\n<!-- /{section} -->")[0]
    assert between == SHOWN[section](FIGURES[section])


def test_the_figures_kept_are_sorted_and_say_when_and_where() -> None:
    whole = json.dumps(FIGURES, indent=2, sort_keys=True, ensure_ascii=False)
    assert KEPT.read_text("utf-8") == f"{whole}\n"
    assert all({"date", "machine"} <= set(figures) for figures in FIGURES.values())


#   need 0 ← one(9) ← paper 2(1)      each need is cheapest by itself by "one" or "two": 10 each;
#   need 1 ← two(9) ← paper 3(1)      "both" gives the two for 12, but costs more for each alone
#   needs 0, 1 ← both(12)
def test_a_greedy_walk_pays_twice_what_one_action_would_give_once() -> None:
    world = task(0b11, act(9, 0b1, 0b100), act(1, 0b100), act(9, 0b10, 0b1000), act(1, 0b1000), act(12, 0b11))
    assert find_plans(world).plans[0].objective == 12
    assert greedy_objective(world) == 20


def test_a_greedy_walk_finds_a_plan_where_there_is_one_and_never_a_better_one_than_the_best() -> None:
    for seed in range(2, 200, 4):
        world = additive(random_world(seed))
        best, found = find_plans(world), greedy_objective(world)
        assert (found is None) == (not best.plans)
        assert found is None or found >= best.plans[0].objective
    assert greedy_objective(additive(national_task(3))) is not None


#   0 ─one─ 1 ─two─ 2 ─three─ goal      three services in three rounds,
#   0 ─wide, wider, four, five─ goal    or four in two
def test_fewer_rounds_need_more_services() -> None:
    goal, far, near, wide = 1, 2, 4, (8, 16, 32)
    world = task(
        goal,
        act(1, near), act(1, far, near), act(1, goal, far),
        *(act(1, fact) for fact in wide), act(1, goal, sum(wide)),
    )  # fmt: skip
    rounds = rounds_of(world)
    assert rounds.fewest == 2
    assert [by_clingo(rounds, most) for most in (2, 3)] == [(4, True), (3, True)]


def test_every_way_to_select_finds_the_same_offerings() -> None:
    network = open_network(invent(2_000, 7, load_reference()))
    asked = questions(network, 4, 7, needs=(1, 3), k=1)
    ways = [make(network) for make in SELECTORS.values()]
    found_any = False
    for job in JOBS:
        for question in asked:
            given = Given(network, question)
            ours, *others = (way.select(question, job, given) for way in ways)
            assert all(found == ours for found in others)
            found_any |= bool(ours)
    assert found_any


def test_the_invented_records_pack_to_the_index_they_were_made_of(tmp_path: Path) -> None:
    index = invent(60, 7, load_reference())
    store = open_store(f"oxigraph:{tmp_path}")
    for data in islice(real_store.exercises(index), 1, None):
        store.replace(data)
    with store.reader() as reader:
        packed = build_index(reader, load_reference())
    assert list(packed.offerings) == list(index.offerings)
    assert packed.tables.covered == index.tables.covered
    for name in ("status", "days_min", "days_max", "cents_min", "cents_max", "postings", "posting_start"):
        assert np.array_equal(getattr(packed.columns, name), getattr(index.columns, name)), name
    kinds = [
        [tables.classes[row] for row in columns.service_class.tolist()]
        for tables, columns in ((packed.tables, packed.columns), (index.tables, index.columns))
    ]
    assert kinds[0] == kinds[1]
