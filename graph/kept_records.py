"""The records of several exercises found by name, whichever file tells of them."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from uuid import uuid4

import numpy as np

from .exercise_records import (
    Numbers,
    RecordFile,
    is_part,
    key_of,
    keys_and_starts,
    record_name,
)
from .exercises import Record

__all__ = ["KeptRecords"]

_START_BITS = 40
"""Of a place, the others number the file: files of up to a terabyte, 16 million of them."""


class KeptRecords:
    """The records of some exercises; safe to share between threads.

    Parameters
    ----------
    paths : sequence of Path
        A file for each exercise, as ``exercise_records`` writes them, those whose word counts first first.
    directory : Path
        Where the keys of all files are kept once they were put together; need not exist.
    """

    def __init__(self, paths: Sequence[Path], directory: Path) -> None:
        self._paths = paths
        self._directory = directory
        self._known: tuple[Numbers, Numbers] | None = None

    def find(self, names: Iterable[str]) -> tuple[dict[str, Record], set[str]]:
        """Give what is told of some records, and the names that only the engine can tell about.

        A name in neither is that of no record.

        Raises
        ------
        CorruptStoreError
            If a file cannot be read.

        Notes
        -----
        Some 30 µs a record.
        """
        wanted = set(names)
        untold = set(filter(is_part, wanted))
        found = dict[str, Record]()
        for number, places in groupby(self._places(sorted(wanted - untold)), key=_file_of):
            with RecordFile.opened(self._paths[number]) as file:
                for place, name in places:
                    record = file.read(place & ((1 << _START_BITS) - 1))
                    if record is None or record_name(record) != name:
                        untold.add(name)
                    else:
                        found[name] = record
        return found, untold

    def _places(self, names: Sequence[str]) -> list[tuple[int, str]]:
        """List the places, ascending, of what is said first of each name that has a key."""
        keys, places = self._all()
        wanted = np.fromiter(map(key_of, names), np.uint64, len(names))
        at = np.searchsorted(keys, wanted)
        known = np.flatnonzero(at < len(keys))
        known = known[keys[at[known]] == wanted[known]]
        return sorted(zip(places[at[known]].tolist(), (names[n] for n in known.tolist()), strict=True))

    def _all(self) -> tuple[Numbers, Numbers]:
        """Give the keys of all files, ascending, and their places; mapped from what was kept of them."""
        known = self._known
        if known is None:
            if not self._directory.exists():
                with suppress(OSError):  # where nothing may be written, each process puts them together
                    _save(self._directory, _together(self._paths))
            kept = self._directory.exists()
            keys, places = np.load(self._directory, mmap_mode="r") if kept else _together(self._paths)
            # Mapped all the same, but a plain array is quicker to search than a memmap.
            known = self._known = keys.view(np.ndarray), places.view(np.ndarray)
        return known


def _file_of(entry: tuple[int, str]) -> int:
    return entry[0] >> _START_BITS


def _together(paths: Sequence[Path]) -> Numbers:
    """Give the keys of all files, ascending, over their places; of one key, those of earlier files first."""
    told = list(map(keys_and_starts, paths))
    keys = np.concatenate([np.zeros(0, np.uint64), *(keys for keys, _ in told)])
    starts = np.concatenate([np.zeros(0, np.uint64), *(starts for _, starts in told)])
    file = np.repeat(np.arange(len(told), dtype=np.uint64), [len(keys) for keys, _ in told])
    order = np.argsort(keys, kind="stable")
    places = (file << np.uint64(_START_BITS)) | starts
    return np.stack([keys[order], places[order]])


def _save(path: Path, numbers: Numbers) -> None:
    """Keep numbers at a path; a reader never sees half of them, not even after a power cut."""
    draft = path.with_name(f"{path.name}.{uuid4().hex}.tmp")
    with draft.open("wb") as file:
        np.save(file, numbers)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
