"""Why this path: what is said of it is tried, by taking away what it names from the records themselves.

In the drawings ``coop:sad`` is the offering *sad* of *coop*, ``─isee→`` a paper handed
on, ``★`` the need asked, ``(…)`` a presumed step that nobody mapped.
"""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from welfarenet.graph.bill import bill_of
from welfarenet.graph.citizen import Citizen, HeldDocument
from welfarenet.graph.demands import Cost
from welfarenet.graph.exercises import Record
from welfarenet.graph.justify import justify
from welfarenet.graph.network import Goal, Network
from welfarenet.graph.paths import Path as ServicePath
from welfarenet.graph.paths import ServicePaths, find_paths
from welfarenet.graph.preferences import PREFERENCES
from welfarenet.graph.question import Question
from welfarenet.graph.reference import Reference
from welfarenet.graph.why import critical_steps, landmarks_of, rivals_of
from worlds import (
    CARE,
    JESI,
    MONEY,
    NAPOLI,
    TODAY,
    VOCABULARY,
    agreement,
    at_least,
    drawn,
    entry,
    exercise,
    iri,
    open_world,
    rule,
    serve,
)

SERIES = 300 if os.environ.get("WELFARENET_EXHAUST") else 8
ASKED = Question(JESI, (CARE,), TODAY)


def world(folder: Path, *offered: tuple[Record, ...] | Record, reference: Reference | None = None) -> Network:
    network, _ = open_world(folder, exercise("one", *offered), reference=reference or drawn(*VOCABULARY))
    return network


def name(network: Network, path: ServicePath, position: int) -> str:
    step = path.steps[position]
    if step.candidate is None:
        return f"({network.procedures[step.procedure].service_type})"
    return network.index.offerings[step.candidate.row].rpartition("/")[2]


def names(network: Network, path: ServicePath) -> list[str]:
    return [name(network, path, position) for position in range(len(path.steps))]


# 01   caf:desk ─isee→ coop:sad ─★    and caf2:desk2 ─isee→, dearer by 3 € and 6 days slower
def test_01_a_supplier_is_held_against_who_would_come_in_its_place(tmp_path: Path) -> None:
    network = world(
        tmp_path,
        serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",), days=14, euros=0),
        serve("desk2", "tax.desk", at=JESI, by="caf2", issues=("isee",), days=20, euros=3),
        serve("sad", "home.care", at=JESI, requires="isee", days=30, euros=0),
    )
    found = find_paths(network, ASKED)
    desk, sad = rivals_of(network, ASKED, found)
    assert (desk.extra, desk.days, desk.cents, desk.providers, desk.proven) == (9, 6, 300, 0, True)
    assert names(network, desk.answer.paths[0]) == ["desk2", "sad"]
    assert (sad.extra, sad.lost) == (None, (CARE,))


# 02   caf:desk ─isee→ coop:sad ─★
def test_02_a_score_is_shared_out_to_the_last_point(tmp_path: Path) -> None:
    network = world(
        tmp_path,
        serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",), days=14),
        serve("sad", "home.care", at=JESI, requires="isee", days=30, euros=7),
    )
    found = find_paths(network, ASKED)
    bill = {
        item.term: (item.amount, item.points)
        for item in bill_of(found, found.paths[0], PREFERENCES["balanced"])
    }
    assert bill == {
        "euros": (700, 7),
        "days": (44, 44),
        "steps": (2, 20),
        "actors": (2, 40),
        "handoffs": (1, 10),
        "assumptions": (0, 0),
        "unsaid": (1, 4),
        "presumed": (0, 0),
        "ahead": (0, 0),
    }
    assert sum(points for _, points in bill.values()) == found.paths[0].objective


