"""Write the two sample workbooks, byte for byte the same at every run.

``python loaders/samples/build_samples.py`` reads the rows in ``source/*.yaml`` and
writes ``jesi-2026.xlsx`` and ``five-rows-2022.xlsx`` beside this file. Every value of
a source is text; a prefix says what the cell must become:

``num:46300``
    a number (a date that Excel stored as its serial, a telephone that lost its zero);
``date:2026-12-09``
    a date cell (hours such as "9-12" that Excel took for a day);
``err:#N/A``
    the error value that an Italian Excel shows as ``#N/D``;
``link:text|address``
    a hyperlink whose target is not what it shows;
``fake:3``, ``fake-number:3``, ``fake-exp:3``
    the third invented VAT number: as it should be, without its leading zero, in scientific notation.
"""

import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["build_five_rows", "build_jesi", "invented_vat", "read_source", "write_samples"]

HERE = Path(__file__).parent
HEADER_ROW = 5
FIRST_ROW = 7
STAMP = datetime(2026, 10, 31, 9, 0, 0)
YELLOW = PatternFill("solid", fgColor="FFFFFF00")
GREY = PatternFill("solid", fgColor="FFD9D9D9")
MARKS = frozenset({"comment_tel", "duplicate", "fill", "hidden", "merge", "quarantine", "strike", "type"})
"""Keys of a source row that are not columns of the sheet."""

Row = Mapping[str, str]


def read_source(name: str) -> dict[str, Any]:
    """Read one file of ``source/``, every scalar as text: "no" and "9-12" must stay themselves."""
    text = (HERE / "source" / f"{name}.yaml").read_text(encoding="utf-8")
    source: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return source


def invented_vat(number: int) -> str:
    """Give an invented VAT number: its check digit is right, its office (777) does not exist."""
    digits = f"090{number:04d}777"
    odd = sum(int(d) for d in digits[0::2])
    even = sum(sum(divmod(2 * int(d), 10)) for d in digits[1::2])
    return digits + str(-(odd + even) % 10)


def build_jesi() -> bytes:
    """Build the workbook of the desk of Jesi, nine sheets, 2026."""
    book = _new_book("Mappatura dei servizi territoriali di welfare – Jesi 2026 (dati inventati)")
    enti, servizi, others = read_source("enti"), read_source("servizi"), read_source("altri-fogli")
    furniture = ("MAPPATURA DEI SERVIZI TERRITORIALI DI WELFARE", "31/10/26")
    _write_lines(book.create_sheet("LEGGIMI"), [[line] for line in others["leggimi"]])
    _write_table(book.create_sheet("Enti"), enti, enti["rows"], furniture)
    _write_table(book.create_sheet("Servizi"), servizi, list(_flatten(servizi["sections"])), furniture)
    for name, key in (("Sedi e orari", "sedi"), ("Bisogni", "bisogni"), ("Convenzioni", "convenzioni")):
        table = _matrix(others[key]) if key == "bisogni" else others[key]
        _write_table(book.create_sheet(name), table, table["rows"], (table["title"], furniture[1]))
    lists = book.create_sheet("Elenchi")
    lists.sheet_state = "hidden"
    _write_lines(lists, _list_lines(others["elenchi"], others["territori"]))
    _write_lines(book.create_sheet("Foglio2"), others["foglio2"])
    _write_lines(book.create_sheet("OLD_2022"), others["old2022"])
    return _pack(book)


def build_five_rows() -> bytes:
    """Build the small workbook: one sheet, the five illustrative rows, 2022."""
    book = _new_book("Mappatura dei servizi territoriali di welfare – cinque righe illustrative, 2022")
    servizi = read_source("servizi")
    rows = read_source("five-rows-2022")["rows"]
    title = ("MAPPATURA DEI SERVIZI TERRITORIALI DI WELFARE", "30/09/22")
    _write_table(book.create_sheet("Servizi"), servizi, rows, title)
    return _pack(book)


def write_samples(folder: Path) -> list[Path]:
    """Write both workbooks into a folder and say where they are."""
    files = [(folder / "jesi-2026.xlsx", build_jesi()), (folder / "five-rows-2022.xlsx", build_five_rows())]
    for path, content in files:
        path.write_bytes(content)
    return [path for path, _ in files]


def _new_book(title: str) -> Workbook:
    book = Workbook()
    book.remove(book.active)
    book.properties.title = title
    book.properties.creator = "sportello di prova"
    book.properties.created = STAMP
    return book


def _flatten(sections: Iterable[Mapping[str, Any]]) -> Iterable[Row]:
    for section in sections:
        yield {key: value for key, value in section.items() if key in {"bar", "header"}}
        for row in section.get("rows", []):
            yield row if "total" in row else {"area": section["area"], **row}


def _matrix(source: Mapping[str, Any]) -> dict[str, Any]:
    needs = source["needs"]
    rows = [{"serv": row[0], **dict(cell.split("=", 1) for cell in row[1:])} for row in source["rows"]]
    return {
        "title": source["title"],
        "columns": {"serv": source["first"], **{need: need.replace(" ", "\n", 1) for need in needs}},
        "groups": [["SERVIZIO", "serv", "serv"], ["BISOGNI", needs[0], needs[-1]]],
        "hints": {"serv": "come nel foglio Servizi", needs[0]: "X = sì, (x) = in parte"},
        "rows": rows,
    }


