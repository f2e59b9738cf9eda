"""The command that loads mapping exercises."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..ontology.errors import QuestionError
from .cli_io import AsJson, Lang, StoreUrl, print_json, print_lines
from .cli_words import word
from .faults import refusal
from .settings import DEFAULT_STORE

if TYPE_CHECKING:
    from ..loaders.issues import FileReport, Issue, LoadReport

__all__ = ["load", "load_lines"]

SHOWN = 40
"""Problems of one file shown on the terminal; the report has all of them."""


def load(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Workbooks or delimited files.")],
    mapping: Annotated[
        Path | None,
        typer.Option(metavar="YAML", help="How to read the files; told by their headers if absent."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report only; publish nothing.")] = False,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the whole report as JSON.")
    ] = None,
    quarantine: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write the rows kept back, to be corrected and loaded."),
    ] = None,
    accept_change: Annotated[
        bool,
        typer.Option("--accept-change", help="Publish even where a class shrinks by a fifth or doubles."),
    ] = False,
    store: StoreUrl = DEFAULT_STORE,
    as_json: AsJson = False,
    lang: Lang = "it",
) -> None:
    """Load mapping exercises, and say what became of every row."""
    from ..graph.stores import open_store
    from ..loaders.load import load as load_files
    from .schemas_load import LoadResponse

    opened = open_store(store)
    done = load_files(
        opened, files, mapping=mapping, dry_run=dry_run, accept_change=accept_change, quarantine=quarantine
    )
    content = LoadResponse.model_validate(done.as_dict()).model_dump(mode="json")
    if report is not None:
        _write(report, content)
    if as_json:
        print_json(content)
    else:
        print_lines(load_lines(done, dry_run, lang))
    code = _exit_code(done)
    if code:
        raise typer.Exit(code)


def load_lines(report: "LoadReport", dry_run: bool, lang: str) -> Iterator[str]:
    """Word what a load did, line by line."""
    for file in report.files:
        yield from _file(file, lang)
    key = "load.dry" if dry_run else "load.published" if report.published else "load.none"
    yield word(
        key, lang, revision=report.revision, added=report.triples_added, removed=report.triples_removed
    )


def _file(file: "FileReport", lang: str) -> Iterator[str]:
    if file.refused is not None:
        yield word("load.refused", lang, file=file.file, reason=refusal(file.refused, lang))
        return
    yield word("load.file", lang, file=file.file, mapping=file.mapping)
    for sheet in file.sheets:
        if sheet.ignored:
            yield word("load.ignored", lang, sheet=sheet.sheet, why=_half(sheet.ignored, lang))
            continue
        yield word("load.sheet", lang, **sheet.as_dict())
        if sheet.unread_columns:
            yield word("load.unread", lang, columns=", ".join(sheet.unread_columns))
    wrong = [issue for issue in file.issues if issue.severity != "info"]
    wrong.sort(key=lambda issue: issue.severity != "error")
    yield from (_issue(issue, lang) for issue in wrong[:SHOWN])
    if len(wrong) > SHOWN:
        yield word("load.more", lang, n=len(wrong) - SHOWN)


def _issue(issue: "Issue", lang: str) -> str:
    told = issue.as_dict()
    where = [issue.sheet]
    where += [word("load.row", lang, row=issue.row)] if issue.row is not None else []
    where += [issue.column] if issue.column else []
    suggestion = str(told["suggestion_en" if lang == "en" else "suggestion"])
    before = f" «{issue.value}»" if issue.value else ""
    after = f" → «{issue.after}»" if issue.after else ""
    return word(
        "load.issue",
        lang,
        where=" ".join(filter(None, where)),
        rule=f"{issue.rule}{before}{after}",
        suggestion=suggestion,
    )


def _half(text: str, lang: str) -> str:
    """Give one language of a text that says all in Italian, a stroke, and all in English."""
    italian, _, english = text.partition(" / ")
    return english if lang == "en" and english else italian


def _exit_code(report: "LoadReport") -> int:
    """Give 2 where a file was refused, 1 where something needs a person."""
    if any(file.refused is not None for file in report.files):
        return 2
    return 1 if report.has_problems else 0


def _write(report: Path, content: object) -> None:
    try:
        report.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise QuestionError("report", f"cannot be written: {error.strerror}", "choose another file") from None
