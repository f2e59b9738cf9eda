"""The questions of the API: paths, coverage, names, and records by their IRI."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse

from ..graph.exercises import Record, SourceRow
from ..graph.mapped import Offering, Provider, Service
from ..graph.rdf import iri_of
from ..ontology.errors import UnknownRecordError
from .desk import Desk
from .live import LiveDesk
from .problems import documented
from .representations import MEDIA_TYPES, as_json, represent
from .requests import CoverageRequest, MenuRequest, PathsRequest, WhyNotRequest
from .requests_gaps import GapsRequest
from .schemas import GapsResponse, MenuResponse, PathsResponse, WhoResponse, WhyNotResponse, dump
from .strict_json import StrictRoute

__all__ = ["Live", "router"]

_RECORD: dict[int | str, dict[str, Any]] = {
    200: {"content": {media: {} for media in MEDIA_TYPES}, "description": "The record"},
    404: documented("The network holds no such record"),
    406: documented("It cannot be had in that form"),
}

_OFFERING: dict[int | str, dict[str, Any]] = {404: documented("The network holds no such offering")}

router = APIRouter(
    route_class=StrictRoute,
    responses={
        400: documented("The body is not JSON as RFC 8259 has it"),
        413: documented("The body is too long"),
        415: documented("The body is not said to be JSON"),
        422: documented("A name, a fact or a field is wrong"),
        503: documented("The store cannot be read now"),
    },
)


async def live_desk(request: Request) -> LiveDesk:
    """Give what answers now. Its desk is taken where the answer is made: one turn in a thread, not three."""
    live: LiveDesk = request.app.state.live
    return live


Live = Annotated[LiveDesk, Depends(live_desk)]
Accept = Annotated[str | None, Header(description=" or ".join(MEDIA_TYPES))]
Words = Annotated[str, Query(max_length=200, examples=["cura della persona"])]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.post("/paths", response_model=PathsResponse, tags=["questions"])
def ask_paths(question: PathsRequest, live: Live) -> Response:
    """Say what a person should do first, with whom, with which papers, at what cost, in how many days."""
    with live.lease() as desk:
        answer = desk.paths(
            question.needs,
            question.territory,
            on=question.on,
            citizen=question.citizen,
            k=question.k,
            prefer=question.prefer,
            limits=question.limits,
            lang=question.lang,
            refused=question.refused,
            explain=question.explain,
        )
        return JSONResponse(dump(answer))


@router.post("/why-not", response_model=WhyNotResponse, responses=_OFFERING, tags=["questions"])
def ask_why_not(question: WhyNotRequest, live: Live) -> Response:
    """Say why the best path does without an offering: what is in its way, or what forcing it would cost."""
    with live.lease() as desk:
        answer = desk.why_not(
            question.offering,
            question.needs,
            question.territory,
            on=question.on,
            citizen=question.citizen,
            prefer=question.prefer,
            limits=question.limits,
            lang=question.lang,
        )
        return JSONResponse(dump(answer))


@router.post("/menu", response_model=MenuResponse, tags=["questions"])
def ask_menu(question: MenuRequest, live: Live) -> Response:
    """Give the best path under each preference, to choose among; preferences that agree share one entry."""
    with live.lease() as desk:
        answer = desk.menu(
            question.needs,
            question.territory,
            on=question.on,
            citizen=question.citizen,
            limits=question.limits,
            lang=question.lang,
        )
        return JSONResponse(dump(answer))


@router.post("/coverage", response_model=WhoResponse, tags=["questions"])
def ask_coverage(question: CoverageRequest, live: Live) -> Response:
    """Say who covers a need here, or why nobody does."""
    with live.lease() as desk:
        answer = desk.who(
            question.need, question.territory, on=question.on, citizen=question.citizen, lang=question.lang
        )
        return JSONResponse(dump(answer))


@router.post("/gaps", response_model=GapsResponse, tags=["questions"])
def ask_gaps(question: GapsRequest, live: Live) -> Response:
    """Say where the network leaves one kind of person without an answer, and what would change most."""
    with live.lease() as desk:
        asked = desk.gap_question(
            question.territory,
            question.needs,
            on=question.on,
            citizen=question.citizen,
            by=question.by,
            lang=question.lang,
        )
        return JSONResponse(dump(desk.tell_gaps(asked, desk.find_gaps(asked), lang=question.lang)))


@router.get("/needs", tags=["names"])
def find_needs(live: Live, q: Words = "", limit: Limit = 10) -> dict[str, object]:
    """Suggest needs for a text, best first; every need, by id, for no text."""
    with live.lease() as desk:
        found = desk.search_needs(q, limit)
        needs = [
            {"id": one.id, "label": one.label, "matched": one.matched, "score": one.score} for one in found
        ]
        return {"revision": desk.revision, "needs": needs}


@router.get("/territories", tags=["names"])
def find_territories(
    live: Live,
    q: Annotated[str, Query(max_length=200, examples=["jes"])] = "",
    limit: Limit = 10,
) -> dict[str, object]:
    """Suggest comuni whose name begins so, the most populous first."""
    with live.lease() as desk:
        found = desk.search_territories(q, limit)
        places = [{"id": place.id, "name": place.name, "plate": place.plate} for place in found]
        return {"revision": desk.revision, "territories": places}


@router.get("/offerings/{id:path}", responses=_RECORD, tags=["records"])
def get_offering(id: str, live: Live, accept: Accept = None) -> Response:
    """Give an offering by its IRI, or by what follows the IRI of the data."""
    with live.lease() as desk:
        return _record(desk, id, Offering, accept)


@router.get("/services/{id:path}", responses=_RECORD, tags=["records"])
def get_service(id: str, live: Live, accept: Accept = None) -> Response:
    """Give a service by its IRI, or by what follows the IRI of the data."""
    with live.lease() as desk:
        return _record(desk, id, Service, accept)


@router.get("/providers/{id:path}", responses=_RECORD, tags=["records"])
def get_provider(id: str, live: Live, accept: Accept = None) -> Response:
    """Give a provider by its IRI, or by what follows the IRI of the data."""
    with live.lease() as desk:
        return _record(desk, id, Provider, accept)


@router.get("/sources/{id:path}", responses=_RECORD, tags=["records"])
def get_sources(id: str, live: Live, accept: Accept = None) -> Response:
    """Say which cells a record was read from, and the law behind what it leaves unsaid."""
    with live.lease() as desk:
        record = desk.describe(id)
        sources = [dump(source) for source in desk.sources(id)]
        rows = [record] if isinstance(record, SourceRow) else _rows(desk, record)
        return represent(
            accept, {"revision": desk.revision, "record": iri_of(record), "sources": sources}, rows
        )


def _record(desk: Desk, name: str, kind: type[Record], accept: str | None) -> Response:
    record = desk.describe(name)
    if not isinstance(record, kind):
        raise UnknownRecordError(kind.__name__.lower(), name)
    return represent(accept, {"revision": desk.revision, **as_json(record)}, [record])


def _rows(desk: Desk, record: Record) -> list[Record]:
    """Give the rows a record was read from, in order."""
    found = desk.reader.describe(getattr(record, "sources", ()))
    return [found[iri] for iri in sorted(found)]
