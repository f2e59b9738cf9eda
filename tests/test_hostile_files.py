"""Workbooks made to hurt: each is refused with a clear error, in little memory and time."""

import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from welfarenet.loaders.tables import read_tables
from welfarenet.ontology.errors import FileRefusedError

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0"?>'


def relation(kind: str, target: str) -> str:
    return (
        f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


PARTS = {
    "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SPREADSHEET}.sheet.main+xml"/></Types>',
    "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
    "xl/workbook.xml": f'{XML}<workbook {MAIN} xmlns:r="{OFFICE}">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/sheet1.xml"),
}
OPEN, CLOSE = f"{XML}<worksheet {MAIN}><sheetData>", "</sheetData></worksheet>"


def hostile(path: Path, sheet: Iterable[str], **parts: str) -> Path:
    """Write a workbook whose only sheet is made of these pieces of XML."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in {**PARTS, **parts}.items():
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as stream:
            for piece in sheet:
                stream.write(piece.encode())
    return path


def inline(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_the_plain_workbook_these_are_made_from_is_read(tmp_path: Path) -> None:
    path = hostile(tmp_path / "a.xlsx", [OPEN, f'<row r="1">{inline("A1", "va bene")}</row>', CLOSE])
    assert read_tables(path)[0].rows[0].cells[0].text == "va bene"


FAR_ROW = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
FAR_COLUMN = '<row r="1"><c r="XFD1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("name", "pieces", "reason"),
    [
        ("whitespace", [OPEN, *[" " * 1_000_000] * 300, CLOSE], "unreasonable size"),
        (
            "cell",
            [OPEN, '<row r="1">', inline("A1", "a" * 40_000), "</row>", CLOSE],
            "longer than a spreadsheet",
        ),
        ("far row", [OPEN, FAR_ROW, CLOSE], "far beyond"),
        ("far column", [OPEN, FAR_COLUMN, CLOSE], "far beyond"),
        ("not xml", ["<worksheet><row>"], "damaged"),
        ("empty part", [""], "damaged"),
    ],
)
def test_a_sheet_made_to_exhaust_memory_is_refused(
    tmp_path: Path, name: str, pieces: list[str], reason: str
) -> None:
    path = hostile(tmp_path / f"{name}.xlsx", pieces)
    with pytest.raises(FileRefusedError, match=reason):
        read_tables(path)


def test_rows_without_numbers_are_counted_all_the_same(tmp_path: Path) -> None:
    row = '<row><c t="inlineStr"><is><t>a</t></is></c></row>' * 10_000
    with pytest.raises(FileRefusedError, match="far beyond"):
        read_tables(hostile(tmp_path / "a.xlsx", [OPEN, *[row] * 21, CLOSE]))


@pytest.mark.parametrize(
    "entities",
    [
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_a_document_type_declaration_is_refused(tmp_path: Path, entities: str) -> None:
    strings = f'<?xml version="1.0"?>{entities}<sst {MAIN}><si><t>&a;</t></si></sst>'
    path = hostile(tmp_path / "a.xlsx", [OPEN, CLOSE], **{"xl/sharedStrings.xml": strings})
    with pytest.raises(FileRefusedError, match="document type"):
        read_tables(path)


def test_macros_are_refused_whatever_the_name_of_the_file(tmp_path: Path) -> None:
    path = hostile(tmp_path / "a.xlsx", [OPEN, CLOSE], **{"xl/vbaProject.bin": "x"})
    with pytest.raises(FileRefusedError, match="macros"):
        read_tables(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("lettera.txt", "ciao")
    with pytest.raises(FileRefusedError, match="not an Excel workbook"):
        read_tables(tmp_path / "a.xlsx")


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    whole = hostile(tmp_path / "a.xlsx", [OPEN, f'<row r="1">{inline("A1", "x")}</row>', CLOSE]).read_bytes()
    (tmp_path / "b.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FileRefusedError, match="damaged"):
        read_tables(tmp_path / "b.xlsx")


@pytest.mark.parametrize(
    "act", ["import socket; socket.socket()", "import subprocess; subprocess.run(['true'])"]
)
def test_the_worker_can_neither_reach_the_network_nor_start_a_process(act: str) -> None:
    code = f"from welfarenet.loaders import workbook_worker as w; w._confine(); {act}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "PermissionError" in done.stderr
