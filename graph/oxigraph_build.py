"""The next generation of an embedded store: what the live one holds, and one exercise changed."""

import os
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, repeat
from operator import contains
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode

from ..ontology.errors import CorruptStoreError
from .exercise_cells import write_cells
from .exercise_files import cells_of
from .exercise_lines import each_line, link_lines, path_of_cells, path_of_lines, path_of_records, write_lines
from .exercise_records import records_told, write_records
from .exercises import Cell, Record
from .generations import RDF, Pinned
from .oxigraph_graphs import (
    DIRECTLY_WITHIN,
    Change,
    count_graph,
    graph_lines,
    meta_change,
    replace_graphs,
    write_closure,
    write_reference,
)
from .reference import Reference

__all__ = ["Build", "Edit", "merge_behind"]

_WORK = "work"
"""Folder of a build where triples are written, before they settle."""

_TASKS = Path("/proc/self/task")
"""Where Linux lists the threads of this process; nothing is there elsewhere."""

_MERGING = "rocksdb:low"
_WHILE_LOADING = 10
"""Niceness of what the engine merges by itself during a load, over that of the load."""

_MOST = 19
"""The niceness of who waits for everybody."""

_COMPACT_FROM = 50_000
"""Triples changed from which compacting the whole build may be worth its time."""

_WITHIN = f" {DIRECTLY_WITHIN} ".encode()
"""In a line that may change which area lies in which; a text that says so costs a look more."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What a publish wants of one exercise: its whole content, or nothing of it."""

    exercise: str
    lines: Sequence[bytes]
    cells: tuple[Cell, ...]
    digest: str | None
    records: Sequence[Record] = ()


@dataclass(frozen=True, slots=True)
class Build:
    """A generation to be filled.

    Parameters
    ----------
    live : Pinned or None
        The generation that answers now.
    before : sequence of bytes
        Lines of the exercise there.
    digests, triples : mapping of str to str, of str to int
        By exercise, as they will be.
    reference : Reference or None
        To be written too, where the live generation has another.
    """

    folder: Path
    live: Pinned | None
    before: Sequence[bytes]
    edit: Edit
    digests: Mapping[str, str]
    triples: Mapping[str, int]
    reference: Reference | None

    def fill(self) -> tuple[int, int]:
        """Write it; give how many triples of the exercise were added and removed.

        Raises
        ------
        CorruptStoreError
            If the engine does not give back every triple of the exercise.
        """
        edit = self.edit
        # The engine is at work outside of Python nearly all the time.
        with ThreadPoolExecutor(1) as aside:
            engine = aside.submit(self._write_triples)
            for exercise, digest in self.digests.items():
                if exercise == edit.exercise:
                    write_lines(path_of_lines(self.folder, exercise, digest), edit.lines)
                    write_records(path_of_records(self.folder, exercise, digest), edit.records)
                    write_cells(path_of_cells(self.folder, exercise, digest), edit.cells)
                elif self.live:
                    self._carry(self.live, exercise, digest)
            return engine.result()

    def _write_triples(self) -> tuple[int, int]:
        folder, edit, live = self.folder, self.edit, self.live
        if live:
            pyoxigraph.Store.read_only(str(live.path / RDF)).backup(str(folder / _WORK))
        store = pyoxigraph.Store(str(folder / _WORK))
        if self._doubled():
            # Before the load: beside Python's files, with all that the engine began by itself still of use.
            merge_behind(0)
            store.optimize()
        merge_behind(_WHILE_LOADING)
        if self.reference is not None:
            write_reference(store, self.reference)
        wanted = Change(NamedNode(edit.exercise), self.before, edit.lines)
        meta = meta_change(store, self.digests, self.triples)
        (added, removed), _meta = replace_graphs(store, [wanted, meta])
        if self.reference is not None or any(map(contains, chain(added, removed), repeat(_WITHIN))):
            write_closure(store)
        merge_behind(0)
        if self.reference is not None or self._is_much(len(added) + len(removed)):
            store.optimize()
        store.flush()
        store.backup(str(folder / RDF))
        del store
        self._settle()
        return len(added), len(removed)

    def _carry(self, live: Pinned, exercise: str, digest: str) -> None:
        """Link the files of an exercise that did not change; make those that the live generation lacks.

        One written by an earlier version kept no lines, no records, or all cells in one table.
        """
        lines, records, cells = (
            path(self.folder, exercise, digest) for path in (path_of_lines, path_of_records, path_of_cells)
        )
        for path in (lines, records, cells):
            if (there := live.path / path.relative_to(self.folder)).exists():
                link_lines(there, path)
        if not lines.exists():
            store = pyoxigraph.Store.read_only(str(live.path / RDF))
            write_lines(lines, graph_lines(store, NamedNode(exercise)))
        if not records.exists():
            write_records(records, *records_told(each_line(lines), exercise))
        if not cells.exists():
            write_cells(cells, cells_of(live, exercise))

    def _doubled(self) -> bool:
        """Tell whether the build passes a power of two: what is merged then is linear in all, over time."""
        before = sum(self.live.manifest.triples.values()) if self.live else 0
        total = sum(self.triples.values())
        return total - before >= _COMPACT_FROM and total.bit_length() > before.bit_length() > 0

    def _is_much(self, changed: int) -> bool:
        """Tell whether half of the build, or more, changed."""
        return changed >= _COMPACT_FROM and changed * 2 >= sum(self.triples.values())

    def _settle(self) -> None:
        """Drop the working copy, whose log of writes is as large as the data, and count what the build gives.

        A generation that does not hold every triple of the exercise must never be published.
        """
        shutil.rmtree(self.folder / _WORK)
        store = pyoxigraph.Store.read_only(str(self.folder / RDF))
        found = count_graph(store, NamedNode(self.edit.exercise))
        if found != len(self.edit.lines):
            raise CorruptStoreError(
                self.edit.exercise, f"{found} triples were written instead of {len(self.edit.lines)}"
            )


def merge_behind(niceness: int) -> None:
    """Let the engine's threads that merge tables wait for whoever calls, by so much; 0 for as much as others.

    It begins to merge as soon as there are two tables in an index, and throws away
    what is not done when the publish ends. Where only a superuser may set threads
    forward again they stay behind for as long as the process lives.
    """
    for name in _TASKS.glob("*/comm"):
        with suppress(OSError):  # a thread that has just ended, or may not be set forward
            if name.read_text().strip() == _MERGING:
                wanted = min(os.getpriority(os.PRIO_PROCESS, 0) + niceness, _MOST)
                os.setpriority(os.PRIO_PROCESS, int(name.parent.name), wanted)
