"""What changes in the days ahead: a law that ends or begins, an age reached or outgrown.

In the drawings ``├day`` is from that day, ``day┤`` until that day. The random worlds are
checked against a look at every single day with the plain reading of rules and law.
"""

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise, product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from gap_worlds import GOALS, PERSONAS, TURNING, random_network, turning

from oracles import every_plan
from welfarenet.graph import judged, objections, timely
from welfarenet.graph.acts import Acts
from welfarenet.graph.citizen import Citizen
from welfarenet.graph.concepts import Holding
from welfarenet.graph.coverage import Reason, survey
from welfarenet.graph.deadlines import Paper, last_end
from welfarenet.graph.decisive import decisive_facts
from welfarenet.graph.doors import shut_doors
from welfarenet.graph.eligibility import Verdict, judge
from welfarenet.graph.explain import explain_paths
from welfarenet.graph.index import Columns
from welfarenet.graph.judging import Without
from welfarenet.graph.network import Goal, Network, open_network
from welfarenet.graph.objections import judge_of
from welfarenet.graph.offered import OPEN
from welfarenet.graph.packing import Problem, pack
from welfarenet.graph.paths import ServicePaths, find_paths, prepare
from welfarenet.graph.preferences import SCALE
from welfarenet.graph.procedures import in_force
from welfarenet.graph.question import Question
from welfarenet.graph.seasons import seasons_ahead
from welfarenet.graph.task import Plan, bits
from welfarenet.graph.timely import in_time
from welfarenet.graph.timetable import HORIZON, Lapse, Trip, timetable
from welfarenet.graph.versions import versions_ahead
from welfarenet.graph.who import explain_who
from welfarenet.graph.whynot import explain_why_not
from worlds import (
    JESI,
    TODAY,
    at_least,
    at_most,
    drawn,
    entry,
    exercise,
    iri,
    kind,
    need,
    open_world,
    paper,
    rule,
    serve,
)

SERIES = 300 if os.environ.get("WELFARENET_EXHAUST") else 12
YEAR = 366
CARE = Goal("care", True)
VOCABULARY = (
    need("care"),
    paper("report"),
    kind("home.care", "care"),
    kind("doctor"),
)
NOON = date(2026, 12, 31)
"""The last day of the old law in the drawings."""
BORN = date(1962, 1, 15)
"""64 on the day asked, 65 in January."""


def ask(network: Network, *goals: Goal, on: date = TODAY, citizen: Citizen | None = None) -> ServicePaths:
    return find_paths(network, Question(JESI, goals or (CARE,), on, citizen or Citizen()))


def told(network: Network, answer: ServicePaths) -> list[tuple[str, int]]:
    """Give name and first day of each step; presumed ones in brackets."""
    return [
        (
            f"({network.procedures[step.procedure].entry})"
            if step.candidate is None
            else network.index.offerings[step.candidate.row].rpartition("/")[2],
            step.starts,
        )
        for step in answer.paths[0].steps
    ]


# 01  sad for those of 65 and over: she is 64, and 65 on day 53
def test_01_a_service_is_begun_on_the_birthday_that_opens_it(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, rules=(rule(at_least("age", 65)),))),
        reference=drawn(*VOCABULARY),
    )
    question = Question(JESI, (CARE,), TODAY, Citizen(born_on=BORN))
    answer = find_paths(network, question)
    assert told(network, answer) == [("sad", 53)]
    assert answer.paths[0].steps[0].verdict is Verdict.YES
    for lang, words in (("it", "dal 15 gennaio 2027"), ("en", "from 15 January 2027")):
        assert words in explain_paths(network, reader, question, answer, lang).paths[0].steps[0].note


# 02  the same, of somebody of whom only the age in years is told: when the next birthday is, nobody knows
def test_02_an_age_told_in_years_stays_what_it_is(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, rules=(rule(at_least("age", 65)),))),
        reference=drawn(*VOCABULARY),
    )
    assert not ask(network, citizen=Citizen(age=64)).paths
    assert ask(network, citizen=Citizen(age=65)).paths


