"""Putting a version into Neo4j beside what is live, switching to it, and sweeping away what was.

What a version owns is created, never looked for: each transaction is a numbered
step of its version, taken once even when the answer to its commit was lost. A
load that was cut is healed by doing it again: its remains are deleted first.
Nobody reads a version before the head names it, and the head names it only when
its nodes and relationships have been counted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any, TypeVar

from ..ontology.errors import CorruptStoreError
from .neo4j_head import Head, Lease, Version
from .neo4j_rows import Projection, Shared
from .neo4j_schema import Label, Link, label_query, link_query, node_query

__all__ = ["complete", "publish", "stage", "sweep"]

T = TypeVar("T")
Work = tuple[str, Iterable[Any]]
"""A query, and the rows it runs over."""

_BATCH = 5_000
"""Rows in one transaction; between 5,000 and 10,000 was fastest."""

_BATCH_BYTES = 8_000_000
"""Text in one transaction, well inside the memory that the server grants it."""

_ADD_SHARED = (
    "UNWIND $rows AS r MERGE (n:Entity {key: r.key}) "
    "WITH n, r, properties(n) AS before SET n += r SET n += before RETURN count(*)"
)
_RENEW_SHARED = "UNWIND $rows AS r MERGE (n:Entity {key: r.key}) SET n += r RETURN count(*)"
_PAGE = "MATCH (n:Entity) USING INDEX n:Entity(rev, number) WHERE n.rev = $rev AND $first <= n.number < $end "


def complete(lease: Lease, rev: str) -> bool:
    """Tell whether a version stands in the graph, whole, though it may not be live."""
    query = "MATCH (v:Version {rev: $rev}) WHERE v.complete RETURN v.size"
    return bool(lease.line.look(query, {"rev": rev}))


def stage(lease: Lease, version: Version, projection: Projection, *, renew_shared: bool = False) -> None:
    """Write a version beside what is live.

    Parameters
    ----------
    renew_shared : bool
        Whether this is the reference, whose word on shared nodes counts; an exercise only adds.

    Raises
    ------
    CorruptStoreError
        If what was written is not what was given.
    StoreBusyError
        If the lease was lost.
    """
    first, *others = projection.nodes
    if lease.line.look("MATCH (v:Entity {key: $key}) RETURN v.rev", {"key": first.key}):
        _delete(lease, version.rev, version.size, Link if renew_shared else _OF_EXERCISE)
    staging = _Staging(lease, version.rev, first.key)
    staging.begin(first.labels, {**first.properties, "size": version.size})
    shared = _RENEW_SHARED if renew_shared else _ADD_SHARED
    staging.write(
        (shared, map(_shared_row, projection.shared)),
        *_by_labels(node_query, ((node.labels, node.properties) for node in others)),
    )
    staging.write(*_by_labels(label_query, ((node.labels, node.iri) for node in projection.shared)))
    staging.write(*((link_query(link), rows) for link, rows in sorted(projection.links.items())))
    _count(lease, version, projection)


def publish(lease: Lease, head: Head, *, added: Sequence[str], retired: Sequence[str]) -> None:
    """Switch to a head, all at once; ``added`` and ``retired`` are revs."""
    on = "MATCH (v:Version) WHERE v.rev IN $revs SET v.complete = true REMOVE v.retired, v.step"
    off = "MATCH (v:Version) WHERE v.rev IN $revs SET v.retired = timestamp()"
    lease.write(
        (on, {"revs": list(added)}),
        (off, {"revs": [rev for rev in retired if rev not in head.live]}),
        lease.point(head),
    )


def sweep(lease: Lease, head: Head, keep_seconds: float) -> None:
    """Delete the versions that are not live: those never finished, and those retired long enough ago."""
    dead = (
        "MATCH (v:Version) WHERE NOT v.rev IN $live "
        "AND (NOT v.complete OR v.retired <= timestamp() - $keep) "
        "RETURN v.rev, v.size, v:Exercise ORDER BY v.rev"
    )
    for rev, size, exercise in lease.line.look(dead, {"live": head.live, "keep": int(keep_seconds * 1000)}):
        _delete(lease, rev, size, _OF_EXERCISE if exercise else Link)


_OF_EXERCISE = (Link.WITHIN,)
"""Of what an exercise says, all that runs between nodes of reference: what lies within what."""


def _delete(lease: Lease, rev: str, size: int, between: Iterable[Link]) -> None:
    """Delete a version; ``between`` are its types of relationship between nodes of reference.

    Relationships go first: a batch of nodes with many would exceed the memory of a transaction.
    """
    # Readers that still hold it must be told, and a load of the same content must not trust it.
    lease.write(("MATCH (v:Version {rev: $rev}) SET v.complete = false", {"rev": rev}))
    for first in range(0, size, _BATCH):
        span = {"rev": rev, "first": first, "end": first + _BATCH}
        lease.write((_PAGE + "MATCH (n)-[r]->() DELETE r", span))
    for link in between:  # of which there are few
        query = f"MATCH (:Reference)-[r:{link.value}]->(:Reference) WHERE r.rev = $rev DELETE r"
        lease.write((query, {"rev": rev}))
    # The first node is the version itself: it goes last, so that a sweep that was cut goes on.
    for first in reversed(range(0, size, _BATCH)):
        lease.write((_PAGE + "DETACH DELETE n", {"rev": rev, "first": first, "end": first + _BATCH}))


class _Staging:
    """The steps by which one version is written: its first node holds the number of the next."""

    def __init__(self, lease: Lease, rev: str, key: str) -> None:
        self._lease = lease
        self._rev = rev
        self._key = key
        self._steps = count()

    def begin(self, labels: tuple[Label, ...], properties: Mapping[str, object]) -> None:
        """Create the first node, which is the version itself."""
        absent = "OPTIONAL MATCH (v:Entity {key: $key}) WITH count(v) AS found WHERE found = 0 RETURN found"
        row = {**properties, "complete": False, "step": 0}
        query = node_query((*labels, Label.VERSION))
        self._lease.write((query, {"rows": [row]}), once=(absent, {"key": self._key}))

    def write(self, *work: Work) -> None:
        """Run each query over its rows, several small ones in one transaction; every row must be done."""
        waiting: list[tuple[str, list[Any]]] = []
        for query, rows in work:
            for batch in _batches(rows):
                waiting.append((query, batch))
                if sum(len(rows) for _query, rows in waiting) >= _BATCH:
                    self._step(waiting)
                    waiting = []
        if waiting:
            self._step(waiting)

    def _step(self, work: Sequence[tuple[str, list[Any]]]) -> None:
        """Take one step; where it was taken, and only the answer was lost, the last count will tell."""
        take = "MATCH (v:Entity {key: $key}) WHERE v.step = $step SET v.step = $step + 1 RETURN v.step"
        answers = self._lease.write(
            *((query, {"rows": rows, "rev": self._rev}) for query, rows in work),
            once=(take, {"key": self._key, "step": next(self._steps)}),
        )
        for (_query, rows), ((done,),) in zip(work, answers, strict=bool(answers)):
            if done != len(rows):
                raise CorruptStoreError(
                    str(self._lease.line.address),
                    f"{done} of {len(rows)} rows were written; something deletes from it",
                )


def _by_labels(
    query: Callable[[Iterable[Label]], str], labelled: Iterable[tuple[tuple[Label, ...], T]]
) -> Iterator[tuple[str, list[T]]]:
    """Group rows by the labels of their nodes."""
    groups: dict[tuple[Label, ...], list[T]] = {}
    for labels, row in labelled:
        groups.setdefault(labels, []).append(row)
    return ((query(labels), rows) for labels, rows in sorted(groups.items()))


def _shared_row(node: Shared) -> Mapping[str, object]:
    return {"key": node.iri, "iri": node.iri, **node.properties}


def _count(lease: Lease, version: Version, projection: Projection) -> None:
    """Compare what stands in the graph with what was to be written."""
    shared = projection.shared_links
    wanted = len(projection.nodes), sum(map(len, projection.links.values())) - shared, shared
    parameters = {"rev": version.rev, "first": 0, "end": version.size}
    ((nodes, links),) = lease.line.look(_PAGE + "RETURN count(n), sum(COUNT { (n)-->() })", parameters)
    query = "MATCH (:Reference)-[r]->(:Reference) WHERE r.rev = $rev RETURN count(r)"
    ((between,),) = lease.line.look(query, {"rev": version.rev})
    if (nodes, links, between) != wanted:
        raise CorruptStoreError(
            str(lease.line.address),
            f"it holds {nodes} nodes and {links} + {between} relationships of the new version "
            f"instead of {wanted[0]} and {wanted[1]} + {wanted[2]}",
        )


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    batch: list[T] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += _weight(row)
        if len(batch) == _BATCH or size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _weight(row: object) -> int:
    """Guess the size of a row, by the texts in it."""
    if isinstance(row, Mapping):
        return sum(len(value) for value in row.values() if isinstance(value, str))
    return 100
