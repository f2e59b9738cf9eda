"""``POST /paths`` under load: two servers on the store of a country, and a few people asking at once.

    python -m bench.http_load FOLDER [--seconds N] [--write]

``FOLDER`` is what ``bench.real_store`` wrote. Two processes of ``welfarenet
serve``, as behind a balancer, take turns; each asker waits for an answer before
the next question. Times are the clock's, so they mean something on an idle
machine only: what the servers' processors and the client's spent is told too.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from bench.figures import at, keep, median, show
from bench.nation import ON, invent, questions
from welfarenet.graph.network import open_network
from welfarenet.graph.question import Question
from welfarenet.graph.reference import load_reference

__all__ = ["shown"]

SEED = 2026
SERVERS = 2
ASKERS = 4
"""People who ask at once: two for each server, so that one is always waiting."""

QUESTIONS = 4_000
"""More than are asked in twenty seconds: no answer comes twice, so that little of it is remembered."""
WARM_UP = 100
"""Questions to each server before the clock starts: a server remembers the law of provinces asked of."""

BAR_RATE, BAR_P99_MS = 100.0, 150.0
DOOR = "from welfarenet.api.cli import main; main()"


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, int]]:
    """Serve a store from a process of its own; give its address and process."""
    command = [sys.executable, "-c", DOOR, "serve", "--port", "0", "--json", "--store", f"oxigraph:{folder}"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        told = ""
        while not told.rstrip().endswith("}"):
            line = server.stdout.readline()
            if not line:
                sys.exit(f"the server ended early, exit code {server.wait()}")
            told += line
        yield json.loads(told)["address"], server.pid
    finally:
        server.terminate()
        server.wait()


def body(question: Question) -> dict[str, Any]:
    """Write a question as the API reads it."""
    citizen = question.citizen
    return {
        "needs": [goal.id for goal in question.goals],
        "territory": question.comune,
        "on": ON.isoformat(),
        "citizen": {
            "age": citizen.age,
            "isee_eur": citizen.isee_eur,
            "citizenship": citizen.citizenship,
            "documents": [paper.document for paper in citizen.documents],
        },
    }


async def ask(addresses: list[str], bodies: list[dict[str, Any]], seconds: float) -> dict[str, Any]:
    """Ask for so many seconds; give what came of it."""
    times: list[float] = []
    sizes: list[int] = []
    turn = iter(range(10**9))

    async def asker(client: httpx.AsyncClient, until: float) -> None:
        while time.perf_counter() < until:
            number = next(turn)
            begun = time.perf_counter()
            answer = await client.post(
                f"{addresses[number % len(addresses)]}/paths", json=bodies[number % len(bodies)]
            )
            times.append((time.perf_counter() - begun) * 1000)
            answer.raise_for_status()
            sizes.append(len(answer.content))

    async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=ASKERS)) as client:
        begun, spent = time.perf_counter(), time.process_time()
        await asyncio.gather(*(asker(client, begun + seconds) for _ in range(ASKERS)))
        lasted = time.perf_counter() - begun
    return {
        "answer_kb": round(median(sizes) / 1000, 1),
        "asked": len(times),
        "client_share": round((time.process_time() - spent) / lasted, 2),
        "median_ms": round(median(times), 1),
        "p99_ms": round(at(times, 0.99), 1),
        "rate": round(len(times) / lasted, 1),
        "seconds": round(lasted, 1),
    }


def warm_up(address: str, bodies: list[dict[str, Any]]) -> None:
    """Ask one server some questions that do not count."""
    with httpx.Client(timeout=60) as client:
        for question in bodies[:WARM_UP]:
            client.post(f"{address}/paths", json=question).raise_for_status()


def cpu_of(processes: Iterable[int]) -> float:
    """Give the seconds of the processor that processes have spent (Linux)."""
    stats = (Path(f"/proc/{process}/stat").read_text("ascii") for process in processes)
    fields = (stat.rpartition(")")[2].split() for stat in stats)
    return sum(int(spent[11]) + int(spent[12]) for spent in fields) / os.sysconf("SC_CLK_TCK")


def measure(folder: Path, seconds: float) -> dict[str, Any]:
    """Start the servers, ask, and stop them."""
    small = open_network(invent(1_000, SEED, load_reference()))
    bodies = [body(question) for question in questions(small, QUESTIONS, SEED, needs=(1, 3), k=1)]
    with ExitStack() as stack:
        servers = dict(stack.enter_context(serving(folder)) for _ in range(SERVERS))
        for address in servers:
            warm_up(address, bodies)
        before = cpu_of(servers.values())
        found = asyncio.run(ask(list(servers), bodies[WARM_UP:], seconds))
        spent = cpu_of(servers.values()) - before
    return {
        "askers": ASKERS,
        "bar_p99_ms": BAR_P99_MS,
        "bar_rate": BAR_RATE,
        "server_cpu_ms": round(spent / found["asked"] * 1000, 1),
        "servers": SERVERS,
        **found,
    }


def shown(figures: Mapping[str, Any]) -> str:
    """Show the figures kept as the text of ``README.md``."""
    return (
        f"`POST /paths`, 1 to 3 needs, {figures['servers']} servers, {figures['askers']} asking at once for "
        f"{figures['seconds']:g} s: {figures['rate']:g} answers a second (bar {figures['bar_rate']:g}), "
        f"median {figures['median_ms']:g} ms, p99 {figures['p99_ms']:g} ms of the clock "
        f"(bar {figures['bar_p99_ms']:g} ms); {figures['server_cpu_ms']:g} ms of a server's processor an "
        f"answer; the client takes {figures['client_share'] * 100:.0f} % of a core, and the machine, of "
        f"{figures['machine']['cores']} cores, had a load of {figures['load']:g} in the five minutes before."
    )


def main() -> None:
    """Measure, print and, if asked, keep."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path)
    options.add_argument("--seconds", type=float, default=20)
    options.add_argument("--write", action="store_true", help="keep the figures")
    given = options.parse_args()
    text = shown(keep("http", measure(given.folder, given.seconds), write=given.write))
    print(text)
    if given.write:
        show("http", text)


if __name__ == "__main__":
    main()