def _list_lines(lists: Mapping[str, list[str]], areas: Mapping[str, list[str]]) -> list[list[str]]:
    pairs = [(area, comune) for area, comuni in areas.items() for comune in comuni]
    columns = [[name, *values] for name, values in lists.items()]
    columns.append(["Territorio", *(area for area, _ in pairs)])
    columns.append(["Comune del territorio", *(comune for _, comune in pairs)])
    height = max(len(column) for column in columns)
    return [[column[i] if i < len(column) else "" for column in columns] for i in range(height)]


def _write_lines(sheet: Worksheet, lines: Iterable[list[str]]) -> None:
    for number, line in enumerate(lines, start=1):
        for column, text in enumerate(line, start=1):
            _put(sheet, number, column, text)


def _write_table(
    sheet: Worksheet, table: Mapping[str, Any], rows: Iterable[Row], head: tuple[str, str]
) -> None:
    keys = list(table["columns"])
    place = {key: number for number, key in enumerate(keys, start=1)}
    _write_head(sheet, table, place, head)
    count = 0
    for number, row in enumerate(rows, start=FIRST_ROW):
        if "bar" in row:
            _write_bar(sheet, number, row["bar"], len(keys))
        elif "header" in row:
            _write_header(sheet, number, table["columns"])
        elif "total" in row:
            _put(sheet, number, place[row["at"]], row["total"])
            _put(sheet, number, place[row["value_at"]], row["value"])
        elif "blank" not in row:
            count += 1
            numbered = table.get("numbered")
            code = f"S-{count:03d}" if numbered == "cod" else f"num:{count}"
            _write_row(sheet, number, {**({numbered: code} if numbered else {}), **row}, place)
    sheet.freeze_panes = f"C{FIRST_ROW}"
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{get_column_letter(len(keys))}{sheet.max_row}"
    for key in table.get("hidden_columns", []):
        sheet.column_dimensions[get_column_letter(place[key])].hidden = True


def _write_head(
    sheet: Worksheet, table: Mapping[str, Any], place: Mapping[str, int], head: tuple[str, str]
) -> None:
    title, updated = head
    _put(sheet, 1, 1, f"[logo] {title}")
    _put(sheet, 2, 1, f"Compilato da: operatrice – sportello di Jesi – agg. al {updated}")
    _put(sheet, 3, 1, "ESEMPIO DIMOSTRATIVO – giallo = da verificare, barrato = sospeso o chiuso")
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    for name, first, last in table["groups"]:
        _put(sheet, HEADER_ROW - 1, place[first], name)
        if first != last:
            sheet.merge_cells(
                start_row=HEADER_ROW - 1,
                end_row=HEADER_ROW - 1,
                start_column=place[first],
                end_column=place[last],
            )
    _write_header(sheet, HEADER_ROW, table["columns"])
    for key, hint in table["hints"].items():
        _put(sheet, HEADER_ROW + 1, place[key], hint)
        sheet.cell(HEADER_ROW + 1, place[key]).font = Font(italic=True, color="FF808080")


def _write_header(sheet: Worksheet, number: int, columns: Mapping[str, str]) -> None:
    for column, text in enumerate(columns.values(), start=1):
        cell = _put(sheet, number, column, text)
        cell.font = Font(bold=True)
        cell.fill = GREY
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _write_bar(sheet: Worksheet, number: int, text: str, width: int) -> None:
    _put(sheet, number, 1, text).font = Font(bold=True)
    sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width)


def _write_row(sheet: Worksheet, number: int, row: Row, place: Mapping[str, int]) -> None:
    for key, text in row.items():
        if key in place:
            _put(sheet, number, place[key], text)
        elif key not in MARKS and key != "note":
            raise ValueError(f"{sheet.title}: the source row {number} has an unknown key {key!r}")
    if "merge" in row:
        last = number + int(row["merge"]) - 1
        sheet.merge_cells(
            start_row=number, end_row=last, start_column=place["ente"], end_column=place["ente"]
        )
    if "comment_tel" in row:
        sheet.cell(number, place["tel"]).comment = Comment(row["comment_tel"], "sportello di prova")
    for column in place.values():
        if "strike" in row:
            sheet.cell(number, column).font = Font(strike=True)
        if "fill" in row:
            sheet.cell(number, column).fill = YELLOW
    if "hidden" in row:
        sheet.row_dimensions[number].hidden = True


def _put(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    cell = sheet.cell(row, column)
    kind, _, rest = text.partition(":")
    if not text:
        return cell
    if kind == "num":
        cell.value = int(rest)
    elif kind == "date":
        cell.value = datetime.fromisoformat(rest)
        cell.number_format = "d-mmm"
    elif kind == "err":
        cell.value = rest
    elif kind == "link":
        cell.value, cell.hyperlink = rest.split("|")
    elif kind in {"fake", "fake-number", "fake-exp"}:
        _put_vat(cell, kind, invented_vat(int(rest)))
    else:
        cell.value = text
        cell.data_type = "s"
    return cell


def _put_vat(cell: Cell, kind: str, vat: str) -> None:
    if kind == "fake-number":
        cell.value = int(vat)
    elif kind == "fake-exp":
        cell.value = f"{float(vat):.2E}".replace(".", ",")
    else:
        cell.value = vat


def _pack(book: Workbook) -> bytes:
    """Save a workbook without the clock.

    openpyxl stamps the time of saving into the archive and into ``core.xml``. The parts are
    stored, not deflated: two builds of zlib may compress the same text to different bytes.
    """
    draft, final = BytesIO(), BytesIO()
    book.save(draft)
    stamp = STAMP.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(draft) as source, zipfile.ZipFile(final, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            entry = zipfile.ZipInfo(name, date_time=STAMP.timetuple()[:6])
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content)
    return final.getvalue()


if __name__ == "__main__":
    for written in write_samples(HERE):
        print(written.name)
