"""The map of gaps told: counts by need and by area, causes, single changes, facts worth asking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..ontology.wording import say
from .coverage import Reason
from .eligibility import Verdict
from .gap_answers import AreaAnswer, FactToAsk, GapCause, GapCell, GapsAnswer, LeverAnswer, NeedGaps
from .gap_words import fact_label, lever_text, reason_text, unlocks
from .gaps import GapMap
from .index import Index
from .labels import goal_label
from .levers import Lever, find_levers
from .network import Network
from .outcome import Outcome
from .places import TerritoryKind

__all__ = ["AREA_KINDS", "explain_gaps", "list_areas", "place_name", "usual_areas"]

AREA_KINDS = tuple(kind.value for kind in TerritoryKind if kind is not TerritoryKind.COUNTRY)
"""What a territory can be parted into."""

_CAUSES, _EXAMPLES = 200, 3
_REASONS = tuple(Reason)
_TIERS = 3
"""Covered by what is mapped, only with presumed steps, open: each worse than the one before."""


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """What every part of the answer needs; k outcomes, m goals, n comuni, a areas.

    ``tier`` is int64[k], ``area`` is int64[n].
    """

    network: Network
    found: GapMap
    lang: str
    tier: NDArray[np.int64]
    unsure: NDArray[np.bool_]
    areas: tuple[AreaAnswer, ...]
    area: NDArray[np.int64]


def usual_areas(index: Index, territory: str) -> str:
    """Say into what a territory is parted unless somebody wishes otherwise."""
    kind = index.territories[territory].kind
    finer = {TerritoryKind.COUNTRY: TerritoryKind.REGION, TerritoryKind.REGION: TerritoryKind.PROVINCE}
    return finer.get(kind, TerritoryKind.COMUNE).value


def list_areas(index: Index, comuni: Sequence[str], by: str) -> list[str]:
    """Give the nearest area of a kind that contains each comune, or ``""``."""
    known = index.territories
    return [next((t for t in index.containing(c) if t in known and known[t].kind == by), "") for c in comuni]


def place_name(index: Index, territory: str) -> str:
    """Name a territory, a comune with its plate."""
    known = index.territories.get(territory)
    if known is None:
        return territory
    return (
        f"{known.name} ({known.plate})" if known.kind is TerritoryKind.COMUNE and known.plate else known.name
    )


def explain_gaps(
    network: Network, found: GapMap, territory: tuple[str, str], by: str, lang: str
) -> GapsAnswer:
    """Tell a map.

    Parameters
    ----------
    territory : (str, str)
        What the comuni asked make up: its id and its name.
    by : str
        One of ``AREA_KINDS``: what the cells are about.
    """
    areas, area = _parted(network.index, found.question.comuni, by, lang)
    tier = np.array([_tier(outcome) for outcome in found.outcomes], dtype=np.int64)
    unsure = np.array([not outcome.sure for outcome in found.outcomes], dtype=np.bool_)
    told = _Told(network, found, lang, tier, unsure, areas, area)
    causes = sorted(_causes(told), key=_weight)
    return GapsAnswer(
        revision=network.index.revision,
        on=found.question.on.isoformat(),
        territory=territory[0],
        territory_name=territory[1],
        comuni=len(found.question.comuni),
        by=by,
        note=say("gaps.note", lang),
        needs=tuple(_needs(told)),
        areas=areas,
        cells=tuple(_cells(told)),
        causes=tuple(causes[:_CAUSES]),
        causes_left=max(0, len(causes) - _CAUSES),
        levers=tuple(_lever(told, lever) for lever in find_levers(network, found)),
        questions=_questions(told),
    )


def _tier(outcome: Outcome) -> int:
    if outcome.reason in (Reason.COVERED, Reason.COVERED_REMOTE):
        return 0
    return 1 if outcome.met else 2


def _parted(
    index: Index, comuni: Sequence[str], by: str, lang: str
) -> tuple[tuple[AreaAnswer, ...], NDArray[np.int64]]:
    """Give the areas by name, those without one last, and the area of each comune."""
    inside = list_areas(index, comuni, by)
    named = {area: place_name(index, area) if area else say("gaps.no-area", lang) for area in set(inside)}
    order = sorted(named, key=lambda area: (not area, named[area], area))
    number = {area: position for position, area in enumerate(order)}
    of = np.array([number[area] for area in inside], dtype=np.int64)
    sizes = np.bincount(of, minlength=len(order)).tolist()
    areas = (AreaAnswer(area or None, named[area], size) for area, size in zip(order, sizes, strict=True))
    return tuple(areas), of


def _needs(told: _Told) -> Iterator[NeedGaps]:
    for row, goal in enumerate(told.found.question.goals):
        cells = told.found.cells[row]
        covered, presumed, unmet = np.bincount(told.tier[cells], minlength=_TIERS).tolist()
        label = goal_label(told.network.index, goal, told.lang)
        yield NeedGaps(goal.id, label, covered, presumed, unmet, int(told.unsure[cells].sum()))


def _cells(told: _Told) -> Iterator[GapCell]:
    """Count by area; the class is the commonest one in the worst tier that is there."""
    goals, many = told.found.question.goals, len(told.areas)
    reason = np.array([_REASONS.index(outcome.reason) for outcome in told.found.outcomes], dtype=np.int64)
    rows = []
    for row in range(len(goals)):
        cells = told.found.cells[row]
        where = told.area
        tiers = np.bincount(where * _TIERS + told.tier[cells], minlength=many * _TIERS).reshape(-1, _TIERS)
        width = len(_REASONS)
        classes = np.bincount(where * width + reason[cells], minlength=many * width).reshape(-1, width)
        unsure = np.bincount(where, weights=told.unsure[cells], minlength=many).astype(np.int64)
        commonest = (classes * _worst(tiers)).argmax(axis=1)
        rows.append(np.column_stack((commonest, tiers, unsure)).tolist())
    for number, area in enumerate(told.areas):
        for goal, row_of in zip(goals, rows, strict=True):
            named, *counts = row_of[number]
            yield GapCell(area.territory, goal.id, _REASONS[named].value, *counts)


def _worst(tiers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell for each area which reasons are of the worst tier that is there; bool[a, reasons]."""
    of_reason = np.array([_tier(Outcome(reason)) for reason in _REASONS])
    worst = (_TIERS - 1) - np.argmax(tiers[:, ::-1] > 0, axis=1)
    return np.asarray(of_reason[np.newaxis, :] == worst[:, np.newaxis])


