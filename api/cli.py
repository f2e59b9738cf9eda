"""The command line: ``welfarenet``.

Answers go to standard output, everything else to standard error. Exit code 0:
answered ("no path" is an answer). 1: answered, with problems found. 2: the
question, a fact or a file is wrong. 3: the store cannot be read, or a defect.
"""

import os
import sys
import traceback
from collections.abc import Sequence
from itertools import pairwise
from typing import TextIO

import typer
from typer.exceptions import TyperException

from ..ontology.errors import InputError, WelfareNetError
from .cli_ask import menu, path, who, why_not
from .cli_gaps import gaps
from .cli_io import note
from .cli_load import load
from .cli_serve import demo, serve
from .cli_store import export, query, replicate, schemas, status
from .cli_words import word
from .faults import fault

__all__ = ["app", "main", "run"]

OK, WRONG, BROKEN, STOPPED = 0, 2, 3, 130

app = typer.Typer(
    name="welfarenet",
    help="Who covers a need here, and what does this person do first? Italian or English, with --lang.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for name, command in (
    ("demo", demo),
    ("load", load),
    ("who", who),
    ("path", path),
    ("menu", menu),
    ("why-not", why_not),
    ("gaps", gaps),
    ("status", status),
    ("query", query),
    ("export", export),
    ("replicate", replicate),
    ("schemas", schemas),
    ("serve", serve),
):
    app.command(name)(command)


def main() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        _write_utf8(stream)
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left unwritten must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code.

    Examples
    --------
    >>> run(["status", "--store", "a folder"])
    2
    """
    lang = _language(arguments)
    try:
        code = app(list(arguments) or ["--help"], standalone_mode=False)
    except TyperException as error:
        note(word("error", lang, text=word("usage", lang, text=error.format_message())))
        return WRONG
    except WelfareNetError as error:
        note(word("error", lang, text=fault(error, lang)))
        return WRONG if isinstance(error, InputError) else BROKEN
    except KeyboardInterrupt:
        return STOPPED
    except SystemExit as ended:
        # Typer leaves this way, with 1, when the reader of our output has gone: no problem of ours.
        return OK if ended.code == 1 else BROKEN
    except Exception as error:  # noqa: BLE001  a traceback could show a citizen: name the place instead
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{os.path.basename(last.filename)}:{last.lineno}"
        note(word("internal", lang, kind=type(error).__name__, place=place))
        return BROKEN
    return code if isinstance(code, int) else OK


def _language(arguments: Sequence[str]) -> str:
    """Tell the language of errors before anything is parsed."""
    after = [later for earlier, later in pairwise(arguments) if earlier == "--lang"]
    return "en" if "en" in after or "--lang=en" in arguments else "it"


def _write_utf8(stream: TextIO) -> None:
    """Write UTF-8 whatever the terminal's settings; Italian needs it."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
