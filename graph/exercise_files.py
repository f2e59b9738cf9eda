"""What a generation keeps of each exercise beside the engine: lines, records, the cells they came from.

One written by an earlier version may lack some of the files: then the engine
tells, or the one table that held the cells of all.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

from pyoxigraph import NamedNode, Store

from .cells import CellTable, cells_in_table
from .exercise_cells import KeptCells, each_cell
from .exercise_lines import path_of_cells, path_of_lines, path_of_records, read_lines
from .exercise_records import KeptRecords
from .exercises import Cell
from .generations import CELLS, DERIVED, Pinned
from .oxigraph_graphs import graph_lines

__all__ = ["cells_of", "kept_cells", "kept_records", "lines_kept"]

_RECORDS, _CELLS = "records-1.npy", "cells-1.npy"
"""Files of where the records of a generation are told, and their cells; the number is that of the format."""


def lines_kept(live: Pinned, exercise: str, engine: Callable[[], Store]) -> list[bytes]:
    """Give the lines of an exercise: as they were kept, or from the tables of a store that kept none."""
    path = path_of_lines(live.path, exercise, live.manifest.exercises[exercise])
    return read_lines(path) if path.exists() else graph_lines(engine(), NamedNode(exercise))


def cells_of(live: Pinned, exercise: str) -> Iterable[Cell]:
    """Give the cells that an exercise was read from."""
    path = path_of_cells(live.path, exercise, live.manifest.exercises[exercise])
    return each_cell(path) if path.exists() else cells_in_table(live.path / CELLS, exercise)


def kept_records(live: Pinned) -> KeptRecords | None:
    """Give the records that were kept as texts, where every exercise kept its own."""
    paths = _paths(live, path_of_records)
    whole = all(path.exists() for path in paths)
    return KeptRecords(paths, live.path / DERIVED / _RECORDS) if whole else None


def kept_cells(live: Pinned) -> KeptCells | CellTable:
    """Give the cells of all exercises by record."""
    table = live.path / CELLS
    if table.exists():
        return CellTable(table)
    return KeptCells(_paths(live, path_of_cells), live.path / DERIVED / _CELLS)


def _paths(live: Pinned, path_of: Callable[[Path, str, str], Path]) -> list[Path]:
    """List one kind of file of each exercise, by IRI."""
    return [path_of(live.path, *version) for version in sorted(live.manifest.exercises.items())]
