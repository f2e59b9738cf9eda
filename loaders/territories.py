"""Territories that users bring: what a sheet finds, and the cells where it says so."""

from collections.abc import Mapping

from ..graph.exercises import Cell
from ..graph.places import Territory
from ..graph.rdf_values import concept
from ..ontology.terms import TERRITORY
from .rowreader import RowReader

__all__ = ["Found", "cells_of"]

Found = tuple[tuple[Territory, ...], tuple[Cell, ...]]
"""What a sheet says of territories, ids ascending, and where it says it."""

_IRI = concept(TERRITORY)


def cells_of(territory: str, row: RowReader, proves: Mapping[str, tuple[str, ...]]) -> list[Cell]:
    """Say in which cells of a row the properties of a territory were read, by field."""
    subject = _IRI.encode(territory).value
    return [
        Cell(subject, name, trace.row, trace.column, trace.text)
        for field, names in proves.items()
        for trace in row.trace(field)
        for name in names
    ]
