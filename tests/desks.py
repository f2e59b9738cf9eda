"""Files as desks fill them, written for a test: a sheet of services as CSV, sheets in memory."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from welfarenet.graph.exercises import ExerciseData, MappingExercise
from welfarenet.graph.reference import load_reference
from welfarenet.graph.store import Store
from welfarenet.graph.stores import open_store
from welfarenet.loaders.build import Built, build_exercise
from welfarenet.loaders.context import Lexicon
from welfarenet.loaders.mapping import Mapping, list_shipped_mappings
from welfarenet.loaders.readsheet import SourceFile
from welfarenet.loaders.sheet import Merge, Sheet, TextCell, TextRow, column_letter
from welfarenet.ontology.terms import DATA as DATA_IRI

DAY = date(2026, 11, 23)
DATA = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
SAMPLES = Path(__file__).resolve().parent.parent / "loaders" / "samples"

PLAIN = {
    "Ente erogatore": "Comune di Jesi",
    "Denominazione servizio": "SAD",
    "Territorio coperto": "Jesi",
}
"""The least that a row of services says."""


@cache
def lexicon() -> Lexicon:
    return Lexicon(load_reference())


@cache
def desk_mapping() -> Mapping:
    return next(mapping for mapping in list_shipped_mappings() if mapping.name == "desk-workbook")


def services_file(path: Path, *rows: dict[str, str]) -> Path:
    """Write a CSV of services; each row is ``PLAIN`` with these cells."""
    headers = list(dict.fromkeys([*PLAIN, *(name for row in rows for name in row)]))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, headers, delimiter=";")
        writer.writeheader()
        writer.writerows({**PLAIN, **row} for row in rows)
    return path


def sheet(name: str, *rows: Sequence[str], merges: Sequence[Merge] = ()) -> Sheet:
    """Make a sheet of texts; an empty text is an empty cell."""
    made = [
        TextRow(number, tuple(TextCell(column_letter(at), text) for at, text in enumerate(row, 1) if text))
        for number, row in enumerate(rows, 1)
    ]
    return Sheet(name, tuple(row for row in made if row.cells), merges=tuple(merges))


def services(*rows: dict[str, str]) -> Sheet:
    """Make a sheet "Servizi"; each row is ``PLAIN`` with these cells."""
    headers = list(dict.fromkeys([*PLAIN, *(name for row in rows for name in row)]))
    return sheet("Servizi", headers, *([{**PLAIN, **row}.get(name, "") for name in headers] for row in rows))


def built(*sheets: Sheet, mapping: Mapping | None = None) -> Built:
    """Build an exercise of one file with these sheets."""
    file = SourceFile("desk.xlsx", "0" * 64, sheets)
    return build_exercise("desk", [file], mapping or desk_mapping(), lexicon(), today=DAY)


def rules(result: Built) -> list[str]:
    """List the rules of every issue, in the report's order."""
    return [issue.rule for file in result.files for issue in file.issues]


@cache
def _ready() -> TemporaryDirectory[str]:
    """Make a store that holds the reference data and no exercise: the slow part of a first publish."""
    folder = TemporaryDirectory(prefix="welfarenet-tests-")
    store = open_store(f"oxigraph:{folder.name}/store")
    nothing = MappingExercise(DATA_IRI + "nothing", "nothing")
    store.replace(ExerciseData(nothing))
    store.remove(nothing.iri)
    store.close()
    return folder


@contextmanager
def fresh_store(tmp_path: Path) -> Iterator[Store]:
    """Open an embedded store without any exercise."""
    copytree(Path(_ready().name) / "store", tmp_path / "store")
    store = open_store(f"oxigraph:{tmp_path / 'store'}")
    try:
        yield store
    finally:
        store.close()
