from collections.abc import Mapping
from pathlib import Path

import pytest

from welfarenet.graph.model import Territory, TerritoryKind
from welfarenet.graph.territories import read_territories
from welfarenet.loaders.gazetteer import Gazetteer
from welfarenet.loaders.istat import read_areas, read_istat
from welfarenet.ontology.errors import FileRefusedError

SHARED = Path(__file__).parent.parent.parent / "shared" / "data" / "it-territori-istat"
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared ISTAT files are not beside the project"
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


@pytest.fixture(scope="module")
def territories() -> Mapping[str, Territory]:
    return read_territories()


def written(folder: Path, text: str, encoding: str = "utf-8-sig") -> Path:
    path = folder / "elenco.csv"
    path.write_text(text, encoding=encoding)
    return path


@needs_shared
def test_the_official_list_of_2026_brings_the_sardinian_codes_and_one_name(
    territories: Mapping[str, Territory],
) -> None:
    update = read_istat(SHARED / "2026-08-14_situas_comuni.csv", territories)
    assert (update.rows_in, update.problems, update.unlisted) == (7894, (), ())
    changed = {t.id: t for t in update.territories}
    assert sum(t.istat[:3] in SARDINIA for t in changed.values()) == 377
    assert changed["L599"].name == "Vallecrosia al mare"
    assert changed["L599"].other_names == ("Vallecrosia",)
    assert changed["L599"].population == territories["L599"].population
    assert changed["M439"].istat == "024129"


@needs_shared
def test_loading_the_official_list_twice_changes_nothing(territories: Mapping[str, Territory]) -> None:
    path = SHARED / "2026-08-14_situas_comuni.csv"
    current = {**territories, **{t.id: t for t in read_istat(path, territories).territories}}
    assert read_istat(path, current).territories == ()


@needs_shared
def test_an_older_official_list_is_refused(territories: Mapping[str, Territory]) -> None:
    with pytest.raises(FileRefusedError, match="older than what is known: 12 of its comuni"):
        read_istat(SHARED / "Elenco-comuni-italiani.csv", territories)


@pytest.mark.parametrize(("header", "separator"), [(SITUAS, ";"), (ELENCO, ",")])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252"])
def test_both_official_forms_are_read(
    tmp_path: Path, territories: Mapping[str, Territory], header: str, separator: str, encoding: str
) -> None:
    rows = (
        ["11", "042021", "Jèsi Nuova", "", "Ancona", "AN", "E388"],
        ["11", "042999", "Nuovo", "", "Fano", "FN", "M999"],
    )
    path = written(tmp_path, header + "\n".join(map(separator.join, rows)), encoding)
    jesi, new, province = read_istat(path, territories).territories
    assert (jesi.name, jesi.other_names, jesi.valid_from) == (
        "Jèsi Nuova",
        ("Jesi",),
        territories["E388"].valid_from,
    )
    assert (new.id, new.parents, new.kind) == ("M999", ("prov-FN",), TerritoryKind.COMUNE)
    assert (province.id, province.name, province.parents) == ("prov-FN", "Fano", ("reg-11",))


def test_a_broken_row_is_reported_and_the_rest_is_read(
    tmp_path: Path, territories: Mapping[str, Territory]
) -> None:
    path = written(tmp_path, SITUAS + "11;42O21;Jesi;;Ancona;AN;E388\n11;042029;Nuova;;Ancona;AN;F381\n")
    update = read_istat(path, territories)
    assert [t.name for t in update.territories] == ["Nuova"]
    assert [(problem.row, problem.value) for problem in update.problems] == [(2, "E388 42O21 Jesi")]


def test_comuni_that_the_list_lacks_are_named_and_left(
    tmp_path: Path, territories: Mapping[str, Territory]
) -> None:
    path = written(tmp_path, SITUAS + "11;042021;Jesi;;Ancona;AN;E388\n")
    update = read_istat(path, territories)
    assert update.territories == ()
    assert len(update.unlisted) == 7893


@pytest.mark.parametrize("text", ["a,b\n1,2\n", ""])
def test_another_file_is_refused(tmp_path: Path, territories: Mapping[str, Territory], text: str) -> None:
    with pytest.raises(FileRefusedError):
        read_istat(written(tmp_path, text), territories)


#   ATS 9 ─┬─ Jesi ── Distretto Jesi
#          └─ Monsano
AREAS = """codice;nome;tipo;comune;provincia
ats-9;ATS 9;ambito;Jesi;AN
ats-9;ATS 9;ambito;Monsano;AN
D7;Distretto di Jesi;distretto;JESI;
ats-9;ATS 9;ambito;Castro;
ats-9;ATS 9;ambito;Atlantide;
x;X;bocciofila;Jesi;
;;ambito;Jesi;
"""


@pytest.fixture
def areas(tmp_path: Path, territories: Mapping[str, Territory]) -> Mapping[str, Territory]:
    update = read_areas(written(tmp_path, AREAS), Gazetteer(territories.values()))
    return {t.id: t for t in update.territories}


def test_areas_become_territories_of_their_kind(areas: Mapping[str, Territory]) -> None:
    assert {t.id: (t.kind, t.name) for t in areas.values() if t.kind is not TerritoryKind.COMUNE} == {
        "ats-9": (TerritoryKind.AMBITO, "ATS 9"),
        "D7": (TerritoryKind.HEALTH_DISTRICT, "Distretto di Jesi"),
    }


def test_a_comune_of_two_areas_has_both_among_its_parents(areas: Mapping[str, Territory]) -> None:
    assert areas["E388"].parents == ("prov-AN", "D7", "ats-9")
    assert areas["F381"].parents == ("prov-AN", "ats-9")


def test_rows_that_cannot_be_used_are_reported_in_both_languages(
    tmp_path: Path, territories: Mapping[str, Territory]
) -> None:
    update = read_areas(written(tmp_path, AREAS), Gazetteer(territories.values()))
    assert update.rows_in == 7
    assert [(problem.row, problem.value) for problem in update.problems] == [
        (5, "Castro"), (6, "Atlantide"), (7, "bocciofila"), (8, "Jesi"),
    ]  # fmt: skip
    assert all(problem.reason_it != problem.reason_en for problem in update.problems)


def test_areas_loaded_twice_change_nothing(tmp_path: Path, territories: Mapping[str, Territory]) -> None:
    path = written(tmp_path, AREAS)
    once = read_areas(path, Gazetteer(territories.values())).territories
    again = read_areas(path, Gazetteer({**territories, **{t.id: t for t in once}}.values())).territories
    assert again == once