# 03  sad for those of 65 and over; she is 63, and 65 in 13 months
def test_03_a_birthday_more_than_a_year_away_is_not_waited_for(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, rules=(rule(at_least("age", 65)),))),
        reference=drawn(*VOCABULARY),
    )
    answer = ask(network, citizen=Citizen(born_on=date(1963, 1, 15)))
    assert not answer.paths
    assert answer.outcomes[0].reason is Reason.NOT_ELIGIBLE


# 04  gp:visit(80) ─report→ sad, for those under 18: he is 17, and 18 on day 53
def test_04_what_is_outgrown_while_papers_are_waited_for_is_no_path_and_the_reason_is_the_calendar(
    tmp_path: Path,
) -> None:
    network, reader = open_world(
        tmp_path,
        exercise(
            "one",
            serve("visit", "doctor", at=JESI, by="gp", issues=("report",), days=80),
            serve("sad", "home.care", at=JESI, requires="report", rules=(rule(at_most("age", 17)),)),
        ),
        reference=drawn(*VOCABULARY),
    )
    question = Question(JESI, (CARE,), TODAY, Citizen(born_on=date(2009, 1, 15)))
    answer = find_paths(network, question)
    assert not answer.paths
    assert "calendario" in explain_paths(network, reader, question, answer).uncovered[0].reason


OLD = entry("home.care/old", needs=("care",), requires="report", holdings=(Holding((), None, NOON),))
NEW = entry("home.care/new", needs=("care",), holdings=(Holding((), date(2027, 1, 1), None),))


# 05  gp:visit(d) ─report→ sad ─★   until 31 December by the old law, then without report by the new one
@pytest.mark.parametrize(
    ("days", "steps"), [(30, [("visit", 0), ("sad", 30)]), (80, [("sad", 39)])], ids=["in time", "late"]
)
def test_05_the_law_in_force_is_followed_while_it_can_be_and_its_successor_after(
    tmp_path: Path, days: int, steps: list[tuple[str, int]]
) -> None:
    network, reader = open_world(
        tmp_path,
        exercise(
            "one",
            serve("visit", "doctor", at=JESI, by="gp", issues=("report",), days=days),
            serve("sad", "home.care", at=JESI),
        ),
        reference=drawn(*VOCABULARY, OLD, NEW),
    )
    question = Question(JESI, (CARE,), TODAY)
    answer = find_paths(network, question)
    assert told(network, answer) == steps
    assert answer.optimal
    note = explain_paths(network, reader, question, answer, "en").paths[0].steps[-1].note
    assert ("holds from 1 January 2027" in note) == (days == 80)


# 05b thirty doctors ─report, 80 days→ sad ─★ until 31 December, and a dear one of ten days
def test_05b_a_need_is_not_told_late_because_the_slower_search_gave_up(tmp_path: Path) -> None:
    slow = [
        serve(f"d{number:02}", "doctor", at=JESI, by=f"p{number:02}", issues=("report",), days=80, euros=0)
        for number in range(30)
    ]
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            *slow,
            serve("quick", "doctor", at=JESI, by="dear", issues=("report",), days=10, euros=500),
            serve("sad", "home.care", at=JESI),
        ),
        reference=drawn(*VOCABULARY, OLD),
    )
    answer = find_paths(network, Question(JESI, (CARE,), TODAY), budget=40)
    assert told(network, answer) == [("quick", 0), ("sad", 10)]


# 06  the same, and nobody mapped: what the law presumes turns too
@pytest.mark.parametrize(("days", "entries"), [(30, "old"), (80, "new")])
def test_06_a_presumed_step_follows_the_law_of_its_day(tmp_path: Path, days: int, entries: str) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("visit", "doctor", at=JESI, by="gp", issues=("report",), days=days)),
        reference=drawn(*VOCABULARY, OLD, NEW),
    )
    assert told(network, ask(network))[-1][0] == f"(home.care/{entries})"


