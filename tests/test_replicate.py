"""A copy of a published generation answers the same, and nobody who reads it sees half of one."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from welfarenet.graph.exercises import ExerciseData
from welfarenet.graph.manifest import read_manifest
from welfarenet.graph.mapped import Offering, Service
from welfarenet.graph.oxigraph_store import OxigraphStore
from welfarenet.graph.reference import Reference
from welfarenet.graph.replicate import replicate
from welfarenet.ontology.errors import CorruptStoreError, QuestionError, StoreUnreachableError
from worlds import JESI, drawn, exercise, need, serve

REFERENCE = drawn(need("care"))
READERS = 4


def reference() -> Reference:
    return REFERENCE


def open_world(folder: Path) -> OxigraphStore:
    return OxigraphStore(folder, reference=reference, version=lambda: "replicate")


def wave(number: int) -> ExerciseData:
    """Draw a wave of 20 and *number* offerings, each of a service that bears the wave's number."""
    services = (serve(f"s{n:03d}", at=JESI, title=f"onda {number}") for n in range(20 + number))
    return exercise("replicate", *services)


def url(folder: Path) -> str:
    return f"oxigraph:{folder}"


def content(folder: Path) -> tuple[str, list[bytes]]:
    with open_world(folder).reader() as reader:
        return reader.revision, list(reader.export())


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    open_world(folder).replace(wave(1))
    return folder


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "copy"


def test_a_copy_answers_what_its_source_does(source: Path, copy: Path) -> None:
    done = replicate(url(source), url(copy))
    assert content(copy) == content(source)
    assert done.revision == content(source)[0]
    open_world(copy).verify()


def test_copying_again_copies_nothing(source: Path, copy: Path) -> None:
    replicate(url(source), url(copy))
    again = replicate(url(source), url(copy))
    assert again.copied_bytes == 0
    assert again.kept_bytes > 0


def test_the_next_generation_costs_what_changed_and_older_ones_go(source: Path, copy: Path) -> None:
    first = replicate(url(source), url(copy))
    for number in (2, 3, 4):
        open_world(source).replace(wave(number))
        then = replicate(url(source), url(copy))
        assert content(copy) == content(source)
    assert then.kept_bytes > 0
    assert first.kept_bytes == 0
    assert len(list(copy.glob("gen-*"))) == 2


def test_a_copy_that_was_cut_goes_on_where_it_stopped(source: Path, copy: Path) -> None:
    whole = replicate(url(source), url(copy)).copied_bytes
    open_world(source).replace(wave(2))
    revision = content(source)[0]
    incoming = copy / f"{revision}.incoming"
    live = source / (source / "CURRENT").read_text().strip()
    incoming.mkdir()
    (there,) = live.glob("exercises/*.cells")
    (incoming / "exercises").mkdir()
    (incoming / "exercises" / there.name).write_bytes(there.read_bytes())
    (incoming / "rdf").mkdir()
    (incoming / "rdf" / "CURRENT").write_bytes(b"torn")
    before = content(copy)
    open_world(copy).reader().close()
    assert content(copy) == before
    assert replicate(url(source), url(copy)).copied_bytes < whole
    assert content(copy) == content(source)
    assert not list(copy.glob("*.incoming"))


def test_a_damaged_source_leaves_the_copy_as_it_was(source: Path, copy: Path) -> None:
    replicate(url(source), url(copy))
    before = content(copy)
    open_world(source).replace(wave(2))
    live = source / (source / "CURRENT").read_text().strip()
    known = set(read_manifest(copy / (copy / "CURRENT").read_text().strip()).files.values())
    fresh = [name for name, found in read_manifest(live).files.items() if found not in known]
    name = next(name for name in sorted(fresh) if (live / name).stat().st_size)
    damaged = bytearray((live / name).read_bytes())
    damaged[-1] ^= 1
    (live / name).write_bytes(damaged)
    with pytest.raises(CorruptStoreError, match=f"{re.escape(name)} does not match its checksum"):
        replicate(url(source), url(copy))
    assert content(copy) == before


def test_a_store_that_somebody_publishes_to_is_not_overwritten(source: Path, copy: Path) -> None:
    open_world(copy).replace(wave(9))
    with pytest.raises(QuestionError, match="somebody publishes to"):
        replicate(url(source), url(copy))


def test_wrong_ends_are_named(source: Path, copy: Path, tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="the source itself"):
        replicate(url(source), url(source))
    with pytest.raises(QuestionError, match="not the address of an embedded store"):
        replicate("neo4j://127.0.0.1:7687", url(copy))
    with pytest.raises(StoreUnreachableError, match="nothing was published there yet"):
        replicate(url(tmp_path / "nowhere"), url(copy))


READER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import test_replicate as here
print(here.watch(Path(sys.argv[2])), flush=True)
"""
COPIER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from welfarenet.graph.replicate import replicate
replicate(sys.argv[2], sys.argv[3])
"""


def watch(copy: Path) -> str:
    """Read until told to stop; say how many reads there were and how many were of no single wave."""
    store, reads, mixed = open_world(copy), 0, 0
    while not (copy / "stop").exists():
        with store.reader() as reader:
            titles = {service.title for service in reader.scan(Service)}
            offerings = sum(1 for _ in reader.scan(Offering))
        mixed += len(titles) != 1 or offerings != 20 + int(titles.pop().rpartition(" ")[2])
        reads += 1
    return f"{reads} {mixed}"


def python(script: str, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", script, str(Path(__file__).parent), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_four_readers_see_whole_waves_while_copies_come_and_some_are_killed(source: Path, copy: Path) -> None:
    replicate(url(source), url(copy))
    readers = [python(READER, copy) for _ in range(READERS)]
    for number in range(2, 8):
        open_world(source).replace(wave(number))
        with python(COPIER, url(source), url(copy)) as killed:
            time.sleep(0.05 * number)  # start-up takes about 0.3 s: some are killed in mid-copy
            os.kill(killed.pid, signal.SIGKILL)
        replicate(url(source), url(copy))
    (copy / "stop").touch()
    told = []
    for reader in readers:
        said, _ = reader.communicate(timeout=60)
        assert reader.returncode == 0
        told.append(tuple(map(int, said.split())))
    assert all(reads > 0 and mixed == 0 for reads, mixed in told), told
    assert content(copy) == content(source)
