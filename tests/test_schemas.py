"""The public contract: every answer fits its JSON Schema, and the schemas change on purpose only."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from welfarenet.api import schemas, schemas_explanation, schemas_gaps, schemas_parts, schemas_paths
from welfarenet.api.desk import Desk
from welfarenet.api.requests import CoverageRequest, PathsRequest, WhyNotRequest, request_error
from welfarenet.graph import answers, explanation, gap_answers
from welfarenet.graph.stores import open_store
from welfarenet.loaders.load import load
from welfarenet.ontology.errors import CitizenError, QuestionError
from worlds import JESI, TODAY, exercise, iri, serve

FROZEN = Path(__file__).parent / "frozen" / "answer-schemas.json"
SAMPLE = Path(__file__).parent.parent / "loaders" / "samples" / "five-rows-2022.xlsx"

PAIRS: tuple[tuple[type, type[BaseModel]], ...] = (
    (answers.MoneyRange, schemas_parts.Money),
    (answers.WaitRange, schemas_parts.Wait),
    (answers.Paper, schemas_paths.Paper),
    (answers.Issued, schemas_paths.Issued),
    (answers.StepAnswer, schemas_paths.Step),
    (answers.PathAnswer, schemas_paths.Path),
    (answers.Uncovered, schemas_paths.Uncovered),
    (answers.Unmapped, schemas_paths.Unmapped),
    (answers.Assumption, schemas_paths.Assumption),
    (answers.QuestionToAsk, schemas_paths.QuestionToAsk),
    (answers.NotOffered, schemas_paths.NotOffered),
    (answers.PathsAnswer, schemas_paths.PathsResponse),
    (answers.Preferred, schemas_paths.Preferred),
    (answers.MenuEntry, schemas_paths.MenuEntry),
    (answers.MenuAnswer, schemas_paths.MenuResponse),
    (answers.WhoOffering, schemas.WhoOffering),
    (answers.EmptyBecause, schemas.EmptyBecause),
    (answers.WhoAnswer, schemas.WhoResponse),
    (answers.WhyNotAnswer, schemas.WhyNotResponse),
    (gap_answers.NeedGaps, schemas_gaps.Need),
    (gap_answers.AreaAnswer, schemas_gaps.Area),
    (gap_answers.GapCell, schemas_gaps.Cell),
    (gap_answers.GapCause, schemas_gaps.Cause),
    (gap_answers.LeverAnswer, schemas_gaps.Lever),
    (gap_answers.FactToAsk, schemas_gaps.Fact),
    (gap_answers.GapsAnswer, schemas_gaps.GapsResponse),
    (explanation.Share, schemas_explanation.Share),
    (explanation.Substitute, schemas_explanation.Substitute),
    (explanation.Difference, schemas_explanation.Difference),
    (explanation.Supplier, schemas_explanation.Supplier),
    (explanation.LandmarkAnswer, schemas_explanation.Landmark),
    (explanation.Critical, schemas_explanation.Critical),
    (explanation.ChangeAnswer, schemas_explanation.Change),
    (explanation.WayAnswer, schemas_explanation.Way),
    (explanation.NearestAnswer, schemas_explanation.Nearest),
    (explanation.OutcomeAnswer, schemas_explanation.Outcome),
    (explanation.DecisiveQuestion, schemas_explanation.DecisiveQuestion),
    (explanation.Explanation, schemas_explanation.Explanation),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    url = f"oxigraph:{tmp_path_factory.mktemp('schemas') / 'store'}"
    data = exercise("one", serve("sad", "home.care", at=JESI), serve("caf", "access.caf", at=JESI))
    open_store(url).replace(data)
    opened = Desk.open(url)
    yield opened
    opened.close()


@pytest.mark.parametrize(("record", "model"), PAIRS, ids=lambda pair: pair.__name__)
def test_a_model_has_the_fields_of_its_record_in_order(record: type, model: type[BaseModel]) -> None:
    assert [field.name for field in fields(record)] == list(model.model_fields)


def test_real_answers_fit_their_models_and_come_back_the_same(desk: Desk) -> None:
    asked: list[tuple[Any, type[BaseModel]]] = [
        (desk.paths(["SAD", "income.disability-benefit"], JESI, on=TODAY, k=3), schemas_paths.PathsResponse),
        (desk.paths(["SAD"], "Napoli", on=TODAY), schemas_paths.PathsResponse),
        (desk.paths(["SAD", "asilo nido"], JESI, on=TODAY, explain=True), schemas_paths.PathsResponse),
        (desk.who("SAD", JESI, on=TODAY), schemas.WhoResponse),
        (desk.who("SAD", "Napoli", on=TODAY, lang="en"), schemas.WhoResponse),
        (desk.why_not(iri("offering/caf"), ["SAD"], JESI, on=TODAY), schemas.WhyNotResponse),
    ]
    for answer, model in asked:
        dumped = schemas.dump(answer)
        assert schemas.dump(model.model_validate_json(json.dumps(dumped))) == dumped


def test_reserved_words_have_the_names_of_the_contract(desk: Desk) -> None:
    answers_given = desk.paths(["SAD"], JESI, on=TODAY), desk.who("SAD", "Napoli", on=TODAY)
    dumped = json.dumps([schemas.dump(answer) for answer in answers_given])
    assert '"from": ' in dumped
    assert '"class": ' in dumped
    assert "from_" not in dumped
    assert "class_" not in dumped


def test_a_source_has_only_the_fields_of_its_kind(desk: Desk) -> None:
    sources = desk.sources(iri("offering/sad"))
    assert sources
    for source in sources:
        assert set(schemas.dump(source)) == {
            "kind", "law", "source", "checked_on", "verified", "property"
        }  # fmt: skip


def test_the_same_answer_is_the_same_bytes(desk: Desk) -> None:
    ask = [json.dumps(schemas.dump(desk.paths(["SAD"], JESI, on=TODAY, k=2))) for _ in range(3)]
    assert len(set(ask)) == 1


def test_the_report_of_a_load_fits_its_model(tmp_path: Path) -> None:
    report = load(open_store(f"oxigraph:{tmp_path}"), [SAMPLE, tmp_path / "none.xlsx"], dry_run=True)
    fitted = schemas.LoadResponse.model_validate(report.as_dict())
    assert json.loads(fitted.model_dump_json()) == json.loads(json.dumps(report.as_dict()))


def test_the_status_and_the_sources_fit_their_models(desk: Desk) -> None:
    status = desk.status()
    assert schemas.dump(schemas.StatusResponse.model_validate(status)) == status
    record = iri("offering/sad")
    schemas.SourcesResponse(
        record=record,
        sources=tuple(schemas.model_of(one) for one in desk.sources(record)),  # type: ignore[misc]
    )


def test_the_examples_of_requests_are_requests(desk: Desk) -> None:
    for model in (PathsRequest, CoverageRequest, WhyNotRequest):
        for example in model.model_json_schema()["examples"]:
            model.model_validate(example)
    example = PathsRequest.model_json_schema()["examples"][0]
    asked = PathsRequest.model_validate(example)
    assert desk.paths(asked.needs, asked.territory, on=asked.on, citizen=asked.citizen, limits=asked.limits)


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"territory": "Jesi"}, "needs"),
        ({"needs": "SAD", "territory": "Jesi"}, "needs"),
        ({"needs": ["SAD"] * 13, "territory": "Jesi"}, "needs"),
        ({"needs": ["SAD"], "territory": "Jesi", "k": 11}, "k"),
        ({"needs": ["SAD"], "territory": "Jesi", "on": "2026-02-30"}, "on"),
        ({"needs": ["SAD"], "territory": "Jesi", "limits": {"max_days": "x"}}, "limits.max_days"),
        ({"needs": ["SAD"], "territory": "Jesi", "limits": {"hours": "x"}}, "limits"),
        ({"needs": ["SAD"], "territory": "Jesi", "who": "x"}, "request"),
        ([], "request"),
    ],
)
def test_a_malformed_request_is_worded_by_its_field(body: object, where: str) -> None:
    with pytest.raises(ValidationError) as told:
        PathsRequest.model_validate(body)
    error = request_error([dict(one) for one in told.value.errors()])
    assert isinstance(error, QuestionError)
    assert error.field == where


def test_a_wrong_fact_in_a_request_is_worded_as_a_fact() -> None:
    body = {"needs": ["SAD"], "territory": "Jesi", "citizen": {"age": -7}}
    with pytest.raises(ValidationError) as told:
        PathsRequest.model_validate(body)
    error = request_error([dict(one) for one in told.value.errors()])
    assert isinstance(error, CitizenError)
    assert error.key == "age"
    assert "-7" not in str(error)


def test_the_schemas_of_the_contract_are_the_frozen_ones() -> None:
    """When this fails on purpose: note it in CHANGELOG.md and write the new digests into the frozen file."""
    current = {
        name: hashlib.sha256(json.dumps(schema, sort_keys=True).encode()).hexdigest()
        for name, schema in schemas.json_schemas().items()
    }
    assert json.loads(FROZEN.read_text("utf-8")) == current
