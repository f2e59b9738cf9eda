"""Yes, no or unknown: a ladder of drawn rules, then the plain reading, Kleene's logic and SHACL as oracles.

In the drawings ``∧`` joins clauses, ``∨`` conditions, ``¬`` denies.
"""

from collections.abc import Sequence
from datetime import date
from itertools import product
from typing import Any

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyshacl import validate

from welfarenet.graph.citizen import CODED_FACTS, NUMERIC_FACTS, PLURAL_FACTS, Citizen, Known
from welfarenet.graph.demands import Clause, Condition, Rule
from welfarenet.graph.eligibility import HUMAN_CHECK, Verdict, compile_rules, deciding, evaluate, judge
from welfarenet.graph.mapped import Service
from welfarenet.graph.rdf import to_triples
from welfarenet.ontology.terms import ATTRIBUTE, DATA, PREFIXES
from worlds import TODAY, among, at_least, at_most, never, rule

OLD = at_least("age", 65)
POOR = at_most("isee_eur", 10_000)
ALONE = among("lives_alone", "true")
YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN


def verdict(rules: Sequence[Rule], known: Known, on: date = TODAY) -> Verdict:
    """Judge by the columns, the way every engine does."""
    return Verdict(evaluate(compile_rules([rules]), known, on)[0])


def facts(**told: Any) -> Known:
    return Citizen(**told).known(TODAY)


# 01   (no rules)
def test_01_a_service_without_rules_is_for_everybody() -> None:
    assert verdict([], facts()) is YES


# 02   age ≥ 65
@pytest.mark.parametrize(("age", "expected"), [(64, NO), (65, YES), (66, YES), (None, UNKNOWN)])
def test_02_bounds_are_closed_and_an_untold_fact_is_unknown(age: int | None, expected: Verdict) -> None:
    assert verdict([rule(OLD)], facts(age=age)) is expected


# 03   65 ≥ age ≥ 18
@pytest.mark.parametrize(("age", "expected"), [(17, NO), (18, YES), (65, YES), (66, NO)])
def test_03_a_condition_may_have_both_bounds(age: int, expected: Verdict) -> None:
    assert verdict([rule(Condition("age", minimum=18, maximum=65))], facts(age=age)) is expected


# 04   age ≥ 65 ∧ isee ≤ 10000
def test_04_one_clause_not_met_decides_even_when_the_other_is_unknown() -> None:
    assert verdict([rule(OLD, POOR)], facts(age=40)) is NO
    assert verdict([rule(OLD, POOR)], facts(age=70)) is UNKNOWN
    assert verdict([rule(OLD, POOR)], facts(age=70, isee_eur=10_000)) is YES


# 05   age ≥ 65 ∨ lives alone
def test_05_one_condition_met_decides_even_when_the_other_is_unknown() -> None:
    assert verdict([rule((OLD, ALONE))], facts(age=70)) is YES
    assert verdict([rule((OLD, ALONE))], facts(age=40)) is UNKNOWN
    assert verdict([rule((OLD, ALONE))], facts(age=40, lives_alone=False)) is NO


# 06   ¬ age ≥ 65
def test_06_the_denial_of_the_unknown_is_unknown() -> None:
    assert verdict([rule(never(OLD))], facts()) is UNKNOWN
    assert verdict([rule(never(OLD))], facts(age=70)) is NO
    assert verdict([rule(never(OLD))], facts(age=40)) is YES


# 07   membership ∈ {a, b}
def test_07_one_of_several_codes_is_enough() -> None:
    member = [rule(among("memberships", "a", "b"))]
    assert verdict(member, facts(memberships=("z", "b"))) is YES
    assert verdict(member, facts(memberships=())) is NO
    assert verdict(member, facts()) is UNKNOWN


# 08   human check
def test_08_what_only_a_human_can_check_stays_unknown_and_never_hides_a_no() -> None:
    by_hand = Condition(HUMAN_CHECK, text_it="situazione di fragilità")
    everything = Citizen(age=70, lives_alone=True, isee_eur=0).known(TODAY)
    assert verdict([rule(by_hand)], everything) is UNKNOWN
    assert verdict([rule(never(by_hand))], everything) is UNKNOWN
    assert verdict([rule(by_hand, OLD)], facts(age=40)) is NO


