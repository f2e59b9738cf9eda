"""The map of gaps as a table to look at: needs by areas, the worst first, each cell its worst count."""

from dataclasses import dataclass

from ..graph.gap_answers import AreaAnswer, GapCell, GapsAnswer

__all__ = ["MARKS", "Heat", "HeatCell", "HeatRow", "heat"]

MARKS = {"open": "✗", "presumed": "~", "unsure": "?", "covered": "✓"}
"""What tells cells apart without colour."""

_AREAS, _STEPS = 60, 4
"""More columns than this nobody reads; shades of a colour."""


@dataclass(frozen=True, slots=True)
class HeatCell:
    """The worst that is true of some comuni of an area, of how many, and how deep a shade."""

    name: str
    count: int
    step: int
    many: bool


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A need, by area."""

    label: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """The table; ``left`` is how many areas, the least bad, there was no room for."""

    areas: tuple[AreaAnswer, ...]
    rows: tuple[HeatRow, ...]
    left: int


def heat(answer: GapsAnswer) -> Heat:
    """Lay out the cells of a map."""
    bad = {area.territory: (0, 0) for area in answer.areas}
    for cell in answer.cells:
        unmet, presumed = bad[cell.territory]
        bad[cell.territory] = unmet + cell.open, presumed + cell.presumed

    def how_bad(area: AreaAnswer) -> tuple[float, float]:
        unmet, presumed = bad[area.territory]
        return -unmet / area.comuni, -presumed / area.comuni

    shown = {area.territory for area in sorted(answer.areas, key=how_bad)[:_AREAS]}
    areas = tuple(area for area in answer.areas if area.territory in shown)
    size = {area.territory: area.comuni for area in areas}
    by_need: dict[str, list[HeatCell]] = {}
    for cell in answer.cells:
        if cell.territory in shown:
            by_need.setdefault(cell.need, []).append(_cell(cell, size[cell.territory]))
    needs = sorted(answer.needs, key=lambda one: (-one.open, -one.presumed, -one.unsure, one.label))
    rows = tuple(HeatRow(one.label, tuple(by_need[one.need])) for one in needs)
    return Heat(areas, rows, len(answer.areas) - len(areas))


def _cell(cell: GapCell, comuni: int) -> HeatCell:
    """Give the worst that there is.

    Examples
    --------
    >>> _cell(GapCell("prov-AN", "care", "nowhere", 40, 2, 5, 0), 47)
    HeatCell(name='open', count=5, step=1, many=True)
    """
    counts = {"open": cell.open, "presumed": cell.presumed, "unsure": cell.unsure}
    name, count = next(((name, count) for name, count in counts.items() if count), ("covered", cell.covered))
    return HeatCell(name, count, -(-count * _STEPS // comuni), comuni > 1 and name != "covered")
