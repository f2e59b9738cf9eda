"""What supplying some facts costs at least: one provider for several, the easy hand-off, the quick one.

The little worlds are drawn beside their tests: providers are P, Q, R; facts a, b, c; an
arrow leads from what an action needs to what it gives; money and days stand behind it.
"""

from collections.abc import Mapping

import pytest

from welfarenet.graph.carrying import Carrying
from welfarenet.graph.island import SCALE, Island
from welfarenet.graph.parts import Repertoire, prices
from welfarenet.graph.pool import Pool
from welfarenet.graph.reductions import drop_irrelevant, first_achievers, relevant
from welfarenet.graph.staffing import Late, Staffing
from welfarenet.graph.task import Action, Task, bits

P, Q, R = range(3)
A, B, C = 1, 2, 4


def world(*actions: Action, goals: int, networks: Mapping[int, frozenset[int]] | None = None) -> Task:
    """Make a task in which an actor costs 20, a hand-off 10 or, agreed on, 3, and a day 1."""
    return Task(3, goals, actions, 20, 10, 3, 1, networks=networks or {})


def island_of(task: Task) -> Island:
    """Make the island of a task that has a plan."""
    pool: Pool | None = relevant(task)
    assert pool is not None
    return Island(drop_irrelevant(first_achievers(pool)))


def staffing(task: Task) -> tuple[Staffing, dict[int, int]]:
    """Give the bound of a task with the number that each of its facts has there."""
    island = island_of(task)
    carrying = Carrying(island)
    price = prices(carrying)
    return Staffing(carrying, price, Repertoire(carrying, price)), {
        1 << fact: number for number, fact in enumerate(island.facts)
    }


def mask(facts: int, number: Mapping[int, int]) -> int:
    return sum(1 << number[1 << fact] for fact in bits(facts))


def test_one_provider_for_two_facts_is_engaged_once() -> None:
    #   P: → a 5   Q: → b 5   R: → a 12, → b 12      two actors 50, one dearer actor 44
    found, number = staffing(
        world(
            Action(P, 5, 0, (0,), A),
            Action(Q, 5, 0, (0,), B),
            Action(R, 12, 0, (0,), A),
            Action(R, 12, 0, (0,), B),
            goals=A | B,
        )
    )
    assert found.least(mask(A | B, number), 0, {}) == 44 * SCALE


def test_a_dearer_supplier_with_an_agreement_is_weighed_against_a_full_hand_off() -> None:
    #   P waits for a.   Q: → a 5, no agreement: 5 + 20 + 10   R: → a 9, in P's network: 9 + 20 + 3
    found, number = staffing(
        world(
            Action(P, 0, 0, (A,), B),
            Action(Q, 5, 0, (0,), A),
            Action(R, 9, 0, (0,), A),
            goals=B,
            networks={P: frozenset({7}), R: frozenset({7})},
        )
    )
    engaged = 1 << found.island.providers.index(P)
    assert found.least(mask(A, number), engaged, {number[A]: (P,)}) == 32 * SCALE


@pytest.mark.parametrize(("waits", "least"), [(P, 10), (Q, 20)])
def test_who_waits_for_what_they_may_make_carry_nothing_to_themselves(waits: int, least: int) -> None:
    #   P: a → b, → a 10   Q: a → c, → a 30   both engaged; only one of them waits
    found, number = staffing(
        world(
            Action(P, 0, 0, (A,), B),
            Action(Q, 0, 0, (A,), C),
            Action(P, 10, 0, (0,), A),
            Action(Q, 30, 0, (0,), A),
            goals=B | C,
        )
    )
    engaged = sum(1 << found.island.providers.index(provider) for provider in (P, Q))
    for other in (P, Q):
        found.least(mask(A, number), engaged, {number[A]: (other,)})
    assert found.least(mask(A, number), engaged, {number[A]: (waits,)}) == least * SCALE


def test_what_comes_late_is_weighed_against_what_is_dearer() -> None:
    #   P: → a 5, 30 days   Q: → a 15, 3 days        alone 25; if each day counts, 15 + 20 + 3
    found, number = staffing(world(Action(P, 5, 30, (0,), A), Action(Q, 15, 3, (0,), A), goals=A))
    must = mask(A, number)
    assert found.least(must, 0, {}) == 25 * SCALE
    assert found.least(must, 0, {}, late=Late(number[A], 0)) == 38 * SCALE
    assert found.least(must, 0, {}, late=Late(number[A], -28)) == 27 * SCALE


def test_what_every_way_to_a_fact_carries_is_part_of_its_price() -> None:
    #   P: a → b 5   Q: → a 1      b costs its action, its actor, and the hand-off of a, whoever gives it
    found, number = staffing(world(Action(P, 5, 0, (A,), B), Action(Q, 1, 0, (0,), A), goals=B))
    assert found.least(mask(B, number), 0, {}) == 35 * SCALE


def able_of_all(facts: int) -> Carrying:
    """Let P give each of so many facts at 5, and a provider of its own each at 4."""
    every = [1 << number for number in range(facts)]
    actions = [Action(P, 5, 0, (0,), fact) for fact in every]
    actions += [Action(Q + number, 4, 0, (0,), fact) for number, fact in enumerate(every)]
    return Carrying(island_of(Task(facts, sum(every), tuple(actions), 20, 10, 3, 1)))


def test_one_provider_is_weighed_for_up_to_twelve_facts_together() -> None:
    #   P: → each of twelve facts 5      another provider for each: 4      60 and one actor, not 24 for each
    carrying = able_of_all(12)
    price = prices(carrying)
    parts = Repertoire(carrying, price)
    assert parts.countable
    assert Staffing(carrying, price, parts).least(carrying.island.goals, 0, {}) == 80 * SCALE


def test_the_parts_of_one_provider_are_too_many_to_list_beyond_twelve_facts() -> None:
    carrying = able_of_all(13)
    assert not Repertoire(carrying, prices(carrying)).countable
