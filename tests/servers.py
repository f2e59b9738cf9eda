"""The real Neo4j server that tests run against: the one CI started, or one of our own for this run.

``WELFARENET_TEST_NEO4J`` names the folder of a server that ``.ci/neo4j.py``
started. It is emptied again and again: it must never be one that holds data.
Without it a server is started in a temporary folder and stopped at the end.
"""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock

import pytest

from welfarenet.graph.neo4j_address import Credentials, parse_address
from welfarenet.graph.neo4j_line import Line
from welfarenet.graph.neo4j_store import Neo4jStore
from welfarenet.graph.reference import Reference, load_reference, reference_version

SCRIPT = Path(__file__).resolve().parent.parent / ".ci" / "neo4j.py"
IMPOSSIBLE = 77
ONE_AT_A_TIME = Lock()


def control(action: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Start, stop or kill the server of a folder."""
    command = [sys.executable, str(SCRIPT), action, "--home", str(home)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)


@cache
def home() -> Path:
    """Give the folder of a server that runs; skip the test where there can be none."""
    named = os.environ.get("WELFARENET_TEST_NEO4J")
    if named:
        return Path(named).resolve()
    folder = Path(tempfile.mkdtemp(prefix="welfarenet-neo4j-"))
    started = control("start", folder)
    if started.returncode == IMPOSSIBLE and os.environ.get("CI") != "true":
        pytest.skip(started.stderr.strip())
    if started.returncode:
        pytest.fail(started.stderr, pytrace=False)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    atexit.register(control, "stop", folder)
    os.environ["WELFARENET_TEST_NEO4J"] = str(folder)  # processes that a test starts ask this one too
    return folder


def url() -> str:
    """Give the address of the server."""
    noted = json.loads((home() / "server.json").read_text("utf-8"))
    return f"neo4j://127.0.0.1:{noted['port']}"


def credentials() -> Credentials:
    """Give the credentials of the server."""
    return Credentials("neo4j", (home() / "password").read_text("utf-8").strip())


def open_neo4j(
    address: str | None = None,
    *,
    reference: Callable[[], Reference] = load_reference,
    version: Callable[[], str] = reference_version,
    cache: Path | None = None,
    keep_seconds: float = 900.0,
) -> Neo4jStore:
    """Open the store on the server, as it is."""
    return Neo4jStore(
        address or url(),
        credentials=credentials(),
        reference=reference,
        version=version,
        cache=cache,
        keep_seconds=keep_seconds,
    )


def open_emptied(
    folder: Path,
    *,
    reference: Callable[[], Reference] = load_reference,
    version: Callable[[], str] = reference_version,
) -> Neo4jStore:
    """Open the store on the server, emptied first when this folder sees it for the first time."""
    with ONE_AT_A_TIME:
        if not (folder / "emptied").exists():
            empty()
            (folder / "emptied").touch()
    return open_neo4j(reference=reference, version=version, cache=folder / "cache")


def empty() -> None:
    """Delete everything the server holds but its indexes."""
    line = Line(parse_address(url()), credentials())
    try:
        while line.write(("MATCH ()-[r]->() WITH r LIMIT 20000 DELETE r RETURN r LIMIT 1", {}))[0]:
            pass
        while line.write(("MATCH (n) WITH n LIMIT 20000 DELETE n RETURN 1 LIMIT 1", {}))[0]:
            pass
    finally:
        line.close()
