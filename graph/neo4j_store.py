"""The server store: the same network on Neo4j, for more than one machine and for people who know Cypher.

A publish stages the new version of an exercise beside the live one, counts it,
and switches one node. Superseded versions stay for a while, for the readers
that hold them, and are swept away by a later publish.
"""

import os
import re
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import NamedNode

from ..ontology.errors import ConflictError, StoreUnreachableError
from .exercises import ExerciseData, Record
from .neo4j_address import Credentials, credentials_in, parse_address
from .neo4j_head import Head, Lease, Version, read_head, writing
from .neo4j_line import Line
from .neo4j_loading import complete, publish, stage, sweep
from .neo4j_projection import KINDS, project, rev_of
from .neo4j_reader import Neo4jReader
from .neo4j_reference import project_reference
from .neo4j_rows import Projection
from .neo4j_schema import define_schema
from .rdf import (
    canonical,
    class_of,
    content_digest,
    exercise_records,
    from_facts,
    iri_of,
    lines_of,
    revision_of,
    to_triples,
)
from .rdf_fields import TYPE
from .rdf_values import facts_of
from .reference import Reference, load_reference, reference_version
from .store import Commit

__all__ = ["CACHED", "KEEP_SECONDS", "Neo4jStore", "cache_folder"]

KEEP_SECONDS = 900.0
"""How long a superseded version stays for the readers that hold it."""

CACHED = 8
"""Revisions whose derived files are kept."""

_DOT = re.compile(r"\.")


@dataclass(frozen=True, slots=True)
class _Change:
    """What a publish wants of one exercise: its whole content, or nothing of it."""

    exercise: str
    lines: frozenset[bytes]
    version: Version | None
    projection: Projection | None


