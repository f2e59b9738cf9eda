"""Where each property of each record was read: the SQLite table beside the triples of a generation."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from threading import Lock
from weakref import finalize

from .exercises import Cell, refuse_half_characters

__all__ = ["CellReader", "add_cells", "create_cells", "exercise_cells", "remove_cells"]

_SCHEMA = """
CREATE TABLE cells (
    exercise TEXT NOT NULL, subject TEXT NOT NULL, property TEXT NOT NULL,
    row TEXT NOT NULL, "column" TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (subject, property, row, "column", exercise, text)
) WITHOUT ROWID;
"""
_BATCH = 500
"""Subjects asked in one statement, below the least limit SQLite is built with (999)."""


def create_cells(path: Path) -> None:
    """Make an empty table."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(_SCHEMA)


def remove_cells(path: Path, exercise: str) -> None:
    """Take out the cells of an exercise.

    Only of a build: the file of a published generation never changes.

    Notes
    -----
    Looks at every cell: an index by exercise would make the file, which each publish copies, twice as large.
    """
    with _changing(path) as database:
        database.execute("DELETE FROM cells WHERE exercise = ?", (exercise,))


def add_cells(path: Path, exercise: str, cells: Iterable[Cell]) -> None:
    """Put cells of an exercise beside those of others, and flush the file to disk; only of a build."""
    cells = tuple(cells)
    rows = ((exercise, cell.subject, cell.property, cell.row, cell.column, cell.text) for cell in cells)
    with _changing(path) as database:
        try:
            database.executemany("INSERT OR IGNORE INTO cells VALUES (?, ?, ?, ?, ?, ?)", rows)
        except UnicodeEncodeError:
            refuse_half_characters(cells)
    with path.open("rb+") as file:
        os.fsync(file.fileno())


class CellReader:
    """The table of a published generation, opened at the first look; safe to share between threads.

    Opening it and finding the way to the first cell take longer than ten records' cells.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._alone = Lock()
        self._table: sqlite3.Connection | None = None
        self._done: Callable[[], object] | None = None

    def read(self, subjects: Iterable[str]) -> tuple[Cell, ...]:
        """List the cells of some records, ordered by record, property, row, column and text.

        Notes
        -----
        One indexed look-up per record. A cell that two exercises read alike is given once.
        """
        # A name that cannot be encoded was never written, and SQLite would refuse to compare it.
        wanted = iter(sorted({subject for subject in subjects if _encodable(subject)}))
        with self._alone:
            table = self._opened()
            return tuple(cell for batch in _batches(wanted) for cell in _select(table, batch))

    def close(self) -> None:
        """Let the file go."""
        with self._alone:
            if self._done is not None:
                self._done()
            self._table = self._done = None

    def _opened(self) -> sqlite3.Connection:
        if self._table is None:
            self._table = _open(self._path)
            self._done = finalize(self, self._table.close)  # as whoever forgets a reader forgets this
        return self._table


def exercise_cells(path: Path, exercise: str) -> tuple[Cell, ...]:
    """List the cells that one exercise was read from, ordered."""
    with closing(_open(path)) as database:
        rows = database.execute(
            'SELECT subject, property, row, "column", text FROM cells WHERE exercise = ? '
            'ORDER BY subject, property, row, "column", text',
            (exercise,),
        )
        return tuple(Cell(*row) for row in rows)


@contextmanager
def _changing(path: Path) -> Iterator[sqlite3.Connection]:
    """Open the table of a build for one transaction; a build that fails is thrown away whole."""
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = MEMORY")
        database.execute("PRAGMA synchronous = OFF")
        with database:
            yield database


def _open(path: Path) -> sqlite3.Connection:
    """Open the table of a generation, which nobody changes any more."""
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(address, uri=True, check_same_thread=False)


def _encodable(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _batches(subjects: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(subjects, _BATCH)):
        yield batch


def _select(database: sqlite3.Connection, subjects: list[str]) -> list[Cell]:
    marks = ", ".join("?" * len(subjects))
    rows = database.execute(
        'SELECT DISTINCT subject, property, row, "column", text FROM cells '  # noqa: S608 - only marks are joined
        f'WHERE subject IN ({marks}) ORDER BY subject, property, row, "column", text',
        subjects,
    )
    return [Cell(*row) for row in rows]
