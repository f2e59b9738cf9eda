"""The map of gaps through its doors: the desk in Python, the command line, HTTP and its table."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desks import SAMPLES
from doors import TestClient, sample_store, served

from welfarenet.api.cli import run
from welfarenet.api.desk import Desk
from welfarenet.api.gap_table import COLUMNS
from welfarenet.api.requests_gaps import MAX_CELLS, GapsRequest
from welfarenet.api.schemas import GapsResponse, dump, model_of
from welfarenet.graph.eligibility import ATTRIBUTES
from welfarenet.graph.question import Question
from welfarenet.graph.stores import open_store
from welfarenet.ontology.errors import AmbiguousNameError, CitizenError, QuestionError, UnknownNameError
from welfarenet.ontology.wording import catalogue
from worlds import AMBITO, JESI, MONSANO, ambito, exercise, serve

DAY = "2026-11-23"
ROOT = Path(__file__).parent.parent
ASKED = {"territory": "provincia di Ancona", "on": DAY, "citizen": {"age": 82, "self_sufficient": False}}
NEEDS = ["autonomy.personal-care", "income.disability-benefit", "addiction.digital"]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    assert (SAMPLES / "jesi-2026.xlsx").exists()
    return sample_store(tmp_path_factory.mktemp("gaps"))


@pytest.fixture(scope="module")
def desk(url: str) -> Iterator[Desk]:
    opened = Desk.open(url)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[TestClient]:
    with served(url) as client:
        yield client


def told(desk: Desk, where: str | None = "provincia di Ancona", **more: Any) -> Any:
    asked = desk.gap_question(where, more.pop("needs", ()), on=DAY, **more)
    return dump(desk.tell_gaps(asked, desk.find_gaps(asked)))


def test_on_the_sample_the_map_agrees_with_the_path_of_each_need(desk: Desk) -> None:
    from gap_worlds import said

    asked = desk.gap_question("provincia di Ancona", on=DAY, citizen={"age": 82})
    found = desk.find_gaps(asked)
    for comune in ("E388", "A271"):
        for goal in found.question.goals:
            outcome = found.outcome(goal, comune)
            question = Question(comune, (goal,), asked.question.on, asked.question.persona)
            for name, value in said(desk.network, question):
                ours: object = getattr(outcome, name)
                if name == "reason":
                    assert str(ours).removesuffix("-remote") == str(value).removesuffix("-remote"), goal
                else:
                    assert (set(outcome.conditions) if name == "conditions" else ours) == value, goal


def test_the_numbers_of_a_map_add_up(desk: Desk) -> None:
    answer = told(desk)
    assert answer["comuni"] == 47
    assert len(answer["needs"]) == len(desk.network.index.reference.needs)
    for one in answer["needs"]:
        assert one["covered"] + one["presumed"] + one["open"] == 47
        cells = [cell for cell in answer["cells"] if cell["need"] == one["need"]]
        for count in ("covered", "presumed", "open", "unsure"):
            assert sum(cell[count] for cell in cells) == one[count]
        causes = [cause for cause in answer["causes"] if cause["need"] == one["need"]]
        if not answer["causes_left"]:
            assert sum(cause["comuni"] for cause in causes if not cause["class"].startswith("covered")) == (
                one["presumed"] + one["open"]
            )


def test_a_map_is_told_by_the_next_smaller_areas_unless_others_are_asked(desk: Desk) -> None:
    assert told(desk, None, needs=NEEDS)["by"] == "region"
    assert told(desk, "Marche", needs=NEEDS)["by"] == "province"
    answer = told(desk, "Marche", needs=NEEDS, by="region")
    assert [(area["name"], area["comuni"]) for area in answer["areas"]] == [("Marche", 225)]
    assert answer["territory_name"] == "Marche"
    assert told(desk, "Jesi", needs=NEEDS)["areas"] == [
        {"territory": "E388", "name": "Jesi (AN)", "comuni": 1}
    ]
    loose = told(desk, "Jesi", needs=NEEDS, by="asl")["areas"]
    assert loose == [{"territory": None, "name": "senza area di questo tipo", "comuni": 1}]


def test_the_same_map_is_the_same_bytes_and_fits_its_model(desk: Desk) -> None:
    first, second = (json.dumps(told(desk, needs=NEEDS), ensure_ascii=False) for _ in range(2))
    assert first == second
    assert GapsResponse.model_validate_json(first).model_dump_json(by_alias=True) == json.dumps(
        json.loads(first), ensure_ascii=False, separators=(",", ":")
    )


def test_a_map_speaks_english_too(desk: Desk) -> None:
    asked = desk.gap_question("Jesi", NEEDS, on=DAY)
    answer = desk.tell_gaps(asked, desk.find_gaps(asked), lang="en")
    assert answer.note.startswith("Comuni are counted")
    assert any("the whole mapped network" in cause.reason for cause in answer.causes)
    assert model_of(answer)


def test_every_fact_of_a_condition_has_a_name_in_both_languages() -> None:
    assert {f"fact.{name}" for name in ATTRIBUTES} <= set(catalogue())


@pytest.mark.parametrize(
    ("asked", "error", "field"),
    [
        ({"where": "Atlantide"}, UnknownNameError, None),
        ({"where": "Reggio"}, AmbiguousNameError, None),
        ({"needs": "SAD"}, QuestionError, "needs"),
        ({"needs": ["SAD"] * 13}, QuestionError, "needs"),
        ({"by": "village"}, QuestionError, "by"),
        ({"by": "comune"}, QuestionError, "by"),
        ({"on": "2026-02-30"}, QuestionError, "on"),
        ({"where": "Valle Castellana", "on": "1950-01-01"}, None, None),
        ({"citizen": {"age": -1}}, CitizenError, None),
    ],
)
def test_what_is_wrong_is_named_by_its_field(
    desk: Desk, asked: dict[str, Any], error: type[Exception] | None, field: str | None
) -> None:
    question = dict(asked)
    if error is None:
        assert desk.gap_question(question.pop("where"), **question)
        return
    with pytest.raises(error) as raised:
        desk.gap_question(question.pop("where", None), question.pop("needs", ()), **question)
    assert getattr(raised.value, "field", None) == field


def test_more_cells_than_an_answer_holds_are_refused_with_what_to_do() -> None:
    from welfarenet.api.requests_gaps import refuse_too_many

    refuse_too_many(MAX_CELLS, 1)
    with pytest.raises(QuestionError, match="larger areas"):
        refuse_too_many(MAX_CELLS, 2)


def test_what_the_readme_says_of_the_sample_is_so(desk: Desk) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    claim = text.partition("<!-- gaps -->\n")[2].partition("\n<!-- /gaps -->")[0]
    answer = told(desk, citizen={"age": 82, "self_sufficient": False})
    needs = {one["label"]: one for one in answer["needs"]}
    care, screens = needs["Cura della persona"], needs["Dipendenza da schermi"]
    assert claim == (
        "In the invented sample, *Cura della persona* for somebody of 82 who is not self-sufficient is "
        f"covered in {care['covered']} of the {answer['comuni']} comuni of the province of Ancona, and only "
        f"presumed in {care['presumed']}. *Dipendenza da schermi* is open in {screens['open']}: nobody "
        "offers it in the whole mapped network."
    )


# HTTP


def test_the_example_of_the_request_is_answered(client: TestClient) -> None:
    (example,) = GapsRequest.model_json_schema()["examples"]
    answer = client.post("/gaps", json=example)
    assert answer.status_code == 200
    assert answer.json()["by"] == "comune"
    assert answer.headers["cache-control"] == "no-store"


def test_http_gives_the_very_answer_of_the_desk(client: TestClient, desk: Desk) -> None:
    answer = client.post("/gaps", json={**ASKED, "needs": NEEDS}).json()
    assert answer == told(desk, needs=NEEDS, citizen=ASKED["citizen"])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"territory": "Jesi", "by": "village"}, "/by"),
        ({"needs": NEEDS * 5}, "/needs"),
        ({"by": "comune"}, "/by"),
        ({"territory": "Jesi", "citizen": {"age": "x"}}, "/citizen/age"),
        ({"territory": "Jesi", "k": 2}, "/k"),
    ],
)
def test_a_wrong_request_is_a_problem_that_points_at_the_field(
    client: TestClient, body: dict[str, object], pointer: str
) -> None:
    answer = client.post("/gaps", json=body)
    assert answer.status_code == 422
    assert answer.json()["pointer"] == pointer


# the command line


def test_the_command_prints_the_map(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["gaps", "--store", url, "--where", "Marche", "--need", "cibo", "--on", DAY])
    out = capsys.readouterr().out
    assert code == 0
    assert "Lacune: Marche, 23 novembre 2026, 225 comuni" in out
    assert "Si contano comuni" in out
    assert "Che cosa, da solo e fatto ovunque, aprirebbe di più" in out


def test_the_command_answers_as_json_what_the_desk_says(
    url: str, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    options = [part for need in NEEDS for part in ("--need", need)]
    assert (
        run(["gaps", "--store", url, "--where", "provincia di Ancona", "--on", DAY, "--json", *options]) == 0
    )
    assert json.loads(capsys.readouterr().out) == told(desk, needs=NEEDS)


def test_the_table_has_a_line_for_every_comune_and_need(url: str, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "gaps.csv"
    assert run(["gaps", "--store", url, "--where", "Marche", "--on", DAY, "--csv", str(file), "--json"]) == 0
    with file.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream, delimiter=";"))
    assert tuple(lines[0]) == COLUMNS
    assert len(lines) == 225 * len(desk.network.index.reference.needs)
    counted = told(desk, "Marche")["needs"]
    for one in counted[::20]:
        classes = [line["class"] for line in lines if line["need"] == one["need"]]
        assert sum(name.startswith("covered") for name in classes) == one["covered"]
        assert classes.count("unmapped") == one["presumed"]


def test_a_table_that_cannot_be_written_is_an_error_of_the_question(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--where", "Jesi", "--need", "cibo", "--on", DAY, "--csv", str(tmp_path / "none" / "x.csv")]
    assert run(["gaps", "--store", url, *options]) == 2
    assert "csv" in capsys.readouterr().err


#   ATS-9, an area that an exercise brought: Jesi and Monsano
def test_a_loaded_area_is_a_territory_like_any_other(tmp_path: Path) -> None:
    url = f"oxigraph:{tmp_path / 'store'}"
    store = open_store(url)
    store.replace(exercise("one", *ambito(JESI, MONSANO), serve("sad", "home.care", at=AMBITO)))
    store.close()
    desk = Desk.open(url)
    try:
        answer = told(desk, AMBITO, needs=["SAD"])
        assert [area["territory"] for area in answer["areas"]] == [JESI, MONSANO]
        wider = told(desk, "provincia di Ancona", needs=["SAD"], by="ambito")["areas"]
        assert [(area["territory"], area["comuni"]) for area in wider] == [(AMBITO, 2), (None, 45)]
    finally:
        desk.close()
