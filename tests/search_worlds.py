"""Random tasks for the search, and what an oracle says of them."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial

from oracles import check, every_plan, providers
from welfarenet.graph.additive import is_additive
from welfarenet.graph.task import NOBODY, Action, Limits, Plan, Task

__all__ = [
    "A_PAPER_BESIDE_ANOTHER",
    "A_PAPER_OR_ANOTHER",
    "TWO_PAPERS_AT_ONCE",
    "TWO_PAPERS_IN_A_CIRCLE",
    "WHO_DOES_MORE_AND_WHO_IS_FIRST",
    "compare",
    "in_order",
    "medium_world",
    "oracle_plans",
    "oracle_plans_of_rich",
    "oracle_plans_of_sums",
    "random_world",
    "rich_world",
    "turn",
    "with_sums",
]


def random_world(seed: int) -> Task:
    """Make a task small enough to try every plan: circles, modes, limits, agreements, referrals, networks.

    Every fourth seed gives a task where only actions and actors cost.
    """
    rng = random.Random(seed)
    world = _world(rng, rng.randint(3, 6), rng.randint(2, 4), rng.randint(6, 11), small=True)
    world = replace(world, unusual={fact: rng.randint(0, 2) for fact in range(world.fact_count)})
    if seed % 4 == 1:
        teams = sorted({action.provider for action in world.actions if action.provider >= 0})
        networks = {p: frozenset(rng.sample(range(3), rng.randint(0, 2))) for p in teams}
        return replace(world, networks=networks)
    return with_sums(world) if seed % 4 == 2 else world


def rich_world(seed: int) -> Task:
    """Make a task in which much is nearly as good as the best, so that bounds have to be right.

    Layers of facts without circles (every third seed adds one), a few providers
    that do several things at like costs, agreements that matter.
    """
    rng = random.Random(seed)
    facts, teams = rng.randint(4, 5), rng.choice((1, 2, 3, 4, 5))
    actions = []
    for fact in range(facts):
        for _ in range(rng.randint(2, 4)):
            later = list(range(fact + 1, facts))
            mode = sum(1 << need for need in rng.sample(later, min(len(later), rng.choice((0, 1, 1, 2)))))
            also = 1 << rng.randrange(facts) if rng.random() < 0.2 else 0
            dear = rng.randint(0, 4)
            provider = rng.choice((NOBODY, *range(teams), *range(teams), *range(teams)))
            actions.append(Action(provider, dear, rng.randint(0, 6), (mode,), 1 << fact | also, dear))
    if seed % 3 == 0:
        actions.append(Action(0, 0, 0, (1,), 1 << (facts - 1)))
    pairs = [(p, q) for p in range(teams) for q in range(p + 1, teams)]
    referrals = [(a, b) for a in range(len(actions)) for b in range(len(actions)) if a != b]
    return Task(
        facts,
        1 | _mask(rng, facts, 1),
        tuple(actions),
        actor_cost=rng.randint(1, 5),
        handoff_cost=rng.randint(2, 6),
        agreed_cost=rng.randint(0, 2),
        day_cost=rng.randint(0, 3),
        agreed=frozenset(rng.sample(pairs, min(len(pairs), rng.randint(0, 2)))),
        referred=frozenset(rng.sample(referrals, rng.randint(0, 12))),
        networks={p: frozenset(rng.sample(range(2), rng.randint(0, 1))) for p in range(teams)},
        unusual={fact: rng.randint(0, 2) for fact in range(facts)},
    )


def with_sums(world: Task) -> Task:
    """Make a world where only actions and actors cost."""
    return replace(world, handoff_cost=0, agreed_cost=0, day_cost=0, limits=Limits())


def medium_world(seed: int) -> Task:
    """Make a task too large for brute force and small for a solver."""
    rng = random.Random(seed)
    world = _world(rng, rng.randint(7, 12), rng.randint(4, 9), rng.randint(20, 45), small=False)
    return replace(world, limits=Limits()) if seed % 2 else world


@cache
def oracle_plans(seed: int) -> list[Plan]:
    """Give every plan of a random world, best first."""
    return in_order(random_world(seed))


@cache
def oracle_plans_of_rich(seed: int) -> list[Plan]:
    """Give every plan of a rich world, best first."""
    return in_order(rich_world(seed))


@cache
def oracle_plans_of_sums(world: Callable[[int], Task], seed: int) -> list[Plan]:
    """Give every plan of a world where only actions and actors cost, best first."""
    return in_order(with_sums(world(seed)))


TWO_PAPERS_AT_ONCE = Task(
    3,
    0b100,
    (
        Action(1, 200, 0, (0,), 0b001),
        Action(2, 200, 0, (0,), 0b010),
        Action(0, 300, 0, (0,), 0b011),
        Action(3, 0, 0, (0b011,), 0b100),
        Action(6, 330, 0, (0,), 0b100),
    ),
    actor_cost=10,
    handoff_cost=5,
    agreed_cost=1,
    day_cost=0,
)
"""One provider gives with one action what two others give with two, dearer together; one needs nothing."""

TWO_PAPERS_IN_A_CIRCLE = replace(
    TWO_PAPERS_AT_ONCE,
    actions=(
        *TWO_PAPERS_AT_ONCE.actions,
        Action(4, 300, 0, (0b001,), 0b010),
        Action(5, 300, 0, (0b010,), 0b001),
    ),
)
"""The same, where each paper may also be had for the other."""


A_PAPER_BESIDE_ANOTHER = Task(
    4,
    0b0011,
    (
        Action(NOBODY, 300, 0, (0,), 0b0101),
        Action(NOBODY, 200, 0, (0,), 0b0001),
        Action(NOBODY, 200, 0, (0,), 0b0100),
        Action(NOBODY, 0, 0, (0b0100,), 0b0010),
        Action(NOBODY, 500, 0, (0,), 0b0010),
        Action(NOBODY, 0, 0, (0b1000,), 0b0010),
        Action(NOBODY, 600, 0, (0,), 0b1000),
    ),
    actor_cost=0,
    handoff_cost=0,
    agreed_cost=0,
    day_cost=0,
)
"""The dearer way to one goal gives beside it what the cheapest way to the other needs: 300 instead of 400."""


A_PAPER_OR_ANOTHER = Task(
    4,
    0b0011,
    (
        Action(0, 10, 0, (0,), 0b1001),
        Action(1, 10, 0, (0b0100, 0b1000), 0b0010),
        Action(2, 10, 0, (0,), 0b0100),
        Action(3, 15, 0, (0b0100,), 0b0011),
    ),
    actor_cost=20,
    handoff_cost=10,
    agreed_cost=3,
    day_cost=0,
)
"""Who meets one goal gives one of two papers, of which either will do for the other: 70 instead of 75."""


def in_order(world: Task) -> list[Plan]:
    """Give every plan of a small world, best first."""
    return sorted(every_plan(world), key=partial(turn, world))


def turn(world: Task, plan: Plan) -> tuple[object, ...]:
    """Order plans: cheapest first, then of fewest actions, usual facts and least merits, then by name.

    Merits are added up over the actions: what each costs, and costs with its days, or lasts
    where days are limited, and its money where that is. Names are the provider and the number.
    """
    unusual, merits, names = 0, 0, []
    for number, mode in plan.modes:
        unusual += sum(world.unusual.get(fact, 0) for fact in range(world.fact_count) if mode & 1 << fact)
        action = world.actions[number]
        merits += action.cost
        merits += action.days if world.limits.days is not None else action.cost + world.day_cost * action.days
        merits += 0 if world.limits.money is None else action.money
        names.append((action.provider, number))
    return plan.objective, len(names), unusual, merits, sorted(names)


WHO_DOES_MORE_AND_WHO_IS_FIRST = Task(
    3,
    0b100,
    (
        Action(2, 0, 0, (0b001, 0b010), 0b100),
        Action(1, 5, 2, (0,), 0b001),
        Action(1, 9, 2, (0,), 0b010),
        Action(0, 5, 2, (0,), 0b001),
    ),
    actor_cost=10,
    handoff_cost=5,
    agreed_cost=1,
    day_cost=1,
)
"""Two give the same paper alike; one gives another as well, which is not wanted, the other is named first."""


def compare(world: Task, found: Sequence[Plan], every: Sequence[Plan], k: int) -> str:
    """Say how the plans found differ from the best there are, in order; empty when they do not.

    Where only actions and actors cost, and one plan is asked, any of the best will do.
    """
    any_of_equals = k == 1 and is_additive(world)
    teams: list[frozenset[int]] = []
    for plan in found:
        wrong = check(world, plan)
        if wrong:
            return "; ".join(wrong)
        left = _not_containing(world, every, teams)
        if not left or plan.objective != left[0].objective:
            return f"objective {plan.objective}, the best left has {left[0].objective if left else None}"
        if not any_of_equals and not teams and turn(world, plan) != turn(world, left[0]):
            return f"actions {plan.actions}, of equals {left[0].actions} come first"
        teams.append(providers(world, plan))
    if len(found) < k and _not_containing(world, every, teams):
        return "a plan was missed"
    return ""


def _not_containing(world: Task, every: Sequence[Plan], teams: list[frozenset[int]]) -> list[Plan]:
    return [plan for plan in every if not any(team <= providers(world, plan) for team in teams)]


def _world(rng: random.Random, facts: int, teams: int, many: int, *, small: bool) -> Task:
    actions = tuple(
        Action(
            provider=rng.randint(-1, teams - 1),
            cost=rng.randint(0, 9),
            days=rng.randint(0, 9),
            modes=tuple(sorted({_mask(rng, facts, rng.randint(0, 2)) for _ in range(rng.randint(1, 2))})),
            adds=_mask(rng, facts, rng.randint(1, 2)) or 1,
            money=rng.randint(0, 5),
        )
        for _ in range(many)
    )
    pairs = [(p, q) for p in range(teams) for q in range(p + 1, teams)]
    referrals = [(a, b) for a in range(many) for b in range(many) if a != b]
    dear = rng.randint(0, 6)
    return Task(
        facts,
        _mask(rng, facts, rng.randint(1, 3)),
        actions,
        actor_cost=rng.randint(0, 9),
        handoff_cost=dear,
        agreed_cost=rng.randint(0, dear),
        day_cost=rng.randint(0, 2),
        agreed=frozenset(rng.sample(pairs, rng.randint(0, len(pairs)))),
        referred=frozenset(rng.sample(referrals, rng.randint(0, 2 if small else 5))),
        limits=Limits(
            days=rng.choice([None] * 5 + [rng.randint(0, 20)]),
            actors=rng.choice([None] * 5 + [rng.randint(0, 3)]),
            money=rng.choice([None] * 5 + [rng.randint(0, 9)]),
        ),
    )


def _mask(rng: random.Random, facts: int, most: int) -> int:
    return sum({1 << rng.randrange(facts) for _ in range(most)})
