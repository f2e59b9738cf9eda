"""A sheet read by its mapping: what it is, its rows, and the report of what became of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from .amounts import read_date
from .issues import FileReport, Issue, RowState, SheetReport
from .layout import Grid
from .mapping import Mapping, SheetSpec, grid_of, spec_of
from .reading import fold, slug, tidy
from .rowreader import Place, RowReader
from .sheet import Sheet

__all__ = ["ReadSheet", "SourceFile", "ended_on_of", "file_report", "lay_out_sheet"]

_UPDATED = re.compile(
    r"\b(?:agg(?:\.|iornat\w+)?|al)\s+(?:al\s+)?([0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4})", re.I
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as read: its name, the SHA-256 of its bytes, its sheets.

    ``corrects`` names the file whose rows kept back come back in this one,
    empty where it does not say which; ``None`` for a file of its own.
    """

    name: str
    digest: str
    sheets: tuple[Sheet, ...]
    corrects: str | None = None


@dataclass(slots=True)
class ReadSheet:
    """A sheet laid out, with a reader for each of its rows."""

    file: str
    sheet: Sheet
    spec: SheetSpec | None
    grid: Grid | None
    rows: list[RowReader] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    unread: tuple[str, ...] = ()
    corrects: str | None = None

    def note(self, rule: str, column: str = "", value: str = "", after: str = "") -> None:
        """Record an issue about the whole sheet or a column."""
        self.issues.append(Issue(self.file, self.sheet.name, None, column, value, rule, after))


def lay_out_sheet(file: SourceFile, sheet: Sheet, mapping: Mapping, base: str) -> ReadSheet:
    """Lay a sheet out and make a reader of each row; issues of the whole sheet are noted at once."""
    spec = spec_of(sheet, mapping)
    grid = grid_of(sheet, spec) if spec is not None else None
    read = ReadSheet(file.name, sheet, spec, grid, corrects=file.corrects)
    for note in sheet.notes:
        read.note("encoding", value=note)
    if spec is None or grid is None:
        return read
    read.unread = grid.unread if spec.reads != "needs-matrix" else ()
    again = {fold(grid.headers[letter]) for letter in grid.columns.values() if letter in grid.headers}
    for letter in read.unread:
        if fold(grid.headers[letter]) in again:
            read.note("second-table", letter, grid.headers[letter])
    if spec.reads != "lists":
        place = Place(file.name, sheet.name, f"{base}row/{slug(file.name, 40)}/{slug(sheet.name, 40)}")
        read.rows = [RowReader(place, line) for line in grid.lines]
    if spec.coverage_from:
        read.note("coverage-derived")
    if "provider" in spec.constants:
        read.note("provider-supplied", value=spec.constants["provider"])
    return read


def file_report(file: SourceFile, mapping: Mapping, exercise: str, sheets: list[ReadSheet]) -> FileReport:
    """Report on one file: its sheets in order, its issues by sheet, row and column."""
    issues = [
        issue for read in sheets for issue in (*read.issues, *(i for row in read.rows for i in row.issues))
    ]
    issues.sort(
        key=lambda i: ([s.sheet.name for s in sheets].index(i.sheet), i.row or 0, i.column, i.rule, i.value)
    )
    return FileReport(
        file.name,
        mapping.name,
        exercise,
        tuple(_sheet_report(read) for read in sheets),
        tuple(dict.fromkeys(issues)),
    )


def _sheet_report(read: ReadSheet) -> SheetReport:
    """Count a sheet's rows; a sheet that is not read says why."""
    name, hidden = read.sheet.name, read.sheet.hidden
    if read.grid is None or read.spec is None:
        because = read.spec.because if read.spec else "nessuna tabella riconosciuta / no table recognised"
        return SheetReport(
            name, hidden=hidden, ignored=because if read.sheet.rows else "foglio vuoto / empty sheet"
        )
    if read.spec.reads == "lists":
        return SheetReport(
            name, hidden=hidden, ignored="elenchi: letti i territori / lists: territories read"
        )
    states: dict[int, RowState] = {row.line.row: row.state for row in read.rows}
    unread = tuple(read.grid.headers[letter] for letter in read.unread)
    return SheetReport.of(name, states, unread_columns=unread, structure=read.grid.structure, hidden=hidden)


def ended_on_of(files: Iterable[SourceFile]) -> date | None:
    """Find the day in a title such as "agg. al 30/09/22"; the latest of several."""
    found = [
        reading.value
        for file in files
        for sheet in file.sheets
        for row in sheet.rows[:6]
        for cell in row.cells
        if (match := _UPDATED.search(tidy(cell.text))) and (reading := read_date(match[1])).value
    ]
    return max((day for day in found if day), default=None)
