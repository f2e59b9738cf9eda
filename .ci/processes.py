"""A server of our own on loopback: its folder, its port, its password, its process.

A folder keeps what stop needs to know in ``server.json`` and the password in
``password``, readable by its owner only. Standard output is for the address,
standard error for people.
"""

import argparse
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORTS = 200
WAIT_SECONDS = 180
IMPOSSIBLE = 77


class ServerError(Exception):
    """The server cannot be had, and why."""

    def __init__(self, reason: str, code: int = 1) -> None:
        super().__init__(reason)
        self.code = code


def command_line(doc: str, home: str) -> argparse.ArgumentParser:
    """Give the parser that all servers share; ``home`` is the usual folder, at the root."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("action", choices=["start", "stop", "kill", "status"])
    parser.add_argument("--home", type=Path, default=ROOT / home)
    return parser


def say(words: str) -> None:
    """Tell a person; standard output is for the address."""
    print(f"{Path(sys.argv[0]).stem}: {words}", file=sys.stderr)


def state(home: Path) -> dict[str, str]:
    """Give what the last start noted, or nothing."""
    try:
        noted: dict[str, str] = json.loads((home / "server.json").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return noted


def note(home: Path, **facts: str) -> None:
    """Keep what stop needs to know."""
    (home / "server.json").write_text(json.dumps({"home": str(home), **facts}), "utf-8")


def alive(noted: dict[str, str]) -> bool:
    """Tell whether the process noted is up and ours: numbers of processes are used again.

    Ours names its folder at the end of one of its arguments.
    """
    pid = noted.get("pid")
    if not pid:
        return False
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        with suppress(OSError, ValueError):
            os.kill(int(pid), 0)
            return not Path("/proc/self").exists()
        return False
    return any(word.endswith(f"={noted['home']}".encode()) for word in command.split(b"\0"))


def free_port(wanted: int) -> int:
    """Give the port wanted, or the next one that nobody listens on."""
    for port in range(wanted, wanted + PORTS):
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise ServerError(f"no free port from {wanted} to {wanted + PORTS - 1}")


def password_of(home: Path) -> str:
    """Give the password of a folder, choosing and keeping one at the first start."""
    file = home / "password"
    if not file.exists():
        chosen = os.environ.get("WELFARENET_NEO4J_PASSWORD") or secrets.token_urlsafe(18)
        if len(chosen) < 8:
            raise ServerError("WELFARENET_NEO4J_PASSWORD needs 8 characters or more")
        file.touch(mode=0o600)
        file.write_text(chosen, "utf-8")
    return file.read_text("utf-8").strip()


def handshake(port: int) -> bool:
    """Tell whether Bolt itself answers, not merely an open port: four bytes back, not all zero."""
    greeting = bytes.fromhex("6060b017 00080805 00000404 00000000 00000000")
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
            line.sendall(greeting)
            return any(line.recv(4))
    except OSError:
        return False


def launch(home: Path, command: list[str], *, started: str, **facts: str) -> None:
    """Start a server in the background and wait until it answers; ``started`` is what its log says then."""
    log = home / "console.log"
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    note(home, pid=str(process.pid), **facts)

    def answers() -> bool:
        if process.poll() is not None:
            raise ServerError(f"the server stopped while starting; its last words:\n{tail(log)}")
        # Its own log as well: somebody else may have taken the port since we looked.
        return started.encode() in log.read_bytes() and handshake(int(facts["port"]))

    wait_until(answers, f"no answer; see {log}")


def end(noted: dict[str, str], *, kill: bool) -> None:
    """End the process of a server and wait until it is gone; killing is for the tests of recovery."""
    os.kill(int(noted["pid"]), signal.SIGKILL if kill else signal.SIGTERM)
    try:
        wait_until(lambda: not alive(noted), "it does not stop", seconds=60)
    except ServerError:
        os.kill(int(noted["pid"]), signal.SIGKILL)
        wait_until(lambda: not alive(noted), "it cannot be killed", seconds=10)
    say("killed" if kill else "stopped")


def wait_until(true: Callable[[], bool], otherwise: str, seconds: float = WAIT_SECONDS) -> None:
    """Wait for something to become so."""
    limit = time.monotonic() + seconds
    while not true():
        if time.monotonic() > limit:
            raise ServerError(f"{otherwise} after {seconds:.0f} s")
        time.sleep(0.1)


def run(
    command: list[str],
    *,
    seconds: float,
    environment: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> int:
    """Run a command to its end and give its exit code; what it prints goes to the log, or nowhere."""
    with (log or Path(os.devnull)).open("wb") as output:
        try:
            done = subprocess.run(  # noqa: S603 - our own commands
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return 1
    return done.returncode


def tail(log: Path, lines: int = 15) -> str:
    """Give the last lines of a log."""
    with suppress(OSError):
        return "\n".join(log.read_text("utf-8", errors="replace").splitlines()[-lines:])
    return ""
