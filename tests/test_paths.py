"""Service paths over drawn networks: what a person asks, and the package that answers.

In the drawings ``coop:sad`` is the offering *sad* of *coop*, ``─isee→`` a paper
handed on, ``★`` the need asked, ``(…)`` a presumed step that nobody mapped.
"""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from welfarenet.graph.citizen import Citizen, HeldDocument
from welfarenet.graph.concepts import Holding
from welfarenet.graph.coverage import Reason
from welfarenet.graph.demands import Cost, Days
from welfarenet.graph.exercises import ExerciseData
from welfarenet.graph.explain import explain_paths
from welfarenet.graph.gap_telling import explain_gaps
from welfarenet.graph.gaps import GapQuestion, find_gaps
from welfarenet.graph.mapped import Channel, Status
from welfarenet.graph.network import Goal, Network
from welfarenet.graph.paths import ServicePaths, find_paths
from welfarenet.graph.question import Question
from welfarenet.graph.reference import Reference
from worlds import (
    CINGOLI,
    JESI,
    NAPOLI,
    TODAY,
    Part,
    agreement,
    among,
    at_least,
    at_most,
    drawn,
    entry,
    exercise,
    iri,
    kind,
    need,
    open_world,
    paper,
    referral,
    rule,
    serve,
)

CARE = Goal("care", True)
VOCABULARY = (
    need("care"),
    need("money"),
    paper("id", usually_held=True),
    paper("isee", valid_to_year_end=True),
    paper("report"),
    paper("certificate", stands_for=("report",)),
    kind("home.care", "care"),
    kind("tax.desk"),
    kind("doctor"),
    kind("benefit", "money"),
)


def ask(network: Network, comune: str = JESI, *goals: Goal, on: date = TODAY, **wishes: Any) -> ServicePaths:
    citizen = wishes.pop("citizen", Citizen())
    return find_paths(network, replace(Question(comune, goals or (CARE,), on, citizen), **wishes))


def names(network: Network, answer: ServicePaths, which: int = 0) -> list[str]:
    """Name the steps of a path in order; presumed ones in brackets."""
    found = []
    for step in answer.paths[which].steps:
        if step.candidate is None:
            found.append(f"({network.procedures[step.procedure].service_type})")
        else:
            found.append(network.index.offerings[step.candidate.row].rpartition("/")[2])
    return found


# 01   coop:sad ─★
def test_01_an_offering_that_asks_nothing_is_the_whole_path(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path, exercise("one", serve("sad", "home.care", at=JESI)), reference=drawn(*VOCABULARY)
    )
    answer = ask(network)
    assert names(network, answer) == ["sad"]
    assert answer.outcomes[0].reason is Reason.COVERED


# 02   caf:desk ─isee→ coop:sad ─★
def test_02_the_paper_one_asks_is_issued_by_another(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",), days=14),
            serve("sad", "home.care", at=JESI, requires="isee", days=30),
        ),
        reference=drawn(*VOCABULARY),
    )
    answer = ask(network)
    assert names(network, answer) == ["desk", "sad"]
    assert answer.paths[0].days == 44
    assert answer.paths[0].handoffs == 1


# 03   the citizen holds a valid ISEE: coop:sad ─★; the one of last year died on 31 December
def test_03_a_paper_held_needs_no_step_unless_it_has_lapsed(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",)),
            serve("sad", "home.care", at=JESI, requires="isee"),
        ),
        reference=drawn(*VOCABULARY),
    )
    valid = Citizen(documents=(HeldDocument("isee", issued_on=date(2026, 3, 1)),))
    lapsed = Citizen(documents=(HeldDocument("isee", issued_on=date(2025, 3, 1)),))
    assert names(network, ask(network, citizen=valid)) == ["sad"]
    assert names(network, ask(network, citizen=lapsed)) == ["desk", "sad"]


# 04   an identity card is taken as held, unless the person says that it is not
def test_04_what_nearly_everybody_has_is_assumed_until_the_person_lacks_it(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, requires="id")),
        reference=drawn(*VOCABULARY),
    )
    assert ask(network).paths
    answer = ask(network, citizen=Citizen(documents=(HeldDocument("id", held=False),)))
    assert answer.paths == ()
    assert answer.outcomes[0].reason is Reason.BLOCKED_DOCUMENT
    assert answer.outcomes[0].blocked == ("id",)


