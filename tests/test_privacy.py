"""Something about a person in a cell is found, kept back, and printed nowhere."""

from pathlib import Path

import pytest
from codicefiscale import codicefiscale
from desks import DAY, built, fresh_store, services, services_file, sheet

from welfarenet.graph.mapped import Service
from welfarenet.loaders.load import load
from welfarenet.loaders.privacy import is_office, personal_data

CODE = codicefiscale.encode("Prova", "Inventata", "F", "01/01/1900", "Roma")
"""Of nobody: an invented name, and a birth long ago."""


@pytest.mark.parametrize(
    "text", [f"CF {CODE}", f"richiamare {CODE.lower()} lunedì", f"{CODE[:6]} {CODE[6:11]} {CODE[11:]}"]
)
def test_a_codice_fiscale_is_known_by_its_check_character(text: str) -> None:
    assert personal_data(text, remark=False) == "person-code"
    wrong = "A" if CODE[-1] != "A" else "B"
    assert personal_data(CODE[:-1] + wrong, remark=False) == ""


@pytest.mark.parametrize(
    "text", ["caso sig.ra …", "seguita la sig.ra Rossi", "nata il 3/4/1940", "pratica del sig. Bianchi"]
)
def test_a_note_about_a_case_is_known(text: str) -> None:
    assert personal_data(text, remark=True) == "case-note"


@pytest.mark.parametrize(
    "text", ["lun-ven 9-12 (no agosto)", "caso per caso", "segnalazione del reparto", "P.IVA 00488410010"]
)
def test_ordinary_words_are_not_personal(text: str) -> None:
    assert personal_data(text, remark=False) == ""


def test_an_address_or_number_is_somebodys_own_only_in_a_remark() -> None:
    assert personal_data("scrivere a qualcuno@posta.example", remark=True) == "email-in-note"
    assert personal_data("cell. 333 0000000", remark=True) == "phone-in-note"
    assert personal_data("info@ente.example", remark=False) == ""


def test_a_contact_that_is_an_office_is_not_a_person() -> None:
    assert is_office("ufficio servizi sociali")
    assert not is_office("Tizia Inventata")


def test_a_private_cell_is_neither_published_nor_printed_nor_written_back(tmp_path: Path) -> None:
    secret = f"caso seguito, CF {CODE}"
    path = services_file(
        tmp_path / "desk.csv",
        {"Denominazione servizio": "SAD", "Territorio coperto": "Jesi", "Descrizione": secret},
        {"Denominazione servizio": "SAD", "Territorio coperto": "non si sa dove", "Descrizione": secret},
    )
    with fresh_store(tmp_path) as store:
        report = load(store, [path], quarantine=tmp_path / "back", today=DAY)
        with store.reader() as reader:
            published = b"".join(reader.export()).decode()
            cells = reader.cells([service.iri for service in reader.scan(Service)])
    (back,) = (tmp_path / "back").glob("*.csv")
    everything = [str(report.as_dict()), published, str(cells), back.read_text(encoding="utf-8-sig")]
    assert not any(CODE in text for text in everything)
    assert "[dato personale rimosso]" in everything[3]
    rules = [issue.rule for issue in report.files[0].issues]
    assert rules.count("person-code") == 2


def test_a_value_filled_down_or_a_line_of_structure_is_not_printed_either() -> None:
    private = f"caso seguito, CF {CODE}"
    headers = ["Ente erogatore", "Denominazione servizio", "Territorio coperto", "Descrizione"]
    result = built(
        sheet(
            "Servizi",
            [f"Compilato da {CODE}"],
            headers,
            ["INPS", "SAD", "Jesi", private],
            ["INPS", "SAD", "Monsano", "idem"],
        )
    )
    assert CODE not in str([file.as_dict() for file in result.files])


def test_where_a_refuge_stands_is_not_published() -> None:
    where = "Via dell'Esempio 99"
    result = built(
        services({"Denominazione servizio": "Casa rifugio"}),
        sheet(
            "Sedi e orari",
            ["Servizio", "Sede", "Indirizzo", "Comune"],
            ["Casa rifugio", "Villa Facsimile", where, "Monsano"],
        ),
    )
    (offering,) = result.data.offerings
    assert (offering.confidential, offering.place, offering.contacts) == (True, None, ())
    assert where not in str(result.data.cells)
