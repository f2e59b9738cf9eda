"""Each reduction and bound of the search, broken on purpose: the oracle must notice.

A mutant replaces one function by a plausible wrong one. Tasks are asked in order
until an answer differs from brute force or from a frozen optimum, is invalid, or
the search fails in itself; a mutant that survives them all means that no test
guards what it breaks.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import chain

import pytest
from bench.freeze_tasks import frozen_tasks, make
from search_worlds import (
    A_PAPER_BESIDE_ANOTHER,
    A_PAPER_OR_ANOTHER,
    TWO_PAPERS_AT_ONCE,
    TWO_PAPERS_IN_A_CIRCLE,
    WHO_DOES_MORE_AND_WHO_IS_FIRST,
    compare,
    in_order,
    oracle_plans,
    oracle_plans_of_rich,
    oracle_plans_of_sums,
    random_world,
    rich_world,
    with_sums,
)

from welfarenet.graph import (
    additive,
    company,
    contest,
    dominance,
    either,
    explorer,
    island,
    market,
    ordered,
    parts,
    pool,
    reductions,
    search,
    sets,
    stages,
)
from welfarenet.graph.bounds import Bounds
from welfarenet.graph.carrying import Carrying
from welfarenet.graph.company import Company, find_company
from welfarenet.graph.contest import Contest, beats, no_worse
from welfarenet.graph.cuts import Cuts, Thread
from welfarenet.graph.entangled import Entangled
from welfarenet.graph.explorer import Explorer
from welfarenet.graph.incumbent import beam
from welfarenet.graph.island import Island
from welfarenet.graph.landmarks import landmarks
from welfarenet.graph.lmcut import find_cuts
from welfarenet.graph.market import Market, drop_undercut, gather
from welfarenet.graph.ordered import Ordered
from welfarenet.graph.partial import Move, Partial
from welfarenet.graph.parts import Part, Repertoire
from welfarenet.graph.pool import Pool, Shape
from welfarenet.graph.precedents import Precedents
from welfarenet.graph.sets import Sets
from welfarenet.graph.space import Repeat
from welfarenet.graph.spreading import Spreading
from welfarenet.graph.staffing import Staffing
from welfarenet.graph.stalls import Stalls
from welfarenet.graph.task import Task, bits
from welfarenet.graph.teams import Teams
from welfarenet.graph.tolls import find_tolls
from welfarenet.graph.ways import Ways

WORLDS = range(80_000_000, 80_000_700)
FROZEN = [row for row in frozen_tasks() if not row[0].endswith("additive")]
FROZEN_ADDITIVE = [row for row in frozen_tasks() if row[0].endswith("additive")]
FAILURES = (AssertionError, IndexError, KeyError, RecursionError, TypeError, ValueError)

Breaking = Callable[[pytest.MonkeyPatch], None]


def survives(
    k: int,
    monkeypatch: pytest.MonkeyPatch,
    probes: Sequence[int] = (0, search.PROBE),
    plain: int | None = None,
) -> bool:
    """Tell whether no small world shows a difference from brute force, reduced at once or after a probe."""
    for probe in probes:
        monkeypatch.setattr(search, "PROBE", probe)
        if not survives_drawn():
            return False
    for seed in WORLDS:
        for world, plans in ((rich_world, oracle_plans_of_rich), (random_world, oracle_plans)):
            task = world(seed)
            for probe in probes:
                monkeypatch.setattr(search, "PROBE", probe)
                monkeypatch.setattr(stages, "MANY_ACTIONS", 0)
                monkeypatch.setattr(stages, "PARTED", probe)
                monkeypatch.setattr(stages, "QUICK", probe)
                monkeypatch.setattr(stages, "CUT", probe)
                monkeypatch.setattr(stages, "PLAIN", probe if plain is None else plain)
                try:
                    found = search.find_plans(task, k=k)
                except FAILURES:
                    return False
                if compare(task, found.plans, plans(seed), k):
                    return False
    return True


def survives_sums(probe: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Tell whether no small world whose costs add up shows a difference, with cuts after a probe."""
    monkeypatch.setattr(additive, "PROBE", probe)
    drawn = [(A_PAPER_BESIDE_ANOTHER, in_order(A_PAPER_BESIDE_ANOTHER))]
    made = (
        (with_sums(world(seed)), oracle_plans_of_sums(world, seed))
        for seed in WORLDS
        for world in (rich_world, random_world)
    )
    for task, plans in chain(drawn, made):
        try:
            found = search.find_plans(task)
        except FAILURES:
            return False
        if compare(task, found.plans, plans, 1):
            return False
    return True


