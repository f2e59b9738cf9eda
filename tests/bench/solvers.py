"""The search side by side with general solvers, on the same raw tasks in one run.

Each solver has a process of its own and answers the tasks one by one, in turn
with the others, so that a slow moment of the machine falls on all of them. A
raw task is what is left after selection, before any reduction of ours. All that
is proven is compared; a solver that differs stops the run.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.contestant import make
from bench.figures import at, geometric_mean, median

__all__ = ["BARS", "ask"]

BARS: Mapping[tuple[str, str], float] = {
    ("whole", "CP-SAT"): 15,
    ("sums", "clingo"): 4,
    ("sums", "Fast Downward"): 25,
}
"""Least geometric mean of another solver's time over ours, by objective."""

GREEDY = "networkx greedy"
FIELD: Mapping[str, tuple[str, ...]] = {
    "sums": ("own", "clingo", "Fast Downward", "CP-SAT", GREEDY),
    "whole": ("own", "CP-SAT"),
}
TOLD: Mapping[str, str] = {"sums": "costs that add up", "whole": "whole objective"}
FIRST_SEED: Mapping[str, int] = {"typical": 1_000, "hard": 2_000}
MOST_ACTIONS = 1_500
"""CP-SAT is asked no larger tasks: its model alone takes too long."""

Answers = list[dict[str, Any] | None]


@dataclass(slots=True)
class Contestant:
    """A solver's process on one set of tasks."""

    name: str
    process: subprocess.Popen[str]
    answers: Answers = field(default_factory=list)

    @classmethod
    def start(cls, python: Path, name: str, profile: str, objective: str) -> "Contestant":
        """Start it, and wait until it has warmed up."""
        command = [str(python), "-m", "bench.contestant", name, profile, objective]
        started = cls(
            name,
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True),
        )
        started.read()
        return started

    def read(self) -> Any:
        """Read its next line."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.name} ended early, exit code {self.process.wait()}")
        return json.loads(line)

    def ask(self, seed: int, size: int) -> None:
        """Ask one task, if it is not too large."""
        if self.name == "CP-SAT" and size > MOST_ACTIONS:
            self.answers.append(None)
            return
        assert self.process.stdin is not None
        print(seed, file=self.process.stdin, flush=True)
        self.answers.append(self.read())

    def finish(self) -> float:
        """End it; give the most memory it held, in MB."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        most = float(self.read())
        self.process.wait()
        return most


def ask(python: Path, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Put every solver to every task; one row of figures each.

    Parameters
    ----------
    python : Path
        An interpreter that has the solvers.
    counts : mapping of str to int
        How many tasks of each profile.
    """
    rows = []
    for objective, names in FIELD.items():
        for profile, count in counts.items():
            rows += _contest(python, profile, objective, names, count)
    return rows


def _contest(
    python: Path, profile: str, objective: str, names: Sequence[str], count: int
) -> list[dict[str, Any]]:
    """Run one set of tasks."""
    contestants = [Contestant.start(python, name, profile, objective) for name in names]
    for seed in range(FIRST_SEED[profile], FIRST_SEED[profile] + count):
        size = len(make(profile, objective, seed).actions)
        for contestant in contestants:
            contestant.ask(seed, size)
        _compare(f"{profile}, {TOLD[objective]}, task {seed}", contestants)
        print(f"\r{profile}, {objective}: task {seed}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    ours = contestants[0].answers
    return [
        {
            "tasks": f"{profile}, {TOLD[objective]}",
            "bar": BARS.get((objective, contestant.name)),
            **_figures(contestant, ours),
        }
        for contestant in contestants
    ]


def _compare(task: str, contestants: Sequence[Contestant]) -> None:
    """Stop the run where two proofs differ, or a plan is better than a proven best."""
    said = {c.name: c.answers[-1]["best"] for c in contestants if c.answers[-1] and c.answers[-1]["proven"]}
    greedy = said.pop(GREEDY, None)
    bests = set(said.values())
    if len(bests) > 1 or (greedy is not None and any(best is None or greedy < best for best in bests)):
        sys.exit(f"{task}: the solvers differ: {said}, greedy {greedy}")


def _figures(contestant: Contestant, ours: Answers) -> dict[str, Any]:
    """Sum up what a solver did beside what ours did on the same tasks."""
    pairs = [(own, it) for own, it in zip(ours, contestant.answers, strict=True) if own and it]
    times = [it["ms"] for _, it in pairs]
    return {
        "above_best": _above(pairs) if contestant.name == GREEDY else None,
        "asked": len(pairs),
        "median_ms": round(median(times), 2),
        "over_ours": round(geometric_mean([it["ms"] / own["ms"] for own, it in pairs]), 2),
        "p99_ms": round(at(times, 0.99), 2),
        "peak_mb": round(contestant.finish()),
        "solver": contestant.name,
        "unsolved": sum(not it["proven"] for _, it in pairs),
    }


def _above(pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, float]:
    """Say how often plans are dearer than the best, and by how much, where the best is proven."""
    excess = [it["best"] / own["best"] - 1 for own, it in pairs if own["proven"] and own["best"]]
    return {
        "mean": round(sum(excess) / len(excess), 4),
        "most": round(max(excess), 4),
        "share": round(sum(more > 0 for more in excess) / len(excess), 4),
    }
