"""The grid inside a sheet: where the headers are, which lines are data, what a ditto mark stands for.

A value is filled down from the line above only where the sheet says so: at a
ditto mark ("idem", ″) or in the lower cells of a merged range.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Protocol

from .issues import Structure
from .origin import ADDED
from .privacy import personal_data
from .reading import fold, tidy
from .sheet import Sheet, TextCell, TextRow, column_number

__all__ = ["Filled", "Grid", "Line", "find_header", "lay_out"]

_DITTO_MARKS = frozenset({'"', "''", "″", "〃", "”", "“", "„", "´´", "''''", '""'})
_DITTO_WORDS = frozenset({"idem", "id", "c s", "come sopra", "stesso", "vedi sopra"})
_HINT = re.compile(
    r"^\(?(?:es\.|es:|esempio|indicare|inserire|scrivere|scegliere|dall'elenco|come nel foglio|gg/mm|n\.b\.)"
)
_BAR = re.compile(r"^[\s\-–—=*#_.·•]{1,}.*[\s\-–—=*#_.·•]{1,}$|^(?:area|sezione|parte)\s", re.I)
_CELLS_OF_A_TOTAL = 4


class ColumnSpec(Protocol):
    """What the layout needs to know of a column."""

    @property
    def headers(self) -> tuple[str, ...]:
        """Patterns of its header."""

    @property
    def required(self) -> bool:
        """Whether the sheet is not of this kind without it."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell whose text came from the line above."""

    field: str
    column: str
    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of data: its cells by field, and what was filled down into it."""

    row: int
    cells: Mapping[str, TextCell]
    filled: tuple[Filled, ...] = ()
    orphans: tuple[TextCell, ...] = ()
    others: tuple[TextCell, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet laid out.

    Parameters
    ----------
    columns : mapping of str to str
        Field → column letter.
    headers : mapping of str to str
        Column letter → header text, for every headed column.
    unread : tuple of str
        Letters of headed columns that no field reads.
    added : mapping of str to str
        Column that a quarantine file added → its letter.
    """

    header_row: int
    columns: Mapping[str, str]
    headers: Mapping[str, str]
    unread: tuple[str, ...]
    lines: tuple[Line, ...]
    structure: tuple[Structure, ...]
    added: Mapping[str, str]


def lay_out(sheet: Sheet, columns: Mapping[str, ColumnSpec], within: int) -> Grid | None:
    """Find the header row, and sort the rows below it into lines and structure.

    Parameters
    ----------
    within : int
        Last row in which the header may stand.

    Returns
    -------
    Grid or None
        ``None`` when no row holds the required headers.
    """
    header = find_header(sheet, columns, within)
    if header is None:
        return None
    row, found = header
    headers = {cell.column: tidy(cell.text) for cell in row.cells if tidy(cell.text) not in ADDED}
    added = {tidy(cell.text): cell.column for cell in row.cells if tidy(cell.text) in ADDED}
    above = tuple(
        Structure(one.number, "title", _shown(one)) for one in sheet.rows if one.number < row.number
    )
    below = [one for one in sheet.rows if one.number > row.number]
    lines, others = _sort_rows(sheet, below, found, headers)
    structure = (*above, Structure(row.number, "header"), *others)
    unread = tuple(letter for letter in headers if letter not in found.values())
    return Grid(row.number, found, headers, unread, tuple(lines), structure, added)


def find_header(
    sheet: Sheet, columns: Mapping[str, ColumnSpec], within: int
) -> tuple[TextRow, dict[str, str]] | None:
    """Give the row that matches most headers, and field → column; a field takes its first column."""
    best: tuple[TextRow, dict[str, str]] | None = None
    for row in sheet.rows:
        if row.number > within:
            break
        found: dict[str, str] = {}
        for cell in row.cells:
            field = next(
                (f for f, c in columns.items() if f not in found and _matches(cell.text, c.headers)), None
            )
            if field is not None:
                found[field] = cell.column
        complete = all(field in found for field, column in columns.items() if column.required)
        if found and complete and (best is None or _weight(row, found) > _weight(*best)):
            best = (row, found)
    return best


def _weight(row: TextRow, found: Mapping[str, str]) -> tuple[int, int]:
    """Rank header rows: headers matched, then cells, for a row of group titles has fewer."""
    return len(found), len(row.cells)


