"""The ready Cypher questions, asked of a real server that holds the sample, against plain Python."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import servers

from welfarenet.graph.index import Index
from welfarenet.graph.indexing import open_index
from welfarenet.graph.mapped import Offering, Provider, Referral, Service
from welfarenet.graph.neo4j_line import Line, Row
from welfarenet.graph.neo4j_questions import escape_words, questions
from welfarenet.graph.neo4j_store import Neo4jStore
from welfarenet.graph.reference import load_reference
from welfarenet.loaders.load import load
from welfarenet.ontology.errors import StoreUnreachableError

SAMPLE = Path(__file__).resolve().parent.parent / "loaders" / "samples" / "jesi-2026.xlsx"
JESI = "E388"


class Sample:
    """The sample on the server, by records and by Cypher."""

    def __init__(self, store: Neo4jStore, line: Line) -> None:
        self._line = line
        with store.reader() as reader:
            self.index: Index = open_index(reader, load_reference())
            self.services = {service.iri: service for service in reader.scan(Service)}
            self.offerings = list(reader.scan(Offering))
            self.providers = {provider.iri: provider for provider in reader.scan(Provider)}
            self.referrals = list(reader.scan(Referral))

    def ask(self, name: str, **parameters: object) -> list[Row]:
        return self._line.read(questions()[name], parameters)


@pytest.fixture(scope="module", params=servers.SERVERS, ids=str)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    store = servers.open_emptied(tmp_path_factory.mktemp("questions"), server=request.param)
    load(store, [SAMPLE], today=date(2026, 11, 23))
    line = servers.open_line(request.param)
    yield Sample(store, line)
    line.close()
    store.close()


def here(sample: Sample) -> list[Offering]:
    places = set(sample.index.containing(JESI))
    return [o for o in sample.offerings if places & set(o.coverage) and not places & set(o.excluded)]


def narrower(need: str) -> set[str]:
    needs = load_reference().needs
    found = {need}
    while more := {n.id for n in needs.values() if n.broader in found} - found:
        found |= more
    return found


def test_who_covers_lists_the_offerings_whose_service_says_so(sample: Sample) -> None:
    answered = 0
    for need in load_reference().needs:
        wanted = narrower(need)
        expected = sorted(o.iri for o in here(sample) if wanted & set(sample.services[o.service].needs or ()))
        assert [row[0] for row in sample.ask("who_covers", need=need, comune=JESI)] == expected
        answered += bool(expected)
    assert answered > 10


def test_broken_chains_are_requirements_that_no_service_here_can_meet(sample: Sample) -> None:
    services = {o.service: sample.services[o.service] for o in sample.offerings if o in here(sample)}
    issued = {paper for service in services.values() for paper in service.issues or ()}
    documents = load_reference().documents
    issued |= {d.id for d in documents.values() if d.brought_by_citizen or d.usually_held}
    expected = sorted(
        (iri, number)
        for iri, service in services.items()
        for number, asked in enumerate(service.requires or (), 1)
        if not any(set(held) <= issued for held in asked.alternatives)
    )
    found = sample.ask("broken_chains", comune=JESI)
    assert [(row[0], row[2]) for row in found] == expected
    assert all(all(row[3]) for row in found)


def test_irreplaceable_providers_are_alone_for_a_need(sample: Sample) -> None:
    behind: dict[str, set[str]] = {}
    for offering in sample.offerings:
        for need in sample.services[offering.service].needs or ():
            behind.setdefault(need, set()).add(offering.provider)
    expected = sorted(need for need, providers in behind.items() if len(providers) == 1)
    assert sorted(need for row in sample.ask("irreplaceable") for need in row[1]) == expected
    assert expected


@servers.but_not_arcadedb("sample", servers.Gap.SHORTEST, StoreUnreachableError)
def test_the_shortest_referral_starts_at_the_offering_and_ends_at_the_need(sample: Sample) -> None:
    by_iri = {o.iri: o for o in sample.offerings}
    agreed = [r for r in sample.referrals if sample.services[by_iri[r.to_offering].service].needs]
    for referral in agreed[:3]:
        need = (sample.services[by_iri[referral.to_offering].service].needs or ())[0]
        ((hops, steps),) = sample.ask("shortest_referral", offering=referral.from_offering, need=need)
        assert hops == 1
        assert steps[0] == referral.from_offering
    assert sample.ask("shortest_referral", offering=sample.offerings[0].iri, need="nowhere") == []


def test_requirements_keep_their_and_and_or(sample: Sample) -> None:
    documents = load_reference().documents
    asked = 0
    for service in sample.services.values():
        expected = [
            [number, [sorted({documents[d].label_it for d in held}) for held in requirement.alternatives]]
            for number, requirement in enumerate(service.requires or (), 1)
        ]
        if expected:
            assert sample.ask("requirements", service=service.iri) == expected
            asked += 1
    assert asked > 5


@servers.but_not_arcadedb("sample", servers.Gap.FULL_TEXT, StoreUnreachableError)
def test_words_are_found_in_their_italian_forms(sample: Sample) -> None:
    titles = [row[2] for row in sample.ask("find", words=escape_words("anziano"))]
    assert any("anziani" in title.lower() for title in titles)


@servers.but_not_arcadedb("sample", servers.Gap.FULL_TEXT, StoreUnreachableError)
@pytest.mark.parametrize("typed", ["", "AND", "(((", "/", 'a"b', "OR NOT x:y~^", "*", "\\", "l'università"])
def test_whatever_a_person_types_is_no_error(sample: Sample, typed: str) -> None:
    assert isinstance(sample.ask("find", words=escape_words(typed)), list)


def test_an_offering_says_which_row_it_was_read_from(sample: Sample) -> None:
    offering = next(o for o in sample.offerings if o.sources)
    rows = sample.ask("provenance", offering=offering.iri)
    assert {row[2] for row in rows} == {SAMPLE.name}
    assert all(row[0] and row[3] and row[4] > 0 for row in rows)


def test_every_question_is_asked_here() -> None:
    asked = set(questions())
    assert asked == {
        "who_covers",
        "broken_chains",
        "irreplaceable",
        "shortest_referral",
        "requirements",
        "find",
        "provenance",
    }
    assert json.dumps(dict(questions())).count("$") > 5
