"""Immutable generations in a folder, one of them live: built aside, switched by a pointer, swept later.

::

    store/
      CURRENT               name of the live generation, replaced atomically
      LOCK                  held by the one writer
      gen-000007/           rdf/  exercises/  manifest.json  derived/
      gen-000006/           kept: readers may still hold it
      gen-000008.build/     only while a writer works, or after a crash
      archive/              superseded versions of exercises

A crash at any point leaves ``CURRENT`` on a whole generation. What a failed
build left is removed by whoever next takes the lock.
"""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import sleep

from ..ontology.errors import CorruptStoreError, StoreBusyError
from .manifest import MANIFEST, PARTIAL, Manifest, flush_folder, read_manifest, seal, write_durably

__all__ = ["Generations", "Pinned"]

CURRENT, LOCK = "CURRENT", "LOCK"
RDF, DERIVED, ARCHIVE = "rdf", "derived", "archive"
CELLS = "cells.sqlite"
"""Of a generation written before each exercise had a file of its cells."""

KEPT = 2
"""Generations kept, the live one included."""

_NAME = re.compile(r"gen-(\d{6,})\Z")
_BUILD, _DEAD = ".build", ".dead"
_PIN_ATTEMPTS = 50
_LOCK_ATTEMPTS = 25
_LOCK_WAIT_S = 0.01
"""Whoever opens a store holds the writer's lock for a moment, to tidy up: that is not a writer at work."""

_Seal = tuple[Path, int, int]
"""Path of a generation, and which file its manifest is: number and time."""


class Pinned:
    """A generation that stays on disk for as long as this is open."""

    def __init__(self, path: Path, descriptor: int, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self._descriptor: int | None = descriptor

    def close(self) -> None:
        """Let the generation go; it may be swept from now on."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


class Generations:
    """The generations of one folder. Nothing is created before the first build."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._named: tuple[_Seal, str] | None = None

    @contextmanager
    def writing(self, *, attempts: int = _LOCK_ATTEMPTS) -> Iterator[None]:
        """Hold the writer's lock, with what crashed builds left removed.

        Raises
        ------
        StoreBusyError
            If another writer holds it.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.root / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            if not _locked(descriptor, attempts):
                raise StoreBusyError(str(self.root))
            self._sweep()
            yield
        finally:
            os.close(descriptor)

    def tidy(self) -> None:
        """Remove what crashed builds left, unless somebody is writing or the folder cannot be written."""
        if self.root.is_dir():
            with suppress(StoreBusyError, PermissionError), self.writing(attempts=1):
                pass

    def live(self) -> Path | None:
        """Give the folder of the live generation, or ``None`` before the first.

        Raises
        ------
        CorruptStoreError
            If the pointer is broken, or missing beside generations that were live.
        """
        pointer = self.root / CURRENT
        try:
            name = pointer.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            # A first build that crashed just before its switch is the one innocent case.
            if any(number > 1 for number in self._numbers()):
                raise CorruptStoreError(str(pointer), "it is missing beside several generations") from None
            return None
        except UnicodeDecodeError:
            name = "(not text)"
        if not _NAME.match(name):
            raise CorruptStoreError(str(pointer), f"it names no generation: {name[:40]!r}")
        return self.root / name

    def pin(self) -> Pinned | None:
        """Open the live generation so that no writer sweeps it, or ``None`` before the first.

        Raises
        ------
        CorruptStoreError
            If the live generation is not there or its manifest cannot be read.
        """
        for _attempt in range(_PIN_ATTEMPTS):
            path = self.live()
            if path is None:
                return None
            pinned = _pin(path)
            if pinned is not None:
                return pinned
        raise CorruptStoreError(str(path), f"the generation named in {CURRENT} is not there")

    def revision(self) -> str | None:
        """Name the revision of the live generation, or ``None`` before the first.

        What is live never changes, so its manifest is read once; raises as :meth:`pin`.
        """
        path = self.live()
        named = self._named
        if path is None:
            return None
        if named is None or named[0] != _seal_of(path):
            pinned = self.pin()
            if pinned is None:
                return None
            with closing(pinned):
                named = self._named = _seal_of(pinned.path), pinned.manifest.revision
        return named[1]

    @contextmanager
    def building(self) -> Iterator[Path]:
        """Give an empty folder to build the next generation in; it goes away if the build fails."""
        folder = self.root / f"gen-{max(self._numbers(), default=0) + 1:06d}{_BUILD}"
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def publish(self, folder: Path, manifest: Manifest, *, base: Path | None) -> Path:
        """Seal a build with its manifest, flush it to disk and make it live.

        Parameters
        ----------
        base : Path or None
            Generation it grew from: files linked from there are not read again.
        """
        (folder / DERIVED).mkdir(exist_ok=True)
        seal(folder, manifest, base=base)
        target = folder.with_name(folder.name.removesuffix(_BUILD))
        folder.rename(target)
        flush_folder(self.root)
        write_durably(self.root / CURRENT, f"{target.name}\n".encode())
        self._sweep()
        return target

    def _numbers(self) -> list[int]:
        """List the numbers of the generations, ascending."""
        names = [_NAME.match(path.name) for path in self.root.iterdir()] if self.root.is_dir() else []
        return sorted(int(name[1]) for name in names if name)

    def _sweep(self) -> None:
        """Remove unfinished builds, generations never made live and old ones that nobody reads."""
        live = self.live()
        current = int(live.name.removeprefix("gen-")) if live else 0
        numbers = self._numbers()
        kept = {number for number in numbers if number <= current}
        kept = set(sorted(kept)[-KEPT:])
        for number in set(numbers) - kept:
            self._discard(self.root / f"gen-{number:06d}")
        for path in self.root.iterdir():
            if path.suffix in (_BUILD, _DEAD):
                shutil.rmtree(path)
        for path in [*self.root.glob(f"*{PARTIAL}"), *self.root.glob(f"{ARCHIVE}/*{PARTIAL}")]:
            path.unlink()

    def _discard(self, path: Path) -> None:
        """Take a generation out of reach if no reader has pinned it; it is deleted by the same sweep."""
        try:
            descriptor = os.open(path / MANIFEST, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            path.rename(path.with_name(path.name + _DEAD))
            return
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.rename(path.with_name(path.name + _DEAD))
        except BlockingIOError:
            return
        finally:
            os.close(descriptor)


def _locked(descriptor: int, attempts: int) -> bool:
    """Take a lock, unless another holds it all the time."""
    for attempt in range(attempts):
        if attempt:
            sleep(_LOCK_WAIT_S)
        with suppress(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    return False


def _seal_of(path: Path) -> _Seal:
    """Tell one generation from another that has its place; nothing is equal to one that is not there."""
    try:
        found = (path / MANIFEST).stat()
    except FileNotFoundError:
        return path, -1, -1
    return path, found.st_ino, found.st_mtime_ns


def _pin(path: Path) -> Pinned | None:
    """Lock a generation's manifest for reading; ``None`` when a sweep took it away meanwhile."""
    try:
        descriptor = os.open(path / MANIFEST, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        if not (path / MANIFEST).exists():
            os.close(descriptor)
            return None
        manifest = read_manifest(path)
    except (OSError, CorruptStoreError):
        os.close(descriptor)
        raise
    return Pinned(path, descriptor, manifest)
