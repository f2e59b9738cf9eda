"""Messy names of places, and the one comune, province or region that each means."""

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from welfarenet.graph.places import Territory, TerritoryKind
from welfarenet.graph.territories import read_territories
from welfarenet.loaders.gazetteer import Gazetteer, Outcome
from welfarenet.ontology.errors import AmbiguousNameError, UnknownNameError

SHARED = Path(__file__).parent.parent.parent / "shared" / "data"
CONSULTORI = SHARED / "it-consultori" / "consultori.csv"
SANIMAPP = SHARED / "it-sanimapp-roma" / "Sanimapp.csv"


@pytest.fixture(scope="module")
def territories() -> Mapping[str, Territory]:
    return read_territories()


@pytest.fixture(scope="module")
def gazetteer(territories: Mapping[str, Territory]) -> Gazetteer:
    return Gazetteer(territories.values())


@pytest.mark.parametrize(
    "text",
    ["Jesi", "JESI", " jesi\n", "Jesi (AN)", "Jesi AN", "Jesi, AN", "AN - Jesi", "Jesi (Ancona)",
     "Comune di Jesi", "Com. Jesi", "E388", "e388", "042021", "42021"],
)  # fmt: skip
def test_jesi_is_jesi_however_it_is_written(gazetteer: Gazetteer, text: str) -> None:
    found = gazetteer.resolve(text)
    assert (found.kind, found.territory and found.territory.id) == (Outcome.RESOLVED, "E388")


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("MERI'", "Merì (ME)"),
        ("S. Benedetto del Tronto", "San Benedetto del Tronto (AP)"),
        ("MONTE SANTO VITO", "Monte San Vito (AN)"),
        ("Corigliano Rossano", "Corigliano-Rossano (CS)"),
        ("Bozen", "Bolzano (BZ)"),
        ("Bolzano/Bozen", "Bolzano (BZ)"),
        ("CHIUSA .KLAUSEN.", "Chiusa (BZ)"),
        ("Città di Castello", "Città di Castello (PG)"),
        ("CITTA' SANT'ANGELO", "Città Sant'Angelo (PE)"),
        ("Reggio Emilia", "Reggio nell'Emilia (RE)"),
        ("PATERNO'", "Paternò (CT)"),
        ("Castro (BG)", "Castro (BG)"),
        ("Castro (Lecce)", "Castro (LE)"),
        ("POPOLI", "Popoli Terme (PE)"),
        ("CAPACCIO", "Capaccio Paestum (SA)"),
    ],
)
def test_spelling_that_names_do_not_differ_by_is_no_repair(
    gazetteer: Gazetteer, text: str, after: str
) -> None:
    found = gazetteer.resolve(text)
    assert (found.kind, found.after) == (Outcome.RESOLVED, after)


@pytest.mark.parametrize(
    ("text", "rule", "after"),
    [
        ("CASSANO ALLO IONIO", "particles", "Cassano all'Ionio (CS)"),
        ("PUEGNAGO SUL\nGARDA", "particles", "Puegnago del Garda (BS)"),
        ("Iesi", "particles", "Jesi (AN)"),
        ("Maiolati", "shortened", "Maiolati Spontini (AN)"),
        ("TORTOLÇO", "mojibake", "Tortolì (OG)"),
        ("SENORBÇO", "mojibake", "Senorbì (CA)"),
        ("TRINITÇ? D'AUGULTU", "mojibake", "Trinità d'Agultu e Vignola (OT)"),
        ("TortolÃ¬", "mojibake", "Tortolì (OG)"),
        ("Pescorecchiano", "spelling", "Pescorocchiano (RI)"),
        ("Montecopiolo (PU)", "plate-ignored", "Montecopiolo (RN)"),
    ],
)
def test_a_repair_names_its_rule_and_both_spellings(
    gazetteer: Gazetteer, text: str, rule: str, after: str
) -> None:
    found = gazetteer.resolve(text)
    assert (found.kind, found.rule, found.before, found.after) == (Outcome.REPAIRED, rule, text, after)


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("Castro", ("Castro (BG)", "Castro (LE)")),
        ("Livo", ("Livo (CO)", "Livo (TN)")),
        ("Samone", ("Samone (TN)", "Samone (TO)")),
        ("Peglio", ("Peglio (CO)", "Peglio (PU)")),
        ("Calliano", ("Calliano (TN)", "Calliano Monferrato (AT)")),
        ("San Teodoro", ("San Teodoro (ME)", "San Teodoro (OT)")),
        ("Paterno", ("Paterno (PZ)", "Paternò (CT)")),
        ("Reggio", ("Reggio di Calabria (RC)", "Reggio nell'Emilia (RE)")),
    ],
)
def test_namesakes_are_never_chosen_between(
    gazetteer: Gazetteer, text: str, choices: tuple[str, ...]
) -> None:
    found = gazetteer.resolve(text)
    assert (found.kind, found.territory, found.choices) == (Outcome.AMBIGUOUS, None, choices)
    assert all(gazetteer.resolve(choice).kind is Outcome.RESOLVED for choice in choices)


