"""What each exercise says of each of its records, as one text found by its name, in a file beside its lines.

The engine tells of a record triple by triple, some thirty of them, each from
another place of its tables; whoever answers a question describes hundreds of
records. A file starts with an empty line, then holds one line for each record,
by IRI, then the keys of their IRIs, ascending, and where the line of each starts::

    ⏎
    4c1f09ab Offering ["https://…/o/1","https://…/s/1",…]⏎
    e802d77c Provider ["https://…/p/1","Caritas",…]⏎
    keys, 8 bytes each │ starts, 8 bytes each │ mark, count, their CRC-32

Each line begins with the CRC-32 of the rest, so that what a disk garbles is never told.
A key without a line of its own starts at the empty one: there the triples of
several records run together, and only the engine can tell what they come to.
"""

import json
import os
import re
import struct
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from itertools import groupby, islice
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from ..ontology.errors import CorruptStoreError
from .codec import from_json, to_text
from .exercises import MappingExercise, Record, SourceRow
from .mapped import Agreement, Offering, Provider, Referral, Service
from .places import Territory
from .rdf import canonical, iri_of

__all__ = [
    "UNTOLD",
    "Numbers",
    "RecordFile",
    "each_record",
    "is_part",
    "key_of",
    "keys_and_starts",
    "record_name",
    "write_records",
]

Numbers = NDArray[np.uint64]

UNTOLD = 0
"""Start of the empty line."""

_KINDS: Mapping[bytes, type[Record]] = {
    kind.__name__.encode(): kind
    for kind in (MappingExercise, Territory, Provider, Service, Offering, Agreement, Referral, SourceRow)
}
_PART = re.compile(r"\.(?:[a-z]+\d+|not)\Z")
"""How the IRI of a nested part ends, after that of its record."""

_NUMBER = np.dtype("<u8")
_FOOT = struct.Struct("<8sQI")
_MARK = b"wn-rec-1"

_KIND_AT = 9
"""Where a line names the kind of its record, after its checksum."""

_READ = 1024
"""Bytes read at once: most lines are shorter."""


def write_records(path: Path, records: Iterable[Record]) -> None:
    """Write the records of one exercise as they come back from its triples. Nothing is flushed yet.

    The same records make the same bytes, whatever their order.

    Notes
    -----
    O(n log n), some 15 µs a record; beside the records 16 bytes for each are held in memory.
    """
    keys, starts, owners = array("Q"), array("Q"), set[int]()
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        end = file.write(b"\n")
        for iri, alike in groupby(sorted(records, key=record_name), key=record_name):
            lines = {_written(record) for record in alike}
            told = len(lines) == 1 and not is_part(iri)
            owners.update(map(key_of, _owners(iri)))
            keys.append(key_of(iri))
            starts.append(end if told else UNTOLD)
            end += file.write(lines.pop()) if told else 0
        file.write(_closing(keys, starts, owners))


def keys_and_starts(path: Path) -> tuple[Numbers, Numbers]:
    """Read the keys of a file, ascending, and the starts of their lines.

    Raises
    ------
    CorruptStoreError
        If it does not end as one of records does.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - _FOOT.size, 0))
        foot = file.read()
        mark, count, check = _FOOT.unpack(foot) if len(foot) == _FOOT.size else (b"", 0, 0)
        first = size - _FOOT.size - 2 * count * _NUMBER.itemsize
        whole = mark == _MARK and first > UNTOLD
        file.seek(first if whole else size)
        told = file.read(2 * count * _NUMBER.itemsize) if whole else b""
    if not whole or crc32(told) != check:
        raise CorruptStoreError(str(path), "it does not end as a file of records does")
    numbers = np.frombuffer(told, _NUMBER).astype(np.uint64)
    return numbers[:count], numbers[count:]


def each_record(path: Path, kinds: Collection[type[Record]]) -> Iterator[Record] | None:
    """Give the records of some kinds, by IRI; ``None`` where the file does not tell all it names.

    Raises
    ------
    CorruptStoreError
        If the file cannot be read.
    """
    starts = keys_and_starts(path)[1]
    return None if (starts == UNTOLD).any() else _each(path, len(starts), kinds)


class RecordFile:
    """An open file of records."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator["RecordFile"]:
        """Open a file for a while."""
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            yield cls(path, descriptor)
        finally:
            os.close(descriptor)

    def read(self, start: int) -> Record | None:
        """Read the record that a line tells, or ``None`` from the empty one.

        Raises
        ------
        CorruptStoreError
            If no whole line is there, or it tells no record.
        """
        line = self._line(start)
        return _read(self._path, line) if line else None

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


def record_name(record: Record) -> str:
    """Give the IRI of a record."""
    return iri_of(record) if isinstance(record, Territory) else record.iri


def key_of(name: str) -> int:
    """Give the number by which a name is looked up."""
    # Half a character is in no name that was ever written, but may be asked for.
    return int.from_bytes(blake2b(name.encode(errors="surrogatepass"), digest_size=8).digest(), "little")


def is_part(iri: str) -> bool:
    """Tell whether an IRI may be that of a nested part, whose triples are its record's.

    Examples
    --------
    >>> is_part("https://example.org/s/1.rule2.c1"), is_part("https://example.org/s/1")
    (True, False)
    """
    return _PART.search(iri) is not None


def _owners(iri: str) -> Iterator[str]:
    """Give the records that an IRI would be a part of, were it one of a part."""
    while is_part(iri):
        iri = iri.rpartition(".")[0]
        yield iri


def _written(record: Record) -> bytes:
    said = f"{type(record).__name__} {to_text(canonical(record))}".encode()
    return b"%08x %b\n" % (crc32(said), said)


def _read(path: Path, line: bytes) -> Record:
    check, _, said = line.rstrip(b"\n").partition(b" ")
    kind, _, told = said.partition(b" ")
    try:
        if int(check, 16) != crc32(said):
            raise ValueError(check)
        return from_json(_KINDS[kind], json.loads(told))
    except (LookupError, TypeError, ValueError, ArithmeticError) as error:
        raise CorruptStoreError(str(path), f"a line tells no record: {line[:40]!r}…") from error


def _each(path: Path, count: int, kinds: Collection[type[Record]]) -> Iterator[Record]:
    others = {name for name, kind in _KINDS.items() if kind not in kinds}
    try:
        with path.open("rb") as file:
            for line in islice(file, 1, 1 + count):
                if line[_KIND_AT : line.find(b" ", _KIND_AT)] not in others:
                    yield _read(path, line)
    except OSError as error:
        raise CorruptStoreError(str(path), str(error)) from error


def _closing(keys: Sequence[int], starts: Sequence[int], owners: Iterable[int]) -> bytes:
    """Give the end of a file: keys, ascending, and starts, none of which tells of two names."""
    key, start = np.array(keys, np.uint64), np.array(starts, np.uint64)
    order = np.argsort(key, kind="stable")
    key, start = key[order], start[order]
    twice = np.flatnonzero(key[1:] == key[:-1])
    start[twice] = start[twice + 1] = UNTOLD
    start[np.isin(key, np.array(sorted(owners), np.uint64))] = UNTOLD
    told = key.astype(_NUMBER).tobytes() + start.astype(_NUMBER).tobytes()
    return told + _FOOT.pack(_MARK, len(key), crc32(told))
