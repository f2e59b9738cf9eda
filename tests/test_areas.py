"""Ambiti and districts that a desk brings, and the services that cover them.

ats-9  "ATS 9" ─┬─ Jesi ──── D7 "Distretto di Jesi"
                ├─ Monsano
                └─ Cingoli
"""

from pathlib import Path

import openpyxl
import pytest
from desks import DATA as SHARED
from desks import DAY, fresh_store, services_file

from welfarenet.api.desk import Desk
from welfarenet.graph.exercises import MappingExercise, SourceRow
from welfarenet.graph.index import Index
from welfarenet.graph.indexing import build_index
from welfarenet.graph.mapped import Offering
from welfarenet.graph.places import Territory, TerritoryKind
from welfarenet.graph.reference import load_reference
from welfarenet.graph.store import Store
from welfarenet.loaders.issues import LoadReport
from welfarenet.loaders.load import load
from welfarenet.ontology.errors import PublishRefusedError
from welfarenet.ontology.terms import DATA, TERRITORY

AREAS = """codice;nome;tipo;comune;provincia
ats-9;ATS 9;ambito;Jesi;AN
ats-9;ATS 9;ambito;Monsano;AN
ats-9;ATS 9;ambito;Cingoli;
D7;Distretto di Jesi;distretto;JESI;
"""
BROKEN = """ats-9;ATS 9;ambito;Castro;
ats-9;ATS 9;ambito;Atlantide;
x;X;bocciofila;Jesi;
;;ambito;Jesi;
E388;Ambito;ambito;Jesi;
ats-9;ATS 9;ambito;provincia di Ancona;
"""


def areas_file(folder: Path, text: str = AREAS, name: str = "ambiti.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8-sig")
    return path


def published(store: Store) -> dict[str, Territory]:
    with store.reader() as reader:
        return {territory.id: territory for territory in reader.scan(Territory)}


def coverage(store: Store) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    with store.reader() as reader:
        return sorted((offering.coverage, offering.excluded) for offering in reader.scan(Offering))


def index_of(store: Store) -> Index:
    with store.reader() as reader:
        return build_index(reader, load_reference())


def told(report: LoadReport) -> list[tuple[int | None, str, str]]:
    return [(i.row, i.column, i.rule) for file in report.files for i in file.issues]


def test_areas_are_an_exercise_of_their_own_named_after_the_file(tmp_path: Path) -> None:
    with fresh_store(tmp_path) as store:
        report = load(store, [areas_file(tmp_path)], today=DAY)
        again = load(store, [areas_file(tmp_path)], today=DAY)
        with store.reader() as reader:
            (exercise,) = reader.scan(MappingExercise)
            rows = list(reader.scan(SourceRow))
            cells = {(c.property, c.column, c.text) for c in reader.cells([TERRITORY + "ats-9"])}
            parents = {(c.column, c.text) for c in reader.cells([TERRITORY + "E388"])}
        found = published(store)
    assert (exercise.iri, exercise.title, len(exercise.files)) == (DATA + "ambiti", "ambiti", 1)
    assert {t.id: (t.kind, t.name) for t in found.values() if t.kind is not TerritoryKind.COMUNE} == {
        "ats-9": (TerritoryKind.AMBITO, "ATS 9"),
        "D7": (TerritoryKind.HEALTH_DISTRICT, "Distretto di Jesi"),
    }
    assert set(found["E388"].parents) == {"prov-AN", "D7", "ats-9"}
    assert len(rows) == 4
    assert ("name", "B", "ATS 9") in cells
    assert parents == {("A", "ats-9"), ("A", "D7")}
    assert (again.triples_added, again.triples_removed, again.revision) == (0, 0, report.revision)


def test_rows_that_cannot_be_used_are_kept_back_and_the_rest_of_the_area_stands(tmp_path: Path) -> None:
    with fresh_store(tmp_path) as store:
        report = load(store, [areas_file(tmp_path, AREAS + BROKEN)], today=DAY)
        found = published(store)
    (sheet,) = report.files[0].sheets
    assert (sheet.rows_in, sheet.accepted, sheet.repaired, sheet.quarantined) == (10, 4, 0, 6)
    assert told(report) == [
        (6, "D", "ambiguous-territory"),
        (7, "D", "unknown-territory"),
        (8, "C", "area-kind-unknown"),
        (9, "", "area-incomplete"),
        (10, "A", "area-code-taken"),
        (11, "D", "not-a-comune"),
    ]
    assert all(i.as_dict()["suggestion"] != i.as_dict()["suggestion_en"] for i in report.files[0].issues)
    assert set(found) == {"ats-9", "D7", "E388", "F381", "C704"}
    assert report.has_problems


