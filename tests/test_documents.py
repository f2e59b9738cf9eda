"""Papers: what a person can be taken to have on a day, and in which ways requirements are met.

In the drawings ``a → b`` reads "a is accepted in place of b".
"""

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from welfarenet.graph.citizen import Citizen, HeldDocument
from welfarenet.graph.concepts import DocumentType
from welfarenet.graph.demands import Requirement
from welfarenet.graph.documents import Folder, accepted_as, open_folder, valid_on, ways
from worlds import TODAY, asks, drawn, paper

EMPTY = Folder(frozenset(), frozenset())

#   assessment → serious → minor        isee dies at year end, receipt after 90 days
#   passport (brought) → id (usually held)        statement (brought) → certificate
PAPERS = drawn(
    paper("assessment", stands_for=("serious",)),
    paper("serious", stands_for=("minor",)),
    paper("minor"),
    paper("isee", valid_to_year_end=True),
    paper("receipt", valid_days=90),
    paper("id", usually_held=True),
    paper("passport", brought_by_citizen=True, stands_for=("id",)),
    paper("statement", brought_by_citizen=True, stands_for=("certificate",)),
    paper("certificate"),
).documents


def folder(*told: HeldDocument, on: date = TODAY) -> Folder:
    return open_folder(PAPERS, Citizen(documents=tuple(told)), on)


def held(document: str, issued: date | None = None, until: date | None = None) -> HeldDocument:
    return HeldDocument(document, issued, until)


def lacking(document: str) -> HeldDocument:
    return HeldDocument(document, held=False)


# The folder


def test_of_somebody_who_told_nothing_only_common_and_own_papers_are_assumed() -> None:
    assert folder() == Folder(frozenset(), frozenset({"id", "passport", "statement", "certificate"}))


def test_a_paper_said_to_be_held_is_held_and_no_longer_assumed() -> None:
    found = folder(held("id"))
    assert found.held == {"id"}
    assert "id" not in found.assumed


def test_a_paper_said_to_be_lacking_is_not_assumed_not_even_through_another() -> None:
    assert "id" not in folder(lacking("id")).at_hand


def test_a_paper_accepted_in_its_place_makes_up_for_a_lacking_one_when_said_to_be_held() -> None:
    assert "id" in folder(lacking("id"), held("passport")).held


def test_an_expired_common_paper_counts_as_lacking() -> None:
    assert "id" not in folder(held("id", until=date(2026, 11, 22))).at_hand


def test_of_one_paper_told_twice_the_valid_copy_counts() -> None:
    copies = held("isee", issued=date(2025, 2, 1)), held("isee", issued=date(2026, 2, 1))
    assert "isee" in folder(*copies).held
    assert "isee" in folder(*reversed(copies)).held


def test_a_paper_is_held_as_all_it_stands_for_however_indirectly() -> None:
    assert folder(held("assessment")).held == {"assessment", "serious", "minor"}
    assert folder(held("serious")).held == {"serious", "minor"}


def test_a_paper_that_everybody_can_write_is_assumed_as_all_it_stands_for() -> None:
    assert "certificate" in folder().assumed
    assert "certificate" not in folder(lacking("certificate")).at_hand


def test_papers_that_stand_for_one_another_in_a_circle_come_to_an_end() -> None:
    circle = drawn(paper("a", stands_for=("b",)), paper("b", stands_for=("a",))).documents
    assert accepted_as(circle, "a") == {"a", "b"}


@given(
    st.lists(
        st.builds(
            HeldDocument,
            st.sampled_from(sorted(PAPERS)),
            st.none() | st.dates(date(2024, 1, 1), date(2027, 12, 31)),
            st.none() | st.dates(date(2024, 1, 1), date(2027, 12, 31)),
            st.booleans(),
        ),
        max_size=5,
    ),
    st.randoms(use_true_random=False),
)
@settings(deadline=None, derandomize=True)
def test_held_and_assumed_never_overlap_and_the_order_of_telling_does_not_matter(
    told: list[HeldDocument], random: Random
) -> None:
    found = folder(*told)
    assert not found.held & found.assumed
    random.shuffle(told)
    assert folder(*told) == found


# Validity

YEARLY, NINETY, FOREVER = PAPERS["isee"], PAPERS["receipt"], PAPERS["minor"]


@pytest.mark.parametrize(
    ("kind", "issued", "until", "on", "expected"),
    [
        (FOREVER, None, None, date(2026, 11, 23), True),
        (FOREVER, date(1980, 1, 1), None, date(2026, 11, 23), True),
        (YEARLY, date(2026, 1, 15), None, date(2026, 12, 31), True),
        (YEARLY, date(2026, 1, 15), None, date(2027, 1, 1), False),
        (YEARLY, date(2026, 12, 31), None, date(2027, 1, 1), False),
        (YEARLY, None, None, date(2026, 11, 23), True),
        (NINETY, date(2026, 1, 1), None, date(2026, 4, 1), True),
        (NINETY, date(2026, 1, 1), None, date(2026, 4, 2), False),
        (FOREVER, None, date(2026, 11, 23), date(2026, 11, 23), True),
        (FOREVER, None, date(2026, 11, 23), date(2026, 11, 24), False),
    ],
    ids=[
        "what does not lapse, of unknown date",
        "what does not lapse, old",
        "an ISEE on new year's eve",
        "an ISEE on new year's day",
        "an ISEE of one day",
        "an ISEE of unknown date",
        "ninety days, the last day",
        "ninety days, the day after",
        "its own date, the last day",
        "its own date, the day after",
    ],
)
def test_a_paper_lapses(
    kind: DocumentType, issued: date | None, until: date | None, on: date, expected: bool
) -> None:
    assert valid_on(kind, held(kind.id, issued, until), on) is expected


