"""What is known before anybody maps: needs, kinds of service, documents, and what law says of them.

Named by a short id, such as ``"home.care"``, as territories are by ``"E388"``.
"""

from dataclasses import dataclass
from datetime import date

from .demands import Cost, Days, Requirement, Rule

__all__ = ["BackboneEntry", "DocumentType", "Exclusion", "Holding", "Need", "ServiceType"]


@dataclass(frozen=True, slots=True)
class Need:
    """A lack in a person's situation; never a service."""

    id: str
    label_it: str
    label_en: str
    broader: str | None = None
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceType:
    """A kind of service, whoever delivers it.

    A ``gateway`` leads to answers and is not one (information, assessment,
    registry): it covers no need beyond those it typically addresses, whatever
    a desk writes beside it. Narrower types are gateways too.
    """

    id: str
    label_it: str
    label_en: str
    broader: str | None = None
    synonyms: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    gateway: bool = False


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of paper that one service issues and another asks for.

    Parameters
    ----------
    valid_days : int or None
        Days from issue to lapse; ``None`` when it does not lapse by age.
    valid_to_year_end : bool
        It dies on 31 December of the year of issue, as every ISEE does.
    usually_held : bool
        Nearly every resident has it: a path takes it as held, and says so,
        unless the citizen lacks it.
    brought_by_citizen : bool
        The person writes it or already owns it; no service issues it.
    stands_for : tuple of str
        Documents it is accepted in place of.
    """

    id: str
    label_it: str
    label_en: str
    synonyms: tuple[str, ...] = ()
    valid_days: int | None = None
    valid_to_year_end: bool = False
    usually_held: bool = False
    brought_by_citizen: bool = False
    stands_for: tuple[str, ...] = ()
    law: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """Where and when a backbone entry holds.

    ``provinces`` are plates. An empty tuple means every province that no other
    holding of the same entry names.
    """

    provinces: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What cannot be had together with what a backbone entry describes, and by which law.

    It binds both ways: who has the one cannot have the other.

    Parameters
    ----------
    service_types : tuple of str
        Service types kept apart from the entry's, with all that is narrower.
    law, source, checked_on, verified
        As in :class:`BackboneEntry`, of the exclusion itself.
    provinces : tuple of str
        Plates; an empty tuple means wherever the entry holds.
    """

    service_types: tuple[str, ...]
    law: str
    source: str
    checked_on: date
    verified: bool
    provinces: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class BackboneEntry:
    """What a service type normally asks, gives and takes, by law or practice.

    A mapped service of this type inherits every field it does not state itself.

    Parameters
    ----------
    id : str
        Unique; the service type's id, with ``/variant`` when it has several.
    actor_it, actor_en : str
        Who normally delivers it: shown for a presumed step.
    verified : bool
        Read in the source on ``checked_on``; otherwise to be checked.
    replaced_by : tuple of str
        Service types that take its place where it no longer holds.
    excludes : tuple of Exclusion
        What the law keeps apart from it.
    days_text_en, cost_text_en : str
        The words of ``days`` and ``cost``, which are Italian, in English.
    """

    id: str
    service_type: str
    label_it: str
    label_en: str
    actor_it: str
    actor_en: str
    law: str
    source: str
    checked_on: date
    verified: bool
    needs: tuple[str, ...] = ()
    requires: tuple[Requirement, ...] = ()
    issues: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    days: Days | None = None
    cost: Cost | None = None
    holdings: tuple[Holding, ...] = (Holding(),)
    replaced_by: tuple[str, ...] = ()
    excludes: tuple[Exclusion, ...] = ()
    note_it: str = ""
    note_en: str = ""
    days_text_en: str = ""
    cost_text_en: str = ""
