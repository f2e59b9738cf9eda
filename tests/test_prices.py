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
from welfarenet.graph import bids, haggling, parting, sifting, spans, stages, threads
from welfarenet.graph.appraisal import appraises
from welfarenet.graph.bids import Bids, Flags
from welfarenet.graph.carrying import Carrying
from welfarenet.graph.haggling import Haggling
from welfarenet.graph.island import SCALE, Island
from welfarenet.graph.pool import Pool
from welfarenet.graph.prices import Span, losses, opening
from welfarenet.graph.reductions import drop_irrelevant, first_achievers, relevant
from welfarenet.graph.search import find_plans
from welfarenet.graph.spans import Spans
from welfarenet.graph.task import NOBODY, Action, Limits, Plan, Task
from welfarenet.graph.task import bits as places
from welfarenet.graph.threads import Threads

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
    made = Haggling(Span(columns, columns.soonest, 1_000), opening(columns))
    for _ in range(rounds):
        made.round()
    return made.bound * columns.grain / SCALE


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


# p:a(5) ─b→ q:c(5) ─★ in 30 days each, or by r, s in 1 for 40 each      5 + 5 + 2 × 20 + 10 + 60
def test_days_of_a_paper_and_of_what_needs_it_are_both_paid_for() -> None:
    world = task(
        C,
        Action(P, 5, 30, (0,), B),
        Action(R, 40, 1, (0,), B),
        Action(Q, 5, 30, (B,), C),
        Action(3, 40, 1, (B,), C),
    )
    assert find_plans(world).plans[0].objective == 120
    assert worth(world) == pytest.approx(120, abs=0.5)


# p:a(5) ─★ in 9 days, q:b(5) ─b→ r:c(1) ─★ in 9 days each
def test_no_plan_is_left_where_a_goal_comes_too_late() -> None:
    late = Action(Q, 5, 9, (0,), B), Action(R, 1, 9, (B,), C)
    pool = pool_of(task(A | C, Action(P, 5, 9, (0,), A), *late))
    assert pool is not None
    columns = Bids(Carrying(Island(pool)))
    assert Span(columns, 18, 17).empty
    assert not Span(columns, 18, 18).empty


# p gives f and g from a; once p may no longer give f in time, it may still give g
def test_a_way_is_left_for_what_it_may_still_supply() -> None:
    tail = Action(Q, 1, 50, (A,), 8), Action(R, 3, 1, (0,), A)
    world = replace(task(B | 8, Action(P, 5, 2, (0,), A | B), *tail), fact_count=4)
    pool = pool_of(world)
    assert pool is not None
    columns = Bids(Carrying(Island(pool)))
    left = Span(columns, 51, 51).bids
    ways = [columns.ways[way][0] for way in columns.way.tolist()]
    assert sorted(set(ways)) == [0, 1, 2]
    assert len(left.fact) < len(columns.fact)
    assert {left.ways[way][0] for way in left.way.tolist()} == {0, 1, 2}


# ★A by q or r, ★B by r' or s, ★C by s' or q': each asks one of two of the papers a, b, c, so prices
# take half of each paper; a plan has two of them
def test_half_of_a_paper_is_taken_by_no_plan() -> None:
    papers = [Action(paper, 30, 0, (0,), 8 << paper) for paper in range(3)]
    pairs = ((A, 8, 16), (B, 16, 32), (C, 32, 8))
    goals = [
        Action(3 + 2 * number + which, 1, 0, (paper,), goal)
        for number, (goal, *both) in enumerate(pairs)
        for which, paper in enumerate(both)
    ]
    world = Task(6, A | B | C, (*papers, *goals), 20, 10, 3, 1)
    pool = pool_of(world)
    assert pool is not None
    columns = Bids(Carrying(Island(pool)))
    best = find_plans(world).plans[0].objective
    known = best * SCALE // columns.grain
    assert worth(world) * SCALE / columns.grain < 0.95 * known
    parted = Spans(columns)
    parted.part(900, known, known)
    assert parted.bound == pytest.approx(known, rel=0.01)


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
    pool = pool_of(plain(world, seed))
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
        span = Span(columns, low, high)
        mine = [plan for plan in plans if low <= plan.days <= high]
        if span.empty:
            if mine:
                return f"no plan from day {low} to {high}", asked
            continue
        made = Haggling(span, opening(columns))
        least = min((plan.objective for plan in mine), default=None)
        for _ in range(rounds):
            made.round()
            asked += 1
            if least is not None and made.bound * columns.grain > least * SCALE:
                return (
                    f"{made.bound * columns.grain} over {least * SCALE} from day {low} to {high}",
                    asked,
                )
        wrong = lost(island, columns, made, mine)
        if wrong:
            return wrong, asked
    return "", asked


