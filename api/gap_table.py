"""The map of gaps as a table: one line for each comune and need."""

import csv
from collections.abc import Iterator
from typing import TextIO

from ..graph.gap_words import reason_text
from ..graph.gaps import GapMap
from ..graph.labels import goal_label
from ..graph.network import Network

__all__ = ["COLUMNS", "write_table"]

COLUMNS = (
    *("comune", "name", "province", "need", "label", "class", "sure"),
    *("facts", "documents", "service_types", "reason"),
)


def write_table(stream: TextIO, network: Network, found: GapMap, lang: str) -> int:
    """Write every cell of a map as CSV with semicolons, and give how many there are.

    What could be taken for a formula by a spreadsheet gets an apostrophe in front.
    """
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for row in _rows(network, found, lang):
        writer.writerow(row)
        count += 1
    return count


def _rows(network: Network, found: GapMap, lang: str) -> Iterator[tuple[str, ...]]:
    index = network.index
    ends = [
        (
            outcome.reason.value,
            "yes" if outcome.sure else "no",
            " ".join(outcome.facts),
            " ".join(outcome.documents),
            " ".join(outcome.kinds),
            _safe(reason_text(index, outcome, lang)),
        )
        for outcome in found.outcomes
    ]
    goals = [(goal.id, _safe(goal_label(index, goal, lang))) for goal in found.question.goals]
    for comune, cells in zip(found.question.comuni, found.cells.T.tolist(), strict=True):
        place = index.territories[comune]
        where = (comune, _safe(place.name), place.plate)
        for goal, cell in zip(goals, cells, strict=True):
            yield *where, *goal, *ends[cell]


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
