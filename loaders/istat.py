"""Territories that users bring: the official list of comuni, and their own ambiti and districts.

No national table of ambiti sociali or of health districts is open, so each desk
loads its own: one line per area and comune.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..graph.model import Territory, TerritoryKind
from ..ontology.errors import FileRefusedError
from .delimited import read_delimited
from .gazetteer import Gazetteer, Outcome
from .placenames import fold

__all__ = ["RowProblem", "TerritoryUpdate", "read_areas", "read_istat"]

ISTAT_COLUMNS = {
    "istat": ("codice comune alfanumerico", "codice comune formato alfanumerico"),
    "name": ("comune dizione italiana", "denominazione in italiano"),
    "other": ("comune dizione straniera", "denominazione altra lingua"),
    "plate": ("sigla automobilistica",),
    "code": ("codice catasto", "codice catastale del comune"),
    "region": ("codice regione",),
    "province": (
        "provincia uts",
        "denominazione dell unita territoriale sovracomunale valida a fini statistici",
    ),
}
"""Columns by their headers in the two official files: SITUAS and "Elenco dei comuni italiani"."""

AREA_COLUMNS = {
    "code": ("codice",),
    "name": ("nome",),
    "kind": ("tipo",),
    "comune": ("comune",),
    "plate": ("provincia", "sigla", "prov"),
}

AREA_KINDS = {
    "ambito": TerritoryKind.AMBITO,
    "ats": TerritoryKind.AMBITO,
    "ambito sociale": TerritoryKind.AMBITO,
    "ambito territoriale sociale": TerritoryKind.AMBITO,
    "distretto": TerritoryKind.HEALTH_DISTRICT,
    "distretto sanitario": TerritoryKind.HEALTH_DISTRICT,
    "health district": TerritoryKind.HEALTH_DISTRICT,
    "asl": TerritoryKind.ASL,
    "ast": TerritoryKind.ASL,
    "ausl": TerritoryKind.ASL,
    "ulss": TerritoryKind.ASL,
    "asp": TerritoryKind.ASL,
}

BELFIORE = re.compile(r"[A-Z]\d{3}")
ISTAT_CODE = re.compile(r"\d{6}")
_FOOTNOTE = re.compile(r"\(\d+\)")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that was not used, and why, in both languages."""

    row: int
    value: str
    reason_it: str
    reason_en: str


@dataclass(frozen=True, slots=True)
class TerritoryUpdate:
    """Territories to add or to put in place of those with the same id.

    Parameters
    ----------
    territories : tuple of Territory
        Only those that are new or changed, ids ascending.
    problems : tuple of RowProblem
        Rows that were not used.
    rows_in : int
        Rows of data read.
    unlisted : tuple of str
        Comuni that live in the reference data and that the official list lacks:
        ended since, but on a day it does not say, hence left as they are.
    """

    territories: tuple[Territory, ...]
    problems: tuple[RowProblem, ...] = ()
    rows_in: int = 0
    unlisted: tuple[str, ...] = ()


def read_istat(path: Path, current: Mapping[str, Territory]) -> TerritoryUpdate:
    """Read the official list of comuni that ISTAT publishes, in either of its two forms.

    Names, ISTAT codes and provinces are brought up to date; residents,
    centroids and history stay as they were. A name that changed stays known.

    Parameters
    ----------
    path : Path
        The CSV, as downloaded.
    current : mapping of str to Territory
        What is known already, by id.

    Raises
    ------
    FileRefusedError
        If it is not that list, or lists comuni that have ended since: an older
        list would undo what is known.
    """
    changed: dict[str, Territory] = {}
    problems: list[RowProblem] = []
    listed: set[str] = set()
    rows = list(_records(path, ISTAT_COLUMNS, {"istat", "name", "plate", "code", "region"}))
    for number, row in rows:
        if not BELFIORE.fullmatch(row["code"]) or not ISTAT_CODE.fullmatch(row["istat"]) or not row["name"]:
            problems.append(_broken(number, row))
            continue
        listed.add(row["code"])
        for territory in (_province(row, current), _comune(row, current.get(row["code"]))):
            if territory != current.get(territory.id):
                changed[territory.id] = territory
    _refuse_older(path, listed, current)
    living = {t.id for t in current.values() if t.kind is TerritoryKind.COMUNE and t.valid_to is None}
    return TerritoryUpdate(
        tuple(changed[key] for key in sorted(changed)),
        tuple(problems),
        len(rows),
        tuple(sorted(living - listed)),
    )


