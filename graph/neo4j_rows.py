"""Nodes and relationships as rows: the shape of what is written, and the text a record is kept as."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from ..ontology.errors import UnwritableRecordError
from ..ontology.terms import BASE
from .codec import from_json, to_text
from .demands import Requirement
from .exercises import Cell, refuse_half_characters
from .neo4j_schema import KEY_BYTES, Label, Link

__all__ = [
    "Node",
    "Projection",
    "Rows",
    "Shared",
    "cells_text",
    "channel_iri",
    "checked_key",
    "is_writable",
    "properties_of",
    "read_cells",
    "record_text",
    "requirement_rows",
    "text_record",
]

T = TypeVar("T")
Rows = list[tuple[Any, ...]]
"""Relationships: from, to (both keys), and their properties but ``rev``, where the type has any."""

_LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class Node:
    """A node that a version owns; ``number`` is its place among the version's."""

    key: str
    labels: tuple[Label, ...]
    properties: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Shared:
    """A node of reference, keyed by IRI, which every exercise may point at.

    It is added or completed, never replaced, so that nobody's relationships dangle.
    """

    iri: str
    labels: tuple[Label, ...]
    properties: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Projection:
    """All that one version puts into the graph."""

    nodes: Sequence[Node]
    shared: Sequence[Shared]
    links: Mapping[Link, Rows]
    ranges: Mapping[str, tuple[int, int]]

    @property
    def owned_links(self) -> int:
        """How many relationships start at a node of this version."""
        return sum(len(rows) for link, rows in self.links.items()) - self.shared_links

    @property
    def shared_links(self) -> int:
        """How many relationships run between nodes of reference."""
        owned = {node.key for node in self.nodes}
        return sum(1 for rows in self.links.values() for row in rows if row[0] not in owned)


def record_text(record: object) -> str:
    """Write a record as the text it is kept as; nothing is lost in it."""
    return to_text(record)


def text_record(kind: type[T], text: str) -> T:
    """Read a record back from its text."""
    return from_json(kind, json.loads(text))


def cells_text(cells: Iterable[Cell]) -> str:
    """Write the cells of one record as text, ordered, each once.

    Raises
    ------
    UnwritableRecordError
        If a text holds half a character, which no store keeps.
    """
    each = {(cell.property, cell.row, cell.column, cell.text): cell for cell in cells}
    text = to_text(sorted(each))
    try:
        text.encode()
    except UnicodeEncodeError:
        refuse_half_characters(each.values())
    return text


def read_cells(subject: str, text: str) -> Iterator[Cell]:
    """Give the cells of a record back from their text."""
    return (Cell(subject, *cell) for cell in json.loads(text))


def is_writable(iri: str) -> bool:
    """Tell whether a name can be that of a node; another one was never written."""
    try:
        return 0 < len(iri.encode()) <= KEY_BYTES
    except UnicodeEncodeError:
        return False


def checked_key(rev: str, iri: str) -> str:
    """Give the key of an owned node.

    Raises
    ------
    UnwritableRecordError
        If the IRI is too long for an index.

    Examples
    --------
    >>> checked_key("0f", "https://example.org/a")
    '0f|https://example.org/a'
    """
    key = f"{rev}|{iri}"
    if len(key.encode()) > KEY_BYTES:
        raise UnwritableRecordError(iri, "", f"is longer than the {KEY_BYTES} bytes that Neo4j can look up")
    return key


def properties_of(iri: str, **values: object) -> Mapping[str, object]:
    """Keep the values that say something.

    Raises
    ------
    UnwritableRecordError
        If a number does not fit the 64 bits of the server.
    """
    for name, value in values.items():
        if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
            raise UnwritableRecordError(iri, name.partition("_")[0], f"{value} does not fit 64 bits")
    return {name: value for name, value in values.items() if value not in (None, "", [], ())}


def requirement_rows(key: str, requires: Iterable[Requirement], documents: Mapping[str, str]) -> Rows:
    """Give the ``REQUIRES`` of a node: ``group`` is the requirement, ``alt`` the set held together."""
    rows = {
        (documents[document], group, alt)
        for group, requirement in enumerate(requires)
        for alt, held_together in enumerate(requirement.alternatives)
        for document in held_together
    }
    return [(key, to, {"group": group, "alt": alt}) for to, group, alt in sorted(rows)]


def channel_iri(code: str) -> str:
    """Give the IRI of the node of a channel."""
    return f"{BASE}channel/{code}"
