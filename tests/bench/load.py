"""How fast files are read and loaded: ``make bench-load``, DESIGN §10, row "load".

A desk's file of 20,000 rows is generated, as CSV and as XLSX with marks (struck
through, yellow, hidden, comments). Each measure runs in a process of its own,
so that its peak memory is its own. Seconds are the processor's, the worker's
among them.
"""

import argparse
import csv
import json
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from bench.figures import cpu_seconds
from welfarenet.graph.reference import load_reference
from welfarenet.graph.stores import open_store
from welfarenet.loaders.build import SourceFile, build_exercise
from welfarenet.loaders.context import Lexicon
from welfarenet.loaders.load import load
from welfarenet.loaders.mapping import choose_mapping, list_shipped_mappings
from welfarenet.loaders.tables import read_tables

ROWS = 20_000
DAY = date(2026, 11, 23)
FIGURES = {"csv values": 20_000, "xlsx values and marks": 8_000}
"""Rows a second to reach."""

HEADERS = (
    "Cod.", "Ente erogatore", "Denominazione servizio", "Descrizione", "Destinatari", "Età", "ISEE max",
    "Territorio coperto", "Dove", "Documenti necessari", "Cosa si ottiene (esito)", "Costo/ticket", "Tempi",
    "Posti", "Orari", "Tel.", "E-mail", "Verificato il", "Stato", "Note",
)  # fmt: skip


def rows(count: int) -> Iterator[list[str]]:
    """Draw the rows of invented providers, the same at each run."""
    chance = random.Random(20261123)
    places = ("Jesi", "Monsano", "Staffolo", "Filottrano", "ATS 9 tranne Cingoli", "Ancona", "Cupramontana")
    titles = ("SAD", "Pasti a domicilio", "Telesoccorso", "Centro diurno", "PUA", "Emporio solidale")
    for number in range(count):
        yield [
            str(number), f"Coop. Inventata {number % 4000}", f"{chance.choice(titles)} {number // 4000}",
            f"Servizio inventato numero {number}", "anziani", "over 65", f"{chance.randrange(8, 40)}.000",
            chance.choice(places), "a domicilio", "ISEE, carta d'identità", "", f"€ {chance.randrange(20)}",
            f"{chance.randrange(1, 60)} gg", str(chance.randrange(40)), "lun-ven 9-12",
            f"0731 000 {number % 1000:03d}", f"info{number % 4000}@example.org", "30/09/2026",
            chance.choice(("attivo", "attivo", "sosp.")), "",
        ]  # fmt: skip


def write_csv(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([HEADERS, *rows(count)])


def write_xlsx(path: Path, count: int) -> None:
    """Write a workbook of which one row in ten bears a mark."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Servizi")
    sheet.append(HEADERS)
    marks: tuple[Callable[[WriteOnlyCell], None], ...] = (_strike, _paint, _remark)
    for number, texts in enumerate(rows(count)):
        cells = [WriteOnlyCell(sheet, value=text) for text in texts]
        if number % 10 == 0:
            marks[number // 10 % len(marks)](cells[2])
        sheet.append(cells)
    book.save(path)


def _strike(cell: WriteOnlyCell) -> None:
    cell.font = Font(strike=True)


def _paint(cell: WriteOnlyCell) -> None:
    cell.fill = PatternFill("solid", fgColor="FFFFFF00")


def _remark(cell: WriteOnlyCell) -> None:
    cell.comment = Comment("da rivedere", "desk")


def read_only(path: Path, _: Path) -> float:
    start = cpu_seconds()
    read_tables(path)
    return cpu_seconds() - start


def build_only(path: Path, _: Path) -> float:
    lexicon = Lexicon(load_reference())
    for words in ("needs", "service_types", "documents", "gazetteer"):
        getattr(lexicon, words)
    sheets = read_tables(path)
    mapping = choose_mapping(path.name, sheets, list_shipped_mappings())
    start = cpu_seconds()
    build_exercise("bench", [SourceFile(path.name, "0" * 64, sheets)], mapping, lexicon, today=DAY)
    return cpu_seconds() - start


def load_whole(path: Path, folder: Path) -> float:
    store = open_store(f"oxigraph:{folder / 'store'}")
    start = cpu_seconds()
    load(store, [path], today=DAY)
    return cpu_seconds() - start


MEASURES: dict[str, tuple[str, Callable[[Path, Path], float]]] = {
    "csv values": ("bench.csv", read_only),
    "xlsx values and marks": ("bench.xlsx", read_only),
    "rows to records": ("bench.csv", build_only),
    "whole load, csv": ("bench.csv", load_whole),
    "whole load, xlsx": ("bench.xlsx", load_whole),
}


def measure(name: str, folder: Path) -> dict[str, float]:
    """Run one measure in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--measure", name, "--folder", str(folder)],
        capture_output=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--measure", choices=list(MEASURES))
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.measure:
        file, run = MEASURES[options.measure]
        with TemporaryDirectory() as scratch:
            seconds = run(options.folder / file, Path(scratch))
        usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(json.dumps({"seconds": seconds, "mb": usage / 1024, "worker_mb": worker / 1024}))
        return
    with TemporaryDirectory() as folder:
        write_csv(Path(folder) / "bench.csv", options.rows)
        write_xlsx(Path(folder) / "bench.xlsx", options.rows)
        print(f"{options.rows} rows of {len(HEADERS)} cells")
        print(f"{'':24}{'seconds':>9}{'rows/s':>9}{'to reach':>10}{'peak MB':>9}{'worker':>8}")
        for name in MEASURES:
            found = measure(name, Path(folder))
            rate, figure = options.rows / found["seconds"], FIGURES.get(name, "")
            print(
                f"{name:24}{found['seconds']:9.2f}{rate:9.0f}{figure:>10}{found['mb']:9.0f}{found['worker_mb']:8.0f}"
            )


if __name__ == "__main__":
    main()
