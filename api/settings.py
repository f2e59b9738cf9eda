"""How the server is run: which store, on which address, how much it reads."""

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["DEFAULT_STORE", "STORE_VARIABLE", "Settings"]

DEFAULT_STORE = "oxigraph:./welfarenet-data"
"""Where the network is when nobody says."""

STORE_VARIABLE = "WELFARENET_STORE"
"""The one environment variable that is read."""


class Settings(BaseModel):
    """What an administrator chooses; frozen, and passed in, never global.

    Parameters
    ----------
    store : str
        Address of the store.
    host : str
        Address to listen on; other machines are let in on purpose only.
    max_body_bytes : int
        A longer request is refused before it is read whole.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    store: str = DEFAULT_STORE
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    max_body_bytes: Annotated[int, Field(ge=1)] = 256 * 1024

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Take the store from ``WELFARENET_STORE`` where it is set.

        Examples
        --------
        >>> Settings.from_environment({"WELFARENET_STORE": "oxigraph:/srv/welfare"}).store
        'oxigraph:/srv/welfare'
        """
        store = environment.get(STORE_VARIABLE)
        return cls(store=store) if store else cls()