def survives_drawn() -> bool:
    """Tell whether the worlds drawn for it have their best plan, with circles and without."""
    for task in (
        TWO_PAPERS_AT_ONCE,
        TWO_PAPERS_IN_A_CIRCLE,
        A_PAPER_OR_ANOTHER,
        WHO_DOES_MORE_AND_WHO_IS_FIRST,
    ):
        try:
            found = search.find_plans(task).plans
        except FAILURES:
            return False
        if compare(task, found, in_order(task), 1):
            return False
    return True


def survives_frozen(rows: Sequence[tuple[str, int, int, int | None]] = FROZEN) -> bool:
    """Tell whether no frozen task shows a difference from its optimum."""
    if not survives_drawn():
        return False
    for kind, seed, _, optimum in rows:
        task = frozen_task(kind, seed)
        try:
            found = search.find_plans(task)
        except FAILURES:
            return False
        if (found.plans[0].objective if found.plans else None) != optimum and found.optimal:
            return False
    return True


def unreduced(p: Pool, k: int = 1, *, by_turn: bool = False) -> Pool:
    """Leave the search all that matters, so that it has to work."""
    return reductions.drop_irrelevant(reductions.first_achievers(p))


def know_nothing_of_what_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make all bounds nothing: the search goes through all that is not a repeat."""
    monkeypatch.setattr(Bounds, "supply", lambda self, must, engaged: 0)
    monkeypatch.setattr(Carrying, "least", lambda self, fact, takers: 0)
    monkeypatch.setattr(Carrying, "nearest", lambda self, fact, circle: 0)
    monkeypatch.setattr(Staffing, "least", lambda *args, **more: 0)
    monkeypatch.setattr(Teams, "least", lambda *args, **more: 0)
    monkeypatch.setattr(Island, "_soonest", lambda self: [0] * len(self.facts))


@cache
def frozen_task(kind: str, seed: int) -> Task:
    return make(kind, seed)


def keep_the_larger_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    def largest(modes: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(m for m in sorted(set(modes)) if not any(m != n and not m & ~n for n in modes))

    monkeypatch.setattr(pool, "minimal", largest)
    monkeypatch.setattr(reductions, "minimal", largest)


def renumber_the_facts_backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    real = pool.renumbered
    monkeypatch.setattr(
        reductions, "renumbered", lambda p, facts: replace(real(p, facts), facts=tuple(reversed(facts)))
    )


def reach_only_what_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_round(shapes: Sequence[Shape]) -> int:
        reached = 0
        for modes, adds in shapes:
            reached |= adds if 0 in modes else 0
        return reached

    monkeypatch.setattr(reductions, "closure", one_round)


def count_only_goals_as_relevant(monkeypatch: pytest.MonkeyPatch) -> None:
    def goals_only(p: Pool) -> Pool:
        shapes = [shape if shape[1] & p.goals else None for shape in p.shapes]
        return pool.with_shapes(p, shapes)

    real = reductions.drop_irrelevant
    monkeypatch.setattr(reductions, "drop_irrelevant", lambda p: real(goals_only(p)))


def think_of_all_facts_as_landmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reductions, "landmarks", lambda shapes: _wider(landmarks(shapes)))


def bound_by_too_many_landmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Bounds.must

    def every_need(self: Bounds, wanted: int, given: int) -> int:
        needs = real(self, wanted, given)
        for fact in bits(wanted):
            for _, mode in self.island.offers[fact][:1]:
                needs |= mode & ~given
        return needs

    monkeypatch.setattr(Bounds, "must", every_need)


def drop_outdone_whatever_the_days(monkeypatch: pytest.MonkeyPatch) -> None:
    real = dominance.drop_outdone

    def timeless(p: Pool, k: int) -> Pool:
        late = [0] * len(p.columns.late)
        few = real(replace(p, columns=replace(p.columns, late=late)), k)
        return replace(few, columns=p.columns)

    monkeypatch.setattr(search, "drop_outdone", timeless)


def drop_outdone_whoever_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    real = dominance.drop_outdone

    def unknown(p: Pool, k: int) -> Pool:
        alone = replace(p.task, networks={}, agreed=frozenset(), referred=frozenset())
        return replace(real(replace(p, task=alone), k), task=p.task)

    monkeypatch.setattr(search, "drop_outdone", unknown)


def drop_outdone_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    real = dominance.drop_outdone
    monkeypatch.setattr(search, "drop_outdone", lambda p, k: real(p, 1))


def drop_offers_whatever_the_days(monkeypatch: pytest.MonkeyPatch) -> None:
    def only_cost(p: Pool, j: int, i: int, *, slack: int = 0) -> bool:
        cheaper = p.columns.cost[j] + slack <= p.columns.cost[i] and p.columns.money[j] <= p.columns.money[i]
        return cheaper and p.columns.place[j] < p.columns.place[i]

    monkeypatch.setattr(dominance, "beats", only_cost)


def drop_offers_whatever_the_money(monkeypatch: pytest.MonkeyPatch) -> None:
    real = pool.pool_of

    def moneyless(task: Task) -> Pool:
        made = real(task)
        return replace(made, columns=replace(made.columns, money=[0] * len(task.actions)))

    monkeypatch.setattr(reductions, "pool_of", moneyless)


def drop_offers_that_have_a_referral(monkeypatch: pytest.MonkeyPatch) -> None:
    real = dominance.drop_dominated_offers

    def unreferred(p: Pool) -> Pool:
        return replace(real(replace(p, task=replace(p.task, referred=frozenset()))), task=p.task)

    monkeypatch.setattr(reductions, "drop_dominated_offers", unreferred)


def drop_providers_that_one_other_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    real = dominance.drop_dominated_providers
    monkeypatch.setattr(
        reductions, "drop_dominated_providers", lambda p, k, *, by_turn: real(p, 1, by_turn=by_turn)
    )


def forget_lost_agreements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Contest, "keeps_agreements", lambda self, q, p: True)


def forget_what_the_window_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dominance, "beats", lambda p, j, i, *, slack=0: beats(p, j, i))


def forget_hand_offs_in_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dominance, "handoff_arcs", lambda p: [0] * len(p.shapes))


def use_the_window_for_alternatives(monkeypatch: pytest.MonkeyPatch) -> None:
    real = dominance.drop_dominated_offers
    monkeypatch.setattr(reductions, "drop_dominated_offers", lambda p: dominance.cost_window(real(p)))


def drop_effects_that_one_mode_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    def hasty(p: Pool) -> Pool:
        changed: list[Shape | None] = []
        for modes, adds in p.shapes:
            needed = 0
            for mode in modes:
                needed |= mode
            left = adds & ~needed & ~(1 << (len(changed) % 3))
            changed.append((modes, left) if left else None)
        return pool.with_shapes(p, changed)

    monkeypatch.setattr(reductions, "first_achievers", hasty)


def drop_redundant_needs_though_hand_offs_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out a fact whose givers are all who give another, as where costs add up."""

    def fewer(p: Pool) -> Pool:
        givers: dict[int, set[int]] = {}
        for number, (_, adds) in enumerate(p.shapes):
            for fact in bits(adds):
                givers.setdefault(fact, set()).add(number)

        def idle(fact: int, other: int) -> bool:
            mine, theirs = givers.get(fact, set()), givers.get(other, set())
            return theirs < mine or (theirs == mine and other < fact)

        def needed(mask: int) -> int:
            facts = bits(mask)
            return sum(1 << f for f in facts if not any(idle(f, other) for other in facts))

        changed: list[Shape | None] = [(tuple(map(needed, modes)), adds) for modes, adds in p.shapes]
        return replace(pool.with_shapes(p, changed), goals=needed(p.goals))

    real = reductions.first_achievers
    monkeypatch.setattr(reductions, "first_achievers", lambda p: real(fewer(p)))


