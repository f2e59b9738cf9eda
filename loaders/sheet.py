"""A sheet as people see it: rows of text cells, each with its address."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["CellKind", "Merge", "Sheet", "TextCell", "TextRow", "column_letter", "column_number"]

CellKind = Literal["text", "number", "date", "bool", "error"]


@dataclass(frozen=True, slots=True)
class TextCell:
    """One cell that holds something.

    Parameters
    ----------
    column : str
        Letter, as in ``"F"``.
    kind : str
        How the sheet stored it; delimited text is always ``"text"``.
    struck, yellow : bool
        The cell is struck through (closed) or filled in yellow (to check).
    comment : str
        Note attached to the cell.
    """

    column: str
    text: str
    kind: CellKind = "text"
    struck: bool = False
    yellow: bool = False
    comment: str = ""


@dataclass(frozen=True, slots=True)
class TextRow:
    """One row, numbered from 1 as people see it; empty cells are left out."""

    number: int
    cells: tuple[TextCell, ...]
    hidden: bool = False

    def find(self, column: str) -> TextCell | None:
        """Give the cell of a column, or ``None`` where it is empty."""
        return next((cell for cell in self.cells if cell.column == column), None)


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; all four bounds are included and rows count from 1."""

    first_row: int
    last_row: int
    first_column: str
    last_column: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet with the rows that hold something.

    ``notes`` says what reading it took, such as the encoding of a CSV.
    """

    name: str
    rows: tuple[TextRow, ...]
    hidden: bool = False
    merges: tuple[Merge, ...] = ()
    notes: tuple[str, ...] = ()


def column_letter(number: int) -> str:
    """Name a column counted from 1.

    Examples
    --------
    >>> column_letter(1), column_letter(28)
    ('A', 'AB')
    """
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Count a column from its letters, from 1.

    Examples
    --------
    >>> column_number("AB")
    28
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