# 09   age (no bound), permit (no code): a text that nothing compiles
@pytest.mark.parametrize("untested", [Condition("age"), Condition("permit", text_it="permesso valido")])
@pytest.mark.parametrize("denied", [False, True])
def test_09_a_condition_that_tests_nothing_is_for_a_human(untested: Condition, denied: bool) -> None:
    rules = [rule(never(untested) if denied else untested)]
    told = facts(age=40, permit="work")
    assert verdict(rules, told) is judge(rules, told, TODAY) is UNKNOWN


# 10   a number with codes, a code with bounds
@pytest.mark.parametrize("mixed", [Condition("minors", one_of=("true",)), Condition("permit", minimum=1)])
def test_10_a_test_of_the_wrong_kind_never_lets_anybody_in_or_out(mixed: Condition) -> None:
    told = facts(minors=2, permit="work")
    assert verdict([rule(mixed)], told) is judge([rule(mixed)], told, TODAY) is UNKNOWN


# 11   ──[2026-01-01 … 2026-12-31: age ≥ 65]──→ t
@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 12, 31), YES),
        (date(2026, 1, 1), NO),
        (date(2026, 12, 31), NO),
        (date(2027, 1, 1), YES),
    ],
)
def test_11_a_rule_counts_on_its_days_only_both_ends_included(on: date, expected: Verdict) -> None:
    dated = rule(OLD, since=date(2026, 1, 1), until=date(2026, 12, 31))
    assert verdict([dated], facts(age=40), on) is expected


# 12   [… 2025: isee ≤ 9000]  [2026 …: isee ≤ 10000]
def test_12_a_threshold_that_moves_is_two_rules() -> None:
    rules = [
        rule(at_most("isee_eur", 9_000), until=date(2025, 12, 31)),
        rule(at_most("isee_eur", 10_000), since=date(2026, 1, 1)),
    ]
    told = facts(isee_eur=9_500)
    assert [verdict(rules, told, date(year, 6, 1)) for year in (2025, 2026)] == [NO, YES]


# 13   born 1961-11-23, age ≥ 65
def test_13_age_is_counted_on_the_day_asked() -> None:
    born = Citizen(born_on=date(1961, 11, 23), age=12)
    days = (date(2026, 11, 22), date(2026, 11, 23))
    assert [verdict([rule(OLD)], born.known(on), on) for on in days] == [NO, YES]


def test_14_somebody_born_on_29_february_is_older_from_1_march_of_a_common_year() -> None:
    born = Citizen(born_on=date(1960, 2, 29))
    assert [born.known(on)["age"] for on in (date(2025, 2, 28), date(2025, 3, 1))] == [64, 65]


def test_15_several_rule_sets_are_judged_apart() -> None:
    columns = compile_rules([[rule(OLD)], [], [rule(POOR), rule(never(OLD))]])
    assert evaluate(columns, facts(age=70), TODAY).tolist() == [YES, YES, NO]


def test_16_no_rule_sets_give_no_verdicts() -> None:
    assert evaluate(compile_rules([]), facts(age=70), TODAY).tolist() == []


def test_17_a_fact_that_no_citizen_has_is_refused_when_rules_are_compiled() -> None:
    with pytest.raises(ValueError, match="'height'"):
        compile_rules([[rule(at_least("height", 170))]])


def test_18_a_clause_without_conditions_is_refused_for_nobody_could_meet_it() -> None:
    with pytest.raises(ValueError, match="no condition"):
        compile_rules([[Rule((Clause(()),))], [rule(OLD)]])


# 19   (age ≥ 65 ∨ lives alone) ∧ isee ≤ 10000
def test_19_the_conditions_that_decided_are_named_with_their_law() -> None:
    rules = [rule((OLD, ALONE), POOR)]
    law = rules[0].law
    alone, living, untold = (facts(age=40, isee_eur=5_000, lives_alone=fact) for fact in (True, False, None))
    assert deciding(rules, untold, TODAY) == ((ALONE, law),)
    assert deciding(rules, living, TODAY) == ((OLD, law), (ALONE, law))
    assert deciding(rules, alone, TODAY) == ((ALONE, law), (POOR, law))


