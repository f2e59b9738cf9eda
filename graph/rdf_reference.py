"""The RDF tables of what exists before anybody maps: vocabularies, backbone, territories."""

from ..ontology.terms import BACKBONE, DOCUMENT, NEED, SERVICE_TYPE, TERRITORY
from .concepts import BackboneEntry, DocumentType, Need, ServiceType
from .places import Territory, TerritoryKind
from .rdf_fields import REQUIRED, TYPE, Kind, Shape, compound, flag, many, nested, one, text
from .rdf_rules import COST, DAYS, EXCLUSION, HOLDING, REQUIREMENT, RULE
from .rdf_text import SOMEBODY, Term, iri_text, literal_text, triple_line
from .rdf_values import (
    BOOLEAN,
    DATE,
    ENGLISH,
    INTEGER,
    IRI,
    ITALIAN,
    NUMBER,
    TEXT,
    Codec,
    concept,
    enum_code,
    term,
)

__all__ = ["BACKBONE_ENTRY", "DOCUMENT_TYPE", "NEED_CONCEPT", "SERVICE_TYPE_CONCEPT", "TERRITORY_AREA"]

_NEEDS = concept(NEED)
_SERVICE_TYPES = concept(SERVICE_TYPE)
_DOCUMENTS = concept(DOCUMENT)
_TERRITORIES = concept(TERRITORY)
_LABELS = (text("label_it", "skos:prefLabel", ITALIAN), text("label_en", "skos:prefLabel", ENGLISH))
_SYNONYMS = many("synonyms", "skos:altLabel", ITALIAN)

_AREA_CLASS = {
    TerritoryKind.COMUNE: "itclv:City",
    TerritoryKind.PROVINCE: "itclv:Province",
    TerritoryKind.REGION: "itclv:Region",
    TerritoryKind.AMBITO: "wn:SocialDistrict",
    TerritoryKind.HEALTH_DISTRICT: "wn:HealthDistrict",
    TerritoryKind.ASL: "wn:HealthAuthorityArea",
}


def _in_scheme(namespace: str, notation: str) -> str:
    scheme, path = iri_text(namespace.rstrip("/")), str(term("skos:inScheme"))
    noted = triple_line(SOMEBODY, str(term("skos:notation")), literal_text(notation))
    return triple_line(SOMEBODY, path, scheme) + noted


def _concept_facts(namespace: str, notation: str, broader: str | None) -> str:
    """Place a concept in its scheme; one without a broader concept is at the top."""
    told = _in_scheme(namespace, notation)
    if broader is None:
        told += triple_line(SOMEBODY, str(term("skos:topConceptOf")), iri_text(namespace.rstrip("/")))
    return told


def _area_facts(territory: Territory) -> str:
    """Say the class other vocabularies know, and the residents in total."""
    told = ""
    if territory.kind in _AREA_CLASS:
        told += triple_line(SOMEBODY, str(TYPE), str(term(_AREA_CLASS[territory.kind])))
    if territory.population:
        residents = INTEGER.write(sum(territory.population))
        told += triple_line(SOMEBODY, str(term("wn:population")), residents)
    return told


def _decode_counts(value: Term) -> tuple[int, ...]:
    return tuple(int(count) for count in TEXT.decode(value).split())


_COUNTS: Codec[tuple[int, ...]] = Codec(
    lambda counts: literal_text(" ".join(str(count) for count in counts)), _decode_counts, TEXT.accepts
)

TERRITORY_AREA = Kind(
    Shape(
        Territory,
        ("wn:Territory",),
        (
            one("kind", "wn:territoryKind", enum_code(TerritoryKind), REQUIRED),
            text("name", "dct:title"),
            many("other_names", "skos:altLabel", TEXT),
            many("parents", "wn:directlyWithin", _TERRITORIES),
            one("valid_from", "wn:validFrom", DATE),
            one("valid_to", "wn:validTo", DATE),
            many("successors", "wn:succeededBy", _TERRITORIES),
            text("plate", "wn:plate"),
            text("istat", "wn:istatCode"),
            one("population", "wn:populationByAge", _COUNTS, missing=()),
            one("lat", "schema:latitude", NUMBER),
            one("lon", "schema:longitude", NUMBER),
            many("sources", "prov:wasDerivedFrom", IRI),
        ),
        _area_facts,
    ),
    "id",
    _TERRITORIES,
)

NEED_CONCEPT = Kind(
    Shape(
        Need,
        ("wn:Need", "skos:Concept"),
        (*_LABELS, _SYNONYMS, one("broader", "skos:broader", _NEEDS)),
        lambda need: _concept_facts(NEED, need.id, need.broader),
    ),
    "id",
    _NEEDS,
)

SERVICE_TYPE_CONCEPT = Kind(
    Shape(
        ServiceType,
        ("wn:ServiceType", "skos:Concept"),
        (
            *_LABELS,
            _SYNONYMS,
            one("broader", "skos:broader", _SERVICE_TYPES),
            many("addresses", "wn:typicallyAddresses", _NEEDS),
            flag("gateway", "wn:gateway", BOOLEAN),
        ),
        lambda kind: _concept_facts(SERVICE_TYPE, kind.id, kind.broader),
    ),
    "id",
    _SERVICE_TYPES,
)

DOCUMENT_TYPE = Kind(
    Shape(
        DocumentType,
        ("wn:DocumentType",),
        (
            *_LABELS,
            _SYNONYMS,
            one("valid_days", "wn:validDays", INTEGER),
            flag("valid_to_year_end", "wn:validToYearEnd", BOOLEAN),
            flag("usually_held", "wn:usuallyHeld", BOOLEAN),
            flag("brought_by_citizen", "wn:broughtByCitizen", BOOLEAN),
            many("stands_for", "wn:standsFor", _DOCUMENTS),
            text("law", "wn:law"),
        ),
        lambda document: _in_scheme(DOCUMENT, document.id),
    ),
    "id",
    _DOCUMENTS,
)

BACKBONE_ENTRY = Kind(
    Shape(
        BackboneEntry,
        ("wn:BackboneEntry",),
        (
            one("service_type", "wn:ofType", _SERVICE_TYPES, REQUIRED),
            *_LABELS,
            text("actor_it", "wn:actor", ITALIAN),
            text("actor_en", "wn:actor", ENGLISH),
            many("needs", "wn:addresses", _NEEDS),
            nested("requires", "cv:holdsRequirement", "r", REQUIREMENT),
            many("issues", "wn:issues", _DOCUMENTS),
            nested("rules", "wn:hasRule", "rule", RULE),
            compound("days", DAYS),
            compound("cost", COST),
            text("days_text_en", "wn:daysWords", ENGLISH),
            text("cost_text_en", "wn:costWords", ENGLISH),
            nested("holdings", "wn:hasHolding", "h", HOLDING),
            many("replaced_by", "wn:replacedBy", _SERVICE_TYPES),
            nested("excludes", "wn:excludes", "x", EXCLUSION),
            text("law", "wn:law"),
            text("source", "dct:source"),
            one("checked_on", "wn:checkedOn", DATE, REQUIRED),
            one("verified", "wn:verified", BOOLEAN, REQUIRED),
            text("note_it", "skos:note", ITALIAN),
            text("note_en", "skos:note", ENGLISH),
        ),
    ),
    "id",
    concept(BACKBONE),
)
