"""Rows kept back go out as a file, are corrected, and come back; alone they never replace the rest."""

import csv
from pathlib import Path

import openpyxl
import pytest
from desks import DAY, fresh_store, services_file

from welfarenet.graph.mapped import Offering
from welfarenet.graph.store import Store
from welfarenet.loaders.load import load
from welfarenet.ontology.errors import PublishRefusedError

CASTRO = {"Territorio coperto": "Castro", "Descrizione": "-5 gradi"}


def kept_back(folder: Path) -> Path:
    (path,) = folder.glob("*.quarantena.csv")
    return path


def correct(path: Path, before: str, after: str) -> Path:
    path.write_text(path.read_text("utf-8-sig").replace(before, after), encoding="utf-8-sig")
    return path


def covered(store: Store) -> list[tuple[str, ...]]:
    with store.reader() as reader:
        return sorted(offering.coverage for offering in reader.scan(Offering))


def test_a_quarantine_file_says_whence_why_and_what_to_do(tmp_path: Path) -> None:
    path = services_file(tmp_path / "desk.csv", {}, CASTRO)
    with fresh_store(tmp_path) as store:
        load(store, [path], quarantine=tmp_path / "back", today=DAY)
    with kept_back(tmp_path / "back").open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream, delimiter=";")
    assert (row["_file"], row["_foglio"], row["_riga"]) == ("desk.csv", "desk", "3")
    assert "ambiguous-territory" in row["_motivo"]
    assert "provincia" in row["_suggerimento"]
    assert row["Descrizione"] == "'-5 gradi", "a spreadsheet must not run it as a formula"


def test_a_corrected_row_joins_the_file_it_came_from_and_stands_for_the_row_kept_back(tmp_path: Path) -> None:
    path = services_file(tmp_path / "desk.csv", {}, CASTRO)
    with fresh_store(tmp_path) as store:
        load(store, [path], quarantine=tmp_path / "back", today=DAY)
        back = correct(kept_back(tmp_path / "back"), ";Castro;", ";Castro (LE);")
        report = load(store, [path, back], today=DAY)
        again = load(store, [path, back], today=DAY)
        with store.reader() as reader:
            assert [len(exercise.files) for exercise in reader.exercises()] == [2]
        assert covered(store) == [("E388",), ("M261",)]
    assert [file.exercise for file in report.files] == ["desk", "desk"]
    original, corrected = (file.sheets[0] for file in report.files)
    assert (original.accepted, original.repaired, original.quarantined) == (1, 1, 0)
    assert (corrected.rows_in, corrected.accepted) == (1, 1)
    (issue,) = report.files[0].issues
    assert (issue.row, issue.rule, issue.value, issue.after) == (
        3, "corrected", "ambiguous-territory", f"{back.name}, 2",
    )  # fmt: skip
    assert not report.has_problems
    assert (again.triples_added, again.triples_removed) == (0, 0)


def test_corrected_rows_alone_are_refused_once_their_exercise_is_published(tmp_path: Path) -> None:
    path = services_file(tmp_path / "desk.csv", {}, CASTRO)
    with fresh_store(tmp_path) as store:
        first = load(store, [path], quarantine=tmp_path / "back", today=DAY)
        back = correct(kept_back(tmp_path / "back"), ";Castro;", ";Castro (LE);")
        report = load(store, [back], today=DAY)
        assert covered(store) == [("E388",)]
    assert (report.revision, report.published) == (first.revision, False)
    assert "corrected rows only" in (report.files[0].refused or "")
    assert "load it together with desk.csv" in (report.files[0].refused or "")


def test_corrected_rows_under_another_name_are_known_all_the_same(tmp_path: Path) -> None:
    path = services_file(tmp_path / "desk.csv", {}, CASTRO)
    with fresh_store(tmp_path) as store:
        load(store, [path], quarantine=tmp_path / "back", today=DAY)
        back = correct(kept_back(tmp_path / "back"), ";Castro;", ";Castro (LE);")
        renamed = back.rename(tmp_path / "sistemato da me.csv")
        assert load(store, [renamed], today=DAY).files[0].refused
        other = services_file(tmp_path / "altro.csv", {})
        report = load(store, [renamed, other], today=DAY)
        assert [file.refused is None for file in report.files] == [True, False]
        assert load(store, [renamed, path], today=DAY).published
        assert covered(store) == [("E388",), ("E388",), ("M261",)]


