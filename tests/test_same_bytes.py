"""The same question gives the same bytes: asked again, by any process, of a network loaded in any order.

file one ─ records ─┐  shuffled        ┌─ store ─ answers ─┐
                    ├─ in any order ───┤                   ├─ the same bytes, revision and all
file two ─ records ─┘  one before the  └─ store ─ answers ─┘
                       other
"""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from desks import SAMPLES

from welfarenet.api.desk import Desk
from welfarenet.api.schemas import dump
from welfarenet.graph.exercises import ExerciseData, SourceRow
from welfarenet.graph.mapped import Agreement, Offering, Provider, Referral, Service
from welfarenet.graph.places import Territory
from welfarenet.graph.stores import open_store
from welfarenet.loaders.load import load

FILES = ("jesi-2026.xlsx", "five-rows-2022.xlsx")
WHOLE = bool(os.environ.get("WELFARENET_EXHAUST"))
SHUFFLES, PROCESSES = (100, 100) if WHOLE else (2, 3)
REPEATS = 100

DOOR = "from welfarenet.api.cli import main; main()"
TODAY, JESI = "2026-11-23", "Jesi"
NEEDS = ("autonomy.personal-care", "income.disability-benefit")
OLD_AND_FRAIL: dict[str, object] = {"age": 82, "self_sufficient": False}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[ExerciseData]:
    """Load each sample, and take apart what it says."""
    return [taken_apart(SAMPLES / name, tmp_path_factory.mktemp("one")) for name in FILES]


@pytest.fixture(scope="module")
def url(told: list[ExerciseData], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Publish both, one after the other."""
    return published(told, tmp_path_factory.mktemp("plain"))


def published(told: Iterable[ExerciseData], folder: Path) -> str:
    store = open_store(f"oxigraph:{folder}")
    for data in told:
        store.replace(data)
    store.close()
    return store.url


def taken_apart(file: Path, folder: Path) -> ExerciseData:
    store = open_store(f"oxigraph:{folder}")
    load(store, [file])
    with store.reader() as reader:
        (exercise,) = reader.exercises()
        records = {
            "territories": tuple(reader.scan(Territory)),
            "providers": tuple(reader.scan(Provider)),
            "services": tuple(reader.scan(Service)),
            "offerings": tuple(reader.scan(Offering)),
            "agreements": tuple(reader.scan(Agreement)),
            "referrals": tuple(reader.scan(Referral)),
            "rows": tuple(reader.scan(SourceRow)),
        }
        subjects = [
            getattr(record, "iri", getattr(record, "id", ""))
            for group in records.values()
            for record in group
        ]
        cells = reader.cells(subjects)
    store.close()
    return ExerciseData(exercise, **records, cells=cells)  # type: ignore[arg-type]


def shuffled(data: ExerciseData, order: random.Random) -> ExerciseData:
    """Give the same exercise with its records in another order."""
    kinds = (field.name for field in fields(data) if field.name != "exercise")
    records = {kind: tuple(order.sample(getattr(data, kind), len(getattr(data, kind)))) for kind in kinds}
    return ExerciseData(data.exercise, **records)


def answers(desk: Desk) -> Iterator[bytes]:
    """Ask who covers a need, a path with alternatives, and one that has none."""
    yield told_in_bytes(desk.who(NEEDS[0], JESI, on=TODAY, citizen=OLD_AND_FRAIL))
    yield told_in_bytes(desk.paths(NEEDS, JESI, on=TODAY, citizen=OLD_AND_FRAIL, k=3))
    yield told_in_bytes(desk.paths(NEEDS, "Napoli", on=TODAY, citizen={"age": 30}))


def told_in_bytes(answer: object) -> bytes:
    return json.dumps(dump(answer), ensure_ascii=False).encode()  # type: ignore[arg-type]


def test_a_question_asked_a_hundred_times_has_one_answer(url: str) -> None:
    desk = Desk.open(url)
    ask = {told_in_bytes(desk.paths(NEEDS, JESI, on=TODAY, citizen=OLD_AND_FRAIL)) for _ in range(REPEATS)}
    desk.close()
    assert len(ask) == 1


@pytest.mark.exhaust
def test_records_in_any_order_and_files_in_any_order_give_one_answer(
    url: str, told: list[ExerciseData], tmp_path: Path
) -> None:
    desk = Desk.open(url)
    plain = tuple(answers(desk))
    desk.close()
    assert b'"steps"' in plain[1]
    for seed in range(SHUFFLES):
        order = random.Random(seed)
        mixed = [shuffled(data, order) for data in order.sample(told, len(told))]
        other = Desk.open(published(mixed, tmp_path / str(seed)))
        assert tuple(answers(other)) == plain, f"shuffle {seed}"
        other.close()


@pytest.mark.exhaust
def test_every_process_gives_the_same_bytes_whatever_its_hashes(url: str) -> None:
    command = (
        *(sys.executable, "-c", DOOR, "path", *NEEDS, "--at", JESI, "--on", TODAY),
        *("-k", "3", "--citizen", "-", "--store", url, "--json"),
    )
    said = {
        subprocess.run(
            command,
            input=json.dumps(OLD_AND_FRAIL).encode(),
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(PROCESSES)
    }
    assert len(said) == 1
    assert b'"steps"' in said.pop()
