"""The commands about what is in a store: ``status``, ``query``, ``export``, ``replicate``, ``schemas``."""

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Protocol, runtime_checkable

import typer

from ..ontology.errors import QuestionError
from .cli_io import AsJson, Lang, StoreUrl, open_desk, print_json, print_lines, read_text_file
from .cli_words import word
from .settings import DEFAULT_STORE

if TYPE_CHECKING:
    from ..graph.oxigraph_query import QueryAnswer

__all__ = ["export", "query", "replicate", "schemas", "status"]

_STDOUT = "-"


@runtime_checkable
class _Queryable(Protocol):
    def query(self, sparql: str, *, timeout_seconds: float = 30.0) -> "QueryAnswer":
        """Answer a SPARQL query."""


def status(store: StoreUrl = DEFAULT_STORE, as_json: AsJson = False, lang: Lang = "it") -> None:
    """Say what is published: revision, exercises, records by kind."""
    from .schemas import StatusResponse, dump

    with open_desk(store, lang) as desk:
        found = StatusResponse.model_validate(desk.status())
    if as_json:
        print_json(dump(found))
        return
    exercises = [
        word("status.exercise", lang, title=one.title, files=", ".join(one.files)) for one in found.exercises
    ]
    counts = ", ".join(f"{name} {number}" for name, number in found.records.items())
    print_lines(
        [word("status.store", lang, store=found.store, revision=found.revision), *exercises, f"  {counts}"]
    )


def query(
    file: Annotated[str, typer.Argument(metavar="FILE.rq", help="SPARQL query; - is standard input.")],
    timeout: Annotated[float, typer.Option(min=0.1, max=3600, help="Seconds before it is stopped.")] = 30.0,
    store: StoreUrl = DEFAULT_STORE,
    as_json: AsJson = False,
    lang: Lang = "it",
) -> None:
    """Answer a SPARQL query over everything published, in a process of its own."""
    from .schemas import QueryResponse, dump

    try:
        sparql = read_text_file(file, "query").decode("utf-8")
    except UnicodeDecodeError:
        raise QuestionError("query", "is not text in UTF-8") from None
    with open_desk(store, lang) as desk:
        if not isinstance(desk.reader, _Queryable):
            raise QuestionError("store", "cannot be asked in SPARQL", "use an oxigraph store")
        found = desk.reader.query(sparql, timeout_seconds=timeout)
    if as_json:
        print_json(dump(QueryResponse(columns=found.columns, rows=found.rows, truth=found.truth)))
    elif found.truth is not None:
        print_lines([str(found.truth).lower()])
    else:
        print_lines("\t".join(term or "" for term in row) for row in (found.columns, *found.rows))


def export(
    out: Annotated[str, typer.Argument(metavar="OUT", help="File to write; - is standard output.")],
    format_: Annotated[Literal["nquads"], typer.Option("--format", help="Form of the file.")] = "nquads",
    store: StoreUrl = DEFAULT_STORE,
    as_json: AsJson = False,
    lang: Lang = "it",
) -> None:
    """Write the whole network to a file, sorted, the same bytes for the same revision."""
    if out == _STDOUT and as_json:
        raise QuestionError("json", "cannot share standard output with the export", "give a file")
    with open_desk(store, lang) as desk:
        lines = desk.reader.export()
        if out == _STDOUT:
            sys.stdout.flush()
            sys.stdout.buffer.writelines(lines)
            sys.stdout.buffer.flush()
            return
        count = _write_lines(Path(out), lines)
        if as_json:
            print_json({"revision": desk.revision, "format": format_, "file": out, "lines": count})
        else:
            print_lines([word("export.done", lang, lines=count, file=out)])


def replicate(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Address of the store to copy.")],
    destination: Annotated[str, typer.Argument(metavar="COPY", help="Address of the copy.")],
    as_json: AsJson = False,
    lang: Lang = "it",
) -> None:
    """Copy what an embedded store has published to another folder; only what changed is copied."""
    from dataclasses import asdict

    from ..graph.replicate import replicate as copy

    done = asdict(copy(source, destination))
    if as_json:
        print_json(done)
    else:
        print_lines([word("replicate.done", lang, copy=destination, **done)])


def schemas(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write them to.")],
    as_json: AsJson = False,
) -> None:
    """Write the JSON Schema of every answer and request."""
    from .schemas import json_schemas

    files = {f"{name}.schema.json": schema for name, schema in json_schemas().items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, schema in files.items():
            (folder / name).write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", "utf-8")
    except OSError as error:
        raise _unwritable("folder", error) from None
    written = [str(folder / name) for name in files]
    if as_json:
        print_json({"files": written})
    else:
        print_lines(written)


def _write_lines(path: Path, lines: Iterable[bytes]) -> int:
    """Write beside the file and then take its place: a failure leaves what was there."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    count = 0
    try:
        with draft.open("wb") as file:
            for line in lines:
                file.write(line)
                count += 1
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise _unwritable("out", error) from None
    return count


def _unwritable(field: str, error: OSError) -> QuestionError:
    return QuestionError(field, f"cannot be written: {error.strerror}", "choose another place")