def read_areas(path: Path, gazetteer: Gazetteer) -> TerritoryUpdate:
    """Read ambiti, health districts and ASL: ``codice,nome,tipo,comune``, one line per comune.

    An optional column ``provincia`` tells namesakes apart. Of ambiguous and
    unknown comuni the row is a problem; the rest of the area stands.

    Parameters
    ----------
    path : Path
        The CSV.
    gazetteer : Gazetteer
        Knows the comuni.

    Returns
    -------
    TerritoryUpdate
        The areas, and the comuni with the areas among their parents.

    Raises
    ------
    FileRefusedError
        If a column is missing.
    """
    areas: dict[str, Territory] = {}
    comuni: dict[str, Territory] = {}
    parents: dict[str, set[str]] = defaultdict(set)
    problems: list[RowProblem] = []
    rows = list(_records(path, AREA_COLUMNS, {"code", "name", "kind", "comune"}))
    for number, row in rows:
        problem, comune = _member(number, row, gazetteer)
        if problem or comune is None:
            problems.extend([problem] if problem else [])
            continue
        areas.setdefault(
            row["code"],
            Territory(row["code"], AREA_KINDS[fold(row["kind"])], row["name"], sources=(path.name,)),
        )
        comuni[comune.id] = comune
        parents[comune.id].add(row["code"])
    members = [
        replace(comune, parents=(*comune.parents, *sorted(parents[code] - set(comune.parents))))
        for code, comune in comuni.items()
    ]
    found = sorted((*areas.values(), *members), key=lambda territory: territory.id)
    return TerritoryUpdate(tuple(found), tuple(problems), len(rows))


def _records(
    path: Path, columns: Mapping[str, tuple[str, ...]], needed: set[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Give the rows under a header, by our names of the columns; blank rows are skipped."""
    rows = iter(read_delimited(path).rows)
    header = next(rows, None)
    titles = {fold(_FOOTNOTE.sub("", cell.text)): cell.column for cell in header.cells} if header else {}
    letters = {
        name: next((titles[title] for title in names if title in titles), "")
        for name, names in columns.items()
    }
    if missing := sorted(columns[name][0] for name in needed if not letters[name]):
        raise FileRefusedError(path.name, f"it has no column {', '.join(map(repr, missing))}")
    for row in rows:
        cells = {cell.column: " ".join(cell.text.split()) for cell in row.cells}
        if cells:
            yield row.number, {name: cells.get(letter, "") for name, letter in letters.items()}


def _refuse_older(path: Path, listed: set[str], current: Mapping[str, Territory]) -> None:
    ended = [current[code] for code in sorted(listed) if code in current and current[code].valid_to]
    if ended:
        shown = ", ".join(f"{t.name} ({t.valid_to})" for t in ended[:3])
        raise FileRefusedError(
            path.name,
            f"it is older than what is known: {len(ended)} of its comuni have ended, such as {shown}",
            "scaricare l'elenco aggiornato da ISTAT / download the current list from ISTAT",
        )


def _comune(row: Mapping[str, str], known: Territory | None) -> Territory:
    province, name = f"prov-{row['plate']}", row["name"]
    if known is None:
        known = Territory(row["code"], TerritoryKind.COMUNE, name)
    names = [row["other"], known.name, *known.other_names]
    others = dict.fromkeys(other for other in names if other and fold(other) != fold(name))
    if set(others) == set(known.other_names):  # same names: keep their order
        others = dict.fromkeys(known.other_names)
    kept = tuple(parent for parent in known.parents if not parent.startswith("prov-"))
    return replace(
        known,
        name=name,
        other_names=tuple(others),
        parents=(province, *kept),
        plate=row["plate"],
        istat=row["istat"],
    )


def _province(row: Mapping[str, str], current: Mapping[str, Territory]) -> Territory:
    """Give the province of a row: as known, or new."""
    code = f"prov-{row['plate']}"
    if code in current:
        return current[code]
    region = f"reg-{row['region'].zfill(2)}"
    return Territory(
        code, TerritoryKind.PROVINCE, row["province"] or row["plate"], parents=(region,), plate=row["plate"]
    )


def _broken(number: int, row: Mapping[str, str]) -> RowProblem:
    shown = f"{row['code']} {row['istat']} {row['name']}".strip()
    return RowProblem(
        number,
        shown,
        "codice catastale, codice ISTAT o nome mancante o malformato",
        "Belfiore code, ISTAT code or name missing or malformed",
    )


def _member(
    number: int, row: Mapping[str, str], gazetteer: Gazetteer
) -> tuple[RowProblem | None, Territory | None]:
    """Give the comune of a row, or what is wrong with the row."""
    if not row["code"] or not row["name"]:
        return RowProblem(number, row["comune"], "codice o nome mancante", "code or name missing"), None
    if fold(row["kind"]) not in AREA_KINDS:
        known = ", ".join(AREA_KINDS)
        return RowProblem(number, row["kind"], f"tipo non previsto: {known}", f"unknown kind: {known}"), None
    found = gazetteer.resolve(row["comune"], plate=row["plate"] or None)
    if found.kind is Outcome.AMBIGUOUS:
        choices = ", ".join(found.choices)
        return RowProblem(
            number, row["comune"], f"scegliere tra {choices}", f"choose between {choices}"
        ), None
    if found.territory is None or found.territory.kind is not TerritoryKind.COMUNE:
        hint = ", ".join(found.nearest)
        return RowProblem(
            number, row["comune"], f"comune sconosciuto; forse {hint}", f"unknown comune; perhaps {hint}"
        ), None
    return None, found.territory
