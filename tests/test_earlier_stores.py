"""What an earlier version wrote answers the same, and gets the files it lacks when it is next written.

Killed at any moment, it is the old store or the new one.
"""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from earlier import KINDS, as_before
from test_crash import kill_a_writer, leftovers, open_store, wave

from welfarenet.graph.exercises import Cell, ExerciseData, MappingExercise, SourceRow
from welfarenet.graph.mapped import Offering, Provider, Service
from welfarenet.graph.rdf import iri_of
from welfarenet.graph.store import Store
from worlds import JESI, exercise, iri, serve

STEP_S, LONGEST_S = 0.04, 10.0
"""Each writer is killed so much later than the one before."""

ROWS = SourceRow(iri("row/1"), "one.xlsx", "Servizi", 2), SourceRow(iri("row/2"), "two.xlsx", "Servizi", 2)
CARITAS = Provider(iri("provider/caritas"), "Caritas")


def told(name: str, row: SourceRow, *, by: str = "Caritas") -> ExerciseData:
    """Draw an exercise of one offering by a provider that others name too, with two cells."""
    made = exercise(name, row, replace(CARITAS, name=by), serve(f"o-{name}", by="caritas", at=JESI))
    cells = (
        Cell(CARITAS.iri, "name", row.iri, "A", by),
        Cell(iri(f"offering/o-{name}"), "hours", row.iri, "B", "«\n»"),
    )
    return replace(made, cells=cells)


ONE, TWO = told("one", ROWS[0]), told("two", ROWS[1], by="Altra")
TWICE = exercise("zeta", *(replace(CARITAS, iri=iri("provider/twice"), networks=(name,)) for name in "ab"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Publish two exercises that name one provider, and one that says something twice."""
    for data in (ONE, TWO, TWICE):
        open_store(tmp_path / "store").replace(data)
    return tmp_path / "store"


def content(store: Store) -> tuple[Any, ...]:
    """Give all that a store tells, by every way to ask it."""
    with store.reader() as reader:
        records = list(reader.gather((Offering, Provider, Service, SourceRow, MappingExercise)))
        names = set(map(iri_of, records))
        return (
            reader.revision,
            list(reader.export()),
            sorted(map(repr, records)),
            dict(reader.describe(names)),
            reader.cells(names),
        )


def files(generation: Path) -> dict[str, bytes]:
    """Give the files of the exercises that are not to change."""
    found = sorted(generation.glob("exercises/*"))
    return {path.name: path.read_bytes() for path in found if "-two-" not in path.name}


@pytest.mark.parametrize("lacking", [KINDS, *((kind,) for kind in KINDS)])
def test_a_store_that_lacks_files_answers_the_same_and_has_them_once_it_is_written(
    folder: Path, lacking: tuple[str, ...]
) -> None:
    before = content(open_store(folder))
    written = files(folder / "gen-000003")
    as_before(folder, *lacking)
    store = open_store(folder)
    store.verify()
    assert content(store) == before
    assert store.replace(TWO).revision == before[0], "what is there already writes nothing"
    store.replace(replace(TWO, cells=()))
    made = files(folder / "gen-000004")
    alike = [name for name in written if not name.endswith(".records") or "-zeta-" not in name]
    assert [made[name] for name in alike] == [written[name] for name in alike]
    assert made.keys() == written.keys(), "and zeta, whose records run together, has them too"
    assert not (folder / "gen-000004" / "cells.sqlite").exists()
    store.verify()
    assert store.replace(TWO).revision == before[0]
    assert content(store) == before


def test_two_records_under_one_name_stay_what_only_the_engine_can_tell(folder: Path) -> None:
    other = Provider(iri("provider/other"), "Altro")
    at_odds = exercise("odd", CARITAS, replace(CARITAS, name="Altra"), other)
    store = open_store(folder)
    store.replace(at_odds)
    store.remove(ONE.exercise.iri)
    as_before(folder, *KINDS)
    store.replace(replace(TWO, cells=()))
    with store.reader() as reader:
        assert reader.describe([other.iri]) == {other.iri: other}
        with pytest.raises(ValueError, match=r"2 values of .*"):
            reader.describe([CARITAS.iri])


def test_a_writer_killed_while_it_makes_the_files_leaves_the_old_store_or_the_new_one(
    folder: Path, tmp_path: Path
) -> None:
    as_before(folder, *KINDS)
    before, published = still(open_store(folder)), list[bool]()
    while published.count(True) < 2:
        delay = STEP_S * len(published)
        assert delay < LONGEST_S, "no writer publishes anything"
        copy = shutil.copytree(folder, tmp_path / f"copy-{len(published)}")
        acknowledged, _ = kill_a_writer(copy, 0, delay)
        store = open_store(copy)
        store.verify()
        assert still(store) == before
        assert leftovers(copy) == []
        with store.reader() as reader:
            waves = [one.title for one in reader.exercises() if one.title.startswith("wave ")]
        assert waves in ([f"wave {n}"] if n else [] for n in (acknowledged, acknowledged + 1))
        published.append(bool(waves))
        store.replace(wave(100))
        assert still(store) == before
        assert len(list(copy.glob("gen-*/exercises/*-one-*.records"))) >= 1
    assert not published[0], "killed at once, it publishes nothing"


def still(store: Store) -> tuple[Any, ...]:
    """Give all that is told of the exercises that no writer here changes."""
    with store.reader() as reader:
        graphs = [f"<{data.exercise.iri}> .\n".encode() for data in (ONE, TWO, TWICE)]
        lines = [line for line in reader.export() if line.endswith(tuple(graphs))]
        names = (CARITAS.iri, iri("offering/o-one"))
        return lines, reader.describe(names), reader.cells(names)
