"""Plans on the calendar: a ladder of drawn timetables, then random ones against trying every day.

In the drawings ``a(10) ─isee→ c(5)`` is step *a* of ten days whose ISEE step *c* uses.
"""

import os
import random
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from itertools import product

import pytest
from search_worlds import random_world, turn

from oracles import every_plan, providers
from welfarenet.graph import judged
from welfarenet.graph.judged import find_judged_plans
from welfarenet.graph.judging import Objection, Without
from welfarenet.graph.search import Found
from welfarenet.graph.task import Action, Plan, Task, bits
from welfarenet.graph.timetable import Lapse, Spell, Trip, last_valid_day, timetable, within

LASTS = Lapse()
MARCH, DECEMBER = date(2026, 3, 1), date(2026, 12, 1)
RANDOM_TRIPS = 2_000 if os.environ.get("WELFARENET_EXHAUST") else 150


# 01   a(10) → c(5)
def test_01_a_step_begins_when_its_papers_are_there() -> None:
    assert timetable(Trip({0: 10, 2: 5}, ((0, 2, LASTS),)), MARCH) == {0: 0, 2: 10}


# 02   a(10) ─isee→ c, b(80) → c, asked on 1 December: c begins in February
def test_02_a_paper_that_dies_with_its_year_is_asked_for_in_the_year_it_is_used() -> None:
    trip = Trip({0: 10, 1: 80, 2: 5}, ((0, 2, Lapse(year_end=True)), (1, 2, LASTS)))
    assert timetable(trip, DECEMBER) == {0: 21, 1: 0, 2: 80}
    assert timetable(trip, MARCH) == {0: 0, 1: 0, 2: 80}


# 03   a(1) ─certificate, 90 days→ c, b(200) → c
def test_03_a_paper_that_lapses_is_not_asked_for_too_early() -> None:
    trip = Trip({0: 1, 1: 200, 2: 5}, ((0, 2, Lapse(days=90)), (1, 2, LASTS)))
    assert timetable(trip, MARCH) == {0: 109, 1: 0, 2: 200}


# 04   a(1) ─30 days→ c, a → b(60) → c: b waits for a, so a's paper is dead when c begins
def test_04_a_paper_that_lapses_whatever_is_delayed_makes_no_timetable() -> None:
    trip = Trip({0: 1, 1: 60, 2: 5}, ((0, 2, Lapse(days=30)), (0, 1, LASTS), (1, 2, LASTS)))
    assert timetable(trip, MARCH) is None


# 05   c opens on day 100, and a's ISEE is fresh then
def test_05_a_call_that_opens_later_is_waited_for_with_fresh_papers() -> None:
    trip = Trip({0: 10, 2: 5}, ((0, 2, Lapse(days=30)),), {2: within([(100, 3650)])})
    assert timetable(trip, MARCH) == {0: 60, 2: 100}


# 06   c closes on day 68, b takes 80
def test_06_a_claim_that_cannot_be_filed_in_time_makes_no_timetable() -> None:
    trip = Trip({1: 80, 2: 5}, ((1, 2, LASTS),), {2: within([(0, 68)])})
    assert timetable(trip, MARCH) is None
    assert timetable(Trip({1: 60, 2: 5}, ((1, 2, LASTS),), {2: within([(0, 68)])}), MARCH) == {1: 0, 2: 60}


# 07   c may begin on days 10 to 20 and 50 to 60: b's paper comes on day 30, and a's is fresh on day 50
def test_07_a_step_missed_in_one_spell_waits_for_the_next_with_fresh_papers() -> None:
    papers = ((0, 2, Lapse(days=15)), (1, 2, LASTS))
    trip = Trip({0: 5, 1: 30, 2: 5}, papers, {2: within([(10, 20), (50, 60)])})
    assert timetable(trip, MARCH) == {0: 30, 1: 0, 2: 50}


Spells = dict[int, tuple[Spell, ...]]


def holds(trip: Trip, spells: Spells, starts: dict[int, int], today: date) -> bool:
    """Check a timetable by the words of the rules, day by day."""
    for supplier, user, lapse in trip.papers:
        issued = today + timedelta(days=starts[supplier] + trip.days[supplier])
        used = today + timedelta(days=starts[user])
        if used < issued or (lapse.year_end and used.year != issued.year):
            return False
        if lapse.days is not None and used > issued + timedelta(days=lapse.days):
            return False
    return all(any(first <= starts[step] <= last for first, last in some) for step, some in spells.items())


def random_trip(rng: random.Random) -> tuple[Trip, Spells]:
    steps = range(rng.randint(2, 3))
    papers = tuple(
        (a, b, rng.choice([LASTS, Lapse(days=rng.randint(0, 4)), Lapse(year_end=True)]))
        for a in steps
        for b in steps
        if a < b and rng.random() < 0.8
    )
    spells = {step: random_spells(rng) for step in steps if rng.random() < 0.5}
    fit = {step: within(some) for step, some in spells.items()}
    return Trip({step: rng.randint(0, 5) for step in steps}, papers, fit), spells


def random_spells(rng: random.Random) -> tuple[Spell, ...]:
    """Draw one or two spells, the last of which may have no end."""
    first, last, again, end = sorted(rng.sample(range(22), 4))
    return rng.choice([((first, end),), ((first, 3650),), ((first, last), (again, end))])


