"""The closed list of reasons in words, with the smallest changes that would undo each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ..ontology.wording import long_date, say
from .absence import Absence
from .answers import NotOffered
from .coverage import Candidate, Local, Reason, Refusal
from .details import Page
from .eligibility import Verdict, deciding
from .exclusions import Clash
from .index import Index
from .kinds import kinds_meeting
from .labels import condition_by_law, documents_in_words, goal_label, type_label, types_in_words
from .mapped import Status
from .nearby import nearest_places, nearest_rows, territory_name
from .network import Goal, Network
from .procedures import Ending

__all__ = [
    "Why",
    "conditions_of",
    "ending_text",
    "not_eligible",
    "not_offered",
    "opening_text",
    "rows_named",
    "undoing",
    "why_absent",
    "why_apart",
]

_FEW = 3


@dataclass(frozen=True, slots=True)
class Why:
    """A reason of the closed list in words, and what would close the gap."""

    reason: Reason
    text: str
    unlock: tuple[str, ...]


def why_absent(
    network: Network,
    local: Local,
    page: Page,
    goal: Goal,
    absence: Absence,
    blocked: tuple[str, ...],
    lang: str,
) -> Why:
    """Word why no mapped offering meets a goal here."""
    index, reason = network.index, absence.reason
    place = territory_name(index, local.comune)
    if blocked:
        names = [documents_in_words(index, (document,), lang) for document in blocked]
        return Why(
            Reason.BLOCKED_DOCUMENT,
            say("reason.blocked-document", lang, documents=", ".join(names)),
            tuple(say("unlock.document", lang, document=name) for name in names),
        )
    match reason:
        case Reason.NOT_ELIGIBLE:
            return _why_not_eligible(network, local, absence, lang)
        case Reason.SUSPENDED_OR_FULL:
            return _why_closed(index, page, absence, lang)
        case Reason.NOT_HERE if absence.refused:
            return _why_not_now(index, absence, lang)
        case Reason.NOT_HERE:
            unlock = _extensions(index, page, absence.elsewhere, local.comune, lang)
            text = say("reason.not-here", lang, place=place)
            return Why(reason, text, unlock or _map_types(local, goal, lang))
        case Reason.NOWHERE:
            return Why(reason, say("reason.nowhere", lang), _map_types(local, goal, lang))
        case _:
            text = say("reason.unknown-data", lang, place=place)
            return Why(reason, text, _map_types(local, goal, lang))


def _why_not_eligible(network: Network, local: Local, absence: Absence, lang: str) -> Why:
    """Name the conditions of those who would serve, or of the law itself, that the person does not meet."""
    shut = (*(candidate.procedure for candidate in absence.ineligible), *absence.barred)
    texts = [text for one in shut for text in conditions_of(network, local, one, Verdict.NO, lang)]
    key = "reason.not-eligible-by-law" if absence.barred else "reason.not-eligible"
    conditions = tuple(dict.fromkeys(texts))
    return Why(
        absence.reason,
        say(key, lang, conditions="; ".join(conditions)),
        tuple(say("unlock.condition", lang, condition=text) for text in conditions[:_FEW]),
    )


def _why_closed(index: Index, page: Page, absence: Absence, lang: str) -> Why:
    """Name those who take nobody in."""
    closed = [r for r in absence.refused if r.reason is Reason.SUSPENDED_OR_FULL]
    titles = [page.title(r.row) for r in closed]
    return Why(
        absence.reason,
        say("reason.suspended-or-full", lang, offerings="; ".join(f"{t} ({p})" for t, p in titles)),
        tuple(say("unlock.reopen", lang, offering=title, provider=name) for title, name in titles[:_FEW]),
    )


def _why_not_now(index: Index, absence: Absence, lang: str) -> Why:
    """Say when the first opens; where none will, what became of the procedure."""
    opening = [r.opens for r in absence.refused if r.opens is not None]
    if opening:
        day = long_date(min(opening), lang)
        return Why(
            absence.reason, say("reason.opens-later", lang, day=day), (say("unlock.wait", lang, day=day),)
        )
    over = next(r.ending for r in absence.refused if r.ending is not None)
    return Why(absence.reason, ending_text(index, over, lang), _instead(index, over, lang))


def rows_named(index: Index, absence: Absence, comune: str) -> set[int]:
    """List the offerings that :func:`why_absent` names, where no paper is what blocks."""
    if absence.reason is Reason.SUSPENDED_OR_FULL:
        return {refusal.row for refusal in absence.refused if refusal.reason is absence.reason}
    if absence.reason is Reason.NOT_HERE and not absence.refused:
        return set(nearest_rows(index, absence.elsewhere, comune))
    return set()


def why_apart(
    index: Index, clashes: tuple[Clash, ...], instead_of: tuple[Goal, ...], had: Collection[str], lang: str
) -> Why:
    """Word which kinds of service the law keeps apart, and what to give up; those had, where some are."""
    said = []
    for clash in clashes:
        key = "reason.incompatible" if clash.exclusion.verified else "reason.incompatible-to-check"
        met = tuple(kind for kind in clash.others if kind in had)
        one, others = (
            types_in_words(index, (clash.service_type,), lang),
            types_in_words(index, met or clash.others, lang),
        )
        law = clash.exclusion.law or clash.exclusion.source
        said.append(say(key, lang, one=one, others=others, law=law))
    needs = ", ".join(f"«{goal_label(index, goal, lang)}»" for goal in instead_of)
    unlock = (say("unlock.incompatible", lang, needs=needs),) if needs else ()
    return Why(Reason.INCOMPATIBLE, " ".join(said), unlock)


def not_offered(network: Network, page: Page, refusal: Refusal, lang: str) -> NotOffered:
    """Word why an offering that covers this place is not to be had."""
    index = network.index
    title, provider = page.title(refusal.row)
    if refusal.ending is not None:
        text = ending_text(index, refusal.ending, lang)
    elif refusal.opens is not None:
        text = opening_text(index, refusal.row, refusal.opens, lang)
    else:
        status = tuple(Status)[int(index.columns.status[refusal.row])]
        text = say("reason.status", lang, status=say(f"status.{status}", lang))
    return NotOffered(page.offerings[refusal.row].iri, title, provider, refusal.reason.value, text)


def opening_text(index: Index, row: int, day: date, lang: str) -> str:
    """Word from when an offering is to be had: it opens then, or law or person let it be had then."""
    key = "reason.opens" if index.columns.since[row] == day.toordinal() else "reason.from"
    return say(key, lang, day=long_date(day, lang))


def undoing(network: Network, page: Page, refusal: Refusal, lang: str) -> tuple[str, ...]:
    """Word what would let in those whom an offering turns away."""
    if refusal.ending is not None:
        return _instead(network.index, refusal.ending, lang)
    if refusal.opens is not None:
        return (say("unlock.wait", lang, day=long_date(refusal.opens, lang)),)
    title, provider = page.title(refusal.row)
    return (say("unlock.reopen", lang, offering=title, provider=provider),)


def not_eligible(network: Network, local: Local, page: Page, candidate: Candidate, lang: str) -> NotOffered:
    """Word why a person may not have an offering of this place."""
    title, provider = page.title(candidate.row)
    conditions = "; ".join(conditions_of(network, local, candidate.procedure, Verdict.NO, lang))
    text = say("reason.conditions", lang, conditions=conditions)
    return NotOffered(page.offerings[candidate.row].iri, title, provider, Reason.NOT_ELIGIBLE.value, text)


def ending_text(index: Index, over: Ending, lang: str) -> str:
    """Word since when a procedure does not hold, and what replaced it."""
    kind = type_label(index, over.service_type, lang)
    if over.last_day is not None:
        text = say("reason.ended", lang, type=kind, day=long_date(over.last_day, lang))
        if over.replaced_by:
            since = over.last_day.fromordinal(over.last_day.toordinal() + 1)
            text += " " + say(
                "reason.replaced",
                lang,
                day=long_date(since, lang),
                types=types_in_words(index, over.replaced_by, lang),
            )
        return text
    if over.first_day is not None:
        return say("reason.not-begun", lang, type=kind, day=long_date(over.first_day, lang))
    return say("reason.no-procedure", lang, type=kind)


def conditions_of(
    network: Network, local: Local, procedure: int, verdict: Verdict, lang: str
) -> tuple[str, ...]:
    """Word the conditions that made a verdict, with their law, if that is the verdict."""
    if local.verdicts[procedure] != verdict:
        return ()
    rules = network.procedures[procedure].rules
    return tuple(
        condition_by_law(condition, law, lang) for condition, law in deciding(rules, local.known, local.on)
    )


def _extensions(index: Index, page: Page, rows: tuple[int, ...], comune: str, lang: str) -> tuple[str, ...]:
    """Word which offerings of other places would serve if they were extended, nearest first, each once."""
    place, said = territory_name(index, comune), dict[tuple[str, str], str]()
    for row in nearest_rows(index, rows, comune):
        title, provider = page.title(row)
        if (title, provider) not in said and len(said) < _FEW:
            where = ", ".join(nearest_places(index, row, comune))
            said[title, provider] = say(
                "unlock.extend", lang, place=place, offering=title, provider=provider, where=where
            )
    return tuple(said.values())


def _instead(index: Index, over: Ending, lang: str) -> tuple[str, ...]:
    if over.replaced_by:
        return (say("unlock.replacement", lang, types=types_in_words(index, over.replaced_by, lang)),)
    if over.first_day is not None:
        return (say("unlock.wait", lang, day=long_date(over.first_day, lang)),)
    return ()


def _map_types(local: Local, goal: Goal, lang: str) -> tuple[str, ...]:
    """Name the kinds of service that would meet a goal here for this person, a few at most."""
    presumed = local.holding.presumed
    by_law = presumed[local.verdicts[presumed] != Verdict.NO].tolist()
    kinds = kinds_meeting(local.network, goal, by_law)[:_FEW]
    return (say("unlock.map", lang, types=types_in_words(local.network.index, kinds, lang)),) if kinds else ()
