"""What a service asks and gives here and now: its own words first, the backbone's where it is silent.

The backbone moves by date and by province, so a service type may have several
entries. Each pair (class of service, entry) is resolved once into a
:class:`Procedure`; a question only picks the one in force.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .concepts import BackboneEntry, DocumentType, Exclusion, Holding
from .demands import Cost, Days, Requirement, Rule
from .documents import accepted_as

__all__ = [
    "Ending",
    "Procedure",
    "Regime",
    "ServiceClass",
    "covers_day",
    "ending",
    "holds",
    "in_force",
    "last_day",
    "means_to",
    "resolve",
]


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ServiceClass:
    """What services have in common, whoever delivers them; ``None`` means unsaid."""

    service_type: str | None
    needs: tuple[str, ...] | None
    requires: tuple[Requirement, ...] | None
    issues: tuple[str, ...] | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Procedure:
    """A class of service under one backbone entry: nothing is left unsaid but days and cost.

    ``inherited`` names the fields taken from the entry.
    """

    service_type: str | None
    entry: str | None
    needs: tuple[str, ...]
    requires: tuple[Requirement, ...]
    issues: tuple[str, ...]
    rules: tuple[Rule, ...]
    days: Days | None
    cost: Cost | None
    inherited: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a service type is not to be had on a day in a province.

    ``last_day`` is when it stopped (``None`` if it has not begun);
    ``first_day`` when it begins, if it does; ``replaced_by`` what holds instead.
    """

    service_type: str
    last_day: date | None
    first_day: date | None
    replaced_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Regime:
    """What holds in a province on a day.

    Parameters
    ----------
    of_class : int32[k]
        Procedure of each class of service. Where no entry of its type holds, that of
        the last one, so that an answer can still say what the service was for.
    form_of_class : int32[k]
        The form of that procedure.
    over : bool[k]
        Whether a class's type does not hold.
    presumed : int32[p]
        Procedures of the backbone entries that hold, by entry.
    """

    of_class: NDArray[np.int32]
    form_of_class: NDArray[np.int32]
    over: NDArray[np.bool_]
    presumed: NDArray[np.int32]


def resolve(
    service: ServiceClass,
    entry: BackboneEntry | None,
    *,
    typical_needs: tuple[str, ...] = (),
    only_leads_to: frozenset[str] = frozenset(),
) -> Procedure:
    """Complete a class of service from a backbone entry.

    Parameters
    ----------
    typical_needs : tuple of str
        What the service type typically addresses, for types without an entry.
    only_leads_to : frozenset of str
        Needs that this type leads to and does not meet (see :func:`means_to`),
        whatever a desk writes beside it.

    Notes
    -----
    The law's conditions stay beside a service's own; where both test the same
    fact, the service's own reading wins, for it is the local rule. Needs add up:
    a desk that names one does not deny the others, unless it says that there is none.
    """
    by_law = entry.needs if entry else typical_needs
    of_law = _without_facts_of(service.rules, entry.rules) if entry else ()
    needs = by_law if service.needs is None else _and_by_law(service.needs, by_law)
    silent = {
        "needs": bool(set(needs) - set(service.needs or ())),
        "requires": service.requires is None and entry is not None and bool(entry.requires),
        "issues": service.issues is None and entry is not None and bool(entry.issues),
        "rules": bool(of_law),
    }
    return Procedure(
        service.service_type,
        entry.id if entry else None,
        tuple(need for need in needs if need in by_law or need not in only_leads_to),
        _own_or(service.requires, entry.requires if entry else ()),
        _own_or(service.issues, entry.issues if entry else ()),
        (*service.rules, *of_law),
        entry.days if entry else None,
        entry.cost if entry else None,
        tuple(name for name, inherited in silent.items() if inherited),
    )


def holds(entry: BackboneEntry, plate: str, on: date) -> bool:
    """Tell whether an entry holds in a province on a day.

    Examples
    --------
    A holding without provinces is for those that no other holding names.
    """
    return any(covers_day(holding, on) for holding in _holdings(entry, plate))


def in_force(entries: Iterable[BackboneEntry], plate: str, on: date) -> tuple[BackboneEntry, ...]:
    """List the entries that hold, by id."""
    return tuple(sorted((e for e in entries if holds(e, plate, on)), key=lambda e: e.id))


