"""What a workbook says beside its values: strike-through, yellow, hidden rows, comments, errors.

One streamed pass over each sheet's XML, which also finds out how far the sheet
reaches before anything is allocated for it.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree
from xml.parsers import expat

from .sheet import column_number

__all__ = ["MAX_COLUMNS", "MAX_ROWS", "Marks", "TooFarError", "read_marks"]

MAX_ROWS = 200_000
MAX_COLUMNS = 400

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_LETTERS = re.compile(r"[A-Z]{1,3}")
_YELLOW_INDEXES = ("5", "13", "34", "43")


class TooFarError(ValueError):
    """A sheet reaches beyond the rows or columns that are read."""


@dataclass(slots=True)
class Marks:
    """Marks of one sheet, by address such as ``"C7"``; hidden rows by number."""

    struck: set[str] = field(default_factory=set)
    yellow: set[str] = field(default_factory=set)
    errors: set[str] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    comments: dict[str, str] = field(default_factory=dict)


def read_marks(archive: zipfile.ZipFile) -> dict[str, Marks]:
    """Read the marks of every sheet, by sheet name.

    Raises
    ------
    TooFarError
        If a sheet reaches beyond ``MAX_ROWS`` or ``MAX_COLUMNS``.
    """
    struck, yellow = _marked_styles(archive)
    found = {}
    for name, part in _sheet_parts(archive):
        marks = Marks()
        _scan(archive, part, marks, struck, yellow)
        marks.comments.update(_comments(archive, part))
        found[name] = marks
    return found


def _scan(archive: zipfile.ZipFile, part: str, marks: Marks, struck: set[str], yellow: set[str]) -> None:
    """Stream through one sheet, noting marked cells and refusing far ones."""
    row, column = 0, 0
    columns: dict[str, int] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal row, column
        if tag == "c" or tag.endswith(":c"):
            address = attributes.get("r", "")
            letters = address.rstrip("0123456789")
            if letters not in columns:
                columns[letters] = column_number(letters) if _LETTERS.fullmatch(letters) else 0
            column = columns[letters] or column + 1
            if column > MAX_COLUMNS:
                raise TooFarError(f"column {letters or column}")
            style = attributes.get("s")
            if style in struck:
                marks.struck.add(address)
            if style in yellow:
                marks.yellow.add(address)
            if attributes.get("t") == "e":
                marks.errors.add(address)
        elif tag == "row" or tag.endswith(":row"):
            row, column = int(attributes.get("r", row + 1)), 0
            if row > MAX_ROWS:
                raise TooFarError(f"row {row}")
            if attributes.get("hidden") in ("1", "true"):
                marks.hidden_rows.add(row)

    parser = expat.ParserCreate(namespace_separator=None)
    parser.StartElementHandler = start
    with archive.open(part) as stream:
        parser.ParseFile(stream)


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Pair each worksheet's name with its part in the archive."""
    targets = {
        relation.get("Id", ""): relation.get("Target", "")
        for relation in _root(archive, "xl/_rels/workbook.xml.rels").iter(_RELATION)
    }
    for sheet in _root(archive, "xl/workbook.xml").iter(_MAIN + "sheet"):
        part = _resolve("xl/workbook.xml", targets.get(sheet.get(_ID, ""), ""))
        if part in archive.namelist() and "worksheets/" in part:
            yield sheet.get("name", ""), part


def _comments(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, str]]:
    """Give address and text of each comment of a sheet."""
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.namelist():
        return
    for relation in _root(archive, relations).iter(_RELATION):
        target = _resolve(part, relation.get("Target", ""))
        if relation.get("Type", "").endswith("/comments") and target in archive.namelist():
            for comment in _root(archive, target).iter(_MAIN + "comment"):
                text = "".join(run.text or "" for run in comment.iter(_MAIN + "t"))
                yield comment.get("ref", ""), text.strip()


def _marked_styles(archive: zipfile.ZipFile) -> tuple[set[str], set[str]]:
    """List the style numbers that strike text through, and those that fill in yellow."""
    if "xl/styles.xml" not in archive.namelist():
        return set(), set()
    root = _root(archive, "xl/styles.xml")
    fonts = [_is_struck(font) for font in root.findall(f"{_MAIN}fonts/{_MAIN}font")]
    fills = [_is_yellow(fill) for fill in root.findall(f"{_MAIN}fills/{_MAIN}fill")]
    struck, yellow = set(), set()
    for number, style in enumerate(root.findall(f"{_MAIN}cellXfs/{_MAIN}xf")):
        if _at(fonts, style.get("fontId")):
            struck.add(str(number))
        if _at(fills, style.get("fillId")):
            yellow.add(str(number))
    return struck, yellow


def _is_struck(font: ElementTree.Element) -> bool:
    """Tell a struck-through font."""
    strike = font.find(_MAIN + "strike")
    return strike is not None and strike.get("val", "1") not in ("0", "false")


def _is_yellow(fill: ElementTree.Element) -> bool:
    """Tell a fill that people call yellow; header greys and blues are not."""
    colour = fill.find(f"{_MAIN}patternFill/{_MAIN}fgColor")
    if colour is None:
        return False
    rgb = colour.get("rgb", "")[-6:]
    if len(rgb) == 6:
        red, green, blue = (int(rgb[at : at + 2], 16) for at in (0, 2, 4))
        return red > 0xE0 and green > 0xC8 and blue < 0xA0
    return colour.get("indexed") in _YELLOW_INDEXES


def _at(flags: list[bool], index: str | None) -> bool:
    """Read a flag by an index that may be absent or wrong."""
    return index is not None and index.isdigit() and int(index) < len(flags) and flags[int(index)]


def _resolve(part: str, target: str) -> str:
    """Turn a relation's target into a name in the archive."""
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def _root(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    """Parse one part; the guard has already refused document type declarations."""
    return ElementTree.fromstring(archive.read(part))  # noqa: S314 - no DTD can be here, see workbook_guard
