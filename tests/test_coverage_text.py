"""The areas that a cell of a mapping sheet names, with what it cuts out and what stays unread."""

import pytest

from welfarenet.graph.places import Territory, TerritoryKind
from welfarenet.graph.territories import read_territories
from welfarenet.loaders.coverage_text import Coverage, CoverageProblem, Home, read_coverage
from welfarenet.loaders.gazetteer import Gazetteer
from welfarenet.loaders.rules import RULES

ALIASES = {"ATS 9": ("ats-9",), "Vallesina": ("E388", "F600")}
HOME = Home(province="prov-AN", district="dist-jesi")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    own = (
        Territory("dist-jesi", TerritoryKind.HEALTH_DISTRICT, "Distretto di Jesi"),
        Territory("ats-9", TerritoryKind.AMBITO, "ATS IX"),
    )
    return Gazetteer([*read_territories().values(), *own])


def read(text: str, gazetteer: Gazetteer, home: Home = HOME) -> Coverage:
    return read_coverage(text, gazetteer, aliases=ALIASES, home=home)


@pytest.mark.parametrize(
    ("text", "territories", "excluded"),
    [
        ("Jesi", ["E388"], []),
        ("solo Jesi", ["E388"], []),
        ("ATS 9 tranne Cingoli", ["ats-9"], ["C704"]),
        ("ats 9 (escluso Cingoli)", ["ats-9"], ["C704"]),
        ("Provincia di Ancona tranne Jesi e Monsano", ["prov-AN"], ["E388", "F381"]),
        ("Vallesina", ["E388", "F600"], []),
        ("tutta la Vallesina", ["E388", "F600"], []),
        ("Comuni dell'ATS 9", ["ats-9"], []),
        ("tutti i comuni della provincia di Ancona", ["prov-AN"], []),
        ("La Spezia e L'Aquila", ["E463", "A345"], []),
        ("tutti i comuni del distretto", ["dist-jesi"], []),
        ("Distretto Jesi", ["dist-jesi"], []),
        ("AN-MC", ["prov-AN", "prov-MC"], []),
        ("AN, MC, FM", ["prov-AN", "prov-MC", "prov-FM"], []),
        ("Jesi, Monsano e Maiolati Spontini", ["E388", "F381", "E837"], []),
        ("Comuni di Jesi, Monsano", ["E388", "F381"], []),
        ("Jesi\nMonsano", ["E388", "F381"], []),
        ("Jesi/Monsano", ["E388", "F381"], []),
        ("Jesi - Monsano - S. Marcello", ["E388", "F381", "H979"], []),
        ("Jesi, JESI", ["E388"], []),
        ("Jesi (AN), Castro (BG)", ["E388", "C337"], []),
        ("tutta la prov.", ["prov-AN"], []),
        ("tutto il territorio della provincia", ["prov-AN"], []),
        ("provincia di Ancona e Macerata", ["prov-AN", "prov-MC"], []),
        ("Italia", ["IT"], []),
        ("Marche e Umbria", ["reg-11", "reg-10"], []),
        ("Pesaro e Urbino", ["prov-PU"], []),
        ("Corigliano-Rossano", ["M403"], []),
        ("Jesi e Figline e Incisa Valdarno", ["E388", "M321"], []),
        ("Virgilio", ["M340"], []),
    ],
)
def test_a_text_that_is_clear_needs_no_question(
    gazetteer: Gazetteer, text: str, territories: list[str], excluded: list[str]
) -> None:
    assert read(text, gazetteer) == Coverage(tuple(territories), tuple(excluded))


@pytest.mark.parametrize(
    ("text", "left"),
    [("Jesi e limitrofi", "limitrofi"), ("Jesi e comuni limitrofi", "comuni limitrofi"),
     ("Jesi e dintorni", "dintorni"), ("Jesi, ecc.", "ecc.")],
)  # fmt: skip
def test_what_has_no_border_stays_unresolved_and_visible(gazetteer: Gazetteer, text: str, left: str) -> None:
    found = read(text, gazetteer)
    assert (found.territories, found.unresolved) == (("E388",), (left,))
    assert found.problems == (CoverageProblem("vague-territory", left),)


@pytest.mark.parametrize("text", ["", "  ", "//", "-", "n.d.", "tranne Cingoli"])
def test_no_area_stated_is_unknown_and_never_everywhere(gazetteer: Gazetteer, text: str) -> None:
    found = read(text, gazetteer)
    assert found.territories == ()
    assert [problem.code for problem in found.problems] == ["coverage-missing"]


def test_a_namesake_is_asked_about_and_the_rest_stands(gazetteer: Gazetteer) -> None:
    found = read("Jesi e Castro", gazetteer)
    assert (found.territories, found.unresolved) == (("E388",), ("Castro",))
    assert found.problems == (
        CoverageProblem("ambiguous-territory", "Castro", ("Castro (BG)", "Castro (LE)")),
    )


def test_the_province_of_the_row_tells_namesakes_apart(gazetteer: Gazetteer) -> None:
    assert read_coverage("Castro", gazetteer, plate="LE").territories == ("M261",)


@pytest.mark.parametrize(
    "text", ["tutta la prov.", "tutti i comuni del distretto", "Ambito", "tutta la regione"]
)
def test_the_whole_of_something_undefined_is_asked_about(gazetteer: Gazetteer, text: str) -> None:
    found = read(text, gazetteer, Home())
    assert (found.territories, found.unresolved) == ((), (text,))
    assert found.problems == (CoverageProblem("home-not-defined", text),)


def test_a_name_nobody_defined_is_a_problem_with_likely_names(gazetteer: Gazetteer) -> None:
    found = read("Marzocca, Jesi", gazetteer)
    assert (found.territories, found.unresolved) == (("E388",), ("Marzocca",))
    assert found.problems[0].code == "unknown-territory"
    assert "Zocca (MO)" in found.problems[0].choices


def test_a_repair_is_told(gazetteer: Gazetteer) -> None:
    found = read("PUEGNAGO SUL\nGARDA", gazetteer)
    assert found.territories == ("H086",)
    assert found.problems[0].rule == "particles"
    assert found.problems[0].choices == ("Puegnago del Garda (BS)",)


def test_a_former_comune_without_successor_is_asked_about(gazetteer: Gazetteer) -> None:
    assert [p.code for p in read("Abbadia Alpina", gazetteer).problems] == ["former-without-successor"]


@pytest.mark.parametrize(
    "text", ["", "Castro", "Atlantide", "Abbadia Alpina", "limitrofi", "il distretto", "Iesi"]
)
def test_every_problem_is_a_rule_with_words_in_both_languages(gazetteer: Gazetteer, text: str) -> None:
    problems = read(text, gazetteer, Home()).problems
    assert problems
    assert {problem.code for problem in problems} <= RULES.keys()
