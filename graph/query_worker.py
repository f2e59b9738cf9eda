"""The process in which one SPARQL query runs: little memory, no network, killed by its parent when late.

Read from standard input: ``{"path": folder or null, "query": text}``. Written to
standard output: ``{"columns", "rows", "truth"}`` or ``{"problem"}``.
"""

import ctypes
import json
import resource
import sys
from collections.abc import Iterator
from itertools import islice

import pyoxigraph
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

__all__: list[str] = []

MAX_MEMORY = 4 << 30
MAX_ROWS = 100_000

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


def _refusal(query: str) -> str | None:
    """Say why a query may not run: only what a second parser also understands, and finds harmless, may."""
    try:
        parsed = parseQuery(query)
    except RecursionError:
        return "is nested too deeply"
    except Exception as error:  # noqa: BLE001 - pyparsing raises many kinds; every one means refusal
        return f"cannot be read: {error}"
    return "asks another server (SERVICE), which is not allowed" if _asks_elsewhere(parsed) else None


def _asks_elsewhere(part: object) -> bool:
    if isinstance(part, CompValue):
        return part.name == "ServiceGraphPattern" or any(_asks_elsewhere(value) for value in part.values())
    if isinstance(part, str) or not hasattr(part, "__iter__"):
        return False
    return any(_asks_elsewhere(member) for member in part)


def _leave_the_network() -> None:
    """Move to an empty network, where the kernel allows it: a second lock, not the only one."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _answer(path: str | None, query: str) -> dict[str, object]:
    if problem := _refusal(query):
        return {"problem": problem}
    store = pyoxigraph.Store.read_only(path) if path else pyoxigraph.Store()
    try:
        found = store.query(query, use_default_graph_as_union=True)
    except (SyntaxError, ValueError) as error:
        return {"problem": f"cannot be read: {error}"}
    if isinstance(found, pyoxigraph.QueryBoolean):
        return {"columns": [], "rows": [], "truth": bool(found)}
    columns = ["subject", "predicate", "object"]
    if isinstance(found, pyoxigraph.QuerySolutions):
        columns = [variable.value for variable in found.variables]
        rows: Iterator[list[str | None]] = ([None if t is None else str(t) for t in row] for row in found)
    else:
        rows = ([str(t.subject), str(t.predicate), str(t.object)] for t in found)
    kept = list(islice(rows, MAX_ROWS + 1))
    if len(kept) > MAX_ROWS:
        return {"problem": f"gives more than {MAX_ROWS} rows; add a LIMIT"}
    if isinstance(found, pyoxigraph.QueryTriples):
        kept = sorted(kept, key=str)
    return {"columns": columns, "rows": kept, "truth": None}


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    task = json.load(sys.stdin)
    _leave_the_network()
    json.dump(_answer(task["path"], task["query"]), sys.stdout)


if __name__ == "__main__":
    _main()