# 05   (tax.desk) ─isee→ coop:sad ─★
def test_05_what_nobody_mapped_is_presumed_and_shown_as_such(tmp_path: Path) -> None:
    reference = drawn(*VOCABULARY, entry("tax.desk", issues=("isee",)))
    network, reader = open_world(
        tmp_path, exercise("one", serve("sad", "home.care", at=JESI, requires="isee")), reference=reference
    )
    answer = ask(network)
    assert names(network, answer) == ["(tax.desk)", "sad"]
    told = explain_paths(network, reader, Question(JESI, (CARE,), TODAY), answer)
    assert told.status == "presumed"
    assert [actor.service_type for actor in told.unmapped] == ["tax.desk"]
    assert told.paths[0].steps[0].provider is None


# 05b  (doctor) ─report→ coop:sad ─★   the law words its days and costs in two languages, the desk in its own
def test_05b_days_and_cost_are_told_in_the_language_asked_where_the_law_words_them(tmp_path: Path) -> None:
    law = entry(
        "doctor/one",
        issues=("report",),
        days=Days(1, 2, "uno o due giorni"),
        cost=Cost(Decimal(5), None, "all'ora"),
        days_text_en="one or two days",
        cost_text_en="an hour",
    )
    sad = serve("sad", "home.care", at=JESI, requires="report", euros=3)
    offering = replace(sad[1], cost=Cost(Decimal(3), None, "al pasto"))
    network, reader = open_world(
        tmp_path, exercise("one", sad[0], offering), reference=drawn(*VOCABULARY, law)
    )
    question = Question(JESI, (CARE,), TODAY)
    found = find_paths(network, question)
    for lang, words in (("it", ["all'ora", "al pasto"]), ("en", ["an hour", "al pasto"])):
        (path,) = explain_paths(network, reader, question, found, lang).paths
        assert [step.cost_eur.text for step in path.steps] == words
    assert path.steps[0].days.text == "one or two days"


# 06   (tax.desk) asks nothing, caf:desk asks a report that only (doctor) gives: the mapped desk is used
def test_06_a_mapped_offering_is_used_even_where_presuming_would_be_shorter(tmp_path: Path) -> None:
    reference = drawn(*VOCABULARY, entry("tax.desk", issues=("isee",)), entry("doctor", issues=("report",)))
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",), requires="report"),
            serve("sad", "home.care", at=JESI, requires="isee"),
        ),
        reference=reference,
    )
    assert names(network, ask(network)) == ["(doctor)", "desk", "sad"]


# 07   a certificate is accepted in place of the report
def test_07_a_paper_that_stands_for_another_is_enough(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise(
            "one",
            serve("visit", "doctor", at=JESI, by="inps", issues=("certificate",)),
            serve("sad", "home.care", at=JESI, requires="report"),
        ),
        reference=drawn(*VOCABULARY),
    )
    answer = ask(network)
    assert names(network, answer) == ["visit", "sad"]
    told = explain_paths(network, reader, Question(JESI, (CARE,), TODAY), answer, "en")
    assert "«certificate» (accepted as «report»)" in told.paths[0].steps[0].reason


# 08   two needs, one package: the shared ISEE is made once
def test_08_two_needs_share_their_papers(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",)),
            serve("sad", "home.care", at=JESI, requires="isee"),
            serve("grant", "benefit", at=JESI, by="comune", requires="isee"),
        ),
        reference=drawn(*VOCABULARY),
    )
    assert sorted(names(network, ask(network, JESI, CARE, Goal("money", True)))) == ["desk", "grant", "sad"]


# 09   money nobody offers: care is planned all the same
def test_09_a_need_nobody_covers_does_not_hide_the_one_that_is(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path, exercise("one", serve("sad", "home.care", at=JESI)), reference=drawn(*VOCABULARY)
    )
    question = Question(JESI, (CARE, Goal("money", True)), TODAY)
    answer = find_paths(network, question)
    told = explain_paths(network, reader, question, answer)
    assert told.status == "partial"
    assert [(gap.need, gap.class_) for gap in told.uncovered] == [("money", "nowhere")]
    assert told.uncovered[0].unlock