def count_the_same_provider_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Bounds.supply
    monkeypatch.setattr(
        Bounds,
        "supply",
        lambda self, must, engaged: (
            real(self, must, engaged) + self.island.actor_cost * (must.bit_count() > 2)
        ),
    )


def split_no_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    def whole(self: Bounds, fact: int, must: int) -> int:
        return min(self.island.cost[action] for action, _ in self.island.offers[fact])

    monkeypatch.setattr(Bounds, "_share", whole)


def charge_the_dearest_hand_off(monkeypatch: pytest.MonkeyPatch) -> None:
    def dearest(self: Carrying, fact: int, takers: tuple[int, ...]) -> int:
        return max(
            sum(self.island.handoff(action, taker) for taker in takers)
            for action, _ in self.island.offers[fact]
        )

    monkeypatch.setattr(Carrying, "least", dearest)


def forget_that_takers_may_supply_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    def by_circle(self: Carrying, fact: int, takers: tuple[int, ...]) -> int:
        return self.among(fact, tuple(sorted(self.circle[taker] for taker in takers)))

    monkeypatch.setattr(Carrying, "least", by_circle)


def take_all_circles_for_one_without_agreements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Carrying, "cost", lambda self, giver, taker: self.island.full_cost)


def change_parts(monkeypatch: pytest.MonkeyPatch, change: Callable[[Carrying, Part], Part | None]) -> None:
    """List other parts of several facts than there are."""
    real = Repertoire.parts

    def changed(self: Repertoire, facts: int) -> list[Part]:
        found = real(self, facts)
        if not facts & facts - 1:
            return found
        return [part for part in (change(self.carrying, part) for part in found) if part is not None]

    monkeypatch.setattr(Repertoire, "parts", changed)


