"""The map of gaps says in every cell what the single question says, and levers open what they say."""

import os
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from bench.nation import invent
from gap_worlds import (
    COMUNI,
    GOALS,
    KINDS,
    PAPERS,
    PERSONAS,
    TURNING,
    giving,
    is_met_by_mapped_alone,
    offering,
    random_network,
    reopening,
    said,
    turning,
    waiving,
)

from welfarenet.graph.citizen import Citizen, HeldDocument
from welfarenet.graph.concepts import Exclusion, Holding
from welfarenet.graph.coverage import Reason
from welfarenet.graph.flood import Act, Flood
from welfarenet.graph.gap_telling import explain_gaps
from welfarenet.graph.gaps import GapMap, GapQuestion, find_gaps
from welfarenet.graph.levers import Change, find_levers
from welfarenet.graph.mapped import Channel, Status
from welfarenet.graph.network import Goal, Network, open_network
from welfarenet.graph.outcome import Outcome
from welfarenet.graph.question import Question
from welfarenet.graph.realms import comuni_within, list_realms
from welfarenet.graph.reference import load_reference
from welfarenet.graph.roots import roots
from worlds import (
    ANCONA,
    CINGOLI,
    JESI,
    MONSANO,
    NAPOLI,
    TODAY,
    ambito,
    at_least,
    drawn,
    entry,
    exercise,
    kind,
    need,
    open_world,
    paper,
    rule,
    serve,
)

SERIES = 300 if os.environ.get("WELFARENET_EXHAUST") else 10
TELLING = (101, 102, 129, 171)
"""Networks that once told the map from the single question: presumed steps that must yield, papers held."""
CHANGED = 40 if os.environ.get("WELFARENET_EXHAUST") else 4
FIRST = 10
"""The first network whose records are changed."""
CARE = Goal("care", True)
NEAR_OR_FAR = (Reason.COVERED, Reason.COVERED_REMOTE)
UNDOCUMENTED = Citizen(age=40, citizenship="non-eu", permit="none")
EVERYBODY = Citizen(age=100, isee_eur=0.0)
"""Meets every condition of the random networks."""


def mapped(network: Network, *comuni: str, persona: Citizen | None = None, on: date = TODAY) -> list[Outcome]:
    """Give what becomes of the care of one kind of person in some comuni."""
    found = find_gaps(network, GapQuestion(comuni, (CARE,), on, persona or Citizen()))
    return [found.outcome(CARE, comune) for comune in comuni]


# A ladder


#   IT ── prov-AN ─┬─ Jesi      sad (care)
#                  └─ Monsano   –               sad says nothing of Monsano
def test_01_a_need_is_covered_where_somebody_covers_it_and_elsewhere_said_to_be_offered_elsewhere(
    tmp_path: Path,
) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("sad", "home", at=JESI)),
        reference=drawn(need("care"), kind("home", "care")),
    )
    assert [one.reason for one in mapped(network, JESI, MONSANO)] == [Reason.COVERED, Reason.NOT_HERE]


#   desk (isee) in prov-AN; sad (care, asks isee) in IT: Jesi has both, Cingoli lacks the paper
def test_02_a_paper_nobody_gives_here_is_named(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("desk", "desk", at="prov-AN", issues=("isee",)),
            serve("sad", "home", at="IT", requires="isee"),
        ),
        reference=drawn(need("care"), kind("home", "care"), kind("desk"), paper("isee")),
    )
    here, there = mapped(network, JESI, CINGOLI)
    assert here == Outcome(Reason.COVERED)
    assert there == Outcome(Reason.BLOCKED_DOCUMENT, documents=("isee",))


#   the law knows who issues isee (desk); nobody mapped one
def test_03_what_only_the_law_knows_of_is_presumed_and_says_what_nobody_mapped(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("sad", "home", at=JESI, requires="isee")),
        reference=drawn(
            need("care"), kind("home", "care"), kind("desk"), paper("isee"), entry("desk", issues=("isee",))
        ),
    )
    assert mapped(network, JESI) == [Outcome(Reason.UNMAPPED, documents=("isee",))]


