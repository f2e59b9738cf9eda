"""What each exercise says of each of its records, as one text found by its name, in a file beside its lines.

The engine tells of a record triple by triple, some thirty of them, each from
another place of its tables; whoever answers a question describes hundreds of
records. A file starts with an empty line, then holds one line for each record,
by IRI, then the keys of their IRIs, ascending, and where the line of each starts::

    ⏎
    Offering ["https://…/o/1","https://…/s/1",…]⏎
    Provider ["https://…/p/1","Caritas",…]⏎
    keys, 8 bytes each │ starts, 8 bytes each │ mark and count

A key without a line of its own starts at the empty one: there the triples of
several records run together, and only the engine can tell what they come to.
"""

import json
import os
import re
import struct
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from ..ontology.errors import CorruptStoreError
from .codec import from_json, to_text
from .model import (
    Agreement,
    MappingExercise,
    Offering,
    Provider,
    Record,
    Referral,
    Service,
    SourceRow,
    Territory,
)
from .rdf import canonical, iri_of

__all__ = ["KeptRecords", "write_records"]

_KINDS: Mapping[str, type[Record]] = {
    kind.__name__: kind
    for kind in (MappingExercise, Territory, Provider, Service, Offering, Agreement, Referral, SourceRow)
}
_PART = re.compile(r"\.(?:[a-z]+\d+|not)\Z")
"""How the IRI of a nested part ends, after that of its record."""

_NUMBER = np.dtype("<u8")
_FOOT = struct.Struct("<8sQ")
_MARK = b"wn-rec-1"
_UNTOLD = 0
"""Start of the empty line."""

_START_BITS = 40
"""Of a place, the others number the file: files of up to a terabyte, 16 million of them."""

_READ = 1024
"""Bytes read at once: most lines are shorter."""

_Numbers = NDArray[np.uint64]


def write_records(path: Path, records: Iterable[Record]) -> None:
    """Write the records of one exercise as they come back from its triples. Nothing is flushed yet.

    The same records make the same bytes, whatever their order.

    Notes
    -----
    O(n log n); beside the records some 16 bytes for each are held in memory.
    """
    keys, starts, owners = array("Q"), array("Q"), set[int]()
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        end = file.write(b"\n")
        for iri, alike in groupby(sorted(records, key=_name), key=_name):
            owners.update(map(_key, _owners(iri)))
            lines = {_line(record) for record in alike}
            told = len(lines) == 1 and not _PART.search(iri)
            keys.append(_key(iri))
            starts.append(end if told else _UNTOLD)
            end += file.write(lines.pop()) if told else 0
        file.write(_closing(keys, starts, owners))


class KeptRecords:
    """The records of some exercises, found by name; safe to share between threads.

    Parameters
    ----------
    paths : sequence of Path
        A file for each exercise, those whose word counts first coming first.
    directory : Path
        Where what all the files hold is kept once it was put together; need not exist.
    """

    def __init__(self, paths: Sequence[Path], directory: Path) -> None:
        self._paths = paths
        self._directory = directory
        self._known: tuple[_Numbers, _Numbers] | None = None

    def find(self, names: Iterable[str]) -> tuple[dict[str, Record], set[str]]:
        """Give what is told of some records, and the names that only the engine can tell about.

        A name in neither is that of no record.

        Raises
        ------
        CorruptStoreError
            If a file cannot be read.

        Notes
        -----
        Some 20 µs a record.
        """
        wanted = sorted(set(names))
        found, untold = dict[str, Record](), {name for name in wanted if _PART.search(name)}
        places = sorted((place, name) for name, place in self._places(wanted) if name not in untold)
        for number, group in groupby(places, key=lambda entry: entry[0] >> _START_BITS):
            with _opened(self._paths[number]) as file:
                for place, name in group:
                    record = file.read(place & ((1 << _START_BITS) - 1))
                    if record is None or _name(record) != name:
                        untold.add(name)
                    else:
                        found[name] = record
        return found, untold

    def _places(self, names: Sequence[str]) -> Iterator[tuple[str, int]]:
        """Give the file and start of what is said first of each name that has a key."""
        keys, places = self._all()
        wanted = np.fromiter(map(_key, names), np.uint64, len(names))
        at = np.searchsorted(keys, wanted)
        known = np.flatnonzero(at < len(keys))
        known = known[keys[at[known]] == wanted[known]]
        return zip((names[number] for number in known.tolist()), places[at[known]].tolist(), strict=True)

    def _all(self) -> tuple[_Numbers, _Numbers]:
        """Give the keys of all files, ascending, and their places; mapped from what was kept of them."""
        known = self._known
        if known is None:
            if not self._directory.exists():
                with suppress(OSError):  # where nothing may be written it is put together by each process
                    _save(self._directory, _together(self._paths))
            kept = self._directory.exists()
            keys, places = np.load(self._directory, mmap_mode="r") if kept else _together(self._paths)
            # Mapped all the same, but a plain array is quicker to search than a memmap.
            known = self._known = keys.view(np.ndarray), places.view(np.ndarray)
        return known


