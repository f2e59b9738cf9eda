"""What would serve here and is not to be had: in which order it is shown, and that nothing is lost.

In the drawings ``coop:sad`` is the offering *sad* of *coop*, ``─isee→`` a paper handed
on, ``★`` the need asked, ``✗`` a door that is shut.
"""

import random
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from welfarenet.graph.answers import PathsAnswer
from welfarenet.graph.citizen import Citizen
from welfarenet.graph.concepts import Holding
from welfarenet.graph.doors import SHOWN
from welfarenet.graph.explain import explain_paths
from welfarenet.graph.mapped import Offering, Service, Status
from welfarenet.graph.network import Network
from welfarenet.graph.paths import find_paths
from welfarenet.graph.question import Question
from welfarenet.graph.store import Reader
from welfarenet.graph.who import explain_who
from welfarenet.graph.whynot import explain_why_not
from worlds import (
    CARE,
    JESI,
    MONEY,
    TODAY,
    VOCABULARY,
    at_least,
    drawn,
    entry,
    exercise,
    iri,
    kind,
    open_world,
    rule,
    serve,
)

ASKED = Question(JESI, (CARE,), TODAY)
SUSPENDED: dict[str, Any] = {"at": JESI, "status": Status.SUSPENDED}


def world(folder: Path, *offered: Any, known: tuple[Any, ...] = ()) -> tuple[Network, Reader]:
    return open_world(folder, exercise("one", *offered), reference=drawn(*VOCABULARY, *known))


def tell(opened: tuple[Network, Reader], question: Question = ASKED, refused: str = "few") -> PathsAnswer:
    found = find_paths(opened[0], question)
    return explain_paths(*opened, question, found, "en", refused=refused)


def names(answer: PathsAnswer) -> list[str]:
    return [door.offering.rpartition("/")[2] for door in answer.not_offered]


def many(count: int, kind_: str, stem: str, **more: Any) -> list[tuple[Service, Offering]]:
    return [serve(f"{stem}{number:02}", kind_, **{**SUSPENDED, **more}) for number in range(count)]


# 01   ✗ sad00 … sad11   ★ care is left open: each of them would close the gap
def test_01_what_would_close_a_gap_is_shown_however_many_there_are(tmp_path: Path) -> None:
    told = tell(world(tmp_path, *many(12, "home.care", "sad")))
    assert told.status == "none"
    assert names(told) == [f"sad{number:02}" for number in range(12)]
    assert told.not_offered_more == ()


# 02   coop:sad ─★   ✗ sad00 … sad11 suspended, ✗ late0 … late2 full
def test_02_where_the_need_is_met_the_nearest_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    opened = world(
        tmp_path,
        serve("sad", "home.care", at=JESI),
        *many(12, "home.care", "sad", status=Status.FULL),
        *many(3, "home.care", "young", status=Status.ACTIVE, valid_from=date(2027, 1, 1)),
    )
    told = tell(opened)
    assert told.status == "complete"
    assert names(told) == [*(f"young{number:02}" for number in range(3)), *(f"sad{n:02}" for n in range(7))]
    assert [(more.class_, more.count) for more in told.not_offered_more] == [("suspended-or-full", 5)]
    assert len(names(tell(opened, refused="all"))) == 15


# 03   ✗ caf:tax ─isee→ coop:sad ─★   nobody else gives the paper
def test_03_a_shut_desk_that_gives_the_paper_in_the_way_is_never_hidden(tmp_path: Path) -> None:
    opened = world(
        tmp_path,
        serve("sad", "home.care", at=JESI, requires="isee"),
        serve("pension", "benefit", at=JESI),
        serve("zz-tax", "tax.desk", issues=("isee",), **SUSPENDED),
        *many(12, "benefit", "pension"),
    )
    told = tell(opened, replace(ASKED, goals=(CARE, MONEY)))
    assert [gap.class_ for gap in told.uncovered] == ["blocked-document"]
    assert names(told)[0] == "zz-tax"
    assert len(names(told)) == SHOWN