def test_20_a_conditions_own_law_comes_before_its_rules() -> None:
    own = Condition("age", minimum=65, law="art. 1")
    assert deciding([rule(own)], facts(age=1), TODAY) == ((own, "art. 1"),)


def test_21_a_person_never_shows_in_a_log() -> None:
    assert repr(Citizen(age=82, isee_eur=1)) == "Citizen(…)"


# Random rules over few values, so that bounds and codes are hit often

CODES = {
    **dict.fromkeys(CODED_FACTS, ("a", "b", "c")),
    **dict.fromkeys(("lives_alone", "self_sufficient", "carer", "pregnant"), ("true", "false")),
}
NUMBERS = (0.0, 1.0, 2.0, 2.5, 3.0)
DAYS = tuple(date(2026, 1, day) for day in range(1, 6))

bounds = st.none() | st.sampled_from(NUMBERS)
numeric = st.builds(
    Condition,
    st.sampled_from(NUMERIC_FACTS[:3]),
    st.sampled_from(NUMBERS),
    bounds,
    negated=st.booleans(),
) | st.builds(Condition, st.sampled_from(NUMERIC_FACTS[:3]), bounds, st.sampled_from(NUMBERS))
coded = st.sampled_from(("lives_alone", "law_104", "memberships")).flatmap(
    lambda fact: st.builds(
        Condition,
        st.just(fact),
        one_of=st.lists(st.sampled_from(CODES[fact]), min_size=1, max_size=2, unique=True).map(tuple),
        negated=st.booleans(),
    )
)
testing = numeric | coded
untestable = st.sampled_from((Condition(HUMAN_CHECK), Condition("age"), Condition("permit", negated=True)))


def rule_sets(conditions: st.SearchStrategy[Condition]) -> st.SearchStrategy[list[Rule]]:
    clauses = st.lists(conditions, min_size=1, max_size=3).map(lambda some: Clause(tuple(some)))
    dates = st.none() | st.sampled_from(DAYS)
    rules = st.builds(Rule, st.lists(clauses, max_size=3).map(tuple), dates, dates)
    return st.lists(rules, max_size=3)


def codes_held(fact: str) -> st.SearchStrategy[frozenset[str]]:
    held = st.sampled_from(CODES[fact]).map(lambda code: frozenset({code}))
    return held | st.just(frozenset[str]()) if fact == "memberships" else held


FACTS: dict[str, st.SearchStrategy[float | frozenset[str]]] = {
    **{fact: st.sampled_from(NUMBERS) for fact in NUMERIC_FACTS[:3]},
    **{fact: codes_held(fact) for fact in ("lives_alone", "law_104", "memberships")},
}
complete = st.fixed_dictionaries(FACTS)
partial = st.fixed_dictionaries({}, optional=FACTS)


def test_rules_alike_are_laid_out_once_whoever_has_them() -> None:
    old, poor = rule(at_least("age", 65)), rule(at_most("isee_eur", 9000))
    columns = compile_rules([[old], [old, poor], [poor], [old], []])
    assert columns.set_of.tolist() == [0, 1, 2, 0, 3]
    assert (len(columns.since), len(columns.low)) == (3, 3)
    assert evaluate(columns, facts(age=70), TODAY).tolist() == [YES, UNKNOWN, UNKNOWN, YES, YES]


@given(st.lists(rule_sets(testing | untestable), max_size=4), partial, st.sampled_from(DAYS))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_the_columns_agree_with_the_plain_reading(sets: list[list[Rule]], known: Known, on: date) -> None:
    assert evaluate(compile_rules(sets), known, on).tolist() == [judge(rules, known, on) for rules in sets]