# 09b  money ★ ─┤ preparer: addresses it, but by law only prepares it    old: met it until 2025
#               └ grant: addresses it, and no law says more
def test_09b_only_kinds_of_service_that_would_meet_the_need_today_are_suggested(tmp_path: Path) -> None:
    reference = drawn(
        need("care"),
        need("money"),
        kind("home.care", "care"),
        kind("preparer", "money"),
        kind("old", "money"),
        kind("grant", "money"),
        entry("preparer", needs=()),
        entry("old", needs=("money",), holdings=(Holding((), None, date(2025, 12, 31)),)),
    )
    network, reader = open_world(
        tmp_path, exercise("one", serve("sad", "home.care", at=JESI)), reference=reference
    )
    goal = Goal("money", True)
    question = Question(JESI, (goal,), TODAY)
    (gap,) = explain_paths(network, reader, question, find_paths(network, question), "en").uncovered
    assert (gap.class_, gap.unlock) == ("nowhere", ("Map or open a service of type: «grant».",))
    table = find_gaps(network, GapQuestion((JESI,), (goal,), TODAY))
    (cause,) = explain_gaps(network, table, (JESI, "Jesi"), "comune", "en").causes
    assert (cause.class_, cause.unlock) == (gap.class_, gap.unlock)


# 10   an agreement makes coop2's desk the better supplier though it is dearer
def test_10_an_agreement_in_force_changes_the_supplier(tmp_path: Path) -> None:
    parts = (
        serve("cheap", "tax.desk", at=JESI, by="caf1", issues=("isee",), euros=0, days=1),
        serve("agreed", "tax.desk", at=JESI, by="caf2", issues=("isee",), euros=2, days=1),
        serve("sad", "home.care", at=JESI, requires="isee", euros=0, days=1),
    )
    plain, _ = open_world(tmp_path / "a", exercise("one", *parts), reference=drawn(*VOCABULARY))
    assert names(plain, ask(plain)) == ["cheap", "sad"]
    tied = agreement("tie", "caf2", "coop", valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))
    network, _ = open_world(tmp_path / "b", exercise("one", *parts, tied), reference=drawn(*VOCABULARY))
    assert names(network, ask(network)) == ["agreed", "sad"]
    assert names(network, ask(network, on=date(2027, 1, 1))) == ["cheap", "sad"]


# 11   the same by a referral between the two offerings
def test_11_a_referral_changes_the_supplier(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("cheap", "tax.desk", at=JESI, by="caf1", issues=("isee",), euros=0, days=1),
            serve("agreed", "tax.desk", at=JESI, by="caf2", issues=("isee",), euros=2, days=1),
            serve("sad", "home.care", at=JESI, requires="isee", euros=0, days=1),
            referral("agreed", "sad"),
        ),
        reference=drawn(*VOCABULARY),
    )
    assert names(network, ask(network)) == ["agreed", "sad"]


# 12   three coops: each alternative does without an earlier one's provider
def test_12_alternatives_involve_other_providers(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", *(serve(f"sad{n}", "home.care", at=JESI, by=f"coop{n}", euros=n) for n in range(3))),
        reference=drawn(*VOCABULARY),
    )
    answer = ask(network, k=5)
    assert [names(network, answer, which) for which in range(len(answer.paths))] == [
        ["sad0"],
        ["sad1"],
        ["sad2"],
    ]


# 13   the suspended one is skipped and named
def test_13_a_suspended_offering_is_skipped_and_the_answer_says_so(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, status=Status.SUSPENDED)),
        reference=drawn(*VOCABULARY),
    )
    question = Question(JESI, (CARE,), TODAY)
    told = explain_paths(network, reader, question, find_paths(network, question))
    assert told.status == "none"
    assert [gap.class_ for gap in told.uncovered] == ["suspended-or-full"]
    assert [door.reason for door in told.not_offered] == ["Il servizio risulta sospeso."]


