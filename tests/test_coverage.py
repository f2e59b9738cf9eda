"""Who covers a need here, and why nobody does: a numbered ladder of drawn worlds.

IT ─┬─ reg-11 ─┬─ prov-AN ─┬─ Jesi ────┐
    │          │           ├─ Monsano ─┴─ ATS-9
    │          │           └─ Ancona
    │          └─ prov-MC ─── Cingoli
    └─ reg-15 ─── prov-NA ─── Napoli
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from welfarenet.api.faults import fault
from welfarenet.graph.absence import Absence, absence
from welfarenet.graph.concepts import Holding
from welfarenet.graph.coverage import Local, Reason, plate_of
from welfarenet.graph.eligibility import Verdict
from welfarenet.graph.exercises import ExerciseData
from welfarenet.graph.mapped import Channel, Offering, Service, Status
from welfarenet.graph.network import Goal, Network
from welfarenet.graph.paths import find_paths
from welfarenet.graph.places import Territory, TerritoryKind
from welfarenet.graph.procedures import Ending
from welfarenet.graph.question import Question
from welfarenet.ontology.errors import UnknownConceptError
from worlds import (
    AMBITO,
    ANCONA,
    CINGOLI,
    JESI,
    MONSANO,
    NAPOLI,
    TODAY,
    ambito,
    at_least,
    at_most,
    drawn,
    entry,
    exercise,
    found,
    kind,
    look,
    need,
    open_world,
    paper,
    rule,
    serve,
)

#   care ─┬─ care.home    sad: care.home    day-centre: care    desk: advice
#         └─ care.meals   application ─┤2026-02-28 AN, 2026-12-31 others; then certificate
KNOWN = drawn(
    need("care"),
    need("care.home"),
    need("care.meals"),
    need("advice"),
    need("income"),
    kind("sad", "care.home"),
    kind("day-centre", "care"),
    kind("desk", "advice"),
    kind("benefit", "income"),
    kind("benefit.local", broader="benefit"),
    kind("application", "income"),
    kind("certificate"),
    paper("isee"),
    entry(
        "application",
        needs=("income",),
        holdings=(Holding(("AN",), None, date(2026, 2, 28)), Holding((), None, date(2026, 12, 31))),
        replaced_by=("certificate",),
    ),
    entry("certificate", needs=("income",), holdings=(Holding((), date(2026, 3, 1)),)),
)
CARE = Goal("care", is_need=True)
HOME = Goal("care.home", is_need=True)
INCOME = Goal("income", is_need=True)
COMUNI = (JESI, MONSANO, ANCONA, CINGOLI, NAPOLI)


def world(folder: Path, *exercises: ExerciseData) -> Network:
    network, reader = open_world(folder, *exercises, reference=KNOWN)
    reader.close()
    return network


def where(network: Network, goal: str = "care") -> set[str]:
    """Name the comuni in which a goal is answered."""
    return {comune for comune in COMUNI if found(network, comune, goal)}


def why(network: Network, comune: str, goal: Goal = CARE, on: date = TODAY, **facts: object) -> Absence:
    local = look(network, comune, on, **facts)
    return absence(network, local, goal)


def via(local: Local) -> list[str]:
    return [candidate.via for candidate in local.candidates]


# 01   sad ── Jesi
def test_01_an_offering_of_the_comune_covers_the_comune_alone(tmp_path: Path) -> None:
    assert where(world(tmp_path, exercise("one", serve("sad", "sad", at=JESI)))) == {JESI}


# 02   sad ── prov-AN
def test_02_an_offering_of_the_province_covers_its_comuni(tmp_path: Path) -> None:
    assert where(world(tmp_path, exercise("one", serve("sad", "sad", at="prov-AN")))) == {
        JESI,
        MONSANO,
        ANCONA,
    }


# 03   sad ── ATS-9 = Jesi, Monsano
def test_03_an_offering_of_the_ambito_covers_its_comuni_when_the_ambito_is_mapped(tmp_path: Path) -> None:
    sad = serve("sad", "sad", at=AMBITO)
    assert where(world(tmp_path, exercise("one", ambito(JESI, MONSANO), sad))) == {JESI, MONSANO}


# 04   sad ── ATS-9, whose comuni another exercise maps
def test_04_the_ambito_may_be_mapped_by_another_exercise(tmp_path: Path) -> None:
    network = world(
        tmp_path, exercise("zones", ambito(JESI)), exercise("one", serve("sad", "sad", at=AMBITO))
    )
    assert where(network) == {JESI}


# 05   sad ── IT
def test_05_a_national_offering_covers_everybody(tmp_path: Path) -> None:
    assert where(world(tmp_path, exercise("one", serve("sad", "sad", at="IT")))) == set(COMUNI)


# 06   sad ── reg-11, prov-AN, Jesi
def test_06_an_offering_counts_once_by_the_nearest_place_it_names(tmp_path: Path) -> None:
    network = world(tmp_path, exercise("one", serve("sad", "sad", at=("reg-11", "prov-AN", JESI))))
    assert [via(look(network, comune)) for comune in (JESI, ANCONA, CINGOLI)] == [
        [JESI],
        ["prov-AN"],
        ["reg-11"],
    ]


# 07   sad ── prov-AN but Ancona
def test_07_a_comune_cut_out_is_not_covered(tmp_path: Path) -> None:
    sad = serve("sad", "sad", at="prov-AN", excluded=(ANCONA,))
    assert where(world(tmp_path, exercise("one", sad))) == {JESI, MONSANO}


# 08   sad ── reg-11 but prov-AN, and ── reg-11 but ATS-9
@pytest.mark.parametrize(
    ("cut", "left"), [("prov-AN", {CINGOLI}), (AMBITO, {ANCONA, CINGOLI}), ("reg-11", set())]
)
def test_08_an_area_cut_out_takes_all_its_comuni(cut: str, left: set[str], tmp_path: Path) -> None:
    sad = serve("sad", "sad", at="reg-11", excluded=(cut,))
    assert where(world(tmp_path, exercise("one", ambito(JESI, MONSANO), sad))) == left


# 09   sad: phone ── IT      sad: phone, desk ── IT      sad: (unsaid) ── IT
@pytest.mark.parametrize(
    ("channels", "remote"),
    [
        ((Channel.PHONE,), True),
        ((Channel.PHONE, Channel.ONLINE, Channel.POST), True),
        ((Channel.PHONE, Channel.DESK), False),
        ((Channel.HOME,), False),
        ((), False),
    ],
)
def test_09_an_offering_is_remote_when_all_its_channels_are(
    channels: tuple[Channel, ...], remote: bool, tmp_path: Path
) -> None:
    network = world(tmp_path, exercise("one", serve("sad", "sad", at="IT", channels=channels)))
    (candidate,) = look(network, JESI).candidates
    assert candidate.remote_only(network.index) is remote


# 10   sad ├2026-11-23 … 2026-11-24┤
@pytest.mark.parametrize(("day", "offered"), [(22, False), (23, True), (24, True), (25, False)])
def test_10_an_offering_counts_on_its_days_only_both_ends_included(
    day: int, offered: bool, tmp_path: Path
) -> None:
    sad = serve("sad", "sad", at=JESI, valid_from=date(2026, 11, 23), valid_to=date(2026, 11, 24))
    network = world(tmp_path, exercise("one", sad))
    assert bool(found(network, JESI, "care", date(2026, 11, day))) is offered


# 11   sad ✗
@pytest.mark.parametrize("status", [Status.SUSPENDED, Status.FULL, Status.CLOSED])
def test_11_a_closed_door_is_a_refusal_not_a_candidate(status: Status, tmp_path: Path) -> None:
    network = world(tmp_path, exercise("one", serve("sad", "sad", at=JESI, status=status)))
    local = look(network, JESI)
    assert local.candidates == ()
    assert [refusal.reason for refusal in local.refusals] == [Reason.SUSPENDED_OR_FULL]


@pytest.mark.parametrize("status", [Status.ACTIVE, Status.TO_VERIFY])
def test_12_an_offering_still_to_be_verified_counts(status: Status, tmp_path: Path) -> None:
    assert where(world(tmp_path, exercise("one", serve("sad", "sad", at=JESI, status=status)))) == {JESI}


# 13   sad: care.home ⊂ care      day-centre: care
def test_13_a_narrower_need_counts_for_the_broader_never_the_reverse(tmp_path: Path) -> None:
    network = world(
        tmp_path, exercise("one", serve("sad", "sad", at=JESI), serve("centre", "day-centre", at=JESI))
    )
    assert found(network, JESI, "care") == ["centre", "sad"]
    assert found(network, JESI, "care.home") == ["sad"]
    assert found(network, JESI, "care.meals") == []


# 14   benefit.local ⊂ benefit
def test_14_a_narrower_type_counts_for_the_broader_never_the_reverse(tmp_path: Path) -> None:
    network = world(
        tmp_path,
        exercise("one", serve("local", "benefit.local", at=JESI), serve("general", "benefit", at=JESI)),
    )
    assert found(network, JESI, "benefit") == ["general", "local"]
    assert found(network, JESI, "benefit.local") == ["local"]


# 15   ? (no type): needs care.meals
def test_15_an_offering_of_no_known_type_answers_the_needs_it_names(tmp_path: Path) -> None:
    network = world(tmp_path, exercise("one", serve("meals", at=JESI, needs=("care.meals",))))
    assert found(network, JESI, "care") == ["meals"]
    assert found(network, JESI, "desk") == []


# 16   sad: age ≥ 65
def test_16_who_is_not_known_to_be_excluded_is_a_candidate(tmp_path: Path) -> None:
    network = world(
        tmp_path, exercise("one", serve("sad", "sad", at=JESI, rules=(rule(at_least("age", 65)),)))
    )
    verdicts = [look(network, JESI, age=age).candidates[0].verdict for age in (70, None, 40)]
    assert verdicts == [Verdict.YES, Verdict.UNKNOWN, Verdict.NO]
    assert found(network, JESI, "care", age=40) == []


# 17   application: AN ──┤ 2026-02-28     others ──┤ 2026-12-31     → certificate
def test_17_an_ended_procedure_is_refused_and_says_what_replaced_it_and_since_when(tmp_path: Path) -> None:
    network = world(tmp_path, exercise("one", serve("patronato", "application", at="IT")))
    assert where(network, "application") == {NAPOLI, CINGOLI}
    assert found(network, JESI, "income", date(2026, 2, 28)) == ["patronato"]
    (refusal,) = look(network, JESI).refusals
    assert refusal.reason is Reason.NOT_HERE
    assert refusal.ending == Ending("application", date(2026, 2, 28), None, ("certificate",))
    assert found(network, NAPOLI, "income", date(2027, 1, 1)) == []


def test_18_an_ended_procedure_still_says_what_it_was_for(tmp_path: Path) -> None:
    network = world(tmp_path, exercise("one", serve("patronato", "application", at="IT")))
    reason = why(network, JESI, INCOME)
    assert reason.reason is Reason.NOT_HERE
    assert [refusal.ending is not None for refusal in reason.refused] == [True]


def test_19_of_an_ended_procedure_behind_a_closed_door_the_ending_is_told(tmp_path: Path) -> None:
    closed = serve("patronato", "application", at=JESI, status=Status.SUSPENDED)
    network = world(tmp_path, exercise("one", closed))
    assert why(network, JESI, INCOME).reason is Reason.NOT_HERE


# 20   sad by phone, sad at the desk: who wants a desk
def test_20_only_the_ways_one_can_use_count_and_unsaid_ways_stay(tmp_path: Path) -> None:
    network = world(
        tmp_path,
        exercise(
            "one",
            serve("line", "sad", at=JESI, channels=(Channel.PHONE,)),
            serve("office", "sad", at=JESI, channels=(Channel.DESK, Channel.PHONE)),
            serve("unsaid", "sad", at=JESI),
        ),
    )
    question = Question(JESI, (CARE,), TODAY, channels=frozenset({Channel.DESK}), k=3)
    used = {
        network.index.offerings[step.candidate.row].rpartition("/")[2]
        for path in find_paths(network, question).paths
        for step in path.steps
        if step.candidate
    }
    assert used <= {"office", "unsaid"}
    assert used


def test_21_a_former_comune_without_province_is_covered_by_what_names_it(tmp_path: Path) -> None:
    gone = Territory("Z999", TerritoryKind.COMUNE, "Borgo Inventato", valid_to=date(1947, 9, 15))
    network = world(tmp_path, exercise("one", gone, serve("sad", "sad", at=("IT", "Z999"))))
    assert plate_of(network.index, "Z999") == ""
    assert via(look(network, "Z999")) == ["Z999"]


def test_22_the_plate_is_the_comunes_own_before_its_provinces(tmp_path: Path) -> None:
    network = world(tmp_path, exercise("one", ambito(JESI), serve("sad", "sad", at=JESI)))
    assert [plate_of(network.index, place) for place in (JESI, CINGOLI, "reg-11", "nowhere")] == [
        "AN",
        "MC",
        "",
        "",
    ]


# Reasons: the closed list, each reached. In order of nearness to the person.


def outcome(network: Network, goal: Goal = CARE, comune: str = JESI) -> Reason:
    """Give what a question says became of its goal."""
    (only,) = find_paths(network, Question(comune, (goal,), TODAY)).outcomes
    return only.reason


def test_covered_when_an_offering_reached_in_person_answers(tmp_path: Path) -> None:
    assert outcome(world(tmp_path, exercise("one", serve("sad", "sad", at=JESI)))) is Reason.COVERED


def test_covered_remote_when_it_is_reached_at_a_distance_only(tmp_path: Path) -> None:
    line = serve("line", "sad", at="IT", channels=(Channel.PHONE,))
    assert outcome(world(tmp_path, exercise("one", line))) is Reason.COVERED_REMOTE


def test_unmapped_when_only_the_law_says_who_would_answer(tmp_path: Path) -> None:
    other = serve("desk", "desk", at=JESI)
    assert outcome(world(tmp_path, exercise("one", other)), INCOME) is Reason.UNMAPPED


def test_blocked_document_when_nobody_issues_here_what_is_asked_for(tmp_path: Path) -> None:
    asking = exercise("one", serve("sad", "sad", at=JESI, requires="isee"))
    found_paths = find_paths(world(tmp_path, asking), Question(JESI, (CARE,), TODAY))
    assert found_paths.outcomes[0].reason is Reason.BLOCKED_DOCUMENT
    assert found_paths.outcomes[0].blocked == ("isee",)
    assert found_paths.paths == ()


def test_not_eligible_when_a_condition_is_not_met_and_names_who_refuses(tmp_path: Path) -> None:
    network = world(
        tmp_path, exercise("one", serve("sad", "sad", at=JESI, rules=(rule(at_least("age", 65)),)))
    )
    reason = why(network, JESI, age=40)
    assert reason.reason is Reason.NOT_ELIGIBLE
    assert [candidate.verdict for candidate in reason.ineligible] == [Verdict.NO]


def test_suspended_or_full_when_the_door_is_closed(tmp_path: Path) -> None:
    network = world(tmp_path, exercise("one", serve("sad", "sad", at=JESI, status=Status.FULL)))
    assert why(network, JESI).reason is Reason.SUSPENDED_OR_FULL
    assert outcome(network) is Reason.SUSPENDED_OR_FULL


def test_not_here_when_it_is_answered_elsewhere_and_says_by_whom(tmp_path: Path) -> None:
    network = world(tmp_path, exercise("one", serve("sad", "sad", at=ANCONA)))
    assert why(network, JESI) == Absence(Reason.NOT_HERE, elsewhere=(0,))


def test_not_here_when_this_comune_is_cut_out(tmp_path: Path) -> None:
    network = world(tmp_path, exercise("one", serve("sad", "sad", at="prov-AN", excluded=(JESI,))))
    assert why(network, JESI) == Absence(Reason.NOT_HERE, elsewhere=(0,))


def test_nowhere_when_this_place_is_mapped_and_nobody_anywhere_answers(tmp_path: Path) -> None:
    assert (
        why(world(tmp_path, exercise("one", serve("desk", "desk", at=JESI))), JESI).reason is Reason.NOWHERE
    )


@pytest.mark.parametrize("at", ["IT", NAPOLI])
def test_unknown_data_when_this_place_was_never_mapped(at: str, tmp_path: Path) -> None:
    network = world(tmp_path, exercise("one", serve("desk", "desk", at=at)))
    assert why(network, JESI).reason is Reason.UNKNOWN_DATA


def test_unknown_data_in_a_network_without_anything(tmp_path: Path) -> None:
    assert why(world(tmp_path), JESI).reason is Reason.UNKNOWN_DATA


def test_a_condition_not_met_is_told_before_a_closed_door(tmp_path: Path) -> None:
    network = world(
        tmp_path,
        exercise(
            "one",
            serve("closed", "sad", at=JESI, status=Status.CLOSED),
            serve("sad", "sad", at=JESI, rules=(rule(at_most("isee_eur", 1)),)),
        ),
    )
    assert why(network, JESI, isee_eur=2).reason is Reason.NOT_ELIGIBLE


def test_a_closed_door_is_told_before_an_ended_procedure_and_that_before_other_places(tmp_path: Path) -> None:
    ended = serve("patronato", "application", at=JESI)
    away = serve("away", "benefit", at=NAPOLI)
    shut = serve("shut", "benefit", at=JESI, status=Status.CLOSED)
    network = world(tmp_path / "shut", exercise("one", ended, away, shut))
    assert why(network, JESI, INCOME).reason is Reason.SUSPENDED_OR_FULL
    reason = why(world(tmp_path / "ended", exercise("one", ended, away)), JESI, INCOME)
    assert reason.refused
    assert reason.elsewhere == ()


def test_the_reason_for_a_type_is_found_like_that_for_a_need(tmp_path: Path) -> None:
    network = world(tmp_path, exercise("one", serve("sad", "sad", at=ANCONA)))
    assert why(network, JESI, Goal("sad", is_need=False)).reason is Reason.NOT_HERE
    assert why(network, JESI, Goal("desk", is_need=False)).reason is Reason.UNKNOWN_DATA


def test_what_was_offered_until_yesterday_is_not_here_today(tmp_path: Path) -> None:
    network = world(tmp_path, exercise("one", serve("sad", "sad", at=JESI, valid_to=date(2026, 11, 22))))
    assert why(network, JESI).reason is Reason.NOT_HERE


def test_covering_does_not_depend_on_the_province_a_comune_was_in_before(tmp_path: Path) -> None:
    """An exercise may restate a comune; its memberships add up, its own plate decides the procedure."""
    moved = replace(KNOWN.territories[CINGOLI], parents=("prov-AN",), plate="AN")
    network = world(tmp_path, exercise("one", moved, serve("patronato", "application", at="IT")))
    assert found(network, CINGOLI, "income") == []


def test_a_place_does_not_tell_the_facts_of_whom_it_is_judged_for(tmp_path: Path) -> None:
    local = look(world(tmp_path, exercise("one", serve("sad", "sad", at=JESI))), JESI, isee_eur=6543.21)
    assert local.known == {"isee_eur": 6543.21}
    assert "6543" not in repr(local)


# a revision published by a version with other vocabularies: it cannot be asked, and says why
@pytest.mark.parametrize(
    ("mapped", "unknown"),
    [
        (serve("sad", "sad", at=JESI, needs=("care.night", "care.home")), ("care.night",)),
        (serve("sad", "night-watch", at=JESI), ("night-watch",)),
        (serve("sad", "sad", at=JESI, requires="isee, badge | card + isee"), ("badge", "card")),
        (serve("sad", "sad", at=JESI, issues=("badge",)), ("badge",)),
    ],
)
def test_names_that_the_vocabularies_lack_are_told_when_the_network_is_opened(
    tmp_path: Path, mapped: tuple[Service, Offering], unknown: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownConceptError) as told:
        open_world(tmp_path, exercise("one", mapped), reference=KNOWN)
    assert told.value.names == unknown
    assert unknown[0] in str(told.value)
    assert unknown[0] in fault(told.value, "it")
    assert fault(told.value, "it") != fault(told.value, "en")