#   sad asks for 65 years; the person is of 40, of 70, or of no age that is known
def test_04_unknown_is_never_no(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("sad", "home", at=JESI, rules=(rule(at_least("age", 65)),))),
        reference=drawn(need("care"), kind("home", "care")),
    )
    young, old, anybody = (
        mapped(network, JESI, persona=persona)[0] for persona in (Citizen(age=40), Citizen(age=70), Citizen())
    )
    assert (young.reason, [condition.attribute for condition, _ in young.conditions]) == (
        Reason.NOT_ELIGIBLE,
        ["age"],
    )
    assert old == Outcome(Reason.COVERED)
    assert anybody == Outcome(Reason.COVERED, sure=False, facts=("age",))


#   Jesi: suspended; Monsano: by telephone; Ancona: a procedure that ended; Napoli: nobody mapped anything
def test_05_shut_remote_ended_and_unmapped_places_are_told_apart(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("shut", "home", at=JESI, status=Status.SUSPENDED),
            serve("line", "home", at=MONSANO, channels=(Channel.PHONE,)),
            serve("old", "benefit", at=ANCONA),
        ),
        reference=drawn(
            need("care"),
            kind("home"),
            kind("benefit", "care"),
            entry("home", needs=("care",), holdings=(Holding(("AN",)),)),
            entry("benefit", needs=("care",), holdings=(Holding((), None, date(2025, 12, 31)),)),
        ),
    )
    assert mapped(network, JESI, MONSANO, ANCONA, NAPOLI) == [
        Outcome(Reason.UNMAPPED),
        Outcome(Reason.COVERED_REMOTE),
        Outcome(Reason.UNMAPPED),
        Outcome(Reason.NOT_HERE),
    ]
    only = drawn(need("care"), kind("home", "care"))
    network, _ = open_world(
        tmp_path / "two", exercise("one", serve("shut", "home", at=JESI, status=Status.FULL)), reference=only
    )
    assert mapped(network, JESI) == [Outcome(Reason.SUSPENDED_OR_FULL, kinds=("home",))]


#   desk gives a certificate good for 5 days; visit takes 30 and asks for it; claim asks for both
def test_06_papers_that_lapse_before_they_can_be_used_together_are_late(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("desk", "desk", at="IT", issues=("cert",), requires=""),
            serve("visit", "visit", at="IT", issues=("report",), requires="cert", days=30),
            serve("claim", "home", at="IT", requires="cert, report"),
        ),
        reference=drawn(
            need("care"),
            *(kind("desk"), kind("visit"), kind("home", "care")),
            *(paper("cert", valid_days=5), paper("report")),
        ),
    )
    assert mapped(network, JESI) == [Outcome(Reason.BLOCKED_DOCUMENT, late=True)]
    holding = Citizen(documents=(HeldDocument("cert", valid_until=TODAY + timedelta(60)),))
    assert mapped(network, JESI, persona=holding) == [Outcome(Reason.COVERED)]


#   sad covers prov-AN but for Monsano
def test_07_what_is_cut_out_of_a_coverage_is_not_covered(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one", *ambito(JESI, MONSANO), serve("sad", "home", at=("prov-AN", "ATS-9"), excluded=(MONSANO,))
        ),
        reference=drawn(need("care"), kind("home", "care")),
    )
    assert [one.reason for one in mapped(network, JESI, ANCONA, MONSANO)] == [
        Reason.COVERED,
        Reason.COVERED,
        Reason.NOT_HERE,
    ]


def test_08_comuni_under_one_law_are_mapped_together_and_those_of_another_apart(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("sad", "home", at="IT")),
        reference=drawn(
            need("care"), kind("home"), entry("home", needs=("care",), holdings=(Holding(("AN",)),))
        ),
    )
    realms = list_realms(network, (NAPOLI, JESI, CINGOLI, ANCONA), TODAY, Citizen())
    assert [realm.comuni for realm in realms] == [(NAPOLI, CINGOLI), (JESI, ANCONA)]
    assert mapped(network, NAPOLI, JESI) == [
        Outcome(Reason.NOT_HERE, kinds=("home",)),
        Outcome(Reason.COVERED),
    ]


