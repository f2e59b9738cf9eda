"""Open a store by its address."""

import os
from pathlib import Path

from ..ontology.errors import QuestionError
from .oxigraph_store import OxigraphStore
from .store import Store

__all__ = ["open_store"]

_SERVERS = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")
_ALLOWED = "give oxigraph:FOLDER, such as oxigraph:./welfarenet-data, or neo4j://HOST:PORT"


def open_store(url: str) -> Store:
    """Open the store at an address.

    Parameters
    ----------
    url : str
        ``oxigraph:FOLDER``: the embedded store in a folder, which need not exist yet.
        ``neo4j://HOST:PORT``, with ``/DATABASE`` where it is not the usual one: a
        Neo4j server, or one that speaks like it; ``neo4j+s`` is encrypted. Its
        credentials are taken from ``WELFARENET_NEO4J_USER`` and
        ``WELFARENET_NEO4J_PASSWORD``.

    Raises
    ------
    QuestionError
        If the address is of no known kind, names no place or carries a password.
    StoreUnreachableError
        If there is something at the address that is no store, or nothing that answers.
    """
    kind, _, place = url.partition(":")
    if kind in _SERVERS and place.startswith("//"):
        return _open_server(url)
    if kind != "oxigraph":
        raise QuestionError("store", f"{url!r} is not the address of a store this version knows", _ALLOWED)
    if not place or "\0" in place:
        raise QuestionError("store", f"{url!r} names no folder", _ALLOWED)
    return OxigraphStore(Path(place).expanduser())


def _open_server(url: str) -> Store:
    """Open a server; the driver is imported only here, for it costs the embedded store's users 0.2 s."""
    from .neo4j_store import Neo4jStore, cache_folder

    return Neo4jStore(url, cache=cache_folder(os.environ))
