"""Who may have a service and on which papers: understood, or left to a person, never taken as satisfied."""

import pytest

from welfarenet.graph.demands import Clause
from welfarenet.graph.reference import load_reference
from welfarenet.loaders.classify import Words
from welfarenet.loaders.conditions import read_age, read_isee_rule, read_requirements
from welfarenet.loaders.context import Lexicon
from welfarenet.loaders.documents import read_issued, read_required
from welfarenet.loaders.reading import Reading

DOCUMENTS = Words(Lexicon(load_reference()).documents, {})


def bounds(reading: Reading[tuple[Clause, ...]]) -> list[tuple[str, float | None, float | None]]:
    conditions = [condition for clause in reading.value or () for condition in clause.any_of]
    return [(c.attribute, c.minimum, c.maximum) for c in conditions]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("over 65", 65, None),
        ("65+", 65, None),
        ("dai 65 in su", 65, None),
        ("65-75+", 65, None),
        ("65 e oltre", 65, None),
        ("3/14 anni", 3, 14),
        ("minori", None, 17),
        ("adulti e anz.", 18, None),
        ("fino a 17 anni", None, 17),
        ("under 14", None, 13),
        ("> 65", 66, None),
        ("18-64", 18, 64),
    ],
)
def test_an_age_is_read_as_closed_bounds(text: str, low: int | None, high: int | None) -> None:
    assert bounds(read_age(text)) == [("age", low, high)]


@pytest.mark.parametrize("text", ["tutti", "nessun limite", "-", "//", ""])
def test_no_limit_of_age_is_no_condition(text: str) -> None:
    assert bounds(read_age(text)) == []


@pytest.mark.parametrize("text", ["anziani", "3-36 mesi", "figli 0-3 anni", "65-14", "0-150", "età scolare"])
def test_an_age_that_is_not_the_persons_in_years_is_left_to_a_person(text: str) -> None:
    reading = read_age(text)
    assert (bounds(reading), reading.problem) == ([("human-check", None, None)], "human-check")


def test_words_beside_an_age_are_not_lost() -> None:
    assert bounds(read_age("donne 18-65")) == [("age", 18, 65), ("human-check", None, None)]


def test_a_kind_of_isee_is_a_condition_of_its_own() -> None:
    (ceiling,), (kind,) = (
        clause.any_of for clause in read_isee_rule("ISEE max 9.360 (sociosan.)").value or ()
    )
    assert (ceiling.attribute, ceiling.maximum, kind.one_of) == ("isee_eur", 9360, ("sociosanitary",))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("inv. > 74%", [("disability_percent", 75, None)]),
        ("invalidità almeno 67%", [("disability_percent", 67, None)]),
        ("inv. 100%", [("disability_percent", 100, None)]),
        ("non autosufficienti", [("self_sufficient", None, None)]),
        ("residenti da almeno 2 anni", [("resident_years", 2, None)]),
        ("tutti", []),
        ("reddito basso", [("human-check", None, None)]),
        ("invalidi parziali", [("human-check", None, None)]),
        ("disabili adulti 18-64 anni", [("age", 18, 64), ("human-check", None, None)]),
        ("inv. > 74%; reddito basso", [("disability_percent", 75, None), ("human-check", None, None)]),
    ],
)
def test_a_requirement_is_understood_or_left_to_a_person(
    text: str, expected: list[tuple[str, float | None, float | None]]
) -> None:
    assert bounds(read_requirements(text)) == expected


def test_a_human_check_keeps_the_words_in_both_languages() -> None:
    (clause,) = read_requirements("reddito basso").value or ()
    assert clause.any_of[0].text_it == "reddito basso"
    assert "reddito basso" in clause.any_of[0].text_en


def required(text: str) -> list[tuple[tuple[str, ...], ...]]:
    return [one.alternatives for one in read_required(text, DOCUMENTS).documents]


def test_commas_ask_for_every_paper() -> None:
    assert required("C.I., tess. san., certif. introduttivo") == [
        (("id-document",),),
        (("health-card",),),
        (("intro-cert-old",),),
    ]


def test_or_asks_for_one_of_them() -> None:
    assert required("carta d'identità o permesso di soggiorno") == [(("id-document",), ("residence-permit",))]


def test_a_percentage_on_a_paper_is_for_a_person_to_check() -> None:
    papers = read_required("verbale invalidità 100%", DOCUMENTS)
    assert [one.alternatives for one in papers.documents] == [(("invalidity-report",),)]
    assert papers.clauses[0].any_of[0].text_it == "verbale invalidità 100%"


def test_an_unknown_paper_is_kept_as_words() -> None:
    papers = read_required("C.I., foglio azzurro", DOCUMENTS)
    assert ([one.alternatives for one in papers.documents], papers.unknown) == (
        [(("id-document",),)],
        ("foglio azzurro",),
    )


def test_an_alternative_that_is_half_unknown_is_not_halved() -> None:
    papers = read_required("C.I. o foglio azzurro", DOCUMENTS)
    assert (papers.documents, papers.unknown) == ((), ("C.I. o foglio azzurro",))


def test_what_comes_after_the_visit_is_not_issued_by_the_patronato() -> None:
    papers = read_issued("ricevuta dom. / verbale INPS (dopo visita)", DOCUMENTS)
    assert [one.alternatives for one in papers.documents] == [(("invalidity-receipt",),)]
    assert papers.later == ("verbale INPS (dopo visita)",)


def test_no_paper_needed_is_not_the_same_as_nothing_said() -> None:
    assert read_required("nessuno", DOCUMENTS).nothing
    assert not read_required("", DOCUMENTS).nothing