# 07  a law that begins in January, and nothing before it
def test_07_a_law_that_begins_within_the_year_is_waited_for(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI)),
        reference=drawn(*VOCABULARY, NEW),
    )
    question = Question(JESI, (CARE,), TODAY)
    answer = find_paths(network, question)
    assert told(network, answer) == [("sad", 39)]
    assert explain_paths(network, reader, question, answer).not_offered == ()
    assert not ask(network, on=date(2025, 6, 1)).paths


# 07b  ghost ─★ by a law that begins in January; by that in force another kind would do, which nobody mapped
def test_07b_nobody_waits_for_a_law_to_come_where_that_in_force_will_do(tmp_path: Path) -> None:
    begins = entry("ghost", needs=("care",), holdings=(Holding((), date(2027, 1, 1), None),))
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("new", "ghost", at=JESI)),
        reference=drawn(*VOCABULARY, kind("ghost", "care"), begins, entry("home.care", needs=("care",))),
    )
    assert told(network, ask(network)) == [("(home.care)", 0)]


# 08  near:sad for those of 65; far:sad for all: she need not wait, and is told when the near one opens to her
def test_08_what_is_open_later_and_not_used_is_listed_with_its_day(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise(
            "one",
            serve("near", "home.care", at=JESI, by="near", rules=(rule(at_least("age", 65)),)),
            serve("far", "home.care", at=JESI, by="far"),
        ),
        reference=drawn(*VOCABULARY),
    )
    question = Question(JESI, (CARE,), TODAY, Citizen(born_on=BORN))
    answer = find_paths(network, question)
    assert told(network, answer) == [("far", 0)]
    (door,) = shut_doors(network, question, answer)
    assert (door.reason, getattr(door.of, "opens", None)) == (Reason.NOT_HERE, date(2027, 1, 15))
    why = explain_why_not(network, reader, question, iri("offering/near"))
    assert (why.class_, why.extra) == ("dominated", 53)
    assert why.reason.startswith("Qui, per questa persona, si può avere dal 15 gennaio 2027. ")


# 08b who covers care here: sad, but for her only from her birthday
def test_08b_who_covers_a_need_says_from_when_for_this_person(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, rules=(rule(at_least("age", 65)),))),
        reference=drawn(*VOCABULARY),
    )
    for born, words in ((BORN, "it can be had from 15 January 2027"), (date(1963, 1, 15), "65")):
        (offering,) = explain_who(network, reader, CARE, JESI, TODAY, Citizen(born_on=born), "en").offerings
        assert offering.eligible == "no"
        assert words in offering.because[-1]


# 09  resident for ten years on day 38; nobody says since when: ask, and what it would change
def test_09_years_of_residence_are_counted_to_the_day_too(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, rules=(rule(at_least("resident_years", 10)),))),
        reference=drawn(*VOCABULARY),
    )
    arrived = TODAY.replace(year=TODAY.year - 10) + timedelta(38)
    assert told(network, ask(network, citizen=Citizen(resident_since=arrived))) == [("sad", 38)]
    question = Question(JESI, (CARE,), TODAY)
    (fact,) = decisive_facts(network, question, find_paths(network, question))
    assert fact.fact == "resident_years"
    assert [outcome.lost for outcome in fact.outcomes] == [(CARE,), ()]


# 10  born on 29 February
def test_10_who_is_born_on_a_leap_day_comes_of_age_on_the_first_of_march(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, rules=(rule(at_least("age", 18)),))),
        reference=drawn(*VOCABULARY),
    )
    answer = ask(network, on=date(2026, 2, 27), citizen=Citizen(born_on=date(2008, 2, 29)))
    assert told(network, answer) == [("sad", 2)]