def test_rows_in_another_order_give_the_same_areas(tmp_path: Path) -> None:
    header, *rows = AREAS.splitlines()
    rows += ["ats-9;ATS nove;ambito;Staffolo;", "ats-9;ATS 9;ambito;Jesi;AN"]
    with fresh_store(tmp_path) as store:
        report = load(store, [areas_file(tmp_path, "\n".join([header, *rows]))], today=DAY)
        once = published(store)
        load(store, [areas_file(tmp_path, "\n".join([header, *reversed(rows)]))], today=DAY)
        again = published(store)
    assert once["ats-9"].name == again["ats-9"].name == "ATS 9"
    assert {t.id: t.parents for t in once.values()} == {t.id: t.parents for t in again.values()}
    assert {"area-differs", "duplicate-row"} == {rule for _, _, rule in told(report)}


def test_areas_may_stand_in_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in AREAS.splitlines():
        book.worksheets[0].append(line.split(";"))
    book.save(tmp_path / "ambiti.xlsx")
    with fresh_store(tmp_path) as store:
        load(store, [tmp_path / "ambiti.xlsx"], today=DAY)
        assert "ats-9" in published(store)


# Coverage cells


@pytest.mark.parametrize(
    ("text", "covered", "excluded"),
    [
        ("ATS 9", ("ats-9",), ()),
        ("ATS 9 tranne Cingoli", ("ats-9",), ("C704",)),
        ("Ambito Territoriale Sociale n. IX", ("ats-9",), ()),
        ("tutti i comuni dell'ambito", ("ats-9",), ()),
        ("Distretto di Jesi", ("D7",), ()),
        ("Distretto sanitario Jesi, Staffolo", ("D7", "I932"), ()),
        ("intero distretto", ("D7",), ()),
        ("ats-9", ("ats-9",), ()),
    ],
)
def test_a_loaded_area_is_covered_by_its_name_and_stays_itself(
    tmp_path: Path, text: str, covered: tuple[str, ...], excluded: tuple[str, ...]
) -> None:
    with fresh_store(tmp_path) as store:
        load(store, [areas_file(tmp_path)], today=DAY)
        load(store, [services_file(tmp_path / "desk.csv", {"Territorio coperto": text})], today=DAY)
        assert coverage(store) == [(tuple(sorted(covered)), excluded)]


def test_without_areas_the_mappings_own_lists_of_comuni_hold(tmp_path: Path) -> None:
    with fresh_store(tmp_path) as store:
        load(store, [services_file(tmp_path / "desk.csv", {"Territorio coperto": "ATS 9"})], today=DAY)
        ((covered, _),) = coverage(store)
    assert len(covered) == 21
    assert "E388" in covered


def test_areas_and_services_may_be_loaded_at_once_in_any_order(tmp_path: Path) -> None:
    paths = [
        services_file(tmp_path / "a.csv", {"Territorio coperto": "ATS 9"}),
        areas_file(tmp_path, name="z.csv"),
    ]
    with fresh_store(tmp_path) as store:
        load(store, paths, today=DAY)
        again = load(store, paths[::-1], today=DAY)
        assert coverage(store) == [(("ats-9",), ())]
    assert (again.triples_added, again.triples_removed) == (0, 0)


def test_areas_are_known_by_their_headers_beside_a_mapping_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "name: own\nsheets:\n  - match: desk\n    reads: services\n    columns: "
        "{provider: Chi, title: Cosa, coverage: {headers: Dove, required: true}}\n",
        encoding="utf-8",
    )
    (tmp_path / "desk.csv").write_text("Chi;Cosa;Dove\nComune di Jesi;SAD;ATS 9\n", encoding="utf-8")
    with fresh_store(tmp_path) as store:
        load(store, [areas_file(tmp_path), tmp_path / "desk.csv"], mapping=own, today=DAY)
        assert coverage(store) == [(("ats-9",), ())]


