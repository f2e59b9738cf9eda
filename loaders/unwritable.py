"""In which cells of the files a value stands that no store keeps."""

from collections.abc import Iterator

from ..graph.exercises import ExerciseData, Record
from ..graph.rdf import exercise_records, sort_key
from ..ontology.errors import UnwritableRecordError

__all__ = ["where_read"]

_NAMING = "title", "name"
"""What the IRI of a record is made of."""


def where_read(data: ExerciseData, error: UnwritableRecordError) -> tuple[str, str]:
    """Say what is wrong with a record, and the first file, sheet, row and column it was read from.

    Where no cell proves the property, the row alone is named; of what was read from
    no row, as the exercise itself, the record.
    """
    rows = {row.iri: row for row in data.rows}
    what = f"{error.name} {error.problem}".strip()
    for iri, column in _places(data, error):
        row = rows[iri]
        told = f"{row.file}, sheet {row.sheet}, row {row.row}"
        return what, f"{told}, column {column}" if column else told
    return what, str(error).partition(": ")[0]


def _places(data: ExerciseData, error: UnwritableRecordError) -> Iterator[tuple[str, str]]:
    """Give rows, by IRI, and columns: of the property, else of all that the record was read from."""
    cells = [cell for cell in data.cells if _is_of(cell.subject, error)]
    names = (error.name,) if error.name else _NAMING
    yield from ((cell.row, cell.column) for cell in cells if cell.property in names)
    yield from ((cell.row, "") for cell in cells)
    for record in exercise_records(data):
        if _is_of(sort_key(record), error):
            yield from ((row, "") for row in _sources(record))


def _is_of(name: str, error: UnwritableRecordError) -> bool:
    """Tell whether an error is about a record, or a part of it, whose name starts with the record's."""
    return error.record == name or error.record.startswith(f"{name}.")


def _sources(record: Record) -> tuple[str, ...]:
    return getattr(record, "sources", ())
