"""What every store promises: keep, scan and describe; never reason.

A :class:`Store` is written one whole mapping exercise at a time. A
:class:`Reader` is pinned to one revision and never sees a half of the next.
All meaning (who covers, which path, which gap) is worked out above, on the
index, which is why every store gives the same answer.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeVar

from .exercises import Cell, ExerciseData, MappingExercise, Record

__all__ = ["Commit", "Describer", "Reader", "Store"]

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Commit:
    """What a publish did; counts are of RDF triples of the exercise's graph."""

    revision: str
    added: int
    removed: int


class Describer(Protocol):
    """Gives the records of one published revision by name: all that an answer needs of a store."""

    def describe(self, iris: Iterable[str]) -> Mapping[str, Record]:
        """Give the exercise-owned records with these IRIs; unknown ones are absent."""

    def cells(self, subjects: Iterable[str]) -> tuple[Cell, ...]:
        """List where the properties of these records were read, ordered."""


class Reader(Describer, Protocol):
    """A view of one published revision."""

    @property
    def revision(self) -> str:
        """Name of the revision: changes when, and only when, the content does."""

    @property
    def scratch(self) -> Path | None:
        """Folder for files derived from this revision, or ``None``."""

    def exercises(self) -> tuple[MappingExercise, ...]:
        """List the exercises published, by IRI."""

    def scan(self, kind: type[R]) -> Iterator[R]:
        """Give every record of a kind, ordered by id or IRI."""

    def gather(self, kinds: Collection[type[Record]], *, exercise: str | None = None) -> Iterator[Record]:
        """Give every record of some kinds, or those of one exercise, in one pass over what is kept.

        In no order but this: what the first exercise by IRI says of a record
        comes before what others say of it. One told alike may come again.
        """

    def export(self) -> Iterator[bytes]:
        """Give the whole network as canonical N-Quads, line by line, sorted."""

    def close(self) -> None:
        """Release files and connections."""

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()


class Store(Protocol):
    """A place where networks are kept, revision after revision."""

    @property
    def url(self) -> str:
        """Address it was opened with."""

    def revision(self) -> str:
        """Name the revision published now, without opening it."""

    def reader(self) -> Reader:
        """Open the revision published now."""

    def replace(self, data: ExerciseData, *, expect: str | None = None) -> Commit:
        """Publish an exercise, all or nothing, in place of its earlier version.

        Publishing what is already there changes nothing and keeps the revision.

        Raises
        ------
        ConflictError
            If ``expect`` is given and is not the revision published now.
        StoreBusyError
            If another writer holds the store.
        UnwritableRecordError
            If a record, or a cell it was read from, holds what the store cannot keep;
            nothing has changed then.
        """

    def holds(self, data: ExerciseData) -> bool:
        """Tell whether publishing an exercise would change nothing, from the digest of its content.

        Raises
        ------
        UnwritableRecordError
            If a record holds what the store cannot keep.
        """

    def remove(self, exercise: str, *, expect: str | None = None) -> Commit:
        """Retract an exercise; retracting an absent one changes nothing."""

    def close(self) -> None:
        """Release files and connections."""
