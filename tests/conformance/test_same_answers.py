"""Every store gives the same answers, byte for byte: on the sample, and on random networks."""

import json
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import servers

from welfarenet.api.desk import Desk
from welfarenet.graph.citizen import Citizen
from welfarenet.graph.codec import to_json
from welfarenet.graph.exercises import ExerciseData
from welfarenet.graph.explain import explain_paths
from welfarenet.graph.index import Columns, Index
from welfarenet.graph.indexing import open_index
from welfarenet.graph.mapped import Offering, Provider, Service
from welfarenet.graph.network import Goal, open_network
from welfarenet.graph.oxigraph_store import OxigraphStore
from welfarenet.graph.paths import find_paths
from welfarenet.graph.question import Question
from welfarenet.graph.reference import Reference, load_reference
from welfarenet.graph.store import Reader, Store
from welfarenet.graph.who import explain_who
from welfarenet.loaders.load import load
from worlds import (
    ANCONA,
    CINGOLI,
    JESI,
    MONSANO,
    NAPOLI,
    TODAY,
    agreement,
    ambito,
    at_least,
    at_most,
    drawn,
    entry,
    exercise,
    kind,
    need,
    paper,
    referral,
    rule,
    serve,
)

SAMPLE = Path(__file__).resolve().parent.parent.parent / "loaders" / "samples" / "jesi-2026.xlsx"
COMUNI = ("E388", "A271", "H501")
PEOPLE: tuple[dict[str, object], ...] = (
    {},
    {"age": 82, "self_sufficient": False, "isee_eur": 9000},
    {"age": 30, "minors": 2},
)
RANDOM_NETWORKS = 200 if os.environ.get("WELFARENET_EXHAUST") else 12


@dataclass(frozen=True)
class Both:
    """The sample in the embedded store and on a server."""

    embedded: Desk
    server: Desk


@pytest.fixture(scope="module", params=servers.SERVERS, ids=str)
def server(request: pytest.FixtureRequest) -> servers.Server:
    kind: servers.Server = request.param
    servers.home(kind)
    return kind


