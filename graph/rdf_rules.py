"""The nested parts of a record in RDF: requirements, rules, holdings, exclusions, cost and days.

A requirement is CCCEV: alternatives are evidence-type lists, AND inside a list
and OR between lists. A rule is at once a CCCEV criterion and a SHACL node
shape: a clause of one condition hangs by ``sh:property`` (``sh:not`` when
negated), a clause of several by ``sh:or`` on a list whose cells are IRIs. Of a
fact that may have several values one that fits is enough, so their codes hang by
``sh:qualifiedValueShape``: ``sh:in`` alone would ask all of them to fit.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ..ontology.terms import ATTRIBUTE, DOCUMENT, SERVICE_TYPE
from .citizen import PLURAL_FACTS
from .concepts import Exclusion, Holding
from .demands import Clause, Condition, Cost, Days, Requirement, Rule
from .rdf_fields import REQUIRED, Field, Shape, many, nested, one, one_and_same, ordered, text
from .rdf_text import SOMEBODY, Term, triple_line
from .rdf_values import (
    BOOLEAN,
    DATE,
    DECIMAL,
    ENGLISH,
    INTEGER,
    ITALIAN,
    NUMBER,
    TEXT,
    Facts,
    concept,
    term,
)

__all__ = ["COST", "DAYS", "EXCLUSION", "HOLDING", "REQUIREMENT", "RULE"]

_FIRST = term("rdf:first")
_REST = term("rdf:rest")
_NIL = term("rdf:nil")
_IN = term("sh:in")
_FITTING = term("sh:qualifiedValueShape")
_FITTING_LEAST = term("sh:qualifiedMinCount")
_NOT = term("sh:not")
_OR = term("sh:or")
_PROPERTY = term("sh:property")
_TYPE = term("rdf:type")
_NODE_SHAPE = term("sh:NodeShape")

COST = Shape(
    Cost,
    (),
    (
        one("min_eur", "wn:costMin", DECIMAL),
        one("max_eur", "wn:costMax", DECIMAL),
        text("text", "wn:costText"),
    ),
)
DAYS = Shape(
    Days,
    (),
    (one("min", "wn:daysMin", INTEGER), one("max", "wn:daysMax", INTEGER), text("text", "wn:daysText")),
)
HOLDING = Shape(
    Holding,
    ("wn:Holding",),
    (
        many("provinces", "wn:inProvince", TEXT),
        one("valid_from", "wn:validFrom", DATE),
        one("valid_to", "wn:validTo", DATE),
    ),
)
EXCLUSION = Shape(
    Exclusion,
    ("wn:Exclusion",),
    (
        many("service_types", "wn:incompatibleWith", concept(SERVICE_TYPE)),
        text("law", "wn:law"),
        text("source", "dct:source"),
        one("checked_on", "wn:checkedOn", DATE, REQUIRED),
        one("verified", "wn:verified", BOOLEAN, REQUIRED),
        many("provinces", "wn:inProvince", TEXT),
        one("valid_from", "wn:validFrom", DATE),
        one("valid_to", "wn:validTo", DATE),
    ),
)


@dataclass(frozen=True, slots=True)
class _Alternative:
    """Documents held together, as a node of its own."""

    documents: tuple[str, ...]


_ALTERNATIVE = Shape(
    _Alternative,
    ("cv:EvidenceTypeList",),
    (many("documents", "cv:specifiesEvidenceType", concept(DOCUMENT)),),
)


def _alternatives() -> Field:
    nodes = nested("alternatives", "cv:hasEvidenceTypeList", "a", _ALTERNATIVE)

    def write(alternatives: Iterable[tuple[str, ...]]) -> str:
        return nodes.write([_Alternative(documents) for documents in alternatives])

    def read(iri: str, facts: Facts) -> tuple[tuple[str, ...], ...]:
        return tuple(part.documents for part in nodes.read(iri, facts))

    def settle(alternatives: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        return one_and_same(alternatives, (one_and_same(held, sorted(set(held))) for held in alternatives))

    return Field("alternatives", write, read, settle)


REQUIREMENT = Shape(Requirement, ("cv:Requirement",), (_alternatives(),))


def _write_list(head: str, members: Iterable[str]) -> str:
    """Write an RDF list: the first cell is the head, the others ``head.l2`` and so on."""
    values = list(members)
    cells = [head, *(f"{head}.l{number}" for number in range(2, len(values) + 1))]
    return "".join(
        triple_line(cell, str(_FIRST), value) + triple_line(cell, str(_REST), f"<{following}>")
        for cell, following, value in zip(cells, [*cells[1:], _NIL.value], values, strict=True)
    )


def _read_list(head: str, facts: Facts) -> list[Term]:
    members: list[Term] = []
    cell, seen = head, set[str]()
    while cell != _NIL.value:
        found = facts.get(cell, {})
        first, rest = found.get(_FIRST.value, []), found.get(_REST.value, [])
        if cell in seen or len(first) != 1 or len(rest) != 1:
            raise ValueError(f"{head} is not a well-formed list at {cell}")
        seen.add(cell)
        members += first
        cell = rest[0].value
    return members


def _write_in(codes: tuple[str, ...], *, node: str = SOMEBODY) -> str:
    """Ask every value to be one of some codes."""
    if not codes:
        return ""
    head = f"{node}.in1"
    return triple_line(node, str(_IN), f"<{head}>") + _write_list(head, map(TEXT.write, codes))


def _write_any_in(codes: tuple[str, ...]) -> str:
    """Ask one of the values to be one of some codes."""
    if not codes:
        return ""
    fitting = f"{SOMEBODY}.q"
    asked = triple_line(SOMEBODY, str(_FITTING), f"<{fitting}>")
    least = triple_line(SOMEBODY, str(_FITTING_LEAST), INTEGER.write(1))
    return asked + least + _write_in(codes, node=fitting)


def _read_in(iri: str, facts: Facts) -> tuple[str, ...]:
    """Read codes in either form: what was written before asked every value of any fact."""
    about = facts.get(iri, {})
    nodes = [iri, *ordered(about.get(_FITTING.value, []))]
    heads = [head for node in nodes for head in ordered(facts.get(node, {}).get(_IN.value, []))]
    return tuple(TEXT.decode(code) for head in heads for code in _read_list(head, facts))


def _shacl(condition: Condition) -> str:
    """Repeat the attribute as a CCCEV concept and ask for its presence: an absent fact is not met."""
    attribute = concept(ATTRIBUTE).write(condition.attribute)
    asked = triple_line(SOMEBODY, str(term("cv:constrains")), attribute)
    return asked + triple_line(SOMEBODY, str(term("sh:minCount")), INTEGER.write(1))


def _condition(write_codes: Callable[[tuple[str, ...]], str]) -> Shape[Condition]:
    return Shape(
        Condition,
        ("wn:Condition", "cv:Constraint", "sh:PropertyShape"),
        (
            one("attribute", "sh:path", concept(ATTRIBUTE), REQUIRED),
            one("minimum", "sh:minInclusive", NUMBER),
            one("maximum", "sh:maxInclusive", NUMBER),
            Field("one_of", write_codes, _read_in, tuple),
            text("text_it", "sh:message", ITALIAN),
            text("text_en", "sh:message", ENGLISH),
            text("law", "wn:law"),
        ),
        _shacl,
    )


_CONDITION, _OF_SEVERAL = _condition(_write_in), _condition(_write_any_in)
"""Of a fact that has one value, and of one that may have several; they are read alike."""


def _write_condition(node: str, condition: Condition) -> str:
    shape = _OF_SEVERAL if condition.attribute in PLURAL_FACTS else _CONDITION
    return shape.write_about(node, condition)


def _write_clauses(clauses: Iterable[Clause]) -> str:
    return "".join(
        _write_clause(f"{SOMEBODY}.c{number}", number, clause) for number, clause in enumerate(clauses, 1)
    )


def _write_clause(node: str, number: int, clause: Clause) -> str:
    if not clause.any_of:
        raise ValueError(f"{SOMEBODY}: clause {number} has no condition, so nobody could meet it")
    if len(clause.any_of) > 1:
        return triple_line(SOMEBODY, str(_OR), f"<{node}>") + _write_disjunction(node, clause)
    (condition,) = clause.any_of
    path = str(_NOT if condition.negated else _PROPERTY)
    return triple_line(SOMEBODY, path, f"<{node}>") + _write_condition(node, condition)


def _write_disjunction(head: str, clause: Clause) -> str:
    members = [f"{head}.o{number}" for number in range(1, len(clause.any_of) + 1)]
    listed = _write_list(head, [f"<{member}>" for member in members])
    pairs = zip(members, clause.any_of, strict=True)
    return listed + "".join(_write_member(member, condition) for member, condition in pairs)


def _write_member(member: str, condition: Condition) -> str:
    if not condition.negated:
        return _write_condition(member, condition)
    node = f"{member}.not"
    shape = triple_line(member, str(_TYPE), str(_NODE_SHAPE)) + triple_line(member, str(_NOT), f"<{node}>")
    return shape + _write_condition(node, condition)


def _read_condition(node: str, facts: Facts) -> Condition:
    denied = facts.get(node, {}).get(_NOT.value, [])
    if len(denied) > 1:
        raise ValueError(f"{node} negates {len(denied)} conditions, one is expected")
    return _negated(denied[0].value, facts) if denied else _CONDITION.read(node, facts)


def _negated(node: str, facts: Facts) -> Condition:
    return replace(_CONDITION.read(node, facts), negated=True)


def _read_clauses(iri: str, facts: Facts) -> tuple[Clause, ...]:
    about = facts.get(iri, {})
    met, denied, either = (about.get(path.value, []) for path in (_PROPERTY, _NOT, _OR))
    clauses = {node.value: Clause((_CONDITION.read(node.value, facts),)) for node in met}
    clauses |= {node.value: Clause((_negated(node.value, facts),)) for node in denied}
    for head in either:
        members = _read_list(head.value, facts)
        clauses[head.value] = Clause(tuple(_read_condition(member.value, facts) for member in members))
    return tuple(clauses[node] for node in ordered([*met, *denied, *either]))


def _settle_clauses(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    return one_and_same(clauses, map(_settle_clause, clauses))


def _settle_clause(clause: Clause) -> Clause:
    settled = one_and_same(clause.any_of, map(_CONDITION.settle, clause.any_of))
    return clause if settled is clause.any_of else Clause(settled)


RULE = Shape(
    Rule,
    ("wn:EligibilityRule", "cv:Criterion", "sh:NodeShape"),
    (
        text("law", "wn:law"),
        one("valid_from", "wn:validFrom", DATE),
        one("valid_to", "wn:validTo", DATE),
        Field("all_of", _write_clauses, _read_clauses, _settle_clauses),
    ),
)
