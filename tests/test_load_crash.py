"""A load killed at any moment: what was published still answers, and the next load succeeds."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from shutil import copytree

import pytest
from desks import DAY, SAMPLES, fresh_store

from welfarenet.api.desk import Desk
from welfarenet.graph.oxigraph_store import OxigraphStore
from welfarenet.loaders.load import load

SEED = 20261123
KILLS = 6
FIVE_ROWS, SAMPLE = SAMPLES / "five-rows-2022.xlsx", SAMPLES / "jesi-2026.xlsx"
DOOR = "import sys; from welfarenet.api.cli import main; sys.argv[0] = 'welfarenet'; main()"


def command(store: Path) -> list[str]:
    return [sys.executable, "-c", DOOR, "load", str(SAMPLE), "--store", f"oxigraph:{store}"]


@pytest.fixture(scope="module")
def five_rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the five rows once; each kill works on a copy."""
    folder = tmp_path_factory.mktemp("five-rows")
    with fresh_store(folder) as store:
        load(store, [FIVE_ROWS], today=DAY)
    return folder / "store"


@pytest.fixture(scope="module")
def whole_load_seconds(five_rows: Path, tmp_path_factory: pytest.TempPathFactory) -> float:
    store = copytree(five_rows, tmp_path_factory.mktemp("whole") / "store")
    start = time.monotonic()
    done = subprocess.run(command(store), capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()
    return time.monotonic() - start


def providers_of_home_care(store: Path) -> set[str]:
    desk = Desk.open(f"oxigraph:{store}")
    try:
        return {o.provider for o in desk.who("home.care", "Jesi", on=DAY.isoformat()).offerings}
    finally:
        desk.close()


@pytest.mark.parametrize("turn", range(KILLS))
def test_a_load_killed_on_the_way_leaves_the_old_data_answering_and_the_next_one_succeeds(
    five_rows: Path, whole_load_seconds: float, tmp_path: Path, turn: int
) -> None:
    store = copytree(five_rows, tmp_path / "store")
    before = providers_of_home_care(store)
    assert before
    loading = subprocess.Popen(command(store), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep((turn + random.Random(SEED + turn).random()) / KILLS * whole_load_seconds)
    loading.send_signal(signal.SIGKILL)
    loading.wait()

    opened = OxigraphStore(store)
    opened.verify()
    with opened.reader() as reader:
        names = {exercise.iri.rpartition("/")[2] for exercise in reader.exercises()}
    assert names in ({"five-rows-2022"}, {"five-rows-2022", "jesi-2026"})
    assert before <= providers_of_home_care(store)

    report = load(opened, [SAMPLE], today=DAY)
    assert report.published
    with opened.reader() as reader:
        assert len(reader.exercises()) == 2
    assert before < providers_of_home_care(store)
    assert sorted(p.name for p in store.iterdir() if p.suffix) == [], "nothing half done is left"
