"""The records of a welfare network: frozen, slotted, and free of any engine.

What is *reference* (territories, needs, service types, documents, backbone) is
named by a short id, such as ``"E388"`` or ``"home.care"``. What a mapping
exercise *owns* (providers, services, offerings…) is named by an IRI that the
exercise mints. ``None`` in an optional field always means "nobody said", an
empty tuple "said: none".
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

__all__ = [
    "AGE_CLASSES",
    "Agreement",
    "BackboneEntry",
    "Cell",
    "Channel",
    "Clause",
    "Condition",
    "Contact",
    "ContactKind",
    "Cost",
    "Days",
    "DocumentType",
    "Exclusion",
    "ExerciseData",
    "Holding",
    "MappingExercise",
    "Need",
    "Offering",
    "Provider",
    "Record",
    "Referral",
    "Requirement",
    "Rule",
    "Sector",
    "Service",
    "ServiceType",
    "SourceRow",
    "Status",
    "Territory",
    "TerritoryKind",
]

AGE_CLASSES = ("0-2", "3-5", "6-13", "14-17", "18-64", "65-74", "75-79", "80+")
"""Age classes of ``Territory.population``, in years, both ends included."""


class TerritoryKind(StrEnum):
    """What sort of area a territory is."""

    COMUNE = "comune"
    AMBITO = "ambito"
    HEALTH_DISTRICT = "health-district"
    ASL = "asl"
    PROVINCE = "province"
    REGION = "region"
    COUNTRY = "country"


class Sector(StrEnum):
    """Who stands behind a provider."""

    PUBLIC = "public"
    PRIVATE = "private"
    THIRD = "third"


class Channel(StrEnum):
    """How a person reaches an offering."""

    DESK = "desk"
    HOME = "home"
    PHONE = "phone"
    ONLINE = "online"
    POST = "post"

    @property
    def remote(self) -> bool:
        """Whether it works for somebody who cannot come and is not visited."""
        return self in (Channel.PHONE, Channel.ONLINE, Channel.POST)


class Status(StrEnum):
    """Whether an offering takes people in."""

    ACTIVE = "active"
    TO_VERIFY = "to-verify"
    SUSPENDED = "suspended"
    FULL = "full"
    CLOSED = "closed"


class ContactKind(StrEnum):
    """What a contact is."""

    PHONE = "phone"
    MOBILE = "mobile"
    EMAIL = "email"
    WEB = "web"
    ADDRESS = "address"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to get in touch, as written in the source once cleaned."""

    kind: ContactKind
    value: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What the person pays, in euros, with the words it was read from.

    ``max_eur`` is ``None`` when only the floor is known. ``text`` keeps the
    unit ("all'ora", "al mese") that a number alone cannot.
    """

    min_eur: Decimal
    max_eur: Decimal | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Days:
    """Calendar days from asking to having, waiting included."""

    min: int
    max: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Requirement:
    """Documents asked for: one of the alternatives, each a set held together.

    CCCEV reads the same: AND inside an evidence-type list, OR between lists.

    Examples
    --------
    >>> Requirement((("isee-ordinary",), ("isee-sociosan",))).alternatives[1]
    ('isee-sociosan',)
    """

    alternatives: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One test on one fact of the person.

    Numbers are tested against closed bounds; codes (and booleans, written
    ``"true"`` and ``"false"``) against a set. With neither, the condition is a
    text that only a human can check: always unknown, never satisfied.

    Parameters
    ----------
    attribute : str
        A citizen's fact: ``age``, ``isee_eur``, ``isee_kind``, ``household_size``,
        ``minors``, ``lives_alone``, ``self_sufficient``, ``disability_percent``,
        ``law_104``, ``carer``, ``pregnant``, ``resident_years``, ``citizenship``,
        ``permit``, ``employment``, ``memberships``, ``receives``; or ``human-check``.
    minimum, maximum : float or None
        Closed bounds, in the fact's unit (years, euros, per cent, persons).
    one_of : tuple of str
        Codes, one of which must hold.
    negated : bool
        The test must fail instead.
    text_it, text_en : str
        The condition in words, for people; the original text of a human check.
    law : str
        Where it comes from, when that differs from the rule's own law.
    """

    attribute: str
    minimum: float | None = None
    maximum: float | None = None
    one_of: tuple[str, ...] = ()
    negated: bool = False
    text_it: str = ""
    text_en: str = ""
    law: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A disjunction: at least one condition must hold."""

    any_of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A dated conjunction of clauses: who may have a service."""

    all_of: tuple[Clause, ...]
    valid_from: date | None = None
    valid_to: date | None = None
    law: str = ""


