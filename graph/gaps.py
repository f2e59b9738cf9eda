"""Where the network leaves one kind of person without an answer: every need, every comune, at once.

The same meaning as ``paths`` gives a question, and the same closed list of
reasons. Reachability is enough for it, and that is found for all comuni
together; where papers that lapse, doors that open and close or the law's
exclusions could still stand in the way, and no way at hand is known to hold,
that one question is asked of ``paths`` itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from .acts import list_acts
from .chart import Chart, Level, draw
from .citizen import Citizen
from .coverage import Reason, survey
from .documents import open_folder
from .eligibility import Verdict
from .flood import Flood
from .network import Goal, Network
from .offered import TO_BE_HAD
from .outcome import Outcome
from .paths import Ground, ServicePaths, find_paths, paths_on
from .question import Question
from .realms import list_realms
from .roots import parted, roots, undecided
from .shortfall import shortfalls
from .sorts import Sorter
from .spread import members
from .witness import holding

__all__ = ["GapMap", "GapQuestion", "find_gaps"]


@dataclass(frozen=True, slots=True)
class GapQuestion:
    """What one kind of person needs, in many places on one day.

    Parameters
    ----------
    comuni : tuple of str
        Each once.
    persona : Citizen
        What is known of them, wherever they live.
    """

    comuni: tuple[str, ...]
    goals: tuple[Goal, ...]
    on: date
    persona: Citizen = field(default_factory=Citizen, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class GapMap:
    """What becomes of every goal in every comune; m goals, n comuni.

    Parameters
    ----------
    outcomes : tuple of Outcome
        The distinct ones.
    cells : int32[m, n]
        Which of them each goal has in each comune.
    charts : tuple of Chart
        What they were read off.
    asked : int
        Questions that had to be asked of ``paths``.
    """

    question: GapQuestion
    outcomes: tuple[Outcome, ...]
    cells: NDArray[np.int32]
    charts: tuple[Chart, ...]
    asked: int

    def outcome(self, goal: Goal, comune: str) -> Outcome:
        """Give what becomes of a goal in a comune."""
        row, column = self.question.goals.index(goal), self.question.comuni.index(comune)
        return self.outcomes[int(self.cells[row, column])]


def find_gaps(network: Network, question: GapQuestion) -> GapMap:
    """Map what one kind of person can have, need by need and comune by comune.

    Each cell says what ``find_paths`` says of that goal alone in that comune, but for
    the cost of a path: *covered* rather than *unmapped* wherever a path without
    presumed steps exists, however dear or late, and *covered-remote* only where nobody near
    could end one.

    Notes
    -----
    O(postings) once, then O(sorts × comuni / 64) for each law; comuni × goals only to
    tell the answer.

    References
    ----------
    .. [1] T. Bylander, "The computational complexity of propositional STRIPS planning",
       1994: without deletes, what can be reached is found in polynomial time.
    """
    folder = open_folder(network.index.reference.documents, question.persona, question.on)
    sorter = Sorter(network, folder, question.goals)
    column = {comune: number for number, comune in enumerate(question.comuni)}
    number: dict[Outcome, int] = {}
    cells = np.full((len(question.goals), len(question.comuni)), -1, dtype=np.int32)
    charts, asked = [], 0
    for realm in list_realms(network, question.comuni, question.on, question.persona):
        chart = draw(network, realm, folder, sorter, question.on)
        place = np.array([column[comune] for comune in realm.comuni])
        reader = _Reader(network, question, chart)
        for row, goal in enumerate(question.goals):
            for outcome, where in reader.read(goal):
                cells[row, place[members(where)]] = number.setdefault(outcome, len(number))
        charts.append(chart)
        asked += reader.asked
    return GapMap(question, tuple(number), cells, tuple(charts), asked)


class _Reader:
    """Reads outcomes off a chart, and counts what it could not read."""

    def __init__(self, network: Network, question: GapQuestion, chart: Chart) -> None:
        self.network, self.question, self.chart = network, question, chart
        self.asked = 0

    def read(self, goal: Goal) -> Iterator[tuple[Outcome, int]]:
        """Give what becomes of a goal, each outcome with the comuni where it is so."""
        chart = self.chart
        mapped, whole = chart.mapped.flood.reach.get(goal, 0), chart.whole.flood.reach.get(goal, 0)
        covered = self._holding(chart.mapped, goal, mapped)
        presumed = self._holding(chart.whole, goal, whole & ~mapped)
        for comune in members(whole & ~covered & ~presumed).tolist():
            found = self._ask(goal, comune)
            if not found.paths:
                yield _kept_out(found), 1 << comune
            elif any(step.candidate is None for step in found.paths[0].steps):
                presumed |= 1 << comune
            else:
                covered |= 1 << comune
        yield from self._covered(goal, covered)
        yield from self._unmapped(goal, presumed)
        yield from shortfalls(self.network, chart, goal, chart.realm.everywhere & ~whole)

    def _covered(self, goal: Goal, where: int) -> Iterator[tuple[Outcome, int]]:
        """Part comuni where mapped offerings meet a goal by how sure that is, and from how near."""
        near = self._near(goal)
        for facts, bits in self._certainty(self.chart.mapped, self.chart.surely_mapped, goal, where):
            for reason, part in ((Reason.COVERED, bits & near), (Reason.COVERED_REMOTE, bits & ~near)):
                if part:
                    yield Outcome(reason, not facts, facts), part

    def _unmapped(self, goal: Goal, where: int) -> Iterator[tuple[Outcome, int]]:
        """Part comuni where what is mapped does not lead to a goal by how sure it is, and what is lacking."""
        lacking = [(bits, paper) for paper, bits in roots(self.chart.mapped.flood, goal, where).items()]
        for facts, bits in self._certainty(self.chart.whole, self.chart.surely_whole, goal, where):
            for papers, part in parted(bits, lacking):
                yield Outcome(Reason.UNMAPPED, not facts, facts, tuple(sorted(papers))), part

    def _certainty(
        self, level: Level, surely: Level, goal: Goal, where: int
    ) -> Iterator[tuple[tuple[str, ...], int]]:
        """Part comuni where a goal is met by the unknown facts that it hangs on."""
        reached = surely.flood.reach.get(goal, 0) & where
        sure = self._holding(surely, goal, reached)
        for comune in members(reached & ~sure).tolist():
            if self._is_sure(goal, comune, presuming=level is self.chart.whole):
                sure |= 1 << comune
        if sure:
            yield (), sure
        # What is reached surely, but in no way that holds, hangs on all that is unknown of any other.
        for without, part in ((surely.flood, where & ~reached), (Flood(), reached & ~sure)):
            hangs = undecided(level.flood, without, goal, part)
            for facts, bits in parted(part, [(bits, fact) for fact, bits in hangs.items()]):
                yield tuple(sorted(facts)), bits

    def _holding(self, level: Level, goal: Goal, where: int) -> int:
        return holding(level.flood, level.steps, goal, where, self.question.on) if where else 0

    def _near(self, goal: Goal) -> int:
        """Tell where somebody who could meet a goal is reached otherwise than at a distance."""
        found = 0
        for stand, sort in self.chart.stands:
            usable = stand.door in TO_BE_HAD and sort.verdict is not Verdict.NO
            if usable and not stand.remote and goal in sort.gives:
                for way in sort.ways:
                    found |= self.chart.mapped.flood.had(way, stand.where)
        return found

    def _question(self, goal: Goal, comune: int) -> Question:
        self.asked += 1
        return Question(self.chart.realm.comuni[comune], (goal,), self.question.on, self.question.persona)

    def _ask(self, goal: Goal, comune: int) -> ServicePaths:
        return find_paths(self.network, self._question(goal, comune))

    def _is_sure(self, goal: Goal, comune: int, *, presuming: bool) -> bool:
        """Ask whether a goal is met, in the same way, if nothing that is unknown holds."""
        asked = self._question(goal, comune)
        local = survey(self.network, asked.comune, asked.on, asked.citizen).read(_strictly)
        folder = open_folder(self.network.index.reference.documents, asked.citizen, asked.on)
        found = paths_on(Ground(local, folder, list_acts(local, folder, asked)), asked)
        steps = found.paths[0].steps if found.paths else ()
        return bool(steps) and (presuming or all(step.candidate is not None for step in steps))


def _strictly(verdicts: NDArray[np.int8]) -> NDArray[np.int8]:
    """Take what is not known for *no*."""
    return np.where(verdicts == Verdict.YES, verdicts, np.int8(Verdict.NO))


def _kept_out(found: ServicePaths) -> Outcome:
    """Say what keeps out of every path a goal that can be reached: the law, else the calendar."""
    outcome = found.outcomes[0]
    return Outcome(outcome.reason, late=outcome.late)
