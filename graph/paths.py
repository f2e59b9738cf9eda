"""The service paths of a question: which offerings, in which order, for this person, here and now.

Maps a question to a :class:`~welfarenet.graph.task.Task` of integers, lets
``search`` find its cheapest plans, and maps them back. Nothing here writes
sentences; ``explain`` does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from .absence import Absence, absence
from .acts import Acts, Fact, list_acts, required_fact
from .blocked import blocked_from
from .coverage import Candidate, Local, Reason, survey
from .deadlines import calendar_of, last_end
from .documents import Folder, open_folder
from .eligibility import Verdict
from .exclusions import Clash
from .network import Goal, Network
from .packing import Problem, pack
from .plans import Ask, kept_apart, plan_most
from .preferences import SCALE
from .question import Question
from .reductions import reachable
from .search import DEFAULT_BUDGET
from .task import Plan, bits
from .thinning import thin
from .timely import in_time

__all__ = ["GoalOutcome", "Ground", "Path", "ServicePaths", "Step", "find_paths", "paths_on", "prepare"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path.

    Parameters
    ----------
    candidate : Candidate or None
        The offering; ``None`` for a presumed step.
    procedure : int
        Row of ``Network.procedures``.
    papers : tuple of (str, int or None)
        Documents used, each with the position of the step it comes from;
        ``None`` when it is at hand.
    starts, ends : int
        Days from the day asked, with unknown waits counted as none.
    meets : tuple of Goal
        Goals this step covers.
    verdict : Verdict
        Whether the person meets its conditions on the day it begins.
    """

    candidate: Candidate | None
    procedure: int
    papers: tuple[tuple[str, int | None], ...]
    starts: int
    ends: int
    meets: tuple[Goal, ...]
    verdict: Verdict = Verdict.YES

    @property
    def after(self) -> tuple[int, ...]:
        """Positions of the steps that must come first."""
        return tuple(sorted({source for _, source in self.papers if source is not None}))


@dataclass(frozen=True, slots=True)
class Path:
    """Steps in order; ``objective`` in points of the preference, ``handoffs`` between providers.

    ``plan`` is what the search found and ``acts`` the act of each step, both in
    the numbers of ``problem``.
    """

    steps: tuple[Step, ...]
    objective: int
    days: int
    handoffs: int
    problem: Problem = field(compare=False, repr=False)
    plan: Plan = field(compare=False, repr=False)
    acts: tuple[int, ...] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class GoalOutcome:
    """What became of one goal.

    ``absence`` says why no mapped offering meets it, ``blocked`` which papers
    nobody gives here; ``late``: they are given, but in no order of steps that
    holds on the calendar; ``apart``: what the law keeps apart stands in the way,
    and it could be had ``instead_of`` these other goals; ``ruled_out``: only what
    the question forbids, or channels it leaves out, would do.
    """

    goal: Goal
    reason: Reason
    absence: Absence | None = None
    blocked: tuple[str, ...] = ()
    late: bool = False
    apart: tuple[Clash, ...] = ()
    instead_of: tuple[Goal, ...] = ()
    ruled_out: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What a question's paths can be made of, whatever the person would rather have."""

    local: Local
    folder: Folder
    acts: Acts


@dataclass(frozen=True, slots=True)
class ServicePaths:
    """The answer to a question.

    Parameters
    ----------
    acts : Acts
        All that could be done here and may matter.
    optimal, gap : bool, float
        Whether the first path is proven best; else the proven relative distance from it.
    beyond : Path or None
        The best path without the limits, when there is one and none within them.
    unusable : tuple of str
        Names the question requires that nothing here can satisfy.
    """

    local: Local
    folder: Folder
    acts: Acts
    outcomes: tuple[GoalOutcome, ...]
    paths: tuple[Path, ...]
    optimal: bool
    gap: float
    beyond: Path | None = None
    unusable: tuple[str, ...] = ()


