"""What a specialist should do about an answer: what to ask, whom to map, what was taken for granted."""

from ..ontology.wording import say
from .answers import Assumption, NotOffered, QuestionToAsk, Unmapped
from .coverage import Reason, Refusal
from .eligibility import HUMAN_CHECK, Verdict, deciding
from .model import Condition
from .network import Network
from .paths import Path, ServicePaths
from .question import Question
from .reasons import condition_text, document_label, not_eligible, not_offered, type_label
from .telling import Telling

__all__ = ["assumptions", "closed_doors", "questions", "relevant_refusals", "unmapped"]


def unmapped(telling: Telling, best: Path | None) -> tuple[Unmapped, ...]:
    """Name the actors that the best path needs and nobody mapped: gaps of the mapping."""
    found = []
    for step in best.steps if best else ():
        kind = telling.procedure(step).service_type
        if step.candidate is None and kind is not None:
            label = type_label(telling.network.index, kind, telling.lang)
            found.append(Unmapped(kind, label, telling.actor(step)))
    return tuple(dict.fromkeys(found))


def assumptions(telling: Telling, best: Path | None) -> tuple[Assumption, ...]:
    """List the conditions and papers that the best path takes for granted."""
    conditions = [
        Assumption(condition.attribute, condition_text(condition, telling.lang), step)
        for step, condition in _unknowns(telling, best)
    ]
    papers = [
        Assumption("documents", document_label(telling.network.index, name, telling.lang), f"s{position + 1}")
        for position, step in enumerate(best.steps if best else ())
        for name, source in step.papers
        if source is None and name not in telling.found.folder.held
    ]
    return tuple(dict.fromkeys([*conditions, *papers]))


def questions(telling: Telling, best: Path | None) -> tuple[QuestionToAsk, ...]:
    """List the facts worth asking, those that most steps hang on first."""
    hang: dict[tuple[str, str], set[str]] = {}
    for step, condition in _unknowns(telling, best):
        human = condition.attribute == HUMAN_CHECK
        text = condition_text(condition, telling.lang) if human else ""
        hang.setdefault((condition.attribute, text), set()).add(step)
    ordered = sorted(hang.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        QuestionToAsk(fact, say(f"ask.{fact}", telling.lang, text=text), tuple(sorted(steps)))
        for (fact, text), steps in ordered
    )


def closed_doors(telling: Telling) -> tuple[NotOffered, ...]:
    """Say why offerings that would serve here are not to be had.

    Those closed or whose procedure ended; and, for a goal that only presumed
    steps meet, those whose conditions the person does not meet.
    """
    network, found, page, lang = telling.network, telling.found, telling.page, telling.lang
    refused = [
        not_offered(network, page, refusal, lang)
        for refusal in relevant_refusals(network, telling.question, found)
    ]
    barred = [
        not_eligible(network, found.local, page, candidate, lang)
        for outcome in found.outcomes
        if outcome.reason is Reason.UNMAPPED and outcome.absence is not None
        for candidate in outcome.absence.ineligible
    ]
    return tuple(dict.fromkeys([*refused, *barred]))


def relevant_refusals(network: Network, question: Question, found: ServicePaths) -> tuple[Refusal, ...]:
    """Give the refused offerings that meet a goal, lead to one, or give a paper that a step uses."""
    papers = {name for path in found.paths for step in path.steps for name, _ in step.papers}
    needs = {goal.id for goal in question.goals if goal.is_need}
    kinds = {kind for kind, led_to in network.leads_to.items() if not needs.isdisjoint(led_to)}
    forms = network.forms
    matters = {
        row
        for row, form in enumerate(forms.forms)
        if form.service_type in kinds or not papers.isdisjoint(form.given)
    }
    matters = matters.union(*map(network.meeting, question.goals))
    return found.local.refused(forms.told(matters)[forms.of])


def _unknowns(telling: Telling, best: Path | None) -> list[tuple[str, Condition]]:
    """List (step, condition) for each condition of the best path that nobody can tell yet."""
    local = telling.found.local
    return [
        (f"s{position + 1}", condition)
        for position, step in enumerate(best.steps if best else ())
        if local.verdicts[step.procedure] == Verdict.UNKNOWN
        for condition, _ in deciding(telling.procedure(step).rules, local.known, local.on)
    ]
