"""What is put into any store comes back as it was."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from welfarenet.graph.demands import Cost
from welfarenet.graph.exercises import Cell, ExerciseData, MappingExercise, Record, SourceRow
from welfarenet.graph.mapped import Agreement, Offering, Provider, Referral, Service
from welfarenet.graph.places import Territory, TerritoryKind
from welfarenet.graph.rdf import canonical, exercise_records, records
from welfarenet.graph.store import Store
from welfarenet.ontology.terms import DATA

Make = Callable[..., ExerciseData]

HOSTILE = (
    '"} ; DROP GRAPH <x> #',
    "'); DROP TABLE cells; --",
    "riga\r\n\ttabulata \\ barra",
    "\x00\x01\x7f",
    "<script>alert(1)</script>",
    "L’Aquila, Forlì-Cesena, Valle d'Aosta/Vallée d'Aoste, südtirol, 日本, 👵🏽",
    "\u202egnirts desrever\u2028\u2029",
    " spazi ai lati ",
    "x" * 100_000,
)


@pytest.mark.parametrize(
    "kind", [MappingExercise, Territory, Provider, Service, Offering, Agreement, Referral, SourceRow]
)
def test_every_kind_of_record_comes_back_in_order(store: Store, make: Make, kind: type[Record]) -> None:
    data = make()
    store.replace(data)
    given = [record for record in exercise_records(data) if type(record) is kind]
    with store.reader() as reader:
        assert list(reader.scan(kind)) == [canonical(record) for record in given]
        assert given


def test_several_kinds_come_in_one_pass_and_nothing_else(store: Store, make: Make) -> None:
    data, other = make("uno"), make("due", offerings=25)
    store.replace(data)
    store.replace(other)
    with store.reader() as reader:
        together = list(reader.gather((Offering, Referral)))
        apart = [*reader.scan(Offering), *reader.scan(Referral)]
        assert sorted(map(repr, together)) == sorted(map(repr, apart))
        assert list(reader.gather(())) == []


def test_what_the_first_exercise_says_of_a_record_comes_first(store: Store, make: Make) -> None:
    data, later = make("uno"), make("zeta")
    store.replace(replace(later, providers=(replace(data.providers[0], name="Detta altrimenti"),)))
    store.replace(data)
    with store.reader() as reader:
        told = [record for record in reader.gather((Provider,)) if record == data.providers[0]]
        assert told
        assert next(iter(reader.gather((Provider,)))) == canonical(data.providers[0])


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_kept_to_the_letter(store: Store, make: Make, text: str) -> None:
    data = make()
    provider = replace(data.providers[0], name=text, networks=(text,))
    cell = Cell(provider.iri, text, text, text, text)
    store.replace(replace(data, providers=(provider,), cells=(cell,)))
    with store.reader() as reader:
        assert reader.describe([provider.iri, text]) == {provider.iri: provider}
        assert reader.cells([provider.iri, text]) == (cell,)


@pytest.mark.parametrize("amount", ["0", "1.50", "-0.0", "1E+3", "123456789.123456789", "0.000001"])
def test_an_amount_keeps_its_value(store: Store, make: Make, amount: str) -> None:
    data = make()
    offering = replace(data.offerings[0], cost=Cost(Decimal(amount), Decimal(amount)))
    store.replace(replace(data, offerings=(offering,)))
    with store.reader() as reader:
        assert next(reader.scan(Offering)).cost == Cost(Decimal(amount), Decimal(amount))


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1899, 12, 31), date(2028, 2, 29), date(9999, 12, 31)])
def test_a_date_keeps_its_day(store: Store, make: Make, day: date) -> None:
    data = make()
    store.replace(replace(data, offerings=(replace(data.offerings[0], valid_to=day),)))
    with store.reader() as reader:
        assert next(reader.scan(Offering)).valid_to == day


def test_a_thousand_records_are_described_and_unknown_ones_are_absent(store: Store, make: Make) -> None:
    data = make(offerings=1000)
    store.replace(data)
    asked = [offering.iri for offering in data.offerings]
    with store.reader() as reader:
        found = reader.describe([*reversed(asked), DATA + "nobody", "not an iri", ""])
        assert list(found) == asked
        assert list(found.values()) == [canonical(offering) for offering in data.offerings]
        assert len(reader.cells(asked)) == 1000


def test_reference_data_is_not_what_an_exercise_asserts(store: Store, make: Make) -> None:
    store.replace(make())
    with store.reader() as reader:
        assert [territory.id for territory in reader.scan(Territory)] == ["ats uno"]
        assert reader.describe(["https://w3id.org/welfarenet/territory/E388"]) == {}


def test_a_record_that_an_exercise_tells_twice_is_one_record_with_all_that_was_told(
    store: Store, make: Make
) -> None:
    data = make()
    one, other = (replace(data.providers[0], networks=(name,)) for name in ("prima", "altra"))
    store.replace(replace(data, providers=(one, other, one)))
    with store.reader() as reader:
        assert list(reader.scan(Provider)) == [replace(one, networks=("altra", "prima"))]


def test_a_record_that_two_exercises_assert_outlives_either(store: Store, make: Make) -> None:
    one, two = make("uno"), make("due")
    shared = Territory("ats 9", TerritoryKind.AMBITO, "ATS 9", parents=("reg-11",))
    renamed = replace(shared, name="Ambito 9")
    store.replace(replace(one, territories=(shared,)))
    store.replace(replace(two, territories=(shared,)))
    with store.reader() as reader:
        assert list(reader.scan(Territory)) == [shared]
    store.replace(replace(two, territories=(renamed,)))
    with store.reader() as reader:
        assert set(reader.scan(Territory)) == {shared, renamed}
    store.remove(one.exercise.iri)
    with store.reader() as reader:
        assert list(reader.scan(Territory)) == [renamed]


def test_the_export_is_sorted_canonical_nquads_that_say_everything(store: Store, make: Make) -> None:
    data = make()
    store.replace(data)
    with store.reader() as reader:
        lines = list(reader.export())
    assert lines == sorted(set(lines))
    assert all(line.endswith(b" .\n") and line.count(b"\n") == 1 for line in lines)
    quads = list(parse(b"".join(lines), format=RdfFormat.N_QUADS))
    own = [quad for quad in quads if quad.graph_name == NamedNode(data.exercise.iri)]
    assert records(Offering, own) == [canonical(offering) for offering in data.offerings]
    assert any("E388" in str(quad.subject) for quad in quads)
