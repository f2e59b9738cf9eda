"""The nearest miss: a ladder of drawn worlds, then random ones against trying every set of changes.

In the drawings ``coop:sad`` is the offering *sad* of *coop*, ``─isee→`` a paper handed
on, ``★`` the need asked, ``✗`` what stands in the way, ``(…)`` a presumed step.
"""

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from welfarenet.graph.citizen import Citizen, HeldDocument
from welfarenet.graph.demands import Condition
from welfarenet.graph.exercises import ExerciseData
from welfarenet.graph.mapped import Status
from welfarenet.graph.nearest import Nearest, nearest_miss
from welfarenet.graph.network import Network
from welfarenet.graph.paths import find_paths
from welfarenet.graph.question import Question
from welfarenet.graph.reference import Reference
from welfarenet.graph.relaxed import Change, Kind
from worlds import (
    ANCONA,
    CARE,
    JESI,
    NAPOLI,
    TODAY,
    VOCABULARY,
    at_least,
    at_most,
    drawn,
    entry,
    exercise,
    iri,
    kind,
    open_world,
    paper,
    rule,
    serve,
)

FREE = rule(at_least("minors", 0))
"""What a service says itself of minors stands in place of what the law says of them."""

LAW = entry("home.care", needs=("care",), requires="form", rules=(rule(at_most("minors", 0)),))
"""With a procedure known, a new service is no change: it is presumed already, and its law is in the way."""

SERIES = 400 if os.environ.get("WELFARENET_EXHAUST") else 20


def miss(network: Network, comune: str = JESI, on: date = TODAY, **wishes: Any) -> Nearest:
    question = replace(Question(comune, (CARE,), on, wishes.pop("citizen", Citizen())), **wishes)
    found = find_paths(network, question)
    assert not found.paths
    return nearest_miss(network, question, found, CARE)


def told(network: Network, change: Change) -> str:
    """Name a change in a word: its kind, and what it is about."""
    match change.kind:
        case Kind.DOCUMENT:
            return f"document {change.document}"
        case Kind.OPENED:
            return f"opened {' '.join(change.types)}"
        case _:
            whose = "law" if change.row is None else network.index.offerings[change.row].rpartition("/")[2]
            return f"{change.kind} {whose}"


def ways(network: Network, nearest: Nearest) -> list[list[str]]:
    return [sorted(told(network, change) for change in way.changes) for way in nearest.ways]


# 01   nobody serves, and no procedure is known: open a service ─★
def test_01_where_nobody_serves_a_service_is_opened(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("desk", "tax.desk", at=JESI)),
        reference=drawn(*VOCABULARY, kind("day.care", "care")),
    )
    nearest = miss(network)
    assert ways(network, nearest) == [["opened day.care home.care"]]
    assert nearest.proven


# 02   ✗report→ coop:sad ─★
def test_02_a_paper_nobody_gives_is_handed(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, requires="report", rules=())),
        reference=drawn(*VOCABULARY),
    )
    assert ways(network, miss(network)) == [["document report"], ["opened home.care"]]


# 03   coop:sad ✗(age) ─★
def test_03_a_condition_not_met_is_dropped(tmp_path: Path) -> None:
    sad = serve("sad", "home.care", at=JESI, requires="", rules=(rule(at_least("age", 65)),))
    network, _ = open_world(tmp_path, exercise("one", sad), reference=drawn(*VOCABULARY, LAW))
    nearest = miss(network, citizen=Citizen(age=40, minors=0))
    assert ways(network, nearest)[:2] == [["document form"], ["condition sad"]]


# 04   coop:sad suspended ✗
def test_04_a_closed_service_is_reopened_before_a_new_one_is_opened(tmp_path: Path) -> None:
    sad = serve("sad", "home.care", at=JESI, status=Status.FULL)
    network, _ = open_world(tmp_path, exercise("one", sad), reference=drawn(*VOCABULARY))
    assert ways(network, miss(network)) == [["reopened sad"], ["opened home.care"]]


# 05   Napoli: far:sad ─★    Ancona: near:sad ─★    asked in Jesi ✗
def test_05_a_border_is_crossed_to_the_nearest_of_offerings_alike(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("far", "home.care", at=NAPOLI, by="a"),
            serve("near", "home.care", at=ANCONA, by="b"),
        ),
        reference=drawn(*VOCABULARY),
    )
    nearest = miss(network)
    assert ways(network, nearest) == [["border near"], ["opened home.care"]]
    (candidate, _), *more = nearest.ways[0].steps
    assert not more
    assert candidate is not None
    assert network.index.offerings[candidate.row] == iri("offering/near")


