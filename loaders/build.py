"""One exercise: from the sheets of its files to the records it asserts, in one pass that reports all."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import TypeVar

from ..graph.exercises import Cell, ExerciseData, MappingExercise, SourceRow
from ..graph.mapped import Agreement, Offering, Provider, Referral, Sector, Service
from ..ontology.terms import DATA
from .areas import read_areas
from .companions import with_needs, with_seats
from .context import Context, Lexicon, areas_of
from .identity import ProviderBook
from .issues import FileReport
from .istat import read_comuni
from .mapping import Mapping
from .organisations import AgreementDraft, enter_providers, read_agreement_row
from .quarantine import take_corrections
from .reading import fold, slug, tidy
from .readsheet import ReadSheet, SourceFile, ended_on_of, file_report, lay_out_sheet
from .records import Made, make_agreements, make_offerings, make_referrals
from .rowreader import RowReader, Trace
from .services import ServiceDraft, read_service_row
from .territories import Found

__all__ = ["Built", "SourceFile", "build_exercise", "exercise_slug"]

R = TypeVar("R", Service, Offering)

_VERSION = re.compile(
    r"(?:\s*\(\d+\)|[ _-]+(?:v\d+|def(?:initiv[oa])?|copia|copy|finale?|rev\d*)|(?:\.[^.]*)?\.quarantena)$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Built:
    """An exercise ready to publish, with the report of its files and the rows kept back."""

    data: ExerciseData
    files: tuple[FileReport, ...]
    kept_back: tuple[ReadSheet, ...]


def exercise_slug(stem: str, mapping: Mapping) -> str:
    """Name the exercise: as the mapping says, or after the file without marks of copy and version.

    Examples
    --------
    >>> from .mapping import Exercise
    >>> exercise_slug("Mappatura servizi_ANCONA_def_v3 (2)", Mapping(name="m", sheets=()))
    'mappatura-servizi-ancona'
    """
    while mapping.exercise.slug is None and (shorter := _VERSION.sub("", stem)) != stem:
        stem = shorter
    return mapping.exercise.slug or slug(stem.replace("_", " "))


def build_exercise(
    name: str, files: Iterable[SourceFile], mapping: Mapping, lexicon: Lexicon, *, today: date
) -> Built:
    """Read an exercise's files into records.

    Parameters
    ----------
    name : str
        Slug of the exercise.
    today : date
        Day of the load: nothing can have been checked after it.

    Raises
    ------
    UnknownNameError, AmbiguousNameError
        If the mapping itself names a comune that does not exist.
    FileRefusedError
        If an official list of comuni is older than what is known.
    """
    files, base = tuple(files), f"{DATA}{name}/"
    sheets = [lay_out_sheet(file, sheet, mapping, base) for file in files for sheet in file.sheets]
    ended_on = mapping.exercise.ended_on or ended_on_of(files)
    found = _territories(sheets, lexicon)
    if found[0] and _of_kind(sheets, "services"):
        lexicon = lexicon.knowing((*lexicon.own, *found[0]))
    context = Context(lexicon, mapping, today, (ended_on or today).year, _listed_areas(sheets, lexicon))
    for read in _of_kind(sheets, "lists"):
        for area, loaded in context.loaded_otherwise():
            read.note("area-not-as-loaded", value=area, after=loaded)
    book = ProviderBook(mapping.home.comune, {fold(k): v for k, v in mapping.providers.items()})
    for read in _of_kind(sheets, "providers"):
        enter_providers(read.rows, book, context)
    drafts = _drafts(sheets, context)
    made = _made(drafts, book, base)
    exercise = _exercise(name, base, files, mapping, ended_on)
    data = _data(exercise, found, sheets, made, book, context, base)
    _propose(sheets, book)
    take_corrections(sheets)
    reports = tuple(
        file_report(file, mapping, name, [one for one in sheets if one.file == file.name]) for file in files
    )
    return Built(data, reports, tuple(one for one in sheets if any(row.quarantined for row in one.rows)))


def _exercise(
    name: str, base: str, files: Iterable[SourceFile], mapping: Mapping, ended_on: date | None
) -> MappingExercise:
    """Say who mapped what and when, as the mapping tells it."""
    return MappingExercise(
        iri=base.rstrip("/"),
        title=mapping.exercise.title or name,
        conducted_by=mapping.exercise.conducted_by,
        ended_on=ended_on,
        files=tuple((file.name, file.digest) for file in files),
        mapping=mapping.name,
    )


def _territories(sheets: list[ReadSheet], lexicon: Lexicon) -> Found:
    """Read the sheets that bring territories; a mapping has those of one kind only."""
    shipped = lexicon.reference.territories
    if official := _of_kind(sheets, "comuni"):
        return read_comuni(official, shipped)
    rows = [row for read in _of_kind(sheets, "areas") for row in read.rows]
    return read_areas(rows, lexicon.gazetteer, shipped) if rows else ((), ())


def _listed_areas(sheets: Iterable[ReadSheet], lexicon: Lexicon) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Read the areas that a list sheet defines."""
    pairs = [
        (tidy(line.cells["territory"].text), tidy(line.cells["comune"].text))
        for read in _of_kind(sheets, "lists")
        for line in (read.grid.lines if read.grid else ())
        if "territory" in line.cells and "comune" in line.cells
    ]
    return areas_of(pairs, lexicon.gazetteer)


