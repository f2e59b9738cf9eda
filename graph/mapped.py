"""Who offers what, where and how: the records that a mapping exercise owns.

Named by an IRI that the exercise mints. ``None`` in an optional field always
means "nobody said", an empty tuple "said: none".
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .demands import Cost, Days, Requirement, Rule

__all__ = [
    "Agreement",
    "Channel",
    "Contact",
    "ContactKind",
    "Offering",
    "Provider",
    "Referral",
    "Sector",
    "Service",
    "Status",
]


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
