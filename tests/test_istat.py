"""The official list of comuni, as ISTAT publishes it: what it changes, and what becomes of every row."""

from pathlib import Path

import pytest
from desks import DATA as SHARED
from desks import DAY, fresh_store, lexicon

from welfarenet.graph.exercises import SourceRow
from welfarenet.graph.indexing import build_index
from welfarenet.graph.places import Territory, TerritoryKind
from welfarenet.graph.reference import load_reference
from welfarenet.graph.store import Store
from welfarenet.loaders.load import load
from welfarenet.ontology.terms import DATA, TERRITORY

OFFICIAL = SHARED / "it-territori-istat" / "2026-08-14_situas_comuni.csv"
OLDER = OFFICIAL.with_name("Elenco-comuni-italiani.csv")
needs_shared = pytest.mark.skipif(
    not OFFICIAL.exists(), reason="the shared ISTAT files are not beside the project"
)

SARDINIA = {"112", "113", "114", "115", "116", "117", "118", "119"}
SITUAS = (
    "Codice Regione;Codice Comune (alfanumerico);Comune (dizione italiana);Comune (dizione straniera);"
    "Provincia/Uts;Sigla automobilistica;Codice catasto\n"
)
ELENCO = (
    "Codice Regione,Codice Comune formato alfanumerico,Denominazione in italiano,Denominazione altra lingua,"
    '"Denominazione dell\'Unità territoriale sovracomunale \n(valida a fini statistici)",'
    "Sigla automobilistica,Codice Catastale del comune\n"
)


def written(folder: Path, text: str, encoding: str = "utf-8-sig") -> Path:
    path = folder / "elenco.csv"
    path.write_text(text, encoding=encoding)
    return path


def published(store: Store) -> dict[str, Territory]:
    with store.reader() as reader:
        return {territory.id: territory for territory in reader.scan(Territory)}


@needs_shared
def test_the_official_list_of_2026_brings_the_sardinian_codes_and_one_name(tmp_path: Path) -> None:
    with fresh_store(tmp_path) as store:
        report = load(store, [OFFICIAL], today=DAY)
        again = load(store, [OFFICIAL], today=DAY)
        changed = published(store)
    (sheet,) = report.files[0].sheets
    assert (sheet.rows_in, sheet.accepted, sheet.quarantined, report.has_problems) == (7894, 7894, 0, False)
    assert sum(t.istat[:3] in SARDINIA for t in changed.values()) == 377
    assert changed["L599"].name == "Vallecrosia al mare"
    assert changed["L599"].other_names == ("Vallecrosia",)
    assert changed["L599"].population == load_reference().territories["L599"].population
    assert changed["M439"].istat == "024129"
    assert (again.triples_added, again.triples_removed, again.revision) == (0, 0, report.revision)


@needs_shared
def test_what_the_list_changed_answers_and_is_traced_to_its_cell(tmp_path: Path) -> None:
    with fresh_store(tmp_path) as store:
        load(store, [OFFICIAL], today=DAY)
        with store.reader() as reader:
            index = build_index(reader, load_reference())
            (exercise,) = reader.exercises()
            rows = {row.iri: row for row in reader.scan(SourceRow)}
            cells = {cell.property: cell for cell in reader.cells([f"{TERRITORY}L599"])}
    assert index.territories["L599"].name == "Vallecrosia al mare"
    assert index.territories["E388"] == load_reference().territories["E388"]
    assert (exercise.iri, exercise.mapping) == (DATA + "istat-comuni", "istat-comuni")
    assert cells["name"].text == "Vallecrosia al mare"
    assert rows[cells["name"].row].file == OFFICIAL.name
    assert len(rows) < 500, "rows that change nothing are not kept"


@needs_shared
def test_an_older_official_list_is_refused_and_the_other_files_are_loaded(tmp_path: Path) -> None:
    with fresh_store(tmp_path) as store:
        other = written(tmp_path, SITUAS + "11;042021;Jesi;;Ancona;AN;E388\n")
        report = load(store, [OLDER], today=DAY)
        assert load(store, [other], today=DAY).published
    assert "older than what is known: 12 of its comuni" in (report.files[0].refused or "")
    assert not report.published


@pytest.mark.parametrize(("header", "separator"), [(SITUAS, ";"), (ELENCO, ",")])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
def test_both_official_forms_are_read(tmp_path: Path, header: str, separator: str, encoding: str) -> None:
    rows = (
        ["11", "042021", "Jèsi Nuova", "", "Ancona", "AN", "E388"],
        ["11", "042999", "Nuovo", "", "Fano", "FN", "M999"],
    )
    path = written(tmp_path, header + "\n".join(map(separator.join, rows)), encoding)
    with fresh_store(tmp_path) as store:
        load(store, [path], today=DAY)
        found = published(store)
    jesi, new, province = found["E388"], found["M999"], found["prov-FN"]
    shipped = load_reference().territories["E388"]
    assert (jesi.name, jesi.other_names, jesi.valid_from) == ("Jèsi Nuova", ("Jesi",), shipped.valid_from)
    assert (new.id, new.parents, new.kind) == ("M999", ("prov-FN",), TerritoryKind.COMUNE)
    assert (province.id, province.name, province.parents) == ("prov-FN", "Fano", ("reg-11",))


def test_a_broken_row_is_kept_back_and_the_rest_is_read(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        SITUAS
        + "11;42O21;Jesi;;Ancona;AN;E388\n11;42029;Nuova;;Ancona;AN;F381\n"
        + "11;042030;;;Ancona;AN;F453\n;042031;Y;;Ancona;AN;F454\n",
    )
    with fresh_store(tmp_path) as store:
        report = load(store, [path], quarantine=tmp_path / "back", today=DAY)
        found = published(store)
    (sheet,) = report.files[0].sheets
    assert {t.name for t in found.values()} == {"Nuova"}
    assert (sheet.rows_in, sheet.accepted, sheet.repaired, sheet.quarantined) == (4, 0, 1, 3)
    told = [(i.row, i.column, i.rule) for i in report.files[0].issues if i.severity == "error"]
    assert told == [
        (2, "B", "comune-code-wrong"),
        (4, "", "comune-incomplete"),
        (5, "", "comune-incomplete"),
    ]
    assert found["F381"].istat == "042029", "the zero that a spreadsheet took is back"


def test_comuni_that_the_list_lacks_are_named_and_left(tmp_path: Path) -> None:
    path = written(tmp_path, SITUAS + "11;042021;Jesi;;Ancona;AN;E388\n")
    with fresh_store(tmp_path) as store:
        report = load(store, [path], today=DAY)
        assert published(store) == {}
    (issue,) = report.files[0].issues
    assert (issue.rule, issue.severity) == ("comuni-unlisted", "warning")
    assert issue.value.startswith("7893: ")


def test_a_comune_of_the_list_has_its_name_in_mappings_loaded_later(tmp_path: Path) -> None:
    path = written(tmp_path, SITUAS + "11;042999;Borgonuovo Inventato;;Ancona;AN;M999\n")
    services = tmp_path / "desk.csv"
    services.write_text(
        "Ente erogatore;Denominazione servizio;Territorio coperto\nINPS;SAD;Borgonuovo Inventato\n", "utf-8"
    )
    with fresh_store(tmp_path) as store:
        load(store, [path], today=DAY)
        report = load(store, [services], today=DAY)
    assert lexicon().gazetteer.find("M999") is None
    assert report.files[0].sheets[0].accepted == 1