# 11  near:sad from day 60 for nothing; far:sad from day 5 for 10 euros; late:sad from day 61 for nothing
def test_11_the_wait_for_a_door_is_weighed_against_the_price_of_another(tmp_path: Path) -> None:
    def network(far: int, folder: str) -> Network:
        desks = (("near", 60, 0), ("far", 5, far), ("late", 61, 0))
        parts = (
            serve(
                name, "home.care", at=JESI, by=name, euros=euros, days=1, valid_from=TODAY + timedelta(opens)
            )
            for name, opens, euros in desks
        )
        return open_world(tmp_path / folder, exercise("one", *parts), reference=drawn(*VOCABULARY))[0]

    cheap, dear = network(10, "cheap"), network(200, "dear")
    assert told(cheap, ask(cheap)) == [("far", 5)]
    assert told(dear, ask(dear)) == [("near", 60)]
    answer = find_paths(dear, Question(JESI, (CARE,), TODAY, Citizen(), k=3))
    assert [(path.days, path.steps[0].starts) for path in answer.paths] == [(61, 60), (62, 61), (6, 5)]
    assert answer.optimal


def test_the_seasons_make_up_all_days_to_the_horizon(tmp_path: Path) -> None:
    network = random_network(1000, tmp_path, turning(1000))
    seasons = seasons_ahead(network, "AN", TODAY, TURNING[0])
    assert (seasons[0].first, seasons[-1].last) == (0, HORIZON)
    assert all(one.last + 1 == two.first for one, two in pairwise(seasons))
    assert len(seasons) > 2


# A look at every day


def stands(acts: Acts, number: int, day: int) -> bool:
    """Tell by the plain reading of rules and law whether an act may begin on a day."""
    local, network = acts.local, acts.local.network
    on = local.on + timedelta(day)
    procedure = network.procedures[acts.procedures[number]]
    kind_of, following = procedure.service_type or "", procedure.entry
    current = in_force(network.entries.get(kind_of, ()), local.plate, on)
    if acts.is_mapped(number):
        columns, row = network.index.columns, acts.offered.rows[number]
        if not columns.since[row] <= on.toordinal() <= columns.until[row]:
            return False
        held = current[0].id if current else None
        if kind_of in network.entries and held != following:
            return False
    elif following not in {entry.id for entry in current}:
        return False
    known = local.seasons[0].citizen.known(on)
    return bool(judge(procedure.rules, known, on) == acts.verdicts[number])


@pytest.mark.exhaust
def test_an_act_may_begin_on_just_those_days_on_which_its_law_and_its_conditions_stand(
    tmp_path: Path,
) -> None:
    for seed in range(2000, 2000 + SERIES):
        network = random_network(seed, tmp_path / str(seed), turning(seed))
        for persona in (*TURNING, PERSONAS[2]):
            acts = prepare(network, Question(JESI, GOALS, TODAY, persona)).acts
            for number in range(len(acts.procedures)):
                days = [day for day in range(YEAR + 40) if stands(acts, number, day)]
                for day in range(0, YEAR + 40, 7):
                    first = next((one for one in days if one >= day), None)
                    if first is not None:
                        assert acts.first_day(number, day) == first, f"world {seed}, act {number}"
                assert days, f"world {seed}: act {number} can never begin"
                assert days[0] <= YEAR, f"world {seed}: act {number} is more than a year away"
                today = days[0] == 0
                assert not (today and acts.ahead[number]), f"world {seed}, act {number}"


@pytest.mark.exhaust
def test_the_versions_ahead_are_what_a_look_at_every_day_of_the_year_finds(tmp_path: Path) -> None:
    for seed in range(2000, 2000 + SERIES // 3):
        network = random_network(seed, tmp_path / str(seed), turning(seed))
        for persona in TURNING:
            local = survey(network, JESI, TODAY, persona)
            found = set[tuple[int, int, int]]()
            for day in range(YEAR + 1):
                whole = survey(network, JESI, TODAY + timedelta(day), persona).whole
                fit = (whole.door == OPEN) & (whole.verdict != Verdict.NO)
                found.update(whole.where(fit).versions)
            assert set(versions_ahead(local, local.whole).versions) == found, f"world {seed}"


# Brute force over plans, each put on the calendar day by day


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
        found = answer.paths[0].objective if answer.paths else None
        assert found == (None if best is None else best // SCALE), name
        assert answer.optimal, name
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
