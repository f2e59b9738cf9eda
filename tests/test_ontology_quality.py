"""The shipped ontology has no known pitfall, and each pitfall's query catches a planted fault.

One SPARQL query per pitfall, over every Turtle file of ``ontology/`` in one
graph. What others declare is read from snapshots of their files, where they are
at hand, into the graph ``<urn:declared>``.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from pyshacl import validate
from rdflib import namespace as known

from welfarenet.ontology import terms

ROOT = Path(__file__).parents[1]
ONTOLOGY = ROOT / "ontology"
SNAPSHOTS = ROOT.parent / "shared" / "data" / "ontology"
FILES = sorted(ONTOLOGY.glob("*.ttl"))
DATA_FILES = [file for file in FILES if file.name not in ("shapes.ttl", "alignments.ttl")]
CODE = sorted(file for floor in ("graph", "loaders", "api") for file in ROOT.glob(f"{floor}/*.py"))
DECLARED = pyoxigraph.NamedNode("urn:declared")
PREFIXES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in terms.PREFIXES.items())
TURTLE = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in terms.PREFIXES.items())


@dataclass(frozen=True, slots=True)
class Pitfall:
    """A query that gives the offenders, a fault planted in Turtle, and who must be caught."""

    query: str
    fault: str
    caught: str


PITFALLS = {
    "a term or concept without a label in both languages": Pitfall(
        """SELECT DISTINCT ?x WHERE {
             VALUES ?kind { skos:Concept skos:ConceptScheme wn:Need wn:ServiceType wn:DocumentType
                            wn:BackboneEntry wn:PersonAttribute owl:Class owl:ObjectProperty
                            owl:DatatypeProperty }
             ?x a ?kind .
             FILTER(!EXISTS { ?x skos:prefLabel|rdfs:label ?it . FILTER(LANG(?it) = "it") }
                 || !EXISTS { ?x skos:prefLabel|rdfs:label ?en . FILTER(LANG(?en) = "en") }) }""",
        'need:x a skos:Concept ; skos:prefLabel "Bisogno"@it .',
        "need/x",
    ),
    "an own term without a comment in both languages": Pitfall(
        """SELECT DISTINCT ?x WHERE {
             VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty wn:PersonAttribute }
             ?x a ?kind .
             FILTER(!EXISTS { ?x rdfs:comment ?it . FILTER(LANG(?it) = "it") }
                 || !EXISTS { ?x rdfs:comment ?en . FILTER(LANG(?en) = "en") }) }""",
        'wn:X a owl:Class ; rdfs:comment "Only English."@en .',
        "onto#X",
    ),
    "a concept with two labels in one language": Pitfall(
        """SELECT DISTINCT ?x WHERE {
             ?x skos:prefLabel ?one , ?other .
             FILTER(LANG(?one) = LANG(?other) && STR(?one) != STR(?other)) }""",
        'need:x skos:prefLabel "Uno"@it , "Due"@it .',
        "need/x",
    ),
    "an own term used and never declared": Pitfall(
        """SELECT DISTINCT ?x WHERE {
             { ?s ?x ?o } UNION { ?s a ?x } UNION { ?s ?p ?x }
             FILTER(ISIRI(?x) && (STRSTARTS(STR(?x), STR(wn:)) || STRSTARTS(STR(?x), STR(attr:))))
             FILTER NOT EXISTS { ?x rdfs:label ?label } }""",
        "need:x wn:neverDeclared need:y .",
        "onto#neverDeclared",
    ),
    "a need, service type or document named and never described": Pitfall(
        """SELECT DISTINCT ?x WHERE {
             ?s ?p ?x .
             FILTER(ISIRI(?x) && (STRSTARTS(STR(?x), STR(need:)) || STRSTARTS(STR(?x), STR(st:))
                               || STRSTARTS(STR(?x), STR(doc:)) || STRSTARTS(STR(?x), STR(bb:))))
             FILTER NOT EXISTS { ?x ?said ?anything } }""",
        "st:a a wn:ServiceType ; wn:typicallyAddresses need:misspelt .",
        "need/misspelt",
    ),
    "an own property without domain or range": Pitfall(
        """SELECT DISTINCT ?x WHERE {
             { ?x a owl:ObjectProperty } UNION { ?x a owl:DatatypeProperty }
             FILTER(!EXISTS { ?x rdfs:domain|schema:domainIncludes ?domain }
                 || !EXISTS { ?x rdfs:range|schema:rangeIncludes ?range }) }""",
        "wn:x a owl:ObjectProperty ; rdfs:domain wn:Need .",
        "onto#x",
    ),
    "an own property with two domains, which would mean both at once": Pitfall(
        """SELECT DISTINCT ?x WHERE { ?x rdfs:domain ?one , ?other . FILTER(?one != ?other) }""",
        "wn:x rdfs:domain wn:Need , wn:Offering .",
        "onto#x",
    ),
    "a need or service type that hangs from nothing": Pitfall(
        """SELECT DISTINCT ?x WHERE {
             VALUES ?kind { wn:Need wn:ServiceType }
             ?x a ?kind .
             FILTER NOT EXISTS { ?x skos:topConceptOf ?scheme }
             FILTER NOT EXISTS { ?x skos:broader ?up . ?up a ?kind } }""",
        "need:x a wn:Need ; skos:broader need:gone .",
        "need/x",
    ),
    "a concept in no scheme": Pitfall(
        """SELECT DISTINCT ?x WHERE {
             VALUES ?kind { skos:Concept wn:Need wn:ServiceType wn:DocumentType }
             ?x a ?kind .
             FILTER NOT EXISTS { ?x skos:inScheme ?scheme . ?scheme a skos:ConceptScheme } }""",
        "need:x a wn:Need ; skos:inScheme <urn:no-scheme> .",
        "need/x",
    ),
    "a cycle of broader concepts": Pitfall(
        "SELECT DISTINCT ?x WHERE { ?x skos:broader+ ?x }",
        "need:x skos:broader need:y . need:y skos:broader need:z . need:z skos:broader need:x .",
        "need/x",
    ),
    "a cycle of documents that stand for one another": Pitfall(
        "SELECT DISTINCT ?x WHERE { ?x wn:standsFor+ ?x }",
        "doc:x wn:standsFor doc:y . doc:y wn:standsFor doc:x .",
        "document/x",
    ),
    "one notation for two concepts of a scheme": Pitfall(
        """SELECT DISTINCT ?x WHERE {
             ?x skos:notation ?code ; skos:inScheme ?scheme .
             ?other skos:notation ?code ; skos:inScheme ?scheme .
             FILTER(?x != ?other) }""",
        'need:x skos:notation "x" ; skos:inScheme need: . need:y skos:notation "x" ; skos:inScheme need: .',
        "need/x",
    ),
    "a concept whose notation is not its id": Pitfall(
        """SELECT DISTINCT ?x WHERE {
             VALUES ?kind { wn:Need wn:ServiceType wn:DocumentType }
             ?x a ?kind ; skos:inScheme ?scheme .
             FILTER NOT EXISTS { ?x skos:notation ?code .
                                 FILTER(STR(?x) = CONCAT(STR(?scheme), "/", STR(?code))) } }""",
        'need:x a wn:Need ; skos:inScheme <https://w3id.org/welfarenet/need> ; skos:notation "y" .',
        "need/x",
    ),
    "two documents, or two needs, with one label or synonym": Pitfall(
        """SELECT ?name (GROUP_CONCAT(DISTINCT STR(?c)) AS ?bearers) WHERE {
             VALUES ?kind { wn:Need wn:DocumentType }
             ?c a ?kind ; skos:prefLabel|skos:altLabel ?label .
             BIND(LCASE(STR(?label)) AS ?name)
           } GROUP BY ?kind ?name HAVING (COUNT(DISTINCT ?c) > 1)""",
        """doc:x a wn:DocumentType ; skos:prefLabel "Delega"@it .
           doc:y a wn:DocumentType ; skos:altLabel "delega"@it .""",
        "delega",
    ),
    "a required document that nobody issues and that the citizen does not bring": Pitfall(
        """SELECT DISTINCT ?x WHERE {
             ?anything cv:holdsRequirement/cv:hasEvidenceTypeList/cv:specifiesEvidenceType ?x .
             FILTER NOT EXISTS { ?issuer wn:issues ?x }
             FILTER NOT EXISTS { ?x wn:broughtByCitizen true } }""",
        """bb:e cv:holdsRequirement bb:e.r1 . bb:e.r1 cv:hasEvidenceTypeList bb:e.r1.a1 .
           bb:e.r1.a1 cv:specifiesEvidenceType doc:x . doc:x a wn:DocumentType .""",
        "document/x",
    ),
    "a document that nobody issues and that the citizen does not bring": Pitfall(
        """SELECT DISTINCT ?x WHERE {
             ?x a wn:DocumentType .
             FILTER NOT EXISTS { ?issuer wn:issues ?x }
             FILTER NOT EXISTS { ?x wn:broughtByCitizen true } }""",
        "doc:x a wn:DocumentType .",
        "document/x",
    ),
    "a document both brought by the citizen and issued by a service": Pitfall(
        "SELECT DISTINCT ?x WHERE { ?x wn:broughtByCitizen true . ?issuer wn:issues ?x }",
        "doc:x wn:broughtByCitizen true . bb:e wn:issues doc:x .",
        "document/x",
    ),
    "a backbone entry without law, source, date or mark": Pitfall(
        """SELECT DISTINCT ?x WHERE {
             ?x a wn:BackboneEntry .
             FILTER(!EXISTS { ?x wn:law ?law } || !EXISTS { ?x dct:source ?source }
                 || !EXISTS { ?x wn:checkedOn ?day } || !EXISTS { ?x wn:verified ?mark }) }""",
        'bb:e a wn:BackboneEntry ; wn:law "legge" ; dct:source "fonte" ; wn:verified true .',
        "backbone/e",
    ),
    "an exclusion without law, source, date or mark": Pitfall(
        """SELECT DISTINCT ?x WHERE {
             ?x a wn:Exclusion .
             FILTER(!EXISTS { ?x wn:law ?law } || !EXISTS { ?x dct:source ?source }
                 || !EXISTS { ?x wn:checkedOn ?day } || !EXISTS { ?x wn:verified ?mark }) }""",
        'bb:e.x1 a wn:Exclusion ; dct:source "fonte" ; wn:verified true .',
        "backbone/e.x1",
    ),
    "a withdrawn concept that names no successor": Pitfall(
        """SELECT DISTINCT ?x WHERE {
             ?x owl:deprecated true . FILTER NOT EXISTS { ?x dct:isReplacedBy ?successor } }""",
        "need:x owl:deprecated true .",
        "need/x",
    ),
    "a file of others drawn in from the network": Pitfall(
        "SELECT ?x WHERE { ?s owl:imports ?x }",
        "<https://w3id.org/welfarenet/onto> owl:imports <http://example.org/theirs> .",
        "example.org/theirs",
    ),
    "a statement about somebody else's term": Pitfall(
        """SELECT DISTINCT ?x WHERE {
             ?x ?p ?o . FILTER(ISIRI(?x) && !STRSTARTS(STR(?x), "https://w3id.org/welfarenet/")) }""",
        "itcov:Organization rdfs:subClassOf org:Organization .",
        "COV/Organization",
    ),
    "a blank node in data": Pitfall(
        "SELECT ?x WHERE { ?s ?p ?x . FILTER(ISBLANK(?s) || ISBLANK(?x)) }",
        "bb:e cv:holdsRequirement [ cv:hasEvidenceTypeList bb:l ] .",
        "_:",
    ),
}
UNKNOWN_IRI = Pitfall(
    """SELECT DISTINCT ?x WHERE {
         { ?s ?x ?o } UNION { ?s a ?x } UNION { ?s ?p ?x }
         FILTER(ISIRI(?x) && !STRSTARTS(STR(?x), "https://w3id.org/welfarenet/"))
         FILTER EXISTS { GRAPH <urn:declared> { ?space a <urn:namespace> }
                         FILTER(STRSTARTS(STR(?x), STR(?space))) }
         FILTER NOT EXISTS { GRAPH <urn:declared> { ?x a <urn:term> } } }""",
    "wn:Provider rdfs:subClassOf org:Organisation .",
    "org#Organisation",
)

# Namespace ── files of the snapshot that declare its terms.
SNAPSHOT_FILES = {
    terms.PREFIXES["cv"]: ("semiceu/cccev-2.1.0.ttl", "semiceu/cpsv-ap-3.2.0.ttl"),
    terms.PREFIXES["cpsv"]: ("semiceu/cpsv-ap-3.2.0.ttl",),
    terms.PREFIXES["itcpsv"]: ("ontopia-ontologies/CPSV-AP_IT.ttl",),
    terms.PREFIXES["itcov"]: ("ontopia-ontologies/COV-AP_IT.ttl",),
    terms.PREFIXES["itclv"]: ("ontopia-ontologies/CLV-AP_IT.ttl",),
    "https://w3id.org/italia/social-security/controlled-vocabulary/": ("inps-ndc/tipo_categoria_siuss.ttl",),
}
CLOSED_NAMESPACES = (
    known.ORG,
    known.PROV,
    known.GEO,
    known.SOSA,
    known.SKOS,
    known.DCTERMS,
    known.SDO,
    known.OWL,
    known.RDFS,
    known.SH,
)


def store_of(turtle: bytes) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(turtle, format=pyoxigraph.RdfFormat.TURTLE)
    return store


def offenders(store: pyoxigraph.Store, query: str) -> list[str]:
    solutions = store.query(PREFIXES + query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    return sorted(" ".join(str(value) for value in solution) for solution in solutions)


def declared_by_rdflib() -> set[str]:
    named = {str(term) for namespace in CLOSED_NAMESPACES for term in dir(namespace)}
    # rdflib leaves out the words of Python.
    return named | {terms.PREFIXES["sh"] + word for word in ("and", "class", "in", "not", "or")}


def declared_by_snapshots() -> set[str]:
    declared = set[str]()
    for file in sorted({name for names in SNAPSHOT_FILES.values() for name in names}):
        for quad in pyoxigraph.parse(path=SNAPSHOTS / file, format=pyoxigraph.RdfFormat.TURTLE):
            if isinstance(quad.subject, pyoxigraph.NamedNode):
                declared.add(quad.subject.value)
    return declared


def declare(store: pyoxigraph.Store, namespaces: set[str], declared: set[str]) -> None:
    kind = pyoxigraph.NamedNode(terms.PREFIXES["rdf"] + "type")
    for iris, mark in ((namespaces, "urn:namespace"), (declared, "urn:term")):
        store.extend(
            pyoxigraph.Quad(pyoxigraph.NamedNode(iri), kind, pyoxigraph.NamedNode(mark), DECLARED)
            for iri in iris
        )


def prefixed_names(files: list[Path]) -> list[str]:
    """Expand every ``prefix:Name`` written in Turtle or between quotes in code."""
    pattern = re.compile(rf"(?<![\w:/])({'|'.join(terms.PREFIXES)}):([A-Za-z]\w*)")
    found = {match for file in files for match in pattern.findall(file.read_text("utf-8"))}
    return sorted(terms.PREFIXES[prefix] + name for prefix, name in found)


def shipped_store() -> pyoxigraph.Store:
    return store_of(
        b"".join(file.read_bytes() + b"\n" for file in [*DATA_FILES, ONTOLOGY / "alignments.ttl"])
    )


@pytest.fixture(scope="module")
def shipped() -> pyoxigraph.Store:
    return shipped_store()


@pytest.mark.parametrize("name", PITFALLS)
def test_the_shipped_ontology_does_not_hold(shipped: pyoxigraph.Store, name: str) -> None:
    assert offenders(shipped, PITFALLS[name].query) == []


@pytest.mark.parametrize("name", PITFALLS)
def test_a_planted_fault_is_caught(name: str) -> None:
    found = offenders(store_of((TURTLE + PITFALLS[name].fault).encode()), PITFALLS[name].query)
    assert any(PITFALLS[name].caught in offender for offender in found), found


def test_every_reused_iri_of_a_web_standard_exists() -> None:
    store = shipped_store()
    declare(store, {str(namespace) for namespace in CLOSED_NAMESPACES}, declared_by_rdflib())
    assert offenders(store, UNKNOWN_IRI.query) == []


@pytest.mark.skipif(not SNAPSHOTS.is_dir(), reason=f"no snapshots of the reused vocabularies at {SNAPSHOTS}")
def test_every_reused_iri_of_a_public_administration_exists() -> None:
    store = shipped_store()
    declare(store, set(SNAPSHOT_FILES), declared_by_snapshots())
    assert offenders(store, UNKNOWN_IRI.query) == []


def test_a_reused_iri_that_its_source_does_not_know_is_caught() -> None:
    store = store_of((TURTLE + UNKNOWN_IRI.fault).encode())
    declare(store, {terms.PREFIXES["org"]}, {terms.PREFIXES["org"] + "Organization"})
    assert offenders(store, UNKNOWN_IRI.query) == [f"<{terms.PREFIXES['org']}Organisation>"]


def test_every_own_term_written_in_code_or_shapes_is_declared(shipped: pyoxigraph.Store) -> None:
    used = [iri for iri in prefixed_names([*FILES, *CODE]) if iri.startswith(terms.ONTO)]
    label = pyoxigraph.NamedNode(terms.PREFIXES["rdfs"] + "label")
    assert used
    assert [
        iri for iri in used if not any(shipped.quads_for_pattern(pyoxigraph.NamedNode(iri), label, None))
    ] == []


def test_every_term_of_a_web_standard_written_in_code_or_shapes_exists() -> None:
    spaces = tuple(str(namespace) for namespace in CLOSED_NAMESPACES)
    used = {iri for iri in prefixed_names([*FILES, *CODE]) if iri.startswith(spaces)}
    assert sorted(used - declared_by_rdflib()) == []


@pytest.mark.skipif(not SNAPSHOTS.is_dir(), reason=f"no snapshots of the reused vocabularies at {SNAPSHOTS}")
def test_every_term_of_a_public_administration_written_in_code_or_shapes_exists() -> None:
    used = {iri for iri in prefixed_names([*FILES, *CODE]) if iri.startswith(tuple(SNAPSHOT_FILES))}
    assert sorted(used - declared_by_snapshots()) == []


def conforms(data: str | bytes) -> tuple[bool, str]:
    graph = rdflib.Graph().parse(ONTOLOGY / "welfare.ttl").parse(ONTOLOGY / "needs.ttl")
    graph.parse(data=data, format="turtle")
    shapes = rdflib.Graph().parse(ONTOLOGY / "shapes.ttl")
    passed, _, report = validate(graph, shacl_graph=shapes, allow_warnings=True)
    return bool(passed), str(report)


def test_a_sound_network_conforms_to_the_shapes() -> None:
    passed, report = conforms((ROOT / "tests" / "competency" / "world.ttl").read_bytes())
    assert passed, report


def test_the_shipped_backbone_stays_in_the_shacl_that_compiles() -> None:
    passed, report = conforms((ONTOLOGY / "backbone.ttl").read_bytes())
    assert passed, report


CONDITION = "wn:x a wn:Condition ; cv:constrains attr:age ; sh:path attr:age ; sh:minCount 1 ; "


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("wn:o a wn:Offering .", "an offering has one service"),
        ('wn:p a wn:Provider ; dct:title "Ente" ; itcov:taxCode "1,23E+10" .', "malformed tax code"),
        ('wn:s a wn:WelfareService ; dct:title "Vuoto"@it .', "leads nowhere"),
        ("wn:o wn:confidentialLocation true ; wn:seat wn:t .", "a confidential seat"),
        ('wn:r a wn:SourceRow ; wn:fileName "f.xlsx" ; wn:rowNumber 0 .', "a row without a number"),
        (CONDITION + "sh:minExclusive 65 .", "closed"),
        (CONDITION + "sh:minInclusive 65 ; sh:maxInclusive 18 .", "the least exceeds the most"),
        (CONDITION + "sh:sparql wn:query .", "closed"),
        (
            CONDITION + "sh:qualifiedValueShape wn:q . wn:q sh:minInclusive 1 .",
            "one value that fits is enough",
        ),
        ("wn:x a wn:EligibilityRule ; sh:node wn:other .", "closed"),
        ("wn:x a wn:EligibilityRule ; sh:property wn:notACondition .", "a rule joins conditions"),
        (
            CONDITION.replace("sh:path attr:age", "sh:path attr:minors") + "sh:minInclusive 1 .",
            "what is tested is the fact constrained",
        ),
    ],
)
def test_a_network_or_rule_out_of_shape_is_reported(fault: str, message: str) -> None:
    passed, report = conforms(TURTLE + fault)
    assert not passed
    assert message in report or message in report.lower()
