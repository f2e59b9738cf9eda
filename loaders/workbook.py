"""A workbook's sheets, read by a worker process after the size guard has passed it."""

import json
import subprocess
import sys
from pathlib import Path

from ..ontology.errors import FileRefusedError
from .sheet import Merge, Sheet, TextCell, TextRow
from .workbook_guard import guard_workbook
from .workbook_worker import REFUSED, SECONDS

__all__ = ["read_workbook"]

_AGAIN = "open it and save it again as .xlsx"


def read_workbook(path: Path) -> tuple[Sheet, ...]:
    """Read an ``.xlsx`` workbook.

    Raises
    ------
    FileRefusedError
        If the guard or the worker refuses it, or the worker runs out of time or memory.
    """
    guard_workbook(path)
    command = [sys.executable, "-I", "-m", "welfarenet.loaders.workbook_worker", str(path.resolve())]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - no shell
    except subprocess.TimeoutExpired:
        raise FileRefusedError(path.name, f"reading it takes more than {SECONDS} seconds", _AGAIN) from None
    if done.returncode == REFUSED:
        raise FileRefusedError(path.name, done.stderr.decode(errors="replace")[:300], _AGAIN)
    if done.returncode != 0:
        raise FileRefusedError(path.name, "the workbook cannot be read within the allowed memory", _AGAIN)
    return _sheets(done.stdout)


def _sheets(output: bytes) -> tuple[Sheet, ...]:
    """Build the sheets from the worker's lines."""
    sheets: list[Sheet] = []
    rows: list[TextRow] = []

    def close() -> None:
        if sheets:
            last = sheets.pop()
            sheets.append(Sheet(last.name, tuple(rows), last.hidden, last.merges))
        rows.clear()

    for line in output.splitlines():
        item = json.loads(line)
        if isinstance(item, dict):
            close()
            merges = tuple(Merge(*bounds) for bounds in item["merges"])
            sheets.append(Sheet(item["sheet"], (), item["hidden"], merges))
        else:
            number, hidden, cells = item
            rows.append(TextRow(number, tuple(_cell(*cell) for cell in cells), hidden))
    close()
    return tuple(sheets)


def _cell(column: str, text: str, kind: str = "text", flags: str = "", comment: str = "") -> TextCell:
    """Build a cell; ``kind`` comes from our own worker."""
    return TextCell(column, text, kind, "s" in flags, "y" in flags, comment)  # type: ignore[arg-type]  # closed list
