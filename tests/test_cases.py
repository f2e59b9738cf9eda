"""Cases that a social worker can read, asked of the shipped samples through the doors' own desk.

The YAML is in the words of its readers: ``chiede`` (what is asked), ``persona``
(known facts), ``risposta`` (what must come out). A step is ``type → provider``,
or ``(type)`` when it is presumed.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from welfarenet.api.desk import Desk
from welfarenet.graph.answers import PathsAnswer, StepAnswer
from welfarenet.graph.stores import open_store
from welfarenet.loaders.load import load

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "loaders" / "samples"
WORLDS = {"jesi": "jesi-2026.xlsx", "cinque-righe": "five-rows-2022.xlsx"}


def cases() -> Iterator[Any]:
    for world in WORLDS:
        text = (ROOT / "tests" / "cases" / f"{world}.yaml").read_text("utf-8")
        for case in yaml.safe_load(text):
            yield pytest.param(world, case, id=f"{world}: {case['caso']}")


@pytest.fixture(scope="session")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Desk]]:
    opened = {}
    for world, workbook in WORLDS.items():
        url = f"oxigraph:{tmp_path_factory.mktemp(world)}"
        store = open_store(url)
        load(store, [SAMPLES / workbook])
        store.close()
        opened[world] = Desk.open(url)
    yield opened
    for desk in opened.values():
        desk.close()


def written(step: StepAnswer) -> str:
    return f"({step.service_type})" if step.presumed else f"{step.service_type} → {step.provider_name}"


@pytest.mark.parametrize(("world", "case"), list(cases()))
def test_the_desk_answers_as_a_social_worker_expects(desks: dict[str, Desk], world: str, case: Any) -> None:
    desk, asked, expected = desks[world], case["chiede"], case["risposta"]
    answer = desk.paths(
        asked["bisogni"],
        asked["a"],
        on=str(asked["il"]),
        citizen=desk.citizen(plain(case.get("persona", {}))),
    )
    steps = list(answer.paths[0].steps) if answer.paths else []
    if "stato" in expected:
        assert answer.status == expected["stato"]
    if "passi" in expected:
        assert [written(step) for step in steps] == expected["passi"]
    for wanted in expected.get("contiene", ()):
        assert any(wanted in (written(step), step.service_type) for step in steps), [
            written(s) for s in steps
        ]
    for service_type, before in expected.get("prima", {}).items():
        assert predecessors(steps, service_type) >= set(before)
    if "giorni" in expected:
        assert answer.paths[0].days == expected["giorni"]
    for service_type, words in expected.get("note", {}).items():
        assert words in next(step.note for step in steps if step.service_type == service_type)
    if "domande" in expected:
        assert [question.fact for question in answer.questions] == expected["domande"]
    for actor in expected.get("mancano", ()):
        assert any(actor in missing.actor for missing in answer.unmapped), answer.unmapped
    uncovered = {gap.need: gap for gap in answer.uncovered}
    for goal, words in expected.get("scoperti", {}).items():
        assert words in uncovered[goal].reason
    for service_type, words in expected.get("non_offerti", {}).items():
        assert words in because(desk, answer, service_type)


def predecessors(steps: list[StepAnswer], service_type: str) -> set[str | None]:
    kinds = {step.id: step.service_type for step in steps}
    step = next(step for step in steps if step.service_type == service_type)
    return {kinds[before] for before in step.after}


def because(desk: Desk, answer: PathsAnswer, service_type: str) -> str:
    """Give why offerings of a type are not to be had, from wherever the answer says it."""
    found = [gap.reason for gap in answer.uncovered if gap.need == service_type]
    for door in answer.not_offered:
        row = desk.network.index.row(door.offering)
        assert row is not None
        kind = desk.network.index.tables.classes[
            int(desk.network.index.columns.service_class[row])
        ].service_type
        found += [door.reason] if kind == service_type else []
    return " ".join(found)


def plain(facts: Any) -> Any:
    """Give YAML's dates back as the text a citizen's file has."""
    if isinstance(facts, dict):
        return {key: plain(value) for key, value in facts.items()}
    if isinstance(facts, list):
        return [plain(value) for value in facts]
    return facts.isoformat() if hasattr(facts, "isoformat") else facts


def test_every_step_of_every_case_resolves_to_a_cell_or_to_a_law(desks: dict[str, Desk]) -> None:
    for parameters in cases():
        world, case = parameters.values
        desk, asked = desks[world], case["chiede"]
        person = desk.citizen(plain(case.get("persona", {})))
        answer = desk.paths(asked["bisogni"], asked["a"], on=str(asked["il"]), citizen=person, k=3)
        for path in answer.paths:
            for step in path.steps:
                kinds = {source.kind for source in step.sources}
                assert not step.presumed or "backbone" in kinds, step.title
                assert not step.inherited or kinds & {"backbone", "derived"}, step.title
                assert step.presumed or "cell" in kinds, step.title
                for source in step.sources:
                    if source.kind == "cell":
                        assert None not in (source.file, source.sheet, source.row, source.column, source.text)
                    elif source.kind == "backbone":
                        assert all((source.law, source.source, source.checked_on))
