"""What cannot be asked is refused alike at every door: which field, and what to do, never what a person is.

Python raises a typed error, HTTP answers 422 with a pointer, the command line
ends with 2 and one line; none repeats a citizen's values.
"""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from doors import TestClient, sample_store, served

from welfarenet.api.cli import run
from welfarenet.api.desk import Desk
from welfarenet.ontology.errors import CitizenError, InputError, QuestionError, UnknownNameError

DAY = "2026-11-23"
TOMORROW = (date.today() + timedelta(days=1)).isoformat()
SAD = "home.care"
SAME = {"forbid": [SAD], "require": [SAD]}

LIMITS: list[tuple[dict[str, Any], str, str]] = [
    ({"max_days": -1}, "limits.max_days", "0 or more"),
    ({"max_actors": 0}, "limits.max_actors", "1 or more"),
    ({"max_cost_eur": -0.5}, "limits.max_cost_eur", "0 or more"),
    (SAME, "limits.require", "leave it out of one of the two"),
    ({"forbid": ["nobody-at-all"]}, "limits.forbid", "give an offering, a provider or a service type"),
]
"""Limits, the field to name, and what to do."""

FACTS: list[tuple[dict[str, Any], str, str]] = [
    ({"born_on": TOMORROW}, "born_on", "a day of the past"),
    ({"isee_eur": -8123}, "isee_eur", "0 or more"),
    ({"disability_percent": 130}, "disability_percent", "from 0 to 100"),
    ({"age": 173}, "age", "from 0 to 130"),
    ({"household_size": 0, "minors": 0}, "household_size", "1 or more"),
    ({"minors": 7, "household_size": 2}, "minors", "to the size of the household"),
]
"""Facts no person can have, the one to name, and what it may be."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return sample_store(tmp_path_factory.mktemp("bad-input"))


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[TestClient]:
    with served(url) as client:
        yield client


@pytest.fixture(scope="module")
def desk(url: str) -> Iterator[Desk]:
    opened = Desk.open(url)
    yield opened
    opened.close()


def refusal(desk: Desk, **asked: Any) -> InputError:
    with pytest.raises(InputError) as told:
        desk.paths(asked.pop("needs", [SAD]), asked.pop("at", "Jesi"), **{"on": DAY, **asked})
    assert isinstance(told.value, InputError)
    return told.value


def problem(client: TestClient, path: str = "/paths", **asked: Any) -> dict[str, Any]:
    body = {"needs": [SAD], "territory": "Jesi", "on": DAY, **asked}
    answer = client.post(path, json=body, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    return found


def line(url: str, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    code = run(["path", *arguments, "--at", "Jesi", "--on", DAY, "--store", url, "--lang", "en"])
    told = capsys.readouterr()
    assert code == 2
    assert told.out == ""
    assert told.err.count("\n") == 1
    return told.err


def values(facts: dict[str, Any]) -> list[str]:
    return [text for value in facts.values() if len(text := str(value)) > 1]


@pytest.mark.parametrize(("limits", "field", "what_to_do"), LIMITS)
def test_limits_that_cannot_be_kept_are_refused_at_every_door(
    desk: Desk, client: TestClient, limits: dict[str, Any], field: str, what_to_do: str
) -> None:
    error = refusal(desk, limits=limits)
    assert isinstance(error, QuestionError)
    assert error.field == field
    assert what_to_do in error.hint
    for path in ("/paths", "/menu"):
        told = problem(client, path, limits=limits)
        assert told["pointer"] == "/" + field.replace(".", "/")
        assert what_to_do in told["detail"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--max-days", "-1"), "limits.max_days"),
        (("--max-actors", "0"), "limits.max_actors"),
        (("--max-cost", "-1"), "limits.max_cost_eur"),
        (("--max-cost", "nan"), "limits.max_cost_eur"),
        (("--max-days", "few"), "--max-days"),
        (("--forbid", SAD, "--require", SAD), "limits.require"),
        (("--forbid", "nobody-at-all"), "limits.forbid"),
    ],
)
def test_a_limit_that_cannot_be_kept_is_one_line_of_the_command_line(
    url: str, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], told: str
) -> None:
    assert told in line(url, capsys, SAD, *arguments)


def test_limits_of_the_command_line_are_kept(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["path", SAD, "--at", "Jesi", "--on", DAY, "--store", url, "--json"]
    assert run([*asked, "--max-days", "1"]) == 0
    (lost,) = json.loads(capsys.readouterr().out)["uncovered"]
    assert lost["class"] == "covered"
    assert run([*asked, "--forbid", SAD]) == 0
    (lost,) = json.loads(capsys.readouterr().out)["uncovered"]
    assert lost["reason"].startswith("C'è chi risponde")


#   require one offering ── its provider forbidden, or its kind of service
def test_an_offering_is_not_required_of_a_provider_or_a_kind_that_is_forbidden(desk: Desk) -> None:
    step = desk.paths([SAD], "Jesi", on=DAY).paths[0].steps[-1]
    assert step.offering and step.provider  # noqa: PT018
    for forbidden in (step.offering, step.provider, SAD):
        error = refusal(desk, limits={"forbid": [forbidden], "require": [step.offering]})
        assert isinstance(error, QuestionError)
        assert error.field == "limits.require"
    kept = desk.paths([SAD], "Jesi", on=DAY, limits={"forbid": ["access.spid"], "require": [step.offering]})
    assert step.offering in {one.offering for one in kept.paths[0].steps}


@pytest.mark.parametrize(("facts", "fact", "what_to_do"), FACTS)
def test_a_citizen_nobody_can_be_is_refused_at_every_door_and_not_repeated(
    desk: Desk,
    client: TestClient,
    url: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
    facts: dict[str, Any],
    fact: str,
    what_to_do: str,
) -> None:
    error = refusal(desk, citizen=facts)
    assert isinstance(error, CitizenError)
    assert (error.key, what_to_do in error.hint) == (fact, True)
    told = [str(error), repr(error)]
    for path in ("/paths", "/menu"):
        answer = problem(client, path, citizen=facts)
        assert answer["pointer"] == f"/citizen/{fact}"
        assert what_to_do in answer["detail"]
        told.append(json.dumps(answer))
    file = tmp_path_factory.mktemp("person") / "person.json"
    file.write_text(json.dumps(facts), "utf-8")
    told.append(line(url, capsys, SAD, "--citizen", str(file)))
    assert fact in told[-1]
    assert [text for text in told for value in values(facts) if value in text] == []


def test_a_person_not_yet_born_on_the_day_asked_is_refused(desk: Desk, client: TestClient) -> None:
    facts = {"born_on": "2024-05-17"}
    error = refusal(desk, on="2024-05-16", citizen=facts)
    assert isinstance(error, CitizenError)
    assert "ask on a later one" in error.hint
    with pytest.raises(CitizenError):
        desk.who(SAD, "Jesi", on="2024-05-16", citizen=facts)
    told = problem(client, on="2024-05-16", citizen=facts)
    assert told["pointer"] == "/citizen/born_on"
    assert "2024-05-17" not in json.dumps(told)
    assert desk.paths([SAD], "Jesi", on="2024-05-17", citizen=facts).on == "2024-05-17"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"needs": [SAD] * 13}, "needs"),
        ({"needs": []}, "needs"),
        ({"needs": SAD}, "needs"),
        ({"needs": [5]}, "needs"),
        ({"k": 11}, "k"),
        ({"k": 0}, "k"),
        ({"prefer": "menu"}, "prefer"),
        ({"limits": {"channels": []}}, "limits.channels"),
        ({"limits": 5}, "limits"),
    ],
)
def test_more_than_can_be_asked_is_refused_by_name(
    desk: Desk, client: TestClient, asked: dict[str, Any], field: str
) -> None:
    error = refusal(desk, **asked)
    assert isinstance(error, QuestionError)
    assert error.field == field
    assert error.hint
    assert problem(client, **asked)["pointer"] == "/" + field.replace(".", "/")


def test_an_unknown_need_is_told_its_nearest(
    desk: Desk, client: TestClient, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    error = refusal(desk, needs=["income.fodo"])
    assert isinstance(error, UnknownNameError)
    assert error.nearest[0] == "Cibo (income.food)"
    told = problem(client, needs=["income.fodo"])
    assert told["type"].endswith("/unknown-name")
    assert any("income.food" in near for near in told["nearest"])
    assert "fodo" not in json.dumps({**told, "nearest": []})
    assert "income.food" in line(url, capsys, "income.fodo")
    assert "from 1 to 10" in line(url, capsys, SAD, "-k", "11")
    assert "1 to 12" in line(url, capsys, *[SAD] * 13)
