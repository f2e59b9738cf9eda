"""Who mapped what and when: a mapping exercise, its rows and cells, and all that it asserts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ..ontology.errors import UnwritableRecordError
from .mapped import Agreement, Offering, Provider, Referral, Service
from .places import Territory

__all__ = [
    "HALF_CHARACTER",
    "Cell",
    "ExerciseData",
    "MappingExercise",
    "Record",
    "SourceRow",
    "refuse_half_characters",
]

HALF_CHARACTER = "holds half a character (surrogates not allowed)"
"""What no encoding writes, and so no store keeps."""


@dataclass(frozen=True, slots=True)
class MappingExercise:
    """Who mapped what and when; it owns one named graph.

    ``files`` pairs each file name with the SHA-256 of its bytes.
    """

    iri: str
    title: str
    conducted_by: str = ""
    ended_on: date | None = None
    files: tuple[tuple[str, str], ...] = ()
    mapping: str = ""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of one sheet of one file; ``row`` counts from 1 as people see it."""

    iri: str
    file: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one property of one record was read: column and original text.

    Kept beside the triples, keyed by record and property.
    """

    subject: str
    property: str
    row: str
    column: str
    text: str


Record = Territory | Provider | Service | Offering | Agreement | Referral | SourceRow | MappingExercise


@dataclass(frozen=True, slots=True)
class ExerciseData:
    """Everything one mapping exercise asserts, published or replaced as one."""

    exercise: MappingExercise
    territories: tuple[Territory, ...] = ()
    providers: tuple[Provider, ...] = ()
    services: tuple[Service, ...] = ()
    offerings: tuple[Offering, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    referrals: tuple[Referral, ...] = ()
    rows: tuple[SourceRow, ...] = ()
    cells: tuple[Cell, ...] = field(default=(), repr=False)


def refuse_half_characters(cells: Iterable[Cell]) -> None:
    """Name the first cell that no encoding writes.

    Raises
    ------
    UnwritableRecordError
        If there is one.
    """
    for cell in cells:
        try:
            "".join((cell.subject, cell.property, cell.row, cell.column, cell.text)).encode()
        except UnicodeEncodeError as error:
            raise UnwritableRecordError(cell.subject, cell.property, HALF_CHARACTER) from error
