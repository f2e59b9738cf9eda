"""The sample workbooks: reproducible, large enough, and visibly invented.

Everything is counted on the raw sheets, so that no reader of ours can flatter them.
"""

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import openpyxl
import pytest
from codicefiscale import codicefiscale

FOLDER = Path(__file__).parent.parent / "loaders" / "samples"
HEADER_ROW, FIRST_ROW = 5, 7
DITTO = {"idem", "″", "c.s."}
SECTORS = {
    "public": {"pubblico", "ente pubbl."},
    "private": {"privato"},
    "third": {"ets", "coop. soc.", "coop", "coop. soc. b", "parrocchia"},
}
REAL_NETWORKS = {"Patronato INAPA"}
OFFICES = ("ufficio", "front office", "cancelleria")
IMPOSSIBLE_PHONE = re.compile(r"(0731|0733|071|731)[ /]?0{3,4} ?[0-9]{3,4}|333 ?000000[0-9]|1522")


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_samples", FOLDER / "build_samples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _records(file: str, sheet: str) -> Iterator[dict[str, str]]:
    """Give the rows of a sheet that name something, as text, provider filled down."""
    book = openpyxl.load_workbook(FOLDER / file)
    rows = book[sheet].iter_rows(min_row=HEADER_ROW, values_only=True)
    headers = [" ".join(str(text).split()) for text in next(rows)]
    next(rows)  # instructions
    provider = ""
    for values in rows:
        texts = ["" if value is None else " ".join(str(value).split()) for value in values]
        record = dict(zip(headers, texts, strict=True))
        if texts[0].startswith("—") or texts == headers or not texts[0]:
            continue
        if "Ente erogatore" in record:
            given = record["Ente erogatore"]
            provider = provider if not given or given.lower() in DITTO else given
            record["Ente erogatore"] = provider
        yield record


def _cells(file: str) -> Iterator[tuple[str, int, str]]:
    for sheet in openpyxl.load_workbook(FOLDER / file):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield sheet.title, cell.row, str(cell.value)
                if cell.comment is not None:
                    yield sheet.title, cell.row, cell.comment.text


SERVIZI = list(_records("jesi-2026.xlsx", "Servizi"))
ENTI = list(_records("jesi-2026.xlsx", "Enti"))


@pytest.mark.parametrize(
    ("file", "build"), [("jesi-2026.xlsx", "build_jesi"), ("five-rows-2022.xlsx", "build_five_rows")]
)
def test_the_script_writes_the_committed_bytes(file: str, build: str) -> None:
    assert getattr(_script(), build)() == (FOLDER / file).read_bytes()


def test_the_desk_workbook_has_all_the_sheets_and_hides_the_lists() -> None:
    book = openpyxl.load_workbook(FOLDER / "jesi-2026.xlsx")
    assert book.sheetnames == [
        "LEGGIMI",
        "Enti",
        "Servizi",
        "Sedi e orari",
        "Bisogni",
        "Convenzioni",
        "Elenchi",
        "Foglio2",
        "OLD_2022",
    ]
    assert [sheet.title for sheet in book if sheet.sheet_state == "hidden"] == ["Elenchi"]


def test_there_are_at_least_eighty_offerings() -> None:
    assert len({(row["Ente erogatore"], row["Denominazione servizio"]) for row in SERVIZI}) >= 80


def test_the_readme_counts_rows_and_organisations_right() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"{len(SERVIZI)} service rows, {len(ENTI)} organisations" in readme


def test_at_least_thirty_providers_offer_something() -> None:
    assert len({row["Ente erogatore"] for row in SERVIZI}) >= 30


def test_at_least_twelve_comuni_hold_a_provider() -> None:
    assert len({row["Comune"].strip().casefold() for row in ENTI}) >= 12


def test_at_least_twelve_comuni_are_served_by_name() -> None:
    comuni = {row["Comune del territorio"] for row in _lists() if row["Territorio"] == "ATS 9"}
    served = " ; ".join(row["Territorio coperto"] for row in SERVIZI)
    assert sum(comune in served for comune in comuni) >= 12


def _lists() -> list[dict[str, str]]:
    rows = openpyxl.load_workbook(FOLDER / "jesi-2026.xlsx")["Elenchi"].iter_rows(values_only=True)
    headers = [str(text) for text in next(rows)]
    return [dict(zip(headers, (str(value or "") for value in row), strict=True)) for row in rows]


@pytest.mark.parametrize("sector", sorted(SECTORS))
def test_every_sector_is_there(sector: str) -> None:
    assert any(row["Natura giuridica"].casefold() in SECTORS[sector] for row in ENTI)


def test_every_legal_nature_belongs_to_a_sector() -> None:
    known = set().union(*SECTORS.values())
    assert {row["Natura giuridica"].casefold() for row in ENTI} <= known


