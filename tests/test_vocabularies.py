"""The lists of documents and of service types hold together: ids, names, hierarchy, needs, issuers."""

import csv
from collections.abc import Iterable, Iterator
from graphlib import TopologicalSorter
from itertools import chain
from pathlib import Path

import pyoxigraph as ox
import pytest

from welfarenet.ontology import terms
from welfarenet.ontology.folding import fold
from welfarenet.ontology.vocabulary import Vocabulary

FOLDER = Path(terms.__file__).parent
FROZEN = Path(__file__).with_name("frozen") / "service-types.txt"
SIUSS = (
    "https://w3id.org/italia/social-security/controlled-vocabulary/pensions/tipo_categoria_prestazione_siuss/"
)
SIUSS_FILE = FOLDER.parents[1] / "shared/data/it-vocabolari-servizi/inps_tipo_categoria_siuss.csv"

# What desks and people write, and what they mean: from the desk workbook and from counters.
PAPERS = {
    "ISEE": "isee-ordinary",
    "attest. ISEE": "isee-ordinary",
    "ISEE socio san.": "isee-sociosan",
    "Isee sociosanitario": "isee-sociosan",
    "DSU": "dsu-receipt",
    "C.I.": "id-document",
    "tess. san.": "health-card",
    "cert. medico": "mmg-certificate",
    "certif. introduttivo": "intro-cert-old",
    "ricevuta dom.": "invalidity-receipt",
    "verbale INPS": "invalidity-report",
    "verbale invalidità 100%": "invalidity-report",
    "impegnativa MMG": "mmg-referral",
    "accompagn.": "attendance-award",
    "tessera socio": "membership-card",
    "tesserino STP": "stp-eni",
    "PAI": "pai",
}
SERVICES = {
    "SAD - ass. domiciliare": "home.care",
    "Dom. invalidità + L.104": "benefits.invalidity-application",
    "Indenn. accompagnamento": "benefits.attendance",
    "ADI assistenza domiciliare integrata": "home.integrated",
    "ADI assegno di inclusione": "inclusion.minimum.adi",
    "PUA": "access.single-point",
    "UVI / PUA": "access.multi-assessment",
    "UVM": "access.multi-assessment",
    "UVG": "access.multi-assessment",
    "CAF": "access.caf",
    "patronato": "access.patronato",
    "telefono amico": "access.helpline",
    "consultorio": "family.counselling",
    "rilascio STP/ENI": "health.stp",
    "sportello welfare": "access.welfare-desk",
    "orientamento ai servizi domiciliari": "access.home-orientation",
    "benessere psicologico anziani": "health.psychologist",
    "telemedicina": "health.telemedicine",
    "care manager in presenza": "access.care-manager",
    "care manager a distanza": "access.care-manager",
}


def term(name: str) -> ox.NamedNode:
    prefix, local = name.split(":")
    return ox.NamedNode(terms.PREFIXES[prefix] + local)


