"""The RDF tables of what a mapping exercise owns: providers, services, offerings, agreements, rows."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..ontology.terms import DOCUMENT, NEED, SERVICE_TYPE, TERRITORY
from .exercises import MappingExercise, SourceRow
from .mapped import (
    Agreement,
    Channel,
    Contact,
    ContactKind,
    Offering,
    Provider,
    Referral,
    Sector,
    Service,
    Status,
)
from .rdf_fields import (
    REQUIRED,
    Field,
    Kind,
    Shape,
    compound,
    flag,
    many,
    nested,
    one,
    one_and_same,
    stated,
    text,
)
from .rdf_rules import COST, DAYS, REQUIREMENT, RULE
from .rdf_text import SOMEBODY, literal_text, triple_line
from .rdf_values import BOOLEAN, DATE, INTEGER, IRI, ITALIAN, TEXT, Facts, concept, enum_code, term

__all__ = ["AGREEMENT", "EXERCISE", "OFFERING", "PROVIDER", "REFERRAL", "ROW", "SERVICE"]

_TERRITORIES = concept(TERRITORY)
_SOURCES = many("sources", "prov:wasDerivedFrom", IRI)
_TITLE = text("title", "dct:title")
_VALIDITY = (one("valid_from", "wn:validFrom", DATE), one("valid_to", "wn:validTo", DATE))

_CONTACT = {
    ContactKind.PHONE: term("schema:telephone"),
    ContactKind.MOBILE: term("wn:mobilePhone"),
    ContactKind.EMAIL: term("schema:email"),
    ContactKind.WEB: term("schema:url"),
    ContactKind.ADDRESS: term("schema:address"),
    ContactKind.OTHER: term("wn:otherContact"),
}


_CONTACT_TEXT = {kind: str(path) for kind, path in _CONTACT.items()}
"""An engine's term makes its text anew each time it is asked."""


def _write_contacts(contacts: Iterable[Contact]) -> str:
    each = sorted({(contact.kind, contact.value) for contact in contacts})
    return "".join([triple_line(SOMEBODY, _CONTACT_TEXT[kind], literal_text(value)) for kind, value in each])


def _read_contacts(iri: str, facts: Facts) -> tuple[Contact, ...]:
    about = facts.get(iri, {})
    found = {
        (kind, TEXT.decode(value)) for kind, path in _CONTACT.items() for value in about.get(path.value, [])
    }
    return tuple(Contact(kind, value) for kind, value in sorted(found))


def _settle_contacts(contacts: tuple[Contact, ...]) -> tuple[Contact, ...]:
    return one_and_same(contacts, sorted(set(contacts), key=lambda contact: (contact.kind, contact.value)))


_CONTACTS = Field("contacts", _write_contacts, _read_contacts, _settle_contacts)


@dataclass(frozen=True, slots=True)
class _SourceFile:
    name: str
    sha256: str


def _files() -> Field:
    nodes = nested(
        "files",
        "wn:hasFile",
        "f",
        Shape(_SourceFile, ("wn:SourceFile",), (text("name", "wn:fileName"), text("sha256", "wn:sha256"))),
    )

    def write(files: Iterable[tuple[str, str]]) -> str:
        return nodes.write([_SourceFile(*pair) for pair in files])

    def read(iri: str, facts: Facts) -> tuple[tuple[str, str], ...]:
        return tuple((file.name, file.sha256) for file in nodes.read(iri, facts))

    return Field("files", write, read, tuple)


PROVIDER = Kind(
    Shape(
        Provider,
        ("wn:Provider",),
        (
            text("name", "dct:title"),
            one("sector", "wn:sector", enum_code(Sector)),
            text("tax_code", "itcov:taxCode"),
            text("runts", "wn:runts"),
            text("ipa", "itcov:IPAcode"),
            text("legal_form", "wn:legalForm"),
            one("parent", "org:subOrganizationOf", IRI),
            many("networks", "wn:memberOfNetwork", TEXT),
            one("seat", "wn:seat", _TERRITORIES),
            _CONTACTS,
            _SOURCES,
        ),
    ),
    "iri",
    IRI,
)

SERVICE = Kind(
    Shape(
        Service,
        ("wn:WelfareService",),
        (
            text("title", "dct:title", ITALIAN),
            one("service_type", "wn:serviceType", concept(SERVICE_TYPE)),
            stated(many("needs", "wn:addresses", concept(NEED))),
            stated(nested("requires", "cv:holdsRequirement", "r", REQUIREMENT)),
            stated(many("issues", "wn:issues", concept(DOCUMENT))),
            nested("rules", "wn:hasRule", "rule", RULE),
            text("description", "dct:description", ITALIAN),
            _SOURCES,
        ),
    ),
    "iri",
    IRI,
)

OFFERING = Kind(
    Shape(
        Offering,
        ("wn:Offering",),
        (
            one("service", "wn:offers", IRI, REQUIRED),
            one("provider", "wn:deliveredBy", IRI, REQUIRED),
            many("coverage", "wn:coversTerritory", _TERRITORIES),
            many("excluded", "wn:excludesTerritory", _TERRITORIES),
            many("channels", "wn:channel", enum_code(Channel)),
            _CONTACTS,
            text("hours", "wn:hours"),
            one("place", "wn:seat", _TERRITORIES),
            compound("cost", COST),
            compound("days", DAYS),
            one("places", "wn:places", INTEGER),
            one("status", "wn:status", enum_code(Status), REQUIRED),
            *_VALIDITY,
            one("assured_on", "wn:assuredOn", DATE),
            many("partners", "wn:partner", IRI),
            flag("confidential", "wn:confidentialLocation", BOOLEAN),
            _SOURCES,
        ),
    ),
    "iri",
    IRI,
)

AGREEMENT = Kind(
    Shape(
        Agreement,
        ("wn:Agreement",),
        (
            _TITLE,
            text("kind", "wn:agreementKind"),
            many("parties", "wn:party", IRI),
            many("governs", "wn:governs", IRI),
            *_VALIDITY,
            _SOURCES,
        ),
    ),
    "iri",
    IRI,
)

REFERRAL = Kind(
    Shape(
        Referral,
        ("wn:ReferralRoute",),
        (
            one("from_offering", "wn:fromOffering", IRI, REQUIRED),
            one("to_offering", "wn:toOffering", IRI, REQUIRED),
            flag("mandatory", "wn:mandatory", BOOLEAN),
            _SOURCES,
        ),
    ),
    "iri",
    IRI,
)

EXERCISE = Kind(
    Shape(
        MappingExercise,
        ("wn:MappingExercise",),
        (
            _TITLE,
            text("conducted_by", "wn:conductedBy"),
            one("ended_on", "wn:endedOn", DATE),
            _files(),
            text("mapping", "wn:mapping"),
        ),
    ),
    "iri",
    IRI,
)

ROW = Kind(
    Shape(
        SourceRow,
        ("wn:SourceRow",),
        (
            text("file", "wn:fileName"),
            text("sheet", "wn:sheet"),
            one("row", "wn:rowNumber", INTEGER, REQUIRED),
        ),
    ),
    "iri",
    IRI,
)
