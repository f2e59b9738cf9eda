"""Where each exercise read each property of each record, found by the record's IRI, in a file of its own.

One line a record: its IRI, then by row the property, column and text of each cell.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter
from pathlib import Path

from ..ontology.errors import CorruptStoreError
from .codec import to_text
from .exercises import Cell, refuse_half_characters
from .keyed_lines import KeptLines, each_line, write_keyed
from .rdf import cell_columns, each_once

__all__ = ["KeptCells", "each_cell", "write_cells"]


def write_cells(path: Path, cells: Iterable[Cell]) -> None:
    """Write the cells of one exercise, each once. Nothing is flushed yet.

    The same cells make the same bytes, whatever their order.

    Raises
    ------
    UnwritableRecordError
        If a text holds half a character.
    """
    given = tuple(cells)
    ordered = each_once(map(_COLUMNS, given))
    try:
        write_keyed(path, ((name, _written(name, own)) for name, own in groupby(ordered, _SUBJECT)))
    except UnicodeEncodeError:
        refuse_half_characters(sorted(given, key=_COLUMNS))


def each_cell(path: Path) -> Iterator[Cell]:
    """Give the cells of one exercise, record after record.

    Raises
    ------
    CorruptStoreError
        If the file cannot be read.
    """
    for said in each_line(path) or ():
        yield from _read(path, said)[1]


class KeptCells:
    """The cells of some exercises by record; safe to share between threads.

    Parameters
    ----------
    paths : sequence of Path
        A file for each exercise.
    directory : Path
        Where the keys of all files are kept once they were put together; need not exist.
    """

    def __init__(self, paths: Sequence[Path], directory: Path) -> None:
        self._lines = KeptLines(paths, directory)

    def read(self, subjects: Iterable[str]) -> tuple[Cell, ...]:
        """List the cells of some records, ordered by record, property, row, column and text.

        A cell that two exercises read alike is given once.

        Raises
        ------
        CorruptStoreError
            If a file cannot be read.
        """
        found = dict[str, list[Cell]]()
        for name, path, said in self._lines.find(subjects):
            subject, cells = _read(path, said or b"")
            if subject == name:
                found[name] = list({*found[name], *cells}) if name in found else cells
        return tuple(cell for name in sorted(found) for cell in sorted(found[name], key=cell_columns))

    def close(self) -> None:
        """Hold nothing: each look opens the files it needs."""


_COLUMNS = attrgetter("subject", "row", "property", "column", "text")
_SUBJECT, _ROW, _REST = itemgetter(0), itemgetter(1), itemgetter(2, 3, 4)


def _written(subject: str, cells: Iterable[tuple[str, ...]]) -> bytes:
    rows = {row: list(map(_REST, own)) for row, own in groupby(cells, _ROW)}
    return to_text([subject, rows]).encode()


def _read(path: Path, said: bytes) -> tuple[str, list[Cell]]:
    try:
        subject, rows = json.loads(said.decode())
        return subject, [
            Cell(subject, name, row, column, text) for row, own in rows.items() for name, column, text in own
        ]
    except (TypeError, ValueError, AttributeError) as error:
        raise CorruptStoreError(str(path), f"a line tells no record: {said[:40]!r}…") from error