# 03   caf:desk ─isee→ coop:sad ─★    two desks and two coops: only the paper cannot be gone round
def test_03_what_every_path_passes_through_is_named(tmp_path: Path) -> None:
    network = world(
        tmp_path,
        *(serve(f"desk{n}", "tax.desk", at=JESI, by=f"caf{n}", issues=("isee",)) for n in (1, 2)),
        serve("visit", "doctor", at=JESI, by="gp", issues=("isee",), days=99),
        *(serve(f"sad{n}", "home.care", at=JESI, by=f"coop{n}", requires="isee") for n in (1, 2)),
    )
    marks = landmarks_of(network, ASKED, find_paths(network, ASKED))
    assert [(mark.id, mark.is_document, mark.goals) for mark in marks] == [
        ("isee", True, (CARE,)),
        ("home.care", False, (CARE,)),
    ]


# 04   a paper in hand is nothing to pass through
def test_04_a_paper_that_is_held_is_no_landmark(tmp_path: Path) -> None:
    network = world(
        tmp_path,
        serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",)),
        serve("sad", "home.care", at=JESI, requires="isee"),
    )
    held = replace(ASKED, citizen=Citizen(documents=(HeldDocument("isee"),)))
    assert [mark.id for mark in landmarks_of(network, held, find_paths(network, held))] == ["home.care"]


# 04b  a kind of service that was asked for
def test_04b_of_a_service_that_was_asked_for_it_goes_without_saying(tmp_path: Path) -> None:
    network = world(
        tmp_path,
        serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",)),
        serve("sad", "home.care", at=JESI, requires="isee"),
    )
    kinds = replace(ASKED, goals=(Goal("home.care", False),))
    assert [mark.id for mark in landmarks_of(network, kinds, find_paths(network, kinds))] == [
        "tax.desk",
        "isee",
    ]


# 05   coop:sad asks isee; with no desk mapped, (tax.desk) is presumed
def test_05_what_the_backbone_presumes_is_a_way_round_too(tmp_path: Path) -> None:
    network = world(
        tmp_path,
        serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",)),
        serve("sad", "home.care", at=JESI, requires="isee"),
        reference=drawn(*VOCABULARY, entry("tax.desk", issues=("isee",))),
    )
    found = find_paths(network, ASKED)
    desk, _ = rivals_of(network, ASKED, found)
    assert names(network, desk.answer.paths[0]) == ["(tax.desk)", "sad"]
    assert [mark.id for mark in landmarks_of(network, ASKED, found)] == ["tax.desk", "isee", "home.care"]


# 06   gp:visit (50 days) ─report→┐
#      caf:desk (14 days) ─isee→──┴ coop:sad ─★
def test_06_the_days_depend_on_the_longest_chain(tmp_path: Path) -> None:
    network = world(
        tmp_path,
        serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",), days=14),
        serve("visit", "doctor", at=JESI, by="gp", issues=("report",), days=50),
        serve("sad", "home.care", at=JESI, requires="isee, report", days=30),
    )
    found = find_paths(network, ASKED)
    assert [name(network, found.paths[0], position) for position in critical_steps(found)] == ["visit", "sad"]


# 07   sad opens in June: a day more at the desk changes nothing
def test_07_a_step_before_a_door_that_opens_later_is_not_critical(tmp_path: Path) -> None:
    network = world(
        tmp_path,
        serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",), days=5),
        serve("sad", "home.care", at=JESI, requires="isee", days=30, valid_from=date(2027, 6, 1)),
    )
    found = find_paths(network, replace(ASKED, on=date(2027, 5, 1)))
    assert [name(network, found.paths[0], position) for position in critical_steps(found)] == ["sad"]


# 08   the question asks for coop2: it is there because it was wished for
def test_08_a_step_the_question_asks_for_is_there_for_that(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise("one", *(serve(f"sad{n}", "home.care", at=JESI, by=f"coop{n}", euros=n) for n in (1, 2))),
        reference=drawn(*VOCABULARY),
    )
    wish = replace(ASKED, require=frozenset({iri("offering/sad2")}))
    told = justify(network, reader, wish, find_paths(network, wish))
    assert [one.class_ for one in told.suppliers] == ["wished"]