@dataclass(frozen=True, slots=True)
class Territory:
    """An area a service may cover or a person may live in.

    Parameters
    ----------
    id : str
        Belfiore code of a comune (``"E388"``), plate of a province (``"prov-AN"``),
        ISTAT code of a region (``"reg-11"``), ``"IT"``, or the code a user gave.
    parents : tuple of str
        Areas that directly contain it; several, for the hierarchies overlap.
    valid_from, valid_to : date or None
        Days of its life, both included; a former comune has ``valid_to``.
    successors : tuple of str
        Comuni that took over a former one, where curated.
    plate : str
        Province plate, such as ``"AN"``, for comuni and provinces.
    istat : str
        Current ISTAT code where known; history stays in the data file.
    population : tuple of int
        Residents by ``AGE_CLASSES``, or empty when not known.
    """

    id: str
    kind: TerritoryKind
    name: str
    other_names: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    plate: str = ""
    istat: str = ""
    population: tuple[int, ...] = ()
    lat: float | None = None
    lon: float | None = None
    sources: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Provider:
    """An organisation of any sector that delivers at least one offering."""

    iri: str
    name: str
    sector: Sector | None = None
    tax_code: str = ""
    runts: str = ""
    ipa: str = ""
    legal_form: str = ""
    parent: str | None = None
    networks: tuple[str, ...] = ()
    seat: str | None = None
    contacts: tuple[Contact, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """*What*: a measure with its rules, needs and documents."""

    iri: str
    title: str
    service_type: str | None = None
    needs: tuple[str, ...] | None = None
    requires: tuple[Requirement, ...] | None = None
    issues: tuple[str, ...] | None = None
    rules: tuple[Rule, ...] = ()
    description: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offering:
    """*Who and where*: one provider, one service, one coverage.

    ``excluded`` are territories cut out of ``coverage``. ``place`` is the comune
    of the seat, which is not the coverage. ``confidential`` seats (refuges) are
    listed without address or place.
    """

    iri: str
    service: str
    provider: str
    coverage: tuple[str, ...]
    excluded: tuple[str, ...] = ()
    channels: tuple[Channel, ...] = ()
    contacts: tuple[Contact, ...] = ()
    hours: str = ""
    place: str | None = None
    cost: Cost | None = None
    days: Days | None = None
    places: int | None = None
    status: Status = Status.ACTIVE
    valid_from: date | None = None
    valid_to: date | None = None
    assured_on: date | None = None
    partners: tuple[str, ...] = ()
    confidential: bool = False
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """A written arrangement between providers; hand-offs under it are easier."""

    iri: str
    title: str
    parties: tuple[str, ...]
    kind: str = ""
    governs: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Referral:
    """An agreed way to hand a person on from one offering to another."""

    iri: str
    from_offering: str
    to_offering: str
    mandatory: bool = False
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MappingExercise:
    """Who mapped what and when; it owns one named graph.

    ``files`` pairs each file name with the SHA-256 of its bytes.
    """

    iri: str
    title: str
    conducted_by: str = ""
    ended_on: date | None = None
    files: tuple[tuple[str, str], ...] = ()
    mapping: str = ""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of one sheet of one file; ``row`` counts from 1 as people see it."""

    iri: str
    file: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one property of one record was read: column and original text.

    Kept beside the triples, keyed by record and property.
    """

    subject: str
    property: str
    row: str
    column: str
    text: str


Record = Territory | Provider | Service | Offering | Agreement | Referral | SourceRow | MappingExercise


@dataclass(frozen=True, slots=True)
class ExerciseData:
    """Everything one mapping exercise asserts, published or replaced as one."""

    exercise: MappingExercise
    territories: tuple[Territory, ...] = ()
    providers: tuple[Provider, ...] = ()
    services: tuple[Service, ...] = ()
    offerings: tuple[Offering, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    referrals: tuple[Referral, ...] = ()
    rows: tuple[SourceRow, ...] = ()
    cells: tuple[Cell, ...] = field(default=(), repr=False)
