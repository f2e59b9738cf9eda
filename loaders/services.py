"""A row of services, read: who offers what, to whom, where, on which papers, at what cost."""

from dataclasses import dataclass, replace
from datetime import date

from ..graph.demands import Clause, Cost, Days, Requirement
from ..graph.mapped import Channel, Contact, ContactKind, Status
from .amounts import read_cost, read_date, read_days
from .clean import read_status, read_whole
from .conditions import read_age, read_isee_rule, read_requirements
from .context import Context
from .documents import read_issued, read_required
from .identity import split_names
from .mapping import SheetSpec
from .reading import fold, is_nothing, tidy
from .rowreader import RowReader, Trace
from .rules import RULES
from .seats import read_channels, read_hours, read_place, row_contacts
from .traces import OF_OFFERING, OF_SERVICE, traced

__all__ = ["ServiceDraft", "read_service_row"]

_REFUGES = frozenset({"residential.refuge"})
"""Types whose seat is never said, whatever the row holds."""

_ELDERLY = frozenset({"anziani", "anziane", "anziano", "persone anziane", "terza eta", "over 65", "over 70"})
_AREA_NEEDS = {
    "casa": "housing",
    "lavoro": "work",
    "poverta": "income",
    "immigrazione": "migration",
    "violenza di genere": "safety.violence-women",
    "salute": "health",
    "famiglia e minori": "childhood",
}
"""Needs of a row that names neither its type nor its need; of "Anziani" nothing can be said."""


@dataclass(frozen=True, slots=True)
class ServiceDraft:
    """What one row says of one service, before records are made of it."""

    row: RowReader
    title: str
    provider: str
    partners: tuple[str, ...]
    service_type: str | None
    needs: tuple[str, ...] | None
    requires: tuple[Requirement, ...] | None
    issues: tuple[str, ...] | None
    clauses: tuple[Clause, ...]
    coverage: tuple[str, ...]
    excluded: tuple[str, ...]
    channels: tuple[Channel, ...]
    contacts: tuple[Contact, ...]
    place: str | None
    cost: Cost | None
    days: Days | None
    places: int | None
    hours: str
    status: Status
    assured_on: date | None
    senders: tuple[str, ...]
    coverage_from: str = ""
    description: str = ""
    sector: str = ""
    service_traces: tuple[tuple[str, Trace], ...] = ()
    offering_traces: tuple[tuple[str, Trace], ...] = ()


def read_service_row(row: RowReader, spec: SheetSpec, context: Context) -> list[ServiceDraft]:
    """Read a row into one draft, or several where its title names several services.

    An empty list means that the row is quarantined; the row says why.
    """
    draft = _read(row, spec, context)
    if row.quarantined:
        return []
    column = spec.columns.get("title")
    titles = split_names(draft.title, column.splits) if column else (draft.title,)
    if len(titles) > 1:
        row.note("title-split", "title", after="; ".join(titles), repair=True)
    each = [draft] if titles == (draft.title,) else [replace(draft, title=title) for title in titles]
    drafts = [_classified(one, context) for one in each]
    return [] if row.quarantined else drafts


def _read(row: RowReader, spec: SheetSpec, context: Context) -> ServiceDraft:
    """Read every field once, in the order people read the row."""
    title = _constant(row, spec, "title")
    province = tidy(row.text("province")) or _address_plate(row) or context.mapping.home.province
    place = read_place(row, context.lexicon.gazetteer, province)
    names = _providers(row, spec, context, place)
    if not title:
        row.quarantine("title-missing", "title")
    coverage, excluded = _coverage(row, spec, context, place, names[0] if names else "")
    requires, paper_clauses = _required(row, context)
    return ServiceDraft(
        row=row,
        title=title,
        provider=names[0] if names else "",
        partners=(*names[1:], *_names(row, "partners")),
        service_type=spec.constants.get("service_type"),
        needs=None,
        requires=requires,
        issues=_issued(row, context),
        clauses=(*_clauses(row), *paper_clauses),
        coverage=coverage,
        excluded=excluded,
        channels=read_channels(spec.constants.get("channel", "")).value
        or row.read("channel", read_channels)
        or (),
        contacts=row_contacts(row, lost_zero="phone" in spec.columns and spec.columns["phone"].reader != ""),
        place=place,
        cost=row.read("cost", read_cost),
        days=row.read("wait", read_days),
        places=row.read("places", read_whole),
        hours=row.read("hours", read_hours) or "",
        status=_status(row),
        assured_on=_checked(row, context),
        senders=_names(row, "senders"),
        coverage_from=spec.coverage_from,
        description="" if is_nothing(row.text("description")) else tidy(row.text("description")),
        sector=spec.constants.get("sector", ""),
        service_traces=traced(row, OF_SERVICE),
        offering_traces=traced(row, OF_OFFERING),
    )


def _providers(row: RowReader, spec: SheetSpec, context: Context, place: str | None) -> tuple[str, ...]:
    """Read who delivers, the first, and who helps; without any the row is kept back."""
    provider = _constant(row, spec, "provider")
    provider = provider.replace("{place}", _name_of(place, context) or tidy(row.text("place")))
    if not provider.strip(" –-"):
        row.quarantine("provider-missing", "provider")
    if "provider" not in spec.columns:
        return (provider,)
    names = split_names(provider, spec.columns["provider"].splits)
    if len(names) > 1:
        row.note("provider-split", "provider", after="; ".join(names), repair=True)
    return names


