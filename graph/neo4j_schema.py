"""What stands in the Neo4j graph: its labels, its relationships, its indexes. Closed lists, one place.

Labels and types are the only words ever written into the text of a query; all
else goes by parameters.
"""

from collections.abc import Iterable
from enum import StrEnum

from neo4j.exceptions import ClientError

from .mapped import Sector
from .neo4j_line import Line
from .places import TerritoryKind

__all__ = [
    "BY_KIND",
    "BY_SECTOR",
    "KEY_BYTES",
    "PLAIN",
    "Label",
    "Link",
    "define_schema",
    "label_query",
    "link_query",
    "node_query",
]

KEY_BYTES = 8000
"""Longest key, in bytes; an index entry beyond 8,167 is refused by the server in mid-load."""


class Label(StrEnum):
    """Every label but ``Entity``, which all nodes carry but the head."""

    AGREEMENT = "Agreement"
    AMBITO = "Ambito"
    ASL = "Asl"
    BACKBONE_ENTRY = "BackboneEntry"
    CHANNEL = "Channel"
    COMUNE = "Comune"
    CONDITION = "Condition"
    COUNTRY = "Country"
    DISTRICT = "District"
    DOCUMENT_TYPE = "DocumentType"
    EXERCISE = "Exercise"
    NEED = "Need"
    OFFERING = "Offering"
    PRIVATE = "Private"
    PROVIDER = "Provider"
    PROVINCE = "Province"
    PUBLIC = "Public"
    REFERENCE = "Reference"
    REFERRAL = "Referral"
    REGION = "Region"
    RULE = "Rule"
    SERVICE = "Service"
    SERVICE_TYPE = "ServiceType"
    SOURCE_ROW = "SourceRow"
    STATEMENT = "TerritoryStatement"
    TERRITORY = "Territory"
    THIRD_SECTOR = "ThirdSector"
    VERSION = "Version"


class Link(StrEnum):
    """Every type of relationship."""

    ADDRESSES = "ADDRESSES"
    BROADER = "BROADER"
    COVERS = "COVERS"
    DELIVERED_BY = "DELIVERED_BY"
    EXCLUDES = "EXCLUDES"
    FROM = "FROM"
    GOVERNS = "GOVERNS"
    HAS_RULE = "HAS_RULE"
    HAS_TYPE = "HAS_TYPE"
    ISSUES = "ISSUES"
    OFFERS = "OFFERS"
    PARTNER = "PARTNER"
    PART_OF = "PART_OF"
    PARTY = "PARTY"
    REFERS_TO = "REFERS_TO"
    REPLACED_BY = "REPLACED_BY"
    REQUIRES = "REQUIRES"
    STANDS_FOR = "STANDS_FOR"
    TEST = "TEST"
    VIA = "VIA"
    WITHIN = "WITHIN"


BY_SECTOR = {Sector.PUBLIC: Label.PUBLIC, Sector.PRIVATE: Label.PRIVATE, Sector.THIRD: Label.THIRD_SECTOR}
BY_KIND = {
    TerritoryKind.COMUNE: Label.COMUNE,
    TerritoryKind.AMBITO: Label.AMBITO,
    TerritoryKind.HEALTH_DISTRICT: Label.DISTRICT,
    TerritoryKind.ASL: Label.ASL,
    TerritoryKind.PROVINCE: Label.PROVINCE,
    TerritoryKind.REGION: Label.REGION,
    TerritoryKind.COUNTRY: Label.COUNTRY,
}

PLAIN = frozenset(Link) - {Link.REQUIRES, Link.REFERS_TO, Link.FROM, Link.TEST}
"""Types of relationship with no property but ``rev``."""

# None on the rev of relationships: each would be one more entry to write, and nobody looks there.
_SCHEMA = {
    "entity_key": "CREATE CONSTRAINT entity_key IF NOT EXISTS FOR (n:Entity) REQUIRE n.key IS UNIQUE",
    "head_name": "CREATE CONSTRAINT head_name IF NOT EXISTS FOR (n:Head) REQUIRE n.name IS UNIQUE",
    "entity_iri": "CREATE INDEX entity_iri IF NOT EXISTS FOR (n:Entity) ON (n.iri)",
    "entity_place": "CREATE INDEX entity_place IF NOT EXISTS FOR (n:Entity) ON (n.rev, n.number)",
    "territory_istat": "CREATE INDEX territory_istat IF NOT EXISTS FOR (n:Territory) ON (n.istat)",
    "offering_cost": "CREATE INDEX offering_cost IF NOT EXISTS FOR (n:Offering) ON (n.cost)",
    "names": "CREATE FULLTEXT INDEX names IF NOT EXISTS FOR (n:Provider|Service|Need|ServiceType) "
    "ON EACH [n.title_it, n.title_en] OPTIONS {indexConfig: {`fulltext.analyzer`: 'italian'}}",
}


def define_schema(line: Line) -> None:
    """Make the constraints and indexes that are missing and that the server has, and wait until they serve.

    Notes
    -----
    A ``CREATE CONSTRAINT`` that was cut leaves an index that belongs to nobody, and
    ``IF NOT EXISTS`` then fails for ever. Dropping it is safe: an index that a
    constraint owns cannot be dropped.
    """
    held = {row[0] for row in line.look("SHOW INDEXES YIELD name RETURN name")}
    owned = {row[0] for row in line.look("SHOW CONSTRAINTS YIELD name RETURN name")}
    wanted = [name for name in _SCHEMA if name not in line.dialect.lacks]
    missing = [name for name in wanted if name not in (owned if "CONSTRAINT" in _SCHEMA[name] else held)]
    for name in missing:
        try:
            line.define(_SCHEMA[name])
        except ClientError as error:
            code = error.code or ""
            if code.endswith("EquivalentSchemaRuleAlreadyExists"):
                continue  # another writer made it in the meantime
            if not code.endswith("IndexWithNameAlreadyExists"):
                raise
            line.define(f"DROP INDEX {name} IF EXISTS")
            line.define(_SCHEMA[name])
    if missing and line.dialect.await_indexes:
        line.define(line.dialect.await_indexes)


def label_query(labels: Iterable[Label]) -> str:
    """Give the statement that puts labels on the nodes with the keys ``$rows``.

    Apart from the one that merges them: together, a store that looks a label up
    by its index finds the second label missing and makes the node twice. Nodes
    that are created have theirs from the start.
    """
    names = ":".join(Label(label).value for label in labels)
    return f"UNWIND $rows AS r MATCH (n:Entity {{key: r}}) SET n:{names} RETURN count(*)"


def node_query(labels: Iterable[Label]) -> str:
    """Give the statement that creates nodes with labels, of properties ``$rows``, and counts them."""
    names = ":".join(["Entity", *(Label(label).value for label in labels)])
    return f"UNWIND $rows AS r CREATE (n:{names}) SET n = r RETURN count(*)"


def link_query(link: Link) -> str:
    """Give the statement that creates relationships ``$rows`` of version ``$rev`` and counts them.

    A row is ``[from, to, properties]``, or ``[from, to]`` for a type in ``PLAIN``.
    A row whose end is missing makes nothing and no error: the count tells.
    """
    link = Link(link)
    told = "" if link in PLAIN else "SET x += r[2] "
    return (
        "UNWIND $rows AS r MATCH (a:Entity {key: r[0]}) MATCH (b:Entity {key: r[1]}) "
        f"CREATE (a)-[x:{link.value} {{rev: $rev}}]->(b) {told}RETURN count(*)"
    )
