"""A question's acts as a task of integers, with the way back to what its numbers stand for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .acts import Acts, Content, Fact, required_fact
from .arrangements import agreements, networks, referrals
from .documents import accepted_as
from .preferences import ACTOR_TIE, DAY_TIE, PREFERENCES, SCALE, Weights
from .question import Question
from .reductions import closure
from .task import NOBODY, Action, Limits, Task, bits
from .weighing import weigh

__all__ = ["Problem", "held_actions", "pack"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A task with the way back to what its numbers stand for."""

    task: Task
    acts: Acts
    facts: tuple[Fact, ...]

    def papers_used(self, procedure: int, mode: int) -> tuple[str, ...]:
        """Give all the papers that a procedure uses in a mode, those at hand too."""
        waits = len(self.facts) - len(self.acts.openings)
        papers = (str(self.facts[fact]) for fact in bits(mode) if fact < waits)
        return self.acts.contents[procedure].ways[frozenset(papers)]


def pack(acts: Acts, question: Question) -> Problem:
    """Give every fact and act a number and a weight."""
    usual = _papers(acts)
    papers = sorted(usual, key=lambda paper: (usual[paper], paper))
    required: tuple[Fact, ...] = tuple(required_fact(name) for name in sorted(question.require))
    facts: tuple[Fact, ...] = (*question.goals, *papers, *required, *map(_waited, acts.openings))
    bit = {fact: 1 << number for number, fact in enumerate(facts)}
    weights = PREFERENCES[question.prefer]
    modes, gives = _masks(acts, acts.procedures, bit)
    adds = _adds(acts, modes, gives, bit)
    actions = _actions(acts, weights, _later(acts, modes, bit), adds)
    waits = (Action(NOBODY, 0, day, (0,), bit[_waited(day)]) for day in acts.openings)
    task = Task(
        fact_count=len(facts),
        goals=sum(bit[fact] for fact in facts if fact in question.goals or fact in required),
        actions=(*actions, *held_actions(acts, bit), *waits),
        actor_cost=weights.actor * SCALE + ACTOR_TIE,
        handoff_cost=weights.handoff * SCALE,
        agreed_cost=weights.agreed * SCALE,
        day_cost=weights.day * SCALE + DAY_TIE,
        agreed=agreements(acts),
        referred=referrals(acts),
        networks=networks(acts),
        limits=Limits(question.max_days, question.max_actors, question.max_cost_cents),
        unusual={facts.index(paper): place for paper, place in usual.items() if place},
    )
    return Problem(task, acts, facts)


def _distinct(acts: Acts) -> dict[int, Content]:
    """Give the contents of the acts by identity: procedures of one form share theirs."""
    return {id(content): content for content in acts.contents.values()}


def _papers(acts: Acts) -> dict[str, int]:
    """Give the papers asked for, each with how many that would do as well are named before it, at least."""
    place: dict[str, int] = {}
    for content in _distinct(acts).values():
        for number, way in enumerate(content.ways):
            place.update((paper, number) for paper in way if number < place.get(paper, number + 1))
    return place


def _masks(
    acts: Acts, procedures: Iterable[int], bit: Mapping[Fact, int]
) -> tuple[list[tuple[int, ...]], list[int]]:
    """Give the modes of steps, and what each gives but for what the question requires."""
    known = {
        one: (
            tuple(sum(bit[paper] for paper in way) for way in content.ways),
            sum(bit[fact] for fact in content.gives if fact in bit),
        )
        for one, content in _distinct(acts).items()
    }
    steps = [known[id(acts.contents[procedure])] for procedure in procedures]
    return [modes for modes, _ in steps], [gives for _, gives in steps]


def _waited(day: int) -> str:
    """Give the private fact that a day has come."""
    return f"wait {day}"


def _later(acts: Acts, modes: Sequence[tuple[int, ...]], bit: Mapping[Fact, int]) -> list[tuple[int, ...]]:
    """Let what opens later wait for its day, beside its papers."""
    later = [*modes]
    for number in np.flatnonzero(acts.opens > 0).tolist():
        wait = bit[_waited(int(acts.opens[number]))]
        later[number] = tuple(mode | wait for mode in modes[number])
    return later


def _actions(
    acts: Acts, weights: Weights, modes: Sequence[tuple[int, ...]], adds: Sequence[int]
) -> list[Action]:
    """Make an action of each step."""
    weighed = weigh(acts, weights)
    return [
        Action(p, (point * 100 + weights.euro * cent) * SCALE // 100 + cent, day, ways, add, cent)
        for p, point, cent, day, ways, add in zip(
            weighed.provider.tolist(),
            weighed.points.tolist(),
            weighed.cents.tolist(),
            weighed.days.tolist(),
            modes,
            adds,
            strict=True,
        )
    ]


def _adds(
    acts: Acts, modes: Sequence[tuple[int, ...]], gives: Sequence[int], bit: Mapping[Fact, int]
) -> list[int]:
    """Give what each step adds; presumed ones only what no mapped one that can be reached gives.

    Nor what one gives that is left out as late. Those under a law to come make no presumed one yield. Where
    that rule would shut a circle of mapped acts with no way out, the facts inside the
    circle may be presumed after all.
    """
    adds = [*gives]
    for number, private in acts.extra.items():
        adds[number] |= sum(bit[fact] for fact in private)
    shapes = [*zip(modes, adds, strict=True)]
    late = [*zip(*_masks(acts, acts.late, bit), strict=True)]
    everything = closure([*dict.fromkeys([*shapes, *late])])
    now = np.flatnonzero(~acts.ahead[: acts.mapped]).tolist()
    mapped = [*dict.fromkeys([*(shapes[number] for number in now), *late])]
    presumed = shapes[acts.mapped :]
    by_mapped = 0
    for needs, add in mapped:
        if any(mode & ~everything == 0 for mode in needs):
            by_mapped |= add
    without = closure([*mapped, *((needs, add & ~by_mapped) for needs, add in presumed)])
    left = ~(by_mapped & without)
    return [*adds[: acts.mapped], *(add & left for add in adds[acts.mapped :])]


def held_actions(acts: Acts, bit: Mapping[Fact, int]) -> list[Action]:
    """Make an action of each lapsing paper held: it costs nothing, and gives all it is accepted for."""
    documents = acts.local.network.index.reference.documents
    return [
        Action(NOBODY, 0, 0, (0,), sum(bit.get(kind, 0) for kind in accepted_as(documents, paper)))
        for paper, _ in acts.held
    ]
