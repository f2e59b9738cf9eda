"""A publish killed at any moment leaves the old network or the new one, whole, and nothing to clean up."""

import random
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

from welfarenet.graph.concepts import Need
from welfarenet.graph.exercises import Cell, ExerciseData, MappingExercise
from welfarenet.graph.mapped import Offering
from welfarenet.graph.oxigraph_store import OxigraphStore
from welfarenet.graph.places import Territory, TerritoryKind
from welfarenet.graph.reference import Reference
from welfarenet.ontology.terms import DATA

SEED = 20261123
ROUNDS = 10
OFFERINGS = 200
BASE = DATA + "crash/"
EXERCISE = BASE + "exercise/crash"

REFERENCE = Reference(
    {"autonomy": Need("autonomy", "Autonomia", "Autonomy")},
    {},
    {},
    (),
    {
        f"A{number:03d}": Territory(f"A{number:03d}", TerritoryKind.COMUNE, "Inventato")
        for number in range(300)
    },
)


def open_store(folder: Path) -> OxigraphStore:
    return OxigraphStore(folder, reference=lambda: REFERENCE, version=lambda: "one")


def wave(number: int) -> ExerciseData:
    """Draw the n-th version of one exercise: its number is in every record and every cell."""
    told, service, provider = f"wave {number}", BASE + "service/s", BASE + "provider/p"
    offerings = tuple(
        Offering(f"{BASE}offering/{row}", service, provider, ("A001",), hours=told)
        for row in range(OFFERINGS)
    )
    cells = tuple(Cell(desk.iri, "hours", BASE + "row/r", "F", told) for desk in offerings)
    return ExerciseData(MappingExercise(EXERCISE, told), offerings=offerings, cells=cells)


def published(folder: Path) -> int:
    """Give the number of the wave that answers, after checking that no part of another is mixed in."""
    store = open_store(folder)
    store.verify()
    with store.reader() as reader:
        offerings = list(reader.scan(Offering))
        if not offerings:
            assert reader.exercises() == ()
            return 0
        said = {offering.hours for offering in offerings}
        said |= {cell.text for cell in reader.cells(offering.iri for offering in offerings)}
        said |= {exercise.title for exercise in reader.exercises()}
    assert len(offerings) == OFFERINGS
    assert len(said) == 1, said
    return int(said.pop().removeprefix("wave "))


def leftovers(folder: Path) -> list[str]:
    """List what a crash may have left: all but the pointer, the lock, the archive and two generations."""
    known = {"CURRENT", "LOCK", "archive"}
    names = sorted(path.name for path in folder.iterdir() if path.name not in known)
    return [*(name for name in names if not name.removeprefix("gen-").isdigit()), *names[:-2]]


def test_a_publish_killed_at_a_random_moment_is_whole_or_not_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    chance = random.Random(SEED)
    acknowledged, moments = 0, set()
    for _round in range(ROUNDS):
        acknowledged, moment = kill_a_writer(folder, acknowledged, chance.uniform(0.0, 0.35))
        moments.add(moment)
        answering = published(folder)
        assert answering in (acknowledged, acknowledged + 1)
        assert leftovers(folder) == []
        open_store(folder).replace(wave(answering + 1))
        acknowledged = published(folder)
        assert acknowledged == answering + 1
        assert leftovers(folder) == []
    assert len(moments) > 1, "every kill fell on the same moment: choose other delays"


def kill_a_writer(folder: Path, start: int, delay: float) -> tuple[int, tuple[str, ...]]:
    """Kill a writer after a delay; give the last wave it acknowledged and what was lying about."""
    command = [sys.executable, __file__, str(folder), str(start)]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    sleep(delay)
    writer.send_signal(signal.SIGKILL)
    lines = writer.stdout.read().split()
    writer.stdout.close()
    assert writer.wait() == -signal.SIGKILL
    entries = sorted(path.suffix for path in folder.iterdir()) if folder.exists() else []
    return int(lines[-1]) if lines else start, (str(len(lines)), *entries)


@pytest.mark.parametrize("remains", ["gen-000009.build", "gen-000008.dead", "gen-000007"])
def test_remains_of_a_crash_go_away_at_the_next_opening(tmp_path: Path, remains: str) -> None:
    open_store(tmp_path).replace(wave(1))
    (tmp_path / remains / "rdf").mkdir(parents=True)
    (tmp_path / remains / "rdf" / "000001.sst").write_bytes(b"half")
    (tmp_path / "CURRENT.partial").write_text("gen-0")
    assert published(tmp_path) == 1
    assert leftovers(tmp_path) == []


def main() -> None:
    """Publish wave after wave, saying which one was acknowledged, until killed."""
    folder, number = Path(sys.argv[1]), int(sys.argv[2])
    print("ready", flush=True)
    while True:
        number += 1
        open_store(folder).replace(wave(number))
        print(number, flush=True)


if __name__ == "__main__":
    main()