def find_paths(network: Network, question: Question, *, budget: int = DEFAULT_BUDGET) -> ServicePaths:
    """Find the best paths, and say what became of each goal.

    Reachable goals are always reachable together, so what is left uncovered is
    certain: a fact of the network, not of the search; but for what the law keeps
    apart, and what the calendar leaves no time for, which their outcomes say.

    Paths hold on the calendar: on the day a step begins every paper that it uses is
    valid, its offering is open, its law in force and its conditions are met; steps are
    delayed where that helps. What is to be had within a year counts.

    Notes
    -----
    A paper is obtained once. What the law keeps apart is read on the day asked. The
    best is the best of all paths that hold on the calendar: where the quick
    search's answer does, it is that; else every plan is asked in order of cost.
    """
    return paths_on(prepare(network, question), question, budget=budget)


def prepare(network: Network, question: Question) -> Ground:
    """Survey the place, open the person's papers, list what can be done: no preference changes these."""
    local = survey(network, question.comune, question.on, question.citizen, channels=question.channels)
    folder = open_folder(network.index.reference.documents, question.citizen, question.on)
    return Ground(local, folder, list_acts(local, folder, question))


def paths_on(ground: Ground, question: Question, *, budget: int = DEFAULT_BUDGET) -> ServicePaths:
    """Find the best paths on a ground prepared for this question, or for it under another preference."""
    soon = in_time(ground.acts)
    few = pack(thin(soon, question), question)
    missing = few.task.goals & ~reachable(few.task)
    # What is out of reach may only be too late; what is required stays a goal all the same.
    whole = few if soon is ground.acts or not missing else pack(thin(ground.acts, question), question)
    required = sum(1 << few.facts.index(required_fact(name)) for name in question.require)
    goals = few.task.goals & ~(missing & ~required)
    reached = _reached(whole)
    unusable = tuple(sorted(name for name in question.require if required_fact(name) not in reached))
    found, free = plan_most(Ask(soon, question, few, budget), 0 if unusable else goals)
    paths = tuple(_path(found.problem, plan) for plan in found.plans)
    beyond = _path(free.problem, free.plans[0]) if free.plans and not paths else None
    best = paths[0] if paths else beyond
    wider, within = (
        (ground, reached) if reached.issuperset(question.goals) else _wider(ground, question, reached)
    )
    outcomes = tuple(_outcome(whole, reached, goal, best, wider, within) for goal in question.goals)
    cost = paths[0].objective if paths else 0
    gap = max(0.0, 1 - found.bound // SCALE / cost) if cost and not found.optimal else 0.0
    return ServicePaths(
        ground.local, ground.folder, ground.acts, outcomes, paths, found.optimal, gap, beyond, unusable
    )


def _reached(problem: Problem) -> set[Fact]:
    """Give what can be reached, whatever else is wanted."""
    return {problem.facts[fact] for fact in bits(reachable(problem.task))}


def _path(problem: Problem, plan: Plan) -> Path:
    """Put a plan's actions in order and name what each uses and meets.

    By first day; of those that can start together, first the one that most days
    wait for. What names the providers bear decides only between steps alike.
    """
    task, modes, suppliers = problem.task, dict(plan.modes), dict(plan.suppliers)
    starts = calendar_of(problem, plan) or {}
    before = {action: {suppliers[need] for need in bits(mode)} for action, mode in modes.items()}
    depth = _longest(before, lambda _: 1)
    after = {a: {consumer for consumer in modes if a in before[consumer]} for a in modes}
    waiting = _longest(after, lambda consumer: task.actions[consumer].days)

    def turn(action: int) -> tuple[int, ...]:
        behind = task.actions[action].days + waiting[action]
        return starts[action], -behind, depth[action], problem.acts.procedures[action], action

    order = sorted((action for action in modes if problem.acts.is_step(action)), key=turn)
    place = {action: position for position, action in enumerate(order)}
    number = {fact: position for position, fact in enumerate(problem.facts)}
    steps = []
    for action in order:
        procedure = problem.acts.procedures[action]
        sources = {problem.facts[need]: place.get(suppliers[need]) for need in bits(modes[action])}
        papers = tuple((paper, sources.get(paper)) for paper in problem.papers_used(procedure, modes[action]))
        meets = tuple(
            goal for goal in problem.facts if isinstance(goal, Goal) and suppliers.get(number[goal]) == action
        )
        ends = starts[action] + task.actions[action].days
        verdict = Verdict(int(problem.acts.verdicts[action]))
        candidate = problem.acts.candidate(action)
        steps.append(Step(candidate, procedure, papers, starts[action], ends, meets, verdict))
    handoffs = sum(task.handoff(suppliers[need], a) > 0 for a, mode in modes.items() for need in bits(mode))
    days = last_end(problem, plan, starts)
    objective = plan.objective + task.day_cost * (days - plan.days)
    return Path(tuple(steps), objective // SCALE, days, handoffs, problem, plan, tuple(order))


def _longest(arrows: Mapping[int, set[int]], length: Callable[[int], int]) -> dict[int, int]:
    """Give the length of the longest way along the arrows from each action; actions make no circle."""
    found: dict[int, int] = {}

    def visit(action: int) -> int:
        if action not in found:
            found[action] = max((visit(other) + length(other) for other in arrows[action]), default=0)
        return found[action]

    for action in arrows:
        visit(action)
    return found


def _wider(ground: Ground, question: Question, reached: set[Fact]) -> tuple[Ground, set[Fact]]:
    """Give the ground of a question that forbids nothing and takes every channel, and what it reaches."""
    if not question.forbid and question.channels is None:
        return ground, reached
    asked = replace(question, forbid=frozenset(), channels=None)
    wider = prepare(ground.local.network, asked)
    return wider, _reached(pack(thin(wider.acts, asked), asked))


def _outcome(
    whole: Problem, reached: set[Fact], goal: Goal, best: Path | None, wider: Ground, within: set[Fact]
) -> GoalOutcome:
    """Say what became of a goal, and of one not met why not even if the question ruled nothing out."""
    network = wider.local.network
    step = next((s for s in best.steps if goal in s.meets), None) if best else None
    if step is not None and step.candidate is not None:
        remote = step.candidate.remote_only(network.index)
        return GoalOutcome(goal, Reason.COVERED_REMOTE if remote else Reason.COVERED)
    why = absence(network, wider.local, goal)
    if step is not None:
        return GoalOutcome(goal, Reason.UNMAPPED, why)
    if goal in reached:
        return _out_of_reach_together(whole, goal, best, why)
    if goal in within:
        mapped = set(wider.acts.procedures[: wider.acts.mapped])
        served = any(goal in wider.acts.contents[procedure].gives for procedure in mapped)
        return GoalOutcome(goal, Reason.COVERED if served else Reason.UNMAPPED, why, ruled_out=True)
    blocked = blocked_from(wider.acts, within, goal)
    if blocked:
        return GoalOutcome(goal, Reason.BLOCKED_DOCUMENT, why, blocked)
    return GoalOutcome(goal, why.reason, why)


def _out_of_reach_together(problem: Problem, goal: Goal, best: Path | None, why: Absence) -> GoalOutcome:
    """Say what keeps out of the best path a goal that can be reached: the law, else the calendar."""
    bit = {fact: 1 << number for number, fact in enumerate(problem.facts)}
    met = [other for step in best.steps for other in step.meets] if best else []
    wanted = sum(mask for fact, mask in bit.items() if isinstance(fact, Goal))
    required = problem.task.goals & reachable(problem.task) & ~wanted
    apart = kept_apart(problem, required | sum(bit[other] for other in met), bit[goal])
    if not apart:
        return GoalOutcome(goal, Reason.BLOCKED_DOCUMENT, why, late=True)
    rivals = () if kept_apart(problem, required, bit[goal]) else tuple(met)
    one = tuple(other for other in rivals if kept_apart(problem, required | bit[other], bit[goal]))
    return GoalOutcome(goal, Reason.INCOMPATIBLE, why, apart=apart, instead_of=one or rivals)
