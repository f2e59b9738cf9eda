"""What breaks between us and a real server: one clear line in time, nothing twice, nothing by half."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import servers
from proxy import Proxy

from welfarenet.graph.exercises import ExerciseData
from welfarenet.graph.mapped import Offering, Provider
from welfarenet.graph.neo4j_address import Credentials, credentials_in, parse_address
from welfarenet.graph.neo4j_dialect import ARCADEDB, NEO4J
from welfarenet.graph.neo4j_head import writing
from welfarenet.graph.neo4j_line import Statement
from welfarenet.graph.neo4j_store import CACHED, Neo4jStore
from welfarenet.graph.oxigraph_store import OxigraphStore
from welfarenet.graph.reference import Reference
from welfarenet.graph.store import Store
from welfarenet.ontology.errors import ConflictError, QuestionError, StoreUnreachableError
from worlds import JESI, drawn, exercise, need, serve

REFERENCE = drawn(need("care"))
SOON = 4.0
"""Seconds within which a reader must know: three, and one for a busy machine."""


def reference() -> Reference:
    return REFERENCE


def version() -> str:
    return "faults"


def network(services: int = 3, title: str = "primo") -> ExerciseData:
    """Draw an exercise of so many services, each with its one offering at Jesi."""
    drawn_services = (serve(f"s{n:04d}", at=JESI, title=title, needs=("care",)) for n in range(services))
    return exercise("faults", *drawn_services)


def content(store: Store) -> tuple[str, list[bytes]]:
    with store.reader() as reader:
        return reader.revision, list(reader.export())


def expected(tmp_path: Path, data: ExerciseData) -> tuple[str, list[bytes]]:
    """Give what the embedded store says of the same exercise."""
    store = OxigraphStore(tmp_path / "embedded", reference=reference, version=version)
    store.replace(data)
    return content(store)


@contextmanager
def opened(
    server: servers.Server, url: str | None = None, *, keep_seconds: float = 900
) -> Iterator[Neo4jStore]:
    store = servers.open_neo4j(
        url, server=server, reference=reference, version=version, keep_seconds=keep_seconds
    )
    try:
        yield store
    finally:
        store.close()


@pytest.fixture(params=servers.SERVERS, ids=str)
def server(request: pytest.FixtureRequest) -> servers.Server:
    """Give a server that holds nothing; one that this run starts, starts before any clock."""
    kind: servers.Server = request.param
    servers.empty(kind)
    return kind


@pytest.fixture
def proxy(server: servers.Server) -> Iterator[Proxy]:
    with Proxy(int(servers.url(server).rpartition(":")[2])) as line:
        yield line


@contextmanager
def fails_soon(match: str) -> Iterator[None]:
    start = time.monotonic()
    with pytest.raises(StoreUnreachableError, match=match) as caught:
        yield
    assert time.monotonic() - start < SOON
    assert "\n" not in str(caught.value)


# Opening


def test_a_refused_port_is_told_in_one_line(server: servers.Server) -> None:
    with fails_soon("nothing answers there"), opened(server, "neo4j://127.0.0.1:1"):
        pass


def test_a_host_that_accepts_and_is_silent_is_told_in_one_line(server: servers.Server, proxy: Proxy) -> None:
    proxy.silent = True
    with fails_soon("nothing answers there|no answer"), opened(server, proxy.url):
        pass


def test_an_unknown_host_is_told_in_one_line(server: servers.Server) -> None:
    with fails_soon("nothing answers there"), opened(server, "neo4j://nobody.invalid:7687"):
        pass


def test_a_server_is_known_by_its_greeting(server: servers.Server) -> None:
    line = servers.open_line(server)
    try:
        assert line.dialect is {servers.NEO4J: NEO4J, servers.ARCADEDB: ARCADEDB}[server]
    finally:
        line.close()


def test_a_wrong_password_names_the_user_and_the_variables_and_never_the_password(
    server: servers.Server, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = Credentials("neo4j", "sbagliata-1234")
    with fails_soon("user 'neo4j' or its password was refused; set WELFARENET_NEO4J_USER"):
        Neo4jStore(servers.url(server), credentials=wrong)
    assert "sbagliata" not in caplog.text + repr(wrong)


def test_a_wrong_database_is_named(server: servers.Server) -> None:
    with fails_soon("it has no database 'nessuna'"), opened(server, servers.url(server) + "/nessuna"):
        pass


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(QuestionError, match="WELFARENET_NEO4J_PASSWORD") as caught:
        parse_address("neo4j://neo4j:segreta@127.0.0.1:7687")
    assert "segreta" not in str(caught.value)


def test_credentials_come_from_the_environment() -> None:
    found = credentials_in({"WELFARENET_NEO4J_USER": "ada", "WELFARENET_NEO4J_PASSWORD": "x"})
    assert found == Credentials("ada", "x")
    assert credentials_in({}) == Credentials("neo4j", "")


# Reading


def test_a_stalled_line_is_given_up_at_its_deadline_and_answers_once_it_is_back(
    server: servers.Server, proxy: Proxy
) -> None:
    line = servers.open_line(server, proxy.url)
    try:
        proxy.stalled = True
        with fails_soon("no answer within 1 seconds|line was cut"):
            line.read("RETURN 1", seconds=1)
        proxy.stalled = False
        proxy.cut()
        assert line.read("RETURN 1") == [[1]]
    finally:
        line.close()


def test_a_reader_whose_idle_line_was_cut_mends_it_by_itself(server: servers.Server, proxy: Proxy) -> None:
    with opened(server, proxy.url) as store:
        store.replace(network())
        reader = store.reader()
        proxy.cut()
        assert len(list(reader.scan(Offering))) == 3


def test_a_reader_of_a_swept_revision_is_told_to_read_again(server: servers.Server) -> None:
    with opened(server, keep_seconds=0) as store:
        store.replace(network())
        reader = store.reader()
        store.replace(network(title="secondo"))
        with pytest.raises(ConflictError, match=reader.revision):
            list(reader.scan(Offering))
        with pytest.raises(ConflictError):
            reader.describe(["https://example.org/nothing"])
        assert len(list(store.reader().scan(Offering))) == 3


@servers.but_not_arcadedb("server", servers.Gap.READING, pytest.fail.Exception)
def test_a_reader_cannot_write(server: servers.Server) -> None:
    line = servers.open_line(server)
    try:
        with pytest.raises(StoreUnreachableError, match="AccessMode"):
            line.read("CREATE (n:Intruder) RETURN 1")
    finally:
        line.close()


def test_files_derived_from_old_revisions_do_not_pile_up(server: servers.Server, tmp_path: Path) -> None:
    store = servers.open_neo4j(server=server, reference=reference, version=version, cache=tmp_path)
    try:
        store.replace(network())
        for number in range(2 * CACHED):
            (tmp_path / f"{number:016x}" / "index-1").mkdir(parents=True)
        with store.reader() as reader:
            assert reader.scratch == tmp_path / reader.revision
            assert len(list(tmp_path.iterdir())) == CACHED - 1
            (reader.scratch / "index-1").mkdir(parents=True)
        store.reader().close()
        assert reader.scratch.exists()
    finally:
        store.close()


# Writing


@pytest.mark.parametrize("commit", range(1, 9))
def test_a_lost_answer_to_a_commit_doubles_nothing(
    server: servers.Server, proxy: Proxy, tmp_path: Path, commit: int
) -> None:
    with opened(server, proxy.url) as store:
        store.replace(network(1))
        proxy.commits, proxy.lose_commit = 0, commit
        store.replace(network(20, "secondo"))
        assert proxy.lose_commit == 0
        assert content(store) == expected(tmp_path, network(20, "secondo"))


@pytest.mark.parametrize("after", [2_000, 20_000, 60_000])
def test_a_line_cut_in_mid_transaction_is_taken_up_again(
    server: servers.Server, proxy: Proxy, tmp_path: Path, after: int
) -> None:
    with opened(server, proxy.url) as store:
        store.replace(network(1))
        proxy._sent, proxy.cut_after = 0, after
        store.replace(network(200, "secondo"))
        assert proxy.cut_after == 0
        assert content(store) == expected(tmp_path, network(200, "secondo"))


def test_a_version_that_was_retired_and_comes_back_is_whole(server: servers.Server, tmp_path: Path) -> None:
    with opened(server) as store:
        for title in ("primo", "secondo", "primo"):
            store.replace(network(20, title))
        assert content(store) == expected(tmp_path, network(20))


def test_writers_that_meet_on_a_new_server_define_its_schema_together(
    server: servers.Server, tmp_path: Path
) -> None:
    servers.strip(server)
    titles = ("primo", "secondo", "terzo")

    def publish(title: str) -> None:
        with opened(server) as store:
            store.replace(network(1, title))

    with ThreadPoolExecutor(len(titles)) as pool:
        list(pool.map(publish, titles))
    with opened(server) as store:
        assert content(store) in [expected(tmp_path / title, network(1, title)) for title in titles]


def test_who_waits_to_write_does_not_undo_the_work_of_who_writes(
    server: servers.Server, caplog: pytest.LogCaptureFixture
) -> None:
    # first   ── lease ── a transaction of some tenths of a second ── done
    # second     waits, asking ten times a second ────────────────────── lease
    first, second = servers.open_line(server), servers.open_line(server)
    slow: Statement = ("UNWIND range(1, 1000000) AS x RETURN count(x * x)", {})

    def follow() -> str:
        with writing(second) as lease:
            return lease.token

    try:
        with ThreadPoolExecutor(1) as pool:
            with writing(first) as lease:
                following = pool.submit(follow)
                for _ in range(3):
                    assert lease.write(slow) == [[[1_000_000]]]
                assert "will be retried" not in caplog.text
                assert not following.done()
            assert following.result(30)
    finally:
        first.close()
        second.close()


KILLED = """
import json, os, signal, sys
sys.path.insert(0, sys.argv[1])
import servers
import test_neo4j_faults as here
from welfarenet.graph import neo4j_loading
left, step = int(sys.argv[3]), neo4j_loading._Staging._step
def killed(staging, work):
    global left
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    step(staging, work)
neo4j_loading._BATCH, neo4j_loading._Staging._step = 100, killed
with here.opened(servers.SERVERS[int(sys.argv[2])]) as store:
    store.replace(here.network(300, "secondo"))
