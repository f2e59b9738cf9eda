"""The questions that would change the answer, each tried by supposing what it asks."""

import os
import random
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from welfarenet.graph.citizen import CODED_FACTS, CODES, NUMERIC_FACTS, TRUTHS, Citizen
from welfarenet.graph.decisive import Decisive, decisive_facts, most_asked
from welfarenet.graph.demands import Condition, Rule
from welfarenet.graph.differences import values_text
from welfarenet.graph.eligibility import ATTRIBUTES, HUMAN_CHECK
from welfarenet.graph.justify import justify
from welfarenet.graph.network import Network
from welfarenet.graph.paths import ServicePaths, find_paths
from welfarenet.graph.question import Question
from welfarenet.graph.supposed import cells_of, supposing
from welfarenet.graph.why import met_by
from welfarenet.ontology.wording import LANGUAGES, catalogue
from worlds import (
    CARE,
    JESI,
    MONEY,
    TODAY,
    VOCABULARY,
    among,
    at_least,
    at_most,
    drawn,
    exercise,
    never,
    open_world,
    rule,
    serve,
)

ASKED = Question(JESI, (CARE, MONEY), TODAY)
SERIES = 150 if os.environ.get("WELFARENET_EXHAUST") else 8


def world(folder: Path, **conditions: tuple[Rule, ...]) -> Network:
    """Draw a service for each name: ``care1``, ``care2``, ``money``, with conditions, each dearer by 9 €."""
    offered = (
        serve(
            name,
            "benefit" if name.startswith("money") else "home.care",
            at=JESI,
            by=name,
            euros=9 * number,
            days=1,
            rules=rules,
        )
        for number, (name, rules) in enumerate(conditions.items())
    )
    network, _ = open_world(folder, exercise("one", *offered), reference=drawn(*VOCABULARY))
    return network


def asked(network: Network, question: Question = ASKED, **more: Any) -> tuple[Decisive, ...]:
    return decisive_facts(network, question, find_paths(network, question), **more)


# 01   care asks 65 years; money asks nothing
def test_01_a_fact_on_which_a_need_hangs_is_asked_with_what_would_come_of_it(tmp_path: Path) -> None:
    network = world(tmp_path, care1=(rule(at_least("age", 65)),), money=())
    (age,) = asked(network)
    assert age.fact == "age"
    assert [(outcome.cells[0].value, outcome.lost, outcome.same) for outcome in age.outcomes] == [
        (0.0, (CARE,), False),
        (65.0, (), True),
    ]


# 02   care1 asks 65 years, care2 nothing: 9 € more for the young
def test_02_a_fact_that_changes_the_path_says_by_how_much(tmp_path: Path) -> None:
    network = world(tmp_path, care1=(rule(at_least("age", 65)),), care2=(), money=())
    question = replace(ASKED, goals=(CARE,))
    (age,) = asked(network, question)
    young, old = age.outcomes
    assert (young.same, young.cents, old.same) == (False, 900, True)


# 03   care hangs on the age, money on who lives alone, and care2 takes who is not self-sufficient
def test_03_the_most_decisive_fact_comes_first(tmp_path: Path) -> None:
    network = world(
        tmp_path,
        care1=(rule(among("self_sufficient", "false")),),
        care2=(),
        money=(rule(among("lives_alone", "true")),),
    )
    assert [one.fact for one in asked(network)] == ["lives_alone", "self_sufficient"]


# 04   care1 asks 65 years; care2, alike in all, asks nothing and is dearer than what it saves
def test_04_a_fact_that_changes_nothing_is_not_asked(tmp_path: Path) -> None:
    network = world(tmp_path, care1=(), care2=(rule(at_least("age", 65)),), money=())
    assert asked(network) == ()


# 05   a fact that is known decides already
def test_05_a_known_fact_is_not_asked(tmp_path: Path) -> None:
    network = world(tmp_path, care1=(rule(at_least("age", 65)),), money=())
    assert asked(network, replace(ASKED, citizen=Citizen(age=82))) == ()


