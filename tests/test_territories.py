"""The shipped territories: every comune of today and the former ones, by Belfiore code."""

import csv
import importlib.util
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from welfarenet.graph.places import AGE_CLASSES, Territory, TerritoryKind
from welfarenet.graph.territories import COLUMNS, parse_territories, read_territories
from welfarenet.ontology.errors import ReferenceDataError

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data" / "it-territori-istat"
HEADER = ",".join(COLUMNS)
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the shared ISTAT files are not beside the project"
)


@pytest.fixture(scope="module")
def territories() -> Mapping[str, Territory]:
    return read_territories()


def line(**cells: str) -> str:
    return ",".join(cells.get(column.replace("-", "_"), "") for column in COLUMNS)


def of_kind(territories: Mapping[str, Territory], kind: TerritoryKind) -> list[Territory]:
    return [t for t in territories.values() if t.kind is kind and t.valid_to is None]


def test_there_are_7894_comuni_110_provinces_and_20_regions(territories: Mapping[str, Territory]) -> None:
    counts = {kind: len(of_kind(territories, kind)) for kind in TerritoryKind if of_kind(territories, kind)}
    assert counts == {"comune": 7894, "province": 110, "region": 20, "country": 1}


def test_jesi_is_in_the_province_of_ancona_in_the_marche(territories: Mapping[str, Territory]) -> None:
    jesi = territories["E388"]
    assert (jesi.name, jesi.plate, jesi.istat, jesi.parents) == ("Jesi", "AN", "042021", ("prov-AN",))
    assert territories["prov-AN"].parents == ("reg-11",)
    assert territories["reg-11"].parents == ("IT",)
    assert len(jesi.population) == len(AGE_CLASSES)


def test_every_parent_and_every_successor_exists(territories: Mapping[str, Territory]) -> None:
    named = {code for t in territories.values() for code in (*t.parents, *t.successors)}
    assert named <= set(territories)


def test_every_living_comune_has_a_province_a_name_and_a_place(territories: Mapping[str, Territory]) -> None:
    for comune in of_kind(territories, TerritoryKind.COMUNE):
        assert comune.parents, comune
        assert comune.plate, comune
        assert comune.lat is not None, comune
        assert 35 < comune.lat < 48, comune


def test_only_three_comuni_lack_their_residents(territories: Mapping[str, Territory]) -> None:
    lacking = {t.name for t in of_kind(territories, TerritoryKind.COMUNE) if not t.population}
    assert lacking == {"Misiliscemi", "Montecopiolo", "Sassofeltrio"}


def test_the_residents_of_2023_are_all_counted_once(territories: Mapping[str, Territory]) -> None:
    assert sum(sum(t.population) for t in of_kind(territories, TerritoryKind.COMUNE)) == 58_840_177


def test_ids_are_ascending(territories: Mapping[str, Territory]) -> None:
    assert list(territories) == sorted(territories)


def test_no_name_is_scrambled(territories: Mapping[str, Territory]) -> None:
    wrong = re.compile("[\x80-\x9f?\ufffdÃÅÂ]")
    names = [name for t in territories.values() for name in (t.name, *t.other_names)]
    assert [name for name in names if wrong.search(name)] == []


@pytest.mark.parametrize(
    ("code", "name", "other"),
    [
        ("A952", "Bolzano", "Bozen"),
        ("D383", "Duino Aurisina", "Devin Nabrežina"),
        ("H845", "San Floriano del Collio", "Števerjan"),
        ("G878", "Popoli Terme", "Popoli"),
        ("B644", "Capaccio Paestum", "Capaccio"),
        ("H224", "Reggio di Calabria", "Reggio Calabria"),
    ],
)
def test_second_language_and_recent_names_are_other_names(
    territories: Mapping[str, Territory], code: str, name: str, other: str
) -> None:
    assert territories[code].name == name
    assert other in territories[code].other_names


def test_a_name_given_up_before_1990_is_forgotten(territories: Mapping[str, Territory]) -> None:
    assert "Sezzè" not in territories["I711"].other_names


def test_a_former_comune_names_who_took_it_over(territories: Mapping[str, Territory]) -> None:
    virgilio = territories["H123"]
    assert (virgilio.valid_to, virgilio.successors) == (date(2014, 2, 3), ("M340",))


