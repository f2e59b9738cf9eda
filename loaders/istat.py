"""The official list of comuni that ISTAT publishes, in either of its forms: what it changes in what ships."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..graph.exercises import Cell
from ..graph.places import Territory, TerritoryKind
from ..ontology.errors import FileRefusedError
from .placenames import place_key
from .reading import tidy
from .readsheet import ReadSheet
from .rowreader import RowReader
from .territories import Found, cells_of

__all__ = ["read_comuni"]

_BELFIORE = re.compile(r"[A-Z]\d{3}")
_ISTAT = re.compile(r"\d{4,6}")
_PLATE = re.compile(r"[A-Z]{2}")
_PROVES = {"name": ("name",), "other": ("other_names",), "istat": ("istat",), "plate": ("plate", "parents")}
_PROVES_PROVINCE = {"province": ("name",), "plate": ("plate",), "region": ("parents",)}


def read_comuni(sheets: Sequence[ReadSheet], shipped: Mapping[str, Territory]) -> Found:
    """Give the comuni and provinces that the list adds or changes.

    Names, ISTAT codes and provinces are brought up to date; residents,
    centroids and history stay as they were. A name that changed stays known.
    Comuni that the list lacks have ended, but on a day it does not say: they
    are reported and left.

    Parameters
    ----------
    sheets : sequence of ReadSheet
        The list, and rows of it that come back corrected.
    shipped : mapping of str to Territory
        What comes with the product, by id. Compared with nothing else, so that
        the list says the same whatever was loaded before.

    Raises
    ------
    FileRefusedError
        If it lists comuni that have ended since: an older list would undo what is known.
    """
    changed: dict[str, Territory] = {}
    cells: list[Cell] = []
    listed = set()
    for row in (row for read in sheets for row in read.rows):
        facts = _facts(row)
        if facts is None:
            continue
        listed.add(facts["code"])
        for territory, proves in (
            (_province(facts, shipped), _PROVES_PROVINCE),
            (_comune(facts, shipped.get(facts["code"])), _PROVES),
        ):
            if territory != shipped.get(territory.id) and territory.id not in changed:
                changed[territory.id] = replace(territory, sources=(row.row_iri,))
                cells += cells_of(territory.id, row, proves)
    _refuse_older(sheets[0].file, listed, shipped)
    _note_unlisted(sheets[0], listed, shipped)
    return tuple(changed[key] for key in sorted(changed)), tuple(cells)


def _facts(row: RowReader) -> dict[str, str] | None:
    """Give a row's texts by field; one without its codes or its name is kept back."""
    facts = {name: tidy(row.text(name)) for name in ("code", "istat", "name", "other", "plate", "region")}
    facts["province"] = tidy(row.text("province")) or facts["plate"]
    for name, form in (("code", _BELFIORE), ("istat", _ISTAT), ("plate", _PLATE)):
        if not form.fullmatch(facts[name]):
            row.quarantine("comune-code-wrong", name)
    if not facts["name"] or not facts["region"].isdigit():
        row.quarantine("comune-incomplete", "name" if facts["region"].isdigit() else "region")
    if row.quarantined:
        return None
    if len(facts["istat"]) < 6:
        facts["istat"] = facts["istat"].zfill(6)
        row.note("zero-restored", "istat", after=facts["istat"], repair=True)
    return facts


def _comune(facts: Mapping[str, str], known: Territory | None) -> Territory:
    name = facts["name"]
    if known is None:
        known = Territory(facts["code"], TerritoryKind.COMUNE, name)
    names = [facts["other"], known.name, *known.other_names]
    others = dict.fromkeys(other for other in names if other and place_key(other) != place_key(name))
    if set(others) == set(known.other_names):  # same names: keep their order
        others = dict.fromkeys(known.other_names)
    kept = tuple(parent for parent in known.parents if not parent.startswith("prov-"))
    return replace(
        known,
        name=name,
        other_names=tuple(others),
        parents=(f"prov-{facts['plate']}", *kept),
        plate=facts["plate"],
        istat=facts["istat"],
    )


def _province(facts: Mapping[str, str], shipped: Mapping[str, Territory]) -> Territory:
    """Give the province of a comune: as known, or new."""
    code, plate = f"prov-{facts['plate']}", facts["plate"]
    region = f"reg-{facts['region'].zfill(2)}"
    new = Territory(code, TerritoryKind.PROVINCE, facts["province"], parents=(region,), plate=plate)
    return shipped.get(code, new)


def _refuse_older(file: str, listed: set[str], shipped: Mapping[str, Territory]) -> None:
    ended = [shipped[code] for code in sorted(listed) if code in shipped and shipped[code].valid_to]
    if ended:
        shown = ", ".join(f"{t.name} ({t.valid_to})" for t in ended[:3])
        raise FileRefusedError(
            file,
            f"it is older than what is known: {len(ended)} of its comuni have ended, such as {shown}",
            "download the current list from ISTAT",
        )


def _note_unlisted(read: ReadSheet, listed: set[str], shipped: Mapping[str, Territory]) -> None:
    living = {t.id: t.name for t in shipped.values() if t.kind is TerritoryKind.COMUNE and t.valid_to is None}
    unlisted = sorted(living.keys() - listed)
    if unlisted:
        shown = ", ".join(living[code] for code in unlisted[:5])
        read.note("comuni-unlisted", value=f"{len(unlisted)}: {shown}{', …' if len(unlisted) > 5 else ''}")
