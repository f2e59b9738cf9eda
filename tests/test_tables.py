"""What a file is read into: rows of text cells with the address people see."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from welfarenet.loaders.sheet import Merge, Sheet
from welfarenet.loaders.tables import read_tables
from welfarenet.ontology.errors import FileRefusedError


def workbook(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Servizi"
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def texts(sheet: Sheet) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in sheet.rows]


def test_numbers_dates_and_truths_are_written_as_people_see_them(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [3.0, 12.5, date(2022, 9, 30), True, "  0731 000 000"])
    assert texts(read_tables(path)[0]) == [["3", "12,5", "2022-09-30", "VERO", "  0731 000 000"]]


def test_a_cell_keeps_its_letter_and_its_row_when_empty_ones_stand_before_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["AB7"] = "x"
    book.save(tmp_path / "a.xlsx")
    (row,) = read_tables(tmp_path / "a.xlsx")[0].rows
    assert (row.number, row.cells[0].column) == (7, "AB")


def test_strike_through_yellow_comments_hidden_rows_and_merges_are_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"], sheet["A3"] = "chiuso", "da vedere", "commentato"
    sheet["A1"].font = Font(strike=True)
    sheet["A2"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["A3"].comment = Comment("numero nuovo", "sportello")
    sheet["B1"] = "unite"
    sheet.merge_cells("B1:B3")
    sheet.row_dimensions[2].hidden = True
    book.save(tmp_path / "a.xlsx")
    read = read_tables(tmp_path / "a.xlsx")[0]
    first, second, third = (row.cells[0] for row in read.rows)
    assert (first.struck, second.yellow, third.comment) == (True, True, "numero nuovo")
    assert [row.hidden for row in read.rows] == [False, True, False]
    assert read.merges == (Merge(1, 3, "B", "B"),)


def test_a_formula_in_error_is_a_cell_that_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "#N/A"
    book.active["A1"].data_type = "e"
    book.active["B1"] = "x"
    book.save(tmp_path / "a.xlsx")
    cells = read_tables(tmp_path / "a.xlsx")[0].rows[0].cells
    assert [(cell.text, cell.kind) for cell in cells if cell.kind == "error"] in ([("#N/D", "error")], [])


def test_hidden_and_empty_sheets_are_read_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Vuoto"
    hidden = book.create_sheet("Elenchi")
    hidden.sheet_state = "hidden"
    hidden["A1"] = "Area"
    book.save(tmp_path / "a.xlsx")
    assert [(s.name, s.hidden, len(s.rows)) for s in read_tables(tmp_path / "a.xlsx")] == [
        ("Vuoto", False, 0),
        ("Elenchi", True, 1),
    ]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_a_csv_is_cut_at_whichever_separator_it_uses(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(separator.join(["Ente", "Servizio"]) + "\n" + separator.join(["uno", "due"]) + "\n")
    assert texts(read_tables(path)[0]) == [["Ente", "Servizio"], ["uno", "due"]]


@pytest.mark.parametrize(
    ("encoding", "note"),
    [("utf-8", ()), ("utf-8-sig", ()), ("utf-16", ("encoding utf-16",)), ("cp1252", ("encoding cp1252",))],
)
def test_the_encoding_is_found_and_reported(tmp_path: Path, encoding: str, note: tuple[str, ...]) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Città;Età\nForlì – centro;è\n".encode(encoding))
    sheet = read_tables(path)[0]
    assert texts(sheet) == [["Città", "Età"], ["Forlì – centro", "è"]]
    assert sheet.notes == note


def test_a_quoted_cell_over_two_lines_is_one_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a;b\n"uno\ndue";x\ntre;y\n')
    assert [row.number for row in read_tables(path)[0].rows] == [1, 2, 3]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xlsx", b"", "empty"),
        ("a.xlsx", b"PK\x03\x04" + bytes(200), "damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + bytes(100), "old binary"),
        ("a.xlsm", b"x", "macros"),
        ("a.xlsb", b"x", "binary"),
        ("renamed.csv", b"\xd0\xcf\x11\xe0" + bytes(100), "old binary"),
        ("a.csv", b"\x00\x01\x02binary", "not text"),
        ("big.csv", b"a;b\n" * 5_500_000, "22 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileRefusedError, match=reason):
        read_tables(tmp_path / name)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match="no such file"):
        read_tables(tmp_path / "nessuno.csv")
    with pytest.raises(FileRefusedError, match="not a file"):
        read_tables(tmp_path)
