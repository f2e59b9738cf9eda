"""The HTTP API over a real store: answers, negotiation, problems, limits, and no trace of a person."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph
import pytest
import schemathesis
from desks import SAMPLES
from doors import TestClient, copied, crowded_store, sample_store, served
from hypothesis import HealthCheck, Phase, given, settings
from pyoxigraph import RdfFormat
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from welfarenet.api.app import create_app
from welfarenet.api.live import LiveDesk
from welfarenet.api.problems import PROBLEMS
from welfarenet.api.settings import Settings
from welfarenet.api.strict_json import strict_json
from welfarenet.graph.replicate import replicate
from welfarenet.graph.stores import open_store
from welfarenet.loaders.load import load
from welfarenet.ontology import errors
from welfarenet.ontology.terms import DATA

JSON = {"content-type": "application/json"}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
PERSON = {"age": 82, "self_sufficient": False}
QUESTION = {"needs": ["benefits.attendance", "home.care"], "territory": "Jesi", "on": "2026-11-23"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return sample_store(tmp_path_factory.mktemp("http"))


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[TestClient]:
    with served(url) as client:
        yield client


@pytest.fixture(scope="module")
def offering(client: TestClient) -> str:
    answer = client.post("/paths", json=QUESTION).json()
    return str(answer["paths"][0]["steps"][0]["offering"])


# questions


def test_a_question_is_answered_with_the_contract_of_the_design(client: TestClient) -> None:
    answer = client.post("/paths", json={**QUESTION, "citizen": PERSON, "k": 2}).json()
    assert answer["on"] == "2026-11-23"
    assert answer["territory"] == "E388"
    step = answer["paths"][0]["steps"][0]
    assert {"from", "document", "label"} == set(step["requires"][0])
    assert {"min", "max"} <= set(step["cost_eur"])
    assert len(answer["paths"]) == 2


def test_the_same_question_gives_the_same_bytes(client: TestClient) -> None:
    first, second = (client.post("/paths", json=QUESTION).content for _ in range(2))
    assert first == second


def test_coverage_says_who_and_whether_the_person_may(client: TestClient) -> None:
    question = {"need": "home.care", "territory": "Jesi", "on": "2026-11-23", "citizen": PERSON}
    answer = client.post("/coverage", json=question).json()
    assert {offer["eligible"] for offer in answer["offerings"]} <= {"yes", "no", "unknown"}
    assert answer["offerings"]


def test_reasons_come_only_where_they_are_asked_for(client: TestClient) -> None:
    plain, told = (client.post("/paths", json={**QUESTION, "explain": e}).json() for e in (False, True))
    assert plain.pop("explanation") is None
    explanation = told.pop("explanation")
    assert plain == told
    best = plain["paths"][0]
    assert sum(share["points"] for share in explanation["shares"]) == best["objective"]
    assert [one["step"] for one in explanation["suppliers"]] == [step["id"] for step in best["steps"]]
    assert explanation["questions"][0]["outcomes"]


def test_the_same_question_is_explained_with_the_same_bytes(client: TestClient) -> None:
    first, second = (client.post("/paths", json={**QUESTION, "explain": True}).content for _ in range(2))
    assert first == second


def test_what_is_not_to_be_had_comes_in_short_or_whole(tmp_path: Path) -> None:
    question = {"needs": ["SAD"], "territory": "Jesi", "on": "2026-11-23"}
    with served(crowded_store(tmp_path)) as client:
        few = client.post("/paths", json=question).json()
        whole = client.post("/paths", json={**question, "refused": "all"}).json()
    assert few["not_offered_more"] == [{"class": "suspended-or-full", "count": 2}]
    assert len(few["not_offered"]) == 10
    assert few["not_offered"] == whole["not_offered"][:10]
    assert (len(whole["not_offered"]), whole["not_offered_more"]) == (12, [])


def test_why_not_is_asked_in_a_body(client: TestClient, offering: str) -> None:
    question = {**QUESTION, "offering": offering}
    assert client.post("/why-not", json=question).json()["class"] == "in-path"
    assert client.post("/why-not", json={**question, "offering": "none"}).status_code == 404
    limits = {**question, "limits": {"forbid": [offering]}}
    assert client.post("/why-not", json=limits).json()["class"] == "forbidden"


def test_no_explanation_repeats_what_was_told_of_a_person(client: TestClient) -> None:
    person = {"age": 83, "isee_eur": 4321.0, "household_size": 7}
    answer = client.post("/paths", json={**QUESTION, "citizen": person, "explain": True})
    assert answer.status_code == 200
    assert "4321" not in answer.text
    assert "4.321" not in answer.text


def test_answers_come_in_english_when_asked(client: TestClient) -> None:
    italian, english = (
        client.post("/paths", json={**QUESTION, "lang": lang}).json() for lang in ("it", "en")
    )
    reasons = [answer["paths"][0]["steps"][0]["reason"] for answer in (italian, english)]
    assert reasons[0] != reasons[1]


def test_needs_and_territories_are_suggested(client: TestClient) -> None:
    assert client.get("/needs", params={"q": "cibo"}).json()["needs"][0]["id"] == "income.food"
    places = client.get("/territories", params={"q": "jes"}).json()["territories"]
    assert places[0] == {"id": "E388", "name": "Jesi", "plate": "AN"}


# records


@pytest.mark.parametrize("written", ["whole", "encoded", "tail"])
def test_a_record_is_found_by_its_iri_however_written(
    client: TestClient, offering: str, written: str
) -> None:
    names = {"whole": offering, "encoded": quote(offering, safe=""), "tail": offering.removeprefix(DATA)}
    found = client.get(f"/offerings/{names[written]}")
    assert found.status_code == 200
    assert found.json()["iri"] == offering
    assert found.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    ("accept", "form"),
    [("text/turtle", RdfFormat.TURTLE), ("application/ld+json;q=0.9, image/png", RdfFormat.JSON_LD)],
)
def test_a_record_comes_as_rdf_that_parses(
    client: TestClient, offering: str, accept: str, form: RdfFormat
) -> None:
    found = client.get(f"/offerings/{offering}", headers={"accept": accept})
    assert found.headers["content-type"].startswith(form.media_type)
    subjects = {str(triple.subject) for triple in pyoxigraph.parse(found.content, format=form)}
    assert f"<{offering}>" in subjects


def test_services_and_providers_are_found_from_an_offering(client: TestClient, offering: str) -> None:
    record = client.get(f"/offerings/{offering}").json()
    assert client.get(f"/services/{record['service']}").json()["iri"] == record["service"]
    assert client.get(f"/providers/{record['provider']}").json()["iri"] == record["provider"]
    assert client.get(f"/providers/{record['service']}").status_code == 404


def test_sources_give_the_cell_with_its_original_text(client: TestClient, offering: str) -> None:
    sources = client.get(f"/sources/{offering}").json()["sources"]
    cell = next(source for source in sources if source["kind"] == "cell")
    assert cell["file"] == "jesi-2026.xlsx"
    assert cell["sheet"]
    assert cell["row"] > 6
    assert cell["column"].isalpha()
    assert cell["text"]


def test_a_form_we_do_not_speak_is_406(client: TestClient, offering: str) -> None:
    refused = client.get(f"/offerings/{offering}", headers={"accept": "image/png"})
    assert refused.status_code == 406
    assert refused.headers["content-type"] == "application/problem+json"


# problems


def leaves(error: type[errors.WelfareNetError]) -> set[type[errors.WelfareNetError]]:
    below = error.__subclasses__()
    return set().union(*map(leaves, below)) if below else {error}


def test_every_leaf_of_the_error_tree_has_a_status() -> None:
    assert set(PROBLEMS) == leaves(errors.WelfareNetError)


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        (b'{"needs": ["cibo"], "territory": "Jesi", "k": NaN}', 400, "malformed"),
        (b'{"needs": ["cibo"], "needs": ["casa"], "territory": "Jesi"}', 400, "malformed"),
        (b'{"needs": ["\\ud800"], "territory": "Jesi"}', 400, "malformed"),
        (b"\xff\xfe", 400, "malformed"),
        (b"[" * 100_000, 400, "malformed"),
        (b'{"citizen": {"isee_eur": 1e999}}', 400, "malformed"),
        (b'{"k": ' + b"9" * 5000 + b"}", 400, "malformed"),
        (b"{}", 422, "question"),
        (b"[]", 422, "question"),
        (b"", 422, "question"),
        (b'{"needs": [], "territory": "Jesi"}', 422, "question"),
        (b'{"needs": ["cibo"], "territory": "Jesi", "k": 99}', 422, "question"),
        (b'{"needs": ["cibo"], "territory": "Jesi", "on": "2026-02-30"}', 422, "question"),
        (b'{"needs": ["cibo"], "territory": "Jesi", "citizen": {"age": -1}}', 422, "citizen"),
        (b'{"needs": ["cibo"], "territory": "Jesi", "citizen": {"agee": 82}}', 422, "citizen"),
        (b'{"needs": ["cibo"], "territory": "Castro"}', 422, "ambiguous-name"),
        (b'{"needs": ["cibo"], "territory": "Zzyzx"}', 422, "unknown-name"),
        (b'{"needs": ["qqxyz"], "territory": "Jesi"}', 422, "unknown-name"),
    ],
)
def test_a_bad_body_is_a_problem_with_its_type(
    client: TestClient, body: bytes, status: int, slug: str
) -> None:
    refused = client.post("/paths", content=body, headers=JSON)
    assert refused.status_code == status, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["type"].endswith(f"/{slug}")
    assert refused.json()["status"] == status


@pytest.mark.parametrize(
    ("name", "first"), [("Castro", "BG"), ("Livo", "CO"), ("Samone", "TN"), ("Peglio", "PU")]
)
def test_a_homonym_is_a_choice_between_provinces(client: TestClient, name: str, first: str) -> None:
    refused = client.post("/paths", json={"needs": ["cibo"], "territory": name}).json()
    assert len(refused["choices"]) == 2
    assert any(first in choice for choice in refused["choices"])


def test_a_misspelt_comune_is_told_its_nearest(client: TestClient) -> None:
    refused = client.post("/paths", json={"needs": ["cibo"], "territory": "Jessi"}).json()
    assert any("Jesi" in name for name in refused["nearest"])


def test_problems_speak_italian_when_asked(client: TestClient) -> None:
    refused = client.get("/nothing", headers={"accept-language": "it-IT,it;q=0.9"})
    assert refused.json()["title"] == "Non c'è nulla a questo indirizzo."
    assert client.get("/nothing").json()["title"] == "There is nothing at this address."


def test_a_body_that_is_not_json_is_415_and_a_wrong_method_405(client: TestClient) -> None:
    assert (
        client.post("/paths", content=b"needs=cibo", headers={"content-type": "text/plain"}).status_code
        == 415
    )
    refused = client.get("/paths")
    assert refused.status_code == 405
    assert refused.headers["allow"] == "POST"


def test_strict_json_reads_what_the_standard_allows() -> None:
    assert strict_json('{"è": [1, -2.5e3, null, "😀"]}'.encode()) == {"è": [1, -2500.0, None, "😀"]}


# limits


def test_a_20_mb_body_is_refused_and_the_next_question_answered(client: TestClient) -> None:
    refused = client.post("/paths", content=b"x" * 20_000_000, headers=JSON)
    assert refused.status_code == 413
    assert refused.headers["content-type"] == "application/problem+json"
    assert client.post("/paths", json=QUESTION).status_code == 200


def test_a_body_without_a_length_is_read_up_to_the_limit_only(client: TestClient) -> None:
    sent = 0

    def stream() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 65_536
            yield b" " * 65_536

    refused = client.post("/paths", content=stream(), headers=JSON)
    assert refused.status_code == 413


def test_every_answer_carries_safe_headers(client: TestClient) -> None:
    for answer in (client.get("/"), client.get("/nothing"), client.post("/paths", json=QUESTION)):
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'self'")
        assert "unsafe" not in policy
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"


# health


def test_the_server_lives_without_a_store_but_is_not_ready(tmp_path: Path) -> None:
    place = tmp_path / "no-store"
    place.write_text("a file, not a folder", "utf-8")
    with served(f"oxigraph:{place}") as client:
        assert client.get("/healthz").status_code == 200
        refused = client.get("/readyz")
        assert refused.status_code == 503
        assert str(place) not in refused.text
        assert client.get("/").status_code == 503


def test_a_new_revision_is_followed_without_a_restart(url: str, tmp_path: Path) -> None:
    url = copied(url, tmp_path)
    with served(url) as client:
        before = client.get("/readyz").json()
        store = open_store(url)
        load(store, [SAMPLES / "five-rows-2022.xlsx"])
        store.close()
        after = client.get("/readyz").json()
        assert before["revision"] != after["revision"]
        assert after["offerings"] > before["offerings"]
        assert client.post("/paths", json=QUESTION).json()["revision"] == after["revision"]


def test_a_server_on_a_copy_answers_each_new_generation_without_a_restart(tmp_path: Path) -> None:
    source, copy = (f"oxigraph:{tmp_path / name}" for name in ("source", "copy"))
    found = []
    store = open_store(source)
    load(store, [SAMPLES / "five-rows-2022.xlsx"])
    replicate(source, copy)
    with served(copy) as client:
        found.append(client.get("/readyz").json()["revision"])
        load(store, [SAMPLES / "jesi-2026.xlsx"])
        found.append(client.get("/readyz").json()["revision"])
        replicate(source, copy)
        found.append(client.get("/readyz").json()["revision"])
    with store.reader() as reader:
        assert found[0] == found[1] != found[2] == reader.revision
    store.close()


def test_a_question_in_hand_keeps_its_revision(url: str, tmp_path: Path) -> None:
    url = copied(url, tmp_path)
    live = LiveDesk(url)
    with live.lease() as old:
        store = open_store(url)
        load(store, [SAMPLES / "five-rows-2022.xlsx"])
        store.close()
        with live.lease() as new:
            assert new.revision != old.revision
        assert old.paths(["home.care"], "Jesi").revision == old.revision
    live.close()


# no trace of a person


def test_no_fact_of_a_person_stays_anywhere(
    url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    canary = 73_911.37
    marks = ("73911.37", "73.911,37", "73911,37", "canarino-segreto")
    url = copied(url, tmp_path)
    told: list[str] = []
    with caplog.at_level(logging.DEBUG), served(url) as client:
        good = {**QUESTION, "citizen": {"isee_eur": canary, "memberships": ["canarino-segreto"]}}
        client.post("/paths", json=good)
        client.post("/coverage", json={"need": "home.care", "territory": "Jesi", "citizen": good["citizen"]})
        client.post("/gaps", json={"territory": "Jesi", "citizen": good["citizen"]})
        form = {"comune": "Jesi", "need-1": "home.care", "isee_eur": "73.911,37"}
        client.post("/percorsi", data=form)
        client.post("/lacune", data=form)
        bad = [
            {**good, "citizen": {"age": canary}},
            {**good, "citizen": {"canarino-segreto": 1}},
            {**good, "canarino-segreto": canary},
            {**good, "needs": ["canarino-segreto"]},
            {**good, "territory": "canarino-segreto"},
            {**good, "on": "canarino-segreto"},
            {**good, "citizen": {"documents": ["canarino-segreto"]}},
            {**good, "limits": {"require": ["canarino-segreto"]}},
        ]
        told += [client.post("/paths", json=one).text for one in bad]
        told += [client.post("/paths", content=json.dumps(good).encode() + b"}", headers=JSON).text]
        told += [client.get("/offerings/canarino-segreto").text]
        told += [client.get("/needs", params={"limit": "canarino-segreto"}).text]
    # httpx is the client here: it logs the address that it asks for, on its own side.
    ours = [record for record in caplog.records if not record.name.startswith("http")]
    seen = "".join(record.getMessage() + str(record.exc_info) for record in ours)
    out, err = capfd.readouterr()
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    for mark in marks:
        assert mark not in seen
        assert mark not in out + err
        assert not [text for text in told if mark in text]
        assert mark.encode() not in kept


def test_the_log_names_the_route_and_nothing_of_the_question(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="welfarenet.http"):
        client.get("/needs", params={"q": "canarino"})
        client.get("/offerings/canarino")
    lines = [record.getMessage() for record in caplog.records if record.name == "welfarenet.http"]
    assert any("/needs 200" in line for line in lines)
    assert any("/offerings/{id:path} 404" in line for line in lines)
    assert not any("canarino" in line for line in lines)


# the description


def test_the_description_has_examples_and_names_every_endpoint(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    paths = described["paths"]
    assert set(paths) == {
        "/paths",
        "/menu",
        "/why-not",
        "/gaps",
        "/coverage",
        "/needs",
        "/territories",
        "/offerings/{id}",
        "/services/{id}",
        "/providers/{id}",
        "/sources/{id}",
        "/healthz",
        "/readyz",
    }
    assert described["components"]["schemas"]["PathsRequest"]["examples"]
    assert described["components"]["schemas"]["MenuRequest"]["examples"]
    assert described["components"]["schemas"]["CoverageRequest"]["examples"]


def test_the_example_of_each_question_is_answered(client: TestClient) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    for path, name in (
        ("/paths", "PathsRequest"),
        ("/menu", "MenuRequest"),
        ("/coverage", "CoverageRequest"),
        ("/why-not", "WhyNotRequest"),
        ("/gaps", "GapsRequest"),
    ):
        for example in schemas[name]["examples"]:
            assert client.post(path, json=example).status_code == 200


def test_every_endpoint_is_in_the_readme(client: TestClient) -> None:
    readme = (Path(__file__).parent.parent / "api" / "README.md").read_text("utf-8")
    missing = [path for path in client.get("/openapi.json").json()["paths"] if path not in readme]
    assert missing == []


@pytest.fixture(scope="module")
def described(url: str) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(Settings(store=url)))


@pytest.mark.parametrize(
    "path",
    [
        "/paths",
        "/menu",
        "/why-not",
        "/gaps",
        "/coverage",
        "/needs",
        "/territories",
        "/offerings/{id}",
        "/sources/{id}",
    ],
)
def test_random_requests_find_no_fault(described: schemathesis.BaseSchema, path: str) -> None:
    operations: list[Any] = [found.ok() for found in described.get_all_operations() if isinstance(found, Ok)]
    operation = next(one for one in operations if one.path == path)

    @settings(
        max_examples=15,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def check(case: Any) -> None:
        case.call_and_validate(
            checks=[
                not_a_server_error,
                status_code_conformance,
                content_type_conformance,
                response_schema_conformance,
            ]
        )

    check()
