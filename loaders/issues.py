"""What a load says about its files: issues, row states, and reports whose sums must hold.

Every row of data ends in exactly one state, and a :class:`SheetReport` cannot be
built unless *rows in = accepted + repaired + quarantined*.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .rules import RULES, Severity

__all__ = ["FileReport", "Issue", "LoadReport", "RowState", "SheetReport", "Structure"]


class RowState(StrEnum):
    """How a row of data ends."""

    ACCEPTED = "accepted"
    REPAIRED = "repaired"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing found in one place of a file.

    Parameters
    ----------
    file, sheet : str
        Where; ``sheet`` is empty for a whole file.
    row : int or None
        Row number as people see it, ``None`` for a whole sheet or column.
    column : str
        Column letter, empty for a whole row.
    value : str
        Text of the cell; empty where it holds personal data.
    rule : str
        Key of ``RULES``.
    after : str
        What a repair made of the value.
    """

    file: str
    sheet: str
    row: int | None
    column: str
    value: str
    rule: str
    after: str = ""

    @property
    def severity(self) -> Severity:
        """How bad it is: ``info``, ``warning`` or ``error``."""
        return RULES[self.rule].severity

    def as_dict(self) -> dict[str, object]:
        """Give the public shape, with the suggestion in both languages."""
        rule = RULES[self.rule]
        return {
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "rule": self.rule,
            "severity": rule.severity,
            "suggestion": rule.suggestion_it,
            "suggestion_en": rule.suggestion_en,
            "after": self.after,
        }


@dataclass(frozen=True, slots=True)
class Structure:
    """A line that carries no data: a title, a section bar, a total, a header seen again."""

    row: int
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What became of one sheet's rows.

    Parameters
    ----------
    unread_columns : tuple of str
        Headers that no field of the mapping reads.
    ignored : str
        Why the sheet holds no data for this load, or empty.

    Raises
    ------
    ValueError
        If the rows do not add up.
    """

    sheet: str
    rows_in: int = 0
    accepted: int = 0
    repaired: int = 0
    quarantined: int = 0
    unread_columns: tuple[str, ...] = ()
    structure: tuple[Structure, ...] = ()
    hidden: bool = False
    ignored: str = ""

    def __post_init__(self) -> None:
        """Hold the conservation law."""
        if self.rows_in != self.accepted + self.repaired + self.quarantined:
            raise ValueError(f"sheet {self.sheet!r}: {self.rows_in} rows in do not match the rows out")

    @classmethod
    def of(
        cls,
        sheet: str,
        states: Mapping[int, RowState],
        *,
        unread_columns: tuple[str, ...] = (),
        structure: tuple[Structure, ...] = (),
        hidden: bool = False,
    ) -> "SheetReport":
        """Count the states of a sheet's rows."""
        counts = {state: sum(1 for one in states.values() if one is state) for state in RowState}
        return cls(
            sheet,
            len(states),
            counts[RowState.ACCEPTED],
            counts[RowState.REPAIRED],
            counts[RowState.QUARANTINED],
            unread_columns,
            structure,
            hidden,
        )

    def as_dict(self) -> dict[str, object]:
        """Give the public shape."""
        return {
            "sheet": self.sheet,
            "rows_in": self.rows_in,
            "accepted": self.accepted,
            "repaired": self.repaired,
            "quarantined": self.quarantined,
            "unread_columns": list(self.unread_columns),
            "structure": [{"row": one.row, "kind": one.kind, "text": one.text} for one in self.structure],
            "hidden": self.hidden,
            "ignored": self.ignored or None,
        }


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file; ``refused`` says why it was not read at all."""

    file: str
    mapping: str = ""
    exercise: str = ""
    sheets: tuple[SheetReport, ...] = ()
    issues: tuple[Issue, ...] = ()
    refused: str | None = None

    def as_dict(self) -> dict[str, object]:
        """Give the public shape."""
        return {
            "file": self.file,
            "mapping": self.mapping,
            "exercise": self.exercise,
            "sheets": [sheet.as_dict() for sheet in self.sheets],
            "issues": [issue.as_dict() for issue in self.issues],
            "refused": self.refused,
        }


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did; ``records`` counts what each class would publish."""

    revision: str
    published: bool
    triples_added: int
    triples_removed: int
    files: tuple[FileReport, ...]
    records: tuple[tuple[str, int], ...] = ()

    @property
    def has_problems(self) -> bool:
        """Whether anything needs a person: a refused file, a quarantined row, an error."""
        return any(
            file.refused is not None
            or any(sheet.quarantined for sheet in file.sheets)
            or any(issue.severity == "error" for issue in file.issues)
            for file in self.files
        )

    def as_dict(self) -> dict[str, object]:
        """Give the public ``load`` shape."""
        return {
            "revision": self.revision,
            "published": self.published,
            "triples_added": self.triples_added,
            "triples_removed": self.triples_removed,
            "records": dict(self.records),
            "files": [file.as_dict() for file in self.files],
        }
