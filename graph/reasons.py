"""The closed list of reasons in words, with the smallest changes that would undo each."""

from collections.abc import Collection
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

import numpy as np

from ..ontology.wording import long_date, say
from .answers import NotOffered
from .coverage import Absence, Candidate, Local, Reason, Refusal
from .details import Page
from .eligibility import HUMAN_CHECK, Verdict, deciding
from .exclusions import Clash
from .index import Index
from .model import Condition, Status, Territory
from .network import Goal, Network
from .procedures import Ending

__all__ = [
    "Why",
    "condition_text",
    "conditions_of",
    "document_label",
    "ending_text",
    "goal_label",
    "nearest_places",
    "nearest_rows",
    "need_label",
    "not_eligible",
    "not_offered",
    "rows_named",
    "type_label",
    "types_meeting",
    "why_absent",
    "why_apart",
]

_FEW = 3
_PAGE = 20
_NEAR_KM = 80.0
"""Farther than this, a service of another place is not worth naming as one to extend here."""


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
    index = network.index
    place = _name(index, local.comune)
    if blocked:
        names = [f"«{document_label(index, document, lang)}»" for document in blocked]
        return Why(
            Reason.BLOCKED_DOCUMENT,
            say("reason.blocked-document", lang, documents=", ".join(names)),
            tuple(say("unlock.document", lang, document=name) for name in names),
        )
    reason = absence.reason
    if reason is Reason.NOT_ELIGIBLE:
        shut = (*(candidate.procedure for candidate in absence.ineligible), *absence.barred)
        texts = [text for one in shut for text in conditions_of(network, local, one, Verdict.NO, lang)]
        key = "reason.not-eligible-by-law" if absence.barred else "reason.not-eligible"
        conditions = tuple(dict.fromkeys(texts))
        return Why(
            reason,
            say(key, lang, conditions="; ".join(conditions)),
            tuple(say("unlock.condition", lang, condition=text) for text in conditions[:_FEW]),
        )
    if reason is Reason.SUSPENDED_OR_FULL:
        closed = [r for r in absence.refused if r.reason is Reason.SUSPENDED_OR_FULL]
        titles = [page.title(r.row) for r in closed]
        return Why(
            reason,
            say("reason.suspended-or-full", lang, offerings="; ".join(f"{t} ({p})" for t, p in titles)),
            tuple(say("unlock.reopen", lang, offering=title, provider=name) for title, name in titles[:_FEW]),
        )
    if reason is Reason.NOT_HERE and absence.refused:
        over = next(r.ending for r in absence.refused if r.ending is not None)
        return Why(reason, ending_text(index, over, lang), _instead(index, over, lang))
    if reason is Reason.NOT_HERE:
        return Why(
            reason,
            say("reason.not-here", lang, place=place),
            _extensions(index, page, absence.elsewhere, local.comune, lang)
            or _map_types(network, goal, lang),
        )
    if reason is Reason.NOWHERE:
        return Why(reason, say("reason.nowhere", lang), _map_types(network, goal, lang))
    return Why(reason, say("reason.unknown-data", lang, place=place), _map_types(network, goal, lang))


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
        one, others = _types(index, (clash.service_type,), lang), _types(index, met or clash.others, lang)
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
    else:
        status = tuple(Status)[int(index.columns.status[refusal.row])]
        text = say("reason.status", lang, status=say(f"status.{status}", lang))
    return NotOffered(page.offerings[refusal.row].iri, title, provider, refusal.reason.value, text)


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
                types=_types(index, over.replaced_by, lang),
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
        say("bound.law", lang, text=condition_text(condition, lang), law=law)
        if law
        else condition_text(condition, lang)
        for condition, law in deciding(rules, local.known, local.on)
    )


def condition_text(condition: Condition, lang: str) -> str:
    """Word a condition: its own words, else its bounds."""
    own = condition.text_en if lang == "en" else condition.text_it
    own = own or condition.text_it or condition.text_en
    if own:
        return own
    if condition.attribute == HUMAN_CHECK:
        return condition.attribute
    if condition.minimum is not None:
        text = say("bound.minimum", lang, fact=condition.attribute, value=f"{condition.minimum:g}")
    elif condition.maximum is not None:
        text = say("bound.maximum", lang, fact=condition.attribute, value=f"{condition.maximum:g}")
    else:
        text = say("bound.one_of", lang, fact=condition.attribute, value=", ".join(condition.one_of))
    return say("bound.not", lang, text=text) if condition.negated else text