def let_nobody_do_two_things(monkeypatch: pytest.MonkeyPatch) -> None:
    change_parts(monkeypatch, lambda carrying, part: None)


def carry_within_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    change_parts(
        monkeypatch, lambda carrying, part: part._replace(cost=part.cost + carrying.island.full_cost)
    )


def share_no_cost_within_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    def whole(offers: list[tuple[int, int]], part: int) -> int:
        return sum(min(paid for given, paid in offers if given >> fact & 1) for fact in bits(part))

    monkeypatch.setattr(parts, "_cost", whole)


def look_for_parts_at_the_ablest_only(monkeypatch: pytest.MonkeyPatch) -> None:
    real = parts.Repertoire.within

    def narrower(self: parts.Repertoire, must: int) -> list[int]:
        widest = max(self.players, key=int.bit_count)
        return [facts for facts in real(self, must) if not facts & ~widest]

    monkeypatch.setattr(parts.Repertoire, "within", narrower)


def ask_for_papers_that_a_provider_gives_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    real = parts.prices

    def dearer(carrying: Carrying) -> list[int]:
        able = carrying.able
        carrying.able = [0] * len(able)
        found = real(carrying)
        carrying.able = able
        return found

    monkeypatch.setattr(ordered, "prices", dearer)


def engage_again_whom_we_know(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Staffing._by_present
    monkeypatch.setattr(
        Staffing,
        "_by_present",
        lambda self, fact, ask, late: real(self, fact, ask._replace(engaged=0, free=0), late),
    )


def count_a_day_more_of_what_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Staffing._lateness
    monkeypatch.setattr(Staffing, "_lateness", lambda self, late, days: real(self, late, days + 1))


def think_that_nobody_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Carrying, "_nearest", lambda self, fact, circle: self.island.full_cost)


def list_only_what_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Ways.under

    def near(self: Ways, below: int | None) -> tuple[object, None]:
        return real(self, below)[0], None

    monkeypatch.setattr(Ways, "under", near)


def think_all_takes_a_day_more(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Island._soonest
    monkeypatch.setattr(Island, "_soonest", lambda self: [days + 3 for days in real(self)])


def charge_hand_offs_within_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Island._handoff

    def inside(self: Island, supplier: int, taker: int) -> int:
        same = taker >= 0 and self.provider[supplier] == taker
        return self.task.handoff_cost if same else real(self, supplier, taker)

    monkeypatch.setattr(Island, "_handoff", inside)


def ask_only_for_different_providers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explorer, "involves", lambda engaged, team: engaged == team)


def forget_who_waits_in_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Ordered.repeats

    def blind(self: Ordered, state: Partial, teams: Sequence[int], *, by_turn: bool) -> Repeat:
        return real(self, state._replace(takers=dict.fromkeys(state.takers, ())), teams, by_turn=by_turn)

    monkeypatch.setattr(Ordered, "repeats", blind)


def forget_the_tails_in_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Ordered.repeats

    def blind(self: Ordered, state: Partial, teams: Sequence[int], *, by_turn: bool) -> Repeat:
        return real(
            self, state._replace(tails=dict.fromkeys(state.tails, 0), ended=0), teams, by_turn=by_turn
        )

    monkeypatch.setattr(Ordered, "repeats", blind)


def forget_who_is_engaged_in_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Ordered.repeats
    monkeypatch.setattr(
        Ordered,
        "repeats",
        lambda self, state, *teams, **more: real(self, state._replace(engaged=0), *teams, **more),
    )