# 06   Ancona: coop:sad closed to Jesi ✗, asks age ✗ and a report nobody gives ✗; the law ✗ minors and ✗ form
def test_06_of_two_ways_the_one_with_fewer_changes_comes_first(tmp_path: Path) -> None:
    sad = serve("sad", "home.care", at=ANCONA, requires="report", rules=(rule(at_least("age", 65)),))
    network, _ = open_world(tmp_path, exercise("one", sad), reference=drawn(*VOCABULARY, LAW))
    nearest = miss(network, citizen=Citizen(age=40, minors=2))
    assert ways(network, nearest)[0] == ["condition law", "document form"]
    assert [len(way.changes) for way in nearest.ways] == [2, 4]


# 07   ✗isee→ coop:sad ─★, and ✗report→ coop:other ─★: a certificate stands for the report
def test_07_a_paper_that_stands_for_two_is_one_change(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", serve("sad", "home.care", at=JESI, requires="isee, report", rules=(FREE,))),
        reference=drawn(
            *(one for one in VOCABULARY if one.id != "certificate"),
            paper("certificate", stands_for=("report", "isee")),
            LAW,
        ),
    )
    nearest = miss(network, citizen=Citizen(minors=1))
    assert ways(network, nearest)[0] == ["document certificate"]


# 08   doctor:visit (80 days) ─report→ coop:sad, closed in 60 days ✗
def test_08_what_the_calendar_leaves_no_time_for_is_solved_by_a_paper(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("visit", "doctor", at=JESI, by="gp", issues=("report",), days=80),
            serve("sad", "home.care", at=JESI, requires="report", rules=(FREE,), valid_to=date(2026, 12, 31)),
        ),
        reference=drawn(*VOCABULARY, LAW),
    )
    nearest = miss(network, on=date(2026, 11, 1), citizen=Citizen(minors=1))
    assert ways(network, nearest)[0] == ["document report"]


# 09   coop:sad ─★ is there and allowed: nothing to change
def test_09_a_need_in_reach_needs_no_change(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path, exercise("one", serve("sad", "home.care", at=JESI)), reference=drawn(*VOCABULARY)
    )
    question = Question(JESI, (CARE,), TODAY)
    nearest = nearest_miss(network, question, find_paths(network, question), CARE)
    assert [way.changes for way in nearest.ways] == [()]
    assert nearest.in_reach


# 10   what the question forbids is no way
def test_10_what_is_forbidden_is_not_offered_as_a_change(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise("one", *(serve(f"sad{n}", "home.care", at=ANCONA, by=f"coop{n}") for n in (1, 2))),
        reference=drawn(*VOCABULARY),
    )
    nearest = miss(network, forbid=frozenset({iri("provider/coop1")}))
    assert ways(network, nearest)[0] == ["border sad2"]


# Random worlds


@dataclass(frozen=True)
class Offer:
    """One line of a random world; ``name`` is empty for the law's own procedure."""

    name: str
    type: str
    here: bool
    closed: bool
    asks: tuple[str, ...]
    gives: tuple[str, ...]
    clauses: tuple[tuple[Condition, ...], ...]


@dataclass(frozen=True)
class World:
    offers: tuple[Offer, ...]
    law: Offer | None
    held: frozenset[str] = field(default=frozenset())
    opened: bool = False


FACTS = {"age": 70, "isee_eur": 12_000, "household_size": 2}


def random_clause(rng: random.Random) -> tuple[Condition, ...]:
    """Ask for one of one or two things, of which the person has some."""
    choices = [at_least("age", 65.0), at_least("age", 75.0), at_most("isee_eur", 9e3), at_most("age", 80.0)]
    return tuple(rng.sample(choices, rng.choice((1, 1, 2))))


