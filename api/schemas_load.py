"""The public contract of a load: what became of every row of every sheet."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

__all__ = ["FileReport", "Issue", "LoadResponse", "Sheet", "Structure"]

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class Structure(BaseModel):
    """A line of a sheet that holds no data: a title, a total, a header seen again."""

    model_config = _FROZEN

    row: int
    kind: str
    text: str


class Sheet(BaseModel):
    """What became of a sheet: *rows in* is always accepted + repaired + quarantined."""

    model_config = _FROZEN

    sheet: str
    rows_in: int
    accepted: int
    repaired: int
    quarantined: int
    unread_columns: tuple[str, ...]
    structure: tuple[Structure, ...]
    hidden: bool
    ignored: str | None


class Issue(BaseModel):
    """One thing found in one place; ``value`` is empty where it holds personal data."""

    model_config = _FROZEN

    sheet: str
    row: int | None
    column: str
    value: str
    rule: str
    severity: Literal["info", "warning", "error"]
    suggestion: str
    suggestion_en: str
    after: str


class FileReport(BaseModel):
    """What became of a file; ``refused`` says why it was not read at all."""

    model_config = _FROZEN

    file: str
    mapping: str
    exercise: str
    sheets: tuple[Sheet, ...]
    issues: tuple[Issue, ...]
    refused: str | None


class LoadResponse(BaseModel):
    """The answer to ``load``."""

    model_config = _FROZEN

    revision: str
    published: bool
    triples_added: int
    triples_removed: int
    records: dict[str, int]
    files: tuple[FileReport, ...]