def _drafts(sheets: list[ReadSheet], context: Context) -> list[ServiceDraft]:
    """Read the rows of services, then what other sheets add to them.

    Rows are taken by content, so that their order in the file changes nothing.
    """
    pairs = [(row, read.spec) for read in _of_kind(sheets, "services") for row in read.rows if read.spec]
    pairs.sort(key=lambda pair: _content(pair[0]))
    drafts = [draft for row, spec in pairs for draft in read_service_row(row, spec, context)]
    for read in _of_kind(sheets, "places"):
        drafts = with_seats(read.rows, drafts, context)
    for read in _of_kind(sheets, "needs-matrix"):
        if read.grid:
            drafts, read.unread = with_needs(read.rows, read.grid, drafts, context)
    return drafts


def _content(row: RowReader) -> tuple[list[str], list[str], int]:
    """Order rows by what they say; the row number only parts those that say the same."""
    texts = [row.text(name) for name in sorted(row.line.cells)]
    return [fold(text) for text in texts], texts, row.line.row


def _made(drafts: list[ServiceDraft], book: ProviderBook, base: str) -> list[Made]:
    """Find or enter every provider, derive the coverage that depends on it, and make records."""
    keys: dict[int, tuple[str, tuple[str, ...]]] = {}
    for at, draft in enumerate(drafts):
        bearer, rule = book.find_or_enter(draft.provider)
        if rule:
            draft.row.note(rule, "provider", value=draft.provider, after=bearer.name, repair=True)
        bearer.supplied = bearer.supplied or not draft.row.text("provider")
        if draft.sector and bearer.sector is None:
            bearer.sector = Sector(draft.sector)
        bearer.rows.add(draft.row.row_iri)
        bearer.traces |= {("name", trace): None for trace in draft.row.trace("provider")}
        partners = tuple(dict.fromkeys(book.find_or_enter(name)[0].key for name in draft.partners))
        for key in partners:
            book.bearers[key].rows.add(draft.row.row_iri)
        keys[at] = (bearer.key, partners)
    areas: dict[str, set[str]] = {}
    for at, draft in enumerate(drafts):
        areas.setdefault(keys[at][0], set()).update((draft.place,) if draft.place else ())
    wide = [
        replace(draft, coverage=tuple(sorted(areas[keys[at][0]])))
        if draft.coverage_from == "provider-places"
        else draft
        for at, draft in enumerate(drafts)
    ]
    return make_offerings(wide, keys, base)