@pytest.mark.parametrize("little", [100, 10**9])
@pytest.mark.parametrize("world", [random_world, rich_world])
def test_no_plan_costs_less_than_spans_say_that_leave_out_what_is_no_better(
    world: World, little: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parting, "_LITTLE", little)
    monkeypatch.setattr(spans, "_FIRST", 12)
    monkeypatch.setattr(spans, "_EACH", 6)
    asked = 0
    for seed in range(96_000_000, 96_000_000 + SEEDS):
        wrong, many = overparted(world, seed)
        assert not wrong, f"world {seed}: {wrong}"
        asked += many
    assert asked > SEEDS // 3


def overparted(world: World, seed: int, *, rounds: int = 90) -> tuple[str, int]:
    """Say which bound of spans is refuted by the best plan, and whether a dearer one was known."""
    pool = pool_of(plain(world, seed))
    if pool is None:
        return "", 0
    carrying = Carrying(Island(pool))
    if not appraises(carrying) or not carrying.island.goals:
        return "", 0
    objectives = sorted({plan.objective for plan in plans_of(world, seed)})
    columns = Bids(carrying)
    for known in [*objectives[1:2], objectives[-1] + 1]:
        grains = -(-known * SCALE // columns.grain)
        parted = Spans(columns)
        parted.part(rounds, grains, grains)
        if parted.bound * columns.grain > objectives[0] * SCALE:
            return f"{parted.bound * columns.grain} over {objectives[0] * SCALE}, {known} known", 1
    return "", len(objectives) > 1


def lost(island: Island, columns: Bids, made: Haggling, plans: list[Plan]) -> str:
    """Say which plan costs less than the bound and what one of its bids raises it by."""
    left = made.span.bids
    rises = dict.fromkeys(taken_of(island, columns), float("inf"))
    for key, rise in zip(taken_of(island, left), losses(made.span, made.best).tolist(), strict=True):
        rises[key] = min(rise, rises[key])
    for plan in plans:
        modes = dict(plan.modes)
        taken = [(fact, row, modes[row]) for fact, row in plan.suppliers]
        if any(bid not in rises for bid in taken):
            continue  # a plan that the reductions did without
        for rise in map(rises.__getitem__, taken):
            if (made.bound + rise) * columns.grain > plan.objective * SCALE:
                return f"a bid raises the bound by {rise}, over {plan.objective}"
    return ""


def taken_of(island: Island, columns: Bids) -> list[tuple[int, int, int]]:
    """Give the fact, action and mode of each bid, as the task has them."""
    ways = [columns.ways[way] for way in columns.way.tolist()]
    return [
        (island.facts[fact], island.rows[action], sum(1 << island.facts[need] for need in places(mode)))
        for fact, (action, mode) in zip(columns.fact.tolist(), ways, strict=True)
    ]


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
        found.add((parted.bound, parted.rounds, tuple(span.bound for span in parted.all)))
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
            without.setattr(stages, "appraises", lambda carrying: False)
            blind = find_plans(world, budget=45)
        assert found.optimal or found.bound >= blind.bound


def test_of_very_many_actions_prices_bound_before_any_search(monkeypatch: pytest.MonkeyPatch) -> None:
    best = [find_plans(many_goals(seed), budget=200_000).bound for seed in range(6)]
    monkeypatch.setattr(stages, "MOST_CUT_AT_ONCE", 0)
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
        self.high = high

    monkeypatch.setattr(Span, "__init__", shorter)


def count_days_from_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Span.__init__

    def whole(self: Span, columns: Bids, low: int, high: int) -> None:
        real(self, columns, low, high)
        self.late[self.bids.hop] = self.bids.lasts

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


def be_slower_by_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    def slower(island: Island, taken: Sequence[tuple[int, int, int]]) -> list[threads.Hop]:
        return [(fact, last, slow + 1) for fact, last, slow in threads.hops_of(island, taken)]

    monkeypatch.setattr(bids, "hops_of", slower)


def spare_nobody_a_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Threads.spared
    monkeypatch.setattr(Threads, "spared", lambda self, delay, pace: 0 * real(self, delay, pace))


def charge_a_whole_day_for_each_that_is_late(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(haggling, "_shared", lambda days, most: np.full_like(days, most))


def drop_a_way_with_any_bid(monkeypatch: pytest.MonkeyPatch) -> None:
    real = sifting._held

    def rash(columns: Bids, able: Flags) -> Flags:
        gone = np.isin(columns.way, columns.way[~able])
        return real(columns, able & ~gone)

    monkeypatch.setattr(sifting, "_held", rash)


def drop_a_stance_that_lacks_any_bid_it_may_be_forced_to(monkeypatch: pytest.MonkeyPatch) -> None:
    real = sifting._held

    def rash(columns: Bids, able: Flags) -> Flags:
        stance = columns.stance[columns.act]
        forced = columns.forced
        gone = np.isin(stance, stance[forced[~able[forced]]])
        return real(columns, able & ~gone)

    monkeypatch.setattr(sifting, "_held", rash)


MUTANTS = [
    supply_nothing_taken_from_oneself,
    pay_for_each_fact_what_is_carried_once,
    take_the_first_fact_alone_in_its_turn,
    close_what_lasts_as_long_as_the_span,
    count_days_from_the_beginning,
    let_days_cost_twice,
    round_hand_offs_up,
    earn_through_one_link_only,
    be_slower_by_a_day,
    spare_nobody_a_delay,
    charge_a_whole_day_for_each_that_is_late,
    drop_a_way_with_any_bid,
    drop_a_stance_that_lacks_any_bid_it_may_be_forced_to,
]


@pytest.mark.parametrize("breaking", MUTANTS, ids=lambda breaking: breaking.__name__)
def test_some_plan_refutes_prices_when_we(
    breaking: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking(monkeypatch)
    made = ((world, seed) for seed in range(95_000_000, 95_000_400) for world in (random_world, rich_world))
    assert any(overpriced(world, seed, rounds=60)[0] for world, seed in made)


def leave_out_what_may_be_a_little_better(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parting, "losses", lambda span, offered: 2 * losses(span, offered))


def forget_the_plans_without_a_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    real = parting._by_fact
    monkeypatch.setattr(parting, "_by_fact", lambda whole, able, fact: real(whole, able, fact)[1:])


def forget_the_plans_that_need_a_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    real = parting._by_fact
    monkeypatch.setattr(parting, "_by_fact", lambda whole, able, fact: real(whole, able, fact)[:1])


def forget_the_longest_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    real = parting._by_days
    monkeypatch.setattr(parting, "_by_days", lambda whole, able: real(whole, able)[:1])


@pytest.mark.parametrize(
    "breaking",
    [
        leave_out_what_may_be_a_little_better,
        forget_the_plans_without_a_fact,
        forget_the_plans_that_need_a_fact,
        forget_the_longest_plans,
    ],
    ids=lambda breaking: breaking.__name__,
)
def test_some_plan_refutes_spans_when_we(
    breaking: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking(monkeypatch)
    monkeypatch.setattr(spans, "_FIRST", 12)
    monkeypatch.setattr(spans, "_EACH", 6)
    monkeypatch.setattr(parting, "_LITTLE", 10**9)
    made = ((world, seed) for seed in range(96_000_000, 96_000_400) for world in (random_world, rich_world))
    assert any(overparted(world, seed)[0] for world, seed in made)
