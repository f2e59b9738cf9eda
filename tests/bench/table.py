"""The one table: ``make bench``.

Ours against general solvers on the same raw tasks, and selection over the index
against the same network as a graph, side by side in one run. Prints the table;
``--write`` also keeps it, in ``bench.json`` and ``README.md`` here.
"""

import argparse
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import selection, solvers
from bench.contestant import BUDGET, SECONDS
from bench.figures import keep, show, versions

__all__ = ["shown"]

SECTION = "table"
PACKAGES = ("clingo", "networkx", "numpy", "ortools", "pyoxigraph", "up-fast-downward")
HEADER = (
    "| tasks | solver | asked | ms, median / p99 | geometric mean, over ours | not solved "
    "| dearer than the best: how often; mean, most | MB |",
    "|---|---|---|---|---|---|---|---|",
)


def shown(figures: Mapping[str, Any]) -> str:
    """Show the figures kept as the text of ``README.md``."""
    on = figures["machine"]
    said = (
        f"Measured on {figures['date']}, {on['processor']}, {on['cores']} cores, Python {on['python']}: "
        f"the processor's time, one thread a solver; {figures['seconds_allowed']:g} s allowed, "
        f"and {figures['budget']:,} partial plans to ours."
    )
    rows = figures["rows"]
    low = [
        f"{row['solver']} on {row['tasks']} {row['over_ours']:.1f}× (bar {row['bar']:g}×)"
        for row in rows
        if row["bar"] and row["over_ours"] < row["bar"]
    ]
    bars = f"Below its bar: {'; '.join(low)}." if low else "Every bar is reached."
    return "\n".join((said, "", *HEADER, *map(_line, rows), "", bars))


def _line(row: Mapping[str, Any]) -> str:
    bar = f" (bar {row['bar']:g}×)" if row["bar"] else ""
    ratio = "" if row["solver"] == "own" else f"{row['over_ours']:.1f}×{bar}"
    above = ""
    if row["above_best"]:
        share, mean, most = (row["above_best"][name] * 100 for name in ("share", "mean", "most"))
        above = f"{share:.0f} %; {mean:.1f} %, {most:.0f} %"
    times = f"{row['median_ms']:.1f} / {row['p99_ms']:.1f}"
    return (
        f"| {row['tasks']} | {row['solver']} | {row['asked']} | {times} | {ratio} "
        f"| {row['unsolved']} | {above} | {row['peak_mb']} |"
    )


def _versions(python: Path) -> dict[str, str]:
    """Ask the solvers' interpreter what it has."""
    code = f"import json; from bench.figures import versions; print(json.dumps(versions(*{PACKAGES})))"
    done = subprocess.run([str(python), "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    return {**json.loads(done.stdout), **versions("pyoxigraph", "networkx", "numpy")}


def main() -> None:
    """Measure, print and, if asked, keep."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--solvers", type=Path, required=True, help="interpreter that has the solvers")
    options.add_argument("--typical", type=int, default=80, help="tasks of this profile")
    options.add_argument("--hard", type=int, default=30, help="tasks of this profile")
    options.add_argument("--offerings", type=int, default=1_000_000, help="of the country selected from")
    options.add_argument("--questions", type=int, default=100, help="for selection")
    options.add_argument("--write", action="store_true", help="keep the figures")
    given = options.parse_args()
    rows = solvers.ask(given.solvers, {"typical": given.typical, "hard": given.hard})
    rows += selection.ask(given.offerings, given.questions)
    figures = {
        "budget": BUDGET,
        "rows": rows,
        "seconds_allowed": SECONDS,
        "versions": _versions(given.solvers),
    }
    table = shown(keep(SECTION, figures, write=given.write))
    print(table)
    if given.write:
        show(SECTION, table)


if __name__ == "__main__":
    main()