# 14   old procedure until February in AN, all year in NA; the new one from March in AN
def test_14_the_procedure_follows_the_date_and_the_province(tmp_path: Path) -> None:
    old = (Holding(("AN",), None, date(2026, 2, 28)), Holding((), None, date(2026, 12, 31)))
    new = (Holding(("AN",), date(2026, 3, 1)), Holding((), date(2027, 1, 1)))
    reference = drawn(
        *VOCABULARY,
        entry("doctor/old", issues=("report",), holdings=old, replaced_by=("doctor",)),
        entry("doctor/new", issues=("certificate",), holdings=new),
    )
    network, reader = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=(JESI, NAPOLI), requires="report")),
        reference=reference,
    )

    def issued(comune: str, on: date) -> tuple[str, ...]:
        return network.procedures[ask(network, comune, on=on).paths[0].steps[0].procedure].issues

    assert issued(JESI, date(2026, 2, 28)) == ("report",)
    assert issued(JESI, date(2026, 3, 1)) == ("certificate",)
    assert issued(NAPOLI, date(2026, 3, 1)) == ("report",)
    question = Question(NAPOLI, (CARE,), TODAY)
    told = explain_paths(network, reader, question, find_paths(network, question))
    assert "fino al 31 dicembre 2026" in told.paths[0].steps[0].note


# 15   an unknown age passes as an assumption and is worth asking; a known one decides
def test_15_an_unknown_condition_is_assumed_and_asked(tmp_path: Path) -> None:
    over_65 = rule(at_least("age", 65))
    network, reader = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, rules=(over_65,))),
        reference=drawn(*VOCABULARY),
    )
    question = Question(JESI, (CARE,), TODAY)
    told = explain_paths(network, reader, question, find_paths(network, question))
    assert [(a.fact, a.step) for a in told.assumptions] == [("age", "s1")]
    assert [(q.fact, q.decides) for q in told.questions] == [("age", ("s1",))]
    young = replace(question, citizen=Citizen(age=40))
    told = explain_paths(network, reader, young, find_paths(network, young))
    assert [gap.class_ for gap in told.uncovered] == ["not-eligible"]
    assert "legge inventata 2/2026" in told.uncovered[0].reason
    old = replace(question, citizen=Citizen(age=82))
    assert explain_paths(network, reader, old, find_paths(network, old)).assumptions == ()


# 16   a limit that no path keeps is named, with what it would take
def test_16_a_limit_no_path_keeps_is_said_with_what_it_would_take(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, days=90, euros=10)),
        reference=drawn(*VOCABULARY),
    )
    question = Question(JESI, (CARE,), TODAY, max_days=30)
    told = explain_paths(network, reader, question, find_paths(network, question), "en")
    assert told.status == "none"
    assert "takes 90 days, 1 providers and 10 euros" in told.uncovered[0].reason


# 17   forbidding the provider leaves the other; requiring the dearer one uses it
def test_17_what_is_forbidden_is_avoided_and_what_is_required_is_used(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("sad", "home.care", at=JESI, by="coop1", euros=0),
            serve("dear", "home.care", at=JESI, by="coop2", euros=9),
        ),
        reference=drawn(*VOCABULARY),
    )
    assert names(network, ask(network, forbid=frozenset({iri("provider/coop1")}))) == ["dear"]
    assert "dear" in names(network, ask(network, require=frozenset({iri("offering/dear")})))
    answer = ask(network, require=frozenset({iri("offering/elsewhere")}))
    assert answer.unusable == (iri("offering/elsewhere"),)
    assert answer.paths == ()


