"""What was looked up of a revision is kept for the next question, and gives what the store would give."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from welfarenet.graph.exercises import Cell, ExerciseData, Record, SourceRow
from welfarenet.graph.mapped import Offering
from welfarenet.graph.oxigraph_store import OxigraphStore
from welfarenet.graph.remembering import Remembering
from welfarenet.graph.store import Reader
from worlds import JESI, drawn, exercise, fill_store, iri, serve

NAMES = [iri(f"offering/o{number}") for number in range(4)]
ABSENT = iri("offering/nobody")


class Counted:
    """A reader that keeps which names it was asked for."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.asked: list[str] = []

    def describe(self, iris: Iterable[str]) -> Mapping[str, Record]:
        wanted = sorted(iris)
        self.asked += wanted
        return self._reader.describe(wanted)

    def cells(self, subjects: Iterable[str]) -> tuple[Cell, ...]:
        wanted = sorted(subjects)
        self.asked += wanted
        return self._reader.cells(wanted)


@pytest.fixture
def reader(tmp_path: Path) -> Counted:
    row = SourceRow(iri("row/1"), "one.xlsx", "Servizi", 2)
    data = exercise("one", row, *(serve(f"o{number}", "home.care", at=JESI) for number in range(4)))
    cells = tuple(Cell(name, part, row.iri, "B", part) for name in NAMES[:2] for part in ("hours", "cost"))
    whole = ExerciseData(**{**{f: getattr(data, f) for f in data.__slots__}, "cells": cells})
    store = fill_store(tmp_path, [whole], drawn())
    assert isinstance(store, OxigraphStore)
    return Counted(store.reader())


def test_a_record_and_its_cells_are_looked_up_once(reader: Counted) -> None:
    memory = Remembering(reader)
    first = memory.describe(NAMES), memory.cells(NAMES)
    reader.asked.clear()
    assert (memory.describe(reversed(NAMES)), memory.cells(NAMES)) == first
    assert reader.asked == []


def test_what_is_remembered_is_what_the_store_gives_in_its_order(reader: Counted) -> None:
    memory = Remembering(reader)
    memory.describe(NAMES[2:])
    memory.cells(NAMES[1:2])
    assert list(memory.describe([*NAMES, ABSENT]).items()) == list(reader.describe([*NAMES, ABSENT]).items())
    assert memory.cells(NAMES) == reader.cells(NAMES)
    assert all(isinstance(record, Offering) for record in memory.describe(NAMES).values())


def test_an_absent_record_is_asked_for_again(reader: Counted) -> None:
    memory = Remembering(reader)
    assert memory.describe([ABSENT]) == memory.describe([ABSENT]) == {}
    assert reader.asked == [ABSENT, ABSENT]


def test_no_more_is_kept_than_allowed_and_what_was_used_last_stays(reader: Counted) -> None:
    memory = Remembering(reader, kept=2)
    for name in (NAMES[0], NAMES[1], NAMES[0], NAMES[2]):
        memory.describe([name])
    reader.asked.clear()
    assert list(memory.describe(NAMES)) == NAMES
    assert reader.asked == [NAMES[1], NAMES[3]]
