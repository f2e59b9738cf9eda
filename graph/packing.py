"""A question's acts as a task of integers, with the way back to what its numbers stand for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from .acts import Acts, Fact, required_fact
from .arrangements import agreements, networks, referrals
from .documents import accepted_as
from .preferences import ACTOR_TIE, DAY_TIE, PREFERENCES, SCALE, Weights
from .question import Question
from .reductions import reachable
from .task import NOBODY, Action, Limits, Task
from .weighing import weigh

__all__ = ["Problem", "held_actions", "pack"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A task with the way back to what its numbers stand for.

    ``used`` gives, for each procedure and mode, all the papers used.
    """

    task: Task
    acts: Acts
    facts: tuple[Fact, ...]
    used: Mapping[int, Mapping[int, tuple[str, ...]]]


def pack(acts: Acts, question: Question) -> Problem:
    """Give every fact and act a number and a weight."""
    papers = _papers(acts)
    required: tuple[Fact, ...] = tuple(required_fact(name) for name in sorted(question.require))
    facts: tuple[Fact, ...] = (*question.goals, *papers, *required)
    bit = {fact: 1 << number for number, fact in enumerate(facts)}
    used = {
        procedure: {sum(bit[paper] for paper in way): papers for way, papers in content.ways.items()}
        for procedure, content in acts.contents.items()
    }
    gives = {
        procedure: sum(bit[fact] for fact in content.gives if fact in bit)
        for procedure, content in acts.contents.items()
    }
    weights = PREFERENCES[question.prefer]
    actions = _actions(acts, weights, {p: tuple(modes) for p, modes in used.items()}, gives, bit)
    task = Task(
        fact_count=len(facts),
        goals=sum(bit[fact] for fact in facts if fact in question.goals or fact in required),
        actions=(*_presumed_last(acts, actions), *held_actions(acts, bit)),
        actor_cost=weights.actor * SCALE + ACTOR_TIE,
        handoff_cost=weights.handoff * SCALE,
        agreed_cost=weights.agreed * SCALE,
        day_cost=weights.day * SCALE + DAY_TIE,
        agreed=agreements(acts),
        referred=referrals(acts),
        networks=networks(acts),
        limits=Limits(question.max_days, question.max_actors, question.max_cost_cents),
    )
    return Problem(task, acts, facts, used)


def _papers(acts: Acts) -> list[str]:
    """List the papers asked for, the usual alternative before the others: of equal plans the first wins."""
    place: dict[str, int] = {}
    for content in acts.contents.values():
        for number, way in enumerate(content.ways):
            place.update((paper, number) for paper in way if number < place.get(paper, number + 1))
    return sorted(place, key=lambda paper: (place[paper], paper))


def _actions(
    acts: Acts,
    weights: Weights,
    modes: Mapping[int, tuple[int, ...]],
    gives: Mapping[int, int],
    bit: Mapping[Fact, int],
) -> tuple[Action, ...]:
    """Make an action of each act."""
    weighed = weigh(acts, weights)
    actions = [
        Action(
            p, (point * 100 + weights.euro * cent) * SCALE // 100 + cent, day, modes[act], gives[act], cent
        )
        for p, point, cent, day, act in zip(
            weighed.provider.tolist(),
            weighed.points.tolist(),
            weighed.cents.tolist(),
            weighed.days.tolist(),
            acts.procedures,
            strict=True,
        )
    ]
    for number, private in acts.extra.items():
        more = sum(bit[fact] for fact in private)
        actions[number] = replace(actions[number], adds=actions[number].adds | more)
    return tuple(actions)


def held_actions(acts: Acts, bit: Mapping[Fact, int]) -> list[Action]:
    """Make an action of each lapsing paper held: it costs nothing, and gives all it is accepted for."""
    documents = acts.local.network.index.reference.documents
    return [
        Action(NOBODY, 0, 0, (0,), sum(bit.get(kind, 0) for kind in accepted_as(documents, paper)))
        for paper, _ in acts.held
    ]


def _presumed_last(acts: Acts, actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """Let a presumed act give a fact only if no mapped act that gives it can be reached.

    Where that rule would shut a circle of mapped acts with no way out, the
    facts inside the circle may be presumed after all.
    """
    mapped, presumed = actions[: len(acts.positions)], actions[len(acts.positions) :]
    everything = _reached(actions)
    by_mapped = 0
    for action in mapped:
        if any(mode & ~everything == 0 for mode in action.modes):
            by_mapped |= action.adds

    def without(facts: int) -> tuple[Action, ...]:
        return (*mapped, *(replace(action, adds=action.adds & ~facts) for action in presumed))

    return without(by_mapped & _reached(without(by_mapped)))


def _reached(actions: tuple[Action, ...]) -> int:
    return reachable(Task(0, 0, actions, 0, 0, 0, 0))