#   agency (did) → benefit (care); the law keeps agency and benefit apart in the province of Ancona
def test_09_what_the_law_keeps_apart_is_so_only_in_the_provinces_it_names(tmp_path: Path) -> None:
    law = Exclusion(("benefit",), "legge inventata 3/2026", "", TODAY, True, ("AN",))
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("agency", "agency", at="IT"), serve("benefit", "benefit", at="IT")),
        reference=drawn(
            *(need("care"), paper("did"), kind("agency"), kind("benefit")),
            entry("agency", issues=("did",), excludes=(law,)),
            entry("benefit", requires="did", needs=("care",)),
        ),
    )
    apart, free = Outcome(Reason.INCOMPATIBLE), Outcome(Reason.COVERED)
    assert mapped(network, JESI, NAPOLI) == [apart, free]
    assert mapped(network, NAPOLI, JESI) == [free, apart]


#   claim asks for a paper held and for a report that takes 30 days
def test_10_a_paper_held_is_of_no_use_once_it_has_lapsed(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("visit", "visit", at="IT", issues=("report",), requires="", days=30),
            serve("claim", "home", at="IT", requires="cert, report"),
        ),
        reference=drawn(
            *(need("care"), kind("visit"), kind("home", "care")), *(paper("cert"), paper("report"))
        ),
    )
    soon, late = (
        Citizen(documents=(HeldDocument("cert", valid_until=TODAY + timedelta(days)),)) for days in (5, 60)
    )
    assert mapped(network, JESI, persona=soon) == [Outcome(Reason.BLOCKED_DOCUMENT, late=True)]
    assert mapped(network, JESI, persona=late) == [Outcome(Reason.COVERED)]


def test_the_comuni_of_a_territory_are_those_that_exist_on_the_day(tmp_path: Path) -> None:
    old = replace(drawn().territories[MONSANO], valid_to=date(2025, 12, 31))
    network, _ = open_world(tmp_path, exercise("one"), reference=drawn(old))
    assert comuni_within(network.index, "prov-AN", date(2025, 6, 1)) == (ANCONA, JESI, MONSANO)
    assert comuni_within(network.index, "prov-AN", TODAY) == (ANCONA, JESI)
    assert comuni_within(network.index, JESI, TODAY) == (JESI,)
    assert comuni_within(network.index, "nowhere", TODAY) == ()


#   a asks b, b asks a: a circle; c asks d, which nobody gives
def test_the_root_is_what_nobody_gives_and_of_a_circle_all_of_it() -> None:
    def act(gives: str, *asks: str) -> Act:
        return Act(0b11, (frozenset(asks),), frozenset((gives,)))

    flood = Flood().pour([act("a", "b"), act("b", "a"), act("c", "d")])
    assert roots(flood, "a", 0b11) == {"a": 0b11, "b": 0b11}
    assert roots(flood, "c", 0b01) == {"d": 0b01}


#   goal asks for z, or for w, x and y; w and x can be had
def test_of_several_ways_the_one_of_which_least_is_lacking_is_blamed() -> None:
    free = [Act(1, (frozenset(),), frozenset((name,))) for name in ("w", "x")]
    ways = (frozenset("z"), frozenset("wxy"))
    assert roots(Flood().pour([*free, Act(1, ways, frozenset((CARE,)))]), CARE, 1) == {"y": 1}
    assert roots(Flood().pour([Act(1, ways, frozenset((CARE,)))]), CARE, 1) == {"z": 1}


# The single question


