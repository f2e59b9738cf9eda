"""The cells of a store as they were kept before: those of all exercises in one SQLite table.

Such a table is read until the store is next written; see ``exercise_cells``.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from threading import Lock
from weakref import finalize

from .exercises import Cell

__all__ = ["CellTable", "cells_in_table"]

_BATCH = 500
"""Subjects asked in one statement, below the least limit SQLite is built with (999)."""


class CellTable:
    """The table of a published generation, opened at the first look; safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._alone = Lock()
        self._table: sqlite3.Connection | None = None
        self._done: Callable[[], object] | None = None

    def read(self, subjects: Iterable[str]) -> tuple[Cell, ...]:
        """List the cells of some records, ordered by record, property, row, column and text.

        A cell that two exercises read alike is given once.
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


def cells_in_table(path: Path, exercise: str) -> tuple[Cell, ...]:
    """List the cells that one exercise was read from."""
    with closing(_open(path)) as database:
        rows = database.execute(
            'SELECT subject, property, row, "column", text FROM cells WHERE exercise = ?', (exercise,)
        )
        return tuple(Cell(*row) for row in rows)


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
