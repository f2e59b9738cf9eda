"""The facts that would change the path: each is supposed, in every way that matters, and asked again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .bill import totals
from .coverage import survey
from .demands import Condition
from .eligibility import HUMAN_CHECK, Verdict, deciding, is_tested
from .network import Goal, Network
from .paths import ServicePaths, find_paths
from .question import Question
from .supposed import Cell, cells_of, supposing
from .why import WHAT_IF, met_by

__all__ = ["Decisive", "Outcome", "decisive_facts", "most_asked"]

_MOST, _LEAST, _WORK = 120, 12, 30_000
"""Questions asked again at most and at least, and how many acts all of them may look at together."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the answer would be if a fact were in some cells.

    Parameters
    ----------
    cells : tuple of Cell
        Values that give this answer, ascending.
    lost : tuple of Goal
        Goals met as things are known now, and not then.
    answer : ServicePaths
        The answer then.
    same : bool
        Whether its best path has the steps that the best path has now.
    days, cents, providers : int
        How many more than now; zero where a goal is lost.
    """

    cells: tuple[Cell, ...]
    lost: tuple[Goal, ...]
    answer: ServicePaths
    same: bool
    days: int = 0
    cents: int = 0
    providers: int = 0

    @property
    def proven(self) -> bool:
        """Whether the answer then is proven best."""
        return self.answer.optimal


@dataclass(frozen=True, slots=True)
class Decisive:
    """A fact nobody told, and what would come of each of its values; no outcomes: not tried."""

    fact: str
    outcomes: tuple[Outcome, ...]

    @property
    def weight(self) -> tuple[int, int]:
        """Goals that hang on it, then points between its best and its worst whole answer."""
        whole = [o.answer.paths[0].objective for o in self.outcomes if not o.lost and o.answer.paths]
        return max((len(o.lost) for o in self.outcomes), default=0), max(whole, default=0) - min(
            whole, default=0
        )


def decisive_facts(
    network: Network,
    question: Question,
    found: ServicePaths,
    *,
    most: int | None = None,
    budget: int = WHAT_IF,
) -> tuple[Decisive, ...]:
    """List the unknown facts that would change the answer, most decisive first.

    Every fact that a condition of what could be done here still waits for is
    supposed to be, in turn, one value of each cell that the conditions' thresholds
    make; values that leave every verdict alike are asked once. Facts under whose
    values the answer is always the same are left out. First come those on which
    most goals hang, then those between whose answers most points lie, then by name.
    A fact is tried wholly or not at all: past ``most`` questions (by default as
    :func:`most_asked` says) those not tried come last, without outcomes.

    Notes
    -----
    One fact at a time: two that only together change the answer are not found.
    """
    most = most_asked(found) if most is None else most
    open_facts = _open_facts(network, found)
    asked: dict[tuple[bytes, bool], ServicePaths] = {}
    tried: list[Decisive] = []
    left: list[Decisive] = []
    for fact, conditions in open_facts.items():
        cells = cells_of(fact, conditions)
        keys = [_key(network, question, found, fact, cell) for cell in cells]
        if len({*asked, *keys}) > most:
            left.append(Decisive(fact, ()))
            continue
        for key, cell in zip(keys, cells, strict=True):
            if key not in asked:
                person = supposing(question.citizen, fact, cell.value, question.on)
                answer = find_paths(network, replace(question, k=1, citizen=person), budget=budget)
                asked[key] = found if _is_no_better(answer, found) else answer
        outcomes = _outcomes(question, found, cells, [asked[key] for key in keys])
        if len(outcomes) > 1:
            tried.append(Decisive(fact, outcomes))
    tried.sort(key=lambda one: (*(-part for part in one.weight), one.fact))
    return (*tried, *left)


def most_asked(found: ServicePaths) -> int:
    """Give how many questions are asked again at most: fewer where very much could be done."""
    return max(_LEAST, min(_MOST, _WORK // (len(found.acts.procedures) or 1)))


def _is_no_better(answer: ServicePaths, found: ServicePaths) -> bool:
    """Tell whether a search that ended early found nothing better than the path that is known.

    What is known of more facts makes no step dearer, so where all its steps may
    still be taken, the path is at least as good then as it is now.
    """
    if answer.optimal or not found.paths or not answer.paths:
        return False
    steps = found.paths[0].steps
    allowed = all(answer.local.season(step.starts).verdicts[step.procedure] != Verdict.NO for step in steps)
    return allowed and answer.paths[0].objective >= found.paths[0].objective


def _open_facts(network: Network, found: ServicePaths) -> dict[str, list[Condition]]:
    """Gather the conditions still open of what could be done here, by fact; most waited for first."""
    local = found.local
    waiting: dict[str, list[Condition]] = {}
    for procedure in sorted(set(found.acts.procedures)):
        rules = network.procedures[procedure].rules
        undecided = dict.fromkeys(
            condition
            for season in local.soon
            if season.verdicts[procedure] == Verdict.UNKNOWN
            for condition, _ in deciding(rules, season.known, season.day)
        )
        for condition in undecided:
            if condition.attribute != HUMAN_CHECK and is_tested(condition):
                waiting.setdefault(condition.attribute, []).append(condition)
    return dict(sorted(waiting.items(), key=lambda item: (-len(item[1]), item[0])))


def _key(
    network: Network, question: Question, found: ServicePaths, fact: str, cell: Cell
) -> tuple[bytes, bool]:
    """Tell answers apart before asking: by the verdicts of what could be done, and what is at hand."""
    person = supposing(question.citizen, fact, cell.value, question.on)
    local = survey(network, question.comune, question.on, person)
    procedures = np.unique(np.array(found.acts.procedures, np.intp))
    judged = b"".join(season.verdicts[procedures].tobytes() for season in local.soon)
    return judged, person.undocumented


def _outcomes(
    question: Question, found: ServicePaths, cells: Sequence[Cell], answers: Sequence[ServicePaths]
) -> tuple[Outcome, ...]:
    """Put together the cells that give the same answer, in the order of their first cell."""
    groups: dict[tuple[object, ...], list[tuple[Cell, ServicePaths]]] = {}
    for cell, answer in zip(cells, answers, strict=True):
        groups.setdefault(_answer_of(answer), []).append((cell, answer))
    return tuple(
        _outcome(question, found, tuple(cell for cell, _ in group), group[0][1]) for group in groups.values()
    )


def _answer_of(answer: ServicePaths) -> tuple[object, ...]:
    """Give what makes two answers the same: the steps of the best path and what each meets."""
    return tuple(
        (step.candidate and step.candidate.row, step.procedure, step.meets)
        for path in answer.paths[:1]
        for step in path.steps
    )


def _outcome(
    question: Question, found: ServicePaths, cells: tuple[Cell, ...], answer: ServicePaths
) -> Outcome:
    now = met_by(found.paths[0]) if found.paths else set()
    then = met_by(answer.paths[0]) if answer.paths else set()
    lost = tuple(goal for goal in question.goals if goal in now - then)
    same = _answer_of(answer) == _answer_of(found)
    if lost or not answer.paths or not found.paths:
        return Outcome(cells, lost, answer, same)
    ours, theirs = totals(found.paths[0]), totals(answer.paths[0])
    return Outcome(
        cells,
        (),
        answer,
        same,
        theirs.days - ours.days,
        theirs.cents - ours.cents,
        theirs.providers - ours.providers,
    )
