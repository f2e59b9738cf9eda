"""Why a goal cannot be had, for all comuni at once, by the nearest cause to the person."""

from collections.abc import Iterable, Iterator

import numpy as np

from .chart import Chart
from .coverage import Reason
from .demands import Condition
from .eligibility import Verdict
from .network import Goal, Network
from .offered import CLOSED, OPEN, OVER, UPCOMING
from .outcome import Outcome
from .roots import parted, roots
from .sorts import Sort
from .spread import Stand

__all__ = ["shortfalls"]


def shortfalls(network: Network, chart: Chart, goal: Goal, where: int) -> list[tuple[Outcome, int]]:
    """Say why a goal cannot be had.

    Parameters
    ----------
    where : int
        Comuni where nothing leads to the goal, not even what is presumed.

    Returns
    -------
    list of (Outcome, int)
        Disjoint bitsets that make up ``where``.
    """
    found: list[tuple[Outcome, int]] = []
    left = where
    lacking = [(bits, paper) for paper, bits in roots(chart.whole.flood, goal, where).items()]
    for papers, bits in parted(left, lacking):
        if papers:
            found.append((Outcome(Reason.BLOCKED_DOCUMENT, documents=tuple(sorted(papers))), bits))
            left &= ~bits
    serving = [(stand, sort) for stand, sort in chart.stands if goal in sort.gives]
    for outcome, bits in (
        *_not_eligible(chart, goal, serving, left),
        *_shut(serving, left),
        *_ended(serving, left),
    ):
        bits &= left
        if bits:
            found.append((outcome, bits))
            left &= ~bits
    if left and _somewhere(network, goal):
        return [*found, (Outcome(Reason.NOT_HERE), left)]
    for reason, bits in ((Reason.NOWHERE, left & chart.known), (Reason.UNKNOWN_DATA, left & ~chart.known)):
        if bits:
            found.append((Outcome(reason), bits))
    return found


def _not_eligible(
    chart: Chart, goal: Goal, serving: list[tuple[Stand, Sort]], where: int
) -> Iterator[tuple[Outcome, int]]:
    """Tell where the person does not meet what those ask who take people in, or the law itself."""
    refusing = [
        (stand.where, condition)
        for stand, sort in serving
        if stand.door in (OPEN, UPCOMING) and sort.verdict is Verdict.NO
        for condition in sort.conditions
    ]
    everybody = 0
    for stand, sort in serving:
        if stand.door != OPEN or sort.verdict is Verdict.NO:
            everybody |= stand.where
    for failed, bits in parted(where, refusing):
        if failed:
            yield Outcome(Reason.NOT_ELIGIBLE, conditions=_in_order(serving, failed)), bits
    by_law = [sort for _, sort in chart.presumed if goal in sort.gives]
    if by_law and all(sort.verdict is Verdict.NO for sort in by_law):
        conditions = tuple(dict.fromkeys(one for sort in by_law for one in sort.conditions))
        yield Outcome(Reason.NOT_ELIGIBLE, conditions=conditions), where & ~everybody


def _shut(serving: list[tuple[Stand, Sort]], where: int) -> Iterator[tuple[Outcome, int]]:
    shut = [(stand.where, sort.kind or "") for stand, sort in serving if stand.door == CLOSED]
    for kinds, bits in parted(where, shut):
        if kinds:
            yield Outcome(Reason.SUSPENDED_OR_FULL, kinds=tuple(sorted(kinds))), bits


def _ended(serving: list[tuple[Stand, Sort]], where: int) -> Iterator[tuple[Outcome, int]]:
    over = [
        (stand.where, sort.kind or "")
        for stand, sort in serving
        if stand.door == OVER or (stand.door == UPCOMING and sort.verdict is not Verdict.NO)
    ]
    for kinds, bits in parted(where, over):
        if kinds:
            yield Outcome(Reason.NOT_HERE, kinds=tuple(sorted(kinds))), bits


def _in_order(
    serving: Iterable[tuple[Stand, Sort]], conditions: frozenset[tuple[Condition, str]]
) -> tuple[tuple[Condition, str], ...]:
    """List some conditions as the offerings state them."""
    every = dict.fromkeys(one for _, sort in serving for one in sort.conditions)
    return tuple(one for one in every if one in conditions)


def _somewhere(network: Network, goal: Goal) -> bool:
    """Tell whether anybody meets a goal anywhere, whatever the day."""
    met = network.serving(goal)
    classes = sorted({number for (number, _), procedure in network.of_class.items() if met[procedure]})
    return bool(np.isin(network.index.columns.service_class, classes).any())