# 17b  care: only coop:sad, at home; money: anybody's benefit
@pytest.mark.parametrize(
    "wishes",
    [
        {"forbid": frozenset({"home.care"})},
        {"forbid": frozenset({iri("provider/coop")})},
        {"channels": frozenset({Channel.ONLINE})},
    ],
)
def test_17b_what_only_the_forbidden_would_do_is_not_said_to_be_offered_by_nobody(
    tmp_path: Path, wishes: Any
) -> None:
    network, reader = open_world(
        tmp_path,
        exercise(
            "one",
            serve("sad", "home.care", at=JESI, channels=(Channel.HOME,)),
            serve("grant", "benefit", at=JESI, by="inps", channels=(Channel.ONLINE,)),
        ),
        reference=drawn(*VOCABULARY),
    )
    question = replace(Question(JESI, (CARE, Goal("money", True)), TODAY), **wishes)
    told = explain_paths(network, reader, question, find_paths(network, question), "en")
    assert told.status == "partial"
    assert [(one.need, one.class_) for one in told.uncovered] == [("care", "covered")]
    assert "the question forbids them" in told.uncovered[0].reason
    assert told.uncovered[0].unlock == ("Widen the limits asked.",)


# 18   a service type asked by its id is a goal like a need
def test_18_a_kind_of_service_can_be_asked_for(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",))),
        reference=drawn(*VOCABULARY),
    )
    assert names(network, ask(network, JESI, Goal("tax.desk", False))) == ["desk"]
    assert ask(network, CINGOLI, Goal("tax.desk", False)).paths == ()


# 19   a desk writes the need "money" beside the doctor's visit: the visit alone is not the money
def test_19_a_step_toward_a_need_is_not_its_answer(tmp_path: Path) -> None:
    reference = drawn(
        *VOCABULARY,
        entry("doctor", issues=("report",)),
        entry("benefit", requires="report", needs=("money",)),
    )
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("visit", "doctor", at=JESI, by="gp", needs=("money",)),
            serve("grant", "benefit", at=JESI),
        ),
        reference=reference,
    )
    assert names(network, ask(network, JESI, Goal("money", True))) == ["visit", "grant"]


# 20   mapped offerings in a circle (isee asks report, report asks isee), and (doctor) as the way out
def test_20_a_circle_of_mapped_offerings_is_left_through_a_presumed_step(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",), requires="report"),
            serve("visit", "doctor", at=JESI, by="gp", issues=("report",), requires="isee"),
            serve("sad", "home.care", at=JESI, requires="isee"),
        ),
        reference=drawn(*VOCABULARY, entry("doctor", issues=("report",))),
    )
    assert names(network, ask(network)) == ["(doctor)", "desk", "sad"]


def world_of(rename: dict[str, str], order: random.Random) -> tuple[ExerciseData, Reference]:
    """Draw world 08 with conditions and an agreement, its names changed and its rows shuffled."""

    def to(name: str) -> str:
        return rename.get(name, name)

    parts: list[Part] = [
        serve(to("desk"), "tax.desk", at=JESI, by=to("caf"), issues=("isee",), euros=1, days=14),
        serve(to("desk2"), "tax.desk", at=JESI, by=to("caf2"), issues=("isee",), euros=0, days=20),
        serve(to("sad"), "home.care", at=JESI, by=to("coop"), requires="isee", euros=5, days=30),
        serve(
            to("sad2"),
            "home.care",
            at=JESI,
            by=to("coop2"),
            requires="isee",
            euros=2,
            days=60,
            rules=(rule(among("lives_alone", "true")),),
        ),
        agreement(to("tie"), to("caf"), to("coop")),
    ]
    order.shuffle(parts)
    return exercise(to("one"), *parts), drawn(*VOCABULARY)


def test_renaming_everything_gives_the_same_path(tmp_path: Path) -> None:
    plain = ["desk", "desk2", "caf", "caf2", "sad", "sad2", "coop", "coop2", "tie", "one"]
    shapes = []
    for number in range(6):
        order = random.Random(number)
        new = [f"n{order.randrange(10**9):09}" for _ in plain] if number else plain
        rename = dict(zip(plain, new, strict=True))
        back = {renamed: name for name, renamed in rename.items()}
        data, reference = world_of(rename, order)
        network, _ = open_world(tmp_path / str(number), data, reference=reference)
        answer = ask(network, k=3)
        shapes.append(
            [
                (path.objective, path.days, [back[n] for n in names(network, answer, i)])
                for i, path in enumerate(answer.paths)
            ]
        )
    assert all(shape == shapes[0] for shape in shapes)
    assert len(shapes[0]) > 1


