"""What the embedded store promises beyond the protocol: generations, checksums, an archive, SPARQL."""

import errno
import fcntl
import gzip
import os
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Timer
from time import monotonic

import pyoxigraph
import pytest
from earlier import as_before
from pyoxigraph import NamedNode

from welfarenet.graph.exercises import Cell, ExerciseData
from welfarenet.graph.generations import Generations
from welfarenet.graph.mapped import Offering
from welfarenet.graph.oxigraph_build import merge_behind
from welfarenet.graph.oxigraph_store import OxigraphStore
from welfarenet.graph.rdf import exercise_records, lines_of
from welfarenet.graph.stores import open_store
from welfarenet.ontology.errors import CorruptStoreError, QuestionError, StoreBusyError, StoreUnreachableError
from welfarenet.ontology.terms import DATA, TERRITORY

Make = Callable[..., ExerciseData]
WN = "PREFIX wn: <https://w3id.org/welfarenet/onto#> "


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def embedded(open_embedded: Callable[[], OxigraphStore]) -> OxigraphStore:
    return open_embedded()


def generations(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("gen-*"))


def test_opening_a_store_writes_nothing(folder: Path) -> None:
    open_store(f"oxigraph:{folder}").reader().close()
    assert not folder.exists()


def test_two_generations_are_kept_and_one_more_while_somebody_reads_it(
    embedded: OxigraphStore, folder: Path, make: Make
) -> None:
    embedded.replace(make(offerings=1))
    with embedded.reader() as reader:
        for count in (2, 3, 4):
            embedded.replace(make(offerings=count))
        assert generations(folder) == ["gen-000001", "gen-000003", "gen-000004"]
        assert len(list(reader.scan(Offering))) == 1
    embedded.replace(make(offerings=5))
    assert generations(folder) == ["gen-000004", "gen-000005"]


def test_files_that_did_not_change_are_shared_between_generations(
    embedded: OxigraphStore, folder: Path, make: Make
) -> None:
    embedded.replace(make("uno"))
    embedded.replace(make("due"))
    assert any(path.stat().st_nlink > 1 for path in folder.glob("gen-000002/rdf/*.sst"))
    embedded.verify()


def test_a_superseded_version_is_archived_as_the_nquads_it_was(
    embedded: OxigraphStore, folder: Path, make: Make
) -> None:
    embedded.replace(make())
    with embedded.reader() as reader:
        exercise = make().exercise.iri.encode()
        before = [line for line in reader.export() if b"<" + exercise + b"> .\n" in line]
    embedded.replace(make(title="Altro"))
    (archived,) = folder.glob("archive/*.nq.gz")
    assert gzip.decompress(archived.read_bytes()).splitlines(keepends=True) == before
    assert archived.read_bytes()[4:8] == b"\0\0\0\0"
    assert len(list(folder.glob("archive/*.cells.jsonl.gz"))) == 1


@pytest.mark.parametrize(
    "name", ["rdf/*.sst", "rdf/MANIFEST-*", "exercises/*.nq.gz", "exercises/*.records", "exercises/*.cells"]
)
def test_a_flipped_byte_is_found_by_its_checksum(
    embedded: OxigraphStore, folder: Path, make: Make, name: str
) -> None:
    embedded.replace(make())
    victim = next(folder.glob(f"gen-000001/{name}"))
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(content)
    with pytest.raises(CorruptStoreError, match=re.escape(victim.name)):
        embedded.verify()
    if victim.name.startswith("MANIFEST"):
        with pytest.raises(CorruptStoreError, match="checksum mismatch"):
            embedded.reader()


def test_the_lines_of_an_exercise_are_written_once_and_shared_until_it_changes(
    embedded: OxigraphStore, folder: Path, make: Make
) -> None:
    embedded.replace(make("uno"))
    embedded.replace(make("due"))
    one, two = sorted(folder.glob("gen-000002/exercises/*.nq.gz"), key=lambda path: path.name)
    assert (one.name[:4], two.name[:4]) == ("due-", "uno-")
    assert (one.stat().st_nlink, two.stat().st_nlink) == (1, 2)
    with embedded.reader() as reader:
        assert {*_lines(one), *_lines(two)} < set(reader.export())
    embedded.replace(make("uno", title="Altro"))
    (archived,) = folder.glob("archive/*.nq.gz")
    assert archived.samefile(two)


