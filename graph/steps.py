"""A path in words: what each step asks, gives, costs and takes, why it is there and what to mind."""

from datetime import timedelta

from ..ontology.wording import long_date, say
from .answers import Issued, MoneyRange, Paper, PathAnswer, StepAnswer
from .details import backbone_source, cost_of, days_of, vocabulary_source
from .documents import accepted_as
from .eligibility import Verdict
from .labels import document_label, goal_label, type_label
from .mapped import Offering
from .paths import Path, Step
from .procedures import last_day
from .telling import Telling, freshness

__all__ = ["tell_path"]


def tell_path(telling: Telling, path: Path) -> PathAnswer:
    """Word a path; the cost is a floor where a step's own is not known."""
    steps = tuple(_step(telling, path, position) for position in range(len(path.steps)))
    costs = [step.cost_eur for step in steps]
    floor = sum(cost.min for cost in costs if cost.min is not None)
    known = [cost.max for cost in costs if cost.max is not None]
    return PathAnswer(
        steps=steps,
        providers=tuple(sorted({step.provider for step in steps if step.provider})),
        handoffs=path.handoffs,
        days=path.days,
        days_complete=all(step.days.min is not None for step in steps),
        cost_eur=MoneyRange(round(floor, 2), round(sum(known), 2) if len(known) == len(costs) else None),
        objective=path.objective,
    )


def _step(telling: Telling, path: Path, position: int) -> StepAnswer:
    step = path.steps[position]
    index, lang = telling.network.index, telling.lang
    resolved, offering, entry = telling.procedure(step), telling.offering(step), telling.entry(step)
    kind = resolved.service_type
    inherited = _inherited(telling, step, offering)
    sources = telling.page.sources(offering) if offering else ()
    if entry and (offering is None or inherited):
        sources = (*sources, backbone_source(entry))
    elif inherited and kind:
        sources = (*sources, vocabulary_source(kind))
    return StepAnswer(
        id=f"s{position + 1}",
        after=tuple(f"s{source + 1}" for source in step.after),
        presumed=offering is None,
        title=telling.title(step),
        offering=offering.iri if offering else None,
        service=offering.service if offering else None,
        service_type=kind,
        service_type_label=type_label(index, kind, lang) if kind else "",
        provider=offering.provider if offering else None,
        provider_name=telling.actor(step),
        territory=step.candidate.via if step.candidate else None,
        channel=tuple(channel.value for channel in offering.channels) if offering else (),
        requires=tuple(_paper(telling, name, source) for name, source in step.papers),
        issues=tuple(Issued(name, document_label(index, name, lang)) for name in resolved.issues),
        covers=tuple(goal.id for goal in step.meets),
        cost_eur=cost_of(offering.cost if offering else None, entry, lang),
        days=days_of(offering.days if offering else None, entry, lang),
        starts_day=step.starts,
        ends_day=step.ends,
        contacts=telling.page.contacts(offering) if offering else (),
        hours=offering.hours if offering else "",
        reason=_reason(telling, path, position),
        note=_note(telling, path, position, offering),
        inherited=inherited,
        assured_on=offering.assured_on.isoformat() if offering and offering.assured_on else None,
        stale=freshness(offering, telling.question.on) if offering else None,
        sources=sources,
    )


def _inherited(telling: Telling, step: Step, offering: Offering | None) -> tuple[str, ...]:
    """Name the fields that a mapped step takes from the backbone."""
    if offering is None:
        return ()
    resolved = telling.procedure(step)
    pairs = (("days", offering.days, resolved.days), ("cost_eur", offering.cost, resolved.cost))
    return (*resolved.inherited, *(name for name, own, usual in pairs if own is None and usual is not None))


def _paper(telling: Telling, document: str, source: int | None) -> Paper:
    if source is not None:
        origin = f"s{source + 1}"
    else:
        origin = "held" if document in telling.found.folder.held else "assumed"
    return Paper(document, document_label(telling.network.index, document, telling.lang), origin)


def _reason(telling: Telling, path: Path, position: int) -> str:
    """Say what a step is for: the needs it meets, and the papers it gives to later steps."""
    step, lang = path.steps[position], telling.lang
    said: list[str] = []
    if step.meets:
        needs = ", ".join(goal_label(telling.network.index, goal, lang) for goal in step.meets)
        said.append(say("step.meets", lang, needs=needs))
    used_by: dict[str, list[str]] = {}
    for later in path.steps[position + 1 :]:
        given = [name for name, source in later.papers if source == position]
        if given:
            papers = ", ".join(_given(telling, step, name) for name in given)
            used_by.setdefault(papers, []).append(f"«{telling.title(later)}»")
    said += [
        say("step.issues", lang, documents=papers, next=", ".join(titles))
        for papers, titles in used_by.items()
    ]
    return " ".join(said)


def _given(telling: Telling, step: Step, document: str) -> str:
    """Name a paper a step gives; when it gives one accepted in its place, both."""
    issued = telling.procedure(step).issues
    if document in issued:
        return telling.document(document)
    documents = telling.network.index.reference.documents
    stand_in = next(name for name in issued if document in accepted_as(documents, name))
    return say(
        "step.stands-for",
        telling.lang,
        issued=telling.document(stand_in),
        accepted=telling.document(document),
    )


def _note(telling: Telling, path: Path, position: int, offering: Offering | None) -> str:
    """Say what to mind: that a step is presumed, since and until when it is to be had, how fresh it is."""
    step, lang, on = path.steps[position], telling.lang, telling.question.on
    entry = telling.entry(step)
    said: list[str] = []
    if offering is None:
        said.append(say("step.presumed", lang, actor=telling.actor(step)))
    if offering is not None and offering.valid_from is not None and offering.valid_from > on:
        said.append(say("reason.opens", lang, day=long_date(offering.valid_from, lang)))
    said += _since(telling, path, position)
    if entry is not None:
        until = last_day([entry], telling.found.local.plate, on + timedelta(step.starts))
        if until is not None:
            said.append(say("step.until", lang, day=long_date(until, lang)))
            kinds = [type_label(telling.network.index, new, lang) for new in entry.replaced_by]
            said += [say("step.replaced", lang, types=", ".join(kinds))] if kinds else []
        said.append(entry.note_en if lang == "en" else entry.note_it)
    if offering is not None and offering.assured_on is None:
        said.append(say("step.unchecked", lang))
    elif offering is not None and offering.assured_on and freshness(offering, on):
        said.append(say("step.stale", lang, day=long_date(offering.assured_on, lang)))
    return " ".join(sentence for sentence in said if sentence)


def _since(telling: Telling, path: Path, position: int) -> list[str]:
    """Say of a step that cannot be done on the day asked when its law begins or its conditions are met."""
    acts, act, local = path.problem.acts, path.acts[position], telling.found.local
    followed, today = acts.follows(act, local.seasons[0]), local.seasons[0]
    if followed and today.verdicts[acts.procedures[act]] != Verdict.NO:
        return []
    first = next(season for season in local.seasons if acts.stands(act, season))
    key = "step.met-since" if followed else "step.law-since"
    return [say(key, telling.lang, day=long_date(first.day, telling.lang))]
