"""A store made into one that an earlier version wrote: fewer files an exercise, all cells in one table."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from welfarenet.graph.exercise_cells import each_cell
from welfarenet.graph.exercise_lines import path_of_cells

KINDS = ".nq.gz", ".records", ".cells"
"""Files that each exercise has now; an earlier version kept none of them."""

_TABLE = """
CREATE TABLE cells (
    exercise TEXT NOT NULL, subject TEXT NOT NULL, property TEXT NOT NULL,
    row TEXT NOT NULL, "column" TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (subject, property, row, "column", exercise, text)
) WITHOUT ROWID;
"""


def as_before(folder: Path, *lacking: str) -> Path:
    """Take files of some kinds, or one by its name, out of a store's live generation; give its folder."""
    live = folder / (folder / "CURRENT").read_text().strip()
    manifest = json.loads((live / "manifest.json").read_bytes())
    if ".cells" in lacking:
        _tabulate(live, manifest["exercises"])
        manifest["format"] = 1
    for name in list(manifest["files"]):
        if name.startswith("exercises/") and name.endswith(lacking):
            (live / name).unlink()
            del manifest["files"][name], manifest["sizes"][name]
    (live / "manifest.json").write_text(json.dumps(manifest))
    return live


def _tabulate(live: Path, exercises: dict[str, str]) -> None:
    with closing(sqlite3.connect(live / "cells.sqlite")) as database, database:
        database.execute(_TABLE)
        for exercise, digest in exercises.items():
            for cell in each_cell(path_of_cells(live, exercise, digest)):
                row = (exercise, cell.subject, cell.property, cell.row, cell.column, cell.text)
                database.execute("INSERT INTO cells VALUES (?, ?, ?, ?, ?, ?)", row)
