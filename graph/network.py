"""The index with every class of service resolved against the backbone: what all engines start from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ..ontology.errors import UnknownConceptError
from .documents import accepted_as
from .eligibility import RuleColumns, compile_rules
from .index import UNSAID, Index
from .model import BackboneEntry
from .procedures import Procedure, Regime, ServiceClass, means_to, resolve
from .reference import Reference

__all__ = ["Goal", "Network", "open_network"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What is asked for: a need to be covered, or a kind of service to be had.

    Parameters
    ----------
    id : str
        Of a need, or of a service type.
    is_need : bool
        Which of the two vocabularies the id belongs to.
    """

    id: str
    is_need: bool


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """An index, its procedures and their rules.

    Parameters
    ----------
    procedures : tuple of Procedure
        Every (class of service, backbone entry) pair, then every entry alone.
    of_class : mapping of (int, str or None) to int
        The procedure of a class under an entry.
    of_entry : mapping of str to int
        The procedure that a backbone entry is by itself, for presumed steps.
    entries : mapping of str to tuple of BackboneEntry
        The entries of each service type.
    needs_above, types_above : mapping of str to frozenset of str
        A concept and all broader ones.
    leads_to : mapping of str to frozenset of str
        The needs that a service type's papers lead to, by the backbone, without its meeting them.
    asks, gives : uint64[p, w]
        Documents that each procedure may ask for, and those it gives or gives one
        accepted in place of, as masks over ``documents``.
    documents : mapping of str to int
        Place of each document in the masks.
    given : tuple of frozenset of str
        The documents of ``gives``, by name.
    usual_days, usual_cents : int32[p]
        What each procedure takes and costs where an offering does not say, or ``UNSAID``.
    regimes, served, led : dict
        What was worked out before: nothing in them depends on a person.
    """

    index: Index
    procedures: tuple[Procedure, ...]
    of_class: Mapping[tuple[int, str | None], int]
    of_entry: Mapping[str, int]
    entries: Mapping[str, tuple[BackboneEntry, ...]]
    rules: RuleColumns
    needs_above: Mapping[str, frozenset[str]]
    types_above: Mapping[str, frozenset[str]]
    leads_to: Mapping[str, frozenset[str]]
    asks: NDArray[np.uint64]
    gives: NDArray[np.uint64]
    documents: Mapping[str, int]
    given: tuple[frozenset[str], ...]
    usual_days: NDArray[np.int32]
    usual_cents: NDArray[np.int32]
    regimes: dict[tuple[str, date], Regime] = field(default_factory=dict, repr=False)
    served: dict[Goal, NDArray[np.bool_]] = field(default_factory=dict, repr=False)
    led: dict[Goal, NDArray[np.bool_]] = field(default_factory=dict, repr=False)

    def serving(self, goal: Goal) -> NDArray[np.bool_]:
        """Tell for every procedure whether it meets a goal."""
        known = self.served.get(goal)
        if known is None:
            alike: dict[tuple[tuple[str, ...], str | None], bool] = {}
            met = []
            for number, procedure in enumerate(self.procedures):
                key = procedure.needs, procedure.service_type
                if key not in alike:
                    alike[key] = self.serves(number, goal)
                met.append(alike[key])
            known = self.served[goal] = np.array(met, dtype=np.bool_)
        return known

    def leading(self, goal: Goal) -> NDArray[np.bool_]:
        """Tell for every procedure whether its kind leads to a goal; to kinds of service none leads."""
        known = self.led.get(goal)
        if known is None:
            kinds = {kind for kind, needs in self.leads_to.items() if goal.is_need and goal.id in needs}
            known = np.array([one.service_type in kinds for one in self.procedures], dtype=np.bool_)
            self.led[goal] = known
        return known

    def mask(self, documents: Iterable[str]) -> NDArray[np.uint64]:
        """Give a set of documents as a mask."""
        (mask,) = _masks([documents], self.documents)
        return np.asarray(mask)

    def serves(self, procedure: int, goal: Goal) -> bool:
        """Tell whether a procedure meets a goal, itself or through a narrower concept."""
        resolved = self.procedures[procedure]
        if goal.is_need:
            return any(goal.id in self.needs_above[need] for need in resolved.needs)
        return resolved.service_type is not None and goal.id in self.types_above[resolved.service_type]


