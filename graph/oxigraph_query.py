"""Answer a SPARQL query in a process of its own, killed at a deadline and without network.

A query can exhaust memory, overflow the stack or run for ever, and pyoxigraph
can neither be told to stop nor to leave other servers alone; hence the process.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ..ontology.errors import QuestionError

__all__ = ["QueryAnswer", "run_query"]

MAX_CHARACTERS = 20_000

_WORKER = __name__.replace("oxigraph_query", "query_worker")
_NEWLINES = re.compile(r"\r\n?")
"""Oxigraph ends a comment at a carriage return, the second parser does not."""


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """What a query gave: a table (SELECT), a truth (ASK) or triples (CONSTRUCT, DESCRIBE).

    Parameters
    ----------
    columns : tuple of str
        Variables of a SELECT.
    rows : tuple of tuple
        Terms in N-Triples form, ``None`` where unbound; of a CONSTRUCT, three columns, sorted.
    truth : bool or None
        Answer of an ASK.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()
    truth: bool | None = None


def run_query(path: Path | None, sparql: str, timeout_seconds: float) -> QueryAnswer:
    """Run a query on a store's folder, or on nothing.

    Raises
    ------
    QuestionError
        If it is malformed or too long, asks another server, is late or is too hungry.
    """
    if len(sparql) > MAX_CHARACTERS:
        raise QuestionError("query", f"is longer than {MAX_CHARACTERS} characters")
    task = json.dumps({"path": str(path) if path else None, "query": _NEWLINES.sub("\n", sparql)})
    try:
        done = subprocess.run(  # noqa: S603 - our own module, its input on standard input
            [sys.executable, "-m", _WORKER],
            input=task.encode(),
            capture_output=True,
            timeout=timeout_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise QuestionError("query", f"was stopped after {timeout_seconds:g} seconds", "narrow it") from None
    if done.returncode or not done.stdout:
        raise QuestionError("query", "is too deep or needs too much memory", "narrow it")
    answer = json.loads(done.stdout)
    if "problem" in answer:
        raise QuestionError("query", answer["problem"])
    return QueryAnswer(tuple(answer["columns"]), tuple(map(tuple, answer["rows"])), answer["truth"])