def _lines(path: Path) -> list[bytes]:
    return gzip.decompress(path.read_bytes()).splitlines(keepends=True)


def test_a_file_system_without_hard_links_gets_copies(
    embedded: OxigraphStore, folder: Path, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_paths: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    embedded.replace(make("uno"))
    embedded.replace(make("due"))
    embedded.replace(make("due", title="Altro"))
    assert len(list(folder.glob("gen-000003/exercises/*.nq.gz"))) == 2
    assert len(list(folder.glob("archive/*.nq.gz"))) == 1
    embedded.verify()


def damaged(folder: Path, pattern: str) -> Path:
    """Flip a bit in the middle of the one file of the first generation with such a name."""
    (path,) = folder.glob(f"gen-000001/exercises/{pattern}")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return path


def test_damaged_lines_are_named_when_they_are_read(
    embedded: OxigraphStore, folder: Path, make: Make
) -> None:
    embedded.replace(make(offerings=30))
    path = damaged(folder, "*.nq.gz")
    with embedded.reader() as reader:
        for read in (reader.export, lambda: reader.scan(Offering)):
            with pytest.raises(CorruptStoreError, match=re.escape(path.name)):
                list(read())
    as_before(folder, ".records")
    with embedded.reader() as reader, pytest.raises(CorruptStoreError, match=re.escape(path.name)):
        list(reader.gather((Offering,)))


def test_damaged_records_are_named_when_they_are_read(
    embedded: OxigraphStore, folder: Path, make: Make
) -> None:
    data = make(offerings=30)
    embedded.replace(data)
    path = damaged(folder, "*.records")
    with embedded.reader() as reader:
        for read in (
            lambda: reader.gather((Offering,)),
            lambda: reader.describe([offering.iri for offering in data.offerings]),
        ):
            with pytest.raises(CorruptStoreError, match=re.escape(path.name)):
                list(read())


@pytest.mark.parametrize(("kept", "removed"), [(0, 30), (5, 25), (25, 5), (30, 0)])
def test_an_exercise_that_loses_few_or_most_of_its_records_holds_the_others(
    embedded: OxigraphStore, make: Make, kept: int, removed: int
) -> None:
    embedded.replace(make("due"))
    embedded.replace(make(offerings=kept + removed))
    commit = embedded.replace(make(offerings=kept, title="Altro"))
    fresh = OxigraphStore(embedded._path / "fresh", reference=embedded._reference, version=embedded._version)
    fresh.replace(make("due"))
    fresh.replace(make(offerings=kept, title="Altro"))
    with embedded.reader() as one, fresh.reader() as other:
        assert list(one.export()) == list(other.export())
        assert (one.revision, commit.revision) == (other.revision, other.revision)
        asked = WN + "SELECT (COUNT(?x) AS ?n) { ?x a wn:Offering }"
        assert one.query(asked) == other.query(asked)


def test_an_exercise_loaded_in_several_pieces_holds_every_line_and_its_meta(
    embedded: OxigraphStore, make: Make
) -> None:
    data = make(offerings=6_000)
    expected = lines_of(exercise_records(data), NamedNode(data.exercise.iri))
    assert len(expected) > 50_000  # more than is loaded at once
    assert embedded.replace(data).added == len(expected)
    with embedded.reader() as reader:
        assert [line for line in reader.export() if b"/exercise/uno> .\n" in line] == expected
        told = reader.query(WN + "SELECT ?n { ?e wn:tripleCount ?n }")
        assert [str(row[0]).split('"')[1] for row in told.rows] == [str(len(expected))]
        counted = reader.query(
            WN + f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{data.exercise.iri}> {{ ?s ?p ?o }} }}"
        )
        assert str(counted.rows[0][0]).split('"')[1] == str(len(expected))


#   triples   126,000 ── 131,072 = 2¹⁷ ── 182,000
#              "due"                      and "uno", before which the tables are merged
def test_a_store_that_passes_a_power_of_two_holds_every_line_before_and_since(
    embedded: OxigraphStore, make: Make
) -> None:
    large, small = make("due", offerings=9_000), make(offerings=4_000)
    first, second = embedded.replace(large).added, embedded.replace(small).added
    assert first < 2**17 < first + second
    assert second * 2 < first + second
    assert second > 50_000
    with embedded.reader() as reader:
        for data, lines in ((large, first), (small, second)):
            counted = reader.query(
                WN + f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{data.exercise.iri}> {{ ?s ?p ?o }} }}"
            )
            assert str(counted.rows[0][0]).split('"')[1] == str(lines)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="only Linux tells the threads of a process")
