"""Acts that come in time: that have their papers, and end, before whoever could use what they give shuts.

A law ends in December, and what takes until January serves no step of it. From the papers
at hand forward each act has a day before which it cannot begin; from the goals backward
each paper has a day after which nobody uses it. What does not fit between the two is in no
plan that holds on the calendar, however cheap it is.

References
----------
.. [1] J. Kelley, "Critical-path planning and scheduling: Mathematical basis",
   Operations Research 9, 1961.
"""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .acts import Acts, Content, Fact
from .documents import accepted_as
from .network import Goal
from .timetable import HORIZON
from .weighing import stated

__all__ = ["in_time"]

_NEVER = 2 * HORIZON

_Days = NDArray[np.int64]


def in_time(acts: Acts) -> Acts:
    """Leave out mapped acts that can be in no plan that holds on the calendar.

    Notes
    -----
    In a plan a step gives something that a step uses which gives something used, and so on to a
    goal. So a step begins no later than it is used at last, less its days; and no earlier than
    its papers can be had, whoever gives them. Where of each form somebody never shuts, all
    are in time: that is a look at columns, O(acts).
    """
    procedures = np.concatenate([acts.offered.procedure, np.array(acts.procedures[acts.mapped :], np.int32)])
    form = acts.local.network.forms.of.take(procedures)
    steady = np.bincount(form[acts.closes >= HORIZON], minlength=len(acts.local.network.forms.forms))
    if steady[form].all():
        return acts
    parts = _parts(acts, procedures, form)
    keep = np.ones(len(form), dtype=np.bool_)
    soonest = _soonest(parts, (kind for paper, _ in acts.held for kind in _kinds(acts, paper)))
    for number, latest in _latest(parts, soonest, {int(form[act]) for act in acts.extra}):
        keep[parts[number].rows] = parts[number].fit(soonest[number], latest)
    keep[[*acts.extra]] = True
    mapped = keep[: acts.mapped]
    if mapped.all():
        return acts
    late = np.unique(acts.offered.procedure[~mapped & ~acts.ahead[: acts.mapped]])
    return replace(acts.only(np.flatnonzero(mapped)), late=tuple(late.tolist()))


class _Part(NamedTuple):
    """The acts of one form: what they ask and give, and when each may begin and how long it takes."""

    form: int
    content: Content
    rows: NDArray[np.intp]
    opens: _Days
    closes: _Days
    days: _Days

    def soonest_end(self, day: int) -> int:
        """Give the day on which the first of them ends, when papers are there on a day."""
        begins = np.maximum(self.opens, day)
        ends = (begins + self.days)[begins <= self.closes]
        return int(ends.min(initial=_NEVER))

    def latest_begin(self, day: int, used: int) -> int:
        """Give the last day on which one of them may begin, when it is used on a day at the latest."""
        fit = self.fit(day, used)
        return int(np.minimum(self.closes, used - self.days)[fit].max(initial=-1))

    def fit(self, day: int, used: int) -> NDArray[np.bool_]:
        """Tell which of them come in time."""
        return np.maximum(self.opens, day) <= np.minimum(self.closes, used - self.days)


def _parts(acts: Acts, procedures: NDArray[np.int32], form: NDArray[np.int32]) -> list[_Part]:
    days = np.maximum(stated(acts)[0], 0)
    order = form.argsort(kind="stable")
    rows = np.split(order, np.flatnonzero(np.diff(form[order])) + 1)
    return [
        _Part(
            int(form[some[0]]),
            acts.contents[int(procedures[some[0]])],
            some,
            acts.opens[some],
            acts.closes[some],
            days[some],
        )
        for some in rows
    ]


def _soonest(parts: Sequence[_Part], held: Iterable[Fact]) -> list[int]:
    """Give the first day on which the papers of each part can be there."""
    found = [_NEVER] * len(parts)
    waiting: dict[Fact, list[list[int]]] = {}
    heap = [(0, number, fact) for number, fact in enumerate(held)]
    turn = len(heap)

    def complete(number: int, day: int) -> None:
        nonlocal turn
        if found[number] == _NEVER:
            found[number] = day
            end = parts[number].soonest_end(day)
            for fact in parts[number].content.gives:
                turn += 1
                heapq.heappush(heap, (end, turn, fact))

    for number, part in enumerate(parts):
        for way in part.content.ways:
            left = [number, len(way)]
            for paper in way:
                waiting.setdefault(paper, []).append(left)
            if not way:
                complete(number, 0)
    while heap:
        day, _, fact = heapq.heappop(heap)
        for left in waiting.pop(fact, ()):
            left[1] -= 1
            if not left[1]:
                complete(left[0], day)
    return found


def _latest(parts: Sequence[_Part], soonest: Sequence[int], required: set[int]) -> Iterable[tuple[int, int]]:
    """Give the last day on which anybody uses what each part gives, of those of use."""
    givers: dict[Fact, list[int]] = {}
    for number, part in enumerate(parts):
        for fact in part.content.gives:
            givers.setdefault(fact, []).append(number)
    goals = [number for fact, some in givers.items() if isinstance(fact, Goal) for number in some]
    needed = [number for number, part in enumerate(parts) if part.form in required]
    heap = [(-_NEVER, number) for number in {*goals, *needed}]
    heapq.heapify(heap)
    found = dict[int, int]()
    while heap:
        day, number = heapq.heappop(heap)
        if number in found:
            continue
        found[number] = -day
        begin = parts[number].latest_begin(soonest[number], -day)
        if begin >= 0:
            papers = {paper for way in parts[number].content.ways for paper in way}
            for giver in {one for paper in papers for one in givers.get(paper, ())} - found.keys():
                heapq.heappush(heap, (-begin, giver))
    return found.items()


def _kinds(acts: Acts, paper: str) -> Iterable[str]:
    """Give what a paper at hand is accepted for."""
    return accepted_as(acts.local.network.index.reference.documents, paper)