# 09   without coop1, only coop2 in 90 days: past the limit of 30
def test_09_what_is_past_the_limits_is_no_rival(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise(
            "one", *(serve(f"sad{n}", "home.care", at=JESI, by=f"coop{n}", days=45 * n) for n in (0, 2))
        ),
        reference=drawn(*VOCABULARY),
    )
    short = replace(ASKED, max_days=30)
    told = justify(network, reader, short, find_paths(network, short))
    assert [one.class_ for one in told.suppliers] == ["limits"]


# 10   care is served, money is not: each has its own word
def test_10_an_explanation_speaks_of_what_is_planned_and_of_what_is_left(tmp_path: Path) -> None:
    network, reader = open_world(
        tmp_path,
        exercise(
            "one",
            serve("desk", "tax.desk", at=JESI, by="caf", issues=("isee",), days=3, euros=0),
            serve("desk2", "tax.desk", at=JESI, by="caf", issues=("isee",), days=4, euros=0),
            serve("sad", "home.care", at=JESI, requires="isee", days=9, euros=0),
            serve("grant", "benefit", at=NAPOLI, by="comune"),
        ),
        reference=drawn(*VOCABULARY),
    )
    both = replace(ASKED, goals=(CARE, MONEY))
    told = justify(network, reader, both, find_paths(network, both), "en")
    assert [one.text for one in told.suppliers] == [
        "In its place: “desk2” (caf). It would change: 1 day more; 1 point more in all.",
        "Nobody else: without this step this would be left uncovered: “care”.",
    ]
    assert sum(share.percent for share in told.shares) == 100
    (money,) = told.nearest
    assert [change.kind for way in money.ways for change in way.changes] == ["border", "opened"]
    assert (
        money.ways[0]
        .changes[0]
        .text.startswith("Be able to go elsewhere: “grant” (comune), offered in Napoli")
    )
    assert told.critical is not None
    assert told.critical.steps == ("s1", "s2")


def test_no_path_has_nothing_to_explain_but_the_nearest_miss(tmp_path: Path) -> None:
    network, reader = open_world(tmp_path, reference=drawn(*VOCABULARY))
    told = justify(network, reader, ASKED, find_paths(network, ASKED))
    assert (told.shares, told.suppliers, told.landmarks, told.critical, told.questions) == (
        (),
        (),
        (),
        None,
        (),
    )
    assert [change.kind for change in told.nearest[0].ways[0].changes] == ["opened"]


# Random worlds


@dataclass(frozen=True)
class Offer:
    """One offering of a random world."""

    name: str
    type: str
    by: str
    asks: str
    gives: tuple[str, ...]
    cents: int
    days: int | None


@dataclass(frozen=True)
class World:
    offers: tuple[Offer, ...]
    presumed: frozenset[str]
    gone: str = ""

    def records(self) -> tuple[Record, ...]:
        made: list[Record] = []
        for offer in self.offers:
            service, offering = serve(
                offer.name,
                offer.type,
                at=JESI,
                by=offer.by,
                requires=offer.asks,
                issues=tuple(one for one in offer.gives if one != self.gone),
                days=offer.days,
                rules=(rule(at_least("age", 65)),) if offer.cents % 2 else (),
            )
            made += [service, replace(offering, cost=Cost(Decimal(offer.cents) / 100))]
        return (*made, agreement("tie", "p0", "p1"))

    def reference(self) -> Reference:
        given = {"tax.desk": "isee", "doctor": "report", "home.care": ""}
        entries = []
        for name in sorted(self.presumed):
            issues = tuple(one for one in (given[name],) if one and one != self.gone)
            needs = ("care",) if name == "home.care" else ()
            entries.append(entry(name, issues=issues, needs=needs))
        return drawn(*(one for one in VOCABULARY if one.id != "certificate"), *entries)


