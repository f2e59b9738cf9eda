"""Ambiti, health districts and ASL, as a desk lists them: one row per area and comune."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..graph.exercises import Cell
from ..graph.places import Territory, TerritoryKind
from .gazetteer import Gazetteer, Outcome
from .placenames import place_key
from .reading import is_nothing, tidy
from .rowreader import RowReader
from .territories import Found, cells_of

__all__ = ["read_areas"]

_KINDS = (
    (TerritoryKind.HEALTH_DISTRICT, re.compile(r"distretto|zona distretto|health district")),
    (TerritoryKind.ASL, re.compile(r"(?:asl|ast|ausl|ulss|aulss|asp|azienda sanitaria|azienda usl)\b")),
    (TerritoryKind.AMBITO, re.compile(r"ambito|ats\b|zona sociale|piano di zona|plus\b")),
)
_SHOWN_KINDS = "ambito, distretto, ASL"
_PROVES_AREA = {"name": ("name",), "kind": ("kind",)}


def read_areas(rows: Iterable[RowReader], gazetteer: Gazetteer, shipped: Mapping[str, Territory]) -> Found:
    """Give the areas that rows list, and their comuni with the areas among their parents.

    A row whose comune is unknown, or has namesakes that no province tells
    apart, is kept back; the rest of its area stands. Where rows of one code
    disagree on its name or kind, most rows win.

    Parameters
    ----------
    gazetteer : Gazetteer
        Knows the comuni.
    shipped : mapping of str to Territory
        What comes with the product: a comune keeps what it is there, so that
        the file says the same whatever was loaded before.
    """
    members: dict[tuple[str, str], RowReader] = {}
    comuni: dict[str, Territory] = {}
    for row in rows:
        code, comune = _code(row, shipped), _comune(row, gazetteer)
        kind = _kind(row.text("kind"))
        if kind is None:
            row.quarantine("area-kind-unknown", "kind", after=_SHOWN_KINDS)
        if row.quarantined or comune is None:
            continue
        comuni[comune.id] = shipped.get(comune.id, comune)
        if members.setdefault((code, comune.id), row) is not row:
            row.note("duplicate-row", "comune", after=str(members[code, comune.id].line.row), repair=True)
    return _territories(members, comuni)


def _territories(members: Mapping[tuple[str, str], RowReader], comuni: Mapping[str, Territory]) -> Found:
    """Make the records, with the rows and cells that each comes from."""
    rows: dict[str, list[RowReader]] = defaultdict(list)
    codes: dict[str, list[str]] = defaultdict(list)
    for (code, comune), row in sorted(members.items(), key=lambda item: item[0]):
        rows[code].append(row)
        rows[comune].append(row)
        codes[comune].append(code)
    cells: list[Cell] = []
    found = [_area(code, rows[code], cells) for code in sorted({code for code, _ in members})]
    for comune, its_codes in codes.items():
        known = comuni[comune]
        parents = dict.fromkeys((*known.parents, *its_codes))
        found.append(
            replace(known, parents=tuple(parents), sources=tuple(sorted(r.row_iri for r in rows[comune])))
        )
        cells += [cell for row in rows[comune] for cell in cells_of(comune, row, {"code": ("parents",)})]
    return tuple(sorted(found, key=lambda territory: territory.id)), tuple(cells)


def _area(code: str, rows: list[RowReader], cells: list[Cell]) -> Territory:
    """Make the record of an area, naming the rows that disagree with it."""
    name = _most_often([tidy(row.text("name")) for row in rows])
    kind = TerritoryKind(_most_often([kind.value for row in rows if (kind := _kind(row.text("kind")))]))
    for row in rows:
        if tidy(row.text("name")) != name or _kind(row.text("kind")) is not kind:
            row.note("area-differs", "name", after=f"{name} ({kind.value})", repair=True)
    first = min(rows, key=lambda row: (tidy(row.text("name")) != name, row.line.row))
    cells += cells_of(code, first, _PROVES_AREA)
    return Territory(code, kind, name, sources=tuple(sorted(row.row_iri for row in rows)))


def _most_often(texts: list[str]) -> str:
    """Give the text that most say, the first in order of those that as many say."""
    return min(Counter(texts).items(), key=lambda item: (-item[1], item[0]))[0]


def _code(row: RowReader, shipped: Mapping[str, Territory]) -> str:
    """Give the code of a row's area; one of a shipped territory would overwrite it."""
    code = tidy(row.text("code"))
    for name in ("code", "name"):
        if is_nothing(row.text(name)):
            row.quarantine("area-incomplete", name)
    if code in shipped:
        row.quarantine("area-code-taken", "code", after=shipped[code].name)
    return code


def _kind(text: str) -> TerritoryKind | None:
    folded = place_key(text)
    return next((kind for kind, words in _KINDS if words.match(folded)), None)


def _comune(row: RowReader, gazetteer: Gazetteer) -> Territory | None:
    """Give the comune of a row, or keep the row back."""
    text = row.text("comune")
    if is_nothing(text):
        row.quarantine("area-incomplete", "comune")
        return None
    found = gazetteer.resolve(text, plate=tidy(row.text("plate")) or None)
    if found.territory is None:
        ambiguous = found.kind is Outcome.AMBIGUOUS
        rule = "ambiguous-territory" if ambiguous else found.rule or "unknown-territory"
        row.quarantine(rule, "comune", after=", ".join(found.choices or found.nearest))
        return None
    if found.territory.kind is not TerritoryKind.COMUNE:
        row.quarantine("not-a-comune", "comune", after=found.after)
        return None
    if found.kind is Outcome.REPAIRED or found.rule == "former":
        row.note("repaired-territory", "comune", after=found.after, repair=True)
    return found.territory