def random_world(seed: int) -> World:
    rng = random.Random(seed)
    papers = ["isee", "report", "form", "certificate"]
    offers = []
    for number in range(rng.randint(2, 5)):
        kind_of = rng.choice(("home.care", "home.care", "tax.desk", "doctor"))
        gives = {"home.care": (), "tax.desk": ("isee",), "doctor": (rng.choice(("report", "certificate")),)}
        asks = tuple(sorted(rng.sample(papers, rng.choice((0, 1, 1, 2)))))
        clauses = tuple(random_clause(rng) for _ in range(rng.choice((0, 1, 1, 2))))
        own = Offer(
            f"o{number}", kind_of, rng.random() < 0.6, rng.random() < 0.3, asks, gives[kind_of], clauses
        )
        offers.append(own)
    law = None
    if rng.random() < 0.7:
        asked = tuple(sorted(rng.sample(papers, rng.choice((1, 2)))))
        law = Offer("", "home.care", True, False, asked, (), ((at_least("household_size", 3.0),),))
    return World(tuple(offers), law)


def records(world: World) -> tuple[ExerciseData, Reference]:
    """Draw a random world as an exercise and its reference."""
    made = [
        serve(
            offer.name,
            offer.type,
            at=JESI if offer.here else ANCONA,
            by=offer.name,
            requires=", ".join(offer.asks),
            issues=offer.gives,
            rules=tuple(rule(clause) for clause in offer.clauses),
            status=Status.SUSPENDED if offer.closed else Status.ACTIVE,
        )
        for offer in world.offers
    ]
    if world.opened:
        made.append(serve("opened", "home.care", at=JESI, by="opened", requires="", issues=(), rules=()))
    by_law = []
    if world.law is not None:
        rules = tuple(rule(clause) for clause in world.law.clauses)
        by_law.append(entry("home.care", needs=("care",), requires=", ".join(world.law.asks), rules=rules))
    return exercise("one", *made), drawn(*VOCABULARY, *by_law)


def held(world: World) -> Citizen:
    papers = tuple(HeldDocument(name) for name in sorted(world.held))
    return Citizen(documents=papers, **FACTS)  # type: ignore[arg-type]


def met(clause: Sequence[Condition]) -> bool:
    return any(
        (c.minimum is None or FACTS[c.attribute] >= c.minimum)
        and (c.maximum is None or FACTS[c.attribute] <= c.maximum)
        for c in clause
    )


def clauses_of(world: World, offer: Offer) -> tuple[tuple[Condition, ...], ...]:
    """Give a service's own conditions and the law's beside them."""
    by_law = world.law.clauses if world.law and offer.type == "home.care" and offer.name else ()
    return (*offer.clauses, *by_law)


AnyChange = tuple[str, ...]


def possible(world: World) -> list[AnyChange]:
    """List every single change of a world."""
    found: list[AnyChange] = [("document", name) for name in ("isee", "report", "form", "certificate")]
    for offer in (*world.offers, *((world.law,) if world.law else ())):
        found += [("border", offer.name)] if not offer.here else []
        found += [("reopened", offer.name)] if offer.closed and offer.here else []
        found += [
            ("condition", offer.name, repr(clause)) for clause in clauses_of(world, offer) if not met(clause)
        ]
    return [*found, *([] if world.law else [("opened",)])]


def covered(world: World, changes: Sequence[AnyChange]) -> bool:
    """Tell whether care is had in a world with some changes: nothing of the product is used."""
    done = set(changes)
    if ("opened",) in done:
        return True
    had = {change[1] for change in done if change[0] == "document"}
    usable = []
    for offer in (*world.offers, *((world.law,) if world.law else ())):
        fit = offer.here or ("border", offer.name) in done
        fit = fit and (not offer.closed or (not offer.here) or ("reopened", offer.name) in done)
        fit = fit and (offer.here or not offer.closed)
        failed = [repr(clause) for clause in clauses_of(world, offer) if not met(clause)]
        if fit and all(("condition", offer.name, clause) in done for clause in failed):
            usable.append(offer)
    while True:
        had |= {"report"} if "certificate" in had else set()
        given = {paper for offer in usable if set(offer.asks) <= had for paper in offer.gives}
        if given <= had:
            return any(offer.type == "home.care" and set(offer.asks) <= had for offer in usable)
        had |= given


def fewest(world: World) -> tuple[int, set[frozenset[AnyChange]]]:
    """Try every set of changes, smallest first; give the least size and all sets of it that do."""
    single = possible(world)
    for size in range(len(single) + 1):
        fit = {frozenset(some) for some in combinations(single, size) if covered(world, some)}
        if fit:
            return size, fit
    raise AssertionError("a paper can always be handed, or a service opened")


