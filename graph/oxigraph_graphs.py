"""The graphs a publish writes beside the exercises: reference, closure of territories, diary."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import chain

from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, parse

from ..ontology.terms import BASE
from .exercise_lines import path_of_lines, read_lines
from .generations import Pinned
from .rdf import AnyRecord, in_graph, lines_of
from .rdf_text import literal_text, triple_line
from .rdf_values import INTEGER, term
from .reference import Reference

__all__ = [
    "CLOSURE_GRAPH",
    "DIRECTLY_WITHIN",
    "META_GRAPH",
    "REFERENCE_GRAPH",
    "ancestors",
    "count_graph",
    "exercise_lines",
    "graph_lines",
    "replace_graph",
    "write_closure",
    "write_meta",
    "write_reference",
]

REFERENCE_GRAPH = NamedNode(BASE + "graph/reference")
CLOSURE_GRAPH = NamedNode(BASE + "graph/closure")
META_GRAPH = NamedNode(BASE + "graph/meta")
DIRECTLY_WITHIN = term("wn:directlyWithin")

_WITHIN = term("wn:within")

_LOADED_AT_ONCE = 400_000
"""Lines whose text, and the tables made of it, are held in memory together."""


def graph_lines(store: Store, graph: NamedNode) -> list[bytes]:
    """Give the lines of a graph as canonical N-Quads, ascending, at some 6 µs each."""
    written = BytesIO()
    store.dump(written, format=RdfFormat.N_TRIPLES, from_graph=graph)
    return in_graph(written.getvalue(), graph)


def exercise_lines(live: Pinned, exercise: str, engine: Callable[[], Store]) -> list[bytes]:
    """Give the lines of an exercise: as they were kept, or from the tables of a store that kept none."""
    path = path_of_lines(live.path, exercise, live.manifest.exercises[exercise])
    return read_lines(path) if path.exists() else graph_lines(engine(), NamedNode(exercise))


def count_graph(store: Store, graph: NamedNode) -> int:
    """Count the triples of a graph, without reading what they say."""
    found = store.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    assert isinstance(found, QuerySolutions)  # noqa: S101  what a SELECT gives
    return next(int(row["n"].value) for row in found)


def replace_graph(
    store: Store, graph: NamedNode, before: Sequence[bytes], after: Sequence[bytes]
) -> tuple[Sequence[bytes], Sequence[bytes]]:
    """Make a graph that holds some lines hold others; give what was added and what was removed.

    Notes
    -----
    Triples are loaded in bulk, at about 8 µs each; one removed costs as much as
    several loaded, so a graph that changes for the greater part is emptied first.
    """
    held, wanted = frozenset(before), frozenset(after)
    added = [line for line in after if line not in held] if before else after
    removed = [line for line in before if line not in wanted]
    if len(removed) * 2 > len(before):
        store.remove_graph(graph)
        _load(store, after)
    else:
        for quad in parse(b"".join(removed), format=RdfFormat.N_QUADS):
            store.remove(quad)
        _load(store, added)
    return added, removed


def write_reference(store: Store, reference: Reference) -> None:
    """Put the reference records in place of the earlier version of them.

    Notes
    -----
    About 1 s for the 10,000 territories shipped, paid when the package is new to the store.
    """
    store.remove_graph(REFERENCE_GRAPH)
    _load(store, lines_of(_reference_records(reference), REFERENCE_GRAPH))


def write_closure(store: Store) -> None:
    """Bring ``wn:within`` up to date with every ``wn:directlyWithin`` of the store, whoever asserts it."""
    parents: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, DIRECTLY_WITHIN, None, None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            parents.setdefault(quad.subject.value, set()).add(quad.object.value)
    within = (
        triple_line(child, str(_WITHIN), f"<{area}>")
        for child, areas in ancestors(parents).items()
        for area in areas
    )
    after = in_graph("".join(within).encode(), CLOSURE_GRAPH)
    replace_graph(store, CLOSURE_GRAPH, graph_lines(store, CLOSURE_GRAPH), after)


def ancestors(parents: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Give every area that contains each child, at any height; a circle contains itself.

    Examples
    --------
    >>> sorted(ancestors({"comune": {"ambito"}, "ambito": {"region"}})["comune"])
    ['ambito', 'region']

    Notes
    -----
    O(pairs in the answer); the hierarchy of Italy is four levels deep.
    """
    return {child: set(_climb(child, parents)) for child in parents}


def write_meta(store: Store, digests: Mapping[str, str], triples: Mapping[str, int]) -> None:
    """Say of each exercise's graph how large it is and what its content digests to."""
    said = (
        text
        for iri, digest in digests.items()
        for text in (
            triple_line(iri, str(term("wn:digest")), literal_text(digest)),
            triple_line(iri, str(term("wn:tripleCount")), INTEGER.write(triples[iri])),
        )
    )
    after = in_graph("".join(said).encode(), META_GRAPH)
    replace_graph(store, META_GRAPH, graph_lines(store, META_GRAPH), after)


def _load(store: Store, lines: Sequence[bytes]) -> None:
    for start in range(0, len(lines), _LOADED_AT_ONCE):
        store.bulk_load(b"".join(lines[start : start + _LOADED_AT_ONCE]), format=RdfFormat.N_QUADS)


def _climb(child: str, parents: Mapping[str, set[str]]) -> Iterator[str]:
    waiting, seen = [child], set[str]()
    while waiting:
        for area in parents.get(waiting.pop(), ()):
            if area not in seen:
                seen.add(area)
                waiting.append(area)
                yield area


def _reference_records(reference: Reference) -> Iterator[AnyRecord]:
    return chain(
        reference.needs.values(),
        reference.service_types.values(),
        reference.documents.values(),
        reference.backbone,
        reference.territories.values(),
    )
