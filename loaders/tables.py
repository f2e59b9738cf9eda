"""What stands in a file: rows of text cells, each with the address people see.

Two forms are read, XLSX (in a bounded worker process) and delimited text.
Nothing is interpreted here: an integer loses its ``.0``, a date is written ISO,
a decimal number gets the comma an Italian sees on the screen, and all else
stays as typed.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ..ontology.errors import FileRefusedError
from .delimited import read_delimited
from .sheet import CellKind, Merge, Sheet, TextCell, TextRow, column_letter, column_number
from .workbook import read_workbook

__all__ = [
    "MAX_FILE_BYTES",
    "CellKind",
    "Merge",
    "Sheet",
    "TextCell",
    "TextRow",
    "column_letter",
    "column_number",
    "read_tables",
]

MAX_FILE_BYTES = 20_000_000
"""A mapping exercise of a whole region is far below this."""

_OLD_FORMS = {
    ".xls": "an old binary workbook",
    ".xlsb": "a binary workbook",
    ".xlsm": "a workbook with macros",
    ".xltm": "a template with macros",
    ".ods": "an OpenDocument workbook",
    ".numbers": "a Numbers document",
    ".pdf": "a PDF",
    ".doc": "a Word document",
    ".docx": "a Word document",
}
_SAVE_AS = "save it as .xlsx or .csv"


def read_tables(path: Path) -> tuple[Sheet, ...]:
    """Read every sheet of a file, hidden ones too.

    Parameters
    ----------
    path : pathlib.Path
        An ``.xlsx`` workbook, or delimited text (``.csv``, ``.tsv``, ``.txt``).

    Returns
    -------
    tuple of Sheet
        In the file's order; a CSV is one sheet named after the file.

    Raises
    ------
    FileRefusedError
        If the file is missing, empty, too big, damaged, hostile, or of a form not read here.
    """
    suffix = path.suffix.lower()
    if suffix in _OLD_FORMS:
        raise FileRefusedError(path.name, f"{_OLD_FORMS[suffix]} is not read", _SAVE_AS)
    _check_size(path)
    with path.open("rb") as stream:
        opening = stream.read(8)
    if suffix == ".xlsx" or opening.startswith(b"PK\x03\x04"):
        return without_empty(read_workbook(path))
    if opening.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefusedError(path.name, "an old binary workbook is not read", _SAVE_AS)
    return without_empty((read_delimited(path),))


def without_empty(sheets: Iterable[Sheet]) -> tuple[Sheet, ...]:
    """Leave out the rows that hold nothing at all."""
    return tuple(replace(sheet, rows=tuple(row for row in sheet.rows if row.cells)) for sheet in sheets)


def _check_size(path: Path) -> None:
    """Refuse what is absent, is no file, is empty or is too big to be a mapping."""
    if not path.exists():
        raise FileRefusedError(path.name, "there is no such file", "check the name")
    if not path.is_file():
        raise FileRefusedError(path.name, "it is not a file", "give a file")
    size = path.stat().st_size
    if size == 0:
        raise FileRefusedError(path.name, "the file is empty", "save it again")
    if size > MAX_FILE_BYTES:
        raise FileRefusedError(
            path.name,
            f"it is {size / 1e6:.0f} MB, more than the {MAX_FILE_BYTES / 1e6:.0f} allowed",
            "remove pictures or split it",
        )