@given(rule_sets(testing | untestable), partial, complete, st.sampled_from(DAYS))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_verdict_once_given_stands_whatever_comes_to_be_known(
    rules: list[Rule], known: Known, rest: Known, on: date
) -> None:
    early, late = verdict(rules, known, on), verdict(rules, {**rest, **known}, on)
    assert early in (UNKNOWN, late)


def test_a_verdict_stands_for_every_completion_of_small_rules() -> None:
    conditions = [OLD, never(OLD), POOR, ALONE, never(ALONE)]
    told: list[Known] = [
        facts(age=age, isee_eur=isee, lives_alone=alone)
        for age, isee, alone in product((None, 40, 70), (None, 5_000, 20_000), (None, True, False))
    ]
    for first, second in product(conditions, repeat=2):
        for rules in ([rule((first, second))], [rule(first, second)]):
            for known in told:
                whole = {verdict(rules, {**rest, **known}) for rest in told if len(rest) == 3}
                if verdict(rules, known) is not UNKNOWN:
                    assert whole == {verdict(rules, known)}


@given(rule_sets(testing | untestable), partial, st.sampled_from(DAYS))
@settings(deadline=None, derandomize=True)
def test_only_conditions_of_that_truth_are_said_to_have_decided(
    rules: list[Rule], known: Known, on: date
) -> None:
    outcome = judge(rules, known, on)
    for condition, _law in deciding(rules, known, on):
        assert judge([Rule((Clause((condition,)),))], known, on) is outcome


# The same rules as SHACL: a person is a node whose facts are its properties

PERSON = rdflib.URIRef(DATA + "drawn/person")
SHACL = rdflib.Namespace(PREFIXES["sh"])


def shapes_of(rules: Sequence[Rule], on: date) -> rdflib.Graph:
    """Write the rules in force on a day as the product writes them, aimed at the person."""
    current = tuple(r for r in rules if (r.valid_from or date.min) <= on and on <= (r.valid_to or date.max))
    service = Service(f"{DATA}drawn/service/s", "s", rules=current)
    graph = rdflib.Graph()
    graph.parse(data="".join(f"{triple} .\n" for triple in to_triples(service)), format="nt")
    for node in list(graph.subjects(rdflib.RDF.type, SHACL.NodeShape)):
        if (node, rdflib.RDF.type, rdflib.URIRef(PREFIXES["wn"] + "EligibilityRule")) in graph:
            graph.add((node, SHACL.targetNode, PERSON))
    return graph


def person(known: Known) -> rdflib.Graph:
    graph = rdflib.Graph()
    for fact, value in known.items():
        for each in sorted(value) if isinstance(value, frozenset) else [value]:
            graph.add((PERSON, rdflib.URIRef(ATTRIBUTE + fact), rdflib.Literal(each)))
    return graph


def conforms(rules: Sequence[Rule], known: Known, on: date) -> bool:
    return bool(validate(person(known), shacl_graph=shapes_of(rules, on))[0])


@given(rule_sets(testing), complete, st.sampled_from(DAYS))
@settings(max_examples=400, deadline=None, derandomize=True)
def test_shacl_validates_exactly_the_people_who_get_a_yes(rules: list[Rule], known: Known, on: date) -> None:
    assert conforms(rules, known, on) == (verdict(rules, known, on) is YES)


def test_the_agreement_with_shacl_is_not_for_want_of_shapes() -> None:
    rules = [rule(OLD, (never(ALONE), POOR))]
    assert conforms(rules, facts(age=70, isee_eur=5_000.0, lives_alone=True), TODAY)
    assert not conforms(rules, facts(age=70, isee_eur=50_000.0, lives_alone=True), TODAY)


@pytest.mark.parametrize("fact", PLURAL_FACTS)
@pytest.mark.parametrize("values", [(), ("a",), ("a", "b"), ("b", "c")])
def test_shacl_agrees_about_facts_of_which_a_person_has_several_values(
    fact: str, values: tuple[str, ...]
) -> None:
    known = facts(**{fact: values})
    for rules in ([rule(among(fact, "a", "z"))], [rule(never(among(fact, "a", "z")))]):
        assert conforms(rules, known, TODAY) == (verdict(rules, known) is YES)