def forget_what_can_be_used_again_in_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Ordered.repeats
    monkeypatch.setattr(
        Ordered,
        "repeats",
        lambda self, state, *teams, **more: real(self, state._replace(live=()), *teams, **more),
    )


def forget_dearer_hand_offs_in_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Precedents, "_dearer", lambda self, fact, takers, others: 0)


def engage_for_nothing_in_repeats(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Precedents._spared
    monkeypatch.setattr(Precedents, "_spared", lambda self, one, other, useful: real(self, one, other, 0))


def take_an_alternative_for_a_repeat(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Ordered.repeats
    monkeypatch.setattr(Ordered, "repeats", lambda self, state, teams, **more: real(self, state, (), **more))


def take_one_rival_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Ordered.repeats
    monkeypatch.setattr(
        Ordered, "repeats", lambda self, state, teams, **more: real(self, state, teams[:-1], **more)
    )


def look_at_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Explorer._ends

    def forgetful(self: Explorer[Partial, Move], state: Partial) -> bool:
        self.parked.clear()
        return real(self, state)

    monkeypatch.setattr(Explorer, "_ends", forgetful)


def forget_the_actions_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Precedents, "_turn", lambda self, state: (0, 0, ()))


def look_at_no_tie_again(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Explorer._ends

    def forgetful(self: Explorer[Partial, Move], state: Partial) -> bool:
        self.tied.clear()
        return real(self, state)

    monkeypatch.setattr(Explorer, "_ends", forgetful)


def take_the_first_plan_met(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Explorer, "_may_equal", lambda self: False)


def take_the_last_of_equals(monkeypatch: pytest.MonkeyPatch) -> None:
    def last(self: Explorer[Partial, Move]) -> None:
        turn = self.island.task.turn
        self._keep(*max(self.equals, key=lambda equal: turn(equal[0].modes)))

    monkeypatch.setattr(Explorer, "_keep_first_of_equals", last)


def drop_providers_whose_turn_is_before(monkeypatch: pytest.MonkeyPatch) -> None:
    real = dominance.drop_dominated_providers
    monkeypatch.setattr(reductions, "drop_dominated_providers", lambda p, k, *, by_turn: real(p, k))


def name_nobody_before_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contest, "comes_before", lambda p, j, i: True)


def drop_offers_whose_turn_is_before(monkeypatch: pytest.MonkeyPatch) -> None:
    def as_good(p: Pool, j: int, i: int, *, slack: int = 0) -> bool:
        other = p.shape[j] != p.shape[i] or p.columns.place[j] < p.columns.place[i]
        return other and no_worse(p, j, i, slack=slack)

    monkeypatch.setattr(dominance, "beats", as_good)


def cut_off_what_is_as_good(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Cuts.able
    monkeypatch.setattr(Cuts, "able", lambda self, most: real(self, most - island.SCALE))


def ask_for_a_choice_beside_what_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Bounds._with_choices

    def greedy(self: Bounds, marks: int, given: int) -> int:
        return real(self, marks, 0) & ~given

    monkeypatch.setattr(Bounds, "_with_choices", greedy)


def take_two_papers_of_one_way_for_a_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    def some(modes: Iterable[int]) -> list[int]:
        return sorted({mode for mode in modes if mode & mode - 1})

    monkeypatch.setattr(either, "choices", some)


def think_that_only_the_first_paper_is_a_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    real = either._givers

    def first(isle: Island, facts: int, mark: int, through: Mapping[int, int]) -> dict[tuple[int, int], None]:
        return real(isle, facts & -facts, mark, through)

    monkeypatch.setattr(either, "_givers", first)


def change_cuts(monkeypatch: pytest.MonkeyPatch, change: Callable[[Cuts], Cuts]) -> None:
    """Find other cuts than there are, in tasks of both kinds."""

    def changed(isle: Island, thread: Thread) -> Cuts:
        return change(find_cuts(isle, thread))

    monkeypatch.setattr(stages, "find_cuts", changed)
    monkeypatch.setattr(additive, "find_tolls", lambda stalls: change(find_tolls(stalls)))


def value_cuts_too_high(monkeypatch: pytest.MonkeyPatch) -> None:
    change_cuts(
        monkeypatch,
        lambda cuts: replace(cuts, values=tuple(value + island.SCALE for value in cuts.values)),
    )


def forget_the_days_of_the_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    change_cuts(monkeypatch, lambda cuts: replace(cuts, of_walking={}))


def forget_the_hand_offs_of_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    change_cuts(monkeypatch, lambda cuts: replace(cuts, of_carrying={}))


def fix_by_cuts_at_too_low_an_objective(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Cuts.able
    monkeypatch.setattr(Cuts, "able", lambda self, most: real(self, most - 20 * island.SCALE))


def forget_who_hits_cuts_by_being_engaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cuts, "choosing", lambda self, action, bit, engaged: self.of_action[action])


def leave_somebody_out_of_each_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Spreading.cut
    monkeypatch.setattr(Spreading, "cut", lambda self: real(self)[:-1] or real(self))


def take_what_waits_for_something_late_for_early(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Entangled.later
    monkeypatch.setattr(
        Entangled,
        "later",
        lambda self, state, fact, modes, suppliers: (
            state.times | {fact: real(self, state, fact, modes, suppliers)[fact]}
        ),
    )


def close_circles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("welfarenet.graph.entangled.Entangled.closes_a_circle", lambda *args: False)


def forget_the_longer_modes(monkeypatch: pytest.MonkeyPatch) -> None:
    def shortest(task: Task) -> Market | None:
        actions = (a._replace(modes=(min(a.modes, key=int.bit_count),)) for a in task.actions)
        return gather(replace(task, actions=tuple(actions)))

    monkeypatch.setattr(additive, "gather", shortest)


def ask_for_one_of_all_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Company, "essential", lambda self, mask: mask & -mask)


def forget_both_of_two_that_come_together(monkeypatch: pytest.MonkeyPatch) -> None:
    def neither(self: Company, mask: int) -> int:
        facts = bits(mask)
        return sum(1 << f for f in facts if not any(self.alone[g] >> f & 1 for g in facts if g != f))

    monkeypatch.setattr(Company, "essential", neither)


def think_that_all_a_giver_adds_comes_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    def first(kinds: Sequence[tuple[int, int]], order: Sequence[int], *, ordered: bool) -> Company:
        found = find_company(kinds, order, ordered=ordered)
        for _, adds in kinds:
            for fact in bits(adds):
                found.alone[fact] |= adds
        return found

    monkeypatch.setattr(company, "find_company", first)


def make_one_pass_though_there_are_circles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        company, "find_company", lambda kinds, order, *, ordered: find_company(kinds, order, ordered=True)
    )


def undercut_without_an_actor(monkeypatch: pytest.MonkeyPatch) -> None:
    def free(m: Market) -> Market:
        return replace(drop_undercut(replace(m, actor_cost=0)), actor_cost=m.actor_cost)

    monkeypatch.setattr(additive, "drop_undercut", free)


def undercut_whoever_holds_the_cheapest(monkeypatch: pytest.MonkeyPatch) -> None:
    def alone(m: Market) -> Market:
        lowest = {
            kind: min(o.cost for o in m.offers if o.kind == kind) for kind in {o.kind for o in m.offers}
        }
        kept = [o for o in m.offers if o.cost < lowest[o.kind] + m.actor_cost / 4]
        return replace(m, offers=tuple(kept))

    monkeypatch.setattr(additive, "drop_undercut", alone)


def match_by_sums_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(market, "le", lambda a, b: True)


def split_no_cost_of_offers(monkeypatch: pytest.MonkeyPatch) -> None:
    def whole(self: Stalls, must: int) -> tuple[int, list[int], int]:
        return sum(self.cost[self.givers[fact][0]] for fact in bits(must)), [], 0

    monkeypatch.setattr(Stalls, "_share", whole)


def count_an_actor_for_each_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("welfarenet.graph.stalls.count_apart", lambda teams, engaged: len(teams))


def forget_who_is_engaged_in_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Stalls.future
    monkeypatch.setattr(Stalls, "future", lambda self, wanted: (real(self, wanted)[0], 0))


def forget_what_is_given_in_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Stalls.future
    monkeypatch.setattr(Stalls, "future", lambda self, wanted: (0, real(self, wanted)[1]))


def take_a_set_for_a_repeat_whatever_it_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    def known(seen: dict[object, int], key: object, paid: int) -> bool:
        return seen.setdefault(key, paid) is not paid

    monkeypatch.setattr(sets, "_repeats", known)


def take_sets_that_wait_for_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Sets, "waiting", lambda self, chosen: 0)


