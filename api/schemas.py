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
from ..graph.mapped import Channel
from .requests import CoverageRequest, MenuRequest, PathsRequest, WhyNotRequest
from .requests_gaps import GapsRequest
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
from .schemas_paths import MenuResponse, NotOffered, PathsResponse

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
