"""The rows kept back, as files that can be corrected in a spreadsheet and loaded again."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from .issues import Issue
from .layout import Grid
from .privacy import REMOVED
from .reading import slug
from .rowreader import RowReader
from .rules import RULES
from .sheet import Sheet

__all__ = ["write_quarantine"]

_RUNS_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class KeptBack(Protocol):
    """What is needed of a sheet that was read."""

    @property
    def file(self) -> str:
        """Name of its file."""

    @property
    def sheet(self) -> Sheet:
        """The sheet."""

    @property
    def grid(self) -> Grid | None:
        """Its layout."""

    @property
    def rows(self) -> list[RowReader]:
        """Its rows."""


def write_quarantine(folder: Path, sheets: Iterable[KeptBack]) -> tuple[Path, ...]:
    """Write one CSV for each sheet with rows kept back: its own headers, then why and what to do.

    A cell with personal data is written as ``REMOVED``; a text that a
    spreadsheet would run as a formula gets an apostrophe, which reading takes off.

    Returns
    -------
    tuple of pathlib.Path
        Files written, such as ``jesi.servizi.quarantena.csv``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for read in sheets:
        if read.grid is None:
            continue
        path = folder / f"{Path(read.file).stem}.{slug(read.sheet.name)}.quarantena.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream, delimiter=";")
            writer.writerow([*read.grid.headers.values(), "_foglio", "_riga", "_motivo", "_suggerimento"])
            for row in read.rows:
                if row.quarantined:
                    writer.writerow(_record(row, read.grid, read.sheet.name))
        written.append(path)
    return tuple(written)


def _record(row: RowReader, grid: Grid, sheet: str) -> list[str]:
    """Give a row's cells under their headers, with the reasons."""
    by_column = {cell.column: cell.text for cell in (*row.line.cells.values(), *row.line.others)}
    shown = {grid.columns[name] for name in grid.columns if row.cell(name) is not None}
    private = {issue.column for issue in row.issues if issue.rule in _PERSONAL}
    cells = [
        REMOVED if letter in private and letter not in shown else _safe(by_column.get(letter, ""))
        for letter in grid.headers
    ]
    errors = _errors(row.issues)
    return [
        *cells,
        sheet,
        str(row.line.row),
        "; ".join(errors),
        "; ".join(RULES[e].suggestion_it for e in errors),
    ]


_PERSONAL = frozenset({"person-code", "iban", "case-note", "email-in-note", "phone-in-note", "maybe-person"})


def _errors(issues: Iterable[Issue]) -> list[str]:
    """List the rules that kept a row back, each once."""
    return list(dict.fromkeys(issue.rule for issue in issues if issue.severity == "error"))


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_RUNS_AS_FORMULA) else text
