"""Territories that users bring, and how they complete those that ship."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace

from ..graph.model import Cell, Territory
from ..graph.rdf_values import concept
from ..ontology.terms import TERRITORY
from .rowreader import RowReader

__all__ = ["Found", "cells_of", "completed"]

Found = tuple[tuple[Territory, ...], tuple[Cell, ...]]
"""What a sheet says of territories, ids ascending, and where it says it."""

_IRI = concept(TERRITORY)
_NOT_MERGED = ("id", "parents", "sources")


def completed(shipped: Mapping[str, Territory], own: Iterable[Territory]) -> dict[str, Territory]:
    """Complete the shipped territories with those of exercises.

    Parents add up. Of anything else what differs from the shipped record wins,
    for only then has an exercise said it; of several that differ, the last.

    Parameters
    ----------
    own : iterable of Territory
        In the order of the exercises that say it.

    Returns
    -------
    dict of str to Territory
        All of them, by id.
    """
    found = dict(shipped)
    for territory in own:
        known, base = found.get(territory.id), shipped.get(territory.id)
        said = {
            field.name: getattr(territory, field.name)
            for field in fields(Territory)
            if field.name not in _NOT_MERGED
            and (base is None or getattr(territory, field.name) != getattr(base, field.name))
        }
        parents = dict.fromkeys((*(known.parents if known else ()), *territory.parents))
        found[territory.id] = replace(known or territory, **said, parents=tuple(parents), sources=())
    return found


def cells_of(territory: str, row: RowReader, proves: Mapping[str, tuple[str, ...]]) -> list[Cell]:
    """Say in which cells of a row the properties of a territory were read, by field."""
    subject = _IRI.encode(territory).value
    return [
        Cell(subject, name, trace.row, trace.column, trace.text)
        for field, names in proves.items()
        for trace in row.trace(field)
        for name in names
    ]
