"""Why an offering is not in the best path: the first thing that stands in its way, or what it would cost."""

from dataclasses import replace
from datetime import timedelta

import numpy as np

from ..ontology.errors import UnknownRecordError
from ..ontology.wording import say
from .acts import Acts, named
from .answers import WhyNotAnswer
from .blocked import blocked_papers
from .coverage import Local, Reason, Refusal, survey
from .details import Page, describe_offerings
from .eligibility import Verdict
from .labels import document_label
from .mapped import Channel
from .nearby import nearest_places
from .network import Network
from .packing import Problem, pack
from .paths import Path, ServicePaths, find_paths
from .question import Question
from .reasons import conditions_of, not_offered, opening_text, undoing, why_apart
from .reductions import reachable, relevant
from .store import Describer
from .task import bits
from .versions import first_days

__all__ = ["explain_why_not"]


def explain_why_not(
    network: Network, reader: Describer, question: Question, offering: str, lang: str = "it"
) -> WhyNotAnswer:
    """Say why a question's best path does without an offering.

    Raises
    ------
    UnknownRecordError
        If the network holds no such offering.
    """
    row = network.index.row(offering)
    if row is None:
        raise UnknownRecordError("offering", offering)
    local = survey(network, question.comune, question.on, question.citizen)
    page = describe_offerings(reader, network.index, (), [row])
    class_, text, extra, unlock = _first_obstacle(network, reader, local, page, question, row, lang)
    return WhyNotAnswer(
        revision=network.index.revision,
        on=question.on.isoformat(),
        offering=offering,
        title=page.title(row)[0],
        class_=class_,
        reason=text,
        extra=extra,
        unlock=unlock,
    )


_Obstacle = tuple[str, str, int | None, tuple[str, ...]]


def _first_obstacle(
    network: Network, reader: Describer, local: Local, page: Page, question: Question, row: int, lang: str
) -> _Obstacle:
    """Look at place, day, doors and conditions first; then at what it is for and what it would cost."""
    offered = local.whole.where(local.whole.rows == row)
    if not len(offered):
        return _out_of_reach(network, question, row, lang)
    refusal, first = local.at(row), int(first_days(local, offered)[0])
    if isinstance(refusal, Refusal) and first < 0:
        worded = not_offered(network, page, refusal, lang)
        return worded.class_, worded.reason, None, undoing(network, page, refusal, lang)
    at = local.described(offered)[0]
    if at.verdict is Verdict.NO and first < 0:
        texts = conditions_of(network, local, at.procedure, Verdict.NO, lang)
        unlock = tuple(say("unlock.condition", lang, condition=text) for text in texts)
        return (
            Reason.NOT_ELIGIBLE.value,
            say("reason.not-eligible", lang, conditions="; ".join(texts)),
            None,
            unlock,
        )
    if named(local, offered, question.forbid).any() or _unheard(network, question, row):
        return "forbidden", say("whynot.forbidden", lang), None, ()
    best = find_paths(network, question)
    steps = best.paths[0].steps if best.paths else ()
    if any(step.candidate is not None and step.candidate.row == row for step in steps):
        return "in-path", say("whynot.in-path", lang), 0, ()
    class_, text, extra, unlock = _at_what_cost(network, reader, question, row, best, lang)
    if first > 0:
        text = f"{opening_text(network.index, row, question.on + timedelta(first), lang)} {text}"
    return class_, text, extra, unlock


def _unheard(network: Network, question: Question, row: int) -> bool:
    """Tell whether the channels of a question leave an offering out."""
    if question.channels is None:
        return False
    channels = int(network.index.columns.channels[row])
    wanted = sum(1 << tuple(Channel).index(channel) for channel in question.channels)
    return channels != 0 and channels & wanted == 0


def _out_of_reach(network: Network, question: Question, row: int, lang: str) -> _Obstacle:
    """Say that an offering covers other places, or is not valid on the day."""
    index = network.index
    day = question.on.toordinal()
    if not index.columns.since[row] <= day <= index.columns.until[row]:
        return Reason.NOT_HERE.value, say("whynot.not-valid", lang), None, ()
    where = ", ".join(nearest_places(index, row, question.comune))
    place = index.territories[question.comune].name
    return Reason.NOT_HERE.value, say("whynot.not-here", lang, place=place, where=where), None, ()


