"""Records as a client asks for them: JSON, JSON-LD or Turtle."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, get_args

import pyoxigraph
from fastapi import HTTPException, Response
from fastapi.responses import JSONResponse
from pydantic import TypeAdapter
from pyoxigraph import RdfFormat

from ..graph.exercises import Record
from ..graph.rdf import to_triples
from ..graph.rdf_turtle import turtle
from ..ontology.terms import PREFIXES
from .negotiation import preferred

__all__ = ["MEDIA_TYPES", "as_json", "represent"]

_JSON, _JSON_LD, _TURTLE = MEDIA_TYPES = ("application/json", "application/ld+json", "text/turtle")
"""What a record can be had as; the first when the client does not say."""


def as_json(record: Record) -> dict[str, object]:
    """Give a record's fields as JSON knows them: days as text, money as decimal text."""
    found: dict[str, object] = _writers()[type(record)].dump_python(record, mode="json")
    return found


def represent(accept: str | None, content: object, records: Sequence[Record]) -> Response:
    """Answer with the form that a client would rather have.

    Parameters
    ----------
    content : object
        The JSON form.
    records : sequence of record
        What the RDF forms describe.

    Raises
    ------
    HTTPException
        406, if the client takes none of ``MEDIA_TYPES``.
    """
    media = preferred(accept, MEDIA_TYPES)
    headers = {"Vary": "Accept"}
    if media is None:
        raise HTTPException(406, headers=headers)
    if media == _JSON:
        return JSONResponse(content, headers=headers)
    if media == _TURTLE:
        return Response(turtle(records), media_type=f"{_TURTLE}; charset=utf-8", headers=headers)
    triples = [triple for record in records for triple in to_triples(record)]
    written = pyoxigraph.serialize(triples, format=RdfFormat.JSON_LD, prefixes=PREFIXES)
    return Response(written, media_type=_JSON_LD, headers=headers)


@cache
def _writers() -> Mapping[type, TypeAdapter[Any]]:
    """Build the writer of each kind of record, once: building takes longer than using."""
    return {kind: TypeAdapter(kind) for kind in get_args(Record)}
