"""The graphs a publish writes beside the exercises: reference, closure of territories, diary."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from itertools import chain

from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, parse

from ..ontology.terms import BASE
from .rdf import AnyRecord, in_graph, lines_of
from .rdf_text import literal_text, triple_line
from .rdf_values import INTEGER, term
from .reference import Reference

__all__ = [
    "CLOSURE_GRAPH",
    "DIRECTLY_WITHIN",
    "META_GRAPH",
    "REFERENCE_GRAPH",
    "Change",
    "ancestors",
    "count_graph",
    "graph_lines",
    "meta_change",
    "replace_graphs",
    "write_closure",
    "write_reference",
]

REFERENCE_GRAPH = NamedNode(BASE + "graph/reference")
CLOSURE_GRAPH = NamedNode(BASE + "graph/closure")
META_GRAPH = NamedNode(BASE + "graph/meta")
DIRECTLY_WITHIN = term("wn:directlyWithin")

_WITHIN = term("wn:within")

_LOADERS = 2
"""Loads at work together: the engine uses one core for each, and merges tables meanwhile."""

_LEAST_AT_ONCE, _MOST_AT_ONCE = 50_000, 250_000
"""Lines of a load: few loads leave few tables to merge, large ones take some 1 KB a line while they last."""

Difference = tuple[Sequence[bytes], Sequence[bytes]]
"""Lines added and lines removed."""


@dataclass(frozen=True, slots=True)
class Change:
    """The lines that a graph holds, and those that it is to hold."""

    graph: NamedNode
    before: Sequence[bytes]
    after: Sequence[bytes]

    def difference(self) -> Difference:
        """Tell what is to be added and what is to be removed."""
        if not self.before:
            return self.after, ()
        held, wanted = frozenset(self.before), frozenset(self.after)
        added = [line for line in self.after if line not in held]
        return added, [line for line in self.before if line not in wanted]


def graph_lines(store: Store, graph: NamedNode) -> list[bytes]:
    """Give the lines of a graph as canonical N-Quads, ascending, at some 6 µs each."""
    written = BytesIO()
    store.dump(written, format=RdfFormat.N_TRIPLES, from_graph=graph)
    return in_graph(written.getvalue(), graph)


def count_graph(store: Store, graph: NamedNode) -> int:
    """Count the triples of a graph, without reading what they say."""
    found = store.query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
    assert isinstance(found, QuerySolutions)  # noqa: S101  what a SELECT gives
    return next(int(row["n"].value) for row in found)


def replace_graphs(store: Store, changes: Iterable[Change]) -> list[Difference]:
    """Make graphs that hold some lines hold others; give what was added to each and removed from it.

    Notes
    -----
    What is new in all of them is loaded together: of each load the engine keeps
    tables that it merges later. A triple removed costs as much as several
    loaded, so a graph that changes for the greater part is emptied first.
    """
    wanted, told = list[Sequence[bytes]](), list[Difference]()
    for change in changes:
        added, removed = change.difference()
        if len(removed) * 2 > len(change.before):
            store.remove_graph(change.graph)
            wanted.append(change.after)
        else:
            for quad in parse(b"".join(removed), format=RdfFormat.N_QUADS):
                store.remove(quad)
            wanted.append(added)
        told.append((added, removed))
    _load(store, wanted[0] if len(wanted) == 1 else [line for lines in wanted for line in lines])
    return told


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
    replace_graphs(store, [Change(CLOSURE_GRAPH, graph_lines(store, CLOSURE_GRAPH), after)])


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


def meta_change(store: Store, digests: Mapping[str, str], triples: Mapping[str, int]) -> Change:
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
    return Change(META_GRAPH, graph_lines(store, META_GRAPH), after)


def _load(store: Store, lines: Sequence[bytes]) -> None:
    """Load lines in bulk; they need no other look, as this package wrote them."""
    size = min(_MOST_AT_ONCE, max(_LEAST_AT_ONCE, -(-len(lines) // _LOADERS)))

    def load(start: int) -> None:
        text = b"".join(lines[start : start + size])
        store.bulk_load(text, format=RdfFormat.N_QUADS, lenient=True)

    with ThreadPoolExecutor(_LOADERS) as loaders:
        deque(loaders.map(load, range(0, len(lines), size)), maxlen=0)


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
