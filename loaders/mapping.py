"""A mapping: which sheets and columns of a file hold what, in YAML, checked before any row is read."""

from collections.abc import Iterable
from datetime import date
from fnmatch import fnmatchcase
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from rapidfuzz import process

from ..graph.places import TerritoryKind
from ..ontology.errors import FileRefusedError, MappingError
from .fields import FIELDS
from .layout import Grid, find_header, lay_out
from .origin import first_origin
from .reading import fold
from .sheet import Sheet

__all__ = [
    "Assertion",
    "Assertions",
    "Column",
    "Exercise",
    "Home",
    "Mapping",
    "SheetSpec",
    "TerritorySpec",
    "choose_mapping",
    "grid_of",
    "list_shipped_mappings",
    "read_mapping",
    "spec_of",
]

SheetKind = Literal[
    "services", "providers", "places", "needs-matrix", "agreements", "areas", "comuni", "lists", "ignored"
]
Names = Annotated[
    tuple[str, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)
]
"""One name or a list of them."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """Where a field is found: headers it may have, ``*`` standing for anything.

    ``splits`` lists the separators at which one cell becomes several rows' worth.
    """

    headers: Names
    required: bool = False
    reader: str = ""
    splits: tuple[str, ...] = ()


class SheetSpec(_Strict):
    """What one kind of sheet holds.

    Parameters
    ----------
    match : tuple of str
        Patterns of the sheet's name, folded.
    reads : str
        Kind of record its rows describe; ``ignored`` with a reason in ``because``.
    constants : dict of str to str
        Fields that no column holds, the same for every row; ``{place}`` is filled in.
    coverage_from : str
        What to cover when no column says it: nothing, the place of the seat, or
        every place in which the same provider has a seat.
    """

    match: Names
    reads: SheetKind
    because: str = ""
    header_within: Annotated[int, Field(ge=1, le=60)] = 20
    columns: dict[
        str, Annotated[Column, BeforeValidator(lambda v: {"headers": v} if isinstance(v, str | list) else v)]
    ] = {}
    constants: dict[str, str] = {}
    coverage_from: Literal["", "place", "provider-places"] = ""


class Exercise(_Strict):
    """Who mapped what; without a slug, each file is an exercise named after itself."""

    slug: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")] | None = None
    title: str = ""
    conducted_by: str = ""
    ended_on: date | None = None


class Home(_Strict):
    """Where the exercise was made: settles "the province" and, with care, homonyms."""

    comune: str = ""
    province: str = ""


class TerritorySpec(_Strict):
    """An area that the file names and no national table holds, as a list of comuni."""

    id: str
    name: str
    kind: TerritoryKind = TerritoryKind.AMBITO
    other_names: tuple[str, ...] = ()
    comuni: tuple[str, ...]


class Assertion(_Strict):
    """How many records of a class a healthy load has."""

    min: int = 0
    max: int | None = None


class Assertions(_Strict):
    """Bounds by class of record."""

    territories: Assertion | None = None
    providers: Assertion | None = None
    services: Assertion | None = None
    offerings: Assertion | None = None
    agreements: Assertion | None = None
    referrals: Assertion | None = None


class Mapping(_Strict):
    """One mapping, whole.

    ``service_types`` and ``documents`` say what this source's own words mean;
    they win over the vocabulary.
    """

    name: str
    exercise: Exercise = Exercise()
    home: Home = Home()
    sheets: tuple[SheetSpec, ...]
    territories: tuple[TerritorySpec, ...] = ()
    service_types: dict[str, str] = {}
    documents: dict[str, str] = {}
    needs: dict[str, str] = {}
    providers: dict[str, str] = {}
    assertions: Assertions = Assertions()

    def reads(self, kind: SheetKind) -> bool:
        """Tell whether any of its sheets is of a kind."""
        return any(spec.reads == kind for spec in self.sheets)


def read_mapping(path: Path | Traversable) -> Mapping:
    """Read and check a YAML mapping.

    Raises
    ------
    MappingError
        With the path of the key, and the nearest known key where one is misspelt.
    FileRefusedError
        If there is no such file.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileRefusedError(path.name, "the mapping cannot be read", "check the name") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise MappingError(path.name, "the whole file", f"it is not YAML ({error})") from error
    if not isinstance(content, dict):
        raise MappingError(path.name, "the whole file", "it is not a set of keys")
    try:
        mapping = Mapping.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise MappingError(
            path.name, where, _worded(str(first["type"]), str(first["msg"]), first["loc"])
        ) from None
    _check_fields(path.name, mapping)
    return mapping


