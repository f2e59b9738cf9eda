"""Mappings: checked before any row is read; headers found where they stand; lines told from structure."""

from pathlib import Path

import pytest
from desks import PLAIN, built, desk_mapping, rules, services, sheet

from welfarenet.loaders.layout import Grid
from welfarenet.loaders.mapping import choose_mapping, grid_of, list_shipped_mappings, read_mapping, spec_of
from welfarenet.loaders.sheet import Merge, Sheet
from welfarenet.ontology.errors import FileRefusedError, MappingError

HEADERS = list(PLAIN)


def laid_out(read: Sheet) -> Grid:
    spec = spec_of(read, desk_mapping())
    assert spec is not None
    grid = grid_of(read, spec)
    assert grid is not None
    return grid


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "m.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_shipped_mapping_is_valid() -> None:
    assert [mapping.name for mapping in list_shipped_mappings()] == [
        "areas",
        "consultori",
        "desk-workbook",
        "istat-comuni",
        "sanimapp",
    ]


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("name: x\nsheets: []\nexercize: {}", "exercize", "exercise"),
        (
            "name: x\nsheets: [{match: a, reads: services, columns: {titel: [servizio]}}]",
            "sheets.0.columns.titel",
            "title",
        ),
        ("name: x\nsheets: [{match: a, reads: service}]", "sheets.0.reads", "services"),
        ("name: x", "sheets", "required"),
        ("name: [", "the whole file", "YAML"),
        ("- a", "the whole file", "set of keys"),
        ("name: x\nsheets: []\nexercise: {slug: Brutto Slug}", "exercise.slug", "pattern"),
    ],
)
def test_a_wrong_key_is_named_with_its_path_and_what_it_should_be(
    tmp_path: Path, text: str, where: str, said: str
) -> None:
    with pytest.raises(MappingError) as caught:
        read_mapping(written(tmp_path, text))
    assert (caught.value.where, said in str(caught.value)) == (where, True)


def test_a_missing_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError):
        read_mapping(tmp_path / "nessuna.yaml")


def test_the_mapping_is_chosen_by_the_headers() -> None:
    known = list_shipped_mappings()
    consultori = sheet(
        "x", ["comune", "asl", "denominazione", "indirizzo", "telefono", "sito", "url"], ["a"] * 7
    )
    assert choose_mapping("x.csv", [consultori], known).name == "consultori"
    assert choose_mapping("x.csv", [services({})], known).name == "desk-workbook"


def test_a_file_with_unknown_headers_or_no_rows_is_refused() -> None:
    for read, reason in ((sheet("S", ["a", "b"], ["1", "2"]), "recognises"), (sheet("S"), "no rows")):
        with pytest.raises(FileRefusedError, match=reason):
            choose_mapping("x.xlsx", [read], list_shipped_mappings())


def test_the_header_is_found_below_titles_and_group_names_and_above_instructions() -> None:
    read = sheet(
        "Servizi",
        ["MAPPATURA DEI SERVIZI"],
        ["Compilato da: sportello – agg. al 30/09/22"],
        ["ANAGRAFICA ENTE", "SERVIZIO"],
        ["Ente\nerogatore", "Denominazione\nservizio", "Territorio\ncoperto", "Colore"],
        ["come nel foglio Enti", "un servizio per riga", "es. ATS 9"],
        ["Comune di Jesi", "SAD", "Jesi", "blu"],
    )
    grid = laid_out(read)
    assert (grid.header_row, [line.row for line in grid.lines]) == (4, [6])
    assert [grid.headers[letter] for letter in grid.unread] == ["Colore"]
    assert [one.kind for one in grid.structure] == ["title", "title", "title", "header", "instructions"]


def test_totals_bars_and_a_header_seen_again_are_structure_and_not_services() -> None:
    read = sheet(
        "Servizi",
        HEADERS,
        ["— AREA ANZIANI —"],
        list(PLAIN.values()),
        HEADERS,
        list(PLAIN.values()),
        ["TOTALE", "2"],
    )
    grid = laid_out(read)
    assert [line.row for line in grid.lines] == [3, 5]
    assert [(one.row, one.kind) for one in grid.structure] == [
        (1, "header"),
        (2, "section"),
        (4, "header"),
        (6, "total"),
    ]


def test_a_provider_whose_name_begins_like_a_total_is_still_a_provider() -> None:
    read = sheet(
        "Servizi", [*HEADERS, "Orari", "Note"], ["Totale Benessere srl", "SAD", "Jesi", "9-12", "ok"]
    )
    assert len(laid_out(read).lines) == 1


@pytest.mark.parametrize("mark", ["idem", "Idem", "″", '"', "c.s.", "id."])
def test_a_ditto_mark_takes_the_value_above(mark: str) -> None:
    result = built(services({}, {"Ente erogatore": mark, "Denominazione servizio": "Pasti a domicilio"}))
    assert [provider.name for provider in result.data.providers] == ["Comune di Jesi"]
    assert "filled-down" in rules(result)


def test_a_blank_cell_is_filled_only_under_a_merged_one() -> None:
    rows = [HEADERS, list(PLAIN.values()), ["", "Pasti a domicilio", "Jesi"]]
    merged = built(sheet("Servizi", *rows, merges=[Merge(2, 3, "A", "A")]))
    plain = built(sheet("Servizi", *rows))
    assert (merged.files[0].sheets[0].repaired, plain.files[0].sheets[0].quarantined) == (1, 1)
    assert "provider-missing" in rules(plain)


def test_a_ditto_mark_with_nothing_above_is_reported() -> None:
    result = built(services({"Ente erogatore": "idem"}))
    assert {"nothing-above", "provider-missing"} <= set(rules(result))


def test_the_second_of_two_tables_side_by_side_is_reported_unread() -> None:
    read = sheet("Servizi", [*HEADERS, "", *HEADERS], [*PLAIN.values(), "", "INPS", "NASpI", "Jesi"])
    result = built(read)
    assert rules(result).count("second-table") == 3
    assert result.files[0].sheets[0].unread_columns == tuple(HEADERS)


def test_sheets_that_are_no_data_are_named_with_the_reason() -> None:
    old = sheet("OLD_2022", ["Ente", "Servizio", "Territorio"], ["Com. Jesi", "SAD", "ATS 9"])
    result = built(services({}), old, sheet("Foglio2", ["da richiamare"]))
    assert [bool(report.ignored) for report in result.files[0].sheets] == [False, True, True]


def test_an_area_listed_in_the_file_wins_over_the_mappings() -> None:
    lists = sheet("Elenchi", ["Territorio", "Comune del territorio"], ["ATS 9", "Jesi"], ["ATS 9", "Monsano"])
    result = built(services({"Territorio coperto": "ATS 9"}), lists)
    assert (
        result.data.offerings[0].coverage == ("E388", "F318") or len(result.data.offerings[0].coverage) == 2
    )
