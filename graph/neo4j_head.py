"""The head of a Neo4j store: one node that says what is live, and the lease of its one writer.

What is live is one property, so that it is read whole or not at all; Neo4j is
read-committed, and no query is a snapshot. The lease has a token that every
write checks under the head's lock: a writer that was thought dead and is not
writes nothing more.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic, sleep
from uuid import uuid4

from ..ontology.errors import CorruptStoreError, StoreBusyError, StoreUnreachableError
from .neo4j_line import Ask, Line, Statement
from .rdf import revision_of

__all__ = ["LEASE_SECONDS", "Head", "Lease", "Version", "read_head", "writing"]

LEASE_SECONDS = 20
"""How long a writer that said nothing is thought alive; each transaction of a load renews it."""

_WAIT_SECONDS = LEASE_SECONDS + 5.0
_POLL_SECONDS = 0.1
_NAME = "welfarenet"
_LOCK = "MATCH (h:Head {name: $name}) SET h.locked = timestamp()"
"""Takes the write lock: only what is read after it is sure."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an exercise, or of the reference, as it lies in the graph.

    Parameters
    ----------
    digest : str
        Of its content: SHA-256 of an exercise, version of the reference.
    rev : str
        What the keys of its nodes start with.
    size : int
        How many nodes it owns.
    ranges : mapping of str to (int, int)
        Where the records of each kind lie: first number, and the one after the last.
    """

    digest: str
    rev: str
    size: int
    ranges: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Head:
    """What is live: the reference and each exercise by IRI."""

    reference: Version
    exercises: Mapping[str, Version]

    @property
    def revision(self) -> str:
        """Name of the revision, the same that any store gives to this content."""
        return revision_of(self.reference.digest, {iri: v.digest for iri, v in self.exercises.items()})

    @property
    def live(self) -> list[str]:
        """List the revs that are live, the reference's first."""
        return [self.reference.rev, *(version.rev for _iri, version in sorted(self.exercises.items()))]


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write, while its token stands on the head."""

    line: Line
    token: str

    @property
    def guard(self) -> tuple[Statement, Statement]:
        """Statements that lock the head, then check the token and renew the lease."""
        check = (
            "MATCH (h:Head {name: $name}) WHERE h.writer = $token "
            "SET h.until = timestamp() + $lease RETURN h.until"
        )
        return (_LOCK, {"name": _NAME}), (check, self._parameters)

    def write(self, *statements: Statement, once: Statement | None = None) -> list[list[list[object]]]:
        """Run statements as one transaction, if the lease still holds; ``once`` as :meth:`Line.write` says.

        Raises
        ------
        StoreBusyError
            If it was lost to another writer.
        """
        return self.line.write(*statements, guard=self.guard, once=once)

    def point(self, head: Head) -> Statement:
        """Give the statement that makes a head the live one."""
        query = "MATCH (h:Head {name: $name}) SET h.state = $state, h.live = $live, h.revision = $revision"
        return query, {
            "name": _NAME,
            "state": _to_text(head),
            "live": head.live,
            "revision": head.revision,
        }

    @property
    def _parameters(self) -> Mapping[str, object]:
        return {"name": _NAME, "token": self.token, "lease": LEASE_SECONDS * 1000}

    def take(self) -> bool:
        """Take the lease if nobody holds it, or if who held it has long said nothing.

        Whoever waits looks first and writes nothing: a server without locks finds conflicts
        at commit, and would undo the work of the holder for the sake of who asks.
        """
        held = (
            "MATCH (h:Head {name: $name}) WHERE h.writer <> $token AND h.until >= timestamp() RETURN h.writer"
        )
        if self.line.look(held, self._parameters):
            return False
        made = "MERGE (h:Head {name: $name}) SET h.locked = timestamp()"
        taken = (
            "MATCH (h:Head {name: $name}) "
            "WHERE h.writer IS NULL OR h.writer = $token OR h.until < timestamp() "
            "SET h.writer = $token, h.until = timestamp() + $lease RETURN h.writer"
        )
        return bool(self.line.write((made, {"name": _NAME}), (taken, self._parameters))[1])

    def give_back(self) -> None:
        """Let the next writer in at once."""
        query = "MATCH (h:Head {name: $name}) WHERE h.writer = $token REMOVE h.writer, h.until"
        self.line.write((query, self._parameters))


def read_head(ask: Ask) -> Head | None:
    """Read what is live; ``None`` where nothing was published yet.

    Raises
    ------
    CorruptStoreError
        If the head cannot be understood.
    """
    rows = ask("MATCH (h:Head {name: $name}) RETURN h.state", {"name": _NAME})
    text = rows[0][0] if rows else None
    if text is None:
        return None
    try:
        return _from_text(text)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise CorruptStoreError("the head of the server", f"it cannot be read ({error})") from error


@contextmanager
def writing(line: Line) -> Iterator[Lease]:
    """Be the one writer of a store, waiting a while for another to end.

    A writer that was killed is waited for until its lease has lapsed.

    Raises
    ------
    StoreBusyError
        If another writer goes on.
    """
    lease = Lease(line, uuid4().hex)
    end = monotonic() + _WAIT_SECONDS
    while not lease.take():
        if monotonic() > end:
            raise StoreBusyError(str(line.address))
        sleep(_POLL_SECONDS)
    try:
        yield lease
    finally:
        with suppress(StoreUnreachableError):  # it lapses by itself
            lease.give_back()


def _to_text(head: Head) -> str:
    def shape(version: Version) -> list[object]:
        return [version.digest, version.rev, version.size, dict(sorted(version.ranges.items()))]

    exercises = {iri: shape(version) for iri, version in sorted(head.exercises.items())}
    return json.dumps({"format": 1, "reference": shape(head.reference), "exercises": exercises})


def _from_text(text: str) -> Head:
    def version(shape: list[object]) -> Version:
        digest, rev, size, ranges = shape
        if not (isinstance(size, int) and isinstance(ranges, dict)):
            raise TypeError("a version has a size and ranges")
        return Version(str(digest), str(rev), size, {kind: (a, b) for kind, (a, b) in ranges.items()})

    state = json.loads(text)
    if state["format"] != 1:
        raise ValueError(f"it was written in format {state['format']}, by a later version")
    exercises = {iri: version(shape) for iri, shape in state["exercises"].items()}
    return Head(version(state["reference"]), exercises)
