"""What a service asks and gives: its own words first, the law's where it is silent, by province and date."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from welfarenet.graph.concepts import BackboneEntry, Holding
from welfarenet.graph.demands import Condition, Cost, Days
from welfarenet.graph.eligibility import HUMAN_CHECK
from welfarenet.graph.procedures import (
    Ending,
    ServiceClass,
    ending,
    holds,
    in_force,
    last_day,
    means_to,
    resolve,
)
from worlds import TODAY, among, asks, at_least, at_most, drawn, entry, paper, rule

OLD, POOR, ALONE = at_least("age", 65), at_most("isee_eur", 10_000), among("lives_alone", "true")

LAW = entry(
    "sad",
    requires="isee",
    needs=("care",),
    issues=("plan",),
    rules=(rule(OLD),),
    days=Days(30),
    cost=Cost(Decimal(5), text="2026"),
)


def says(**own: Any) -> ServiceClass:
    """Make a class of service of type ``sad`` that says only this."""
    silent = {"service_type": "sad", "needs": None, "requires": None, "issues": None, "rules": ()}
    return ServiceClass(**(silent | own))


# Inheritance, field by field


def test_a_service_that_says_nothing_is_what_the_law_says() -> None:
    found = resolve(says(), LAW)
    assert (found.needs, found.requires, found.issues) == (LAW.needs, LAW.requires, LAW.issues)
    assert (found.rules, found.days, found.cost, found.entry) == (LAW.rules, LAW.days, LAW.cost, "sad")
    assert found.inherited == ("needs", "requires", "issues", "rules")


@pytest.mark.parametrize(("field", "own"), [("requires", asks("id")), ("issues", ("card",))])
def test_what_a_service_says_is_its_own_and_the_rest_inherited(field: str, own: tuple[Any, ...]) -> None:
    found = resolve(says(**{field: own}), LAW)
    assert getattr(found, field) == own
    assert found.inherited == tuple(f for f in ("needs", "requires", "issues", "rules") if f != field)


def test_the_needs_a_desk_names_add_to_those_the_type_has_by_law() -> None:
    found = resolve(says(needs=("money",)), LAW)
    assert found.needs == ("money", "care")
    assert "needs" in found.inherited
    assert "needs" not in resolve(says(needs=("care", "money")), LAW).inherited


@pytest.mark.parametrize("field", ["needs", "requires", "issues"])
def test_a_service_that_says_none_has_none_and_inherits_none(field: str) -> None:
    found = resolve(says(**{field: ()}), LAW)
    assert getattr(found, field) == ()
    assert field not in found.inherited


def test_a_law_that_says_nothing_gives_nothing_to_inherit() -> None:
    assert resolve(says(), entry("sad")).inherited == ()


def test_without_an_entry_a_service_has_its_own_words_and_its_types_typical_needs() -> None:
    found = resolve(says(issues=("card",)), None, typical_needs=("care",))
    assert (found.needs, found.requires, found.issues, found.rules) == (("care",), (), ("card",), ())
    assert (found.entry, found.days, found.cost) == (None, None, None)
    assert found.inherited == ("needs",)


def test_with_an_entry_the_types_typical_needs_do_not_count() -> None:
    assert resolve(says(), LAW, typical_needs=("money",)).needs == ("care",)


def test_a_desk_that_writes_a_need_it_only_prepares_does_not_meet_it() -> None:
    written = says(needs=("care", "money", "food"))
    assert resolve(written, LAW, only_leads_to=frozenset({"money"})).needs == ("care", "food")


def test_a_need_addressed_by_law_counts_even_where_others_prepare_it() -> None:
    assert resolve(says(needs=("care",)), LAW, only_leads_to=frozenset({"care"})).needs == ("care",)


# Own rules and the law's


def test_the_laws_conditions_stay_beside_a_services_own_on_other_facts() -> None:
    assert resolve(says(rules=(rule(POOR),)), LAW).rules == (rule(POOR), rule(OLD))


def test_a_services_own_reading_of_a_fact_replaces_the_laws() -> None:
    found = resolve(says(rules=(rule(at_least("age", 70)),)), LAW)
    assert found.rules == (rule(at_least("age", 70)),)
    assert "rules" not in found.inherited


def test_only_the_laws_clauses_on_that_fact_are_replaced() -> None:
    law = entry("sad", rules=(rule(OLD, POOR), rule(ALONE)))
    assert resolve(says(rules=(rule(at_least("age", 70)),)), law).rules[1:] == (rule(POOR), rule(ALONE))


def test_a_laws_clause_stays_while_one_of_its_facts_is_not_tested_by_the_service() -> None:
    law = entry("sad", rules=(rule((OLD, ALONE)),))
    assert resolve(says(rules=(rule(OLD),)), law).rules == (rule(OLD), rule((OLD, ALONE)))
    assert resolve(says(rules=(rule(OLD, ALONE),)), law).rules == (rule(OLD, ALONE),)


def test_what_a_human_must_check_by_law_is_not_replaced_by_another_human_check() -> None:
    by_law, own = Condition(HUMAN_CHECK, text_it="di legge"), Condition(HUMAN_CHECK, text_it="suo")
    found = resolve(says(rules=(rule(own),)), entry("sad", rules=(rule(by_law),)))
    assert found.rules == (rule(own), rule(by_law))


def test_a_dated_law_keeps_its_dates_and_its_law_when_a_clause_is_replaced() -> None:
    dated = rule(OLD, POOR, since=date(2026, 1, 1), until=date(2026, 12, 31))
    found = resolve(says(rules=(rule(at_least("age", 70)),)), entry("sad", rules=(dated,)))
    assert found.rules[1] == rule(POOR, since=date(2026, 1, 1), until=date(2026, 12, 31))


# Where and when

#        … 2025-12-31 │ 2026-01-01 …
#   AN      new from 2025-03-01 (its own date)
#   MC      never
#   others  ─────────┤ new
MOVING = entry(
    "certificate/new",
    holdings=(Holding(("AN",), date(2025, 3, 1)), Holding((), date(2026, 1, 1))),
)


@pytest.mark.parametrize(
    ("plate", "on", "expected"),
    [
        ("AN", date(2025, 2, 28), False),
        ("AN", date(2025, 3, 1), True),
        ("NA", date(2025, 3, 1), False),
        ("NA", date(2025, 12, 31), False),
        ("NA", date(2026, 1, 1), True),
        ("", date(2026, 1, 1), True),
    ],
)
def test_a_holding_without_provinces_is_for_those_that_no_other_names(
    plate: str, on: date, expected: bool
) -> None:
    assert holds(MOVING, plate, on) is expected


def test_a_province_that_is_named_is_not_served_by_everybody_elses_dates() -> None:
    only_until = entry("x", holdings=(Holding(("AN",), None, date(2025, 12, 31)), Holding()))
    assert not holds(only_until, "AN", TODAY)
    assert holds(only_until, "NA", TODAY)


def test_an_entry_with_named_provinces_only_holds_nowhere_else() -> None:
    assert not holds(entry("x", holdings=(Holding(("AN", "MC")),)), "NA", TODAY)


def test_a_province_with_two_spells_is_served_in_both_and_not_between() -> None:
    spells = entry(
        "x", holdings=(Holding(("AN",), None, date(2024, 12, 31)), Holding(("AN",), date(2026, 1, 1)))
    )
    days = date(2024, 12, 31), date(2025, 6, 1), date(2026, 1, 1)
    assert [holds(spells, "AN", on) for on in days] == [True, False, True]


def test_an_entry_holds_everywhere_and_always_unless_it_says_otherwise() -> None:
    assert holds(entry("x"), "", date.min)


def test_the_entries_in_force_come_by_id() -> None:
    three = entry("x/b"), entry("x/c", holdings=(Holding(("NA",)),)), entry("x/a")
    assert [found.id for found in in_force(three, "AN", TODAY)] == ["x/a", "x/b"]


# Endings

#   application   ──────┤ 2026-02-28        replaced by certificate
#   certificate         ├ 2026-03-01 ──→
ENDED = entry("application", holdings=(Holding((), None, date(2026, 2, 28)),), replaced_by=("certificate",))


def test_an_ending_says_since_when_and_what_came_instead() -> None:
    assert ending([ENDED], "AN", TODAY) == Ending("application", date(2026, 2, 28), None, ("certificate",))


def test_what_holds_has_no_ending() -> None:
    assert ending([ENDED], "AN", date(2026, 2, 28)) is None


def test_a_type_without_entries_never_ends() -> None:
    assert ending([], "AN", TODAY) is None


def test_what_has_not_begun_says_when_it_will() -> None:
    later = entry("bonus", holdings=(Holding((), date(2027, 1, 1)),))
    assert ending([later], "AN", TODAY) == Ending("bonus", None, date(2027, 1, 1), ())


def test_what_was_never_foreseen_in_a_province_has_neither_day() -> None:
    elsewhere = entry("bonus", holdings=(Holding(("NA",)),))
    assert ending([elsewhere], "AN", TODAY) == Ending("bonus", None, None, ())


def test_between_two_spells_both_days_are_said_the_nearest_ones() -> None:
    spells = [
        entry("bonus/2024", holdings=(Holding((), date(2024, 1, 1), date(2024, 12, 31)),)),
        entry("bonus/2025", holdings=(Holding((), date(2025, 1, 1), date(2025, 12, 31)),)),
        entry("bonus/2028", holdings=(Holding((), date(2028, 1, 1)),)),
        entry("bonus/2027", holdings=(Holding((), date(2027, 1, 1), date(2027, 12, 31)),)),
    ]
    assert ending(spells, "AN", TODAY) == Ending("bonus", date(2025, 12, 31), date(2027, 1, 1), ())


def test_the_last_day_of_what_holds_is_its_provinces_own() -> None:
    old = entry(
        "certificate/old",
        holdings=(Holding(("AN",), None, date(2026, 2, 28)), Holding((), None, date(2026, 12, 31))),
    )
    assert last_day([old], "NA", TODAY) == date(2026, 12, 31)
    assert last_day([old], "AN", date(2026, 2, 1)) == date(2026, 2, 28)
    assert last_day([old], "AN", TODAY) is None


def test_what_is_not_known_to_end_has_no_last_day() -> None:
    assert last_day([entry("x")], "AN", TODAY) is None
    assert last_day([entry("x"), ENDED], "AN", date(2026, 1, 1)) is None


SOME_DAYS = st.dates(date(2024, 12, 30), date(2025, 1, 5))
PLATES = st.sampled_from(("AN", "MC", "NA", ""))
holdings = st.builds(
    Holding,
    st.lists(st.sampled_from(("AN", "MC")), max_size=2, unique=True).map(tuple),
    st.none() | SOME_DAYS,
    st.none() | SOME_DAYS,
)
entries = st.lists(
    st.builds(
        lambda variant, held: entry(f"x/{variant}", holdings=tuple(held)),
        st.integers(0, 9),
        st.lists(holdings, min_size=1, max_size=3),
    ),
    max_size=3,
)


@given(entries, PLATES, SOME_DAYS)
@settings(deadline=None, derandomize=True)
def test_a_type_either_holds_or_has_an_ending_with_days_on_the_right_side(
    some: list[BackboneEntry], plate: str, on: date
) -> None:
    over = ending(some, plate, on)
    assert (over is None) == (not some or any(holds(one, plate, on) for one in some))
    if over is not None:
        assert over.last_day is None or over.last_day < on
        assert over.first_day is None or over.first_day > on


# Means

#   caf ─isee→ sad ─plan→ rsa        certificate ─assessment (→ serious → minor)→ leave
#   town ─id (everybody has one)→ sad
PAPERS = drawn(
    paper("isee"),
    paper("plan"),
    paper("id", usually_held=True),
    paper("minor"),
    paper("serious", stands_for=("minor",)),
    paper("assessment", stands_for=("serious",)),
).documents
CHAIN = [
    entry("caf", needs=("paperwork",), issues=("isee",)),
    entry("town", issues=("id",)),
    entry("sad", requires="isee, id", needs=("care",), issues=("plan",)),
    entry("rsa", requires="plan", needs=("residence", "paperwork")),
    entry("certificate", issues=("assessment",)),
    entry("leave", requires="minor", needs=("rest",)),
]


def test_a_type_is_a_means_to_the_needs_that_its_papers_lead_to() -> None:
    found = means_to(CHAIN, PAPERS)
    assert found["sad"] == {"residence", "paperwork"}
    assert found["caf"] == {"care", "residence"}


def test_a_need_that_a_type_addresses_itself_is_not_one_it_only_prepares() -> None:
    assert "paperwork" not in means_to(CHAIN, PAPERS)["caf"]


def test_a_paper_that_nearly_everybody_holds_makes_no_chain() -> None:
    assert "town" not in means_to(CHAIN, PAPERS)


def test_a_chain_passes_through_papers_accepted_in_place_of_others_however_indirectly() -> None:
    assert means_to(CHAIN, PAPERS)["certificate"] == {"rest"}


def test_types_that_need_one_another_in_a_circle_prepare_one_anothers_needs() -> None:
    circle = [
        entry("a", requires="plan", needs=("care",), issues=("isee",)),
        entry("b", requires="isee", needs=("rest",), issues=("plan",)),
    ]
    assert means_to(circle, PAPERS) == {"a": {"rest"}, "b": {"care"}}
