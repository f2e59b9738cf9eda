"""Who covers this need here, in words: every offering with its verdict, or why there is none."""

from datetime import date, timedelta

from .absence import Absence, absence
from .answers import EmptyBecause, WhoAnswer, WhoOffering
from .citizen import Citizen
from .coverage import Candidate, Local, survey
from .details import Page, cost_of, days_of, describe_offerings
from .eligibility import Verdict
from .index import Index
from .labels import goal_label
from .network import Goal, Network
from .offered import OPEN
from .reasons import conditions_of, not_offered, opening_text, rows_named, why_absent
from .store import Describer
from .telling import freshness
from .versions import first_days

__all__ = ["explain_who"]

_ORDER = {Verdict.YES: 0, Verdict.UNKNOWN: 1, Verdict.NO: 2}


def explain_who(
    network: Network, reader: Describer, goal: Goal, comune: str, on: date, citizen: Citizen, lang: str = "it"
) -> WhoAnswer:
    """List who offers what answers a need, for somebody who lives in a comune.

    Offerings the person may not have are listed last, with the conditions that
    decide, and the day within a year from which they may; closed ones and ended
    procedures are listed apart. When nobody may serve, the reason says why and what
    would change it.
    """
    index = network.index
    local = survey(network, comune, on, citizen)
    offered = local.offering(network.serving(goal))
    offered = offered.where(offered.door == OPEN)
    serving = local.described(offered)
    first = dict(zip(offered.rows.tolist(), first_days(local, offered).tolist(), strict=True))
    refused = local.refused(network.serving(goal))
    usable = any(c.verdict is not Verdict.NO for c in serving)
    why = None if usable else absence(network, local, goal)
    named = {refusal.row for refusal in refused} | (rows_named(index, why, comune) if why else set())
    page = describe_offerings(reader, index, (candidate.row for candidate in serving), named)
    ordered = sorted(serving, key=lambda c: (_ORDER[c.verdict], c.remote_only(index), c.row))
    judged = {(candidate.procedure, candidate.verdict) for candidate in serving}
    because = {one: conditions_of(network, local, *one, lang) for one in judged}
    told = {
        one.row: (*because[one.procedure, one.verdict], *_later(index, one.row, on, first[one.row], lang))
        for one in serving
    }
    return WhoAnswer(
        revision=index.revision,
        on=on.isoformat(),
        need=goal.id,
        label=goal_label(index, goal, lang),
        territory=comune,
        territory_name=index.territories[comune].name,
        offerings=tuple(
            _offering(network, local, page, candidate, told[candidate.row], lang) for candidate in ordered
        ),
        empty_because=_empty(network, local, page, goal, why, lang),
        not_offered=tuple(not_offered(network, page, refusal, lang) for refusal in refused),
    )


def _later(index: Index, row: int, on: date, first: int, lang: str) -> tuple[str, ...]:
    """Say from which day the person may have an offering, if not from the day asked."""
    return (opening_text(index, row, on + timedelta(first), lang),) if first > 0 else ()


def _offering(
    network: Network,
    local: Local,
    page: Page,
    candidate: Candidate,
    because: tuple[str, ...],
    lang: str,
) -> WhoOffering:
    offering = page.offerings[candidate.row]
    resolved, entry = network.procedures[candidate.procedure], network.entry(candidate.procedure)
    return WhoOffering(
        offering=offering.iri,
        title=page.service(offering.service).title,
        service=offering.service,
        service_type=resolved.service_type,
        provider=offering.provider,
        provider_name=page.provider(offering.provider).name,
        via=candidate.via,
        channel=tuple(channel.value for channel in offering.channels),
        eligible=candidate.verdict.word,
        because=because,
        cost_eur=cost_of(offering.cost, entry, lang),
        days=days_of(offering.days, entry, lang),
        contacts=page.contacts(offering),
        hours=offering.hours,
        assured_on=offering.assured_on.isoformat() if offering.assured_on else None,
        stale=freshness(offering, local.on),
        sources=page.sources(offering),
    )


def _empty(
    network: Network, local: Local, page: Page, goal: Goal, why: Absence | None, lang: str
) -> EmptyBecause | None:
    if why is None:
        return None
    worded = why_absent(network, local, page, goal, why, (), lang)
    return EmptyBecause(worded.reason.value, worded.text, worded.unlock)
