"""The records and cells of one revision that were looked up last, kept for the next question."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Generic, TypeVar

from .exercises import Cell, Record
from .store import Describer

__all__ = ["KEPT", "Remembering"]

V = TypeVar("V")

KEPT = 32_768
"""Records kept, and as many records' cells: what the desks of a province look up in a day, in some 90 MB."""


class Remembering:
    """Describes as a reader does, whose records never change; safe to share between threads.

    Names, and what exercises published under them, are all it holds: nothing of a question.

    Parameters
    ----------
    reader : Describer
        Of one revision; asked for what is not remembered. It stays the caller's.
    kept : int
        Records remembered, those used last.
    """

    def __init__(self, reader: Describer, *, kept: int = KEPT) -> None:
        self._reader = reader
        self._records = _Memory[Record](kept)
        self._cells = _Memory[tuple[Cell, ...]](kept)

    def describe(self, iris: Iterable[str]) -> Mapping[str, Record]:
        """Give the exercise-owned records with these IRIs; unknown ones are absent."""
        wanted = set(iris)
        known = self._records.recall(wanted)
        missing = wanted - known.keys()
        if missing:
            found = self._reader.describe(missing)
            self._records.keep(found)
            known.update(found)
        return dict(sorted(known.items()))

    def cells(self, subjects: Iterable[str]) -> tuple[Cell, ...]:
        """List where the properties of these records were read, ordered."""
        wanted = set(subjects)
        known = self._cells.recall(wanted)
        missing = wanted - known.keys()
        if missing:
            found: dict[str, list[Cell]] = {subject: [] for subject in missing}
            for cell in self._reader.cells(missing):
                found[cell.subject].append(cell)
            told = {subject: tuple(cells) for subject, cells in found.items()}
            self._cells.keep(told)
            known.update(told)
        return tuple(cell for subject in sorted(known) for cell in known[subject])


class _Memory(Generic[V]):
    """So many values by name, those used last."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._held = OrderedDict[str, V]()
        self._lock = Lock()

    def recall(self, names: Iterable[str]) -> dict[str, V]:
        """Give what is held of some names."""
        with self._lock:
            found = {name: self._held[name] for name in names if name in self._held}
            for name in found:
                self._held.move_to_end(name)
        return found

    def keep(self, found: Mapping[str, V]) -> None:
        """Hold some more, and let go of those used longest ago."""
        with self._lock:
            self._held.update(found)
            while len(self._held) > self._kept:
                self._held.popitem(last=False)
