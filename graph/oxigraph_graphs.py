"""The graphs a publish writes beside the exercises: reference, closure of territories, diary."""

from collections.abc import Iterator, Mapping
from itertools import chain

from pyoxigraph import Literal, NamedNode, Quad, Store

from ..ontology.terms import BASE
from .rdf import AnyRecord, to_quads
from .rdf_values import INTEGER, term
from .reference import Reference

__all__ = [
    "CLOSURE_GRAPH",
    "DIRECTLY_WITHIN",
    "META_GRAPH",
    "REFERENCE_GRAPH",
    "ancestors",
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


def replace_graph(store: Store, graph: NamedNode, quads: set[Quad]) -> tuple[set[Quad], set[Quad]]:
    """Make a graph hold exactly these quads; give what was added and what was removed."""
    before = set(store.quads_for_pattern(None, None, None, graph))
    added, removed = quads - before, before - quads
    for quad in removed:
        store.remove(quad)
    store.extend(added)
    return added, removed


def write_reference(store: Store, reference: Reference) -> None:
    """Put the reference records in place of the earlier version of them.

    Notes
    -----
    About 2 s for the 10,000 territories shipped, paid when the package is new to the store.
    """
    store.remove_graph(REFERENCE_GRAPH)
    store.bulk_extend(
        quad for record in _reference_records(reference) for quad in to_quads(record, REFERENCE_GRAPH)
    )


def write_closure(store: Store) -> None:
    """Bring ``wn:within`` up to date with every ``wn:directlyWithin`` of the store, whoever asserts it."""
    parents: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(None, DIRECTLY_WITHIN, None, None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            parents.setdefault(quad.subject.value, set()).add(quad.object.value)
    within = {
        Quad(NamedNode(child), _WITHIN, NamedNode(area), CLOSURE_GRAPH)
        for child, areas in ancestors(parents).items()
        for area in areas
    }
    replace_graph(store, CLOSURE_GRAPH, within)


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
    quads: set[Quad] = set()
    for iri, digest in digests.items():
        quads.add(Quad(NamedNode(iri), term("wn:digest"), Literal(digest), META_GRAPH))
        quads.add(Quad(NamedNode(iri), term("wn:tripleCount"), INTEGER.encode(triples[iri]), META_GRAPH))
    replace_graph(store, META_GRAPH, quads)


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
