"""The facade: what a name, a day, a person and a limit are taken to mean, on one small published network."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest

from welfarenet.api.citizens import CitizenFacts
from welfarenet.api.desk import Desk
from welfarenet.api.expected import CODES, EXPECTED
from welfarenet.api.faults import fault
from welfarenet.graph.citizen import Citizen
from welfarenet.graph.exercises import Cell, SourceRow
from welfarenet.graph.mapped import Offering, Provider, Service
from welfarenet.graph.network import Goal
from welfarenet.graph.stores import open_store
from welfarenet.ontology.errors import (
    AmbiguousNameError,
    CitizenError,
    InputError,
    QuestionError,
    UnknownNameError,
    UnknownRecordError,
)
from worlds import JESI, TODAY, exercise, iri, serve

#   Jesi ── caf: Attestazione ISEE ── issues isee-sociosan ──> sad: Assistenza domiciliare (asks for it)
#   Jesi ── consultorio

SECRET = "Zx81Canary"
ROW = SourceRow(iri("row/7"), "mappa.xlsx", "Servizi", 7)


def _publish(folder: Path) -> str:
    url = f"oxigraph:{folder / 'store'}"
    data = exercise(
        "one",
        serve("sad", "home.care", at=JESI, by="asp", requires="isee-sociosan", euros=10, days=30),
        serve("caf", "access.caf", at=JESI, by="caf", requires="", issues=("isee-sociosan",), days=10),
        serve("consultorio", "family.counselling", at=JESI, by="ast", requires=""),
        ROW,
    )
    cell = Cell(iri("offering/sad"), "days", ROW.iri, "T", "30 gg")
    open_store(url).replace(replace(data, cells=(cell,)))
    return url


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    opened = Desk.open(_publish(tmp_path_factory.mktemp("desk")))
    yield opened
    opened.close()


# Names


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("home.care", Goal("home.care", is_need=False)),
        ("autonomy.personal-care", Goal("autonomy.personal-care", is_need=True)),
        ("CURA della persona", Goal("autonomy.personal-care", is_need=True)),
        ("Consultorio familiare", Goal("family.counselling", is_need=False)),
        ("SAD", Goal("home.care", is_need=False)),
        ("Assistenza domiciliare socio-assistenziale (home.care)", Goal("home.care", is_need=False)),
    ],
)
def test_a_goal_is_an_id_a_label_a_synonym_or_what_an_answer_showed(
    desk: Desk, text: str, goal: Goal
) -> None:
    assert desk.goal(text)[0] == goal


def test_what_was_understood_can_be_typed_back_in_either_language(desk: Desk) -> None:
    reference = desk.network.index.reference
    for concept in (*reference.needs, *reference.service_types):
        for lang in ("it", "en"):
            goal, understood = desk.goal(concept, lang)
            assert desk.goal(understood)[0] == goal


def test_italian_words_are_understood_in_the_language_of_the_answer(desk: Desk) -> None:
    english = "Personal care (autonomy.personal-care)", "Home care (home.care)"
    assert desk.goal("cura della persona")[1] == "Cura della persona (autonomy.personal-care)"
    assert desk.paths(["cura della persona", "SAD"], "Jesi", lang="en").understood == (*english, "Jesi (AN)")
    assert desk.menu(["cura della persona"], "Jesi", lang="en").understood == (english[0], "Jesi (AN)")
    assert desk.who("cura della persona", "Jesi", lang="en").understood == (english[0], "Jesi (AN)")
    asked = desk.gap_question("Jesi", ["cura della persona"], lang="en")
    assert desk.tell_gaps(asked, desk.find_gaps(asked), lang="en").understood == (english[0], "Jesi (AN)")


def test_what_was_not_understood_is_suggested_in_the_language_of_the_answer(desk: Desk) -> None:
    with pytest.raises(UnknownNameError, match=r"Family clinic \(family.counselling\)"):
        desk.paths(["consultorioo"], "Jesi", lang="en")


def test_every_label_of_a_need_names_that_need(desk: Desk) -> None:
    reference = desk.network.index.reference
    for need in reference.needs.values():
        assert desk.goal(need.label_it)[0] == Goal(need.id, is_need=True)


def test_a_misspelt_need_is_an_error_that_names_the_nearest(desk: Desk) -> None:
    with pytest.raises(UnknownNameError, match=r"Consultorio familiare \(family.counselling\)"):
        desk.goal("consultorioo")


def test_a_synonym_of_a_need_and_of_a_type_alike_means_the_need(desk: Desk) -> None:
    reference = desk.network.index.reference
    needs = {synonym.casefold() for need in reference.needs.values() for synonym in need.synonyms}
    types = {synonym.casefold() for kind in reference.service_types.values() for synonym in kind.synonyms}
    labels = {
        label.casefold() for need in reference.needs.values() for label in (need.label_it, need.label_en)
    }
    labels |= {
        label.casefold()
        for kind in reference.service_types.values()
        for label in (kind.label_it, kind.label_en)
    }
    for shared in sorted((needs & types) - labels):
        assert desk.goal(shared)[0].is_need


@pytest.mark.parametrize("name", ["Castro", "Livo", "Samone", "Peglio"])
def test_a_homonym_is_an_error_that_names_the_choices(desk: Desk, name: str) -> None:
    with pytest.raises(AmbiguousNameError) as told:
        desk.comune(name)
    assert len(told.value.choices) == 2
    assert {desk.comune(choice)[1] for choice in told.value.choices} == set(told.value.choices)


@pytest.mark.parametrize("name", ["Zzyzx", "Ancona provincia di Marte", "Marche", "prov-AN", "\ud800"])
def test_an_unknown_comune_is_an_error(desk: Desk, name: str) -> None:
    with pytest.raises(UnknownNameError):
        desk.comune(name)


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_a_name_that_cannot_be_one_is_refused_before_any_search(desk: Desk, name: str) -> None:
    for look_up in (desk.goal, desk.comune, desk.document):
        with pytest.raises(QuestionError):
            look_up(name)


# Days


def test_a_day_is_read_as_iso_and_absent_is_today(desk: Desk) -> None:
    assert desk.day("2026-11-23") == TODAY
    assert desk.day(None) == date.today()


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "23/11/2026",
        "2026-02-30",
        "20261123",
        "2026-W48-1",
        "0001-01-01",
        "9999-12-31",
    ],
)
def test_a_date_that_is_none_is_an_error_that_does_not_repeat_it(desk: Desk, text: str) -> None:
    with pytest.raises(QuestionError) as told:
        desk.day(text)
    assert text not in str(told.value)


# The person


def test_every_fact_of_a_citizen_can_be_told(desk: Desk) -> None:
    assert set(CitizenFacts.model_fields) == {field.name for field in fields(Citizen)}


def test_facts_are_read_as_they_are_and_absent_ones_stay_unknown(desk: Desk) -> None:
    read = desk.citizen({"age": 82, "isee_eur": 9000, "lives_alone": True, "resident_since": "2010-05-01"})
    assert (read.age, read.isee_eur, read.lives_alone) == (82, 9000.0, True)
    assert read.resident_since == date(2010, 5, 1)
    assert read.carer is None
    assert read.memberships is None
    assert "82" not in repr(read)


def test_what_a_person_has_already_is_a_kind_of_service_and_all_that_is_broader(desk: Desk) -> None:
    assert desk.citizen({"receives": ["Assegno di inclusione"]}).receives == (
        "inclusion",
        "inclusion.minimum",
        "inclusion.minimum.adi",
    )
    assert desk.citizen({"receives": []}).receives == ()
    assert desk.citizen({}).receives is None


def test_a_document_is_a_name_or_an_object(desk: Desk) -> None:
    told = ["isee-ordinary", {"document": "ISEE sociosanitario", "issued_on": "2026-03-01", "held": False}]
    read = desk.citizen({"documents": told})
    assert [(paper.document, paper.issued_on, paper.held) for paper in read.documents] == [
        ("isee-ordinary", None, True),
        ("isee-sociosan", date(2026, 3, 1), False),
    ]


def test_a_paper_of_the_command_line_carries_its_date(desk: Desk) -> None:
    assert desk.document_with_date("isee-ordinary@2026-05-04").issued_on == date(2026, 5, 4)
    assert desk.document_with_date("isee-ordinary").issued_on is None
    for wrong in ("isee-ordinary@maggio", "isee-ordinary@", "@2026-05-04", "", "x" * 201, SECRET):
        with pytest.raises(CitizenError) as told:
            desk.document_with_date(wrong)
        assert SECRET not in str(told.value)


WRONG_FACTS: dict[str, dict[str, object]] = {
    "age": {"age": -1},
    "born_on": {"born_on": "2999-01-01"},
    "isee_eur": {"isee_eur": float("nan")},
    "isee_kind": {"isee_kind": SECRET},
    "household_size": {"household_size": 0},
    "minors": {"minors": 4, "household_size": 2},
    "lives_alone": {"lives_alone": 1},
    "self_sufficient": {"self_sufficient": "true"},
    "disability_percent": {"disability_percent": 100.5},
    "law_104": {"law_104": SECRET},
    "carer": {"carer": []},
    "pregnant": {"pregnant": 0},
    "resident_since": {"resident_since": SECRET},
    "citizenship": {"citizenship": SECRET},
    "permit": {"permit": SECRET},
    "employment": {"employment": {SECRET: SECRET}},
    "memberships": {"memberships": SECRET},
    "receives": {"receives": SECRET},
    "receives[1]": {"receives": ["inclusion.minimum.adi", SECRET]},
    "documents": {"documents": {SECRET: SECRET}},
    "documents[0]": {"documents": [SECRET]},
    "documents[1]": {"documents": ["isee-ordinary", {"document": "isee-ordinary", "issued_on": SECRET}]},
    "citizen": {SECRET: SECRET},
}


@pytest.mark.parametrize("key", WRONG_FACTS)
def test_an_impossible_fact_is_an_error_that_names_it_and_not_its_value(desk: Desk, key: str) -> None:
    with pytest.raises(CitizenError) as told:
        desk.citizen(WRONG_FACTS[key])
    assert told.value.key == key
    assert told.value.__context__ is None or SECRET not in str(told.value.__context__)
    for text in (str(told.value), repr(told.value), fault(told.value, "it"), fault(told.value, "en")):
        assert SECRET not in text
        assert "nan" not in text.split()


@pytest.mark.parametrize(
    "facts",
    [
        {"age": 131},
        {"age": 82.0},
        {"age": "82"},
        {"age": True},
        {"age": 10**400},
        {"isee_eur": float("inf")},
        {"isee_eur": -0.01},
        {"isee_eur": 10**400},
        {"isee_eur": True},
        {"born_on": "1800-01-01"},
        {
            "documents": [
                {"document": "isee-ordinary", "issued_on": "2026-02-02", "valid_until": "2026-01-01"}
            ]
        },
        {"documents": [{"document": "isee-ordinary", "kind": "x"}]},
        {"documents": ["isee-ordinary"] * 101},
        {"memberships": [""]},
    ],
)
def test_what_no_person_can_be_is_refused(desk: Desk, facts: dict[str, object]) -> None:
    with pytest.raises(CitizenError):
        desk.citizen(facts)


def test_an_unknown_key_names_the_nearest_fact(desk: Desk) -> None:
    with pytest.raises(CitizenError, match="'aeg' is unknown; did you mean 'age'"):
        desk.citizen({"aeg": 82})


def test_codes_are_told_in_the_error_and_are_those_of_the_schema(desk: Desk) -> None:
    for fact, codes in CODES.items():
        annotation = CitizenFacts.model_fields[fact].annotation
        assert get_args(get_args(annotation)[0]) == codes
        with pytest.raises(CitizenError, match=", ".join(codes)):
            desk.citizen({fact: "no such code"})


def test_every_expectation_is_worded_in_two_languages() -> None:
    assert all(english and italian and english != italian for english, italian in EXPECTED.values())


# Questions


def test_a_path_crosses_from_the_desk_that_issues_to_the_one_that_asks(desk: Desk) -> None:
    answer = desk.paths(["SAD"], "jesi", on="2026-11-23", citizen={"age": 82, "self_sufficient": False})
    steps = answer.paths[0].steps
    assert [step.offering for step in steps] == [iri("offering/caf"), iri("offering/sad")]
    assert steps[1].after == (steps[0].id,)
    assert answer.understood == ("Assistenza domiciliare socio-assistenziale (home.care)", "Jesi (AN)")
    assert answer.revision == desk.revision


def test_a_paper_in_hand_saves_the_step(desk: Desk) -> None:
    for told in ({"have": ["isee-sociosan@2026-02-01"]}, {"citizen": {"documents": ["isee-sociosan"]}}):
        answer = desk.paths(["home.care"], JESI, on=TODAY, **told)
        assert [step.offering for step in answer.paths[0].steps] == [iri("offering/sad")]


def test_a_paper_of_last_year_is_no_paper(desk: Desk) -> None:
    answer = desk.paths(["home.care"], JESI, on=TODAY, have=["isee-sociosan@2025-02-01"])
    assert len(answer.paths[0].steps) == 2


def test_a_need_said_twice_is_asked_once(desk: Desk) -> None:
    once = desk.paths(["SAD"], JESI, on=TODAY)
    assert desk.paths(["SAD", "home.care"], JESI, on=TODAY) == once


def test_limits_are_read_and_kept(desk: Desk) -> None:
    within = desk.paths(["SAD"], JESI, on=TODAY, limits={"max_days": 5})
    assert within.status == "none"
    assert within.uncovered[0].class_ == "covered"
    without = desk.paths(["SAD"], JESI, on=TODAY, limits={"forbid": ["drawn/offering/sad"]})
    assert all(step.offering != iri("offering/sad") for path in without.paths for step in path.steps)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("needs", {"needs": []}),
        ("needs", {"needs": ["SAD"] * 13}),
        ("k", {"k": 0}),
        ("k", {"k": 11}),
        ("k", {"k": True}),
        ("prefer", {"prefer": "slow"}),
        ("lang", {"lang": "fr"}),
        ("refused", {"refused": "some"}),
        ("on", {"on": "domani"}),
        ("limits.max_days", {"limits": {"max_days": -1}}),
        ("limits.max_cost_eur", {"limits": {"max_cost_eur": float("nan")}}),
        ("limits.channels", {"limits": {"channels": ["pigeon"]}}),
        ("limits.forbid", {"limits": {"forbid": ["https://example.org/nobody"]}}),
        ("limits", {"limits": {"max_hours": 1}}),
    ],
)
def test_a_malformed_question_is_an_error_that_names_the_field_and_what_to_do(
    desk: Desk, field: str, changes: dict[str, Any]
) -> None:
    asked: dict[str, Any] = {"needs": ["SAD"], "at": JESI, "on": TODAY} | changes
    with pytest.raises(QuestionError) as told:
        desk.paths(asked.pop("needs"), asked.pop("at"), **asked)
    assert told.value.field == field
    assert told.value.hint
    assert fault(told.value, "it") != fault(told.value, "en")


def test_who_says_who_and_why_nobody(desk: Desk) -> None:
    here = desk.who("consultorio", "Jesi", on=TODAY)
    assert [one.offering for one in here.offerings] == [iri("offering/consultorio")]
    assert here.empty_because is None
    there = desk.who("consultorio", "Monsano", on=TODAY)
    assert there.offerings == ()
    assert there.empty_because is not None
    assert there.empty_because.reason


def test_why_not_takes_the_short_form_of_an_iri(desk: Desk) -> None:
    answer = desk.why_not("drawn/offering/consultorio", ["SAD"], JESI, on=TODAY)
    assert answer.offering == iri("offering/consultorio")
    assert answer.class_ == "irrelevant"
    with pytest.raises(UnknownRecordError):
        desk.why_not("drawn/offering/none", ["SAD"], JESI, on=TODAY)


# Records


def test_records_and_their_sources_are_found_by_iri(desk: Desk) -> None:
    for name, kind in (("offering/sad", Offering), ("service/sad", Service), ("provider/asp", Provider)):
        assert isinstance(desk.describe(iri(name)), kind)
    with pytest.raises(UnknownRecordError):
        desk.describe(iri("offering/none"))
    sources = desk.sources(iri("offering/sad"))
    assert [(one.kind, one.file, one.row, one.column, one.text) for one in sources[:1]] == [
        ("cell", "mappa.xlsx", 7, "T", "30 gg")
    ]
    assert {one.kind for one in sources[1:]} == {"backbone"}
    assert all(one.law and one.checked_on for one in sources[1:])


def test_suggestions_come_best_first(desk: Desk) -> None:
    assert desk.search_needs("cura della persona", 3)[0].id == "autonomy.personal-care"
    assert desk.search_types("consultorio", 3)[0].id == "family.counselling"
    assert desk.search_territories("jes", 5)[0].name == "Jesi"
    assert desk.search_territories("", 5) == ()


def test_status_counts_what_is_published(desk: Desk) -> None:
    status = desk.status()
    assert status["revision"] == desk.revision
    records = status["records"]
    assert isinstance(records, dict)
    assert (records["offerings"], records["providers"], records["rows"]) == (3, 3, 1)


def test_a_desk_is_refreshed_when_and_only_when_something_was_published(tmp_path: Path) -> None:
    desk = Desk.open(_publish(tmp_path))
    assert desk.refreshed() is desk
    desk.store.replace(exercise("two", serve("pasto", "home.meals", at=JESI)))
    fresh = desk.refreshed()
    assert fresh is not desk
    assert fresh.revision != desk.revision
    assert len(fresh.network.index.offerings) == 4
    assert len(desk.paths(["SAD"], JESI, on=TODAY).paths) == 1, "the old desk still answers"
    desk.close()
    fresh.close()


def test_an_empty_store_answers_that_nobody_mapped_the_place(tmp_path: Path) -> None:
    desk = Desk.open(f"oxigraph:{tmp_path / 'nothing'}")
    answer = desk.who("SAD", "Jesi", on=TODAY)
    assert answer.empty_because is not None
    assert answer.empty_because.class_ in ("unknown-data", "nowhere")
    desk.close()


def test_a_store_of_an_unknown_kind_is_an_input_error() -> None:
    with pytest.raises(InputError, match="oxigraph:FOLDER"):
        Desk.open("mysql://localhost")
