"""What needs one of several papers: the choice is a landmark, and a fact more for the bounds.

Facts are a, b, c, d; an arrow leads from what an action needs to what it gives, "or" between
the modes it may be used in.
"""

from welfarenet.graph.bounds import Bounds
from welfarenet.graph.either import choices, widened
from welfarenet.graph.island import Island
from welfarenet.graph.reductions import drop_irrelevant, first_achievers, relevant
from welfarenet.graph.task import Action, Task

P, Q, R, S = range(4)
A, B, C, D = 1, 2, 4, 8


def island(*actions: Action, goals: int) -> tuple[Island, Island]:
    """Make an island without reductions, and the same with its choices."""
    pool = relevant(Task(4, goals, actions, 20, 10, 3, 1))
    assert pool is not None
    found = Island(drop_irrelevant(first_achievers(pool)))
    return found, widened(found)


def numbers(found: Island, *facts: int) -> int:
    """Give a mask of facts in an island's own numbers."""
    return sum(1 << found.facts.index(fact.bit_length() - 1) for fact in facts)


def test_each_of_two_choices_is_told_apart_where_all_pairs_will_do() -> None:
    assert choices([A | C, A | D, B | C, B | D]) == [A | B, C | D]


def test_a_pair_too_few_is_no_choice() -> None:
    assert choices([A | C, A | D, B | C]) == []


def test_who_needs_nothing_in_one_mode_has_no_choice() -> None:
    assert choices([0, A, B]) == []


def test_a_choice_that_several_give_is_a_fact_more() -> None:
    #   P: b or c → a   Q: → b   R: → c      whoever comes first gives the choice
    found, wide = island(
        Action(P, 0, 0, (B, C), A), Action(Q, 5, 0, (0,), B), Action(R, 7, 0, (0,), C), goals=A
    )
    (either,) = wide.either
    assert either.facts == numbers(found, B, C)
    assert either.stand_in == 1 << len(found.facts)
    assert Bounds(wide).must(found.goals, 0) == found.goals | either.stand_in
    assert {wide.provider[action] for action, _ in wide.offers[-1]} == {Q, R}


def test_a_paper_that_everybody_gives_beside_the_others_stands_in_for_the_choice() -> None:
    #   P: b or c → a   Q: → b, c   R: → b
    found, wide = island(
        Action(P, 0, 0, (B, C), A), Action(Q, 5, 0, (0,), B | C), Action(R, 7, 0, (0,), B), goals=A
    )
    assert [either.stand_in for either in wide.either] == [numbers(found, B)]
    assert Bounds(wide).must(found.goals, 0) == numbers(found, A, B)


def test_a_choice_is_not_asked_for_beside_one_of_its_papers() -> None:
    #   P: b or c → a   Q: → b   R: → c   S: b → d      d needs b, which will do for a
    found, wide = island(
        Action(P, 0, 0, (B, C), A),
        Action(Q, 5, 0, (0,), B),
        Action(R, 7, 0, (0,), C),
        Action(S, 0, 0, (B,), D),
        goals=A | D,
    )
    assert len(wide.either) == 1
    assert Bounds(wide).must(found.goals, 0) == numbers(found, A, B, D)
    assert Bounds(wide).must(numbers(found, A), numbers(found, C)) == numbers(found, A)


def test_who_needs_the_choice_is_not_the_first_to_give_it() -> None:
    #   P: b or c → a   Q: d → b   R: → c   S: c → d       b is only had through c
    found, wide = island(
        Action(P, 0, 0, (B, C), A),
        Action(Q, 1, 0, (D,), B),
        Action(R, 7, 0, (0,), C),
        Action(S, 0, 0, (C,), D),
        goals=A,
    )
    (either,) = wide.either
    assert either.stand_in == numbers(found, C)


def test_an_island_without_choices_is_left_as_it_is() -> None:
    found, wide = island(Action(P, 0, 0, (B,), A), Action(Q, 5, 0, (0,), B), goals=A)
    assert wide is found