@pytest.mark.parametrize(
    ("listed", "covered", "noted"),
    [
        (["Jesi", "Monsano", "Cingoli"], ("ats-9",), False),
        (["Jesi", "Monsano"], ("E388", "F381"), True),
    ],
)
def test_an_area_that_the_file_lists_is_the_loaded_one_only_with_the_same_comuni(
    tmp_path: Path, listed: list[str], covered: tuple[str, ...], noted: bool
) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Servizi"
    book["Servizi"].append(["Ente erogatore", "Denominazione servizio", "Territorio coperto"])
    book["Servizi"].append(["Comune di Jesi", "SAD", "ATS 9"])
    lists = book.create_sheet("Elenchi")
    lists.append(["Territorio", "Comune del territorio"])
    for comune in listed:
        lists.append(["ATS 9", comune])
    book.save(tmp_path / "desk.xlsx")
    with fresh_store(tmp_path) as store:
        load(store, [areas_file(tmp_path)], today=DAY)
        report = load(store, [tmp_path / "desk.xlsx"], today=DAY)
        assert coverage(store) == [(covered, ())]
    assert ("area-not-as-loaded" in {rule for _, _, rule in told(report)}) is noted


def test_two_districts_of_one_name_are_told_apart_by_their_code(tmp_path: Path) -> None:
    text = "codice,nome,tipo,comune\nN1,Distretto Nord,distretto,Jesi\nN2,Distretto Nord,distretto,Napoli\n"
    with fresh_store(tmp_path) as store:
        load(store, [areas_file(tmp_path, text)], today=DAY)
        path = services_file(tmp_path / "desk.csv", {"Territorio coperto": "Distretto Nord"})
        report = load(store, [path], today=DAY)
    (issue,) = report.files[0].issues
    assert (issue.rule, issue.after) == ("ambiguous-territory", "N1, N2")


# Answers


def test_who_answers_inside_a_loaded_ambito_and_says_through_what(tmp_path: Path) -> None:
    with fresh_store(tmp_path) as store:
        load(store, [areas_file(tmp_path)], today=DAY)
        path = services_file(tmp_path / "desk.csv", {"Territorio coperto": "ATS 9 tranne Cingoli"})
        load(store, [path], today=DAY)
    desk = Desk.open(f"oxigraph:{tmp_path / 'store'}")
    try:
        inside = desk.who("home.care", "Monsano", on="2026-11-23")
        cut_out = desk.who("home.care", "Cingoli", on="2026-11-23")
        outside = desk.who("home.care", "Ancona", on="2026-11-23")
    finally:
        desk.close()
    assert [offering.via for offering in inside.offerings] == ["ats-9"]
    assert (cut_out.offerings, outside.offerings) == ((), ())
    assert outside.empty_because is not None
    assert outside.empty_because.class_ == "not-here"


def test_the_official_list_and_areas_say_the_same_in_either_order(tmp_path: Path) -> None:
    official = SHARED / "it-territori-istat" / "2026-08-14_situas_comuni.csv"
    if not official.exists():
        pytest.skip("the shared ISTAT files are not beside the project")
    areas = areas_file(tmp_path, AREAS + "I9;Ambito di Ponente;ambito;Vallecrosia;IM\n")
    found = []
    for turn, paths in enumerate(([areas, official], [official, areas])):
        (tmp_path / str(turn)).mkdir()
        with fresh_store(tmp_path / str(turn)) as store:
            for path in paths:
                load(store, [path], today=DAY)
            found.append(index_of(store).territories)
    assert found[0] == found[1]
    assert {"I9", "prov-IM"} == set(found[0]["L599"].parents)
    assert found[0]["L599"].name == "Vallecrosia al mare"


# What stops a publish


def test_an_area_that_services_cover_cannot_go_unnoticed(tmp_path: Path) -> None:
    with fresh_store(tmp_path) as store:
        load(store, [areas_file(tmp_path)], today=DAY)
        load(store, [services_file(tmp_path / "desk.csv", {"Territorio coperto": "ATS 9"})], today=DAY)
        fewer = "\n".join(line for line in AREAS.splitlines() if not line.startswith("ats-9"))
        with pytest.raises(
            PublishRefusedError, match="ats-9 would no longer exist, and 1 offerings cover it"
        ):
            load(store, [areas_file(tmp_path, fewer)], today=DAY)
        assert load(store, [areas_file(tmp_path, fewer)], today=DAY, accept_change=True).published


def test_areas_do_not_take_the_place_of_a_mapping_with_the_same_name(tmp_path: Path) -> None:
    with fresh_store(tmp_path) as store:
        load(store, [services_file(tmp_path / "ambiti.csv", {})], today=DAY)
        with pytest.raises(PublishRefusedError, match="rename one"):
            load(store, [areas_file(tmp_path)], today=DAY)


def test_two_files_of_one_name_that_are_read_otherwise_are_not_mixed(tmp_path: Path) -> None:
    paths = [areas_file(tmp_path), services_file(tmp_path / "ambiti.tsv", {})]
    with fresh_store(tmp_path) as store:
        report = load(store, paths, today=DAY)
    assert [file.refused is None for file in report.files] == [True, False]