def _agreements(sheets: list[ReadSheet], book: ProviderBook, context: Context) -> list[AgreementDraft]:
    """Read the rows of agreements."""
    pairs = [(row, read.spec) for read in _of_kind(sheets, "agreements") for row in read.rows if read.spec]
    drafts = [read_agreement_row(row, spec, book, context) for row, spec in pairs]
    return [draft for draft in drafts if draft is not None]


def _data(
    exercise: MappingExercise,
    territories: Found,
    sheets: list[ReadSheet],
    made: list[Made],
    book: ProviderBook,
    context: Context,
    base: str,
) -> ExerciseData:
    """Put everything an exercise asserts together, each record once and in order."""
    agreements = make_agreements(_agreements(sheets, book, context), base)
    referrals, cells = make_referrals(made, book, base)
    cells += territories[1]
    for draft, service, offering in made:
        cells += _traced(service.iri, draft.service_traces)
        cells += _traced(offering.iri, draft.offering_traces)
    providers = [bearer.record(f"{base}provider/") for bearer in book.bearers.values()]
    for provider, bearer in zip(providers, book.bearers.values(), strict=True):
        cells += _traced(provider.iri, bearer.traces)
    for drafted, agreement in agreements:
        cells += _traced(agreement.iri, drafted.traces)
    used = {source for territory in territories[0] for source in territory.sources}
    rows = [
        SourceRow(row.row_iri, read.file, read.sheet.name, row.line.row)
        for read in sheets
        for row in read.rows
        if row.row_iri in used or not (row.quarantined or _is_official(read))
    ]
    return ExerciseData(
        exercise=exercise,
        territories=territories[0],
        providers=tuple(sorted(providers, key=_iri)),
        services=_once([service for _, service, _ in made], made),
        offerings=_once([offering for _, _, offering in made], made),
        agreements=tuple(sorted({a.iri: a for _, a in agreements}.values(), key=_iri)),
        referrals=tuple(referrals),
        rows=tuple(sorted(rows, key=_iri)),
        cells=tuple(sorted(set(cells), key=attrgetter("subject", "property", "row", "column", "text"))),
    )


def _traced(subject: str, traces: Iterable[tuple[str, Trace]]) -> list[Cell]:
    """Give the cells that prove the properties of a record."""
    return [Cell(subject, name, trace.row, trace.column, trace.text) for name, trace in traces]


def _once(records: list[R], made: list[Made]) -> tuple[R, ...]:
    """Keep each record once with all its sources, noting the rows that said it again."""
    found: dict[str, R] = {}
    sources: dict[str, set[str]] = {}
    for at, record in enumerate(records):
        sources.setdefault(record.iri, set()).update(record.sources)
        first = found.setdefault(record.iri, record)
        if first is not record and isinstance(record, Offering):
            made[at][0].row.note(
                "duplicate-row", "title", after=first.sources[0].rpartition("-")[2], repair=True
            )
    return tuple(_with_sources(found[iri], tuple(sorted(sources[iri]))) for iri in sorted(found))


def _with_sources(record: R, sources: tuple[str, ...]) -> R:
    return record if record.sources == sources else replace(record, sources=sources)


def _propose(sheets: list[ReadSheet], book: ProviderBook) -> None:
    """Note the providers that may be one, on the first sheet that names providers."""
    named = _of_kind(sheets, "providers") or _of_kind(sheets, "services")
    for one, other in book.proposals() if named else ():
        named[0].note("maybe-same-provider", value=one.name, after=other.name)


def _of_kind(sheets: Iterable[ReadSheet], kind: str) -> list[ReadSheet]:
    return [read for read in sheets if read.spec is not None and read.spec.reads == kind]


def _is_official(read: ReadSheet) -> bool:
    """Tell the official list, of which only the rows that change something are kept."""
    return read.spec is not None and read.spec.reads == "comuni"


def _iri(record: Provider | Agreement | Referral | SourceRow) -> str:
    return record.iri
