"""Open a store by its address."""

from pathlib import Path

from ..ontology.errors import QuestionError
from .oxigraph_store import OxigraphStore
from .store import Store

__all__ = ["open_store"]

_ALLOWED = "give oxigraph:FOLDER, such as oxigraph:./welfarenet-data"


def open_store(url: str) -> Store:
    """Open the store at an address.

    Parameters
    ----------
    url : str
        ``oxigraph:FOLDER``: the embedded store in a folder, which need not exist yet.

    Raises
    ------
    QuestionError
        If the address is of no known kind or names no folder.
    StoreUnreachableError
        If there is something at the address that is no store.
    """
    kind, _, place = url.partition(":")
    if kind != "oxigraph":
        raise QuestionError("store", f"{url!r} is not the address of a store this version knows", _ALLOWED)
    if not place or "\0" in place:
        raise QuestionError("store", f"{url!r} names no folder", _ALLOWED)
    return OxigraphStore(Path(place).expanduser())
