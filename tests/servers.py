"""The real servers that tests run against: those CI started, or a Neo4j of our own for this run.

``WELFARENET_TEST_NEO4J`` and ``WELFARENET_TEST_ARCADEDB`` name the folders of
servers that ``.ci/neo4j.py`` and ``.ci/arcadedb.py`` started. They are emptied
again and again: they must never be ones that hold data. Without the first a
Neo4j is started in a temporary folder and stopped at the end; without the second
nothing is asked of ArcadeDB.
"""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from threading import Lock

import pytest

from welfarenet.graph.neo4j_address import Credentials, parse_address
from welfarenet.graph.neo4j_line import Line
from welfarenet.graph.neo4j_store import Neo4jStore
from welfarenet.graph.reference import Reference, load_reference, reference_version

IMPOSSIBLE = 77
ONE_AT_A_TIME = Lock()


@dataclass(frozen=True)
class Server:
    """A kind of server: the script that controls it, the variable that names its folder, its user."""

    name: str
    variable: str
    user: str

    def __str__(self) -> str:
        return self.name

    @property
    def script(self) -> Path:
        return Path(__file__).resolve().parent.parent / ".ci" / f"{self.name}.py"


NEO4J = Server("neo4j", "WELFARENET_TEST_NEO4J", "neo4j")
ARCADEDB = Server("arcadedb", "WELFARENET_TEST_ARCADEDB", "root")
SERVERS = (NEO4J, ARCADEDB)


class Gap(StrEnum):
    """What ArcadeDB cannot do; its page says each in these words."""

    FULL_TEXT = "no full-text index by Cypher"
    READING = "a session for reading may write"
    SHORTEST = "no `ANY SHORTEST`"


def but_not_arcadedb(fixture: str, gap: Gap, raises: type[BaseException]) -> pytest.MarkDecorator:
    """Run a test on every server and expect that ArcadeDB fails it: a known gap, until it passes."""
    fails = pytest.mark.xfail(strict=True, reason=gap, raises=raises)
    return pytest.mark.parametrize(
        fixture, [NEO4J, pytest.param(ARCADEDB, marks=fails)], indirect=True, ids=str
    )


def control(action: str, home: Path, *, server: Server = NEO4J) -> subprocess.CompletedProcess[str]:
    """Start, stop or kill the server of a folder."""
    command = [sys.executable, str(server.script), action, "--home", str(home)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)


@cache
def home(server: Server = NEO4J) -> Path:
    """Give the folder of a server that runs; skip the test where there can be none."""
    named = os.environ.get(server.variable)
    if named:
        return Path(named).resolve()
    if server is ARCADEDB:
        pytest.skip("ArcadeDB is an experiment: `make arcadedb-test` asks it too")
    folder = Path(tempfile.mkdtemp(prefix="welfarenet-neo4j-"))
    started = control("start", folder)
    if started.returncode == IMPOSSIBLE and os.environ.get("CI") != "true":
        pytest.skip(started.stderr.strip())
    if started.returncode:
        pytest.fail(started.stderr, pytrace=False)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(control, "stop", folder)
    os.environ[server.variable] = str(folder)  # processes that a test starts ask this one too
    return folder


def url(server: Server = NEO4J) -> str:
    """Give the address of the server."""
    noted = json.loads((home(server) / "server.json").read_text("utf-8"))
    return f"neo4j://127.0.0.1:{noted['port']}"


def credentials(server: Server = NEO4J) -> Credentials:
    """Give the credentials of the server."""
    return Credentials(server.user, (home(server) / "password").read_text("utf-8").strip())


def open_line(server: Server = NEO4J, address: str | None = None) -> Line:
    """Open a line to the server, beside any store."""
    return Line(parse_address(address or url(server)), credentials(server))


def open_neo4j(
    address: str | None = None,
    *,
    server: Server = NEO4J,
    reference: Callable[[], Reference] = load_reference,
    version: Callable[[], str] = reference_version,
    cache: Path | None = None,
    keep_seconds: float = 900.0,
) -> Neo4jStore:
    """Open the store on the server, as it is."""
    return Neo4jStore(
        address or url(server),
        credentials=credentials(server),
        reference=reference,
        version=version,
        cache=cache,
        keep_seconds=keep_seconds,
    )


def open_emptied(
    folder: Path,
    *,
    server: Server = NEO4J,
    reference: Callable[[], Reference] = load_reference,
    version: Callable[[], str] = reference_version,
) -> Neo4jStore:
    """Open the store on the server, emptied first when this folder sees it for the first time."""
    with ONE_AT_A_TIME:
        if not (folder / "emptied").exists():
            empty(server)
            (folder / "emptied").touch()
    return open_neo4j(server=server, reference=reference, version=version, cache=folder / "cache")


def strip(server: Server) -> None:
    """Delete the indexes and constraints too, as on a server that nobody has written to."""
    line = open_line(server)
    try:
        for (name,) in line.look("SHOW CONSTRAINTS YIELD name RETURN name"):
            line.define(f"DROP CONSTRAINT `{name}` IF EXISTS")
        for (name,) in line.look("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"):
            line.define(f"DROP INDEX `{name}` IF EXISTS")
    finally:
        line.close()


def empty(server: Server = NEO4J) -> None:
    """Delete everything the server holds but its indexes."""
    line = open_line(server)
    try:
        while line.write(("MATCH ()-[r]->() WITH r LIMIT 20000 DELETE r RETURN r LIMIT 1", {}))[0]:
            pass
        while line.write(("MATCH (n) WITH n LIMIT 20000 DELETE n RETURN 1 LIMIT 1", {}))[0]:
            pass
    finally:
        line.close()