def disagreements(network: Network, question: GapQuestion) -> list[tuple[object, ...]]:
    """List the cells where the map and the single question differ, and in what."""
    found = find_gaps(network, question)
    wrong: list[tuple[object, ...]] = []
    for comune in question.comuni:
        for goal in question.goals:
            outcome = found.outcome(goal, comune)
            asked = Question(comune, (goal,), question.on, question.persona)
            single = dict(said(network, asked))
            if outcome.reason in NEAR_OR_FAR and single["reason"] is Reason.UNMAPPED:
                # What is mapped leads there only under a law to come; in force is one with presumed steps.
                if not is_met_by_mapped_alone(network, asked):
                    wrong.append((comune, goal.id, "reason", outcome.reason, Reason.UNMAPPED))
                continue
            for name, value in single.items():
                ours: object = getattr(outcome, name)
                if name == "conditions":
                    ours = set(outcome.conditions)
                if name == "reason" and ours is Reason.COVERED and value is Reason.COVERED_REMOTE:
                    continue  # somebody near could end a path too, only not the best
                if ours != value:
                    wrong.append((comune, goal.id, name, ours, value))
            if outcome.met and bool(outcome.facts) == outcome.sure:
                wrong.append((comune, goal.id, "facts", outcome.facts, outcome.sure))
    return wrong


@pytest.mark.exhaust
def test_every_cell_says_what_the_single_question_says(tmp_path: Path) -> None:
    seen: Counter[Reason] = Counter()
    asked = 0
    for seed in (*range(SERIES), *TELLING):
        network = random_network(seed, tmp_path / str(seed))
        for persona in PERSONAS:
            question = GapQuestion(COMUNI, GOALS, TODAY, persona)
            assert disagreements(network, question) == [], f"world {seed}"
            found = find_gaps(network, question)
            asked += found.asked
            seen.update(found.outcomes[number].reason for number in found.cells.ravel().tolist())
    assert set(seen) >= set(Reason) - {Reason.INCOMPATIBLE}, "the random networks leave some reason out"
    assert 0 < asked < SERIES * len(PERSONAS) * len(COMUNI) * len(GOALS) / 5


@pytest.mark.exhaust
def test_every_cell_says_so_too_where_laws_turn_and_people_come_of_age(tmp_path: Path) -> None:
    differs = 0
    for seed in range(1000, 1000 + SERIES):
        network = random_network(seed, tmp_path / str(seed), turning(seed))
        for persona in TURNING:
            question = GapQuestion(COMUNI, GOALS, TODAY, persona)
            assert disagreements(network, question) == [], f"world {seed}"
            age = persona.known(TODAY)["age"]
            assert isinstance(age, float)
            frozen = replace(persona, born_on=None, age=int(age))
            moving, still = (find_gaps(network, replace(question, persona=one)) for one in (persona, frozen))
            differs += any(
                moving.outcome(goal, comune) != still.outcome(goal, comune)
                for goal in GOALS
                for comune in COMUNI
            )
    assert differs, "no birthday made a difference"


def test_in_an_invented_country_too_every_cell_says_what_the_single_question_says() -> None:
    network = open_network(invent(20_000, 7, load_reference()))
    goals = tuple(Goal(name, True) for name in sorted(network.index.reference.needs))
    for comune, persona in ((JESI, Citizen(age=82, self_sufficient=False)), (NAPOLI, UNDOCUMENTED)):
        question = GapQuestion((comune,), goals, TODAY, persona)
        assert disagreements(network, question) == []


@pytest.mark.exhaust
def test_what_hangs_on_unknown_facts_is_sure_once_these_are_known_to_be_good(tmp_path: Path) -> None:
    hung = 0
    for seed in range(SERIES):
        network = random_network(seed, tmp_path / str(seed))
        found = find_gaps(network, GapQuestion(COMUNI, GOALS, TODAY))
        for facts in {outcome.facts for outcome in found.outcomes if outcome.facts}:
            persona = replace(Citizen(), **{fact: getattr(EVERYBODY, fact) for fact in facts})
            known = find_gaps(network, replace(found.question, persona=persona))
            for comune in COMUNI:
                for goal in GOALS:
                    before = found.outcome(goal, comune)
                    if before.facts == facts:
                        hung += 1
                        assert known.outcome(goal, comune) == replace(before, sure=True, facts=()), (
                            f"world {seed}"
                        )
    assert hung > SERIES