@pytest.mark.exhaust
def test_the_timetable_is_the_earliest_that_holds_and_none_only_if_none_does() -> None:
    for seed in range(RANDOM_TRIPS):
        rng = random.Random(seed)
        (trip, spells), today = random_trip(rng), date(2026, 12, rng.randint(15, 31))
        days = list(product(range(24), repeat=len(trip.days)))
        tried = (dict(zip(trip.days, day, strict=True)) for day in days)
        every = [starts for starts in tried if holds(trip, spells, starts, today)]
        found = timetable(trip, today)
        if found is None:
            assert not every, f"trip {seed}"
        else:
            assert holds(trip, spells, found, today), f"trip {seed}"
            assert all(found[step] <= starts[step] for starts in every for step in trip.days), f"trip {seed}"


def test_the_last_valid_day_is_the_nearer_of_age_and_year() -> None:
    assert last_valid_day(10, Lapse(days=90), MARCH) == 100
    assert last_valid_day(0, Lapse(days=90, year_end=True), DECEMBER) == 30


def end_of(task: Task, lapses: dict[int, Lapse], today: date, plan: Plan) -> int | None:
    """Give the day on which a plan of a random world ends by its timetable, if it has one."""
    modes, suppliers = dict(plan.modes), dict(plan.suppliers)
    papers = tuple(
        (suppliers[fact], action, lapses.get(fact, LASTS))
        for action, mode in modes.items()
        for fact in bits(mode)
    )
    starts = timetable(Trip({a: task.actions[a].days for a in modes}, papers), today)
    if starts is None:
        return None
    return max((starts[suppliers[g]] + task.actions[suppliers[g]].days for g in bits(task.goals)), default=0)


def objection_to(end: Callable[[Plan], int | None], plan: Plan) -> Objection | None:
    """Object to a plan that ends on no day, or later than it says, and to none but the same."""
    ends = end(plan)
    if ends is not None and ends <= plan.days:
        return None
    gives = [Without(gives=frozenset([(action, fact)])) for fact, action in plan.suppliers]
    uses = [Without(uses=frozenset([(action, fact)])) for action, mode in plan.modes for fact in bits(mode)]
    return Objection(lambda: (*gives, *uses), ends)


@pytest.mark.exhaust
@pytest.mark.parametrize("in_turn", [judged._IN_TURN, -1], ids=["in turn", "parted"])
def test_the_best_plans_on_the_calendar_are_those_that_brute_force_finds(
    in_turn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judged, "_IN_TURN", in_turn)
    lapsed = 0
    for seed in range(RANDOM_TRIPS * 2):
        rng = random.Random(seed)
        world, today = random_world(seed), date(2026, 12, rng.randint(20, 31))
        choice = [LASTS, Lapse(days=rng.randint(0, 3)), Lapse(year_end=True)]
        lapses = {fact: rng.choice(choice) for fact in range(world.fact_count)}

        end = partial(end_of, world, lapses, today)
        ends = [(end(plan), plan) for plan in every_plan(world)]
        costs = {
            plan: plan.objective + world.day_cost * (day - plan.days) for day, plan in ends if day is not None
        }
        lapsed += any(day != plan.days for day, plan in ends)
        teams: list[frozenset[int]] = []
        for plan in find_judged_plans(world, partial(objection_to, end), k=2, budget=20_000).plans:
            apart = [p for p in costs if not any(team <= providers(world, p) for team in teams)]
            ends_on = end(plan)
            assert ends_on is not None, f"world {seed}"
            assert ends_on <= plan.days, f"world {seed}"
            assert plan.objective == min(costs[p] for p in apart), f"world {seed}"
            if not teams:
                equals = [turn(world, p)[1:] for p in apart if costs[p] == plan.objective]
                assert turn(world, plan)[1:] == min(equals), f"world {seed}"
            teams.append(providers(world, plan))
        assert len(teams) == 2 or not [p for p in costs if not any(t <= providers(world, p) for t in teams)]
    assert lapsed > RANDOM_TRIPS / 10, "the random worlds hardly ever touch the calendar"


#   p:a(1) ─★ late by some days, or for ever;  q:b(4) ─★;  r:c(9) ─★    all met, nothing proven
@pytest.mark.parametrize(("ends", "given"), [(None, (1, 4)), (2, (0, 3)), (7, (1, 4))])
def test_where_nothing_is_proven_the_best_plan_met_that_passes_is_given(
    ends: int | None, given: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judged, "_IN_TURN", -1)
    actions = tuple(Action(p, cost, 0, (0,), 1) for p, cost in enumerate((1, 4, 9)))
    world = Task(1, 1, actions, actor_cost=0, handoff_cost=0, agreed_cost=0, day_cost=1)
    met = tuple(Plan(action.cost, 0, ((p, 0),), ((0, p),)) for p, action in enumerate(actions))
    without = Without(gives=frozenset([(0, 0)]))

    def late(plan: Plan) -> Objection | None:
        holds = 0 not in plan.actions or (ends is not None and plan.days >= ends)
        return None if holds else Objection(lambda: (without,), ends)

    known = Found((met[0],), False, 0, 1, met)
    found = find_judged_plans(world, late, budget=1, known=known)
    assert [(plan.actions[0], plan.objective) for plan in found.plans] == [given]
    assert not found.optimal
