"""Why this path: who else could do each step, what every path passes through, which steps its days wait for.

Each reason is proven by taking away what it names. Without a step's offering
the question is asked again; without a paper, or a kind of service, the needs
are seen to be out of reach; with one day more for a step, the path is seen to
end later.
"""

from dataclasses import dataclass, replace

from .acts import Acts, list_acts
from .bill import totals
from .deadlines import calendar_of, last_end
from .network import Goal, Network
from .packing import Problem, pack
from .paths import Path, ServicePaths, Step, find_paths
from .question import Question
from .reductions import reachable

__all__ = [
    "WHAT_IF",
    "Landmark",
    "Rival",
    "critical_steps",
    "landmarks_of",
    "met_by",
    "newcomers",
    "rivals_of",
]

WHAT_IF = 1_500
"""Partial plans made for each question asked again; what is not proven says so."""


@dataclass(frozen=True, slots=True)
class Rival:
    """The best answer that does without one step's offering.

    Parameters
    ----------
    position : int
        Of the step that is left out.
    lost : tuple of Goal
        Goals that the best path meets and no path without it does.
    answer : ServicePaths
        What the question without it gives.
    extra : int or None
        Points dearer; ``None`` where a goal is lost.
    days, cents, providers : int
        How many more, below zero when fewer; zero where a goal is lost.
    proven : bool
        Whether ``extra`` is exact; else it is at most so much.
    """

    position: int
    lost: tuple[Goal, ...]
    answer: ServicePaths
    extra: int | None
    days: int = 0
    cents: int = 0
    providers: int = 0
    proven: bool = True

    @property
    def wished(self) -> bool:
        """Whether the question itself asks that this step be used."""
        return bool(self.answer.unusable)


@dataclass(frozen=True, slots=True)
class Landmark:
    """A document, or a kind of service, without which these goals are out of reach."""

    id: str
    is_document: bool
    goals: tuple[Goal, ...]


def rivals_of(
    network: Network, question: Question, found: ServicePaths, *, budget: int = WHAT_IF
) -> tuple[Rival, ...]:
    """Ask the question again without each step of its best path.

    A mapped step is left out by its offering, a presumed one by its kind of service.

    Notes
    -----
    One question for each step, each within the budget.
    """
    if not found.paths:
        return ()
    best = found.paths[0]
    return tuple(
        _rival(network, question, found, position, _name(network, step), budget)
        for position, step in enumerate(best.steps)
    )


def _rival(
    network: Network, question: Question, found: ServicePaths, position: int, name: str, budget: int
) -> Rival:
    answer = find_paths(network, replace(question, k=1, forbid=question.forbid | {name}), budget=budget)
    best = found.paths[0]
    met = met_by(answer.paths[0]) if answer.paths else set()
    lost = tuple(goal for goal in question.goals if goal in met_by(best) - met)
    if lost or not answer.paths:
        return Rival(position, lost, answer, None)
    other = answer.paths[0]
    ours, theirs = totals(best), totals(other)
    return Rival(
        position,
        (),
        answer,
        other.objective - best.objective,
        theirs.days - ours.days,
        theirs.cents - ours.cents,
        theirs.providers - ours.providers,
        answer.optimal and found.optimal,
    )


def landmarks_of(network: Network, question: Question, found: ServicePaths) -> tuple[Landmark, ...]:
    """List what every path to a goal of the best path passes through, in the order the path meets it.

    Only what the best path itself uses can be such a thing, so nothing else is tried;
    of a kind of service that was asked for, it goes without saying.

    Notes
    -----
    Linear in the task for each paper and kind of service of the path. Calendar
    and limits are left aside: what is out of reach without them is so with them.
    """
    if not found.paths:
        return ()
    best = found.paths[0]
    wanted = [goal for goal in question.goals if goal in met_by(best)]
    marks = []
    for step in best.steps:
        for paper, source in step.papers:
            if source is not None:
                left = _without_document(found.acts, question, paper)
                marks.append(Landmark(paper, True, _out_of(left, wanted)))
        kind = network.procedures[step.procedure].service_type
        if kind is not None:
            left = _without_type(found, question, kind)
            others = [goal for goal in wanted if goal != Goal(kind, False)]
            marks.append(Landmark(kind, False, _out_of(left, others)))
    return tuple(dict.fromkeys(mark for mark in marks if mark.goals))


def critical_steps(found: ServicePaths) -> tuple[int, ...]:
    """List the positions of the steps whose delay would lengthen the best path.

    One day more for such a step makes the last goal a day later at least, or
    leaves no order of steps that holds on the calendar.
    """
    if not found.paths:
        return ()
    path = found.paths[0]
    return tuple(position for position, act in enumerate(path.acts) if _delayed(path, act) != path.days)


def met_by(path: Path) -> set[Goal]:
    """Give the goals that a path meets."""
    return {goal for step in path.steps for goal in step.meets}


def newcomers(path: Path, answer: ServicePaths) -> list[Step]:
    """List the steps of an answer's best path that another path does not have."""
    before = {_what(step) for step in path.steps}
    return [step for other in answer.paths[:1] for step in other.steps if _what(step) not in before]


def _delayed(path: Path, act: int) -> int | None:
    """Give the days of a path with one day more for one act, or ``None`` where no calendar holds."""
    problem = path.problem
    actions = list(problem.task.actions)
    actions[act] = actions[act]._replace(days=actions[act].days + 1)
    slower = replace(problem, task=replace(problem.task, actions=tuple(actions)))
    starts = calendar_of(slower, path.plan)
    return None if starts is None else last_end(slower, path.plan, starts)


def _without_document(acts: Acts, question: Question, paper: str) -> Problem:
    """Let nobody give a paper, nor the person have it."""
    contents = {
        procedure: replace(content, gives=content.gives - {paper})
        for procedure, content in acts.contents.items()
    }
    left = pack(replace(acts, contents=contents), question)
    if paper not in left.facts:
        return left
    keep = ~(1 << left.facts.index(paper))
    actions = tuple(action._replace(adds=action.adds & keep) for action in left.task.actions)
    return replace(left, task=replace(left.task, actions=actions))


def _without_type(found: ServicePaths, question: Question, kind: str) -> Problem:
    """Let nobody do a kind of service, mapped or presumed."""
    fewer = replace(question, forbid=question.forbid | {kind})
    return pack(list_acts(found.local, found.folder, fewer), fewer)


def _out_of(left: Problem, wanted: list[Goal]) -> tuple[Goal, ...]:
    """List the goals that a problem does not reach."""
    reached = reachable(left.task)
    return tuple(goal for goal in wanted if not reached >> left.facts.index(goal) & 1)


def _name(network: Network, step: Step) -> str:
    """Name a step as a question can forbid it."""
    if step.candidate is not None:
        return network.index.offerings[step.candidate.row]
    return network.procedures[step.procedure].service_type or ""


def _what(step: Step) -> tuple[bool, int]:
    """Tell steps apart by offering, presumed ones by procedure."""
    return (True, step.candidate.row) if step.candidate else (False, step.procedure)