def engage_for_nothing_in_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    change_cuts(monkeypatch, lambda cuts: replace(cuts, of_provider=(0,) * len(cuts.of_provider)))


ONE_PLAN: tuple[Breaking, ...] = (
    keep_the_larger_mode,
    renumber_the_facts_backwards,
    reach_only_what_needs_nothing,
    count_only_goals_as_relevant,
    think_of_all_facts_as_landmarks,
    bound_by_too_many_landmarks,
    drop_outdone_whoever_agrees,
    drop_offers_whatever_the_days,
    drop_offers_whatever_the_money,
    drop_offers_that_have_a_referral,
    forget_lost_agreements,
    forget_what_the_window_costs,
    forget_hand_offs_in_the_window,
    drop_effects_that_one_mode_needs,
    drop_redundant_needs_though_hand_offs_cost,
    count_the_same_provider_twice,
    split_no_cost,
    charge_the_dearest_hand_off,
    forget_that_takers_may_supply_themselves,
    take_all_circles_for_one_without_agreements,
    list_only_what_is_near,
    think_all_takes_a_day_more,
    charge_hand_offs_within_a_provider,
    close_circles,
    take_what_waits_for_something_late_for_early,
)
ALTERNATIVES: tuple[Breaking, ...] = (
    drop_outdone_by_one,
    drop_providers_that_one_other_beats,
    use_the_window_for_alternatives,
    ask_only_for_different_providers,
)
UNREDUCED: tuple[Breaking, ...] = (
    forget_what_can_be_used_again_in_repeats,
    forget_who_waits_in_repeats,
    forget_the_tails_in_repeats,
    forget_who_is_engaged_in_repeats,
    forget_dearer_hand_offs_in_repeats,
    engage_for_nothing_in_repeats,
    take_an_alternative_for_a_repeat,
    take_one_rival_for_another,
    look_at_nothing_again,
)
EQUALS: tuple[Breaking, ...] = (
    take_the_first_plan_met,
    take_the_last_of_equals,
    drop_providers_whose_turn_is_before,
    name_nobody_before_another,
    drop_offers_whose_turn_is_before,
    cut_off_what_is_as_good,
)
UNREDUCED_EQUALS: tuple[Breaking, ...] = (forget_the_actions_in_turns, look_at_no_tie_again)
PARTED: tuple[Breaking, ...] = (
    let_nobody_do_two_things,
    share_no_cost_within_a_part,
    look_for_parts_at_the_ablest_only,
    ask_for_papers_that_a_provider_gives_itself,
    engage_again_whom_we_know,
    count_a_day_more_of_what_comes_last,
    carry_within_a_part,
    think_that_nobody_agrees,
    ask_for_a_choice_beside_what_is_given,
    take_two_papers_of_one_way_for_a_choice,
    think_that_only_the_first_paper_is_a_choice,
)
HARD_TASKS: tuple[Breaking, ...] = (
    value_cuts_too_high,
    leave_somebody_out_of_each_cut,
    forget_the_hand_offs_of_cuts,
    forget_the_days_of_the_thread,
    fix_by_cuts_at_too_low_an_objective,
    drop_outdone_whatever_the_days,
)
SUMS: tuple[Breaking, ...] = (
    forget_the_longer_modes,
    ask_for_one_of_all_needs,
    forget_both_of_two_that_come_together,
    think_that_all_a_giver_adds_comes_with_each,
    undercut_without_an_actor,
    undercut_whoever_holds_the_cheapest,
    match_by_sums_only,
    split_no_cost_of_offers,
    count_an_actor_for_each_fact,
    take_sets_that_wait_for_themselves,
    make_one_pass_though_there_are_circles,
)
CUT_SUMS: tuple[Breaking, ...] = (
    value_cuts_too_high,
    leave_somebody_out_of_each_cut,
    forget_who_hits_cuts_by_being_engaged,
    engage_for_nothing_in_cuts,
    take_a_set_for_a_repeat_whatever_it_paid,
)
BLIND_SUMS: tuple[Breaking, ...] = (forget_who_is_engaged_in_sets, forget_what_is_given_in_sets)


