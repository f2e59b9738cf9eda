"""The sample is not baked into the answers: rename it and the path stays, remove a piece and it changes."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from welfarenet.graph.citizen import Citizen
from welfarenet.graph.exercises import ExerciseData, SourceRow
from welfarenet.graph.indexing import build_index
from welfarenet.graph.mapped import Agreement, Offering, Provider, Referral, Service
from welfarenet.graph.network import Goal, Network, open_network
from welfarenet.graph.paths import ServicePaths, find_paths
from welfarenet.graph.places import Territory, TerritoryKind
from welfarenet.graph.question import Question
from welfarenet.graph.reference import Reference, load_reference
from welfarenet.graph.store import Reader, Store
from welfarenet.graph.stores import open_store
from welfarenet.loaders.load import load
from worlds import fill_store

SAMPLE = Path(__file__).resolve().parent.parent / "loaders" / "samples" / "jesi-2026.xlsx"
JESI = "E388"
OLD_AND_FRAIL = Citizen(age=82, self_sufficient=False)
NEEDS = (Goal("autonomy.personal-care", True), Goal("income.disability-benefit", True))


@dataclass(frozen=True)
class Sample:
    """The sample as loaded, taken apart."""

    data: ExerciseData
    reference: Reference
    store: Store

    def network(self, data: ExerciseData | None = None) -> Network:
        """Open the network that a version of the sample makes."""
        self.store.replace(data or self.data)
        with self.store.reader() as reader:
            return open_network(build_index(reader, self.reference))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    store = open_store(f"oxigraph:{tmp_path_factory.mktemp('sample')}")
    load(store, [SAMPLE])
    with store.reader() as reader:
        taken_apart = whole(reader)
    yield Sample(taken_apart, load_reference(), store)
    store.close()


def whole(reader: Reader) -> ExerciseData:
    """Gather all that one published exercise says, cells aside."""
    (exercise,) = reader.exercises()
    return ExerciseData(
        exercise,
        tuple(reader.scan(Territory)),
        tuple(reader.scan(Provider)),
        tuple(reader.scan(Service)),
        tuple(reader.scan(Offering)),
        tuple(reader.scan(Agreement)),
        tuple(reader.scan(Referral)),
        tuple(reader.scan(SourceRow)),
    )


def ask(network: Network, comune: str = JESI, **more: Any) -> ServicePaths:
    question = Question(comune, NEEDS, date(2026, 11, 23), OLD_AND_FRAIL, k=3)
    return find_paths(network, replace(question, **more))


def shape(network: Network, answer: ServicePaths, back: Callable[[str], str] = str) -> list[Any]:
    """Give what a path is, names undone: objective, days, and who does what after whom."""
    offerings = network.index.offerings
    return [
        (
            path.objective,
            path.days,
            path.handoffs,
            [
                (
                    back(offerings[step.candidate.row]) if step.candidate else None,
                    network.procedures[step.procedure].service_type,
                    [paper for paper, _ in step.papers],
                    step.after,
                )
                for step in path.steps
            ],
        )
        for path in answer.paths
    ]


def renamed(value: Any, name: Callable[[str], str]) -> Any:
    """Rename every string inside a record that is a name or an IRI of its owner."""
    if isinstance(value, str) and type(value) is str:
        return name(value)
    if isinstance(value, tuple):
        return tuple(renamed(item, name) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: renamed(getattr(value, f.name), name) for f in fields(value)})
    return value


def test_renaming_every_provider_iri_and_comune_gives_the_same_path(sample: Sample, tmp_path: Path) -> None:
    plain = sample.network()
    rng = random.Random(2026)
    iris = [r.iri for g in ("providers", "services", "offerings", "agreements", "referrals", "rows")
            for r in getattr(sample.data, g)]  # fmt: skip
    comuni = [t.id for t in sample.reference.territories.values() if t.kind is TerritoryKind.COMUNE]
    fresh = rng.sample(range(10**8), len(iris) + len(comuni))
    new = {iri: f"https://example.org/x/{number:08}" for iri, number in zip(iris, fresh, strict=False)}
    places = {comune: f"place-{number:08}" for comune, number in zip(comuni, fresh[len(iris) :], strict=True)}
    names = {provider.name: f"Ente {i}" for i, provider in enumerate(sample.data.providers)}
    both = {**new, **places, **names}

    def name(text: str) -> str:
        return both.get(text, text)

    territories = {
        name(t.id): replace(
            t, id=name(t.id), name=f"Luogo {name(t.id)}" if t.id in places else t.name,
            parents=tuple(map(name, t.parents)), successors=tuple(map(name, t.successors)), other_names=(),
        )
        for t in sample.reference.territories.values()
    }  # fmt: skip
    reference = replace(sample.reference, territories=dict(sorted(territories.items())))
    with fill_store(tmp_path, [renamed(sample.data, name)], reference).reader() as reader:
        other = open_network(build_index(reader, reference))
    undo = {renamed_iri: iri for iri, renamed_iri in new.items()}
    answer = ask(other, name(JESI))
    assert shape(other, answer, lambda iri: undo[iri]) == shape(plain, ask(plain))
    assert answer.paths


def test_removing_any_offering_of_the_path_changes_the_answer(sample: Sample) -> None:
    network = sample.network()
    best = ask(network, k=1)
    used = [network.index.offerings[s.candidate.row] for s in best.paths[0].steps if s.candidate]
    assert used
    for iri in used:
        left = tuple(offering for offering in sample.data.offerings if offering.iri != iri)
        without = sample.network(replace(sample.data, offerings=left))
        changed = ask(without, k=1)
        assert shape(without, changed) != shape(network, best)
        assert not changed.paths or changed.paths[0].objective >= best.paths[0].objective


def test_removing_the_condition_that_bars_a_person_lets_them_in(sample: Sample) -> None:
    network = sample.network()
    young: dict[str, Any] = {"citizen": Citizen(age=50), "goals": NEEDS[:1]}
    barred = ask(network, **young)
    assert barred.outcomes[0].absence is not None
    rows = [candidate.row for candidate in barred.outcomes[0].absence.ineligible]
    iris = {network.index.offerings[row] for row in rows}
    services = {offering.service for offering in sample.data.offerings if offering.iri in iris}
    free = tuple(replace(s, rules=()) if s.iri in services else s for s in sample.data.services)
    opened_up = sample.network(replace(sample.data, services=free))
    answer = ask(opened_up, **young)
    chosen = {opened_up.index.offerings[s.candidate.row] for s in answer.paths[0].steps if s.candidate}
    assert chosen & iris
