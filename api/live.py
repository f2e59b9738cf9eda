"""The desk that answers now: it follows what is published, and lets the old revision finish."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from .desk import Desk

__all__ = ["LiveDesk"]


class LiveDesk:
    """The newest desk of a store, opened at the first question; safe to share between threads.

    Parameters
    ----------
    url : str
        Address of the store, which need not be reachable yet.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = Lock()
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
        desk = self._take()
        try:
            yield desk
        finally:
            self._give_back(desk)

    def close(self) -> None:
        """Let the store go, once nobody asks any more."""
        with self._lock:
            desk, self._desk = self._desk, None
            idle = desk is not None and desk not in self._asking
        if desk is not None and idle:
            desk.close()

    def _take(self) -> Desk:
        with self._lock:
            before = self._desk
            desk = Desk.open(self._url) if before is None else before.refreshed()
            self._desk = desk
            self._asking[desk] = self._asking.get(desk, 0) + 1
            outdated = before if before is not desk and before not in self._asking else None
        if outdated is not None:
            outdated.close()
        return desk

    def _give_back(self, desk: Desk) -> None:
        with self._lock:
            self._asking[desk] -= 1
            last = not self._asking[desk]
            if last:
                del self._asking[desk]
            done = last and desk is not self._desk
        if done:
            desk.close()
