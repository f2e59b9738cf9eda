"""Putting a version into Neo4j beside what is live, switching to it, and sweeping away what was.

Everything is merged, so that a load that was cut is healed by doing it again.
Nobody reads a version before the head names it, and the head names it only when
its nodes and relationships have been counted.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from ..ontology.errors import CorruptStoreError
from .neo4j_head import Head, Lease, Version
from .neo4j_rows import Projection, Shared
from .neo4j_schema import Label, Link, label_query, link_query

__all__ = ["complete", "publish", "stage", "sweep"]

T = TypeVar("T")

_BATCH = 5_000
"""Rows in one transaction; between 5,000 and 10,000 was fastest."""

_BATCH_BYTES = 8_000_000
"""Text in one transaction, well inside the memory that the server grants it."""

_NODES = "UNWIND $rows AS r MERGE (n:Entity {key: r.key}) SET n = r RETURN count(*)"
_ADD_SHARED = (
    "UNWIND $rows AS r MERGE (n:Entity {key: r.key}) "
    "WITH n, r, properties(n) AS before SET n += r SET n += before RETURN count(*)"
)
_RENEW_SHARED = "UNWIND $rows AS r MERGE (n:Entity {key: r.key}) SET n += r RETURN count(*)"
_MARK = (
    "MATCH (n:Entity {key: $key}) SET n:Version "
    "SET n.complete = false, n.size = $size, n.started = timestamp() RETURN count(*)"
)
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
    first, rev = projection.nodes[0], version.rev
    lease.write((_NODES, {"rows": [first.properties]}))
    lease.write((_MARK, {"key": first.key, "size": len(projection.nodes)}))
    _write(
        lease,
        rev,
        (_RENEW_SHARED if renew_shared else _ADD_SHARED, map(_shared_row, projection.shared)),
        (_NODES, (node.properties for node in projection.nodes[1:])),
    )
    _write(
        lease,
        rev,
        *_labels((node.iri, node.labels) for node in projection.shared),
        *_labels((node.key, node.labels) for node in projection.nodes),
    )
    _write(lease, rev, *((link_query(link), rows) for link, rows in sorted(projection.links.items())))
    _count(lease, version, projection)


def publish(lease: Lease, head: Head, *, added: Sequence[str], retired: Sequence[str]) -> None:
    """Switch to a head, all at once; ``added`` and ``retired`` are revs."""
    on = "MATCH (v:Version) WHERE v.rev IN $revs SET v.complete = true REMOVE v.retired"
    off = "MATCH (v:Version) WHERE v.rev IN $revs SET v.retired = timestamp()"
    lease.write(
        (on, {"revs": list(added)}),
        (off, {"revs": [rev for rev in retired if rev not in head.live]}),
        lease.point(head),
    )


def sweep(lease: Lease, head: Head, keep_seconds: float) -> None:
    """Delete the versions that are not live: those never finished, and those retired long enough ago.

    Relationships go first: a batch of nodes with many would exceed the memory of a transaction.
    """
    dead = (
        "MATCH (v:Version) WHERE NOT v.rev IN $live "
        "AND (NOT v.complete OR v.retired <= timestamp() - $keep) "
        "RETURN v.rev, v.size, v:Exercise ORDER BY v.rev"
    )
    for rev, size, exercise in lease.line.look(dead, {"live": head.live, "keep": int(keep_seconds * 1000)}):
        # Readers that still hold it must be told, and a load of the same content must not trust it.
        lease.write(("MATCH (v:Version {rev: $rev}) SET v.complete = false", {"rev": rev}))
        for first in range(0, size, _BATCH):
            span = {"rev": rev, "first": first, "end": first + _BATCH}
            lease.write((_PAGE + "MATCH (n)-[r]->() DELETE r", span))
        for link in (Link.WITHIN,) if exercise else Link:
            # Between nodes of reference, which are few; an exercise only tells what lies within what.
            query = f"MATCH (:Reference)-[r:{link.value}]->(:Reference) WHERE r.rev = $rev DELETE r"
            lease.write((query, {"rev": rev}))
        # The first node is the version itself: it goes last, so that a sweep that was cut goes on.
        for first in reversed(range(0, size, _BATCH)):
            lease.write((_PAGE + "DETACH DELETE n", {"rev": rev, "first": first, "end": first + _BATCH}))


def _write(lease: Lease, rev: str, *work: tuple[str, Iterable[Any]]) -> None:
    """Run each query over its rows, several small ones in one transaction; every row must be done."""
    waiting: list[tuple[str, list[Any]]] = []
    for query, rows in work:
        for batch in _batches(rows):
            waiting.append((query, batch))
            if sum(len(rows) for _query, rows in waiting) >= _BATCH:
                _write_together(lease, rev, waiting)
                waiting = []
    _write_together(lease, rev, waiting)


def _write_together(lease: Lease, rev: str, work: Sequence[tuple[str, list[Any]]]) -> None:
    if not work:
        return
    answers = lease.write(*((query, {"rows": rows, "rev": rev}) for query, rows in work))
    for (_query, rows), ((done,),) in zip(work, answers, strict=True):
        if done != len(rows):
            raise CorruptStoreError(
                str(lease.line.address), f"{done} of {len(rows)} rows were written; something deletes from it"
            )


def _labels(labelled: Iterable[tuple[str, tuple[Label, ...]]]) -> Iterator[tuple[str, list[str]]]:
    groups: dict[tuple[Label, ...], list[str]] = {}
    for key, labels in labelled:
        if labels:
            groups.setdefault(labels, []).append(key)
    return ((label_query(labels), keys) for labels, keys in sorted(groups.items()))


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
