"""One published revision of a Neo4j store, read: scan, describe, cells, export."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pyoxigraph import NamedNode

from ..ontology.errors import ConflictError
from .exercises import Cell, MappingExercise, Record
from .neo4j_head import Head, Version, read_head
from .neo4j_line import Ask, Row
from .neo4j_projection import KINDS
from .neo4j_reference import read_part
from .neo4j_rows import is_writable, read_cells, text_record
from .oxigraph_graphs import REFERENCE_GRAPH
from .rdf import AnyRecord, iri_of, lines_of, sort_key
from .store import Reader

__all__ = ["Neo4jReader"]

R = TypeVar("R", bound=Record)

_PAGE = 5_000
_ASKED = 2_000
"""Names looked up in one query."""

_BY_PLACE = (
    "MATCH (n:Entity) USING INDEX n:Entity(rev, number) "
    "WHERE n.rev = $rev AND $first <= n.number < $end WITH n ORDER BY n.number "
)
# One record of a query costs more than a hundred values in a list: a page is one record.
_RECORDS = _BY_PLACE + "RETURN collect(n.record)"
_PARTS = _BY_PLACE + "RETURN collect(n.part)"
_BY_IRI = (
    "UNWIND $iris AS iri MATCH (n:Entity) USING INDEX n:Entity(iri) "
    "WHERE n.iri = iri AND n.rev IN $revs AND n.{0} IS NOT NULL RETURN n.iri, n.rev, n.number, n.{0}"
)


class Neo4jReader(Reader):
    """A view of one revision, which stays while it is live and for a while after.

    Parameters
    ----------
    ask : Ask
        How to ask the server; the line belongs to the store.
    head : Head or None
        What was live; ``None`` for a store where nothing was published yet.
    revision : str
        Its name, or the name of the empty revision.
    cache : Path or None
        Folder for files derived from revisions.

    Notes
    -----
    When the revision was superseded and swept away in the meantime, every
    method raises :class:`~welfarenet.ontology.errors.ConflictError`: read again.
    """

    def __init__(self, ask: Ask, head: Head | None, revision: str, cache: Path | None) -> None:
        self._ask = ask
        self._head = head
        self._revision = revision
        self._cache = cache
        self._versions: Mapping[str, Version] = dict(sorted(head.exercises.items())) if head else {}

    @property
    def revision(self) -> str:
        """Name of the revision: changes when, and only when, the content does."""
        return self._revision

    @property
    def scratch(self) -> Path | None:
        """Folder for files derived from this revision, or ``None`` before the first publish."""
        return self._cache / self._revision if self._cache and self._head else None

    def exercises(self) -> tuple[MappingExercise, ...]:
        """List the exercises published, by IRI."""
        return tuple(self.scan(MappingExercise))

    def scan(self, kind: type[R]) -> Iterator[R]:
        """Give every record of a kind that exercises assert, ordered by id or IRI.

        A record that two exercises assert alike comes once; when they differ, each version comes.
        """
        name, versions = "", list[R]()
        told = (self._told(kind, exercise, version) for exercise, version in self._versions.items())
        for member, _iri, _exercise, record in merge(*told, key=lambda entry: entry[:3]):
            versions = versions if member == name else []
            name = member
            if record not in versions:
                versions.append(record)
                yield record

    def gather(self, kinds: Collection[type[Record]], *, exercise: str | None = None) -> Iterator[Record]:
        """Give every record of some kinds, or those of one exercise, exercise after exercise by IRI."""
        for name, version in sorted(self._versions.items()):
            if exercise in (None, name):
                for kind in kinds:
                    yield from (told[-1] for told in self._told(kind, name, version))

    def describe(self, iris: Iterable[str]) -> Mapping[str, Record]:
        """Give the exercise-owned records with these IRIs; unknown ones are absent.

        When several exercises assert a record, the first exercise by IRI describes it.
        """
        order = {version.rev: place for place, version in enumerate(self._versions.values())}
        first: dict[str, tuple[int, int, str]] = {}
        for iri, rev, number, text in self._look_up(iris, "record"):
            found = (order[rev], number, text)
            first[iri] = min(found, first.get(iri, found))
        versions = list(self._versions.values())
        return {
            iri: text_record(_kind_at(versions[place], number), text)
            for iri, (place, number, text) in sorted(first.items())
        }

    def cells(self, subjects: Iterable[str]) -> tuple[Cell, ...]:
        """List where the properties of these records were read, ordered."""
        found = {
            cell
            for iri, _rev, _number, text in self._look_up(subjects, "cells")
            for cell in read_cells(iri, text)
        }
        return tuple(sorted(found, key=lambda c: (c.subject, c.property, c.row, c.column, c.text)))

    def export(self) -> Iterator[bytes]:
        """Give the exercises and the reference as canonical N-Quads, line by line, sorted."""
        yield from sorted(set(self._lines()))

    def close(self) -> None:
        """Hold nothing: the line belongs to the store."""

    def _told(self, kind: type[R], exercise: str, version: Version) -> Iterator[tuple[str, str, str, R]]:
        for text in self._page_by_page(_RECORDS, version, *version.ranges.get(kind.__name__, (0, 0))):
            record = text_record(kind, text)
            yield sort_key(record), iri_of(record), exercise, record

    def _page_by_page(self, query: str, version: Version, first: int, end: int) -> Iterator[str]:
        for start in range(first, end, _PAGE):
            stop = min(start + _PAGE, end)
            ((texts,),) = self._ask(query, {"rev": version.rev, "first": start, "end": stop})
            if len(texts) != stop - start:
                raise self._gone()
            yield from texts

    def _look_up(self, iris: Iterable[str], what: str) -> Iterator[Row]:
        """Give IRI, rev, number and one property of the live nodes with these names."""
        revs = [version.rev for version in self._versions.values()]
        wanted = iter(sorted({iri for iri in iris if is_writable(iri)}))
        while revs and (batch := list(islice(wanted, _ASKED))):
            yield from self._ask(_BY_IRI.format(what), {"iris": batch, "revs": revs})
        # Absent may mean swept away: a version is marked before the first of its nodes goes.
        whole = "MATCH (v:Version) WHERE v.rev IN $revs AND v.complete RETURN count(v)"
        if revs and self._ask(whole, {"revs": revs}) != [[len(set(revs))]]:
            raise self._gone()

    def _gone(self) -> ConflictError:
        head = read_head(self._ask)
        return ConflictError(self._revision, head.revision if head else "none")

    def _lines(self) -> Iterator[bytes]:
        for exercise, version in self._versions.items():
            graph = NamedNode(exercise)
            for kind in KINDS:
                told = self._told(kind, exercise, version)
                yield from lines_of((record for _name, _iri, _exercise, record in told), graph)
        yield from lines_of(self._reference(), REFERENCE_GRAPH)

    def _reference(self) -> Iterator[AnyRecord]:
        if self._head:
            version = self._head.reference
            for part in self._page_by_page(_PARTS, version, 0, version.size):
                yield from read_part(part)


def _kind_at(version: Version, number: int) -> type[Record]:
    """Tell of which kind the record at a place is."""
    return next(
        kind
        for kind in KINDS
        if version.ranges.get(kind.__name__, (0, 0))[0]
        <= number
        < version.ranges.get(kind.__name__, (0, 0))[1]
    )