def _matches(text: str, patterns: tuple[str, ...]) -> bool:
    folded = fold(text)
    return any(
        fnmatchcase(folded, "*".join(fold(part) for part in pattern.split("*"))) for pattern in patterns
    )


def _sort_rows(
    sheet: Sheet, rows: list[TextRow], columns: Mapping[str, str], headers: Mapping[str, str]
) -> tuple[list[Line], list[Structure]]:
    """Tell data from structure, filling down as the sheet says."""
    covered = _merged_cells(sheet, set(columns.values()))
    lines: list[Line] = []
    structure: list[Structure] = []
    above: dict[str, TextCell] = {}
    for at, row in enumerate(rows):
        kind = _structure_kind(row, columns, headers, first=at == 0)
        if kind:
            structure.append(Structure(row.number, kind, _shown(row)))
            continue
        line = _line(row, columns, covered, above)
        above = dict(line.cells)
        lines.append(line)
    return lines, structure


def _structure_kind(
    row: TextRow, columns: Mapping[str, str], headers: Mapping[str, str], *, first: bool
) -> str:
    """Name what a row is when it is no data, or give an empty text."""
    texts = [tidy(cell.text) for cell in row.cells]
    opening = next((word for word in map(fold, texts) if word), "")
    if not opening:
        return "separator"
    pairs = zip(row.cells, texts, strict=True)
    same = sum(headers.get(cell.column, "").casefold() == text.casefold() for cell, text in pairs)
    if same >= 2 and same * 2 > len(row.cells):
        return "header"
    if re.match(r"(?:sub)?tot(?:ale|ali)?\b", opening) and len(row.cells) <= _CELLS_OF_A_TOTAL:
        return "total"
    if first and sum(bool(_HINT.match(text.casefold())) for text in texts) >= max(1, len(texts) // 4):
        return "instructions"
    mapped = [cell for cell in row.cells if cell.column in columns.values()]
    if not mapped and not any(cell.column in headers for cell in row.cells):
        return "outside the table"
    if len(row.cells) == 1 and _BAR.match(texts[0]):
        return "section"
    return ""


def _line(
    row: TextRow,
    columns: Mapping[str, str],
    covered: Mapping[tuple[int, str], TextCell],
    above: Mapping[str, TextCell],
) -> Line:
    """Pick a row's cells by field and fill down where the sheet says so."""
    own = {cell.column: cell for cell in row.cells}
    cells: dict[str, TextCell] = {}
    filled, orphans = [], []
    for field, letter in columns.items():
        cell = own.get(letter)
        source = covered.get((row.number, letter)) if cell is None else None
        if cell is not None and _is_ditto(cell.text):
            source = above.get(field)
            if source is None:
                orphans.append(cell)
                continue
        if source is not None:
            mark = tidy(cell.text) if cell is not None else ""
            filled.append(Filled(field, letter, mark, source.text))
            marks = cell or source
            cells[field] = replace(
                source, column=letter, struck=marks.struck, yellow=marks.yellow, comment=""
            )
        elif cell is not None:
            cells[field] = cell
    others = tuple(cell for cell in row.cells if cell.column not in columns.values())
    return Line(row.number, cells, tuple(filled), tuple(orphans), others, row.hidden)


def _is_ditto(text: str) -> bool:
    """Tell a mark that repeats what stands above."""
    return tidy(text) in _DITTO_MARKS or fold(text) in _DITTO_WORDS


def _merged_cells(sheet: Sheet, letters: set[str]) -> dict[tuple[int, str], TextCell]:
    """Give, for each lower cell of a range merged down one column, the cell that shows through."""
    numbered = {row.number: row for row in sheet.rows}
    covered = {}
    for merge in sheet.merges:
        if merge.first_column not in letters or column_number(merge.last_column) != column_number(
            merge.first_column
        ):
            continue
        top = numbered.get(merge.first_row)
        cell = top.find(merge.first_column) if top else None
        if cell is not None:
            for number in range(merge.first_row + 1, min(merge.last_row, sheet.rows[-1].number) + 1):
                covered[number, merge.first_column] = cell
    return covered


def _shown(row: TextRow) -> str:
    """Show a line of structure; a cell about a person is not shown."""
    return " | ".join(tidy(c.text) for c in row.cells if not personal_data(c.text, remark=True))[:120]