@pytest.fixture(scope="module")
def both(server: servers.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    folder = tmp_path_factory.mktemp("both")
    stores: tuple[Store, Store] = (
        OxigraphStore(folder / "store"),
        servers.open_emptied(folder, server=server),
    )
    for store in stores:
        load(store, [SAMPLE], today=date(2026, 11, 23))
    desks = [Desk(store, store.reader()) for store in stores]
    yield Both(*desks)
    for desk in desks:
        desk.reader.close()
        desk.store.close()


def same_index(one: Index, two: Index) -> None:
    assert to_json(one.tables) == to_json(two.tables)
    for field in fields(Columns):
        np.testing.assert_array_equal(getattr(one.columns, field.name), getattr(two.columns, field.name))


def answer(value: object) -> bytes:
    return json.dumps(to_json(value), ensure_ascii=False).encode()


def test_the_sample_has_one_revision_whatever_keeps_it(both: Both) -> None:
    assert both.embedded.revision == both.server.revision
    assert both.embedded.reader.exercises() == both.server.reader.exercises()


def test_the_sample_is_exported_to_the_same_bytes(both: Both) -> None:
    assert list(both.embedded.reader.export()) == list(both.server.reader.export())


def test_the_sample_makes_the_same_index(both: Both) -> None:
    same_index(both.embedded.network.index, both.server.network.index)


def test_every_record_of_the_sample_is_described_alike_with_its_cells(both: Both) -> None:
    reader = both.embedded.reader
    records: list[Provider | Service | Offering] = [*reader.scan(Provider), *reader.scan(Service)]
    iris = [record.iri for record in (*records, *reader.scan(Offering))]
    assert len(iris) > 100
    assert both.embedded.reader.describe(iris) == both.server.reader.describe(iris)
    cells = both.embedded.reader.cells(iris)
    assert cells == both.server.reader.cells(iris)
    assert cells


@pytest.mark.parametrize("comune", COMUNI)
def test_who_covers_each_need_of_the_sample_is_answered_alike(both: Both, comune: str) -> None:
    for wanted in sorted(load_reference().needs):
        for person in PEOPLE:
            one, two = (
                desk.who(wanted, comune, on=TODAY, citizen=person) for desk in (both.embedded, both.server)
            )
            assert answer(one) == answer(two)


@pytest.mark.parametrize("comune", COMUNI)
def test_paths_and_their_reasons_in_the_sample_are_the_same(both: Both, comune: str) -> None:
    covered = 0
    for wanted in sorted(load_reference().needs)[::4]:
        one, two = (
            desk.paths([wanted], comune, on=TODAY, citizen=PEOPLE[1], k=2)
            for desk in (both.embedded, both.server)
        )
        assert answer(one) == answer(two)
        covered += bool(one.paths)
        for offering in {step.offering for path in one.paths for step in path.steps if step.offering}:
            because, also = (
                desk.why_not(offering, [wanted], comune, on=TODAY) for desk in (both.embedded, both.server)
            )
            assert answer(because) == answer(also)
    assert covered or comune == "H501"


# Random networks: 4 needs, 5 types, 4 papers, up to 12 services of 4 providers in 5 comuni, the rest by lot.

NEEDS = ("food", "care", "care.home", "income")
TYPES = ("type.a", "type.b", "type.c", "type.d", "type.e")
PAPERS = ("isee", "id", "report", "card")
PLACES = (JESI, MONSANO, ANCONA, CINGOLI, NAPOLI, "ATS-9", "prov-AN", "reg-11", "IT")


def reference_by_lot(lot: random.Random) -> Reference:
    return drawn(
        *map(need, NEEDS),
        *(kind(name, *lot.sample(NEEDS, lot.randint(0, 2))) for name in TYPES),
        *(paper(name, usually_held=lot.random() < 0.3, brought_by_citizen=False) for name in PAPERS),
        *(
            entry(name, requires=asked_by_lot(lot), issues=tuple(lot.sample(PAPERS, lot.randint(0, 2))))
            for name in lot.sample(TYPES, 3)
        ),
    )


def asked_by_lot(lot: random.Random) -> str:
    either = [" + ".join(lot.sample(PAPERS, lot.randint(1, 2))) for _ in range(lot.randint(1, 2))]
    return " | ".join(either)


def exercise_by_lot(lot: random.Random) -> ExerciseData:
    names = [f"s{number}" for number in range(lot.randint(2, 12))]
    services = [
        serve(
            name,
            lot.choice((None, *TYPES)),
            at=tuple(lot.sample(PLACES, lot.randint(1, 3))),
            by=lot.choice("abcd"),
            requires=lot.choice((None, "", asked_by_lot(lot))),
            euros=lot.choice((None, 0, 5, 40)),
            days=lot.choice((None, 0, 30)),
            needs=lot.choice((None, (), tuple(lot.sample(NEEDS, 2)))),
            issues=lot.choice((None, (), tuple(lot.sample(PAPERS, 1)))),
            rules=lot.choice(
                ((), (rule(at_least("age", lot.randint(18, 70)), at_most("isee_eur", 9360.5)),))
            ),
        )
        for name in names
    ]
    return exercise(
        "lot",
        ambito(JESI, MONSANO),
        *services,
        agreement("pact", "a", "b"),
        *(referral(*lot.sample(names, 2)) for _ in range(2)),
    )


def told(reader: Reader, reference: Reference) -> Iterator[bytes]:
    """Answer who covers, and the best paths, for every need in every comune."""
    network = open_network(open_index(reader, reference))
    person = Citizen(age=40)
    for wanted in NEEDS:
        for comune in (JESI, ANCONA, NAPOLI):
            goal = Goal(wanted, True)
            yield answer(explain_who(network, reader, goal, comune, TODAY, person, "it"))
            question = Question(comune, (goal,), TODAY, person, k=2)
            yield answer(explain_paths(network, reader, question, find_paths(network, question), "it"))


@pytest.fixture(scope="module")
def emptied(server: servers.Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lot")
    servers.open_emptied(folder, server=server).close()
    return folder


@pytest.mark.exhaust
@pytest.mark.parametrize("seed", range(RANDOM_NETWORKS))
def test_a_random_network_is_answered_alike(
    server: servers.Server, emptied: Path, tmp_path: Path, seed: int
) -> None:
    lot = random.Random(seed)
    reference, data = reference_by_lot(lot), exercise_by_lot(lot)
    version = sha256(repr(reference).encode()).hexdigest()
    embedded = OxigraphStore(tmp_path, reference=lambda: reference, version=lambda: version)
    served = servers.open_emptied(
        emptied, server=server, reference=lambda: reference, version=lambda: version
    )
    try:
        assert embedded.replace(data).revision == served.replace(data).revision
        with embedded.reader() as one, served.reader() as two:
            assert list(one.export()) == list(two.export())
            same_index(open_index(one, reference), open_index(two, reference))
            assert list(told(one, reference)) == list(told(two, reference))
    finally:
        served.close()