def random_world(seed: int) -> World:
    rng = random.Random(seed)
    offers = []
    for number in range(rng.randint(3, 7)):
        type_ = rng.choice(("home.care", "tax.desk", "doctor"))
        gives = {"home.care": (), "tax.desk": ("isee",), "doctor": ("report", *rng.choice(((), ("isee",))))}
        asks = {
            "home.care": rng.choice(("isee", "isee, report", "isee | report", "")),
            "tax.desk": rng.choice(("", "report")),
            "doctor": "",
        }
        days = rng.choice((None, rng.randint(1, 40)))
        by = f"p{rng.randint(0, 3)}"
        offers.append(Offer(f"o{number}", type_, by, asks[type_], gives[type_], rng.randint(0, 4000), days))
    return World(tuple(offers), frozenset(one for one in ("tax.desk", "doctor") if rng.random() < 0.3))


Case = tuple[int, World, Network, ServicePaths]


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    """Draw random worlds in which care is had."""
    found: list[Case] = []
    for seed in range(3 * SERIES):
        drawn_world = random_world(seed)
        network = reopened(tmp_path_factory.mktemp("why"), drawn_world)
        answer = find_paths(network, ASKED)
        if answer.paths and len(found) < SERIES:
            found.append((seed, drawn_world, network, answer))
    assert len(found) > SERIES // 2
    return found


def reopened(folder: Path, changed: World) -> Network:
    return world(folder, *changed.records(), reference=changed.reference())


@pytest.fixture
def after(tmp_path: Path) -> Callable[[World], ServicePaths]:
    """Ask the question again in a world that was changed in its records."""
    counter = iter(range(10_000))

    def ask(changed: World) -> ServicePaths:
        return find_paths(reopened(tmp_path / str(next(counter)), changed), ASKED)

    return ask


def test_the_points_of_a_bill_sum_to_the_objective_in_random_worlds(cases: list[Case]) -> None:
    for seed, _, network, _ in cases:
        for prefer, weights in PREFERENCES.items():
            found = find_paths(network, replace(ASKED, prefer=prefer, k=3))
            for path in found.paths:
                points = sum(item.points for item in bill_of(found, path, weights))
                assert points == path.objective, (seed, prefer)


def test_a_rival_is_the_best_path_of_a_world_without_the_offering(
    cases: list[Case], after: Callable[[World], ServicePaths]
) -> None:
    for seed, before, network, found in cases:
        for rival in rivals_of(network, ASKED, found):
            left_out = name(network, found.paths[0], rival.position)
            if left_out.startswith("("):
                fewer = replace(before, presumed=before.presumed - {left_out.strip("()")})
            else:
                fewer = replace(before, offers=tuple(o for o in before.offers if o.name != left_out))
            answer = after(fewer)
            assert bool(answer.paths) == (rival.extra is not None), (seed, left_out)
            if rival.extra is not None:
                assert answer.paths[0].objective == found.paths[0].objective + rival.extra, (seed, left_out)


def test_a_landmark_is_what_no_path_can_do_without_and_nothing_else_is(
    cases: list[Case], after: Callable[[World], ServicePaths]
) -> None:
    for seed, before, network, found in cases:
        told = {mark.id for mark in landmarks_of(network, ASKED, found)}
        for paper_ in ("isee", "report"):
            assert bool(after(replace(before, gone=paper_)).paths) != (paper_ in told), (seed, paper_)
        for type_ in ("tax.desk", "doctor", "home.care"):
            offers = tuple(offer for offer in before.offers if offer.type != type_)
            fewer = replace(before, offers=offers, presumed=before.presumed - {type_})
            assert bool(after(fewer).paths) != (type_ in told), (seed, type_)


def test_a_step_is_critical_when_a_day_more_makes_its_path_longer(cases: list[Case]) -> None:
    for seed, _, _, found in cases:
        path = found.paths[0]
        assert longest(path, None) == path.days
        slower = {position for position in range(len(path.steps)) if longest(path, position) > path.days}
        assert slower == set(critical_steps(found)), seed


def longest(path: ServicePath, late: int | None) -> int:
    """Work out the days of a path again, with one day more for one step."""
    ends: list[int] = []
    for position, step in enumerate(path.steps):
        starts = max((ends[before] for before in step.after), default=0)
        ends.append(starts + step.ends - step.starts + (position == late))
    return max(end for end, step in zip(ends, path.steps, strict=True) if step.meets)
