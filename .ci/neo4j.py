"""A real Neo4j Community server on loopback: start it, stop it, kill it.

Usage: neo4j.py start|stop|kill|status [--home FOLDER] [--jars-only]

Docker runs it where a Docker engine answers; elsewhere it is put together from
Maven Central, once, in a cache (116 MB): 5.26.12 on Java 17, 2026.09.0 on Java
21 and later. ``start`` prints ``neo4j://127.0.0.1:PORT`` and nothing else on
standard output. Data, settings, logs and the password stay in the folder.

The password is ``WELFARENET_NEO4J_PASSWORD`` at the first start, or a random
one; either is kept in the file ``password`` of the folder, readable by its
owner only. Exit: 0 done, 1 failed, 77 impossible on this machine.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from processes import (
    IMPOSSIBLE,
    ROOT,
    ServerError,
    alive,
    command_line,
    end,
    free_port,
    handshake,
    launch,
    note,
    password_of,
    run,
    say,
    state,
    tail,
    wait_until,
)

OLDER, NEWER = "5.26.12", "2026.09.0"
MAIN = {OLDER: "org.neo4j.server.CommunityEntryPoint", NEWER: "org.neo4j.server.Neo4jCommunity"}
FIRST_PORT = 7687

SETTINGS = """\
# Written again at each start.
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
server.memory.heap.initial_size={heap}
server.memory.heap.max_size={heap}
server.memory.pagecache.size={pages}
# The time is a default that a client may exceed; the memory is a ceiling.
db.transaction.timeout=60s
db.lock.acquisition.timeout=15s
db.memory.transaction.max=256m
dbms.memory.transaction.total.max=384m
# The driver has no read time-out of its own: it takes interval x probes from the server's greeting.
server.bolt.connection_keep_alive=1s
server.bolt.connection_keep_alive_probes=2
server.bolt.connection_keep_alive_for_requests=ALL
db.shutdown_transaction_end_timeout=1s
# Logs are dropped at checkpoints only: by default every 15 minutes, gigabytes after a few large loads.
db.checkpoint.interval.time=1m
db.tx_log.rotation.size=64m
db.tx_log.rotation.retention_policy=1 files
dbms.security.allow_csv_import_from_file_urls=false
dbms.security.procedures.unrestricted=
dbms.security.auth_enabled=true
dbms.usage_report.enabled=false
"""


def main(arguments: list[str]) -> int:
    """Do what the command line says; words for people go to standard error."""
    parser = command_line(__doc__ or "", ".neo4j")
    parser.add_argument("--jars-only", action="store_true", help="do not try Docker")
    asked = parser.parse_args(arguments)
    home = asked.home.resolve()
    try:
        if asked.action == "start":
            print(start(home, docker=not asked.jars_only and docker_answers()))
            say(f"its user is neo4j; export WELFARENET_NEO4J_PASSWORD=$(cat {home / 'password'})")
        elif asked.action == "status":
            return 0 if running(state(home)) else 1
        else:
            stop(home, kill=asked.action == "kill")
    except ServerError as failed:
        say(str(failed))
        return failed.code
    return 0


def running(noted: dict[str, str]) -> bool:
    """Tell whether the server noted is up, in a container or as a process of ours."""
    if noted.get("docker"):
        return handshake(int(noted["port"]))
    return alive(noted)


def start(home: Path, *, docker: bool) -> str:
    """Start the server of a folder, or find it running; give its address."""
    noted = state(home)
    if running(noted):
        say("already running")
        return f"neo4j://127.0.0.1:{noted['port']}"
    home.mkdir(parents=True, exist_ok=True)
    port = free_port(int(noted.get("port", FIRST_PORT)))
    if docker:
        start_docker(home, port)
    else:
        start_jars(home, port, noted)
    return f"neo4j://127.0.0.1:{port}"


def docker_answers() -> bool:
    """Tell whether there is a Docker engine, not only its client."""
    return shutil.which("docker") is not None and run(["docker", "info"], seconds=20) == 0


def compose(home: Path, port: int, *words: str) -> int:
    """Run docker compose on the file at the root; the password goes by the environment."""
    environment = os.environ | {
        "WELFARENET_NEO4J_PORT": str(port),
        "WELFARENET_NEO4J_PASSWORD": password_of(home),
    }
    command = ["docker", "compose", "-f", str(ROOT / "compose.yaml"), "-p", f"welfarenet-{port}", *words]
    return run(command, seconds=600, environment=environment, log=home / "console.log")


def start_docker(home: Path, port: int) -> None:
    """Start the container of compose.yaml."""
    if compose(home, port, "up", "-d", "--wait"):
        raise ServerError(f"docker compose failed; see {home / 'console.log'}")
    note(home, docker="yes", port=str(port))
    wait_until(lambda: handshake(port), "no Bolt handshake")


def start_jars(home: Path, port: int, noted: dict[str, str]) -> None:
    """Start the server from jars, in the background, and wait until it answers."""
    java, major = find_java()
    version = NEWER if major >= 21 else OLDER
    if noted.get("version", version) != version:
        raise ServerError(
            f"{home} holds data of {noted['version']} and this is {version}: give another --home"
        )
    jars = fetch_jars(version)
    heap = os.environ.get("NEO4J_HEAP", "512m")
    (home / "conf").mkdir(exist_ok=True)
    settings = SETTINGS.format(port=port, heap=heap, pages=os.environ.get("NEO4J_PAGECACHE", "256m"))
    (home / "conf" / "neo4j.conf").write_text(settings, "utf-8")
    if "version" not in noted:
        set_password(home, java, jars)
    command = [
        *java_command(java, major, heap, jars),
        MAIN[version],
        f"--home-dir={home}",
        f"--config-dir={home / 'conf'}",
        "--console-mode",
    ]
    launch(home, command, started="Started.", port=str(port), version=version)
    say(f"Community {version} on Java {major}, log in {home / 'console.log'}")


def java_command(java: str, major: int, heap: str, jars: Path) -> list[str]:
    """Give the Java command up to the main class."""
    opened = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in ("java.nio", "java.io", "sun.nio.ch")]
    newer = ["--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"]
    return [
        java,
        f"-Xms{heap}",
        f"-Xmx{heap}",
        "-XX:+ExitOnOutOfMemoryError",
        *opened,
        *(newer if major >= 24 else ()),
        "-cp",
        f"{jars}/*",
    ]


def find_java() -> tuple[str, int]:
    """Find the first Java of 17 or later: JAVA_HOME, the path, then the usual folder."""
    home = os.environ.get("JAVA_HOME")
    usual = sorted(map(str, Path("/usr/lib/jvm").glob("*/bin/java")), reverse=True)
    for candidate in filter(None, (home and f"{home}/bin/java", shutil.which("java"), *usual)):
        with suppress(OSError):
            said = subprocess.run(  # noqa: S603 - a Java, found above
                [candidate, "-version"], capture_output=True, text=True, check=False
            ).stderr
            found = re.search(r'version "(\d+)', said)
            if found and int(found[1]) >= 17:
                return candidate, int(found[1])
    raise ServerError("neither a Docker engine nor Java 17 or later: set JAVA_HOME", IMPOSSIBLE)


def fetch_jars(version: str) -> Path:
    """Give the folder of jars, downloaded once; one cut short leaves nothing that looks finished."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "welfarenet" / "neo4j-jars"
    jars = cache / version
    if jars.is_dir():
        return jars
    maven = shutil.which("mvn")
    if maven is None:
        raise ServerError(f"Maven is needed once, to fetch the server into {jars}", IMPOSSIBLE)
    cache.mkdir(parents=True, exist_ok=True)
    say(f"fetching {version} into {cache}, once")
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        draft = Path(scratch) / "jars"
        command = [maven, "-B", "-q", "-f", str(ROOT / ".ci" / "neo4j-pom.xml"), f"-Dneo4j.version={version}"]
        command += ["dependency:copy-dependencies", f"-DoutputDirectory={draft}", "-DincludeScope=runtime"]
        log = Path(scratch) / "log"
        if run(command, seconds=900, log=log):
            raise ServerError(f"Maven could not fetch the server:\n{tail(log)}")
        with suppress(OSError):  # another process was first
            draft.rename(jars)
    if not jars.is_dir():
        raise ServerError(f"no jars in {jars}")
    return jars


def set_password(home: Path, java: str, jars: Path) -> None:
    """Set the password before the first start; by a file, so that no list of processes shows it."""
    with tempfile.NamedTemporaryFile("w", dir=home, suffix=".args") as words:  # made for the owner only
        words.write(f'dbms set-initial-password "{password_of(home)}"\n')
        words.flush()
        command = [java, "-cp", f"{jars}/*", "org.neo4j.cli.AdminTool", f"@{words.name}"]
        environment = os.environ | {"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
        if run(command, seconds=120, environment=environment, log=home / "console.log"):
            raise ServerError(f"the password was refused; see {home / 'console.log'}")


def stop(home: Path, *, kill: bool) -> None:
    """Stop the server of a folder and wait until it is gone; killing is for the tests of recovery."""
    noted = state(home)
    if not running(noted):
        say("not running")
        return
    if noted.get("docker"):
        compose(home, int(noted["port"]), *(("kill",) if kill else ("down",)))
        return
    end(noted, kill=kill)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
