"""The public contract of answers: one frozen model for each, with its JSON Schema.

The records of ``graph.answers`` are what Python gives; these models are what
leaves through a door, under the names of the contract (``class``, ``from``).
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, Field, TypeAdapter

from ..graph import answers
from ..graph.coverage import Reason
from ..graph.gap_answers import GapsAnswer
from ..graph.model import Channel
from .requests import CoverageRequest, MenuRequest, PathsRequest, WhyNotRequest
from .requests_gaps import GapsRequest
from .schemas_explanation import Explanation
from .schemas_gaps import GapsResponse
from .schemas_load import LoadResponse
from .schemas_parts import (
    Answer,
    BackboneSource,
    CellSource,
    DerivedSource,
    Exercise,
    Money,
    QueryResponse,
    Source,
    SourcesResponse,
    StatusResponse,
    Wait,
)

__all__ = [
    "CoverageRequest",
    "Exercise",
    "GapsRequest",
    "GapsResponse",
    "LoadResponse",
    "MenuRequest",
    "MenuResponse",
    "PathsRequest",
    "PathsResponse",
    "QueryResponse",
    "Source",
    "SourcesResponse",
    "StatusResponse",
    "WhoResponse",
    "WhyNotRequest",
    "WhyNotResponse",
    "dump",
    "json_schemas",
    "model_of",
]


class Paper(Answer):
    """A document a step uses: from an earlier step (its id), ``held`` or ``assumed``."""

    document: str
    label: str
    from_: str = Field(alias="from")


class Issued(Answer):
    """A document a step gives."""

    document: str
    label: str


class Step(Answer):
    """One step; presumed when nobody mapped who does it."""

    id: str
    after: tuple[str, ...]
    presumed: bool
    title: str
    offering: str | None
    service: str | None
    service_type: str | None
    service_type_label: str
    provider: str | None
    provider_name: str
    territory: str | None
    channel: tuple[Channel, ...]
    requires: tuple[Paper, ...]
    issues: tuple[Issued, ...]
    covers: tuple[str, ...]
    cost_eur: Money
    days: Wait
    starts_day: int
    ends_day: int
    contacts: tuple[str, ...]
    hours: str
    reason: str
    note: str
    inherited: tuple[str, ...]
    assured_on: str | None
    stale: bool | None
    sources: tuple[Source, ...]


class Path(Answer):
    """One package of steps; ``days`` is its critical path."""

    steps: tuple[Step, ...]
    providers: tuple[str, ...]
    handoffs: int
    days: int
    days_complete: bool = Field(description="Whether the wait of every step is known")
    cost_eur: Money
    objective: int


class Uncovered(Answer):
    """A need that no path covers, why, and the smallest changes that would."""

    need: str
    label: str
    class_: Reason = Field(alias="class")
    reason: str
    unlock: tuple[str, ...]


class Unmapped(Answer):
    """An actor that a path needs and nobody mapped here."""

    service_type: str
    label: str
    actor: str


class Assumption(Answer):
    """A condition taken as met because nobody said otherwise."""

    fact: str
    value: str
    step: str


class QuestionToAsk(Answer):
    """A fact worth asking, and the steps that hang on it."""

    fact: str
    question: str
    decides: tuple[str, ...]


class NotOffered(Answer):
    """A mapped offering that would serve here but is not to be had, and why."""

    offering: str
    title: str
    provider_name: str
    class_: Reason = Field(alias="class")
    reason: str


class NotShown(Answer):
    """How many more offerings are not to be had for a reason."""

    class_: Reason = Field(alias="class")
    count: int


class PathsResponse(Answer):
    """The answer to ``path``."""

    revision: str
    on: str
    territory: str
    territory_name: str
    status: Literal["complete", "presumed", "partial", "none"]
    optimal: bool = Field(description="Whether the first path is proven best")
    gap: float = Field(description="Else the proven relative distance from the best")
    objective: int | None
    prefer: str
    paths: tuple[Path, ...]
    uncovered: tuple[Uncovered, ...]
    unmapped: tuple[Unmapped, ...]
    assumptions: tuple[Assumption, ...]
    questions: tuple[QuestionToAsk, ...]
    not_offered: tuple[NotOffered, ...] = Field((), description="The nearest to being had first")
    not_offered_more: tuple[NotShown, ...] = Field(
        (), description="Those left out of it, counted; `refused: all` shows them"
    )
    understood: tuple[str, ...] = Field((), description="How the names of the question were read")
    explanation: Explanation | None = Field(None, description="Where the question asked to explain")


class Preferred(Answer):
    """A preference, and what is proven of its best path."""

    name: Literal["balanced", "fast", "cheap", "few-actors"]
    optimal: bool = Field(description="Whether the path is proven best under it")
    gap: float = Field(description="Else the proven relative distance from the best")
    objective: int | None = Field(description="In the points of this preference")


class MenuEntry(Answer):
    """One path, the preferences it is the best under, and the whole answer of the first of them."""

    preferences: tuple[Preferred, ...]
    answer: PathsResponse


class MenuResponse(Answer):
    """The answer to ``menu``; every preference stands in one entry."""

    revision: str
    on: str
    territory: str
    territory_name: str
    entries: tuple[MenuEntry, ...]
    understood: tuple[str, ...] = ()


class WhoOffering(Answer):
    """One offering that covers a need here; ``via`` is the territory its coverage names."""

    offering: str
    title: str
    service: str
    service_type: str | None
    provider: str
    provider_name: str
    via: str
    channel: tuple[Channel, ...]
    eligible: Literal["yes", "no", "unknown"]
    because: tuple[str, ...]
    cost_eur: Money
    days: Wait
    contacts: tuple[str, ...]
    hours: str
    assured_on: str | None
    stale: bool | None
    sources: tuple[Source, ...]


class EmptyBecause(Answer):
    """Why nobody covers a need here, and what would change it."""

    class_: Reason = Field(alias="class")
    reason: str
    unlock: tuple[str, ...]


class WhoResponse(Answer):
    """The answer to ``who``."""

    revision: str
    on: str
    need: str
    label: str
    territory: str
    territory_name: str
    offerings: tuple[WhoOffering, ...]
    empty_because: EmptyBecause | None
    not_offered: tuple[NotOffered, ...] = ()
    understood: tuple[str, ...] = ()


class WhyNotResponse(Answer):
    """The answer to ``why-not``; ``extra`` is how many points dearer the best path with it is."""

    revision: str
    on: str
    offering: str
    title: str
    class_: Reason | Literal["in-path", "forbidden", "irrelevant", "dominated", "dearer", "limits"] = Field(
        alias="class"
    )
    reason: str
    extra: int | None
    unlock: tuple[str, ...]


_MODELS: Mapping[type, type[Answer]] = {
    answers.MenuAnswer: MenuResponse,
    answers.PathsAnswer: PathsResponse,
    answers.WhoAnswer: WhoResponse,
    answers.WhyNotAnswer: WhyNotResponse,
    GapsAnswer: GapsResponse,
}

_PUBLISHED: Mapping[str, type[BaseModel]] = {
    "path": PathsResponse,
    "menu": MenuResponse,
    "who": WhoResponse,
    "why-not": WhyNotResponse,
    "gaps": GapsResponse,
    "load": LoadResponse,
    "status": StatusResponse,
    "query": QueryResponse,
    "sources": SourcesResponse,
    "paths-request": PathsRequest,
    "menu-request": MenuRequest,
    "coverage-request": CoverageRequest,
    "why-not-request": WhyNotRequest,
    "gaps-request": GapsRequest,
}

_SOURCES: TypeAdapter[CellSource | BackboneSource | DerivedSource] = TypeAdapter(Source)

AnyAnswer = (
    answers.MenuAnswer
    | answers.PathsAnswer
    | answers.WhoAnswer
    | answers.WhyNotAnswer
    | answers.Source
    | GapsAnswer
)


def model_of(answer: AnyAnswer) -> BaseModel:
    """Give an answer as a model of the contract."""
    if isinstance(answer, answers.Source):
        return _SOURCES.validate_python(answer)
    return _MODELS[type(answer)].model_validate(answer)


def dump(answer: AnyAnswer | BaseModel) -> dict[str, Any]:
    """Give an answer as plain JSON values under the names of the contract, keys always in one order."""
    model = answer if isinstance(answer, BaseModel) else model_of(answer)
    return model.model_dump(mode="json", by_alias=True)


@cache
def json_schemas() -> Mapping[str, dict[str, Any]]:
    """Give the JSON Schema of every answer and request, by name.

    Requests are described as they are read, answers as they are written.
    """
    return {
        name: model.model_json_schema(
            by_alias=True, mode="validation" if name.endswith("-request") else "serialization"
        )
        for name, model in _PUBLISHED.items()
    }