def _at_what_cost(
    network: Network, reader: Describer, question: Question, row: int, best: ServicePaths, lang: str
) -> _Obstacle:
    """Force the offering into a path, and compare."""
    iri = network.index.offerings[row]
    must = replace(question, k=1, require=question.require | {iri})
    forced = find_paths(network, must)
    if iri in forced.unusable:
        names = [f"«{document_label(network.index, paper, lang)}»" for paper in _roots(forced, must, row)]
        unlock = tuple(say("unlock.document", lang, document=name) for name in names)
        text = say("whynot.blocked", lang, documents=", ".join(names))
        return Reason.BLOCKED_DOCUMENT.value, text, None, unlock
    for with_it, without_it in zip(forced.outcomes, best.outcomes, strict=True):
        if with_it.apart and not without_it.apart:
            why = why_apart(network.index, with_it.apart, (), (), lang)
            return why.reason.value, why.text, None, ()
    if not forced.paths and forced.beyond is not None and best.paths:
        return "limits", say("whynot.limits", lang), None, (say("unlock.limits", lang),)
    if not forced.paths or not best.paths:
        return "irrelevant", say("whynot.no-path", lang), None, ()
    extra = forced.paths[0].objective - best.paths[0].objective
    every = pack(best.acts, question)
    act, mattering = _act(best.acts, row), _mattering(every)
    if act is None or act not in mattering:
        return "irrelevant", say("whynot.irrelevant", lang), extra, ()
    better = _dominator(every, mattering, best.paths[0], act)
    if better is None:
        return "dearer", say("whynot.dearer", lang, extra=extra), extra, ()
    candidate = every.acts.candidate(better)
    assert candidate is not None  # noqa: S101  only mapped offerings dominate
    page = describe_offerings(reader, network.index, (), [candidate.row])
    title, provider = page.title(candidate.row)
    text = say("whynot.dominated", lang, title=title, provider=provider, extra=extra)
    return "dominated", text, extra, ()


def _dominator(every: Problem, mattering: tuple[int, ...], best: Path, act: int) -> int | None:
    """Find a mapped step of the best path that does all that another act would, at no greater cost.

    It gives every fact that anything here may need of the other, every way into
    the other holds a way into it, and it is neither dearer nor longer.
    """
    task, name = every.task, best.problem.acts.numbers_in(every.acts)
    needed = task.goals
    for number in mattering:
        for mode in task.actions[number].modes:
            needed |= mode
    other = task.actions[act]
    for number in (name[one] for one in best.acts):
        one = task.actions[number]
        if (
            every.acts.is_mapped(number)
            and other.adds & needed & ~one.adds == 0
            and all(any(way & ~mode == 0 for way in one.modes) for mode in other.modes)
            and one.cost <= other.cost
            and one.days <= other.days
        ):
            return number
    return None


def _act(acts: Acts, row: int) -> int | None:
    """Find the act of an offering among what may matter."""
    places = np.flatnonzero(acts.offered.rows == row)
    return int(places[0]) if places.size else None


def _mattering(problem: Problem) -> tuple[int, ...]:
    """List the acts that can be done and may supply something needed for a goal in reach."""
    within = replace(problem.task, goals=problem.task.goals & reachable(problem.task))
    pool = relevant(within)
    return () if pool is None else pool.rows


def _roots(forced: ServicePaths, must: Question, row: int) -> tuple[str, ...]:
    """Name the papers at the root of what keeps an offering from being used."""
    act = _act(forced.acts, row)
    assert act is not None  # noqa: S101  what a question requires is among its acts
    problem = pack(forced.acts, must)
    reached = {problem.facts[bit] for bit in bits(reachable(problem.task))}
    return blocked_papers(forced.acts, reached, forced.acts.contents[forced.acts.procedures[act]])