def test_what_the_engine_merges_by_itself_waits_for_whoever_loads(tmp_path: Path) -> None:
    engine = pyoxigraph.Store(str(tmp_path / "engine"))
    own = os.getpriority(os.PRIO_PROCESS, 0)
    merge_behind(5)
    names = {path.parent.name: path.read_text().strip() for path in Path("/proc/self/task").glob("*/comm")}
    merging = [int(thread) for thread, name in names.items() if name == "rocksdb:low"]
    assert merging, "the engine names its threads otherwise: what it merges no longer waits"
    assert {os.getpriority(os.PRIO_PROCESS, thread) for thread in merging} <= set(range(own + 5, 20))
    assert os.getpriority(os.PRIO_PROCESS, 0) == own
    engine.flush()


def test_what_fails_beside_the_engine_leaves_nothing_of_the_build(
    embedded: OxigraphStore, folder: Path, make: Make
) -> None:
    before = embedded.replace(make()).revision
    unwritable = Cell(DATA + "x", "name", DATA + "row", "A", "\ud800")
    with pytest.raises(ValueError, match="surrogates not allowed"):
        embedded.replace(replace(make(offerings=30), cells=(unwritable,)))
    assert generations(folder) == ["gen-000001"]
    assert embedded.revision() == before
    assert embedded.replace(make(offerings=30)).revision == embedded.revision() != before


def test_a_missing_or_cut_file_is_found_at_opening(embedded: OxigraphStore, folder: Path, make: Make) -> None:
    embedded.replace(make())
    (cells,) = folder.glob("gen-000001/exercises/*.cells")
    cells.write_bytes(cells.read_bytes()[:-1])
    with pytest.raises(CorruptStoreError, match=r"\.cells has \d+ bytes instead of"):
        embedded.reader()
    cells.unlink()
    with pytest.raises(CorruptStoreError, match=r"\.cells is missing"):
        embedded.reader()


def test_a_lost_pointer_does_not_lose_the_generations(
    embedded: OxigraphStore, folder: Path, make: Make
) -> None:
    embedded.replace(make("uno"))
    embedded.replace(make("due"))
    (folder / "CURRENT").unlink()
    with pytest.raises(CorruptStoreError, match="CURRENT"):
        embedded.replace(make("tre"))
    assert generations(folder) == ["gen-000001", "gen-000002"]
    (folder / "CURRENT").write_text("gen-000002\n")
    embedded.verify()


@pytest.mark.parametrize("pointer", [b"", b"../elsewhere", b"gen-999999", b"\xff\xfe"])
def test_a_broken_pointer_is_named(embedded: OxigraphStore, folder: Path, make: Make, pointer: bytes) -> None:
    embedded.replace(make())
    (folder / "CURRENT").write_bytes(pointer)
    for look in (embedded.reader, embedded.revision):
        with pytest.raises(CorruptStoreError, match="CURRENT"):
            look()


def test_pointing_back_answers_the_earlier_generation(
    embedded: OxigraphStore, folder: Path, make: Make
) -> None:
    first = embedded.replace(make(offerings=1))
    embedded.replace(make(offerings=2))
    (folder / "CURRENT").write_text("gen-000001\n")
    assert embedded.revision() == first.revision
    with embedded.reader() as reader:
        assert (reader.revision, len(list(reader.scan(Offering)))) == (first.revision, 1)


def test_who_opens_a_store_and_tidies_up_for_a_moment_is_no_writer_at_work(folder: Path) -> None:
    folder.mkdir()
    held = os.open(folder / "LOCK", os.O_RDWR | os.O_CREAT)
    fcntl.flock(held, fcntl.LOCK_EX)
    Timer(0.03, os.close, (held,)).start()
    with Generations(folder).writing():
        pass


def test_a_second_writer_is_told_to_wait(embedded: OxigraphStore, folder: Path, make: Make) -> None:
    with Generations(folder).writing(), pytest.raises(StoreBusyError, match="wait for it to end"):
        embedded.replace(make())
    embedded.replace(make())