def _causes(told: _Told) -> Iterator[GapCause]:
    index, question = told.network.index, told.found.question
    for row, goal in enumerate(question.goals):
        numbers, counts = np.unique(told.found.cells[row], return_counts=True)
        for number, count in zip(numbers.tolist(), counts.tolist(), strict=True):
            outcome = told.found.outcomes[number]
            if _tier(outcome) == 0 and outcome.sure:
                continue
            some = np.flatnonzero(told.found.cells[row] == number)[:_EXAMPLES].tolist()
            yield GapCause(
                need=goal.id,
                label=goal_label(index, goal, told.lang),
                class_=outcome.reason.value,
                sure=outcome.sure,
                comuni=count,
                examples=tuple(place_name(index, question.comuni[one]) for one in some),
                reason=reason_text(index, outcome, told.lang),
                unlock=unlocks(told.network, goal, outcome, _by_law(told, row, number), told.lang),
                documents=outcome.documents,
                facts=outcome.facts,
                service_types=outcome.kinds,
            )


def _by_law(told: _Told, row: int, number: int) -> set[int]:
    """List the procedures of the backbone open to the person where a goal has an outcome."""
    where = {told.found.question.comuni[one] for one in np.flatnonzero(told.found.cells[row] == number)}
    return {
        procedure
        for chart in told.found.charts
        if not where.isdisjoint(chart.realm.comuni)
        for procedure, sort in chart.presumed
        if sort.verdict is not Verdict.NO
    }


def _weight(cause: GapCause) -> tuple[int, int, str, str, str]:
    """Put the worst first, then the commonest."""
    return -_tier(Outcome(Reason(cause.class_))), -cause.comuni, cause.need, cause.class_, cause.reason


def _lever(told: _Told, lever: Lever) -> LeverAnswer:
    return LeverAnswer(
        lever.change.value,
        lever.name,
        lever_text(told.network.index, lever, told.lang),
        lever.opened,
        lever.opened_comuni,
        lever.mapped,
        lever.mapped_comuni,
        tuple(goal.id for goal in lever.goals),
    )


def _questions(told: _Told) -> tuple[FactToAsk, ...]:
    """List the unknown facts by how many pairs hang on them."""
    found = []
    for fact in sorted({fact for outcome in told.found.outcomes for fact in outcome.facts}):
        hangs = np.array([fact in outcome.facts for outcome in told.found.outcomes], dtype=np.bool_)
        pairs = hangs[told.found.cells]
        needs = tuple(told.found.question.goals[row].id for row in np.flatnonzero(pairs.any(axis=1)).tolist())
        text = say(f"ask.{fact}", told.lang, text=fact_label(fact, told.lang))
        found.append(FactToAsk(fact, text, int(pairs.sum()), int(pairs.any(axis=0).sum()), needs))
    return tuple(sorted(found, key=lambda one: (-one.pairs, one.fact)))