def ending(entries: Sequence[BackboneEntry], plate: str, on: date) -> Ending | None:
    """Say why none of a type's entries holds; ``None`` if one does, or if there are none."""
    if not entries or in_force(entries, plate, on):
        return None
    windows = [holding for entry in entries for holding in _holdings(entry, plate)]
    ended = [h.valid_to for h in windows if h.valid_to is not None and h.valid_to < on]
    begins = [h.valid_from for h in windows if h.valid_from is not None and h.valid_from > on]
    replaced = sorted({new for entry in entries for new in entry.replaced_by})
    return Ending(
        entries[0].service_type, max(ended, default=None), min(begins, default=None), tuple(replaced)
    )


def last_day(entries: Iterable[BackboneEntry], plate: str, on: date) -> date | None:
    """Give the last day on which a procedure in force now still holds, if it is known to end."""
    ends = [
        holding.valid_to
        for entry in entries
        for holding in _holdings(entry, plate)
        if covers_day(holding, on)
    ]
    known = [end for end in ends if end is not None]
    return max(known) if ends and len(known) == len(ends) else None


def means_to(
    entries: Iterable[BackboneEntry], documents: Mapping[str, DocumentType]
) -> dict[str, frozenset[str]]:
    """Give for each service type the needs it only prepares.

    A type is a means to a need when a chain of documents leads from what it
    issues to a type that addresses the need by law, and it does not address
    the need itself. Papers nearly everybody holds make no chain.
    """
    listed = list(entries)
    issuers: dict[str, set[str]] = {}
    for entry in listed:
        for document in entry.issues:
            for accepted in accepted_as(documents, document):
                issuers.setdefault(accepted, set()).add(entry.service_type)
    before: dict[str, set[str]] = {}
    for entry in listed:
        for requirement in entry.requires:
            for document in {d for alternative in requirement.alternatives for d in alternative}:
                if not documents[document].usually_held:
                    before.setdefault(entry.service_type, set()).update(issuers.get(document, ()))
    addressed: dict[str, set[str]] = {}
    for entry in listed:
        addressed.setdefault(entry.service_type, set()).update(entry.needs)
    found: dict[str, set[str]] = {}
    for service_type, needs in addressed.items():
        for upstream in _closure(service_type, before) - {service_type}:
            found.setdefault(upstream, set()).update(needs - addressed.get(upstream, set()))
    return {service_type: frozenset(needs) for service_type, needs in sorted(found.items())}


def _and_by_law(own: tuple[str, ...], by_law: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*own, *by_law))) if own else ()


def _own_or(own: tuple[T, ...] | None, given: tuple[T, ...]) -> tuple[T, ...]:
    return given if own is None else own


def _closure(start: str, arrows: Mapping[str, set[str]]) -> set[str]:
    seen, stack = {start}, [start]
    while stack:
        for new in arrows.get(stack.pop(), set()) - seen:
            seen.add(new)
            stack.append(new)
    return seen


def _holdings(entry: BackboneEntry, plate: str) -> list[Holding]:
    """Give the holdings that speak of a province: those that name it, else the general ones."""
    named = [holding for holding in entry.holdings if plate in holding.provinces]
    return named or [holding for holding in entry.holdings if not holding.provinces]


def covers_day(holding: Holding | Exclusion, on: date) -> bool:
    """Tell whether a window of validity holds on a day, both ends inside."""
    return (holding.valid_from is None or holding.valid_from <= on) and (
        holding.valid_to is None or on <= holding.valid_to
    )


def _without_facts_of(own: Sequence[Rule], of_law: Sequence[Rule]) -> tuple[Rule, ...]:
    """Drop the law's clauses on facts that a service's own rules already test."""
    tested = {c.attribute for rule in own for clause in rule.all_of for c in clause.any_of} - {"human-check"}
    kept = []
    for rule in of_law:
        clauses = tuple(
            clause for clause in rule.all_of if not {c.attribute for c in clause.any_of} <= tested
        )
        if clauses:
            kept.append(Rule(clauses, rule.valid_from, rule.valid_to, rule.law))
    return tuple(kept)
