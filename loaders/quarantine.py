"""Rows kept back: written as files to be corrected, and taken in when these come back."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from .origin import ADDED, Origin, origin_in
from .privacy import REMOVED
from .reading import slug, tidy
from .readsheet import ReadSheet
from .rowreader import PERSONAL, RowReader
from .rules import RULES

__all__ = ["take_corrections", "write_quarantine"]

_RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Kept = tuple[ReadSheet, RowReader]


def take_corrections(sheets: Iterable[ReadSheet]) -> None:
    """Let each corrected row stand for the row that was kept back.

    The one kept back then counts as repaired, and names the row that stands
    for it. A row that has become another since (less than half of its cells
    are the same) stays kept back.
    """
    kept: dict[Origin, Kept] = {}
    corrected: list[tuple[Origin, ReadSheet, RowReader]] = []
    for read in sheets:
        for row in read.rows:
            if read.corrects is None and row.quarantined:
                kept[_origin(read, row)] = (read, row)
            elif read.corrects is not None and not row.quarantined:
                corrected.append((_origin(read, row), read, row))
    for origin, read, row in corrected:
        if origin in kept and _is_same(kept[origin], (read, row)):
            kept[origin][1].give_way(f"{read.file}, {row.line.row}")


def write_quarantine(folder: Path, sheets: Iterable[ReadSheet]) -> tuple[Path, ...]:
    """Write one CSV for each sheet with rows kept back: its own headers, then whence, why and what to do.

    A row kept back again after a correction is written as corrected. A cell
    with personal data is written as ``REMOVED``; a text that a spreadsheet
    would run as a formula gets an apostrophe, which reading takes off.

    Returns
    -------
    tuple of pathlib.Path
        Files written, such as ``jesi.servizi.quarantena.csv``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    by_sheet: dict[tuple[str, str], dict[Origin, Kept]] = defaultdict(dict)
    for read in sorted(sheets, key=lambda read: read.corrects is not None):
        for row in read.rows:
            if row.quarantined:
                origin = _origin(read, row)
                by_sheet[origin.file, origin.sheet][origin] = (read, row)
    written = []
    for (file, sheet), rows in sorted(by_sheet.items()):
        path = folder / f"{Path(file).stem}.{slug(sheet)}.quarantena.csv"
        _write(path, rows)
        written.append(path)
    return tuple(written)


def _write(path: Path, rows: dict[Origin, Kept]) -> None:
    headers = list(dict.fromkeys(header for read, _ in rows.values() for header in _headers(read).values()))
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow([*headers, *ADDED])
        for origin, kept in sorted(rows.items(), key=lambda item: item[0].row):
            texts = _texts(*kept)
            errors = list(dict.fromkeys(issue.rule for issue in kept[1].issues if issue.severity == "error"))
            writer.writerow(
                [
                    *(texts.get(header, "") for header in headers),
                    origin.file,
                    origin.sheet,
                    str(origin.row),
                    "; ".join(errors),
                    "; ".join(RULES[rule].suggestion_it for rule in errors),
                ]
            )


def _headers(read: ReadSheet) -> dict[str, str]:
    """Give the header of each column, one that is repeated told apart by its letter."""
    headers = dict(read.grid.headers) if read.grid else {}
    texts = list(headers.values())
    return {
        c: text if texts.index(text) == at else f"{text} ({c})"
        for at, (c, text) in enumerate(headers.items())
    }


def _texts(read: ReadSheet, row: RowReader) -> dict[str, str]:
    """Give a row's cells by header, those with personal data removed."""
    cells = {cell.column: cell.text for cell in (*row.line.cells.values(), *row.line.others)}
    private = {issue.column for issue in row.issues if issue.rule in PERSONAL}
    shown = {cell.column for name in row.line.cells if (cell := row.cell(name)) is not None}
    return {
        header: REMOVED if letter in private and letter not in shown else _safe(cells.get(letter, ""))
        for letter, header in _headers(read).items()
    }


def _origin(read: ReadSheet, row: RowReader) -> Origin:
    """Give where a row stands, or where it stood before it was kept back."""
    own = Origin(read.file, read.sheet.name, row.line.row)
    if read.corrects is None or read.grid is None:
        return own
    return origin_in(row.line.others, read.grid.added) or own


def _is_same(kept: Kept, corrected: Kept) -> bool:
    """Tell whether a corrected row is still, in most of its cells, the row that was kept back."""
    before, after = _texts(*kept), _texts(*corrected)
    filled = [header for header, text in before.items() if tidy(text)]
    return 2 * sum(tidy(before[header]) == tidy(after.get(header, "")) for header in filled) >= len(filled)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_RUNS_AS_FORMULA) else text
