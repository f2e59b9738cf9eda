"""Texts found by name: one file for each exercise, and the keys of several files together.

A file starts with an empty line, then holds one line for each text, then the
keys of their names, ascending, and where the line of each starts::

    ⏎
    4c1f09ab Offering ["https://…/o/1","https://…/s/1",…]⏎
    e802d77c Provider ["https://…/p/1","Caritas",…]⏎
    keys, 8 bytes each │ starts, 8 bytes each │ mark, count, their CRC-32

Each line begins with the CRC-32 of the rest, so that what a disk garbles is never
told. A name without a text of its own starts at the empty line. Names that have
one key by chance each have their own line: whoever reads one looks whose it is.
"""

import os
import struct
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from itertools import groupby, islice
from pathlib import Path
from uuid import uuid4
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ..ontology.errors import CorruptStoreError

__all__ = ["KeptLines", "each_line", "write_keyed"]

_Numbers = NDArray[np.uint64]

_UNTOLD = 0
"""Start of the empty line."""

_NUMBER = np.dtype("<u8")
_FOOT = struct.Struct("<8sQI")
_MARK = b"wn-rec-1"

_READ = 1024
"""Bytes read at once: most lines are shorter."""

_START_BITS = 40
"""Of a place, the others number the file: files of up to a terabyte, 16 million of them."""

_START = (1 << _START_BITS) - 1


def write_keyed(path: Path, told: Iterable[tuple[str, bytes | None]]) -> None:
    """Write texts, none of which holds an end of line, with their names. Nothing is flushed yet.

    Notes
    -----
    O(n log n); beside the texts 16 bytes for each are held in memory.
    """
    keys, starts = array("Q"), array("Q")
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        end = file.write(b"\n")
        for name, said in told:
            keys.append(_key_of(name))
            starts.append(_UNTOLD if said is None else end)
            end += 0 if said is None else file.write(b"%08x %b\n" % (crc32(said), said))
        file.write(_closing(keys, starts))


def each_line(path: Path) -> Iterator[bytes] | None:
    """Give the texts of a file in its order; ``None`` where a name has none.

    Raises
    ------
    CorruptStoreError
        If the file cannot be read.
    """
    starts = _keys_and_starts(path)[1]
    return None if (starts == _UNTOLD).any() else _each(path, len(starts))


class KeptLines:
    """The texts of several files by name; safe to share between threads.

    Parameters
    ----------
    paths : sequence of Path
        Files that :func:`write_keyed` wrote.
    directory : Path
        Where the keys of all files are kept once they were put together; need not exist.
    """

    def __init__(self, paths: Sequence[Path], directory: Path) -> None:
        self._paths = paths
        self._directory = directory
        self._known: tuple[_Numbers, _Numbers] | None = None

    def find(self, names: Iterable[str]) -> Iterator[tuple[str, Path, bytes | None]]:
        """Give what is told under the key of each name: name, file, text or ``None``; file after file.

        Raises
        ------
        CorruptStoreError
            If a file cannot be read.
        """
        for number, places in groupby(self._places(sorted(set(names))), key=_file_of):
            path = self._paths[number]
            with _opened(path) as descriptor:
                for place, name in places:
                    yield name, path, _line_at(path, descriptor, place & _START)

    def _places(self, names: Sequence[str]) -> list[tuple[int, str]]:
        """List where anything is told under the keys of some names, ascending."""
        keys, places = self._all()
        wanted = np.fromiter(map(_key_of, names), np.uint64, len(names))
        first, last = np.searchsorted(keys, wanted), np.searchsorted(keys, wanted, side="right")
        found = [
            (int(place), names[n])
            for n in np.flatnonzero(first < last).tolist()
            for place in places[first[n] : last[n]]
        ]
        return sorted(found)

    def _all(self) -> tuple[_Numbers, _Numbers]:
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


def _key_of(name: str) -> int:
    """Give the number by which a name is looked up."""
    # Half a character is in no name that was ever written, but may be asked for.
    return int.from_bytes(blake2b(name.encode(errors="surrogatepass"), digest_size=8).digest(), "little")


def _file_of(entry: tuple[int, str]) -> int:
    return entry[0] >> _START_BITS


def _closing(keys: Sequence[int], starts: Sequence[int]) -> bytes:
    """Give the end of a file: keys, ascending, and starts."""
    key, start = np.array(keys, np.uint64), np.array(starts, np.uint64)
    order = np.argsort(key, kind="stable")
    told = key[order].astype(_NUMBER).tobytes() + start[order].astype(_NUMBER).tobytes()
    return told + _FOOT.pack(_MARK, len(key), crc32(told))


def _keys_and_starts(path: Path) -> tuple[_Numbers, _Numbers]:
    """Read the keys of a file, ascending, and the starts of their lines."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - _FOOT.size, 0))
        foot = file.read()
        mark, count, check = _FOOT.unpack(foot) if len(foot) == _FOOT.size else (b"", 0, 0)
        first = size - _FOOT.size - 2 * count * _NUMBER.itemsize
        whole = mark == _MARK and first > _UNTOLD
        file.seek(first if whole else size)
        told = file.read(2 * count * _NUMBER.itemsize) if whole else b""
    if not whole or crc32(told) != check:
        raise CorruptStoreError(str(path), "it does not end as a file of records does")
    numbers = np.frombuffer(told, _NUMBER).astype(np.uint64)
    return numbers[:count], numbers[count:]


def _together(paths: Sequence[Path]) -> _Numbers:
    """Give the keys of all files, ascending, over their places; of one key, those of earlier files first."""
    told = list(map(_keys_and_starts, paths))
    keys = np.concatenate([np.zeros(0, np.uint64), *(keys for keys, _ in told)])
    starts = np.concatenate([np.zeros(0, np.uint64), *(starts for _, starts in told)])
    file = np.repeat(np.arange(len(told), dtype=np.uint64), [len(keys) for keys, _ in told])
    order = np.argsort(keys, kind="stable")
    places = (file << np.uint64(_START_BITS)) | starts
    return np.stack([keys[order], places[order]])


def _save(path: Path, numbers: _Numbers) -> None:
    """Keep numbers at a path; a reader never sees half of them, not even after a power cut."""
    draft = path.with_name(f"{path.name}.{uuid4().hex}.tmp")
    with draft.open("wb") as file:
        np.save(file, numbers)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _each(path: Path, count: int) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            for line in islice(file, 1, 1 + count):
                yield _said(path, line.rstrip(b"\n"))
    except OSError as error:
        raise CorruptStoreError(str(path), str(error)) from error


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _line_at(path: Path, descriptor: int, start: int) -> bytes | None:
    """Read the text that a line tells, or ``None`` from the empty one."""
    size = _READ
    while True:
        found = os.pread(descriptor, size, start)
        line, end, _ = found.partition(b"\n")
        if end:
            return _said(path, line) if line else None
        if len(found) < size:
            raise CorruptStoreError(str(path), f"it ends in the middle of a line, at byte {start}")
        size *= 8


def _said(path: Path, line: bytes) -> bytes:
    """Give what a line says after its checksum, which must be right."""
    check, _, said = line.partition(b" ")
    try:
        right = int(check, 16) == crc32(said)
    except ValueError:
        right = False
    if not right:
        raise CorruptStoreError(str(path), f"a line tells no record: {line[:40]!r}…")
    return said
