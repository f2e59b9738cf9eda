"""Paths in words: integers back to records, sentences and sources, in Italian or English."""

from ..ontology.wording import say
from .advice import assumptions, closed_doors, counted, questions, unmapped
from .answers import PathsAnswer, Uncovered
from .coverage import Reason
from .details import Page, describe_offerings
from .doors import Door, left_open, part, shut_doors
from .labels import goal_label
from .network import Network
from .paths import GoalOutcome, ServicePaths
from .question import Question
from .reasons import rows_named, why_absent, why_apart
from .steps import tell_path
from .store import Describer
from .telling import Telling

__all__ = ["explain_paths"]


def explain_paths(
    network: Network,
    reader: Describer,
    question: Question,
    found: ServicePaths,
    lang: str = "it",
    *,
    refused: str = "few",
) -> PathsAnswer:
    """Word the paths of a question.

    Parameters
    ----------
    reader : Describer
        Of the revision the network was built from.
    lang : str
        ``"it"`` or ``"en"``.
    refused : str
        ``"few"`` shows of what is not to be had the nearest and counts the rest,
        ``"all"`` shows it all; what would close a gap is shown either way.
    """
    doors = shut_doors(network, question, found)
    shown, more = part(doors) if refused == "few" else (doors, ())
    telling = Telling(network, question, found, _describe(network, reader, found, shown), lang)
    best = found.paths[0] if found.paths else None
    still_open = left_open(found)
    return PathsAnswer(
        revision=network.index.revision,
        on=question.on.isoformat(),
        territory=question.comune,
        territory_name=network.index.territories[question.comune].name,
        status=_status(found, still_open),
        optimal=found.optimal,
        gap=round(found.gap, 6),
        objective=best.objective if best else None,
        prefer=question.prefer,
        paths=tuple(tell_path(telling, path) for path in found.paths),
        uncovered=tuple(_uncovered(telling, outcome) for outcome in still_open),
        unmapped=unmapped(telling, best),
        assumptions=assumptions(telling, best),
        questions=questions(telling, best),
        not_offered=closed_doors(telling, shown),
        not_offered_more=counted(more),
    )


def _describe(network: Network, reader: Describer, found: ServicePaths, shown: tuple[Door, ...]) -> Page:
    """Describe every step, and name every other offering that the answer names."""
    paths = (*found.paths, *((found.beyond,) if found.beyond else ()))
    steps = {step.candidate.row for path in paths for step in path.steps if step.candidate}
    named = {door.row for door in shown}
    for outcome in left_open(found):
        if outcome.absence is not None and not outcome.blocked:
            named |= rows_named(network.index, outcome.absence, found.local.comune)
    return describe_offerings(reader, network.index, steps, named)


def _status(found: ServicePaths, still_open: tuple[GoalOutcome, ...]) -> str:
    """Give ``none``, ``partial``, ``presumed`` or ``complete``."""
    if not found.paths:
        return "none"
    if still_open:
        return "partial"
    presumed = any(step.candidate is None for step in found.paths[0].steps)
    return "presumed" if presumed else "complete"


def _uncovered(telling: Telling, outcome: GoalOutcome) -> Uncovered:
    """Word why a goal is uncovered, and what would change it."""
    network, found, lang = telling.network, telling.found, telling.lang
    goal = outcome.goal
    label = goal_label(network.index, goal, lang)
    if found.unusable:
        text = say("reason.required", lang, names=", ".join(found.unusable))
        return Uncovered(goal.id, label, Reason.NOT_HERE.value, text, ())
    if found.beyond is not None and any(goal in step.meets for step in found.beyond.steps):
        beyond = tell_path(telling, found.beyond)
        text = say(
            "reason.covered",
            lang,
            days=beyond.days,
            actors=len(beyond.providers),
            euros=f"{beyond.cost_eur.min:g}",
        )
        return Uncovered(goal.id, label, outcome.reason.value, text, (say("unlock.limits", lang),))
    if outcome.ruled_out:
        unlock = (say("unlock.limits", lang),)
        return Uncovered(goal.id, label, outcome.reason.value, say("reason.ruled-out", lang), unlock)
    if outcome.apart:
        kinds = {
            telling.procedure(step).service_type or "" for path in found.paths[:1] for step in path.steps
        }
        why = why_apart(network.index, outcome.apart, outcome.instead_of, frozenset(kinds), lang)
        return Uncovered(goal.id, label, why.reason.value, why.text, why.unlock)
    if outcome.late:
        unlock = (say("unlock.late", lang),)
        return Uncovered(goal.id, label, outcome.reason.value, say("reason.late", lang), unlock)
    if outcome.absence is None:
        raise AssertionError(f"goal {goal.id} has neither a step nor a reason: a defect")
    why = why_absent(network, found.local, telling.page, goal, outcome.absence, outcome.blocked, lang)
    return Uncovered(goal.id, label, why.reason.value, why.text, why.unlock)
