"""An ArcadeDB server on loopback, to try the third store on: start it, stop it, kill it.

Usage: arcadedb.py start|stop|kill|status [--home FOLDER]

The server and a Java of its own come in the Python package ``arcadedb-embedded``,
which ``make arcadedb`` unpacks into ``.arcadedb-server``; nothing of it is imported.
``start`` prints ``neo4j://127.0.0.1:PORT/welfarenet`` and nothing else on standard
output. Data, logs and the password of the user ``root`` stay in the folder.

The password is ``WELFARENET_NEO4J_PASSWORD`` at the first start, or a random
one; either is kept in the file ``password`` of the folder, readable by its
owner only. Exit: 0 done, 1 failed, 77 not installed.
"""

import os
import sys
from pathlib import Path

from processes import (
    IMPOSSIBLE,
    ROOT,
    ServerError,
    alive,
    command_line,
    end,
    free_port,
    launch,
    password_of,
    say,
    state,
)

PACKAGE = ROOT / ".arcadedb-server" / "arcadedb_embedded"
DATABASE = "welfarenet"
FIRST_PORT, FIRST_HTTP_PORT = 7887, 2480

SETTINGS = {
    "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
    # The log is flushed at each commit, files cannot be loaded, errors tell a client little.
    "server.mode": "production",
    "server.defaultDatabases": f"{DATABASE}[]",
    "server.httpIncomingHost": "127.0.0.1",
    "bolt.host": "127.0.0.1",
    "bolt.defaultDatabase": DATABASE,
    # A batch of a load is one message of up to 8 million characters; 16 MB is the default.
    "bolt.maxMessageSize": str(64 * 2**20),
    "bolt.packstream.maxValueLength": str(64 * 2**20),
    "command.timeout": "60000",
}


def main(arguments: list[str]) -> int:
    """Do what the command line says; words for people go to standard error."""
    asked = command_line(__doc__ or "", ".arcadedb").parse_args(arguments)
    home = asked.home.resolve()
    try:
        if asked.action == "start":
            print(start(home))
            say(
                "its user is root; export WELFARENET_NEO4J_USER=root "
                f"WELFARENET_NEO4J_PASSWORD=$(cat {home / 'password'})"
            )
        elif asked.action == "status":
            return 0 if alive(state(home)) else 1
        elif alive(state(home)):
            end(state(home), kill=asked.action == "kill")
        else:
            say("not running")
    except ServerError as failed:
        say(str(failed))
        return failed.code
    return 0


def start(home: Path) -> str:
    """Start the server of a folder, or find it running; give its address."""
    noted = state(home)
    if alive(noted):
        say("already running")
        return f"neo4j://127.0.0.1:{noted['port']}/{DATABASE}"
    if not PACKAGE.is_dir():
        raise ServerError(f"no server in {PACKAGE.parent}: `make arcadedb` installs it", IMPOSSIBLE)
    home.mkdir(parents=True, exist_ok=True)
    password_of(home)
    port = free_port(int(noted.get("port", FIRST_PORT)))
    launch(home, java_command(home, port), started="ArcadeDB Server started in", port=str(port))
    say(f"log in {home / 'console.log'}")
    return f"neo4j://127.0.0.1:{port}/{DATABASE}"


def java_command(home: Path, port: int) -> list[str]:
    """Give the whole command; the password is read from its file, so that no list of processes shows it."""
    own = {
        "server.rootPath": str(home),
        "server.rootPasswordPath": str(home / "password"),
        "server.httpIncomingPort": str(free_port(FIRST_HTTP_PORT)),
        "bolt.port": str(port),
    }
    heap = os.environ.get("ARCADEDB_HEAP", "512m")
    return [
        str(PACKAGE / "jre" / "bin" / "java"),
        f"-Xms{heap}",
        f"-Xmx{heap}",
        "-XX:+ExitOnOutOfMemoryError",
        "--enable-native-access=ALL-UNNAMED",
        *(f"-Darcadedb.{name}={value}" for name, value in {**SETTINGS, **own}.items()),
        "-cp",
        str(PACKAGE / "jars" / "*"),
        "com.arcadedb.server.ArcadeDBServer",
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