def test_the_answer_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    data, reference = world_of({}, random.Random(1))
    network, reader = open_world(tmp_path, data, reference=reference)
    question = Question(JESI, (CARE,), TODAY, k=3)
    answers = {
        repr(explain_paths(network, reader, question, find_paths(network, question))) for _ in range(20)
    }
    assert len(answers) == 1


def starts(answer: ServicePaths) -> list[int]:
    """Give the first day of each step of the best path, counted from the day asked."""
    return [step.starts for step in answer.paths[0].steps]


# 21   asked on 1 December: doctor:visit(80 days) and caf:desk ─isee→ coop:sad; the ISEE would die on the 31st
def test_21_an_isee_that_would_die_in_mid_path_is_asked_for_in_the_new_year(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("visit", "doctor", at=JESI, by="gp", issues=("report",), days=80),
            serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",), days=10),
            serve("sad", "home.care", at=JESI, requires="isee, report", days=5),
        ),
        reference=drawn(*VOCABULARY),
    )
    answer = ask(network, on=date(2026, 12, 1))
    assert names(network, answer) == ["visit", "desk", "sad"]
    assert starts(answer) == [0, 21, 80]
    assert starts(ask(network, on=date(2026, 3, 1))) == [0, 0, 80]


# 22   the ISEE held dies on 31 December, the visit takes 80 days: a new one is needed
def test_22_a_paper_held_that_lapses_in_mid_path_is_asked_for_anew(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("visit", "doctor", at=JESI, by="gp", issues=("report",), days=80),
            serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",), days=10),
            serve("sad", "home.care", at=JESI, requires="isee, report", days=5),
        ),
        reference=drawn(*VOCABULARY),
    )
    holder = Citizen(documents=(HeldDocument("isee"),))
    assert names(network, ask(network, on=date(2026, 3, 1), citizen=holder)) == ["visit", "sad"]
    assert names(network, ask(network, on=date(2026, 12, 1), citizen=holder)) == ["visit", "desk", "sad"]


# 23   a call that opens in June is waited for; one that opens in two years is not
def test_23_an_offering_that_opens_within_the_year_is_waited_for(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, days=5, valid_from=date(2027, 6, 1))),
        reference=drawn(*VOCABULARY),
    )
    answer = ask(network, on=date(2027, 5, 1))
    assert (names(network, answer), starts(answer), answer.paths[0].days) == (["sad"], [31], 36)
    assert ask(network, on=date(2025, 5, 1)).paths == ()


# 24   the claim closes on day 68 and its paper takes 80: no path holds on the calendar
def test_24_a_claim_that_closes_before_its_papers_are_there_is_no_path(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise(
            "one",
            serve("visit", "doctor", at=JESI, by="gp", issues=("report",), days=80),
            serve("sad", "home.care", at=JESI, requires="report", valid_to=date(2026, 12, 31)),
        ),
        reference=drawn(*VOCABULARY),
    )
    question = Question(JESI, (CARE,), date(2026, 11, 1))
    told = explain_paths(network, reader, question, find_paths(network, question))
    assert told.status == "none"
    assert told.uncovered[0].class_ == "blocked-document"
    assert "calendario" in told.uncovered[0].reason
    assert ask(network, on=date(2026, 3, 1)).paths


# 24b  the same, and a grant that asks nothing: the grant is planned, the claim is told
def test_24b_a_need_the_calendar_leaves_no_time_for_does_not_hide_the_one_it_does(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise(
            "one",
            serve("visit", "doctor", at=JESI, by="gp", issues=("report",), days=80),
            serve("sad", "home.care", at=JESI, requires="report", valid_to=date(2026, 12, 31)),
            serve("grant", "benefit", at=JESI),
        ),
        reference=drawn(*VOCABULARY),
    )
    question = Question(JESI, (CARE, Goal("money", True)), date(2026, 11, 1))
    answer = find_paths(network, question)
    told = explain_paths(network, reader, question, answer)
    assert names(network, answer) == ["grant"]
    assert told.status == "partial"
    assert [gap.need for gap in told.uncovered] == ["care"]


