"""The menu: the best path under each preference, told once where preferences agree.

In the drawings ``coop:sad(0 €, 60)`` is the offering *sad* of *coop*, free, of sixty
days; ``─isee→`` a paper handed on, ``★`` the need asked.
"""

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from doors import Page, TestClient, sample_store, served
from search_worlds import in_order

from welfarenet.api.cli import run
from welfarenet.api.desk import Desk
from welfarenet.graph.exercises import ExerciseData
from welfarenet.graph.menu import Choice, find_menu
from welfarenet.graph.network import Network
from welfarenet.graph.packing import pack
from welfarenet.graph.paths import find_paths, prepare
from welfarenet.graph.preferences import PREFERENCES, SCALE
from welfarenet.graph.question import Question
from worlds import CARE, JESI, MONEY, TODAY, VOCABULARY, drawn, exercise, open_world, serve, steps_of

REFERENCE = drawn(*VOCABULARY)
RANDOM_WORLDS = 120 if os.environ.get("WELFARENET_EXHAUST") else 6
NEEDS = ["income.food", "income.minimum"]
FORM = {"lang": "it", "comune": "Jesi", "need-1": NEEDS[0], "need-2": NEEDS[1], "on": "2026-11-23"}


def told(network: Network, menu: tuple[Choice, ...]) -> dict[tuple[str, ...], list[str]]:
    """Name the offerings of each choice, by the preferences that share it."""
    offerings = network.index.offerings
    return {
        choice.preferences: [
            offerings[step.candidate.row].rpartition("/")[2]
            for path in choice.found[0][1].paths
            for step in path.steps
            if step.candidate
        ]
        for choice in menu
    }


# 01   coop:slow(0 €, 60) ─★   shop:quick(100 €, 2) ─★
def test_01_whoever_is_in_haste_gets_another_path(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("slow", "home.care", at=JESI, by="coop", requires="", euros=0, days=60),
            serve("quick", "home.care", at=JESI, by="shop", requires="", euros=100, days=2),
        ),
        reference=REFERENCE,
    )
    menu = find_menu(network, Question(JESI, (CARE,), TODAY))
    assert told(network, menu) == {("balanced", "cheap", "few-actors"): ["slow"], ("fast",): ["quick"]}


# 02   caf:desk(0 €, 5) ─isee→ coop:sad(0 €, 5) ─★   coop:counter(60 €, 10) ─isee→ coop:sad
def test_02_whoever_wants_few_desks_pays_for_it(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path,
        exercise(
            "one",
            serve("desk", "tax.desk", at=JESI, by="caf", requires="", issues=("isee",), euros=0, days=5),
            serve("counter", "tax.desk", at=JESI, requires="", issues=("isee",), euros=60, days=10),
            serve("sad", "home.care", at=JESI, requires="isee", euros=0, days=5),
        ),
        reference=REFERENCE,
    )
    menu = find_menu(network, Question(JESI, (CARE,), TODAY))
    assert told(network, menu) == {
        ("balanced", "fast", "cheap"): ["desk", "sad"],
        ("few-actors",): ["counter", "sad"],
    }


# 03   coop:sad ─★   nobody for money
def test_03_a_need_left_open_is_left_open_in_every_choice(tmp_path: Path) -> None:
    network, _ = open_world(
        tmp_path, exercise("one", serve("sad", "home.care", at=JESI)), reference=REFERENCE
    )
    menu = find_menu(network, Question(JESI, (CARE, MONEY), TODAY))
    assert told(network, menu) == {tuple(PREFERENCES): ["sad"]}
    nothing = find_menu(network, Question(JESI, (MONEY,), TODAY))
    assert told(network, nothing) == {tuple(PREFERENCES): []}


def random_exercise(rng: random.Random) -> ExerciseData:
    kinds: tuple[tuple[str, dict[str, Any]], ...] = (
        ("home.care", {"requires": "isee"}),
        ("tax.desk", {"requires": "", "issues": ("isee",)}),
        ("doctor", {"requires": "", "issues": ("report",)}),
        ("benefit", {"requires": "isee, report"}),
        ("benefit", {"requires": "report"}),
    )
    offered = []
    for number, (service_type, own) in enumerate([*kinds, *rng.choices(kinds, k=7)]):
        euros, days = rng.choice((0, 5, 40)), rng.choice((0, 3, 30))
        offered.append(
            serve(f"{number}", service_type, at=JESI, by=rng.choice("abc"), euros=euros, days=days, **own)
        )
    return exercise("one", *offered)