# 04   (doctor) ─report→ coop:sad ─★   the doctor is presumed: ✗ a doctor, ✗ a sad, ✗ a tax desk
def test_04_what_would_take_a_presumed_step_comes_before_what_is_met_already(tmp_path: Path) -> None:
    opened = world(
        tmp_path,
        serve("sad", "home.care", at=JESI, requires="report, isee"),
        serve("tax", "tax.desk", at=JESI, issues=("isee",)),
        serve("a-tax", "tax.desk", issues=("isee",), **SUSPENDED),
        serve("b-sad", "home.care", **SUSPENDED),
        serve("c-doctor", "doctor", **SUSPENDED),
        known=(entry("doctor/one", issues=("report",)),),
    )
    told = tell(opened)
    assert told.status == "presumed"
    assert names(told) == ["c-doctor", "b-sad", "a-tax"]


# 05   (home.care) ─★   over-80 ✗ one condition, poor-and-over-80 ✗ two: both bar a person of 50
def test_05_fewer_conditions_not_met_come_first(tmp_path: Path) -> None:
    opened = world(
        tmp_path,
        serve("a-two", "home.care", at=JESI, rules=(rule(at_least("age", 80), at_least("minors", 1)),)),
        serve("b-one", "home.care", at=JESI, rules=(rule(at_least("age", 80)),)),
        known=(entry("home.care/one", needs=("care",)),),
    )
    told = tell(opened, replace(ASKED, citizen=Citizen(age=50, household_size=1, minors=0)))
    assert told.status == "presumed"
    assert [(door.offering.rpartition("/")[2], door.class_) for door in told.not_offered] == [
        ("b-one", "not-eligible"),
        ("a-two", "not-eligible"),
    ]


# 06   of as much use: opens in January, then full, then ended by law; then the nearer; then by IRI
def test_06_a_day_to_come_is_nearer_than_a_full_house_and_that_than_an_ended_law(tmp_path: Path) -> None:
    ended = (Holding((), None, date(2026, 2, 28)),)
    opened = world(
        tmp_path,
        serve("sad", "home.care", at=JESI),
        serve("a-old", "old.care", at=JESI),
        serve("b-full", "home.care", at="IT", status=Status.FULL),
        serve("c-full", "home.care", at=JESI, status=Status.FULL),
        serve("d-full", "home.care", at=JESI, status=Status.FULL),
        serve("e-new", "home.care", at="IT", valid_from=date(2027, 1, 1)),
        known=(kind("old.care", "care"), entry("old.care/one", needs=("care",), holdings=ended)),
    )
    assert names(tell(opened)) == ["e-new", "c-full", "d-full", "b-full", "a-old"]


# 07   coop:sad ─★ asks nothing   ✗ a doctor, whose paper home care asks for by the backbone, ✗ a sad
def test_07_what_only_leads_to_a_need_comes_last(tmp_path: Path) -> None:
    opened = world(
        tmp_path,
        serve("sad", "home.care", at=JESI, requires=""),
        serve("a-doctor", "doctor", **SUSPENDED),
        serve("b-sad", "home.care", requires="", **SUSPENDED),
        known=(
            entry("home.care/one", needs=("care",), requires="report"),
            entry("doctor/one", issues=("report",)),
        ),
    )
    assert names(tell(opened)) == ["b-sad", "a-doctor"]


# 08   late:sad ├2027-01-01 ─★ is waited for   later:sad ├2027-03-01 is not, nor is one of no known kind
def test_08_what_a_path_uses_once_it_opens_is_not_said_not_to_be_had(tmp_path: Path) -> None:
    opened = world(
        tmp_path,
        serve("late", "home.care", at=JESI, valid_from=date(2027, 1, 1)),
        serve("later", "home.care", at=JESI, valid_from=date(2027, 3, 1)),
        serve("nameless", at=JESI, needs=("care",), valid_from=date(2027, 6, 1)),
    )
    told = tell(opened)
    (path,) = told.paths
    assert [(step.title, step.starts_day, step.note.partition(".")[0]) for step in path.steps] == [
        ("late", 39, "It opens on 1 January 2027")
    ]
    assert [(door.title, door.class_, door.reason) for door in told.not_offered] == [
        ("later", "not-here", "It opens on 1 March 2027."),
        ("nameless", "not-here", "It opens on 1 June 2027."),
    ]
    both = tell(opened, replace(ASKED, k=2))
    assert {step.title for path in both.paths for step in path.steps}.isdisjoint(
        door.title for door in both.not_offered
    )


