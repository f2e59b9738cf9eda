"""A publish is whole or nothing, repeatable, and never lost between two writers."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import permutations

import pytest

from welfarenet.graph.exercises import Cell, ExerciseData
from welfarenet.graph.mapped import Offering, Provider
from welfarenet.graph.store import Store
from welfarenet.ontology.errors import ConflictError, StoreBusyError, UnwritableRecordError
from welfarenet.ontology.terms import DATA

Make = Callable[..., ExerciseData]
Open = Callable[[], Store]


def content(store: Store) -> tuple[str, bytes]:
    with store.reader() as reader:
        return reader.revision, b"".join(reader.export())


def test_a_new_store_answers_with_nothing(store: Store) -> None:
    with store.reader() as reader:
        assert reader.revision
        assert reader.exercises() == ()
        assert list(reader.scan(Offering)) == []
        assert reader.cells([DATA]) == ()
        assert reader.describe([DATA]) == {}


def test_publishing_what_is_there_changes_nothing(store: Store, make: Make) -> None:
    first = store.replace(make())
    before = content(store)
    again = store.replace(make())
    assert (again.revision, again.added, again.removed) == (first.revision, 0, 0)
    assert content(store) == before
    assert before[0] == first.revision


def test_the_revision_published_is_named_without_opening_it(open_again: Open, make: Make) -> None:
    watching, publishing = open_again(), open_again()
    seen = [watching.revision()]
    for title in ("Sportello", "Sportello sociale", "Sportello"):
        assert watching.revision() == seen[-1]
        seen.append(publishing.replace(make(title=title)).revision)
        assert watching.revision() == publishing.revision() == content(watching)[0] == seen[-1]
    publishing.remove(make().exercise.iri)
    assert watching.revision() == seen[0]
    assert seen[1] == seen[3] != seen[2]


def test_a_change_counts_the_triples_it_adds_and_removes(store: Store, make: Make) -> None:
    first = store.replace(make(title="Sportello"))
    second = store.replace(make(title="Sportello sociale"))
    assert first.removed == 0
    assert (second.added, second.removed) == (2, 2)
    assert second.revision != first.revision


def test_a_change_of_a_cell_alone_is_a_new_revision(store: Store, make: Make) -> None:
    first = store.replace(make())
    cell = replace(make().cells[0], text="riscritta")
    second = store.replace(replace(make(), cells=(cell,)))
    assert (second.added, second.removed) == (0, 0)
    assert second.revision != first.revision
    with store.reader() as reader:
        assert reader.cells([cell.subject]) == (cell,)


def test_going_back_to_earlier_content_gives_the_earlier_revision(store: Store, make: Make) -> None:
    empty = content(store)
    first = store.replace(make())
    store.replace(make(title="Altro"))
    assert store.replace(make()).revision == first.revision
    assert store.remove(make().exercise.iri).revision == empty[0]


def test_the_order_of_loads_does_not_show(open_again: Open, make: Make) -> None:
    seen = set()
    store = open_again()
    names = ("uno", "due", "tre")
    for order in permutations(names):
        for name in order:
            store.replace(make(name))
        seen.add(content(store))
        for name in names:
            store.remove(make(name).exercise.iri)
    assert len(seen) == 1


def test_removing_takes_away_one_exercise_and_an_absent_one_is_no_matter(store: Store, make: Make) -> None:
    store.replace(make("uno"))
    before = content(store)
    gone = store.replace(make("due"))
    removed = store.remove(make("due").exercise.iri)
    assert (removed.added, removed.removed) == (0, gone.added)
    assert content(store) == before
    nothing = store.remove(DATA + "mai/exercise/visto")
    assert (nothing.revision, nothing.added, nothing.removed) == (before[0], 0, 0)
    with store.reader() as reader:
        assert reader.cells(offering.iri for offering in make("due").offerings) == ()


def test_a_store_tells_whether_it_holds_an_exercise_just_as_it_is(store: Store, make: Make) -> None:
    assert not store.holds(make())
    store.replace(make())
    assert store.holds(make())
    assert not store.holds(make(title="Altro"))
    assert not store.holds(replace(make(), cells=()))
    assert not store.holds(make("due"))
    with pytest.raises(UnwritableRecordError, match="IRI"):
        store.holds(replace(make(), providers=(Provider("not an iri", "Ente inventato"),)))


def test_a_failure_in_the_middle_leaves_everything_as_it_was(store: Store, make: Make) -> None:
    store.replace(make())
    before = content(store)
    unwritable = Cell(DATA + "x", "name", DATA + "row", "A", "\ud800")
    with pytest.raises(ValueError, match="surrogates not allowed"):
        store.replace(replace(make(title="Nuovo"), cells=(unwritable,)))
    assert content(store) == before
    store.replace(make(title="Nuovo"))
    assert content(store) != before


def test_a_record_that_cannot_be_written_stops_the_publish(store: Store, make: Make) -> None:
    store.replace(make())
    before = content(store)
    with pytest.raises(ValueError, match="IRI"):
        store.replace(replace(make("due"), providers=(Provider("not an iri", "Ente inventato"),)))
    assert content(store) == before


def test_a_stale_expectation_is_a_conflict(store: Store, make: Make) -> None:
    first = store.replace(make())
    second = store.replace(make("due"), expect=first.revision)
    with pytest.raises(ConflictError, match=f"expected revision {first.revision}.*{second.revision}"):
        store.replace(make("tre"), expect=first.revision)
    with pytest.raises(ConflictError, match=second.revision):
        store.remove(make("due").exercise.iri, expect=first.revision)
    assert content(store)[0] == second.revision


def test_two_writers_lose_nothing(open_again: Open, make: Make) -> None:
    names = [f"e{number}" for number in range(8)]

    def publish(name: str) -> None:
        own = open_again()
        while True:
            try:
                own.replace(make(name, offerings=1))
            except StoreBusyError:
                continue
            return

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(publish, names))
    with open_again().reader() as reader:
        assert [exercise.iri for exercise in reader.exercises()] == [
            make(name).exercise.iri for name in names
        ]
        assert len(list(reader.scan(Offering))) == len(names)


def test_a_reader_stays_on_its_revision_while_others_publish(open_again: Open, make: Make) -> None:
    store = open_again()
    store.replace(make(offerings=50))
    with store.reader() as reader:
        before = reader.revision, [offering.iri for offering in reader.scan(Offering)]
        scan = reader.scan(Offering)
        first = next(scan)
        for number in range(5):
            store.replace(make(offerings=number))
        assert [first.iri, *(offering.iri for offering in scan)] == before[1]
        assert (reader.revision, [offering.iri for offering in reader.scan(Offering)]) == before
        assert len(reader.cells(before[1])) == 50
    with open_again().reader() as late:
        assert len(list(late.scan(Offering))) == 4


def test_a_store_opened_again_gives_the_same_content(open_again: Open, make: Make) -> None:
    store = open_again()
    store.replace(make())
    before = content(store)
    store.close()
    assert content(open_again()) == before