# 06   65 or older, or two thirds disabled: the age alone loses nothing
def test_06_one_fact_alone_that_another_can_mend_is_not_decisive(tmp_path: Path) -> None:
    either = rule((at_least("age", 65), at_least("disability_percent", 67)))
    network = world(tmp_path, care1=(either,), money=())
    assert asked(network) == ()
    assert [one.fact for one in asked(network, replace(ASKED, citizen=Citizen(age=40)))] == [
        "disability_percent"
    ]


# 07   what only a person can read is no fact
def test_07_what_only_a_person_can_read_is_left_to_the_desk(tmp_path: Path) -> None:
    told = Condition(HUMAN_CHECK, text_it="valutazione del servizio")
    assert asked(world(tmp_path, care1=(rule(told),), money=())) == ()


# 08   three facts open, and few questions allowed
def test_08_past_the_most_that_is_tried_a_fact_comes_last_and_says_so(tmp_path: Path) -> None:
    network = world(
        tmp_path,
        care1=(rule(at_least("age", 65)),),
        money=(rule(among("lives_alone", "true")),),
    )
    first, second = asked(network, most=2)
    assert first.outcomes
    assert (second.fact, second.outcomes) == ("lives_alone", ())


def test_where_much_could_be_done_fewer_questions_are_asked(tmp_path: Path) -> None:
    found = find_paths(world(tmp_path, care1=(), money=()), ASKED)
    assert most_asked(found) == 120
    assert most_asked(replace(found, acts=replace(found.acts, procedures=(0,) * 1000))) == 30
    assert most_asked(replace(found, acts=replace(found.acts, procedures=(0,) * 10_000))) == 12


def test_the_same_question_has_the_same_questions_to_ask(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, rules=(rule(at_most("isee_eur", 9_000)),))),
        reference=drawn(*VOCABULARY),
    )
    said = {repr(justify(network, reader, ASKED, find_paths(network, ASKED)).questions) for _ in range(5)}
    assert len(said) == 1
    assert "“care”" not in said.pop()


def test_what_would_come_of_an_answer_is_said_in_words(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, rules=(rule(at_most("isee_eur", 9_000)),))),
        reference=drawn(*VOCABULARY),
    )
    (isee,) = justify(network, reader, ASKED, find_paths(network, ASKED)).questions
    assert [(outcome.when, outcome.then) for outcome in isee.outcomes] == [
        ("fino a 9.000", "il percorso resta questo"),
        ("oltre 9.000", "resterebbe scoperto: «care»"),
    ]


# Cells


@pytest.mark.parametrize(
    ("fact", "conditions", "words"),
    [
        ("age", [at_least("age", 65)], ["fino a 64", "da 65 in su"]),
        ("age", [at_least("age", 18), at_most("age", 67)], ["fino a 17", "da 18 a 67", "da 68 in su"]),
        ("age", [at_most("age", 64), at_least("age", 65)], ["fino a 64", "da 65 in su"]),
        ("age", [at_least("age", 0)], ["qualunque valore"]),
        ("household_size", [at_least("household_size", 2)], ["fino a 1", "da 2 in su"]),
        ("isee_eur", [at_most("isee_eur", 9_360.5)], ["fino a 9.360,50", "oltre 9.360,50"]),
        ("disability_percent", [at_least("disability_percent", 67)], ["meno di 67", "da 67 in su"]),
        ("disability_percent", [at_most("disability_percent", 100)], ["qualunque valore"]),
        ("lives_alone", [among("lives_alone", "true")], ["sì", "no"]),
        ("law_104", [among("law_104", "serious")], ["comma 3 (gravità)", "nessun riconoscimento o comma 1"]),
        ("memberships", [among("memberships", "avis")], ["avis", "nessuna di queste"]),
    ],
)
def test_thresholds_split_what_a_fact_can_be(
    fact: str, conditions: list[Condition], words: list[str]
) -> None:
    assert [values_text(fact, [cell], "it") for cell in cells_of(fact, conditions)] == words