def test_the_plate_beside_it_tells_namesakes_apart(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("Castro", plate="BG").after == "Castro (BG)"
    assert gazetteer.resolve("Castro", plate="Lecce").after == "Castro (LE)"


def test_a_plate_in_another_region_does_not_choose(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("Castro", plate="AN").kind is Outcome.AMBIGUOUS


def test_a_province_redrawn_within_its_region_is_no_repair(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve("Seulo", plate="SU")
    assert (found.kind, found.after) == (Outcome.RESOLVED, "Seulo (NU)")


@pytest.mark.parametrize(
    ("text", "after"),
    [("Virgilio", "Borgo Virgilio (MN)"), ("PRESICCE", "Presicce-Acquarica (LE)"),
     ("Quero", "Setteville (BL)"), ("Nicastro", "Lamezia Terme (CZ)"), ("Sovizzo", "Sovizzo (VI)")],
)  # fmt: skip
def test_a_former_comune_is_who_took_it_over(gazetteer: Gazetteer, text: str, after: str) -> None:
    found = gazetteer.resolve(text)
    assert (found.kind, found.after) == (Outcome.RESOLVED, after)


def test_on_a_day_of_its_life_a_former_comune_is_itself(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("Virgilio", on=date(2013, 6, 1)).after == "Virgilio (MN)"


def test_a_former_comune_that_nobody_is_known_to_have_taken_over_is_unknown(gazetteer: Gazetteer) -> None:
    found = gazetteer.resolve("Abbadia Alpina")
    assert (found.kind, found.rule) == (Outcome.UNKNOWN, "former-without-successor")
    assert found.nearest == ("Abbadia Alpina (TO)",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("provincia di Ancona", "prov-AN"), ("tutta la prov. di Ancona", "prov-AN"),
        ("prov. AN", "prov-AN"), ("AN", "prov-AN"), ("prov-AN", "prov-AN"), ("Monza e Brianza", "prov-MB"),
        ("Marche", "reg-11"), ("Regione Marche", "reg-11"), ("Valle d'Aosta", "reg-02"), ("reg-11", "reg-11"),
        ("Italia", "IT"), ("tutta Italia", "IT"), ("nazionale", "IT"),
    ],
)  # fmt: skip
def test_provinces_regions_and_the_country_have_names(gazetteer: Gazetteer, text: str, code: str) -> None:
    found = gazetteer.resolve(text)
    assert (found.kind, found.territory and found.territory.id) == (Outcome.RESOLVED, code)


def test_a_bare_name_is_the_comune_not_the_province(gazetteer: Gazetteer) -> None:
    assert gazetteer.resolve("Ancona").after == "Ancona (AN)"


@pytest.mark.parametrize(
    "text", ["", "limitrofi", "Marzocca", "Ostia", "Distretto Jesi", "ATS 9", "prov", "???"]
)
def test_what_is_no_territory_is_unknown(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.resolve(text).kind is Outcome.UNKNOWN


def test_an_area_that_a_user_loaded_is_found_by_its_name(territories: Mapping[str, Territory]) -> None:
    district = Territory("D7", TerritoryKind.HEALTH_DISTRICT, "Distretto di Jesi")
    gazetteer = Gazetteer([*territories.values(), district])
    assert gazetteer.resolve("distretto Jesi").territory == district
    assert gazetteer.resolve("D7").territory == district


def test_every_living_comune_is_found_by_what_it_is_called(
    territories: Mapping[str, Territory], gazetteer: Gazetteer
) -> None:
    living = [t for t in territories.values() if t.kind is TerritoryKind.COMUNE and not t.valid_to]
    for comune in living:
        found = gazetteer.resolve(f"{comune.name.upper()} ({comune.plate})")
        assert (found.kind, found.territory) == (Outcome.RESOLVED, comune)


def test_get_comune_takes_a_name_or_a_code(gazetteer: Gazetteer) -> None:
    assert [gazetteer.get_comune(text).id for text in ("Jesi", "E388", "Jesi (AN)")] == ["E388"] * 3


def test_get_comune_says_between_whom_to_choose(gazetteer: Gazetteer) -> None:
    with pytest.raises(AmbiguousNameError, match=r"choose between Castro \(BG\), Castro \(LE\)"):
        gazetteer.get_comune("Castro")


@pytest.mark.parametrize("text", ["Pescorecchiano", "Marche", "Atlantide", ""])
def test_get_comune_names_a_slip_and_does_not_follow_it(gazetteer: Gazetteer, text: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        gazetteer.get_comune(text)
    assert ("Pescorocchiano (RI)" in str(caught.value)) == (text == "Pescorecchiano")


def test_search_gives_the_most_populous_first(gazetteer: Gazetteer) -> None:
    assert [t.name for t in gazetteer.search("jes")] == ["Jesi", "Jesolo", "San Paolo di Jesi"]
    assert [t.name for t in gazetteer.search("roma", 1)] == ["Roma"]
    sizes = [sum(t.population) for t in gazetteer.search("castel", 8)]
    assert sizes == sorted(sizes, reverse=True)


def test_search_finds_words_inside_a_name(gazetteer: Gazetteer) -> None:
    assert "Maiolati Spontini" in [t.name for t in gazetteer.search("spontini")]


def test_search_can_look_for_other_kinds(gazetteer: Gazetteer) -> None:
    assert [t.id for t in gazetteer.search("ancon", kinds=(TerritoryKind.PROVINCE,))] == ["prov-AN"]


@pytest.mark.skipif(
    not CONSULTORI.is_file(), reason="the shared file of consultori is not beside the project"
)
@pytest.mark.parametrize("with_plate", [True, False])
def test_all_927_consultori_stand_in_a_known_comune(gazetteer: Gazetteer, with_plate: bool) -> None:
    repaired, renamed, kinds = {}, set(), Counter[str]()
    with CONSULTORI.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            plate = row["indirizzo"].rsplit(" - ", 1)[-1].strip() if with_plate else None
            found = gazetteer.resolve(row["comune"], plate=plate)
            kinds[found.kind] += 1
            if found.kind is Outcome.REPAIRED:
                repaired[row["comune"]] = (found.rule, found.after)
            elif row["comune"] in {"POPOLI", "CAPACCIO", "PRESICCE"}:
                renamed.add(found.after)
    assert kinds == {Outcome.RESOLVED: 923, Outcome.REPAIRED: 4}
    assert repaired == {
        "TORTOLÇO": ("mojibake", "Tortolì (OG)"),
        "SENORBÇO": ("mojibake", "Senorbì (CA)"),
        "TRINITÇ? D'AUGULTU E VIGNOLA": ("mojibake", "Trinità d'Agultu e Vignola (OT)"),
        "CASSANO ALLO IONIO": ("particles", "Cassano all'Ionio (CS)"),
    }
    assert renamed == {"Popoli Terme (PE)", "Capaccio Paestum (SA)", "Presicce-Acquarica (LE)"}


@pytest.mark.skipif(not SANIMAPP.is_file(), reason="the shared file of Sanimapp is not beside the project")
def test_all_cities_of_sanimapp_are_known(gazetteer: Gazetteer) -> None:
    repaired, kinds = set(), Counter[str]()
    with SANIMAPP.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = gazetteer.resolve(row["Città"], plate=row["Provincia"])
            kinds[found.kind] += 1
            if found.kind is Outcome.REPAIRED:
                repaired.add((found.before.strip(), found.rule, found.after))
    assert kinds == {Outcome.RESOLVED: 166, Outcome.REPAIRED: 1}
    assert repaired == {("Pescorecchiano", "spelling", "Pescorocchiano (RI)")}