# 24c  sad ├2027-06-01 for those of 65 and over: she is 64, and 65 in January
def test_24c_an_age_reached_before_its_step_meets_the_condition(tmp_path: Path) -> None:
    late: dict[str, Any] = {"at": JESI, "valid_from": date(2027, 6, 1), "rules": (rule(at_least("age", 65)),)}
    network, _ = open_world(
        tmp_path, exercise("one", serve("sad", "home.care", **late)), reference=drawn(*VOCABULARY)
    )
    assert ask(network, citizen=Citizen(born_on=date(1962, 1, 15))).paths


# 24d  sad ├2027-06-01 for those under 18: she is 17, and 18 in January
def test_24d_an_age_outgrown_before_its_step_does_not_meet_the_condition(tmp_path: Path) -> None:
    late: dict[str, Any] = {"at": JESI, "valid_from": date(2027, 6, 1), "rules": (rule(at_most("age", 17)),)}
    network, _ = open_world(
        tmp_path, exercise("one", serve("sad", "home.care", **late)), reference=drawn(*VOCABULARY)
    )
    assert not ask(network, citizen=Citizen(born_on=date(2009, 1, 15))).paths


# 24e  gp:visit ─report→ sad ─★   the visit takes 80 days, and the law on home care ends in 38
def test_24e_a_procedure_that_ends_before_its_step_leaves_no_path(tmp_path: Path) -> None:
    law = entry("home.care", needs=("care",), holdings=(Holding((), None, date(2026, 12, 31)),))
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("visit", "doctor", at=JESI, by="gp", issues=("report",), days=80),
            serve("sad", "home.care", at=JESI, requires="report"),
        ),
        reference=drawn(*VOCABULARY, law),
    )
    assert not ask(network).paths


# 25   caf:desk ─isee or report→ coop:sad ─★, whichever: the desk names first what people usually bring
@pytest.mark.parametrize(("first", "second"), [("isee", "report"), ("report", "isee")])
def test_25_of_papers_that_would_do_alike_the_one_named_first_is_asked(
    tmp_path: Path, first: str, second: str
) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee", "report")),
            serve("sad", "home.care", at=JESI, requires=f"{first} | {second}"),
        ),
        reference=drawn(*VOCABULARY),
    )
    assert ask(network).paths[0].steps[1].papers == ((first, 0),)


# 25b  caf:tax ─isee─┐
#      gp:desk ─report┴→ coop:sad ─★, either will do: the desk names first what people usually bring
@pytest.mark.parametrize(("first", "second"), [("isee", "report"), ("report", "isee")])
def test_25b_of_desks_alike_the_one_that_gives_the_usual_paper_is_asked(
    tmp_path: Path, first: str, second: str
) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("tax", "tax.desk", at=JESI, by="caf", issues=("isee",), days=1, euros=0),
            serve("desk", "tax.desk", at=JESI, by="gp", issues=("report",), days=1, euros=0),
            serve("sad", "home.care", at=JESI, requires=f"{first} | {second}"),
        ),
        reference=drawn(*VOCABULARY),
    )
    assert ask(network).paths[0].steps[1].papers == ((first, 0),)


# 26   b:one, a:two and a:three ─★, wholly alike: a before b, three before two
def test_26_of_offerings_wholly_alike_the_first_by_iri_is_given(tmp_path: Path) -> None:
    alike = [
        serve(name, "home.care", at=JESI, by=by) for name, by in (("one", "b"), ("two", "a"), ("three", "a"))
    ]
    for number, written in enumerate(permutations(alike)):
        network, _ = open_world(
            tmp_path / str(number), exercise("one", *written), reference=drawn(*VOCABULARY)
        )
        assert names(network, ask(network)) == ["three"]


# 26b  one: care, money; two: money; three: care, wholly alike but for whose they are
def test_26b_who_does_more_is_given_only_where_that_is_wanted(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("one", "home.care", at=JESI, by="b"),
            serve("two", "benefit", at=JESI, by="b"),
            serve("three", "home.care", at=JESI, by="a"),
        ),
        reference=drawn(*VOCABULARY),
    )
    assert names(network, ask(network)) == ["three"]
    assert sorted(names(network, ask(network, JESI, CARE, Goal("money", True)))) == ["one", "two"]