@pytest.mark.exhaust
def test_each_choice_is_the_best_that_brute_force_finds_under_its_preferences(tmp_path: Path) -> None:
    apart = 0
    for seed in range(RANDOM_WORLDS):
        network, _ = open_world(
            tmp_path / str(seed), random_exercise(random.Random(seed)), reference=REFERENCE
        )
        question = Question(JESI, (CARE, MONEY), TODAY)
        menu = find_menu(network, question)
        assert sorted(name for choice in menu for name in choice.preferences) == sorted(PREFERENCES)
        steps = [choice.found[0][1].paths[0].steps for choice in menu]
        assert len(set(steps)) == len(steps), f"world {seed}"
        apart += len(steps) > 1
        ground = prepare(network, question)
        for choice in menu:
            for name, found in choice.found:
                asked = replace(question, prefer=name)
                assert find_paths(network, asked).paths == found.paths, f"world {seed}, {name}"
                problem = pack(ground.acts, asked)
                best, path = in_order(problem.task)[0], found.paths[0]
                assert found.optimal, f"world {seed}, {name}"
                assert path.objective == best.objective // SCALE, f"world {seed}, {name}"
                assert steps_of(path.problem, path.plan.actions) == steps_of(problem, best.actions)
                assert path.steps == choice.found[0][1].paths[0].steps
    assert apart > RANDOM_WORLDS / 4, "the random worlds hardly ever leave a choice"


# through the doors


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return sample_store(tmp_path_factory.mktemp("menu"))


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[TestClient]:
    with served(url) as client:
        yield client


def test_an_entry_is_the_whole_answer_of_the_first_preference_it_names(url: str) -> None:
    desk = Desk.open(url)
    menu = desk.menu(NEEDS, "Jesi", on=TODAY)
    assert len(menu.entries) > 1
    for entry in menu.entries:
        for one in entry.preferences:
            alone = desk.paths(NEEDS, "Jesi", on=TODAY, prefer=one.name)
            assert (one.optimal, one.gap, one.objective) == (alone.optimal, alone.gap, alone.objective)
        assert desk.paths(NEEDS, "Jesi", on=TODAY, prefer=entry.preferences[0].name) == entry.answer
    desk.close()


def test_the_menu_is_asked_over_http_and_knows_no_preference_of_its_own(client: TestClient) -> None:
    body = {"needs": NEEDS, "territory": "Jesi", "on": "2026-11-23"}
    answer = client.post("/menu", json=body).json()
    names = [one["name"] for entry in answer["entries"] for one in entry["preferences"]]
    assert sorted(names) == sorted(PREFERENCES)
    assert all(entry["answer"]["paths"] for entry in answer["entries"])
    refused = client.post("/menu", json={**body, "prefer": "fast"})
    assert refused.status_code == 422
    assert refused.json()["pointer"] == "/prefer"
    assert "leave it out" in refused.json()["detail"]


def test_the_command_line_gives_the_menu_in_short(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WELFARENET_STORE", url)
    assert run(["menu", *NEEDS, "--at", "Jesi", "--on", "2026-11-23"]) == 0
    italian = capsys.readouterr().out
    assert " 1. equilibrato · economico · pochi sportelli\n    completo\n    passi 3 · enti 3" in italian
    assert " 2. veloce\n" in italian
    assert run(["menu", *NEEDS, "--at", "Jesi", "--on", "2026-11-23", "--lang", "en"]) == 0
    assert " 1. balanced · cheap · few desks\n" in capsys.readouterr().out
    assert run(["menu", "benefits.invalidity-application", "--at", "Jesi", "--on", "2026-11-23"]) == 0
    alone = capsys.readouterr().out
    assert "    nessun percorso\n" in alone
    assert alone.count("28 febbraio 2026") == 1


def test_the_page_lets_a_person_choose_and_keeps_the_question(client: TestClient) -> None:
    page = Page(client.post("/percorsi", data=FORM).text)
    assert "A scelta" in page.text
    assert "equilibrato · economico · pochi sportelli" in page.text
    assert page.values(form="domanda", name="choose") == [
        {"form": "domanda", "name": "choose", "value": "fast"}
    ]
    fast = Page(client.post("/percorsi", data={**FORM, "prefer": "balanced", "choose": "fast"}).text)
    assert "selected" in fast.values(value="fast")[0]
    assert [one["value"] for one in fast.values(form="domanda", name="choose")] == ["balanced"]


def test_the_page_says_when_every_preference_agrees(client: TestClient) -> None:
    page = Page(client.post("/percorsi", data={**FORM, "need-1": "SAD", "need-2": "", "lang": "en"}).text)
    assert "Under every preference this is the best path." in page.text
    assert page.values(name="choose") == []
