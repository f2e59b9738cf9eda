"""Exercises that were built, published: what must hold first, what is there already, what cannot be kept."""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from ..graph.exercises import ExerciseData
from ..graph.store import Commit, Store
from ..ontology.errors import PublishRefusedError, UnwritableRecordError
from .assertions import broken_assertions, out_of_bounds
from .build import Built
from .mapping import Mapping
from .unwritable import where_read

__all__ = ["publish"]

T = TypeVar("T")


def publish(store: Store, mapped: Sequence[tuple[Built, Mapping]], *, accept_change: bool) -> tuple[int, int]:
    """Publish exercises, each with its mapping; give how many triples were added and removed.

    One that is published already, as it is, is neither compared nor written.

    Raises
    ------
    PublishRefusedError
        If an assertion of one does not hold, unless ``accept_change``; nothing is
        published then. If the store cannot keep a value.
    """
    held = _held(store, [one.data for one, _ in mapped])
    if not accept_change:
        _check(store, [(one.data, mapping) for one, mapping in mapped], held)
    changed = [one.data for one, _ in mapped if one.data.exercise.iri not in held]
    commits: list[Commit] = [_keeping(data, store.replace) for data in changed]
    return sum(commit.added for commit in commits), sum(commit.removed for commit in commits)


def _held(store: Store, exercises: Sequence[ExerciseData]) -> frozenset[str]:
    """Name the exercises that are published as they are.

    Only where the files are the same is the content digested, which costs half of what publishing it does.
    """
    with store.reader() as reader:
        published = set(reader.exercises())
    same = [data for data in exercises if data.exercise in published]
    return frozenset(data.exercise.iri for data in same if _keeping(data, store.holds))


def _check(store: Store, mapped: Sequence[tuple[ExerciseData, Mapping]], held: Collection[str]) -> None:
    """Stop the load at the first exercise of which an assertion does not hold."""
    replaced = [data.exercise.iri for data, _ in mapped]
    with store.reader() as reader:
        for data, mapping in mapped:
            if data.exercise.iri in held:
                problems = list(out_of_bounds(data, mapping))
            else:
                problems = broken_assertions(reader, data, mapping, replaced)
            if problems:
                raise PublishRefusedError(data.exercise.iri, problems)


def _keeping(data: ExerciseData, act: Callable[[ExerciseData], T]) -> T:
    """Do something with an exercise; of one that the store cannot keep, say in which cell that stands."""
    try:
        return act(data)
    except UnwritableRecordError as error:
        raise PublishRefusedError(data.exercise.iri, where_read(data, error)) from error
