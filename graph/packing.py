"""A question's acts as a task of integers, with the way back to what its numbers stand for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from .acts import Act, names_of
from .eligibility import Verdict
from .index import UNSAID
from .network import Goal, Network
from .preferences import ACTOR_TIE, DAY_TIE, PREFERENCES, SCALE, Weights
from .question import Question
from .reductions import reachable
from .task import NOBODY, Action, Limits, Task

__all__ = ["Fact", "Problem", "pack", "required_fact"]

Fact = str | Goal
"""A document by id, a goal, or the private fact that something required was used."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A task with the way back to what its numbers stand for."""

    task: Task
    acts: tuple[Act, ...]
    facts: tuple[Fact, ...]
    modes: tuple[Mapping[int, tuple[str, ...]], ...]


def pack(network: Network, acts: tuple[Act, ...], question: Question) -> Problem:
    """Give every fact and act a number and a weight."""
    papers = sorted({paper for act in acts for way in act.ways for paper in way})
    required = sorted(question.require)
    facts: tuple[Fact, ...] = (*question.goals, *papers, *map(required_fact, required))
    bit = {fact: 1 << number for number, fact in enumerate(facts)}
    weights = PREFERENCES[question.prefer]
    modes = tuple({sum(bit[paper] for paper in way): used for way, used in act.ways.items()} for act in acts)
    actions = []
    for act, mode in zip(acts, modes, strict=True):
        names = names_of(network, act.candidate, act.procedure)
        gives = act.gives | {required_fact(name) for name in required if name in names}
        action = _weigh(network, act, weights, question.on)
        actions.append(
            replace(action, modes=tuple(mode), adds=sum(bit[fact] for fact in gives if fact in bit))
        )
    agreed, referred = _arrangements(network, acts, question.on)
    task = Task(
        fact_count=len(facts),
        goals=sum(bit[goal] for goal in question.goals) | sum(bit[required_fact(name)] for name in required),
        actions=_presumed_last(tuple(actions)),
        actor_cost=weights.actor * SCALE + ACTOR_TIE,
        handoff_cost=weights.handoff * SCALE,
        agreed_cost=weights.agreed * SCALE,
        day_cost=weights.day * SCALE + DAY_TIE,
        agreed=agreed,
        referred=referred,
        limits=Limits(question.max_days, question.max_actors, question.max_cost_cents),
    )
    return Problem(task, acts, facts, modes)


def required_fact(name: str) -> str:
    """Give the private fact that something required was used."""
    return f"require {name}"


def _weigh(network: Network, act: Act, weights: Weights, on: date) -> Action:
    """Give an act's cost, days and provider; modes and effects are filled in by the caller."""
    resolved, columns = network.procedures[act.procedure], network.index.columns
    cents = days = UNSAID
    provider = NOBODY
    points = weights.step
    if act.candidate is None:
        points += weights.presumed
    else:
        row = act.candidate.row
        provider = int(columns.provider[row])
        cents = int(columns.cents_min[row])
        days = max(int(columns.days_max[row]), int(columns.days_min[row]))
        points += weights.assumption if act.candidate.verdict is Verdict.UNKNOWN else 0
    if cents == UNSAID and resolved.cost is not None:
        cents = int(resolved.cost.min_eur * 100)
    if days == UNSAID and resolved.days is not None:
        days = resolved.days.min if resolved.days.max is None else resolved.days.max
    points += weights.unsaid * ((cents == UNSAID) + (days == UNSAID))
    cents, days = max(cents, 0), max(days, 0)
    cost = (points * 100 + weights.euro * cents) * SCALE // 100 + cents
    return Action(provider, cost, days, (), 0, cents)


def _presumed_last(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """Let a presumed act give a fact only if no mapped act that gives it can be reached.

    Where that rule would shut a circle of mapped acts with no way out, the
    facts inside the circle may be presumed after all.
    """
    everything = _reached(actions)
    by_mapped = 0
    for action in actions:
        if action.provider != NOBODY and any(mode & ~everything == 0 for mode in action.modes):
            by_mapped |= action.adds

    def without(facts: int) -> tuple[Action, ...]:
        return tuple(a if a.provider != NOBODY else replace(a, adds=a.adds & ~facts) for a in actions)

    strict = without(by_mapped)
    return without(by_mapped & _reached(strict))


def _reached(actions: tuple[Action, ...]) -> int:
    return reachable(Task(0, 0, actions, 0, 0, 0, 0))


def _arrangements(
    network: Network, acts: tuple[Act, ...], on: date
) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    """Give the provider pairs with an agreement or a network in common, and the acts with a referral."""
    columns, day = network.index.columns, on.toordinal()
    rows = {act.candidate.row: number for number, act in enumerate(acts) if act.candidate is not None}
    here = np.unique(columns.provider[list(rows)]) if rows else np.zeros(0, dtype=np.int32)
    written = columns.agreements[np.isin(columns.agreements[:, :2], here).all(axis=1)]
    in_force = written[(written[:, 2] <= day) & (day <= written[:, 3])]
    agreed = {(p, q) for p, q in in_force[:, :2].tolist()}
    members: dict[int, list[int]] = {}
    for provider, circle in columns.memberships[np.isin(columns.memberships[:, 0], here)].tolist():
        members.setdefault(circle, []).append(provider)
    for group in members.values():
        agreed.update((p, q) for i, p in enumerate(group) for q in group[i + 1 :])
    ends = columns.referrals[np.isin(columns.referrals, list(rows)).all(axis=1)]
    referred = {(rows[start], rows[end]) for start, end in ends.tolist()}
    return frozenset(agreed), frozenset(referred)
