"""One published generation of the embedded store, read: scan, describe, cells, export, SPARQL."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad

from ..ontology.errors import CorruptStoreError
from .concepts import BackboneEntry, DocumentType, Need, ServiceType
from .exercise_files import kept_cells, kept_records, lines_kept
from .exercise_lines import each_line, path_of_lines, path_of_records
from .exercise_records import each_record
from .exercises import Cell, MappingExercise, Record
from .generations import DERIVED, RDF, Pinned
from .oxigraph_graphs import REFERENCE_GRAPH, graph_lines
from .oxigraph_query import QueryAnswer, run_query
from .rdf import class_of, from_facts, kind_of, name_of
from .rdf_fields import TYPE
from .rdf_values import Facts, Term, facts_of_lines
from .store import Reader

__all__ = ["OxigraphReader"]

R = TypeVar("R", bound=Record)

_About = dict[str, list[Term]]
"""What is said of one subject: objects by predicate."""

_REFERENCE_ONLY = (Need, ServiceType, DocumentType, BackboneEntry)

_WHOLE_GRAPH_FROM = 20
"""Records of one exercise from which reading its graph at once beats asking for each."""


class OxigraphReader(Reader):
    """A view of one generation, which stays on disk until this is closed.

    Parameters
    ----------
    pinned : Pinned or None
        The generation; ``None`` for a store where nothing was published yet.
    revision : str
        Its name, or the name of the empty revision.
    """

    def __init__(self, pinned: Pinned | None, revision: str) -> None:
        self._pinned = pinned
        self._revision = revision
        self._exercises = sorted(pinned.manifest.exercises) if pinned else []
        self._published = frozenset(self._exercises)
        self._rdf = _open(pinned.path / RDF) if pinned else pyoxigraph.Store()
        self._kept = kept_records(pinned) if pinned else None
        self._cells = kept_cells(pinned) if pinned else None

    @property
    def revision(self) -> str:
        """Name of the revision: changes when, and only when, the content does."""
        return self._revision

    @property
    def scratch(self) -> Path | None:
        """Folder for files derived from this generation, or ``None`` before the first publish."""
        return self._pinned.path / DERIVED if self._pinned else None

    def exercises(self) -> tuple[MappingExercise, ...]:
        """List the exercises published, by IRI."""
        return tuple(self.scan(MappingExercise))

    def scan(self, kind: type[R]) -> Iterator[R]:
        """Give every record of a kind that exercises assert, ordered by id or IRI.

        Reference data is not scanned: it is a package away. A record that two
        exercises assert alike comes once; when they differ, each version comes.
        """
        held = sorted(
            (name_of(kind, _iri_of(quad.subject)), _iri_of(quad.subject), exercise)
            for exercise in self._exercises
            for quad in self._match(None, TYPE, class_of(kind), NamedNode(exercise))
        )
        name, versions = "", list[R]()
        for graph, group in groupby(held, key=itemgetter(2)):
            members = list(group)
            found = self._read(kind, [iri for _name, iri, _graph in members], NamedNode(graph))
            for (member, _iri, _graph), record in zip(members, found, strict=True):
                versions = versions if member == name else []
                name = member
                if record not in versions:
                    versions.append(record)
                    yield record

    def gather(self, kinds: Collection[type[Record]], *, exercise: str | None = None) -> Iterator[Record]:
        """Give every record of some kinds, or those of one exercise, exercise after exercise by IRI.

        A record that several exercises assert comes once for each.
        """
        for one in self._exercises if exercise is None else {exercise}.intersection(self._exercises):
            yield from self._kept_of(one, kinds) or self._read_of(one, kinds)

    def describe(self, iris: Iterable[str]) -> Mapping[str, Record]:
        """Give the exercise-owned records with these IRIs; unknown ones are absent.

        When several exercises assert a record, the first exercise by IRI describes it.
        """
        found, untold = dict[str, Record](), set(iris)
        if self._kept is not None:
            with self._damage_told():
                found, untold = self._kept.find(untold)
        for iri in untold:
            record = self._describe(iri)
            if record is not None:
                found[iri] = record
        return dict(sorted(found.items()))

    def cells(self, subjects: Iterable[str]) -> tuple[Cell, ...]:
        """List where the properties of these records were read, ordered."""
        with self._damage_told():
            return self._cells.read(subjects) if self._cells else ()

    def export(self) -> Iterator[bytes]:
        """Give the exercises and the reference as canonical N-Quads, line by line, sorted.

        The closure and the diary of publishes follow from these and are left out.
        """
        told = [self._lines(exercise) for exercise in self._exercises]
        with self._damage_told():
            reference = graph_lines(self._rdf, REFERENCE_GRAPH)
        yield from merge(*told, reference)

    def query(self, sparql: str, *, timeout_seconds: float = 30.0) -> QueryAnswer:
        """Answer a SPARQL query over all graphs together, in a process that is killed when late.

        For the person at the command line, not for the network.

        Raises
        ------
        QuestionError
            If the query is malformed, asks another server, runs too long or exhausts its memory.
        """
        return run_query(self._pinned.path / RDF if self._pinned else None, sparql, timeout_seconds)

    def close(self) -> None:
        """Let the generation go."""
        self._rdf = pyoxigraph.Store()
        self._kept = None
        self._exercises = []
        self._published = frozenset()
        if self._cells:
            self._cells.close()
            self._cells = None
        if self._pinned:
            self._pinned.close()

    def _match(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        value: NamedNode | None = None,
        graph: NamedNode | None = None,
    ) -> Iterator[Quad]:
        try:
            yield from self._rdf.quads_for_pattern(subject, predicate, value, graph)
        except (OSError, RuntimeError) as error:
            raise CorruptStoreError(str(self._pinned.path if self._pinned else ""), str(error)) from error

    def _kept_of(self, exercise: str, kinds: Collection[type[Record]]) -> Iterator[Record] | None:
        """Give the records of an exercise from its file of them, where that tells all."""
        if self._pinned is None:
            return None
        path = path_of_records(self._pinned.path, exercise, self._pinned.manifest.exercises[exercise])
        with self._damage_told():
            return each_record(path, kinds) if path.exists() else None

    def _read_of(self, exercise: str, kinds: Collection[type[Record]]) -> Iterator[Record]:
        """Give the records of an exercise from its lines."""
        wanted = [(kind, class_of(kind)) for kind in kinds]
        facts = facts_of_lines(self._whole(exercise), NamedNode(exercise))
        for iri, about in facts.items():
            types = about.get(TYPE.value, [])
            for kind, named in wanted:
                if named in types:
                    yield from_facts(kind, iri, facts)

    def _read(self, kind: type[R], iris: list[str], graph: NamedNode) -> Iterator[R]:
        if len(iris) < _WHOLE_GRAPH_FROM:
            for iri in iris:
                own = self._told(NamedNode(iri), graph)
                yield from_facts(kind, iri, self._with_parts(iri, own.get(graph.value, {}), graph))
            return
        facts = facts_of_lines(self._whole(graph.value), graph)
        for iri in iris:
            yield from_facts(kind, iri, facts)

    def _lines(self, exercise: str) -> Iterator[bytes]:
        """Give the lines of an exercise, ascending, in little memory where they were kept."""
        if self._pinned is None:
            return
        path = path_of_lines(self._pinned.path, exercise, self._pinned.manifest.exercises[exercise])
        yield from each_line(path) if path.exists() else self._whole(exercise)

    def _whole(self, exercise: str) -> list[bytes]:
        """Read the whole graph of an exercise."""
        if self._pinned is None:
            return []
        with self._damage_told():
            return lines_kept(self._pinned, exercise, lambda: self._rdf)

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        """Name what cannot be read of the generation."""
        try:
            yield
        except CorruptStoreError:
            raise
        except (OSError, RuntimeError) as error:
            raise CorruptStoreError(str(self._pinned.path if self._pinned else ""), str(error)) from error

    def _describe(self, iri: str) -> Record | None:
        try:
            subject = NamedNode(iri)
        except ValueError:
            return None
        told = self._told(subject)
        typed = (graph for graph, about in told.items() if TYPE.value in about and graph in self._published)
        exercise = min(typed, default=None)
        if exercise is None:
            return None
        facts = self._with_parts(iri, told[exercise], NamedNode(exercise))
        kind = kind_of(iri, facts)
        record = None if kind is None else from_facts(kind, iri, facts)
        return None if isinstance(record, _REFERENCE_ONLY) else record

    def _told(self, subject: NamedNode, graph: NamedNode | None = None) -> dict[str, _About]:
        """Give what each graph, or one, says about a subject alone."""
        told: dict[str, _About] = {}
        for quad in self._match(subject, graph=graph):
            about = told.setdefault(_iri_of(quad.graph_name), {})
            value = quad.object
            assert isinstance(value, (NamedNode, Literal))  # noqa: S101  no other is ever written
            about.setdefault(quad.predicate.value, []).append(value)
        return told

    def _with_parts(self, iri: str, own: _About, graph: NamedNode) -> Facts:
        """Add to what is said of a record what is said of its nested parts, whose IRIs start with its own."""
        facts, waiting = {iri: own}, [own]
        while waiting:
            values = [value for values in waiting.pop().values() for value in values]
            for part in values:
                if (
                    isinstance(part, NamedNode)
                    and part.value.startswith(f"{iri}.")
                    and part.value not in facts
                ):
                    facts[part.value] = self._told(part, graph).get(graph.value, {})
                    waiting.append(facts[part.value])
        return facts


def _open(path: Path) -> pyoxigraph.Store:
    try:
        return pyoxigraph.Store.read_only(str(path))
    except (OSError, RuntimeError) as error:  # RuntimeError is how pyoxigraph reports corruption
        raise CorruptStoreError(str(path), str(error)) from error


def _iri_of(node: object) -> str:
    """Give the IRI of a node; only IRIs are ever written."""
    return node.value if isinstance(node, NamedNode) else ""