def list_shipped_mappings() -> tuple[Mapping, ...]:
    """Read the mappings that come with the product, by file name."""
    folder = files("welfarenet.loaders") / "mappings"
    return tuple(
        read_mapping(one)
        for one in sorted(folder.iterdir(), key=lambda p: p.name)
        if one.name.endswith(".yaml")
    )


def choose_mapping(file: str, sheets: Iterable[Sheet], mappings: Iterable[Mapping]) -> Mapping:
    """Choose the mapping whose headers a file has: the one that reads most columns.

    Raises
    ------
    FileRefusedError
        If none recognises any sheet.
    """
    sheets = tuple(sheets)
    best, most = None, 0
    for mapping in mappings:
        specs = ((sheet, spec_of(sheet, mapping)) for sheet in sheets)
        read = sum(_columns_found(sheet, spec) for sheet, spec in specs if spec is not None)
        if read > most:
            best, most = mapping, read
    if best is None:
        some = any(sheet.rows for sheet in sheets)
        reason = "no known mapping recognises its columns" if some else "it holds no rows"
        raise FileRefusedError(file, reason, "give one with --mapping")
    return best


def grid_of(sheet: Sheet, spec: SheetSpec) -> Grid | None:
    """Lay a sheet out by its spec; ``None`` when the spec ignores it."""
    return None if spec.reads == "ignored" else lay_out(sheet, spec.columns, spec.header_within)


def spec_of(sheet: Sheet, mapping: Mapping) -> SheetSpec | None:
    """Find the spec of a sheet: by its name if the headers agree, or else by the headers alone.

    Rows kept back that come back go by the name of the sheet they stood in.
    """
    origin = first_origin(sheet)
    name = fold(origin.sheet if origin and origin.sheet else sheet.name)
    for spec in mapping.sheets:
        named = any(fnmatchcase(name, _pattern(pattern)) for pattern in spec.match)
        if named and (spec.reads == "ignored" or _columns_found(sheet, spec)):
            return spec
    records = [spec for spec in mapping.sheets if spec.reads not in ("ignored", "lists", "needs-matrix")]
    best = max(records, key=lambda spec: _columns_found(sheet, spec), default=None)
    return best if best is not None and _columns_found(sheet, best) else None


def _columns_found(sheet: Sheet, spec: SheetSpec) -> int:
    """Count the columns of a spec that a sheet has; 0 when a required one is missing."""
    if spec.reads == "ignored":
        return 0
    header = find_header(sheet, spec.columns, spec.header_within)
    return len(header[1]) if header is not None else 0


def _pattern(text: str) -> str:
    """Fold a pattern but keep its stars."""
    return "*".join(fold(part) for part in text.split("*"))


def _check_fields(file: str, mapping: Mapping) -> None:
    """Refuse fields that the kind of sheet does not have, and two kinds of territories at once."""
    if {"areas", "comuni"} <= {spec.reads for spec in mapping.sheets}:
        raise MappingError(file, "sheets", "the official list and other areas need a mapping each")
    for at, spec in enumerate(mapping.sheets):
        known = FIELDS[spec.reads]
        for group, names in (("columns", spec.columns), ("constants", spec.constants)):
            for name in names:
                if name not in known:
                    raise MappingError(file, f"sheets.{at}.{group}.{name}", _unknown(name, known))


def _worded(kind: str, message: str, where: tuple[int | str, ...]) -> str:
    """Say what is wrong with a key, naming the nearest one that exists."""
    if kind == "extra_forbidden":
        models = (Mapping, SheetSpec, Column, Exercise, Home, TerritorySpec, Assertions, Assertion)
        return _unknown(str(where[-1]), sorted({name for model in models for name in model.model_fields}))
    return message


def _unknown(name: str, known: Iterable[str]) -> str:
    near = process.extractOne(name, sorted(known), score_cutoff=60)
    return f"there is no such key; did you mean {near[0]!r}?" if near else "there is no such key"
