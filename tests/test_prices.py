"""Prices: whatever they are, no plan costs less than they say; and what they are worth in drawn worlds.

In the drawings ``p:a(2)`` is action *a* of provider *p* costing 2, ``─f→`` a fact passed on,
``★`` a goal. An actor costs 20, a hand-off 10 or, agreed on, 3, and a day 1.
"""

import os
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from search_worlds import random_world, rich_world

from oracles import check, every_plan
from welfarenet.graph import bids, search
from welfarenet.graph.appraisal import appraises
from welfarenet.graph.bids import Bids
from welfarenet.graph.carrying import Carrying
from welfarenet.graph.island import SCALE, Island
from welfarenet.graph.pool import Pool
from welfarenet.graph.prices import Haggling, Span, judge, opening
from welfarenet.graph.reductions import drop_irrelevant, first_achievers, relevant
from welfarenet.graph.search import find_plans
from welfarenet.graph.spans import Spans
from welfarenet.graph.task import NOBODY, Action, Limits, Plan, Task, bits

P, Q, R = range(3)
A, B, C = 1, 2, 4

SEEDS = 2_000 if os.environ.get("WELFARENET_EXHAUST") else 120

World = Callable[[int], Task]


def task(goals: int, *actions: Action, networks: Mapping[int, frozenset[int]] | None = None) -> Task:
    return Task(3, goals, actions, 20, 10, 3, 1, networks=networks or {})


def pool_of(world: Task) -> Pool | None:
    pool = relevant(world)
    return None if pool is None else drop_irrelevant(first_achievers(pool))


def worth(world: Task, rounds: int = 400) -> float:
    """Give what prices say after so many rounds, in points, all days in one span."""
    pool = pool_of(world)
    assert pool is not None
    columns = Bids(Carrying(Island(pool)))
    haggling = Haggling(columns, Span(columns, columns.soonest, 1_000), opening(columns))
    best = find_plans(world).plans[0].objective * SCALE // columns.grain
    for _ in range(rounds):
        haggling.round(best)
    return haggling.bound * columns.grain / SCALE


# p:a(5) ─★    q:b(7) ─★
def test_a_goal_is_worth_its_cheapest_supplier() -> None:
    world = task(A, Action(P, 5, 0, (0,), A), Action(Q, 7, 0, (0,), A))
    assert worth(world) == pytest.approx(25, abs=0.1)


# p:a(5) ─b→ q:c(1) ─★        every way to ★ needs b: 5 + 1 + 2 × 20 + 10
def test_a_paper_that_every_way_needs_is_paid_for_with_its_hand_off() -> None:
    world = task(C, Action(P, 5, 0, (0,), B), Action(Q, 1, 0, (B,), C))
    assert worth(world) == pytest.approx(56, abs=0.1)


# q:c(1) ─★ by a or by b; p:a(5) ─a→ q, r:b(9) ─b→ q        one of two papers, whichever
def test_one_of_two_papers_is_paid_for_though_no_way_is_certain() -> None:
    world = task(C, Action(P, 5, 0, (0,), A), Action(R, 9, 0, (0,), B), Action(Q, 1, 0, (A, B), C))
    assert worth(world) == pytest.approx(56, abs=0.1)


# p:a(5), r:b(4) ─f→ q:c(1) ─★     p in a network with q: 5 + 3 is less than 4 + 10
def test_an_agreement_is_paid_for_where_it_is_used() -> None:
    world = task(
        C,
        Action(P, 5, 0, (0,), B),
        Action(R, 4, 0, (0,), B),
        Action(Q, 1, 0, (B,), C),
        networks={P: frozenset({7}), Q: frozenset({7})},
    )
    assert worth(world) == pytest.approx(5 + 1 + 40 + 3, abs=0.1)


# p:a(5), q:b(30) ─f→ q:c(1) ─★    what q takes from itself it must supply: 30, not 5 and no hand-off
def test_who_takes_a_paper_from_itself_pays_for_supplying_it() -> None:
    world = task(C, Action(P, 5, 0, (0,), B), Action(Q, 30, 0, (0,), B), Action(Q, 1, 0, (B,), C))
    assert worth(world) == pytest.approx(30 + 1 + 20, abs=0.1)


# ★ by a(5) in 60 days, or by b(45) in 2: half of each would take 31 days, but no plan does
def test_days_are_not_divided_between_a_quick_way_and_a_slow_one() -> None:
    goals = [Action(P, 5, 60, (0,), A), Action(Q, 45, 2, (0,), A)]
    world = task(A | B, *goals, Action(R, 5, 60, (0,), B), Action(R, 45, 2, (0,), B))
    pool = pool_of(world)
    assert pool is not None
    columns = Bids(Carrying(Island(pool)))
    best = find_plans(world).plans[0].objective
    parted = Spans(columns)
    parted.part(600, best * SCALE, best * SCALE)
    assert parted.bound / SCALE == pytest.approx(best, abs=1)


