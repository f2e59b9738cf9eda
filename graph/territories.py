"""Territories as shipped: the country, regions, provinces, comuni of today and of once.

The file beside the ontology has one line per comune *and name*, because a desk
still writes the name of ten years ago. Here the lines of one code become one
:class:`~welfarenet.graph.places.Territory`: the last name is its name, second-language
names and those that ended since 1990 are its other names. (Older ones would
only make namesakes: in 1862 Sezzadio was called Sezze, in 1925 Andalo
Valtellino just Andalo.)
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from importlib.resources import files
from itertools import groupby
from operator import itemgetter

from ..ontology.errors import ReferenceDataError
from .places import AGE_CLASSES, Territory, TerritoryKind

__all__ = ["completed", "parse_territories", "read_territories"]

FILE = "territories.csv"
COLUMNS = (
    "kind", "id", "name", "other_names", "plate", "region", "istat", "valid_from", "valid_to",
    "successors", *AGE_CLASSES, "lat", "lon",
)  # fmt: skip
REMEMBERED_SINCE = "1990"
ONE_DAY = timedelta(days=1)
_NOT_MERGED = ("id", "parents", "sources")

Line = tuple[str, ...]


def read_territories() -> Mapping[str, Territory]:
    """Read every territory shipped with the product, by id.

    Returns
    -------
    mapping of str to Territory
        Ids ascending: Belfiore codes, ``IT``, ``prov-AN``, ``reg-11``.

    Raises
    ------
    ReferenceDataError
        If the file is missing or a line is broken.

    Notes
    -----
    About 0.1 s for 10,000 territories.
    """
    resource = files("welfarenet.ontology") / FILE
    try:
        with resource.open("r", encoding="utf-8") as lines:
            return parse_territories(lines)
    except FileNotFoundError:
        raise ReferenceDataError(FILE, "it is missing from the package; install again") from None


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
        parents = sorted({*(known.parents if known else ()), *territory.parents})
        found[territory.id] = replace(known or territory, **said, parents=tuple(parents), sources=())
    return found


def parse_territories(lines: Iterable[str], *, file: str = FILE) -> dict[str, Territory]:
    """Make territories of the lines of the file.

    Parameters
    ----------
    lines : iterable of str
        Header first; the lines of one comune stand together, oldest name first.
    file : str
        Name to put into errors.

    Returns
    -------
    dict of str to Territory
        Ids ascending.

    Raises
    ------
    ReferenceDataError
        With file and line: a wrong header, a missing column, a date or number
        that is none, two lines that cannot be of one territory.
    """
    reader = csv.reader(lines)
    if (header := tuple(next(reader, ()))) != COLUMNS:
        raise ReferenceDataError(file, f"line 1: expected the columns {', '.join(COLUMNS)}, found {header}")
    found: dict[str, Territory] = {}
    for code, group in groupby(enumerate(reader, start=2), key=lambda numbered: ",".join(numbered[1][1:2])):
        numbered = list(group)
        number = numbered[-1][0]
        try:
            if code in found or not code:
                raise ValueError(f"the id {code!r} is empty or stands apart from its other lines")
            found[code] = _to_territory([_checked(line) for _, line in numbered])
        except ValueError as error:
            first = numbered[0][0]
            where = f"line {number}" if first == number else f"lines {first}-{number}"
            raise ReferenceDataError(file, f"{where}: {error}") from None
    return dict(sorted(found.items(), key=itemgetter(0)))


def _checked(line: list[str]) -> Line:
    if len(line) != len(COLUMNS):
        raise ValueError(f"{len(line)} columns instead of {len(COLUMNS)}")
    return tuple(line)


def _to_territory(periods: list[Line]) -> Territory:
    kind, code, name, _, plate, region, istat, _, until, successors, *figures = periods[-1]
    return Territory(
        code,
        TerritoryKind(kind),
        name,
        _other_names(periods),
        _parents(kind, plate, region),
        _start(periods),
        _day(until),
        tuple(filter(None, successors.split("|"))),
        plate,
        istat,
        tuple(map(int, figures[:-2])) if figures[0] else (),
        float(figures[-2]) if figures[-2] else None,
        float(figures[-1]) if figures[-1] else None,
    )


def _other_names(periods: list[Line]) -> tuple[str, ...]:
    if len(periods) == 1 and not periods[0][3]:
        return ()
    recent = [line for line in reversed(periods) if line is periods[-1] or line[8] >= REMEMBERED_SINCE]
    names = dict.fromkeys(name for line in recent for name in (line[2], *line[3].split("|")) if name)
    return tuple(name for name in names if name != periods[-1][2])


def _parents(kind: str, plate: str, region: str) -> tuple[str, ...]:
    if kind == "comune":  # a few were ceded with their whole province, and have no parent now
        return (f"prov-{plate}",) if region else ()
    if kind == "province":
        return (f"reg-{region}",)
    return ("IT",) if kind == "region" else ()


def _start(periods: list[Line]) -> date | None:
    """Give the first day of the last unbroken stretch of life, whatever the name."""
    start = _day(periods[-1][7])
    for line in reversed(periods[:-1]):
        end, begin = _day(line[8]), _day(line[7])
        if start is None or end is None or begin is None or end + ONE_DAY < start:
            break
        start = min(start, begin)
    return start


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