class Neo4jStore:
    """A store on a Neo4j server, Community or a cluster; or, as an experiment, on ArcadeDB.

    Nothing is written before the first publish.

    Parameters
    ----------
    url : str
        ``neo4j://HOST:PORT``, with ``/DATABASE`` where it is not the usual one.
    credentials : Credentials, optional
        Taken from the environment when not given.
    reference, version : callable
        Give the reference data and its version.
    cache : Path, optional
        Folder for files derived from revisions; none are kept without it.
    keep_seconds : float
        How long a superseded version stays for the readers that hold it.

    Raises
    ------
    QuestionError
        If the address cannot be understood or carries a password.
    StoreUnreachableError
        If nothing answers within three seconds, or the credentials or the database are refused.
    """

    def __init__(
        self,
        url: str,
        *,
        credentials: Credentials | None = None,
        reference: Callable[[], Reference] = load_reference,
        version: Callable[[], str] = reference_version,
        cache: Path | None = None,
        keep_seconds: float = KEEP_SECONDS,
    ) -> None:
        self._line = Line(parse_address(url), credentials or credentials_in(os.environ))
        self._reference = reference
        self._version = version
        self._cache = cache
        self._keep_seconds = keep_seconds
        self._defined = False

    @property
    def url(self) -> str:
        """Address it was opened with."""
        return str(self._line.address)

    def revision(self) -> str:
        """Name the revision published now, without opening it."""
        return self._revision_of(read_head(self._line.read))

    def reader(self) -> Neo4jReader:
        """Open the revision published now."""
        head = read_head(self._line.read)
        if self._cache:
            _tidy(self._cache, self._revision_of(head))
        return Neo4jReader(self._line.read, head, self._revision_of(head), self._cache)

    def replace(self, data: ExerciseData, *, expect: str | None = None) -> Commit:
        """Publish an exercise, all or nothing, in place of its earlier version; raises as a ``Store`` does.

        Raises
        ------
        StoreUnreachableError
            If the server cannot be reached for half a minute; nothing has changed then,
            or everything has, and doing it again heals.
        """
        given = list(exercise_records(data))
        lines = frozenset(lines_of(given, NamedNode(data.exercise.iri)))
        digest = content_digest(lines, data.cells)
        live = read_head(self._line.look)
        if expect in (None, self._revision_of(live)) and self._holds(live, data.exercise.iri, digest):
            return Commit(self._revision_of(live), 0, 0)
        projection = project(_settled(given), data.cells, rev_of(digest))
        version = Version(digest, rev_of(digest), len(projection.nodes), projection.ranges)
        return self._publish(_Change(data.exercise.iri, lines, version, projection), expect)

    def holds(self, data: ExerciseData) -> bool:
        """Tell whether publishing an exercise would change nothing; raises as :meth:`replace`."""
        lines = lines_of(exercise_records(data), NamedNode(data.exercise.iri))
        digest = content_digest(lines, data.cells)
        return self._holds(read_head(self._line.look), data.exercise.iri, digest)

    def remove(self, exercise: str, *, expect: str | None = None) -> Commit:
        """Retract an exercise; retracting an absent one changes nothing."""
        return self._publish(_Change(exercise, frozenset(), None, None), expect)

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _revision_of(self, head: Head | None) -> str:
        return head.revision if head else revision_of(self._version(), {})

    def _is_current(self, live: Head | None) -> bool:
        """Tell whether what is live was published with the reference data of this package."""
        return live is not None and live.reference.digest == self._version()

    def _holds(self, live: Head | None, exercise: str, digest: str | None) -> bool:
        """Tell whether there is nothing to do: this very content, or an absence, is what is live."""
        before = live.exercises.get(exercise) if live else None
        return (before.digest if before else None) == digest and (live is None or self._is_current(live))

    def _publish(self, change: _Change, expect: str | None) -> Commit:
        if not self._defined:
            define_schema(self._line)
            self._defined = True
        with writing(self._line) as lease:
            return self._publish_over(lease, read_head(self._line.look), change, expect)

    def _publish_over(self, lease: Lease, live: Head | None, change: _Change, expect: str | None) -> Commit:
        found = self._revision_of(live)
        if expect is not None and expect != found:
            raise ConflictError(expect, found)
        if self._holds(live, change.exercise, change.version.digest if change.version else None):
            return Commit(found, 0, 0)
        current = self._is_current(live)
        before = live.exercises.get(change.exercise) if live else None
        old = self._lines(live, change.exercise) if live and before else frozenset()
        exercises = {iri: v for iri, v in (live.exercises if live else {}).items() if iri != change.exercise}
        if change.version:
            exercises[change.exercise] = change.version
        head = Head(live.reference if live and current else self._stage_reference(lease), exercises)
        if change.version and change.projection and not complete(lease, change.version.rev):
            stage(lease, change.version, change.projection)
        publish(lease, head, added=head.live, retired=live.live if live else ())
        self._sweep(lease, head)
        return Commit(head.revision, len(change.lines - old), len(old - change.lines))

    def _stage_reference(self, lease: Lease) -> Version:
        digest = self._version()
        projection = project_reference(self._reference(), digest)
        version = Version(digest, rev_of(digest), len(projection.nodes), {})
        if not complete(lease, version.rev):
            stage(lease, version, projection, renew_shared=True)
        return version

    def _lines(self, live: Head, exercise: str) -> frozenset[bytes]:
        """Give the N-Quads of the live version of one exercise."""
        alone = replace(live, exercises={exercise: live.exercises[exercise]})
        reader = Neo4jReader(self._line.look, alone, live.revision, None)
        held = (record for kind in KINDS for record in reader.scan(kind))
        return frozenset(lines_of(held, NamedNode(exercise)))

    def _sweep(self, lease: Lease, head: Head) -> None:
        try:
            sweep(lease, head, self._keep_seconds)
        except StoreUnreachableError:
            return  # what is live is published; the next publish sweeps


def _tidy(cache: Path, revision: str) -> None:
    """Drop what was derived from all but the newest revisions; it can be derived again."""
    others = [path for path in cache.glob("*") if path.name != revision]
    for path in sorted(others, key=_age)[CACHED - 1 :]:
        shutil.rmtree(path, ignore_errors=True)


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except FileNotFoundError:  # another process tidies too
        return 0.0


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Give the usual folder for what is derived from revisions of server stores."""
    base = environment.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "welfarenet" / "revisions"


def _settled(given: Sequence[Record]) -> list[Record]:
    """Give the records as they come back from RDF, each once: as every store gives them back."""
    if _stand_apart({iri_of(record) for record in given}, len(given)):
        return list(map(canonical, given))
    facts = facts_of(triple for record in given for triple in to_triples(record))
    found: list[Record] = []
    for kind in KINDS:
        wanted = class_of(kind)
        iris = (iri for iri, about in facts.items() if wanted in about.get(TYPE.value, []))
        found += (from_facts(kind, iri, facts) for iri in iris)
    return found


def _stand_apart(iris: Collection[str], records: int) -> bool:
    """Tell whether no two of so many records write about one IRI, nested parts (``iri.r1``) included."""
    return len(iris) == records and not any(
        iri[: dot.start()] in iris for iri in iris for dot in _DOT.finditer(iri)
    )