def _classified(draft: ServiceDraft, context: Context) -> ServiceDraft:
    """File a draft under its service type and needs; quarantine its row where nothing can be told."""
    row = draft.row
    kind = draft.service_type or context.service_types.concept_of(draft.title)
    stated: tuple[str, ...] = ()
    if not is_nothing(row.text("need")):
        stated, unknown = context.needs.concepts_in(row.text("need"))
        for words in unknown:
            row.note("need-unknown", "need", value=words)
    if kind is None:
        if not stated and (fallback := _AREA_NEEDS.get(fold(row.text("area")))):
            stated = (fallback,)
        nearest = context.service_types.nearest(draft.title)
        if not stated:
            row.quarantine("unclassified", "title", value=draft.title, after=nearest)
        else:
            row.note("service-type-unknown", "title", value=draft.title, after=nearest)
    if kind in _REFUGES and not row.confidential:
        row.hide_seat()
        kept = tuple(c for c in draft.contacts if c.kind not in (ContactKind.ADDRESS, ContactKind.OTHER))
        draft = replace(draft, contacts=kept, place=None, offering_traces=traced(row, OF_OFFERING))
    return replace(draft, service_type=kind, needs=stated or None)


def _coverage(
    row: RowReader, spec: SheetSpec, context: Context, place: str | None, provider: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read the area covered, or derive it as the mapping says; without any the row is kept back."""
    if spec.coverage_from:
        if place is None:
            row.quarantine("place-unread", "place")
        return ((place,) if place else ()), ()
    text = row.text("coverage")
    gazetteer = context.lexicon.gazetteer
    if is_nothing(text):
        comune = gazetteer.resolve(provider) if fold(provider).startswith("comune di ") else None
        if comune is not None and comune.territory is not None:
            row.note("coverage-from-comune", "coverage", value="", after=comune.after, repair=True)
            return (comune.territory.id,), ()
        row.quarantine("coverage-missing", "coverage", value=text)
        return (), ()
    read = context.coverage(text)
    for problem in read.problems:
        repaired = problem.code == "repaired-territory"
        row.note(
            problem.code, "coverage", value=problem.text, after=", ".join(problem.choices), repair=repaired
        )
    if not read.territories:
        row.quarantined = True
        if all(RULES[problem.code].severity != "error" for problem in read.problems):
            row.note("coverage-missing", "coverage")
    return read.territories, read.excluded


def _clauses(row: RowReader) -> tuple[Clause, ...]:
    """Read who may have the service; "anziani" beside a figure for the age adds nothing to it."""
    ages = row.read("age", read_age) or ()
    isee = row.read("isee", read_isee_rule) or ()
    audience = row.text("audience")
    if ages and fold(audience).split()[:1] in (["anziani"], ["anziane"]):
        audience = " ".join(tidy(audience).split()[1:])
    others: tuple[Clause, ...] = ()
    if audience and not (ages and fold(audience) in _ELDERLY):
        others = row.settle("audience", read_requirements(audience)) or ()
    return (*ages, *isee, *others, *(row.read("requirements", read_requirements) or ()))


def _required(row: RowReader, context: Context) -> tuple[tuple[Requirement, ...] | None, tuple[Clause, ...]]:
    """Read the papers asked for; ``None`` when the row names none that is known."""
    papers = read_required(row.text("documents"), context.documents)
    for words in papers.unknown:
        row.note("paper-unknown", "documents", value=words)
    if papers.documents or papers.nothing:
        return papers.documents, papers.clauses
    return None, papers.clauses


def _issued(row: RowReader, context: Context) -> tuple[str, ...] | None:
    """Read the papers handed out; ``None`` when the row names none that is known."""
    papers = read_issued(row.text("outcome"), context.documents)
    for words in papers.unknown:
        row.note("paper-unknown", "outcome", value=words)
    for words in papers.later:
        row.note("paper-later", "outcome", value=words)
    issued = tuple(requirement.alternatives[0][0] for requirement in papers.documents)
    return issued if issued or papers.nothing else None


def _status(row: RowReader) -> Status:
    """Read the status; a struck row is closed unless it says worse of itself in words."""
    status = row.read("status", read_status)
    cells = [row.cell(name) for name in ("title", "provider", "status")]
    if any(cell is not None and cell.struck for cell in cells):
        row.note("struck-through", "title", repair=True)
        return status if status in (Status.SUSPENDED, Status.FULL) else Status.CLOSED
    if any(cell is not None and cell.yellow for cell in cells) and status in (None, Status.ACTIVE):
        row.note("yellow", "title", repair=True)
        return Status.TO_VERIFY
    return status or Status.ACTIVE


def _checked(row: RowReader, context: Context) -> date | None:
    """Read when the row was checked; a day after the load cannot be."""
    found = row.read("checked_on", lambda text: read_date(text, context.year))
    if found is not None and found > context.today:
        row.note("date-future", "checked_on", after=found.isoformat())
        return None
    return found


def _names(row: RowReader, name: str) -> tuple[str, ...]:
    """Read a list of providers or services by their names."""
    text = row.text(name)
    return () if is_nothing(text) else split_names(text, (",", ";", " / ", "\n"))


def _constant(row: RowReader, spec: SheetSpec, name: str) -> str:
    """Give what the mapping fixes for every row, or what the row says."""
    fixed = spec.constants.get(name)
    return fixed if fixed is not None else ("" if is_nothing(row.text(name)) else tidy(row.text(name)))


def _address_plate(row: RowReader) -> str:
    """Give the plate at the end of an address, as in ``"… - ASSEMINI - CA"``."""
    tail = tidy(row.text("address")).rpartition(" - ")[2]
    return tail if len(tail) == 2 and tail.isupper() else ""


def _name_of(place: str | None, context: Context) -> str:
    known = context.lexicon.territories.get(place) if place else None
    return known.name if known else ""