def test_a_papers_own_date_wins_over_the_rule_of_its_kind() -> None:
    assert valid_on(YEARLY, held("isee", date(2025, 2, 1), date(2027, 6, 30)), TODAY)
    assert not valid_on(YEARLY, held("isee", date(2026, 2, 1), date(2026, 6, 30)), TODAY)


@pytest.mark.parametrize("kind", [YEARLY, NINETY, FOREVER], ids=lambda kind: kind.id)
def test_a_paper_is_not_valid_before_it_is_issued(kind: DocumentType) -> None:
    assert not valid_on(kind, held(kind.id, issued=date(2026, 12, 1)), TODAY)
    assert not valid_on(kind, held(kind.id, date(2026, 12, 1), date(2027, 12, 1)), TODAY)


# Ways


def missing(papers: str, at_hand: Folder = EMPTY) -> list[list[str]]:
    """List what is still to be had, way by way."""
    return [sorted(way) for way in ways(asks(papers), at_hand)]


def test_no_requirement_is_met_in_one_way_with_nothing() -> None:
    assert ways((), EMPTY) == {frozenset(): ()}


def test_a_requirement_with_an_empty_alternative_asks_for_nothing() -> None:
    assert ways([Requirement(((), ("a",)))], EMPTY) == {frozenset(): ()}


def test_a_requirement_without_alternatives_cannot_be_met() -> None:
    assert ways([Requirement(())], EMPTY) == {}


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        ("a", [["a"]]),
        ("a, b", [["a", "b"]]),
        ("a | b", [["a"], ["b"]]),
        ("b | a", [["b"], ["a"]]),
        ("a + b | c", [["c"], ["a", "b"]]),
        ("a | b, c | d", [["a", "c"], ["a", "d"], ["b", "c"], ["b", "d"]]),
        ("a | b, a | c", [["a"], ["b", "c"]]),
        ("a | b, a", [["a"]]),
        ("a | a + b", [["a"]]),
        ("a, a", [["a"]]),
    ],
)
def test_the_least_sets_are_listed_smallest_first_then_as_stated(
    papers: str, expected: list[list[str]]
) -> None:
    assert missing(papers) == expected


def test_what_is_held_or_assumed_is_not_missing() -> None:
    at_hand = Folder(frozenset({"a"}), frozenset({"b"}))
    assert missing("a, b, c", at_hand) == [["c"]]
    assert ways(asks("a, b, c"), at_hand) == {frozenset({"c"}): ("a", "b", "c")}


@pytest.mark.parametrize("papers", ["a | b", "b | a", "b + b | a"])
def test_a_paper_held_is_preferred_to_one_assumed_whatever_the_order(papers: str) -> None:
    at_hand = Folder(frozenset({"a"}), frozenset({"b"}))
    assert ways(asks(papers), at_hand) == {frozenset(): ("a",)}


def test_of_papers_equally_at_hand_the_first_alternative_is_used() -> None:
    assert ways(asks("b | a"), Folder(frozenset({"a", "b"}), frozenset())) == {frozenset(): ("b",)}


def test_a_paper_used_for_two_requirements_is_listed_once() -> None:
    assert ways(asks("a, a + b"), EMPTY) == {frozenset({"a", "b"}): ("a", "b")}


names = st.sampled_from("abcde")
requirements = st.lists(
    st.builds(Requirement, st.lists(st.lists(names, max_size=3).map(tuple), max_size=3).map(tuple)),
    max_size=4,
)
folders = st.builds(
    lambda held, assumed: Folder(held, assumed - held), st.frozensets(names), st.frozensets(names)
)


@given(requirements, folders)
@settings(deadline=None, derandomize=True)
def test_ways_are_exactly_the_minimal_sets_that_meet_every_requirement(
    asked: list[Requirement], at_hand: Folder
) -> None:
    universe = sorted({p for r in asked for way in r.alternatives for p in way} - at_hand.at_hand)
    subsets = [
        frozenset(p for bit, p in enumerate(universe) if mask >> bit & 1)
        for mask in range(1 << len(universe))
    ]
    enough = [some for some in subsets if _met(asked, some | at_hand.at_hand)]
    least = {some for some in enough if not any(other < some for other in enough)}
    assert set(ways(asked, at_hand)) == least


@given(requirements, folders)
@settings(deadline=None, derandomize=True)
def test_each_way_uses_papers_at_hand_or_missing_and_they_meet_every_requirement(
    asked: list[Requirement], at_hand: Folder
) -> None:
    for still, used in ways(asked, at_hand).items():
        assert len(set(used)) == len(used)
        assert still <= set(used) <= still | at_hand.at_hand
        assert _met(asked, frozenset(used))


def _met(asked: list[Requirement], papers: frozenset[str]) -> bool:
    return all(any(papers.issuperset(way) for way in r.alternatives) for r in asked)
