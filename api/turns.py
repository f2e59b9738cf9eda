"""One search at a time: threads share one interpreter, so that two at once make both late."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

__all__ = ["PATIENCE_S", "Turns"]

PATIENCE_S = 0.05
"""Seconds after which whoever waits goes ahead too: most searches take a tenth of it, a few five times it."""


class Turns:
    """Lets whoever comes work alone, unless those before take long; safe to share between threads.

    Parameters
    ----------
    patience_s : float
        Seconds that anybody waits at most.

    Notes
    -----
    A hard question is not slowed by every easy one that comes meanwhile, and these wait for it a moment only:
    fewer wait long, and in all the same is done.
    """

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self._patience_s = patience_s
        self._turn = Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take a turn, or go without one."""
        mine = self._turn.acquire(timeout=self._patience_s)
        try:
            yield
        finally:
            if mine:
                self._turn.release()
