"""What every command shares: its options, its two streams, and the way a citizen is read."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ..ontology.errors import QuestionError
from .cli_words import word
from .settings import DEFAULT_STORE, STORE_VARIABLE

if TYPE_CHECKING:
    from .desk import Desk

__all__ = [
    "AsJson",
    "CitizenFile",
    "Lang",
    "OnDay",
    "StoreUrl",
    "Where",
    "note",
    "open_desk",
    "print_json",
    "print_lines",
    "read_citizen_file",
    "read_text_file",
]

MAX_BYTES = 256 * 1024

StoreUrl = Annotated[
    str,
    typer.Option("--store", envvar=STORE_VARIABLE, metavar="URL", help=f"Store; default {DEFAULT_STORE}."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON on standard output, and nothing else.")]
Lang = Annotated[Literal["it", "en"], typer.Option("--lang", help="Language of the answer.")]
Where = Annotated[str, typer.Option("--at", metavar="COMUNE", help="Where the person lives.")]
OnDay = Annotated[
    str | None, typer.Option("--on", metavar="DATE", help="Day asked, YYYY-MM-DD; today when absent.")
]
CitizenFile = Annotated[
    str | None,
    typer.Option("--citizen", metavar="FILE|-", help="JSON with the person's facts; - is standard input."),
]


@contextmanager
def open_desk(url: str, lang: str) -> Iterator["Desk"]:
    """Open the desk of a store for one command; say so where nothing was loaded yet."""
    from .desk import Desk

    desk = Desk.open(url)
    try:
        if not desk.reader.exercises():
            note(word("status.empty", lang, store=desk.store.url))
        yield desk
    finally:
        desk.close()


def print_json(content: object) -> None:
    """Write JSON on standard output, the same bytes for the same answer."""
    print(json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False))


def print_lines(lines: Iterable[str]) -> None:
    """Write text on standard output."""
    for line in lines:
        print(line)


def note(text: str) -> None:
    """Tell the person something that is no part of the answer, on standard error."""
    from rich.console import Console

    Console(stderr=True, soft_wrap=True).print(text, markup=False, highlight=False)


def read_text_file(name: str, field: str) -> bytes:
    """Read a small file, or standard input for ``-``.

    Raises
    ------
    QuestionError
        If it cannot be read or is too long; its name is not repeated, for it may
        be the content given in its place by mistake.
    """
    try:
        if name == "-":
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError):
        hint = "give the path of a file that exists, or - for standard input"
        raise QuestionError(field, "the file cannot be read", hint) from None
    if len(content) > MAX_BYTES:
        raise QuestionError(field, f"is longer than {MAX_BYTES // 1024} kB", "give a smaller file")
    return content


def read_citizen_file(name: str | None) -> dict[str, object] | None:
    """Read a person's facts: strict JSON, one object, no key twice.

    Raises
    ------
    QuestionError
        If it is no such thing; nothing of it is repeated.
    """
    if name is None:
        return None
    from .strict_json import strict_json

    content = read_text_file(name, "citizen")
    try:
        found = strict_json(content.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as error:
        raise QuestionError("citizen", str(error).removeprefix("the body "), "give a JSON object") from None
    if not isinstance(found, dict):
        raise QuestionError("citizen", "is not a JSON object", 'write it as {"age": 82}')
    return found