def test_new_reference_data_is_a_new_revision_of_the_same_exercises(
    embedded: OxigraphStore, folder: Path, make: Make
) -> None:
    before = embedded.replace(make())
    newer = OxigraphStore(folder, reference=embedded._reference, version=lambda: "two")
    after = newer.replace(make())
    assert (after.added, after.removed) == (0, 0)
    assert after.revision != before.revision
    assert newer.replace(make()).revision == after.revision


def test_a_copied_store_answers_the_same(embedded: OxigraphStore, folder: Path, make: Make) -> None:
    embedded.replace(make())
    shutil.copytree(folder, folder.with_name("copy"))
    copy = OxigraphStore(folder.with_name("copy"))
    copy.verify()
    with embedded.reader() as one, copy.reader() as two:
        assert (one.revision, list(one.export())) == (two.revision, list(two.export()))


@pytest.mark.parametrize("url", ["", "sqlite:x", "/some/folder", "oxigraph:", "neo4j+what://host"])
def test_an_address_of_no_known_kind_says_what_is_allowed(url: str) -> None:
    with pytest.raises(QuestionError, match="give oxigraph:FOLDER"):
        open_store(url)


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreUnreachableError, match="not a folder"):
        open_store(f"oxigraph:{tmp_path / 'file'}")


def test_sparql_reads_exercises_reference_and_closure_together(embedded: OxigraphStore, make: Make) -> None:
    embedded.replace(make())
    with embedded.reader() as reader:
        inside = reader.query(
            WN
            + "SELECT ?area { <https://w3id.org/welfarenet/territory/E388> wn:within ?area } ORDER BY ?area"
        )
        assert inside.columns == ("area",)
        assert inside.rows == ((f"<{TERRITORY}prov-AN>",), (f"<{TERRITORY}reg-11>",))
        assert reader.query(WN + "ASK { ?x a wn:Offering }").truth is True
        made = reader.query(WN + 'CONSTRUCT { ?x wn:law "x" } WHERE { ?x a wn:Offering }')
        assert len(made.rows) == 3


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("SELECT", "cannot be read"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "another server"),
        (
            "SELECT * { ?s ?p ?o OPTIONAL { service SILENT <http://127.0.0.1:9/> { ?s ?p ?o } } }",
            "another server",
        ),
        ("SELECT * { #\rSERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "another server"),
        ("DELETE WHERE { ?s ?p ?o }", "cannot be read"),
        ("SELECT * " + "{" * 3000 + "}" * 3000, "nested too deeply|too deep|cannot be read"),
        ("#" * 30_000, "longer than"),
    ],
    ids=["broken", "service", "nested-service", "hidden-service", "update", "deep", "long"],
)
def test_a_query_that_may_not_run_is_refused_with_its_reason(
    embedded: OxigraphStore, make: Make, query: str, problem: str
) -> None:
    embedded.replace(make())
    with embedded.reader() as reader, pytest.raises(QuestionError, match=problem):
        reader.query(query)


def test_a_query_that_runs_away_is_stopped(embedded: OxigraphStore, make: Make) -> None:
    embedded.replace(make(offerings=300))
    start = monotonic()
    with embedded.reader() as reader, pytest.raises(QuestionError, match="stopped after 2 seconds"):
        reader.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout_seconds=2)
    assert monotonic() - start < 10


def test_the_cells_of_a_reader_are_looked_up_by_many_threads_at_once(
    embedded: OxigraphStore, make: Make
) -> None:
    data = make(offerings=40)
    embedded.replace(data)
    names = [offering.iri for offering in data.offerings]
    with embedded.reader() as reader, ThreadPoolExecutor(8) as threads:
        whole = reader.cells(names)
        assert {cell.subject for cell in whole} == set(names)
        apart = threads.map(lambda name: reader.cells([name]), names * 5)
        assert [cell for cells in apart for cell in cells] == list(whole) * 5


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are listed on Linux only")
def test_a_closed_reader_holds_no_file_of_its_generation(
    embedded: OxigraphStore, folder: Path, make: Make
) -> None:
    data = make()
    embedded.replace(data)
    reader = embedded.reader()
    reader.cells([data.offerings[0].iri])
    reader.describe([data.offerings[0].iri])
    assert held(folder)
    reader.close()
    assert held(folder) == set()


def held(folder: Path) -> set[str]:
    """Name the open files of this process under a folder."""
    files = (Path(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd"))
    return {name for file in files if file.exists() and (name := os.readlink(file)).startswith(str(folder))}
