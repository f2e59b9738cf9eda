"""Records as Turtle that a person can read, review and compare line by line."""

import re
from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode

from ..ontology.terms import PREFIXES
from .rdf import AnyRecord, to_triples
from .rdf_fields import TYPE
from .rdf_values import Term, facts_of

__all__ = ["turtle"]

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_./-]*[A-Za-z0-9_-])?\Z")
_XSD = PREFIXES["xsd"]
_BARE = {_XSD + "integer": re.compile(r"[+-]?\d+\Z"), _XSD + "decimal": re.compile(r"[+-]?\d*\.\d+\Z")}


def turtle(records: Iterable[AnyRecord], header: str = "") -> str:
    """Write records as Turtle: subjects in the order given, one predicate a line.

    Parameters
    ----------
    records : iterable of record
        Each is followed by its nested parts.
    header : str
        Comment put first; each of its lines is prefixed with ``#``.

    Notes
    -----
    Only prefixes in use are declared. The same records give the same text.
    """
    subjects = facts_of(triple for record in records for triple in to_triples(record))
    used: set[str] = set()
    body = [_block(subject, predicates, used) for subject, predicates in subjects.items()]
    top = [f"# {line}".rstrip() for line in header.splitlines()]
    declared = [f"@prefix {name}: <{PREFIXES[name]}> ." for name in sorted(used)]
    return "\n".join([*top, *declared, "", *body])


def _block(subject: str, predicates: Mapping[str, list[Term]], used: set[str]) -> str:
    lines = [_shorten(subject, used)]
    for predicate, objects in predicates.items():
        name = "a" if predicate == TYPE.value else _shorten(predicate, used)
        lines.append(f"    {name} {', '.join(_write(value, used) for value in objects)} ;")
    lines[-1] = lines[-1].removesuffix(";") + ".\n"
    return "\n".join(lines)


def _write(value: Term, used: set[str]) -> str:
    if isinstance(value, NamedNode):
        return _shorten(value.value, used)
    kind = value.datatype.value
    bare = _BARE.get(kind)
    if bare is not None and bare.match(value.value):
        return value.value
    if kind == _XSD + "boolean":
        return value.value
    if kind.startswith(_XSD) and kind != _XSD + "string":
        return f"{Literal(value.value)}^^{_shorten(kind, used)}"
    return str(value)


def _shorten(iri: str, used: set[str]) -> str:
    """Give the prefixed name of an IRI, or the IRI itself when its local part is not a plain one."""
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and _LOCAL.match(local):
            used.add(prefix)
            return f"{prefix}:{local}".replace("/", "\\/")
    return str(NamedNode(iri))
