"""The embedded store: generations on disk, each a pyoxigraph checkpoint and files for each exercise.

One owning named graph per mapping exercise, beside the reference, closure and
meta graphs. A publish builds the next generation beside the live one, by hard
links, and switches a pointer; readers stay on the generation they opened.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode

from ..ontology.errors import ConflictError, CorruptStoreError, StoreError, StoreUnreachableError
from .exercise_files import cells_of, lines_kept
from .exercise_lines import compressed, link_lines, name_of_version, path_of_lines
from .exercises import ExerciseData
from .generations import ARCHIVE, RDF, Generations, Pinned
from .manifest import Manifest, verify, write_durably
from .oxigraph_build import Build, Edit
from .oxigraph_reader import OxigraphReader
from .rdf import cell_columns, content_digest, exercise_records, lines_of, pieces, revision_of
from .reference import Reference, load_reference, reference_version
from .store import Commit

__all__ = ["OxigraphStore"]


class OxigraphStore:
    """A store in a folder. Nothing is written before the first publish.

    Parameters
    ----------
    path : Path
        The folder; need not exist.
    reference : callable
        Gives the reference data; called only when the store holds another version of it.
    version : callable
        Gives the version of the reference data.

    Raises
    ------
    StoreUnreachableError
        If the path is no folder, or may not be read.
    CorruptStoreError
        If the pointer to the live generation is broken.
    """

    def __init__(
        self,
        path: Path,
        *,
        reference: Callable[[], Reference] = load_reference,
        version: Callable[[], str] = reference_version,
    ) -> None:
        self._path = path
        self._generations = Generations(path)
        self._reference = reference
        self._version = version
        if path.exists() and not path.is_dir():
            raise StoreUnreachableError(self.url, "it is not a folder")
        with self._reachable():
            self._generations.tidy()

    @property
    def url(self) -> str:
        """Address it was opened with."""
        return f"oxigraph:{self._path}"

    def revision(self) -> str:
        """Name the revision published now, without opening it."""
        with self._reachable():
            return self._generations.revision() or revision_of(self._version(), {})

    def reader(self) -> OxigraphReader:
        """Open the revision published now."""
        with self._reachable():
            pinned = self._generations.pin()
            try:
                return OxigraphReader(pinned, self._revision_of(pinned))
            except BaseException:
                if pinned:
                    pinned.close()
                raise

    def replace(self, data: ExerciseData, *, expect: str | None = None) -> Commit:
        """Publish an exercise, all or nothing, in place of its earlier version; raises as a ``Store`` does.

        Raises
        ------
        StoreUnreachableError
            If the folder cannot be written or the disk is full; nothing has changed then.
        """
        return self._publish(_edit(data), expect)

    def holds(self, data: ExerciseData) -> bool:
        """Tell whether publishing an exercise would change nothing; raises as :meth:`replace`."""
        with self._reachable(), self._pinned() as live:
            return self._is_there(live, _edit(data))

    def remove(self, exercise: str, *, expect: str | None = None) -> Commit:
        """Retract an exercise; retracting an absent one changes nothing."""
        return self._publish(Edit(exercise, (), (), None), expect)

    def verify(self) -> None:
        """Compare every file of the live generation with its checksum.

        Raises
        ------
        CorruptStoreError
            If a file is missing or differs.
        """
        with self._reachable(), self._pinned() as live:
            if live:
                verify(live.path, live.manifest)

    def close(self) -> None:
        """Hold nothing: readers are closed one by one."""

    @contextmanager
    def _pinned(self) -> Iterator[Pinned | None]:
        live = self._generations.pin()
        try:
            yield live
        finally:
            if live:
                live.close()

    def _revision_of(self, live: Pinned | None) -> str:
        return live.manifest.revision if live else revision_of(self._version(), {})

    def _publish(self, change: Edit, expect: str | None) -> Commit:
        with self._reachable(), self._generations.writing(), self._pinned() as live:
            return self._publish_over(live, change, expect)

    def _publish_over(self, live: Pinned | None, change: Edit, expect: str | None) -> Commit:
        found = self._revision_of(live)
        if expect is not None and expect != found:
            raise ConflictError(expect, found)
        digests = dict(live.manifest.exercises) if live else {}
        if self._is_there(live, change):
            return Commit(found, 0, 0)
        if change.digest is None:
            digests.pop(change.exercise, None)
        else:
            digests[change.exercise] = change.digest
        before = _before(live, change.exercise)
        triples = dict(live.manifest.triples) if live else {}
        triples = {iri: len(change.lines) if iri == change.exercise else triples[iri] for iri in digests}
        reference = None if self._is_current(live) else self._reference()
        with self._generations.building() as folder:
            added, removed = Build(folder, live, before, change, digests, triples, reference).fill()
            commit = Commit(revision_of(self._version(), digests), added, removed)
            manifest = Manifest(commit.revision, self._version(), digests, triples)
            if live and change.exercise in live.manifest.exercises:
                self._archive(live, before, change.exercise)
            self._generations.publish(folder, manifest, base=live.path if live else None)
        return commit

    def _is_current(self, live: Pinned | None) -> bool:
        """Tell whether what is live was built with the reference data of this package."""
        return live is not None and live.manifest.reference == self._version()

    def _is_there(self, live: Pinned | None, change: Edit) -> bool:
        """Tell whether what is live is what a change would make it."""
        before = live.manifest.exercises.get(change.exercise) if live else None
        return before == change.digest and (live is None or self._is_current(live))

    def _archive(self, live: Pinned, before: Sequence[bytes], exercise: str) -> None:
        """Keep the version that is about to be superseded, named by its content."""
        digest = live.manifest.exercises[exercise]
        folder, name = self._path / ARCHIVE, name_of_version(exercise, digest)
        folder.mkdir(exist_ok=True)
        kept, archived = path_of_lines(live.path, exercise, digest), folder / f"{name}.nq.gz"
        if kept.exists():
            link_lines(kept, archived)
        else:
            write_durably(archived, b"".join(compressed(pieces(before))))
        cells = sorted(map(cell_columns, cells_of(live, exercise)))
        lines = (json.dumps(cell).encode() + b"\n" for cell in cells)
        # Last, as it flushes the names in the folder.
        write_durably(folder / f"{name}.cells.jsonl.gz", b"".join(compressed(lines)))

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        """Word what the file system refuses as an error of this store."""
        try:
            yield
        except StoreError:
            raise
        except OSError as error:
            raise StoreUnreachableError(self.url, str(error)) from error
        except RuntimeError as error:  # how pyoxigraph reports corruption
            raise CorruptStoreError(str(self._path), str(error)) from error


def _edit(data: ExerciseData) -> Edit:
    records = tuple(exercise_records(data))
    lines = lines_of(records, NamedNode(data.exercise.iri))
    return Edit(data.exercise.iri, lines, data.cells, content_digest(lines, data.cells), records)


def _before(live: Pinned | None, exercise: str) -> Sequence[bytes]:
    """Give the lines of an exercise as they are live; none of one that is not there."""
    if live is None or exercise not in live.manifest.exercises:
        return ()
    return lines_kept(live, exercise, lambda: pyoxigraph.Store.read_only(str(live.path / RDF)))