def need_label(index: Index, need: str, lang: str) -> str:
    """Give a need's label."""
    known = index.reference.needs[need]
    return known.label_en if lang == "en" else known.label_it


def type_label(index: Index, service_type: str, lang: str) -> str:
    """Give a service type's label."""
    known = index.reference.service_types[service_type]
    return known.label_en if lang == "en" else known.label_it


def document_label(index: Index, document: str, lang: str) -> str:
    """Give a document's label."""
    known = index.reference.documents[document]
    return known.label_en if lang == "en" else known.label_it


def goal_label(index: Index, goal: Goal, lang: str) -> str:
    """Give the label of what was asked for."""
    return need_label(index, goal.id, lang) if goal.is_need else type_label(index, goal.id, lang)


def nearest_places(index: Index, row: int, comune: str) -> tuple[str, ...]:
    """Name where an offering is had, nearest first, a few at most."""
    cut = {
        territory
        for excluded, territories in index.tables.excluded
        if excluded == row
        for territory in territories
    }
    covered = [territory for territory, _ in _coverage(index, (row,)) if territory not in cut]
    here = index.territories.get(comune)
    ordered = sorted(covered, key=lambda t: (_distance(here, index.territories.get(t)), t))
    return tuple(_name(index, territory) for territory in ordered[:_FEW])


def nearest_rows(index: Index, rows: tuple[int, ...], comune: str) -> list[int]:
    """List the rows offered near a comune, nearest first, no more than are worth describing."""
    here = index.territories.get(comune)
    far = dict.fromkeys(rows, float("inf"))
    for territory, covering in _coverage(index, rows):
        distance = _distance(here, index.territories.get(territory))
        for row in covering:
            far[row] = min(distance, far[row])
    near = (row for row in far if far[row] <= _NEAR_KM)
    return sorted(near, key=lambda row: (far[row], row))[:_PAGE]


def _coverage(index: Index, rows: tuple[int, ...]) -> list[tuple[str, list[int]]]:
    """List the territories that the coverage of some rows names, each with those rows; O(postings)."""
    places = np.flatnonzero(np.isin(index.columns.postings, rows))
    of_place = np.searchsorted(index.columns.posting_start, places, side="right") - 1
    found: dict[int, list[int]] = {}
    for territory, row in zip(of_place.tolist(), index.columns.postings[places].tolist(), strict=True):
        found.setdefault(territory, []).append(row)
    return [(index.tables.covered[territory], covering) for territory, covering in found.items()]


def _distance(a: Territory | None, b: Territory | None) -> float:
    """Give kilometres between centroids by the haversine; infinite when one is unknown."""
    if a is None or b is None or None in (a.lat, a.lon, b.lat, b.lon):
        return float("inf")
    assert a.lat is not None and a.lon is not None and b.lat is not None and b.lon is not None  # noqa: S101, PT018
    north, east = radians(b.lat - a.lat), radians(b.lon - a.lon)
    chord = sin(north / 2) ** 2 + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(east / 2) ** 2
    return 2 * 6371.0 * asin(sqrt(chord))


def _name(index: Index, territory: str) -> str:
    known = index.territories.get(territory)
    return known.name if known else territory


def _extensions(index: Index, page: Page, rows: tuple[int, ...], comune: str, lang: str) -> tuple[str, ...]:
    """Word which offerings of other places would serve if they were extended, nearest first, each once."""
    place, said = _name(index, comune), dict[tuple[str, str], str]()
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
        return (say("unlock.replacement", lang, types=_types(index, over.replaced_by, lang)),)
    if over.first_day is not None:
        return (say("unlock.wait", lang, day=long_date(over.first_day, lang)),)
    return ()


def _types(index: Index, types: tuple[str, ...], lang: str) -> str:
    return ", ".join(f"«{type_label(index, kind, lang)}»" for kind in types)


def types_meeting(network: Network, goal: Goal) -> tuple[str, ...]:
    """List the kinds of service that would meet a goal by law or habit, by id."""
    kinds = sorted(
        {
            entry.service_type
            for entry in network.index.reference.backbone
            if network.serves(network.of_entry[entry.id], goal)
        }
        | {
            kind.id
            for kind in network.index.reference.service_types.values()
            if goal.is_need and any(goal.id in network.needs_above[need] for need in kind.addresses)
        }
    )
    return tuple(kinds)


def _map_types(network: Network, goal: Goal, lang: str) -> tuple[str, ...]:
    """Name the kinds of service that would meet a goal, a few at most."""
    kinds = types_meeting(network, goal)[:_FEW]
    return (say("unlock.map", lang, types=_types(network.index, kinds, lang)),) if kinds else ()
