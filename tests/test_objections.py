"""What the calendar refuses, held against all plans of small worlds, each looked at day by day.

What is left out as late is in no plan that holds; every plan that holds takes a way out of
whatever is objected to; and the best path is the cheapest of all that hold.
"""

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import timedelta
from functools import partial
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from gap_worlds import GOALS, PERSONAS, TURNING, random_network, stands, turning
from search_worlds import turn

from oracles import every_plan
from welfarenet.graph import judged, objections, timely
from welfarenet.graph.acts import Acts
from welfarenet.graph.citizen import Citizen
from welfarenet.graph.deadlines import Paper, last_end
from welfarenet.graph.index import Columns
from welfarenet.graph.judging import Without
from welfarenet.graph.network import Goal, Network, open_network
from welfarenet.graph.objections import judge_of
from welfarenet.graph.packing import Problem, pack
from welfarenet.graph.paths import find_paths, prepare
from welfarenet.graph.preferences import SCALE
from welfarenet.graph.question import Question
from welfarenet.graph.task import Plan, bits
from welfarenet.graph.timely import in_time
from welfarenet.graph.timetable import HORIZON, Lapse, Trip, timetable
from worlds import (
    JESI,
    TODAY,
    drawn,
    exercise,
    kind,
    need,
    open_world,
    paper,
    serve,
    steps_of,
)

SERIES = 300 if os.environ.get("WELFARENET_EXHAUST") else 12
YEAR = 366
CARE = Goal("care", True)


def cost_by_day(problem: Problem, plan: Plan) -> int | None:
    """Give what a plan costs on the calendar, by a look at every day; ``None`` where it does not hold."""
    acts, modes, suppliers = problem.acts, dict(plan.modes), dict(plan.suppliers)
    papers, until = [], dict[int, int]()
    for action, mode in modes.items():
        for fact in bits(mode):
            supplier = suppliers[fact]
            if acts.is_step(supplier):
                papers.append((supplier, action, lapse_of(acts, supplier, str(problem.facts[fact]))))
            elif not acts.is_wait(supplier):
                until[action] = min(until.get(action, HORIZON), acts.held_until(supplier)[1])

    def fit(action: int, day: int) -> int | None:
        last = min(until.get(action, HORIZON), 2 * YEAR)
        return next((one for one in range(day, last + 1) if stands(acts, action, one)), None)

    steps = [action for action in modes if acts.is_step(action)]
    days = {action: problem.task.actions[action].days for action in modes}
    trip = Trip(days, tuple(papers), {action: partial(fit, action) for action in steps})
    starts = timetable(trip, acts.local.on)
    if starts is None:
        return None
    return plan.objective + problem.task.day_cost * (last_end(problem, plan, starts) - plan.days)


def lapse_of(acts: Acts, supplier: int, paper: str) -> Lapse:
    """Give how a paper lapses; of several issued that would do, as the one that lasts longest."""
    documents = acts.local.network.index.reference.documents
    issued = acts.local.network.procedures[acts.procedures[supplier]].issues
    lapses = [
        Lapse(documents[one].valid_days, documents[one].valid_to_year_end)
        for one in issued
        if paper == one or paper in documents[one].stands_for
    ]
    return max(lapses, key=lambda lapse: (not lapse.year_end, lapse.days or HORIZON))


def passes(problem: Problem, plan: Plan) -> int | None:
    """Give the day on which a plan ends by a look at every day; ``None`` where it does not hold."""
    cost = cost_by_day(problem, plan)
    return None if cost is None else plan.days + (cost - plan.objective) // problem.task.day_cost


#   b ─p→ c ─q→ a ─★    p lapses, the doors open and shut; one or two offerings of each
#   └──────p────↑
#   d ──────r───↑
def pinched(seed: int, folder: Path) -> Network:
    """Draw desks whose papers pinch one another on the calendar."""
    rng = random.Random(seed)
    asked = {"a": "p, q, r", "b": "", "c": rng.choice(("p", "p", "r", "")), "d": ""}
    parts = [
        serve(
            f"{name}{number}",
            name,
            at=JESI,
            by=rng.choice("vwxyz"),
            requires=asked[name],
            issues=() if name == "a" else ({"b": "p", "c": "q", "d": "r"}[name],),
            days=rng.choice((0, 5, 20, 45)),
            valid_from=rng.choice((None, None, None, TODAY + timedelta(25))),
            valid_to=None if shuts is None else TODAY + timedelta(shuts),
        )
        for name, shuts in zip("abcd", rng.choices((None, 10, 40, 55), k=4), strict=True)
        for number in range(rng.choice((1, 2, 2, 3)))
    ]
    papers = (
        paper("p", **rng.choice(({"valid_days": 5}, {"valid_days": 20}, {"valid_to_year_end": True}))),
        paper("q", **rng.choice(({"valid_days": 10}, {}, {}))),
        paper("r"),
    )
    network, _ = open_world(
        folder,
        exercise("one", *parts),
        reference=drawn(need("care"), *papers, kind("a", "care"), kind("b"), kind("c"), kind("d")),
    )
    return network


class World(NamedTuple):
    """A question, its problem, and all plans of that."""

    name: str
    network: Network
    question: Question
    problem: Problem
    plans: list[Plan]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> list[World]:
    """Draw small worlds that are short of time, once."""
    return list(draw(tmp_path_factory.mktemp("worlds")))


def held(network: Network) -> Network:
    """Give a network whose index is no longer read from its files: many are held at once."""
    index = network.index
    columns = {f.name: np.array(getattr(index.columns, f.name)) for f in fields(Columns)}
    return open_network(replace(index, columns=Columns(**columns), titles=None))


