"""Namespaces, and the way between a short id and its IRI.

Records carry short ids for what is reference (``"home.care"``, ``"E388"``) and
full IRIs for what a mapping exercise owns. Only this module knows how the two
are joined.
"""

__all__ = [
    "ATTRIBUTE",
    "BACKBONE",
    "BASE",
    "DATA",
    "DOCUMENT",
    "NEED",
    "ONTO",
    "PREFIXES",
    "SERVICE_TYPE",
    "TERRITORY",
    "short_id",
]

BASE = "https://w3id.org/welfarenet/"
ONTO = BASE + "onto#"
NEED = BASE + "need/"
SERVICE_TYPE = BASE + "service-type/"
DOCUMENT = BASE + "document/"
TERRITORY = BASE + "territory/"
ATTRIBUTE = BASE + "attribute/"
BACKBONE = BASE + "backbone/"
DATA = BASE + "data/"

PREFIXES = {
    "wn": ONTO,
    "need": NEED,
    "st": SERVICE_TYPE,
    "doc": DOCUMENT,
    "t": TERRITORY,
    "attr": ATTRIBUTE,
    "bb": BACKBONE,
    "cv": "http://data.europa.eu/m8g/",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "itcpsv": "https://w3id.org/italia/onto/CPSV/",
    "itcov": "https://w3id.org/italia/onto/COV/",
    "itclv": "https://w3id.org/italia/onto/CLV/",
    "org": "http://www.w3.org/ns/org#",
    "prov": "http://www.w3.org/ns/prov#",
    "dct": "http://purl.org/dc/terms/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sosa": "http://www.w3.org/ns/sosa/",
    "sh": "http://www.w3.org/ns/shacl#",
    "schema": "https://schema.org/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def short_id(iri: str, namespace: str) -> str:
    """Give the id of a reference concept from its IRI.

    Raises
    ------
    ValueError
        If the IRI is not of that namespace.

    Examples
    --------
    >>> short_id("https://w3id.org/welfarenet/need/income.food", NEED)
    'income.food'
    """
    if not iri.startswith(namespace) or iri == namespace:
        raise ValueError(f"{iri!r} is not an IRI of {namespace}")
    return iri[len(namespace) :]
