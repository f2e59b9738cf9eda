"""Why an offering is not in the best path: the first thing that stands in its way, or what it would cost."""

from dataclasses import replace

from ..ontology.errors import UnknownRecordError
from ..ontology.wording import say
from .answers import WhyNotAnswer
from .coverage import Local, Reason, Refusal, survey
from .details import Page, describe_offerings
from .documents import open_folder, ways
from .eligibility import Verdict
from .network import Network
from .paths import ServicePaths, find_paths
from .question import Question
from .reasons import conditions_of, document_label, nearest_places, not_offered, why_apart
from .store import Reader

__all__ = ["explain_why_not"]


def explain_why_not(
    network: Network, reader: Reader, question: Question, offering: str, lang: str = "it"
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
    local = survey(network, question.comune, question.on, question.citizen.known(question.on))
    page = describe_offerings(reader, network.index, [row])
    class_, text, extra, unlock = _first_obstacle(network, local, page, question, row, lang)
    return WhyNotAnswer(
        revision=network.index.revision,
        on=question.on.isoformat(),
        offering=offering,
        title=page.service(page.offering(offering).service).title,
        class_=class_,
        reason=text,
        extra=extra,
        unlock=unlock,
    )


_Obstacle = tuple[str, str, int | None, tuple[str, ...]]


def _first_obstacle(
    network: Network, local: Local, page: Page, question: Question, row: int, lang: str
) -> _Obstacle:
    """Look at place, day, doors and conditions first; then at what it is for and what it would cost."""
    at = local.at(row)
    if isinstance(at, Refusal):
        worded = not_offered(network, page, at, lang)
        return worded.class_, worded.reason, None, ()
    if at is None:
        return _out_of_reach(network, question, row, lang)
    if at.verdict is Verdict.NO:
        texts = conditions_of(network, local, at.procedure, Verdict.NO, lang)
        unlock = tuple(say("unlock.condition", lang, condition=text) for text in texts)
        return (
            Reason.NOT_ELIGIBLE.value,
            say("reason.not-eligible", lang, conditions="; ".join(texts)),
            None,
            unlock,
        )
    best = find_paths(network, question)
    if any(step.candidate == at for path in best.paths[:1] for step in path.steps):
        return "in-path", say("whynot.in-path", lang), 0, ()
    return _at_what_cost(network, question, row, best, at.procedure, lang)


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
    network: Network, question: Question, row: int, best: ServicePaths, procedure: int, lang: str
) -> _Obstacle:
    """Force the offering into a path, and compare."""
    index = network.index
    forced = find_paths(network, replace(question, k=1, require=question.require | {index.offerings[row]}))
    if forced.unusable:
        names = _lacking(network, question, procedure, lang)
        unlock = tuple(say("unlock.document", lang, document=name) for name in names)
        return (
            Reason.BLOCKED_DOCUMENT.value,
            say("whynot.blocked", lang, documents=", ".join(names)),
            None,
            unlock,
        )
    for with_it, without_it in zip(forced.outcomes, best.outcomes, strict=True):
        if with_it.apart and not without_it.apart:
            why = why_apart(index, with_it.apart, (), (), lang)
            return why.reason.value, why.text, None, ()
    if not forced.paths or not best.paths:
        return "irrelevant", say("whynot.no-path", lang), None, ()
    extra = forced.paths[0].objective - best.paths[0].objective
    useful = any(
        step.candidate is not None
        and step.candidate.row == row
        and (step.meets or any(position in later.after for later in forced.paths[0].steps))
        for position, step in enumerate(forced.paths[0].steps)
    )
    if not useful:
        return "irrelevant", say("whynot.irrelevant", lang), extra, ()
    return "dearer", say("whynot.dearer", lang, extra=extra), extra, ()


def _lacking(network: Network, question: Question, procedure: int, lang: str) -> tuple[str, ...]:
    """Name the papers of the easiest way into a procedure."""
    documents = network.index.reference.documents
    folder = open_folder(documents, question.citizen, question.on)
    easiest = min(
        ways(network.procedures[procedure].requires, folder), key=lambda way: (len(way), sorted(way))
    )
    lacking = sorted(easiest - folder.held)
    return tuple(f"«{document_label(network.index, document, lang)}»" for document in lacking)
