"""Where a row stood before it was kept back: the columns that a quarantine file adds."""

from collections.abc import Mapping
from dataclasses import dataclass

from .reading import tidy
from .sheet import Sheet, TextCell

__all__ = ["ADDED", "Origin", "first_origin", "origin_in"]

ADDED = ("_file", "_foglio", "_riga", "_motivo", "_suggerimento")
"""Columns added to those of the file: whence the row, why it was kept back, what to do."""

_TELLING = frozenset({"_foglio", "_riga", "_motivo"})


@dataclass(frozen=True, slots=True)
class Origin:
    """A row of a sheet of a file; ``file`` is empty where the quarantine file does not say it."""

    file: str
    sheet: str
    row: int


def first_origin(sheet: Sheet) -> Origin | None:
    """Give the origin of the first row of a quarantine file; ``None`` for any other sheet."""
    letters: dict[str, str] = {}
    for row in sheet.rows:
        if letters:
            return origin_in(row.cells, letters) or Origin("", "", 0)
        found = {name: cell.column for cell in row.cells if (name := tidy(cell.text)) in ADDED}
        letters = found if found.keys() >= _TELLING else {}
    return Origin("", "", 0) if letters else None


def origin_in(cells: tuple[TextCell, ...], letters: Mapping[str, str]) -> Origin | None:
    """Read the origin that the cells of a row state, by column letter of each added column."""
    texts = {cell.column: tidy(cell.text) for cell in cells}
    said = {name: texts.get(letter, "") for name, letter in letters.items()}
    if not said.get("_riga", "").isdigit():
        return None
    return Origin(said.get("_file", ""), said.get("_foglio", ""), int(said["_riga"]))