def as_change(network: Network, change: Change) -> AnyChange:
    match change.kind:
        case Kind.DOCUMENT:
            return ("document", str(change.document))
        case Kind.OPENED:
            return ("opened",)
    name = "" if change.row is None else network.index.offerings[change.row].rpartition("/")[2]
    if change.kind is Kind.CONDITION:
        assert change.clause is not None
        return ("condition", name, repr(change.clause.any_of))
    return (str(change.kind), name)


def applied(world: World, changes: Sequence[AnyChange]) -> World:
    """Make the changes, in the records themselves."""
    for change in changes:
        match change:
            case ("document", name):
                world = replace(world, held=world.held | {name})
            case ("opened",):
                world = replace(world, opened=True)
            case ("condition", "", clause):
                assert world.law is not None
                left = tuple(c for c in world.law.clauses if repr(c) != clause)
                world = replace(world, law=replace(world.law, clauses=left))
            case (what, name, *clause):
                world = replace(
                    world,
                    offers=tuple(
                        _changed(offer, what, clause) if offer.name == name else offer
                        for offer in world.offers
                    ),
                )
    return world


def _changed(offer: Offer, what: str, clause: Sequence[str]) -> Offer:
    match what:
        case "border":
            return replace(offer, here=True)
        case "reopened":
            return replace(offer, closed=False)
    return replace(offer, clauses=tuple(c for c in offer.clauses if repr(c) != clause[0]))


Miss = tuple[int, World, Network, Nearest]


@pytest.fixture(scope="module")
def misses(tmp_path_factory: pytest.TempPathFactory) -> list[Miss]:
    """Draw random worlds in which care is out of reach, and find the nearest miss of each."""
    found = []
    for seed in range(SERIES):
        world = random_world(seed)
        if not covered(world, ()):
            data, reference = records(world)
            network, _ = open_world(tmp_path_factory.mktemp("miss"), data, reference=reference)
            found.append((seed, world, network, miss(network, citizen=held(world))))
    return found


def test_no_smaller_set_of_changes_covers_the_need_in_random_worlds(misses: list[Miss]) -> None:
    sizes = []
    for seed, world, network, nearest in misses:
        size, sets = fewest(world)
        mine = [frozenset(as_change(network, change) for change in way.changes) for way in nearest.ways]
        assert nearest.proven, seed
        assert len(mine[0]) == size, seed
        assert mine[0] in sets, seed
        for way in mine:
            assert covered(world, tuple(way)), seed
            assert not any(covered(world, tuple(way - {one})) for one in way), seed
        assert not any(one < other for one in mine for other in mine), seed
        sizes.append(size)
    assert {1, 2} <= set(sizes)


def test_the_changes_made_in_the_records_cover_the_need_in_random_worlds(
    tmp_path: Path, misses: list[Miss]
) -> None:
    for seed, world, network, nearest in misses:
        changes = [as_change(network, change) for change in nearest.ways[0].changes]
        if any(change[0] == "condition" and change[1] and _of_law(world, change) for change in changes):
            continue  # the law's condition of one offering cannot be dropped in its record alone
        better = applied(world, changes)
        data, reference = records(better)
        changed, _ = open_world(tmp_path / f"changed-{seed}", data, reference=reference)
        found = find_paths(changed, Question(JESI, (CARE,), TODAY, held(better)))
        assert found.paths, (seed, changes)


def _of_law(world: World, change: AnyChange) -> bool:
    return world.law is not None and any(repr(clause) == change[2] for clause in world.law.clauses)


def test_the_same_question_has_the_same_nearest_miss(tmp_path: Path) -> None:
    data, reference = records(random_world(3))
    network, _ = open_world(tmp_path, data, reference=reference)
    assert len({repr(ways(network, miss(network, citizen=held(random_world(3))))) for _ in range(5)}) == 1


@pytest.mark.parametrize("on", [date(2026, 1, 1), date(2026, 12, 31)])
def test_a_condition_that_is_no_law_yet_is_no_obstacle(tmp_path: Path, on: date) -> None:
    dated = rule(at_least("age", 65), since=date(2026, 7, 1))
    sad = serve("sad", "home.care", at=ANCONA, requires="", rules=(dated, FREE))
    network, _ = open_world(tmp_path, exercise("one", sad), reference=drawn(*VOCABULARY, LAW))
    nearest = miss(network, on=on, citizen=Citizen(age=40, minors=2))
    kinds = {change.kind for way in nearest.ways for change in way.changes if change.row is not None}
    assert (Kind.CONDITION in kinds) == (on > date(2026, 7, 1))
