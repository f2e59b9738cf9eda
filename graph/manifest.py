"""What a generation holds and the checksums that prove it; files written whole and flushed to disk."""

import json
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from hashlib import file_digest
from pathlib import Path

from ..ontology.errors import CorruptStoreError

__all__ = [
    "MANIFEST",
    "PARTIAL",
    "Manifest",
    "flush_folder",
    "read_manifest",
    "seal",
    "verify",
    "write_durably",
]

MANIFEST = "manifest.json"
PARTIAL = ".partial"
"""Suffix of a file that is still being written."""

_READ_AT_ONCE = 2
"""Files flushed and read together: the disk and the checksum both keep one waiting."""

_FORMAT = 2
"""Since 2, cells are kept exercise by exercise."""

_READABLE = (1, _FORMAT)
_NOT_CONTENT = ("LOCK", "LOG")
"""Files of RocksDB that are not content: its lock and its diary (``LOG``, ``LOG.old.…``)."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds.

    Parameters
    ----------
    revision : str
        Name of its content.
    reference : str
        Version of the reference data it was built with.
    exercises : mapping of str to str
        Digest of the content of each exercise, by IRI.
    triples : mapping of str to int
        Triples of each exercise's graph, by IRI.
    files : mapping of str to str
        SHA-256 of each file, by path in the generation.
    sizes : mapping of str to int
        Bytes of each file.
    """

    revision: str
    reference: str
    exercises: Mapping[str, str]
    triples: Mapping[str, int]
    files: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    format: int = _FORMAT


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a generation and check that its files have the sizes it says.

    Raises
    ------
    CorruptStoreError
        If the manifest cannot be read or a file is missing, longer or shorter.
    """
    try:
        manifest = Manifest(**json.loads((folder / MANIFEST).read_bytes()))
    except (ValueError, TypeError) as error:
        raise CorruptStoreError(str(folder), f"its {MANIFEST} cannot be read ({error})") from error
    if manifest.format not in _READABLE:
        raise CorruptStoreError(
            str(folder), f"it has format {manifest.format}, this version reads format {_FORMAT}"
        )
    for name, size in manifest.sizes.items():
        if not (folder / name).is_file():
            raise CorruptStoreError(str(folder), f"{name} is missing")
        if (found := (folder / name).stat().st_size) != size:
            raise CorruptStoreError(str(folder), f"{name} has {found} bytes instead of {size}")
    return manifest


def verify(folder: Path, manifest: Manifest) -> None:
    """Compare every file of a generation with its checksum.

    Raises
    ------
    CorruptStoreError
        If a file is missing or differs.
    """
    for name, expected in manifest.files.items():
        if not (folder / name).is_file():
            raise CorruptStoreError(str(folder), f"{name} is missing")
        if _sha256(folder / name) != expected:
            raise CorruptStoreError(str(folder), f"{name} does not match its checksum")


def seal(folder: Path, manifest: Manifest, *, base: Path | None) -> Manifest:
    """Flush every file of a build to disk, write its manifest with their checksums, and give that.

    Parameters
    ----------
    base : Path or None
        Generation the build grew from. A file linked from there is on disk
        already and keeps the checksum it has there.
    """
    known = read_manifest(base).files if base else {}

    def checksum(path: Path) -> str:
        name = path.relative_to(folder).as_posix()
        if base and name in known and (base / name).exists() and path.samefile(base / name):
            return known[name]
        _flush(path)
        return _sha256(path)

    content = {path.relative_to(folder).as_posix(): path for path in _content(folder)}
    with ThreadPoolExecutor(_READ_AT_ONCE) as readers:
        files = dict(zip(content, readers.map(checksum, content.values()), strict=True))
    sizes = {name: path.stat().st_size for name, path in content.items()}
    sealed = replace(manifest, files=files, sizes=sizes)
    write_durably(folder / MANIFEST, json.dumps(asdict(sealed), indent=1, sort_keys=True).encode())
    for part in {folder, *(path.parent for path in _content(folder))}:
        flush_folder(part)
    return sealed


def write_durably(path: Path, content: bytes) -> None:
    """Put content at a path, whole or not at all, and flush it to disk."""
    partial = path.with_name(path.name + PARTIAL)
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    flush_folder(path.parent)


def flush_folder(path: Path) -> None:
    """Flush the names in a folder to disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _content(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith(_NOT_CONTENT):
            yield path


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