def test_whoever_is_not_a_public_body_says_it_is_invented() -> None:
    silent = [
        row["Denominazione ente"]
        for row in ENTI
        if row["Natura giuridica"].casefold() not in SECTORS["public"]
        and "inventat" not in row["Denominazione ente"]
    ]
    assert set(silent) == REAL_NETWORKS


def test_public_bodies_carry_no_code_address_or_mail() -> None:
    for row in ENTI:
        if row["Natura giuridica"].casefold() in SECTORS["public"]:
            assert (row["C.F./P.IVA"], row["Indirizzo sede"], row["E-mail/PEC"]) == ("", "", "")


def test_an_invented_vat_number_is_well_formed_and_of_an_office_that_does_not_exist() -> None:
    written = [row["C.F./P.IVA"] for row in ENTI if row["C.F./P.IVA"]]
    whole = [code for code in written if code.isdigit()]
    assert len(whole) == len(written) - 1, "one is in scientific notation"
    assert all(code[-4:-1] == "777" for code in whole)
    assert all(_luhn(code.zfill(11)) for code in whole)


def _luhn(code: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in code[1::2])
    return (sum(int(digit) for digit in code[0::2]) + sum(doubled)) % 10 == 0


@pytest.mark.parametrize("file", ["jesi-2026.xlsx", "five-rows-2022.xlsx"])
def test_every_telephone_number_is_impossible(file: str) -> None:
    # a telephone is any run of at least eight digits, spaces and slashes aside, neither date nor VAT number
    for sheet, row, text in _cells(file):
        undated = re.sub(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}", "", text)
        for found in re.findall(r"(?<![0-9.,/A-Z])[0-9](?:[ /]?[0-9]){7,}", undated):
            assert _is_vat(found) or IMPOSSIBLE_PHONE.match(found), (sheet, row, text)


def _is_vat(digits: str) -> bool:
    return digits[-4:-1] == "777" and len(digits) in {10, 11}


def test_the_contact_columns_hold_only_offices_never_people() -> None:
    for row in [*ENTI, *SERVIZI]:
        assert not row["Referente"] or row["Referente"].startswith(OFFICES)


def test_the_one_tax_code_of_a_person_has_no_surname_and_no_name() -> None:
    pattern = re.compile(r"\b[A-Z]{6}[0-9]{2}[A-Z][0-9]{2}[A-Z][0-9]{3}[A-Z]\b")
    found = [code for _, _, text in _cells("jesi-2026.xlsx") for code in pattern.findall(text)]
    assert found == ["XXXXXX00A01E388C"]
    assert codicefiscale.is_valid(found[0])


def test_every_agreement_names_two_parties() -> None:
    agreements = list(_records("jesi-2026.xlsx", "Convenzioni"))
    assert len(agreements) >= 10
    assert all(len(row["Ente"].split(" / ")) == 2 for row in agreements)


def test_the_hub_offers_its_seven_services() -> None:
    offered = {row["Denominazione servizio"] for row in SERVIZI if row["Ente erogatore"].startswith("Hub")}
    assert offered >= {
        "Sportello welfare (welfare point)",
        "Orientamento ai servizi domiciliari",
        "Benessere psicologico in età anziana",
        "Ascolto telefonico",
        "Telemedicina (telemonitoraggio parametri)",
        "Care manager (in presenza)",
        "Care manager a distanza",
    }


@pytest.mark.parametrize(
    ("column", "mess"),
    [
        ("Territorio coperto", "ATS 9 tranne Cingoli"),
        ("Territorio coperto", "Jesi e limitrofi"),
        ("Territorio coperto", "Vallesina"),
        ("Territorio coperto", "tutta la prov."),
        ("Territorio coperto", "AN-MC"),
        ("Età", "65+"),
        ("ISEE max", "9.360 (sociosan.)"),
        ("ISEE max", "reddito basso"),
        ("ISEE max", "€ 12.000,00"),
        ("Tempi/ lista d'attesa", "30/60 gg"),
        ("Verificato il", "46300"),
        ("Verificato il", "set-26"),
        ("Stato", "SOSPESO"),
        ("Posti", "#N/A"),
    ],
)
def test_the_mess_of_real_desks_is_there(column: str, mess: str) -> None:
    assert mess in {row[column] for row in SERVIZI}


def test_the_small_file_holds_one_sheet_and_five_rows() -> None:
    book = openpyxl.load_workbook(FOLDER / "five-rows-2022.xlsx")
    assert book.sheetnames == ["Servizi"]
    assert [row["Ente erogatore"] for row in _records("five-rows-2022.xlsx", "Servizi")] == [
        "Comune / Coop. Cooss",
        "Patronato INAPA",
        "Patronato INAPA",
        "ASUR AV2 (ora AST Ancona)",
        "ANAP",
    ]