def test_no_two_spans_stand_in_the_same_place_however_often_they_are_parted() -> None:
    pool = pool_of(many_goals(0))
    assert pool is not None
    parted = Spans(Bids(Carrying(Island(pool))))
    for rounds in range(150, 1_000, 60):
        parted.part(rounds, 10**9, 10**9)
        assert len({number for _, number, _ in parted.heap}) == len(parted.heap)


@pytest.mark.parametrize("finest", [1 << 20, 300])
@pytest.mark.parametrize("world", [random_world, rich_world])
def test_no_plan_costs_less_than_prices_say(
    world: World, finest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bids, "_FINEST", finest)
    asked = 0
    for seed in range(95_000_000, 95_000_000 + SEEDS):
        wrong, many = overpriced(world, seed)
        assert not wrong, f"world {seed}: {wrong}"
        asked += many
    assert asked > 4 * SEEDS


def overpriced(world: World, seed: int, *, rounds: int = 20) -> tuple[str, int]:
    """Say which prices are refuted by some plan, and how many were asked."""
    made = plain(world, seed)
    pool = pool_of(made)
    if pool is None:
        return "", 0
    island = Island(pool)
    carrying = Carrying(island)
    if not appraises(carrying) or not island.goals:
        return "", 0
    plans = plans_of(world, seed)
    columns = Bids(carrying)
    asked = 0
    for low, high in spans_of(plans, columns):
        haggling = Haggling(columns, Span(columns, low, high), opening(columns))
        mine = [plan for plan in plans if low <= plan.days <= high]
        least = min((plan.objective for plan in mine), default=None)
        for _ in range(rounds):
            haggling.round(100 * SCALE // columns.grain)
            asked += 1
            if least is not None and haggling.bound * columns.grain > least * SCALE:
                return (
                    f"{haggling.bound * columns.grain} over {least * SCALE} from day {low} to {high}",
                    asked,
                )
        wrong = lost(island, columns, haggling, mine)
        if wrong:
            return wrong, asked
    return "", asked


def lost(island: Island, columns: Bids, haggling: Haggling, plans: list[Plan]) -> str:
    """Say which plan costs less than the bound and what one of its bids raises it by."""
    offer = judge(columns, haggling.span, haggling.best)
    rises: dict[tuple[int, int, int], float] = {}
    for fact, way, rise in zip(
        columns.fact.tolist(), columns.way.tolist(), offer.losses.tolist(), strict=True
    ):
        action, mode = columns.ways[way]
        key = island.facts[fact], island.rows[action], sum(1 << island.facts[need] for need in bits(mode))
        rises[key] = min(rise, rises.get(key, rise))
    for plan in plans:
        modes = dict(plan.modes)
        taken = [(fact, row, modes[row]) for fact, row in plan.suppliers]
        if any(bid not in rises for bid in taken):
            continue  # a plan that the reductions did without
        for rise in map(rises.__getitem__, taken):
            if (offer.bound + rise) * columns.grain > plan.objective * SCALE:
                return f"a bid raises the bound by {rise}, over {plan.objective}"
    return ""


def spans_of(plans: tuple[Plan, ...], columns: Bids) -> Iterator[tuple[int, int]]:
    """Give the span of all plans, and the days below and above those of some."""
    yield columns.soonest, 10_000
    days = sorted({plan.days for plan in plans})
    if len(days) > 1:
        yield columns.soonest, days[0]
        yield days[0] + 1, days[len(days) // 2]
        yield days[-1], days[-1]


def plain(world: World, seed: int) -> Task:
    """Give a world without referrals and limits, with networks, whose days cost."""
    made = world(seed)
    teams = sorted({action.provider for action in made.actions} - {NOBODY})
    networks = {p: frozenset({(seed + p) % 3}) for p in teams if (seed >> 2) + p & 3}
    return replace(
        made,
        referred=frozenset(),
        networks=networks,
        limits=Limits(),
        day_cost=1 + seed % 3,
    )


@cache
def plans_of(world: World, seed: int) -> tuple[Plan, ...]:
    return tuple(every_plan(plain(world, seed)))


def test_prices_are_the_same_every_time() -> None:
    pool = pool_of(many_goals(3))
    assert pool is not None
    found = set()
    for _ in range(2):
        parted = Spans(Bids(Carrying(Island(pool))))
        parted.part(250, 10**6, 10**6)
        found.add((parted.bound, parted.rounds, tuple(parted.offer().losses.tolist())))
    assert len(found) == 1


def test_what_is_not_proven_is_appraised(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(6):
        world = many_goals(seed)
        best = find_plans(world, budget=200_000)
        assert best.optimal
        found = find_plans(world, budget=45)
        assert check(world, found.plans[0]) == []
        assert found.bound <= best.plans[0].objective <= found.plans[0].objective
        with monkeypatch.context() as without:
            without.setattr(search, "appraises", lambda carrying: False)
            blind = find_plans(world, budget=45)
        assert found.optimal or found.bound >= blind.bound


def test_of_very_many_actions_prices_bound_before_any_search(monkeypatch: pytest.MonkeyPatch) -> None:
    best = [find_plans(many_goals(seed), budget=200_000).bound for seed in range(6)]
    monkeypatch.setattr(search, "MOST_CUT_AT_ONCE", 0)
    for seed in range(6):
        found = find_plans(many_goals(seed), budget=45)
        assert check(many_goals(seed), found.plans[0]) == []
        assert found.bound <= best[seed] <= found.plans[0].objective


def many_goals(seed: int) -> Task:
    """Make a task of eight goals that each may be met by ways with different papers."""
    rng = random.Random(seed)
    actions = []
    for provider in range(14):
        for _ in range(rng.randint(1, 3)):
            goal = rng.randrange(8)
            papers = rng.sample(range(8, 13), rng.randint(0, 2))
            actions.append(
                Action(
                    provider,
                    rng.randint(10, 25),
                    rng.randint(1, 40),
                    (sum(1 << p for p in papers),),
                    1 << goal,
                )
            )
        if provider % 2:
            actions.append(
                Action(provider, rng.randint(10, 20), rng.randint(1, 20), (0,), 1 << rng.randrange(8, 13))
            )
    actions += [Action(14 + goal, 30, 5, (1 << 8 + goal % 5,), 1 << goal) for goal in range(8)]
    actions += [Action(22 + paper, 15, 9, (0,), 1 << 8 + paper) for paper in range(5)]
    networks = {provider: frozenset({provider % 4}) for provider in range(20)}
    return Task(13, 0xFF, tuple(actions), 20, 10, 3, 1, networks=networks)


def supply_nothing_taken_from_oneself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every provider pay a hand-off for what it takes from itself."""
    real = bids._stances
    monkeypatch.setattr(bids, "_stances", lambda island, ways: real(island, ways)[:1])


def pay_for_each_fact_what_is_carried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def dear(facts: Sequence[int], mode: int) -> Iterator[tuple[bool, Sequence[int], Sequence[int]]]:
        yield False, facts, [1] * len(facts)

    monkeypatch.setattr(bids, "_turns", dear)


def take_the_first_fact_alone_in_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    def alone(facts: Sequence[int], mode: int) -> Iterator[tuple[bool, Sequence[int], Sequence[int]]]:
        for fact in facts:
            yield True, [fact], [1]

    monkeypatch.setattr(bids, "_turns", alone)


def close_what_lasts_as_long_as_the_span(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Span.__init__

    def shorter(self: Span, columns: Bids, low: int, high: int) -> None:
        real(self, columns, low, high - 1)

    monkeypatch.setattr(Span, "__init__", shorter)


def count_days_from_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Span.__init__

    def whole(self: Span, columns: Bids, low: int, high: int) -> None:
        real(self, columns, low, high)
        self.late = columns.lasts.astype(float)

    monkeypatch.setattr(Span, "__init__", whole)


def let_days_cost_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def twice(columns: Bids, carrying: Carrying) -> None:
        real(columns, carrying)
        columns.day *= 2

    real = Bids.__init__
    monkeypatch.setattr(Bids, "__init__", twice)


def round_hand_offs_up(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Bids._handed
    monkeypatch.setattr(Bids, "_handed", lambda self, carrying, circles: real(self, carrying, circles) + 1)


def earn_through_one_link_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a supplier earn what one need of a fact pays, not all that may."""

    def forgetful(columns: Bids, carrying: Carrying) -> None:
        real(columns, carrying)
        first = np.unique(columns.need, return_index=True)[1]
        keep = np.isin(np.arange(len(columns.need)), first)
        columns.place = np.where(np.repeat(keep, columns.gives.shape[1]), columns.place, 0)

    real = Bids.__init__
    monkeypatch.setattr(Bids, "__init__", forgetful)


MUTANTS = [
    supply_nothing_taken_from_oneself,
    pay_for_each_fact_what_is_carried_once,
    take_the_first_fact_alone_in_its_turn,
    close_what_lasts_as_long_as_the_span,
    count_days_from_the_beginning,
    let_days_cost_twice,
    round_hand_offs_up,
    earn_through_one_link_only,
]


@pytest.mark.parametrize("breaking", MUTANTS, ids=lambda breaking: breaking.__name__)
def test_some_plan_refutes_prices_when_we(
    breaking: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking(monkeypatch)
    made = ((world, seed) for seed in range(95_000_000, 95_000_400) for world in (random_world, rich_world))
    assert any(overpriced(world, seed, rounds=60)[0] for world, seed in made)