@pytest.mark.parametrize("breaking", ONE_PLAN, ids=lambda breaking: breaking.__name__)
def test_the_oracle_notices_when_we(breaking: Breaking, monkeypatch: pytest.MonkeyPatch) -> None:
    breaking(monkeypatch)
    assert not survives(1, monkeypatch)


@pytest.mark.parametrize("breaking", ALTERNATIVES, ids=lambda breaking: breaking.__name__)
def test_the_oracle_notices_among_alternatives_when_we(
    breaking: Breaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking(monkeypatch)
    assert not survives(3, monkeypatch)


@pytest.mark.parametrize("breaking", EQUALS, ids=lambda breaking: breaking.__name__)
def test_the_oracle_notices_among_equals_when_we(breaking: Breaking, monkeypatch: pytest.MonkeyPatch) -> None:
    breaking(monkeypatch)
    assert not survives(1, monkeypatch)


@pytest.mark.parametrize("breaking", UNREDUCED_EQUALS, ids=lambda breaking: breaking.__name__)
def test_the_oracle_notices_among_equals_of_unreduced_tasks_when_we(
    breaking: Breaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "shrink", unreduced)
    breaking(monkeypatch)
    assert not survives(1, monkeypatch, (20_000,))


def test_the_oracle_has_nothing_to_say_where_nothing_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert survives(1, monkeypatch)
    assert survives(3, monkeypatch)
    monkeypatch.setattr(search, "shrink", unreduced)
    assert survives(1, monkeypatch, (20_000,))
    monkeypatch.setattr(stages, "MOST_CUT_AT_ONCE", -1)
    assert survives(1, monkeypatch, (0,), plain=20_000)


@pytest.mark.parametrize("breaking", UNREDUCED, ids=lambda breaking: breaking.__name__)
def test_the_oracle_notices_in_unreduced_tasks_when_we(
    breaking: Breaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "shrink", unreduced)
    know_nothing_of_what_comes(monkeypatch)
    breaking(monkeypatch)
    assert not survives(3, monkeypatch, (20_000,))


@pytest.mark.parametrize("breaking", PARTED, ids=lambda breaking: breaking.__name__)
def test_the_oracle_notices_where_facts_are_parted_when_we(
    breaking: Breaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "shrink", unreduced)
    monkeypatch.setattr(stages, "MOST_CUT_AT_ONCE", -1)
    breaking(monkeypatch)
    assert not survives(1, monkeypatch, (0,), plain=20_000)


def test_unreduced_tasks_have_the_same_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "shrink", unreduced)
    assert survives(3, monkeypatch, (20_000,))
    know_nothing_of_what_comes(monkeypatch)
    assert survives(3, monkeypatch, (20_000,))