def test_a_comune_founded_anew_lives_from_its_second_beginning(territories: Mapping[str, Territory]) -> None:
    assert territories["B860"].valid_from == date(1946, 11, 12)


def test_every_comune_that_ended_since_1990_has_a_successor(territories: Mapping[str, Territory]) -> None:
    orphans = [
        t.name for t in territories.values() if t.valid_to and t.valid_to.year >= 1990 and not t.successors
    ]
    assert orphans == []


def test_a_takeover_begins_the_day_after_the_former_comune_ended(
    territories: Mapping[str, Territory],
) -> None:
    with (ROOT / "ontology" / "successors.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            ended = territories[row["former"]].valid_to
            assert ended is not None, row
            assert ended + timedelta(days=1) == date.fromisoformat(row["since"]), row
            assert row["checked"] in {"registry dates", "press report", "to be checked"}
            if row["checked"] == "registry dates":
                born = territories[row["successor"]].valid_from
                assert born is not None, row
                assert abs((born - ended).days) <= 1, row


def test_the_file_is_small_and_has_unix_line_ends() -> None:
    content = (ROOT / "ontology" / "territories.csv").read_bytes()
    assert len(content) < 3_000_000
    assert b"\r" not in content


def test_the_build_script_names_the_age_classes_of_the_model() -> None:
    path = ROOT / "ontology" / "build_territories.py"
    spec = importlib.util.spec_from_file_location("build_territories_script", path)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert (tuple(script.AGE_CLASSES), tuple(script.COLUMNS)) == (AGE_CLASSES, COLUMNS)


@needs_shared
def test_every_comune_stands_in_the_province_of_the_official_list_of_2026(
    territories: Mapping[str, Territory],
) -> None:
    with (SHARED / "2026-08-14_situas_comuni.csv").open(encoding="utf-8-sig", newline="") as file:
        official = {row["Codice catasto"]: row for row in csv.DictReader(file, delimiter=";")}
    living = {t.id: t for t in of_kind(territories, TerritoryKind.COMUNE)}
    assert living.keys() == official.keys()
    plates = {code: row["Sigla automobilistica"] for code, row in official.items()}
    assert {code: t.plate for code, t in living.items()} == plates
    renamed = {t.id for t in living.values() if t.name != official[t.id]["Comune (dizione italiana)"]}
    assert renamed == {"L599", "F392"}  # Vallecrosia al mare; a capital letter in Montagna


@needs_shared
def test_the_days_of_former_comuni_are_those_of_the_population_register(
    territories: Mapping[str, Territory],
) -> None:
    ended: dict[str, str] = {}
    with (SHARED / "ANPR_archivio_comuni.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            ended[row["CODCATASTALE"]] = max(ended.get(row["CODCATASTALE"], ""), row["DATACESSAZIONE"])
    recent = [t for t in territories.values() if t.valid_to and t.valid_to.year >= 2009]
    differing = [
        t.id for t in recent if t.id in ended and ended[t.id][:4] != "9999" and ended[t.id] != str(t.valid_to)
    ]
    assert len(recent) > 300
    assert differing == []


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        ("comune,E388", r"line 2: 2 columns instead of 20"),
        (line(kind="town", id="E388", name="Jesi"), r"line 2: 'town' is not a valid TerritoryKind"),
        (line(kind="comune", id="E388", name="Jesi", valid_from="1865-13-01"), r"line 2: month must be"),
        (line(kind="comune", id="E388", name="Jesi", lat="north", lon="east"), r"line 2: could not convert"),
        (line(kind="comune", name="Jesi"), r"line 2: the id '' is empty"),
    ],
)
def test_a_broken_line_is_named_with_its_file(broken: str, problem: str) -> None:
    with pytest.raises(ReferenceDataError, match=f"somewhere.csv: {problem}"):
        parse_territories([HEADER, broken], file="somewhere.csv")


def test_lines_of_one_comune_that_stand_apart_are_an_error() -> None:
    lines = [HEADER, *(line(kind="comune", id=code, name=code) for code in ("A001", "A002", "A001"))]
    with pytest.raises(ReferenceDataError, match="line 4: the id 'A001'"):
        parse_territories(lines)


def test_a_wrong_header_is_an_error() -> None:
    with pytest.raises(ReferenceDataError, match="line 1: expected the columns kind, id"):
        parse_territories(["code;name"])
