"""Which HTTP status an error is, and its details as RFC 9457 has them.

::

    UnknownNameError       422  unknown-name         kind, nearest
    AmbiguousNameError     422  ambiguous-name       kind, choices
    CitizenError           422  citizen              pointer, problem, hint
    QuestionError          422  question             pointer, hint
    UnknownRecordError     404  unknown-record
    MappingError           422  mapping
    FileRefusedError       422  file-refused
    PublishRefusedError    409  publish-refused
    UnwritableRecordError  422  unwritable-record
    StoreUnreachableError  503  store-unreachable
    StoreBusyError         503  store-busy
    ConflictError          409  conflict
    CorruptStoreError      503  store-damaged
    UnknownConceptError    503  unknown-concept
    ReferenceDataError     500  reference-data

No problem repeats what was asked: it names the field and what would do instead.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from ..graph.citizen import CODED_FACTS, NUMERIC_FACTS
from ..ontology.errors import (
    AmbiguousNameError,
    CitizenError,
    ConflictError,
    CorruptStoreError,
    FileRefusedError,
    MappingError,
    PublishRefusedError,
    QuestionError,
    ReferenceDataError,
    StoreBusyError,
    StoreUnreachableError,
    UnknownConceptError,
    UnknownNameError,
    UnknownRecordError,
    UnwritableRecordError,
    WelfareNetError,
)
from ..ontology.wording import LANGUAGES, say
from .requests import request_error

__all__ = [
    "PROBLEMS",
    "PROBLEM_TYPE",
    "ProblemDetails",
    "documented",
    "explain",
    "language",
    "on_error",
    "on_http_error",
    "on_invalid",
    "problem",
    "sentence",
]

PROBLEM_TYPE = "https://w3id.org/welfarenet/problem/"
"""Namespace of the types of problem."""

PROBLEMS: Mapping[type[WelfareNetError], tuple[int, str]] = MappingProxyType(
    {
        UnknownNameError: (422, "unknown-name"),
        AmbiguousNameError: (422, "ambiguous-name"),
        CitizenError: (422, "citizen"),
        QuestionError: (422, "question"),
        UnknownRecordError: (404, "unknown-record"),
        MappingError: (422, "mapping"),
        FileRefusedError: (422, "file-refused"),
        PublishRefusedError: (409, "publish-refused"),
        UnwritableRecordError: (422, "unwritable-record"),
        StoreUnreachableError: (503, "store-unreachable"),
        StoreBusyError: (503, "store-busy"),
        ConflictError: (409, "conflict"),
        CorruptStoreError: (503, "store-damaged"),
        UnknownConceptError: (503, "unknown-concept"),
        ReferenceDataError: (500, "reference-data"),
    }
)
"""Status and type of every leaf of the error tree."""

_OF_STATUS = {
    400: "malformed",
    404: "not-found",
    405: "method",
    406: "not-acceptable",
    415: "media-type",
}
_FACTS = frozenset((*NUMERIC_FACTS, *CODED_FACTS, "born_on", "resident_since", "documents"))


class ProblemDetails(BaseModel):
    """What every error of the API looks like (RFC 9457); more members may come."""

    type: str
    title: str
    status: int
    detail: Annotated[str | None, Field(description="What would do instead")] = None
    pointer: Annotated[str | None, Field(description="JSON Pointer to the part of the body at fault")] = None
    kind: str | None = None
    nearest: Sequence[str] | None = None
    choices: Sequence[str] | None = None


def documented(description: str) -> dict[str, Any]:
    """Describe a problem to OpenAPI."""
    content = {"application/problem+json": {"schema": ProblemDetails.model_json_schema()}}
    return {"description": description, "content": content}


def problem(status: int, slug: str, lang: str, detail: str = "", **members: object) -> JSONResponse:
    """Give a response of type ``application/problem+json``; empty members are left out."""
    content: dict[str, object] = {
        "type": PROBLEM_TYPE + slug,
        "title": say(f"problem.{slug}", lang),
        "status": status,
    }
    if detail:
        content["detail"] = detail
    content.update({name: value for name, value in members.items() if value not in (None, "", ())})
    return JSONResponse(content, status, media_type="application/problem+json")


def language(accept: str | None) -> str:
    """Give the first of our languages that an ``Accept-Language`` header names, else English.

    Examples
    --------
    >>> language("de, it-IT;q=0.8"), language(None)
    ('it', 'en')
    """
    wanted = [part.partition(";")[0].strip().lower()[:2] for part in (accept or "").split(",")]
    return next((name for name in wanted if name in LANGUAGES), "en")


def explain(error: WelfareNetError) -> dict[str, object]:
    """List the members that tell an error apart, none of which the asker gave."""
    match error:
        case UnknownNameError():
            return {"kind": error.kind, "nearest": error.nearest}
        case AmbiguousNameError():
            return {"kind": error.kind, "choices": error.choices}
        case CitizenError():
            fact = error.key.partition("[")[0]
            known = fact if fact in _FACTS else ""
            return {"pointer": f"/citizen/{known}".rstrip("/"), "detail": _joined(error.problem, error.hint)}
        case QuestionError():
            return {
                "pointer": "/" + error.field.replace(".", "/"),
                "detail": _joined(error.problem, error.hint),
            }
        case _:
            return {}


def sentence(error: WelfareNetError, lang: str) -> str:
    """Give an error in words for a person, without what they wrote."""
    return say(f"problem.{PROBLEMS[type(error)][1]}", lang)


def on_error(request: Request, error: Exception) -> JSONResponse:
    """Answer an error of our tree."""
    assert isinstance(error, WelfareNetError)  # noqa: S101  registered for these only
    status, slug = PROBLEMS[type(error)]
    members = explain(error)
    detail = str(members.pop("detail", ""))
    return problem(status, slug, _language(request), detail, **members)


def on_invalid(request: Request, error: Exception) -> JSONResponse:
    """Answer a body or a query of the wrong shape: where and what, never the value."""
    assert isinstance(error, RequestValidationError)  # noqa: S101
    found = [one for one in error.errors() if one["loc"][0] == "body"]
    if not found:
        places = sorted({(str(one["loc"][-1]), str(one["type"])) for one in error.errors()})
        return problem(
            422, "invalid", _language(request), errors=[{"parameter": p, "type": t} for p, t in places]
        )
    if found[0]["loc"] == ("body",) and not _is_json(request):
        return problem(415, "media-type", _language(request))
    return on_error(request, request_error([{**one, "loc": one["loc"][1:]} for one in found]))


def on_http_error(request: Request, error: Exception) -> JSONResponse:
    """Answer an error of the framework or of a route."""
    assert isinstance(error, HTTPException)  # noqa: S101
    slug = _OF_STATUS.get(error.status_code, "http")
    detail = error.detail if error.status_code == 400 else ""
    response = problem(error.status_code, slug, _language(request), detail)
    response.headers.update(error.headers or {})
    return response


def _language(request: Request) -> str:
    return language(request.headers.get("accept-language"))


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _is_json(request: Request) -> bool:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media == "application/json" or media.endswith("+json")