def test_corrected_rows_alone_may_be_loaded_where_nothing_of_theirs_is_published(tmp_path: Path) -> None:
    path = services_file(tmp_path / "desk.csv", CASTRO)
    with fresh_store(tmp_path) as store:
        load(store, [path], dry_run=True, quarantine=tmp_path / "back", today=DAY)
        back = correct(kept_back(tmp_path / "back"), ";Castro;", ";Castro (LE);")
        assert load(store, [back], today=DAY).published
        assert covered(store) == [("M261",)]


def test_a_row_that_has_become_another_since_stays_kept_back(tmp_path: Path) -> None:
    path = services_file(tmp_path / "desk.csv", {}, CASTRO)
    with fresh_store(tmp_path) as store:
        load(store, [path], quarantine=tmp_path / "back", today=DAY)
        back = correct(kept_back(tmp_path / "back"), ";Castro;", ";Castro (LE);")
        other = {
            "Ente erogatore": "INPS",
            "Denominazione servizio": "Bonus nido",
            "Territorio coperto": "Livo",
        }
        services_file(path, {}, {**other, "Descrizione": "altro"})
        report = load(store, [path, back], today=DAY)
    assert report.files[0].sheets[0].quarantined == 1


def test_a_row_wrong_again_comes_back_once_as_corrected_and_where_it_stood(tmp_path: Path) -> None:
    path = services_file(tmp_path / "desk.csv", {}, CASTRO)
    with fresh_store(tmp_path) as store:
        load(store, [path], quarantine=tmp_path, today=DAY)
        back = correct(kept_back(tmp_path), ";Castro;", ";Atlantide;")
        load(store, [path, back], quarantine=tmp_path / "again", today=DAY)
    with kept_back(tmp_path / "again").open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream, delimiter=";")
    assert (row["_file"], row["_foglio"], row["_riga"]) == ("desk.csv", "desk", "3")
    assert (row["Territorio coperto"], row["_motivo"]) == ("Atlantide", "unknown-territory")


def test_a_row_of_any_sheet_of_a_workbook_comes_back_to_its_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Servizi"
    book["Servizi"].append(["Ente erogatore", "Denominazione servizio", "Territorio coperto"])
    book["Servizi"].append(["Comune di Jesi", "Emporio solidale", "Jesi"])
    needs = book.create_sheet("Bisogni")
    needs.append(["Servizio", "Solitudine"])
    needs.append(["Emporio", "x"])
    needs.append(["Emporio solidalle", "x"])
    book.save(tmp_path / "desk.xlsx")
    with fresh_store(tmp_path) as store:
        first = load(store, [tmp_path / "desk.xlsx"], quarantine=tmp_path, today=DAY)
        assert "service-not-found" in {issue.rule for issue in first.files[0].issues}
        back = correct(tmp_path / "desk.bisogni.quarantena.csv", "Emporio solidalle", "Emporio solidale")
        report = load(store, [tmp_path / "desk.xlsx", back], today=DAY)
    corrected = next(file for file in report.files if file.file == back.name)
    assert [(s.rows_in, s.quarantined) for s in corrected.sheets] == [(2, 1)]


def test_a_private_cell_that_was_taken_out_comes_back_as_nothing(tmp_path: Path) -> None:
    row = {**CASTRO, "Referente": "Ugo Inventato"}
    path = services_file(tmp_path / "desk.csv", {}, row)
    with fresh_store(tmp_path) as store:
        load(store, [path], quarantine=tmp_path, today=DAY)
        back = correct(kept_back(tmp_path), ";Castro;", ";Castro (LE);")
        assert "Ugo" not in back.read_text("utf-8")
        report = load(store, [path, back], today=DAY)
        with store.reader() as reader:
            assert [o.contacts for o in reader.scan(Offering)] == [(), ()]
    assert {issue.rule for issue in report.files[1].issues} == set()


def test_a_file_left_out_while_the_others_are_unchanged_stops_the_load(tmp_path: Path) -> None:
    path = services_file(tmp_path / "desk.csv", {}, CASTRO)
    with fresh_store(tmp_path) as store:
        load(store, [path], quarantine=tmp_path, today=DAY)
        back = correct(kept_back(tmp_path), ";Castro;", ";Castro (LE);")
        load(store, [path, back], today=DAY)
        with pytest.raises(PublishRefusedError, match=f"with {back.name} too"):
            load(store, [path], today=DAY)
        services_file(path, {}, {"Territorio coperto": "Castro (LE)"})
        assert load(store, [path], today=DAY).published, "the original was corrected itself"
