"""Random little networks in which all that decides a gap happens, and what single questions say of them."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from welfarenet.graph.acts import Acts, list_acts
from welfarenet.graph.blocked import blocked_from
from welfarenet.graph.citizen import Citizen, HeldDocument
from welfarenet.graph.concepts import BackboneEntry, Exclusion, Holding
from welfarenet.graph.coverage import Reason
from welfarenet.graph.demands import Clause, Condition, Rule
from welfarenet.graph.eligibility import Verdict, deciding, judge
from welfarenet.graph.mapped import Channel, Offering, Service, Status
from welfarenet.graph.network import Goal, Network
from welfarenet.graph.packing import pack
from welfarenet.graph.paths import GoalOutcome, Ground, ServicePaths, paths_on, prepare
from welfarenet.graph.procedures import in_force
from welfarenet.graph.question import Question
from welfarenet.graph.reductions import reachable
from welfarenet.graph.reference import Reference
from welfarenet.graph.task import bits
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
    kind,
    need,
    open_world,
    paper,
    rule,
    serve,
)

__all__ = [
    "COMUNI",
    "GOALS",
    "KINDS",
    "PAPERS",
    "PERSONAS",
    "TURNING",
    "giving",
    "is_met_by_mapped_alone",
    "offering",
    "random_network",
    "reopening",
    "said",
    "stands",
    "turning",
    "waiving",
]

COMUNI = (JESI, MONSANO, ANCONA, CINGOLI, NAPOLI)
NEEDS = ("care", "care.home", "food", "money")
KINDS = ("a", "b", "c", "d", "e", "f")
GOALS = (*(Goal(name, True) for name in NEEDS), Goal("a", False), Goal("e", False))
PAPERS = ("p0", "p1", "p2", "p3", "p4", "p5", "p6")
PERSONAS = (
    Citizen(),
    Citizen(age=70, documents=(HeldDocument("p1", valid_until=TODAY + timedelta(20)),)),
    Citizen(age=40, isee_eur=5000.0, documents=(HeldDocument("p5", held=False),)),
)
TURNING = (
    Citizen(born_on=date(1962, 1, 15) - timedelta(40)),
    Citizen(born_on=date(1976, 12, 1), isee_eur=2000.0, documents=(HeldDocument("p5", held=False),)),
)
"""Who will be 65 in December, and 50."""
AREAS = (*COMUNI, AMBITO, "prov-AN", "prov-MC", "reg-11", "IT")


Drawn = tuple[list[Service | Offering], Reference]
"""What a random network is made of, before it is published."""


def random_network(seed: int, folder: Path, change: Callable[[Drawn], Drawn] = lambda same: same) -> Network:
    """Draw a network: provinces and dates of law, conditions, lapses, exclusions, cuts, all doors."""
    rng = random.Random(seed)
    offered = [part for number in range(rng.randint(3, 14)) for part in _offering(rng, number)]
    parts, reference = change((offered, _reference(rng)))
    network, _ = open_world(folder, exercise("one", *ambito(JESI, MONSANO), *parts), reference=reference)
    return network


def giving(paper_given: str) -> Callable[[Drawn], Drawn]:
    """Let somebody give a paper everywhere, for nothing."""
    added = serve("zz", None, at="IT", by="zz", requires="", issues=(paper_given,))
    return lambda before: ([*before[0], *added], before[1])


def offering(service_type: str) -> Callable[[Drawn], Drawn]:
    """Let somebody offer a kind of service everywhere, and say nothing else of it."""
    return lambda before: ([*before[0], *serve("zz", service_type, at="IT", by="zz")], before[1])


def reopening(service_type: str) -> Callable[[Drawn], Drawn]:
    """Let those of a kind who are shut take people in from today."""

    def change(before: Drawn) -> Drawn:
        kinds = {part.iri: part.service_type for part in before[0] if isinstance(part, Service)}
        return [
            replace(part, status=Status.ACTIVE)
            if isinstance(part, Offering) and kinds[part.service] == service_type
            else part
            for part in before[0]
        ], before[1]

    return change


def waiving(fact: str) -> Callable[[Drawn], Drawn]:
    """Let every condition on a fact be one that anybody meets."""

    def easy(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return tuple(
            replace(one, all_of=tuple(Clause(tuple(map(eased, clause.any_of))) for clause in one.all_of))
            for one in rules
        )

    def eased(condition: Condition) -> Condition:
        return replace(condition, minimum=-1.0, maximum=None) if condition.attribute == fact else condition

    def change(before: Drawn) -> Drawn:
        parts = [
            replace(part, rules=easy(part.rules)) if isinstance(part, Service) else part for part in before[0]
        ]
        entries = tuple(replace(one, rules=easy(one.rules)) for one in before[1].backbone)
        return parts, replace(before[1], backbone=entries)

    return change


def turning(seed: int) -> Callable[[Drawn], Drawn]:
    """Let laws end, begin and follow one another within the year, and ages be outgrown."""
    rng = random.Random(f"turning {seed}")
    last = TODAY + timedelta(rng.choice((5, 20, 38)))

    def change(before: Drawn) -> Drawn:
        parts = [
            replace(part, rules=(*part.rules, *rng.choice(((), (), _passing(rng, last)))))
            if isinstance(part, Service)
            else part
            for part in before[0]
        ]
        entries = [one for entry in before[1].backbone for one in _turned(rng, entry, last)]
        return parts, replace(before[1], backbone=tuple(sorted(entries, key=lambda one: one.id)))

    return change


def _passing(rng: random.Random, last: date) -> tuple[Rule, ...]:
    """Make a rule that is outgrown, or that is law until a day or from the next."""
    aged = at_most("age", rng.choice((49, 64)))
    poor, older = at_most("isee_eur", 3000), at_least("age", rng.choice((50, 65)))
    first = last + timedelta(1)
    return rng.choice(
        (
            (rule(aged),),
            (rule(older, until=last), rule(poor, since=first)),
            (rule((aged, poor), since=first),),
        )
    )


def _turned(rng: random.Random, before: BackboneEntry, last: date) -> tuple[BackboneEntry, ...]:
    """Let an entry be, end, begin, or be followed by another of its type."""
    until, since = Holding((), None, last), Holding((), last + timedelta(1), None)
    ended = replace(before, holdings=(until,))
    after = replace(_entry(rng, before.service_type), id=f"{before.id}/next", holdings=(since,))
    return rng.choice(((before,), (ended,), (replace(before, holdings=(since,)),), (ended, after)))


def _reference(rng: random.Random) -> Reference:
    papers = [
        paper(
            name,
            valid_days=rng.choice((None, None, None, 5, 40)),
            valid_to_year_end=rng.random() < 0.15,
            usually_held=name == "p5",
            brought_by_citizen=name == "p6",
            stands_for=("p0",) if name == "p1" else (),
        )
        for name in PAPERS
    ]
    types = [
        kind(name, *rng.sample(NEEDS, rng.choice((0, 1))), broader="a" if name == "b" else None)
        for name in KINDS
    ]
    entries = [_entry(rng, name) for name in rng.sample(KINDS, rng.randint(1, 5))]
    return drawn(*map(need, NEEDS), *papers, *types, *entries)


def _entry(rng: random.Random, name: str) -> BackboneEntry:
    other = rng.choice([one for one in KINDS if one != name])
    law = Exclusion((other,), "legge", "", TODAY, True, rng.choice(((), ("AN",))))
    return entry(
        name,
        requires=_asked(rng),
        needs=tuple(rng.sample(NEEDS, rng.choice((0, 1, 1)))),
        issues=tuple(rng.sample(PAPERS[:5], rng.choice((0, 1, 2)))),
        rules=_rules(rng),
        holdings=rng.choice(
            (
                (Holding(),),
                (Holding(),),
                (Holding(("AN",)),),
                (Holding(("AN",), None, date(2026, 2, 28)), Holding()),
            )
        ),
        excludes=(law,) if rng.random() < 0.3 else (),
    )


def _asked(rng: random.Random) -> str:
    one, two, three = rng.sample(PAPERS, 3)
    return rng.choice(("", "", one, one, f"{one}, {two}", f"{one} | {two}", f"{one} | {two} + {three}"))


def _rules(rng: random.Random) -> tuple[Rule, ...]:
    old, poor = at_least("age", rng.choice((50, 65))), at_most("isee_eur", rng.choice((3000, 9000)))
    return rng.choice(((), (), (rule(old),), (rule(poor),), (rule((old, poor)),), (rule(old, poor),)))


def _offering(rng: random.Random, number: int) -> tuple[Service, Offering]:
    more: dict[str, Any] = {
        "requires": rng.choice((None, _asked(rng))),
        "days": rng.choice((None, 0, 3, 30)),
        "status": rng.choice((*[Status.ACTIVE] * 6, Status.SUSPENDED, Status.CLOSED)),
        "channels": rng.choice(((), (), (Channel.PHONE,), (Channel.DESK, Channel.ONLINE))),
        "valid_from": rng.choice((None, None, None, TODAY + timedelta(30), TODAY + timedelta(500))),
        "valid_to": rng.choice((None, None, None, TODAY + timedelta(10), TODAY - timedelta(1))),
        "excluded": rng.choice(((), (), (), (MONSANO,), ("prov-AN",))),
        "rules": _rules(rng),
    }
    if rng.random() < 0.4:
        more["needs"] = tuple(rng.sample(NEEDS, rng.choice((0, 1, 2))))
    if rng.random() < 0.4:
        more["issues"] = tuple(rng.sample(PAPERS[:5], rng.choice((0, 1))))
    if more["valid_from"] and more["valid_to"]:
        more["valid_to"] = None
    where = tuple(rng.sample(AREAS, rng.choice((1, 1, 2))))
    return serve(f"{number:02}", rng.choice(KINDS), at=where, by=rng.choice("xyz"), **more)


# What single questions say


def said(network: Network, question: Question) -> Iterator[tuple[str, object]]:
    """Give what ``paths`` says of one goal in one comune, by the names of what a map says of it."""
    ground = prepare(network, question)
    found = paths_on(ground, question)
    (outcome,) = found.outcomes
    if not found.paths:
        yield "reason", outcome.reason
        yield "documents", outcome.blocked
        yield "late", outcome.late
        if outcome.reason is Reason.NOT_ELIGIBLE:
            yield "conditions", _conditions(ground, outcome)
        if outcome.reason is Reason.SUSPENDED_OR_FULL:
            yield "kinds", _kinds(network, outcome, Reason.SUSPENDED_OR_FULL)
        if outcome.reason is Reason.NOT_HERE:
            yield "kinds", _kinds(network, outcome, Reason.NOT_HERE)
        return
    presumed = _presumes(found)
    yield "reason", Reason.UNMAPPED if presumed else outcome.reason
    if presumed:
        yield "documents", _nobody_mapped(ground.acts, question)
    local = ground.local.read(lambda said: np.where(said == Verdict.UNKNOWN, np.int8(Verdict.NO), said))
    unknown_is_no = paths_on(
        Ground(local, ground.folder, list_acts(local, ground.folder, question)), question
    )
    yield "sure", bool(unknown_is_no.paths) and (presumed or not _presumes(unknown_is_no))


def is_met_by_mapped_alone(network: Network, question: Question) -> bool:
    """Tell whether some path does without presumed steps, however dear or late."""
    ground = prepare(network, question)
    acts = ground.acts
    alone = replace(
        acts,
        procedures=acts.procedures[: acts.mapped],
        verdicts=acts.verdicts[: acts.mapped],
        ahead=acts.ahead[: acts.mapped],
    )
    return bool(paths_on(replace(ground, acts=alone), question).paths)


def _presumes(found: ServicePaths) -> bool:
    return any(step.candidate is None for step in found.paths[0].steps)


def _conditions(ground: Ground, outcome: GoalOutcome) -> set[object]:
    assert outcome.absence is not None
    procedures = [*(c.procedure for c in outcome.absence.ineligible), *outcome.absence.barred]
    rules = [ground.local.network.procedures[procedure].rules for procedure in procedures]
    return {one for asked in rules for one in deciding(asked, ground.local.known, ground.local.on)}


def _kinds(network: Network, outcome: GoalOutcome, reason: Reason) -> tuple[str, ...]:
    assert outcome.absence is not None
    refused = (r.procedure for r in outcome.absence.refused if r.reason is reason)
    return tuple(sorted({network.procedures[procedure].service_type or "" for procedure in refused}))


def _nobody_mapped(acts: Acts, question: Question) -> tuple[str, ...]:
    """Give the papers at the root where nothing is presumed, if a mapped offering meets the goal at all."""
    mapped = set(acts.procedures[: acts.mapped])
    alone = replace(acts, contents={p: content for p, content in acts.contents.items() if p in mapped})
    problem = pack(acts, question)
    few = [problem.task.actions[number] for number in range(acts.mapped)]
    held = problem.task.actions[len(acts.procedures) :]
    reached = reachable(replace(problem.task, actions=(*few, *held)))
    return blocked_from(alone, {problem.facts[bit] for bit in bits(reached)}, question.goals[0])


def stands(acts: Acts, number: int, day: int) -> bool:
    """Tell by the plain reading of rules and law whether an act may begin on a day."""
    local, network = acts.local, acts.local.network
    on = local.on + timedelta(day)
    procedure = network.procedures[acts.procedures[number]]
    kind_of, following = procedure.service_type or "", procedure.entry
    current = in_force(network.entries.get(kind_of, ()), local.plate, on)
    if acts.is_mapped(number):
        columns, row = network.index.columns, acts.offered.rows[number]
        if not columns.since[row] <= on.toordinal() <= columns.until[row]:
            return False
        held = current[0].id if current else None
        if kind_of in network.entries and held != following:
            return False
    elif following not in {entry.id for entry in current}:
        return False
    known = local.seasons[0].citizen.known(on)
    return bool(judge(procedure.rules, known, on) == acts.verdicts[number])
