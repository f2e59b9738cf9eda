"""Which single change of the network closes most gaps: each is tried, and what it would open is counted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .acts import Fact
from .chart import Chart, Level
from .documents import accepted_as
from .eligibility import Verdict
from .flood import Act
from .gaps import GapMap
from .kinds import usually_meets
from .network import Goal, Network
from .offered import CLOSED, OPEN, UPCOMING
from .sorts import Sort

__all__ = ["Change", "Lever", "find_levers"]


class Change(StrEnum):
    """A sort of single change."""

    PAPER = "paper"
    SERVICE_TYPE = "service-type"
    REOPEN = "reopen"
    CONDITION = "condition"


@dataclass(frozen=True, slots=True)
class Lever:
    """A single change, made in every comune of the map, and what it would open.

    Parameters
    ----------
    change : Change
        Somebody gives a paper; somebody offers a kind of service; those of a kind that are
        suspended, full or closed take people in; a fact is no longer a condition.
    name : str
        Of the document, service type or fact.
    opened : int
        Pairs of comune and goal that nothing leads to, and something would.
    opened_comuni : int
        Comuni with at least one of them.
    mapped, mapped_comuni : int
        The same of pairs that something mapped would lead to, and nothing mapped does now.
    goals : tuple of Goal
        What they are, as the map lists them.
    """

    change: Change
    name: str
    opened: int
    opened_comuni: int
    mapped: int
    mapped_comuni: int
    goals: tuple[Goal, ...]


def find_levers(network: Network, found: GapMap) -> tuple[Lever, ...]:
    """List the changes that would open anything, those that open most first.

    What counts is what can be reached: the calendar and the law's exclusions are not
    asked again. Comuni are counted, not the people who live there.

    Notes
    -----
    One fixpoint for each change and law, from where the map left off.
    """
    gains: dict[tuple[Change, str], list[tuple[Goal, int, int, int]]] = {}
    asked = {paper for chart in found.charts for paper in _out_of_reach(chart)}
    documents = network.index.reference.documents
    papers = [paper for paper in documents if not asked.isdisjoint(accepted_as(documents, paper))]
    for number, chart in enumerate(found.charts):
        for change, name, mapped, whole in _changes(network, chart, papers, found.question.goals):
            more_mapped = _more(chart.mapped, mapped, found.question.goals)
            more_whole = _more(chart.whole, [*mapped, *whole], found.question.goals)
            for goal in found.question.goals:
                one, other = more_whole.get(goal, 0), more_mapped.get(goal, 0)
                if one or other:
                    gains.setdefault((change, name), []).append((goal, number, one, other))
    levers = [_lever(found, *key, told) for key, told in gains.items()]
    return tuple(sorted(levers, key=lambda lever: (-lever.opened, -lever.mapped, lever.change, lever.name)))


def _lever(found: GapMap, change: Change, name: str, told: list[tuple[Goal, int, int, int]]) -> Lever:
    opened, mapped = dict[int, int](), dict[int, int]()
    for _, chart, one, other in told:
        opened[chart] = opened.get(chart, 0) | one
        mapped[chart] = mapped.get(chart, 0) | other
    changed = {goal for goal, *_ in told}
    return Lever(
        change,
        name,
        sum(one.bit_count() for _, _, one, _ in told),
        sum(bits.bit_count() for bits in opened.values()),
        sum(other.bit_count() for *_, other in told),
        sum(bits.bit_count() for bits in mapped.values()),
        tuple(goal for goal in found.question.goals if goal in changed),
    )


def _more(level: Level, acts: Iterable[Act], goals: Iterable[Goal]) -> Mapping[Goal, int]:
    """Give the comuni where each goal is reached that was not, if these acts are done too."""
    listed = [act for act in acts if act.where and act.gives]
    if not listed:
        return {}
    flood = level.flood.copy().pour(listed)
    before = level.flood.reach
    return {goal: flood.reach.get(goal, 0) & ~before.get(goal, 0) for goal in goals}


def _changes(
    network: Network, chart: Chart, papers: Iterable[str], goals: Iterable[Goal]
) -> Iterator[tuple[Change, str, list[Act], list[Act]]]:
    """Give each change with the acts it adds to what is mapped, and to what is presumed."""
    everywhere = chart.realm.everywhere
    documents = network.index.reference.documents
    for paper in papers:
        given: frozenset[Fact] = accepted_as(documents, paper)
        yield Change.PAPER, paper, [Act(everywhere, (frozenset(),), given)], []
    by_law: dict[str, list[Act]] = {}
    for _, sort in chart.presumed:
        if sort.verdict is not Verdict.NO and sort.kind is not None:
            by_law.setdefault(sort.kind, []).append(_act(everywhere, sort))
    for kind in network.index.reference.service_types:
        usual = frozenset[Fact](goal for goal in goals if usually_meets(network, kind, goal))
        acts = by_law.get(kind) or [Act(everywhere, (frozenset(),), usual)]
        yield Change.SERVICE_TYPE, kind, acts, []
    shut: dict[str, list[Act]] = {}
    for stand, sort in chart.stands:
        if stand.door == CLOSED and sort.verdict is not Verdict.NO and sort.kind is not None:
            shut.setdefault(sort.kind, []).append(_act(stand.where, sort))
    for kind, acts in sorted(shut.items()):
        yield Change.REOPEN, kind, acts, []
    refused = [
        (sort, _act(stand.where, sort))
        for stand, sort in chart.stands
        if stand.door in (OPEN, UPCOMING) and sort.verdict is Verdict.NO
    ]
    barred = [(sort, _act(everywhere, sort)) for _, sort in chart.presumed if sort.verdict is Verdict.NO]
    tested = {fact for sort, _ in (*refused, *barred) for clause in sort.hinges for fact in clause}
    for fact in sorted(tested):
        yield (
            Change.CONDITION,
            fact,
            [act for sort, act in refused if sort.opened_by(fact)],
            [act for sort, act in barred if sort.opened_by(fact)],
        )


def _out_of_reach(chart: Chart) -> set[str]:
    """Give the papers that something asks for and that what is mapped does not give everywhere."""
    asked = {paper for act in chart.whole.flood.acts for way in act.ways for paper in way}
    given = chart.mapped.flood.reach
    return {paper for paper in asked if given.get(paper, 0) != chart.realm.everywhere}


def _act(where: int, sort: Sort) -> Act:
    return Act(where, sort.ways, sort.gives)