def open_network(index: Index) -> Network:
    """Resolve all classes of an index; O(classes × entries of their type).

    Raises
    ------
    UnknownConceptError
        If a class names a need, a service type or a document that the reference lacks.
    """
    reference = index.reference
    unknown = sorted({name for said in index.tables.classes for name in _unknown(said, reference)})
    if unknown:
        raise UnknownConceptError(index.revision, unknown)
    entries: dict[str, tuple[BackboneEntry, ...]] = {}
    for entry in sorted(reference.backbone, key=lambda e: e.id):
        entries[entry.service_type] = (*entries.get(entry.service_type, ()), entry)
    leads_to = _leads_to(reference)
    procedures: list[Procedure] = []
    of_class: dict[tuple[int, str | None], int] = {}
    for number, service_class in enumerate(index.tables.classes):
        kind = service_class.service_type or ""
        known = reference.service_types.get(kind)
        for entry_or_none in entries.get(kind, ()) or (None,):
            of_class[number, entry_or_none.id if entry_or_none else None] = len(procedures)
            procedures.append(
                resolve(
                    service_class,
                    entry_or_none,
                    typical_needs=known.addresses if known else (),
                    only_leads_to=leads_to.get(kind, frozenset()),
                )
            )
    of_entry: dict[str, int] = {}
    for entry in sorted(reference.backbone, key=lambda e: e.id):
        of_entry[entry.id] = len(procedures)
        procedures.append(resolve(ServiceClass(entry.service_type, None, None, None, ()), entry))
    broader_need = {need.id: need.broader for need in reference.needs.values()}
    return Network(
        index,
        tuple(procedures),
        of_class,
        of_entry,
        entries,
        compile_rules([procedure.rules for procedure in procedures]),
        {need: _above(need, broader_need) for need in broader_need},
        _types_above(reference),
        means_to(reference.backbone, reference.documents),
        *_document_masks(procedures, reference),
        np.array([_longest(procedure) for procedure in procedures], dtype=np.int32),
        np.array([_least(procedure) for procedure in procedures], dtype=np.int32),
    )


def _unknown(said: ServiceClass, reference: Reference) -> set[str]:
    """List what a class of service names and the reference lacks."""
    kinds = set() if said.service_type is None else {said.service_type}
    papers = {d for r in said.requires or () for together in r.alternatives for d in together}
    return (
        (set(said.needs or ()) - reference.needs.keys())
        | (kinds - reference.service_types.keys())
        | ((papers | set(said.issues or ())) - reference.documents.keys())
    )


def _longest(procedure: Procedure) -> int:
    """Give the days that a person can plan on."""
    days = procedure.days
    if days is None:
        return UNSAID
    return days.min if days.max is None else days.max


def _least(procedure: Procedure) -> int:
    return UNSAID if procedure.cost is None else int(procedure.cost.min_eur * 100)


def _document_masks(
    procedures: list[Procedure], reference: Reference
) -> tuple[NDArray[np.uint64], NDArray[np.uint64], dict[str, int], tuple[frozenset[str], ...]]:
    """Give what each procedure asks and gives as masks, the documents' places in them, and what it gives."""
    place = {document: number for number, document in enumerate(reference.documents)}
    accepted = {document: accepted_as(reference.documents, document) for document in place}
    asked = [{d for r in p.requires for papers in r.alternatives for d in papers} for p in procedures]
    given = tuple(frozenset(kind for d in p.issues for kind in accepted[d]) for p in procedures)
    return _masks(asked, place), _masks(given, place), place, given


def _masks(sets: Sequence[Iterable[str]], place: Mapping[str, int]) -> NDArray[np.uint64]:
    """Give sets of documents as rows of 64-bit words."""
    masks = np.zeros((len(sets), len(place) // 64 + 1), dtype=np.uint64)
    for row, documents in enumerate(sets):
        for document in documents:
            word, bit = divmod(place[document], 64)
            masks[row, word] |= np.uint64(1 << bit)
    return masks


def _leads_to(reference: Reference) -> dict[str, frozenset[str]]:
    """Give for each service type the needs that it leads to without meeting them.

    Those its papers lead to, by the backbone; for a gateway, all but those it
    typically addresses.
    """
    found = means_to(reference.backbone, reference.documents)
    above = _types_above(reference)
    for kind in reference.service_types.values():
        if any(reference.service_types[broader].gateway for broader in above[kind.id]):
            beyond = frozenset(reference.needs) - frozenset(kind.addresses)
            found[kind.id] = found.get(kind.id, frozenset()) | beyond
    return found


def _types_above(reference: Reference) -> dict[str, frozenset[str]]:
    broader = {kind.id: kind.broader for kind in reference.service_types.values()}
    return {kind: _above(kind, broader) for kind in broader}


def _above(concept: str, broader: Mapping[str, str | None]) -> frozenset[str]:
    found, current = {concept}, broader.get(concept)
    while current is not None and current not in found:
        found.add(current)
        current = broader.get(current)
    return frozenset(found)
