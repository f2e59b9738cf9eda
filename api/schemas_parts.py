"""The parts that several answers share: where a fact comes from, money and waits."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "Answer",
    "BackboneSource",
    "CellSource",
    "DerivedSource",
    "Exercise",
    "Money",
    "QueryResponse",
    "Source",
    "SourcesResponse",
    "StatusResponse",
    "Wait",
]


class Answer(BaseModel):
    """What every model of the contract is: frozen, closed, made from the records of ``graph.answers``."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", from_attributes=True, validate_by_name=True, validate_by_alias=True
    )


class CellSource(Answer):
    """A cell of a mapped file; without column and text, the whole row."""

    kind: Literal["cell"]
    file: str
    sheet: str
    row: int
    column: str | None = None
    text: str | None = None
    property: str = Field("", description="Property of the record that was read there")


class BackboneSource(Answer):
    """The law or practice behind what nobody stated; ``verified`` if it was read on ``checked_on``."""

    kind: Literal["backbone"]
    law: str
    source: str
    checked_on: str
    verified: bool
    property: str = ""


class DerivedSource(Answer):
    """Worked out from other facts."""

    kind: Literal["derived"]
    from_: tuple[str, ...] = Field(alias="from")
    property: str = ""


Source = Annotated[CellSource | BackboneSource | DerivedSource, Field(discriminator="kind")]


class Money(Answer):
    """Euros the person pays; null where nobody said. ``text`` keeps the unit and the year."""

    min: float | None
    max: float | None
    text: str = ""


class Wait(Answer):
    """Calendar days; null where nobody said."""

    min: int | None
    max: int | None
    text: str = ""


class SourcesResponse(Answer):
    """Where the facts of a record come from."""

    record: str
    sources: tuple[Source, ...]


class Exercise(Answer):
    """A mapping exercise that is published."""

    exercise: str
    title: str
    conducted_by: str
    ended_on: str | None
    files: tuple[str, ...]
    mapping: str


class StatusResponse(Answer):
    """What is published in a store, with the number of records of each kind."""

    store: str
    revision: str
    exercises: tuple[Exercise, ...]
    records: dict[str, int]


class QueryResponse(Answer):
    """A SPARQL answer: a table of terms in N-Triples form, or a truth."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    truth: bool | None