class World:
    """One Turtle file, asked in short ids."""

    def __init__(self, file: str, namespace: str) -> None:
        self.store = ox.Store()
        self.store.load(path=FOLDER / file, format=ox.RdfFormat.TURTLE)
        self.namespace = namespace

    def pairs(self, predicate: str) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
        for quad in self.store.quads_for_pattern(None, term(predicate), None):
            assert isinstance(quad.subject, ox.NamedNode)
            assert isinstance(quad.object, ox.NamedNode | ox.Literal)
            if quad.subject.value.startswith(self.namespace):
                yield terms.short_id(quad.subject.value, self.namespace), quad.object

    def links(self, predicate: str, namespace: str) -> list[tuple[str, str]]:
        return sorted((s, terms.short_id(o.value, namespace)) for s, o in self.pairs(predicate))

    def objects(self, predicate: str, namespace: str) -> set[str]:
        quads = self.store.quads_for_pattern(None, term(predicate), None)
        return {terms.short_id(str(quad.object).strip("<>"), namespace) for quad in quads}

    def ids(self, cls: str) -> set[str]:
        kinds = [s for s, o in self.pairs("rdf:type") if o == term(cls)]
        assert len(kinds) == len(set(kinds))
        return set(kinds)

    def languages(self, predicate: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for subject, value in self.pairs(predicate):
            assert isinstance(value, ox.Literal)
            found.setdefault(subject, []).append(value.language or "")
        return {subject: sorted(languages) for subject, languages in found.items()}

    def marked(self, predicate: str) -> set[str]:
        return {s for s, o in self.pairs(predicate) if o.value == "true"}


@pytest.fixture(scope="module")
def types() -> World:
    return World("service-types.ttl", terms.SERVICE_TYPE)


@pytest.fixture(scope="module")
def documents() -> World:
    return World("documents.ttl", terms.DOCUMENT)


@pytest.fixture(scope="module")
def type_words() -> Vocabulary:
    return Vocabulary.from_turtle("service type", FOLDER / "service-types.ttl", terms.SERVICE_TYPE)


@pytest.fixture(scope="module")
def document_words() -> Vocabulary:
    return Vocabulary.from_turtle("document", FOLDER / "documents.ttl", terms.DOCUMENT)


@pytest.fixture(scope="module")
def issued() -> set[str]:
    return World("backbone.ttl", terms.BACKBONE).objects("wn:issues", terms.DOCUMENT)


def shared_names(world: World) -> list[tuple[str, list[str]]]:
    """Names that several concepts bear, in any language, folding apart."""
    bearers: dict[str, set[str]] = {}
    for subject, value in chain(world.pairs("skos:prefLabel"), world.pairs("skos:altLabel")):
        bearers.setdefault(fold(value.value), set()).add(subject)
    return sorted((name, sorted(who)) for name, who in bearers.items() if len(who) > 1)


def assert_acyclic(links: Iterable[tuple[str, str]]) -> None:
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for child, parent in links:
        sorter.add(child, parent)
    sorter.prepare()


# ---- Service types


def test_every_public_service_type_still_exists(types: World) -> None:
    frozen = FROZEN.read_text("utf-8").split()
    assert len(frozen) == len(set(frozen)) == 89
    assert set(frozen) - types.ids("wn:ServiceType") == set()


def test_no_two_service_types_share_a_name(types: World) -> None:
    assert shared_names(types) == []


def test_a_service_type_has_one_label_in_italian_and_one_in_english(types: World) -> None:
    labels = types.languages("skos:prefLabel")
    assert labels == {one: ["en", "it"] for one in types.ids("wn:ServiceType")}


def test_every_service_type_has_italian_synonyms(types: World) -> None:
    synonyms = types.languages("skos:altLabel")
    assert synonyms.keys() == types.ids("wn:ServiceType")
    assert set(chain.from_iterable(synonyms.values())) == {"it"}


def test_a_service_type_is_top_or_has_one_broader_type(types: World) -> None:
    broader = types.links("skos:broader", terms.SERVICE_TYPE)
    tops = {subject for subject, _ in types.pairs("skos:topConceptOf")}
    children = [child for child, _ in broader]
    assert sorted([*children, *tops]) == sorted(types.ids("wn:ServiceType"))
    assert {parent for _, parent in broader} <= types.ids("wn:ServiceType")
    assert_acyclic(broader)


def test_the_scheme_lists_its_top_types(types: World) -> None:
    tops = {subject for subject, _ in types.pairs("skos:topConceptOf")}
    assert types.objects("skos:hasTopConcept", terms.SERVICE_TYPE) == tops


def test_a_service_type_below_the_top_answers_needs_that_exist(types: World) -> None:
    addresses = types.links("wn:typicallyAddresses", terms.NEED)
    needs = World("needs.ttl", terms.NEED).ids("wn:Need")
    tops = {subject for subject, _ in types.pairs("skos:topConceptOf")}
    assert {need for _, need in addresses} <= needs
    assert {subject for subject, _ in addresses} == types.ids("wn:ServiceType") - tops


def test_every_need_of_the_draft_has_a_typical_service_type(types: World) -> None:
    answered = {need for _, need in types.links("wn:typicallyAddresses", terms.NEED)}
    leaves = {need for need in FROZEN.with_name("needs.txt").read_text("utf-8").split() if "." in need}
    assert leaves - answered == set()


def test_every_siuss_match_is_an_iri_of_the_inps_nomenclature(types: World) -> None:
    matches = [*types.pairs("skos:exactMatch"), *types.pairs("skos:closeMatch")]
    assert len(matches) >= 50
    assert [o.value for _, o in matches if not o.value.startswith(SIUSS + "A")] == []


@pytest.mark.skipif(not SIUSS_FILE.exists(), reason="the INPS nomenclature is not beside the project")
def test_every_siuss_code_exists_at_inps(types: World) -> None:
    known = set(chain.from_iterable(csv.reader(SIUSS_FILE.read_text("utf-8").splitlines())))
    matches = [*types.pairs("skos:exactMatch"), *types.pairs("skos:closeMatch")]
    assert [o.value for _, o in matches if o.value not in known and o.value[len(SIUSS) :] not in known] == []


@pytest.mark.parametrize(("text", "meant"), SERVICES.items())
def test_desk_words_name_a_service_type(text: str, meant: str, type_words: Vocabulary) -> None:
    assert type_words.get(text).id == meant


def test_adi_alone_names_no_service_type(type_words: Vocabulary) -> None:
    # Home nursing (assistenza domiciliare integrata) and the allowance (assegno di inclusione) share it.
    assert type_words.find("ADI") is None
    assert {"home.integrated", "inclusion.minimum.adi"} <= {match.id for match in type_words.search("ADI")}


# ---- Documents


def test_there_are_at_least_sixty_documents(documents: World) -> None:
    assert len(documents.ids("wn:DocumentType")) >= 60


def test_no_two_documents_share_a_name(documents: World) -> None:
    assert shared_names(documents) == []


def test_a_document_has_one_label_in_italian_and_one_in_english(documents: World) -> None:
    labels = documents.languages("skos:prefLabel")
    assert labels == {one: ["en", "it"] for one in documents.ids("wn:DocumentType")}


def test_every_document_has_italian_synonyms(documents: World) -> None:
    synonyms = documents.languages("skos:altLabel")
    assert synonyms.keys() == documents.ids("wn:DocumentType")
    assert set(chain.from_iterable(synonyms.values())) == {"it"}


def test_what_a_document_stands_for_exists_and_never_leads_back(documents: World) -> None:
    links = documents.links("wn:standsFor", terms.DOCUMENT)
    assert {other for _, other in links} <= documents.ids("wn:DocumentType")
    assert_acyclic(links)


def test_the_basic_assessment_stands_for_the_reports_it_replaced(documents: World) -> None:
    links = documents.links("wn:standsFor", terms.DOCUMENT)
    replaced = {other for one, other in links if one == "base-assessment"}
    assert replaced >= {"invalidity-report", "l104-c1", "l104-c3"}
    assert ("l104-c3", "l104-c1") in links
    assert ("l104-c1", "l104-c3") not in links


def test_every_isee_but_the_current_one_dies_with_the_year(documents: World) -> None:
    kinds = {document for document in documents.ids("wn:DocumentType") if document.startswith("isee-")}
    assert kinds - documents.marked("wn:validToYearEnd") == {"isee-current"}


def test_a_document_has_one_validity_at_most(documents: World) -> None:
    days = [subject for subject, _ in documents.pairs("wn:validDays")]
    assert len(days) == len(set(days))
    assert set(days) & documents.marked("wn:validToYearEnd") == set()
    assert all(int(value.value) > 0 for _, value in documents.pairs("wn:validDays"))


def test_the_old_introductory_certificate_lasts_ninety_days(documents: World) -> None:
    validity = {subject: value.value for subject, value in documents.pairs("wn:validDays")}
    assert validity["intro-cert-old"] == "90"
    assert validity["walking-cert"] == "90"
    assert "intro-cert-new" not in validity


@pytest.mark.parametrize(("text", "meant"), PAPERS.items())
def test_desk_words_name_a_document(text: str, meant: str, document_words: Vocabulary) -> None:
    assert document_words.get(text).id == meant


def test_each_document_is_issued_by_the_backbone_or_brought_by_the_citizen(
    documents: World, issued: set[str]
) -> None:
    assert documents.ids("wn:DocumentType") - issued - documents.marked("wn:broughtByCitizen") == set()


def test_no_service_issues_what_the_citizen_brings(documents: World, issued: set[str]) -> None:
    assert documents.marked("wn:broughtByCitizen") & issued == set()


def test_whoever_lacks_a_usually_held_document_can_have_it_issued(documents: World, issued: set[str]) -> None:
    held = documents.marked("wn:usuallyHeld")
    assert held >= {"id-document", "health-card", "tax-code", "residence-record"}
    assert held - issued == set()


@pytest.mark.parametrize(
    ("file", "namespace"),
    [("documents.ttl", terms.DOCUMENT), ("service-types.ttl", terms.SERVICE_TYPE)],
)
def test_a_notation_repeats_the_id_of_its_iri(file: str, namespace: str) -> None:
    world = World(file, namespace)
    notations = [(subject, value.value) for subject, value in world.pairs("skos:notation")]
    assert notations
    assert [pair for pair in notations if pair[0] != pair[1]] == []
    assert {subject for subject, _ in notations} == world.ids("skos:Concept")