def draw(tmp_path: Path) -> Iterator[World]:
    for seed in range(2000, 2000 + 3 * SERIES):
        network = held(random_network(seed, tmp_path / str(seed), turning(seed)))
        cases = [(network, *case) for case in product((*TURNING, PERSONAS[1]), GOALS)]
        for short in range(4 * seed, 4 * seed + 4):
            cases.append((held(pinched(short, tmp_path / f"short {short}")), Citizen(), CARE))
        for network, persona, goal in cases:
            question = Question(JESI, (goal,), TODAY, persona)
            acts = prepare(network, question).acts
            if 0 < len(acts.procedures) <= 12 and not acts.clashes:
                problem = pack(acts, question)
                plans = list(every_plan(problem.task))
                yield World(f"world {seed}, {goal.id}", network, question, problem, plans)


@pytest.mark.exhaust
@pytest.mark.parametrize("in_turn", [judged._IN_TURN, -1], ids=["in turn", "parted"])
def test_the_best_path_is_the_cheapest_of_all_plans_that_hold_on_every_day(
    worlds: list[World], in_turn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judged, "_IN_TURN", in_turn)
    monkeypatch.setattr(judged, "_EACH", 1)
    late = tried = 0
    for name, network, question, problem, plans in worlds:
        costs = [cost_by_day(problem, plan) for plan in plans]
        answer = find_paths(network, question)
        best = min((cost for cost in costs if cost is not None), default=None)
        equals = [plan for plan, cost in zip(plans, costs, strict=True) if cost == best is not None]
        found = answer.paths[0].objective if answer.paths else None
        assert found == (None if best is None else best // SCALE), name
        assert answer.optimal, name
        for path in answer.paths[:1]:
            first = min(equals, key=lambda plan: turn(problem.task, plan)[1:])
            assert steps_of(path.problem, path.plan.actions) == steps_of(problem, first.actions), name
        tried += 1
        late += bool(answer.paths and answer.paths[0].steps[0].starts)
    assert late > 0, f"of {tried} answers none had to wait"


def wrongly_left_out(worlds: list[World]) -> str | None:
    """Name a world where an act of a plan that holds is left out as late."""
    for name, _, _, problem, plans in worlds:
        left, every = set(in_time(problem.acts).offered.versions), problem.acts.offered.versions
        for plan in plans:
            used = {every[act] for act in plan.actions if problem.acts.is_mapped(act)}
            if not used <= left and passes(problem, plan) is not None:
                return name
    return None


def wrongly_objected(worlds: list[World]) -> str | None:
    """Name a world where a plan is judged wrongly, or one that holds has no way out of an objection."""
    for name, _, _, problem, plans in worlds:
        judge = judge_of(problem, problem.task)
        ends = [passes(problem, plan) for plan in plans]
        for plan, end in zip(plans, ends, strict=True):
            objection = judge(plan)
            if objection is None:
                if end != plan.days:
                    return name
                continue
            if objection.ends != end or end == plan.days:
                return name
            for other, ended in zip(plans, ends, strict=True):
                better = ended is not None and (end is None or ended < end)
                if better and not any(does_without(other, out) for out in objection.ways_out):
                    return name
    return None


def does_without(plan: Plan, out: Without) -> bool:
    given = {(action, fact) for fact, action in plan.suppliers}
    used = {(action, fact) for action, mode in plan.modes for fact in bits(mode)}
    return given.isdisjoint(out.gives) and used.isdisjoint(out.uses)


@pytest.mark.exhaust
def test_what_is_left_out_as_late_is_in_no_plan_that_holds(worlds: list[World]) -> None:
    assert wrongly_left_out(worlds) is None
    every = [world.problem.acts for world in worlds]
    assert sum(acts.mapped for acts in every) > sum(in_time(acts).mapped for acts in every)


@pytest.mark.exhaust
def test_every_plan_that_holds_takes_a_way_out_of_what_is_objected_to(worlds: list[World]) -> None:
    assert wrongly_objected(worlds) is None
    told = [judge_of(world.problem, world.problem.task)(plan) for world in worlds for plan in world.plans]
    objections = [objection for objection in told if objection is not None]
    assert any(objection.ends is None for objection in objections)
    assert any(objection.ends is not None for objection in objections)


def use_a_paper_whenever_it_was_issued(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Paper, "lapses", False)


def take_a_quicker_one_to_be_as_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objections, "_as_badly", lambda problem, *_: range(len(problem.task.actions)))


def look_at_no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objections, "_pinching", lambda papers, bad: papers[:1])


def ask_when_the_first_may_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timely._Part, "latest_begin", lambda part, day, used: int(part.opens.min()))


def take_papers_to_be_late(monkeypatch: pytest.MonkeyPatch) -> None:
    real = timely._soonest
    monkeypatch.setattr(timely, "_soonest", lambda parts, held: [day + 20 for day in real(parts, held)])


@pytest.mark.exhaust
@pytest.mark.parametrize(
    ("wrong", "breaking"),
    [
        (wrongly_objected, use_a_paper_whenever_it_was_issued),
        (wrongly_objected, take_a_quicker_one_to_be_as_bad),
        (wrongly_objected, look_at_no_paper),
        (wrongly_left_out, ask_when_the_first_may_begin),
        (wrongly_left_out, take_papers_to_be_late),
    ],
    ids=lambda one: one.__name__,
)
def test_the_worlds_tell_when(
    worlds: list[World],
    wrong: Callable[[list[World]], str | None],
    breaking: Callable[[pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    breaking(monkeypatch)
    assert wrong(worlds) is not None
