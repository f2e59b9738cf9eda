"""A country-sized network through the real index: how long a question takes, end to end.

One command each; ``--write`` keeps what it measured, in ``bench.json`` and
``README.md`` here. Times are the processor's.

    python -m bench.national questions   a country written, opened and asked
    python -m bench.national growth      the same questions of a country and of one four times as large
    python -m bench.national gaps        what one persona can have: every need, every comune
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.figures import at, cpu_seconds, keep, median, peak_mb, show
from bench.nation import ON, invent, questions, remember_the_law, with_doors
from welfarenet.graph.citizen import Citizen
from welfarenet.graph.coverage import COUNTRY
from welfarenet.graph.gap_telling import explain_gaps
from welfarenet.graph.gaps import GapQuestion, find_gaps
from welfarenet.graph.indexing import load_index, save_index
from welfarenet.graph.levers import find_levers
from welfarenet.graph.network import Goal, Network, open_network
from welfarenet.graph.paths import ServicePaths, find_paths
from welfarenet.graph.question import Question
from welfarenet.graph.realms import comuni_within
from welfarenet.graph.reference import load_reference

__all__ = ["SHOWN"]

SEED = 2026

Kind = tuple[str, tuple[int, int], int, Mapping[str, float]]

KINDS: tuple[Kind, ...] = (
    ("1 to 3", (1, 3), 1, {"median_ms": 5, "p99_ms": 100}),
    ("1 to 3, three alternatives", (1, 3), 3, {"p99_ms": 250}),
    ("4 to 6", (4, 6), 1, {}),
    ("12", (12, 12), 1, {"most_ms": 1000, "gap_most": 0.1}),
)
"""Needs asked, at least and at most, how many paths, and the figures to stay under."""

DATED: tuple[Kind, ...] = (
    ("1 to 3, a tenth of all doors open or shut", (1, 3), 1, {}),
    ("the same, three alternatives", (1, 3), 3, {}),
)
"""The same of a country where one in twenty offerings opens within 200 days, and as many shut."""

SHARE = 0.05

MOST_GROWTH = 2.5
"""Bar on the median, four times the offerings over one time."""

MOST_GAPS_SECONDS = 15.0
"""Bar on one persona over all comuni."""

PERSONA = Citizen(age=82, self_sufficient=False)


def ask_country(given: argparse.Namespace) -> dict[str, Any]:
    """Invent, keep, open and ask."""
    index = invent(given.offerings, SEED, load_reference())
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "index"
        begun = cpu_seconds()
        save_index(index, folder)
        written = cpu_seconds()
        revision, reference = index.revision, index.reference
        del index  # as in a server: only what was opened from files is held
        network = open_network(load_index(folder, revision, reference))
        opened = cpu_seconds()
        remember_the_law(network)
        remembered = cpu_seconds()
        mb = {file.stem: file.stat().st_size / 1e6 for file in folder.iterdir()}
        rows = list(_ask(network, KINDS, given.queries))
        peak = round(peak_mb())
        dated = open_network(with_doors(network.index, SHARE))
        remember_the_law(dated)
        rows += _ask(dated, DATED, given.queries)
    names = sum(size for name, size in mb.items() if name.startswith(("offering_", "provider_")))
    return {
        "names_mb": round(names),
        "offerings": given.offerings,
        "opened_s": round(opened - written, 2),
        "peak_mb": peak,
        "questions": rows,
        "remembered_s": round(remembered - opened, 2),
        "size_mb": round(sum(mb.values())),
        "written_s": round(written - begun, 2),
    }


def _ask(network: Network, kinds: Sequence[Kind], queries: int) -> Iterator[dict[str, Any]]:
    """Ask each kind of question, the same whatever the doors."""
    for told, needs, k, bars in kinds:
        count = queries if needs[1] <= 3 else max(20, queries // 5)
        asked = questions(network, count, SEED + k, needs=needs, k=k)
        yield {"bars": dict(bars), "needs": told, **_sum_up(*_timed(network, asked))}


def compare_sizes(given: argparse.Namespace) -> dict[str, Any]:
    """Ask a quarter of the country, and the whole, the same questions in turn."""
    reference = load_reference()
    sizes = (given.offerings // 4, given.offerings)
    small, large = (open_network(invent(size, SEED, reference)) for size in sizes)
    asked = questions(large, given.queries, SEED + 1, needs=(1, 3), k=1)
    times: tuple[list[float], list[float]] = ([], [])
    for network in (small, large):
        remember_the_law(network)
    for question in asked:
        for network, spent in zip((small, large), times, strict=True):
            spent += _timed(network, [question])[0]
    medians = [median(spent) for spent in times]
    return {
        "asked": len(asked),
        "bar": MOST_GROWTH,
        "median_ms": [round(ms, 2) for ms in medians],
        "offerings": list(sizes),
        "ratio": round(medians[1] / medians[0], 2),
    }


def map_gaps(given: argparse.Namespace) -> dict[str, Any]:
    """Map every need of one persona in every comune, and try each single change."""
    network = open_network(invent(given.offerings, SEED, load_reference()))
    comuni = comuni_within(network.index, COUNTRY, ON)
    goals = tuple(Goal(need, True) for need in sorted(network.index.reference.needs))
    begun = cpu_seconds()
    found = find_gaps(network, GapQuestion(comuni, goals, ON, PERSONA))
    mapped = cpu_seconds()
    levers = find_levers(network, found)
    tried = cpu_seconds()
    told = explain_gaps(network, found, (COUNTRY, "Italia"), "region", "it")
    counts = [sum(getattr(need, name) for need in told.needs) for name in ("covered", "presumed", "open")]
    pairs = len(comuni) * len(goals)
    return {
        "asked": found.asked,
        "bar_s": MOST_GAPS_SECONDS,
        "comuni": len(comuni),
        "covered_share": round(counts[0] / pairs, 4),
        "levers": len(levers),
        "levers_s": round(tried - mapped, 2),
        "needs": len(goals),
        "offerings": given.offerings,
        "open_share": round(counts[2] / pairs, 4),
        "peak_mb": round(peak_mb()),
        "presumed_share": round(counts[1] / pairs, 4),
        "whole_s": round(mapped - begun, 2),
    }


def _timed(network: Network, asked: Sequence[Question]) -> tuple[list[float], list[ServicePaths]]:
    """Time each question, in ms."""
    times, answers = [], []
    for question in asked:
        begun = cpu_seconds()
        answers.append(find_paths(network, question))
        times.append((cpu_seconds() - begun) * 1000)
    return times, answers


def _sum_up(times: Sequence[float], answers: Sequence[ServicePaths]) -> dict[str, Any]:
    return {
        "asked": len(times),
        "gap_most": round(max(answer.gap for answer in answers), 4),
        "median_ms": round(median(times), 1),
        "most_ms": round(max(times), 1),
        "no_path": sum(not answer.paths for answer in answers),
        "p90_ms": round(at(times, 0.9), 1),
        "p99_ms": round(at(times, 0.99), 1),
        "unproven": sum(not answer.optimal for answer in answers),
    }


def _show_country(figures: Mapping[str, Any]) -> str:
    lines = [
        f"{figures['offerings']:,} offerings: {figures['size_mb']} MB beside the revision, of which "
        f"{figures['names_mb']} MB names; written in {figures['written_s']} s, opened in "
        f"{figures['opened_s']} s, the law of every province worked out in {figures['remembered_s']} s; "
        f"{figures['peak_mb']} MB of memory at most.",
        "",
        "| needs asked | asked | ms, median / p90 / p99 / most | not proven best; largest gap | bars |",
        "|---|---|---|---|---|",
    ]
    for row in figures["questions"]:
        times = " / ".join(f"{row[f'{name}_ms']:g}" for name in ("median", "p90", "p99", "most"))
        lines.append(
            f"| {row['needs']} | {row['asked']} | {times} "
            f"| {row['unproven']}, {row['gap_most'] * 100:.1f} % | {_bars(row)} |"
        )
    return "\n".join(lines)


def _bars(row: Mapping[str, Any]) -> str:
    """Say which figures are under their bars."""
    told = {"median_ms": "median", "p99_ms": "p99", "most_ms": "most", "gap_most": "gap"}
    return ", ".join(
        f"{told[name]} ≤ {bar:g}{': no' if row[name] > bar else ''}"
        for name, bar in sorted(row["bars"].items())
    )


def _show_growth(figures: Mapping[str, Any]) -> str:
    (few, many), (fast, slow) = figures["offerings"], figures["median_ms"]
    return (
        f"{figures['asked']} questions of 1 to 3 needs, asked in turn: median {fast} ms of {few:,} "
        f"offerings, {slow} ms of {many:,}: {figures['ratio']}× (bar {figures['bar']}×)."
    )


def _show_gaps(figures: Mapping[str, Any]) -> str:
    covered, presumed, unmet = (
        f"{figures[name] * 100:.1f} %" for name in ("covered_share", "presumed_share", "open_share")
    )
    return (
        f"{figures['needs']} needs of one persona in {figures['comuni']:,} comuni, among "
        f"{figures['offerings']:,} offerings: {figures['whole_s']:g} s (bar {figures['bar_s']:g} s), the law "
        f"of every province worked out too; {figures['asked']} pairs had to be asked of the search. "
        f"{covered} of pairs covered by what is mapped, {presumed} with presumed steps only, {unmet} open. "
        f"Every single change tried: {figures['levers_s']:g} s more; {figures['levers']} of them open "
        f"something. {figures['peak_mb']} MB of memory at most."
    )


SHOWN: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "country": _show_country,
    "growth": _show_growth,
    "gaps": _show_gaps,
}
"""The text of ``README.md`` for each section."""

COMMANDS: Mapping[str, tuple[str, Callable[[argparse.Namespace], dict[str, Any]]]] = {
    "questions": ("country", ask_country),
    "growth": ("growth", compare_sizes),
    "gaps": ("gaps", map_gaps),
}


def main() -> None:
    """Measure, print and, if asked, keep."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("command", choices=sorted(COMMANDS))
    options.add_argument("--offerings", type=int, default=1_000_000)
    options.add_argument("--queries", type=int, default=300)
    options.add_argument("--write", action="store_true", help="keep the figures")
    given = options.parse_args()
    section, run = COMMANDS[given.command]
    figures = keep(section, run(given), write=given.write)
    shown = SHOWN[section](figures)
    print(shown)
    if given.write:
        show(section, shown)


if __name__ == "__main__":
    main()