"""


# 602 nodes and 1,801 relationships, by hundreds: killed before the first step, among nodes, among links.


@pytest.mark.parametrize("steps", [0, 3, 20])
def test_a_writer_killed_in_mid_load_leaves_what_was_and_the_load_heals_by_doing_it_again(
    server: servers.Server, tmp_path: Path, steps: int
) -> None:
    with opened(server) as store:
        store.replace(network())
        before = content(store)
        command = [
            sys.executable,
            "-c",
            KILLED,
            str(Path(__file__).parent),
            str(servers.SERVERS.index(server)),
            str(steps),
        ]
        assert subprocess.run(command, check=False, timeout=60).returncode == -signal.SIGKILL
        assert content(store) == before
        store.replace(network(300, "secondo"))
        assert content(store) == expected(tmp_path, network(300, "secondo"))


def test_a_version_that_was_never_finished_is_swept_by_the_next_publish(server: servers.Server) -> None:
    line = servers.open_line(server)
    try:
        with opened(server) as store:
            store.replace(network())
            statements: list[Statement] = [
                ("CREATE (v:Entity:Version {key: 'x|1', iri: 'x', rev: 'x', number: 0, size: 2})", {}),
                ("MATCH (v:Version {rev: 'x'}) SET v.complete = false", {}),
                ("CREATE (:Entity:Offering {key: 'x|2', iri: 'y', rev: 'x', number: 1})", {}),
            ]
            line.write(*statements)
            store.replace(network(title="secondo"))
        assert line.read("MATCH (n:Entity {rev: 'x'}) RETURN n.key") == []
    finally:
        line.close()


def test_a_restarted_server_is_outlived_by_a_load(server: servers.Server, tmp_path: Path) -> None:
    home = servers.home(server)
    with opened(server) as store, ThreadPoolExecutor(2) as pool:
        store.replace(network(1))
        servers.control("kill", home, server=server)
        with fails_soon("nothing answers there"):
            store.reader()
        log = (home / "console.log").stat().st_mtime_ns
        start = pool.submit(servers.control, "start", home, server=server)
        while (home / "console.log").stat().st_mtime_ns == log and not start.done():
            time.sleep(0.1)
        # The server is coming up: the load finds nobody, and waits for it.
        store.replace(network(300, "secondo"))
        assert start.result().returncode == 0
        assert content(store) == expected(tmp_path, network(300, "secondo"))


# Values that the server or the driver refuses


def test_what_neo4j_cannot_keep_is_refused_with_the_record_before_anything_is_written(
    server: servers.Server,
) -> None:
    with opened(server) as store:
        store.replace(network())
        before = content(store)
        data = network(title="secondo")
        far = replace(data.offerings[0], places=2**63)
        long = Provider("https://example.org/" + "x" * 9_000, "Ente inventato")
        for broken, reason in (
            (replace(data, offerings=(far,)), r"s0000: places \d+ does not fit 64 bits"),
            (replace(data, providers=(*data.providers, long)), "longer than the 8000 bytes"),
        ):
            with pytest.raises(ValueError, match=reason):
                store.replace(broken)
            assert content(store) == before


def test_the_notes_of_the_server_hold_no_password(server: servers.Server) -> None:
    noted = json.loads((servers.home(server) / "server.json").read_text("utf-8"))
    assert servers.credentials(server).password not in json.dumps(noted)
    assert (servers.home(server) / "password").stat().st_mode & 0o077 == 0