# Levers

CHANGES: dict[Change, Any] = {
    Change.PAPER: giving,
    Change.SERVICE_TYPE: offering,
    Change.REOPEN: reopening,
    Change.CONDITION: waiving,
}
EVERY_CHANGE = (
    *((Change.PAPER, name) for name in PAPERS),
    *((change, name) for change in (Change.SERVICE_TYPE, Change.REOPEN) for name in KINDS),
    *((Change.CONDITION, fact) for fact in ("age", "isee_eur")),
)


def reached(found: GapMap, *, presuming: bool) -> set[tuple[Goal, str]]:
    """List what leads somewhere, the calendar and the law's exclusions aside."""
    return {
        (goal, comune)
        for chart in found.charts
        for goal in found.question.goals
        for number, comune in enumerate(chart.realm.comuni)
        if (chart.whole if presuming else chart.mapped).flood.reach.get(goal, 0) >> number & 1
    }


@pytest.mark.exhaust
def test_every_single_change_opens_what_its_lever_says_and_without_one_nothing(tmp_path: Path) -> None:
    tried: Counter[Change] = Counter()
    for seed in range(FIRST, FIRST + CHANGED):
        network = random_network(seed, tmp_path / str(seed))
        question = GapQuestion(COMUNI, GOALS, TODAY, PERSONAS[seed % len(PERSONAS)])
        found = find_gaps(network, question)
        levers = {(lever.change, lever.name): lever for lever in find_levers(network, found)}
        for change, name in EVERY_CHANGE:
            changed = random_network(seed, tmp_path / f"{seed}-{change}-{name}", CHANGES[change](name))
            after = find_gaps(changed, question)
            lever = levers.get((change, name))
            for presuming, counts in (
                (True, (lever.opened, lever.opened_comuni) if lever else (0, 0)),
                (False, (lever.mapped, lever.mapped_comuni) if lever else (0, 0)),
            ):
                new = reached(after, presuming=presuming) - reached(found, presuming=presuming)
                assert (len(new), len({comune for _, comune in new})) == counts, (seed, change, name)
            tried[change] += lever is not None
    assert set(tried) == set(Change)


#   nobody gives isee in Jesi and Monsano; nobody gives did in Jesi
def test_the_change_that_opens_most_comes_first(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("sad", "home", at=(JESI, MONSANO), requires="isee"),
            serve("meals", "meals", at=JESI, requires="did"),
        ),
        reference=drawn(
            *(
                need("care"),
                need("food"),
                kind("home", "care"),
                kind("meals", "food"),
                paper("isee"),
                paper("did"),
            )
        ),
    )
    found = find_gaps(network, GapQuestion((JESI, MONSANO), (CARE, Goal("food", True)), TODAY))
    levers = find_levers(network, found)
    assert [(one.change, one.name, one.opened, one.opened_comuni) for one in levers] == [
        (Change.PAPER, "isee", 2, 2),
        (Change.SERVICE_TYPE, "home", 2, 2),
        (Change.SERVICE_TYPE, "meals", 2, 2),
        (Change.PAPER, "did", 1, 1),
    ]
    told = explain_gaps(network, found, ("prov-AN", "Ancona"), "province", "it")
    assert [(one.name, one.comuni) for one in told.areas] == [("Ancona", 2)]
    assert [(cell.need, cell.class_, cell.open) for cell in told.cells] == [
        ("care", "blocked-document", 2),
        ("food", "blocked-document", 2),
    ]
    assert told.causes[0].reason == "C'è chi risponde, ma qui nessuno rilascia «isee»."
    assert told.causes[0].examples == ("Jesi (AN)", "Monsano (AN)")