@pytest.mark.parametrize("breaking", HARD_TASKS, ids=lambda breaking: breaking.__name__)
def test_the_oracle_notices_in_hard_tasks_when_we(
    breaking: Breaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PROBE", 10)
    monkeypatch.setattr(stages, "MANY_ACTIONS", 0)
    monkeypatch.setattr(stages, "PARTED", 0)
    monkeypatch.setattr(stages, "QUICK", 0)
    monkeypatch.setattr(stages, "CUT", 0)
    monkeypatch.setattr(stages, "PLAIN", 0)
    monkeypatch.setattr(explorer, "beam", partial(beam, width=1))
    monkeypatch.setattr(explorer, "dive", lambda *args, **more: None)
    breaking(monkeypatch)
    assert not survives_frozen()


@pytest.mark.parametrize("breaking", SUMS, ids=lambda breaking: breaking.__name__)
def test_the_oracle_notices_where_costs_add_up_when_we(
    breaking: Breaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking(monkeypatch)
    assert not (survives_sums(20, monkeypatch) and survives_frozen(FROZEN_ADDITIVE))


@pytest.mark.parametrize("breaking", CUT_SUMS, ids=lambda breaking: breaking.__name__)
def test_the_oracle_notices_where_sums_are_cut_when_we(
    breaking: Breaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaking(monkeypatch)
    assert not (survives_sums(0, monkeypatch) and survives_frozen(FROZEN_ADDITIVE))


@pytest.mark.parametrize("breaking", BLIND_SUMS, ids=lambda breaking: breaking.__name__)
def test_the_oracle_notices_where_sums_are_not_bounded_when_we(
    breaking: Breaking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Stalls, "supply", lambda self, must, engaged: 0)
    assert survives_sums(20_000, monkeypatch)
    breaking(monkeypatch)
    assert not survives_sums(20_000, monkeypatch)


def _wider(found: Mapping[int, int]) -> dict[int, int]:
    everything = sum(1 << fact for fact in found)
    return {fact: everything if fact % 2 else marks for fact, marks in found.items()}