class _File:
    """An open file of records."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    def read(self, start: int) -> Record | None:
        """Read the record that a line tells, or ``None`` from the empty one."""
        line = self._line(start)
        if not line:
            return None
        try:
            kind, _, told = line.decode().partition(" ")
            return from_json(_KINDS[kind], json.loads(told))
        except (LookupError, TypeError, ValueError, ArithmeticError) as error:
            raise CorruptStoreError(str(self._path), f"no record is told at byte {start}") from error

    def _line(self, start: int) -> bytes:
        size = _READ
        while True:
            found = os.pread(self._descriptor, size, start)
            line, end, _ = found.partition(b"\n")
            if end:
                return line
            if len(found) < size:
                raise CorruptStoreError(str(self._path), f"it ends in the middle of a line, at byte {start}")
            size *= 8


@contextmanager
def _opened(path: Path) -> Iterator[_File]:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield _File(path, descriptor)
    finally:
        os.close(descriptor)


def _name(record: Record) -> str:
    return iri_of(record) if isinstance(record, Territory) else record.iri


def _line(record: Record) -> bytes:
    return f"{type(record).__name__} {to_text(canonical(record))}\n".encode()


def _key(name: str) -> int:
    # Half a character is in no name that was ever written, but may be asked for.
    return int.from_bytes(blake2b(name.encode(errors="surrogatepass"), digest_size=8).digest(), "little")


def _owners(iri: str) -> Iterator[str]:
    """Give the records that an IRI would be a part of, were it one of a part."""
    while _PART.search(iri):
        iri = iri.rpartition(".")[0]
        yield iri


def _closing(keys: Sequence[int], starts: Sequence[int], owners: Iterable[int]) -> bytes:
    """Give the end of a file: keys, ascending, and starts, none of which tells of two names."""
    key, start = np.array(keys, np.uint64), np.array(starts, np.uint64)
    order = np.argsort(key, kind="stable")
    key, start = key[order], start[order]
    twice = np.flatnonzero(key[1:] == key[:-1])
    start[twice] = start[twice + 1] = _UNTOLD
    start[np.isin(key, np.array(sorted(owners), np.uint64))] = _UNTOLD
    return key.astype(_NUMBER).tobytes() + start.astype(_NUMBER).tobytes() + _FOOT.pack(_MARK, len(key))


def _ends_of(path: Path) -> tuple[_Numbers, _Numbers]:
    """Read the keys and starts of a file.

    Raises
    ------
    CorruptStoreError
        If it does not end as one of records does.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - _FOOT.size, 0))
        foot = file.read()
        mark, count = _FOOT.unpack(foot) if len(foot) == _FOOT.size else (b"", 0)
        first = size - _FOOT.size - 2 * count * _NUMBER.itemsize
        if mark != _MARK or first < 1:
            raise CorruptStoreError(str(path), "it does not end as a file of records does")
        file.seek(first)
        numbers = np.frombuffer(file.read(2 * count * _NUMBER.itemsize), _NUMBER).astype(np.uint64)
    return numbers[:count], numbers[count:]


def _together(paths: Sequence[Path]) -> NDArray[np.uint64]:
    """Give the keys of all files, ascending, over their places; of one key, those of earlier files first."""
    ends = [_ends_of(path) for path in paths]
    keys = np.concatenate([np.zeros(0, np.uint64), *(keys for keys, _ in ends)])
    file = np.repeat(np.arange(len(ends), dtype=np.uint64), [len(keys) for keys, _ in ends])
    starts = np.concatenate([np.zeros(0, np.uint64), *(starts for _, starts in ends)])
    order = np.argsort(keys, kind="stable")
    places = (file << np.uint64(_START_BITS)) | starts
    return np.stack([keys[order], places[order]])


def _save(path: Path, numbers: NDArray[np.uint64]) -> None:
    """Keep numbers at a path; a reader never sees half of them."""
    draft = path.with_name(f"{path.name}.{uuid4().hex}.tmp")
    with draft.open("wb") as file:
        np.save(file, numbers)
    draft.replace(path)
