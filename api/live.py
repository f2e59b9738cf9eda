"""The desk that answers now: it follows what is published, and lets the old revision finish."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from ..ontology.errors import StoreUnreachableError
from .desk import Desk

__all__ = ["LiveDesk"]


class LiveDesk:
    """The newest desk of a store, opened at the first question; safe to share between threads.

    While one thread looks for a new revision, or reads it, the others go on
    with the last one.

    Parameters
    ----------
    url : str
        Address of the store, which need not be reachable yet.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._looking = Lock()
        self._counting = Lock()
        self._desk: Desk | None = None
        self._asking: dict[Desk, int] = {}

    @contextmanager
    def lease(self) -> Iterator[Desk]:
        """Give the desk of the revision published now, kept open for as long as it is asked.

        Raises
        ------
        StoreError
            If the store cannot be read.
        """
        if self._looking.acquire(blocking=self._desk is None):
            try:
                self._turn_to(self._newest())
            finally:
                self._looking.release()
        desk = self._take()
        try:
            yield desk
        finally:
            self._give_back(desk)

    def close(self) -> None:
        """Let the store go, once nobody asks any more."""
        self._turn_to(None)

    def _newest(self) -> Desk:
        return Desk.open(self._url) if self._desk is None else self._desk.refreshed()

    def _turn_to(self, desk: Desk | None) -> None:
        """Answer with another desk from now on; the last to ask the old one closes it."""
        with self._counting:
            before, self._desk = self._desk, desk
            idle = before is not None and before is not desk and before not in self._asking
        if before is not None and idle:
            before.close()

    def _take(self) -> Desk:
        with self._counting:
            desk = self._desk
            if desk is None:  # closed between two lines: the server is going down
                raise StoreUnreachableError(self._url, "it was closed")
            self._asking[desk] = self._asking.get(desk, 0) + 1
        return desk

    def _give_back(self, desk: Desk) -> None:
        with self._counting:
            self._asking[desk] -= 1
            if not self._asking[desk]:
                del self._asking[desk]
            done = desk not in self._asking and desk is not self._desk
        if done:
            desk.close()
