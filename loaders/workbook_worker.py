"""The process that opens a workbook: little memory, little time, no network.

``python -m welfarenet.loaders.workbook_worker FILE`` writes one JSON value per
line: a header for each sheet, then its rows. It ends with code 3 and a reason
on standard error when the workbook is refused.
"""

import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TextIO
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from .sheet import column_letter
from .workbook_marks import Marks, TooFarError, read_marks

__all__ = ["MEMORY_BYTES", "REFUSED", "SECONDS", "main"]

MEMORY_BYTES = 1 << 30
SECONDS = 60
REFUSED = 3

_MAX_CELL_CHARACTERS = 32_767
"""Excel's own limit: what is longer was not typed by a person."""


def main() -> int:
    """Print the workbook named on the command line; say why where it cannot be."""
    _confine()
    path = Path(sys.argv[1])
    try:
        _print_workbook(path, sys.stdout)
    except TooFarError as error:
        return _refuse(f"a sheet reaches {error}, far beyond what is read")
    except (
        CalamineError,
        ExpatError,
        ParseError,
        KeyError,
        OSError,
        ValueError,
        zipfile.BadZipFile,
    ) as error:
        return _refuse(f"the workbook is damaged ({error})")
    except MemoryError:
        return _refuse("the workbook needs too much memory")
    return 0


def _confine() -> None:
    """Give up memory, time, core dumps, sockets and child processes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def deny(event: str, _: tuple[object, ...]) -> None:
        if event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.fork", "os.system")):
            raise PermissionError(f"{event} is not allowed while a workbook is open")

    sys.addaudithook(deny)


def _refuse(reason: str) -> int:
    sys.stderr.write(reason)
    return REFUSED


def _print_workbook(path: Path, out: TextIO) -> None:
    """Write sheets and rows as JSON lines."""
    with zipfile.ZipFile(path) as archive:
        marks = read_marks(archive)
    workbook = CalamineWorkbook.from_path(str(path))
    for meta in workbook.sheets_metadata:
        sheet = workbook.get_sheet_by_name(meta.name) if meta.name in marks else None
        if sheet is None:
            continue
        header = {
            "sheet": meta.name,
            "hidden": meta.visible is not SheetVisibleEnum.Visible,
            "merges": [
                [top + 1, bottom + 1, column_letter(left + 1), column_letter(right + 1)]
                for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
            ],
        }
        out.write(json.dumps(header) + "\n")
        for line in _rows(sheet, marks[meta.name]):
            out.write(line + "\n")


def _rows(sheet: CalamineSheet, marks: Marks) -> Iterator[str]:
    """Give each row that holds something as ``[number, hidden, [[column, text, kind, flags, comment]…]]``.

    Of a cell of plain text the last three are left out.
    """
    if sheet.start is None:
        return
    letters = [column_letter(sheet.start[1] + 1 + at) for at in range(sheet.width)]
    marked = {*marks.struck, *marks.yellow, *marks.errors, *marks.comments}
    for number, values in enumerate(sheet.iter_rows(), 1):
        cells = []
        for letter, value in zip(letters, values, strict=False):
            text, kind = _text(value)
            if f"{letter}{number}" in marked:
                cells += _marked(letter, number, text, kind, marks)
            elif text and not text.isspace():
                cells.append([letter, text] if kind == "text" else [letter, text, kind])
        if cells:
            yield json.dumps([number, number in marks.hidden_rows, cells])


def _marked(letter: str, number: int, text: str, kind: str, marks: Marks) -> list[list[str]]:
    """Give a cell that bears marks, unless it is empty and they say nothing."""
    address = f"{letter}{number}"
    if not text and address in marks.errors:
        text, kind = "#N/D", "error"
    flags = ("s" if address in marks.struck else "") + ("y" if address in marks.yellow else "")
    return [[letter, text, kind, flags, marks.comments.get(address, "")]] if text.strip() else []


def _text(value: object) -> tuple[str, str]:
    """Write a value as an Italian reader sees it, and say how it was stored."""
    match value:
        case str():
            if len(value) > _MAX_CELL_CHARACTERS:
                raise ValueError("a cell is longer than a spreadsheet allows")
            return value, "text"
        case bool():
            return ("VERO" if value else "FALSO"), "bool"
        case int() | float():
            whole = float(value).is_integer() and abs(value) < 1e15
            return (str(int(value)) if whole else f"{value:.15g}".replace(".", ",")), "number"
        case datetime():
            at_midnight = value.time() == time(0)
            return (value.date().isoformat() if at_midnight else value.isoformat(" ", "minutes")), "date"
        case date():
            return value.isoformat(), "date"
        case time():
            return value.isoformat("minutes"), "date"
        case timedelta():
            minutes = int(value.total_seconds()) // 60
            return f"{minutes // 60:02d}:{minutes % 60:02d}", "date"
    return "", "text"


if __name__ == "__main__":
    sys.exit(main())