def test_neighbouring_values_with_one_answer_are_said_as_one() -> None:
    low, middle, high = cells_of("age", [at_least("age", 18), at_least("age", 65)])
    assert values_text("age", [low, middle], "en") == "up to 64"
    assert values_text("age", [low, high], "en") == "up to 17 or 65 or more"
    first, _, last = cells_of("isee_eur", [at_most("isee_eur", 1.0), at_least("isee_eur", 2.0)])
    assert values_text("isee_eur", [first, last], "en") == "up to 1 or 2 or more"


@pytest.mark.parametrize("fact", [*NUMERIC_FACTS, *CODED_FACTS])
@pytest.mark.parametrize("on", [date(2026, 11, 23), date(2028, 2, 29)])
def test_a_supposed_value_is_known_of_the_person(fact: str, on: date) -> None:
    codes = ("true",) if fact in TRUTHS else CODES.get(fact, ("avis",))
    condition = at_least(fact, 3) if fact in NUMERIC_FACTS else among(fact, codes[0])
    for cell in cells_of(fact, [condition]):
        known = supposing(Citizen(), fact, cell.value, on).known(on)
        expected = cell.value if fact in NUMERIC_FACTS else frozenset(cell.value)  # type: ignore[arg-type]
        assert known == {fact: expected}


def test_every_code_of_a_fact_has_words_in_both_languages() -> None:
    for fact, codes in CODES.items():
        assert {f"code.{fact}.{code}" for code in codes} <= set(catalogue())
    assert set(CODES) | set(TRUTHS) < set(CODED_FACTS)
    assert {f"ask.{fact}" for fact in ATTRIBUTES} <= set(catalogue())
    assert LANGUAGES == ("it", "en")


# Random worlds: every value there is, against the cells


GRID: dict[str, list[Any]] = {
    "age": [*range(60, 80)],
    "household_size": [*range(1, 7)],
    "isee_eur": [float(value) for value in range(0, 20_000, 500)],
    "lives_alone": [True, False],
    "employment": list(CODES["employment"]),
}


def random_rules(rng: random.Random) -> tuple[Rule, ...]:
    choices = [
        at_least("age", rng.randint(62, 75)),
        at_most("age", rng.randint(62, 75)),
        at_most("isee_eur", float(rng.choice((6_000, 9_000, 9_250, 15_000)))),
        at_least("household_size", rng.randint(2, 5)),
        among("lives_alone", rng.choice(("true", "false"))),
        among("employment", *rng.sample(CODES["employment"], 2)),
        never(among("employment", rng.choice(CODES["employment"]))),
    ]
    return tuple(
        rule(tuple(rng.sample(choices, rng.choice((1, 1, 2))))) for _ in range(rng.choice((0, 1, 2)))
    )


def answered(found: ServicePaths) -> tuple[object, ...]:
    """Give what tells one answer from another: who does what for which need."""
    steps = found.paths[0].steps if found.paths else ()
    return tuple(
        sorted((step.candidate.row, *(goal.id for goal in step.meets)) for step in steps if step.candidate)
    )


def test_the_facts_asked_are_those_that_change_the_answer_whatever_their_value(tmp_path: Path) -> None:
    decided = 0
    for seed in range(SERIES):
        rng = random.Random(seed)
        names = ["care1", "care2", "money1", "money2"][: rng.randint(2, 4)]
        network = world(tmp_path / str(seed), **{name: random_rules(rng) for name in names})
        found = find_paths(network, ASKED)
        told = {one.fact: one for one in asked(network)}
        assert set(told) <= set(GRID)
        for fact, values in GRID.items():
            supposed = [
                find_paths(network, replace(ASKED, citizen=replace(Citizen(), **{fact: value})))
                for value in values
            ]
            kinds = {answered(answer) for answer in supposed}
            assert (fact in told) == (len(kinds) > 1), (seed, fact)
            if fact in told:
                assert {answered(outcome.answer) for outcome in told[fact].outcomes} == kinds, (seed, fact)
                now = met_by(found.paths[0])
                lost = max(len(now - (met_by(a.paths[0]) if a.paths else set())) for a in supposed)
                assert told[fact].weight[0] == lost, (seed, fact)
                decided += 1
        order = [one.weight for one in asked(network)]
        assert order == sorted(order, reverse=True)
    assert decided > SERIES // 2
