"""Delimited text as a sheet: which encoding, which separator, which cells."""

import csv
from pathlib import Path

from ..ontology.errors import FileRefusedError
from .sheet import Sheet, TextCell, TextRow, column_letter

__all__ = ["decode", "read_delimited"]

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS = (";", ",", "\t", "|")
_SAVE_AS = "save it as CSV UTF-8"


def read_delimited(path: Path) -> Sheet:
    """Read a CSV; its only sheet is named after the file.

    A record counts as one row even when a quoted cell spans several lines,
    which is how a spreadsheet shows it.

    Raises
    ------
    FileRefusedError
        If it is binary, of no known encoding, or not delimited text.
    """
    text, encoding = decode(path)
    separator = _separator(text)
    rows: list[TextRow] = []
    letters: list[str] = []
    try:
        for number, record in enumerate(csv.reader(text.splitlines(keepends=True), delimiter=separator), 1):
            letters += [column_letter(at + 1) for at in range(len(letters), len(record))]
            cells = tuple(
                TextCell(letter, _unguarded(value))
                for letter, value in zip(letters, record, strict=False)
                if value and not value.isspace()
            )
            rows.append(TextRow(number, cells))
    except csv.Error as error:
        raise FileRefusedError(path.name, f"it is not delimited text ({error})", _SAVE_AS) from error
    notes = () if encoding.startswith("utf-8") else (f"encoding {encoding}",)
    return Sheet(path.stem, tuple(rows), notes=notes)


def decode(path: Path) -> tuple[str, str]:
    """Give a file's text and its encoding: BOM, else strict UTF-8, else cp1252.

    Statistical guessing was measured and reads Italian cp1252 as cp1250.

    Raises
    ------
    FileRefusedError
        If none of the three fits, or it holds NUL characters.
    """
    content = path.read_bytes()
    for encoding in (*(name for bom, name in _BOMS if content.startswith(bom)), "utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text, encoding
    raise FileRefusedError(path.name, "it is not text in UTF-8, UTF-16 or cp1252", _SAVE_AS)


def _separator(text: str) -> str:
    """Choose the separator that cuts the first lines into most, and equally many, cells."""
    lines = text.splitlines()[:40]

    def quality(separator: str) -> tuple[int, int]:
        widths = [len(record) for record in csv.reader(lines, delimiter=separator) if record]
        common = max(set(widths), key=widths.count) if widths else 1
        return (widths.count(common) if common > 1 else 0, common)

    try:
        return max(_SEPARATORS, key=quality)
    except csv.Error:
        return ";"


def _unguarded(value: str) -> str:
    """Take off the apostrophe that keeps a spreadsheet from running a cell as a formula."""
    return value[1:] if len(value) > 1 and value[0] == "'" and value[1] in "=+-@" else value
