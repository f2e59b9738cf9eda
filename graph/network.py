"""The index with every class of service resolved against the backbone: what all engines start from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ..ontology.errors import UnknownConceptError
from .circles import Circles, circles_of
from .concepts import BackboneEntry
from .eligibility import RuleColumns, compile_rules
from .forms import Form, Forms, forms_of
from .index import UNSAID, Index
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
    excluding : tuple of BackboneEntry
        The entries that state exclusions, by service type, then by id.
    needs_above, types_above : mapping of str to frozenset of str
        A concept and all broader ones.
    leads_to : mapping of str to frozenset of str
        The needs that a service type's papers lead to, by the backbone, without its meeting them.
    forms : Forms
        What the procedures ask and give.
    circles : Circles
        The networks that providers are in.
    cut : mapping of str to tuple of int
        Offerings with a territory cut out of their coverage, by that territory.
    usual_days, usual_cents : int32[p]
        What each procedure takes and costs where an offering does not say, or ``UNSAID``.
    turns : tuple of int
        Ordinals of the days on which some law begins to hold, or has ceased to, ascending.
    regimes, laws, served : dict
        What was worked out before: nothing in them depends on a person.
    """

    index: Index
    procedures: tuple[Procedure, ...]
    of_class: Mapping[tuple[int, str | None], int]
    of_entry: Mapping[str, int]
    entries: Mapping[str, tuple[BackboneEntry, ...]]
    excluding: tuple[BackboneEntry, ...]
    rules: RuleColumns
    needs_above: Mapping[str, frozenset[str]]
    types_above: Mapping[str, frozenset[str]]
    leads_to: Mapping[str, frozenset[str]]
    forms: Forms
    circles: Circles
    cut: Mapping[str, tuple[int, ...]]
    usual_days: NDArray[np.int32]
    usual_cents: NDArray[np.int32]
    turns: tuple[int, ...]
    regimes: dict[tuple[str, date], Regime] = field(default_factory=dict, repr=False)
    laws: dict[tuple[str, ...], Regime] = field(default_factory=dict, repr=False)
    served: dict[Goal, tuple[frozenset[int], NDArray[np.bool_]]] = field(default_factory=dict, repr=False)

    def serving(self, goal: Goal) -> NDArray[np.bool_]:
        """Tell for every procedure whether it meets a goal."""
        return self._served(goal)[1]

    def meeting(self, goal: Goal) -> frozenset[int]:
        """Give the forms that meet a goal."""
        return self._served(goal)[0]

    def _served(self, goal: Goal) -> tuple[frozenset[int], NDArray[np.bool_]]:
        known = self.served.get(goal)
        if known is None:
            every = enumerate(self.forms.forms)
            meeting = frozenset(row for row, form in every if self._meets(form, goal))
            known = self.served[goal] = meeting, self.forms.told(meeting)[self.forms.of]
        return known

    def serves(self, procedure: int, goal: Goal) -> bool:
        """Tell whether a procedure meets a goal, itself or through a narrower concept."""
        return int(self.forms.of[procedure]) in self.meeting(goal)

    def entry(self, procedure: int) -> BackboneEntry | None:
        """Give the backbone entry that a procedure follows, if its type has one."""
        followed = self.procedures[procedure]
        entries = self.entries.get(followed.service_type or "", ())
        return next((entry for entry in entries if entry.id == followed.entry), None)

    def _meets(self, form: Form, goal: Goal) -> bool:
        if goal.is_need:
            return any(goal.id in self.needs_above[need] for need in form.needs)
        return form.service_type is not None and goal.id in self.types_above[form.service_type]


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
    procedures, of_class, of_entry = _resolved(index.tables.classes, entries, reference)
    rules = compile_rules([procedure.rules for procedure in procedures])
    broader_need = {need.id: need.broader for need in reference.needs.values()}
    return Network(
        index,
        procedures,
        of_class,
        of_entry,
        entries,
        tuple(entry for _, known in sorted(entries.items()) for entry in known if entry.excludes),
        rules,
        {need: _above(need, broader_need) for need in broader_need},
        _types_above(reference),
        means_to(reference.backbone, reference.documents),
        forms_of(procedures, reference.documents),
        circles_of(index.columns.memberships, len(index.providers)),
        _cut(index),
        np.array([_longest(procedure) for procedure in procedures], dtype=np.int32),
        np.array([_least(procedure) for procedure in procedures], dtype=np.int32),
        _turns(reference, rules),
    )


def _resolved(
    classes: Iterable[ServiceClass], entries: Mapping[str, tuple[BackboneEntry, ...]], reference: Reference
) -> tuple[tuple[Procedure, ...], dict[tuple[int, str | None], int], dict[str, int]]:
    """Give the procedures, and where that of each class under an entry and of each entry alone stands."""
    leads_to = _leads_to(reference)
    procedures: list[Procedure] = []
    of_class: dict[tuple[int, str | None], int] = {}
    for number, said in enumerate(classes):
        kind = said.service_type or ""
        known = reference.service_types.get(kind)
        typical = known.addresses if known else ()
        for entry in entries.get(kind, ()) or (None,):
            of_class[number, entry.id if entry else None] = len(procedures)
            only_leads_to = leads_to.get(kind, frozenset())
            procedures.append(resolve(said, entry, typical_needs=typical, only_leads_to=only_leads_to))
    of_entry: dict[str, int] = {}
    for alone in sorted(reference.backbone, key=lambda e: e.id):
        of_entry[alone.id] = len(procedures)
        procedures.append(resolve(ServiceClass(alone.service_type, None, None, None, ()), alone))
    return tuple(procedures), of_class, of_entry


def _turns(reference: Reference, rules: RuleColumns) -> tuple[int, ...]:
    windows = [(holding.valid_from, holding.valid_to) for e in reference.backbone for holding in e.holdings]
    begins = {first.toordinal() for first, _ in windows if first is not None}
    ends = {last.toordinal() for _, last in windows if last is not None}
    begins.update(rules.since.tolist())
    ends.update(rules.until.tolist())
    return tuple(sorted(begins | {last + 1 for last in ends}))


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


def _cut(index: Index) -> dict[str, tuple[int, ...]]:
    """List the offerings that exclude each territory."""
    found: dict[str, list[int]] = {}
    for row, territories in index.tables.excluded:
        for territory in territories:
            found.setdefault(territory, []).append(row)
    return {territory: tuple(rows) for territory, rows in found.items()}


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
