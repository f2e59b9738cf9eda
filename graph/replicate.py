"""Copy the published generation of an embedded store to another folder, which then answers the same.

One writer publishes; any number of machines copy what it published and answer
from their copy. Files that are there already are not copied again, so that a
copy that was cut goes on where it stopped and the next generation costs only
what changed. The pointer moves last: whoever reads the copy sees the old
generation or the new one.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from ..ontology.errors import CorruptStoreError, QuestionError, StoreBusyError, StoreUnreachableError
from .generations import DERIVED, Generations, Pinned
from .manifest import MANIFEST, PARTIAL, Manifest, flush_folder, verify, write_durably

__all__ = ["Replication", "replicate"]

MARK = "REPLICA"
"""File that tells a copy from a store that somebody publishes to."""

_INCOMING = ".incoming"
_LOCK = "INCOMING-LOCK"
_POINTER = "CURRENT"


@dataclass(frozen=True, slots=True)
class Replication:
    """What a copy did: bytes read from the source, and bytes that were there already."""

    revision: str
    copied_bytes: int
    kept_bytes: int


def replicate(source: str, destination: str) -> Replication:
    """Make one embedded store answer what another has published.

    Parameters
    ----------
    source, destination : str
        Addresses such as ``oxigraph:./welfarenet-data``; the destination need not exist yet.

    Raises
    ------
    QuestionError
        If an address is not of an embedded store, both are one, or the
        destination is a store that somebody publishes to.
    StoreUnreachableError
        If nothing was published at the source, or a folder cannot be used.
    CorruptStoreError
        If a file of the source does not match its manifest; the destination keeps what it had.
    StoreBusyError
        If another process copies or publishes to the destination.
    """
    origin, copy = _folder("source", source), _folder("destination", destination)
    if origin.resolve() == copy.resolve():
        raise QuestionError("destination", "is the source itself", "give another folder")
    try:
        with _pinned(origin, source) as pinned:
            return _copy(pinned, source, copy)
    except OSError as error:
        if isinstance(error, StoreUnreachableError):
            raise
        raise StoreUnreachableError(destination, str(error)) from error


def _copy(pinned: Pinned, source: str, copy: Path) -> Replication:
    generations = Generations(copy)
    with _alone(copy):
        _mark(generations, source)
        live = generations.pin()
        try:
            if live and live.manifest.revision == pinned.manifest.revision:
                return Replication(pinned.manifest.revision, 0, sum(live.manifest.sizes.values()))
            incoming = copy / f"{pinned.manifest.revision}{_INCOMING}"
            done = _fetch(pinned, incoming, live)
        finally:
            if live:
                live.close()
        verify(incoming, pinned.manifest)
        _switch(generations, incoming)
    generations.tidy()
    return done


def _fetch(pinned: Pinned, incoming: Path, live: Pinned | None) -> Replication:
    """Bring every file that is not there yet, and the manifest last."""
    manifest = pinned.manifest
    here = {checksum: name for name, checksum in live.manifest.files.items()} if live else {}
    copied = kept = 0
    for name, checksum in sorted(manifest.files.items()):
        target = incoming / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if _is_whole(target, manifest, name):
            kept += manifest.sizes[name]
        elif live and checksum in here and _is_whole(live.path / here[checksum], manifest, name):
            target.unlink(missing_ok=True)
            os.link(live.path / here[checksum], target)
            kept += manifest.sizes[name]
        else:
            _bring(pinned.path / name, target)
            copied += manifest.sizes[name]
    (incoming / DERIVED).mkdir(exist_ok=True)
    write_durably(incoming / MANIFEST, (pinned.path / MANIFEST).read_bytes())
    for folder in {incoming, *(path.parent for path in incoming.rglob("*"))}:
        flush_folder(folder)
    return Replication(manifest.revision, copied, kept)


def _is_whole(path: Path, manifest: Manifest, name: str) -> bool:
    """Tell whether a file is what the manifest says; the size is looked at first."""
    if not path.is_file() or path.stat().st_size != manifest.sizes[name]:
        return False
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest() == manifest.files[name]


def _bring(origin: Path, target: Path) -> None:
    partial = target.with_name(target.name + PARTIAL)
    try:
        shutil.copyfile(origin, partial)
    except FileNotFoundError:
        raise CorruptStoreError(str(origin.parent), f"{origin.name} is missing") from None
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    partial.replace(target)


def _switch(generations: Generations, incoming: Path) -> None:
    """Give what came in the next number and make it live."""
    with generations.writing():
        names = (path.name.removeprefix("gen-") for path in generations.root.glob("gen-*"))
        numbers = [int(name) for name in names if name.isdigit()]
        target = generations.root / f"gen-{max(numbers, default=0) + 1:06d}"
        incoming.rename(target)
        flush_folder(generations.root)
        write_durably(generations.root / _POINTER, f"{target.name}\n".encode())
    for path in generations.root.glob(f"*{_INCOMING}"):
        shutil.rmtree(path)  # of a revision that was superseded before it was whole


def _mark(generations: Generations, source: str) -> None:
    """Refuse to overwrite what somebody publishes; mark what is a copy."""
    mark = generations.root / MARK
    if not mark.exists():
        if generations.live() is not None:
            raise QuestionError(
                "destination",
                f"{generations.root} is a store that somebody publishes to",
                "give a new folder: what was published there would be lost",
            )
        write_durably(mark, f"{source}\n".encode())


@contextmanager
def _pinned(folder: Path, url: str) -> Iterator[Pinned]:
    pinned = Generations(folder).pin()
    if pinned is None:
        raise StoreUnreachableError(url, "nothing was published there yet")
    try:
        yield pinned
    finally:
        pinned.close()


@contextmanager
def _alone(copy: Path) -> Iterator[None]:
    """Be the one process that copies into a folder; the writer's lock is taken for the switch alone."""
    copy.mkdir(parents=True, exist_ok=True)
    with (copy / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreBusyError(f"oxigraph:{copy}") from None
        yield


def _folder(which: str, url: str) -> Path:
    kind, _, place = url.partition(":")
    if kind != "oxigraph" or not place or "\0" in place:
        raise QuestionError(which, f"{url!r} is not the address of an embedded store", "give oxigraph:FOLDER")
    return Path(place).expanduser()
