"""Selection over the index side by side with the same network as a graph: SPARQL, and networkx.

Each way has a process of its own (``selector.py``), and must find the same rows.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from bench.figures import at, geometric_mean, median

__all__ = ["BARS", "ask"]

BARS: Mapping[str, float] = {"SPARQL": 100, "networkx": 30}
"""Least geometric mean of another way's time over ours."""

NAMES = ("own", "networkx", "SPARQL")
TOLD: Mapping[str, str] = {"path": "selection for a path", "who": "who covers a need"}


def ask(offerings: int, count: int) -> list[dict[str, Any]]:
    """Put the same questions to every way; one row of figures for each job and way."""
    done = {name: _run(name, offerings, count) for name in NAMES}
    rows = []
    for job, told in TOLD.items():
        if len({found["jobs"][job]["found"] for found in done.values()}) > 1:
            sys.exit(f"{told}: the ways differ in what they find")
        ours = done["own"]["jobs"][job]["ms"]
        for name, found in done.items():
            times = found["jobs"][job]["ms"]
            ratios = [other / own for other, own in zip(times, ours, strict=True)]
            rows.append(
                {
                    "above_best": None,
                    "asked": len(times),
                    "bar": BARS.get(name),
                    "median_ms": round(median(times), 2),
                    "over_ours": round(geometric_mean(ratios), 2),
                    "p99_ms": round(at(times, 0.99), 2),
                    "peak_mb": round(found["mb"]),
                    "solver": name,
                    "tasks": f"{told}, {offerings:,} offerings",
                    "unsolved": 0,
                }
            )
    return rows


def _run(name: str, offerings: int, count: int) -> dict[str, Any]:
    """Run one way in a process of its own."""
    command = [sys.executable, "-m", "bench.selector", name, str(offerings), str(count)]
    print(f"selection: {name}", file=sys.stderr, flush=True)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
