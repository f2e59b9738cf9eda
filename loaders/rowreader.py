"""One row of data while it is read: which cells may be used, what was repaired, what is wrong."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from .issues import Issue, RowState
from .layout import Line
from .privacy import REMOVED, is_office, personal_data
from .reading import Reading, tidy
from .rules import RULES
from .sheet import TextCell

__all__ = ["PERSONAL", "Place", "RowReader", "Trace"]

T = TypeVar("T")

REMARKS = frozenset({"notes", "source"})
"""Fields in which an address or a number is somebody's own."""

PERSONAL = frozenset({"person-code", "iban", "case-note", "email-in-note", "phone-in-note", "maybe-person"})
"""Rules by which a cell is left out because it is about a person."""

_SEAT = ("address", "seat", "place", "postcode", "latitude", "longitude")
_CONFIDENTIAL = re.compile(r"\b(?:indirizzo|sede|luogo)\s+(?:segret|riservat|protett)[oa]\b", re.I)


@dataclass(frozen=True, slots=True)
class Place:
    """A sheet of a file, and the base of its rows' IRIs."""

    file: str
    sheet: str
    row_base: str

    def row_iri(self, row: int) -> str:
        """Name one row."""
        return f"{self.row_base}-{row}"


class Trace(NamedTuple):
    """Where a field was read."""

    row: str
    column: str
    text: str


@dataclass(slots=True)
class RowReader:
    """Reads the fields of one row and keeps the account of it.

    Cells with personal data are taken out before anything can read them.
    """

    place: Place
    line: Line
    issues: list[Issue] = field(default_factory=list)
    quarantined: bool = False
    confidential: bool = False
    _cells: dict[str, TextCell] = field(default_factory=dict)
    _repaired: bool = False
    row_iri: str = field(init=False)
    """Name of the row."""

    def __post_init__(self) -> None:
        """Take the cells in, minding privacy, ditto marks and formulas in error."""
        self.row_iri = self.place.row_iri(self.line.row)
        for name, cell in self.line.cells.items():
            if cell.text != REMOVED and not self._is_private(name, cell):
                self._cells[name] = cell
        for cell in self.line.others:
            if sign := personal_data(cell.text, remark=False):
                self._add(sign, cell.column, "")
        for filled in self.line.filled:
            if filled.field in self._cells:
                self.note(
                    "filled-down", filled.field, after=tidy(filled.text), value=filled.mark, repair=True
                )
        for cell in self.line.orphans:
            self._add("nothing-above", cell.column, cell.text)
        for name in [name for name, cell in self._cells.items() if cell.kind == "error"]:
            self.note("formula-error", name)
            del self._cells[name]
        for name, cell in self._cells.items():
            if cell.comment:
                shown = "" if personal_data(cell.comment, remark=False) else cell.comment
                self.note("comment", name, after=shown)

        if any(_CONFIDENTIAL.search(cell.text) for cell in self._cells.values()):
            self.hide_seat()

    def hide_seat(self) -> None:
        """Keep the seat back, as for a refuge: nothing that says where it is may be read or traced."""
        self.confidential = True
        self.note("confidential-seat", value="", repair=True)
        for name in _SEAT:
            self._cells.pop(name, None)

    @property
    def state(self) -> RowState:
        """How the row ends, as far as it has been read."""
        if self.quarantined:
            return RowState.QUARANTINED
        return RowState.REPAIRED if self._repaired else RowState.ACCEPTED

    def text(self, name: str) -> str:
        """Give the text of a field, empty where there is none."""
        cell = self._cells.get(name)
        return cell.text if cell is not None else ""

    def cell(self, name: str) -> TextCell | None:
        """Give the cell of a field, unless it is empty or kept back."""
        return self._cells.get(name)

    def read(self, name: str, reader: Callable[[str], Reading[T]]) -> T | None:
        """Read a field, noting what was repaired or could not be read."""
        cell = self._cells.get(name)
        return None if cell is None else self.settle(name, reader(cell.text))

    def settle(self, name: str, reading: Reading[T]) -> T | None:
        """Note what a reading repaired or could not do, and give its value."""
        if reading.repair:
            self.note(reading.repair, name, after=reading.after, repair=True)
        if reading.problem in ("person-code",):
            self._cells.pop(name, None)
            self.note(reading.problem, name, value="", repair=True)
        elif reading.problem:
            self.note(reading.problem, name)
        return reading.value

    def note(
        self, rule: str, name: str = "", *, value: str | None = None, after: str = "", repair: bool = False
    ) -> None:
        """Record an issue about a field, or about the row; a repair changes the row's state."""
        cell = self.line.cells.get(name)
        shown = value if value is not None else (tidy(self.text(name)) if name else "")
        self._add(rule, cell.column if cell is not None else "", shown, after)
        self._repaired = self._repaired or repair

    def quarantine(self, rule: str, name: str = "", *, value: str | None = None, after: str = "") -> None:
        """Keep the row back, saying why."""
        self.note(rule, name, value=value, after=after)
        self.quarantined = True

    def give_way(self, to: str) -> None:
        """Let a corrected row, named by file and number, stand for this one that was kept back."""
        errors = [i for i in self.issues if i.severity == "error" and i.rule not in PERSONAL]
        self.issues = [issue for issue in self.issues if issue not in errors]
        self.quarantined = False
        self.note("corrected", value=", ".join(dict.fromkeys(i.rule for i in errors)), after=to, repair=True)

    def trace(self, *names: str) -> tuple[Trace, ...]:
        """Say where fields were read."""
        found = [self._cells[name] for name in names if name in self._cells]
        return tuple([Trace(self.row_iri, cell.column, cell.text) for cell in found])

    def trace_of(self, cell: TextCell) -> Trace:
        """Say where a cell of a column without a field stands."""
        return Trace(self.row_iri, cell.column, cell.text)

    def _is_private(self, name: str, cell: TextCell) -> bool:
        sign = personal_data(cell.text, remark=name in REMARKS)
        if not sign and name == "contact" and not is_office(cell.text) and tidy(cell.text):
            sign = "maybe-person"
        if sign:
            self._add(sign, cell.column, "")
            self._repaired = True
        return bool(sign)

    def _add(self, rule: str, column: str, value: str, after: str = "") -> None:
        assert rule in RULES, rule  # noqa: S101 - a rule without words is a defect of ours
        self.issues.append(
            Issue(self.place.file, self.place.sheet, self.line.row, column, value, rule, after)
        )