# 09   old:sad ├2027-01-01 for those over 80, ★ asked by a person of 50
def test_09_who_may_not_have_what_is_to_open_is_told_the_condition_not_to_wait(tmp_path: Path) -> None:
    late = serve("sad", "home.care", at=JESI, valid_from=date(2027, 1, 1), rules=(rule(at_least("age", 80)),))
    opened = world(tmp_path, late)
    told = tell(opened, replace(ASKED, citizen=Citizen(age=50)))
    assert [gap.class_ for gap in told.uncovered] == ["not-eligible"]
    who = explain_who(*opened, CARE, JESI, TODAY, Citizen(age=90), "en")
    assert who.empty_because is not None
    assert (who.empty_because.reason, who.empty_because.unlock) == (
        "Somebody answers it, but opens only on 1 January 2027.",
        ("Wait until 1 January 2027.",),
    )


def test_why_not_still_answers_for_one_that_is_only_counted(tmp_path: Path) -> None:
    opened = world(tmp_path, serve("sad", "home.care", at=JESI), *many(12, "home.care", "sad"))
    assert "sad11" not in names(tell(opened))
    told = explain_why_not(*opened, ASKED, iri("offering/sad11"), "en")
    assert (told.class_, told.title) == ("suspended-or-full", "sad11")


def drawn_at_random(rng: random.Random) -> list[tuple[Service, Offering]]:
    """Draw some twenty offerings of four kinds, most of them shut in one way or another."""
    gives = {"home.care": (), "benefit": (), "tax.desk": ("isee",), "doctor": ("report",)}
    offered: list[tuple[Service, Offering]] = []
    for number in range(20):
        kind_ = rng.choice(sorted(gives))
        offered.append(
            serve(
                f"o{number:02}",
                kind_,
                at=rng.choice((JESI, "prov-AN", "IT")),
                issues=gives[kind_],
                requires=rng.choice(("", "isee", "report")) if not gives[kind_] else "",
                status=rng.choice((Status.ACTIVE, Status.SUSPENDED, Status.FULL, Status.CLOSED)),
                valid_from=rng.choice((None, None, date(2027, 1, 1))),
                rules=rng.choice(((), (rule(at_least("age", 65)),))),
            )
        )
    return offered


@pytest.mark.parametrize("seed", range(12))
def test_a_short_answer_is_the_head_of_the_whole_one_and_counts_its_tail(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    known = (entry("home.care/one", needs=("care",)),) if seed % 2 else ()
    opened = world(tmp_path, *drawn_at_random(rng), *many(9, "home.care", "zz"), known=known)
    question = replace(ASKED, goals=(CARE, MONEY), citizen=Citizen(age=rng.choice((30, 70))))
    few, whole = tell(opened, question), tell(opened, question, "all")
    assert whole.not_offered_more == ()
    assert replace(few, not_offered=(), not_offered_more=()) == replace(whole, not_offered=())
    head, tail = whole.not_offered[: len(few.not_offered)], whole.not_offered[len(few.not_offered) :]
    assert few.not_offered == head
    assert len(head) >= min(SHOWN, len(whole.not_offered))
    assert {more.class_: more.count for more in few.not_offered_more} == Counter(one.class_ for one in tail)
    open_needs = {gap.need for gap in few.uncovered}
    serving = {"care": "home.care", "money": "benefit"}
    shut = {serving[name] for name in open_needs}
    network = opened[0]
    kinds = [network.index.tables.classes[n].service_type for n in network.index.columns.service_class]
    assert all(kinds[network.index.row(one.offering) or 0] not in shut for one in tail)
