"""What each exercise says, as N-Quads in a file of its own, shared by the generations that hold it.

The engine's own tables answer questions about one record; whoever reads an
exercise whole (an index, the next version's comparison, an export) reads its
lines, many times faster. A superseded version is archived by one more link.
"""

import gzip
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..ontology.errors import CorruptStoreError
from .manifest import write_durably
from .rdf import pieces

__all__ = [
    "compressed",
    "each_line",
    "link_lines",
    "name_of_version",
    "path_of_cells",
    "path_of_lines",
    "path_of_records",
    "read_lines",
    "write_lines",
]

FOLDER = "exercises"
_LEVEL = 3
"""Of compression: lines repeat so much that more is hardly smaller, and slower."""

_GZIP = 16 + zlib.MAX_WBITS
"""Window of a stream with the head and the tail of a gzip file, but no time in it."""

_UNSAFE = re.compile(r"[^A-Za-z0-9]+")
_LONGEST = 80


def name_of_version(exercise: str, digest: str) -> str:
    """Name a version of an exercise in the file system, by its IRI and its content.

    Examples
    --------
    >>> name_of_version("https://w3id.org/welfarenet/data/jesi/e/2026", "0123456789abcdef" * 4)
    'jesi-e-2026-0123456789abcdef'
    """
    told = _UNSAFE.sub("-", exercise.rpartition("/data/")[2] or exercise).strip("-")[-_LONGEST:]
    return f"{told}-{digest[:16]}"


def path_of_lines(generation: Path, exercise: str, digest: str) -> Path:
    """Give the path of an exercise's lines in a generation, whether they are there or not."""
    return generation / FOLDER / f"{name_of_version(exercise, digest)}.nq.gz"


def path_of_records(generation: Path, exercise: str, digest: str) -> Path:
    """Give the path of an exercise's records in a generation, whether they are there or not."""
    return generation / FOLDER / f"{name_of_version(exercise, digest)}.records"


def path_of_cells(generation: Path, exercise: str, digest: str) -> Path:
    """Give the path of an exercise's cells in a generation, whether they are there or not."""
    return generation / FOLDER / f"{name_of_version(exercise, digest)}.cells"


def compressed(texts: Iterable[bytes]) -> Iterator[bytes]:
    """Compress texts one after another: the same lines make the same bytes, however they are joined."""
    packing = zlib.compressobj(_LEVEL, wbits=_GZIP)
    yield from map(packing.compress, texts)
    yield packing.flush()


def write_lines(path: Path, lines: Sequence[bytes]) -> None:
    """Write the lines of an exercise, ascending. Nothing is flushed yet."""
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        file.writelines(compressed(pieces(lines)))


def link_lines(path: Path, target: Path) -> None:
    """Let lines stand at a second path too, unless they stand there already."""
    target.parent.mkdir(exist_ok=True)
    if target.exists():  # the same content was named so before
        return
    try:
        os.link(path, target)
    except OSError:  # a file system without hard links
        write_durably(target, path.read_bytes())


def read_lines(path: Path) -> list[bytes]:
    """Read the lines of an exercise, ascending.

    Raises
    ------
    CorruptStoreError
        If they cannot be read, or are cut.
    """
    with _damage_told(path):
        return gzip.decompress(path.read_bytes()).splitlines(keepends=True)


def each_line(path: Path) -> Iterator[bytes]:
    """Give the lines of an exercise one by one, in little memory.

    Raises
    ------
    CorruptStoreError
        If they cannot be read, or are cut.
    """
    with _damage_told(path), gzip.open(path) as lines:
        yield from lines


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        raise CorruptStoreError(str(path), str(error)) from error
